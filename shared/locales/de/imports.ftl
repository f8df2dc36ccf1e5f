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
hint-start-date = Optional. Eine Datumszelle oder Jahr-Monat-Tag. Beispiel: 2026-08-01

outcome-heading = Ergebnis
message-heading = Hinweis
outcome-created = Angelegt
outcome-would-create = Würde angelegt
outcome-existing = Bereits vorhanden
outcome-duplicate = Doppelt
outcome-invalid = Bitte korrigieren
outcome-totals-row = Ergebniszeile

row-fault-required = Diese Angabe fehlt. Bitte ergänzen Sie sie.
row-fault-required-first-name = Der Vorname fehlt. Bitte ergänzen Sie ihn.
row-fault-required-last-name = Der Nachname fehlt. Bitte ergänzen Sie ihn.
row-fault-required-email = Bitte geben Sie entweder eine E-Mail-Adresse an oder einen Benutzernamen und eine Telefonnummer.
row-fault-required-username = Ohne E-Mail-Adresse braucht die Person neben der Telefonnummer einen Benutzernamen.
row-fault-required-phone = Ohne E-Mail-Adresse braucht die Person neben dem Benutzernamen eine Telefonnummer.
row-fault-required-job-profile = Das Jobprofil fehlt. Bitte wählen Sie eines aus der Liste Ihrer Organisation.
row-fault-required-department = Die Abteilung fehlt. Bitte wählen Sie eine aus der Liste Ihrer Organisation.
row-fault-required-permission-type = Der Berechtigungstyp fehlt. Bitte wählen Sie einen aus der Liste Ihrer Organisation.
row-fault-required-language = Die Sprache fehlt. Bitte wählen Sie eine aus der Liste Ihrer Organisation.

# Was Excel mit einer Zelle gemacht hat.
row-fault-excel-error = { $has_value ->
    [true] In dieser Zelle steht der Excel-Fehler { $value }.
   *[false] In dieser Zelle steht ein Excel-Fehler.
} Bitte korrigieren Sie die Formel, oder geben Sie den Wert selbst ein.
row-fault-formula-without-value = Diese Zelle enthält eine Formel ohne gespeichertes Ergebnis. Bitte geben Sie den Wert selbst ein, oder öffnen Sie die Datei in Excel und speichern Sie sie.
row-fault-date-instead-of-text = Excel hat aus diesem Wert ein Datum gemacht. Bitte formatieren Sie die Spalte als Text und geben Sie den Wert erneut ein.
row-fault-number-instead-of-text = { $has_value ->
    [true] Hier steht die Zahl „{ $value }“, wo ein Text erwartet wird.
   *[false] Hier steht eine Zahl, wo ein Text erwartet wird.
} Bitte formatieren Sie die Spalte als Text und geben Sie den Wert erneut ein.
row-fault-number-instead-of-date = Hier steht eine Zahl, wo ein Datum erwartet wird. Bitte schreiben Sie das Datum als Jahr-Monat-Tag, zum Beispiel 2026-08-01.
row-fault-boolean = Diese Zelle enthält einen Wahrheitswert (wahr oder falsch). Bitte formatieren Sie die Spalte als Text und geben Sie den Wert erneut ein.
row-fault-digits-lost = Excel hat diese lange Zahl verändert, sodass Ziffern fehlen. Bitte formatieren Sie die Spalte als Text und geben Sie die Zahl erneut ein.
row-fault-line-break = Dieser Text enthält einen Zeilenumbruch. Bitte schreiben Sie ihn in eine Zeile.
row-fault-control-character = Dieser Text enthält ein unsichtbares Zeichen, das nicht übernommen werden kann. Bitte geben Sie ihn erneut in einer Zeile ein.
row-fault-too-long = Dieser Text ist zu lang. Bitte kürzen Sie ihn.
row-fault-too-long-first-name = Dieser Vorname ist zu lang. Er darf höchstens 100 Zeichen haben.
row-fault-too-long-last-name = Dieser Nachname ist zu lang. Er darf höchstens 100 Zeichen haben.
row-fault-too-long-email = Diese E-Mail-Adresse ist zu lang. Sie darf vor dem @ höchstens 64 und insgesamt höchstens 254 Zeichen haben.
row-fault-too-long-username = Dieser Benutzername ist zu lang. Er darf höchstens 64 Zeichen haben.
row-fault-too-long-one-time-password = Dieses Einmalpasswort ist zu lang. Es darf höchstens 64 Zeichen haben.

