//! The brake: what would disable many people at once is held until somebody releases or drops it.

mod counting;
mod directories;
mod killed;

use crate::support::{
    organisation::{Org, organisation},
    person::{people, person},
    workbook::{self, sheet},
};
use jiff::SignedDuration;
use serde_json::{Value, json};

/// Has leavers disabled: how the job stands at its end.
async fn disable(org: &Org, import: &str, whom: Value) -> Value {
    let path = format!("/api/imports/{import}/leavers/disable");
    let job = org.post(&path, whom).await.expect(202).json();
    // The people are counted as the directory knows them, which follows within seconds.
    org.get("/api/summary").await.expect(200);
    org.run_job(&job).await
}

async fn disabled(org: &Org) -> usize {
    org.all("/api/users?status=disabled&limit=100").await.len()
}

/// The kinds of what the audit says, the newest first.
async fn audited(org: &Org) -> Vec<String> {
    let items = org.items("/api/audit").await;
    items
        .iter()
        .map(|one| one["kind"].as_str().unwrap().to_owned())
        .collect()
}

/// An organisation of so many people, and the import of a file in which none of them stands.
async fn left_by(count: usize) -> (Org, String) {
    let org = organisation("alpha").await;
    org.upload(workbook::of(&people(count))).await;
    let id = org.upload(sheet![person("new")]).await;
    (org, id)
}

#[tokio::test]
async fn sixty_are_held_with_their_sessions_until_somebody_releases_them_once() {
    let (org, id) = left_by(60).await;
    let found = org.search("person7@example.com").await;
    let member = org.activate(found[0]["id"].as_str().unwrap()).await;
    let ended = disable(&org, &id, json!({ "everybody": true })).await;
    assert_eq!(ended["status"], "finished", "{ended}");
    let result = &ended["result"];
    assert_eq!(
        (&result["disabled"], &result["held"]),
        (&json!(0), &json!(60)),
        "{ended}"
    );
    assert_eq!(disabled(&org).await, 0);
    member.get("/api/me").await.expect(200);
    let holds = org.items("/api/holds").await;
    let [hold] = holds.as_slice() else {
        panic!("{holds:?}")
    };
    assert_eq!(hold["id"], result["hold_id"]);
    assert_eq!(
        (&hold["status"], &hold["people"], &hold["of"]),
        (&json!("held"), &json!(60), &json!(62))
    );
    assert_eq!((&hold["import_id"], &hold["job_id"]), (&json!(id), &Value::Null));
    assert_eq!(audited(&org).await[0], "held");
    let path = format!("/api/holds/{}", hold["id"].as_str().unwrap());
    let released = org
        .post(&format!("{path}/release"), json!({}))
        .await
        .expect(202)
        .json();
    assert_eq!(released["status"], "released");
    let again = org
        .post(&format!("{path}/release"), json!({}))
        .await
        .expect(202)
        .json();
    assert_eq!(again, released, "pressed twice, it is one job");
    org.post(&format!("{path}/drop"), json!({})).await.expect(409);
    let job = org.job(released["job_id"].as_str().unwrap()).await;
    let ended = org.run_job(&job).await;
    assert_eq!(
        ended["result"],
        json!({ "disabled": 60, "skipped": 1, "held": 0 }),
        "{ended}"
    );
    assert_eq!(disabled(&org).await, 60);
    member.get("/api/me").await.expect(401);
    assert!(audited(&org).await.contains(&"hold_released".to_owned()));
}

