//! Lists, changes, settings.

use crate::support::world::{PASSWORD, World};
use serde_json::{Value, json};
use std::collections::BTreeSet;

#[tokio::test]
async fn pages_of_a_list_hold_everybody_once_and_in_order() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    for n in 0..60 {
        let name = format!("{}na{n:02}", ["A", "Æ", "Ø", "Z"][n % 4]);
        world
            .create(
                &token,
                World::person(Some(&format!("p{n}@example.com")), json!({ "first_name": name })),
            )
            .await;
    }
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = world
            .get(&format!("/api/users?limit=7{cursor}"), &token)
            .await
            .expect(200)
            .json();
        seen.extend(
            page["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|user| user["id"].as_str().unwrap().to_owned()),
        );
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!((seen.len(), seen.iter().collect::<BTreeSet<_>>().len()), (61, 61));
    let found = world
        .get("/api/users?search=%C3%98NA02&status=invited", &token)
        .await
        .expect(200)
        .json();
    assert_eq!(found["items"][0]["email"], "p2@example.com");
    assert_eq!(
        world
            .get("/api/users?limit=0&status=asleep", &token)
            .await
            .expect(422)
            .faulty(),
        ["/limit", "/status"]
    );
}

#[tokio::test]
async fn a_change_says_what_is_to_be_looked_at_and_what_was_put_right() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    let person = World::person(Some("a@example.com"), json!({ "username": "a" }));
    let created = world.create(&token, person).await;
    let path = format!("/api/users/{}", created["id"].as_str().unwrap());
    let change = async |patch: Value, field: &str, stored: Value, warnings: &[&str]| {
        let answer = world.patch(&path, &token, patch.clone()).await.expect(200);
        let user = answer.json();
        assert_eq!(user[field], stored, "{user}");
        let shown = world.get(&path, &token).await.expect(200);
        assert_eq!(answer.headers["etag"], shown.headers["etag"]);
        let codes: Vec<&str> = user["warnings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["code"].as_str().unwrap())
            .collect();
        assert_eq!(codes, warnings, "{patch}");
        user["warnings"][0]["detail"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    let said = change(
        json!({ "phone": "4520123456" }),
        "phone",
        json!("+4520123456"),
        &["plus_restored"],
    )
    .await;
    assert_eq!(
        said,
        "“4520123456” was read as +45 20 12 34 56: the + before the country code was missing."
    );
    // What stays as it is was looked at when it came.
    change(json!({ "last_name": "Holm" }), "last_name", json!("Holm"), &[]).await;
    let germany = json!({ "department": "Filiale Flensburg", "phone": "(49) 30 12345678" });
    change(
        germany,
        "phone",
        json!("+493012345678"),
        &["plus_restored", "landline"],
    )
    .await;
    change(
        json!({ "phone": "+447400123456" }),
        "phone",
        json!("+447400123456"),
        &["country_not_allowed"],
    )
    .await;
    change(
        json!({ "email": null }),
        "email",
        Value::Null,
        &["country_not_allowed", "unreachable"],
    )
    .await;
    let said = change(
        json!({ "email": "a@ex\u{ad}ample.com" }),
        "email",
        json!("a@example.com"),
        &["domain_rewritten", "country_not_allowed"],
    )
    .await;
    assert!(
        said.ends_with("was read as “a@example.com”: its domain held characters that no domain has."),
        "{said}"
    );
}

#[tokio::test]
async fn an_email_added_later_signs_in_beside_the_username() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    let (id, _) = world
        .active(
            &token,
            World::person(None, json!({ "username": "bo", "phone": "20123456" })),
        )
        .await;
    world
        .patch(
            &format!("/api/users/{id}"),
            &token,
            json!({ "email": "Bo@Example.com" }),
        )
        .await
        .expect(200);
    for identifier in ["bo", "bo@example.com"] {
        let body = json!({ "organisation": "alpha", "identifier": identifier, "password": PASSWORD });
        world.post("/api/sign-in", None, body).await.expect(200);
    }
    assert_eq!(world.orphans().await, Vec::<String>::new());
    let taken = world
        .patch(
            &format!("/api/users/{id}"),
            &token,
            json!({ "email": "admin@alpha.example" }),
        )
        .await
        .expect(409);
    assert_eq!(taken.faulty(), ["/email"]);
    world
        .patch(&format!("/api/users/{id}"), &token, json!({ "email": null }))
        .await
        .expect(200);
    assert_eq!(world.orphans().await, Vec::<String>::new());
    let nothing_left = world
        .patch(&format!("/api/users/{id}"), &token, json!({ "phone": null }))
        .await
        .expect(422);
    assert_eq!(nothing_left.faulty(), ["/phone"]);
}

#[tokio::test]
async fn a_change_needs_the_version_it_was_made_from() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    let user = world
        .create(&token, World::person(Some("bo@example.com"), json!({})))
        .await;
    let path = format!("/api/users/{}", user["id"].as_str().unwrap());
    let etag = world.get(&path, &token).await.expect(200).headers["etag"].clone();
    let change = |name: &str, headers: &[(&str, &str)]| {
        let (body, headers) = (
            json!({ "first_name": name }),
            headers
                .iter()
                .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
                .collect::<Vec<_>>(),
        );
        let (world, path, token) = (&world, &path, &token);
        async move {
            let headers: Vec<(&str, &str)> = headers.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
            world.send("PATCH", path, Some(token), Some(body), &headers).await
        }
    };
    change("One", &[]).await.expect(428);
    change("One", &[("if-match", &etag)]).await.expect(200);
    change("Two", &[("if-match", &etag)]).await.expect(412);
    assert_eq!(world.get(&path, &token).await.json()["first_name"], "One");
}

