//! Claims beyond the standard ones: what becomes of them where somebody is created, and at each sign-in.

use super::{Browser, connected, entered, failure, ida, location, sign_in};
use crate::support::{
    answer::texts,
    openid::{OpenId, with},
    organisation::Org,
    person::person,
    scim::described,
};
use serde_json::{Value, json};

const DEPARTMENT: &str = "https://nordlys.example/department";

/// Names of claims of every kind.
fn names() -> Value {
    json!({ "username": "preferred_username", "phone": "phone_number", "department": DEPARTMENT, "job_profile": "extension_1a2b_title",
        "language": "profile.language" })
}

/// What the provider says of Ida by them.
fn more() -> Value {
    json!({ "preferred_username": "ida.holm", "phone_number": "20 12 34 56", DEPARTMENT: "flensborg",
        "extension_1a2b_title": ["butiksassistent"], "profile": { "language": "en-GB" } })
}

/// An organisation that is connected with these fields, and these names.
async fn mapped(fields: Value) -> (Org, OpenId, String) {
    let fields = with(json!({ "just_in_time": true, "claims": names() }), fields);
    connected("alpha", fields).await
}

/// What comes of testing a connection, field by field.
async fn tried(org: &Org, provider: &OpenId, connection: &str) -> Value {
    let path = format!("/api/connections/{connection}/test");
    let answer = org.post(&path, json!({})).await.expect(200).json();
    let url = answer["url"].as_str().unwrap();
    let mut browser = Browser::default();
    let begun = browser
        .open(org, url.strip_prefix("https://rollcall.example").unwrap())
        .await;
    browser
        .open(org, &provider.authorize(&location(&begun)))
        .await
        .expect(200)
        .json()
}

/// What is said of a field.
#[track_caller]
fn field(tried: &Value, name: &str) -> Value {
    let fields = tried["profile"].as_array().unwrap();
    let found = fields.iter().find(|one| one["field"] == name);
    found.unwrap_or_else(|| panic!("{tried:#}")).clone()
}

#[tokio::test]
async fn somebody_new_is_created_with_what_the_claims_say() {
    let (org, provider, connection) = mapped(json!({})).await;
    provider.says(with(
        ida(),
        with(more(), json!({ DEPARTMENT: "filiale flensburg" })),
    ));
    let shown = org.items("/api/connections").await.remove(0);
    assert_eq!(shown["claims"]["department"], DEPARTMENT);
    assert_eq!(
        (&shown["claims"]["email"], &shown["keep_in_sync"]),
        (&Value::Null, &json!([]))
    );
    let test = tried(&org, &provider, &connection).await;
    assert_eq!(test["outcome"], "creates");
    let expected = json!({ "field": "department", "claim": DEPARTMENT, "said": "filiale flensburg", "value": "Filiale Flensburg",
        "kept_in_sync": false });
    assert_eq!(field(&test, "department"), expected);
    assert_eq!(field(&test, "first_name")["value"], "Ida");
    let me = entered(&org, &sign_in(&org, &provider).await).await;
    for (name, expected) in [
        ("username", json!("ida.holm")),
        ("phone", json!("+4920123456")),
        ("language", json!("en")),
        ("email", json!("ida@firma.example")),
    ] {
        assert_eq!(me[name], expected, "{name}");
    }
    assert_eq!(me["department"]["name"], "Filiale Flensburg");
    assert_eq!(me["job_profile"]["name"], "Butiksassistent");
    assert_eq!(me["permission_type"]["name"], "User");
    // Nothing is kept in step unless the connection says so.
    provider.says(with(
        ida(),
        json!({ "family_name": "Larsen", DEPARTMENT: "Køkken", "preferred_username": "ida.larsen" }),
    ));
    let again = entered(&org, &sign_in(&org, &provider).await).await;
    assert_eq!(
        (&again["last_name"], &again["department"]),
        (&me["last_name"], &me["department"])
    );
    assert_eq!(again["username"], "ida.holm");
}

