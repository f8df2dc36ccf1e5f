# Was mit einem Feld, einem Parameter oder einer Zelle nicht stimmt und was zu tun ist: ein Satz für API, Seiten und Import.

# Jedes Feld.
fault-required = Diese Angabe fehlt oder ist leer. Bitte ergänzen Sie sie.
fault-required-first-name = Der Vorname fehlt. Bitte ergänzen Sie ihn.
fault-required-last-name = Der Nachname fehlt. Bitte ergänzen Sie ihn.
fault-required-email = Bitte geben Sie entweder eine E-Mail-Adresse an oder einen Benutzernamen und eine Telefonnummer.
fault-required-username = Der Benutzername fehlt. Ohne E-Mail-Adresse sind ein Benutzername und eine Telefonnummer nötig.
fault-required-phone = Die Telefonnummer fehlt. Ohne E-Mail-Adresse sind ein Benutzername und eine Telefonnummer nötig.
fault-required-job-profile = Das Jobprofil fehlt. Bitte wählen Sie eines aus der Liste Ihrer Organisation.
fault-required-department = Die Abteilung fehlt. Bitte wählen Sie eine aus der Liste Ihrer Organisation.
fault-required-permission-type = Der Berechtigungstyp fehlt. Bitte wählen Sie einen aus der Liste Ihrer Organisation.
fault-required-language = Die Sprache fehlt. Bitte wählen Sie eine aus der Liste Ihrer Organisation.
fault-required-password = Das Passwort fehlt. Bitte geben Sie es ein.
fault-required-default-department = Die Selbstregistrierung braucht eine Standardabteilung. Bitte wählen Sie eine.
fault-required-default-job-profile = Die Selbstregistrierung braucht ein Standardjobprofil. Bitte wählen Sie eines.
fault-required-default-permission-type = Die Selbstregistrierung braucht einen Standardberechtigungstyp. Bitte wählen Sie einen.
fault-required-domains = Diese Verbindung braucht die E-Mail-Domains Ihrer Organisation. Ohne sie könnte jeder mit einem Konto bei diesem Anbieter hinein.
fault-required-issuer = Der Aussteller (Issuer) fehlt. Kopieren Sie ihn aus der Konfiguration Ihres Anbieters.
fault-required-client-id = Die Client-ID fehlt. Kopieren Sie sie aus der Konfiguration Ihres Anbieters.
fault-required-client-secret = Geben Sie das Client-Geheimnis dieses Anbieters an, oder null für keines. Das gespeicherte wurde für einen anderen Aussteller angegeben.
fault-too-long = { $has_limit ->
    [true] Dieser Text ist zu lang. Er darf höchstens { $limit } Zeichen haben.
   *[false] Dieser Text ist zu lang. Bitte kürzen Sie ihn.
}
fault-too-long-email = Diese E-Mail-Adresse ist zu lang. Sie darf vor dem @ höchstens 64 und insgesamt höchstens 254 Zeichen haben.
fault-too-short = { $has_limit ->
    [true] Das Passwort ist zu kurz. Verwenden Sie mindestens { $limit } Zeichen.
   *[false] Das Passwort ist zu kurz. Bitte verlängern Sie es.
}
fault-too-many = { $has_limit ->
    [true] Das sind zu viele Einträge. Geben Sie höchstens { $limit } an.
   *[false] Das sind zu viele Einträge. Geben Sie weniger an.
}
fault-out-of-range = { $has_largest ->
    [true] Geben Sie eine ganze Zahl von { $smallest } bis { $largest } an.
   *[false] Diese Zahl liegt außerhalb der Grenzen des Feldes.
}
fault-control-character = Dieser Text enthält ein unsichtbares Zeichen, das nicht übernommen werden kann. Bitte geben Sie ihn erneut in einer Zeile ein.
fault-hidden-character = Der Name der Datei enthält ein Zeichen, das nicht zu sehen ist, zum Beispiel einen Zeilenumbruch oder ein Zeichen, das die Textrichtung ändert. Bitte benennen Sie die Datei um.
fault-contradictory = Das widerspricht einem anderen Feld. Geben Sie eines der beiden an.
fault-unknown-field = Ein solches Feld gibt es hier nicht. Prüfen Sie den Namen, oder lassen Sie es weg.
fault-repeated-field = Dieses Feld ist mehrmals angegeben. Geben Sie es einmal an.
fault-not-text = { $also ->
    [boolean] Geben Sie einen Text an, oder true oder false.
    [list] Geben Sie einen Text oder eine Liste an.
    [object] Geben Sie einen Text oder ein Objekt an.
    [number] Geben Sie einen Text oder eine ganze Zahl an.
   *[other] Geben Sie einen Text an.
}
fault-not-texts = Geben Sie eine Liste von Texten an.
fault-not-boolean = Geben Sie true oder false an.
fault-not-an-object = Geben Sie ein Objekt an.
fault-read-only = Dies kann hier nicht geändert werden. Senden Sie es unverändert, oder lassen Sie es weg.
fault-read-only-languages = Sprachen werden mit PUT /api/languages festgelegt. Senden Sie sie hier unverändert, oder lassen Sie sie weg.
fault-taken = Dies ist bereits vergeben. Wählen Sie etwas anderes.
fault-taken-email = Eine andere Person in dieser Organisation hat diese E-Mail-Adresse.
fault-taken-username = Dieser Benutzername ist vergeben. Wählen Sie einen anderen.
fault-taken-name = Die Liste hat schon einen Eintrag mit diesem Namen. Wählen Sie einen anderen Namen.
fault-taken-organisation = Es gibt schon eine Organisation mit diesem Namen. Wählen Sie einen anderen Namen.
fault-taken-domains = Eine andere Verbindung hat diese Domain. Eine Domain führt zu einem Anbieter.

