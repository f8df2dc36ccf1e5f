//! Every text in every language.

use super::{template::LINES, *};
use crate::domain::{
    import::{Refused, StopReason},
    language::FluentValue,
    phrase::{
        listed, listed_up_to, quoted,
        tests::{check_sentences, check_translated},
    },
    repair::RepairCode,
};

/// What a text selects on.
fn flag(is_there: bool) -> FluentValue<'static> {
    FluentValue::from(if is_there { "true" } else { "false" })
}

#[test]
fn every_repair_has_a_sentence_in_every_language() {
    for code in RepairCode::ALL {
        for value in [None, Some(""), Some("Kokken 12")] {
            check_sentences(|language| code.sentence(language, "department", value, Some("2026-08-01")));
        }
    }
}

#[test]
fn no_repair_repeats_a_one_time_password() {
    for code in RepairCode::ALL {
        let secret = Some("hemmelig-4821");
        let text = code.sentence(Language::English, "one_time_password", secret, secret);
        assert!(!text.contains("4821"), "{text}");
    }
}

#[test]
fn a_column_that_is_none_of_ours_is_called_by_its_own_name() {
    for language in Language::ALL {
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
fn every_reason_to_stop_has_a_sentence_in_every_language() {
    for reason in StopReason::ALL {
        check_sentences(|language| Refused::new(reason, language).detail);
    }
}

#[test]
fn what_a_refusal_names_is_quoted_and_listed_as_the_language_does() {
    assert_eq!(
        [Language::English, Language::Danish, Language::German].map(|language| quoted(language, "Ark 1")),
        ["“Ark 1”", "”Ark 1”", "„Ark 1“"]
    );
    let items = ["a", "b", "c"].map(str::to_owned);
    assert_eq!(listed(Language::English, &items), "a, b and c");
    assert_eq!(listed(Language::Danish, &items[..2]), "a og b");
    assert_eq!(listed(Language::German, &items[..1]), "a");
    assert_eq!(listed(Language::German, &[]), "");
    assert_eq!(listed_up_to(Language::German, &items, 1), "a und 2 weitere");
    assert_eq!(listed_up_to(Language::English, &items, 3), "a, b, c");
}

#[test]
fn a_refusal_of_several_parts_reads_as_one() {
    let no_headings = |language: Language, found: &'static str, others: bool| {
        language.text_with(
            "refusal-no-headings",
            &[
                ("has_sheets", flag(true)),
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
