# Was ein Import zeigt: die Vorlage, die Überschriften einer Arbeitsmappe, die Wörter des Ergebnisses und warum eine
# Datei abgelehnt wird.

column-first-name = Vorname
column-last-name = Nachname
column-email = E-Mail
column-username = Benutzername
column-phone = Telefon
column-job-profile = Jobprofil
column-department = Abteilung
column-permission-type = Berechtigungstyp
column-language = Sprache
column-one-time-password = Einmalpasswort
column-start-date = Startdatum

hint-first-name = Erforderlich. Höchstens 100 Zeichen. Beispiel: Anna
hint-last-name = Erforderlich. Höchstens 100 Zeichen. Beispiel: Müller
hint-email = Erforderlich, außer wenn Benutzername und Telefon angegeben sind. Eine Adresse; die Person meldet sich damit an. Beispiel: anna@example.com
hint-username = Zusammen mit Telefon erforderlich, wenn es keine E-Mail-Adresse gibt. Die Person meldet sich damit an. Buchstaben, Ziffern und . - _ ohne Leerzeichen, höchstens 64 Zeichen. Beispiel: anna.mueller
hint-phone = Zusammen mit Benutzername erforderlich, wenn es keine E-Mail-Adresse gibt. Eine Mobilnummer mit + und Landesvorwahl; ohne diese wird sie als Nummer im Land der Abteilung gelesen. Beispiel: +49 1512 3456789
hint-job-profile = Erforderlich. Bitte aus der Liste wählen.
hint-department = Erforderlich. Bitte aus der Liste wählen.
hint-permission-type = Erforderlich. Bitte aus der Liste wählen. Er bestimmt, was die Person darf.
hint-language = Erforderlich. Bitte aus der Liste wählen. Nachrichten an die Person werden in dieser Sprache geschrieben.
example-one-time-password = ahorn-4821-fluss
hint-one-time-password = Optional. 8 bis 64 Zeichen, Leerzeichen und Bindestriche nicht mitgezählt, und für jede Person ein anderes. Es gilt einmal und wird nie wieder angezeigt. Beispiel: { example-one-time-password }
hint-start-date = Optional. Eine Datumszelle oder Jahr-Monat-Tag. Wer später anfängt, erhält die Nachricht an diesem Tag um 8:00 Uhr. Beispiel: 2026-08-01

outcome-heading = Ergebnis
message-heading = Hinweis
outcome-created = Angelegt
outcome-would-create = Würde angelegt
outcome-existing = Bereits vorhanden
outcome-duplicate = Doppelt
outcome-invalid = Bitte korrigieren
outcome-totals-row = Ergebniszeile