# Parameter und Header.
fault-unknown-parameter = { $has_value ->
    [true] Diese Adresse nimmt keinen Parameter „{ $value }“ an.
   *[false] Diese Adresse nimmt keinen solchen Parameter an.
} { $has_known ->
    [true] Sie nimmt { $known } an.
   *[false] Lassen Sie ihn weg.
}
fault-repeated-parameter = Dieser Parameter ist mehrmals angegeben. Geben Sie ihn einmal an.
fault-empty-parameter = Dieser Parameter hat keinen Wert. Geben Sie ihm einen, oder lassen Sie ihn weg.
fault-empty-parameter-search = Hierin ist nichts, wonach gesucht werden kann. Geben Sie einen Namen, eine E-Mail-Adresse, einen Benutzernamen oder eine Telefonnummer an.
fault-invalid-cursor = Dies ist kein Cursor dieser Liste: Ein Cursor gilt einen Tag, für dieselbe Person und denselben Filter. Senden Sie next_cursor der Seite davor, oder lassen Sie ihn weg, um mit der ersten Seite zu beginnen.
fault-invalid-key = Senden Sie 1 bis 255 sichtbare Zeichen, zum Beispiel eine UUID.
fault-key-reused = Dieser Idempotency-Key wurde mit einem anderen Inhalt verwendet. Nehmen Sie für eine neue Anfrage einen neuen Schlüssel.

