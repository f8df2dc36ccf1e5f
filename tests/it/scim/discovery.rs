//! What the service says of itself is what it does.

use crate::support::{
    organisation::organisation,
    scim::{CORE, ENTERPRISE, OWN},
};
use serde_json::{Value, json};

#[tokio::test]
async fn the_service_describes_what_it_offers() {
    let org = organisation("alpha").await;
    let directory = org.directory().await;
    let configuration = directory.get("/ServiceProviderConfig").await.expect(200).json();
    for (pointer, expected) in [
        ("/patch/supported", json!(true)),
        ("/filter", json!({ "supported": true, "maxResults": 1_000 })),
        ("/etag/supported", json!(true)),
        (
            "/bulk",
            json!({ "supported": true, "maxOperations": 100, "maxPayloadSize": 262_144 }),
        ),
        ("/pagination/cursor", json!(true)),
        ("/pagination/cursorTimeout", json!(86_400)),
        ("/sort/supported", json!(false)),
        ("/changePassword/supported", json!(false)),
        ("/authenticationSchemes/0/type", json!("oauthbearertoken")),
    ] {
        assert_eq!(configuration.pointer(pointer), Some(&expected), "{pointer}");
    }
    let types = directory.get("/ResourceTypes").await.expect(200).json();
    assert_eq!(types["totalResults"], 1);
    let user = &types["Resources"][0];
    assert_eq!(
        (&user["id"], &user["endpoint"], &user["schema"]),
        (&json!("User"), &json!("/Users"), &json!(CORE))
    );
    assert_eq!(
        directory.get("/ResourceTypes/User").await.expect(200).json(),
        *user
    );
    directory.get("/ResourceTypes/Group").await.expect(404);
    let schemas = directory.get("/Schemas").await.expect(200).json();
    let all = schemas["Resources"].as_array().unwrap();
    let ids: Vec<&str> = all.iter().map(|schema| schema["id"].as_str().unwrap()).collect();
    assert_eq!(ids, [CORE, ENTERPRISE, OWN]);
    for schema in all {
        let path = format!("/Schemas/{}", schema["id"].as_str().unwrap());
        assert_eq!(directory.get(&path).await.expect(200).json(), *schema);
    }
    directory.get("/Schemas/urn:nothing").await.expect(404);
}

#[tokio::test]
async fn the_organisations_lists_are_there_to_choose_from() {
    let org = organisation("alpha").await;
    let directory = org.directory_that_may_grant(&["manage_own_department"]).await;
    let schemas = directory.get("/Schemas").await.expect(200).json();
    let choices = |schema: usize, name: &str| -> Value {
        let attributes = schemas["Resources"][schema]["attributes"].as_array().unwrap();
        let attribute = attributes
            .iter()
            .find(|attribute| attribute["name"] == name)
            .unwrap();
        attribute["canonicalValues"].clone()
    };
    assert_eq!(choices(0, "preferredLanguage"), json!(["en", "da", "de"]));
    assert!(
        choices(1, "department")
            .as_array()
            .unwrap()
            .contains(&json!("Køkken"))
    );
    // Those alone that the token may give.
    assert_eq!(choices(2, "permissionType"), json!(["Manager", "User"]));
    let names = schemas["Resources"][0]["attributes"].as_array().unwrap();
    assert!(names.iter().all(|attribute| attribute["name"] != "password"));
}

#[tokio::test]
async fn departments_are_groups_to_be_read() {
    let org = organisation("alpha").await;
    let directory = org.directory().await;
    let all = directory
        .get("/Groups?excludedAttributes=members")
        .await
        .expect(200)
        .json();
    assert!(all["totalResults"].as_u64().unwrap() > 1);
    let found = directory
        .get("/Groups?filter=displayName%20eq%20%22k%C3%B8kken%22")
        .await
        .expect(200)
        .json();
    assert_eq!(found["totalResults"], 1);
    let group = &found["Resources"][0];
    let path = format!("/Groups/{}", group["id"].as_str().unwrap());
    assert_eq!(directory.get(&path).await.expect(200).json(), *group);
    directory.get("/Groups/d_nothing").await.expect(404);
    let none = directory
        .get("/Groups?filter=externalId%20eq%20%22x%22")
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&none["totalResults"], &none["Resources"]),
        (&json!(0), &json!([]))
    );
    for method in ["PUT", "PATCH", "DELETE"] {
        directory
            .send(method, &path, Some(&json!({})), &[])
            .await
            .expect(501);
    }
}