repair-trimmed = Leerzeichen vor und nach dem Text wurden entfernt.
repair-invisible-removed = Unsichtbare Zeichen wurden entfernt.
repair-space-replaced = Ein ungewöhnliches Leerzeichen wurde durch ein gewöhnliches ersetzt.
repair-scientific-undone = { $has_value ->
    [true] „{ $value }“ wurde mit allen Ziffern ausgeschrieben.
   *[false] Eine Zahl in wissenschaftlicher Schreibweise wurde mit allen Ziffern ausgeschrieben.
}
repair-number-written-out = { $has_value ->
    [true] Excel führt „{ $value }“ als Zahl; der Wert wurde als Text gelesen.
   *[false] Excel führt diesen Wert als Zahl; er wurde als Text gelesen.
}
repair-encoding-mended = { $has_value ->
    [true] „{ $value }“ wurde als „{ $result }“ gelesen: Ein anderes Programm hatte die Buchstaben entstellt.
   *[false] Dies wurde als „{ $result }“ gelesen: Ein anderes Programm hatte die Buchstaben entstellt.
}
repair-entities-decoded = { $has_value ->
    [true] „{ $value }“ wurde als „{ $result }“ gelesen: Es enthielt Zeichen, wie sie in einer Webseite geschrieben werden.
   *[false] Dies wurde als „{ $result }“ gelesen: Es enthielt Zeichen, wie sie in einer Webseite geschrieben werden.
}
repair-address-unwrapped = { $has_value ->
    [true] Aus „{ $value }“ wurde die Adresse „{ $result }“ gelesen.
   *[false] Die Adresse „{ $result }“ wurde gelesen, ohne das, was sie umgab.
}
repair-domain-rewritten = { $has_value ->
    [true] „{ $value }“ wurde als „{ $result }“ gelesen: Die Domain enthielt Zeichen, die in keiner Domain stehen.
   *[false] Dies wurde als „{ $result }“ gelesen: Die Domain enthielt Zeichen, die in keiner Domain stehen.
}
repair-apostrophe-removed = { $has_value ->
    [true] „{ $value }“ wurde als „{ $result }“ gelesen, ohne den Apostroph oder die Anführungszeichen.
   *[false] Dies wurde als „{ $result }“ gelesen, ohne den Apostroph oder die Anführungszeichen.
}
repair-punctuation-removed = { $has_value ->
    [true] „{ $value }“ wurde als „{ $result }“ gelesen, ohne das Komma, das Semikolon oder den Punkt.
   *[false] Dies wurde als „{ $result }“ gelesen, ohne das Komma, das Semikolon oder den Punkt.
}
repair-read-as-shown = { $has_result ->
    [true] Es wurde gelesen, wie die Zelle es zeigt: „{ $result }“.
   *[false] Es wurde mit allen Ziffern gelesen, die die Zelle zeigt.
}
repair-date-serial-undone = { $has_value ->
    [true] Die Zahl { $value } wurde als { $result } gelesen, das Datum, für das sie in Excel steht.
   *[false] Eine Zahl wurde als { $result } gelesen, das Datum, für das sie in Excel steht.
}
repair-date-rewritten = { $has_value ->
    [true] „{ $value }“ wurde als { $result } gelesen; keine andere Lesart ergibt ein Datum.
   *[false] Das Datum wurde als { $result } gelesen; keine andere Lesart ergibt ein Datum.
}
repair-date-day-first = { $has_value ->
    [true] „{ $value }“ wurde als { $result } gelesen: Im Land Ihrer Organisation steht der Tag vor dem Monat.
   *[false] Das Datum wurde als { $result } gelesen: Im Land Ihrer Organisation steht der Tag vor dem Monat.
}
repair-date-month-first = { $has_value ->
    [true] „{ $value }“ wurde als { $result } gelesen: Im Land Ihrer Organisation steht der Monat vor dem Tag.
   *[false] Das Datum wurde als { $result } gelesen: Im Land Ihrer Organisation steht der Monat vor dem Tag.
}
repair-plus-restored = { $has_value ->
    [true] „{ $value }“ wurde als { $result } gelesen: Das + vor der Landesvorwahl fehlte.
   *[false] Das + vor der Landesvorwahl fehlte; die Telefonnummer wurde als { $result } gelesen.
}
repair-zero-restored = { $has_value ->
    [true] „{ $value }“ wurde als { $result } gelesen: Die Null am Anfang fehlte.
   *[false] Die Null am Anfang der Telefonnummer fehlte; sie wurde als { $result } gelesen.
}
repair-zero-removed = { $has_value ->
    [true] „{ $value }“ wurde als { $result } gelesen: Es war eine Null zu viel.
   *[false] Die Telefonnummer hat eine Null zu viel; sie wurde als { $result } gelesen.
}
repair-label-removed = { $has_value ->
    [true] „{ $value }“ wurde als { $result } gelesen, ohne die Wörter neben der Nummer.
   *[false] Die Wörter neben der Telefonnummer wurden weggelassen; sie wurde als { $result } gelesen.
}
repair-name-matched = { $has_value ->
    [true] „{ $value }“ wurde als „{ $result }“ aus der Liste gelesen.
   *[false] Dies wurde als „{ $result }“ aus der Liste gelesen.
}

-save-again = Bitte öffnen Sie die Datei in Excel, speichern Sie sie erneut als Excel-Arbeitsmappe (.xlsx) und laden Sie sie noch einmal hoch.

