//! Somebody is created, changed, disabled, let in again and taken away.

use crate::support::{
    organisation::organisation,
    person::person,
    scim::{CORE, ENTERPRISE, OWN, described, described_with, id, scim_type, sent},
    world::{PASSWORD, PUBLIC_URL},
};
use serde_json::{Value, json};

#[tokio::test]
async fn what_was_sent_comes_back_and_a_person_follows_from_it() {
    let org = organisation("alpha").await;
    let directory = org.directory().await;
    let ida = described_with(
        "Ida.Holm",
        &json!({
            "phoneNumbers": [{ "type": "mobile", "value": "20 12 34 56" }],
            "preferredLanguage": "de-DE",
            "favouriteColour": "blå",
            ENTERPRISE: { "department": "KØKKEN", "employeeNumber": "0042" },
            OWN: { "startDate": "2027-01-04" },
        }),
    );
    let answer = directory.post(&ida).await.expect(201);
    let shown = answer.json();
    let mut expected = ida.clone();
    expected.as_object_mut().unwrap().remove("schemas");
    assert_eq!(sent(&shown), expected);
    assert_eq!(shown["schemas"], json!([CORE, ENTERPRISE, OWN]));
    let location = format!("{PUBLIC_URL}/scim/v2/Users/{}", id(&shown));
    assert_eq!(
        (&answer.headers["location"], &shown["meta"]["location"]),
        (&location, &json!(location))
    );
    assert_eq!(shown["meta"]["version"], answer.headers["etag"].as_str());
    assert_eq!(directory.user(id(&shown)).await, shown);
    let user = org.user(id(&shown)).await;
    for (field, expected) in [
        ("first_name", json!("Ida")),
        ("email", json!("ida.holm@example.com")),
        ("phone", json!("+4520123456")),
        ("language", json!("de")),
        ("source", json!("integration")),
        ("status", json!("invited")),
        ("start_date", json!("2027-01-04")),
        ("username", Value::Null),
    ] {
        assert_eq!(user[field], expected, "{field}");
    }
    assert_eq!(user["department"]["name"], "Køkken");
    assert_eq!(user["permission_type"]["name"], "User");
    assert!(user["activation"].is_object());
    let timeline = format!("/api/users/{}/timeline", id(&shown));
    let created = org.items(&timeline).await.remove(0);
    assert_eq!(
        created["integration_token"],
        json!({ "id": directory.integration.id, "name": "Entra" })
    );
    let tokens = org.items("/api/integration-tokens").await;
    assert!(tokens[0]["last_used_at"].is_string());
}

#[tokio::test]
async fn a_fresh_organisation_can_be_provisioned_at_once_and_a_username_is_enough() {
    let world = crate::support::world::World::new().await;
    let org = world.empty_organisation("alpha").await;
    let directory = org.directory().await;
    let mia = json!({ "userName": "mia.holm", "displayName": "Mia Holm", "password": "placeholder-1", "groups": [], "roles": [] });
    let shown = directory.create(&mia).await;
    assert_eq!(
        sent(&shown),
        json!({ "userName": "mia.holm", "displayName": "Mia Holm", "active": true })
    );
    let user = org.user(id(&shown)).await;
    assert_eq!(
        (&user["username"], &user["email"]),
        (&json!("mia.holm"), &Value::Null)
    );
    let stored = json!(format!("{:?}", org.stored(id(&shown)).await));
    assert!(!stored.to_string().contains("placeholder"));
    // Somebody hands over a one-time password.
    let one_time = org.one_time_password(id(&shown)).await;
    org.sign_in("mia.holm", &one_time).await.expect(200);
}

#[tokio::test]
async fn what_is_wrong_with_what_is_not_needed_stops_nobody() {
    let org = organisation("alpha").await;
    let directory = org.directory().await;
    let ida = described_with(
        "Ida.Holm",
        &json!({
            "phoneNumbers": [{ "type": "mobile", "value": "ext. 47" }],
            "preferredLanguage": "tlh",
            ENTERPRISE: { "department": "Nobody knows it" },
            OWN: { "startDate": "some day", "jobProfile": "Astronaut" },
        }),
    );
    let shown = directory.create(&ida).await;
    assert_eq!(shown[ENTERPRISE]["department"], "Nobody knows it");
    let user = org.user(id(&shown)).await;
    assert_eq!(
        (&user["phone"], &user["start_date"], &user["language"]),
        (&Value::Null, &Value::Null, &json!("en"))
    );
    // Once the number is right, it counts.
    let number =
        json!([{ "op": "replace", "path": "phoneNumbers[type eq \"mobile\"].value", "value": "20123456" }]);
    directory.patch(id(&shown), number).await.expect(200);
    assert_eq!(org.user(id(&shown)).await["phone"], "+4520123456");
    let without = json!([{ "op": "remove", "path": "phoneNumbers" }]);
    directory.patch(id(&shown), without).await.expect(200);
    assert_eq!(org.user(id(&shown)).await["phone"], Value::Null);
}

