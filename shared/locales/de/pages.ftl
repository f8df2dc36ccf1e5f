# Was im Browser gezeigt wird.

page-title = { $page } – { $organisation }
page-title-faulty = Fehler: { $page } – { $organisation }
language-choice = Sprache
skip-to-content = Zum Inhalt
faults-title = { $count ->
    [one] Bitte korrigieren Sie eine Angabe
   *[other] Bitte korrigieren Sie { $count } Angaben
}

home-title = Willkommen bei Rollcall
home-text = Jede Organisation hat hier ihre eigene Seite. Öffnen Sie die Adresse, die Sie von Ihrer Organisation erhalten haben, oder den Link in Ihrer Nachricht.

sign-in-title = Anmelden
sign-in-identifier = E-Mail-Adresse oder Benutzername
sign-in-password = Passwort
sign-in-button = Anmelden
sign-in-wrong = Das passt nicht zusammen. Bitte prüfen Sie Ihre E-Mail-Adresse oder Ihren Benutzernamen und Ihr Passwort und versuchen Sie es erneut. Nach mehreren falschen Versuchen warten wir eine Weile, bevor wir den nächsten prüfen, auch wenn er stimmt.
sign-in-too-often = Aus Ihrem Netz gab es zu viele falsche Versuche. Bitte versuchen Sie es in { $minutes ->
    [one] einer Minute
   *[other] { $minutes } Minuten
} erneut.
sign-in-help = Passwort vergessen oder noch keines erhalten? Ihre Führungskraft oder die Personalabteilung hilft Ihnen weiter.
signed-out = Sie sind abgemeldet.
sign-in-with = Mit { $provider } anmelden
sign-in-or = oder mit Passwort
sign-in-sso-only = Melden Sie sich mit dem Konto an, das Sie von { $organisation } haben.
sign-in-sso-only-help = Sie brauchen hier kein anderes Passwort. Wenn Sie sich nicht anmelden können, hilft Ihnen Ihre IT-Abteilung.
sign-in-password-instead = Stattdessen mit Passwort anmelden
lead-title = Weiter zu { $provider }
lead-text = Dort melden Sie sich an. Wenn nichts geschieht, drücken Sie auf die Schaltfläche.
lead-button = Weiter
lead-back = Zurück zur Anmeldung
sso-no-connection = Diese Art der Anmeldung gibt es nicht mehr. Wählen Sie eine andere.
sso-choose = Wählen Sie das Konto, mit dem Sie sich anmelden.
sso-declined = Sie wurden nicht angemeldet: Die Anmeldung wurde abgebrochen, oder Ihr Konto ist für diesen Dienst nicht freigegeben. Versuchen Sie es erneut, oder fragen Sie Ihre IT-Abteilung.
sso-unreachable = Der Anmeldedienst Ihrer Organisation antwortet im Moment nicht. Bitte versuchen Sie es in einigen Minuten erneut.
sso-misconfigured = Der Anmeldedienst Ihrer Organisation und dieser Dienst passen nicht zusammen. Bitte sagen Sie Ihrer IT-Abteilung Bescheid; mit Ihrem Konto ist alles in Ordnung.
sso-not-believed = Die Antwort des Anmeldedienstes Ihrer Organisation ließ sich nicht prüfen, deshalb wurden Sie nicht angemeldet. Bitte versuchen Sie es erneut. Geschieht es wieder, sagen Sie Ihrer IT-Abteilung Bescheid.
sso-stale = Diese Anmeldung ist abgelaufen. Bitte beginnen Sie hier noch einmal.
sso-unknown = Sie haben sich angemeldet, aber hier gibt es noch kein Konto für Sie. Bitten Sie Ihre Führungskraft oder die Personalabteilung, eines anzulegen.
sso-no-trusted-email = Sie haben sich angemeldet, aber der Anmeldedienst Ihrer Organisation bestätigt Ihre E-Mail-Adresse nicht. So können wir nicht erkennen, welches Konto Ihres ist. Bitte sagen Sie Ihrer IT-Abteilung Bescheid.
sso-somebody-else = Sie haben sich angemeldet, aber Ihre E-Mail-Adresse gehört hier zum Konto einer anderen Person. Bitte sagen Sie der Personalabteilung Bescheid.
sso-too-little = Sie haben sich angemeldet, aber der Anmeldedienst Ihrer Organisation nennt uns Ihren Namen nicht, deshalb ließ sich kein Konto anlegen. Bitte sagen Sie Ihrer IT-Abteilung Bescheid.
sso-disabled = Sie haben sich angemeldet, aber Ihr Konto hier ist gesperrt. Ihre Führungskraft oder die Personalabteilung hilft Ihnen weiter.
sso-awaits-approval = Sie haben sich angemeldet, aber Ihr Konto wurde noch nicht freigegeben. Sie bekommen eine Nachricht, sobald das geschehen ist.
sso-busy = Gerade ist sehr viel los. Bitte versuchen Sie es gleich noch einmal.
sso-unexpected = Bei uns ist etwas schiefgegangen. Bitte versuchen Sie es gleich noch einmal.
sign-up-question = Sie haben noch kein Konto?
sign-up-invitation = Jetzt eines anlegen!

