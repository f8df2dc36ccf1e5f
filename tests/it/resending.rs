//! Sending and asking again: repeated batches, organisations that are not armed, senders that died.

use crate::support::{
    jobs::{A_WHILE, resent},
    organisation::organisation,
    person::person,
    world::World,
};
use futures::future::join_all;
use jiff::SignedDuration;
use serde_json::{Value, json};

#[tokio::test]
async fn a_batch_repeated_raced_and_late_sends_nothing_twice() {
    let org = organisation("alpha").await;
    for n in 0..12 {
        org.create(person(&format!("p{n}"))).await;
    }
    let batch = org.stream().await;
    let mut doubled = batch.clone();
    let records = doubled["Records"].as_array_mut().unwrap();
    records.extend(batch["Records"].as_array().unwrap().iter().rev().cloned());
    records.push(json!({ "dynamodb": { "Keys": {} } }));
    join_all((0..5).map(|_| org.deliver_batch(&doubled))).await;
    org.deliver_batch(&batch).await;
    assert_eq!(org.messages().await.len(), 12);
    let activation = &org.search("p3").await[0]["activation"];
    assert_eq!(activation["deliveries"][0]["status"], "sent");
    assert_eq!(activation["next_attempt_at"], Value::Null);
}

#[tokio::test]
async fn nobody_is_messaged_before_the_organisation_is_armed_and_everybody_after() {
    let org = organisation("alpha").await;
    let arm = async |armed: bool| {
        org.settings(json!({ "communication": { "armed": armed } })).await;
    };
    arm(false).await;
    for n in 0..5 {
        org.create(person(&format!("p{n}"))).await;
    }
    org.deliver().await;
    assert_eq!(org.run_schedule().await["dealt_with"], 0);
    assert_eq!(org.messages().await.len(), 0);
    arm(true).await;
    assert_eq!(org.run_schedule().await["sent"], 5);
    assert_eq!(org.messages().await.len(), 5);
    org.wait(SignedDuration::from_mins(21));
    org.run_schedule().await;
    let releases = org.app.store.find_releases().await.unwrap();
    assert!(releases.is_empty(), "done is done");
}

#[tokio::test]
async fn what_the_stream_never_delivered_and_what_a_sender_left_goes_out_by_the_schedule() {
    let org = organisation("alpha").await;
    org.create(person("lost")).await;
    assert_eq!(org.run_schedule().await["dealt_with"], 0, "too early");
    org.wait(SignedDuration::from_mins(16));
    assert_eq!(org.run_schedule().await["sent"], 1);
    assert_eq!(org.messages().await.len(), 1);
    org.create(person("left")).await;
    // A sender takes the user and dies before it has handed anything over.
    let stream = org.stream().await;
    let died = tokio::time::timeout(std::time::Duration::from_millis(4), org.deliver_batch(&stream)).await;
    for minutes in [3, 20] {
        org.wait(SignedDuration::from_mins(minutes));
        org.run_schedule().await;
        org.deliver().await;
    }
    let sent = org.messages_to("left").await.len();
    assert!(
        sent == 1 || (sent == 2 && died.is_err()),
        "twice at most, and only around the crash: {sent}"
    );
    let left = org.search("left").await;
    let deliveries = left[0]["activation"]["deliveries"].as_array().unwrap();
    assert_eq!(deliveries.last().unwrap()["status"], "sent");
}

#[tokio::test]
async fn an_administrator_resends_to_one_and_to_all_who_are_not_in_yet() {
    let org = organisation("alpha").await;
    let german = "Filiale Flensburg";
    let both = org.create(person("both").phone("20123456")).await;
    org.create(person("german").department(german)).await;
    org.active(person("in")).await;
    org.deliver().await;
    let before = org.messages().await.len();
    assert_eq!(before, 3, "the third had activated before anything was sent");
    let path = format!("/api/users/{}/activation", both.id);
    org.post(&path, json!({ "channels": ["sms"] })).await.expect(202);
    org.deliver().await;
    assert_eq!(org.messages().await.len(), before + 1);
    org.wait(A_WHILE);
    let all = org.resend_many(json!({})).await;
    assert_eq!(all, resent(2, 0, 0, 0));
    org.deliver().await;
    assert_eq!(org.messages().await.len(), before + 4);
    org.wait(A_WHILE);
    let some = org.resend_many(json!({ "department": german })).await;
    assert_eq!(some, resent(1, 0, 0, 0));
    let wrong = json!({ "channels": ["fax"], "source": "x", "dry_run": "yes" });
    let wrong = org.post("/api/activations", wrong).await;
    assert_eq!(wrong.expect(422).faulty(), ["/channels", "/dry_run", "/source"]);
}

#[tokio::test]
async fn an_import_that_cannot_be_one_is_refused_as_the_list_refuses_it() {
    let org = organisation("alpha").await;
    for (import_id, code) in [
        ("", "empty_parameter"),
        ("  ", "empty_parameter"),
        (&*"x".repeat(65), "too_long"),
    ] {
        let wanted = json!({ "import_id": import_id, "dry_run": true });
        let refused = org.post("/api/activations", wanted).await;
        refused.problem(422, "/import_id", code);
        let listed = org
            .post("/api/users/search", json!({ "import_id": import_id }))
            .await;
        listed.problem(422, "/import_id", code);
    }
}

#[tokio::test]
async fn a_preview_reads_whom_it_may_mean_and_nobody_else() {
    let (world, seam) = World::with_seam_in_the_api().await;
    let org = world.organisation("alpha").await;
    for n in 0..40 {
        org.create(person(&format!("p{n}"))).await;
    }
    for n in 0..2 {
        let other = person(&format!("q{n}")).department("Filiale Flensburg");
        org.create(other).await;
    }
    let manager = person("mia")
        .department("Filiale Flensburg")
        .permission_type("Manager");
    let manager = org.active(manager).await;
    org.items("/api/users").await;
    org.follow().await;
    org.wait(SignedDuration::from_mins(11));
    for (token, wanted, people) in [
        (&org.token, json!({ "department": "Filiale Flensburg" }), 2),
        (&manager.token, json!({}), 2),
        (&manager.token, json!({ "source": "import" }), 0),
        (&org.token, json!({ "import_id": "im_none" }), 0),
        (&org.token, json!({ "activation": "bounced" }), 0),
        (&org.token, json!({ "source": "import" }), 0),
    ] {
        seam.set(&[]);
        let mut wanted = wanted.clone();
        wanted["dry_run"] = json!(true);
        let preview = org
            .request("POST", "/api/activations", Some(token), Some(wanted.clone()), &[])
            .await;
        let preview = preview.expect(200).json();
        let counted = ["people", "too_soon"].map(|name| preview[name].as_u64().unwrap());
        assert_eq!(counted.iter().sum::<u64>(), people, "{wanted} {preview:#}");
        let of_users = seam.log_of(&org.tables().users);
        let reads = of_users.iter().filter(|call| *call == "BatchGetItem").count();
        assert!(reads as u64 <= people, "{wanted}: {of_users:?}");
        assert!(!of_users.contains(&"Query".to_owned()), "{wanted}: {of_users:?}");
    }
}
