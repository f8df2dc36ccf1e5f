# Det, en import viser: skabelonen, overskrifterne i en projektmappe, ordene i resultatet, og hvorfor en fil afvises.

column-first-name = Fornavn
column-last-name = Efternavn
column-email = E-mail
column-username = Brugernavn
column-phone = Telefon
column-job-profile = Jobprofil
column-department = Afdeling
column-permission-type = Rettighedstype
column-language = Sprog
column-one-time-password = Engangskode
column-start-date = Startdato

hint-first-name = Skal udfyldes. Højst 100 tegn. Eksempel: Anna
hint-last-name = Skal udfyldes. Højst 100 tegn. Eksempel: Sørensen
hint-email = Skal udfyldes, medmindre der er både brugernavn og telefon. Én adresse; personen logger ind med den. Eksempel: anna@example.com
hint-username = Skal udfyldes sammen med telefon, hvis der ikke er nogen e-mail. Personen logger ind med det. Bogstaver, tal og . - _ uden mellemrum, højst 64 tegn. Eksempel: anna.sorensen
hint-phone = Skal udfyldes sammen med brugernavn, hvis der ikke er nogen e-mail. Et mobilnummer med + og landekode; uden dem læses det som et nummer i afdelingens land. Eksempel: +45 20 12 34 56
hint-job-profile = Skal udfyldes. Vælg på listen.
hint-department = Skal udfyldes. Vælg på listen.
hint-permission-type = Skal udfyldes. Vælg på listen. Den afgør, hvad personen må.
hint-language = Skal udfyldes. Vælg på listen. Beskeder til personen skrives på det sprog.
example-one-time-password = skov-4821-bakke
hint-one-time-password = Valgfri. 8 til 64 tegn, uden at mellemrum og bindestreger tæller med, og en ny til hver person. Den virker én gang og vises aldrig igen. Eksempel: { example-one-time-password }
hint-start-date = Valgfri. En datocelle eller år-måned-dag. Eksempel: 2026-08-01

outcome-heading = Resultat
message-heading = Besked
outcome-created = Oprettet
outcome-would-create = Vil blive oprettet
outcome-existing = Findes allerede
outcome-duplicate = Dublet
outcome-invalid = Skal rettes
outcome-totals-row = Totalrække

row-fault-required = Feltet er tomt. Udfyld det.
row-fault-required-first-name = Fornavnet mangler. Skriv det.
row-fault-required-last-name = Efternavnet mangler. Skriv det.
row-fault-required-email = Skriv en e-mailadresse eller både et brugernavn og et telefonnummer.
row-fault-required-username = Uden e-mail skal personen have et brugernavn ud over telefonnummeret.
row-fault-required-phone = Uden e-mail skal personen have et telefonnummer ud over brugernavnet.
row-fault-required-job-profile = Jobprofilen mangler. Vælg en fra organisationens liste.
row-fault-required-department = Afdelingen mangler. Vælg en fra organisationens liste.
row-fault-required-permission-type = Rettighedstypen mangler. Vælg en fra organisationens liste.
row-fault-required-language = Sproget mangler. Vælg et fra organisationens liste.

# Hvad Excel har gjort ved en celle.
row-fault-excel-error = { $has_value ->
    [true] Der står Excel-fejlen { $value } i cellen.
   *[false] Der står en Excel-fejl i cellen.
} Ret formlen, eller skriv værdien selv.
row-fault-formula-without-value = Cellen indeholder en formel uden et gemt resultat. Skriv værdien selv, eller åbn filen i Excel, og gem den.
row-fault-date-instead-of-text = Excel har lavet værdien om til en dato. Formatér kolonnen som tekst, og skriv værdien igen.
row-fault-number-instead-of-text = { $has_value ->
    [true] Der står et tal her, ”{ $value }”, hvor der skal stå en tekst.
   *[false] Der står et tal her, hvor der skal stå en tekst.
} Formatér kolonnen som tekst, og skriv værdien igen.
row-fault-number-instead-of-date = Der står et tal her, hvor der skal stå en dato. Skriv datoen som år-måned-dag, for eksempel 2026-08-01.
row-fault-boolean = Cellen indeholder værdien sand eller falsk. Formatér kolonnen som tekst, og skriv værdien igen.
row-fault-digits-lost = Excel har ændret det lange tal, så der mangler cifre. Formatér kolonnen som tekst, og skriv tallet igen.
row-fault-line-break = Der er et linjeskift i teksten. Skriv den på én linje.
row-fault-control-character = Der er et usynligt tegn i teksten, som ikke kan bruges. Skriv den igen på én linje.
row-fault-too-long = Teksten er for lang. Gør den kortere.
row-fault-too-long-first-name = Fornavnet er for langt. Det må højst have 100 tegn.
row-fault-too-long-last-name = Efternavnet er for langt. Det må højst have 100 tegn.
row-fault-too-long-email = E-mailadressen er for lang. Den må højst have 64 tegn før @ og 254 i alt.
row-fault-too-long-username = Brugernavnet er for langt. Det må højst have 64 tegn.
row-fault-too-long-one-time-password = Engangskoden er for lang. Den må højst have 64 tegn.