# Auswahl.
fault-unknown-status = Diesen Status gibt es nicht. { $has_known ->
    [true] Verwenden Sie { $known }.
   *[false] Verwenden Sie, was in der Beschreibung steht.
}
fault-awaits-approval = Diese Anmeldung wartet auf Freigabe. Geben Sie sie zuerst frei, oder lehnen Sie sie ab.
fault-not-a-choice = Aktiv wird man, indem man ein Passwort wählt. Ein Status wird nur auf disabled gesetzt und wieder zurück.
fault-unknown-source = Diese Herkunft von Personen gibt es nicht. { $has_known ->
    [true] Verwenden Sie { $known }.
   *[false] Verwenden Sie, was in der Beschreibung steht.
}
fault-unknown-outcome = Dieses Ergebnis einer Zeile gibt es nicht. { $has_known ->
    [true] Verwenden Sie { $known }.
   *[false] Verwenden Sie, was in der Beschreibung steht.
}
fault-unknown-channel = Diesen Kanal gibt es nicht. { $has_known ->
    [true] Verwenden Sie { $known }.
   *[false] Verwenden Sie, was in der Beschreibung steht.
}
fault-unknown-choice = Diese Möglichkeit gibt es nicht. { $has_known ->
    [true] Verwenden Sie { $known }.
   *[false] Verwenden Sie, was in der Beschreibung steht.
}
fault-unknown-identifier = Diese Art der Anmeldung gibt es nicht. { $has_known ->
    [true] Verwenden Sie { $known }.
   *[false] Verwenden Sie, was in der Beschreibung steht.
}
fault-unknown-capability = { $has_value ->
    [true] Es gibt keine Berechtigung „{ $value }“.
   *[false] Diese Berechtigung gibt es nicht.
} { $has_known ->
    [true] Verwenden Sie { $known }.
   *[false] Verwenden Sie eine aus der Beschreibung.
}
fault-unknown-scope = { $has_value ->
    [true] Es gibt keinen Zugriffsbereich „{ $value }“.
   *[false] Diesen Zugriffsbereich gibt es nicht.
} { $has_known ->
    [true] Verwenden Sie { $known }.
   *[false] Verwenden Sie einen, den die Beschreibung nennt.
}
fault-unknown-language = { $has_value ->
    [true] „{ $value }“ ist keine der Sprachen hier.
   *[false] Das ist keine der Sprachen hier.
} { $has_suggestion ->
    [true] Meinten Sie „{ $suggestion }“?
   *[false] { $has_known ->
        [true] Verwenden Sie { $known }.
       *[false] Bitte wählen Sie eine aus der Liste.
    }
}
fault-unknown-language-default-language = { $has_value ->
    [true] „{ $value }“ kann nicht die Standardsprache sein.
   *[false] Das kann nicht die Standardsprache sein.
} { $has_known ->
    [true] Verwenden Sie { $known }, oder fügen Sie den Sprachen erst eine andere hinzu (PUT /api/languages).
   *[false] Wählen Sie eine der Sprachen.
}
fault-unknown-country = { $has_value ->
    [true] „{ $value }“ ist kein Land mit Telefonnummern.
   *[false] Dieses Land gibt es nicht.
} Geben Sie seinen Code aus zwei Buchstaben an (ISO 3166), zum Beispiel DK oder DE.
fault-unknown-time-zone = Diese Zeitzone gibt es nicht. Geben Sie eine mit ihrem IANA-Namen an, zum Beispiel Europe/Berlin.
fault-invalid-colour = Geben Sie eine Farbe mit # und sechs hexadezimalen Ziffern an, zum Beispiel #005ac8.
fault-unknown-department = { $has_value ->
    [true] Es gibt keine Abteilung „{ $value }“.
   *[false] Diese Abteilung gibt es nicht.
} { $has_suggestion ->
    [true] Meinten Sie „{ $suggestion }“?
   *[false] Bitte wählen Sie eine aus der Liste Ihrer Organisation.
}
fault-being-emptied = { $has_value ->
    [true] „{ $value }“ nimmt niemanden mehr auf, weil alle von dort gerade verschoben werden.
   *[false] Hier wird niemand mehr aufgenommen, weil alle von hier gerade verschoben werden.
} { $has_suggestion ->
    [true] Nehmen Sie „{ $suggestion }“, wohin sie kommen.
   *[false] Wählen Sie etwas anderes aus der Liste.
}
fault-unknown-job-profile = { $has_value ->
    [true] Es gibt kein Jobprofil „{ $value }“.
   *[false] Dieses Jobprofil gibt es nicht.
} { $has_suggestion ->
    [true] Meinten Sie „{ $suggestion }“?
   *[false] Bitte wählen Sie eines aus der Liste Ihrer Organisation.
}
fault-unknown-permission-type = { $has_value ->
    [true] Es gibt keinen Berechtigungstyp „{ $value }“.
   *[false] Diesen Berechtigungstyp gibt es nicht.
} { $has_suggestion ->
    [true] Meinten Sie „{ $suggestion }“?
   *[false] Bitte wählen Sie einen aus der Liste Ihrer Organisation.
}

# Organisationen.
fault-invalid-slug = Verwenden Sie 2 bis 40 Zeichen aus a-z, 0-9 und -, am Anfang und am Ende kein -.
fault-reserved-slug = Dieser Name ist reserviert. Wählen Sie einen anderen.
fault-default-language-missing = { $has_value ->
    [true] Die Standardsprache „{ $value }“ ist nicht dabei.
   *[false] Die Standardsprache ist nicht dabei.
} Fügen Sie sie hinzu, oder wählen Sie erst in den Einstellungen eine andere Standardsprache.
fault-not-a-domain = { $has_value ->
    [true] „{ $value }“ ist keine Domain.
   *[false] Das ist keine Domain.
} Schreiben Sie sie wie example.com.
fault-carries-capabilities = Wer sich selbst registriert oder bei der ersten Anmeldung angelegt wird, bekommt keine Rechte über andere. Wählen Sie einen Berechtigungstyp ohne Berechtigungen.
fault-sign-up-default = Alle, die sich selbst registrieren, bekommen diesen Berechtigungstyp. Wählen Sie für sie erst einen anderen.
fault-not-an-issuer = Das ist kein Aussteller (Issuer). Kopieren Sie ihn aus der Konfiguration Ihres Anbieters: eine Adresse wie https://login.example.com, mit ihrem öffentlichen Namen und ohne Parameter.
fault-issuer-of-everybody = Dieser Aussteller meldet Menschen aus allen Organisationen der Welt an, oder er ist eine Vorlage. Verwenden Sie den Ihrer eigenen Organisation, mit der ID Ihres Mandanten.
fault-no-claim = Nennen Sie die Angabe (Claim), die dies sagt, oder lassen Sie das Feld weg.
fault-needs-issuer-and-domains = Der Anbieter verbürgt sich nur für die Angabe „email“. Lassen Sie eine andere Angabe nur mit email_trust: issuer_and_domains als E-Mail gelten.
fault-not-vouched-for = Der Anbieter verbürgt sich nicht für diese E-Mail, wie es die Verbindung verlangt.
fault-comes-with-rights = Diese Person hat Rechte über andere: Ihre Abteilung wird hier geändert und von keinem Anbieter.
fault-sso-only = Hier melden sich alle per Single Sign-on an: Niemand erhält eine Nachricht, und ein Einmalpasswort wäre nutzlos.
fault-no-working-connection = Noch hat keine Verbindung jemanden hereingelassen. Testen Sie zuerst eine, und melden Sie sich damit an: Dann steht fest, dass sie funktioniert.
fault-no-break-glass = Diese Person könnte die anderen nicht wieder hereinlassen. Geben Sie mit ihrer ID jemanden an, der aktiv ist, ein eigenes Passwort sowie manage_users und manage_settings hat.

