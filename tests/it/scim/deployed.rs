//! A directory's road through the real binaries, with the rights that the template gives them.

use crate::support::{
    deployed::{Site, deployment, until},
    scim::{ENTERPRISE, OWN, described, described_with},
};
use lambda_http::http::Method;
use serde_json::{Value, json};

#[tokio::test]
async fn what_a_directory_does_to_more_people_than_one_is_held_and_released() {
    let site = Site::furnished(deployment().await, "provisions", false).await;
    let brake = json!({ "people": 1, "per_cent": 0 });
    site.settings(json!({ "integration": { "brake": brake } })).await;
    let made = site
        .post("/api/integration-tokens", json!({ "name": "Entra" }))
        .await;
    let token = made["token"].as_str().unwrap();
    let send = async |method: Method, user: &str, body: Option<&Value>| {
        let path = format!("/scim/v2/Users{user}");
        site.send(method, &path, Some(token), body).await
    };
    let mut users = Vec::new();
    for name in ["Ida.Holm", "Eva.Dal", "Bo.Ek"] {
        let created = send(Method::POST, "", Some(&described(name))).await;
        let created = created.accepted("create").unwrap();
        users.push(format!("/{}", created["id"].as_str().unwrap()));
    }
    let off = json!({ "Operations": [{ "op": "replace", "path": "active", "value": false }] });
    for user in &users[..2] {
        let shown = send(Method::PATCH, user, Some(&off)).await;
        assert_eq!(shown.accepted("disable").unwrap()["active"], false);
    }
    assert_eq!(send(Method::DELETE, &users[2], None).await.status, 204);
    assert_eq!(send(Method::GET, &users[2], None).await.status, 404);
    let mine = async |path: &str| {
        let answer = site.send(Method::GET, path, Some(&site.token), None).await;
        answer.accepted(path).unwrap()
    };
    let holds = mine("/api/holds").await;
    let hold = &holds["items"][0];
    assert_eq!((&hold["people"], &hold["status"]), (&json!(2), &json!("held")));
    let path = format!("/api/holds/{}/release", hold["id"].as_str().unwrap());
    let released = site.post(&path, json!({})).await;
    let path = format!("/api/jobs/{}", released["job_id"].as_str().unwrap());
    until("the job to end", async || {
        mine(&path).await["status"] == "finished"
    })
    .await;
    assert_eq!(
        mine(&path).await["result"],
        json!({ "disabled": 1, "erased": 1, "skipped": 0, "held": 0 })
    );
}

#[tokio::test]
async fn a_department_that_is_not_there_is_added_and_who_comes_to_it_signs_in_by_their_principal_name() {
    let site = Site::furnished(deployment().await, "enlarges", false).await;
    let create = json!({ "unknown_department": "create", "unknown_job_profile": "create" });
    site.settings(json!({ "integration": create })).await;
    let made = site
        .post("/api/integration-tokens", json!({ "name": "Entra" }))
        .await;
    let token = made["token"].as_str();
    let ida = described_with(
        "Ida.Holm",
        &json!({
            "userName": "ida@corp.onmicrosoft.com",
            ENTERPRISE: { "department": "Lager Øst" },
            OWN: { "jobProfile": "Truckfører" },
        }),
    );
    let created = site.send(Method::POST, "/scim/v2/Users", token, Some(&ida)).await;
    let created = created.accepted("create").unwrap();
    let user = format!("/api/users/{}", created["id"].as_str().unwrap());
    let shown = site.send(Method::GET, &user, Some(&site.token), None).await;
    let shown = shown.accepted("show").unwrap();
    assert_eq!(
        (&shown["department"]["name"], &shown["job_profile"]["name"]),
        (&json!("Lager Øst"), &json!("Truckfører"))
    );
    let granted = site.post(&format!("{user}/one-time-password"), json!({})).await;
    let one_time = granted["one_time_password"].as_str().unwrap();
    let signed_in = site.sign_in("IDA@corp.onmicrosoft.com", one_time).await;
    let signed_in = signed_in.accepted("sign in").unwrap();
    assert!(signed_in["password_change"]["ticket"].is_string());
}
