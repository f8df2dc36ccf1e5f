# Hvad der er galt med et felt, en parameter eller en celle, og hvad man gør: én sætning for API, sider og import.

# Alle felter.
fault-required = Det mangler eller er tomt. Udfyld det.
fault-required-first-name = Fornavnet mangler. Skriv det.
fault-required-last-name = Efternavnet mangler. Skriv det.
fault-required-email = Skriv en e-mailadresse eller både et brugernavn og et telefonnummer.
fault-required-username = Brugernavnet mangler. Uden e-mail skal der være både et brugernavn og et telefonnummer.
fault-required-phone = Telefonnummeret mangler. Uden e-mail skal der være både et brugernavn og et telefonnummer.
fault-required-job-profile = Jobprofilen mangler. Vælg en fra organisationens liste.
fault-required-department = Afdelingen mangler. Vælg en fra organisationens liste.
fault-required-permission-type = Rettighedstypen mangler. Vælg en fra organisationens liste.
fault-required-language = Sproget mangler. Vælg et fra organisationens liste.
fault-required-password = Adgangskoden mangler. Skriv den.
fault-required-default-department = Selvoprettelse kræver en standardafdeling. Vælg en.
fault-required-default-job-profile = Selvoprettelse kræver en standardjobprofil. Vælg en.
fault-required-default-permission-type = Selvoprettelse kræver en standardrettighedstype. Vælg en.
fault-required-domains = Forbindelsen kræver organisationens e-mail-domæner. Uden dem kunne alle med en konto hos udbyderen komme ind.
fault-required-issuer = Udstederen (issuer) mangler. Kopiér den fra udbyderens konfiguration.
fault-required-client-id = Klient-id’et mangler. Kopiér det fra udbyderens konfiguration.
fault-required-client-secret = Angiv klienthemmeligheden hos denne udbyder, eller null for ingen. Den gemte blev givet til en anden udsteder.
fault-too-long = { $has_limit ->
    [true] Teksten er for lang. Den må højst have { $limit } tegn.
   *[false] Teksten er for lang. Gør den kortere.
}
fault-too-long-email = E-mailadressen er for lang. Den må højst have 64 tegn før @ og 254 i alt.
fault-too-short = { $has_limit ->
    [true] Adgangskoden er for kort. Brug mindst { $limit } tegn.
   *[false] Adgangskoden er for kort. Gør den længere.
}
fault-too-many = { $has_limit ->
    [true] Der er for mange. Angiv højst { $limit }.
   *[false] Der er for mange. Angiv færre.
}
fault-out-of-range = { $has_largest ->
    [true] Angiv et helt tal fra { $smallest } til { $largest }.
   *[false] Tallet ligger uden for feltets grænser.
}
fault-control-character = Der er et usynligt tegn i teksten, som ikke kan bruges. Skriv den igen på én linje.
fault-hidden-character = Filens navn indeholder et tegn, der ikke kan ses, for eksempel et linjeskift eller et tegn, der vender tekstens retning. Omdøb filen.
fault-contradictory = Det modsiger et andet felt. Angiv et af de to.
fault-unknown-field = Der er ikke noget felt af det navn her. Kontrollér navnet, eller udelad feltet.
fault-repeated-field = Feltet er angivet mere end én gang. Angiv det én gang.
fault-not-text = { $also ->
    [boolean] Angiv en tekst, eller true eller false.
    [list] Angiv en tekst eller en liste.
    [object] Angiv en tekst eller et objekt.
    [number] Angiv en tekst eller et helt tal.
   *[other] Angiv en tekst.
}
fault-not-texts = Angiv en liste af tekster.
fault-not-boolean = Angiv true eller false.
fault-not-an-object = Angiv et objekt.
fault-read-only = Det kan ikke ændres her. Send det uændret, eller udelad det.
fault-read-only-languages = Sprog vælges med PUT /api/languages. Send dem uændret her, eller udelad dem.
fault-taken = Det er allerede optaget. Vælg et andet.
fault-taken-email = En anden bruger i organisationen har denne e-mail.
fault-taken-username = Brugernavnet er optaget. Vælg et andet.
fault-taken-name = Listen har allerede en post med det navn. Vælg et andet navn.
fault-taken-organisation = Der er allerede en organisation med det navn. Vælg et andet navn.
fault-taken-domains = En anden forbindelse har dette domæne. Et domæne fører til én udbyder.