choose-title = Passwort wählen
choose-greeting = Willkommen, { $name }!
choose-greeting-nameless = Willkommen!
choose-intro = Wählen Sie ein Passwort für Ihr Konto bei { $organisation }, und schon sind Sie dabei.
choose-sign-in-with = Sie melden sich an mit
choose-password = Neues Passwort
choose-policy = Mindestens { $shortest } Zeichen. Drei oder vier Wörter ohne Zusammenhang sind leicht zu merken und schwer zu erraten.
choose-repeat = Passwort wiederholen
choose-button = Mein Konto aktivieren

change-title = Eigenes Passwort wählen
change-intro = Sie haben sich mit einem Einmalpasswort angemeldet. Wählen Sie ein eigenes Passwort: Sobald Sie es speichern, ersetzt es das Einmalpasswort.
change-button = Speichern und weiter

welcome-activated = Geschafft, { $name }!
welcome-activated-text = Ihr Konto bei { $organisation } ist aktiv.
welcome-title = Guten Tag, { $name }
welcome-text = Sie sind bei { $organisation } angemeldet.
welcome-name = Name
welcome-organisation = Organisation
welcome-identifiers = Sie melden sich an mit
welcome-next-time = Beim nächsten Mal melden Sie sich hier an:
sign-out-button = Abmelden

link-unusable-title = Dieser Link funktioniert nicht
link-unusable-text = Vielleicht wurde er schon benutzt oder nur zum Teil kopiert. Wenn Sie bereits ein Passwort gewählt haben, melden Sie sich einfach an.
link-unusable-help = Andernfalls bitten Sie Ihre Führungskraft oder die Personalabteilung um einen neuen Link.
link-expired-title = Dieser Link ist abgelaufen
link-expired-text = Das macht nichts: Wir können Ihnen einen neuen schicken, auf demselben Weg wie diesen.
link-expired-button = Neuen Link anfordern
link-to-sign-in = Zur Anmeldeseite
renewed-title = Ein neuer Link ist unterwegs
renewed-text = Sehen Sie gleich in Ihren E-Mails oder SMS nach. Der neue Link führt Sie hierher zurück.
renewed-help = Nach einigen Minuten noch nichts da? Sehen Sie im Spamordner nach, oder fragen Sie Ihre Führungskraft oder die Personalabteilung.

