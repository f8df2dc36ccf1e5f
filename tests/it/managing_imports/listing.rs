//! Which imports somebody sees.

use crate::support::world::World;
use jiff::SignedDuration;
use serde_json::{Value, json};

#[tokio::test]
async fn imports_are_listed_newest_first_page_by_page_and_kept_to_whom_they_concern() {
    let world = World::new().await;
    let alpha = world.busy_organisation("alpha").await;
    let beta = world.busy_organisation("beta").await;
    let manager = World::person(Some("m@example.com"), json!({ "permission_type": "Manager" }));
    let (_, manager) = world.active(&alpha, manager).await;
    let (_, user) = world
        .active(&alpha, World::person(Some("u@example.com"), json!({})))
        .await;
    let mut ids = Vec::new();
    for n in 0..5 {
        let token = if n == 2 { &manager } else { &alpha };
        let asked = json!({ "file_name": format!("{n}.xlsx") });
        let answer = world.post("/api/imports", Some(token), asked).await.expect(201);
        ids.push(answer.json()["import_id"].as_str().unwrap().to_owned());
        world.wait(SignedDuration::from_secs(1));
    }
    let mut listed = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = world
            .get(&format!("/api/imports?limit=2{cursor}"), &alpha)
            .await
            .expect(200)
            .json();
        listed.extend(
            page["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|one| one["import_id"].clone()),
        );
        match page["next_cursor"].as_str() {
            None => break,
            Some(next) => cursor = format!("&cursor={next}"),
        }
    }
    let newest_first: Vec<Value> = ids.iter().rev().map(|id| json!(id)).collect();
    assert_eq!(listed, newest_first);
    let own = world.get("/api/imports", &manager).await.expect(200).json();
    assert_eq!(own["items"].as_array().unwrap().len(), 1);
    assert_eq!(own["items"][0]["import_id"], json!(ids[2]));
    for (method, path) in [
        ("GET", format!("/api/imports/{}", ids[0])),
        ("GET", format!("/api/imports/{}/rows", ids[0])),
        ("GET", format!("/api/imports/{}/result", ids[0])),
        ("POST", format!("/api/imports/{}/run", ids[0])),
        ("POST", format!("/api/imports/{}/undo", ids[0])),
    ] {
        let unknown = path.replace(&ids[0], "im_0000000000000000");
        for token in [&manager, &beta] {
            let theirs = world
                .send(method, &path, Some(token), None, &[])
                .await
                .expect(404);
            let nobodys = world
                .send(method, &unknown, Some(token), None, &[])
                .await
                .expect(404);
            assert_eq!(theirs.text, nobodys.text);
        }
        world
            .send(method, &path, Some(&user), None, &[])
            .await
            .expect(403);
    }
    world.get("/api/imports", &user).await.expect(403);
    world.get("/api/import-template", &user).await.expect(403);
    world
        .post("/api/imports", Some(&user), json!({ "file_name": "a.xlsx" }))
        .await
        .expect(403);
}