row-fault-lost-character = { $has_value ->
    [true] Et bogstav i ”{ $value }” er gået tabt i et andet program.
   *[false] Et bogstav er gået tabt her i et andet program.
} Skriv det igen.
row-fault-beyond-ascii = { $has_found ->
    [true] Vores mailtjeneste kan ikke skrive til en adresse med { $found } før @.
   *[false] Vores mailtjeneste kan ikke skrive til en adresse med den slags bogstaver før @.
} { $has_suggestion ->
    [true] Mente du ”{ $suggestion }”?
   *[false] Angiv en adresse med bogstaverne a til z, eller et brugernavn og en telefon.
}
row-fault-comma-in-domain = { $has_value ->
    [true] ”{ $value }” har et komma efter @, hvor der skal være et punktum.
   *[false] Der er et komma efter @, hvor der skal være et punktum.
} { $has_suggestion ->
    [true] Mente du ”{ $suggestion }”?
   *[false] Ret adressen.
}
row-fault-garbled-text = { $has_value ->
    [true] Bogstaverne i ”{ $value }” er blevet forvansket af et andet program.
   *[false] Bogstaverne i teksten er blevet forvansket af et andet program.
} { $has_suggestion ->
    [true] Mente du ”{ $suggestion }”?
   *[false] Skriv den igen.
}
row-fault-html-entity = { $has_value ->
    [true] ”{ $value }” indeholder tegn, som de skrives på en webside.
   *[false] Teksten indeholder tegn, som de skrives på en webside.
} { $has_suggestion ->
    [true] Mente du ”{ $suggestion }”?
   *[false] Skriv den igen.
}
row-fault-stray-apostrophe = { $has_value ->
    [true] ”{ $value }” begynder med en apostrof, der ikke hører til.
   *[false] Teksten begynder med en apostrof, der ikke hører til.
} { $has_suggestion ->
    [true] Mente du ”{ $suggestion }”?
   *[false] Udelad den.
}
row-fault-stray-punctuation = { $has_value ->
    [true] ”{ $value }” begynder eller slutter med et komma eller semikolon.
   *[false] Teksten begynder eller slutter med et komma eller semikolon.
} { $has_suggestion ->
    [true] Mente du ”{ $suggestion }”?
   *[false] Udelad det.
}
row-fault-lost-letter = { $has_value ->
    [true] Der står et spørgsmålstegn i ”{ $value }”, hvor et andet program kan have tabt et bogstav.
   *[false] Der står et spørgsmålstegn i navnet, hvor et andet program kan have tabt et bogstav.
} Kontrollér stavemåden.
row-fault-apostrophe-counts = Engangskoden begynder med en apostrof, som er en del af den. Hvis Excel eller en eksport har sat den, så udelad den, og upload filen igen.
row-fault-looks-like-a-link = { $has_value ->
    [true] ”{ $value }” ligner en webadresse, ikke et navn.
   *[false] Det ligner en webadresse, ikke et navn.
} Skriv personens navn.
row-fault-not-an-address = { $has_value ->
    [true] ”{ $value }” er ikke en hel e-mailadresse.
   *[false] Det er ikke en hel e-mailadresse.
} { $has_suggestion ->
    [true] Mente du ”{ $suggestion }”?
   *[false] Den skal ligne anna@example.com, uden mellemrum.
}
row-fault-not-one-address = { $has_value ->
    [true] ”{ $value }” er ikke én e-mailadresse alene.
   *[false] Det er ikke én e-mailadresse alene.
} { $has_suggestion ->
    [true] Mente du ”{ $suggestion }”?
   *[false] Angiv én, for eksempel anna@example.com, uden navn og uden en adresse til.
}
row-fault-contains-at = { $has_value ->
    [true] ”{ $value }” indeholder @, og det kan et brugernavn ikke.
   *[false] Der er @ i brugernavnet, og det kan der ikke være.
} Skriv en e-mailadresse i kolonnen til e-mail.
row-fault-not-a-username = { $has_value ->
    [true] ”{ $value }” kan ikke være et brugernavn.
   *[false] Det kan ikke være et brugernavn.
} { $has_suggestion ->
    [true] Mente du ”{ $suggestion }”?
   *[false] Brug kun bogstaver, tal og . - _ uden mellemrum.
}
row-fault-mixed-scripts = { $has_value ->
    [true] ”{ $value }” blander alfabeter, der ligner hinanden.
   *[false] Brugernavnet blander alfabeter, der ligner hinanden.
} Brug kun bogstaver fra ét alfabet.
row-fault-not-a-phone = { $has_value ->
    [true] ”{ $value }” er ikke et helt telefonnummer.
   *[false] Det er ikke et helt telefonnummer.
} Skriv det med + og landekode, for eksempel +45 20 12 34 56.
row-fault-country-unknown = { $has_value ->
    [true] Det kan ikke ses, hvilket land ”{ $value }” er et nummer i.
   *[false] Det kan ikke ses, hvilket land nummeret hører til.
} Skriv det med + og landekode, for eksempel +45 20 12 34 56.
row-fault-ambiguous-phone = { $has_found ->
    [true] Det kan være { $found }.
   *[false] { $has_value ->
        [true] ”{ $value }” kan være mere end ét telefonnummer.
       *[false] Det kan være mere end ét telefonnummer.
    }
} Skriv det med + og landekode.
row-fault-foreign-phone = { $has_found ->
    [true] Det er ikke et nummer i afdelingens land. Hvis { $found } er ment, så skriv det med +.
   *[false] Det er ikke et nummer i afdelingens land. Skriv det med + og landekode.
}
row-fault-several-phones = { $has_value ->
    [true] ”{ $value }” er mere end ét nummer.
   *[false] Der står mere end ét nummer.
} Angiv kun ét, nemlig det, en sms skal sendes til.
row-fault-text-beside-phone = { $has_found ->
    [true] ”{ $found }” hører ikke til et telefonnummer.
   *[false] Der står ord ved siden af telefonnummeret.
} Skriv kun nummeret{ $has_suggestion ->
    [true] : { $suggestion }.
   *[false] .
}
row-fault-unknown-dialling-code = { $has_found ->
    [true] ”{ $found }” er ikke en landekode.
   *[false] Landekoden ved siden af telefonnummeret er ikke gyldig.
} Skriv den som +45, eller udelad den, og skriv telefonnummeret med + og landekode.
row-fault-has-extension = { $has_found ->
    [true] ”{ $found }” er et lokalnummer, og det kan ikke modtage sms.
   *[false] { $has_value ->
        [true] ”{ $value }” har et lokalnummer og kan ikke modtage sms.
       *[false] Nummeret har et lokalnummer og kan ikke modtage sms.
    }
} Skriv et mobilnummer.
row-fault-premium-rate = { $has_value ->
    [true] ”{ $value }” er et overtakseret nummer.
   *[false] Det er et overtakseret nummer.
} Skriv et mobilnummer.
row-fault-no-mobile = { $has_value ->
    [true] ”{ $value }” kan ikke modtage sms.
   *[false] Nummeret kan ikke modtage sms.
} Skriv et mobilnummer.

