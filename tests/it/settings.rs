//! Settings, languages and lists under `If-Match`, and settings that can be sent back as they were answered.

use crate::support::world::{Answer, World};
use serde_json::{Value, json};

async fn change(world: &World, token: &str, path: &str, body: Value, version: &str) -> Answer {
    let method = if path == "/api/languages" { "PUT" } else { "PATCH" };
    let headers = [("if-match", version)];
    world.send(method, path, Some(token), Some(body), &headers).await
}

#[tokio::test]
async fn a_change_of_settings_that_somebody_else_changed_is_stale() {
    let world = World::new().await;
    let token = world.organisation("alpha").await;
    let settings = world.get("/api/settings", &token).await.expect(200);
    let seen = settings.headers["etag"].clone();
    let first = json!({ "communication": { "link_lifetime_days": 3 } });
    let changed = change(&world, &token, "/api/settings", first, &seen)
        .await
        .expect(200);
    let now = changed.headers["etag"].clone();
    assert_ne!(now, seen);
    let shown = world.get("/api/settings", &token).await.expect(200);
    assert_eq!(shown.headers["etag"], now);

    let second = json!({ "communication": { "link_lifetime_days": 5 }, "time_zone": "Mars/Base", "more": 1 });
    let stale = change(&world, &token, "/api/settings", second, &seen)
        .await
        .expect(412);
    assert!(stale.json()["detail"].as_str().unwrap().contains("settings"));
    let languages = change(&world, &token, "/api/languages", json!(["en"]), &seen).await;
    languages.expect(412);
    let both = format!("{seen}, {now}");
    let shorter = change(&world, &token, "/api/languages", json!(["en"]), &both)
        .await
        .expect(200);
    assert_eq!(
        shorter.json()["items"],
        json!([{ "id": "en", "name": "English" }])
    );
    let shown = world.get("/api/languages", &token).await.expect(200);
    assert_eq!(shown.headers["etag"], shorter.headers["etag"]);

    let shown = world.get("/api/settings", &token).await.expect(200).json();
    assert_eq!(
        shown["communication"]["link_lifetime_days"], 3,
        "nothing of the stale change came in"
    );
    // Who does not say what they have seen changes whatever there is.
    let path = "/api/settings";
    let blind = world.send("PATCH", path, Some(&token), Some(json!({ "name": "Alpha" })), &[]);
    blind.await.expect(200);
}

#[tokio::test]
async fn an_entry_that_somebody_else_changed_is_neither_changed_nor_removed() {
    let world = World::new().await;
    let token = world.organisation("alpha").await;
    let entry = json!({ "name": "Kok" });
    let added = world
        .post("/api/job-profiles", Some(&token), entry)
        .await
        .expect(201);
    let (seen, path) = (&added.headers["etag"], &added.headers["location"]);
    let changed = change(&world, &token, path, json!({ "name": "Kokkeelev" }), seen)
        .await
        .expect(200);
    let stale = change(&world, &token, path, json!({ "name": "Køkkenchef" }), seen).await;
    stale.expect(412);
    let remove = async |version: &str| {
        let headers = [("if-match", version)];
        world.send("DELETE", path, Some(&token), None, &headers).await
    };
    remove(seen).await.expect(412);
    remove(&changed.headers["etag"]).await.expect(204);
}

#[tokio::test]
async fn settings_name_entries_by_id_and_name_and_are_taken_back_as_answered() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    let list = world
        .get("/api/departments?limit=200", &token)
        .await
        .expect(200)
        .json();
    let items = list["items"].as_array().unwrap();
    let kitchen = items.iter().find(|entry| entry["name"] == "Køkken").unwrap();
    let sign_up = json!({ "sign_up": { "default_department": "Køkken" } });
    let settings = world.patch("/api/settings", &token, sign_up).await.expect(200);
    let reference = json!({ "id": kitchen["id"], "name": "Køkken" });
    assert_eq!(settings.json()["sign_up"]["default_department"], reference);

    let (mut whole, version) = (settings.json(), settings.headers["etag"].clone());
    let same = change(&world, &token, "/api/settings", whole.clone(), &version).await;
    let same = same.expect(200);
    assert_eq!((&same.json(), &same.headers["etag"]), (&whole, &version));
    whole["name"] = json!("Alpha");
    let renamed = change(&world, &token, "/api/settings", whole.clone(), &version).await;
    assert_eq!(renamed.expect(200).json(), whole);

    // Only the id of a reference counts, and it is never taken for a name.
    let path = format!("/api/departments/{}", kitchen["id"].as_str().unwrap());
    world
        .patch(&path, &token, json!({ "name": "Cantina" }))
        .await
        .expect(200);
    let old_name = json!({ "sign_up": { "default_department": reference } });
    let settings = world.patch("/api/settings", &token, old_name).await.expect(200);
    assert_eq!(
        settings.json()["sign_up"]["default_department"]["name"],
        "Cantina"
    );
    for (wrong, pointer) in [
        (json!({ "id": "Cantina" }), "/sign_up/default_department"),
        (
            json!({ "name": "Cantina", "id": 7 }),
            "/sign_up/default_department/id",
        ),
        (json!({ "name": "Cantina" }), "/sign_up/default_department/id"),
        (json!(["Cantina"]), "/sign_up/default_department"),
    ] {
        let patch = json!({ "sign_up": { "default_department": wrong } });
        let refused = world.patch("/api/settings", &token, patch).await.expect(422);
        assert_eq!(refused.faulty(), [pointer]);
    }
}

#[tokio::test]
async fn languages_are_a_list_of_tags() {
    let world = World::new().await;
    let token = world.organisation("alpha").await;
    for (body, status, faulty) in [
        (json!(["en", "xx", "Dansk"]), 422, &["/1", "/2"][..]),
        (json!(["en", 7]), 422, &["/1"]),
        (json!([]), 422, &[""]),
        (json!({ "languages": ["en"] }), 400, &[]),
        (json!("en"), 400, &[]),
    ] {
        let refused = change(&world, &token, "/api/languages", body.clone(), "*").await;
        assert_eq!(refused.expect(status).faulty(), faulty, "{body}");
    }
    // A language in use stays, and so does the default one.
    let others = || change(&world, &token, "/api/languages", json!(["da"]), "*");
    others().await.expect(409);
    let me = world.get("/api/me", &token).await.expect(200).json();
    let path = format!("/api/users/{}", me["id"].as_str().unwrap());
    world
        .patch(&path, &token, json!({ "language": "da" }))
        .await
        .expect(200);
    assert_eq!(
        others().await.expect(422).json()["errors"][0]["code"],
        "default_language_missing"
    );
    let chosen = change(&world, &token, "/api/languages", json!(["da", "en", "da"]), "*").await;
    let chosen = chosen.expect(200).json();
    let tags: Vec<&str> = chosen["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["id"].as_str().unwrap())
        .collect();
    assert_eq!(tags, ["da", "en"]);
}
