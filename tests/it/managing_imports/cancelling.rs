//! Stopping an import: at once where it waits, at its next checkpoint where it runs.

use crate::support::{
    organisation::{Org, organisation},
    person::people,
    seam::Fault,
    workbook,
    world::World,
};
use jiff::SignedDuration;
use rollcall::{
    domain::background::Claim,
    domain::import::{Import, ObjectVersion, Outcome},
};
use serde_json::json;
use std::time::Duration;

/// More rows than the emulator takes within two checkpoints.
const MANY: usize = 25_000;
/// More than are under way at once.
const ROWS: usize = 1_300;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_that_runs_stops_at_its_next_checkpoint_says_so_and_can_be_taken_back() {
    let org = organisation("alpha").await;
    let before = org.users().await.len();
    let upload = org
        .upload_file("p.xlsx", false, workbook::of(&people(MANY)))
        .await;
    let press = async {
        loop {
            tokio::time::sleep(Duration::from_millis(100)).await;
            let shown = org.show(&upload.id).await;
            assert_ne!(shown["status"], "finished", "too few rows for this machine");
            if shown["processed"].as_u64() > Some(0) {
                break;
            }
        }
        let pressed = org.press(&upload.id, "cancel").await;
        assert_eq!(pressed["status"], "running");
        org.press(&upload.id, "cancel").await;
    };
    let (ended, ()) = tokio::join!(org.run_import(&upload.event), press);
    assert_eq!(ended["status"], "cancelled", "{ended}");
    let shown = org.show(&upload.id).await;
    let created = shown["created"].as_u64().unwrap();
    assert!(created > 0 && created < MANY as u64, "{shown:#}");
    assert_eq!(shown["rows"], MANY);
    assert!(shown["cancelled_by"].is_string() && shown["finished_at"].is_string());
    assert_eq!(org.users().await.len() as u64, before as u64 + created);
    assert_eq!(org.press(&upload.id, "cancel").await, shown, "pressed again");
    // The result has the outcomes of what was done, and every row.
    let result = org.result(&upload.id).await;
    let rows = workbook::texts(&result);
    assert_eq!(rows.len(), MANY + 1);
    let done = rows
        .iter()
        .filter(|row| row.iter().any(|cell| cell == "Oprettet"))
        .count();
    let done = done.max(
        rows.iter()
            .filter(|row| row.iter().any(|cell| cell == "Created"))
            .count(),
    );
    assert_eq!(done as u64, created);
    let summary = workbook::texts_of(&result, 1);
    let says = |text: &str| summary.iter().flatten().any(|cell| cell.contains(text));
    assert!(
        says("stopped before its end") || says("stoppet før tid"),
        "{summary:?}"
    );
    assert_eq!(org.undo(&upload.id).await["status"], "undone");
    assert_eq!(org.users().await.len(), before);
    assert_eq!(org.orphans().await, Vec::<String>::new());
    org.post(&format!("/api/imports/{}/cancel", upload.id), json!({}))
        .await
        .expect(409);
}

#[tokio::test]
async fn an_import_that_waits_is_cancelled_at_once_and_its_file_creates_nobody() {
    let org = organisation("alpha").await;
    let before = org.users().await.len();
    // Its file has not come.
    let asked = org.ask_for_upload("p.xlsx", false).await;
    let id = asked["import_id"].as_str().unwrap();
    assert_eq!(org.press(id, "cancel").await["status"], "cancelled");
    let late = org.send_file(&asked["upload"], workbook::of(&people(3))).await;
    assert_eq!(org.run_import(&late).await["status"], "elsewhere");
    assert_eq!(org.show(id).await["status"], "cancelled");
    // It waits for others of its organisation.
    for n in 0..3 {
        take_room(&org, n).await;
    }
    let upload = org.upload_file("p.xlsx", false, workbook::of(&people(3))).await;
    assert_eq!(org.run_import(&upload.event).await["status"], "waiting");
    assert_eq!(org.press(&upload.id, "cancel").await["status"], "cancelled");
    org.wait(SignedDuration::from_secs(31));
    assert_eq!(org.work_off(&upload.id).await["status"], "elsewhere");
    assert_eq!(org.users().await.len(), before);
}