sign-up-title = Konto anlegen
sign-up-intro = Für alle, die bei { $organisation } arbeiten.
sign-up-first-name = Vorname
sign-up-last-name = Nachname
sign-up-sign-in-with = Wie möchten Sie sich anmelden?
sign-up-by-email = Mit meiner E-Mail-Adresse
sign-up-by-username = Mit Benutzername und Mobiltelefon
sign-up-email = E-Mail-Adresse
sign-up-email-hint = Wir schicken Ihnen einen Link, über den Sie Ihr Passwort wählen.
sign-up-username = Benutzername
sign-up-username-hint = Buchstaben, Ziffern und . - _ ohne Leerzeichen
sign-up-phone = Mobiltelefon
sign-up-phone-hint = Zum Beispiel +49 1512 3456789. Wir schicken Ihnen per SMS einen Link, über den Sie Ihr Passwort wählen.
sign-up-department = Abteilung
sign-up-department-choose = Bitte Abteilung auswählen
sign-up-language = Sprache
sign-up-button = Konto anlegen
sign-up-have-account = Sie haben bereits ein Konto?
sign-up-received-title = Sehen Sie in Ihren Nachrichten nach
sign-up-received-email = Wir schicken eine E-Mail an { $contact }. Darin steht, wie es weitergeht.
sign-up-received-phone = Wir schicken eine SMS an { $contact }. Darin steht, wie es weitergeht.
sign-up-email-hint-later = Dort hören Sie von uns, sobald Ihre Organisation beginnt.
sign-up-phone-hint-later = Zum Beispiel +45 20 12 34 56. Dort hören Sie von uns, sobald Ihre Organisation beginnt.
sign-up-noted-title = Vielen Dank
sign-up-later-email = Ihre Registrierung ist vorgemerkt. { $organisation } verschickt noch keine Nachrichten: Wir schreiben an { $contact }, sobald es losgeht.
sign-up-later-phone = Ihre Registrierung ist vorgemerkt. { $organisation } verschickt noch keine Nachrichten: Wir senden eine SMS an { $contact }, sobald es losgeht.
sign-up-noted-help = Prüfen Sie, ob Adresse oder Nummer stimmt. Fragen Sie Ihre Führungskraft oder die Personalabteilung, wann es losgeht.
sign-up-email-hint-approval = Wir schreiben Ihnen dorthin, sobald Ihre Registrierung freigegeben ist.
sign-up-phone-hint-approval = Zum Beispiel +45 20 12 34 56. Wir senden eine SMS dorthin, sobald Ihre Registrierung freigegeben ist.
sign-up-approval-email = Jemand bei { $organisation } sieht sich Ihre Registrierung zuerst an. Danach schreiben wir an { $contact }.
sign-up-approval-phone = Jemand bei { $organisation } sieht sich Ihre Registrierung zuerst an. Danach senden wir eine SMS an { $contact }.
sign-up-approval-help = Das kann ein, zwei Tage dauern. Prüfen Sie, ob Adresse oder Nummer stimmt, und fragen Sie Ihre Führungskraft oder die Personalabteilung, wenn Sie nichts hören.
sign-up-too-often = Gerade haben sich sehr viele Personen registriert. Ihre Eingaben sind noch da: Bitte senden Sie sie in { $minutes ->
    [one] einer Minute
   *[other] { $minutes } Minuten
} noch einmal ab.
sign-up-received-help = Nach einigen Minuten noch nichts da? Prüfen Sie, ob die Adresse oder Nummer stimmt, und sehen Sie im Spamordner nach.
sign-up-again = Formular erneut ausfüllen
sign-up-unavailable-title = Keine Registrierung möglich
sign-up-unavailable-text = Konten bei { $organisation } können hier nicht angelegt werden. Ihre Führungskraft oder die Personalabteilung kann eines für Sie anlegen.
sign-up-link-unknown-title = Dieser Link funktioniert nicht
sign-up-link-unknown-text = Vielleicht wurde er nur zum Teil kopiert. Scannen Sie den Code noch einmal, oder fragen Sie Ihre Führungskraft oder die Personalabteilung nach dem Link.
sign-up-link-replaced-title = Es gibt einen neueren Link
sign-up-link-replaced-text = Der Link oder das Plakat, das Sie benutzt haben, wurde ersetzt. Fragen Sie Ihre Führungskraft oder die Personalabteilung nach dem neuen.
sign-up-link-revoked-title = Dieser Link wird nicht mehr verwendet
sign-up-link-revoked-text = Fragen Sie Ihre Führungskraft oder die Personalabteilung nach einem anderen.
sign-up-link-ended-title = Die Zeit zum Registrieren ist vorbei
sign-up-link-ended-text = Dieser Link galt eine Zeit lang, und die ist abgelaufen. Fragen Sie Ihre Führungskraft oder die Personalabteilung nach einem anderen.
sign-up-link-full-title = Alle Plätze sind vergeben
sign-up-link-full-text = So viele Personen, wie für diesen Link vorgesehen sind, haben sich damit registriert. Fragen Sie Ihre Führungskraft oder die Personalabteilung nach einem anderen.