#[tokio::test]
async fn a_version_is_changed_by_who_has_seen_it_and_shown_once() {
    let org = organisation("alpha").await;
    let directory = org.directory().await;
    let shown = directory.create(&described("Ida.Holm")).await;
    let (path, version) = (
        format!("/Users/{}", id(&shown)),
        shown["meta"]["version"].as_str().unwrap(),
    );
    let unchanged = directory
        .send("GET", &path, None, &[("if-none-match", version)])
        .await;
    assert_eq!((unchanged.status, unchanged.text.as_str()), (304, ""));
    let eva = described_with("Ida.Holm", &json!({ "title": "Kok" }));
    let weak = format!("W/{version}");
    let changed = directory
        .send("PUT", &path, Some(&eva), &[("if-match", &weak)])
        .await
        .expect(200);
    assert_ne!(changed.headers["etag"], version);
    directory
        .send("PUT", &path, Some(&eva), &[("if-match", version)])
        .await
        .expect(412);
    directory
        .send("DELETE", &path, None, &[("if-match", version)])
        .await
        .expect(412);
    // What changes nothing is the same version, and no other write.
    let before = org.stored(id(&shown)).await.version;
    let again = directory.put(id(&shown), &eva).await.expect(200);
    assert_eq!(again.headers["etag"], changed.headers["etag"]);
    assert_eq!(org.stored(id(&shown)).await.version, before);
    // What an administrator does is a version, too.
    org.disable(id(&shown)).await;
    let disabled = directory.user(id(&shown)).await;
    assert_eq!(disabled["active"], false);
    assert_ne!(disabled["meta"]["version"], changed.headers["etag"].as_str());
}

#[tokio::test]
async fn who_is_deactivated_is_out_with_the_next_request_and_in_again_when_let() {
    let org = organisation("alpha").await;
    let directory = org.directory().await;
    let shown = directory.create(&described("Ida.Holm")).await;
    let ida = org.activate(id(&shown)).await;
    let link = org.link_of(id(&shown)).await;
    ida.get("/api/me").await.expect(200);
    let one_time = org.one_time_password(id(&shown)).await;
    let ticket = org
        .sign_in("ida.holm@example.com", &one_time)
        .await
        .expect(200)
        .ticket();
    let answer = directory
        .patch(
            id(&shown),
            json!([{ "op": "Replace", "path": "active", "value": "False" }]),
        )
        .await
        .expect(200);
    assert_eq!(answer.json()["active"], false);
    ida.get("/api/me").await.expect(401);
    org.sign_in("ida.holm@example.com", PASSWORD).await.expect(401);
    org.redeem(&link, PASSWORD).await.expect(410);
    let nobodys = org.choose_password("no-ticket", "fjord-lantern-walks-42").await;
    let hers = org.choose_password(&ticket, "fjord-lantern-walks-42").await;
    assert_eq!((hers.status, hers.text), (nobodys.status, nobodys.text));
    // A change of something else lets nobody in again.
    directory
        .patch(
            id(&shown),
            json!([{ "op": "replace", "path": "title", "value": "Kok" }]),
        )
        .await
        .expect(200);
    directory
        .put(id(&shown), &sent_without_active(&shown))
        .await
        .expect(200);
    assert_eq!(directory.user(id(&shown)).await["active"], false);
    directory
        .patch(
            id(&shown),
            json!([{ "op": "replace", "value": { "active": true } }]),
        )
        .await
        .expect(200);
    org.sign_in("ida.holm@example.com", PASSWORD).await.expect(200);
    ida.get("/api/me").await.expect(401);
    let happened = org.timeline(id(&shown)).await;
    let of_status: Vec<&str> = happened
        .iter()
        .map(String::as_str)
        .filter(|what| what.ends_with("abled"))
        .collect();
    assert_eq!(of_status, ["disabled", "enabled"]);
}

fn sent_without_active(shown: &Value) -> Value {
    let mut person = sent(shown);
    person.as_object_mut().unwrap().remove("active");
    person
}

#[tokio::test]
async fn somebody_created_inactive_is_written_to_once_they_are_active() {
    let org = organisation("alpha").await;
    let directory = org.directory().await;
    let shown = directory
        .create(&described_with("Ida.Holm", &json!({ "active": false })))
        .await;
    assert_eq!(org.user(id(&shown)).await["status"], "disabled");
    org.settings(json!({ "communication": { "armed": true } })).await;
    org.deliver().await;
    assert!(org.messages().await.is_empty());
    directory
        .patch(
            id(&shown),
            json!([{ "op": "replace", "path": "active", "value": true }]),
        )
        .await
        .expect(200);
    assert_eq!(org.user(id(&shown)).await["status"], "invited");
    org.deliver().await;
    assert_eq!(org.messages_to("ida.holm@").await.len(), 1);
}

