# Was das Plakat eines Registrierungslinks denen sagt, die davorstehen. Die Schritte sind nummeriert; die Freigabe ist einer davon, wo es sie gibt.

poster-document = { $organisation }, { $department }: Konto anlegen
poster-title = Legen Sie Ihr Konto an
poster-code = QR-Code, der { $link } öffnet
poster-step-scan = Scannen Sie den Code mit der Kamera Ihres Telefons, oder geben Sie die Adresse darunter ein.
poster-step-form = Füllen Sie das Formular aus.
poster-step-approval = Jemand sieht sich Ihre Registrierung zuerst an. Das kann ein, zwei Tage dauern.
poster-step-password = { $contact ->
    [email] Öffnen Sie den Link, den wir Ihnen per E-Mail schicken, und wählen Sie ein Passwort.
    [phone] Öffnen Sie den Link, den wir Ihnen per SMS schicken, und wählen Sie ein Passwort.
   *[either] Öffnen Sie den Link, den wir Ihnen per E-Mail oder SMS schicken, und wählen Sie ein Passwort.
}
poster-until = Das ist bis einschließlich { $date } möglich.
poster-help = Hilfe nötig? Fragen Sie Ihre Führungskraft oder die Personalabteilung.
