//! Every road that ends in a password is closed, and says no more to strangers than before.

use super::{alone, closed, own_id, prepare, prepared, says, session};
use crate::{
    single_sign_on::{entered, sign_in},
    support::{
        answer::Answer,
        imports::first_codes,
        person::{people, person},
        scim::{self, described},
        workbook::sheet,
        world::{PASSWORD, World},
    },
};
use jiff::SignedDuration;
use serde_json::{Value, json};

/// What a stranger sees of an answer.
fn seen(answer: &Answer) -> (u16, String, Option<String>) {
    (
        answer.status,
        answer.text.clone(),
        answer.headers.get("retry-after").cloned(),
    )
}

#[tokio::test]
async fn no_password_leads_in_and_it_looks_like_a_wrong_one() {
    let (org, provider, _, ida) = prepared("alpha").await;
    let founder = own_id(&org).await;
    let mads = org.active(person("mads").username("mads.holm")).await;
    let with_one_time = org.create(person("bo").username("bo.lund")).await.id;
    let one_time = org.one_time_password(&with_one_time).await;
    let ticket = org
        .sign_in("bo@example.com", &one_time)
        .await
        .expect(200)
        .ticket();
    org.settings(alone(&founder)).await;
    let unknown = org.sign_in("nobody@example.com", PASSWORD).await.expect(401);
    for (identifier, password) in [
        ("mads@example.com", PASSWORD),
        ("mads.holm", PASSWORD),
        ("mads@example.com", "wrong-lantern-42"),
        ("bo@example.com", &one_time),
        ("ida@firma.example", PASSWORD),
    ] {
        let refused = org.sign_in(identifier, password).await;
        assert_eq!(seen(&refused), seen(&unknown), "{identifier}");
    }
    let gone = org.choose_password("no-ticket", "fjord-lantern-walks-42").await;
    let refused = org.choose_password(&ticket, "fjord-lantern-walks-42").await;
    assert_eq!(seen(&refused), seen(&gone));
    // Sessions that began with a password are over, and the one that a provider vouches for goes on.
    mads.get("/api/me").await.expect(401);
    ida.get("/api/me").await.expect(200);
    // The break-glass administrator's go on, too, and they get in as ever.
    org.get("/api/me").await.expect(200);
    let again = org.administrator().await;
    again.get("/api/users").await.expect(200);
    // A session of anybody can be ended.
    mads.post("/api/sign-out", json!({})).await.expect(204);
    // A provider that names them lets them in.
    says(&provider, "mads-1", "mads@example.com");
    let mads = session(&org, &sign_in(&org, &provider).await).await;
    assert_eq!(
        mads.get("/api/me").await.expect(200).json()["username"],
        "mads.holm"
    );
    org.settings(json!({ "sso": { "required": false } })).await;
    org.wait(SignedDuration::from_hours(2));
    org.sign_in("mads@example.com", PASSWORD).await.expect(200);
}

#[tokio::test]
async fn a_refused_password_costs_the_same_calls_whoever_it_is_of() {
    let (world, seam) = World::with_seam_in_the_api().await;
    let (org, _, _, _) = prepare(world.organisation("alpha").await).await;
    let founder = own_id(&org).await;
    org.active(person("mads").username("mads.holm")).await;
    let bo = org.create(person("bo").quiet()).await.id;
    let one_time = org.one_time_password(&bo).await;
    org.settings(alone(&founder)).await;
    let mut costs = Vec::new();
    for (identifier, password) in [
        ("nobody@example.com", PASSWORD),
        ("mads@example.com", PASSWORD),
        ("mads.holm", "wrong-lantern-42"),
        ("bo@example.com", &one_time),
        ("ida@firma.example", PASSWORD),
        ("admin@alpha.example", "wrong-lantern-42"),
    ] {
        seam.set(&[]);
        org.sign_in(identifier, password).await.expect(401);
        costs.push((identifier, seam.log()));
    }
    for (identifier, calls) in &costs {
        assert_eq!(calls, &costs[0].1, "{identifier}");
    }
}

