//! What an import says to whoever fills in and uploads the workbook, in their language: headings and hints of the
//! template, the words of the result, why a file is refused. The texts are in `locales/{tag}/imports.ftl`.
//!
//! Columns and codes are those of the contract. For a code there is no text for, the English sentence recorded with it
//! stands in.

use super::{Outcome, Repair, RowFault, UnusedColumn};
use crate::domain::{
    fault::shortened,
    language::{FluentValue, Language},
};
use jiff::civil::Date;

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

/// The column whose values are never repeated.
const SECRET: &str = "one_time_password";

/// As long as an e-mail address may be, in characters.
const LONGEST_SUGGESTION: usize = 254;

/// How many `template-line-*` there are.
const LINES: usize = 9;

fn id(kind: &str, name: &str) -> String {
    format!("{kind}-{}", name.replace('_', "-"))
}

/// `has_value` and its like, which a text selects on: Fluent cannot ask whether a value is empty.
fn flag(is_there: bool) -> FluentValue<'static> {
    FluentValue::from(if is_there { "true" } else { "false" })
}

/// What was typed, fit to be shown; empty where there is nothing to show.
fn shown(column: &str, value: Option<&str>) -> String {
    value
        .map(str::trim)
        .filter(|_| column != SECRET)
        .map(shortened)
        .unwrap_or_default()
}

/// The heading of a column as the template writes it, or the column itself where it is none of ours.
pub fn column_title(language: Language, column: &str) -> String {
    let id = id("column", column);
    if language.has_text(&id) {
        language.text(&id)
    } else {
        column.to_owned()
    }
}

/// The comment at a column's heading in the template: whether it is required, what to write, an example. Empty for a
/// column that is none of ours.
pub fn column_hint(language: Language, column: &str) -> String {
    let id = id("hint", column);
    if language.has_text(&id) {
        language.text(&id)
    } else {
        String::new()
    }
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

/// A name within a sentence, in the language's quotation marks.
pub fn quoted(language: Language, text: &str) -> String {
    language.text_with("refusal-quoted", &[("text", text.into())])
}

/// `a, b and c`.
pub fn listed(language: Language, items: &[String]) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => language.text_with(
            "refusal-list-and",
            &[("first", first.join(", ").into()), ("last", last.into())],
        ),
    }
}

/// `a, b or c`.
pub fn one_of(language: Language, items: &[String]) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => language.text_with(
            "refusal-list-or",
            &[("first", first.join(", ").into()), ("last", last.into())],
        ),
    }
}

/// `a, b`, and how many more there are where `items` are more than `most`.
pub fn listed_up_to(language: Language, items: &[String], most: usize) -> String {
    let (first, more) = items.split_at(most.min(items.len()));
    let first = first.join(", ");
    if more.is_empty() {
        return first;
    }
    let count = more.len().to_string();
    language.text_with(
        "refusal-list-more",
        &[("first", first.into()), ("count", count.into())],
    )
}

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

/// The title of what Excel says to whoever types something that a drop-down does not have.
pub fn not_listed_title(language: Language) -> String {
    language.text("template-not-listed-title")
}