row-fault-unknown-job-profile = { $has_value ->
    [true] Der er ingen jobprofil, der hedder ”{ $value }”.
   *[false] Den jobprofil findes ikke.
} { $has_suggestion ->
    [true] Mente du ”{ $suggestion }”?
   *[false] Vælg en fra organisationens liste.
}
row-fault-unknown-department = { $has_value ->
    [true] Der er ingen afdeling, der hedder ”{ $value }”.
   *[false] Den afdeling findes ikke.
} { $has_suggestion ->
    [true] Mente du ”{ $suggestion }”?
   *[false] Vælg en fra organisationens liste.
}
row-fault-unknown-permission-type = { $has_value ->
    [true] Der er ingen rettighedstype, der hedder ”{ $value }”.
   *[false] Den rettighedstype findes ikke.
} { $has_suggestion ->
    [true] Mente du ”{ $suggestion }”?
   *[false] Vælg en fra organisationens liste.
}
row-fault-unknown-language = { $has_value ->
    [true] ”{ $value }” er ikke et af organisationens sprog.
   *[false] Det er ikke et af organisationens sprog.
} { $has_suggestion ->
    [true] Mente du ”{ $suggestion }”?
   *[false] Vælg et fra organisationens liste.
}
row-fault-not-a-date = { $has_value ->
    [true] ”{ $value }” kan ikke læses som en dato.
   *[false] Det kan ikke læses som en dato.
} Skriv den som år-måned-dag, for eksempel 2026-08-01.
row-fault-ambiguous-date = { $has_value ->
    [true] ”{ $value }” kan være to forskellige datoer{ $has_found ->
        [true] {" "}({ $found })
       *[false] { "" }
    }.
   *[false] Det kan være to forskellige datoer{ $has_found ->
        [true] {" "}({ $found })
       *[false] { "" }
    }.
} Skriv datoen som år-måned-dag, for eksempel 2026-08-01.
row-fault-two-digit-year = { $has_value ->
    [true] Årstallet i ”{ $value }” har kun to cifre.
   *[false] Årstallet har kun to cifre.
} Skriv datoen som år-måned-dag med fire cifre i årstallet, for eksempel 2026-08-01.
row-fault-date-out-of-range = { $has_value ->
    [true] ”{ $value }” kan ikke være en startdato: den skal ligge mellem 1990 og 2079.
   *[false] Det kan ikke være en startdato: den skal ligge mellem 1990 og 2079.
} Ret den, eller tøm cellen, hvis der ikke er nogen startdato.
row-fault-time-of-day = { $has_found ->
    [true] Cellen indeholder { $found }, en dato med klokkeslæt, også selv om kun datoen vises.
   *[false] Cellen indeholder en dato med klokkeslæt, også selv om kun datoen vises.
} Skriv datoen alene, for eksempel 2026-08-01.
row-fault-day-zero = Cellen indeholder dag 0 i Excels kalender (vises som 00-01-1900 eller som et klokkeslæt), og det er ikke en dato. Skriv datoen, eller tøm cellen, hvis der ikke er nogen startdato.
row-fault-invalid-one-time-password = En engangskode har 8 til 64 tegn, uden at mellemrum og bindestreger tæller med. Ret den, eller lad feltet stå tomt.
row-fault-guessable-one-time-password = Denne engangskode er let at gætte. Brug tilfældige tal og bogstaver, forskellige for hver person, eller lad feltet stå tomt.