# Was für eine Datei es ist.
refusal-empty-file = Diese Datei ist leer. Bitte prüfen Sie, ob sie gespeichert wurde, und laden Sie sie noch einmal hoch.
refusal-file-too-large = Diese Datei ist größer als { $limit } MB. Bitte entfernen Sie Bilder und andere Blätter, oder teilen Sie die Datei auf, und laden Sie sie noch einmal hoch.
refusal-password-protected = Diese Datei ist mit einem Passwort geschützt. Bitte speichern Sie sie ohne Passwort und laden Sie sie noch einmal hoch.
refusal-old-excel = Diese Datei hat das Format von Excel 97 bis 2003 (.xls). { -save-again }
refusal-binary-workbook = Diese Datei ist eine Binärarbeitsmappe (.xlsb). { -save-again }
refusal-open-document = Diese Datei ist eine OpenDocument-Datei (.ods). Bitte speichern Sie sie als Excel-Arbeitsmappe (.xlsx) und laden Sie sie noch einmal hoch.
refusal-compressed-folder = Diese Datei ist ein komprimierter Ordner mit einer Arbeitsmappe darin. Bitte öffnen Sie den Ordner, nehmen Sie die Arbeitsmappe heraus und laden Sie diese hoch.
refusal-numbers = Diese Datei ist ein Dokument von Apple Numbers. Bitte wählen Sie in Numbers Ablage > Exportieren > Excel und laden Sie die Datei hoch, die Sie erhalten.
refusal-protected = Diese Datei ist von Ihrer Organisation geschützt: Nur ausgewählte Personen können sie öffnen (eine Vertraulichkeitsbezeichnung oder Rechteverwaltung; es gibt kein Passwort, das man entfernen könnte). Bitte wählen Sie in Excel eine Bezeichnung ohne Verschlüsselung, oder heben Sie den Schutz unter Datei > Informationen > Arbeitsmappe schützen auf, speichern Sie die Datei und laden Sie sie noch einmal hoch.
refusal-web-page = Diese Datei ist eine Webseite unter dem Namen einer Tabelle, wie manche Systeme sie exportieren. { -save-again }
refusal-spreadsheet-xml = Diese Datei hat ein veraltetes Format von Excel 2003. { -save-again }
refusal-unknown-letters = Die Buchstaben dieser Textdatei lassen sich nicht sicher lesen: Sie hat eine unübliche Zeichenkodierung oder mehrere zugleich. Bitte öffnen Sie sie in dem Programm, aus dem sie kommt, speichern Sie sie als „CSV UTF-8“ und laden Sie sie noch einmal hoch.
refusal-unclosed-quote = In Zeile { $row } beginnt ein Anführungszeichen einen Text, der nicht endet. Bitte entfernen Sie das Zeichen, oder schließen Sie den Text ab, und laden Sie die Datei noch einmal hoch.
refusal-unknown-separator = Die Werte dieser Textdatei sind durch „{ $separator }“ getrennt, das auch in Texten vorkommt. Bitte schreiben Sie sep={ $separator } als erste Zeile in die Datei, oder trennen Sie die Werte durch Semikolons, und laden Sie sie noch einmal hoch.
refusal-control-characters = Zeile { $line } dieser Textdatei enthält Steuerzeichen, die kein Text sind: Ein Teil der Datei ist in einer anderen Zeichenkodierung geschrieben oder beschädigt. Bitte speichern Sie sie in dem Programm, aus dem sie kommt, noch einmal als „CSV UTF-8“ und laden Sie sie noch einmal hoch.
refusal-not-a-workbook = Diese Datei ist weder eine Excel-Arbeitsmappe noch eine CSV-Datei. Bitte laden Sie eine Datei hoch, die als .xlsx oder .csv gespeichert ist.
refusal-macros = Diese Arbeitsmappe enthält Makros, die nicht angenommen werden. Bitte speichern Sie sie als Excel-Arbeitsmappe ohne Makros (.xlsx) und laden Sie sie noch einmal hoch.
refusal-incomplete = Das Ende dieser Datei fehlt, wie nach einem abgebrochenen Hochladen oder Herunterladen. Bitte laden Sie die vollständige Datei noch einmal hoch.

