# What is shown in a browser.

page-title = { $page } – { $organisation }
page-title-faulty = Problem: { $page } – { $organisation }
language-choice = Language
skip-to-content = Skip to content
faults-title = { $count ->
    [one] There is a problem
   *[other] There are { $count } problems
}

home-title = Welcome to Rollcall
home-text = Every organisation has a page of its own here. Open the address your organisation gave you, or the link in your message.

sign-in-title = Sign in
sign-in-identifier = E-mail address or username
sign-in-password = Password
sign-in-button = Sign in
sign-in-wrong = That did not match. Check your e-mail address or username and your password, and try again. After several wrong tries we wait a while before we look at another one, even at the right one.
sign-in-too-often = There have been too many wrong attempts from your network. Please try again in { $minutes ->
    [one] a minute
   *[other] { $minutes } minutes
}.
sign-in-help = Forgotten your password, or never had one? Your manager or HR department can help you.
signed-out = You are signed out.
sign-in-with = Sign in with { $provider }
sign-in-or = or with a password
sign-in-sso-only = Sign in with the account that { $organisation } has given you.
sign-in-sso-only-help = You need no other password here. If you cannot sign in, your IT department can help you.
sign-in-password-instead = Sign in with a password instead
lead-title = On to { $provider }
lead-text = You sign in there. If nothing happens, press the button.
lead-button = Go on
lead-back = Back to the sign-in page
sso-no-connection = This way to sign in does not exist any more. Choose another one.
sso-choose = Choose the account you sign in with.
sso-declined = You were not signed in: the sign-in was cancelled, or your account does not include this service. Try again, or ask your IT department.
sso-unreachable = Your organisation’s sign-in service does not answer at the moment. Please try again in a few minutes.
sso-misconfigured = Your organisation’s sign-in service and this one do not fit together. Please tell your IT department; nothing is wrong with your account.
sso-not-believed = What your organisation’s sign-in service answered could not be checked, so you were not signed in. Please try again. If it happens again, tell your IT department.
sso-stale = This sign-in has expired. Please begin again here.
sso-unknown = You have signed in, but there is no account for you here yet. Ask your manager or HR department to create one.
sso-no-trusted-email = You have signed in, but your organisation’s sign-in service does not confirm your e-mail address, so we cannot tell which account is yours. Please tell your IT department.
sso-somebody-else = You have signed in, but your e-mail address belongs to somebody else’s account here. Please tell your HR department.
sso-too-little = You have signed in, but your organisation’s sign-in service does not tell us your name, so no account could be created. Please tell your IT department.
sso-disabled = You have signed in, but your account here is disabled. Your manager or HR department can help you.
sso-awaits-approval = You have signed in, but nobody has approved your account yet. You get a message as soon as somebody has.
sso-busy = There is a lot going on right now. Please try again in a moment.
sso-unexpected = Something went wrong on our side. Please try again in a moment.
sign-up-question = Don’t have an account?
sign-up-invitation = Create one now!

choose-title = Choose your password
choose-greeting = Welcome, { $name }!
choose-greeting-nameless = Welcome!
choose-intro = Choose a password for your account at { $organisation }, and you are in.
choose-sign-in-with = You will sign in with
choose-password = New password
choose-policy = At least { $shortest } characters. Three or four unrelated words are easy to remember and hard to guess.
choose-repeat = Repeat the password
choose-button = Activate my account

change-title = Choose a password of your own
change-intro = You have signed in with a one-time password. Choose a password of your own: as soon as you save it, it takes the place of the one-time password.
change-button = Save and continue

welcome-activated = You are in, { $name }!
welcome-activated-text = Your account at { $organisation } is active.
welcome-title = Hello, { $name }
welcome-text = You are signed in at { $organisation }.
welcome-name = Name
welcome-organisation = Organisation
welcome-identifiers = You sign in with
welcome-next-time = Next time, sign in here:
sign-out-button = Sign out

