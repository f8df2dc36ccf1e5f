//! A directory's road through the real binaries, with the rights that the template gives them.

use crate::support::{
    deployed::{Site, deployment, until},
    scim::described,
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