row-fault-lost-character = { $has_value ->
    [true] In „{ $value }“ ist ein Buchstabe in einem anderen Programm verloren gegangen.
   *[false] Hier ist ein Buchstabe in einem anderen Programm verloren gegangen.
} Bitte geben Sie den Text erneut ein.
row-fault-beyond-ascii = { $has_found ->
    [true] Unser Maildienst kann an keine Adresse mit { $found } vor dem @ schreiben.
   *[false] Unser Maildienst kann an keine Adresse mit solchen Buchstaben vor dem @ schreiben.
} { $has_suggestion ->
    [true] Meinten Sie „{ $suggestion }“?
   *[false] Geben Sie eine Adresse mit den Buchstaben a bis z an, oder Benutzernamen und Telefon.
}
row-fault-comma-in-domain = { $has_value ->
    [true] In „{ $value }“ steht hinter dem @ ein Komma statt eines Punktes.
   *[false] Hinter dem @ steht ein Komma statt eines Punktes.
} { $has_suggestion ->
    [true] Meinten Sie „{ $suggestion }“?
   *[false] Bitte berichtigen Sie die Adresse.
}
row-fault-garbled-text = { $has_value ->
    [true] Die Buchstaben von „{ $value }“ hat ein anderes Programm entstellt.
   *[false] Die Buchstaben dieses Textes hat ein anderes Programm entstellt.
} { $has_suggestion ->
    [true] Meinten Sie „{ $suggestion }“?
   *[false] Bitte geben Sie den Text erneut ein.
}
row-fault-html-entity = { $has_value ->
    [true] „{ $value }“ enthält Zeichen, wie sie in einer Webseite geschrieben werden.
   *[false] Dieser Text enthält Zeichen, wie sie in einer Webseite geschrieben werden.
} { $has_suggestion ->
    [true] Meinten Sie „{ $suggestion }“?
   *[false] Bitte geben Sie den Text erneut ein.
}
row-fault-stray-apostrophe = { $has_value ->
    [true] „{ $value }“ beginnt mit einem Apostroph, der nicht dazugehört.
   *[false] Der Text beginnt mit einem Apostroph, der nicht dazugehört.
} { $has_suggestion ->
    [true] Meinten Sie „{ $suggestion }“?
   *[false] Bitte lassen Sie ihn weg.
}
row-fault-stray-punctuation = { $has_value ->
    [true] „{ $value }“ beginnt oder endet mit einem Komma oder Semikolon.
   *[false] Der Text beginnt oder endet mit einem Komma oder Semikolon.
} { $has_suggestion ->
    [true] Meinten Sie „{ $suggestion }“?
   *[false] Bitte lassen Sie es weg.
}
row-fault-lost-letter = { $has_value ->
    [true] In „{ $value }“ steht ein Fragezeichen, wo ein anderes Programm einen Buchstaben verloren haben kann.
   *[false] In diesem Namen steht ein Fragezeichen, wo ein anderes Programm einen Buchstaben verloren haben kann.
} Bitte prüfen Sie die Schreibweise.
row-fault-apostrophe-counts = Das Einmalpasswort beginnt mit einem Apostroph, der dazugehört. Falls Excel oder ein Export ihn gesetzt hat, lassen Sie ihn weg und laden Sie die Datei noch einmal hoch.
row-fault-looks-like-a-link = { $has_value ->
    [true] „{ $value }“ sieht nach einer Webadresse aus, nicht nach einem Namen.
   *[false] Das sieht nach einer Webadresse aus, nicht nach einem Namen.
} Bitte geben Sie den Namen der Person ein.
row-fault-not-an-address = { $has_value ->
    [true] „{ $value }“ ist keine vollständige E-Mail-Adresse.
   *[false] Dies ist keine vollständige E-Mail-Adresse.
} { $has_suggestion ->
    [true] Meinten Sie „{ $suggestion }“?
   *[false] Sie sollte aussehen wie anna@example.com, ohne Leerzeichen.
}
row-fault-not-one-address = { $has_value ->
    [true] „{ $value }“ ist nicht eine einzelne E-Mail-Adresse.
   *[false] Dies ist nicht eine einzelne E-Mail-Adresse.
} { $has_suggestion ->
    [true] Meinten Sie „{ $suggestion }“?
   *[false] Geben Sie eine an, zum Beispiel anna@example.com, ohne Namen und ohne zweite Adresse.
}
row-fault-contains-at = { $has_value ->
    [true] „{ $value }“ enthält ein @, was in einem Benutzernamen nicht möglich ist.
   *[false] Hier steht ein @, was in einem Benutzernamen nicht möglich ist.
} Eine E-Mail-Adresse gehört in die Spalte für die E-Mail.
row-fault-not-a-username = { $has_value ->
    [true] „{ $value }“ kann kein Benutzername sein.
   *[false] Dies kann kein Benutzername sein.
} { $has_suggestion ->
    [true] Meinten Sie „{ $suggestion }“?
   *[false] Verwenden Sie nur Buchstaben, Ziffern und . - _ ohne Leerzeichen.
}
row-fault-mixed-scripts = { $has_value ->
    [true] „{ $value }“ mischt Alphabete, die einander ähneln.
   *[false] Dieser Benutzername mischt Alphabete, die einander ähneln.
} Bitte verwenden Sie nur die Buchstaben eines Alphabets.
row-fault-not-a-phone = { $has_value ->
    [true] „{ $value }“ ist keine vollständige Telefonnummer.
   *[false] Das ist keine vollständige Telefonnummer.
} Bitte schreiben Sie sie mit + und Landesvorwahl, zum Beispiel +49 1512 3456789.
row-fault-country-unknown = { $has_value ->
    [true] Es ist nicht zu erkennen, zu welchem Land die Nummer „{ $value }“ gehört.
   *[false] Es ist nicht zu erkennen, zu welchem Land diese Nummer gehört.
} Bitte schreiben Sie sie mit + und Landesvorwahl, zum Beispiel +49 1512 3456789.
row-fault-ambiguous-phone = { $has_found ->
    [true] Das könnte { $found } sein.
   *[false] { $has_value ->
        [true] „{ $value }“ könnte mehr als eine Telefonnummer sein.
       *[false] Das könnte mehr als eine Telefonnummer sein.
    }
} Bitte schreiben Sie sie mit + und Landesvorwahl.
row-fault-foreign-phone = { $has_found ->
    [true] Das ist keine Nummer im Land der Abteilung. Falls { $found } gemeint ist, schreiben Sie sie bitte mit dem +.
   *[false] Das ist keine Nummer im Land der Abteilung. Bitte schreiben Sie sie mit + und Landesvorwahl.
}
row-fault-several-phones = { $has_value ->
    [true] „{ $value }“ ist mehr als eine Nummer.
   *[false] Hier steht mehr als eine Nummer.
} Bitte geben Sie nur eine an, und zwar die, an die eine SMS gehen soll.
row-fault-text-beside-phone = { $has_found ->
    [true] „{ $found }“ gehört nicht zu einer Telefonnummer.
   *[false] Neben der Telefonnummer stehen Wörter.
} Bitte geben Sie nur die Nummer an{ $has_suggestion ->
    [true] : { $suggestion }.
   *[false] .
}
row-fault-unknown-dialling-code = { $has_found ->
    [true] „{ $found }“ ist keine Vorwahl.
   *[false] Die Vorwahl neben der Telefonnummer ist keine.
} Bitte schreiben Sie sie wie +49, oder lassen Sie sie weg und schreiben Sie die Telefonnummer mit + und Landesvorwahl.
row-fault-has-extension = { $has_found ->
    [true] „{ $found }“ ist eine Durchwahl, und damit kann die Nummer keine SMS empfangen.
   *[false] { $has_value ->
        [true] „{ $value }“ hat eine Durchwahl und kann keine SMS empfangen.
       *[false] Diese Nummer hat eine Durchwahl und kann keine SMS empfangen.
    }
} Bitte geben Sie eine Mobilnummer an.
row-fault-premium-rate = { $has_value ->
    [true] „{ $value }“ ist eine kostenpflichtige Sondernummer.
   *[false] Das ist eine kostenpflichtige Sondernummer.
} Bitte geben Sie eine Mobilnummer an.
row-fault-no-mobile = { $has_value ->
    [true] „{ $value }“ kann keine SMS empfangen.
   *[false] Diese Nummer kann keine SMS empfangen.
} Bitte geben Sie eine Mobilnummer an.