#[tokio::test]
async fn every_fault_of_a_change_is_named_at_once_and_nobody_else_learns_of_any() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    let user = world
        .create(&token, World::person(Some("bo@example.com"), json!({})))
        .await;
    let path = format!("/api/users/{}", user["id"].as_str().unwrap());
    let wrong =
        json!({ "first_name": 1, "department": "Kantine", "email": "bo", "nickname": "B", "status": null });
    let refused = world.patch(&path, &token, wrong.clone()).await.expect(422);
    assert_eq!(
        refused.faulty(),
        ["/department", "/email", "/first_name", "/nickname", "/status"]
    );
    let unversioned = world
        .send("PATCH", &path, Some(&token), Some(wrong.clone()), &[])
        .await;
    unversioned.expect(428);
    let outdated = [("if-match", "\"outdated\"")];
    world
        .send("PATCH", &path, Some(&token), Some(wrong.clone()), &outdated)
        .await
        .expect(412);
    let stranger = world.organisation("beta").await;
    world.patch(&path, &stranger, wrong).await.expect(404);
}

#[tokio::test]
async fn correcting_an_address_sends_again_and_kills_the_older_link() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    let user = world
        .create(&token, World::person(Some("wrong@example.com"), json!({})))
        .await;
    world.deliver().await;
    let path = format!("/api/users/{}", user["id"].as_str().unwrap());
    world
        .patch(&path, &token, json!({ "email": "right@example.com" }))
        .await
        .expect(200);
    world.deliver().await;
    let messages = world.messages().await;
    assert_eq!(
        messages
            .iter()
            .map(|message| message.to.as_str())
            .collect::<Vec<_>>(),
        ["wrong@example.com", "right@example.com"]
    );
    let link = |at: usize| format!("/api/activation/{}", messages[at].activation_token().unwrap());
    world.send("GET", &link(0), None, None, &[]).await.expect(410);
    world.send("GET", &link(1), None, None, &[]).await.expect(200);
}

#[tokio::test]
async fn settings_are_merged_checked_whole_and_shown() {
    let world = World::new().await;
    let token = world.organisation("alpha").await;
    let wrong = json!({ "time_zone": "Mars/Base", "default_country": "XX", "communication": { "link_lifetime_days": 0, "fax": true }, "sign_up": { "enabled": true } });
    let faulty = world
        .patch("/api/settings", &token, wrong)
        .await
        .expect(422)
        .faulty();
    for pointer in [
        "/time_zone",
        "/default_country",
        "/communication/link_lifetime_days",
        "/communication/fax",
    ] {
        assert!(faulty.contains(&pointer.to_owned()), "{pointer} in {faulty:?}");
    }
    world
        .patch(
            "/api/settings",
            &token,
            json!({ "communication": { "link_lifetime_days": 3 } }),
        )
        .await
        .expect(200);
    let shown = world.get("/api/settings", &token).await.expect(200).json();
    assert_eq!(
        (
            shown["communication"]["link_lifetime_days"].as_u64(),
            shown["communication"]["email"].as_bool()
        ),
        (Some(3), Some(true))
    );
}

#[tokio::test]
async fn an_entry_in_use_cannot_go_and_a_name_is_given_once() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    world
        .create(&token, World::person(Some("bo@example.com"), json!({})))
        .await;
    let list = world
        .get("/api/departments?limit=200", &token)
        .await
        .expect(200)
        .json();
    let id_of = |name: &str| {
        list["items"]
            .as_array()
            .unwrap()
            .iter()
            .find(|entry| entry["name"] == name)
            .unwrap()["id"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let delete = |name: &str| {
        let path = format!("/api/departments/{}", id_of(name));
        let (world, token) = (&world, &token);
        async move { world.send("DELETE", &path, Some(token), None, &[]).await.status }
    };
    assert_eq!(delete("Køkken").await, 409);
    assert_eq!(delete("Filiale Flensburg").await, 204);
    assert_eq!(
        world
            .post("/api/departments", Some(&token), json!({ "name": "Køkken" }))
            .await
            .expect(409)
            .faulty(),
        ["/name"]
    );
}