# Rechte.
fault-may-not-grant = { $author ->
    [you] Sie können nicht mehr Rechte vergeben, als Sie selbst haben. Wählen Sie einen anderen Berechtigungstyp, oder bitten Sie jemanden, der sie hat.
   *[other] Eine Datei gibt niemandem mehr Rechte, als die Person, die sie hochgeladen hat, und die Person, die sie ausgeführt hat, beide haben; eine, die ein System geliefert hat, gibt nur, was die Einstellungen erlauben. Bitte wählen Sie einen anderen Berechtigungstyp, oder lassen Sie die Datei von jemandem mit diesen Rechten hochladen.
}
fault-may-not-grant-scope = Sie dürfen selbst nichts von dem, wofür dieser Zugriffsbereich da ist, und können ihn deshalb nicht vergeben. Lassen Sie ihn weg, oder bitten Sie jemanden, der es darf.
fault-not-your-department = { $author ->
    [you] Sie verwalten diese Abteilung nicht. Wählen Sie eine, die Sie verwalten.
   *[other] Eine Datei legt Personen nur in Abteilungen an, die sowohl die Person, die sie hochgeladen hat, als auch die Person, die sie ausgeführt hat, verwaltet. Bitte wählen Sie eine davon, oder lassen Sie die Zeile von jemandem hochladen, der alle Abteilungen verwaltet.
}
fault-manages-no-department = Nur wessen Berechtigungstyp die Verwaltung der eigenen Abteilung erlaubt, verwaltet weitere daneben. Geben Sie der Person einen solchen Berechtigungstyp, oder lassen Sie dies weg.
fault-own-permission-type = Niemand ändert den eigenen Berechtigungstyp. Bitten Sie eine andere Administratorin oder einen anderen Administrator.
fault-own-status = Niemand sperrt sich selbst. Bitten Sie eine andere Administratorin oder einen anderen Administrator.
fault-kept-in-sync = Ein Verzeichnis hält dies auf dem neuesten Stand und würde es zurücksetzen. Ändern Sie es dort, oder nehmen Sie das Feld aus dem Abgleich (keep_in_sync in den Einstellungen).