row-fault-unknown-job-profile = { $has_value ->
    [true] Es gibt kein Jobprofil „{ $value }“.
   *[false] Dieses Jobprofil gibt es nicht.
} { $has_suggestion ->
    [true] Meinten Sie „{ $suggestion }“?
   *[false] Bitte wählen Sie eines aus der Liste Ihrer Organisation.
}
row-fault-unknown-department = { $has_value ->
    [true] Es gibt keine Abteilung „{ $value }“.
   *[false] Diese Abteilung gibt es nicht.
} { $has_suggestion ->
    [true] Meinten Sie „{ $suggestion }“?
   *[false] Bitte wählen Sie eine aus der Liste Ihrer Organisation.
}
row-fault-unknown-permission-type = { $has_value ->
    [true] Es gibt keinen Berechtigungstyp „{ $value }“.
   *[false] Diesen Berechtigungstyp gibt es nicht.
} { $has_suggestion ->
    [true] Meinten Sie „{ $suggestion }“?
   *[false] Bitte wählen Sie einen aus der Liste Ihrer Organisation.
}
row-fault-unknown-language = { $has_value ->
    [true] „{ $value }“ ist keine Sprache Ihrer Organisation.
   *[false] Das ist keine Sprache Ihrer Organisation.
} { $has_suggestion ->
    [true] Meinten Sie „{ $suggestion }“?
   *[false] Bitte wählen Sie eine aus der Liste Ihrer Organisation.
}
row-fault-not-a-date = { $has_value ->
    [true] „{ $value }“ ist nicht als Datum zu lesen.
   *[false] Das ist nicht als Datum zu lesen.
} Bitte schreiben Sie es als Jahr-Monat-Tag, zum Beispiel 2026-08-01.
row-fault-ambiguous-date = { $has_value ->
    [true] „{ $value }“ kann für zwei verschiedene Tage stehen{ $has_found ->
        [true] {" "}({ $found })
       *[false] { "" }
    }.
   *[false] Das kann für zwei verschiedene Tage stehen{ $has_found ->
        [true] {" "}({ $found })
       *[false] { "" }
    }.
} Schreiben Sie das Datum als Jahr-Monat-Tag, zum Beispiel 2026-08-01.
row-fault-two-digit-year = { $has_value ->
    [true] Das Jahr in „{ $value }“ hat nur zwei Ziffern.
   *[false] Das Jahr hat nur zwei Ziffern.
} Schreiben Sie das Datum als Jahr-Monat-Tag mit vierstelligem Jahr, zum Beispiel 2026-08-01.
row-fault-date-out-of-range = { $has_value ->
    [true] „{ $value }“ kann kein Startdatum sein: Es muss zwischen 1990 und 2079 liegen.
   *[false] Das kann kein Startdatum sein: Es muss zwischen 1990 und 2079 liegen.
} Berichtigen Sie es, oder leeren Sie die Zelle, wenn es kein Startdatum gibt.
row-fault-time-of-day = { $has_found ->
    [true] Diese Zelle enthält { $found }, ein Datum mit Uhrzeit, auch wenn nur das Datum angezeigt wird.
   *[false] Diese Zelle enthält ein Datum mit Uhrzeit, auch wenn nur das Datum angezeigt wird.
} Geben Sie nur das Datum ein, zum Beispiel 2026-08-01.
row-fault-day-zero = Diese Zelle enthält Tag 0 des Excel-Kalenders (angezeigt als 00.01.1900 oder als Uhrzeit), und das ist kein Datum. Geben Sie das Datum ein, oder leeren Sie die Zelle, wenn es kein Startdatum gibt.
row-fault-invalid-one-time-password = Ein Einmalpasswort hat 8 bis 64 Zeichen, Leerzeichen und Bindestriche nicht mitgezählt. Bitte ändern Sie es, oder lassen Sie das Feld leer.
row-fault-guessable-one-time-password = Dieses Einmalpasswort ist leicht zu erraten. Bitte verwenden Sie zufällige Ziffern und Buchstaben, für jede Person andere, oder lassen Sie das Feld leer.