# Parametre og headere.
fault-unknown-parameter = { $has_value ->
    [true] Adressen tager ingen parameter ”{ $value }”.
   *[false] Adressen tager ingen parameter af det navn.
} { $has_known ->
    [true] Den tager { $known }.
   *[false] Udelad den.
}
fault-repeated-parameter = Parameteren er angivet mere end én gang. Angiv den én gang.
fault-empty-parameter = Parameteren har ingen værdi. Giv den en, eller udelad den.
fault-empty-parameter-search = Der er intet at søge efter her. Angiv et navn, en e-mail, et brugernavn eller en telefon.
fault-invalid-cursor = Det er ikke en cursor for denne liste: en cursor gælder et døgn, for samme bruger og samme filter. Send next_cursor fra siden før, eller udelad den for at begynde med den første side.
fault-invalid-key = Send 1 til 255 synlige tegn, for eksempel et UUID.
fault-key-reused = Denne Idempotency-Key er brugt med et andet indhold. Brug en ny nøgle til en ny anmodning.

# Valg.
fault-unknown-status = Den status findes ikke. { $has_known ->
    [true] Brug { $known }.
   *[false] Brug en af dem, der står i beskrivelsen.
}
fault-awaits-approval = Tilmeldingen afventer godkendelse. Godkend eller afvis den først.
fault-not-a-choice = Man bliver aktiv ved at vælge en adgangskode. En status kan kun sættes til disabled og tilbage igen.
fault-unknown-source = Den kilde til brugere findes ikke. { $has_known ->
    [true] Brug { $known }.
   *[false] Brug en af dem, der står i beskrivelsen.
}
fault-unknown-outcome = Det resultat af en række findes ikke. { $has_known ->
    [true] Brug { $known }.
   *[false] Brug en af dem, der står i beskrivelsen.
}
fault-unknown-channel = Den kanal findes ikke. { $has_known ->
    [true] Brug { $known }.
   *[false] Brug en af dem, der står i beskrivelsen.
}
fault-unknown-choice = Det valg findes ikke. { $has_known ->
    [true] Brug { $known }.
   *[false] Brug en af dem, der står i beskrivelsen.
}
fault-unknown-identifier = Den måde at logge ind på findes ikke. { $has_known ->
    [true] Brug { $known }.
   *[false] Brug en af dem, der står i beskrivelsen.
}
fault-unknown-capability = { $has_value ->
    [true] Der er ingen rettighed, der hedder ”{ $value }”.
   *[false] Den rettighed findes ikke.
} { $has_known ->
    [true] Brug { $known }.
   *[false] Brug en af dem, der står i beskrivelsen.
}
fault-unknown-scope = { $has_value ->
    [true] Der er intet adgangsområde, der hedder ”{ $value }”.
   *[false] Det adgangsområde findes ikke.
} { $has_known ->
    [true] Brug { $known }.
   *[false] Brug et, som beskrivelsen nævner.
}
fault-unknown-language = { $has_value ->
    [true] ”{ $value }” er ikke et af sprogene her.
   *[false] Det er ikke et af sprogene her.
} { $has_suggestion ->
    [true] Mente du ”{ $suggestion }”?
   *[false] { $has_known ->
        [true] Brug { $known }.
       *[false] Vælg et på listen.
    }
}
fault-unknown-language-default-language = { $has_value ->
    [true] ”{ $value }” kan ikke være standardsproget.
   *[false] Det kan ikke være standardsproget.
} { $has_known ->
    [true] Brug { $known }, eller føj først et andet til sprogene (PUT /api/languages).
   *[false] Vælg et af sprogene.
}
fault-unknown-country = { $has_value ->
    [true] ”{ $value }” er ikke et land med telefonnumre.
   *[false] Det land findes ikke.
} Angiv landets kode på to bogstaver (ISO 3166), for eksempel DK eller DE.
fault-unknown-time-zone = Den tidszone findes ikke. Angiv en med dens IANA-navn, for eksempel Europe/Copenhagen.
fault-invalid-colour = Angiv en farve med # og seks hexadecimale cifre, for eksempel #005ac8.
fault-unknown-department = { $has_value ->
    [true] Der er ingen afdeling, der hedder ”{ $value }”.
   *[false] Den afdeling findes ikke.
} { $has_suggestion ->
    [true] Mente du ”{ $suggestion }”?
   *[false] Vælg en fra organisationens liste.
}
fault-being-emptied = { $has_value ->
    [true] ”{ $value }” tager ikke imod flere, for alle derfra er ved at blive flyttet.
   *[false] Her tages ikke imod flere, for alle herfra er ved at blive flyttet.
} { $has_suggestion ->
    [true] Brug ”{ $suggestion }”, som de flyttes til.
   *[false] Vælg en anden på listen.
}
fault-unknown-job-profile = { $has_value ->
    [true] Der er ingen jobprofil, der hedder ”{ $value }”.
   *[false] Den jobprofil findes ikke.
} { $has_suggestion ->
    [true] Mente du ”{ $suggestion }”?
   *[false] Vælg en fra organisationens liste.
}
fault-unknown-permission-type = { $has_value ->
    [true] Der er ingen rettighedstype, der hedder ”{ $value }”.
   *[false] Den rettighedstype findes ikke.
} { $has_suggestion ->
    [true] Mente du ”{ $suggestion }”?
   *[false] Vælg en fra organisationens liste.
}