/// An import of the organisation's that a worker has taken.
async fn take_room(org: &Org, n: u32) {
    let (store, context) = (&org.app.store, org.context());
    let mut import = Import::new(&org.slug, format!("im_{n}"), "x.xlsx".to_owned(), context.now());
    import.object = Some(ObjectVersion {
        key: format!("imports/alpha/{n}.xlsx"),
        version: None,
        identity: n.to_string(),
    });
    assert!(store.register_import(&context, &import).await.unwrap());
    let claimed = store
        .claim_import(&context, context.now(), &org.slug, &import.id)
        .await;
    assert!(matches!(claimed, Ok(Claim::Yours(_))), "{claimed:?}");
}

#[tokio::test]
async fn what_has_ended_is_not_cancelled_and_a_cancelled_dry_run_is_not_run() {
    let org = organisation("alpha").await;
    let id = org.upload(workbook::of(&people(3))).await;
    let path = format!("/api/imports/{id}/cancel");
    org.post(&path, json!({})).await.expect(409);
    let dry = org.upload_file("p.xlsx", true, workbook::of(&people(3))).await;
    assert_eq!(org.press(&dry.id, "cancel").await["status"], "cancelled");
    let run = format!("/api/imports/{}/run", dry.id);
    org.post(&run, json!({})).await.expect(409);
    let beta = org.world.organisation("beta").await;
    beta.post(&path, json!({})).await.expect(404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_that_died_leaves_nobody_without_an_outcome_when_its_import_is_cancelled() {
    let (world, seam) = World::with_seam().await;
    let org = world.organisation("alpha").await;
    let before = org.users().await.len();
    let (users, identifiers) = (org.users().await, org.identifiers().await);
    let run = async |event: &serde_json::Value, faults: &[(usize, Fault)]| {
        seam.set(faults);
        let context = org.context();
        let deadline = context.now() + SignedDuration::from_mins(15);
        let running = import_users::handle(&org.imports, &context, event.clone(), deadline);
        tokio::select! {
            answer = Box::pin(running) => answer.ok().map(|answer| answer["imports"][0].clone()),
            () = seam.died() => None,
        }
    };
    let upload = org
        .upload_file("p.xlsx", false, workbook::of(&people(ROWS)))
        .await;
    run(&upload.event, &[]).await.unwrap();
    let calls = seam.calls();
    let (mut stopped_between, mut died) = (0, 0);
    for k in (1..=calls).step_by(4) {
        org.restore(&users, &identifiers).await;
        let upload = org
            .upload_file("p.xlsx", false, workbook::of(&people(ROWS)))
            .await;
        if run(&upload.event, &[(k, Fault::DieAfter)]).await.is_some() {
            continue;
        }
        died += 1;
        // What was on its way when the worker died is carried out; a lease is longer than that takes.
        tokio::time::sleep(Duration::from_millis(500)).await;
        let pressed = org
            .post(&format!("/api/imports/{}/cancel", upload.id), json!({}))
            .await;
        for _ in 0..4 {
            org.wait(SignedDuration::from_secs(31));
            if run(&upload.event, &[]).await.is_some() {
                break;
            }
        }
        seam.set(&[]);
        let import = org.recorded(&upload.id).await;
        let outcomes = org.outcomes(&upload.id).await;
        let created: u64 = outcomes
            .iter()
            .filter(|run| run.outcome == Outcome::Created)
            .map(|run| u64::from(run.to - run.from + 1))
            .sum();
        let there = (org.users().await.len() - before) as u64;
        assert_eq!(created, there, "killed at call {k}: {}", import.status.as_str());
        assert_eq!(import.counts.created, there, "killed at call {k}");
        assert!(
            !import.status.is_open(),
            "killed at call {k}: {}",
            import.status.as_str()
        );
        // It ended before it was pressed, or every row had its outcome by then.
        let is_whole = pressed.status == 409 || there == ROWS as u64;
        let expected = if is_whole { "finished" } else { "cancelled" };
        assert_eq!(import.status.as_str(), expected, "killed at call {k}");
        stopped_between += usize::from((1..ROWS as u64).contains(&there));
    }
    assert!(died > 8 && stopped_between > 0, "{died} {stopped_between}");
    println!(
        "killed at {died} of {calls} calls, {stopped_between} times between the first person and the last"
    );
}