row-fault-not-your-department = Eine Datei legt Personen nur in Abteilungen an, die sowohl die Person, die sie hochgeladen hat, als auch die Person, die sie ausgeführt hat, verwaltet. Bitte wählen Sie eine davon, oder lassen Sie die Zeile von jemandem hochladen, der alle Abteilungen verwaltet.
row-fault-may-not-grant = Eine Datei gibt niemandem mehr Rechte, als die Person, die sie hochgeladen hat, und die Person, die sie ausgeführt hat, beide haben; eine, die ein System geliefert hat, gibt nur, was die Einstellungen erlauben. Bitte wählen Sie einen anderen Berechtigungstyp, oder lassen Sie die Datei von jemandem mit diesen Rechten hochladen.

# Bereits vorhanden, aber mit einem anderen Namen.
row-fault-another-name-email = { $has_row ->
    [true] Die Person in Zeile { $row } mit derselben E-Mail-Adresse heißt anders.
   *[false] Die Person, die diese E-Mail-Adresse hat, heißt anders.
} Falls dies jemand anderes ist, geben Sie ihm eine eigene E-Mail-Adresse oder einen eigenen Benutzernamen.
row-fault-another-name-username = { $has_row ->
    [true] Die Person in Zeile { $row } mit demselben Benutzernamen heißt anders.
   *[false] Die Person, die diesen Benutzernamen hat, heißt anders.
} Falls dies jemand anderes ist, geben Sie ihm einen eigenen Benutzernamen.