#[tokio::test]
async fn no_link_leads_in_and_none_is_renewed_or_repeated() {
    let (org, _, _, _) = prepared("alpha").await;
    let founder = own_id(&org).await;
    let invited = org.create(person("mads").quiet()).await.id;
    let (link, expired) = (org.link_of(&invited).await, org.link_for(&invited, 0).await);
    let other = org.create(person("bo").quiet()).await.id;
    let pressed = org.link_of(&other).await;
    org.redeem(&pressed, PASSWORD).await.expect(200);
    org.redeem(&pressed, PASSWORD).await.expect(200);
    org.settings(alone(&founder)).await;
    let unknown = seen(&org.open("no-link").await.expect(410));
    for link in [&link, &expired, &pressed] {
        assert_eq!(seen(&org.open(link).await), unknown);
        assert_eq!(seen(&org.redeem(link, PASSWORD).await), unknown);
        assert_eq!(seen(&org.renew(link).await), unknown);
    }
    let stored = org.stored(&invited).await;
    assert!(stored.password.is_none() && stored.activation.is_none());
    org.settings(json!({ "sso": { "required": false } })).await;
    org.renew(&expired).await.expect(202);
    org.redeem(&link, PASSWORD).await.expect(200);
}

#[tokio::test]
async fn administrators_read_why_nothing_is_granted_or_sent() {
    let (org, _, _, ida, founder) = closed("alpha").await;
    let invited = ida.create(person("mads")).await;
    assert_eq!(
        (&invited["status"], &invited["activation"]),
        (&json!("invited"), &Value::Null)
    );
    assert_eq!(invited["warnings"].as_array().unwrap().len(), 1);
    assert_eq!(invited["warnings"][0]["code"], "sso_only");
    // Neither is whom a directory creates, or lets in again.
    let directory = org.directory().await;
    let came = directory.create(&described("Eva.Dal")).await;
    for again in [false, true] {
        if again {
            let gone = json!([{ "op": "replace", "path": "active", "value": false }]);
            directory.patch(scim::id(&came), gone).await.expect(200);
            directory.create(&described("Eva.Dal")).await;
        }
        let user = org.user(scim::id(&came)).await;
        assert_eq!(
            (&user["status"], &user["activation"]),
            (&json!("invited"), &Value::Null)
        );
        org.deliver().await;
        assert!(org.messages_to("eva.dal@").await.is_empty());
    }
    let path = format!("/api/users/{}", invited.id);
    for (path, body) in [
        (format!("{path}/one-time-password"), json!({})),
        (format!("{path}/activation"), json!({})),
        ("/api/activations".to_owned(), json!({})),
        ("/api/activations".to_owned(), json!({ "dry_run": true })),
    ] {
        let refused = ida.post(&path, body).await.expect(409);
        assert!(
            refused.detail().contains("single sign-on"),
            "{path}: {}",
            refused.text
        );
    }
    for one_time in [json!(true), json!("41-97-02-68-53")] {
        let refused = ida
            .try_create(person("bo").with("one_time_password", one_time))
            .await;
        refused.problem(422, "/one_time_password", "sso_only");
    }
    // Somebody who is active needs no word of it.
    let me = own_id(&ida).await;
    let changed = org.patch(&me, json!({ "phone": "20 12 34 56" })).await.json();
    assert_eq!(changed["warnings"], json!([]));
    // The break-glass administrator's password may be lost.
    let one_time = ida.one_time_password(&founder).await;
    let ticket = org
        .sign_in("admin@alpha.example", &one_time)
        .await
        .expect(200)
        .ticket();
    let chosen = org.choose_password(&ticket, "fjord-lantern-walks-42").await;
    let founder = org.with_token(chosen.expect(200).token());
    founder.get("/api/settings").await.expect(200);
    org.deliver().await;
    assert!(org.messages_to("mads@").await.is_empty());
}

