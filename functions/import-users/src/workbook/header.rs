//! The heading row: which column is which.

use std::fmt;

use super::cell::{Cell, fold_heading};
use super::column_name;
use super::reader::Row;
use super::refusal::{Missing, Refusal, quotable};

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
const TITLES: [(Column, &str, &[&str]); 11] = [
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
        "onetimecode", "otp", "temporarypassword", "initialpassword", "password", "engangsadgangskode", "adgangskode",
        "einmalkennwort", "startpasswort", "initialpasswort", "passwort", "kennwort"]),
    (Column::StartDate, "Start date", &["startdate", "startdato", "startdatum",
        "firstday", "hiredate", "dateofhire", "startingdate", "ansættelsesdato", "tiltrædelsesdato",
        "eintrittsdatum", "eintritt", "einstellungsdatum"]),
];

/// The columns every workbook must have, apart from the contact.
const REQUIRED: [Column; 6] = [
    Column::FirstName,
    Column::LastName,
    Column::JobProfile,
    Column::Department,
    Column::PermissionType,
    Column::Language,
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

    /// Which column a heading means, whatever its case, spaces and punctuation.
    pub fn parse(title: &str) -> Option<Self> {
        let folded = fold_heading(title);
        let entry = TITLES
            .iter()
            .find(|(.., titles)| titles.contains(&folded.as_str()))?;
        Some(entry.0)
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.title())
    }
}

/// One heading of the sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// The column of the sheet, from 0.
    pub index: usize,
    /// As written, without blanks around it.
    pub title: String,
    /// What it means, or `None` for a column that is only carried through.
    pub column: Option<Column>,
}

/// The heading row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    headings: Vec<Heading>,
    positions: [Option<usize>; TITLES.len()],
}

impl Header {
    /// Every heading, known or not, from left to right.
    pub fn headings(&self) -> &[Heading] {
        &self.headings
    }

    /// The headings of columns that are only carried through.
    pub fn unknown(&self) -> impl Iterator<Item = &Heading> {
        self.headings.iter().filter(|heading| heading.column.is_none())
    }

    /// Where a column is in the sheet, from 0.
    pub fn position(&self, column: Column) -> Option<usize> {
        self.positions[column as usize]
    }

    /// The cell of that column in a row; empty where the sheet has no such column.
    pub fn cell<'r>(&self, row: &'r Row, column: Column) -> &'r Cell {
        self.position(column)
            .and_then(|index| row.cells.get(index))
            .unwrap_or(&Cell::Empty)
    }

    /// How many columns of the sheet a row has: up to the last heading.
    pub fn width(&self) -> usize {
        self.headings.last().map_or(0, |heading| heading.index + 1)
    }

    /// Reads the headings of a row without judging them.
    pub(super) fn read(row: &Row) -> Result<Self, Refusal> {
        let mut header = Self {
            headings: Vec::new(),
            positions: [None; TITLES.len()],
        };
        for (index, cell) in row.cells.iter().enumerate().filter(|(_, cell)| !cell.is_blank()) {
            let title = title(cell);
            let column = Column::parse(&title);
            if let Some(column) = column
                && let Some(first) = header.positions[column as usize].replace(index)
            {
                return Err(Refusal::RepeatedHeading {
                    column,
                    first: letters(first),
                    second: letters(index),
                });
            }
            header.headings.push(Heading { index, title, column });
        }
        Ok(header)
    }

    /// How many of the headings are known.
    pub(super) fn known(&self) -> usize {
        self.positions.iter().flatten().count()
    }

    /// What a workbook must have and this one has not.
    pub(super) fn missing(&self) -> Vec<Missing> {
        let has = |column| self.position(column).is_some();
        let mut missing: Vec<_> = REQUIRED
            .into_iter()
            .filter(|column| !has(*column))
            .map(Missing::Column)
            .collect();
        let reachable = has(Column::Email) || (has(Column::Username) && has(Column::Phone));
        if !reachable {
            missing.push(Missing::Contact);
        }
        missing
    }

    /// The titles as a refusal may name them.
    pub(super) fn titles(&self) -> Vec<String> {
        // A heading has neither an @ nor digits; where one has, it is somebody's particulars.
        let is_plain = |title: &str| !title.contains(|c: char| c == '@' || c.is_numeric());
        self.headings
            .iter()
            .filter(|heading| heading.column.is_some() || is_plain(&heading.title))
            .map(|heading| quotable(&heading.title))
            .collect()
    }
}

fn letters(index: usize) -> String {
    column_name(u32::try_from(index).unwrap_or(u32::MAX))
}

fn title(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => text
            .trim_matches(|c: char| c.is_whitespace() || super::cell::is_invisible(c))
            .to_owned(),
        Cell::Number(number) => number.to_string(),
        Cell::Date(date) => date.iso.clone(),
        Cell::Boolean(boolean) => boolean.to_string(),
        Cell::Error(error) => error.clone(),
        Cell::Empty | Cell::TooLong(_) | Cell::FormulaWithoutValue => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_columns_and_unambiguous() {
        let mut seen = std::collections::HashSet::new();
        for (index, (column, title, titles)) in TITLES.iter().enumerate() {
            assert_eq!(*column as usize, index);
            assert_eq!(Column::parse(title), Some(*column));
            for title in *titles {
                assert!(seen.insert(*title), "{title} stands twice");
                assert_eq!(fold_heading(title), *title);
            }
        }
    }

    #[test]
    fn headings_are_found_whatever_their_spelling() {
        for (title, expected) in [
            ("  FIRST NAME ", Some(Column::FirstName)),
            ("Last\u{a0}name", Some(Column::LastName)),
            ("E-mail", Some(Column::Email)),
            ("PHONE\n", Some(Column::Phone)),
            ("\u{feff}Language", Some(Column::Language)),
            ("One-time  password *", Some(Column::OneTimePassword)),
            ("Ta\u{308}tigkeit", Some(Column::JobProfile)),
            ("Shoe size", None),
            ("", None),
        ] {
            assert_eq!(Column::parse(title), expected, "{title:?}");
        }
    }
}
