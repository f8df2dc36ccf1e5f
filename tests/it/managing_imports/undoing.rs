//! Taking an import back.

use crate::support::{
    imports::{imported, rows, show, upload},
    workbook::{self, people},
    world::World,
};
use jiff::SignedDuration;
use rollcall::{aws::invoker, domain::organisation::Slug};
use serde_json::{Value, json};

#[tokio::test]
async fn an_undo_removes_whom_nobody_has_activated_and_says_whom_it_kept() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    let file = workbook::of(&people(60));
    let (id, event) = upload(&world, &token, "p.xlsx", false, file.clone()).await;
    let before = world.users().await.len();
    world.import(&event).await;
    let created = rows(&world, &token, &id, "limit=200").await;
    for at in [3, 40] {
        let user = created[at]["user_id"].as_str().unwrap();
        let link = world.link_of("alpha", user, 14).await;
        let password = json!({ "password": crate::support::world::PASSWORD });
        world
            .post(&format!("/api/activation/{link}"), None, password)
            .await
            .expect(200);
    }
    // Whoever was changed by hand goes all the same.
    let changed = created[5]["user_id"].as_str().unwrap();
    world
        .patch(
            &format!("/api/users/{changed}"),
            &token,
            json!({ "first_name": "Ny" }),
        )
        .await
        .expect(200);
    let undo = format!("/api/imports/{id}/undo");
    let asked = world
        .post(&undo, Some(&token), json!({}))
        .await
        .expect(202)
        .json();
    assert_eq!(asked["status"], "running");
    world.post(&undo, Some(&token), json!({})).await.expect(202);
    let slug = Slug::parse("alpha").unwrap();
    let work = invoker::work(&slug, &id);
    assert_eq!(world.import(&work).await["status"], "undone");
    let undone = show(&world, &token, &id).await;
    assert_eq!(
        (&undone["undo"]["removed"], &undone["undo"]["kept"]),
        (&json!(58), &json!(2))
    );
    assert_eq!(world.users().await.len(), before + 2);
    assert_eq!(world.orphans().await, Vec::<String>::new());
    let said: Vec<(u64, String)> = rows(&world, &token, &id, "limit=50")
        .await
        .iter()
        .filter(|row| row["undo"] != "removed")
        .map(|row| {
            (
                row["row"].as_u64().unwrap(),
                row["undo"].as_str().unwrap().to_owned(),
            )
        })
        .collect();
    assert_eq!(
        said,
        [
            (5, "kept_activated".to_owned()),
            (42, "kept_activated".to_owned())
        ]
    );
    assert_eq!(
        world.import(&work).await["status"],
        "elsewhere",
        "nothing is left to do"
    );
    // The same people can come again.
    let again = imported(&world, &token, file).await;
    let again_done = show(&world, &token, &again).await;
    assert_eq!(
        (&again_done["created"], &again_done["existing"]),
        (&json!(58), &json!(2))
    );
    world.wait(SignedDuration::from_hours(14 * 24 + 1));
    let late = world.organisation("late").await;
    drop(late);
    let session = json!({ "organisation": "alpha", "identifier": "admin@alpha.example", "password": crate::support::world::PASSWORD });
    let token = world.post("/api/sign-in", None, session).await.expect(200).json()["access_token"]
        .as_str()
        .unwrap()
        .to_owned();
    world
        .post(&format!("/api/imports/{again}/undo"), Some(&token), json!({}))
        .await
        .expect(409);
}

#[tokio::test]
async fn a_department_managers_undo_leaves_alone_whoever_has_moved_away() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    let manager = World::person(Some("m@example.com"), json!({ "permission_type": "Manager" }));
    let (_, manager) = world.active(&token, manager).await;
    let id = imported(&world, &manager, workbook::of(&people(3))).await;
    let created = rows(&world, &manager, &id, "").await;
    let moved = created[1]["user_id"].as_str().unwrap();
    let elsewhere = json!({ "department": "Filiale Flensburg" });
    world
        .patch(&format!("/api/users/{moved}"), &token, elsewhere)
        .await
        .expect(200);
    world
        .post(&format!("/api/imports/{id}/undo"), Some(&manager), json!({}))
        .await
        .expect(202);
    let slug = Slug::parse("alpha").unwrap();
    world.import(&invoker::work(&slug, &id)).await;
    let fates: Vec<Value> = rows(&world, &manager, &id, "")
        .await
        .iter()
        .map(|row| row["undo"].clone())
        .collect();
    assert_eq!(fates, ["removed", "kept_not_allowed", "removed"]);
}