# Texte, die ein anderes Programm oder eine eilige Hand entstellt hat.
fault-looks-like-a-link = { $has_value ->
    [true] „{ $value }“ sieht nach einer Webadresse aus, nicht nach einem Namen.
   *[false] Das sieht nach einer Webadresse aus, nicht nach einem Namen.
} Bitte geben Sie den Namen selbst ein.
fault-lost-character = { $has_value ->
    [true] In „{ $value }“ ist ein Buchstabe in einem anderen Programm verloren gegangen.
   *[false] Hier ist ein Buchstabe in einem anderen Programm verloren gegangen.
} Bitte geben Sie den Text erneut ein.
fault-lost-letter = { $has_value ->
    [true] In „{ $value }“ steht ein Fragezeichen, wo ein anderes Programm einen Buchstaben verloren haben kann.
   *[false] In diesem Namen steht ein Fragezeichen, wo ein anderes Programm einen Buchstaben verloren haben kann.
} Bitte prüfen Sie die Schreibweise.
fault-garbled-text = { $has_value ->
    [true] Die Buchstaben von „{ $value }“ hat ein anderes Programm entstellt.
   *[false] Die Buchstaben dieses Textes hat ein anderes Programm entstellt.
} { $has_suggestion ->
    [true] Meinten Sie „{ $suggestion }“?
   *[false] Bitte geben Sie den Text erneut ein.
}
fault-html-entity = { $has_value ->
    [true] „{ $value }“ enthält Zeichen, wie sie in einer Webseite geschrieben werden.
   *[false] Dieser Text enthält Zeichen, wie sie in einer Webseite geschrieben werden.
} { $has_suggestion ->
    [true] Meinten Sie „{ $suggestion }“?
   *[false] Bitte geben Sie den Text erneut ein.
}
fault-stray-apostrophe = { $has_value ->
    [true] „{ $value }“ beginnt mit einem Apostroph, der nicht dazugehört.
   *[false] Der Text beginnt mit einem Apostroph, der nicht dazugehört.
} { $has_suggestion ->
    [true] Meinten Sie „{ $suggestion }“?
   *[false] Bitte lassen Sie ihn weg.
}
fault-stray-punctuation = { $has_value ->
    [true] „{ $value }“ beginnt oder endet mit einem Komma oder Semikolon.
   *[false] Der Text beginnt oder endet mit einem Komma oder Semikolon.
} { $has_suggestion ->
    [true] Meinten Sie „{ $suggestion }“?
   *[false] Bitte lassen Sie es weg.
}
fault-mixed-scripts = { $has_value ->
    [true] „{ $value }“ mischt Alphabete, die einander ähneln.
   *[false] Dieser Benutzername mischt Alphabete, die einander ähneln.
} Bitte verwenden Sie nur die Buchstaben eines Alphabets.

# E-Mail-Adressen und Benutzernamen.
fault-not-an-address = { $has_value ->
    [true] „{ $value }“ ist keine vollständige E-Mail-Adresse
   *[false] Dies ist keine vollständige E-Mail-Adresse
}{ $part ->
    [no_at] : Es fehlt ein @.
    [nothing_before] : Vor dem @ steht nichts.
    [nothing_after] : Hinter dem @ steht nichts.
    [dots] : Vor dem @ steht ein Punkt am Rand oder neben einem anderen.
    [no_dot] : Hinter dem @ steht kein Punkt.
    [domain] : Was hinter dem @ steht, ist keine Domain.
    [space] : Sie enthält ein Leerzeichen.
    [sign] { $has_found ->
        [true] : Keine Adresse enthält „{ $found }“.
       *[false] : Sie enthält ein Zeichen, das keine Adresse enthält.
    }
    [hidden] : Sie enthält ein Zeichen, das niemand sieht.
   *[other] .
} { $has_suggestion ->
    [true] Meinten Sie „{ $suggestion }“?
   *[false] Sie sollte aussehen wie anna@example.com, ohne Leerzeichen.
}
fault-not-one-address = { $has_value ->
    [true] „{ $value }“ ist nicht eine einzelne E-Mail-Adresse.
   *[false] Dies ist nicht eine einzelne E-Mail-Adresse.
} { $has_suggestion ->
    [true] Meinten Sie „{ $suggestion }“?
   *[false] Geben Sie eine an, zum Beispiel anna@example.com, ohne Namen und ohne zweite Adresse.
}
fault-beyond-ascii = { $has_found ->
    [true] Unser Maildienst kann an keine Adresse mit { $found } vor dem @ schreiben.
   *[false] Unser Maildienst kann an keine Adresse mit solchen Buchstaben vor dem @ schreiben.
} { $has_suggestion ->
    [true] Meinten Sie „{ $suggestion }“?
   *[false] Geben Sie eine Adresse mit den Buchstaben a bis z an, oder Benutzernamen und Telefon.
}
fault-comma-in-domain = { $has_value ->
    [true] In „{ $value }“ steht hinter dem @ ein Komma statt eines Punktes.
   *[false] Hinter dem @ steht ein Komma statt eines Punktes.
} { $has_suggestion ->
    [true] Meinten Sie „{ $suggestion }“?
   *[false] Bitte berichtigen Sie die Adresse.
}
fault-domain-not-allowed = { $has_known ->
    [true] Diese Adresse kann hier nicht verwendet werden. Nehmen Sie eine E-Mail-Adresse von { $known }.
   *[false] Diese Adresse kann hier nicht verwendet werden. Nehmen Sie Ihre dienstliche E-Mail-Adresse.
}
fault-contains-at = { $has_value ->
    [true] „{ $value }“ enthält ein @, was in einem Benutzernamen nicht möglich ist.
   *[false] Hier steht ein @, was in einem Benutzernamen nicht möglich ist.
} Eine E-Mail-Adresse gehört in das Feld für die E-Mail.
fault-not-a-username = { $has_value ->
    [true] „{ $value }“ kann kein Benutzername sein.
   *[false] Dies kann kein Benutzername sein.
} { $has_suggestion ->
    [true] Meinten Sie „{ $suggestion }“?
   *[false] Verwenden Sie nur Buchstaben, Ziffern und . - _ ohne Leerzeichen.
}

