//! Each road finds whom another one has made: one id, one timeline.

use super::{claims, connect, enter};
use crate::support::{
    openid::with,
    organisation::{Org, organisation},
    person::person,
    scim::{described, described_with, id},
    sso::{failure, sign_in},
    workbook::sheet,
    world::PASSWORD,
};
use jiff::SignedDuration;
use serde_json::{Value, json};

fn active(is_active: bool) -> Value {
    json!([{ "op": "replace", "path": "active", "value": is_active }])
}

async fn adopt(org: &Org) {
    org.settings(json!({ "integration": { "adopt": true } })).await;
}

#[tokio::test]
async fn who_comes_from_a_directory_and_signs_in_afterwards_is_one_person() {
    let org = organisation("alpha").await;
    let directory = org.directory().await;
    let provider = connect(&directory).await;
    let created = directory.create(&described("Ida.Holm")).await;
    // By another address, that nobody vouches for: the directory's id is enough.
    provider.says(with(
        claims("Ida.Holm"),
        json!({ "email": "ida@elsewhere.example", "email_verified": false }),
    ));
    let me = enter(&org, &provider).await;
    assert_eq!(me["id"], created["id"]);
    assert_eq!(
        (&me["email"], &me["status"], &me["source"]),
        (
            &json!("ida.holm@example.com"),
            &json!("active"),
            &json!("integration")
        )
    );
    // A directory that describes them again finds them, by whatever it asks for.
    for filter in [
        "externalId eq \"x-ida.holm\"",
        "userName eq \"IDA.HOLM@example.com\"",
    ] {
        assert_eq!(directory.filter(filter).await[0]["id"], created["id"]);
    }
    directory.post(&described("Ida.Holm")).await.expect(409);
    assert_eq!(
        org.timeline(id(&created)).await,
        ["created", "sso_linked", "activated"]
    );
    assert_eq!(org.users().await.len(), 2);
    assert_eq!(org.orphans().await, Vec::<String>::new());
}

#[tokio::test]
async fn who_signs_in_first_and_is_provisioned_afterwards_is_adopted_and_nobody_else() {
    let org = organisation("alpha").await;
    let directory = org.directory().await;
    let provider = connect(&directory).await;
    provider.says(claims("Ida.Holm"));
    let me = enter(&org, &provider).await;
    assert_eq!(me["source"], "sso");
    // Only where the organisation lets it.
    directory.post(&described("Ida.Holm")).await.expect(409);
    assert_eq!(org.user(id(&me)).await["source"], "sso");
    adopt(&org).await;
    let adopted = directory.post(&described("Ida.Holm")).await.expect(201).json();
    assert_eq!(adopted["id"], me["id"]);
    assert_eq!(org.timeline(id(&me)).await, ["created", "activated", "adopted"]);
    // The subject is still theirs, and what the directory calls them now is, too.
    assert_eq!(enter(&org, &provider).await["id"], me["id"]);
    provider.says(with(
        claims("Ida.Holm"),
        json!({ "sub": "sub-of-another-client", "email": null }),
    ));
    assert_eq!(enter(&org, &provider).await["id"], me["id"]);
    directory.patch(id(&me), active(false)).await.expect(200);
    assert_eq!(failure(&sign_in(&org, &provider).await), "disabled");
    assert_eq!(org.users().await.len(), 2);
    assert_eq!(org.orphans().await, Vec::<String>::new());
}

