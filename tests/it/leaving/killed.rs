//! A job that disables leavers, killed at any call or refused by any, ends as if nothing had happened.

use crate::support::{organisation::organisation, person::person, seam::Fault, workbook::sheet};
use serde_json::json;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_or_refused_at_any_call_the_same_people_are_disabled() {
    let org = organisation("alpha").await;
    for n in 0..3 {
        org.create(person(&format!("gone{n}"))).await;
    }
    org.create(person("inside")).await;
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
        let mut left = Vec::new();
        for user in org.users().await {
            let id = user["pk"].as_s().unwrap().split_once('#').unwrap().1.to_owned();
            let disabled = org
                .timeline(&id)
                .await
                .iter()
                .filter(|event| *event == "disabled")
                .count();
            left.push((id, disabled));
        }
        left.sort();
        let disabled = ended["result"]["disabled"].clone();
        (ended["status"].clone(), (disabled, left), calls)
    };
    let (status, undisturbed, calls) = run(&[]).await;
    assert_eq!(status, "finished");
    assert_eq!(
        undisturbed.1.iter().map(|(_, disabled)| disabled).sum::<usize>(),
        3
    );
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
