# Det, der vises i en browser.

page-title = { $page } – { $organisation }
page-title-faulty = Fejl: { $page } – { $organisation }
language-choice = Sprog
skip-to-content = Gå til indholdet
faults-title = { $count ->
    [one] Der er noget, der skal rettes
   *[other] Der er { $count } ting, der skal rettes
}

home-title = Velkommen til Rollcall
home-text = Hver organisation har sin egen side her. Åbn den adresse, du har fået af din organisation, eller linket i din besked.

sign-in-title = Log ind
sign-in-identifier = E-mailadresse eller brugernavn
sign-in-password = Adgangskode
sign-in-button = Log ind
sign-in-wrong = Det passede ikke sammen. Tjek din e-mailadresse eller dit brugernavn og din adgangskode, og prøv igen. Efter flere forkerte forsøg venter vi lidt, før vi ser på det næste, også selv om det er rigtigt.
sign-in-too-often = Der har været for mange forkerte forsøg fra dit netværk. Prøv igen om { $minutes ->
    [one] et minut
   *[other] { $minutes } minutter
}.
sign-in-help = Har du glemt din adgangskode eller aldrig fået en? Din leder eller HR-afdelingen kan hjælpe dig.
signed-out = Du er logget ud.
sign-in-with = Log ind med { $provider }
sign-in-or = eller med adgangskode
sign-in-sso-only = Log ind med den konto, som du har fået af { $organisation }.
sign-in-sso-only-help = Du skal ikke bruge nogen anden adgangskode her. Kan du ikke logge ind, kan din it-afdeling hjælpe dig.
sign-in-password-instead = Log ind med adgangskode i stedet
lead-title = Videre til { $provider }
lead-text = Du logger ind dér. Sker der ikke noget, så tryk på knappen.
lead-button = Fortsæt
lead-back = Tilbage til login
sso-no-connection = Denne måde at logge ind på findes ikke længere. Vælg en anden.
sso-choose = Vælg den konto, du logger ind med.
sso-declined = Du blev ikke logget ind: Det blev afbrudt, eller din konto giver ikke adgang til denne tjeneste. Prøv igen, eller spørg jeres it-afdeling.
sso-unreachable = Organisationens login-tjeneste svarer ikke lige nu. Prøv igen om nogle minutter.
sso-misconfigured = Organisationens login-tjeneste og denne tjeneste passer ikke sammen. Sig det til jeres it-afdeling; der er ikke noget galt med din konto.
sso-not-believed = Svaret fra organisationens login-tjeneste kunne ikke kontrolleres, så du blev ikke logget ind. Prøv igen. Sker det igen, så sig det til jeres it-afdeling.
sso-stale = Dette login er udløbet. Begynd forfra her.
sso-unknown = Du er logget ind, men der er endnu ingen konto til dig her. Bed din leder eller HR om at oprette en.
sso-no-trusted-email = Du er logget ind, men organisationens login-tjeneste bekræfter ikke din e-mailadresse, så vi kan ikke se, hvilken konto der er din. Sig det til jeres it-afdeling.
sso-somebody-else = Du er logget ind, men din e-mailadresse hører til en andens konto her. Sig det til HR.
sso-too-little = Du er logget ind, men organisationens login-tjeneste oplyser ikke dit navn, så der kunne ikke oprettes en konto. Sig det til jeres it-afdeling.
sso-disabled = Du er logget ind, men din konto her er spærret. Din leder eller HR kan hjælpe dig.
sso-awaits-approval = Du er logget ind, men ingen har godkendt din konto endnu. Du får en besked, så snart det er sket.
sso-busy = Der er meget travlt lige nu. Prøv igen om et øjeblik.
sso-unexpected = Noget gik galt hos os. Prøv igen om et øjeblik.
sign-up-question = Har du ikke en konto?
sign-up-invitation = Opret en nu!

choose-title = Vælg din adgangskode
choose-greeting = Velkommen, { $name }!
choose-greeting-nameless = Velkommen!
choose-intro = Vælg en adgangskode til din konto hos { $organisation }, så er du i gang.
choose-sign-in-with = Du logger ind med
choose-password = Ny adgangskode
choose-policy = Mindst { $shortest } tegn. Tre eller fire ord, der ikke hører sammen, er lette at huske og svære at gætte.
choose-repeat = Gentag adgangskoden
choose-button = Aktivér min konto