# Was darin ist.
refusal-damaged = Diese Arbeitsmappe ist beschädigt ({ $cause }). { -save-again }
refusal-unsafe = Diese Datei wird nicht angenommen, denn sie { $cause }. { -save-again }
refusal-too-much-inside = Diese Datei enthält { $cause }, als ein Import annimmt. Bitte kopieren Sie die Zeilen in eine neue Arbeitsmappe und laden Sie diese hoch.
refusal-repeated-cell = Diese Arbeitsmappe ist beschädigt (die Zelle { $cell } kommt mehrfach oder in falscher Reihenfolge vor). { -save-again }
refusal-bad-reference = Diese Arbeitsmappe ist beschädigt (sie hat eine Zellen- oder Zeilennummer, die es in Excel nicht gibt). { -save-again }

# Diese Arbeitsmappe ist beschädigt (…).
cause-a-cell-cannot-be-read = eine Zelle ist nicht lesbar
cause-a-cell-refers-to-a-text-that-is-not-there = eine Zelle verweist auf einen Text, den es nicht gibt
cause-a-cell-stands-in-another-row-than-it-says = eine Zelle steht in einer anderen Zeile, als sie angibt
cause-a-row-occurs-more-than-once-or-out-of-order = eine Zeile kommt mehrfach oder in falscher Reihenfolge vor
cause-a-sheet-is-listed-without-its-contents = ein Blatt ist ohne seinen Inhalt aufgeführt
cause-its-contents-are-cut-short-or-garbled = ihr Inhalt ist abgeschnitten oder entstellt
cause-some-of-its-contents-were-lost-or-changed-on-the-way = ein Teil ihres Inhalts ging unterwegs verloren oder wurde verändert
cause-its-list-of-contents-does-not-match = ihr Inhaltsverzeichnis stimmt nicht
cause-its-list-of-contents-is-cut-short = ihr Inhaltsverzeichnis ist abgeschnitten
cause-its-list-of-contents-is-too-long = ihr Inhaltsverzeichnis ist zu lang
cause-its-list-of-sheets-is-missing = die Liste ihrer Blätter fehlt
cause-its-letters-are-not-stored-the-way-excel-stores-them = ihre Buchstaben sind nicht so gespeichert, wie Excel sie speichert
cause-one-of-its-parts-is-listed-twice = einer ihrer Teile ist zweimal aufgeführt
cause-something-follows-its-end = auf ihr Ende folgt noch etwas
cause-the-contents-of-a-sheet-are-missing = der Inhalt eines Blatts fehlt
cause-the-links-between-its-parts-are-missing = die Verweise zwischen ihren Teilen fehlen
cause-two-links-between-its-parts-share-one-name = zwei Verweise zwischen ihren Teilen tragen denselben Namen

# Diese Datei wird nicht angenommen, denn sie ….
cause-contains-instructions-that-no-workbook-has = enthält Anweisungen, die keine Arbeitsmappe hat
cause-contains-a-link-to-another-file = enthält einen Verweis auf eine andere Datei
cause-contains-a-part-whose-name-leads-out-of-the-workbook = enthält einen Teil, dessen Name aus der Arbeitsmappe hinausführt
cause-contains-one-part-twice = enthält einen Teil zweimal
cause-contains-parts-that-overlap = enthält Teile, die sich überschneiden
cause-gets-its-contents-from-elsewhere = holt ihren Inhalt von anderswo
cause-is-packed-in-a-way-excel-does-not-use = ist auf eine Weise gepackt, die Excel nicht verwendet
cause-is-laid-out-in-a-way-that-different-programs-read-differently = ist so aufgebaut, dass verschiedene Programme sie verschieden lesen

