//! What an import says to the user who fills in and uploads the workbook, in their language: headings and hints of the
//! template, the words of the result, why a file is refused. The texts are in `locales/{tag}/imports.ftl`.
//!
//! Columns are those of the contract. What is wrong with a cell is said by its code ([`crate::domain::fault::Code`]).

mod template;

use super::{Outcome, UnusedColumn};
use crate::domain::{fault::shortened, field::Field, language::Language, phrase::quoted};

pub use template::{
    example_heading, example_one_time_password, instructions, instructions_sheet, instructions_title,
    not_listed_message, not_listed_title, people_sheet, template_stamp,
};

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