# Organisationer.
fault-invalid-slug = Brug 2 til 40 af a-z, 0-9 og -, hverken først eller sidst en -.
fault-reserved-slug = Navnet er reserveret. Vælg et andet.
fault-default-language-missing = { $has_value ->
    [true] Standardsproget, ”{ $value }”, er ikke iblandt dem.
   *[false] Standardsproget er ikke iblandt dem.
} Tilføj det, eller vælg først et andet standardsprog under indstillinger.
fault-not-a-domain = { $has_value ->
    [true] ”{ $value }” er ikke et domæne.
   *[false] Det er ikke et domæne.
} Skriv det som example.com.
fault-carries-capabilities = De, der selv opretter sig eller oprettes ved deres første login, får ingen rettigheder over andre. Vælg en rettighedstype uden rettigheder.
fault-sign-up-default = Alle, der selv opretter sig, får denne rettighedstype. Vælg først en anden til dem.
fault-not-an-issuer = Det er ikke en udsteder (issuer). Kopiér den fra udbyderens konfiguration: en adresse som https://login.example.com, med sit offentlige navn og uden parametre.
fault-issuer-of-everybody = Denne udsteder logger folk fra alle verdens organisationer ind, eller den er en skabelon. Brug jeres egen, med id’et på jeres tenant i.
fault-no-claim = Angiv navnet på den oplysning (claim), der siger dette, eller udelad feltet.
fault-needs-issuer-and-domains = Udbyderen står kun inde for oplysningen ”email”. Lad kun en anden oplysning være e-mailen med email_trust: issuer_and_domains.
fault-not-vouched-for = Udbyderen står ikke inde for denne e-mail, sådan som forbindelsen kræver.
fault-comes-with-rights = Denne person har rettigheder over andre: Afdelingen ændres her og ikke af en udbyder.
fault-sso-only = Alle logger ind med single sign-on her: Ingen får en besked, og en engangskode ville ikke kunne bruges.
fault-no-working-connection = Ingen forbindelse har lukket nogen ind endnu. Test en først, og log ind med den: Så ved vi, at den virker.
fault-no-break-glass = Denne person ville ikke kunne lukke de andre ind igen. Angiv, med id, en person, der er aktiv, har sin egen adgangskode og både har manage_users og manage_settings.

