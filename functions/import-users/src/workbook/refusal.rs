//! Why a file is not imported at all.

use std::fmt;

use super::cause::{Damage, Danger, Excess};
use super::cell::is_override;
use rollcall::domain::field::Field;

/// Why a whole file is refused. Nothing of a refused file is imported.
///
/// Its sentences are in `shared/locales/*/imports.ftl`; none of them ever holds a value from a data row. `Display` is its
/// code, for logs.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// The file has no bytes.
    EmptyFile,
    /// More bytes than an import takes.
    FileTooLarge { limit_megabytes: u64 },
    /// Encrypted by Excel, or an encrypted ZIP entry.
    PasswordProtected,
    /// Excel 97 to 2003 (`.xls`).
    OldExcel,
    /// Excel's binary workbook (`.xlsb`).
    BinaryWorkbook,
    /// An `OpenDocument` file (`.ods`).
    OpenDocument,
    /// A document of Apple's Numbers.
    Numbers,
    /// A compressed folder with a workbook in it.
    CompressedFolder,
    /// Encrypted for chosen people by a sensitivity label or rights management; there is no password.
    Protected,
    /// A web page, usually an "export to Excel" of another system.
    WebPage,
    /// Excel's XML format of 2003.
    SpreadsheetXml,
    /// Text in an encoding that is not read, or in several.
    UnknownLetters,
    /// A quotation mark in this row of a text file opens a text that does not end.
    UnclosedQuote { row: u32 },
    /// A text file whose values are separated by something that only a first line could say.
    UnknownSeparator { separator: char },
    /// In this line of a text file are characters that are no text.
    ControlCharacters { line: u32 },
    /// Something else altogether.
    NotAWorkbook,
    /// A workbook that carries macros, whatever its name ends in.
    Macros,
    /// Cut short: the end of the file is missing.
    Incomplete,
    /// The contents contradict themselves; `what` says how.
    Damaged { what: Damage },
    /// Built to mislead or harm; `what` says how.
    Unsafe { what: Danger },
    /// More inside than any honest workbook of this size has; `what` says of what.
    TooMuchInside { what: Excess },
    /// No worksheet at all.
    NoWorksheet,
    /// Every worksheet is hidden.
    NoVisibleWorksheet,
    /// Two worksheets carry one name.
    SheetsShareName { name: String },
    /// A cell is given twice, or out of order.
    RepeatedCell { cell: String },
    /// A cell reference or row number that no workbook can have.
    BadReference,
    /// A value to the right of the last column an import looks at.
    TooManyColumns { cell: String, limit: u32 },
    /// The worksheet that would be imported has nothing in it.
    EmptySheet { sheet: String },
    /// Row 1 has none of the headings an import knows.
    NoHeadings {
        /// Empty where the file has no sheets.
        sheet: String,
        found: Vec<String>,
        other_sheets: Vec<String>,
    },
    /// The headings are further down.
    HeadingsNotFirst { row: u32 },
    /// The headings are formulas whose results were never saved.
    HeadingsAreFormulas,
    /// Several headings that could be one column.
    RepeatedHeading { clashes: Vec<Clash> },
    /// Required headings are missing.
    MissingHeadings {
        missing: Vec<Missing>,
        found: Vec<String>,
    },
    /// Headings, and nothing below them.
    NoRows {
        /// Empty where the file has no sheets.
        sheet: String,
    },
}

/// A heading, or a choice of headings, that a workbook must have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// This column.
    Column(Field),
    /// Email, or Username and Phone.
    Contact,
}

/// Headings of which each could be one column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clash {
    /// The column.
    pub column: Field,
    /// Where they are, in the spreadsheet's letters, and as written.
    pub headings: Vec<(String, String)>,
}

impl Refusal {
    /// A stable name for programs, in `snake_case`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::EmptyFile => "empty_file",
            Self::FileTooLarge { .. } => "file_too_large",
            Self::PasswordProtected => "password_protected",
            Self::OldExcel => "old_excel",
            Self::BinaryWorkbook => "binary_workbook",
            Self::OpenDocument => "open_document",
            Self::Numbers => "numbers",
            Self::CompressedFolder => "compressed_folder",
            Self::Protected => "protected",
            Self::WebPage => "web_page",
            Self::SpreadsheetXml => "spreadsheet_xml",
            Self::UnknownLetters => "unknown_letters",
            Self::UnclosedQuote { .. } => "unclosed_quote",
            Self::UnknownSeparator { .. } => "unknown_separator",
            Self::ControlCharacters { .. } => "control_characters",
            Self::NotAWorkbook => "not_a_workbook",
            Self::Macros => "macros",
            Self::Incomplete => "incomplete",
            Self::Damaged { .. } => "damaged",
            Self::Unsafe { .. } => "unsafe",
            Self::TooMuchInside { .. } => "too_much_inside",
            Self::NoWorksheet => "no_worksheet",
            Self::NoVisibleWorksheet => "no_visible_worksheet",
            Self::SheetsShareName { .. } => "sheets_share_name",
            Self::RepeatedCell { .. } => "repeated_cell",
            Self::BadReference => "bad_reference",
            Self::TooManyColumns { .. } => "too_many_columns",
            Self::EmptySheet { .. } => "empty_sheet",
            Self::NoHeadings { .. } => "no_headings",
            Self::HeadingsNotFirst { .. } => "headings_not_first",
            Self::HeadingsAreFormulas => "headings_are_formulas",
            Self::RepeatedHeading { .. } => "repeated_heading",
            Self::MissingHeadings { .. } => "missing_headings",
            Self::NoRows { .. } => "no_rows",
        }
    }
}

/// What the file says, as a sentence may quote it: short, and without what would garble the sentence.
pub(super) fn quotable(text: &str) -> String {
    const SHOWN: usize = 40;
    let garbles = |c: &char| c.is_control() || is_override(*c) || matches!(c, '\u{2028}' | '\u{2029}');
    text.chars().filter(|c| !garbles(c)).take(SHOWN).collect()
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for Refusal {}

/// What can go wrong with a file: its own fault, or the disk's.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The file is refused; trying again changes nothing.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The bytes could not be had; trying again may help.
    #[error("the workbook could not be read: {0}")]
    Io(#[from] std::io::Error),
}

impl Failure {
    pub(super) fn damaged(what: Damage) -> Self {
        Self::Refused(Refusal::Damaged { what })
    }
}
