//! What an organisation says becomes of what directories send.

use crate::support::{
    organisation::{Org, organisation},
    person::person,
    scim::{ENTERPRISE, OWN, described, described_with, id, scim_type},
};
use serde_json::{Value, json};

async fn set(org: &Org, integration: Value) {
    org.settings(json!({ "integration": integration })).await;
}

#[tokio::test]
async fn settings_are_shown_checked_and_changed() {
    let org = organisation("alpha").await;
    let shown = async || org.get("/api/settings").await.expect(200).json()["integration"].clone();
    let before = shown().await;
    assert_eq!(
        before["defaults"],
        json!({ "department": null, "job_profile": null, "permission_type": null })
    );
    assert_eq!(
        (&before["strict"], &before["unknown_department"]),
        (&json!(false), &json!("default"))
    );
    assert!(
        before["keep_in_sync"]
            .as_array()
            .unwrap()
            .contains(&json!("email"))
    );
    for (change, faults) in [
        (
            json!({ "keep_in_sync": ["email", "shoe_size"] }),
            vec!["/integration/keep_in_sync/1"],
        ),
        (
            json!({ "keep_in_sync": ["one_time_password"] }),
            vec!["/integration/keep_in_sync/0"],
        ),
        (
            json!({ "unknown_department": "guess", "strict": null }),
            vec!["/integration/strict", "/integration/unknown_department"],
        ),
        (
            json!({ "defaults": { "department": "Nowhere", "permission_type": "Manager" } }),
            vec![
                "/integration/defaults/department",
                "/integration/defaults/permission_type",
            ],
        ),
    ] {
        let refused = org
            .try_settings(json!({ "integration": change }))
            .await
            .expect(422);
        assert_eq!(refused.faulty(), faults);
    }
    set(
        &org,
        json!({ "defaults": { "department": "Filiale Flensburg" }, "keep_in_sync": ["email", "email", "phone"], "strict": true }),
    )
    .await;
    let after = shown().await;
    assert_eq!(after["defaults"]["department"]["name"], "Filiale Flensburg");
    assert_eq!(
        (&after["keep_in_sync"], &after["strict"]),
        (&json!(["email", "phone"]), &json!(true))
    );
    assert_eq!(after["brake"], before["brake"]);
    // As they are shown they may be sent.
    set(&org, after.clone()).await;
    assert_eq!(shown().await, after);
}

#[tokio::test]
async fn of_whom_a_directory_says_nothing_the_defaults_hold() {
    let org = organisation("alpha").await;
    org.add_permission_type("Newcomer", &[]).await;
    org.add("job-profiles", json!({ "name": "Praktikant" })).await;
    set(
        &org,
        json!({ "defaults": { "department": "Filiale Flensburg", "job_profile": "Praktikant", "permission_type": "Newcomer" } }),
    )
    .await;
    let directory = org.directory().await;
    let shown = directory.create(&described("Ida.Holm")).await;
    let user = org.user(id(&shown)).await;
    let names = ["department", "job_profile", "permission_type"].map(|list| user[list]["name"].clone());
    assert_eq!(
        names,
        ["Filiale Flensburg", "Praktikant", "Newcomer"].map(Value::from)
    );
    // A title that is a job profile's name makes it theirs.
    let titled = directory
        .create(&described_with("Eva.Dal", &json!({ "title": "PRAKTIKANT" })))
        .await;
    assert_eq!(org.user(id(&titled)).await["job_profile"]["name"], "Praktikant");
}

