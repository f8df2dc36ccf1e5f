//! Okta's test of a connection, R1 to R12 of its specification test, and the way its applications provision.

use crate::support::{
    organisation::organisation,
    scim::{CORE, described, id, scim_type, sent},
};
use serde_json::{Value, json};

/// What Okta sends of a new person.
fn posted() -> Value {
    json!({
        "schemas": [CORE],
        "userName": "ida.holm@okta.example",
        "name": { "givenName": "Ida", "familyName": "Holm" },
        "emails": [{ "primary": true, "value": "ida.holm@okta.example", "type": "work" }],
        "phoneNumbers": [{ "value": "+45 20 12 34 56", "primary": true }],
        "displayName": "Ida Holm",
        "locale": "en-US",
        "externalId": "00ujl29u0le5T6Aj10h7",
        "groups": [],
        "password": "1mz050nq",
        "active": true,
    })
}

#[tokio::test]
async fn the_specification_test_passes() {
    let org = organisation("alpha").await;
    let directory = org.directory().await;
    directory.create(&described("Eva.Dal")).await;
    // R1, R2: a list, of whom the first is complete.
    let listed = directory
        .get("/Users?count=1&startIndex=1")
        .await
        .expect(200)
        .json();
    for name in ["itemsPerPage", "startIndex", "totalResults"] {
        assert!(listed[name].is_number(), "{name}");
    }
    let first = &listed["Resources"][0];
    assert!(
        first["name"]["familyName"].is_string()
            && first["emails"][0]["value"].is_string()
            && first["active"] == true
    );
    // R3 to R5: somebody by id, nobody by a wrong one, nobody of that name.
    assert_eq!(directory.user(id(first)).await, *first);
    let unknown = directory
        .get("/Users/010101001010101011001010101011")
        .await
        .expect(404);
    assert!(unknown.json()["detail"].is_string());
    assert!(
        directory
            .filter("userName eq \"abcdefgh@atko.com\"")
            .await
            .is_empty()
    );
    // R6 to R9: created, there, found in capitals, and not twice.
    let plain = [("content-type", "application/json")];
    let created = directory
        .send("POST", "/Users", Some(&posted()), &plain)
        .await
        .expect(201)
        .json();
    assert_eq!(
        (&created["active"], &created["name"]["familyName"]),
        (&json!(true), &json!("Holm"))
    );
    assert!(!created.to_string().contains("1mz050nq"));
    assert_eq!(
        directory.user(id(&created)).await["userName"],
        "ida.holm@okta.example"
    );
    assert_eq!(
        directory
            .filter("userName eq \"IDA.HOLM@OKTA.EXAMPLE\"")
            .await
            .len(),
        1
    );
    let twice = directory.post(&posted()).await.expect(409);
    assert_eq!(scim_type(&twice), "uniqueness");
    // R10 to R12: groups are answered, and what is wrong is said in SCIM's form.
    directory.get("/Groups").await.expect(200);
    let mut stranger = directory.clone();
    "wrong".clone_into(&mut stranger.integration.token);
    assert_eq!(stranger.get("/Users").await.expect(401).json()["status"], "401");
}

#[tokio::test]
async fn applications_provision_by_put_of_all_or_by_patch() {
    let org = organisation("alpha").await;
    let directory = org.directory().await;
    let created = directory.create(&posted()).await;
    let mut whole = directory.user(id(&created)).await;
    whole["name"]["familyName"] = json!("Dal");
    let replaced = directory.put(id(&created), &whole).await.expect(200).json();
    assert_eq!(replaced["name"]["familyName"], "Dal");
    assert_eq!(org.user(id(&created)).await["last_name"], "Dal");
    // Without `active` nobody is suspended.
    let mut without = sent(&whole);
    without.as_object_mut().unwrap().remove("active");
    assert_eq!(
        directory.put(id(&created), &without).await.expect(200).json()["active"],
        true
    );
    let off = json!([{ "op": "replace", "value": { "active": false } }]);
    assert_eq!(
        directory.patch(id(&created), off).await.expect(200).json()["active"],
        false
    );
    // Who is assigned again is posted again: the same person, and not another one.
    let again = directory.post(&posted()).await.expect(201).json();
    assert_eq!((&again["id"], &again["active"]), (&created["id"], &json!(true)));
    assert_eq!(
        org.timeline(id(&created)).await.first().map(String::as_str),
        Some("created")
    );
}