row-fault-not-your-department = En fil opretter kun personer i afdelinger, som både den, der har uploadet den, og den, der har kørt den, administrerer. Vælg en af dem, eller få rækken uploadet af en, der administrerer alle afdelinger.
row-fault-may-not-grant = En fil giver ingen flere rettigheder, end både den, der har uploadet den, og den, der har kørt den, har; en, som et system har leveret, giver kun det, indstillingerne tillader. Vælg en anden rettighedstype, eller få filen uploadet af en med de rettigheder.

# Findes allerede, men med et andet navn.
row-fault-another-name-email = { $has_row ->
    [true] Personen i række { $row } med den samme e-mail har et andet navn.
   *[false] Den bruger, der har denne e-mail, har et andet navn.
} Hvis det er en anden person, så giv personen sin egen e-mail eller sit eget brugernavn.
row-fault-another-name-username = { $has_row ->
    [true] Personen i række { $row } med det samme brugernavn har et andet navn.
   *[false] Den bruger, der har dette brugernavn, har et andet navn.
} Hvis det er en anden person, så giv personen sit eget brugernavn.

row-fault-merged-cell = Cellen var flettet med en anden og har derfor intet indhold selv. Ophæv fletningen, og udfyld hver række.
row-fault-landline = Det er et fastnetnummer, som en sms måske ikke når. Angiv et mobilnummer.
row-fault-country-not-allowed = Jeres organisation sender ikke sms til numre fra dette land. Angiv et andet nummer eller en e-mail, eller tilføj landet under indstillinger.
row-fault-cannot-be-saved = Vi kunne ikke gemme denne række på grund af en fejl hos os. Upload den igen senere, eller opret personen manuelt.