#[tokio::test]
async fn what_a_directory_keeps_in_step_is_changed_by_nobody_else() {
    let org = organisation("alpha").await;
    let directory = org.directory().await;
    let ida = described_with("Ida.Holm", &json!({ ENTERPRISE: { "department": "Køkken" } }));
    let shown = directory.create(&ida).await;
    for (change, field) in [
        (json!({ "first_name": "Eva" }), "/first_name"),
        (json!({ "email": "eva@example.com" }), "/email"),
        (json!({ "department": "Filiale Flensburg" }), "/department"),
    ] {
        let refused = org.try_patch(id(&shown), change).await;
        refused.problem(409, field, "kept_in_sync");
    }
    // What the directory does not give is the organisation's, and stays so when the directory changes something else.
    org.patch(
        id(&shown),
        json!({ "phone": "20 12 34 56", "permission_type": "Manager" }),
    )
    .await;
    org.patch(id(&shown), json!({ "first_name": "Ida" })).await;
    // People who may do more than the token are not the directory's to change.
    let dal = json!([{ "op": "replace", "path": "name.familyName", "value": "Dal" }]);
    directory.patch(id(&shown), dal.clone()).await.expect(403);
    org.patch(id(&shown), json!({ "permission_type": "User" })).await;
    directory.patch(id(&shown), dal).await.expect(200);
    let user = org.user(id(&shown)).await;
    assert_eq!(
        (&user["last_name"], &user["phone"]),
        (&json!("Dal"), &json!("+4520123456"))
    );
    // Nobody is kept from disabling somebody.
    org.disable(id(&shown)).await;
    assert_eq!(directory.user(id(&shown)).await["active"], false);
}

#[tokio::test]
async fn a_field_that_is_not_kept_in_step_is_the_directorys_once() {
    let org = organisation("alpha").await;
    set(&org, json!({ "keep_in_sync": ["last_name"] })).await;
    let directory = org.directory().await;
    let shown = directory.create(&described("Ida.Holm")).await;
    org.patch(id(&shown), json!({ "first_name": "Eva" })).await;
    let refused = org.try_patch(id(&shown), json!({ "last_name": "Dal" })).await;
    refused.problem(409, "/last_name", "kept_in_sync");
    let both =
        json!([{ "op": "replace", "path": "name", "value": { "givenName": "Ada", "familyName": "Ek" } }]);
    let answered = directory.patch(id(&shown), both).await.expect(200).json();
    // What was sent comes back all the same.
    assert_eq!(
        answered["name"],
        json!({ "givenName": "Ada", "familyName": "Ek" })
    );
    let user = org.user(id(&shown)).await;
    assert_eq!(
        (&user["first_name"], &user["last_name"]),
        (&json!("Eva"), &json!("Ek"))
    );
}

#[tokio::test]
async fn an_organisation_may_have_what_is_wrong_refused() {
    let org = organisation("alpha").await;
    let directory = org.directory().await;
    let unknown = described_with("Ida.Holm", &json!({ ENTERPRISE: { "department": "Nowhere" } }));
    let astronaut = described_with("Eva.Dal", &json!({ OWN: { "jobProfile": "Astronaut" } }));
    set(
        &org,
        json!({ "unknown_department": "refuse", "unknown_job_profile": "refuse" }),
    )
    .await;
    for (person, word) in [(&unknown, "department:"), (&astronaut, "jobProfile:")] {
        let refused = directory.post(person).await.expect(400);
        assert_eq!(scim_type(&refused), "invalidValue");
        assert!(
            refused.json()["detail"].as_str().unwrap().contains(word),
            "{}",
            refused.text
        );
    }
    let phone = described_with("Bo.Ek", &json!({ "phoneNumbers": [{ "value": "ext. 47" }] }));
    let extra = described_with("Mia.Ek", &json!({ "shoeSize": 38 }));
    for person in [&phone, &extra] {
        let created = directory.create(person).await;
        directory.delete(id(&created)).await.expect(204);
    }
    set(&org, json!({ "strict": true })).await;
    for (person, word) in [(&phone, "phoneNumbers:"), (&extra, "shoeSize:")] {
        let refused = directory.post(person).await.expect(400);
        assert!(
            refused.json()["detail"].as_str().unwrap().contains(word),
            "{}",
            refused.text
        );
    }
    let plain = directory.create(&described("Bo.Ek")).await;
    let wrong = json!([{ "op": "add", "path": "shoeSize", "value": 44 }]);
    directory.patch(id(&plain), wrong).await.expect(400);
    org.create(person("manual").quiet()).await;
}
