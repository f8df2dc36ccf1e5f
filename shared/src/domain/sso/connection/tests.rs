//! What a connection may be, and how it is kept.

use super::*;
use crate::domain::{
    capability::Capability,
    organisation::{Department, JobProfile, PermissionType},
};

fn organisation() -> Organisation {
    let kind = |id: &str, capabilities: &[Capability]| PermissionType {
        id: id.into(),
        name: id.into(),
        capabilities: capabilities.to_vec(),
    };
    let settings = json!({
        "name": "Nordlys", "default_language": "da", "languages": ["da"], "default_country": "DK",
        "time_zone": "Europe/Copenhagen", "one_time_password": { "lifetime_days": 7 },
        "communication": { "email": true, "sms": false, "armed": true, "link_lifetime_days": 14 },
        "sign_up": { "enabled": false, "identifiers": [], "department": "default", "allowed_email_domains": [] },
    });
    let settings = serde_json::from_value(settings).unwrap();
    Organisation::new(
        Slug::parse("nordlys").unwrap(),
        settings,
        vec![Department {
            id: "d_1".into(),
            name: "Køkken".into(),
            country: None,
        }],
        vec![JobProfile {
            id: "j_1".into(),
            name: "Kok".into(),
        }],
        vec![kind("p_1", &[]), kind("p_2", &[Capability::ManageOwnDepartment])],
    )
}

fn draft() -> ConnectionDraft {
    ConnectionDraft {
        name: Some("Firma".into()),
        issuer: Some("https://login.example".into()),
        client_id: Some("rollcall".into()),
        client_secret: Change::To("s3cret".into()),
        ..ConnectionDraft::default()
    }
}

fn check(
    draft: ConnectionDraft,
    before: Option<&Connection>,
) -> Result<Checked, Vec<(String, &'static str)>> {
    let mut other = sample::connection(EmailTrust::VerifiedClaim, &["taken.example"]);
    other.id = "sc_2".into();
    let organisation = organisation();
    let around = Surroundings {
        organisation: &organisation,
        connections: &[other],
        integration_tokens: &["it_1".to_owned()],
        reach: Reach::Public,
    };
    draft.check(before, around).map_err(|faults| {
        let faults = faults.into_iter();
        faults
            .map(|fault| (fault.pointer.clone(), fault.code.as_str()))
            .collect()
    })
}

fn made(secret: &Secret) -> Connection {
    let context = Context::at(Timestamp::UNIX_EPOCH, 1);
    let slug = Slug::parse("nordlys").unwrap();
    let id = new_id(&context);
    Connection::new(
        &context,
        secret,
        (&slug, id),
        check(draft(), None).unwrap(),
        "u_1",
    )
}

#[test]
fn all_that_is_wrong_with_a_connection_is_said_at_once() {
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    let entry = |text: &str| Some(EntryName::Text(text.into()));
    for (draft, expected) in [
        (
            ConnectionDraft::default(),
            vec![
                ("/name", "required"),
                ("/issuer", "required"),
                ("/client_id", "required"),
            ],
        ),
        (
            ConnectionDraft {
                issuer: Some("https://login.microsoftonline.com/common/v2.0".into()),
                client_id: Some("a b".into()),
                client_secret: Change::To(" ".into()),
                domains: texts(&["firma.example", "not a domain", "Taken.example", "@firma.example"]),
                email_trust: Some("always".into()),
                default_department: entry("Kantine"),
                default_permission_type: entry("p_2"),
                ..draft()
            },
            vec![
                ("/issuer", "issuer_of_everybody"),
                ("/client_id", "control_character"),
                ("/client_secret", "required"),
                ("/domains/1", "not_a_domain"),
                ("/domains/2", "taken"),
                ("/email_trust", "unknown_choice"),
                ("/default_department", "unknown_department"),
                ("/default_permission_type", "carries_capabilities"),
            ],
        ),
        (
            ConnectionDraft {
                email_trust: Some("issuer_and_domains".into()),
                ..draft()
            },
            vec![("/domains", "required")],
        ),
        // Anybody has a Google account.
        (
            ConnectionDraft {
                issuer: Some("https://accounts.google.com".into()),
                ..draft()
            },
            vec![("/domains", "required")],
        ),
    ] {
        let expected: Vec<(String, &str)> = expected
            .into_iter()
            .map(|(pointer, code)| (pointer.to_owned(), code))
            .collect();
        assert_eq!(check(draft, None).unwrap_err(), expected);
    }
    let checked = check(
        ConnectionDraft {
            domains: texts(&["Firma.example", "@firma.EXAMPLE", "blåbær.example"]),
            default_department: entry("Køkken"),
            default_permission_type: entry("p_1"),
            ..draft()
        },
        None,
    )
    .unwrap();
    assert_eq!(checked.domains, ["firma.example", "xn--blbr-roah.example"]);
    assert_eq!(checked.defaults.department.as_deref(), Some("d_1"));
    assert_eq!(checked.email_trust, EmailTrust::VerifiedClaim);
}

