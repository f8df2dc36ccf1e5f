//! E-mail addresses that the mail service cannot write to, on every road that takes one.

use crate::support::{
    founding,
    organisation::{create_organisation, organisation},
    person::person,
};
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
    // A letter of somebody's name may be spelt in two ways, or left out: there is no one right answer.
    ("jürgen@nordlys.example", "ü", None),
    ("søren@blåbær.example", "ø", None),
];

/// The only fault there is: where, its sentence, and what is suggested.
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
    let org = organisation("alpha").await;
    org.open_sign_up().await;
    let anna = org.create(person("anna")).await;
    let before = (org.users().await.len(), org.identifiers().await.len());
    for (email, found, suggestion) in REFUSED {
        let created = org.try_create(person("x").email(email)).await.expect(422);
        let changed = org.try_patch(&anna.id, json!({ "email": email })).await;
        let signed_up = org.sign_up(&json!({ "email": email })).await.expect(422);
        let mut command = founding::command("nordlys");
        command["create_organisation"]["administrator"]["email"] = json!(email);
        let founded = create_organisation(&org, &command).await;
        for (road, problem, at) in [
            ("POST /api/users", &created.json(), "/email"),
            ("PATCH /api/users", &changed.expect(422).json(), "/email"),
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
    org.deliver().await;
    let after = (org.users().await.len(), org.identifiers().await.len());
    assert_eq!(after, before, "nobody was created, and nobody changed");
}
