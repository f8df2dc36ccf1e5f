//! The heading row: which column is which.

use super::cell::Cell;
use super::heading;
use super::position::column_name;
use super::refusal::{Clash, Missing, Refusal, quotable};
use super::row::Row;
use rollcall::domain::field::{Field, Fields, Need};

/// One heading of the sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// The column of the sheet, from 0.
    pub index: usize,
    /// As written, without blanks around it.
    pub title: String,
    /// What it means, or `None` for a column that is only carried through.
    pub column: Option<Field>,
}

impl Heading {
    /// Whether it is not read and what stands below it looks like passwords.
    pub fn hides_secrets(&self) -> bool {
        self.column.is_none() && heading::is_secret(&self.title)
    }
}

/// A column that is not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unused {
    /// Its heading, fit to be quoted.
    pub title: String,
    /// The column that was probably meant, and that the sheet does not have.
    pub meant: Option<Field>,
    /// The heading of the column that was read in its place.
    pub instead: Option<String>,
}

/// The heading row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    headings: Vec<Heading>,
    positions: Fields<Option<usize>>,
    dialling_code: Option<usize>,
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
    pub fn position(&self, column: Field) -> Option<usize> {
        self.positions[column]
    }

    /// The cell of that column in a row; empty where the sheet has no such column.
    pub fn cell<'r>(&self, row: &'r Row, column: Field) -> &'r Cell {
        self.position(column)
            .and_then(|index| row.cells.get(index))
            .unwrap_or(&Cell::Empty)
    }

    /// How many columns of the sheet a row has: up to the last heading.
    pub fn width(&self) -> usize {
        self.headings.last().map_or(0, |heading| heading.index + 1)
    }

    /// What stands in the column of dialling codes beside the phones; empty where the sheet has none.
    pub fn dialling_code<'r>(&self, row: &'r Row) -> &'r Cell {
        self.dialling_code
            .and_then(|index| row.cells.get(index))
            .unwrap_or(&Cell::Empty)
    }

    /// The columns that are not read, from left to right.
    pub fn unused(&self) -> Vec<Unused> {
        let instead = |title: &str| {
            let (column, _) = heading::meaning(title)?;
            let used = self.position(column)?;
            let used = self.headings.iter().find(|heading| heading.index == used)?;
            Some(quotable(&used.title))
        };
        self.unknown()
            .filter(|heading| Some(heading.index) != self.dialling_code)
            .map(|heading| Unused {
                title: quotable(&heading.title),
                meant: heading::closest(&heading.title, |column| self.position(column).is_none()),
                instead: instead(&heading.title),
            })
            .collect()
    }

    /// Reads the headings of a row without judging them. Where several could be one column, the nearest to its title is
    /// that column; where none is nearest, they clash.
    pub(super) fn read(row: &Row) -> Result<Self, Refusal> {
        let mut header = Self {
            headings: Vec::new(),
            positions: Fields::default(),
            dialling_code: None,
        };
        let mut meant = Vec::new();
        for (index, cell) in row.cells.iter().enumerate().filter(|(_, cell)| !cell.is_blank()) {
            let title = title(cell);
            if let Some((column, distance)) = heading::meaning(&title) {
                meant.push((column, distance, header.headings.len()));
            }
            let column = None;
            header.headings.push(Heading { index, title, column });
        }
        meant.sort_unstable();
        let mut clashes = Vec::new();
        for like in meant.chunk_by(|(one, ..), (other, ..)| one == other) {
            let Some(&(column, nearest, at)) = like.first() else {
                continue;
            };
            let equals: Vec<&Heading> = like
                .iter()
                .filter(|(_, distance, _)| *distance == nearest)
                .map(|(.., at)| &header.headings[*at])
                .collect();
            if equals.len() > 1 {
                let named = |heading: &&Heading| (letters(heading.index), quotable(&heading.title));
                let clash = Clash {
                    column,
                    headings: equals.iter().map(named).collect(),
                };
                clashes.push((header.headings[at].index, clash));
            }
            header.headings[at].column = Some(column);
            header.positions[column] = Some(header.headings[at].index);
        }
        if !clashes.is_empty() {
            clashes.sort_by_key(|(first, _)| *first);
            let clashes = clashes.into_iter().map(|(_, clash)| clash).collect();
            return Err(Refusal::RepeatedHeading { clashes });
        }
        if header.position(Field::Phone).is_some() {
            let code = header
                .unknown()
                .find(|heading| heading::is_dialling_code(&heading.title))
                .map(|heading| heading.index);
            header.dialling_code = code;
        }
        Ok(header)
    }

    /// How many of the headings are known.
    pub(super) fn known(&self) -> usize {
        Field::ALL
            .into_iter()
            .filter(|column| self.position(*column).is_some())
            .count()
    }

    /// What a workbook must have and this one has not.
    pub(super) fn missing(&self) -> Vec<Missing> {
        let has = |column| self.position(column).is_some();
        let mut missing: Vec<_> = Field::ALL
            .into_iter()
            .filter(|column| column.need() == Need::Required && !has(*column))
            .map(Missing::Column)
            .collect();
        let reachable = has(Field::Email) || (has(Field::Username) && has(Field::Phone));
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
    use super::super::{cell::fold_heading, heading::parse_heading};
    use super::*;
    use rollcall::domain::language::Language;

    #[test]
    fn every_heading_means_one_field_and_is_written_as_it_is_looked_for() {
        let mut seen = std::collections::HashMap::new();
        for field in Field::ALL {
            let titles = Language::ALL.map(|language| fold_heading(&field.title(language)));
            for title in field.other_headings() {
                assert_eq!(fold_heading(title), *title);
            }
            for title in titles
                .iter()
                .map(String::as_str)
                .chain(field.other_headings().iter().copied())
            {
                let other = seen.insert(title.to_owned(), field);
                assert!(other.is_none_or(|other| other == field), "{title} stands twice");
                assert_eq!(parse_heading(title), Some(field));
            }
        }
    }

    #[test]
    fn headings_are_found_whatever_their_spelling() {
        for (title, expected) in [
            ("  FIRST NAME ", Some(Field::FirstName)),
            ("Last\u{a0}name", Some(Field::LastName)),
            ("E-mail", Some(Field::Email)),
            ("PHONE\n", Some(Field::Phone)),
            ("\u{feff}Language", Some(Field::Language)),
            ("One-time  password *", Some(Field::OneTimePassword)),
            ("Ta\u{308}tigkeit", Some(Field::JobProfile)),
            ("Shoe size", None),
            ("", None),
        ] {
            assert_eq!(parse_heading(title), expected, "{title:?}");
        }
    }
    fn header(titles: &[&str]) -> Result<Header, Refusal> {
        Header::read(&Row {
            number: 1,
            cells: titles
                .iter()
                .map(|title| Cell::Text((*title).to_owned()))
                .collect(),
            ..Row::default()
        })
    }

    #[test]
    fn what_stands_in_brackets_or_after_a_slash_is_left_aside() {
        for (title, expected) in [
            ("First Name [Required]", Some(Field::FirstName)),
            ("First name [givenName]", Some(Field::FirstName)),
            ("E-mail (work)", Some(Field::Email)),
            ("Phone (mobile)", Some(Field::Phone)),
            ("Start date (planned)", Some(Field::StartDate)),
            ("Department / store", Some(Field::Department)),
            ("One-time pass-code", Some(Field::OneTimePassword)),
            ("E-mail / username", None),
            ("Name / department", None),
        ] {
            assert_eq!(parse_heading(title), expected, "{title:?}");
        }
    }

    #[test]
    fn of_two_like_columns_the_mobile_and_the_title_itself_win() {
        for (titles, column, winner) in [
            (["Telephone number", "Mobile phone"], Field::Phone, 1),
            (["Mobile", "Phone"], Field::Phone, 0),
            (["Phone (work)", "Phone (mobile)"], Field::Phone, 1),
            (["Butik", "Afdeling"], Field::Department, 1),
            (["Department (old)", "Department"], Field::Department, 1),
        ] {
            let header = header(&titles).unwrap();
            assert_eq!(header.position(column), Some(winner), "{titles:?}");
            let unused = header.unused();
            assert_eq!(unused.len(), 1, "{titles:?}");
            assert_eq!(unused[0].title, titles[1 - winner]);
            assert_eq!(unused[0].instead.as_deref(), Some(titles[winner]));
        }
    }

    #[test]
    fn all_clashes_are_named_at_once_and_as_written() {
        let refusal = header(&["Login", "Bruger-ID", "Stilling", "Fornavn", "Jobtitel"]).unwrap_err();
        assert_eq!(
            refusal.say(Language::English),
            "Several columns could be the same: “Username” could be A (“Login”) or B (“Bruger-ID”); “Job profile” could \
             be C (“Stilling”) or E (“Jobtitel”). Keep one of each, delete or rename the others, and upload the file again."
        );
    }

    #[test]
    fn unused_columns_are_named_with_what_was_meant() {
        let unused = header(&[
            "First name",
            "Shoe size",
            "Departmnt",
            "Work e-mail address",
            "First nmae",
        ])
        .unwrap()
        .unused();
        let found: Vec<_> = unused.iter().map(|one| (one.title.as_str(), one.meant)).collect();
        let expected = [
            ("Shoe size", None),
            ("Departmnt", Some(Field::Department)),
            ("Work e-mail address", Some(Field::Email)),
            ("First nmae", None),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn dialling_codes_are_known_beside_a_phone_only() {
        let row = |titles: &[&str]| header(titles).unwrap();
        assert_eq!(row(&["Country code", "Mobile"]).dialling_code, Some(0));
        assert_eq!(row(&["Landekode", "Telefon"]).unused(), []);
        assert_eq!(row(&["Vorwahl", "Abteilung"]).unused().len(), 1);
    }

    #[test]
    fn columns_that_hold_secrets_are_known_by_their_heading() {
        let is_secret = |title: &str| header(&[title]).unwrap().headings()[0].hides_secrets();
        for title in [
            "Windows password",
            "Startkode (adgangskode)",
            "PIN",
            "Wi-Fi-Kennwort",
        ] {
            assert!(is_secret(title), "{title}");
        }
        for title in ["Shoe size", "Postal code", "Zip", "One-time password"] {
            assert!(!is_secret(title), "{title}");
        }
    }
}
