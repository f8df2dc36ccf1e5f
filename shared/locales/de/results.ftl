# Das Aussehen der Arbeitsmappen: das Ergebnis, das zurückkommt, und was die Vorlage an ihren Zellen zeigt.

result-file-name = { $name } – Ergebnis { $date }
result-dry-run-file-name = { $name } – Probelauf { $date }
template-file-name = { $organisation } – Personen zum Importieren

print-page = Seite { $page } von { $pages }

summary-sheet = Übersicht
summary-title = Ergebnis des Imports
summary-title-dry-run = Ergebnis des Probelaufs
summary-dry-run = Dies war ein Probelauf: Jede Zeile wurde geprüft. Niemand wurde angelegt und niemand benachrichtigt.
summary-cancelled = Dieser Import wurde vorzeitig abgebrochen: Mit den Zeilen ohne Ergebnis ist nichts geschehen. Laden Sie diese Datei hoch, um fortzufahren.
summary-file = Datei
summary-organisation = Organisation
summary-when = Geprüft am
summary-moment = { $date }, { $hour }:{ $minute } Uhr ({ $zone })
summary-by = Hochgeladen von
summary-by-system = Von einem System geliefert
summary-run-by = Gestartet von
summary-not-read = Nicht gelesene Blätter
summary-totals-rows = Ausgelassene Ergebniszeilen
summary-unused = Nicht verwendete Spalten
summary-counts = Was aus den Zeilen wurde
summary-rows = Zeilen
summary-meaning = Was es bedeutet
summary-all = Alle Zeilen
summary-means-created = Diese Personen sind jetzt Benutzer.
summary-means-would-create = Diese Personen würden angelegt.
summary-means-existing = Diese Personen sind bereits Benutzer. Es wurde nichts geändert.
summary-means-duplicate = Eine frühere Zeile dieser Datei betrifft dieselbe Person. Nur die erste wurde verwendet.
summary-means-invalid = Für diese Zeilen wurde niemand angelegt. Die Spalte „{ message-heading }“ sagt, was zu korrigieren ist.
summary-repaired = Berichtigt
summary-means-repaired = In diesen Zeilen wurde beim Lesen etwas berichtigt, zum Beispiel eine verlorene Null. Die Spalte „{ message-heading }“ sagt, was.
summary-messages = Nachrichten
summary-emails = E-Mails
summary-sms = SMS
summary-means-emails = Personen, die den Aktivierungslink per E-Mail bekommen.
summary-means-sms = Personen, die den Aktivierungslink per SMS bekommen.
summary-waiting-start-date = Späterer Beginn
summary-means-waiting-start-date = Personen unter diesen, die später anfangen. Sie erhalten ihre Nachricht am Tag ihres Eintritts um 8:00 Uhr.
summary-unreachable = Nicht erreichbar
summary-means-unreachable = Keine Nachricht erreicht diese Personen. Geben Sie ihnen ein Einmalpasswort, eine E-Mail-Adresse oder eine Mobilnummer.
summary-leavers = Nicht in dieser Datei
summary-leavers-people = Personen
summary-means-leavers = Sie waren Benutzer, als die Datei importiert wurde, und stehen in keiner ihrer Zeilen. Niemand wurde geändert. Wer sie sind, und wie Sie deaktivieren, wer ausgeschieden ist: { $address }
summary-next = Was jetzt zu tun ist
summary-next-filter = Filtern Sie auf dem Blatt „{ $sheet }“ die Spalte „{ outcome-heading }“ nach „{ outcome-invalid }“.
summary-next-correct = Korrigieren Sie die roten Zellen. Der Hinweis und der Kommentar an der Zelle sagen, wie. Lassen Sie alle anderen Zeilen, wie sie sind.
summary-next-upload = Speichern Sie diese Datei und laden Sie sie hoch. Wer bereits Benutzer ist, bleibt unverändert; nur die korrigierten Zeilen bewirken etwas.
summary-next-run = Führen Sie den Import nun wirklich aus, oder laden Sie die Datei noch einmal ohne Probelauf hoch.
summary-next-nothing = Es gibt nichts zu korrigieren.
summary-next-one-time-passwords = Einmalpasswörter werden in dieser Datei nie wiederholt. Tragen Sie sie in den Zeilen, die noch eines brauchen, erneut ein.
summary-legend = Die Farben
legend-bad = Bitte korrigieren Sie diese Zelle. Vorher wird für ihre Zeile niemand angelegt.
legend-suspect = Bitte ansehen. Diese Zelle ist vielleicht nicht so gemeint.

heading-required = { $title } *
template-required-line = Spalten mit * müssen für jede Person ausgefüllt werden.
template-legend-required = Muss für jede Person ausgefüllt werden.
template-legend-contact = Eines von beiden ist nötig: eine E-Mail-Adresse oder Benutzername und Telefon.
template-legend-optional = Kann leer bleiben.

# Ein Export: sein Name, seine eigenen Spalten und was darin steht.
export-file-name = { $organisation } – Personen { $date }
export-status = Konto
export-source = Gekommen über
export-created = Angelegt am
export-activated = Aktiviert am
export-status-awaiting-approval = wartet auf Freigabe
export-status-invited = eingeladen
export-status-active = aktiv
export-status-disabled = gesperrt
export-source-manual = von Hand angelegt
export-source-import = Import
export-source-integration = HR-System
export-source-sso = Single Sign-on
export-source-sign-up = Anmeldeformular