#[tokio::test]
async fn an_import_creates_people_and_says_that_nobody_messages_them() {
    let (org, provider, _, _, _) = closed("alpha").await;
    let rows = sheet![
        person("mads"),
        person("bo").by_phone("bo.lund", "20123456"),
        person("eva").one_time_password("41-97-02-68-53"),
    ];
    for dry_run in [true, false] {
        let id = if dry_run {
            org.dry_run(rows.clone()).await
        } else {
            org.upload(rows.clone()).await
        };
        let shown = org.show(&id).await;
        let messages = &shown["messages"];
        assert_eq!(
            (
                &messages["single_sign_on"],
                &messages["email"]["total"],
                &messages["sms"]["total"]
            ),
            (&json!(2), &json!(0), &json!(0)),
            "{shown:#}"
        );
        assert_eq!(
            (&messages["unreachable"], &messages["estimated_cost_usd"]),
            (&json!(0), &json!(0.0))
        );
        let refused = org.rows(&id, "outcome=invalid").await;
        assert_eq!(first_codes(&refused, "faults"), ["sso_only"]);
        let summary = crate::support::workbook::texts_of(&org.result(&id).await, 1);
        let said = summary
            .iter()
            .flatten()
            .any(|text| text.contains("nobody messages them"));
        assert!(said, "{summary:?}");
    }
    org.run_schedule().await;
    org.deliver().await;
    assert!(org.messages_to("mads@").await.is_empty());
    // They are active by their first single sign-on.
    says(&provider, "mads-1", "mads@example.com");
    let me = entered(&org, &sign_in(&org, &provider).await).await;
    assert_eq!(
        (&me["source"], &me["status"]),
        (&json!("import"), &json!("active"))
    );
    let again = org.import(sheet![person("mads")]).await;
    assert_eq!(again["counts"]["existing"], 1, "{again}");
}

#[tokio::test]
async fn what_was_asked_for_before_is_not_sent_and_nobody_signs_up() {
    let (org, _, _, ida) = prepared("alpha").await;
    let founder = own_id(&org).await;
    org.open_sign_up().await;
    let link = json!({ "department": "Køkken" });
    let link = org.post("/api/sign-up-links", link).await.expect(201).json();
    let key = link["url"]
        .as_str()
        .unwrap()
        .rsplit('=')
        .next()
        .unwrap()
        .to_owned();
    for one in people(3) {
        org.create(one).await;
    }
    let form = json!({ "email": "new@example.com" });
    org.sign_up(&form).await.expect(202);
    org.settings(alone(&founder)).await;
    let before = org.messages().await.len();
    org.deliver().await;
    org.run_schedule().await;
    assert_eq!(org.messages().await.len(), before);
    let waiting = ida.items("/api/users?search=person").await;
    assert_eq!(waiting.len(), 3);
    for one in waiting {
        assert_eq!(one["activation"]["next_attempt_at"], Value::Null, "{one:#}");
    }
    for path in [
        "/api/sign-up/alpha".to_owned(),
        format!("/api/sign-up/alpha?link={key}"),
    ] {
        org.get_openly(&path).await.expect(404);
    }
    org.sign_up(&form).await.expect(404);
    let page = org.get_openly("/alpha").await.expect(200).text;
    assert!(
        !page.contains("type=\"password\"") && !page.contains("/alpha/sign-up"),
        "{page}"
    );
    assert!(page.contains("Sign in with the account") && page.contains("/api/sso/alpha?connection="));
    // The form is for one person, and anybody can open it.
    let page = org.get_openly("/alpha?password=1").await.expect(200).text;
    assert!(page.contains("type=\"password\""));
    let fields = [("identifier", "admin@alpha.example"), ("password", PASSWORD)];
    org.form("/alpha?password=1", &fields, json!({}))
        .await
        .expect(303);
    let fields = [("identifier", "person0@example.com"), ("password", PASSWORD)];
    org.form("/alpha?password=1", &fields, json!({}))
        .await
        .expect(401);
}