# To rækker i samme fil.
row-fault-duplicate = { $has_row ->
    [true] Række { $row } handler om den samme person.
   *[false] En tidligere række handler om den samme person.
} Kun den første af de to bruges.
row-fault-duplicate-email = { $has_row ->
    [true] Række { $row } har den samme e-mail.
   *[false] En tidligere række har den samme e-mail.
} Kun den første af de to bruges.
row-fault-duplicate-username = { $has_row ->
    [true] Række { $row } har det samme brugernavn.
   *[false] En tidligere række har det samme brugernavn.
} Kun den første af de to bruges.
row-fault-same-one-time-password = { $has_row ->
    [true] Række { $row } har den samme engangskode.
   *[false] En anden række har den samme engangskode.
} Giv hver person sin egen.

# Intet af det, der er slået til, når personen.
row-fault-unreachable = Ingen besked kan nå denne person. Angiv en engangskode, eller slå e-mail eller sms til under indstillinger.
row-fault-unreachable-email = Ingen besked kan nå denne person: Der er en e-mailadresse, men e-mail er slået fra. Angiv en engangskode, eller slå e-mail til under indstillinger.
row-fault-unreachable-phone = Ingen besked kan nå denne person: Der er kun et telefonnummer, og sms er slået fra. Angiv en engangskode, eller slå sms til under indstillinger.

repair-trimmed = Mellemrum før og efter teksten blev fjernet.
repair-invisible-removed = Usynlige tegn blev fjernet.
repair-space-replaced = Et usædvanligt mellemrum blev erstattet af et almindeligt.
repair-scientific-undone = { $has_value ->
    [true] ”{ $value }” blev skrevet ud med alle cifre.
   *[false] Et tal i videnskabelig notation blev skrevet ud med alle cifre.
}
repair-number-written-out = { $has_value ->
    [true] Excel har gemt ”{ $value }” som et tal; det blev læst som tekst.
   *[false] Excel har gemt værdien som et tal; den blev læst som tekst.
}
repair-encoding-mended = { $has_value ->
    [true] ”{ $value }” blev læst som ”{ $result }”: et andet program havde forvansket bogstaverne.
   *[false] Det blev læst som ”{ $result }”: et andet program havde forvansket bogstaverne.
}
repair-entities-decoded = { $has_value ->
    [true] ”{ $value }” blev læst som ”{ $result }”: det indeholdt tegn, som de skrives på en webside.
   *[false] Det blev læst som ”{ $result }”: det indeholdt tegn, som de skrives på en webside.
}
repair-address-unwrapped = { $has_value ->
    [true] I ”{ $value }” blev adressen ”{ $result }” læst.
   *[false] Adressen ”{ $result }” blev læst, uden det, der stod omkring den.
}
repair-domain-rewritten = { $has_value ->
    [true] ”{ $value }” blev læst som ”{ $result }”: domænet indeholdt tegn, som intet domæne har.
   *[false] Det blev læst som ”{ $result }”: domænet indeholdt tegn, som intet domæne har.
}
repair-apostrophe-removed = { $has_value ->
    [true] ”{ $value }” blev læst som ”{ $result }”, uden apostroffen eller anførselstegnene.
   *[false] Det blev læst som ”{ $result }”, uden apostroffen eller anførselstegnene.
}
repair-punctuation-removed = { $has_value ->
    [true] ”{ $value }” blev læst som ”{ $result }”, uden kommaet, semikolonet eller punktummet.
   *[false] Det blev læst som ”{ $result }”, uden kommaet, semikolonet eller punktummet.
}
repair-read-as-shown = { $has_result ->
    [true] Det blev læst, som cellen viser det: ”{ $result }”.
   *[false] Det blev læst med alle de cifre, som cellen viser.
}
repair-date-serial-undone = { $has_value ->
    [true] Tallet { $value } blev læst som { $result }, den dato det står for i Excel.
   *[false] Et tal blev læst som { $result }, den dato det står for i Excel.
}
repair-date-rewritten = { $has_value ->
    [true] ”{ $value }” blev læst som { $result }; ingen anden læsning af den er en dato.
   *[false] Datoen blev læst som { $result }; ingen anden læsning af den er en dato.
}
repair-date-day-first = { $has_value ->
    [true] ”{ $value }” blev læst som { $result }: i organisationens land står dagen før måneden.
   *[false] Datoen blev læst som { $result }: i organisationens land står dagen før måneden.
}
repair-date-month-first = { $has_value ->
    [true] ”{ $value }” blev læst som { $result }: i organisationens land står måneden før dagen.
   *[false] Datoen blev læst som { $result }: i organisationens land står måneden før dagen.
}
repair-plus-restored = { $has_value ->
    [true] ”{ $value }” blev læst som { $result }: plusset foran landekoden manglede.
   *[false] Plusset foran landekoden manglede; telefonnummeret blev læst som { $result }.
}
repair-zero-restored = { $has_value ->
    [true] ”{ $value }” blev læst som { $result }: nullet i begyndelsen manglede.
   *[false] Nullet først i telefonnummeret manglede; det blev læst som { $result }.
}
repair-zero-removed = { $has_value ->
    [true] ”{ $value }” blev læst som { $result }: der er et nul for meget.
   *[false] Telefonnummeret har et nul for meget; det blev læst som { $result }.
}
repair-label-removed = { $has_value ->
    [true] ”{ $value }” blev læst som { $result }, uden ordene ved siden af nummeret.
   *[false] Ordene ved siden af telefonnummeret blev udeladt; det blev læst som { $result }.
}
repair-name-matched = { $has_value ->
    [true] ”{ $value }” blev læst som ”{ $result }” på listen.
   *[false] Det blev læst som ”{ $result }” på listen.
}