link-unusable-title = This link does not work
link-unusable-text = It may have been used already, or copied only in part. If you have chosen a password before, just sign in.
link-unusable-help = Otherwise, ask your manager or HR department for a new link.
link-expired-title = This link has expired
link-expired-text = No harm done: we can send you a new one, the same way you received this one.
link-expired-button = Send me a new link
link-to-sign-in = Go to the sign-in page
renewed-title = A new link is on its way
renewed-text = Look at your mail or text messages in a moment. The new link leads you back here.
renewed-help = Nothing there after a few minutes? Look in the spam folder, or ask your manager or HR department.

sign-up-title = Create your account
sign-up-intro = For everybody who works at { $organisation }.
sign-up-first-name = First name
sign-up-last-name = Last name
sign-up-sign-in-with = How would you like to sign in?
sign-up-by-email = With my e-mail address
sign-up-by-username = With a username and my mobile phone
sign-up-email = E-mail address
sign-up-email-hint = We send you a link to choose your password.
sign-up-username = Username
sign-up-username-hint = Letters, digits and . - _ without spaces
sign-up-phone = Mobile phone
sign-up-phone-hint = For example +45 20 12 34 56. We text you a link to choose your password.
sign-up-department = Department
sign-up-department-choose = Choose your department
sign-up-language = Language
sign-up-button = Create account
sign-up-have-account = Already have an account?
sign-up-received-title = Check your messages
sign-up-received-email = We are sending an e-mail to { $contact }. It tells you how to go on.
sign-up-received-phone = We are sending a text message to { $contact }. It tells you how to go on.
sign-up-email-hint-later = You will hear from us there, once your organisation starts.
sign-up-phone-hint-later = For example +45 20 12 34 56. You will hear from us there, once your organisation starts.
sign-up-noted-title = Thank you
sign-up-later-email = Your sign-up is noted. { $organisation } sends no messages yet: we will write to { $contact } when it starts.
sign-up-later-phone = Your sign-up is noted. { $organisation } sends no messages yet: we will text { $contact } when it starts.
sign-up-noted-help = Check that the address or number is right. Ask your manager or HR department when it starts.
sign-up-email-hint-approval = We write to you there once your sign-up has been approved.
sign-up-phone-hint-approval = For example +45 20 12 34 56. We text you there once your sign-up has been approved.
sign-up-approval-email = Somebody at { $organisation } looks at your sign-up first. After that we write to { $contact }.
sign-up-approval-phone = Somebody at { $organisation } looks at your sign-up first. After that we text { $contact }.
sign-up-approval-help = That may take a day or two. Check that the address or number is right, and ask your manager or HR department if you hear nothing.
sign-up-too-often = There were very many sign-ups just now. What you typed is still here: please send it again in { $minutes ->
    [one] a minute
   *[other] { $minutes } minutes
}.
sign-up-received-help = Nothing there after a few minutes? Check that the address or number is right, and look in the spam folder.
sign-up-again = Fill in the form again
sign-up-unavailable-title = Sign-up is closed
sign-up-unavailable-text = Accounts at { $organisation } cannot be created here. Your manager or HR department can create one for you.
sign-up-link-unknown-title = This link does not work
sign-up-link-unknown-text = It may have been copied only in part. Scan the code again, or ask your manager or HR department for the link.
sign-up-link-replaced-title = There is a newer link
sign-up-link-replaced-text = The link or poster you used was replaced by a new one. Ask your manager or HR department for it.
sign-up-link-revoked-title = This link is not in use any more
sign-up-link-revoked-text = Ask your manager or HR department for another one.
sign-up-link-ended-title = The time to sign up is over
sign-up-link-ended-text = This link worked for a while, and that has passed. Ask your manager or HR department for another one.
sign-up-link-full-title = All places are taken
sign-up-link-full-text = As many people as this link was made for have signed up with it. Ask your manager or HR department for another one.

places-label = Managing people
places-own = My page
pages-label = Pages of the list
pages-first = First page
pages-next = Next page
manages-nobody-title = This page is for managers
manages-nobody-text = It shows the people of departments to those who manage them. If you should be one of them, ask your HR department.

