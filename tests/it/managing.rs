//! Lists, changes, settings.

use crate::support::{
    answer::texts,
    organisation::{Org, organisation},
    person::person,
    world::PASSWORD,
};
use serde_json::{Value, json};
use std::collections::BTreeSet;

#[tokio::test]
async fn pages_of_a_list_hold_everybody_once_and_in_order() {
    let org = organisation("alpha").await;
    for n in 0..60 {
        let name = format!("{}na{n:02}", ["A", "Æ", "Ø", "Z"][n % 4]);
        org.create(person(&format!("p{n}")).first_name(&name)).await;
    }
    let seen = texts(&json!(org.all("/api/users?limit=7").await), "id");
    assert_eq!((seen.len(), seen.iter().collect::<BTreeSet<_>>().len()), (61, 61));
    let found = org.items("/api/users?search=%C3%98NA02&status=invited").await;
    assert_eq!(found[0]["email"], "p2@example.com");
    let refused = org.get("/api/users?limit=0&status=asleep").await.expect(422);
    assert_eq!(refused.faulty(), ["/limit", "/status"]);
}

/// What a change answers of a field, and the codes of its warnings. The answer has the version that is shown then.
async fn changed(org: &Org, id: &str, change: Value, field: &str) -> (Value, Vec<String>, String) {
    let answer = org.patch(id, change).await;
    let shown = org.get(&format!("/api/users/{id}")).await.expect(200);
    assert_eq!(answer.headers["etag"], shown.headers["etag"]);
    let user = answer.json();
    let first = texts(&user["warnings"], "detail").into_iter().next();
    (
        user[field].clone(),
        texts(&user["warnings"], "code"),
        first.unwrap_or_default(),
    )
}

#[tokio::test]
async fn a_change_says_what_is_to_be_looked_at_and_what_was_put_right() {
    let org = organisation("alpha").await;
    let id = org.create(person("a").username("a")).await.id;
    for (change, field, stored, warnings, sentence) in [
        (
            json!({ "phone": "4520123456" }),
            "phone",
            json!("+4520123456"),
            &["plus_restored"][..],
            "“4520123456” was read as +45 20 12 34 56: the + before the country code was missing.",
        ),
        // What stays as it is was looked at when it came.
        (
            json!({ "last_name": "Holm" }),
            "last_name",
            json!("Holm"),
            &[],
            "",
        ),
        (
            json!({ "department": "Filiale Flensburg", "phone": "(49) 30 12345678" }),
            "phone",
            json!("+493012345678"),
            &["plus_restored", "landline"],
            "",
        ),
        (
            json!({ "phone": "+447400123456" }),
            "phone",
            json!("+447400123456"),
            &["country_not_allowed"],
            "",
        ),
        (
            json!({ "email": null }),
            "email",
            Value::Null,
            &["country_not_allowed", "unreachable"],
            "",
        ),
        (
            json!({ "email": "a@ex\u{ad}ample.com" }),
            "email",
            json!("a@example.com"),
            &["domain_rewritten", "country_not_allowed"],
            "was read as “a@example.com”: its domain held characters that no domain has.",
        ),
    ] {
        let (found, codes, detail) = changed(&org, &id, change.clone(), field).await;
        assert_eq!(
            (found, codes),
            (stored, warnings.iter().map(|code| (*code).to_owned()).collect()),
            "{change}"
        );
        assert!(detail.ends_with(sentence), "{detail}");
    }
}

#[tokio::test]
async fn an_email_added_later_signs_in_beside_the_username() {
    let org = organisation("alpha").await;
    let bo = org.active(person("bo").by_phone("bo", "20123456")).await;
    org.patch(&bo.id, json!({ "email": "Bo@Example.com" })).await;
    for identifier in ["bo", "bo@example.com"] {
        org.sign_in(identifier, PASSWORD).await.expect(200);
    }
    assert_eq!(org.orphans().await, Vec::<String>::new());
    let taken = json!({ "email": "admin@alpha.example" });
    org.try_patch(&bo.id, taken).await.problem(409, "/email", "taken");
    org.patch(&bo.id, json!({ "email": null })).await;
    assert_eq!(org.orphans().await, Vec::<String>::new());
    let nothing_left = org.try_patch(&bo.id, json!({ "phone": null })).await;
    nothing_left.problem(422, "/phone", "required");
}

