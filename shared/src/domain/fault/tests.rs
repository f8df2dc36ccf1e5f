//! Every code in every language.

use super::*;
use crate::domain::phrase::tests::check_sentences;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// Fields in which a code may mean something else than elsewhere.
const FIELDS: [&str; 25] = [
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
    "password",
    "name",
    "organisation",
    "languages",
    "search",
    "default_language",
    "default_department",
    "default_job_profile",
    "default_permission_type",
    "client_id",
    "client_secret",
    "domains",
    "issuer",
    "",
];

/// Carried by codes, and left out of their sentences on purpose.
const NOT_SAID: [(&str, &str); 0] = [];

/// What codes may carry, all of it there.
fn carried() -> Map<String, Value> {
    let all = json!({
        "limit": 4_097, "smallest": -3, "largest": 8_191, "row": 4_711, "value": "Kokken 12", "known": ["alpha", "beta"],
        "found": "ü / ö", "author": "you", "reader": "stranger", "also": "object",
        "part": "sign",
    });
    all.as_object().unwrap().clone()
}

fn with(word: &str, mut carried: Map<String, Value>) -> Code {
    carried.insert("code".to_owned(), json!(word));
    serde_json::from_value(Value::Object(carried)).unwrap()
}

/// Each code as it is empty, and full.
fn shapes() -> Vec<Code> {
    let full = Code::every()
        .into_iter()
        .map(|code| with(code.as_str(), carried()));
    Code::every().into_iter().chain(full).collect()
}

#[test]
fn every_code_has_a_sentence_in_every_language() {
    for code in shapes() {
        for field in FIELDS {
            for value in [None, Some(""), Some("Kokken 12")] {
                for suggestion in [None, Some("Køkken")] {
                    let about = About {
                        field,
                        value,
                        suggestion,
                    };
                    check_sentences(|language| code.sentence(language, &about));
                }
            }
        }
    }
}

#[test]
fn whatever_a_code_carries_is_said_or_deliberately_not() {
    for code in Code::every() {
        let word = code.as_str();
        for (name, ..) in code.arguments() {
            let mut without = carried();
            without.remove(name);
            let (full, without) = (with(word, carried()), with(word, without));
            for language in Language::ALL {
                let is_said = FIELDS.into_iter().any(|field| {
                    let about = About {
                        field,
                        ..About::default()
                    };
                    full.sentence(language, &about) != without.sentence(language, &about)
                });
                assert_ne!(
                    is_said,
                    NOT_SAID.contains(&(word, name)),
                    "{language}: {word} with {name}"
                );
            }
        }
    }
}

/// The sentence about each part of an address, in English, Danish and German.
#[rustfmt::skip]
const PARTS: [(AddressPart, [&str; 3]); 10] = [
    (AddressPart::Whole, ["e-mail address. It", "e-mailadresse. Den", "E-Mail-Adresse. Sie"]),
    (AddressPart::NoAt, ["it has no @.", "Der mangler et @.", "Es fehlt ein @."]),
    (AddressPart::NothingBefore, ["nothing before the @.", "intet før @.", "Vor dem @ steht nichts."]),
    (AddressPart::NothingAfter, ["nothing after the @.", "intet efter @.", "Hinter dem @ steht nichts."]),
    (AddressPart::Dots, ["a dot stands at an end", "et punktum yderst", "ein Punkt am Rand"]),
    (AddressPart::NoDot, ["no dot after the @.", "intet punktum efter @.", "Hinter dem @ steht kein Punkt."]),
    (AddressPart::Domain, ["after the @ is not a domain.", "efter @, er ikke et domæne.", "dem @ steht, ist keine Domain."]),
    (AddressPart::Space, ["there is a space in it.", "Der er et mellemrum i den.", "Sie enthält ein Leerzeichen."]),
    (AddressPart::Sign, ["no address holds “:”.", "Ingen adresse indeholder ”:”.", "Keine Adresse enthält „:“."]),
    (AddressPart::Hidden, ["that nobody can see.", "som ingen kan se.", "das niemand sieht."]),
];