links-title = Sign-up links
links-text = People who open a link or scan its code sign up to its department by themselves. Print a poster, or send the address.
links-none = There is no link yet.
links-count = { $count ->
    [one] One link.
   *[other] { $count } links.
}
links-state = State
links-open = Open
links-ended = Over: its last day has passed
links-full = Full: all places are taken
links-closed = Closed: the department is gone
links-people = Signed up
links-used = { $used ->
    [one] 1 person
   *[other] { $used } people
}
links-used-of = { $used } of { $seats }
links-ends = Ends
links-address = Address
links-poster = Poster (PDF)
links-qr-svg = QR code (SVG)
links-qr-png = QR code (PNG)
links-no-poster-closed = There is nothing to print: nobody can sign up with this link, because its department is gone. Revoke it, and make one for another department.
links-no-poster-ended = There is nothing to print: nobody can sign up with this link any more. Make a new one for the days to come.
links-no-poster-no-defaults = There is nothing to print until an administrator has set which job profile and rights people get who sign up.
links-poster-full = All places are taken. People who open the link read that, until a place is free again.
links-rotate = Change the address …
links-rotate-text = For a link that has come into the wrong hands. The old address and old posters stop working at once and say that there is a newer link. The people who have signed up stay.
links-rotate-button = Change the address
links-revoke = Revoke …
links-revoke-text = Nobody signs up with this link any more, and its posters say so. The people who have signed up stay. This cannot be undone.
links-revoke-button = Revoke the link
links-new = New link
links-no-defaults = Nobody has set yet which job profile and rights people get who sign up. An administrator sets that in the settings of sign-up.
links-too-many = There are as many links as an organisation can have. Revoke one that is not needed any more.
links-department = Department
links-choose = Please choose
links-label = Name (optional)
links-label-hint = For your own use, such as “Canteen, first floor”.
links-last-day = Last day (optional)
links-last-day-hint = Left empty, it works until you revoke it.
links-seats = Places (optional)
links-seats-hint = How many people may sign up with it. Left empty, as many as come.
links-create = Make the link
links-created = The link is there.
links-rotated = The link has a new address. Print its poster again.
links-revoked = The link is revoked.

approvals-title = Waiting for approval
approvals-text = These people have signed up and come in once you approve them. Approve only whom you know.
approvals-none = Nobody is waiting.
approvals-more = More people are waiting. They appear here when you have decided about these.
approvals-contact = Given as
approvals-since = Signed up
approvals-approve = Approve
approvals-refuse = Refuse …
approvals-reason = Reason (optional)
approvals-reason-hint = The person reads it in our message.
approvals-refuse-button = Refuse
approvals-approved = Approved. The person gets a message with a link.
approvals-refused = Refused. The person gets a message that says so.
approvals-decided = Somebody has decided about this person already.

not-found-title = There is nothing here
not-found-text = Check the address, letter by letter. If you followed a link, it may be incomplete.
too-often-title = A moment, please
too-often-text = That was tried too often just now. Please try again in { $minutes ->
    [one] a minute
   *[other] { $minutes } minutes
}.
too-often-today = That was tried too often today. Please try again in { $hours } hours, or ask your manager or HR department.
timed-out-title = Once more, please
timed-out-text = There are ten minutes to choose a password, and they are over. If you have chosen one already, sign in with it; if not, sign in with your one-time password again.
refused-title = That did not work
refused-text = Something was sent here that this page does not take. Please open it again and retry.
busy-title = Very busy just now
busy-text = Nothing is lost. Please try again in a minute.
unexpected-title = Something went wrong
unexpected-text = The fault is ours, not yours. Please try again in a few minutes.
unexpected-reference = If it happens again, please give us this reference:

