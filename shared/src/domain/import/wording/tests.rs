//! Every text in every language.

use super::{template::LINES, *};

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
    "domain_rewritten",
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
    }
}

#[test]
fn every_column_has_its_heading_and_hint() {
    for field in Field::ALL {
        check_translated(|language| field.title(language));
        check_translated(|language| field.hint(language));
        for language in Language::ALL {
            assert_eq!(column_title(language, field.name()), field.title(language));
        }
    }
    assert_eq!(Field::PermissionType.title(Language::Danish), "Rettighedstype");
    assert!(
        Field::Email
            .hint(Language::English)
            .starts_with("Required, unless")
    );
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
        for field in Field::ALL {
            // They are shown at the cells, too.
            assert!(length(&field.title(language)) <= 32, "{language}: {field:?}");
            assert!(length(&field.hint(language)) <= 255, "{language}: {field:?}");
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