row-fault-merged-cell = Diese Zelle war mit einer anderen verbunden und enthält deshalb selbst nichts. Bitte heben Sie die Verbindung auf und füllen Sie jede Zeile aus.
row-fault-landline = Dies ist eine Festnetznummer, die eine SMS womöglich nicht erreicht. Bitte geben Sie eine Mobilnummer an.
row-fault-country-not-allowed = Ihre Organisation sendet keine SMS an Nummern aus diesem Land. Bitte geben Sie eine andere Nummer oder eine E-Mail-Adresse an, oder fügen Sie das Land in den Einstellungen hinzu.
row-fault-cannot-be-saved = Wir konnten diese Zeile wegen eines Fehlers auf unserer Seite nicht speichern. Bitte laden Sie sie später noch einmal hoch oder legen Sie die Person von Hand an.

# Zwei Zeilen einer Datei.
row-fault-duplicate = { $has_row ->
    [true] Zeile { $row } betrifft dieselbe Person.
   *[false] Eine frühere Zeile betrifft dieselbe Person.
} Nur die erste der beiden wird verwendet.
row-fault-duplicate-email = { $has_row ->
    [true] Zeile { $row } hat dieselbe E-Mail-Adresse.
   *[false] Eine frühere Zeile hat dieselbe E-Mail-Adresse.
} Nur die erste der beiden Zeilen wird verwendet.
row-fault-duplicate-username = { $has_row ->
    [true] Zeile { $row } hat denselben Benutzernamen.
   *[false] Eine frühere Zeile hat denselben Benutzernamen.
} Nur die erste der beiden Zeilen wird verwendet.
row-fault-same-one-time-password = { $has_row ->
    [true] Zeile { $row } hat dasselbe Einmalpasswort.
   *[false] Eine andere Zeile hat dasselbe Einmalpasswort.
} Bitte geben Sie jeder Person ihr eigenes.

