//! The break-glass administrator, and the connection that the others get in by, stay while single sign-on is required.

use super::{closed, own_id};
use crate::support::{openid::CLIENT, person::person};
use serde_json::{Value, json};

#[tokio::test]
async fn nobody_disables_erases_demotes_or_moves_the_break_glass_administrator() {
    let (org, _, _, ida, founder) = closed("alpha").await;
    let user = org.user(&founder).await;
    let path = format!("/api/users/{founder}");
    let type_id = user["permission_type"]["id"].as_str().unwrap();
    for change in [
        json!({ "status": "disabled" }),
        json!({ "department": "Køkken" }),
        json!({ "permission_type": "All" }),
        json!({ "permission_type": "User" }),
    ] {
        let refused = ida.try_patch(&founder, change.clone()).await.expect(409);
        assert!(
            refused.detail().contains("break-glass administrator"),
            "{change}: {}",
            refused.text
        );
    }
    let erased = ida.send("DELETE", &path, None, &[("if-match", "*")]).await;
    assert!(erased.expect(409).detail().contains("break-glass administrator"));
    // The rights that come with their permission type stay, and what does not concern them may change.
    let kind = format!("/api/permission-types/{type_id}");
    for capabilities in [json!([]), json!(["manage_users"]), json!(["manage_settings"])] {
        let refused = ida
            .patch_at(&kind, json!({ "capabilities": capabilities }))
            .await
            .expect(409);
        assert!(refused.detail().contains("break-glass administrator"));
    }
    ida.patch_at(&kind, json!({ "name": "Chief" })).await.expect(200);
    ida.patch(
        &founder,
        json!({ "last_name": "Lund-Holm", "job_profile": "Butiksassistent" }),
    )
    .await;
    // Nor does a job move them, with everybody who has an entry.
    let department = user["department"]["id"].as_str().unwrap();
    let other = ida.items("/api/departments?limit=200").await;
    let other = other.iter().find(|one| one["name"] == "Køkken").unwrap();
    let moved = format!(
        "/api/departments/{department}?move_to={}",
        other["id"].as_str().unwrap()
    );
    let job = ida
        .send("DELETE", &moved, None, &[("if-match", "*")])
        .await
        .expect(202)
        .json();
    let ended = ida.run_job(&job).await;
    assert_eq!(ended["status"], "failed", "{ended:#}");
    let now = org.user(&founder).await;
    assert_eq!(
        (&now["status"], &now["department"]),
        (&user["status"], &user["department"])
    );
    // A directory that may do all that they may cannot do it either.
    let directory = org
        .directory_that_may_grant(&["manage_users", "manage_settings", "manage_own_department"])
        .await;
    org.settings(json!({ "integration": { "adopt": true } })).await;
    for value in [json!(false), json!("False")] {
        let operation = json!([{ "op": "replace", "path": "active", "value": value }]);
        let refused = directory.patch(&founder, operation).await;
        assert_eq!(refused.status, 409, "{}", refused.text);
        assert!(refused.detail().contains("break-glass administrator"));
        assert_eq!(refused.json()["scimType"], Value::Null);
    }
    assert_eq!(org.user(&founder).await["status"], "active");
    // Another road, another administrator: they are like everybody else.
    ida.settings(json!({ "sso": { "required": false } })).await;
    ida.patch(&founder, json!({ "status": "disabled" })).await;
}

#[tokio::test]
async fn the_last_connection_that_works_stays() {
    let (org, provider, connection, ida, _) = closed("alpha").await;
    let path = format!("/api/connections/{connection}");
    let second = json!({ "name": "Second", "issuer": provider.issuer, "client_id": CLIENT });
    let second = ida.post("/api/connections", second).await.expect(201).id();
    // The second one has let nobody in.
    for refused in [
        ida.delete(&path).await,
        ida.patch_at(&path, json!({ "client_id": "another" })).await,
        ida.patch_at(
            &path,
            json!({ "issuer": "https://login.example", "client_secret": "s" }),
        )
        .await,
    ] {
        assert!(
            refused
                .expect(409)
                .detail()
                .contains("last connection that works")
        );
    }
    // Its secret ends some day, and can be replaced.
    let replaced = json!({ "name": "First", "client_secret": "another" });
    let replaced = ida.patch_at(&path, replaced).await.expect(200).json();
    assert!(replaced["proven_at"].is_string(), "{replaced}");
    ida.delete(&format!("/api/connections/{second}"))
        .await
        .expect(204);
    assert_eq!(org.items("/api/connections").await.len(), 1);
    ida.settings(json!({ "sso": { "required": false } })).await;
    ida.delete(&path).await.expect(204);
}

#[tokio::test]
async fn organisations_apart_have_administrators_of_their_own() {
    let (org, _, _, _, _) = closed("alpha").await;
    let beta = org.world.organisation("beta").await;
    let stranger = own_id(&beta).await;
    let named = json!({ "sso": { "break_glass": stranger } });
    org.try_settings(named)
        .await
        .problem(422, "/sso/break_glass", "no_break_glass");
    beta.active(person("mads")).await.get("/api/me").await.expect(200);
}
