use super::*;
use crate::domain::{
    identifier::Subject,
    organisation::{Department, JobProfile, PermissionType, Slug},
    sso::connection::{EmailTrust, sample},
};
use serde_json::{Value, json};

fn organisation() -> Organisation {
    let settings = json!({
        "name": "Nordlys", "default_language": "da", "languages": ["da", "en"], "default_country": "DK",
        "time_zone": "Europe/Copenhagen", "one_time_password": { "lifetime_days": 7 },
        "communication": { "email": true, "sms": false, "armed": true, "link_lifetime_days": 14 },
        "sign_up": { "enabled": false, "identifiers": [], "department": "default", "allowed_email_domains": [] },
    });
    let department = |id: &str, name: &str| Department {
        id: id.into(),
        name: name.into(),
        country: None,
    };
    let job_profile = |id: &str, name: &str| JobProfile {
        id: id.into(),
        name: name.into(),
    };
    Organisation::new(
        Slug::parse("nordlys").unwrap(),
        serde_json::from_value(settings).unwrap(),
        vec![department("d_1", "Administration"), department("d_2", "Køkken")],
        vec![job_profile("j_1", "Kok"), job_profile("j_2", "Butiksassistent")],
        vec![PermissionType {
            id: "p_1".into(),
            name: "User".into(),
            capabilities: vec![],
        }],
    )
}

fn mapped() -> Connection {
    let mut connection = sample::connection(EmailTrust::VerifiedClaim, &[]);
    let claims = json!({ "username": "preferred_username", "phone": "phone_number", "department": "https://nordlys.example/department",
        "job_profile": "extension_1a2b_title", "first_name": "names.first" });
    connection.claims = serde_json::from_value(claims).unwrap();
    connection
}

fn drawn(said: Value) -> Drawn {
    let Value::Object(said) = said else {
        panic!("an object")
    };
    let claims = Claims::new(
        Subject::new("https://login.example", "ida"),
        said,
        serde_json::Map::new(),
    );
    let email = Email::parse("ida@firma.example").unwrap();
    of_somebody_new(&organisation(), &mapped(), &claims, Some(&email))
}

#[test]
fn what_is_said_is_read_by_the_rules_of_every_road() {
    let made = drawn(json!({
        "given_name": "Ida Maria", "family_name": "Holm", "names": { "first": "Ida" }, "locale": "en-GB",
        "preferred_username": "Ida.Holm", "phone_number": "20 12 34 56", "https://nordlys.example/department": "KØKKEN",
        "extension_1a2b_title": ["j_2"],
    }));
    assert_eq!(made.left_out(), Vec::<String>::new());
    let profile = made.profile.unwrap();
    let text = |field| profile.text(field).unwrap().into_owned();
    for (field, expected) in [
        (Field::FirstName, "Ida"),
        (Field::LastName, "Holm"),
        (Field::Email, "ida@firma.example"),
        (Field::Phone, "+4520123456"),
        (Field::Department, "d_2"),
        (Field::JobProfile, "j_2"),
        (Field::PermissionType, "p_1"),
        (Field::Language, "en"),
    ] {
        assert_eq!(text(field), expected, "{field:?}");
    }
    assert_eq!(text(Field::Username).to_lowercase(), "ida.holm");
}

#[test]
fn what_does_not_hold_is_left_out_and_noted_and_keeps_nobody_out() {
    let made = drawn(json!({
        "given_name": "Ida", "family_name": "Holm", "names": { "first": "https://evil.example" }, "locale": "tlh",
        "preferred_username": "ida@firma", "phone_number": "no phone", "https://nordlys.example/department": "Nowhere",
        "extension_1a2b_title": { "x": 1 },
    }));
    assert_eq!(
        made.left_out(),
        [
            "first_name: looks_like_a_link",
            "username: contains_at",
            "phone: not_a_phone",
            "department: unknown_department",
            "job_profile: not_text",
            "language: unknown_language",
        ]
    );
    let profile = made.profile.unwrap();
    let text = |field| profile.text(field).map(Cow::into_owned);
    assert_eq!(text(Field::FirstName).as_deref(), Some("Ida"));
    assert_eq!((text(Field::Username), text(Field::Phone)), (None, None));
    assert_eq!(text(Field::Department).as_deref(), Some("d_1"));
    assert_eq!(
        text(Field::JobProfile).as_deref(),
        Some("j_2"),
        "the first by name"
    );
    assert_eq!(text(Field::Language).as_deref(), Some("da"));
}

#[test]
fn nobody_is_made_without_a_name_or_an_e_mail_that_counts() {
    let made = drawn(json!({ "preferred_username": "ida", "names": { "first": "Ida" } }));
    assert!(made.profile.is_none());
    let claims = json!({ "given_name": "Ida", "family_name": "Holm" });
    let claims = Claims::new(
        Subject::new("https://login.example", "ida"),
        claims.as_object().unwrap().clone(),
        serde_json::Map::new(),
    );
    let made = of_somebody_new(&organisation(), &mapped(), &claims, None);
    assert!(made.profile.is_none());
    assert_eq!(made.left_out(), ["email: not_vouched_for"]);
}
