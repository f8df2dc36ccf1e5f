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
hint-start-date = Valgfri. En datocelle eller år-måned-dag. Den, der begynder senere, får sin besked den dag kl. 8.00. Eksempel: 2026-08-01

outcome-heading = Resultat
message-heading = Besked
outcome-created = Oprettet
outcome-would-create = Vil blive oprettet
outcome-existing = Findes allerede
outcome-duplicate = Dublet
outcome-invalid = Skal rettes
outcome-totals-row = Totalrække

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
refusal-file-too-large = Filen er større end { $limit } MB. Fjern billeder og andre ark, eller del filen op, og upload den igen.
refusal-password-protected = Filen er beskyttet med en adgangskode. Gem den uden adgangskode, og upload den igen.
refusal-old-excel = Filen er i formatet fra Excel 97 til 2003 (.xls). { -save-again }
refusal-binary-workbook = Filen er en binær projektmappe (.xlsb). { -save-again }
refusal-open-document = Filen er en OpenDocument-fil (.ods). Gem den som en Excel-projektmappe (.xlsx), og upload den igen.
refusal-compressed-folder = Filen er en komprimeret mappe med en projektmappe i. Åbn mappen, tag projektmappen ud, og upload den.
refusal-numbers = Filen er et dokument fra Apple Numbers. Vælg i Numbers Arkiv > Eksporter til > Excel, og upload den fil, du får.
refusal-protected = Filen er beskyttet af jeres organisation: Kun udvalgte personer kan åbne den (en følsomhedsmærkat eller rettighedsstyring; der er ingen adgangskode at fjerne). Vælg i Excel en mærkat uden kryptering, eller fjern beskyttelsen under Filer > Oplysninger > Beskyt projektmappe, gem filen, og upload den igen.
refusal-web-page = Filen er en webside med navn som et regneark, sådan som nogle systemer eksporterer dem. { -save-again }
refusal-spreadsheet-xml = Filen er i et forældet format fra Excel 2003. { -save-again }
refusal-unknown-letters = Bogstaverne i tekstfilen kan ikke læses med sikkerhed: Den har en ualmindelig tegnkodning eller flere på én gang. Åbn den i det program, den kommer fra, gem den som ”CSV UTF-8”, og upload den igen.
refusal-unclosed-quote = I række { $row } begynder et anførselstegn en tekst, som ikke slutter. Fjern tegnet, eller afslut teksten, og upload filen igen.
refusal-unknown-separator = Værdierne i tekstfilen er adskilt af ”{ $separator }”, som også forekommer i tekster. Skriv sep={ $separator } som filens første linje, eller adskil værdierne med semikolon, og upload filen igen.
refusal-control-characters = Linje { $line } i tekstfilen indeholder kontroltegn, som ikke er tekst: En del af filen er skrevet med en anden tegnkodning eller er beskadiget. Gem den igen som ”CSV UTF-8” i det program, den kommer fra, og upload den igen.
refusal-not-a-workbook = Filen er hverken en Excel-projektmappe eller en CSV-fil. Upload en fil, der er gemt som .xlsx eller .csv.
refusal-macros = Projektmappen indeholder makroer, og det er ikke tilladt. Gem den som en Excel-projektmappe uden makroer (.xlsx), og upload den igen.
refusal-incomplete = Slutningen af filen mangler, som efter en afbrudt upload eller download. Upload hele filen igen.

# Hvad der er i den.
refusal-damaged = Projektmappen er beskadiget ({ $cause }). { -save-again }
refusal-unsafe = Filen kan ikke bruges, fordi den { $cause }. { -save-again }
refusal-too-much-inside = Filen indeholder { $cause }, end en import kan tage imod. Kopiér rækkerne til en ny projektmappe, og upload den.
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
cause-more-rows = flere rækker
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
refusal-no-headings = Række 1{ $has_sheets ->
    [true] { " " }på det første synlige ark, ”{ $sheet }”,
   *[false] { "" }
} har ingen af de forventede overskrifter (Fornavn, Efternavn, E-mail, …){ $has_found ->
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
refusal-no-rows = { $has_sheets ->
    [true] Arket ”{ $sheet }”
   *[false] Filen
} har overskrifter, men ingen personer under dem. Udfyld mindst én række, og upload filen igen.

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
