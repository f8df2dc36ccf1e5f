//! The words of the template to fill, and of the drop-down lists it shares with the result.

use crate::domain::language::Language;
use jiff::civil::Date;

/// How many `template-line-*` there are.
pub(super) const LINES: usize = 9;

/// The name of the template's first sheet.
pub fn people_sheet(language: Language) -> String {
    language.text("template-sheet-people")
}

/// The name of the template's second sheet.
pub fn instructions_sheet(language: Language) -> String {
    language.text("template-sheet-instructions")
}

/// The title of the second sheet.
pub fn instructions_title(language: Language) -> String {
    language.text("template-title")
}

/// The lines of the second sheet.
pub fn instructions(language: Language) -> Vec<String> {
    (1..=LINES)
        .map(|line| language.text(&format!("template-line-{line}")))
        .collect()
}

/// The heading above the template's example.
pub fn example_heading(language: Language) -> String {
    language.text("template-example")
}

/// A one-time password as the template's example has it.
pub fn example_one_time_password(language: Language) -> String {
    language.text("example-one-time-password")
}

/// For which organisation, when and for whom a template was made.
pub fn template_stamp(language: Language, organisation: &str, date: Date, name: &str) -> String {
    language.text_with(
        "template-stamp",
        &[
            ("organisation", organisation.into()),
            ("date", language.date(date).into()),
            ("name", name.into()),
        ],
    )
}

/// The title of Excel's message for an entry that the drop-down does not have.
pub fn not_listed_title(language: Language) -> String {
    language.text("template-not-listed-title")
}

/// The text of Excel's message for an entry that the drop-down does not have.
pub fn not_listed_message(language: Language) -> String {
    language.text("template-not-listed")
}
