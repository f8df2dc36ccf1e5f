# Was per E-Mail und SMS verschickt wird.

date = { $day }. { $month ->
    [1] Januar
    [2] Februar
    [3] März
    [4] April
    [5] Mai
    [6] Juni
    [7] Juli
    [8] August
    [9] September
    [10] Oktober
    [11] November
   *[12] Dezember
} { $year }
date-short = { $day }.{ $month }.{ $year }

greeting = Guten Tag { $name },
greeting-nameless = Guten Tag,

activation-subject = { $organisation }: Wählen Sie Ihr Passwort
activation-intro = { $organisation } hat ein Konto für Sie angelegt. Wählen Sie ein Passwort, und schon sind Sie dabei.
activation-why = Sie erhalten diese E-Mail, weil { $organisation } ein Konto für Sie angelegt hat. Falls Sie nicht damit gerechnet haben, fragen Sie bitte Ihre Führungskraft oder die Personalabteilung.

signed-up-subject = { $organisation }: Stellen Sie Ihr Konto fertig
signed-up-intro = Vielen Dank für Ihre Registrierung bei { $organisation }. Wählen Sie ein Passwort, und schon sind Sie dabei.
signed-up-why = Sie erhalten diese E-Mail, weil diese Adresse im Registrierungsformular von { $organisation } eingegeben wurde. Falls Sie das nicht waren, können Sie die E-Mail ignorieren: Ohne Passwort wird aus dem Konto nichts.
signed-up-sign-in-email = Danach melden Sie sich mit der E-Mail-Adresse an, an die diese Nachricht ging.
signed-up-sign-in-username = Danach melden Sie sich mit dem Benutzernamen an, den Sie im Formular gewählt haben.

activation-button = Passwort wählen
activation-expires = Der Link gilt bis zum { $date }. Kommen Sie später, öffnen Sie ihn trotzdem und fordern Sie einen neuen an.
activation-plain-link = Falls die Schaltfläche nicht funktioniert, kopieren Sie diese Adresse in Ihren Browser:
activation-sign-in-email = Danach melden Sie sich mit Ihrer E-Mail-Adresse an:
activation-sign-in-username = Danach melden Sie sich mit Ihrem Benutzernamen an:
activation-sign-in-either = Danach melden Sie sich mit Ihrer E-Mail-Adresse oder Ihrem Benutzernamen an:
activation-sign-in-page = Ihre Anmeldeseite:
never-forward = Der Link ist nur für Sie bestimmt. Bitte leiten Sie ihn nicht weiter.

already-subject = { $organisation }: Sie haben bereits ein Konto
already-intro = Jemand, vermutlich Sie selbst, wollte mit dieser Adresse ein Konto bei { $organisation } anlegen. Das ist nicht nötig: Sie haben bereits eines.
already-button = Zur Anmeldeseite
already-why = Sie erhalten diese E-Mail, weil diese Adresse im Registrierungsformular von { $organisation } eingegeben wurde. Falls Sie das nicht waren, können Sie die E-Mail ignorieren: Es wurde nichts geändert.

sms-greeting = Guten Tag { $name }!
sms-choose = Wählen Sie ein Passwort für Ihr Konto bei { $organisation }: { $link }
sms-choose-short = { $organisation }, Passwort wählen: { $link }
sms-username = Benutzername: { $username }
sms-expires = Gültig bis { $date }
sms-already = Sie haben bereits ein Konto bei { $organisation }. Melden Sie sich hier an: { $link }
sms-already-short = { $organisation }, anmelden: { $link }

# Was jemand mit aktivem Konto über dessen Sicherheit erfährt. Niemandes Adresse steht darin.
email-changed-subject = { $organisation }: Die E-Mail-Adresse Ihres Kontos wurde geändert
email-changed-intro = Jemand, der bei { $organisation } Benutzer verwaltet, hat die E-Mail-Adresse Ihres Kontos geändert. Mit dieser Adresse können Sie sich ab sofort nicht mehr anmelden, und Nachrichten gehen an die neue.
email-changed-why = Sie erhalten diese E-Mail, weil diese Adresse bisher zu einem Konto bei { $organisation } gehörte.
one-time-granted-subject = { $organisation }: Für Ihr Konto wurde ein Einmalpasswort erstellt
one-time-granted-intro = Jemand, der bei { $organisation } Benutzer verwaltet, hat ein Einmalpasswort für Ihr Konto erstellt. Wer es hat, kann ein neues Passwort für Sie wählen.
one-time-granted-why = Sie erhalten diese E-Mail, weil diese Adresse zu einem Konto bei { $organisation } gehört.
notice-not-you = Haben Sie nicht darum gebeten? Dann sagen Sie es bitte sofort Ihrer Personalabteilung.
sms-email-changed = { $organisation } hat die E-Mail-Adresse Ihres Kontos geändert. Nicht von Ihnen gewünscht? Bitte sofort der Personalabteilung sagen.
sms-one-time-granted = { $organisation } hat ein Einmalpasswort für Ihr Konto erstellt. Nicht von Ihnen gewünscht? Bitte sofort der Personalabteilung sagen.

# Jemand verwaltet Personen, und Registrierungen warten auf Freigabe.
sign-ups-await-subject = { $organisation }: Registrierungen warten auf Ihre Freigabe
sign-ups-await-intro = Jemand hat sich bei { $organisation } registriert und wartet auf Ihre Freigabe.
sign-ups-await-what = Geben Sie die Registrierung frei oder lehnen Sie sie ab; bis dahin ist keine Anmeldung möglich. Sie erhalten diese Nachricht höchstens einmal in der Stunde.
sign-ups-await-why = Sie erhalten diese E-Mail, weil Sie bei { $organisation } Personen verwalten.
sms-sign-ups-await = Jemand hat sich bei { $organisation } registriert und wartet auf Ihre Freigabe.

# Eine Registrierung wurde abgelehnt.
sign-up-refused-subject = { $organisation }: zu Ihrer Registrierung
sign-up-refused-intro = Vielen Dank für Ihre Registrierung bei { $organisation }. Sie wurde nicht freigegeben, und Ihre Angaben wurden gelöscht.
sign-up-refused-reason = Als Grund wurde angegeben: { $reason }
sign-up-refused-ask = Wenn Sie meinen, dass das ein Irrtum ist, fragen Sie Ihre Führungskraft oder die Personalabteilung.
sign-up-refused-why = Sie erhalten diese E-Mail, weil jemand diese Adresse in das Registrierungsformular von { $organisation } eingegeben hat. Wenn Sie es nicht waren, können Sie sie ignorieren.
sms-sign-up-refused = { $organisation } hat Ihre Registrierung nicht freigegeben. Ein Irrtum? Fragen Sie Ihre Führungskraft oder HR.
