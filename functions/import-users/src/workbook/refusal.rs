//! Why a file is not imported at all, in words an HR administrator can act on.

use std::fmt;

use super::cell::is_override;
use rollcall::domain::{field::Field, language::Language};

/// Why a whole file is refused. Nothing of a refused file is imported.
///
/// `Display` is one or two sentences for the person who uploaded the file; [`Refusal::code`] is for programs
/// and for translations. Neither ever holds a value from a data row.
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
    /// Comma-, semicolon- or tab-separated text.
    TextFile,
    /// Something else altogether.
    NotAWorkbook,
    /// A workbook that carries macros, whatever its name ends in.
    Macros,
    /// Cut short: the end of the file is missing.
    Incomplete,
    /// The contents contradict themselves; `what` says where, in a few plain words.
    Damaged { what: &'static str },
    /// Built to mislead or harm; `what` says how, in a few plain words.
    Unsafe { what: &'static str },
    /// More inside than any honest workbook of this size has; `what` says of what.
    TooMuchInside { what: &'static str },
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
    NoRows { sheet: String },
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
            Self::TextFile => "text_file",
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

const SAVE_AGAIN: &str = "Open it in Excel, save it again as an Excel workbook (.xlsx) and upload it again.";

impl fmt::Display for Refusal {
    #[expect(clippy::too_many_lines, reason = "one sentence for each kind, side by side")]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EmptyFile => f.write_str("This file is empty. Check that it was saved, and upload it again."),
            Self::FileTooLarge { limit_megabytes } => write!(
                f,
                "This file is larger than {limit_megabytes} MB. Remove pictures and other sheets, or split it, and upload it again."
            ),
            Self::PasswordProtected => {
                f.write_str("This file is password-protected. Save it without a password and upload it again.")
            }
            Self::OldExcel => write!(f, "This file is in the format of Excel 97 to 2003 (.xls). {SAVE_AGAIN}"),
            Self::BinaryWorkbook => write!(f, "This file is a binary workbook (.xlsb). {SAVE_AGAIN}"),
            Self::OpenDocument => f.write_str(
                "This file is an OpenDocument file (.ods). Save it as an Excel workbook (.xlsx) and upload it again.",
            ),
            Self::Numbers => f.write_str(
                "This file is a document of Apple Numbers. In Numbers, choose File > Export To > Excel, and upload the file you get.",
            ),
            Self::CompressedFolder => f.write_str(
                "This file is a compressed folder with a workbook in it. Open the folder, take the workbook out and upload that.",
            ),
            Self::Protected => f.write_str(
                "This file is protected by your organisation: only chosen people can open it (a sensitivity label or rights management; there is no password to remove). In Excel, set a label without encryption, or remove the protection under File > Info > Protect Workbook, save it and upload it again.",
            ),
            Self::WebPage => write!(
                f,
                "This file is a web page with the name of an Excel file, as some systems export it. {SAVE_AGAIN}"
            ),
            Self::SpreadsheetXml => {
                write!(f, "This file is in an outdated format of Excel 2003. {SAVE_AGAIN}")
            }
            Self::TextFile => f.write_str(
                "This file is a text file (such as CSV), not an Excel workbook. Open it in Excel, check that phones and usernames still have their leading zeros, save it as an Excel workbook (.xlsx) and upload that.",
            ),
            Self::NotAWorkbook => {
                f.write_str("This file is not an Excel workbook. Upload a workbook saved as .xlsx.")
            }
            Self::Macros => f.write_str(
                "This workbook contains macros, which are not accepted. Save it as an Excel workbook without macros (.xlsx) and upload it again.",
            ),
            Self::Incomplete => f.write_str(
                "The end of this file is missing, as after an interrupted upload or download. Upload the complete file again.",
            ),
            Self::Damaged { what } => write!(f, "This workbook is damaged ({what}). {SAVE_AGAIN}"),
            Self::Unsafe { what } => write!(f, "This file is not accepted because it {what}. {SAVE_AGAIN}"),
            Self::TooMuchInside { what } => write!(
                f,
                "This workbook holds {what} than an import takes. Copy the rows to a new workbook and upload that."
            ),
            Self::NoWorksheet => {
                f.write_str("This workbook has no worksheet. Put the people on a worksheet and upload it again.")
            }
            Self::NoVisibleWorksheet => {
                f.write_str("Every worksheet of this workbook is hidden. Show the sheet with the people and upload it again.")
            }
            Self::SheetsShareName { name } => write!(
                f,
                "Two sheets of this workbook are named \u{201c}{name}\u{201d}. Rename or delete one and upload it again."
            ),
            Self::RepeatedCell { cell } => {
                write!(f, "This workbook is damaged (cell {cell} occurs more than once, or out of order). {SAVE_AGAIN}")
            }
            Self::BadReference => write!(
                f,
                "This workbook is damaged (it has a cell or row number that Excel does not have). {SAVE_AGAIN}"
            ),
            Self::TooManyColumns { cell, limit } => write!(
                f,
                "There is a value in cell {cell}, beyond the {limit} columns an import takes. Delete it and upload the file again."
            ),
            Self::EmptySheet { sheet } => write!(
                f,
                "The first visible sheet, \u{201c}{sheet}\u{201d}, is empty. Put the headings in its row 1 and the people below, or hide or delete that sheet, and upload the file again."
            ),
            Self::NoHeadings { sheet, found, other_sheets } => {
                write!(f, "Row 1 of the first visible sheet, \u{201c}{sheet}\u{201d}, has none of the expected headings (First name, Last name, Email, \u{2026})")?;
                found_list(f, found)?;
                if other_sheets.is_empty() {
                    f.write_str(". Put the headings in row 1 and upload the file again.")
                } else {
                    f.write_str(". Put the headings in row 1, or move the sheet with the people to the front, and upload the file again.")
                }
            }
            Self::HeadingsNotFirst { row } => write!(
                f,
                "The headings are in row {row}. Delete the rows above them, so that the headings are in row 1, and upload the file again."
            ),
            Self::HeadingsAreFormulas => f.write_str(
                "The headings are formulas without a saved result. Replace them by plain text and upload the file again.",
            ),
            Self::RepeatedHeading { clashes } => {
                f.write_str("Several columns could be the same: ")?;
                for (i, Clash { column, headings }) in clashes.iter().enumerate() {
                    let separator = if i == 0 { "" } else { "; " };
                    write!(f, "{separator}\u{201c}{}\u{201d} could be ", title(*column))?;
                    for (i, (letters, title)) in headings.iter().enumerate() {
                        let separator = match i {
                            0 => "",
                            _ if i + 1 == headings.len() => " or ",
                            _ => ", ",
                        };
                        write!(f, "{separator}{letters} (\u{201c}{title}\u{201d})")?;
                    }
                }
                f.write_str(". Keep one of each, delete or rename the others, and upload the file again.")
            }
            Self::MissingHeadings { missing, found } => {
                f.write_str(if missing.len() == 1 { "The column " } else { "The columns " })?;
                for (i, one) in missing.iter().enumerate() {
                    let separator = match i {
                        0 => "",
                        _ if i + 1 == missing.len() => " and ",
                        _ => ", ",
                    };
                    match one {
                        Missing::Column(column) => write!(f, "{separator}\u{201c}{}\u{201d}", title(*column))?,
                        Missing::Contact => write!(
                            f,
                            "{separator}\u{201c}Email\u{201d} (or \u{201c}Username\u{201d} with \u{201c}Phone\u{201d})"
                        )?,
                    }
                }
                f.write_str(if missing.len() == 1 { " is missing" } else { " are missing" })?;
                found_list(f, found)?;
                f.write_str(". Add what is missing to row 1 and upload the file again.")
            }
            Self::NoRows { sheet } => write!(
                f,
                "The sheet \u{201c}{sheet}\u{201d} has headings but nobody below them. Fill in at least one row and upload the file again."
            ),
        }
    }
}

fn title(column: Field) -> String {
    column.title(Language::English)
}

fn found_list(f: &mut fmt::Formatter<'_>, found: &[String]) -> fmt::Result {
    const SHOWN: usize = 15;
    if found.is_empty() {
        return Ok(());
    }
    f.write_str("; found were ")?;
    for (i, title) in found.iter().take(SHOWN).enumerate() {
        write!(f, "{}\u{201c}{title}\u{201d}", if i == 0 { "" } else { ", " })?;
    }
    if found.len() > SHOWN {
        write!(f, " and {} more", found.len() - SHOWN)
    } else {
        Ok(())
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
    pub(super) fn damaged(what: &'static str) -> Self {
        Self::Refused(Refusal::Damaged { what })
    }
}
