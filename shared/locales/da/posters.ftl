# Hvad plakaten med et oprettelseslink siger til dem, der står foran den. Trinene er nummereret; godkendelse er et af dem, hvor den findes.

poster-document = { $organisation }, { $department }: opret din konto
poster-title = Opret din konto
poster-code = QR-kode, der åbner { $link }
poster-step-scan = Scan koden med telefonens kamera, eller skriv adressen under den.
poster-step-form = Udfyld formularen.
poster-step-approval = Nogen ser først på din oprettelse. Det kan tage en dag eller to.
poster-step-password = { $contact ->
    [email] Åbn det link, vi sender dig i en mail, og vælg en adgangskode.
    [phone] Åbn det link, vi sender dig i en sms, og vælg en adgangskode.
   *[either] Åbn det link, vi sender dig i en mail eller sms, og vælg en adgangskode.
}
poster-until = Du kan gøre det til og med den { $date }.
poster-help = Brug for hjælp? Spørg din leder eller HR-afdelingen.
