use super::*;
use proptest::prelude::*;
use rollcall::domain::provisioned::ENTERPRISE;
use serde_json::{Map, json};

fn ida() -> Map<String, Value> {
    let ida = json!({
        "id": "u_1", "userName": "Ida@Example.com", "externalId": "E-1", "active": true, "title": "",
        "name": { "givenName": "Ida", "familyName": "Holm" },
        "emails": [
            { "type": "work", "value": "ida@example.com", "primary": true },
            { "type": "home", "value": "ida@home.example" },
        ],
        "meta": { "created": "2026-08-01T10:00:00Z" },
        ENTERPRISE: { "department": "Køkken", "employeeNumber": "0042" },
    });
    ida.as_object().unwrap().clone()
}

#[test]
fn a_filter_finds_what_it_says() {
    for (filter, expected) in [
        (r#"userName eq "ida@example.COM""#, true),
        (r#"USERNAME Eq "ida@example.com""#, true),
        ("userName eq ida@example.com", true),
        (r#"externalId eq "e-1""#, false),
        (r#"externalId eq "E-1""#, true),
        ("externalId eq E-1 and active eq true", true),
        (r#"active eq "True""#, true),
        ("active eq false", false),
        (r#"name.familyName sw "ho""#, true),
        (r#"name.familyName co "ol" and name.givenName ew "DA""#, true),
        (r#"emails eq "ida@home.example""#, true),
        (r#"emails.value eq "ida@home.example""#, true),
        (r#"emails[type eq "work" and value co "@example.com"]"#, true),
        (r#"emails[type eq "work"].value eq "ida@home.example""#, false),
        (r#"emails[type eq "home"].value eq "ida@home.example""#, true),
        (r#"emails[type eq "fax"]"#, false),
        ("title pr", false),
        ("nickName pr", false),
        ("emails pr and not (nickName pr)", true),
        ("not nickName pr", true),
        (r#"nickName ne "x""#, true),
        ("nickName eq null", true),
        ("emails ne null", true),
        (
            r#"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq "KØKKEN""#,
            true,
        ),
        (
            r#"urn:ietf:params:scim:schemas:core:2.0:User:userName eq "ida@example.com""#,
            true,
        ),
        (
            "URN:ietf:params:scim:schemas:extension:enterprise:2.0:user:employeeNumber eq 42",
            false,
        ),
        (r#"meta.created gt "2026-08-01T11:59:00+02:00""#, true),
        (r#"meta.created lt "2026-08-01T12:00:00+02:00""#, false),
        (r#"meta.created le "2026-08-01T12:00:00+02:00""#, true),
        (r#"active eq false or userName sw "ida" and title pr"#, false),
        (r#"(active eq false or userName sw "ida") and emails pr"#, true),
        (r#"userName eq "a\"b""#, false),
    ] {
        let read = Filter::read(filter).unwrap_or_else(|error| panic!("{filter}: {error}"));
        assert_eq!(read.matches(&ida()), expected, "{filter}");
    }
}

#[test]
fn a_number_without_quotation_marks_finds_whose_number_it_is_letter_by_letter() {
    for number in ["42", "0042", "12e5", "4711.0", "98765432109876543210987"] {
        let mut person = ida();
        person.insert("externalId".into(), json!(number));
        for (asked, expected) in [(number, true), ("1200000.0", false), ("4711", false)] {
            let filter = format!("externalId eq {asked}");
            let found = Filter::read(&filter).unwrap().matches(&person);
            assert_eq!(found, expected, "{filter} of {number}");
        }
    }
}

#[test]
fn what_is_no_filter_says_where_it_ends() {
    for (filter, at) in [
        ("", 1),
        ("userName", 9),
        ("userName eq", 12),
        ("userName is 1", 10),
        (r#"userName eq "a"#, 13),
        (r#"userName eq "a" b"#, 17),
        ("(userName pr", 13),
        ("emails[type pr", 15),
        ("emails[type pr].", 16),
        ("a.b.c pr", 1),
        ("not", 4),
        ("userName eq (", 13),
        ("and userName pr", 5),
    ] {
        let Err(GrammarError::Expected { at: found, .. }) = Filter::read(filter) else {
            panic!("{filter}: {:?}", Filter::read(filter));
        };
        assert_eq!(found, at, "{filter}");
    }
}

#[test]
fn nothing_is_worked_out_of_a_bomb() {
    let many = vec!["a pr"; MOST_TERMS + 1].join(" or ");
    for bomb in [
        format!("{}a pr{}", "(".repeat(DEEPEST + 1), ")".repeat(DEEPEST + 1)),
        format!("{}a pr", "not ".repeat(DEEPEST + 1)),
        format!("{}a pr{}", "a[".repeat(DEEPEST + 1), "]".repeat(DEEPEST + 1)),
        many,
        "(".repeat(100_000),
        format!("a eq \"{}\"", "x".repeat(LONGEST)),
    ] {
        assert_eq!(Filter::read(&bomb), Err(GrammarError::TooMuch), "{bomb:.80}");
    }
    let deep = format!("{}a pr{}", "(".repeat(DEEPEST), ")".repeat(DEEPEST));
    assert!(Filter::read(&deep).is_ok());
}

#[test]
fn a_path_says_what_it_is_made_to() {
    let attribute = |schema: Option<&str>, name: &str, part: Option<&str>| Attribute {
        schema: schema.map(str::to_owned),
        name: name.to_owned(),
        part: part.map(str::to_owned),
    };
    for (path, expected, has_filter) in [
        ("userName", attribute(None, "userName", None), false),
        (
            "name.givenName",
            attribute(None, "name", Some("givenName")),
            false,
        ),
        (
            r#"emails[type eq "work"].value"#,
            attribute(None, "emails", Some("value")),
            true,
        ),
        (
            "emails[primary eq \"true\"]",
            attribute(None, "emails", None),
            true,
        ),
        (
            &format!("{ENTERPRISE}:department"),
            attribute(Some(ENTERPRISE), "department", None),
            false,
        ),
        (
            &format!("{ENTERPRISE}:manager.value"),
            attribute(Some(ENTERPRISE), "manager", Some("value")),
            false,
        ),
        (ENTERPRISE, attribute(Some(ENTERPRISE), "", None), false),
        (&format!("{CORE}:title"), attribute(None, "title", None), false),
        (
            "urn:example:2.0:User:colour",
            attribute(Some("urn:example:2.0:User"), "colour", None),
            false,
        ),
    ] {
        let read = Path::read(path).unwrap_or_else(|error| panic!("{path}: {error}"));
        assert_eq!(
            (read.attribute, read.filter.is_some()),
            (expected, has_filter),
            "{path}"
        );
    }
    for path in [
        "",
        "emails[",
        "emails[type eq \"work\"] x",
        "a b",
        ".value",
        "emails[].value",
    ] {
        assert!(Path::read(path).is_err(), "{path}");
    }
}

#[test]
fn what_must_be_equal_is_found_among_other_terms() {
    let required = |filter: &str| {
        let read = Filter::read(filter).unwrap();
        let found: Vec<(String, Value)> = read
            .required()
            .into_iter()
            .map(|(attribute, value)| (attribute.name.clone(), value.clone()))
            .collect();
        found
    };
    assert_eq!(
        required(r#"active eq true and (userName eq "a" and emails[type eq "work"].value eq "b")"#),
        [
            ("active".to_owned(), json!(true)),
            ("userName".to_owned(), json!("a")),
            ("emails".to_owned(), json!("b")),
        ]
    );
    assert_eq!(required(r#"userName eq "a" or userName eq "b""#), []);
    assert_eq!(required(r#"not (userName eq "a")"#), []);
}

proptest! {
    #[test]
    fn no_text_is_too_much_for_the_reader(text in "\\PC{0,200}") {
        if let Ok(filter) = Filter::read(&text) {
            let _ = filter.matches(&ida());
        }
        let _ = Path::read(&text);
    }

    #[test]
    fn nor_is_one_of_its_own_words(words in prop::collection::vec(prop::sample::select(vec![
        "a", "eq", "pr", "and", "or", "not", "(", ")", "[", "]", "\"x\"", ".value", "urn:", "true", "emails", "\"", "\\",
    ]), 0..40)) {
        let text = words.join(" ");
        if let Ok(filter) = Filter::read(&text) {
            let _ = filter.matches(&ida());
        }
        let _ = Path::read(&words.concat());
    }
}
