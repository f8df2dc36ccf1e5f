//! API clients: programs that act as themselves, within their scopes, with the rights of their creators.

mod rights;
mod scopes;
mod tokens;

use crate::support::{
    answer::texts,
    machines::ApiClient,
    organisation::{Org, organisation},
    person::{people, person},
    workbook,
};
use serde_json::{Value, json};

/// The administrator's id.
async fn own_id(org: &Org) -> String {
    org.get("/api/me").await.expect(200).id()
}

async fn shown(org: &Org, client: &ApiClient) -> Value {
    let all = org.items("/api/api-clients").await;
    all.into_iter()
        .find(|one| one["id"] == client.id.as_str())
        .unwrap()
}

#[tokio::test]
async fn an_api_client_creates_a_user_who_appears_as_created_by_it() {
    let org = organisation("alpha").await;
    let client = org.add_api_client("Payroll", &["users:write"]).await;
    assert_eq!(shown(&org, &client).await["last_used_at"], Value::Null);
    let payroll = org.through(&client).await;
    let ida = payroll.create(person("ida")).await;
    let by = json!({ "id": client.id, "name": "Payroll" });
    let created = org
        .items(&format!("/api/users/{}/timeline", ida.id))
        .await
        .remove(0);
    assert_eq!(
        (&created["what"], &created["by"], &created["api_client"]),
        (&json!("created"), &json!(client.id), &by)
    );
    // Rights are granted as the client, too, and that is in the audit.
    let boss = payroll.create(person("boss").permission_type("Manager")).await;
    let entry = org.items("/api/audit?limit=1").await.remove(0);
    assert_eq!(entry["user"]["id"], boss.id.as_str());
    assert_eq!(
        entry["by"],
        json!({ "id": client.id, "name": "Payroll", "gone": false })
    );
    let used = shown(&org, &client).await;
    assert!(used["last_used_at"].is_string(), "{used}");
    let path = format!("/api/audit?by={}", client.id);
    assert_eq!(texts(&json!(org.items(&path).await), "kind"), ["user_created"]);
    // One that is gone leaves its id.
    org.delete(&format!("/api/api-clients/{}", client.id))
        .await
        .expect(204);
    let entries = org.items("/api/audit?limit=2").await;
    assert_eq!(entries[0]["kind"], "api_client_removed");
    assert_eq!(
        entries[0]["changes"][0],
        json!({ "field": "name", "from": "Payroll", "to": null })
    );
    assert_eq!(
        entries[1]["by"],
        json!({ "id": client.id, "name": null, "gone": true })
    );
    let created = org
        .items(&format!("/api/users/{}/timeline", ida.id))
        .await
        .remove(0);
    assert_eq!(
        created["api_client"],
        json!({ "id": client.id, "name": client.id })
    );
    payroll.get("/api/users").await.expect(401);
}

#[tokio::test]
async fn clients_are_listed_and_what_is_wrong_with_one_is_said_at_once() {
    let org = organisation("alpha").await;
    for (wanted, faults) in [
        (json!({}), vec!["/name", "/scopes"]),
        (json!({ "name": "x", "scopes": [] }), vec!["/scopes"]),
        (
            json!({ "name": "", "scopes": ["users:read", "users:all", "users"] }),
            vec!["/name", "/scopes/1", "/scopes/2"],
        ),
        (json!({ "name": "x", "scopes": "users:read" }), vec!["/scopes"]),
        (
            json!({ "name": "x", "scopes": ["users:read"], "rights": 1 }),
            vec!["/rights"],
        ),
    ] {
        let refused = org.post("/api/api-clients", wanted).await.expect(422);
        assert_eq!(refused.faulty(), faults);
    }
    let mut made = Vec::new();
    for name in ["One", "Two", "Three"] {
        made.push(
            org.add_api_client(name, &["users:write", "users:read", "users:read"])
                .await
                .id,
        );
    }
    let all = org.all("/api/api-clients?limit=2").await;
    assert_eq!(texts(&json!(all), "name"), ["One", "Two", "Three"]);
    assert_eq!(texts(&json!(all), "id"), made);
    assert_eq!(all[0]["scopes"], json!(["users:read", "users:write"]));
    assert_eq!(all[0]["created_by"], own_id(&org).await);
    let (first, last) = (&made[0], "ac_0000000000000000");
    for path in [
        format!("/api/api-clients/{last}"),
        "/api/api-clients/settings".to_owned(),
    ] {
        org.delete(&path).await.expect(404);
        org.post(&format!("{path}/rotate"), json!({})).await.expect(404);
    }
    let beta = org.world.organisation("beta").await;
    beta.delete(&format!("/api/api-clients/{first}"))
        .await
        .expect(404);
    assert_eq!(org.all("/api/api-clients?limit=2").await.len(), 3);
}

#[tokio::test]
async fn an_import_and_a_job_of_a_client_are_its_own() {
    let org = organisation("alpha").await;
    let client = org
        .add_api_client("Feed", &["imports:write", "users:write"])
        .await;
    let feed = org.through(&client).await;
    let upload = feed
        .upload_file("people.xlsx", false, workbook::of(&people(3)))
        .await;
    org.run_import(&upload.event).await;
    let done = feed.show(&upload.id).await;
    assert_eq!(
        (&done["status"], &done["created"]),
        (&json!("finished"), &json!(3))
    );
    let found = org.search("person1").await.remove(0);
    let timeline = format!("/api/users/{}/timeline", found["id"].as_str().unwrap());
    assert_eq!(org.items(&timeline).await[0]["api_client"]["name"], "Feed");
    let run = org.items("/api/audit?kind=import_run").await.remove(0);
    assert_eq!(run["by"]["name"], "Feed");
    // A job works with the client's rights as they are when it runs.
    let ask = async || {
        feed.follow().await;
        feed.post("/api/users/export", json!({})).await.expect(202).json()
    };
    let (first, second) = (ask().await, ask().await);
    assert_eq!(feed.run_job(&first).await["status"], "finished");
    org.delete(&format!("/api/api-clients/{}", client.id))
        .await
        .expect(204);
    let failed = org.run_job(&second).await;
    assert_eq!(failed["status"], "failed");
}