# Telefone.
fault-not-a-phone = { $has_value ->
    [true] „{ $value }“ ist keine vollständige Telefonnummer.
   *[false] Das ist keine vollständige Telefonnummer.
} Bitte schreiben Sie sie mit + und Landesvorwahl, zum Beispiel +49 1512 3456789.
fault-country-unknown = { $has_value ->
    [true] Es ist nicht zu erkennen, zu welchem Land die Nummer „{ $value }“ gehört.
   *[false] Es ist nicht zu erkennen, zu welchem Land diese Nummer gehört.
} { $has_suggestion ->
    [true] Meinten Sie „{ $suggestion }“?
   *[false] Bitte schreiben Sie sie mit + und Landesvorwahl, zum Beispiel +49 1512 3456789.
}
fault-ambiguous-phone = { $has_found ->
    [true] Das könnte { $found } sein.
   *[false] { $has_value ->
        [true] „{ $value }“ könnte mehr als eine Telefonnummer sein.
       *[false] Das könnte mehr als eine Telefonnummer sein.
    }
} Bitte schreiben Sie sie mit + und Landesvorwahl.
fault-foreign-phone = { $has_found ->
    [true] Das ist keine Nummer im Land der Abteilung. Falls { $found } gemeint ist, schreiben Sie sie bitte mit dem +.
   *[false] Das ist keine Nummer im Land der Abteilung. Bitte schreiben Sie sie mit + und Landesvorwahl.
}
fault-several-phones = { $has_value ->
    [true] „{ $value }“ ist mehr als eine Nummer.
   *[false] Hier steht mehr als eine Nummer.
} Bitte geben Sie nur eine an, und zwar die, an die eine SMS gehen soll.
fault-text-beside-phone = { $has_found ->
    [true] „{ $found }“ gehört nicht zu einer Telefonnummer.
   *[false] Neben der Telefonnummer stehen Wörter.
} Bitte geben Sie nur die Nummer an{ $has_suggestion ->
    [true] : { $suggestion }.
   *[false] .
}
fault-unknown-dialling-code = { $has_found ->
    [true] „{ $found }“ ist keine Vorwahl.
   *[false] Die Vorwahl neben der Telefonnummer ist keine.
} Bitte schreiben Sie sie wie +49, oder lassen Sie sie weg und schreiben Sie die Telefonnummer mit + und Landesvorwahl.
fault-has-extension = { $has_found ->
    [true] „{ $found }“ ist eine Durchwahl, und damit kann die Nummer keine SMS empfangen.
   *[false] { $has_value ->
        [true] „{ $value }“ hat eine Durchwahl und kann keine SMS empfangen.
       *[false] Diese Nummer hat eine Durchwahl und kann keine SMS empfangen.
    }
} Bitte geben Sie eine Mobilnummer an.
fault-premium-rate = { $has_value ->
    [true] „{ $value }“ ist eine kostenpflichtige Sondernummer.
   *[false] Das ist eine kostenpflichtige Sondernummer.
} Bitte geben Sie eine Mobilnummer an.
fault-no-mobile = { $has_value ->
    [true] „{ $value }“ kann keine SMS empfangen.
   *[false] Diese Nummer kann keine SMS empfangen.
} Bitte geben Sie eine Mobilnummer an.
fault-landline = Dies ist eine Festnetznummer, die eine SMS womöglich nicht erreicht. Bitte geben Sie eine Mobilnummer an.
fault-country-not-allowed = { $reader ->
    [stranger] An Nummern aus diesem Land kann von hier keine SMS gesendet werden. Geben Sie eine andere Nummer an.
   *[other] Ihre Organisation sendet keine SMS an Nummern aus diesem Land. Bitte geben Sie eine andere Nummer oder eine E-Mail-Adresse an, oder fügen Sie das Land in den Einstellungen hinzu.
}
fault-unreachable = Keine Nachricht kann diese Person erreichen: Für keinen eingeschalteten Kanal gibt es Kontaktdaten. Bitte ergänzen Sie eine E-Mail-Adresse oder eine Mobilnummer, schalten Sie den Kanal in den Einstellungen ein, oder vergeben Sie ein Einmalpasswort.
fault-unreachable-email = Keine Nachricht kann diese Person erreichen: Es gibt eine E-Mail-Adresse, aber E-Mail ist ausgeschaltet. Bitte geben Sie ein Einmalpasswort an, oder schalten Sie in den Einstellungen E-Mail ein.
fault-unreachable-phone = Keine Nachricht kann diese Person erreichen: Es gibt nur eine Telefonnummer, und SMS ist ausgeschaltet. Bitte geben Sie ein Einmalpasswort an, oder schalten Sie in den Einstellungen SMS ein.

