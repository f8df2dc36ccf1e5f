//! Jobs: what grows with the organisation, asked for at once and worked off with progress.

mod exporting;
mod killed;
mod moving;
mod resending;

use crate::support::{organisation::organisation, person::person};
use jiff::SignedDuration;
use serde_json::{Value, json};

#[tokio::test]
async fn a_job_is_shown_to_who_asked_for_it_and_to_managers_of_all_users() {
    let org = organisation("alpha").await;
    let manager = org.active(person("m").permission_type("Manager")).await;
    let colleague = org.active(person("n").permission_type("Manager")).await;
    let asked = manager.post("/api/activations", json!({})).await.expect(202);
    let path = asked.headers["location"].clone();
    assert_eq!(path, format!("/api/jobs/{}", asked.id()));
    let waiting = asked.json();
    for (field, value) in [
        ("kind", json!("resend")),
        ("status", json!("waiting")),
        ("processed", json!(0)),
        ("total", Value::Null),
        ("asked_by", json!(manager.id)),
    ] {
        assert_eq!(waiting[field], value, "{field}");
    }
    assert_eq!(manager.get(&path).await.expect(200).json(), waiting);
    org.get(&path).await.expect(200);
    let unknown = org.get("/api/jobs/jb_nobody").await.expect(404);
    assert_eq!(colleague.get(&path).await.expect(404).text, unknown.text);
    let beta = org.world.organisation("beta").await;
    assert_eq!(beta.get(&path).await.expect(404).text, unknown.text);
    org.get_openly(&path).await.expect(401);
    let done = org.run_job(&waiting).await;
    assert_eq!(done["status"], "finished");
    assert_eq!(done["processed"], done["total"]);
}

#[tokio::test]
async fn a_job_ends_with_the_rights_of_who_asked_for_it() {
    let org = organisation("alpha").await;
    let manager = org.active(person("m").permission_type("Manager")).await;
    let a = org.create(person("a").quiet()).await.id;
    let job = manager
        .post("/api/activations", json!({}))
        .await
        .expect(202)
        .json();
    org.disable(&manager.id).await;
    let ended = org.run_job(&job).await;
    assert_eq!(ended["status"], "failed");
    assert_eq!(ended["failure"]["code"], "asker_may_not");
    assert_eq!(org.user(&a).await["activation"], Value::Null);
}

#[tokio::test]
async fn a_job_goes_on_past_one_invocation_and_is_taken_up_where_it_was_left() {
    let org = organisation("alpha").await;
    for n in 0..30 {
        org.create(person(&format!("p{n}")).quiet()).await;
    }
    let job = org.post("/api/activations", json!({})).await.expect(202).json();
    let id = job["id"].as_str().unwrap();
    // No time for anything but counting.
    let first = org.work_at(&org.jobs, id, SignedDuration::ZERO).await;
    assert_eq!(first["status"], "running", "{first}");
    let shown = org.job(id).await;
    assert_eq!(
        (&shown["status"], &shown["total"]),
        (&json!("running"), &json!(30))
    );
    org.wait(SignedDuration::from_secs(31));
    let context = org.context();
    let minute = run_jobs::handle(&org.jobs, &context, json!({ "hand_out": {} }), context.now());
    let found = minute.await.unwrap();
    assert_eq!(found["open"], 1, "{found}");
    assert_eq!(
        found["taken_up"].as_u64().unwrap() + found["failed"].as_u64().unwrap(),
        1
    );
    let done = org.run_job(&job).await;
    assert_eq!(
        (&done["status"], &done["processed"]),
        (&json!("finished"), &json!(30))
    );
    assert_eq!(done["result"]["requested"], 30);
    assert_eq!(
        org.work_at(&org.jobs, id, SignedDuration::ZERO).await["status"],
        "elsewhere"
    );
    let open = org.app.store.open_jobs(&org.context(), None, 10).await.unwrap();
    assert!(open.is_empty(), "{open:?}");
}

#[tokio::test]
async fn a_job_that_comes_no_further_is_given_up_visibly() {
    let org = organisation("alpha").await;
    let job = org.post("/api/activations", json!({})).await.expect(202).json();
    let id = job["id"].as_str().unwrap();
    for _ in 0..9 {
        // A worker takes it and is never heard of again.
        let claimed = org
            .app
            .store
            .claim_job(&org.context(), &org.slug, id)
            .await
            .unwrap();
        assert!(matches!(claimed, rollcall::domain::background::Claim::Yours(_)));
        org.wait(SignedDuration::from_secs(31));
    }
    let ended = org.run_job(&job).await;
    assert_eq!(ended["failure"]["code"], "gave_up", "{ended}");
}

#[tokio::test]
async fn three_jobs_of_an_organisation_run_at_once_and_the_next_one_waits() {
    let org = organisation("alpha").await;
    let mut jobs = Vec::new();
    for _ in 0..4 {
        jobs.push(org.post("/api/activations", json!({})).await.expect(202).json());
    }
    let id = |at: usize| jobs[at]["id"].as_str().unwrap();
    for at in 0..3 {
        org.app
            .store
            .claim_job(&org.context(), &org.slug, id(at))
            .await
            .unwrap();
    }
    let waits = org.work_at(&org.jobs, id(3), SignedDuration::from_mins(15)).await;
    assert_eq!(waits["status"], "waiting");
    org.wait(SignedDuration::from_secs(31));
    assert_eq!(org.run_job(&jobs[3]).await["status"], "finished");
}