# Rettigheder.
fault-may-not-grant = { $author ->
    [you] Du kan ikke give flere rettigheder, end du selv har. Vælg en anden rettighedstype, eller spørg en, der har dem.
   *[other] En fil giver ingen flere rettigheder, end både den, der har uploadet den, og den, der har kørt den, har; en, som et system har leveret, giver kun det, indstillingerne tillader. Vælg en anden rettighedstype, eller få filen uploadet af en med de rettigheder.
}
fault-may-not-grant-scope = Du må ikke selv noget af det, som dette adgangsområde er til, så du kan ikke give det. Udelad det, eller spørg en, der må.
fault-not-your-department = { $author ->
    [you] Du administrerer ikke denne afdeling. Vælg en, som du administrerer.
   *[other] En fil opretter kun personer i afdelinger, som både den, der har uploadet den, og den, der har kørt den, administrerer. Vælg en af dem, eller få rækken uploadet af en, der administrerer alle afdelinger.
}
fault-manages-no-department = Kun en person, hvis rettighedstype lader dem administrere deres egen afdeling, administrerer andre ved siden af. Giv dem en sådan rettighedstype, eller udelad dette.
fault-own-permission-type = Ingen ændrer sin egen rettighedstype. Spørg en anden administrator.
fault-own-status = Ingen spærrer sig selv. Spørg en anden administrator.
fault-kept-in-sync = En brugerfortegnelse holder dette ved lige og ville sætte det tilbage. Ret det dér, eller tag feltet ud af det, der holdes ved lige (keep_in_sync i indstillingerne).

# Tekster, som et andet program eller en travl hånd har ødelagt.
fault-looks-like-a-link = { $has_value ->
    [true] ”{ $value }” ligner en webadresse, ikke et navn.
   *[false] Det ligner en webadresse, ikke et navn.
} Skriv selve navnet.
fault-lost-character = { $has_value ->
    [true] Et bogstav i ”{ $value }” er gået tabt i et andet program.
   *[false] Et bogstav er gået tabt her i et andet program.
} Skriv det igen.
fault-lost-letter = { $has_value ->
    [true] Der står et spørgsmålstegn i ”{ $value }”, hvor et andet program kan have tabt et bogstav.
   *[false] Der står et spørgsmålstegn i navnet, hvor et andet program kan have tabt et bogstav.
} Kontrollér stavemåden.
fault-garbled-text = { $has_value ->
    [true] Bogstaverne i ”{ $value }” er blevet forvansket af et andet program.
   *[false] Bogstaverne i teksten er blevet forvansket af et andet program.
} { $has_suggestion ->
    [true] Mente du ”{ $suggestion }”?
   *[false] Skriv den igen.
}
fault-html-entity = { $has_value ->
    [true] ”{ $value }” indeholder tegn, som de skrives på en webside.
   *[false] Teksten indeholder tegn, som de skrives på en webside.
} { $has_suggestion ->
    [true] Mente du ”{ $suggestion }”?
   *[false] Skriv den igen.
}
fault-stray-apostrophe = { $has_value ->
    [true] ”{ $value }” begynder med en apostrof, der ikke hører til.
   *[false] Teksten begynder med en apostrof, der ikke hører til.
} { $has_suggestion ->
    [true] Mente du ”{ $suggestion }”?
   *[false] Udelad den.
}
fault-stray-punctuation = { $has_value ->
    [true] ”{ $value }” begynder eller slutter med et komma eller semikolon.
   *[false] Teksten begynder eller slutter med et komma eller semikolon.
} { $has_suggestion ->
    [true] Mente du ”{ $suggestion }”?
   *[false] Udelad det.
}
fault-mixed-scripts = { $has_value ->
    [true] ”{ $value }” blander alfabeter, der ligner hinanden.
   *[false] Brugernavnet blander alfabeter, der ligner hinanden.
} Brug kun bogstaver fra ét alfabet.

