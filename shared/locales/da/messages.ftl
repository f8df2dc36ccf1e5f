# Det, der sendes som mail og sms.

date = { $day }. { $month ->
    [1] januar
    [2] februar
    [3] marts
    [4] april
    [5] maj
    [6] juni
    [7] juli
    [8] august
    [9] september
    [10] oktober
    [11] november
   *[12] december
} { $year }
date-short = { $day }.{ $month }.{ $year }

greeting = Hej { $name }
greeting-nameless = Hej

activation-subject = { $organisation }: vælg din adgangskode
activation-intro = { $organisation } har oprettet en konto til dig. Vælg en adgangskode, så er du i gang.
activation-why = Du får denne mail, fordi { $organisation } har oprettet en konto til dig. Kommer den uventet, så spørg din leder eller HR-afdelingen.

signed-up-subject = { $organisation }: gør din konto klar
signed-up-intro = Tak, fordi du har oprettet dig hos { $organisation }. Vælg en adgangskode, så er du i gang.
signed-up-why = Du får denne mail, fordi nogen har skrevet denne adresse, da de ville oprette en konto hos { $organisation }. Var det ikke dig, kan du se bort fra den: Uden en adgangskode bliver kontoen ikke til noget.
signed-up-sign-in-email = Derefter logger du ind med den e-mailadresse, som denne mail er sendt til.
signed-up-sign-in-username = Derefter logger du ind med det brugernavn, du valgte i formularen.

activation-button = Vælg adgangskode
activation-expires = Linket virker indtil den { $date }. Kommer du senere, så åbn det alligevel og bed om et nyt.
activation-plain-link = Virker knappen ikke, så kopiér denne adresse til din browser:
activation-sign-in-email = Derefter logger du ind med din e-mailadresse:
activation-sign-in-username = Derefter logger du ind med dit brugernavn:
activation-sign-in-either = Derefter logger du ind med din e-mailadresse eller dit brugernavn:
activation-sign-in-page = Din side til at logge ind:
never-forward = Linket er kun til dig. Send det ikke videre.

already-subject = { $organisation }: du har allerede en konto
already-intro = Nogen, sandsynligvis dig selv, ville oprette en konto hos { $organisation } med denne adresse. Det er ikke nødvendigt: Du har allerede en.
already-button = Gå til log ind
already-why = Du får denne mail, fordi denne adresse blev skrevet, da nogen ville oprette en konto hos { $organisation }. Var det ikke dig, kan du se bort fra den: Der er ikke ændret noget.

sms-greeting = Hej { $name }!
sms-choose = Vælg adgangskode til din konto hos { $organisation }: { $link }
sms-choose-short = { $organisation }, vælg adgangskode: { $link }
sms-username = Brugernavn: { $username }
sms-expires = Gælder til { $date }
sms-already = Du har allerede en konto hos { $organisation }. Log ind her: { $link }
sms-already-short = { $organisation }, log ind: { $link }

# Det, en aktiv person får at vide om sin kontos sikkerhed. Ingens adresse står i det.
email-changed-subject = { $organisation }: din kontos e-mailadresse er ændret
email-changed-intro = En, der administrerer brugere hos { $organisation }, har ændret din kontos e-mailadresse. Fra nu af kan du ikke længere logge ind med denne adresse, og beskeder sendes til den nye.
email-changed-why = Du får denne mail, fordi adressen indtil nu hørte til en konto hos { $organisation }.
one-time-granted-subject = { $organisation }: der er oprettet en engangskode til din konto
one-time-granted-intro = En, der administrerer brugere hos { $organisation }, har oprettet en engangskode til din konto. Den, der har koden, kan vælge en ny adgangskode for dig.
one-time-granted-why = Du får denne mail, fordi adressen hører til en konto hos { $organisation }.
notice-not-you = Har du ikke bedt om det? Så sig det straks til HR-afdelingen.
sms-email-changed = { $organisation } har ændret din kontos e-mailadresse. Har du ikke bedt om det? Sig det straks til HR.
sms-one-time-granted = { $organisation } har oprettet en engangskode til din konto. Har du ikke bedt om den? Sig det straks til HR.

# Nogen administrerer personer, og oprettelser afventer godkendelse.
sign-ups-await-subject = { $organisation }: oprettelser afventer din godkendelse
sign-ups-await-intro = En person har oprettet sig hos { $organisation } og afventer din godkendelse.
sign-ups-await-what = Godkend eller afvis; indtil da kan personen ikke logge ind. Du får denne besked højst én gang i timen.
sign-ups-await-why = Du får denne e-mail, fordi du administrerer personer hos { $organisation }.
sms-sign-ups-await = En person har oprettet sig hos { $organisation } og afventer din godkendelse.

# En oprettelse er afvist.
sign-up-refused-subject = { $organisation }: om din oprettelse
sign-up-refused-intro = Tak, fordi du oprettede dig hos { $organisation }. Din oprettelse er ikke godkendt, og det, du skrev, er slettet.
sign-up-refused-reason = Begrundelsen lyder: { $reason }
sign-up-refused-ask = Hvis du mener, at det er en fejl, så spørg din leder eller HR-afdeling.
sign-up-refused-why = Du får denne e-mail, fordi nogen har skrevet denne adresse i { $organisation }s formular til oprettelse. Hvis det ikke var dig, kan du se bort fra den.
sms-sign-up-refused = { $organisation } har ikke godkendt din oprettelse. Er det en fejl? Spørg din leder eller HR.
