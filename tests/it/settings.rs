//! Settings, languages and lists under `If-Match`, and settings that can be sent back as they were answered.

use crate::support::{
    answer::{Answer, texts},
    organisation::{Org, organisation},
};
use serde_json::{Value, json};

const SETTINGS: &str = "/api/settings";
const LANGUAGES: &str = "/api/languages";

/// Changes what is at a path, as somebody who has seen a version of it.
async fn change(org: &Org, path: &str, body: Value, version: &str) -> Answer {
    let method = if path == LANGUAGES { "PUT" } else { "PATCH" };
    org.send(method, path, Some(body), &[("if-match", version)]).await
}

#[tokio::test]
async fn a_change_of_settings_that_somebody_else_changed_is_stale() {
    let org = organisation("alpha").await;
    let etag = async |path: &str| org.get(path).await.expect(200).headers["etag"].clone();
    let seen = etag(SETTINGS).await;
    let first = json!({ "communication": { "link_lifetime_days": 3 } });
    let changed = change(&org, SETTINGS, first, &seen).await.expect(200);
    let now = changed.headers["etag"].clone();
    assert_ne!(now, seen);
    assert_eq!(etag(SETTINGS).await, now);

    let second = json!({ "communication": { "link_lifetime_days": 5 }, "time_zone": "Mars/Base", "more": 1 });
    let stale = change(&org, SETTINGS, second, &seen).await.expect(412);
    assert!(stale.detail().contains("settings"));
    change(&org, LANGUAGES, json!(["en"]), &seen).await.expect(412);
    let both = format!("{seen}, {now}");
    let shorter = change(&org, LANGUAGES, json!(["en"]), &both).await.expect(200);
    assert_eq!(shorter.items(), [json!({ "id": "en", "name": "English" })]);
    assert_eq!(etag(LANGUAGES).await, shorter.headers["etag"]);

    let shown = org.get(SETTINGS).await.expect(200).json();
    assert_eq!(
        shown["communication"]["link_lifetime_days"], 3,
        "nothing of the stale change came in"
    );
    // Without a version, whatever there is is changed.
    let blind = org.send("PATCH", SETTINGS, Some(json!({ "name": "Alpha" })), &[]);
    blind.await.expect(200);
}

#[tokio::test]
async fn an_entry_that_somebody_else_changed_is_neither_changed_nor_removed() {
    let org = organisation("alpha").await;
    let added = org
        .post("/api/job-profiles", json!({ "name": "Kok" }))
        .await
        .expect(201);
    let (seen, path) = (&added.headers["etag"], &added.headers["location"]);
    let rename = async |name: &str| change(&org, path, json!({ "name": name }), seen).await;
    let changed = rename("Kokkeelev").await.expect(200);
    rename("Køkkenchef").await.expect(412);
    for (version, status) in [(seen, 412), (&changed.headers["etag"], 204)] {
        let removed = org.send("DELETE", path, None, &[("if-match", version)]).await;
        removed.expect(status);
    }
}

#[tokio::test]
async fn settings_name_entries_by_id_and_name_and_are_taken_back_as_answered() {
    let org = organisation("alpha").await;
    let departments = org.items("/api/departments?limit=200").await;
    let kitchen = departments
        .iter()
        .find(|entry| entry["name"] == "Køkken")
        .unwrap();
    let by = |department: Value| json!({ "sign_up": { "default_department": department } });
    let settings = org.settings(by(json!("Køkken"))).await;
    let reference = json!({ "id": kitchen["id"], "name": "Køkken" });
    assert_eq!(settings.json()["sign_up"]["default_department"], reference);

    let (mut whole, version) = (settings.json(), settings.headers["etag"].clone());
    let same = change(&org, SETTINGS, whole.clone(), &version).await.expect(200);
    assert_eq!((&same.json(), &same.headers["etag"]), (&whole, &version));
    whole["name"] = json!("Alpha");
    let renamed = change(&org, SETTINGS, whole.clone(), &version).await;
    assert_eq!(renamed.expect(200).json(), whole);

    // Only the id of a reference counts, and it is never taken for a name.
    let path = format!("/api/departments/{}", kitchen["id"].as_str().unwrap());
    org.patch_at(&path, json!({ "name": "Cantina" }))
        .await
        .expect(200);
    let settings = org.settings(by(reference)).await.json();
    assert_eq!(settings["sign_up"]["default_department"]["name"], "Cantina");
    let pointer = "/sign_up/default_department";
    for (wrong, pointer) in [
        (json!({ "id": "Cantina" }), pointer.to_owned()),
        (json!({ "name": "Cantina", "id": 7 }), format!("{pointer}/id")),
        (json!({ "name": "Cantina" }), format!("{pointer}/id")),
        (json!(["Cantina"]), pointer.to_owned()),
    ] {
        let refused = org.try_settings(by(wrong)).await.expect(422);
        assert_eq!(refused.faulty(), [pointer]);
    }
}

#[tokio::test]
async fn languages_are_a_list_of_tags() {
    let org = organisation("alpha").await;
    for (body, status, faulty) in [
        (json!(["en", "xx", "Dansk"]), 422, &["/1", "/2"][..]),
        (json!(["en", 7]), 422, &["/1"]),
        (json!([]), 422, &[""]),
        (json!({ "languages": ["en"] }), 400, &[]),
        (json!("en"), 400, &[]),
    ] {
        let refused = change(&org, LANGUAGES, body.clone(), "*").await;
        assert_eq!(refused.expect(status).faulty(), faulty, "{body}");
    }
    // A language in use stays, and so does the default one.
    let others = || change(&org, LANGUAGES, json!(["da"]), "*");
    others().await.expect(409);
    let me = org.get("/api/me").await.expect(200).id();
    org.patch(&me, json!({ "language": "da" })).await;
    let refused = others().await.expect(422).json();
    assert_eq!(refused["errors"][0]["code"], "default_language_missing");
    let chosen = change(&org, LANGUAGES, json!(["da", "en", "da"]), "*").await;
    assert_eq!(texts(&chosen.expect(200).json()["items"], "id"), ["da", "en"]);
}
