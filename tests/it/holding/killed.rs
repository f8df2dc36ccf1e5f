//! A job that the brake holds, killed at any call or refused by any, is held once, and disables nobody.

use crate::support::{organisation::organisation, person::person, seam::Fault, workbook::sheet};
use serde_json::json;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_or_refused_at_any_call_a_job_is_held_once_and_disables_nobody() {
    let org = organisation("alpha").await;
    for n in 0..3 {
        org.create(person(&format!("gone{n}"))).await;
    }
    org.create(person("inside")).await;
    org.settings(json!({ "integration": { "brake": { "people": 1, "per_cent": 0 } } }))
        .await;
    let (users, identifiers) = (org.users().await, org.identifiers().await);
    let (app, seam) = org.running_over_a_seam();
    let run = async |faults: &[(usize, Fault)]| {
        org.restore(&users, &identifiers).await;
        let id = org.upload(sheet![person("inside")]).await;
        let path = format!("/api/imports/{id}/leavers/disable");
        let job = org
            .post(&path, json!({ "everybody": true }))
            .await
            .expect(202)
            .json();
        let job = job["id"].as_str().unwrap();
        let (ended, calls) = org.run_job_with_faults((&app, &seam), job, faults).await;
        let holds = org.items("/api/holds").await;
        let held: Vec<_> = holds
            .iter()
            .filter(|hold| hold["import_id"] == json!(id))
            .collect();
        let disabled = org.items("/api/users?status=disabled").await.len();
        let left = (
            held.len(),
            held[0]["people"].clone(),
            ended["result"]["held"].clone(),
            disabled,
        );
        (ended["status"].clone(), left, calls)
    };
    let (status, undisturbed, calls) = run(&[]).await;
    assert_eq!(status, "finished");
    assert_eq!(undisturbed, (1, json!(3), json!(3), 0));
    for k in 1..=calls {
        let refused = match k % 2 {
            0 => Fault::LoseAnswer,
            _ => Fault::Refuse("ProvisionedThroughputExceededException"),
        };
        for fault in [Fault::DieBefore, Fault::DieAfter, refused] {
            let (status, left, _) = run(&[(k, fault)]).await;
            assert_eq!(
                (status, left),
                (json!("finished"), undisturbed.clone()),
                "call {k}: {fault:?}"
            );
        }
    }
    println!("killed at each of {calls} calls");
}