# Daten.
fault-not-a-date = { $has_value ->
    [true] „{ $value }“ ist nicht als Datum zu lesen.
   *[false] Das ist nicht als Datum zu lesen.
} { $has_suggestion ->
    [true] Meinten Sie „{ $suggestion }“?
   *[false] Bitte schreiben Sie es als Jahr-Monat-Tag, zum Beispiel 2026-08-01.
}
fault-ambiguous-date = { $has_value ->
    [true] „{ $value }“ kann für zwei verschiedene Tage stehen{ $has_found ->
        [true] {" "}({ $found })
       *[false] { "" }
    }.
   *[false] Das kann für zwei verschiedene Tage stehen{ $has_found ->
        [true] {" "}({ $found })
       *[false] { "" }
    }.
} Schreiben Sie das Datum als Jahr-Monat-Tag, zum Beispiel 2026-08-01.
fault-two-digit-year = { $has_value ->
    [true] Das Jahr in „{ $value }“ hat nur zwei Ziffern.
   *[false] Das Jahr hat nur zwei Ziffern.
} Schreiben Sie das Datum als Jahr-Monat-Tag mit vierstelligem Jahr, zum Beispiel 2026-08-01.
fault-date-out-of-range = { $has_value ->
    [true] „{ $value }“ kann kein Startdatum sein: Es muss zwischen 1990 und 2079 liegen.
   *[false] Das kann kein Startdatum sein: Es muss zwischen 1990 und 2079 liegen.
} Berichtigen Sie es, oder lassen Sie es weg, wenn es kein Startdatum gibt.
fault-time-of-day = { $has_found ->
    [true] { $found } ist ein Datum mit Uhrzeit, auch wenn eine Zelle nur das Datum zeigt.
   *[false] Das ist ein Datum mit Uhrzeit, auch wenn eine Zelle nur das Datum zeigt.
} Geben Sie nur das Datum an, zum Beispiel 2026-08-01.
fault-day-zero = Diese Zelle enthält Tag 0 des Excel-Kalenders (angezeigt als 00.01.1900 oder als Uhrzeit), und das ist kein Datum. Geben Sie das Datum ein, oder leeren Sie die Zelle, wenn es kein Startdatum gibt.
fault-not-a-moment = Das ist nicht als Zeitpunkt zu lesen. Schreiben Sie Datum, Uhrzeit und Zeitzone, zum Beispiel 2026-08-31T22:00:00Z.
fault-in-the-past = Dieser Zeitpunkt ist vorbei. Wählen Sie einen späteren.

# Passwörter.
fault-too-easy = Das Passwort ist zu leicht zu erraten. Versuchen Sie drei oder vier Wörter, die weder miteinander noch mit Ihnen zu tun haben.
fault-own-words = Dieses Passwort besteht aus Ihrem eigenen Namen oder dem Ihrer Organisation. Wählen Sie Wörter, die mit beiden nichts zu tun haben.
fault-same-as-one-time = Wählen Sie ein anderes Passwort als das Einmalpasswort.
fault-differs = Die beiden Passwörter stimmen nicht überein. Bitte geben Sie beide erneut ein.
fault-invalid-one-time-password = Ein Einmalpasswort hat 8 bis 64 Zeichen, Leerzeichen und Bindestriche nicht mitgezählt. Bitte ändern Sie es, oder lassen Sie das Feld leer.
fault-guessable-one-time-password = Dieses Einmalpasswort ist leicht zu erraten. Bitte verwenden Sie zufällige Ziffern und Buchstaben, für jede Person andere, oder lassen Sie das Feld leer.
fault-apostrophe-counts = Das Einmalpasswort beginnt mit einem Apostroph, der dazugehört. Falls Excel oder ein Export ihn gesetzt hat, lassen Sie ihn weg und laden Sie die Datei noch einmal hoch.
fault-same-one-time-password = { $has_row ->
    [true] Zeile { $row } hat dasselbe Einmalpasswort.
   *[false] Eine andere Zeile hat dasselbe Einmalpasswort.
} Bitte geben Sie jeder Person ihr eigenes.

# Selbstregistrierung.
fault-not-asked = Danach fragt das Formular nicht. Geben Sie eine E-Mail-Adresse an, oder Benutzernamen und Telefon, wie es verlangt, nicht beides.