-save-again = Åbn filen i Excel, gem den igen som en Excel-projektmappe (.xlsx), og upload den igen.

# Hvilken slags fil det er.
refusal-empty-file = Filen er tom. Tjek, at den er gemt, og upload den igen.
refusal-file-too-large = Filen er større end 100 MB. Del den op i flere filer, og upload dem hver for sig.
refusal-larger-than = Filen er større end { $limit } MB. Fjern billeder og andre ark, eller del filen op, og upload den igen.
refusal-password-protected = Filen er beskyttet med en adgangskode. Gem den uden adgangskode, og upload den igen.
refusal-old-excel = Filen er i formatet fra Excel 97 til 2003 (.xls). { -save-again }
refusal-binary-workbook = Filen er en binær projektmappe (.xlsb). { -save-again }
refusal-open-document = Filen er en OpenDocument-fil (.ods). Gem den som en Excel-projektmappe (.xlsx), og upload den igen.
refusal-compressed-folder = Filen er en komprimeret mappe med en projektmappe i. Åbn mappen, tag projektmappen ud, og upload den.
refusal-numbers = Filen er et dokument fra Apple Numbers. Vælg i Numbers Arkiv > Eksporter til > Excel, og upload den fil, du får.
refusal-protected = Filen er beskyttet af jeres organisation: Kun udvalgte personer kan åbne den (en følsomhedsmærkat eller rettighedsstyring; der er ingen adgangskode at fjerne). Vælg i Excel en mærkat uden kryptering, eller fjern beskyttelsen under Filer > Oplysninger > Beskyt projektmappe, gem filen, og upload den igen.
refusal-web-page = Filen er en webside med navn som en Excel-fil, sådan som nogle systemer eksporterer dem. { -save-again }
refusal-spreadsheet-xml = Filen er i et forældet format fra Excel 2003. { -save-again }
refusal-text-file = Filen er en tekstfil (f.eks. CSV), ikke en Excel-projektmappe. Åbn den i Excel, tjek, at telefonnumre og brugernavne stadig har deres nuller foran, gem den som en Excel-projektmappe (.xlsx), og upload den.
refusal-not-a-workbook = Filen er ikke en Excel-projektmappe. Upload en projektmappe, der er gemt som .xlsx.
refusal-macros = Projektmappen indeholder makroer, og det er ikke tilladt. Gem den som en Excel-projektmappe uden makroer (.xlsx), og upload den igen.
refusal-incomplete = Slutningen af filen mangler, som efter en afbrudt upload eller download. Upload hele filen igen.

# Hvad der er i den.
refusal-damaged = Projektmappen er beskadiget ({ $cause }). { -save-again }
refusal-unsafe = Filen kan ikke bruges, fordi den { $cause }. { -save-again }
refusal-too-much-inside = Projektmappen indeholder { $cause }, end en import kan tage imod. Kopiér rækkerne til en ny projektmappe, og upload den.
refusal-repeated-cell = Projektmappen er beskadiget (cellen { $cell } findes mere end én gang eller i forkert rækkefølge). { -save-again }
refusal-bad-reference = Projektmappen er beskadiget (den har et celle- eller rækkenummer, som ikke findes i Excel). { -save-again }