#[tokio::test]
async fn values_that_do_not_hold_are_left_out_and_named_by_the_test() {
    let (org, provider, connection) = mapped(json!({ "default_department": "Køkken" })).await;
    org.create(person("mads").username("taken").quiet()).await;
    let wrong = json!({ "preferred_username": "taken", "phone_number": "none", DEPARTMENT: "Kokkn", "extension_1a2b_title": { "x": 1 },
        "profile": { "language": "tlh" } });
    provider.says(with(ida(), wrong));
    let test = tried(&org, &provider, &connection).await;
    assert_eq!(test["outcome"], "creates");
    for (name, code, value) in [
        ("username", "taken", Value::Null),
        ("phone", "not_a_phone", Value::Null),
        ("department", "unknown_department", json!("Køkken")),
        ("job_profile", "not_text", json!("Administrator")),
        ("language", "unknown_language", json!("en")),
    ] {
        let field = field(&test, name);
        assert_eq!(
            (&field["fault"]["code"], &field["value"]),
            (&json!(code), &value),
            "{field:#}"
        );
        assert!(!field["fault"]["detail"].as_str().unwrap().is_empty());
    }
    let me = entered(&org, &sign_in(&org, &provider).await).await;
    assert_eq!((&me["username"], &me["phone"]), (&Value::Null, &Value::Null));
    assert_eq!(me["department"]["name"], "Køkken");
}

#[tokio::test]
async fn what_is_kept_in_step_follows_the_provider_at_each_sign_in() {
    let synced = json!([
        "last_name",
        "email",
        "username",
        "phone",
        "department",
        "job_profile"
    ]);
    let (org, provider, connection) = mapped(json!({ "keep_in_sync": synced })).await;
    provider.says(with(ida(), more()));
    let before = entered(&org, &sign_in(&org, &provider).await).await;
    let id = before["id"].as_str().unwrap();
    let old = super::alone::session(&org, &sign_in(&org, &provider).await).await;
    org.create(
        person("mads")
            .email("mads@firma.example")
            .username("taken")
            .quiet(),
    )
    .await;
    provider.says(with(
        ida(),
        with(
            more(),
            json!({ "given_name": "Idamaria", "family_name": "Larsen", "email": "ida.larsen@firma.example", "preferred_username": "taken",
                DEPARTMENT: "Køkken", "phone_number": null }),
        ),
    ));
    let after = entered(&org, &sign_in(&org, &provider).await).await;
    assert_eq!(after["id"], id);
    for (name, expected) in [
        ("first_name", json!("Ida")),
        ("last_name", json!("Larsen")),
        ("email", json!("ida.larsen@firma.example")),
        ("username", json!("ida.holm")),
        ("phone", before["phone"].clone()),
    ] {
        assert_eq!(after[name], expected, "{name}");
    }
    assert_eq!(after["department"]["name"], "Køkken");
    // Another department ends what others may know, and the old address hears of it.
    old.get("/api/me").await.expect(401);
    org.deliver().await;
    assert_eq!(org.messages_to("ida@firma.example").await.len(), 1);
    assert_eq!(
        org.timeline(id)
            .await
            .iter()
            .filter(|what| *what == "changed")
            .count(),
        1
    );
    let items = org
        .get(&format!("/api/users/{id}/timeline"))
        .await
        .expect(200)
        .json()["items"]
        .clone();
    let changed = items
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["what"] == "changed")
        .unwrap();
    let mut fields = texts(&changed["changes"], "field");
    fields.sort();
    assert_eq!(fields, ["department", "email", "last_name"]);
    // The same said again changes nothing.
    entered(&org, &sign_in(&org, &provider).await).await;
    assert_eq!(
        org.timeline(id)
            .await
            .iter()
            .filter(|what| *what == "changed")
            .count(),
        1
    );
    // An e-mail that belongs to somebody, or that nobody vouches for, keeps nobody out.
    for (email, verified) in [("mads@firma.example", true), ("boss@firma.example", false)] {
        provider.says(with(
            ida(),
            with(more(), json!({ "email": email, "email_verified": verified })),
        ));
        let me = entered(&org, &sign_in(&org, &provider).await).await;
        assert_eq!(
            (&me["id"], &me["email"]),
            (&json!(id), &json!("ida.larsen@firma.example"))
        );
    }
    let test = tried(&org, &provider, &connection).await;
    let email = field(&test, "email");
    assert_eq!(
        (&email["fault"]["code"], &email["kept_in_sync"]),
        (&json!("not_vouched_for"), &json!(true))
    );
}