change-title = Vælg din egen adgangskode
change-intro = Du er logget ind med en engangskode. Vælg din egen adgangskode: Når du gemmer den, træder den i stedet for engangskoden.
change-button = Gem og fortsæt

welcome-activated = Så er du i gang, { $name }!
welcome-activated-text = Din konto hos { $organisation } er aktiv.
welcome-title = Hej { $name }
welcome-text = Du er logget ind hos { $organisation }.
welcome-name = Navn
welcome-organisation = Organisation
welcome-identifiers = Du logger ind med
welcome-next-time = Næste gang logger du ind her:
sign-out-button = Log ud

link-unusable-title = Linket virker ikke
link-unusable-text = Måske er det allerede brugt, eller kun en del af det er kopieret. Har du valgt en adgangskode før, kan du bare logge ind.
link-unusable-help = Ellers kan du bede din leder eller HR-afdelingen om et nyt link.
link-expired-title = Linket er udløbet
link-expired-text = Det gør ikke noget: Vi kan sende dig et nyt på samme måde, som du fik dette.
link-expired-button = Send mig et nyt link
link-to-sign-in = Gå til log ind
renewed-title = Et nyt link er på vej
renewed-text = Kig i din indbakke eller dine sms’er om et øjeblik. Det nye link fører dig tilbage hertil.
renewed-help = Er der ikke kommet noget efter et par minutter? Kig i spammappen, eller spørg din leder eller HR-afdelingen.

sign-up-title = Opret din konto
sign-up-intro = Til alle, der arbejder hos { $organisation }.
sign-up-first-name = Fornavn
sign-up-last-name = Efternavn
sign-up-sign-in-with = Hvordan vil du logge ind?
sign-up-by-email = Med min e-mailadresse
sign-up-by-username = Med et brugernavn og min mobiltelefon
sign-up-email = E-mailadresse
sign-up-email-hint = Vi sender dig et link, så du kan vælge din adgangskode.
sign-up-username = Brugernavn
sign-up-username-hint = Bogstaver, tal og . - _ uden mellemrum
sign-up-phone = Mobilnummer
sign-up-phone-hint = For eksempel +45 20 12 34 56. Vi sender dig en sms med et link, så du kan vælge din adgangskode.
sign-up-department = Afdeling
sign-up-department-choose = Vælg din afdeling
sign-up-language = Sprog
sign-up-button = Opret konto
sign-up-have-account = Har du allerede en konto?
sign-up-received-title = Kig i dine beskeder
sign-up-received-email = Vi sender en mail til { $contact }. I den står, hvad du skal gøre nu.
sign-up-received-phone = Vi sender en sms til { $contact }. I den står, hvad du skal gøre nu.
sign-up-email-hint-later = Du hører fra os dér, når din organisation går i gang.
sign-up-phone-hint-later = For eksempel +45 20 12 34 56. Du hører fra os dér, når din organisation går i gang.
sign-up-noted-title = Tak
sign-up-later-email = Din oprettelse er noteret. { $organisation } sender ingen beskeder endnu: vi skriver til { $contact }, når det går i gang.
sign-up-later-phone = Din oprettelse er noteret. { $organisation } sender ingen beskeder endnu: vi sender en sms til { $contact }, når det går i gang.
sign-up-noted-help = Se efter, at adressen eller nummeret er rigtigt. Spørg din leder eller HR-afdeling, hvornår det går i gang.
sign-up-email-hint-approval = Vi skriver til dig dér, når din oprettelse er godkendt.
sign-up-phone-hint-approval = For eksempel +45 20 12 34 56. Vi sender en sms dertil, når din oprettelse er godkendt.
sign-up-approval-email = Nogen hos { $organisation } ser først på din oprettelse. Derefter skriver vi til { $contact }.
sign-up-approval-phone = Nogen hos { $organisation } ser først på din oprettelse. Derefter sender vi en sms til { $contact }.
sign-up-approval-help = Det kan tage en dag eller to. Se efter, at adressen eller nummeret er rigtigt, og spørg din leder eller HR-afdeling, hvis du intet hører.
sign-up-too-often = Rigtig mange har oprettet sig lige nu. Det, du har skrevet, står her stadig: Send det igen om { $minutes ->
    [one] et minut
   *[other] { $minutes } minutter
}.
sign-up-received-help = Er der ikke kommet noget efter et par minutter? Tjek, at adressen eller nummeret er rigtigt, og kig i spammappen.
sign-up-again = Udfyld formularen igen
sign-up-unavailable-title = Du kan ikke oprette en konto her
sign-up-unavailable-text = Konti hos { $organisation } oprettes ikke på denne side. Din leder eller HR-afdelingen kan oprette en til dig.
sign-up-link-unknown-title = Linket virker ikke
sign-up-link-unknown-text = Måske er kun en del af det kopieret. Scan koden igen, eller bed din leder eller HR-afdeling om linket.
sign-up-link-replaced-title = Der er et nyere link
sign-up-link-replaced-text = Det link eller den plakat, du brugte, er erstattet af en ny. Bed din leder eller HR-afdeling om den.
sign-up-link-revoked-title = Linket er ikke længere i brug
sign-up-link-revoked-text = Bed din leder eller HR-afdeling om et andet.
sign-up-link-ended-title = Tiden til at oprette sig er gået
sign-up-link-ended-text = Linket virkede en tid, og den er forbi. Bed din leder eller HR-afdeling om et andet.
sign-up-link-full-title = Alle pladser er optaget
sign-up-link-full-text = Så mange, som linket er lavet til, har oprettet sig med det. Bed din leder eller HR-afdeling om et andet.

