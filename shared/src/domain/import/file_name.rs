//! Names of files: those that are given, and those of dropped files.

use crate::domain::{
    fault::{Code, Fault},
    text,
};

/// Longest name of a file, in characters. A key has at most 1,024 bytes.
const LONGEST: usize = 150;
/// What the name of a file ends in that is uploaded. What is in it decides how it is read.
const ENDINGS: [&str; 2] = [".xlsx", ".csv"];

/// The name of a file that somebody uploads: on one line, without folders, ending in `.xlsx` or `.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileName(String);

impl FileName {
    /// Reads a name. Spaces around it and the case of its ending mean nothing.
    ///
    /// # Errors
    ///
    /// A name that is too long, cannot be seen as it is, leads elsewhere, or is of no workbook.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let fault = |code| Err(Fault::at("file_name", code));
        let name = text.trim();
        if name.chars().count() > LONGEST {
            return fault(Code::TooLong { limit: LONGEST });
        }
        if name.chars().any(text::is_hidden) {
            return fault(Code::HiddenCharacter);
        }
        if name.contains(['/', '\\']) {
            return fault(Code::NotAFileName);
        }
        for known in ENDINGS {
            let split = name.len().checked_sub(known.len());
            if let Some((stem, ending)) = split.and_then(|at| name.split_at_checked(at))
                && ending.eq_ignore_ascii_case(known)
                && !stem.trim().is_empty()
            {
                return Ok(Self(format!("{stem}{known}")));
            }
        }
        fault(Code::NotAWorkbook)
    }

    /// Whether it is the name of a CSV file.
    pub fn is_csv(&self) -> bool {
        self.0.ends_with(ENDINGS[1])
    }

    /// As people know it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same, owned.
    pub fn into_string(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::FileName;
    use crate::domain::fault::Fault;

    fn parse(text: &str) -> Result<String, &'static str> {
        let parsed = FileName::parse(text).map(FileName::into_string);
        parsed.map_err(|fault: Fault| fault.code.as_str())
    }

    #[test]
    fn a_name_is_of_a_workbook_and_leads_nowhere() {
        for (text, name) in [
            ("maj 2026.xlsx", "maj 2026.xlsx"),
            (" Køkken & salg.XLSX ", "Køkken & salg.xlsx"),
            ("a.xls.xlsx", "a.xls.xlsx"),
            ("Personer maj.CSV", "Personer maj.csv"),
        ] {
            assert_eq!(parse(text).as_deref(), Ok(name));
        }
        for (text, code) in [
            ("people.xls", "not_a_workbook"),
            (".xlsx", "not_a_workbook"),
            (".csv", "not_a_workbook"),
            ("people.txt", "not_a_workbook"),
            ("", "not_a_workbook"),
            ("ø.xlsxæ", "not_a_workbook"),
            ("../a.xlsx", "not_a_file_name"),
            ("a\nb.xlsx", "hidden_character"),
            ("people\u{202e}fdp.xlsx", "hidden_character"),
            ("people\u{200b}.xlsx", "hidden_character"),
            ("\u{feff}people.xlsx", "hidden_character"),
        ] {
            assert_eq!(parse(text), Err(code), "{text:?}");
        }
        assert_eq!(parse(&format!("{}.xlsx", "a".repeat(150))), Err("too_long"));
    }
}
