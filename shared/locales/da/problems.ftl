# Hvorfor en anmodning afvises som helhed.

-nothing-changed = Intet er ændret: hverken navn, sprog, land og tidszone eller nogens adgangskode. Vælg et andet navn til en ny organisation; vil man ændre denne, logger en administrator ind i den.

problem-faults = { $count } felter skal rettes; se `errors`.
problem-not-found = Der er intet her, eller det hører til en anden organisation.
problem-unauthorised = Log ind, og send adgangstokenet som `Authorization: Bearer …`.
problem-sign-in-refused = Organisation, e-mail eller brugernavn og adgangskode passer ikke sammen. Efter flere forkerte forsøg afvises de næste en tid, uanset hvad de er; det gælder ikke en kendt enhed.
problem-may-not-manage-users = At administrere brugere kræver en rettighedstype, der omfatter det.
problem-may-not-manage-settings = Indstillinger og lister kræver en rettighedstype med manage_settings.
problem-may-not-read-settings = Indstillinger og lister vises for dem, der administrerer dem eller brugere.
problem-not-for-machines = Dette er for personer, der er logget ind, ikke for API-klienter.
problem-scope-missing = API-klientens adgangstoken mangler adgangsområdet { $scope }.
problem-client-outranks = Denne API-klient eller integration må mere end du. En med de samme rettigheder kan give den en ny hemmelighed.
problem-too-many-requests = Denne API-klient sender mere end 500 forespørgsler på ti sekunder. Vent et øjeblik, og prøv igen.
problem-too-many-scim-requests = Organisationens integrationer sender mere end 1.000 forespørgsler på ti sekunder. Vent et øjeblik, og prøv igen.
problem-machines-full = En organisation har højst { $limit } API-klienter og integrationsnøgler. Fjern først en, der ikke længere bruges.
problem-client-changed = En anden har netop ændret denne API-klient eller integration. Prøv igen.
problem-connection-outranks = Den, der opsætter single sign-on, bestemmer, hvem der kan logge ind som hvem som helst. Det kræver både manage_users og manage_settings.
problem-connections-full = En organisation har højst { $limit } forbindelser. Fjern først en, der ikke bruges længere.
problem-connection-changed = En anden har netop ændret forbindelsen. Prøv igen.
problem-last-connection = Single sign-on er påkrævet her, og dette er den sidste forbindelse, der virker. Tilføj en anden, og test den først.
problem-sso-outranks = Den, der kræver single sign-on, bestemmer, hvem der overhovedet kommer ind. Det kræver en person med både manage_users og manage_settings.
problem-sso-only = Alle logger ind med single sign-on her. Kun nødadministratoren har en adgangskode, og ingen har brug for en besked.
problem-break-glass = Dette er nødadministratoren. Så længe single sign-on er påkrævet, forbliver vedkommende aktiv og beholder afdeling, rettighedstype og rettigheder. Angiv først en anden under indstillinger.
problem-user-outranks = Brugerens rettighedstype omfatter mere, end du selv har.
problem-may-not-release = Kun den, der administrerer alle brugere, frigiver det tilbageholdte. Du kan opgive det, du selv har bedt om.
problem-hold-decided = Det er allerede afgjort: Det er frigivet eller opgivet.
problem-may-not-erase-oneself = Du kan ikke slette dig selv. Det kan en anden, der administrerer brugere.
problem-type-outranks = Rettighedstypen omfatter mere, end du selv har.
problem-link-gone = Linket gælder ikke længere. Bed den, der inviterede dig, om et nyt.
problem-ticket-gone = Denne billet gælder ikke længere. Log ind igen med engangskoden.
problem-link-still-works = Linket virker stadig: vælg en adgangskode med det. Kun et udløbet link bliver fornyet.
problem-link-sent-too-often = Der er sendt et link fem gange i dag. Spørg din leder eller HR-afdeling, eller prøv igen i morgen.
problem-unlocked-too-often = Personen er låst op ti gange i dag. Giv vedkommende en engangskode, eller prøv igen i morgen.
problem-too-many-attempts = For mange forsøg. Vent lidt, og prøv igen.
problem-too-many-sign-ups = Der var rigtig mange oprettelser lige nu. Send denne igen om { $minutes ->
    [one] 1 minut
   *[other] { $minutes } minutter
}.
problem-sign-up-link-unknown = Linket til oprettelse hører ikke til denne organisation. Scan koden igen, eller bed din leder om linket.
problem-sign-up-link-replaced = Linket til oprettelse er erstattet af et nyere. Bed din leder eller HR-afdeling om det nye link eller den nye plakat.
problem-sign-up-link-revoked = Linket til oprettelse er ikke længere i brug. Bed din leder eller HR-afdeling om et andet.
problem-sign-up-link-ended = Tiden til at oprette sig med dette link er gået. Bed din leder eller HR-afdeling om et andet.
problem-sign-up-link-full = Alle pladser på dette link er optaget. Bed din leder eller HR-afdeling om et andet.
problem-printed-link-closed = Afdelingen for dette link til oprettelse findes ikke længere, så ingen kunne oprette sig med det, der udskrives. Opret et link til en anden afdeling, og udskriv det.
problem-printed-link-ended = Den sidste dag for dette link til oprettelse er passeret, så ingen kunne oprette sig med det, der udskrives. Opret et nyt link, og udskriv det.
problem-no-sign-up-defaults = De, der opretter sig selv, får som standard en jobprofil og en rettighedstype uden rettigheder: vælg først begge i indstillingerne (sign_up.default_job_profile, sign_up.default_permission_type).
problem-too-many-sign-up-links = Der er { $limit } links til oprettelse, og der kan ikke være flere. Træk først et tilbage, som ingen har brug for.
problem-user-exists = Brugeren er allerede oprettet.
problem-in-flight = Den samme anmodning er i gang; spørg igen om et øjeblik efter svaret.
problem-user-erased = Den person, som denne anmodning oprettede, er slettet. Med en anden Idempotency-Key oprettes personen på ny.
problem-user-changed = En anden har ændret brugeren i mellemtiden. Læs den igen, og gentag din ændring.
problem-settings-changed = En anden har ændret indstillingerne i mellemtiden. Læs dem igen, og gentag din ændring.
problem-languages-changed = En anden har ændret sprogene i mellemtiden. Læs dem igen, og gentag.
problem-entry-changed = En anden har ændret posten i mellemtiden. Læs listen igen, og gentag din ændring.
problem-language-in-use = Der er brugere med sproget ”{ $language }”. Giv dem først et andet.
problem-list-full = En liste har højst { $limit } poster. Fjern først en, der ikke er i brug.
problem-entry-is-default = Selvoprettelse giver som standard { $list ->
    [department] denne afdeling
    [job_profile] denne jobprofil
   *[other] denne rettighedstype
}. Vælg først en anden under indstillinger.
problem-entry-in-use = { $count ->
    [one] { $count } person har
   *[other] { $count } personer har
} { $list ->
    [department] denne afdeling
    [job_profile] denne jobprofil
   *[other] denne rettighedstype
}. Giv dem først en anden, eller sig med move_to hvilken.
problem-entry-moving = { $list ->
    [department] Der er ved at blive flyttet personer fra eller til denne afdeling.
    [job_profile] Der er ved at blive flyttet personer fra eller til denne jobprofil.
   *[other] Der er ved at blive flyttet personer fra eller til denne rettighedstype.
} Prøv igen, når det er gjort; det tager et minut eller to.
problem-organisation-of-others = Der er en organisation med dette navn, og denne e-mail er ikke dens første administrators. { -nothing-changed }
problem-organisation-in-use = Der er en organisation med dette navn, og dens første administrator har været logget ind. { -nothing-changed }
problem-organisation-lists-changed = Der er en organisation med dette navn, og de lister, dens administrator har brug for, er ændret. { -nothing-changed }
problem-user-active = Brugeren er allerede aktiv og skal ikke aktiveres.
problem-user-disabled = Brugeren er spærret. Ophæv først spærringen.
problem-awaits-approval = Ingen har godkendt personens oprettelse endnu. Godkend den først.
problem-not-awaiting-approval = Personen afventer ikke godkendelse, eller nogen har lige taget stilling.
problem-no-longer-invited = Brugeren er lige blevet aktiveret eller spærret.
problem-not-uploaded = Filen er ikke uploadet endnu. Send den til den adresse, der fulgte med importen, med den metode og de headere, der står der; eller bed om en ny adresse.
problem-leavers-unknown = Hvem der ikke er i filen, vides først, når hver række har sit resultat. En import, der blev afvist eller afbrudt, eller som er fra før dette blev registreret, har ingen sådan liste.
problem-result-not-made = Resultatet laves, når alle rækker er behandlet. Kom tilbage til den tid.
problem-result-refused = Der er intet resultat, for filen blev afvist: { $why }
problem-result-gone = Resultater gemmes i 27 dage, og dette er der ikke. Hvad der blev af hver række, står stadig på listen.
problem-no-dry-run = Importen er ikke en prøvekørsel: den kører rigtigt eller har gjort det.
problem-run-refused = Filen blev afvist, så der er intet at køre. Ret den, og upload den igen.
problem-run-cancelled = Prøvekørslen blev stoppet før tid. Upload filen igen for at få det hele kontrolleret.
problem-import-ended = Denne import er slut, så der er ikke noget at stoppe. Den kan fortrydes.
problem-dry-run-not-ended = Prøvekørslen er ikke slut endnu. Kør den rigtigt, når den er.
problem-undo-of-dry-run = En prøvekørsel har ikke oprettet nogen, så der er intet at fortryde.
problem-undo-too-soon = Importen er ikke slut endnu. Fortryd den, når den er.
problem-nothing-created = Importen har ikke oprettet nogen, så der er intet at fortryde.
problem-undo-too-late = En import kan fortrydes i 14 dage efter, at den sluttede, og de er gået. Fjern personerne én for én.
problem-workbook-out-of-reach = Projektmappen kan ikke nås lige nu. Prøv igen om et øjeblik.
problem-busy = Tjenesten har travlt. Intet er gået tabt; prøv igen om et øjeblik.
problem-internal = Noget gik galt hos os.
