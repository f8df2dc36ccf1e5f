//! Recording and sending killed or refused at any call.

use super::{mailed, report, report_mail, tags, texted};
use crate::support::{
    organisation::{Org, organisation},
    person::person,
    provider::Provider,
    reports,
    seam::{Fault, Seam},
};
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::SignedDuration;
use rollcall::domain::activation::{Channel, MessageTags};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};

/// People who were sent messages, and what is reported of them.
struct Stage {
    org: Org,
    recording: record_delivery::App,
    seam: Seam,
    batch: Value,
    log: Value,
    /// The SMS, with its id.
    sms: (MessageTags, String),
    users: Vec<HashMap<String, AttributeValue>>,
    identifiers: Vec<HashMap<String, AttributeValue>>,
}

impl Stage {
    async fn set() -> Self {
        let org = organisation("alpha").await;
        let mut events = Vec::new();
        for (n, kind) in ["Delivery", "Bounce", "Complaint"].iter().enumerate() {
            let (_, tags, id) = mailed(&org, &format!("mail{n}")).await;
            events.push(reports::of_mail("Send", &tags, &id));
            events.push(reports::of_mail(kind, &tags, &id));
        }
        let (user, id) = texted(&org, "texted", "+4520123456").await;
        let sms = (tags(&org, &user.id, Channel::Sms), id.clone());
        let lines = ["early", &id].map(|id| reports::line("FAILURE", "Phone has blocked SMS", id));
        let (recording, seam) = org.recording_over_a_seam();
        Self {
            recording,
            seam,
            batch: reports::queued_events(&events),
            log: reports::logged(&lines),
            sms,
            users: org.users().await,
            identifiers: org.identifiers().await,
            org,
        }
    }

    /// Runs both events with a fault, then both again until nothing is to be delivered again.
    async fn run(&self, at: usize, fault: Fault) {
        self.org.restore(&self.users, &self.identifiers).await;
        let context = self.org.context();
        let (store, (tags, id)) = (&self.org.app.store, &self.sms);
        store.note_message(context.now(), id, tags).await.unwrap();
        let mut faults = vec![(at, fault)];
        for _ in 0..4 {
            self.seam.set(&faults);
            let work = async {
                let batch = record_delivery::handle(&self.recording, &context, self.batch.clone()).await;
                let is_whole = batch.unwrap()["batchItemFailures"] == json!([]);
                let log = record_delivery::handle(&self.recording, &context, self.log.clone()).await;
                is_whole && log.is_ok()
            };
            let is_done = tokio::select! {
                is_done = work => is_done,
                () = self.seam.died() => false,
            };
            if is_done {
                return;
            }
            faults.clear();
        }
        panic!("it does not come to rest");
    }

    async fn left(&self) -> BTreeMap<String, Value> {
        let mut left = BTreeMap::new();
        for user in self.org.all("/api/users?").await {
            let id = user["id"].as_str().unwrap().to_owned();
            let timeline = self.org.timeline(&id).await;
            left.insert(id, json!([user, timeline]));
        }
        left
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_or_refused_at_any_call_the_reports_end_as_if_nothing_had_happened() {
    let stage = Stage::set().await;
    stage.run(usize::MAX, Fault::Fail).await;
    let (undisturbed, calls) = (stage.left().await, stage.seam.calls());
    let text = json!(undisturbed).to_string();
    for status in ["delivered", "bounced", "complained", "failed"] {
        assert!(
            text.contains(&format!("\"status\":\"{status}\"")),
            "{status}: {text}"
        );
    }
    for at in 1..=calls {
        for fault in [
            Fault::DieBefore,
            Fault::DieAfter,
            Fault::LoseAnswer,
            Fault::Refuse("ProvisionedThroughputExceededException"),
            Fault::Refuse("AccessDeniedException"),
            Fault::Fail,
        ] {
            stage.run(at, fault).await;
            assert_eq!(stage.left().await, undisturbed, "call {at}: {fault:?}");
        }
    }
    println!("killed or refused at each of {calls} calls");
}

/// Lets the sender of somebody's mail and SMS die at a call to the store, reports what the providers took, and lets another
/// sender go on. Answers the calls, how often each channel's provider took a message, and what became of them.
async fn killed_sender(
    org: &Org,
    provider: &Provider,
    number: usize,
    fault: (usize, Fault),
) -> (usize, [usize; 2], Vec<String>) {
    let org = org.administrator().await;
    let (sender, seam) = org.sender_over_a_seam(provider);
    let (name, phone) = (format!("p{number}"), format!("+4520{:06}", 100_000 + number));
    let user = org.create(person(&name).phone(&phone)).await;
    let key = format!("{}#{}", org.slug, user.id);
    let batch =
        json!({ "Records": [{ "dynamodb": { "SequenceNumber": "1", "Keys": { "pk": { "S": key } } } }] });
    let minute = SignedDuration::from_mins(1);
    let before = provider.accepted().len();
    let taken = || provider.accepted().split_off(before);
    let report_all = async || {
        for message in taken() {
            if let Some(tags) = &message.tags {
                report_mail(&org, "Delivery", tags, &message.id).await;
            } else {
                let line = reports::line("SUCCESS", "", &message.id);
                report(&org, &reports::logged(&[line])).await;
            }
        }
    };
    seam.set(&[fault]);
    tokio::select! {
        _ = org.run_sender_for(&sender, minute, batch) => {}
        () = seam.died() => {}
    }
    let calls = seam.calls();
    report_all().await;
    seam.set(&[]);
    // Longer than the lease of the dead, and than what a request waits for its sender.
    org.wait(minute * 16);
    org.run_sender_for(&sender, minute, json!({ "hand_out": {} }))
        .await;
    report_all().await;
    let activation = org.stored(&user.id).await.activation.unwrap();
    assert_eq!(activation.due(), None, "{fault:?}: {activation:?}");
    let statuses = activation
        .deliveries
        .iter()
        .map(|one| one.status.as_str().to_owned());
    let mails = taken().iter().filter(|message| message.tags.is_some()).count();
    (calls, [mails, taken().len() - mails], statuses.collect())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whose_sender_dies_at_any_call_gets_one_mail_and_what_the_providers_report() {
    let org = organisation("alpha").await;
    let provider = Provider::new(200.0);
    let (calls, taken, statuses) = killed_sender(&org, &provider, 0, (usize::MAX, Fault::DieBefore)).await;
    assert_eq!((taken, statuses), ([1, 1], vec!["delivered".to_owned(); 2]));
    let mut twice = 0;
    for at in 1..=calls {
        for (number, fault) in [Fault::DieBefore, Fault::DieAfter].into_iter().enumerate() {
            let (_, [mails, texts], statuses) =
                killed_sender(&org, &provider, 2 * at + number, (at, fault)).await;
            assert_eq!(mails, 1, "call {at}: {fault:?}");
            // Before it is noted whose it is, nobody can say that an SMS went out.
            assert!((1..=2).contains(&texts), "call {at}: {fault:?}");
            twice += texts - 1;
            assert_eq!(statuses, vec!["delivered".to_owned(); 2], "call {at}: {fault:?}");
        }
    }
    println!("killed at each of {calls} calls; {twice} SMS went out twice");
    assert!(twice <= 2, "{twice} SMS went out twice");
}