integration-title = Single sign‑on and directories
integration-lead = Where people sign in, and from where they come here.
integration-sign-on = Single sign-on
integration-text = Connections to the providers that people sign in with. The person who sets one up decides who can sign in as anybody.
integration-required = Single sign-on is required here: the last connection that works stays.
integration-none = There is no connection yet.
integration-new = New connection
integration-redirect-uri = Give this address to the provider as redirect URI, letter by letter:
integration-add = Add a connection
integration-issuer = Issuer
integration-issuer-hint = The provider’s address, as it names itself: of your organisation alone.
integration-state = State
integration-untried = It has let nobody in yet. Test it.
integration-works = It works: shown on { $since }.
integration-domains = E-mail domains
integration-domains-hint = One on each line, such as nordlys.example. Whose e-mail is of one of them is led here.
integration-new-people = People who are not here yet
integration-creates = Are created by their first sign-in
integration-creates-nobody = Are not let in
integration-secret = Secret
integration-secret-none = None: it proves itself by PKCE alone
integration-secret-kept = Kept, and never shown
integration-secret-lost = To be given again: it cannot be read any more
integration-test = Test
integration-edit = Change
integration-rotate = Another secret …
integration-rotate-text = Make a new one at the provider first, then give it here: it holds from the next sign-in on.
integration-rotate-button = Save the secret
integration-client-secret = Client secret
integration-client-secret-hint = From the provider. It is kept encrypted and never shown.
integration-remove = Remove …
integration-remove-text = Nobody signs in by it any more. Sessions that began with it end within the hour.
integration-remove-button = Remove the connection
integration-new-title = New connection
integration-edit-title = Change the connection
integration-name = Name
integration-name-hint = What people read on the button.
integration-client-id = Client ID
integration-client-id-hint = What the provider knows us by.
integration-trust = When an e-mail says who somebody is
integration-trust-verified-claim = The provider says that it has verified it (email_verified)
integration-trust-edov = Microsoft Entra says that its customer owns the domain (xms_edov)
integration-trust-issuer-and-domains = It is of one of the domains above, and the issuer is ours alone
integration-just-in-time = Create people by their first sign-in
integration-default-department = Their department
integration-default-job-profile = Their job profile
integration-default-permission-type = Their permission type
integration-default-none = As at sign-up, or the first of the list
integration-claims = What the provider says of people …
integration-claims-text = The names of the claims, or the way into one with dots between. What does not hold is left out, and keeps nobody out.
integration-claims-standard = Left empty: { $claim }
integration-keep = Follows the provider at each sign-in
integration-external-id = Claim that names people as your directory does (optional)
integration-external-id-hint = For the connection to the directory’s own provider alone: its word is believed, of those whom that directory names. For Microsoft Entra: oid.
integration-external-token = Token of that directory
integration-external-token-none = None
integration-save = Save
integration-back = Back to the connections
integration-added = The connection is there. Test it before people use it.
integration-changed = The connection is changed.
integration-rotated = The connection has its new secret.
integration-removed = The connection is gone.
integration-test-title = Test of a connection
integration-test-text = Sign in with the provider, and read what it says of you, what would become of you, and what is wrong. Nobody is let in, changed or created by it. A test can be begun for a quarter of an hour.
integration-test-begin = Begin the test
integration-test-again = Test again
integration-test-over = That test is over: what came of it was kept for a quarter of an hour.
integration-test-signs-in = It works: you are known, and would be signed in.
integration-test-links = It works: you have an account here, and would be signed in.
integration-test-creates = It works: you are new, and would be created.
integration-test-refused = You would not be let in.
integration-test-reason = Technical reason:
integration-test-profile = What comes of what it says
integration-test-claim = Claim
integration-test-said = It says
integration-test-value = The profile has
integration-test-nothing = nothing
integration-test-later = Later
integration-test-claims = All that it says
integration-not-yours-title = This page is for administrators
integration-not-yours-text = The person who sets up single sign-on decides who can sign in as anybody. That takes the right to manage all users and the settings.