/// What Excel says to whoever types something that a drop-down does not have.
pub fn not_listed_message(language: Language) -> String {
    language.text("template-not-listed")
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [&str; 11] = [
        "first_name",
        "last_name",
        "email",
        "username",
        "phone",
        "job_profile",
        "department",
        "permission_type",
        "language",
        "one_time_password",
        "start_date",
    ];

    /// Every code with a column it occurs in; with every column where its text depends on it.
    #[rustfmt::skip]
    const FAULTS: &[(&str, &str)] = &[
        ("first_name", "required"), ("last_name", "required"), ("email", "required"), ("username", "required"),
        ("phone", "required"), ("job_profile", "required"), ("department", "required"),
        ("permission_type", "required"), ("language", "required"), ("start_date", "required"),
        ("department", "excel_error"), ("email", "formula_without_value"), ("username", "date_instead_of_text"),
        ("last_name", "number_instead_of_text"), ("start_date", "number_instead_of_date"), ("phone", "boolean"),
        ("phone", "digits_lost"), ("first_name", "line_break"), ("email", "control_character"),
        ("first_name", "too_long"), ("last_name", "too_long"), ("email", "too_long"), ("username", "too_long"),
        ("one_time_password", "too_long"), ("department", "too_long"),
        ("first_name", "looks_like_a_link"), ("email", "not_an_address"), ("email", "not_one_address"),
        ("email", "beyond_ascii"),
        ("email", "comma_in_domain"), ("first_name", "garbled_text"), ("first_name", "html_entity"),
        ("last_name", "stray_apostrophe"), ("last_name", "stray_punctuation"), ("first_name", "lost_character"),
        ("first_name", "lost_letter"), ("one_time_password", "apostrophe_counts"),
        ("username", "contains_at"), ("username", "not_a_username"), ("username", "mixed_scripts"),
        ("phone", "not_a_phone"), ("phone", "country_unknown"), ("phone", "ambiguous_phone"),
        ("phone", "foreign_phone"), ("phone", "several_phones"), ("phone", "text_beside_phone"),
        ("phone", "unknown_dialling_code"),
        ("phone", "has_extension"), ("phone", "premium_rate"), ("phone", "no_mobile"),
        ("job_profile", "unknown_job_profile"), ("department", "unknown_department"),
        ("permission_type", "unknown_permission_type"), ("language", "unknown_language"),
        ("start_date", "not_a_date"), ("start_date", "ambiguous_date"), ("start_date", "two_digit_year"),
        ("start_date", "date_out_of_range"), ("start_date", "time_of_day"), ("start_date", "day_zero"),
        ("one_time_password", "invalid_one_time_password"),
        ("one_time_password", "guessable_one_time_password"),
        ("department", "not_your_department"), ("permission_type", "may_not_grant"),
        ("email", "duplicate"), ("username", "duplicate"), ("", "duplicate"),
        ("one_time_password", "same_one_time_password"),
        ("email", "unreachable"), ("phone", "unreachable"), ("", "unreachable"),
        ("", "cannot_be_saved"), ("email", "another_name"), ("username", "another_name"),
        ("phone", "landline"), ("department", "merged_cell"),
        ("phone", "country_not_allowed"),
    ];

    const REPAIRS: &[&str] = &[
        "trimmed",
        "invisible_removed",
        "space_replaced",
        "scientific_undone",
        "number_written_out",
        "date_serial_undone",
        "plus_restored",
        "zero_restored",
        "zero_removed",
        "label_removed",
        "date_rewritten",
        "encoding_mended",
        "entities_decoded",
        "address_unwrapped",
        "apostrophe_removed",
        "punctuation_removed",
        "read_as_shown",
        "date_day_first",
        "date_month_first",
        "name_matched",
    ];

    fn row_fault(column: &str, code: &str, suggestion: Option<&str>, row: Option<u32>) -> RowFault {
        RowFault {
            column: column.to_owned(),
            code: code.to_owned(),
            detail: "DETAIL".to_owned(),
            suggestion: suggestion.map(str::to_owned),
            row,
            found: None,
        }
    }

    fn repaired(column: &str, code: &str) -> Repair {
        Repair {
            column: column.to_owned(),
            code: code.to_owned(),
            detail: "DETAIL".to_owned(),
            read_as: Some("2026-08-01".to_owned()),
        }
    }

    /// What is said is a whole sentence in every language, in its own quotation marks, and not the English one. (A
    /// text that Fluent finds fault with fails a debug build by itself.)
    fn check_sentences(say: impl Fn(Language) -> String) {
        check_translated(&say);
        for language in Language::ALL {
            let text = say(language);
            assert!(text.ends_with(['.', '?']), "{language}: {text}");
            assert_eq!(text.trim(), text, "{language}");
            for wrong in ["DETAIL", "{", "}", "  ", "\n", "“”", "””", "„“", "\""] {
                assert!(!text.contains(wrong), "{language}: {wrong:?} in {text}");
            }
            let foreign = match language {
                Language::English => ['„', '\''],
                Language::Danish => ['“', '„'],
                Language::German => ['”', '\''],
            };
            assert!(!text.contains(foreign), "{language}: {text}");
        }
    }

    fn check_translated(say: impl Fn(Language) -> String) {
        let english = say(Language::English);
        assert!(!english.is_empty());
        for language in [Language::Danish, Language::German] {
            let text = say(language);
            assert!(!text.is_empty() && text != english, "{language}: {text}");
        }
    }

    #[test]
    fn every_fault_has_a_sentence_in_every_language() {
        for &(column, code) in FAULTS {
            for value in [None, Some(""), Some("Kokken 12")] {
                for suggestion in [None, Some("Køkken")] {
                    for row in [None, Some(4711)] {
                        for found in [None, Some("ü")] {
                            let one = RowFault {
                                found: found.map(str::to_owned),
                                ..row_fault(column, code, suggestion, row)
                            };
                            check_sentences(|language| fault(language, &one, value));
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn every_repair_has_a_sentence_in_every_language() {
        for &code in REPAIRS {
            for value in [None, Some(""), Some("Kokken 12")] {
                let one = repaired("department", code);
                check_sentences(|language| repair(language, &one, value));
            }
        }
    }

    #[test]
    fn a_fault_says_what_was_typed_and_what_was_meant() {
        let kitchen = row_fault("department", "unknown_department", Some("Køkken"), None);
        assert_eq!(
            Language::ALL.map(|language| fault(language, &kitchen, Some(" Kokken\n"))),
            [
                "There is no department “Kokken”. Did you mean “Køkken”?",
                "Der er ingen afdeling, der hedder ”Kokken”. Mente du ”Køkken”?",
                "Es gibt keine Abteilung „Kokken“. Meinten Sie „Køkken“?",
            ]
        );
        let long = fault(Language::German, &kitchen, Some(&"ä".repeat(100)));
        assert!(long.contains(&format!("„{}…“", "ä".repeat(40))), "{long}");
        let twice = row_fault("email", "duplicate", None, Some(1_234_567));
        assert_eq!(
            fault(Language::Danish, &twice, None),
            "Række 1234567 har den samme e-mail. Kun den første af de to bruges."
        );
    }

    #[test]
    fn a_one_time_password_is_never_repeated() {
        for language in Language::ALL {
            for (_, code) in FAULTS {
                let one = row_fault("one_time_password", code, None, None);
                assert!(
                    !fault(language, &one, Some("hemmelig-4821")).contains("4821"),
                    "{code}"
                );
            }
            for &code in REPAIRS {
                let one = repaired("one_time_password", code);
                assert!(
                    !repair(language, &one, Some("hemmelig-4821")).contains("4821"),
                    "{code}"
                );
            }
        }
    }

    #[test]
    fn what_there_is_no_text_for_is_said_in_the_words_recorded() {
        for language in Language::ALL {
            for code in ["", "from_the_future", "required it", "value }"] {
                assert_eq!(
                    fault(language, &row_fault("email", code, None, None), None),
                    "DETAIL"
                );
                assert_eq!(repair(language, &repaired("email", code), None), "DETAIL");
                assert_eq!(refusal(language, code, "DETAIL"), "DETAIL");
                assert_eq!(cause(language, code), code);
            }
            assert_eq!(refusal(language, "missing_headings", "DETAIL"), "DETAIL");
            assert_eq!(column_title(language, "shoe_size"), "shoe_size");
            assert_eq!(column_hint(language, "shoe_size"), "");
        }
    }

    #[test]
    fn every_column_has_its_heading_and_hint() {
        for column in COLUMNS {
            check_translated(|language| column_title(language, column));
            check_translated(|language| column_hint(language, column));
            for language in Language::ALL {
                assert_ne!(column_title(language, column), column);
            }
        }
        assert_eq!(
            column_title(Language::Danish, "permission_type"),
            "Rettighedstype"
        );
        assert!(column_hint(Language::English, "email").starts_with("Required, unless"));
    }

    #[test]
    fn every_outcome_and_heading_is_translated() {
        for one in [
            Outcome::Created,
            Outcome::WouldCreate,
            Outcome::Existing,
            Outcome::Duplicate,
            Outcome::Invalid,
        ] {
            check_translated(|language| outcome(language, one));
            let said = outcome_message(Language::English, one);
            assert_eq!(said.is_empty(), one != Outcome::Existing);
        }
        check_translated(outcome_heading);
        check_translated(message_heading);
        check_sentences(|language| outcome_message(language, Outcome::Existing));
        check_sentences(one_time_password_left_out);
    }

    #[test]
    fn every_plain_refusal_has_a_sentence_in_every_language() {
        for code in PLAIN_REFUSALS {
            check_sentences(|language| refusal(language, code, "DETAIL"));
        }
        assert_eq!(
            refusal(Language::English, "old_excel", ""),
            "This file is in the format of Excel 97 to 2003 (.xls). Open it in Excel, save it again as an Excel \
             workbook (.xlsx) and upload it again."
        );
        assert_eq!(
            refusal(Language::German, "old_excel", ""),
            "Diese Datei hat das Format von Excel 97 bis 2003 (.xls). Bitte öffnen Sie die Datei in Excel, speichern \
             Sie sie erneut als Excel-Arbeitsmappe (.xlsx) und laden Sie sie noch einmal hoch."
        );
    }

    #[test]
    fn what_a_refusal_names_is_quoted_and_listed_as_the_language_does() {
        assert_eq!(
            Language::ALL.map(|language| quoted(language, "Ark 1")),
            ["“Ark 1”", "”Ark 1”", "„Ark 1“"]
        );
        let items = ["a", "b", "c"].map(str::to_owned);
        assert_eq!(listed(Language::English, &items), "a, b and c");
        assert_eq!(listed(Language::Danish, &items[..2]), "a og b");
        assert_eq!(listed(Language::German, &items[..1]), "a");
        assert_eq!(listed(Language::German, &[]), "");
        assert_eq!(listed_up_to(Language::German, &items, 1), "a und 2 weitere");
        assert_eq!(listed_up_to(Language::English, &items, 3), "a, b, c");
        assert_eq!(cause(Language::Danish, "more sheets"), "flere ark");
    }

    #[test]
    fn a_refusal_of_several_parts_reads_as_one() {
        let no_headings = |language: Language, found: &'static str, others: bool| {
            language.text_with(
                "refusal-no-headings",
                &[
                    ("sheet", "Ark 1".into()),
                    ("has_found", flag(!found.is_empty())),
                    ("found", found.into()),
                    ("has_other_sheets", flag(others)),
                ],
            )
        };
        assert_eq!(
            no_headings(Language::English, "“Navn”", true),
            "Row 1 of the first visible sheet, “Ark 1”, has none of the expected headings (First name, Last name, \
             Email, …); found were “Navn”. Put the headings in row 1, or move the sheet with the people to the front, \
             and upload the file again."
        );
        assert_eq!(
            no_headings(Language::Danish, "", false),
            "Række 1 på det første synlige ark, ”Ark 1”, har ingen af de forventede overskrifter (Fornavn, Efternavn, \
             E-mail, …). Skriv overskrifterne i række 1, og upload filen igen."
        );
        let missing = |language: Language, count: usize, missing: &'static str| {
            language.text_with(
                "refusal-missing-headings",
                &[
                    ("count", count.into()),
                    ("missing", missing.into()),
                    ("has_found", flag(false)),
                    ("found", "".into()),
                ],
            )
        };
        assert_eq!(
            missing(Language::English, 1, "“Email”"),
            "The column “Email” is missing. Add what is missing to row 1 and upload the file again."
        );
        assert_eq!(
            missing(Language::German, 2, "„Vorname“ und „Sprache“"),
            "Die Spalten „Vorname“ und „Sprache“ fehlen. Bitte ergänzen Sie in Zeile 1, was fehlt, und laden Sie die \
             Datei noch einmal hoch."
        );
    }

    #[test]
    fn the_template_keeps_to_what_excel_takes() {
        let length = |text: &str| text.encode_utf16().count();
        for language in Language::ALL {
            for sheet in [people_sheet(language), instructions_sheet(language)] {
                assert!((1..=31).contains(&length(&sheet)), "{sheet}");
                assert!(
                    !sheet.contains(['[', ']', ':', '*', '?', '/', '\\', '\'']),
                    "{sheet}"
                );
            }
            assert!(length(&not_listed_title(language)) <= 32, "{language}");
            assert!(length(&not_listed_message(language)) <= 255, "{language}");
            for column in COLUMNS {
                // They are shown at the cells, too.
                assert!(
                    length(&column_title(language, column)) <= 32,
                    "{language}: {column}"
                );
                assert!(
                    length(&column_hint(language, column)) <= 255,
                    "{language}: {column}"
                );
            }
            let lines = instructions(language);
            assert!(lines[0].contains(&people_sheet(language)), "{language}");
            assert!(!language.has_text(&format!("template-line-{}", LINES + 1)));
        }
        for line in 0..LINES {
            check_sentences(|language| instructions(language)[line].clone());
        }
        check_sentences(not_listed_message);
        check_translated(not_listed_title);
        check_translated(people_sheet);
        check_translated(instructions_sheet);
        check_translated(instructions_title);
        check_translated(example_heading);
        assert_eq!(
            template_stamp(
                Language::Danish,
                "Nordlys Detail",
                jiff::civil::date(2026, 3, 8),
                "Anna Sørensen"
            ),
            "Skabelon til Nordlys Detail, lavet den 8. marts 2026 til Anna Sørensen"
        );
    }
}