# Diese Arbeitsmappe enthält …, als ein Import annimmt.
cause-a-longer-text = einen längeren Text
cause-a-longer-text-in-one-cell = einen längeren Text in einer Zelle
cause-far-more-data = weit mehr Daten
cause-more-cell-formats = mehr Zellformate
cause-more-cells = mehr Zellen
cause-more-rows = mehr Zeilen
cause-more-different-texts = mehr verschiedene Texte
cause-more-merged-cells = mehr verbundene Zellen
cause-more-parts = mehr Teile
cause-more-sheets = mehr Blätter

# Welches Blatt gelesen wird, und seine Überschriften.
refusal-no-worksheet = Diese Arbeitsmappe hat kein Tabellenblatt. Bitte tragen Sie die Personen auf einem Tabellenblatt ein und laden Sie die Arbeitsmappe noch einmal hoch.
refusal-no-visible-worksheet = Alle Tabellenblätter dieser Arbeitsmappe sind ausgeblendet. Bitte blenden Sie das Blatt mit den Personen ein und laden Sie die Arbeitsmappe noch einmal hoch.
refusal-sheets-share-name = Zwei Blätter dieser Arbeitsmappe heißen „{ $name }“. Bitte benennen Sie eines um oder löschen Sie es, und laden Sie die Arbeitsmappe noch einmal hoch.
refusal-too-many-columns = In Zelle { $cell } steht ein Wert, rechts von den { $limit } Spalten, die ein Import liest. Bitte löschen Sie ihn und laden Sie die Datei noch einmal hoch.
refusal-empty-sheet = Das erste sichtbare Blatt, „{ $sheet }“, ist leer. Bitte schreiben Sie die Überschriften in Zeile 1 und die Personen darunter, oder blenden Sie das Blatt aus oder löschen Sie es, und laden Sie die Datei noch einmal hoch.
refusal-no-headings = Zeile 1{ $has_sheets ->
    [true] { " " }des ersten sichtbaren Blatts, „{ $sheet }“,
   *[false] { "" }
} hat keine der erwarteten Überschriften (Vorname, Nachname, E-Mail, …){ $has_found ->
    [true] ; gefunden wurden { $found }
   *[false] { "" }
}. { $has_other_sheets ->
    [true] Bitte schreiben Sie die Überschriften in Zeile 1, oder verschieben Sie das Blatt mit den Personen an den Anfang, und laden Sie die Datei noch einmal hoch.
   *[false] Bitte schreiben Sie die Überschriften in Zeile 1 und laden Sie die Datei noch einmal hoch.
}
refusal-headings-not-first = Die Überschriften stehen in Zeile { $row }. Bitte löschen Sie die Zeilen darüber, sodass die Überschriften in Zeile 1 stehen, und laden Sie die Datei noch einmal hoch.
refusal-headings-are-formulas = Die Überschriften sind Formeln ohne gespeichertes Ergebnis. Bitte ersetzen Sie sie durch einfachen Text und laden Sie die Datei noch einmal hoch.
refusal-repeated-heading = Mehrere Spalten könnten dasselbe sein: { $clashes }. Bitte behalten Sie jeweils eine, löschen Sie die anderen oder benennen Sie sie um, und laden Sie die Datei noch einmal hoch.
refusal-clash = „{ $column }“ könnte { $headings } sein
refusal-missing-headings = { $count ->
    [one] Die Spalte { $missing } fehlt
   *[other] Die Spalten { $missing } fehlen
}{ $has_found ->
    [true] ; gefunden wurden { $found }
   *[false] { "" }
}. Bitte ergänzen Sie in Zeile 1, was fehlt, und laden Sie die Datei noch einmal hoch.
refusal-no-rows = { $has_sheets ->
    [true] Das Blatt „{ $sheet }“
   *[false] Diese Datei
} hat Überschriften, aber niemanden darunter. Bitte füllen Sie mindestens eine Zeile aus und laden Sie die Datei noch einmal hoch.