#[test]
fn an_address_is_refused_with_what_is_wrong_in_it() {
    let about = About {
        field: "email",
        value: Some("anna"),
        suggestion: None,
    };
    for (part, sentences) in PARTS {
        let found = if part == AddressPart::Sign { ":" } else { "" }.to_owned();
        let code = Code::NotAnAddress { part, found };
        let languages = [Language::English, Language::Danish, Language::German];
        for (language, expected) in languages.into_iter().zip(sentences) {
            let sentence = code.sentence(language, &about);
            assert!(sentence.contains(expected), "{expected} in {sentence}");
            assert!(sentence.contains("anna@example.com"), "{sentence}");
        }
    }
}

#[test]
fn no_sentence_is_without_its_code() {
    let known: BTreeSet<String> = Code::every()
        .iter()
        .flat_map(|code| FIELDS.map(|field| sentence::text_ids(code, field)))
        .flatten()
        .collect();
    let english = include_str!("../../../locales/en/faults.ftl");
    let ids: Vec<&str> = english
        .lines()
        .filter(|line| line.starts_with("fault-"))
        .filter_map(|line| line.split(" =").next())
        .collect();
    assert!(ids.len() >= Code::every().len());
    for id in ids {
        assert!(known.contains(id), "{id}");
    }
}

#[test]
fn words_are_stable_each_once_and_read_back() {
    let mut seen = BTreeSet::new();
    for code in shapes() {
        let stored = serde_json::to_string(&code).unwrap();
        assert_eq!(serde_json::from_str::<Code>(&stored).unwrap(), code, "{stored}");
    }
    for code in Code::every() {
        let word = code.as_str();
        assert!(seen.insert(word), "{word} twice");
        assert!(
            word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'),
            "{word}"
        );
        // What is absent takes no room.
        let stored = serde_json::to_value(&code).unwrap();
        assert_eq!(stored, json!({ "code": word }));
    }
}

#[test]
fn a_fault_says_what_was_typed_and_what_was_meant() {
    let kitchen = Fault::at(
        "department",
        Code::UnknownDepartment {
            value: " Kokken\n".trim().to_owned(),
        },
    )
    .suggesting(Some("Køkken".to_owned()));
    assert_eq!(
        [Language::English, Language::Danish, Language::German].map(|language| kitchen.sentence(language)),
        [
            "There is no department “Kokken”. Did you mean “Køkken”?",
            "Der er ingen afdeling, der hedder ”Kokken”. Mente du ”Køkken”?",
            "Es gibt keine Abteilung „Kokken“. Meinten Sie „Køkken“?",
        ]
    );
    let long = Code::UnknownDepartment {
        value: "ä".repeat(100),
    };
    let long = Fault::at("department", long).sentence(Language::German);
    assert!(long.contains(&format!("„{}…“", "ä".repeat(40))), "{long}");
    let twice = Fault::at("email", Code::Duplicate { row: 1_234_567 });
    assert_eq!(
        twice.sentence(Language::Danish),
        "Række 1234567 har den samme e-mail. Kun den første af de to bruges."
    );
    let either = Readings(vec!["+49 4670 1234567".to_owned(), "+46 70 123 45 67".to_owned()]);
    let either = Fault::at("phone", Code::AmbiguousPhone { found: either });
    assert_eq!(
        either.sentence(Language::English),
        "This could be +49 4670 1234567 or +46 70 123 45 67. Write it with + and country code."
    );
    assert_eq!(
        either.code.found().as_deref(),
        Some("+49 4670 1234567 / +46 70 123 45 67")
    );
}

#[test]
fn a_password_is_never_repeated() {
    for code in Code::every() {
        for field in ["password", "one_time_password", "repeat"] {
            let mut carried = carried();
            for name in ["value", "found"] {
                carried.insert(name.to_owned(), json!("hemmelig-4821"));
            }
            let about = About {
                field,
                value: Some("hemmelig-4821"),
                suggestion: None,
            };
            let text = with(code.as_str(), carried).sentence(Language::English, &about);
            assert!(!text.contains("4821"), "{text}");
        }
    }
}

#[test]
fn the_field_is_the_last_name_of_the_pointer() {
    for (pointer, field) in [
        ("/email", "email"),
        ("/create_organisation/administrator/email", "email"),
        ("/communication/sms_countries/3", "sms_countries"),
        ("/0", ""),
        ("", ""),
    ] {
        let fault = Fault {
            pointer: pointer.to_owned(),
            ..Fault::at("", Code::Required)
        };
        assert_eq!(fault.field(), field, "{pointer}");
    }
}
