# Projektmappernes udseende: resultatet, der kommer tilbage, og det, skabelonen viser ved sine celler.

result-file-name = { $name } – resultat { $date }
result-dry-run-file-name = { $name } – prøvekørsel { $date }
template-file-name = { $organisation } – personer til import

print-page = Side { $page } af { $pages }

summary-sheet = Oversigt
summary-title = Resultat af importen
summary-title-dry-run = Resultat af prøvekørslen
summary-dry-run = Det var en prøvekørsel: Alle rækker blev tjekket. Ingen blev oprettet, og ingen fik en besked.
summary-cancelled = Denne import blev stoppet før tid: der er ikke gjort noget med rækkerne uden resultat. Upload denne fil for at fortsætte.
summary-file = Fil
summary-organisation = Organisation
summary-when = Tjekket den
summary-moment = { $date } kl. { $hour }.{ $minute } ({ $zone })
summary-by = Uploadet af
summary-by-system = Leveret af et system
summary-run-by = Startet af
summary-not-read = Ark, der ikke blev læst
summary-totals-rows = Totalrækker, der er udeladt
summary-unused = Kolonner, der ikke blev brugt
summary-counts = Hvad der blev af rækkerne
summary-rows = Rækker
summary-meaning = Hvad det betyder
summary-all = Alle rækker
summary-means-created = Disse personer er nu brugere.
summary-means-would-create = Disse personer ville blive oprettet.
summary-means-existing = Disse personer er allerede brugere. Der er ikke ændret noget.
summary-means-duplicate = En tidligere række i filen handler om den samme person. Kun den første blev brugt.
summary-means-invalid = Der blev ikke oprettet nogen for disse rækker. Kolonnen ”{ message-heading }” siger, hvad der skal rettes.
summary-repaired = Rettet undervejs
summary-means-repaired = Noget i disse rækker blev rettet under læsningen, for eksempel et tabt nul. Kolonnen ”{ message-heading }” siger hvad.
summary-messages = Beskeder
summary-emails = E-mails
summary-sms = Sms’er
summary-means-emails = Personer, der får aktiveringslinket med e-mail.
summary-means-sms = Personer, der får aktiveringslinket med sms.
summary-waiting-start-date = Begynder senere
summary-means-waiting-start-date = Personer blandt disse, der begynder senere. De får deres besked på startdatoen kl. 8.00.
summary-unreachable = Kan ikke nås
summary-means-unreachable = Ingen besked når disse personer. Giv dem en engangskode, en e-mail eller et mobilnummer.
summary-leavers = Ikke i denne fil
summary-leavers-people = Personer
summary-means-leavers = De var brugere, da filen blev importeret, og står ikke i nogen af dens rækker. Ingen er blevet ændret. Hvem de er, og hvordan du deaktiverer dem, der er stoppet: { $address }
summary-next = Det skal du gøre nu
summary-next-filter = Filtrér kolonnen ”{ outcome-heading }” på arket ”{ $sheet }” efter ”{ outcome-invalid }”.
summary-next-correct = Ret de røde celler. Beskeden og kommentaren ved cellen siger hvordan. Lad alle andre rækker stå, som de er.
summary-next-upload = Gem filen, og upload den. De, der allerede er brugere, bliver ikke ændret; kun de rettede rækker får virkning.
summary-next-run = Kør importen rigtigt, eller upload filen igen uden prøvekørsel.
summary-next-nothing = Der er ikke noget at rette.
summary-next-one-time-passwords = Engangskoder gentages aldrig i denne fil. Skriv dem igen i de rækker, der stadig skal have en.
summary-legend = Farverne
legend-bad = Ret cellen. Der bliver ikke oprettet nogen for rækken, før det er gjort.
legend-suspect = Se efter en ekstra gang. Cellen er måske ikke ment sådan.

heading-required = { $title } *
template-required-line = Kolonner med * skal udfyldes for alle.
template-legend-required = Skal udfyldes for alle.
template-legend-contact = Én af to skal til: en e-mail eller både et brugernavn og et telefonnummer.
template-legend-optional = Kan stå tom.

# En eksport: dens navn, dens egne kolonner og det, der står i dem.
export-file-name = { $organisation } – personer { $date }
export-status = Konto
export-source = Kom via
export-created = Oprettet den
export-activated = Aktiveret den
export-status-awaiting-approval = afventer godkendelse
export-status-invited = inviteret
export-status-active = aktiv
export-status-disabled = spærret
export-source-manual = oprettet i hånden
export-source-import = import
export-source-integration = HR-system
export-source-sso = single sign-on
export-source-sign-up = tilmeldingsformular
