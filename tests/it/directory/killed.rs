//! The follower and the recount killed or refused at any call.

use crate::support::{
    directory::Stored,
    organisation::{Org, organisation},
    person::person,
    seam::{Fault, Seam},
};
use jiff::SignedDuration;
use serde_json::{Value, json};

/// People who were created, renamed, moved, activated and removed, and a directory that knows nothing of it.
struct Stage {
    org: Org,
    following: follow_users::App,
    seam: Seam,
    before: Vec<Stored>,
    event: Value,
}

impl Stage {
    async fn set() -> Self {
        let org = organisation("alpha").await;
        let mut ids = Vec::new();
        for name in ["renamed", "moved", "activated", "removed"] {
            ids.push(org.create(person(name).phone("+4520123456")).await.id);
        }
        org.follow().await;
        let before = org.directory_items().await;
        org.create(person("new")).await;
        org.patch(&ids[0], json!({ "last_name": "Kjær" })).await;
        org.patch(&ids[1], json!({ "department": "Filiale Flensburg" }))
            .await;
        // Two steps of one person in a batch: nothing of the first is left.
        let mut records = org.changes().await;
        org.patch(
            &ids[0],
            json!({ "last_name": "Dahl", "department": "Filiale Flensburg" }),
        )
        .await;
        org.activate(&ids[2]).await;
        let context = org.context();
        let removed = org.stored(&ids[3]).await;
        assert!(org.app.store.remove_user(&context, &removed).await.unwrap());
        records.extend(org.changes().await);
        let event = json!({ "Records": records });
        let (following, seam) = org.following_over_a_seam();
        Self {
            org,
            following,
            seam,
            before,
            event,
        }
    }

    /// Handles an event with a fault, and again until it is done.
    async fn run(&self, event: &Value, at: usize, fault: Fault) {
        self.org.restore_directory(&self.before).await;
        let mut faults = vec![(at, fault)];
        for _ in 0..4 {
            self.seam.set(&faults);
            let context = self.org.context();
            let ends_at = context.now() + SignedDuration::from_mins(15);
            let handled = follow_users::handle(&self.following, &context, ends_at, event.clone());
            let is_done = tokio::select! {
                handled = Box::pin(handled) => handled.is_ok(),
                () = self.seam.died() => false,
            };
            if is_done {
                return;
            }
            faults.clear();
        }
        panic!("it does not come to rest");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_or_refused_at_any_call_the_follower_ends_as_if_nothing_had_happened() {
    let stage = Stage::set().await;
    stage.run(&stage.event, usize::MAX, Fault::Fail).await;
    stage.org.hold_directory_to_recount().await;
    let calls = stage.seam.calls();
    for at in 1..=calls {
        for fault in [
            Fault::DieBefore,
            Fault::DieAfter,
            Fault::LoseAnswer,
            Fault::Refuse("ProvisionedThroughputExceededException"),
            Fault::Refuse("AccessDeniedException"),
            Fault::Fail,
        ] {
            stage.run(&stage.event, at, fault).await;
            stage.org.hold_directory_to_recount().await;
        }
    }
    println!("killed or refused at each of {calls} calls");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_any_call_that_writes_the_recount_ends_as_if_nothing_had_happened() {
    let stage = Stage::set().await;
    let recount = json!({ "recount": {} });
    stage.run(&recount, usize::MAX, Fault::Fail).await;
    stage.org.hold_directory_to_recount().await;
    let writes: Vec<usize> = (1..)
        .zip(stage.seam.log())
        .filter(|(_, call)| call.contains("Write"))
        .map(|(at, _)| at)
        .collect();
    assert!(writes.len() > 2, "{writes:?}");
    for at in &writes {
        for fault in [Fault::DieBefore, Fault::DieAfter] {
            stage.run(&recount, *at, fault).await;
            stage.org.hold_directory_to_recount().await;
        }
    }
    println!("killed at each of {} calls that write", writes.len());
}