# E-mailadresser og brugernavne.
fault-not-an-address = { $has_value ->
    [true] ”{ $value }” er ikke en hel e-mailadresse
   *[false] Det er ikke en hel e-mailadresse
}{ $part ->
    [no_at] : Der mangler et @.
    [nothing_before] : Der står intet før @.
    [nothing_after] : Der står intet efter @.
    [dots] : Før @ står et punktum yderst eller ved siden af et andet.
    [no_dot] : Der er intet punktum efter @.
    [domain] : Det, der står efter @, er ikke et domæne.
    [space] : Der er et mellemrum i den.
    [sign] { $has_found ->
        [true] : Ingen adresse indeholder ”{ $found }”.
       *[false] : Der er et tegn i den, som ingen adresse indeholder.
    }
    [hidden] : Der er et tegn i den, som ingen kan se.
   *[other] .
} { $has_suggestion ->
    [true] Mente du ”{ $suggestion }”?
   *[false] Den skal ligne anna@example.com, uden mellemrum.
}
fault-not-one-address = { $has_value ->
    [true] ”{ $value }” er ikke én e-mailadresse alene.
   *[false] Det er ikke én e-mailadresse alene.
} { $has_suggestion ->
    [true] Mente du ”{ $suggestion }”?
   *[false] Angiv én, for eksempel anna@example.com, uden navn og uden en adresse til.
}
fault-beyond-ascii = { $has_found ->
    [true] Vores mailtjeneste kan ikke skrive til en adresse med { $found } før @.
   *[false] Vores mailtjeneste kan ikke skrive til en adresse med den slags bogstaver før @.
} { $has_suggestion ->
    [true] Mente du ”{ $suggestion }”?
   *[false] Angiv en adresse med bogstaverne a til z, eller et brugernavn og en telefon.
}
fault-comma-in-domain = { $has_value ->
    [true] ”{ $value }” har et komma efter @, hvor der skal være et punktum.
   *[false] Der er et komma efter @, hvor der skal være et punktum.
} { $has_suggestion ->
    [true] Mente du ”{ $suggestion }”?
   *[false] Ret adressen.
}
fault-domain-not-allowed = { $has_known ->
    [true] Den adresse kan ikke bruges her. Brug en e-mail fra { $known }.
   *[false] Den adresse kan ikke bruges her. Brug din e-mailadresse på arbejdet.
}
fault-contains-at = { $has_value ->
    [true] ”{ $value }” indeholder @, og det kan et brugernavn ikke.
   *[false] Der er @ i brugernavnet, og det kan der ikke være.
} En e-mailadresse hører til i feltet til e-mail.
fault-not-a-username = { $has_value ->
    [true] ”{ $value }” kan ikke være et brugernavn.
   *[false] Det kan ikke være et brugernavn.
} { $has_suggestion ->
    [true] Mente du ”{ $suggestion }”?
   *[false] Brug kun bogstaver, tal og . - _ uden mellemrum.
}

# Telefoner.
fault-not-a-phone = { $has_value ->
    [true] ”{ $value }” er ikke et helt telefonnummer.
   *[false] Det er ikke et helt telefonnummer.
} Skriv det med + og landekode, for eksempel +45 20 12 34 56.
fault-country-unknown = { $has_value ->
    [true] Det kan ikke ses, hvilket land ”{ $value }” er et nummer i.
   *[false] Det kan ikke ses, hvilket land nummeret hører til.
} { $has_suggestion ->
    [true] Mente du ”{ $suggestion }”?
   *[false] Skriv det med + og landekode, for eksempel +45 20 12 34 56.
}
fault-ambiguous-phone = { $has_found ->
    [true] Det kan være { $found }.
   *[false] { $has_value ->
        [true] ”{ $value }” kan være mere end ét telefonnummer.
       *[false] Det kan være mere end ét telefonnummer.
    }
} Skriv det med + og landekode.
fault-foreign-phone = { $has_found ->
    [true] Det er ikke et nummer i afdelingens land. Hvis { $found } er ment, så skriv det med +.
   *[false] Det er ikke et nummer i afdelingens land. Skriv det med + og landekode.
}
fault-several-phones = { $has_value ->
    [true] ”{ $value }” er mere end ét nummer.
   *[false] Der står mere end ét nummer.
} Angiv kun ét, nemlig det, en sms skal sendes til.
fault-text-beside-phone = { $has_found ->
    [true] ”{ $found }” hører ikke til et telefonnummer.
   *[false] Der står ord ved siden af telefonnummeret.
} Skriv kun nummeret{ $has_suggestion ->
    [true] : { $suggestion }.
   *[false] .
}
fault-unknown-dialling-code = { $has_found ->
    [true] ”{ $found }” er ikke en landekode.
   *[false] Landekoden ved siden af telefonnummeret er ikke gyldig.
} Skriv den som +45, eller udelad den, og skriv telefonnummeret med + og landekode.
fault-has-extension = { $has_found ->
    [true] ”{ $found }” er et lokalnummer, og det kan ikke modtage sms.
   *[false] { $has_value ->
        [true] ”{ $value }” har et lokalnummer og kan ikke modtage sms.
       *[false] Nummeret har et lokalnummer og kan ikke modtage sms.
    }
} Skriv et mobilnummer.
fault-premium-rate = { $has_value ->
    [true] ”{ $value }” er et overtakseret nummer.
   *[false] Det er et overtakseret nummer.
} Skriv et mobilnummer.
fault-no-mobile = { $has_value ->
    [true] ”{ $value }” kan ikke modtage sms.
   *[false] Nummeret kan ikke modtage sms.
} Skriv et mobilnummer.
fault-landline = Det er et fastnetnummer, som en sms måske ikke når. Angiv et mobilnummer.
fault-country-not-allowed = { $reader ->
    [stranger] Herfra kan der ikke sendes sms til numre fra dette land. Angiv et andet nummer.
   *[other] Jeres organisation sender ikke sms til numre fra dette land. Angiv et andet nummer eller en e-mail, eller tilføj landet under indstillinger.
}
fault-unreachable = Ingen besked kan nå denne person: der er ingen kontaktoplysning til en kanal, der er slået til. Tilføj en e-mail eller et mobilnummer, slå kanalen til under indstillinger, eller giv personen en engangskode.
fault-unreachable-email = Ingen besked kan nå denne person: Der er en e-mailadresse, men e-mail er slået fra. Angiv en engangskode, eller slå e-mail til under indstillinger.
fault-unreachable-phone = Ingen besked kan nå denne person: Der er kun et telefonnummer, og sms er slået fra. Angiv en engangskode, eller slå sms til under indstillinger.

