//! What an import says to whoever fills in and uploads the workbook, in their language: headings and hints of the
//! template, the words of the result, why a file is refused. The texts are in `locales/{tag}/imports.ftl`.
//!
//! Columns and codes are those of the contract. For a code there is no text for, the English sentence recorded with it
//! stands in.

mod sentence;
mod template;

use super::{Outcome, Repair, RowFault, UnusedColumn};
use crate::domain::{
    fault::shortened,
    field::{Field, FieldKind},
    language::{FluentValue, Language},
};

pub use sentence::{listed, listed_up_to, one_of, quoted};
pub use template::{
    example_heading, example_one_time_password, instructions, instructions_sheet, instructions_title,
    not_listed_message, not_listed_title, people_sheet, template_stamp,
};

/// Refusals whose sentence is the same for every file. The others are said where the file is known.
const PLAIN_REFUSALS: [&str; 25] = [
    "bad_reference",
    "binary_workbook",
    "compressed_folder",
    "empty_file",
    "file_gone",
    "file_too_large",
    "gave_up",
    "headings_are_formulas",
    "incomplete",
    "macros",
    "named_person_may_not",
    "no_common_department",
    "no_visible_worksheet",
    "no_worksheet",
    "not_a_workbook",
    "numbers",
    "old_excel",
    "open_document",
    "password_protected",
    "protected",
    "runner_may_not",
    "spreadsheet_xml",
    "text_file",
    "uploader_may_not",
    "web_page",
];

/// As long as an e-mail address may be, in characters.
const LONGEST_SUGGESTION: usize = 254;

fn id(kind: &str, name: &str) -> String {
    format!("{kind}-{}", name.replace('_', "-"))
}

/// `has_value` and its like, which a text selects on: Fluent cannot ask whether a value is empty.
fn flag(is_there: bool) -> FluentValue<'static> {
    FluentValue::from(if is_there { "true" } else { "false" })
}

/// What was typed, fit to be shown; empty where there is nothing to show. A secret is never repeated.
fn shown(column: &str, value: Option<&str>) -> String {
    let is_secret = Field::find(column).is_some_and(|field| field.kind() == FieldKind::Secret);
    value
        .map(str::trim)
        .filter(|_| !is_secret)
        .map(shortened)
        .unwrap_or_default()
}

/// The heading of a column as the template writes it, or the column itself where it is none of ours.
pub fn column_title(language: Language, column: &str) -> String {
    Field::find(column).map_or_else(|| column.to_owned(), |field| field.title(language))
}

/// What became of a row, in a word or two.
pub fn outcome(language: Language, outcome: Outcome) -> String {
    language.text(match outcome {
        Outcome::Created => "outcome-created",
        Outcome::WouldCreate => "outcome-would-create",
        Outcome::Existing => "outcome-existing",
        Outcome::Duplicate => "outcome-duplicate",
        Outcome::Invalid => "outcome-invalid",
    })
}

/// What stands in place of an outcome at the totals row of a table. A result that comes back is known by it.
pub fn totals_row(language: Language) -> String {
    language.text("outcome-totals-row")
}

/// What there is to say of such a row.
pub fn totals_row_message(language: Language) -> String {
    language.text("result-totals-row")
}

/// The heading above [`outcome`] in the result.
pub fn outcome_heading(language: Language) -> String {
    language.text("outcome-heading")
}

/// The heading above the sentences in the result.
pub fn message_heading(language: Language) -> String {
    language.text("message-heading")
}

/// What a row's outcome itself asks to be said, beside its faults and repairs; empty where the word is enough.
pub fn outcome_message(language: Language, outcome: Outcome) -> String {
    match outcome {
        Outcome::Existing => language.text("result-existing"),
        Outcome::Created | Outcome::WouldCreate | Outcome::Duplicate | Outcome::Invalid => String::new(),
    }
}

/// What the result says in place of a one-time password.
pub fn one_time_password_left_out(language: Language) -> String {
    language.text("result-one-time-password-left-out")
}

/// What is wrong with a cell and what to do. `value` is what the cell holds, where it is known; a one-time password is
/// never repeated. The column is for the caller to name.
///
/// For `unreachable` the fault's column is the contact that is given and whose messages are off.
pub fn fault(language: Language, fault: &RowFault, value: Option<&str>) -> String {
    let general = id("row-fault", &fault.code);
    let special = id(&general, &fault.column);
    let Some(id) = [special, general].into_iter().find(|id| language.has_text(id)) else {
        return fault.detail.clone();
    };
    let value = shown(&fault.column, value);
    // Somebody may copy it: an e-mail address is given whole.
    let suggestion = fault.suggestion.as_deref().unwrap_or_default();
    let suggestion: String = suggestion
        .chars()
        .filter(|c| !c.is_control())
        .take(LONGEST_SUGGESTION)
        .collect();
    let row = fault.row.map(|row| row.to_string()).unwrap_or_default();
    let found = match (fault.code.as_str(), fault.found.as_deref()) {
        // As recorded, the numbers stand apart by a slash.
        ("ambiguous_phone", Some(found)) => {
            let numbers: Vec<String> = found.split(" / ").map(shortened).collect();
            one_of(language, &numbers)
        }
        (_, found) => shown(&fault.column, found),
    };
    language.text_with(
        &id,
        &[
            ("has_value", flag(!value.is_empty())),
            ("value", value.into()),
            ("has_suggestion", flag(!suggestion.is_empty())),
            ("suggestion", suggestion.into()),
            ("has_row", flag(!row.is_empty())),
            ("row", row.into()),
            ("has_found", flag(!found.is_empty())),
            ("found", found.into()),
        ],
    )
}

/// What was put right in a cell. `value` is what the cell held before, where it is known.
pub fn repair(language: Language, repair: &Repair, value: Option<&str>) -> String {
    let id = id("repair", &repair.code);
    if !language.has_text(&id) {
        return repair.detail.clone();
    }
    let value = shown(&repair.column, value);
    let result = shown(&repair.column, repair.read_as.as_deref());
    language.text_with(
        &id,
        &[
            ("has_value", flag(!value.is_empty())),
            ("value", value.into()),
            ("has_result", flag(!result.is_empty())),
            ("result", result.into()),
        ],
    )
}

/// Why a whole file is refused, where one sentence fits every such file; `english` otherwise.
pub fn refusal(language: Language, code: &str, english: &str) -> String {
    if PLAIN_REFUSALS.contains(&code) {
        language.text(&id("refusal", code))
    } else {
        english.to_owned()
    }
}

/// The detail of a refusal that names one in a few plain English words, to be put into its sentence.
pub fn cause(language: Language, english: &str) -> String {
    let words: Vec<String> = english
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    let id = id("cause", &words.join("-"));
    if language.has_text(&id) {
        language.text(&id)
    } else {
        english.to_owned()
    }
}

/// A column that was not read, and what was meant or read in its place.
pub fn unused_column(language: Language, column: &UnusedColumn) -> String {
    let heading = quoted(language, &shortened(&column.heading));
    let (id, other) = match (&column.used_instead, &column.suggestion) {
        (Some(used), _) => ("unused-instead", used),
        (None, Some(meant)) => ("unused-suggestion", meant),
        (None, None) => return heading,
    };
    let other = quoted(language, &shortened(other));
    language.text_with(id, &[("heading", heading.into()), ("other", other.into())])
}

#[cfg(test)]
mod tests;