places-label = Personen verwalten
places-own = Meine Seite
pages-label = Seiten der Liste
pages-first = Erste Seite
pages-next = Nächste Seite
manages-nobody-title = Diese Seite ist für Führungskräfte
manages-nobody-text = Sie zeigt die Personen der Abteilungen denen, die sie verwalten. Wenn Sie dazugehören sollten, fragen Sie bitte Ihre Personalabteilung.

links-title = Registrierungslinks
links-text = Wer einen Link öffnet oder seinen Code scannt, registriert sich selbst in seiner Abteilung. Drucken Sie ein Plakat, oder verschicken Sie die Adresse.
links-none = Es gibt noch keinen Link.
links-count = { $count ->
    [one] Ein Link.
   *[other] { $count } Links.
}
links-state = Zustand
links-open = Offen
links-ended = Vorbei: Der letzte Tag ist verstrichen
links-full = Voll: Alle Plätze sind vergeben
links-closed = Geschlossen: Die Abteilung gibt es nicht mehr
links-people = Registriert
links-used = { $used ->
    [one] 1 Person
   *[other] { $used } Personen
}
links-used-of = { $used } von { $seats }
links-ends = Endet
links-address = Adresse
links-poster = Plakat (PDF)
links-qr-svg = QR-Code (SVG)
links-qr-png = QR-Code (PNG)
links-no-poster-closed = Es gibt nichts zu drucken: Mit diesem Link kann sich niemand registrieren, weil es die Abteilung nicht mehr gibt. Widerrufen Sie ihn, und erstellen Sie einen für eine andere Abteilung.
links-no-poster-ended = Es gibt nichts zu drucken: Mit diesem Link kann sich niemand mehr registrieren. Erstellen Sie einen neuen für die kommenden Tage.
links-no-poster-no-defaults = Es gibt nichts zu drucken, bis festgelegt ist, welches Jobprofil und welche Rechte bekommt, wer sich registriert.
links-poster-full = Alle Plätze sind vergeben. Das liest, wer den Link öffnet, bis wieder ein Platz frei ist.
links-rotate = Adresse ändern …
links-rotate-text = Für einen Link, der in falsche Hände geraten ist. Die alte Adresse und alte Plakate funktionieren sofort nicht mehr und sagen, dass es einen neueren Link gibt. Wer sich schon registriert hat, bleibt.
links-rotate-button = Adresse ändern
links-revoke = Widerrufen …
links-revoke-text = Mit diesem Link registriert sich niemand mehr, und seine Plakate sagen es. Wer sich schon registriert hat, bleibt. Das lässt sich nicht rückgängig machen.
links-revoke-button = Link widerrufen
links-new = Neuer Link
links-no-defaults = Noch ist nicht festgelegt, welches Jobprofil und welche Rechte bekommt, wer sich registriert. Das legt jemand aus der Administration in den Einstellungen der Registrierung fest.
links-too-many = Es gibt so viele Links, wie eine Organisation haben kann. Widerrufen Sie einen, der nicht mehr gebraucht wird.
links-department = Abteilung
links-choose = Bitte wählen
links-label = Name (freiwillig)
links-label-hint = Für Sie selbst, zum Beispiel „Kantine, 1. Stock“.
links-last-day = Letzter Tag (freiwillig)
links-last-day-hint = Ohne einen Tag gilt er, bis Sie ihn widerrufen.
links-seats = Plätze (freiwillig)
links-seats-hint = Wie viele Personen sich damit registrieren können. Ohne eine Zahl: so viele, wie kommen.
links-create = Link anlegen
links-created = Der Link ist angelegt.
links-rotated = Der Link hat eine neue Adresse. Drucken Sie sein Plakat neu.
links-revoked = Der Link ist widerrufen.