# Datoer.
fault-not-a-date = { $has_value ->
    [true] ”{ $value }” kan ikke læses som en dato.
   *[false] Det kan ikke læses som en dato.
} { $has_suggestion ->
    [true] Mente du ”{ $suggestion }”?
   *[false] Skriv den som år-måned-dag, for eksempel 2026-08-01.
}
fault-ambiguous-date = { $has_value ->
    [true] ”{ $value }” kan være to forskellige datoer{ $has_found ->
        [true] {" "}({ $found })
       *[false] { "" }
    }.
   *[false] Det kan være to forskellige datoer{ $has_found ->
        [true] {" "}({ $found })
       *[false] { "" }
    }.
} Skriv datoen som år-måned-dag, for eksempel 2026-08-01.
fault-two-digit-year = { $has_value ->
    [true] Årstallet i ”{ $value }” har kun to cifre.
   *[false] Årstallet har kun to cifre.
} Skriv datoen som år-måned-dag med fire cifre i årstallet, for eksempel 2026-08-01.
fault-date-out-of-range = { $has_value ->
    [true] ”{ $value }” kan ikke være en startdato: den skal ligge mellem 1990 og 2079.
   *[false] Det kan ikke være en startdato: den skal ligge mellem 1990 og 2079.
} Ret den, eller udelad den, hvis der ikke er nogen startdato.
fault-time-of-day = { $has_found ->
    [true] { $found } er en dato med klokkeslæt, også selv om en celle kun viser datoen.
   *[false] Det er en dato med klokkeslæt, også selv om en celle kun viser datoen.
} Skriv datoen alene, for eksempel 2026-08-01.
fault-day-zero = Cellen indeholder dag 0 i Excels kalender (vises som 00-01-1900 eller som et klokkeslæt), og det er ikke en dato. Skriv datoen, eller tøm cellen, hvis der ikke er nogen startdato.
fault-not-a-moment = Det kan ikke læses som et tidspunkt. Skriv dato, klokkeslæt og tidszone, for eksempel 2026-08-31T22:00:00Z.
fault-in-the-past = Tidspunktet er passeret. Vælg et senere.

# Adgangskoder.
fault-too-easy = Adgangskoden er for let at gætte. Prøv tre eller fire ord, der ikke har noget med hinanden eller med dig at gøre.
fault-own-words = Adgangskoden består af dit eget eller din organisations navn. Vælg ord, der ikke har noget med dem at gøre.
fault-same-as-one-time = Vælg en anden adgangskode end engangskoden.
fault-differs = De to adgangskoder er ikke ens. Skriv begge igen.
fault-invalid-one-time-password = En engangskode har 8 til 64 tegn, uden at mellemrum og bindestreger tæller med. Ret den, eller lad feltet stå tomt.
fault-guessable-one-time-password = Denne engangskode er let at gætte. Brug tilfældige tal og bogstaver, forskellige for hver person, eller lad feltet stå tomt.
fault-apostrophe-counts = Engangskoden begynder med en apostrof, som er en del af den. Hvis Excel eller en eksport har sat den, så udelad den, og upload filen igen.
fault-same-one-time-password = { $has_row ->
    [true] Række { $row } har den samme engangskode.
   *[false] En anden række har den samme engangskode.
} Giv hver person sin egen.

