//! Integration tokens: several, named, shown once, with what their makers may grant at most.

use crate::support::{
    answer::texts,
    machines::{ApiClient, Integration},
    organisation::{Org, organisation},
    person::person,
};
use serde_json::{Value, json};

async fn shown(org: &Org, id: &str) -> Value {
    let all = org.items("/api/integration-tokens").await;
    all.into_iter().find(|one| one["id"] == id).unwrap()
}

#[tokio::test]
async fn tokens_are_listed_apart_from_clients_and_what_is_wrong_with_one_is_said_at_once() {
    let org = organisation("alpha").await;
    for (wanted, faults) in [
        (json!({}), vec!["/name"]),
        (
            json!({ "name": "", "may_grant": ["manage_users", "everything"] }),
            vec!["/may_grant/1", "/name"],
        ),
        (
            json!({ "name": "x", "may_grant": "manage_users" }),
            vec!["/may_grant"],
        ),
        (json!({ "name": "x", "scopes": [] }), vec!["/scopes"]),
    ] {
        let refused = org.post("/api/integration-tokens", wanted).await.expect(422);
        assert_eq!(refused.faulty(), faults);
    }
    let client = org.add_api_client("Payroll", &["users:read"]).await;
    let mut made = Vec::new();
    for name in ["Entra", "Okta", "Entra, another"] {
        made.push(org.add_integration(name, &["manage_own_department"]).await.id);
    }
    let all = org.all("/api/integration-tokens?limit=2").await;
    assert_eq!(texts(&json!(all), "name"), ["Entra", "Okta", "Entra, another"]);
    assert_eq!(texts(&json!(all), "id"), made);
    assert_eq!(all[0]["may_grant"], json!(["manage_own_department"]));
    assert_eq!(
        (&all[0]["last_used_at"], &all[0]["former_token_ends_at"]),
        (&Value::Null, &Value::Null)
    );
    let clients = org.items("/api/api-clients").await;
    assert_eq!(texts(&json!(clients), "id"), [client.id.as_str()]);
    // Each kind is found among its own alone.
    for path in [
        format!("/api/integration-tokens/{}", client.id),
        format!("/api/api-clients/{}", made[0]),
        "/api/integration-tokens/it_0000000000000000".to_owned(),
        "/api/integration-tokens/settings".to_owned(),
    ] {
        org.delete(&path).await.expect(404);
        org.post(&format!("{path}/rotate"), json!({})).await.expect(404);
    }
    let beta = org.world.organisation("beta").await;
    beta.delete(&format!("/api/integration-tokens/{}", made[0]))
        .await
        .expect(404);
    assert_eq!(org.items("/api/integration-tokens").await.len(), 3);
}

#[tokio::test]
async fn a_token_is_shown_once_and_replaced_without_a_gap() {
    let org = organisation("alpha").await;
    let first = org.add_integration("Entra", &[]).await;
    let listed = org.get("/api/integration-tokens").await.expect(200).text;
    let random = first.token.rsplit('.').next().unwrap();
    assert!(!listed.contains(random) && first.token.contains(&first.id));
    let path = format!("/api/integration-tokens/{}", first.id);
    let rotated = org.post(&format!("{path}/rotate"), json!({})).await.expect(200);
    let second = Integration::of(&rotated);
    assert_eq!(second.id, first.id);
    assert_ne!(second.token, first.token);
    assert!(shown(&org, &first.id).await["former_token_ends_at"].is_string());
    org.delete(&path).await.expect(204);
    org.delete(&path).await.expect(404);
    let entries = org.items("/api/audit?limit=3").await;
    assert_eq!(
        texts(&json!(entries), "kind"),
        [
            "integration_token_removed",
            "integration_token_rotated",
            "integration_token_added"
        ]
    );
    for entry in &entries {
        assert_eq!(
            entry["integration_token"],
            json!({ "id": first.id, "name": first.id })
        );
        assert!(entry["api_client"].is_null());
    }
    assert_eq!(
        entries[2]["changes"],
        json!([{ "field": "name", "from": null, "to": "Entra" }])
    );
}

#[tokio::test]
async fn a_token_is_of_no_use_at_the_api() {
    let org = organisation("alpha").await;
    let made = org.add_integration("Entra", &["manage_users"]).await;
    let through = org.with_token(made.token.clone());
    through.get("/api/users").await.expect(401);
    through.get("/api/settings").await.expect(401);
    let client = ApiClient {
        id: made.id,
        secret: made.token,
    };
    assert_eq!(
        org.try_token(&client).await.expect(401).json()["error"],
        "invalid_client"
    );
}

#[tokio::test]
async fn nobody_makes_a_token_that_may_do_more_than_they() {
    let org = organisation("alpha").await;
    org.add_permission_type("Bookkeeper", &["manage_settings"]).await;
    org.add_permission_type("Chef", &["manage_own_department", "manage_settings"])
        .await;
    let wanted = |may_grant: &[&str]| json!({ "name": "x", "may_grant": may_grant });
    let manager = org.active(person("m").permission_type("Manager")).await;
    manager.get("/api/integration-tokens").await.expect(403);
    manager
        .post("/api/integration-tokens", wanted(&[]))
        .await
        .expect(403);
    let bookkeeper = org.active(person("b").permission_type("Bookkeeper")).await;
    bookkeeper
        .post("/api/integration-tokens", wanted(&[]))
        .await
        .expect(403);
    let chef = org.active(person("c").permission_type("Chef")).await;
    let refused = chef
        .post(
            "/api/integration-tokens",
            wanted(&["manage_own_department", "manage_users"]),
        )
        .await;
    refused.problem(422, "/may_grant/1", "may_not_grant");
    let own = chef.add_integration("Own", &["manage_own_department"]).await;
    // Who replaces a token can use it.
    let all = org.add_integration("All", &[]).await;
    let rotate = |id: &str| format!("/api/integration-tokens/{id}/rotate");
    chef.post(&rotate(&all.id), json!({})).await.expect(403);
    chef.post(&rotate(&own.id), json!({})).await.expect(200);
    org.post(&rotate(&own.id), json!({})).await.expect(200);
}