#[test]
fn a_client_secret_is_sealed_for_its_connection_and_outlives_one_rotation() {
    let slug = Slug::parse("nordlys").unwrap();
    let connection = made(&Secret::new("one", None));
    let stored = serde_json::to_string(&connection).unwrap();
    assert!(!stored.contains("s3cret"), "{stored}");
    let open = |secret: &Secret, slug: &Slug| connection.client_secret(secret, slug);
    assert_eq!(
        open(&Secret::new("one", None), &slug),
        Ok(Some("s3cret".to_owned()))
    );
    assert_eq!(
        open(&Secret::new("two", Some("one")), &slug),
        Ok(Some("s3cret".to_owned()))
    );
    assert_eq!(open(&Secret::new("three", Some("two")), &slug), Err(Unopened));
    assert_eq!(
        open(&Secret::new("one", None), &Slug::parse("sydlys").unwrap()),
        Err(Unopened)
    );
    // Used in between, it outlives every one.
    let context = Context::at(Timestamp::UNIX_EPOCH, 2);
    let [first, second, third] =
        [("one", None), ("two", Some("one")), ("three", Some("two"))].map(|(now, was)| Secret::new(now, was));
    assert_eq!(connection.sealed_again(&context, &first, &slug), None);
    let again = connection.sealed_again(&context, &second, &slug).unwrap();
    assert_eq!(again.client_secret(&third, &slug), Ok(Some("s3cret".to_owned())));
    assert_eq!(again.sealed_again(&context, &second, &slug), None);
    assert_eq!(again.version(), connection.version());
    assert_eq!(connection.sealed_again(&context, &third, &slug), None);
    let moved = Connection {
        id: "sc_3".into(),
        ..connection.clone()
    };
    assert_eq!(
        moved.client_secret(&Secret::new("one", None), &slug),
        Err(Unopened)
    );
}

#[test]
fn a_secret_follows_no_connection_to_another_provider() {
    let secret = Secret::new("one", None);
    let before = made(&secret);
    let elsewhere = || ConnectionDraft {
        issuer: Some("https://evil.example".into()),
        ..ConnectionDraft::of(&before)
    };
    let refused = check(elsewhere(), Some(&before)).unwrap_err();
    assert_eq!(refused, [("/client_secret".to_owned(), "required")]);
    for change in [Change::Remove, Change::To("another".to_owned())] {
        let draft = ConnectionDraft {
            client_secret: change,
            ..elsewhere()
        };
        assert!(check(draft, Some(&before)).is_ok());
    }
    // What stays as it is needs no secret.
    let renamed = ConnectionDraft {
        name: Some("Anders".into()),
        ..ConnectionDraft::of(&before)
    };
    let (context, slug) = (
        Context::at(Timestamp::UNIX_EPOCH, 2),
        Slug::parse("nordlys").unwrap(),
    );
    let mut after = before.clone();
    after.change(&context, &secret, &slug, check(renamed, Some(&before)).unwrap());
    assert_eq!(
        after,
        Connection {
            name: "Anders".into(),
            ..before
        }
    );
}

#[test]
fn a_connection_is_stored_as_it_always_was() {
    let stored = json!({
        "id": "sc_1", "name": "Firma", "issuer": "https://login.example", "client_id": "rollcall", "sealed_secret": "AAAA",
        "domains": ["firma.example"], "email_trust": "issuer_and_domains", "just_in_time": true,
        "defaults": { "department": "d_1" }, "created_by": "u_1", "created_at": "2026-11-26T10:00:00Z",
    });
    let read: Connection = serde_json::from_value(stored.clone()).unwrap();
    assert_eq!(serde_json::to_value(read).unwrap(), stored);
}