#[tokio::test]
async fn who_is_imported_adopted_leaves_and_is_hired_again_is_one_person_without_the_rights_they_had() {
    let org = organisation("alpha").await;
    adopt(&org).await;
    let may_grant = ["manage_own_department"];
    let directory = org.directory_that_may_grant(&may_grant).await;
    let provider = connect(&directory).await;
    // Imported, by an administrator who presses the button, as a manager.
    let boss = person("ida.holm")
        .first_name("Ida")
        .last_name("Holm")
        .permission_type("Manager");
    org.upload(sheet![boss]).await;
    let found = org.who_has("ida.holm@example.com").await.remove(0);
    let ida = id(&found).to_owned();
    assert_eq!(
        (&found["source"], &found["permission_type"]["name"]),
        (&json!("import"), &json!("Manager"))
    );
    org.patch(&ida, json!({ "managed_departments": ["Filiale Flensburg"] }))
        .await;
    let by_password = org.activate(&ida).await;
    // Adopted, and signed in by the directory's own provider.
    let adopted = directory.post(&described("Ida.Holm")).await.expect(201).json();
    assert_eq!(id(&adopted), ida);
    provider.says(claims("Ida.Holm"));
    let answer = sign_in(&org, &provider).await;
    assert_eq!(
        crate::support::sso::entered(&org, &answer).await["id"],
        ida.as_str()
    );
    let session = answer
        .cookies
        .iter()
        .find_map(|cookie| cookie.strip_prefix("__Host-session="));
    let by_sso = org.with_token(session.unwrap().to_owned());
    for session in [&*by_password, &by_sso] {
        session.get("/api/users").await.expect(200);
    }
    let link = org.link_of(&ida).await;
    let one_time = org.one_time_password(&ida).await;

    // They leave.
    directory.patch(&ida, active(false)).await.expect(200);
    let is_out = async || {
        for session in [&*by_password, &by_sso] {
            session.get("/api/me").await.expect(401);
        }
        for password in [PASSWORD, one_time.as_str()] {
            org.sign_in("ida.holm@example.com", password).await.expect(401);
        }
        org.redeem(&link, PASSWORD).await.expect(410);
        assert_eq!(failure(&sign_in(&org, &provider).await), "disabled");
        let forbidden = org
            .post(&format!("/api/users/{ida}/one-time-password"), json!({}))
            .await;
        assert_eq!(forbidden.status, 409, "{}", forbidden.text);
    };
    is_out().await;
    // An import, a change by hand of something else and another provision of them as they are let nobody in.
    org.import(sheet![person("ida.holm")]).await;
    directory
        .patch(
            &ida,
            json!([{ "op": "replace", "path": "title", "value": "Kok" }]),
        )
        .await
        .expect(200);
    is_out().await;
    org.wait(SignedDuration::from_mins(50));
    provider.wait(SignedDuration::from_mins(50));

    // Years later they come back, called otherwise in all: it may be somebody else by now, who has to prove who they are.
    let back = described_with(
        "Ida.Holm",
        &json!({ "userName": "ida.dal@example.com", "name": { "givenName": "Ida", "familyName": "Dal" },
            "emails": [{ "value": "ida.dal@example.com", "primary": true }] }),
    );
    let rehired = directory.post(&back).await.expect(201).json();
    assert_eq!(id(&rehired), ida);
    let user = org.user(&ida).await;
    assert_eq!(
        (
            &user["status"],
            &user["permission_type"]["name"],
            &user["managed_departments"]
        ),
        (&json!("invited"), &json!("User"), &json!([]))
    );
    for session in [&*by_password, &by_sso] {
        session.get("/api/me").await.expect(401);
    }
    org.redeem(&link, PASSWORD).await.expect(410);
    for email in ["ida.holm@example.com", "ida.dal@example.com"] {
        org.sign_in(email, PASSWORD).await.expect(401);
    }
    // Whom the provider calls as the one who left was called may be that one.
    assert_eq!(failure(&sign_in(&org, &provider).await), "somebody-else");
    provider.says(with(claims("Ida.Holm"), json!({ "family_name": "Dal" })));
    let me = enter(&org, &provider).await;
    assert_eq!(id(&me), ida);
    // Active again, by the provider: the password of before is gone all the same.
    org.sign_in("ida.dal@example.com", PASSWORD).await.expect(401);
    let answer = sign_in(&org, &provider).await;
    let session = answer
        .cookies
        .iter()
        .find_map(|cookie| cookie.strip_prefix("__Host-session="));
    let now = org.with_token(session.unwrap().to_owned());
    now.get("/api/users").await.expect(403);
    now.get("/api/sign-up-links").await.expect(403);
    now.get("/api/settings").await.expect(403);
    // One timeline, from the file to today.
    let timeline = org.timeline(&ida).await;
    let milestones: Vec<&str> = timeline
        .iter()
        .map(String::as_str)
        .filter(|what| {
            [
                "created",
                "activated",
                "adopted",
                "sso_linked",
                "disabled",
                "enabled",
            ]
            .contains(what)
        })
        .collect();
    assert_eq!(
        milestones,
        [
            "created",
            "activated",
            "adopted",
            "sso_linked",
            "disabled",
            "enabled",
            "sso_linked",
            "activated"
        ],
        "{timeline:?}"
    );
    assert_eq!(org.users().await.len(), 2);
    // The name they had is free for somebody else, who is not them.
    let other = org.create(person("ida.holm")).await;
    assert_ne!(other.id, ida);
    assert_eq!(id(&enter(&org, &provider).await), ida);
    assert_eq!(org.orphans().await, Vec::<String>::new());
}