#[tokio::test]
async fn who_comes_back_has_the_id_and_the_password_they_had_and_none_of_the_rights() {
    let org = organisation("alpha").await;
    let directory = org.directory_that_may_grant(&["manage_own_department"]).await;
    let boss = described_with("Ida.Holm", &json!({ OWN: { "permissionType": "Manager" } }));
    let shown = directory.create(&boss).await;
    let ida = org.activate(id(&shown)).await;
    ida.get("/api/users").await.expect(200);
    directory
        .patch(
            id(&shown),
            json!([{ "op": "replace", "value": { "active": false } }]),
        )
        .await
        .expect(200);
    let back = described_with(
        "Ida.Holm",
        &json!({ "userName": "ida.dal@example.com", "emails": [{ "value": "ida.dal@example.com" }], "title": "Kok" }),
    );
    let rehired = directory.post(&back).await.expect(201);
    assert_eq!(rehired.json()["id"], shown["id"]);
    assert_eq!(rehired.json()["title"], "Kok");
    let user = org.user(id(&shown)).await;
    assert_eq!(
        (&user["status"], &user["permission_type"]["name"], &user["email"]),
        (&json!("active"), &json!("User"), &json!("ida.dal@example.com"))
    );
    let again = org.session("ida.dal@example.com").await;
    again.get("/api/users").await.expect(403);
    // The former name is free, and she is there once.
    assert!(
        directory
            .filter("userName eq \"ida.holm@example.com\"")
            .await
            .is_empty()
    );
    assert_eq!(directory.filter("externalId eq \"x-ida.holm\"").await.len(), 1);
    directory.post(&back).await.expect(409);
}

#[tokio::test]
async fn an_empty_external_id_is_nobodys() {
    let org = organisation("alpha").await;
    let directory = org.directory().await;
    let nameless = |name: &str, id: &str| described_with(name, &json!({ "externalId": id }));
    let ida = directory.create(&nameless("Ida.Holm", "")).await;
    assert_eq!(ida["externalId"], "");
    let bo = directory.create(&nameless("Bo.Ek", " ")).await;
    let gone = json!([{ "op": "replace", "path": "active", "value": false }]);
    directory.patch(id(&ida), gone).await.expect(200);
    let eva = directory.create(&nameless("Eva.Dal", "")).await;
    assert!(![id(&ida), id(&bo)].contains(&id(&eva)));
    assert_eq!(directory.user(id(&ida)).await["active"], false);
    for nobody in ["", " "] {
        assert!(
            directory
                .filter(&format!("externalId eq \"{nobody}\""))
                .await
                .is_empty()
        );
    }
}

#[tokio::test]
async fn a_name_alone_brings_nobody_back() {
    let org = organisation("alpha").await;
    let directory = org.directory().await;
    let first = directory
        .create(&described_with("Ida.Holm", &json!({ "active": false })))
        .await;
    let other = described_with("Ida.Holm", &json!({ "externalId": "another-person" }));
    let refused = directory.post(&other).await.expect(409);
    assert_eq!(scim_type(&refused), "uniqueness");
    assert_eq!(directory.user(id(&first)).await["active"], false);
    // Of two without an external id the name is all there is.
    let mut plain = described_with("Eva.Dal", &json!({ "active": false }));
    plain.as_object_mut().unwrap().remove("externalId");
    let eva = directory.create(&plain).await;
    plain["active"] = json!(true);
    assert_eq!(directory.post(&plain).await.expect(201).json()["id"], eva["id"]);
}

#[tokio::test]
async fn who_is_deleted_is_erased_and_their_names_are_free() {
    let org = organisation("alpha").await;
    let directory = org.directory().await;
    let shown = directory.create(&described("Ida.Holm")).await;
    directory.delete(id(&shown)).await.expect(204);
    directory.delete(id(&shown)).await.expect(404);
    directory.get(&format!("/Users/{}", id(&shown))).await.expect(404);
    org.get(&format!("/api/users/{}", id(&shown))).await.expect(404);
    assert_eq!(org.identifiers().await.len(), 1);
    let again = directory.create(&described("Ida.Holm")).await;
    assert_ne!(again["id"], shown["id"]);
    let listed = directory.get("/Users").await.expect(200).json();
    assert_eq!(
        (
            &listed["totalResults"],
            listed["Resources"].as_array().unwrap().len()
        ),
        (&json!(1), 1)
    );
}

#[tokio::test]
async fn of_many_who_create_one_person_at_once_one_does() {
    let org = organisation("alpha").await;
    let directory = org.directory().await;
    let ida = described("Ida.Holm");
    let by_directory = futures::future::join_all((0..12).map(|_| directory.post(&ida)));
    let by_hand = (0..4).map(|_| org.try_create(person("ida").email("IDA.HOLM@example.com")));
    let (one, other) = futures::join!(by_directory, futures::future::join_all(by_hand));
    let mut statuses: Vec<u16> = one.iter().chain(&other).map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [vec![201], vec![409; 15]].concat());
    assert_eq!(org.users().await.len(), 2);
}