# Projektmappen er beskadiget (…).
cause-a-cell-cannot-be-read = en celle kan ikke læses
cause-a-cell-refers-to-a-text-that-is-not-there = en celle henviser til en tekst, der ikke findes
cause-a-cell-stands-in-another-row-than-it-says = en celle står i en anden række, end den angiver
cause-a-row-occurs-more-than-once-or-out-of-order = en række findes mere end én gang eller i forkert rækkefølge
cause-a-sheet-is-listed-without-its-contents = et ark er nævnt uden sit indhold
cause-its-contents-are-cut-short-or-garbled = indholdet er afkortet eller forvansket
cause-some-of-its-contents-were-lost-or-changed-on-the-way = noget af indholdet er gået tabt eller ændret undervejs
cause-its-list-of-contents-does-not-match = indholdsfortegnelsen passer ikke
cause-its-list-of-contents-is-cut-short = indholdsfortegnelsen er afkortet
cause-its-list-of-contents-is-too-long = indholdsfortegnelsen er for lang
cause-its-list-of-sheets-is-missing = listen over ark mangler
cause-its-letters-are-not-stored-the-way-excel-stores-them = bogstaverne er ikke gemt på den måde, Excel gemmer dem
cause-one-of-its-parts-is-listed-twice = en af dens dele er nævnt to gange
cause-something-follows-its-end = der står noget efter dens slutning
cause-the-contents-of-a-sheet-are-missing = indholdet af et ark mangler
cause-the-links-between-its-parts-are-missing = henvisningerne mellem dens dele mangler
cause-two-links-between-its-parts-share-one-name = to henvisninger mellem dens dele har samme navn

# Filen kan ikke bruges, fordi den ….
cause-contains-instructions-that-no-workbook-has = indeholder anvisninger, som ingen projektmappe har
cause-contains-a-link-to-another-file = indeholder et link til en anden fil
cause-contains-a-part-whose-name-leads-out-of-the-workbook = indeholder en del, hvis navn fører ud af projektmappen
cause-contains-one-part-twice = indeholder den samme del to gange
cause-contains-parts-that-overlap = indeholder dele, der overlapper hinanden
cause-gets-its-contents-from-elsewhere = henter sit indhold et andet sted fra
cause-is-packed-in-a-way-excel-does-not-use = er pakket på en måde, som Excel ikke bruger
cause-is-laid-out-in-a-way-that-different-programs-read-differently = er bygget op, så forskellige programmer læser den forskelligt

# Projektmappen indeholder …, end en import kan tage imod.
cause-a-longer-text = en længere tekst
cause-a-longer-text-in-one-cell = en længere tekst i én celle
cause-far-more-data = langt flere data
cause-more-cell-formats = flere celleformater
cause-more-cells = flere celler
cause-more-different-texts = flere forskellige tekster
cause-more-merged-cells = flere flettede celler
cause-more-parts = flere dele
cause-more-sheets = flere ark

# Hvilket ark der læses, og dets overskrifter.
refusal-no-worksheet = Der er intet regneark i projektmappen. Skriv personerne på et regneark, og upload projektmappen igen.
refusal-no-visible-worksheet = Alle regneark i projektmappen er skjult. Vis arket med personerne, og upload projektmappen igen.
refusal-sheets-share-name = To ark i projektmappen hedder ”{ $name }”. Omdøb eller slet det ene, og upload projektmappen igen.
refusal-too-many-columns = Der står en værdi i celle { $cell }, længere ude end de { $limit } kolonner, en import læser. Slet den, og upload filen igen.
refusal-empty-sheet = Det første synlige ark, ”{ $sheet }”, er tomt. Skriv overskrifterne i række 1 og personerne nedenunder, eller skjul eller slet arket, og upload filen igen.
refusal-no-headings = Række 1 på det første synlige ark, ”{ $sheet }”, har ingen af de forventede overskrifter (Fornavn, Efternavn, E-mail, …){ $has_found ->
    [true] ; der står { $found }
   *[false] { "" }
}. { $has_other_sheets ->
    [true] Skriv overskrifterne i række 1, eller flyt arket med personerne forrest, og upload filen igen.
   *[false] Skriv overskrifterne i række 1, og upload filen igen.
}
refusal-headings-not-first = Overskrifterne står i række { $row }. Slet rækkerne over dem, så overskrifterne står i række 1, og upload filen igen.
refusal-headings-are-formulas = Overskrifterne er formler uden et gemt resultat. Erstat dem med almindelig tekst, og upload filen igen.
refusal-repeated-heading = Flere kolonner kan være den samme: { $clashes }. Behold én af hver, slet eller omdøb de andre, og upload filen igen.
refusal-clash = ”{ $column }” kan være { $headings }
refusal-missing-headings = { $count ->
    [one] Kolonnen { $missing } mangler
   *[other] Kolonnerne { $missing } mangler
}{ $has_found ->
    [true] ; der står { $found }
   *[false] { "" }
}. Tilføj det manglende i række 1, og upload filen igen.
refusal-no-rows = Arket ”{ $sheet }” har overskrifter, men ingen personer under dem. Udfyld mindst én række, og upload filen igen.

