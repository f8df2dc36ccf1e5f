//! An erasure killed at any call, or refused by any of them, is done or not, and can be asked for again; its job likewise.

use super::seamed;
use crate::support::{
    organisation::{Org, organisation},
    person::person,
    seam::{Fault, Seam},
    workbook::sheet,
};
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::SignedDuration;
use serde_json::{Value, json};
use std::collections::HashMap;

/// What is left of the person, and how many erasures are on record.
async fn left(org: &Org) -> (usize, usize, usize, usize) {
    (
        org.items("/api/users?source=manual&limit=200").await.len(),
        org.identifiers().await.len(),
        org.items("/api/audit?kind=erased&limit=200").await.len(),
        org.app
            .store
            .open_jobs(&org.context(), None, 100)
            .await
            .unwrap()
            .len(),
    )
}

#[tokio::test]
async fn an_erasure_that_dies_at_any_call_is_done_or_not_and_never_half() {
    let (org, seam) = seamed().await;
    let erase = async |id: &str| org.try_erase(id).await.status;
    let id = org.create(person("ida").username("ida")).await.id;
    seam.set(&[]);
    assert_eq!(erase(&id).await, 200);
    let calls = seam.calls();
    seam.set(&[]);
    let mut done = left(&org).await;
    for call in 1..=calls {
        for fault in [
            Fault::DieBefore,
            Fault::DieAfter,
            Fault::LoseAnswer,
            Fault::Cancel("ThrottlingError"),
        ] {
            let id = org.create(person("ida").username("ida")).await.id;
            let before = left(&org).await;
            seam.set(&[(call, fault)]);
            let status = tokio::select! {
                status = erase(&id) => Some(status),
                () = seam.died() => None,
            };
            seam.set(&[]);
            let after = left(&org).await;
            done.2 += 1;
            done.3 += 1;
            match status {
                Some(200) => assert_eq!(after, done, "{call} {fault:?}"),
                _ if after == before => assert_eq!(erase(&id).await, 200, "{call} {fault:?}"),
                _ => assert_eq!(after, done, "{call} {fault:?}"),
            }
            assert_eq!(left(&org).await, done, "{call} {fault:?}");
            assert_eq!(erase(&id).await, 404);
            assert_eq!(org.orphans().await, Vec::<String>::new());
        }
    }
    println!("killed at each of {calls} calls");
}

/// An organisation in which two imports name somebody who has been erased, and the job that is to forget them.
struct Stage {
    org: Org,
    imports: [String; 2],
    job: String,
}

impl Stage {
    /// The same each time: what was there before is put back.
    async fn set(org: &Org, before: &[Vec<HashMap<String, AttributeValue>>; 2]) -> Self {
        org.restore(&before[0], &before[1]).await;
        let faulty = || person("ida").phone("4520123456").department("KØKKEN");
        let other = person("bo").phone("4520123457");
        let first = org.upload(sheet![faulty(), other.clone(), faulty()]).await;
        let second = org.upload(sheet![faulty(), other]).await;
        let rows = org.rows(&first, "limit=1").await;
        let erased = org.try_erase(rows[0]["user_id"].as_str().unwrap()).await;
        Self {
            org: org.clone(),
            imports: [first, second],
            job: erased.expect(200).json()["job_id"].as_str().unwrap().to_owned(),
        }
    }

    /// Runs the job, with this fault in its first invocation, until it is over: what the imports say then of their rows, and
    /// whether the fault killed it.
    async fn run(&self, app: &run_jobs::App, seam: &Seam, fault: Option<(usize, Fault)>) -> (Value, bool) {
        let context = self.org.context();
        let event = json!({ "work_at": { "organisation": self.org.slug, "job_id": self.job } });
        let deadline = context.now() + SignedDuration::from_mins(15);
        seam.set(fault.as_slice());
        let has_died = tokio::select! {
            _ = run_jobs::handle(app, &context, event, deadline) => false,
            () = seam.died() => true,
        };
        if has_died {
            self.org.wait(SignedDuration::from_secs(31));
        }
        let done = self.org.run_job(&json!({ "id": self.job })).await;
        assert_eq!(done["status"], "finished", "{fault:?}");
        let mut said = Vec::new();
        for id in &self.imports {
            let mut rows = self.org.rows(id, "limit=200").await;
            for row in &mut rows {
                // It follows from the import's id.
                row["user_id"] = Value::Null;
            }
            said.push(json!([rows, self.org.outcomes(id).await]));
        }
        (json!(said), has_died)
    }
}

#[tokio::test]
async fn its_job_killed_at_any_call_forgets_the_person_all_the_same() {
    let org = organisation("alpha").await;
    let before = [org.users().await, org.identifiers().await];
    let (app, seam) = org.running_over_a_seam();
    let stage = Stage::set(&org, &before).await;
    let (expected, _) = stage.run(&app, &seam, None).await;
    assert!(!expected.to_string().contains("20123456") && expected.to_string().contains("20 12 34 57"));
    let stage = Stage::set(&org, &before).await;
    seam.set(&[]);
    org.work_at(&app, &stage.job, SignedDuration::from_mins(15)).await;
    let calls = seam.calls();
    let mut died = 0;
    for call in 1..=calls {
        let other = if call % 2 == 0 {
            Fault::DieBefore
        } else {
            Fault::LoseAnswer
        };
        for fault in [Fault::DieAfter, other] {
            let stage = Stage::set(&org, &before).await;
            let (said, has_died) = stage.run(&app, &seam, Some((call, fault))).await;
            died += usize::from(has_died);
            assert_eq!(said, expected, "{call} {fault:?}");
        }
    }
    assert_eq!(died, calls + calls / 2, "every kill hit");
    println!("killed at each of {calls} calls");
}