# Dateien.
fault-not-a-file-name = Geben Sie nur den Namen der Datei an, ohne Ordner.
fault-not-a-workbook = Nur eine Excel-Arbeitsmappe (.xlsx) oder eine CSV-Datei (.csv) kann importiert werden. Speichern Sie die Datei als eine davon.

# Was Excel mit einer Zelle gemacht hat.
fault-excel-error = { $has_value ->
    [true] In dieser Zelle steht der Excel-Fehler { $value }.
   *[false] In dieser Zelle steht ein Excel-Fehler.
} Bitte korrigieren Sie die Formel, oder geben Sie den Wert selbst ein.
fault-formula-without-value = Diese Zelle enthält eine Formel ohne gespeichertes Ergebnis. Bitte geben Sie den Wert selbst ein, oder öffnen Sie die Datei in Excel und speichern Sie sie.
fault-date-instead-of-text = Excel hat aus diesem Wert ein Datum gemacht. Bitte formatieren Sie die Spalte als Text und geben Sie den Wert erneut ein.
fault-number-instead-of-text = { $has_value ->
    [true] Hier steht die Zahl „{ $value }“, wo ein Text erwartet wird.
   *[false] Hier steht eine Zahl, wo ein Text erwartet wird.
} Bitte formatieren Sie die Spalte als Text und geben Sie den Wert erneut ein.
fault-number-instead-of-date = Hier steht eine Zahl, wo ein Datum erwartet wird. Bitte schreiben Sie das Datum als Jahr-Monat-Tag, zum Beispiel 2026-08-01.
fault-boolean = Diese Zelle enthält einen Wahrheitswert (wahr oder falsch). Bitte formatieren Sie die Spalte als Text und geben Sie den Wert erneut ein.
fault-digits-lost = Excel hat diese lange Zahl verändert, sodass Ziffern fehlen. Bitte formatieren Sie die Spalte als Text und geben Sie die Zahl erneut ein.
fault-line-break = Dieser Text enthält einen Zeilenumbruch. Bitte schreiben Sie ihn in eine Zeile.
fault-merged-cell = Diese Zelle war mit einer anderen verbunden und enthält deshalb selbst nichts. Bitte heben Sie die Verbindung auf und füllen Sie jede Zeile aus.
fault-surplus-value = Diese Zeile hat mehr Werte, als die Datei Überschriften hat. Ein Text, der das Trennzeichen enthält, steht wohl ohne Anführungszeichen: Setzen Sie ihn in Anführungszeichen, oder entfernen Sie das Trennzeichen.

# Zeilen einer Datei.
fault-duplicate = { $has_row ->
    [true] Zeile { $row } betrifft dieselbe Person.
   *[false] Eine frühere Zeile betrifft dieselbe Person.
} Nur die erste der beiden wird verwendet.
fault-duplicate-email = { $has_row ->
    [true] Zeile { $row } hat dieselbe E-Mail-Adresse.
   *[false] Eine frühere Zeile hat dieselbe E-Mail-Adresse.
} Nur die erste der beiden Zeilen wird verwendet.
fault-duplicate-username = { $has_row ->
    [true] Zeile { $row } hat denselben Benutzernamen.
   *[false] Eine frühere Zeile hat denselben Benutzernamen.
} Nur die erste der beiden Zeilen wird verwendet.
fault-another-name = { $has_row ->
    [true] Die Person in Zeile { $row } heißt anders.
   *[false] Die Person, die es schon gibt, heißt anders.
} Falls dies jemand anderes ist, geben Sie ihm eine eigene E-Mail-Adresse oder einen eigenen Benutzernamen.
fault-another-name-email = { $has_row ->
    [true] Die Person in Zeile { $row } mit derselben E-Mail-Adresse heißt anders.
   *[false] Die Person, die diese E-Mail-Adresse hat, heißt anders.
} Falls dies jemand anderes ist, geben Sie ihm eine eigene E-Mail-Adresse oder einen eigenen Benutzernamen.
fault-another-name-username = { $has_row ->
    [true] Die Person in Zeile { $row } mit demselben Benutzernamen heißt anders.
   *[false] Die Person, die diesen Benutzernamen hat, heißt anders.
} Falls dies jemand anderes ist, geben Sie ihm einen eigenen Benutzernamen.
fault-cannot-be-saved = Wir konnten diese Zeile wegen eines Fehlers auf unserer Seite nicht speichern. Bitte laden Sie sie später noch einmal hoch oder legen Sie die Person von Hand an.

# Namen und Aufzählungen in jedem Satz.
phrase-quoted = „{ $text }“
phrase-list-and = { $first } und { $last }
phrase-list-or = { $first } oder { $last }
phrase-list-more = { $first } und { $count } weitere