places-label = Administration af personer
places-own = Min side
pages-label = Listens sider
pages-first = Første side
pages-next = Næste side
manages-nobody-title = Denne side er for ledere
manages-nobody-text = Den viser afdelingernes personer til dem, der administrerer dem. Skal du være en af dem, så spørg din HR-afdeling.

links-title = Tilmeldingslinks
links-text = Den, der åbner et link eller scanner koden, tilmelder sig selv til linkets afdeling. Udskriv en plakat, eller send adressen.
links-none = Der er ikke noget link endnu.
links-count = { $count ->
    [one] Ét link.
   *[other] { $count } links.
}
links-state = Status
links-open = Åbent
links-ended = Slut: den sidste dag er passeret
links-full = Fyldt: alle pladser er optaget
links-closed = Lukket: afdelingen findes ikke længere
links-people = Tilmeldt
links-used = { $used ->
    [one] 1 person
   *[other] { $used } personer
}
links-used-of = { $used } af { $seats }
links-ends = Slutter
links-address = Adresse
links-poster = Plakat (PDF)
links-qr-svg = QR-kode (SVG)
links-qr-png = QR-kode (PNG)
links-no-poster-closed = Der er ikke noget at udskrive: ingen kan tilmelde sig med dette link, fordi afdelingen ikke findes længere. Luk det, og opret et til en anden afdeling.
links-no-poster-ended = Der er ikke noget at udskrive: ingen kan længere tilmelde sig med dette link. Opret et nyt til de kommende dage.
links-no-poster-no-defaults = Der er ikke noget at udskrive, før en administrator har bestemt, hvilken jobprofil og hvilke rettigheder de får, der tilmelder sig.
links-poster-full = Alle pladser er optaget. Det læser den, der åbner linket, indtil en plads bliver ledig igen.
links-rotate = Skift adressen …
links-rotate-text = Til et link, der er kommet i forkerte hænder. Den gamle adresse og gamle plakater holder op med at virke med det samme og siger, at der er et nyere link. De, der har tilmeldt sig, bliver.
links-rotate-button = Skift adressen
links-revoke = Luk linket …
links-revoke-text = Ingen kan tilmelde sig med dette link mere, og plakaterne siger det. De, der har tilmeldt sig, bliver. Det kan ikke fortrydes.
links-revoke-button = Luk linket
links-new = Nyt link
links-no-defaults = Det er endnu ikke bestemt, hvilken jobprofil og hvilke rettigheder de får, der tilmelder sig. En administrator bestemmer det i indstillingerne for tilmelding.
links-too-many = Der er så mange links, som en organisation kan have. Luk et, der ikke bruges mere.
links-department = Afdeling
links-choose = Vælg
links-label = Navn (valgfrit)
links-label-hint = Til dig selv, for eksempel ”Kantinen, 1. sal”.
links-last-day = Sidste dag (valgfrit)
links-last-day-hint = Uden en dag virker det, indtil du lukker det.
links-seats = Pladser (valgfrit)
links-seats-hint = Hvor mange der kan tilmelde sig med det. Uden et tal: så mange, der kommer.
links-create = Opret linket
links-created = Linket er oprettet.
links-rotated = Linket har en ny adresse. Udskriv plakaten igen.
links-revoked = Linket er lukket.

