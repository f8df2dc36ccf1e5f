# What the poster of a sign-up link says to people who stand before it. The steps are numbered; approval is one of them where there is any.

poster-document = { $organisation }, { $department }: create your account
poster-title = Create your account
poster-code = QR code that opens { $link }
poster-step-scan = Scan the code with your phone’s camera, or type the address below it.
poster-step-form = Fill in the form.
poster-step-approval = Somebody looks at your sign-up first. That may take a day or two.
poster-step-password = { $contact ->
    [email] Open the link we send you by e-mail, and choose a password.
    [phone] Open the link we send you by SMS, and choose a password.
   *[either] Open the link we send you by e-mail or SMS, and choose a password.
}
poster-until = You can do this until { $date }.
poster-help = Need help? Ask your manager or the HR department.