directories-title = Directories (SCIM)
directories-text = Microsoft Entra, Okta and other directories create people here, change them, and disable those who leave. Each comes with a token of its own.
directories-address = Address for the directory (tenant URL, base URL)
directories-adopt = Directories take them over
directories-adopt-nobody = Directories are refused
directories-to-adoption = See whom directories would take over
tokens-none = There is no token yet.
tokens-new = New token
tokens-new-text = A directory that has it acts with your rights. It stops when you lose them, or when it is removed.
tokens-add = Add a token
tokens-name-hint = Such as Microsoft Entra. People read it on timelines.
tokens-make = Make the token
tokens-may-grant = May change people with these rights
tokens-may-grant-hint = It changes everybody without rights over others. It changes somebody with such rights only if all of them are ticked here.
tokens-may-grant-nothing = None: people without rights over others alone
tokens-manage-users = Manage the people of every department
tokens-manage-own-department = Manage the people of their own departments
tokens-manage-settings = Manage settings and lists
tokens-last-used = Last used
tokens-never-used = Never, or more than a year ago
tokens-made = Made
tokens-made-by-nobody = by somebody who is not here any more
tokens-secrets = Secret
tokens-one-secret = One works
tokens-two-secrets = Two work: the former one until { $end }
tokens-rotate = Another secret …
tokens-rotate-text = You get a new secret to give to the directory. The one it has now works for a week more.
tokens-rotate-again = Two secrets work now. Another one ends the older of them at once.
tokens-rotate-button = Make another secret
tokens-rotated-since = This token has got another secret since the page was opened: by a second press, or by a colleague. It was shown then. Make another one only if nobody has copied it.
tokens-remove = Remove …
tokens-remove-text = The directory is refused from its next request on. The people it has created stay.
tokens-remove-button = Remove the token
tokens-removed = The token is gone.
tokens-shown-title = Copy the secret now
tokens-shown-text = It is shown this once. Nobody can look it up later; another one can be made.
tokens-secret = Secret (secret token, API token)
tokens-shown-where = Give both to the directory, letter by letter. Keep the secret nowhere else.
tokens-shown-former = The former secret works until { $end }.
tokens-copied = I have copied it: back to the directories
tokens-back = Back to single sign-on and directories
tokens-made-before-title = The token is there already
tokens-made-before-text = This form has made it before, and its secret was shown then. If nobody has copied it, choose “Another secret” at the token.
adoption-title = People who are here already
adoption-text = A directory wants to create everybody who is assigned to it. Some of them are here already, by the same e-mail or username. Who is taken over keeps password and rights; what the directory gives, it changes from then on.
adoption-off = Directories are refused when they create somebody who is here.
adoption-on = Directories take over those who are here, with their next synchronisation.
adoption-whom = Whom it concerns
adoption-would = { $count ->
    [0] No directory has tried to create anybody who is here.
    [one] { $count } person would be taken over.
   *[other] { $count } people would be taken over.
}
adoption-still = { $count ->
    [0] Nobody waits to be taken over.
    [one] { $count } person is to be taken over.
   *[other] { $count } people are to be taken over.
}
adoption-more = { $count ->
    [one] And { $count } more person.
   *[other] And { $count } more people.
}
adoption-beyond = There are more: this page looks at { $count } people at most. The switch is for all of them.
adoption-switch-on = Let directories take people over
adoption-switch-off = Let them take over nobody any more
adoption-switched-on = From now on, directories take over people who are here.
adoption-switched-off = Directories take over nobody any more. Those whom they have taken over stay theirs.
directories-to-rules = Change what becomes of what they send
rules-title = What becomes of what directories send
rules-text = A directory gets back what it has sent. A person follows from it by these rules.
rules-defaults = When the directory names none
rules-keep = Fields that directories keep in step
rules-keep-hint = What a directory gives of these is changed by nobody else. Any other field is what it was when the person was created, until somebody changes it here.
rules-unknown-department = A department that is not here
rules-unknown-job-profile = A job profile that is not here
rules-default = The person keeps the one they have, or gets the one above
rules-refuse = The directory is refused
rules-create = It is added, where the person who made the token may change lists
rules-strict = Refuse also what is wrong and not needed, such as a phone number that is none
rules-brake = When many people would lose their access
rules-brake-text = What one directory would disable or delete within an hour beyond both limits is held until somebody here has looked at it. Nobody loses their access by it until then, and the directory goes on.
rules-people = More people than
rules-per-cent = And more than this per cent of everybody the token is for
rules-changed = The rules are changed.