approvals-title = Warten auf Freigabe
approvals-text = Diese Personen haben sich registriert und kommen herein, sobald Sie sie freigeben. Geben Sie nur frei, wen Sie kennen.
approvals-none = Niemand wartet.
approvals-more = Es warten noch mehr. Sie erscheinen hier, wenn Sie über diese entschieden haben.
approvals-contact = Angegeben
approvals-since = Registriert
approvals-approve = Freigeben
approvals-refuse = Ablehnen …
approvals-reason = Grund (freiwillig)
approvals-reason-hint = Die Person liest ihn in unserer Nachricht.
approvals-refuse-button = Ablehnen
approvals-approved = Freigegeben. Die Person bekommt eine Nachricht mit einem Link.
approvals-refused = Abgelehnt. Die Person bekommt eine Nachricht darüber.
approvals-decided = Über diese Person wurde schon entschieden.

not-found-title = Hier ist nichts
not-found-text = Bitte prüfen Sie die Adresse Zeichen für Zeichen. Wenn Sie einem Link gefolgt sind, ist er vielleicht unvollständig.
too-often-title = Einen Moment, bitte
too-often-text = Das wurde gerade zu oft versucht. Bitte versuchen Sie es in { $minutes ->
    [one] einer Minute
   *[other] { $minutes } Minuten
} erneut.
too-often-today = Das wurde heute zu oft versucht. Bitte versuchen Sie es in { $hours } Stunden erneut, oder fragen Sie Ihre Führungskraft oder die Personalabteilung.
timed-out-title = Bitte noch einmal
timed-out-text = Für die Wahl des Passworts sind zehn Minuten Zeit, und die sind vorbei. Wenn Sie schon eines gewählt haben, melden Sie sich damit an; sonst melden Sie sich erneut mit Ihrem Einmalpasswort an.
refused-title = Das hat nicht geklappt
refused-text = Diese Seite kann mit dem Gesendeten nichts anfangen. Bitte öffnen Sie sie neu und versuchen Sie es noch einmal.
busy-title = Gerade ist sehr viel los
busy-text = Es ist nichts verloren gegangen. Bitte versuchen Sie es in einer Minute erneut.
unexpected-title = Etwas ist schiefgegangen
unexpected-text = Der Fehler liegt bei uns, nicht bei Ihnen. Bitte versuchen Sie es in einigen Minuten erneut.
unexpected-reference = Falls es wieder vorkommt, nennen Sie uns bitte diese Kennung:

integration-title = Single Sign‑on und Verzeichnisse
integration-lead = Womit sich Menschen anmelden, und woher sie kommen.
integration-sign-on = Single Sign-on
integration-text = Verbindungen zu den Anbietern, mit denen sich Menschen anmelden. Wer eine einrichtet, bestimmt, wer sich als wer anmelden kann.
integration-required = Single Sign-on ist hier vorgeschrieben: Die letzte Verbindung, die funktioniert, bleibt.
integration-none = Es gibt noch keine Verbindung.
integration-new = Neue Verbindung
integration-redirect-uri = Geben Sie dem Anbieter diese Adresse als Redirect-URI, Zeichen für Zeichen:
integration-add = Verbindung hinzufügen
integration-issuer = Aussteller
integration-issuer-hint = Die Adresse des Anbieters, wie er sich selbst nennt: nur die Ihrer Organisation.
integration-state = Zustand
integration-untried = Sie hat noch niemanden hereingelassen. Testen Sie sie.
integration-works = Sie funktioniert: gezeigt am { $since }.
integration-domains = E-Mail-Domains
integration-domains-hint = Eine je Zeile, etwa nordlys.example. Wessen E-Mail zu einer davon gehört, wird hierher geführt.
integration-new-people = Personen, die noch nicht hier sind
integration-creates = Werden bei der ersten Anmeldung angelegt
integration-creates-nobody = Werden nicht hereingelassen
integration-secret = Geheimnis
integration-secret-none = Keines: Sie weist sich allein durch PKCE aus
integration-secret-kept = Gespeichert, wird nie gezeigt
integration-secret-lost = Erneut anzugeben: Es ist nicht mehr lesbar
integration-test = Testen
integration-edit = Ändern
integration-rotate = Anderes Geheimnis …
integration-rotate-text = Erzeugen Sie zuerst beim Anbieter ein neues und geben Sie es dann hier an: Es gilt ab der nächsten Anmeldung.
integration-rotate-button = Geheimnis speichern
integration-client-secret = Client-Geheimnis
integration-client-secret-hint = Vom Anbieter. Es wird verschlüsselt gespeichert und nie gezeigt.
integration-remove = Entfernen …
integration-remove-text = Niemand meldet sich mehr damit an. Sitzungen, die damit begannen, enden innerhalb einer Stunde.
integration-remove-button = Verbindung entfernen
integration-new-title = Neue Verbindung
integration-edit-title = Verbindung ändern
integration-name = Name
integration-name-hint = Was auf der Schaltfläche steht.
integration-client-id = Client-ID
integration-client-id-hint = Unter welchem Namen der Anbieter uns kennt.
integration-trust = Wann eine E-Mail sagt, wer jemand ist
integration-trust-verified-claim = Der Anbieter sagt, dass er sie geprüft hat (email_verified)
integration-trust-edov = Microsoft Entra sagt, dass die Domain dem Kunden gehört (xms_edov)
integration-trust-issuer-and-domains = Sie gehört zu einer der Domains oben, und der Aussteller ist allein unserer
integration-just-in-time = Personen bei der ersten Anmeldung anlegen
integration-default-department = Ihre Abteilung
integration-default-job-profile = Ihr Jobprofil
integration-default-permission-type = Ihr Berechtigungstyp
integration-default-none = Wie bei der Selbstregistrierung, sonst der erste Eintrag
integration-claims = Was der Anbieter über Menschen sagt …
integration-claims-text = Die Namen der Angaben (Claims) oder der Weg in eine hinein, mit Punkten dazwischen. Was nicht stimmt, wird weggelassen und hält niemanden auf.
integration-claims-standard = Leer: { $claim }
integration-keep = Folgt dem Anbieter bei jeder Anmeldung
integration-external-id = Angabe, die Menschen so nennt wie Ihr Verzeichnis (optional)
integration-external-id-hint = Nur für die Verbindung zum Anbieter des Verzeichnisses selbst: Ihm wird geglaubt, wen dieses Verzeichnis so nennt. Bei Microsoft Entra: oid.
integration-external-token = Schlüssel dieses Verzeichnisses
integration-external-token-none = Keiner
integration-save = Speichern
integration-back = Zurück zu den Verbindungen
integration-added = Die Verbindung ist da. Testen Sie sie, bevor andere sie benutzen.
integration-changed = Die Verbindung ist geändert.
integration-rotated = Die Verbindung hat ihr neues Geheimnis.
integration-removed = Die Verbindung ist entfernt.
integration-test-title = Test einer Verbindung
integration-test-text = Melden Sie sich beim Anbieter an und lesen Sie, was er über Sie sagt, was aus Ihnen würde und was nicht stimmt. Niemand wird hereingelassen, geändert oder angelegt. Ein Test lässt sich eine Viertelstunde lang beginnen.
integration-test-begin = Test beginnen
integration-test-again = Erneut testen
integration-test-over = Dieser Test ist vorbei: Sein Ergebnis wurde eine Viertelstunde aufbewahrt.
integration-test-signs-in = Sie funktioniert: Sie sind bekannt und würden angemeldet.
integration-test-links = Sie funktioniert: Sie haben hier ein Konto und würden angemeldet.
integration-test-creates = Sie funktioniert: Sie sind neu und würden angelegt.
integration-test-refused = Sie würden nicht hereingelassen.
integration-test-reason = Technischer Grund:
integration-test-profile = Was sich aus den Angaben ergibt
integration-test-claim = Angabe (Claim)
integration-test-said = Er sagt
integration-test-value = Das Profil erhält
integration-test-nothing = nichts
integration-test-later = Später
integration-test-claims = Alles, was er sagt
integration-not-yours-title = Diese Seite ist für Administratoren
integration-not-yours-text = Wer Single Sign-on einrichtet, bestimmt, wer sich als wer anmelden kann. Das erfordert das Recht, alle Benutzer und die Einstellungen zu verwalten.