# Nichts von dem, was eingeschaltet ist, erreicht die Person.
row-fault-unreachable = Keine Nachricht kann diese Person erreichen. Bitte geben Sie ein Einmalpasswort an, oder schalten Sie in den Einstellungen E-Mail oder SMS ein.
row-fault-unreachable-email = Keine Nachricht kann diese Person erreichen: Es gibt eine E-Mail-Adresse, aber E-Mail ist ausgeschaltet. Bitte geben Sie ein Einmalpasswort an, oder schalten Sie in den Einstellungen E-Mail ein.
row-fault-unreachable-phone = Keine Nachricht kann diese Person erreichen: Es gibt nur eine Telefonnummer, und SMS ist ausgeschaltet. Bitte geben Sie ein Einmalpasswort an, oder schalten Sie in den Einstellungen SMS ein.

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
refusal-file-too-large = Diese Datei ist größer als 100 MB. Bitte teilen Sie sie auf mehrere Dateien auf und laden Sie jede davon hoch.
refusal-larger-than = Diese Datei ist größer als { $limit } MB. Bitte entfernen Sie Bilder und andere Blätter, oder teilen Sie die Datei auf, und laden Sie sie noch einmal hoch.
refusal-password-protected = Diese Datei ist mit einem Passwort geschützt. Bitte speichern Sie sie ohne Passwort und laden Sie sie noch einmal hoch.
refusal-old-excel = Diese Datei hat das Format von Excel 97 bis 2003 (.xls). { -save-again }
refusal-binary-workbook = Diese Datei ist eine Binärarbeitsmappe (.xlsb). { -save-again }
refusal-open-document = Diese Datei ist eine OpenDocument-Datei (.ods). Bitte speichern Sie sie als Excel-Arbeitsmappe (.xlsx) und laden Sie sie noch einmal hoch.
refusal-compressed-folder = Diese Datei ist ein komprimierter Ordner mit einer Arbeitsmappe darin. Bitte öffnen Sie den Ordner, nehmen Sie die Arbeitsmappe heraus und laden Sie diese hoch.
refusal-numbers = Diese Datei ist ein Dokument von Apple Numbers. Bitte wählen Sie in Numbers Ablage > Exportieren > Excel und laden Sie die Datei hoch, die Sie erhalten.
refusal-protected = Diese Datei ist von Ihrer Organisation geschützt: Nur ausgewählte Personen können sie öffnen (eine Vertraulichkeitsbezeichnung oder Rechteverwaltung; es gibt kein Passwort, das man entfernen könnte). Bitte wählen Sie in Excel eine Bezeichnung ohne Verschlüsselung, oder heben Sie den Schutz unter Datei > Informationen > Arbeitsmappe schützen auf, speichern Sie die Datei und laden Sie sie noch einmal hoch.
refusal-web-page = Diese Datei ist eine Webseite mit dem Namen einer Excel-Datei, wie manche Systeme sie exportieren. { -save-again }
refusal-spreadsheet-xml = Diese Datei hat ein veraltetes Format von Excel 2003. { -save-again }
refusal-text-file = Diese Datei ist eine Textdatei (etwa CSV), keine Excel-Arbeitsmappe. Bitte öffnen Sie sie in Excel, prüfen Sie, ob Telefonnummern und Benutzernamen noch ihre Nullen am Anfang haben, speichern Sie sie als Excel-Arbeitsmappe (.xlsx) und laden Sie diese hoch.
refusal-not-a-workbook = Diese Datei ist keine Excel-Arbeitsmappe. Bitte laden Sie eine Arbeitsmappe hoch, die als .xlsx gespeichert ist.
refusal-macros = Diese Arbeitsmappe enthält Makros, die nicht angenommen werden. Bitte speichern Sie sie als Excel-Arbeitsmappe ohne Makros (.xlsx) und laden Sie sie noch einmal hoch.
refusal-incomplete = Das Ende dieser Datei fehlt, wie nach einem abgebrochenen Hochladen oder Herunterladen. Bitte laden Sie die vollständige Datei noch einmal hoch.

# Was darin ist.
refusal-damaged = Diese Arbeitsmappe ist beschädigt ({ $cause }). { -save-again }
refusal-unsafe = Diese Datei wird nicht angenommen, denn sie { $cause }. { -save-again }
refusal-too-much-inside = Diese Arbeitsmappe enthält { $cause }, als ein Import annimmt. Bitte kopieren Sie die Zeilen in eine neue Arbeitsmappe und laden Sie diese hoch.
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
refusal-no-headings = Zeile 1 des ersten sichtbaren Blatts, „{ $sheet }“, hat keine der erwarteten Überschriften (Vorname, Nachname, E-Mail, …){ $has_found ->
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
refusal-no-rows = Das Blatt „{ $sheet }“ hat Überschriften, aber niemanden darunter. Bitte füllen Sie mindestens eine Zeile aus und laden Sie die Datei noch einmal hoch.

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
refusal-quoted = „{ $text }“
refusal-list-and = { $first } und { $last }
refusal-list-or = { $first } oder { $last }
refusal-list-more = { $first } und { $count } weitere

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