#[tokio::test]
async fn few_and_a_small_share_pass_and_one_file_counts_together_within_an_hour() {
    let (org, id) = left_by(90).await;
    let all = org.all(&format!("/api/imports/{id}/leavers?limit=100")).await;
    let others = all.iter().filter(|user| user["first_name"] == "Person");
    let ids: Vec<&Value> = others.map(|user| &user["id"]).collect();
    let some = |from: usize, to: usize| json!({ "user_ids": ids[from..to] });
    let first = disable(&org, &id, some(0, 30)).await;
    assert_eq!(first["result"]["disabled"], 30, "{first}");
    let second = disable(&org, &id, some(30, 60)).await;
    assert_eq!(second["result"]["held"], 30, "{second}");
    // What is disabled already is nobody more.
    let none = disable(&org, &id, some(0, 30)).await;
    assert_eq!(none["result"]["disabled"], 0, "{none}");
    org.wait(SignedDuration::from_mins(61));
    // A session lasts an hour.
    let org = org.administrator().await;
    let later = disable(&org, &id, some(60, 90)).await;
    assert_eq!(later["result"]["disabled"], 30, "{later}");
    assert_eq!(org.items("/api/holds").await.len(), 1);
    org.settings(json!({ "integration": { "brake": { "people": 0 } } }))
        .await;
    let path = org.items("/api/holds").await[0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let dropped = org
        .post(&format!("/api/holds/{path}/drop"), json!({}))
        .await
        .expect(200)
        .json();
    assert_eq!(dropped["status"], "dropped");
    org.post(&format!("/api/holds/{path}/drop"), json!({}))
        .await
        .expect(200);
    org.post(&format!("/api/holds/{path}/release"), json!({}))
        .await
        .expect(409);
    assert_eq!(disabled(&org).await, 60);
    assert_eq!(audited(&org).await[0], "hold_dropped");
    let held = disable(&org, &id, some(30, 40)).await;
    assert_eq!(
        held["result"]["held"], 10,
        "more than 5 % of those who are left: {held}"
    );
}

#[tokio::test]
async fn a_department_manager_drops_what_they_asked_for_and_releases_nothing() {
    let org = organisation("alpha").await;
    let manager = org.active(person("m").permission_type("Manager")).await;
    let colleague = org.active(person("n").permission_type("Manager")).await;
    org.settings(json!({ "integration": { "brake": { "people": 1, "per_cent": 0 } } }))
        .await;
    for name in ["a", "b", "c"] {
        org.create(person(name)).await;
    }
    let id = manager.upload(sheet![person("m"), person("n")]).await;
    let ended = disable(&manager, &id, json!({ "everybody": true })).await;
    let hold = ended["result"]["hold_id"].as_str().unwrap().to_owned();
    assert_eq!(ended["result"]["held"], 3, "{ended}");
    let path = format!("/api/holds/{hold}");
    assert_eq!(manager.items("/api/holds").await.len(), 1);
    assert_eq!(colleague.items("/api/holds").await.len(), 0);
    colleague
        .post(&format!("{path}/drop"), json!({}))
        .await
        .expect(404);
    let beta = org.world.organisation("beta").await;
    beta.post(&format!("{path}/release"), json!({})).await.expect(404);
    manager
        .post(&format!("{path}/release"), json!({}))
        .await
        .expect(403);
    manager.post(&format!("{path}/drop"), json!({})).await.expect(200);
    assert_eq!(disabled(&org).await, 0);
}

#[tokio::test]
async fn the_brake_is_set_within_bounds() {
    let org = organisation("alpha").await;
    let shown = org.get("/api/settings").await.expect(200).json();
    assert_eq!(
        shown["integration"]["brake"],
        json!({ "people": 50, "per_cent": 5 })
    );
    let changed = org
        .settings(json!({ "integration": { "brake": { "per_cent": 20 } } }))
        .await;
    assert_eq!(
        changed.json()["integration"]["brake"],
        json!({ "people": 50, "per_cent": 20 })
    );
    for (change, at) in [
        (json!({ "integration": null }), "/integration"),
        (json!({ "integration": { "brake": null } }), "/integration/brake"),
        (
            json!({ "integration": { "brake": { "per_cent": 101 } } }),
            "/integration/brake/per_cent",
        ),
        (
            json!({ "integration": { "brake": { "people": null } } }),
            "/integration/brake/people",
        ),
    ] {
        assert_eq!(org.try_settings(change).await.expect(422).faulty(), [at]);
    }
}