#[tokio::test]
async fn no_provider_moves_somebody_with_rights_or_whom_a_directory_keeps() {
    let (org, provider, connection) =
        mapped(json!({ "keep_in_sync": ["department", "last_name", "phone"] })).await;
    let manager = person("ida")
        .email("ida@firma.example")
        .permission_type("Manager")
        .quiet();
    let manager = org.create(manager).await.id;
    provider.says(with(
        ida(),
        with(
            more(),
            json!({ DEPARTMENT: "Filiale Flensburg", "family_name": "Larsen" }),
        ),
    ));
    let me = entered(&org, &sign_in(&org, &provider).await).await;
    assert_eq!((&me["id"], &me["last_name"]), (&json!(manager), &json!("Larsen")));
    assert_eq!(me["department"]["name"], "Køkken");
    let test = tried(&org, &provider, &connection).await;
    assert_eq!(field(&test, "department")["fault"]["code"], "comes_with_rights");
    // A directory that gives the name keeps it.
    let directory = org.directory().await;
    let provisioned = directory.create(&described("Bo.Lund")).await;
    let id = provisioned["id"].as_str().unwrap().to_owned();
    let before = org.user(&id).await;
    let email = before["email"].as_str().unwrap();
    provider.says(with(ida(), json!({ "sub": "bo-1", "email": email, "given_name": "Bo", "family_name": "Another", "phone_number": "20 12 34 57" })));
    let me = entered(&org, &sign_in(&org, &provider).await).await;
    assert_eq!((&me["id"], &me["last_name"]), (&json!(id), &before["last_name"]));
    let test = tried(&org, &provider, &connection).await;
    assert_eq!(field(&test, "last_name")["fault"]["code"], "kept_in_sync");
}

#[tokio::test]
async fn names_of_claims_are_checked_changed_and_noted() {
    let (org, _, connection) = mapped(json!({})).await;
    let path = format!("/api/connections/{connection}");
    let changed = org
        .patch_at(
            &path,
            json!({ "claims": { "phone": null, "username": "upn" }, "keep_in_sync": ["username"] }),
        )
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&changed["claims"]["phone"], &changed["claims"]["username"]),
        (&Value::Null, &json!("upn"))
    );
    assert_eq!(
        (&changed["claims"]["department"], &changed["keep_in_sync"]),
        (&json!(DEPARTMENT), &json!(["username"]))
    );
    let entry = org
        .items("/api/audit?kind=connection_changed&limit=1")
        .await
        .remove(0);
    let mut fields = texts(&entry["changes"], "field");
    fields.sort();
    assert_eq!(fields, ["claims.phone", "claims.username", "keep_in_sync"]);
    for (change, faults) in [
        (
            json!({ "claims": { "username": "", "salary": "x" } }),
            vec!["/claims/salary", "/claims/username"],
        ),
        (json!({ "claims": { "username": "" } }), vec!["/claims/username"]),
        (json!({ "claims": { "phone": "a b" } }), vec!["/claims/phone"]),
        (json!({ "keep_in_sync": ["phone"] }), vec!["/claims/phone"]),
        (
            json!({ "keep_in_sync": ["permission_type"] }),
            vec!["/keep_in_sync/0"],
        ),
        (
            json!({ "claims": { "username": null } }),
            vec!["/claims/username"],
        ),
        (json!({ "claims": { "email": "upn" } }), vec!["/claims/email"]),
        (
            json!({ "claims": { "email": "upn" }, "email_trust": "issuer_and_domains" }),
            vec!["/domains"],
        ),
    ] {
        let refused = org.patch_at(&path, change.clone()).await.expect(422);
        assert_eq!(refused.faulty(), faults, "{change}: {}", refused.text);
    }
}

#[tokio::test]
async fn an_e_mail_by_another_claim_leads_in_where_issuer_and_domains_are_trusted() {
    let fields = json!({ "claims": { "email": "upn" }, "email_trust": "issuer_and_domains", "domains": ["firma.example"] });
    let (org, provider, _) = connected("alpha", fields).await;
    let invited = org
        .create(person("ida").email("ida.holm@firma.example").quiet())
        .await;
    provider.says(with(
        ida(),
        json!({ "upn": "Ida.Holm@firma.example", "email": "private@elsewhere.example" }),
    ));
    assert_eq!(
        entered(&org, &sign_in(&org, &provider).await).await["id"],
        invited.id.as_str()
    );
    provider.says(with(ida(), json!({ "sub": "x", "upn": null })));
    assert_eq!(failure(&sign_in(&org, &provider).await), "no-trusted-email");
}

#[tokio::test]
async fn what_the_token_leaves_out_is_asked_for_beside_it() {
    let (org, provider, _) = mapped(json!({})).await;
    provider.says(ida());
    provider.change(|it| it.user_info = with(more(), json!({ "sub": "ida-1" })));
    let begun = Browser::default().open(&org, "/api/sso/alpha").await;
    assert!(location(&begun).contains("scope=openid+email+profile+phone"));
    let me = entered(&org, &sign_in(&org, &provider).await).await;
    assert_eq!(me["username"], "ida.holm");
}