directories-title = Verzeichnisse (SCIM)
directories-text = Microsoft Entra, Okta und andere Verzeichnisse legen hier Menschen an, ändern sie und deaktivieren, wer geht. Jedes kommt mit einem eigenen Schlüssel.
directories-address = Adresse für das Verzeichnis (Mandanten-URL, Basis-URL)
directories-adopt = Verzeichnisse übernehmen sie
directories-adopt-nobody = Verzeichnisse werden abgewiesen
directories-to-adoption = Ansehen, wen Verzeichnisse übernehmen würden
tokens-none = Es gibt noch keinen Schlüssel.
tokens-new = Neuer Schlüssel
tokens-new-text = Ein Verzeichnis mit diesem Schlüssel handelt mit Ihren Rechten. Er gilt nicht mehr, wenn Sie diese verlieren oder wenn er entfernt wird.
tokens-add = Schlüssel hinzufügen
tokens-name-hint = Etwa Microsoft Entra. Er steht in Zeitleisten.
tokens-make = Schlüssel anlegen
tokens-may-grant = Darf Personen mit diesen Rechten ändern
tokens-may-grant-hint = Es ändert alle, die keine Rechte über andere haben. Wer solche Rechte hat, wird nur geändert, wenn sie alle hier angekreuzt sind.
tokens-may-grant-nothing = Keinen: nur Personen ohne Rechte über andere
tokens-manage-users = Menschen aller Abteilungen verwalten
tokens-manage-own-department = Menschen der eigenen Abteilungen verwalten
tokens-manage-settings = Einstellungen und Listen verwalten
tokens-last-used = Zuletzt benutzt
tokens-never-used = Nie, oder vor mehr als einem Jahr
tokens-made = Angelegt
tokens-made-by-nobody = von jemandem, der nicht mehr hier ist
tokens-secrets = Geheimnis
tokens-one-secret = Eines gilt
tokens-two-secrets = Zwei gelten: das frühere bis { $end }
tokens-rotate = Anderes Geheimnis …
tokens-rotate-text = Sie erhalten ein neues Geheimnis für das Verzeichnis. Das jetzige gilt noch eine Woche.
tokens-rotate-again = Zwei Geheimnisse gelten jetzt. Ein weiteres beendet das ältere sofort.
tokens-rotate-button = Anderes Geheimnis erzeugen
tokens-rotated-since = Dieser Schlüssel hat ein anderes Geheimnis erhalten, seit die Seite geöffnet wurde: durch einen zweiten Klick oder durch jemand anderen. Es wurde dabei gezeigt. Erzeugen Sie nur dann ein weiteres, wenn niemand es kopiert hat.
tokens-remove = Entfernen …
tokens-remove-text = Das Verzeichnis wird ab seiner nächsten Anfrage abgewiesen. Die Personen, die es angelegt hat, bleiben.
tokens-remove-button = Schlüssel entfernen
tokens-removed = Der Schlüssel ist entfernt.
tokens-shown-title = Kopieren Sie das Geheimnis jetzt
tokens-shown-text = Es wird nur dieses eine Mal gezeigt. Niemand kann es später nachsehen, aber es lässt sich ein anderes erzeugen.
tokens-secret = Geheimnis (geheimes Token, API-Token)
tokens-shown-where = Geben Sie dem Verzeichnis beides, Zeichen für Zeichen. Bewahren Sie das Geheimnis sonst nirgends auf.
tokens-shown-former = Das frühere Geheimnis gilt bis { $end }.
tokens-copied = Ich habe es kopiert: zurück zu den Verzeichnissen
tokens-back = Zurück zu Single Sign-on und Verzeichnissen
tokens-made-before-title = Den Schlüssel gibt es schon
tokens-made-before-text = Dieses Formular hat ihn schon angelegt, und sein Geheimnis wurde dabei gezeigt. Hat es niemand kopiert, wählen Sie beim Schlüssel „Anderes Geheimnis“.
adoption-title = Menschen, die schon hier sind
adoption-text = Ein Verzeichnis will alle anlegen, die ihm zugewiesen sind. Manche davon sind schon hier, mit derselben E-Mail oder demselben Benutzernamen. Wer übernommen wird, behält Passwort und Rechte; was das Verzeichnis angibt, ändert von da an nur noch dieses.
adoption-off = Verzeichnisse werden abgewiesen, wenn sie jemanden anlegen, der hier ist.
adoption-on = Verzeichnisse übernehmen bei ihrem nächsten Abgleich, wer hier ist.
adoption-whom = Wen es betrifft
adoption-would = { $count ->
    [0] Kein Verzeichnis wollte jemanden anlegen, der hier ist.
    [one] { $count } Person würde übernommen.
   *[other] { $count } Personen würden übernommen.
}
adoption-still = { $count ->
    [0] Niemand wartet darauf, übernommen zu werden.
    [one] { $count } Person ist noch zu übernehmen.
   *[other] { $count } Personen sind noch zu übernehmen.
}
adoption-more = { $count ->
    [one] Und { $count } weitere Person.
   *[other] Und { $count } weitere Personen.
}
adoption-beyond = Es gibt mehr: Diese Seite sieht sich höchstens { $count } Personen an. Der Schalter gilt für alle.
adoption-switch-on = Verzeichnisse Personen übernehmen lassen
adoption-switch-off = Niemanden mehr übernehmen lassen
adoption-switched-on = Ab jetzt übernehmen Verzeichnisse Personen, die hier sind.
adoption-switched-off = Verzeichnisse übernehmen niemanden mehr. Wen sie übernommen haben, bleibt bei ihnen.
directories-to-rules = Ändern, was aus dem wird, was sie senden
rules-title = Was aus dem wird, was Verzeichnisse senden
rules-text = Ein Verzeichnis bekommt zurück, was es gesendet hat. Eine Person folgt daraus nach diesen Regeln.
rules-defaults = Wenn das Verzeichnis nichts nennt
rules-keep = Felder, die Verzeichnisse aktuell halten
rules-keep-hint = Was ein Verzeichnis davon angibt, ändert niemand sonst. Jedes andere Feld bleibt, wie es beim Anlegen der Person war, bis es hier jemand ändert.
rules-unknown-department = Eine Abteilung, die es hier nicht gibt
rules-unknown-job-profile = Ein Jobprofil, das es hier nicht gibt
rules-default = Die Person behält, was sie hat, oder bekommt, was oben steht
rules-refuse = Das Verzeichnis wird abgewiesen
rules-create = Der Eintrag wird hinzugefügt, wenn Listen ändern darf, wer den Schlüssel angelegt hat
rules-strict = Auch abweisen, was falsch und nicht nötig ist, etwa eine ungültige Telefonnummer
rules-brake = Wenn viele ihren Zugang verlören
rules-brake-text = Was ein Verzeichnis innerhalb einer Stunde über beide Grenzen hinaus sperren oder löschen würde, wird zurückgehalten, bis jemand hier nachgesehen hat. Bis dahin verliert dadurch niemand den Zugang, und das Verzeichnis arbeitet weiter.
rules-people = Mehr Personen als
rules-per-cent = Und mehr als so viel Prozent aller, für die der Schlüssel gilt
rules-changed = Die Regeln sind geändert.
