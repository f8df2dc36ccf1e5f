//! Microsoft Entra's cycle, in the dialect it speaks today and in the one behind its flag, and the list of its validator.

use crate::support::{
    organisation::organisation,
    scim::{CORE, Directory, ENTERPRISE, id, scim_type},
    world::PASSWORD,
};
use serde_json::{Value, json};

/// What Entra sends of a new person: everything it has, empty or not.
fn posted() -> Value {
    json!({
        "schemas": [CORE, ENTERPRISE],
        "externalId": "58342554-38d6-4ec8-948c-50044d0a33fd",
        "userName": "ida.holm@firma.example",
        "active": true,
        "addresses": [{ "primary": false, "type": "work", "country": "DK", "formatted": "x", "locality": "Odense", "postalCode": "5000",
            "region": "Fyn", "streetAddress": "Vestergade 1" }],
        "displayName": "Ida Holm",
        "emails": [{ "type": "work", "value": "ida.holm@firma.example", "primary": true }],
        "meta": { "resourceType": "User" },
        "name": { "formatted": "Ida Holm", "familyName": "Holm", "givenName": "Ida" },
        "phoneNumbers": [{ "type": "work", "value": "+45 65 11 11 11" }, { "type": "mobile", "value": "+45 20 12 34 56" },
            { "type": "fax", "value": "65 11 11 12" }],
        "preferredLanguage": "da-DK",
        "roles": [],
        "title": "Kok",
        ENTERPRISE: { "department": "Køkken", "employeeNumber": "42", "manager": "f1e2d3c4" },
    })
}

async fn test_connection(directory: &Directory) {
    assert!(
        directory
            .filter("userName eq \"2c1f0a52-6a3a-4a3c-9a53-0a4c3a1b2c3d\"")
            .await
            .is_empty()
    );
    directory
        .get("/Groups?excludedAttributes=members&filter=displayName%20eq%20%22x%22")
        .await
        .expect(200);
}

#[tokio::test]
async fn a_person_lives_through_entras_cycle_in_both_dialects() {
    let now = |name: &str, value: Value| json!({ "op": "Replace", "path": name, "value": value });
    let department = format!("{ENTERPRISE}:department");
    let manager = format!("{ENTERPRISE}:manager");
    let today = [
        json!([now("displayName", json!("Ida Dal")), now("name.familyName", json!("Dal")),
            { "op": "Add", "path": department, "value": "Filiale Flensburg" },
            now("emails[type eq \"work\"].value", json!("ida.dal@firma.example")), now("userName", json!("ida.dal@firma.example")),
            { "op": "Add", "path": "emails[type eq \"home\"].value", "value": "ida@home.example" },
            { "op": "Add", "path": manager, "value": "a1b2" }]),
        json!([now("active", json!("False"))]),
        json!([now("active", json!("True"))]),
    ];
    let flagged = [
        json!([{ "op": "replace", "value": {
            "displayName": "Ida Dal", "name.familyName": "Dal", department.clone(): "Filiale Flensburg",
            "emails[type eq \"work\"].value": "ida.dal@firma.example", "userName": "ida.dal@firma.example",
            "emails[type eq \"home\"].value": "ida@home.example", manager.clone(): "a1b2",
        } }]),
        json!([{ "op": "replace", "value": { "active": false } }]),
        json!([{ "op": "replace", "path": "active", "value": true }]),
    ];
    for [change, disable, enable] in [today, flagged] {
        let org = organisation("alpha").await;
        let directory = org.directory().await;
        test_connection(&directory).await;
        assert!(
            directory
                .filter("userName eq \"ida.holm@firma.example\"")
                .await
                .is_empty()
        );
        let created = directory.create(&posted()).await;
        for attribute in [
            "addresses",
            "phoneNumbers",
            "emails",
            "title",
            "preferredLanguage",
            "externalId",
        ] {
            assert_eq!(created[attribute], posted()[attribute], "{attribute}");
        }
        assert_eq!(created[ENTERPRISE]["manager"], json!({ "value": "f1e2d3c4" }));
        assert_eq!(org.user(id(&created)).await["phone"], "+4520123456");
        let found = directory.filter("userName eq \"ida.holm@firma.example\"").await;
        assert_eq!(found, std::slice::from_ref(&created));
        let ida = org.activate(id(&created)).await;

        directory.patch(id(&created), change).await.expect(200);
        let changed = directory.user(id(&created)).await;
        assert_eq!(changed["emails"][0]["value"], "ida.dal@firma.example");
        assert_eq!(
            changed["emails"][1],
            json!({ "type": "home", "value": "ida@home.example" })
        );
        assert_eq!(changed[ENTERPRISE]["department"], "Filiale Flensburg");
        let user = org.user(id(&created)).await;
        assert_eq!(
            (&user["last_name"], &user["email"], &user["department"]["name"]),
            (
                &json!("Dal"),
                &json!("ida.dal@firma.example"),
                &json!("Filiale Flensburg")
            )
        );
        assert!(
            directory
                .filter("userName eq \"ida.holm@firma.example\"")
                .await
                .is_empty()
        );

        directory.patch(id(&created), disable).await.expect(200);
        ida.get("/api/me").await.expect(401);
        org.sign_in("ida.dal@firma.example", PASSWORD).await.expect(401);
        assert_eq!(directory.user(id(&created)).await["active"], false);
        directory.patch(id(&created), enable).await.expect(200);
        org.sign_in("ida.dal@firma.example", PASSWORD).await.expect(200);
        // Thirty days after a person was taken away.
        directory.delete(id(&created)).await.expect(204);
        assert!(
            directory
                .filter("userName eq \"ida.dal@firma.example\"")
                .await
                .is_empty()
        );
    }
}

#[tokio::test]
async fn the_list_of_the_validator_is_met() {
    let org = organisation("alpha").await;
    let directory = org.directory().await;
    let created = directory.create(&posted()).await;
    // In another case, and twice.
    assert_eq!(
        directory
            .filter("userName eq \"IDA.HOLM@FIRMA.EXAMPLE\"")
            .await
            .len(),
        1
    );
    assert_eq!(
        scim_type(&directory.post(&posted()).await.expect(409)),
        "uniqueness"
    );
    let operations = json!([
        { "op": "replace", "path": "emails[primary eq true].value", "value": "ida.new@firma.example" },
        { "op": "replace", "path": "phoneNumbers[primary eq \"true\"].value", "value": "+45 20 12 34 57" },
        { "op": "replace", "value": { format!("{ENTERPRISE}:manager"): "m-9", "nickName": "Idi", "title": "Chef" } },
    ]);
    let changed = directory.patch(id(&created), operations).await.expect(200).json();
    assert_eq!(changed["emails"][0]["value"], "ida.new@firma.example");
    let primary = changed["phoneNumbers"].as_array().unwrap().last().unwrap();
    assert_eq!(primary, &json!({ "primary": true, "value": "+45 20 12 34 57" }));
    assert_eq!(changed[ENTERPRISE]["manager"], json!({ "value": "m-9" }));
    assert_eq!(
        (&changed["nickName"], &changed["title"]),
        (&json!("Idi"), &json!("Chef"))
    );
    let without = json!([{ "op": "remove", "path": "nickName" }]);
    assert!(directory.patch(id(&created), without).await.expect(200).json()["nickName"].is_null());
    directory.delete(id(&created)).await.expect(204);
    directory.delete(id(&created)).await.expect(404);
}