#[tokio::test]
async fn a_change_needs_the_version_it_was_made_from() {
    let org = organisation("alpha").await;
    let path = format!("/api/users/{}", org.create(person("bo")).await.id);
    let etag = org.get(&path).await.expect(200).headers["etag"].clone();
    let seen = ("if-match", etag.as_str());
    for (name, headers, status) in [
        ("One", &[][..], 428),
        ("One", &[seen], 200),
        ("Two", &[seen], 412),
    ] {
        let change = json!({ "first_name": name });
        org.send("PATCH", &path, Some(change), headers)
            .await
            .expect(status);
    }
    assert_eq!(org.get(&path).await.json()["first_name"], "One");
}

#[tokio::test]
async fn every_fault_of_a_change_is_named_at_once_and_nobody_else_learns_of_any() {
    let org = organisation("alpha").await;
    let id = org.create(person("bo")).await.id;
    let wrong =
        json!({ "first_name": 1, "department": "Kantine", "email": "bo", "nickname": "B", "status": null });
    let refused = org.try_patch(&id, wrong.clone()).await.expect(422);
    assert_eq!(
        refused.faulty(),
        ["/department", "/email", "/first_name", "/nickname", "/status"]
    );
    let path = format!("/api/users/{id}");
    for (headers, status) in [(&[][..], 428), (&[("if-match", "\"outdated\"")], 412)] {
        let answer = org.send("PATCH", &path, Some(wrong.clone()), headers).await;
        answer.expect(status);
    }
    let other = org.world.empty_organisation("beta").await;
    other.try_patch(&id, wrong).await.expect(404);
}

#[tokio::test]
async fn correcting_an_address_sends_again_and_kills_the_older_link() {
    let org = organisation("alpha").await;
    let id = org.create(person("wrong")).await.id;
    org.deliver().await;
    let older = org.newest_link().await;
    org.patch(&id, json!({ "email": "right@example.com" })).await;
    org.deliver().await;
    let to: Vec<String> = org
        .messages()
        .await
        .into_iter()
        .map(|message| message.to)
        .collect();
    assert_eq!(to, ["wrong@example.com", "right@example.com"]);
    org.open(&older).await.expect(410);
    org.open(&org.newest_link().await).await.expect(200);
}

#[tokio::test]
async fn settings_are_merged_checked_whole_and_shown() {
    let org = organisation("alpha").await;
    let wrong = json!({ "time_zone": "Mars/Base", "default_country": "XX",
        "communication": { "link_lifetime_days": 0, "fax": true },
        "sign_up": { "enabled": true } });
    let faulty = org.try_settings(wrong).await.expect(422).faulty();
    for pointer in [
        "/time_zone",
        "/default_country",
        "/communication/link_lifetime_days",
        "/communication/fax",
    ] {
        assert!(faulty.contains(&pointer.to_owned()), "{pointer} in {faulty:?}");
    }
    org.settings(json!({ "communication": { "link_lifetime_days": 3 } }))
        .await;
    let shown = org.get("/api/settings").await.expect(200).json();
    assert_eq!(shown["communication"]["link_lifetime_days"], 3);
    assert_eq!(shown["communication"]["email"], true);
}

#[tokio::test]
async fn an_entry_in_use_cannot_go_and_a_name_is_given_once() {
    let org = organisation("alpha").await;
    org.create(person("bo")).await;
    let list = org.items("/api/departments?limit=200").await;
    for (name, status) in [("Køkken", 409), ("Filiale Flensburg", 204)] {
        let entry = list.iter().find(|entry| entry["name"] == name).unwrap();
        let path = format!("/api/departments/{}", entry["id"].as_str().unwrap());
        assert_eq!(org.delete(&path).await.status, status, "{name}");
    }
    let again = org.post("/api/departments", json!({ "name": "Køkken" })).await;
    again.problem(409, "/name", "taken");
}
