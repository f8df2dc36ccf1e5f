//! A job killed at any call to the store, or refused by any of them, ends as if nothing had happened.

use crate::support::{
    organisation::{Org, organisation},
    person::person,
    seam::{Fault, Seam},
};
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::SignedDuration;
use rollcall::domain::history::Happening;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};

/// An organisation whose people can be put back to how they were before the job.
struct Stage {
    org: Org,
    app: run_jobs::App,
    seam: Seam,
    users: Vec<HashMap<String, AttributeValue>>,
    identifiers: Vec<HashMap<String, AttributeValue>>,
}

/// What a job leaves behind.
#[derive(Debug, PartialEq)]
struct Left {
    status: Value,
    processed: Value,
    result: Value,
    /// By user: the round of their messages, where they stand, and how often they were asked for.
    rounds: BTreeMap<String, (u64, String, usize)>,
    open: usize,
}

impl Stage {
    async fn set() -> Self {
        let org = organisation("alpha").await;
        for n in 0..3 {
            org.create(person(&format!("p{n}")).quiet()).await;
        }
        org.create(person("swede").by_phone("swede", "+46701234567").quiet())
            .await;
        org.create(person("later").with("start_date", "2079-12-31")).await;
        org.active(person("in")).await;
        let (app, seam) = org.running_over_a_seam();
        Self {
            users: org.users().await,
            identifiers: org.identifiers().await,
            app,
            seam,
            org,
        }
    }

    /// Asks for everybody's messages, with these faults in the first invocation, until the job is over.
    async fn run(&self, faults: &[(usize, Fault)]) -> (Left, bool) {
        self.org.restore(&self.users, &self.identifiers).await;
        let job = self
            .org
            .post("/api/activations", json!({}))
            .await
            .expect(202)
            .json();
        let id = job["id"].as_str().unwrap();
        let has_died = self.invoke(id, faults).await.is_none();
        for _ in 0..6 {
            if self.org.job(id).await["status"] == "finished" {
                break;
            }
            self.org.wait(SignedDuration::from_secs(31));
            self.invoke(id, &[]).await;
        }
        self.seam.set(&[]);
        (self.left(id).await, has_died)
    }

    /// One invocation: `None` where it died.
    async fn invoke(&self, id: &str, faults: &[(usize, Fault)]) -> Option<()> {
        self.seam.set(faults);
        let context = self.org.context();
        let deadline = context.now() + SignedDuration::from_mins(15);
        let event = json!({ "work_at": { "organisation": self.org.slug, "job_id": id } });
        tokio::select! {
            _ = Box::pin(run_jobs::handle(&self.app, &context, event, deadline)) => Some(()),
            () = self.seam.died() => None,
        }
    }

    async fn left(&self, id: &str) -> Left {
        let org = &self.org;
        let job = org.job(id).await;
        let mut rounds = BTreeMap::new();
        for user in org.users().await {
            let id = user["pk"].as_s().unwrap().split_once('#').unwrap().1.to_owned();
            let stored = org.stored(&id).await;
            let events = stored.history.events().iter();
            let asked = events
                .filter(|event| event.what == Happening::ActivationRequested.into())
                .count();
            let (round, stage) = stored.activation.map_or((0, "none"), |activation| {
                (u64::from(activation.round), activation.stage.as_str())
            });
            rounds.insert(id, (round, stage.to_owned(), asked));
        }
        Left {
            status: job["status"].clone(),
            processed: job["processed"].clone(),
            result: job["result"].clone(),
            rounds,
            open: org
                .app
                .store
                .open_jobs(&org.context(), None, 10)
                .await
                .unwrap()
                .len(),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_or_refused_at_any_call_a_resend_ends_as_if_nothing_had_happened() {
    let stage = Stage::set().await;
    let (undisturbed, _) = stage.run(&[]).await;
    assert_eq!(undisturbed.result["requested"], 3, "{undisturbed:#?}");
    assert_eq!((undisturbed.open, &undisturbed.processed), (0, &json!(5)));
    stage.org.restore(&stage.users, &stage.identifiers).await;
    let job = stage
        .org
        .post("/api/activations", json!({}))
        .await
        .expect(202)
        .json();
    stage.invoke(job["id"].as_str().unwrap(), &[]).await;
    let calls = stage.seam.calls();
    let mut died = 0;
    for k in 1..=calls {
        let refused = match k % 2 {
            0 => Fault::LoseAnswer,
            _ => Fault::Refuse("ProvisionedThroughputExceededException"),
        };
        for fault in [Fault::DieBefore, Fault::DieAfter, refused] {
            let (left, has_died) = stage.run(&[(k, fault)]).await;
            died += usize::from(has_died);
            assert_eq!(left, undisturbed, "call {k}: {fault:?}");
        }
    }
    assert_eq!(died, 2 * calls, "every kill hit");
    println!("killed at each of {calls} calls");
}