approvals-title = Venter på godkendelse
approvals-text = Disse personer har tilmeldt sig og kommer ind, når du godkender dem. Godkend kun dem, du kender.
approvals-none = Ingen venter.
approvals-more = Flere venter. De vises her, når du har taget stilling til disse.
approvals-contact = Oplyst
approvals-since = Tilmeldt
approvals-approve = Godkend
approvals-refuse = Afvis …
approvals-reason = Begrundelse (valgfri)
approvals-reason-hint = Personen læser den i vores besked.
approvals-refuse-button = Afvis
approvals-approved = Godkendt. Personen får en besked med et link.
approvals-refused = Afvist. Personen får en besked om det.
approvals-decided = Nogen har allerede taget stilling til denne person.

not-found-title = Her er ikke noget
not-found-text = Tjek adressen bogstav for bogstav. Har du fulgt et link, mangler der måske noget af det.
too-often-title = Et øjeblik
too-often-text = Det er lige blevet prøvet for mange gange. Prøv igen om { $minutes ->
    [one] et minut
   *[other] { $minutes } minutter
}.
too-often-today = Det er prøvet for mange gange i dag. Prøv igen om { $hours } timer, eller spørg din leder eller HR-afdelingen.
timed-out-title = Prøv igen
timed-out-text = Der er ti minutter til at vælge en adgangskode, og de er gået. Har du allerede valgt en, så log ind med den; ellers log ind med din engangskode igen.
refused-title = Det lykkedes ikke
refused-text = Siden kan ikke tage imod det, der blev sendt. Åbn den på ny, og prøv igen.
busy-title = Der er meget travlt lige nu
busy-text = Intet er gået tabt. Prøv igen om et minut.
unexpected-title = Noget gik galt
unexpected-text = Det er vores fejl, ikke din. Prøv igen om et par minutter.
unexpected-reference = Sker det igen, så oplys denne reference:

