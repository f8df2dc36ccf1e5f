//! E-mail addresses that the mail service cannot write to, on every road that takes one.

use crate::support::world::World;
use serde_json::{Value, json};

/// Addresses as they come out of word processors and other alphabets, what is named of them, and what was probably meant.
const REFUSED: [(&str, &str, Option<&str>); 6] = [
    (
        "signe.o’dowd@nordlys.example",
        "’ (U+2019)",
        Some("signe.o'dowd@nordlys.example"),
    ),
    (
        "anna‑berg@nordlys.example",
        "‑ (U+2011)",
        Some("anna-berg@nordlys.example"),
    ),
    (
        "wide＠nordlys.example",
        "＠ (U+FF20)",
        Some("wide@nordlys.example"),
    ),
    ("аnna@nordlys.example", "а (U+0430)", Some("anna@nordlys.example")),
    // A letter of somebody's name may be spelt in two ways, or left out: nobody can tell.
    ("jürgen@nordlys.example", "ü", None),
    ("søren@blåbær.example", "ø", None),
];

/// The only fault there is: where, what is said of it, and what is suggested.
#[track_caller]
fn fault(problem: &Value) -> (String, String, Option<String>) {
    let errors = problem["errors"].as_array().unwrap();
    assert_eq!(errors.len(), 1, "{problem}");
    let text = |name: &str| errors[0][name].as_str().map(str::to_owned);
    (
        text("pointer").unwrap(),
        text("detail").unwrap(),
        text("suggestion"),
    )
}

#[tokio::test]
async fn an_address_beyond_ascii_is_refused_with_what_was_meant_on_every_road() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    let sign_up = json!({ "enabled": true, "default_department": "Køkken", "default_job_profile": "Butiksassistent", "default_permission_type": "User" });
    let settings = json!({ "sign_up": sign_up });
    world.patch("/api/settings", &token, settings).await.expect(200);
    let existing = world
        .create(&token, World::person(Some("anna@example.com"), json!({})))
        .await;
    let existing = format!("/api/users/{}", existing["id"].as_str().unwrap());
    let before = (world.users().await.len(), world.identifiers().await.len());
    for (email, found, suggestion) in REFUSED {
        let person = World::person(Some(email), json!({}));
        let created = world.post("/api/users", Some(&token), person).await.expect(422);
        let changed = world
            .patch(&existing, &token, json!({ "email": email }))
            .await
            .expect(422);
        let form = json!({ "first_name": "Ida", "last_name": "Holm", "language": "da", "email": email });
        let signed_up = world.post("/api/sign-up/alpha", None, form).await.expect(422);
        let command = json!({ "create_organisation": {
            "organisation": "nordlys", "name": "Nordlys", "default_language": "da", "default_country": "DK",
            "time_zone": "Europe/Copenhagen",
            "administrator": { "first_name": "Astrid", "last_name": "Lund", "email": email },
        } });
        let founded =
            manage_organisation::create::answer(&world.app, &world.context(), &command, "request").await;
        for (road, problem, at) in [
            ("POST /api/users", &created.json(), "/email"),
            ("PATCH /api/users", &changed.json(), "/email"),
            ("POST /api/sign-up", &signed_up.json(), "/email"),
            (
                "create_organisation",
                &founded["error"],
                "/create_organisation/administrator/email",
            ),
        ] {
            let (pointer, detail, suggested) = fault(problem);
            assert_eq!(
                (pointer.as_str(), suggested.as_deref()),
                (at, suggestion),
                "{road}: {email}"
            );
            assert!(detail.contains(found), "{road}: {detail}");
        }
    }
    world.deliver().await;
    let after = (world.users().await.len(), world.identifiers().await.len());
    assert_eq!(after, before, "nobody was created, and nobody changed");
}
