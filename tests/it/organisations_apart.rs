//! Organisations are apart: every route, with another organisation's ids.

use crate::support::world::World;
use serde_json::{Value, json};

#[tokio::test]
async fn another_organisations_ids_are_unknown_on_every_route() {
    let world = World::new().await;
    let (alpha, beta) = (
        world.busy_organisation("alpha").await,
        world.busy_organisation("beta").await,
    );
    let theirs = world
        .create(&beta, World::person(Some("theirs@example.com"), json!({})))
        .await;
    let user = theirs["id"].as_str().unwrap();
    let entry = |field: &str| theirs[field]["id"].as_str().unwrap().to_owned();
    let before = world.users().await;
    let mut routes: Vec<(&str, String, Option<Value>)> = vec![
        ("GET", format!("/api/users/{user}"), None),
        (
            "PATCH",
            format!("/api/users/{user}"),
            Some(json!({ "first_name": "Mine" })),
        ),
        ("POST", format!("/api/users/{user}/activation"), Some(json!({}))),
        (
            "POST",
            format!("/api/users/{user}/one-time-password"),
            Some(json!({})),
        ),
        ("GET", format!("/api/users/{user}/timeline"), None),
    ];
    for (list, field) in [
        ("departments", "department"),
        ("job-profiles", "job_profile"),
        ("permission-types", "permission_type"),
    ] {
        routes.push((
            "PATCH",
            format!("/api/{list}/{}", entry(field)),
            Some(json!({ "name": "Mine" })),
        ));
        routes.push(("DELETE", format!("/api/{list}/{}", entry(field)), None));
    }
    for (method, path, body) in routes {
        let unknown = path.replace(user, "u_0000000000000000");
        let unknown = ["department", "job_profile", "permission_type"]
            .iter()
            .fold(unknown, |path, field| {
                path.replace(&entry(field), "x_0000000000000000")
            });
        let headers = [("if-match", "*")];
        let theirs = world
            .send(method, &path, Some(&alpha), body.clone(), &headers)
            .await
            .expect(404);
        let nobodys = world
            .send(method, &unknown, Some(&alpha), body, &headers)
            .await
            .expect(404);
        assert_eq!(theirs.text, nobodys.text, "{method} {path}");
    }
    let mut person = World::person(Some("x@example.com"), json!({}));
    person["department"] = json!(entry("department"));
    let named = world.post("/api/users", Some(&alpha), person).await.expect(422);
    assert_eq!(named.faulty(), ["/department"]);
    let resent = world
        .post("/api/activations", Some(&alpha), json!({ "user_ids": [user] }))
        .await
        .expect(202)
        .json();
    assert_eq!(resent, json!({ "requested": 0, "unreachable": 0 }));
    let listed = world.get("/api/users?limit=200", &alpha).await.expect(200).json();
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
    assert_eq!(before.len(), world.users().await.len());
    let unchanged = world
        .get(&format!("/api/users/{user}"), &beta)
        .await
        .expect(200)
        .json();
    assert_eq!(unchanged["first_name"], "Søren");
}

#[tokio::test]
async fn a_department_manager_sees_their_own_department_only() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    let manager = World::person(Some("m@example.com"), json!({ "permission_type": "Manager" }));
    let (_, manager) = world.active(&token, manager).await;
    let elsewhere = world
        .create(
            &token,
            World::person(
                Some("g@example.com"),
                json!({ "department": "Filiale Flensburg" }),
            ),
        )
        .await;
    let own = world
        .create(&token, World::person(Some("o@example.com"), json!({})))
        .await;
    let (elsewhere, own) = (elsewhere["id"].as_str().unwrap(), own["id"].as_str().unwrap());
    world
        .get(&format!("/api/users/{elsewhere}"), &manager)
        .await
        .expect(404);
    world
        .get(&format!("/api/users/{own}"), &manager)
        .await
        .expect(200);
    world
        .post(
            &format!("/api/users/{elsewhere}/activation"),
            Some(&manager),
            json!({}),
        )
        .await
        .expect(404);
    let listed = world.get("/api/users", &manager).await.expect(200).json();
    let names: Vec<_> = listed["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|user| user["department"]["name"].clone())
        .collect();
    assert!(
        names.len() == 2 && names.iter().all(|name| name == "Køkken"),
        "{names:?}"
    );
    let moved = world
        .patch(
            &format!("/api/users/{own}"),
            &manager,
            json!({ "department": "Filiale Flensburg" }),
        )
        .await;
    assert!(matches!(moved.status, 403 | 422), "{}", moved.text);
    world
        .patch("/api/settings", &manager, json!({ "name": "Mine" }))
        .await
        .expect(403);
}
