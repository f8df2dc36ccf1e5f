//! Connections as an administrator sets them up.

use super::{Browser, connect, connected, entered, failure, ida, location, sign_in};
use crate::support::{
    answer::texts,
    openid::{OpenId, SECRET, with},
    organisation::organisation,
    person::person,
};
use jiff::SignedDuration;
use rollcall::{
    domain::{
        identifier::Subject,
        organisation::Slug,
        secret::Secret,
        sso::{claims::Claims, connection::Connection},
    },
    workflow::{Env, sso},
};
use serde_json::{Map, Value, json};

#[tokio::test]
async fn a_connection_is_made_changed_and_removed_and_its_secret_is_never_shown() {
    let (org, provider) = (organisation("alpha").await, OpenId::start().await);
    let wanted = json!({ "name": "Firma", "issuer": provider.issuer, "client_id": "rollcall", "client_secret": SECRET,
        "domains": ["Firma.example"], "email_trust": "issuer_and_domains", "just_in_time": true, "default_department": "Køkken" });
    let made = org.post("/api/connections", wanted).await.expect(201);
    let id = made.id();
    assert_eq!(made.headers["location"], format!("/api/connections/{id}"));
    let shown = made.json();
    for (field, expected) in [
        ("name", json!("Firma")),
        ("issuer", json!(provider.issuer)),
        ("has_client_secret", json!(true)),
        ("domains", json!(["firma.example"])),
        ("email_trust", json!("issuer_and_domains")),
        ("just_in_time", json!(true)),
        ("default_job_profile", Value::Null),
        ("redirect_uri", json!("https://rollcall.example/api/sso/callback")),
    ] {
        assert_eq!(shown[field], expected, "{field}");
    }
    assert_eq!(shown["default_department"]["name"], "Køkken");
    let path = format!("/api/connections/{id}");
    let change = json!({ "name": "Konto", "client_secret": null, "default_department": null });
    let changed = org.patch_at(&path, change).await.expect(200).json();
    assert_eq!(
        (&changed["name"], &changed["has_client_secret"]),
        (&json!("Konto"), &json!(false))
    );
    assert_eq!(changed["default_department"], Value::Null);
    assert_eq!(changed["domains"], json!(["firma.example"]));
    assert_eq!(org.items("/api/connections").await, [changed]);
    org.delete(&path).await.expect(204);
    org.delete(&path).await.expect(404);
    assert!(org.items("/api/connections").await.is_empty());
    // The audit says what changed, and of the secret only that it did.
    let entries = org.items("/api/audit?limit=3").await;
    assert_eq!(
        texts(&json!(entries), "kind"),
        ["connection_removed", "connection_changed", "connection_added"]
    );
    assert_eq!(texts(&json!(entries), "connection_id"), [id.as_str(); 3]);
    let fields = texts(&entries[1]["changes"], "field");
    assert!(
        fields.contains(&"client_secret".to_owned()) && fields.contains(&"name".to_owned()),
        "{fields:?}"
    );
    for text in [made.text, json!(entries).to_string()] {
        assert!(!text.contains("s3cret") && !text.contains("sealed"), "{text}");
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_connection_is_said_at_once() {
    let (org, provider) = (organisation("alpha").await, OpenId::start().await);
    connect(&org, &provider, json!({ "domains": ["firma.example"] })).await;
    for (wanted, faults) in [
        (json!({}), vec!["/client_id", "/issuer", "/name"]),
        (
            json!({ "name": 1, "issuer": "https://login.microsoftonline.com/common/v2.0", "client_id": "c", "x": 1,
                "domains": ["firma.example"], "default_permission_type": "Administrator" }),
            vec!["/default_permission_type", "/domains/0", "/issuer", "/name", "/x"],
        ),
        (
            json!({ "name": "x", "issuer": "https://10.0.0.1", "client_id": "c", "email_trust": "issuer_and_domains" }),
            vec!["/domains", "/issuer"],
        ),
        (
            json!({ "name": "x", "issuer": "https://a.example", "client_id": "c", "email_trust": "always", "domains": ["a"] }),
            vec!["/domains/0", "/email_trust"],
        ),
    ] {
        let refused = org.post("/api/connections", wanted.clone()).await.expect(422);
        assert_eq!(refused.faulty(), faults, "{wanted}");
    }
    let refused = org.post("/api/connections", json!({ "name": "x", "issuer": "https://login.microsoftonline.com/{tenantid}/v2.0", "client_id": "c" })).await;
    let fault = refused.problem(422, "/issuer", "issuer_of_everybody");
    assert!(fault["detail"].as_str().unwrap().contains("tenant"));
    // A secret is for the provider it was given for.
    let id = org.items("/api/connections").await[0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let path = format!("/api/connections/{id}");
    let moved = org
        .patch_at(&path, json!({ "issuer": "https://evil.example" }))
        .await;
    moved.problem(422, "/client_secret", "required");
}

#[tokio::test]
async fn a_connection_that_is_used_outlives_every_rotation_of_the_installations_secret() {
    let (org, _, id) = connected("alpha", json!({ "just_in_time": true })).await;
    let app = &org.world.app;
    let rotated = |now, was| Env {
        secret: Secret::new(now, Some(was)),
        ..Env::over(app.store.clone(), Secret::new(now, None), String::new())
    };
    let slug = Slug::parse("alpha").unwrap();
    let kept = async || app.store.find_connection(&slug, &id).await.unwrap().unwrap();
    let claims = || {
        let subject = Subject::new("https://login.example", "ida-1");
        Claims::new(subject, ida().as_object().unwrap().clone(), Map::new())
    };
    let secret_by = |connection: &Connection, env: &Env| connection.client_secret(&env.secret, &slug);
    let mut env = rotated("second", "a secret for tests");
    for later in [rotated("third", "second"), rotated("fourth", "third")] {
        let before = kept().await;
        assert!(secret_by(&before, &later).is_err());
        sso::enter(&env, &org.context(), &slug, &before, &claims())
            .await
            .unwrap();
        let after = kept().await;
        assert_eq!(secret_by(&after, &later).unwrap().as_deref(), Some(SECRET));
        // Once, and not with every sign-in; and it is still the version that an administrator has seen.
        sso::enter(&env, &org.context(), &slug, &after, &claims())
            .await
            .unwrap();
        assert_eq!(kept().await, after);
        assert_eq!(after.version(), before.version());
        env = later;
    }
}

#[tokio::test]
async fn only_who_holds_all_rights_says_who_may_let_people_in() {
    let (org, provider) = (organisation("alpha").await, OpenId::start().await);
    let id = connect(&org, &provider, json!({})).await;
    let path = format!("/api/connections/{id}");
    let wanted = json!({ "name": "x", "issuer": provider.issuer, "client_id": "c" });
    for (name, capabilities, reads) in [
        ("settings", &["manage_settings"][..], 200),
        ("people", &["manage_users"], 403),
        ("department", &["manage_own_department", "manage_settings"], 200),
        ("nobody", &[], 403),
    ] {
        org.add_permission_type(name, capabilities).await;
        let member = org.active(person(name).permission_type(name)).await;
        member.get("/api/connections").await.expect(reads);
        member.post("/api/connections", wanted.clone()).await.expect(403);
        member.patch_at(&path, json!({ "name": "y" })).await.expect(403);
        member.delete(&path).await.expect(403);
        member.post(&format!("{path}/test"), json!({})).await.expect(403);
    }
    org.add_permission_type("both", &["manage_users", "manage_settings"])
        .await;
    let both = org.active(person("both").permission_type("both")).await;
    both.patch_at(&path, json!({ "name": "y" })).await.expect(200);
    // No program does it, whatever its scopes.
    let client = org.as_api_client("c", &["settings:write", "users:write"]).await;
    client.get("/api/connections").await.expect(403);
    client.post("/api/connections", wanted).await.expect(403);
    let beta = org.world.organisation("beta").await;
    beta.patch_at(&path, json!({ "name": "z" })).await.expect(404);
    beta.delete(&path).await.expect(404);
    assert!(beta.items("/api/connections").await.is_empty());
}

#[tokio::test]
async fn a_connection_is_tried_out_and_nobody_is_let_in_or_created() {
    let (org, provider, id) = connected("alpha", json!({ "just_in_time": true })).await;
    let ask = async || {
        let answer = org
            .post(&format!("/api/connections/{id}/test"), json!({}))
            .await
            .expect(200)
            .json();
        let url = answer["url"].as_str().unwrap().to_owned();
        url.strip_prefix("https://rollcall.example").unwrap().to_owned()
    };
    let try_out = async || {
        let mut browser = Browser::default();
        let begun = browser.open(&org, &ask().await).await;
        let answer = browser
            .open(&org, &provider.authorize(&location(&begun)))
            .await
            .expect(200);
        assert!(answer.cookies.is_empty(), "{answer:?}");
        answer.json()
    };
    let tried = try_out().await;
    assert_eq!(
        (&tried["outcome"], &tried["trusted_email"]),
        (&json!("creates"), &json!("ida@firma.example"))
    );
    assert_eq!(
        (&tried["claims"]["sub"], &tried["claims"]["family_name"]),
        (&json!("ida-1"), &json!("Holm"))
    );
    assert!(org.search("holm").await.is_empty());
    let invited = org.create(person("ida").email("ida@firma.example")).await;
    let tried = try_out().await;
    assert_eq!(
        (&tried["outcome"], &tried["user_id"]),
        (&json!("links"), &json!(invited.id))
    );
    assert_eq!(org.user(&invited.id).await["status"], "invited");
    entered(&org, &sign_in(&org, &provider).await).await;
    assert_eq!(try_out().await["outcome"], "signs_in");
    provider.says(with(ida(), json!({ "sub": "mads-1", "email_verified": null })));
    let tried = try_out().await;
    assert_eq!(
        (&tried["outcome"], &tried["reason"]),
        (&json!("refused"), &json!("email_unverified"))
    );
    assert!(tried["detail"].as_str().unwrap().contains("does not confirm"));
    provider.change(|it| it.tokens = Some((401, json!({ "error": "invalid_client" }))));
    assert_eq!(try_out().await["reason"], "the code was refused: invalid_client");
    // The address is of this connection, and good for a quarter of an hour.
    let address = ask().await;
    let elsewhere = address.replace(&format!("connection={id}"), "connection=sc_0000000000000000");
    assert_eq!(
        failure(&Browser::default().open(&org, &elsewhere).await),
        "choose"
    );
    let forged = address.replace("&trial=", "&trial=9");
    assert_eq!(failure(&Browser::default().open(&org, &forged).await), "stale");
    org.wait(SignedDuration::from_secs(16 * 60));
    assert_eq!(failure(&Browser::default().open(&org, &address).await), "stale");
    // What is wrong before anybody can sign in is said as well.
    org.wait(SignedDuration::from_secs(2 * 3_600));
    provider.change(|it| it.always = Some((500, "text/html".to_owned(), String::new())));
    let admin = org.administrator().await;
    let answer = admin
        .post(&format!("/api/connections/{id}/test"), json!({}))
        .await
        .expect(200)
        .json();
    let url = answer["url"]
        .as_str()
        .unwrap()
        .strip_prefix("https://rollcall.example")
        .unwrap()
        .to_owned();
    let told = Browser::default().open(&org, &url).await.expect(200).json();
    assert_eq!(told["reason"], "configuration: answered with status 500");
}

#[tokio::test]
async fn connections_come_in_pages_and_there_are_no_more_than_twenty() {
    let org = organisation("alpha").await;
    let wanted =
        |n: usize| json!({ "name": format!("C{n}"), "issuer": "https://login.example", "client_id": "c" });
    for n in 0..20 {
        org.post("/api/connections", wanted(n)).await.expect(201);
    }
    let refused = org.post("/api/connections", wanted(20)).await.expect(409);
    assert!(refused.detail().contains("20"));
    let all = org.all("/api/connections?limit=7").await;
    let names: Vec<String> = (0..20).map(|n| format!("C{n}")).collect();
    assert_eq!(texts(&json!(all), "name"), names);
}
