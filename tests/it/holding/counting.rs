//! Whom the brake counts: those who would change by an ask, and those whom others of its source have changed.

use super::{disable, disabled, left_by};
use crate::support::{
    organisation::organisation,
    person::{people, person},
    workbook::{self, sheet},
};
use futures::future::join_all;
use jiff::SignedDuration;
use serde_json::{Value, json};

/// Releases a hold and does its job: how it stands at its end.
async fn release(org: &crate::support::organisation::Org, hold: &Value) -> Value {
    let path = format!("/api/holds/{}/release", hold.as_str().unwrap());
    let released = org.post(&path, json!({})).await.expect(202).json();
    let job = org.job(released["job_id"].as_str().unwrap()).await;
    org.run_job(&job).await
}

#[tokio::test]
async fn a_release_disables_as_many_as_were_held_and_not_who_asked_for_it() {
    let org = organisation("alpha").await;
    org.add_permission_type("Managers of all", &["manage_users"])
        .await;
    let zoe = org.active(person("zoe").permission_type("Managers of all")).await;
    // Zoe may disable neither of them; who releases it may.
    let other = org.active(person("adam").permission_type("Administrator")).await;
    org.upload(workbook::of(&people(60))).await;
    let id = zoe.upload(sheet![person("new")]).await;
    let ended = disable(&zoe, &id, json!({ "everybody": true })).await;
    assert_eq!(ended["result"]["held"], 60, "{ended}");
    let ended = release(&org, &ended["result"]["hold_id"]).await;
    let result = &ended["result"];
    assert_eq!(
        (&result["disabled"], &result["skipped"]),
        (&json!(60), &json!(3)),
        "{ended}"
    );
    assert_eq!(disabled(&org).await, 60);
    for spared in [&zoe, &other] {
        spared.get("/api/me").await.expect(200);
    }
}

#[tokio::test]
async fn what_is_held_does_not_count_with_what_is_asked_next() {
    let (org, id) = left_by(80).await;
    let all = org.all(&format!("/api/imports/{id}/leavers?limit=100")).await;
    let others = all.iter().filter(|user| user["first_name"] == "Person");
    let ids: Vec<&Value> = others.map(|user| &user["id"]).collect();
    let some = |from: usize, to: usize| json!({ "user_ids": ids[from..to] });
    let held = disable(&org, &id, some(0, 79)).await;
    assert_eq!(held["result"]["held"], 79, "{held}");
    let one = disable(&org, &id, some(79, 80)).await;
    assert_eq!(one["result"], json!({ "disabled": 1, "skipped": 0, "held": 0 }));
    let path = format!("/api/holds/{}/drop", held["result"]["hold_id"].as_str().unwrap());
    org.post(&path, json!({})).await.expect(200);
    let one = disable(&org, &id, some(0, 1)).await;
    assert_eq!(one["result"], json!({ "disabled": 1, "skipped": 0, "held": 0 }));
    assert_eq!(org.items("/api/holds").await.len(), 1);
    // What was done counts: these, and 48 more.
    let held = disable(&org, &id, some(1, 50)).await;
    assert_eq!(held["result"]["held"], 49, "{held}");
    let rest = disable(&org, &id, some(1, 49)).await;
    assert_eq!(rest["result"]["disabled"], 48, "{rest}");
}

#[tokio::test]
async fn the_same_people_asked_for_twice_at_once_are_disabled_once_and_not_held() {
    let (org, id) = left_by(60).await;
    let all = org.all(&format!("/api/imports/{id}/leavers?limit=100")).await;
    let others = all.iter().filter(|user| user["first_name"] == "Person");
    let ids: Vec<&Value> = others.map(|user| &user["id"]).take(40).collect();
    let path = format!("/api/imports/{id}/leavers/disable");
    let mut jobs = Vec::new();
    for _ in 0..2 {
        let whom = json!({ "user_ids": ids });
        jobs.push(org.post(&path, whom).await.expect(202).json());
    }
    org.get("/api/summary").await.expect(200);
    join_all(jobs.iter().map(|job| org.run_job(job))).await;
    org.wait(SignedDuration::from_secs(16));
    let mut ended = Vec::new();
    for job in &jobs {
        let job = org.run_job(job).await;
        assert_eq!(job["status"], "finished", "{job}");
        ended.push((job["result"]["disabled"].as_u64(), job["result"]["held"].as_u64()));
    }
    ended.sort_unstable();
    assert_eq!(ended, [(Some(0), Some(0)), (Some(40), Some(0))]);
    assert_eq!(org.items("/api/holds").await.len(), 0);
    assert_eq!(disabled(&org).await, 40);
}

#[tokio::test]
async fn one_that_waits_is_held_where_others_are_left_after_the_first() {
    let (org, id) = left_by(90).await;
    let all = org.all(&format!("/api/imports/{id}/leavers?limit=100")).await;
    let others = all.iter().filter(|user| user["first_name"] == "Person");
    let ids: Vec<&Value> = others.map(|user| &user["id"]).collect();
    let path = format!("/api/imports/{id}/leavers/disable");
    let mut jobs = Vec::new();
    for (from, to) in [(0, 40), (20, 60)] {
        let whom = json!({ "user_ids": ids[from..to] });
        jobs.push(org.post(&path, whom).await.expect(202).json());
    }
    org.get("/api/summary").await.expect(200);
    // The brake has let the first one pass, and its worker has no more time.
    let first = jobs[0]["id"].as_str().unwrap();
    org.work_at(&org.jobs, first, SignedDuration::ZERO).await;
    let waits = org.run_job(&jobs[1]).await;
    assert_eq!(waits["status"], "running", "{waits}");
    assert_eq!(disabled(&org).await, 0);
    org.wait(SignedDuration::from_secs(31));
    let first = org.run_job(&jobs[0]).await;
    assert_eq!(first["result"]["disabled"], 40, "{first}");
    let second = org.run_job(&jobs[1]).await;
    assert_eq!(second["result"]["held"], 20, "{second}");
}