# Siges af importen selv.
refusal-file-gone = Filen blev slettet, før den kunne læses. Upload den igen.
refusal-uploader-may-not = Den, der har uploadet filen, må ikke (længere) oprette brugere i organisationen. Få filen uploadet af en, der må.
refusal-named-person-may-not = Den, der er nævnt som afsender af filen (uploaded-by), må ikke (længere) oprette brugere i organisationen. Nævn en, der må, eller ingen.
refusal-runner-may-not = Den, der kørte importen efter prøvekørslen, må ikke længere oprette brugere i organisationen. Upload filen igen.
refusal-no-common-department = Den, der har uploadet filen, og den, der har kørt den, administrerer hver sin afdeling, så den kan ikke oprette nogen. Upload filen selv.
refusal-gave-up = Vi kunne ikke gøre importen færdig på grund af en fejl hos os. De personer, der allerede er oprettet, beholdes; upload filen igen for at fortsætte.

# Dele af sætningerne.
refusal-missing-contact = ”{ $email }” (eller ”{ $username }” sammen med ”{ $phone }”)
unused-instead = { $heading } ({ $other } blev brugt)
unused-suggestion = { $heading } (mente du { $other }?)
refusal-quoted = ”{ $text }”
refusal-list-and = { $first } og { $last }
refusal-list-or = { $first } eller { $last }
refusal-list-more = { $first } og { $count } mere

template-sheet-people = Personer
template-sheet-instructions = Vejledning
template-title = Sådan importerer du personer
template-line-1 = Udfyld én række pr. person på arket ”{ template-sheet-people }” fra række 2 og nedefter. Lad overskrifterne i række 1 stå, som de er.
template-line-2 = Alle skal have en e-mail eller både et brugernavn og et telefonnummer.
template-line-3 = Vælg jobprofil, afdeling, rettighedstype og sprog på listerne i cellerne. Listerne er fra den dag, skabelonen blev lavet; mangler der noget, så tilføj det under indstillinger, og hent en ny skabelon.
template-line-4 = En engangskode er valgfri. Den virker én gang og vises aldrig igen: Giv hver person sin egen, og notér den, til du har givet den videre.
template-line-5 = Du kan tilføje dine egne kolonner. De bliver ikke importeret og kommer uændret tilbage i resultatet.
template-line-6 = Gem filen som en Excel-projektmappe (.xlsx), og upload den.
template-line-7 = Lav en prøvekørsel først: Hver række bliver tjekket, og ingen bliver oprettet.
template-line-8 = De, der allerede findes, bliver hverken ændret eller overskrevet. Derfor kan du rette filen og uploade den igen.
template-line-9 = Har to rækker den samme e-mail eller det samme brugernavn, bruges kun den første.
template-example = Eksempel
template-stamp = Skabelon til { $organisation }, lavet den { $date } til { $name }
template-not-listed-title = Findes ikke på listen
template-not-listed = Vælg noget fra listen. Mangler der noget, så tilføj det under indstillinger, og hent en ny skabelon.

result-existing = Der er allerede en person med denne e-mail eller dette brugernavn; intet er ændret.
result-totals-row = Dette er totalrækken i en tabel. Ingen bliver oprettet ud fra den.
result-one-time-password-left-out = Ikke gentaget her: engangskoden. Skriv den igen, hvis personen skal have en.