integration-title = Single sign‑on og kataloger
integration-lead = Hvor folk logger ind, og hvorfra de kommer.
integration-sign-on = Single sign-on
integration-text = Forbindelser til de udbydere, som folk logger ind med. Den, der opsætter en, bestemmer, hvem der kan logge ind som hvem som helst.
integration-required = Single sign-on er påkrævet her: Den sidste forbindelse, der virker, bliver.
integration-none = Der er ingen forbindelse endnu.
integration-new = Ny forbindelse
integration-redirect-uri = Giv udbyderen denne adresse som redirect URI, bogstav for bogstav:
integration-add = Tilføj en forbindelse
integration-issuer = Udsteder
integration-issuer-hint = Udbyderens adresse, som den kalder sig selv: kun jeres organisations egen.
integration-state = Tilstand
integration-untried = Den har ikke lukket nogen ind endnu. Test den.
integration-works = Den virker: vist { $since }.
integration-domains = E-maildomæner
integration-domains-hint = Et på hver linje, for eksempel nordlys.example. Den, hvis e-mail hører til et af dem, føres hertil.
integration-new-people = Personer, der ikke er her endnu
integration-creates = Oprettes ved deres første login
integration-creates-nobody = Lukkes ikke ind
integration-secret = Hemmelighed
integration-secret-none = Ingen: Den beviser sig alene med PKCE
integration-secret-kept = Gemt og vises aldrig
integration-secret-lost = Skal angives igen: Den kan ikke læses længere
integration-test = Test
integration-edit = Ret
integration-rotate = En anden hemmelighed …
integration-rotate-text = Lav først en ny hos udbyderen, og angiv den så her: Den gælder fra næste login.
integration-rotate-button = Gem hemmeligheden
integration-client-secret = Klienthemmelighed
integration-client-secret-hint = Fra udbyderen. Den gemmes krypteret og vises aldrig.
integration-remove = Fjern …
integration-remove-text = Ingen logger ind med den længere. Sessioner, der begyndte med den, slutter inden for en time.
integration-remove-button = Fjern forbindelsen
integration-new-title = Ny forbindelse
integration-edit-title = Ret forbindelsen
integration-name = Navn
integration-name-hint = Det, folk læser på knappen.
integration-client-id = Klient-id
integration-client-id-hint = Det, udbyderen kender os som.
integration-trust = Hvornår en e-mail siger, hvem nogen er
integration-trust-verified-claim = Udbyderen siger, at den har bekræftet den (email_verified)
integration-trust-edov = Microsoft Entra siger, at kunden ejer domænet (xms_edov)
integration-trust-issuer-and-domains = Den hører til et af domænerne ovenfor, og udstederen er kun vores
integration-just-in-time = Opret personer ved deres første login
integration-default-department = Deres afdeling
integration-default-job-profile = Deres jobprofil
integration-default-permission-type = Deres rettighedstype
integration-default-none = Som ved selvoprettelse, ellers den første på listen
integration-claims = Hvad udbyderen siger om folk …
integration-claims-text = Navnene på oplysningerne (claims), eller vejen ind i en med punktummer imellem. Det, der ikke passer, udelades og holder ingen ude.
integration-claims-standard = Tomt felt: { $claim }
integration-keep = Følger udbyderen ved hvert login
integration-external-id = Oplysning, der navngiver folk, som jeres katalog gør (valgfri)
integration-external-id-hint = Kun for forbindelsen til katalogets egen udbyder: Dens ord tros om dem, som netop det katalog har navngivet. For Microsoft Entra: oid.
integration-external-token = Katalogets nøgle
integration-external-token-none = Ingen
integration-save = Gem
integration-back = Tilbage til forbindelserne
integration-added = Forbindelsen er der. Test den, før folk bruger den.
integration-changed = Forbindelsen er rettet.
integration-rotated = Forbindelsen har fået sin nye hemmelighed.
integration-removed = Forbindelsen er væk.
integration-test-title = Test af en forbindelse
integration-test-text = Log ind hos udbyderen, og læs, hvad den siger om dig, hvad der ville blive af dig, og hvad der er galt. Ingen lukkes ind, ændres eller oprettes. En test kan begyndes i et kvarter.
integration-test-begin = Begynd testen
integration-test-again = Test igen
integration-test-over = Den test er slut: Resultatet blev gemt i et kvarter.
integration-test-signs-in = Den virker: Du er kendt og ville blive logget ind.
integration-test-links = Den virker: Du har en konto her og ville blive logget ind.
integration-test-creates = Den virker: Du er ny og ville blive oprettet.
integration-test-refused = Du ville ikke blive lukket ind.
integration-test-reason = Teknisk årsag:
integration-test-profile = Hvad der kommer ud af det, den siger
integration-test-claim = Oplysning (claim)
integration-test-said = Den siger
integration-test-value = Profilen får
integration-test-nothing = ingenting
integration-test-later = Senere
integration-test-claims = Alt, hvad den siger
integration-not-yours-title = Denne side er for administratorer
integration-not-yours-text = Den, der opsætter single sign-on, bestemmer, hvem der kan logge ind som hvem som helst. Det kræver ret til at administrere alle brugere og indstillingerne.

