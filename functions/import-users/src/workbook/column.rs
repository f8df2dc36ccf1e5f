//! The columns an import knows.

use std::fmt;

/// The columns an import knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Column {
    FirstName,
    LastName,
    Email,
    Username,
    Phone,
    JobProfile,
    Department,
    PermissionType,
    Language,
    OneTimePassword,
    StartDate,
}

/// How each column may be headed, without case, spaces and punctuation: the title in English, Danish and German as
/// the template writes it, then what other systems and people write.
#[rustfmt::skip]
pub(super) const TITLES: [(Column, &str, &[&str]); 11] = [
    (Column::FirstName, "First name", &["firstname", "fornavn", "vorname",
        "givenname", "forename", "first", "fornavne", "vornamen", "rufname"]),
    (Column::LastName, "Last name", &["lastname", "efternavn", "nachname",
        "surname", "familyname", "last", "efternavne", "familienname", "zuname"]),
    (Column::Email, "Email", &["email", "mail",
        "emailaddress", "mailaddress", "workemail", "emailadresse", "mailadresse", "arbejdsemail", "epost"]),
    (Column::Username, "Username", &["username", "brugernavn", "benutzername",
        "userid", "login", "loginname", "brugerid", "benutzerkennung", "anmeldename", "nutzername"]),
    (Column::Phone, "Phone", &["phone", "telefon",
        "phonenumber", "telephone", "telephonenumber", "mobile", "mobilephone", "mobilenumber", "cellphone", "cell",
        "telefonnummer", "telefonnr", "tlf", "tlfnr", "mobil", "mobilnummer", "mobilnr", "mobiltelefon",
        "handy", "handynummer", "telefonnumer", "rufnummer"]),
    (Column::JobProfile, "Job profile", &["jobprofile", "jobprofil",
        "jobtitle", "job", "position", "stilling", "stillingsbetegnelse", "jobtitel", "stelle", "stellenprofil",
        "berufsprofil", "tätigkeit", "stellenbezeichnung"]),
    (Column::Department, "Department", &["department", "afdeling", "abteilung",
        "dept", "store", "butik", "filiale", "avdeling"]),
    (Column::PermissionType, "Permission type", &["permissiontype", "rettighedstype", "berechtigungstyp",
        "permission", "permissions", "role", "rettighed", "rettigheder", "tilladelsestype", "rolle", "berechtigung",
        "berechtigungsart", "brugertype", "usertype"]),
    (Column::Language, "Language", &["language", "sprog", "sprache",
        "lang", "preferredlanguage", "sprogkode", "languagecode", "sprachcode"]),
    (Column::OneTimePassword, "One-time password", &["onetimepassword", "engangskode", "einmalpasswort",
        "onetimecode", "onetimepasscode", "passcode", "otp", "temporarypassword", "initialpassword", "password", "engangsadgangskode", "adgangskode",
        "einmalkennwort", "einmalcode", "startpasswort", "initialpasswort", "passwort", "kennwort"]),
    (Column::StartDate, "Start date", &["startdate", "startdato", "startdatum",
        "firstday", "hiredate", "dateofhire", "startingdate", "ansættelsesdato", "tiltrædelsesdato",
        "eintrittsdatum", "eintritt", "einstellungsdatum"]),
];

impl Column {
    /// Every column, in the order of the template.
    pub fn all() -> impl Iterator<Item = Self> {
        TITLES.iter().map(|(column, ..)| *column)
    }

    /// The English heading.
    pub fn title(self) -> &'static str {
        TITLES[self as usize].1
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.title())
    }
}
