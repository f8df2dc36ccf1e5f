//! Organisations are apart: every route, with another organisation's ids.

use crate::support::{answer::texts, jobs::resent, organisation::organisation, person::person};
use serde_json::{Value, json};

/// The lists, and the field of a user that refers to each.
const LISTS: [(&str, &str); 3] = [
    ("departments", "department"),
    ("job-profiles", "job_profile"),
    ("permission-types", "permission_type"),
];

#[tokio::test]
async fn another_organisations_ids_are_unknown_on_every_route() {
    let alpha = organisation("alpha").await;
    let beta = alpha.world.organisation("beta").await;
    let theirs = beta.create(person("theirs")).await;
    let before = alpha.users().await.len();
    // Each route with an id of theirs, and with one of nobody's.
    let mut routes: Vec<(&str, String, &str, &str, Value)> = Vec::new();
    for (method, rest, body) in [
        ("GET", "", Value::Null),
        ("PATCH", "", json!({ "first_name": "Mine" })),
        ("DELETE", "", Value::Null),
        ("POST", "/activation", json!({})),
        ("POST", "/one-time-password", json!({})),
        ("GET", "/timeline", Value::Null),
    ] {
        let path = format!("/api/users/{{id}}{rest}");
        routes.push((method, path, &theirs.id, "u_0000000000000000", body));
    }
    for (list, field) in LISTS {
        let id = theirs[field]["id"].as_str().unwrap();
        for (method, body) in [("PATCH", json!({ "name": "Mine" })), ("DELETE", Value::Null)] {
            let path = format!("/api/{list}/{{id}}");
            routes.push((method, path, id, "x_0000000000000000", body));
        }
    }
    for (method, path, id, nobody, body) in routes {
        let send = async |id: &str| {
            let body = Some(body.clone()).filter(|body| !body.is_null());
            let path = path.replace("{id}", id);
            alpha
                .send(method, &path, body, &[("if-match", "*")])
                .await
                .expect(404)
        };
        assert_eq!(send(id).await.text, send(nobody).await.text, "{method} {path}");
    }
    let elsewhere = theirs["department"]["id"].as_str().unwrap();
    let named = alpha.try_create(person("x").department(elsewhere)).await;
    named.problem(422, "/department", "unknown_department");
    let asked = alpha.resend_many(json!({ "user_ids": [theirs.id] })).await;
    assert_eq!(asked, resent(0, 0, 0, 0));
    assert_eq!(alpha.items("/api/users?limit=200").await.len(), 1);
    assert_eq!(before, alpha.users().await.len());
    assert_eq!(beta.user(&theirs.id).await["first_name"], "Theirs");
}

#[tokio::test]
async fn a_department_manager_sees_their_own_department_only() {
    let org = organisation("alpha").await;
    let manager = org.active(person("m").permission_type("Manager")).await;
    let german = "Filiale Flensburg";
    let elsewhere = org.create(person("g").department(german)).await.id;
    let own = org.create(person("o")).await.id;
    manager.user(&own).await;
    manager.get(&format!("/api/users/{elsewhere}")).await.expect(404);
    let resend = format!("/api/users/{elsewhere}/activation");
    manager.post(&resend, json!({})).await.expect(404);
    let listed = manager.items("/api/users").await;
    let departments: Vec<Value> = listed.iter().map(|user| user["department"].clone()).collect();
    assert_eq!(texts(&json!(departments), "name"), ["Køkken", "Køkken"]);
    let moved = manager.try_patch(&own, json!({ "department": german })).await;
    moved.problem(422, "/department", "not_your_department");
    manager.try_settings(json!({ "name": "Mine" })).await.expect(403);
}