# Selvoprettelse.
fault-not-asked = Det beder formularen ikke om. Angiv en e-mail, eller et brugernavn og en telefon, som den beder om, ikke begge dele.

# Filer.
fault-not-a-file-name = Angiv kun filens navn, uden mapper.
fault-not-a-workbook = Kun en Excel-projektmappe (.xlsx) eller en CSV-fil (.csv) kan importeres. Gem filen som en af dem.

# Hvad Excel har gjort ved en celle.
fault-excel-error = { $has_value ->
    [true] Der står Excel-fejlen { $value } i cellen.
   *[false] Der står en Excel-fejl i cellen.
} Ret formlen, eller skriv værdien selv.
fault-formula-without-value = Cellen indeholder en formel uden et gemt resultat. Skriv værdien selv, eller åbn filen i Excel, og gem den.
fault-date-instead-of-text = Excel har lavet værdien om til en dato. Formatér kolonnen som tekst, og skriv værdien igen.
fault-number-instead-of-text = { $has_value ->
    [true] Der står et tal her, ”{ $value }”, hvor der skal stå en tekst.
   *[false] Der står et tal her, hvor der skal stå en tekst.
} Formatér kolonnen som tekst, og skriv værdien igen.
fault-number-instead-of-date = Der står et tal her, hvor der skal stå en dato. Skriv datoen som år-måned-dag, for eksempel 2026-08-01.
fault-boolean = Cellen indeholder værdien sand eller falsk. Formatér kolonnen som tekst, og skriv værdien igen.
fault-digits-lost = Excel har ændret det lange tal, så der mangler cifre. Formatér kolonnen som tekst, og skriv tallet igen.
fault-line-break = Der er et linjeskift i teksten. Skriv den på én linje.
fault-merged-cell = Cellen var flettet med en anden og har derfor intet indhold selv. Ophæv fletningen, og udfyld hver række.
fault-surplus-value = Rækken har flere værdier, end filen har overskrifter. En tekst, der indeholder skilletegnet, står nok uden anførselstegn: Sæt den i anførselstegn, eller fjern skilletegnet.

# Rækker i samme fil.
fault-duplicate = { $has_row ->
    [true] Række { $row } handler om den samme person.
   *[false] En tidligere række handler om den samme person.
} Kun den første af de to bruges.
fault-duplicate-email = { $has_row ->
    [true] Række { $row } har den samme e-mail.
   *[false] En tidligere række har den samme e-mail.
} Kun den første af de to bruges.
fault-duplicate-username = { $has_row ->
    [true] Række { $row } har det samme brugernavn.
   *[false] En tidligere række har det samme brugernavn.
} Kun den første af de to bruges.
fault-another-name = { $has_row ->
    [true] Personen i række { $row } har et andet navn.
   *[false] Den bruger, der allerede findes, har et andet navn.
} Hvis det er en anden person, så giv personen sin egen e-mail eller sit eget brugernavn.
fault-another-name-email = { $has_row ->
    [true] Personen i række { $row } med den samme e-mail har et andet navn.
   *[false] Den bruger, der har denne e-mail, har et andet navn.
} Hvis det er en anden person, så giv personen sin egen e-mail eller sit eget brugernavn.
fault-another-name-username = { $has_row ->
    [true] Personen i række { $row } med det samme brugernavn har et andet navn.
   *[false] Den bruger, der har dette brugernavn, har et andet navn.
} Hvis det er en anden person, så giv personen sit eget brugernavn.
fault-cannot-be-saved = Vi kunne ikke gemme denne række på grund af en fejl hos os. Upload den igen senere, eller opret personen manuelt.

# Navne og lister i enhver sætning.
phrase-quoted = ”{ $text }”
phrase-list-and = { $first } og { $last }
phrase-list-or = { $first } eller { $last }
phrase-list-more = { $first } og { $count } mere