directories-title = Kataloger (SCIM)
directories-text = Microsoft Entra, Okta og andre kataloger opretter personer her, retter dem og deaktiverer dem, der forlader jer. Hvert kommer med sin egen nøgle.
directories-address = Adresse til kataloget (tenant URL, base URL)
directories-adopt = Kataloger overtager dem
directories-adopt-nobody = Kataloger afvises
directories-to-adoption = Se, hvem kataloger ville overtage
tokens-none = Der er ingen nøgle endnu.
tokens-new = Ny nøgle
tokens-new-text = Et katalog, der har den, handler med dine rettigheder. Den holder op med at virke, når du mister dem, eller når den fjernes.
tokens-add = Tilføj en nøgle
tokens-name-hint = For eksempel Microsoft Entra. Folk læser det på tidslinjer.
tokens-make = Lav nøglen
tokens-may-grant = Må rette personer med disse rettigheder
tokens-may-grant-hint = Det retter alle uden rettigheder over andre. Det retter kun nogen med sådanne rettigheder, hvis de alle er valgt her.
tokens-may-grant-nothing = Ingen: kun personer uden rettigheder over andre
tokens-manage-users = Administrere personer i alle afdelinger
tokens-manage-own-department = Administrere personer i deres egne afdelinger
tokens-manage-settings = Administrere indstillinger og lister
tokens-last-used = Sidst brugt
tokens-never-used = Aldrig, eller for mere end et år siden
tokens-made = Lavet
tokens-made-by-nobody = af nogen, der ikke er her længere
tokens-secrets = Hemmelighed
tokens-one-secret = Én virker
tokens-two-secrets = To virker: den forrige indtil { $end }
tokens-rotate = En anden hemmelighed …
tokens-rotate-text = Du får en ny hemmelighed, som kataloget skal have. Den, det har nu, virker en uge endnu.
tokens-rotate-again = To hemmeligheder virker nu. En til afslutter straks den ældste af dem.
tokens-rotate-button = Lav en anden hemmelighed
tokens-rotated-since = Denne nøgle har fået en anden hemmelighed, siden siden blev åbnet: ved et ekstra tryk eller af en kollega. Den blev vist dengang. Lav kun en til, hvis ingen har kopieret den.
tokens-remove = Fjern …
tokens-remove-text = Kataloget afvises fra sin næste forespørgsel. De personer, det har oprettet, bliver.
tokens-remove-button = Fjern nøglen
tokens-removed = Nøglen er væk.
tokens-shown-title = Kopiér hemmeligheden nu
tokens-shown-text = Den vises kun denne ene gang. Ingen kan slå den op senere, men der kan laves en anden.
tokens-secret = Hemmelighed (secret token, API token)
tokens-shown-where = Giv kataloget begge dele, bogstav for bogstav. Gem ikke hemmeligheden andre steder.
tokens-shown-former = Den forrige hemmelighed virker indtil { $end }.
tokens-copied = Jeg har kopieret den: tilbage til katalogerne
tokens-back = Tilbage til single sign-on og kataloger
tokens-made-before-title = Nøglen er der allerede
tokens-made-before-text = Denne formular har lavet den før, og dens hemmelighed blev vist dengang. Har ingen kopieret den, så vælg ”En anden hemmelighed” ved nøglen.
adoption-title = Personer, der allerede er her
adoption-text = Et katalog vil oprette alle, der er tildelt det. Nogle af dem er her allerede med samme e-mail eller brugernavn. Den, der overtages, beholder adgangskode og rettigheder; det, kataloget angiver, retter det fra da af.
adoption-off = Kataloger afvises, når de opretter nogen, der er her.
adoption-on = Kataloger overtager dem, der er her, ved deres næste synkronisering.
adoption-whom = Hvem det gælder
adoption-would = { $count ->
    [0] Intet katalog har prøvet at oprette nogen, der er her.
    [one] { $count } person ville blive overtaget.
   *[other] { $count } personer ville blive overtaget.
}
adoption-still = { $count ->
    [0] Ingen venter på at blive overtaget.
    [one] { $count } person skal overtages.
   *[other] { $count } personer skal overtages.
}
adoption-more = { $count ->
    [one] Og { $count } person mere.
   *[other] Og { $count } personer mere.
}
adoption-beyond = Der er flere: siden ser på højst { $count } personer. Valget gælder dem alle.
adoption-switch-on = Lad kataloger overtage personer
adoption-switch-off = Lad dem ikke overtage flere
adoption-switched-on = Fra nu af overtager kataloger personer, der er her.
adoption-switched-off = Kataloger overtager ikke flere. Dem, de har overtaget, forbliver deres.
directories-to-rules = Ret, hvad der sker med det, de sender
rules-title = Hvad der sker med det, kataloger sender
rules-text = Et katalog får det tilbage, det har sendt. En person følger af det efter disse regler.
rules-defaults = Når kataloget ikke nævner nogen
rules-keep = Felter, som kataloger holder ajour
rules-keep-hint = Det, et katalog angiver af disse, ændres ikke af andre. Et andet felt er, hvad det var, da personen blev oprettet, indtil nogen ændrer det her.
rules-unknown-department = En afdeling, der ikke er her
rules-unknown-job-profile = En jobprofil, der ikke er her
rules-default = Personen beholder den, de har, eller får den ovenfor
rules-refuse = Kataloget afvises
rules-create = Den tilføjes, hvis den, der lavede nøglen, må ændre lister
rules-strict = Afvis også det, der er forkert og ikke nødvendigt, for eksempel et ugyldigt telefonnummer
rules-brake = Når mange ville miste deres adgang
rules-brake-text = Det, som ét katalog ville deaktivere eller slette inden for en time ud over begge grænser, holdes tilbage, til nogen her har set på det. Til da mister ingen deres adgang ved det, og kataloget fortsætter.
rules-people = Flere personer end
rules-per-cent = Og mere end så mange procent af alle, nøglen gælder for
rules-changed = Reglerne er rettet.