# Vom Import selbst gesagt.
refusal-file-gone = Die Datei wurde gelöscht, bevor sie gelesen werden konnte. Bitte laden Sie sie noch einmal hoch.
refusal-uploader-may-not = Die Person, die diese Datei hochgeladen hat, darf in dieser Organisation keine Benutzer (mehr) anlegen. Bitte lassen Sie die Datei von jemandem hochladen, der es darf.
refusal-named-person-may-not = Die Person, die als Absender dieser Datei genannt ist (uploaded-by), darf in dieser Organisation keine Benutzer (mehr) anlegen. Bitte nennen Sie jemanden, der es darf, oder niemanden.
refusal-runner-may-not = Die Person, die diesen Import nach dem Probelauf ausgeführt hat, darf in dieser Organisation keine Benutzer mehr anlegen. Bitte laden Sie die Datei noch einmal hoch.
refusal-no-common-department = Die Person, die diese Datei hochgeladen hat, und die Person, die sie ausgeführt hat, verwalten verschiedene Abteilungen; deshalb kann sie niemanden anlegen. Bitte laden Sie die Datei selbst hoch.
refusal-gave-up = Wir konnten diesen Import wegen eines Fehlers auf unserer Seite nicht abschließen. Alle bisher angelegten Personen bleiben bestehen; bitte laden Sie die Datei noch einmal hoch, um fortzufahren.

# Teile dieser Sätze.
refusal-missing-contact = „{ $email }“ (oder „{ $username }“ mit „{ $phone }“)
unused-instead = { $heading } (verwendet wurde { $other })
unused-suggestion = { $heading } (meinten Sie { $other }?)

template-sheet-people = Personen
template-sheet-instructions = Anleitung
template-title = So importieren Sie Personen
template-line-1 = Füllen Sie auf dem Blatt „{ template-sheet-people }“ ab Zeile 2 je Person eine Zeile aus. Lassen Sie die Überschriften in Zeile 1, wie sie sind.
template-line-2 = Jede Person braucht entweder eine E-Mail-Adresse oder einen Benutzernamen und eine Telefonnummer.
template-line-3 = Wählen Sie Jobprofil, Abteilung, Berechtigungstyp und Sprache aus den Listen in den Zellen. Die Listen sind von dem Tag, an dem diese Vorlage erstellt wurde; fehlt etwas, ergänzen Sie es in den Einstellungen und holen Sie eine neue Vorlage.
template-line-4 = Ein Einmalpasswort ist optional. Es gilt einmal und wird nie wieder angezeigt: Geben Sie jeder Person ihr eigenes, und notieren Sie es, bis Sie es weitergegeben haben.
template-line-5 = Sie können eigene Spalten hinzufügen. Sie werden nicht importiert und kommen unverändert im Ergebnis zurück.
template-line-6 = Speichern Sie die Datei als Excel-Arbeitsmappe (.xlsx) und laden Sie sie hoch.
template-line-7 = Machen Sie zuerst einen Probelauf: Jede Zeile wird geprüft, und niemand wird angelegt.
template-line-8 = Wer bereits vorhanden ist, wird weder geändert noch überschrieben. Sie können die Datei also korrigieren und noch einmal hochladen.
template-line-9 = Haben zwei Zeilen dieselbe E-Mail-Adresse oder denselben Benutzernamen, wird nur die erste verwendet.
template-example = Beispiel
template-stamp = Vorlage für { $organisation }, erstellt am { $date } für { $name }
template-not-listed-title = Nicht in der Liste
template-not-listed = Bitte wählen Sie einen Eintrag aus der Liste. Fehlt etwas, ergänzen Sie es in den Einstellungen und holen Sie eine neue Vorlage.

result-existing = Es gibt bereits jemanden mit dieser E-Mail-Adresse oder diesem Benutzernamen; es wurde nichts geändert.
result-totals-row = Dies ist die Ergebniszeile einer Tabelle. Aus ihr wird niemand angelegt.
result-one-time-password-left-out = Hier nicht wiederholt: das Einmalpasswort. Bitte geben Sie es erneut ein, wenn diese Person eines haben soll.
