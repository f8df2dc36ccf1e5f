//! What providers report of messages: in any order, early, late, repeated, of nobody, of somebody else.

mod killed;

use crate::support::{
    answer::texts,
    organisation::{Org, User, organisation},
    person::person,
    provider::{Mood, Provider},
    reports::{self, AT},
    world::World,
};
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::SignedDuration;
use rollcall::{
    aws::config::SmsProvider,
    domain::activation::{Channel, MessageTags, NO_ROUND},
};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};

/// The tags of a user's first message.
fn tags(org: &Org, id: &str, channel: Channel) -> MessageTags {
    MessageTags {
        organisation: org.slug.clone(),
        user: id.to_owned(),
        round: 1,
        channel,
    }
}

/// The provider's id of what was sent to a user over a channel.
async fn message_id(org: &Org, id: &str, channel: Channel) -> String {
    let activation = org.stored(id).await.activation.unwrap();
    let mut sent = activation.deliveries.into_iter().filter(|d| d.channel == channel);
    sent.next().unwrap().message_id.unwrap()
}

/// Somebody who was sent a mail, with its tags and id.
async fn mailed(org: &Org, name: &str) -> (User, MessageTags, String) {
    let user = org.create(person(name)).await;
    org.deliver().await;
    let id = message_id(org, &user.id, Channel::Email).await;
    let tags = tags(org, &user.id, Channel::Email);
    (user, tags, id)
}

/// Somebody who was sent an SMS, with its id.
async fn texted(org: &Org, name: &str, phone: &str) -> (User, String) {
    let user = org.create(person(name).by_phone(name, phone)).await;
    org.deliver().await;
    let id = message_id(org, &user.id, Channel::Sms).await;
    (user, id)
}

/// Every message of a user as the API shows it.
async fn shown(org: &Org, id: &str) -> Value {
    org.user(id).await["activation"]["deliveries"].take()
}

/// What of a batch is to be delivered again.
async fn report(org: &Org, batch: &Value) -> Value {
    let answer = record_delivery::handle(&org.recording, &org.context(), batch.clone()).await;
    answer.unwrap()["batchItemFailures"].take()
}

async fn report_mail(org: &Org, kind: &str, tags: &MessageTags, id: &str) {
    let event = reports::of_mail(kind, tags, id);
    assert_eq!(
        report(org, &reports::queued_events(&[event])).await,
        json!([]),
        "{kind}"
    );
}

#[tokio::test]
async fn every_report_of_a_mail_shows_in_the_persons_delivery_and_timeline() {
    let org = organisation("alpha").await;
    for (kind, status, reason, noted) in [
        ("Send", "sent", Value::Null, None),
        ("DeliveryDelay", "sent", Value::Null, None),
        ("Open", "sent", Value::Null, None),
        ("Click", "sent", Value::Null, None),
        ("Delivery", "delivered", Value::Null, None),
        ("Bounce", "bounced", json!("NoEmail 5.1.1"), Some("bounced")),
        ("Complaint", "complained", json!("abuse"), Some("complained")),
        ("Reject", "failed", json!("Bad content"), None),
        ("Rendering Failure", "failed", json!("Rendering Failure"), None),
    ] {
        let (user, tags, id) = mailed(&org, &kind.to_lowercase().replace(' ', "")).await;
        report_mail(&org, kind, &tags, &id).await;
        let delivery = shown(&org, &user.id).await[0].take();
        assert_eq!(delivery["status"], status, "{kind}");
        assert_eq!(delivery["reason"], reason, "{kind}");
        if ["delivered", "bounced", "complained"].contains(&status) {
            assert_eq!(delivery["at"], AT, "{kind}");
        }
        let mut timeline = vec!["created", "delivery"];
        timeline.extend(noted);
        let mut happened = org.timeline(&user.id).await;
        // The provider's clock is not this world's.
        happened.sort_by_key(|what| timeline.iter().position(|one| one == what));
        assert_eq!(happened, timeline, "{kind}");
    }
}

#[tokio::test]
async fn a_batch_in_any_order_and_repeated_comes_to_the_same() {
    let org = organisation("alpha").await;
    let kinds = ["Send", "Delivery", "Bounce", "Complaint"];
    for shift in 0..kinds.len() {
        let (user, tags, id) = mailed(&org, &format!("p{shift}")).await;
        let mut events: Vec<Value> = kinds.map(|kind| reports::of_mail(kind, &tags, &id)).into();
        events.rotate_left(shift);
        let batch = reports::queued_events(&events);
        let (one, other) = futures::join!(report(&org, &batch), report(&org, &batch));
        assert_eq!((one, other), (json!([]), json!([])), "{shift}");
        assert_eq!(report(&org, &batch).await, json!([]), "{shift}");
        let deliveries = shown(&org, &user.id).await;
        assert_eq!(deliveries.as_array().unwrap().len(), 1, "{deliveries}");
        assert_eq!(deliveries[0]["status"], "complained", "{shift}");
        assert_eq!(deliveries[0]["reason"], "abuse", "{shift}");
        let complaints = org.timeline(&user.id).await;
        let complaints = complaints.iter().filter(|what| *what == "complained");
        assert_eq!(complaints.count(), 1, "{shift}");
    }
}

#[tokio::test]
async fn a_mail_whose_sender_died_is_recorded_by_its_report_and_not_sent_again() {
    let org = organisation("alpha").await;
    let ida = org.create(person("ida").phone("20123456")).await;
    let tags = tags(&org, &ida.id, Channel::Email);
    report_mail(&org, "Delivery", &tags, "m-1").await;
    assert_eq!(shown(&org, &ida.id).await[0]["status"], "delivered");
    org.deliver().await;
    let channels: Vec<String> = org
        .messages()
        .await
        .iter()
        .map(|message| format!("{:?}", message.channel))
        .collect();
    assert_eq!(channels, ["Sms"], "what is left of the round goes out");
    // Asked for again, it is another round.
    org.resend(&ida.id).await;
    org.deliver().await;
    assert_eq!(org.messages().await.len(), 3);
    report_mail(&org, "Bounce", &tags, "m-1").await;
    let statuses: Vec<Value> = shown(&org, &ida.id).await.as_array().unwrap()[..2]
        .iter()
        .map(|delivery| delivery["status"].clone())
        .collect();
    assert_eq!(statuses, ["bounced", "sent"], "the first round's own");
}

#[tokio::test]
async fn a_mail_whose_answer_was_lost_is_found_by_its_tags_and_not_sent_again() {
    let org = organisation("alpha").await;
    let provider = Provider::new(200.0);
    let sender = org.sender_through(&provider);
    let minute = SignedDuration::from_mins(1);
    let mut users = Vec::new();
    for name in ["heard", "unheard"] {
        users.push(org.create(person(name).phone("20123456")).await);
    }
    provider.set_mood(Mood::LosesAnswers);
    org.run_sender_for(&sender, minute, org.stream().await).await;
    let mails = |provider: &Provider| -> Vec<(String, MessageTags)> {
        let accepted = provider.accepted().into_iter();
        accepted.filter_map(|mail| Some((mail.id, mail.tags?))).collect()
    };
    let taken = mails(&provider);
    assert_eq!(taken.len(), 2, "{taken:?}");
    for user in &users {
        let expected = tags(&org, &user.id, Channel::Email);
        let (id, whose) = taken.iter().find(|(_, tags)| *tags == expected).unwrap();
        assert_eq!(shown(&org, &user.id).await, json!([]), "nobody knows");
        if user["first_name"] == "Heard" {
            report_mail(&org, "Send", whose, id).await;
        }
    }
    provider.set_mood(Mood::Takes);
    org.wait(minute * 3);
    org.run_sender_for(&sender, minute, json!({ "hand_out": {} }))
        .await;
    let mut times = BTreeMap::<String, usize>::new();
    for (_, tags) in mails(&provider) {
        *times.entry(tags.user).or_default() += 1;
    }
    let times: Vec<usize> = users.iter().map(|user| times[&user.id]).collect();
    assert_eq!(times, [1, 2], "whose mail was reported gets no other");
    for user in &users {
        let statuses = shown(&org, &user.id).await;
        let mut statuses: Vec<String> = texts(&statuses, "status");
        statuses.dedup();
        assert_eq!(statuses, ["sent"]);
        assert_eq!(
            org.user(&user.id).await["activation"]["next_attempt_at"],
            Value::Null
        );
    }
}

#[tokio::test]
async fn a_notice_belongs_to_no_round_and_its_reports_change_nothing() {
    let org = organisation("alpha").await;
    let member = org.active(person("ida")).await;
    org.deliver().await;
    let provider = Provider::new(200.0);
    let sender = org.sender_through(&provider);
    org.patch(&member.id, json!({ "email": "other@example.com" }))
        .await;
    let minute = SignedDuration::from_mins(1);
    org.run_sender_for(&sender, minute, org.stream().await).await;
    let notice = provider.accepted().remove(0);
    let tags = notice.tags.unwrap();
    assert_eq!((tags.user.as_str(), tags.round), (member.id.as_str(), NO_ROUND));
    let before = org.stored(&member.id).await;
    for kind in ["Delivery", "Bounce", "Complaint"] {
        report_mail(&org, kind, &tags, &notice.id).await;
    }
    assert_eq!(org.stored(&member.id).await, before);
}

#[tokio::test]
async fn what_is_foreign_unknown_or_malformed_changes_nothing_and_comes_once() {
    let world = World::new().await;
    let org = world.organisation("alpha").await;
    let other = world.organisation("beta").await;
    let (ida, mine, id) = mailed(&org, "ida").await;
    let (_, theirs, _) = mailed(&other, "liv").await;
    let before = world.users_by_key().await;
    let bounce = |tags: &MessageTags| reports::of_mail("Bounce", tags, &id).to_string();
    let with = |change: fn(&mut MessageTags)| {
        let mut tags = mine.clone();
        change(&mut tags);
        tags
    };
    let mut of_nobody = reports::of_mail("Bounce", &mine, &id);
    of_nobody["mail"]["tags"] = json!({ "ses:configuration-set": ["theirs"], "user": ["u_1"] });
    // Another organisation's user, one who is gone, rounds that never were.
    let mut wrong = mine.clone();
    wrong.organisation = theirs.organisation.clone();
    let mut bodies = vec![
        bounce(&wrong),
        bounce(&with(|tags| tags.user = "u_0000000000000000".into())),
        bounce(&with(|tags| tags.user = String::new())),
        bounce(&with(|tags| tags.user = "u".repeat(500))),
        bounce(&with(|tags| tags.round = 2)),
        bounce(&with(|tags| tags.round = u32::MAX)),
        bounce(&with(|tags| tags.round = NO_ROUND)),
        of_nobody.to_string(),
        "Successfully validated SNS topic for Amazon SES event publishing.".to_owned(),
    ];
    bodies.extend(
        [
            "",
            "{",
            "[]",
            "null",
            "7",
            "{\"eventType\":7}",
            "{\"eventType\":\"Bounce\",\"mail\":7}",
        ]
        .map(str::to_owned),
    );
    bodies.push(json!({ "eventType": "Bounce", "mail": { "messageId": id } }).to_string());
    bodies.push(json!({ "notificationType": "Bounce", "mail": {} }).to_string());
    assert_eq!(report(&org, &reports::queued(&bodies)).await, json!([]));
    for strange in [
        json!({}),
        json!(7),
        json!({ "Records": [{ "kinesis": {} }] }),
        json!({ "awslogs": { "data": "*" } }),
        json!({ "awslogs": { "data": "e30=" } }),
        reports::logged(&[
            "+4520123456".to_owned(),
            json!({ "status": "FAILURE" }).to_string(),
        ]),
        reports::logged(&[reports::line(
            "FAILURE",
            "Phone has blocked SMS",
            "somebody-elses",
        )]),
    ] {
        let answer = record_delivery::handle(&org.recording, &org.context(), strange.clone()).await;
        assert_eq!(answer.unwrap()["batchItemFailures"], Value::Null, "{strange}");
    }
    assert_eq!(world.users_by_key().await, before);
    // What is right in such a batch is recorded all the same.
    bodies.insert(3, bounce(&mine));
    assert_eq!(report(&org, &reports::queued(&bodies)).await, json!([]));
    assert_eq!(shown(&org, &ida.id).await[0]["status"], "bounced");
}

#[tokio::test]
async fn the_log_of_an_sms_shows_in_the_persons_delivery_however_early_it_comes() {
    let org = organisation("alpha").await;
    let lines = [
        ("SUCCESS", "Message has been accepted by phone carrier"),
        ("FAILURE", "Phone is currently unreachable/unavailable"),
        ("FAILURE", "Invalid phone number: +4520987654"),
    ];
    let expected = [
        ("delivered", Value::Null),
        ("failed", json!("Phone is currently unreachable/unavailable")),
        ("failed", json!("FAILURE")),
    ];
    for (n, ((status, response), (is, reason))) in lines.into_iter().zip(expected).enumerate() {
        let (user, id) = texted(&org, &format!("p{n}"), &format!("+452012340{n}")).await;
        let event = reports::logged(&[reports::line(status, response, &id), "no line".to_owned()]);
        for _ in 0..2 {
            assert_eq!(report(&org, &event).await, Value::Null);
            let delivery = shown(&org, &user.id).await[0].take();
            assert_eq!((&delivery["status"], &delivery["reason"]), (&json!(is), &reason));
        }
        assert_eq!(shown(&org, &user.id).await.as_array().unwrap().len(), 1);
    }
    // One that failed before, handed in again through the queue.
    let (user, id) = texted(&org, "again", "+4520123408").await;
    let payload = reports::logged(&[reports::line("SUCCESS", "", &id)]);
    let failed =
        json!({ "version": "1.0", "requestPayload": payload, "responseContext": { "statusCode": 200 } });
    assert_eq!(report(&org, &reports::queued_events(&[failed])).await, json!([]));
    assert_eq!(shown(&org, &user.id).await[0]["status"], "delivered");
    // Before its sender has noted whose it is.
    let (ida, _) = texted(&org, "ida", "+4520123409").await;
    let (store, now) = (&org.app.store, org.context().now());
    let tags = tags(&org, &ida.id, Channel::Sms);
    let early = [reports::line("FAILURE", "Phone has blocked SMS", "m-early")];
    for _ in 0..2 {
        report(&org, &reports::logged(&early)).await;
    }
    let heard = store.note_message(now, "m-early", &tags).await.unwrap().unwrap();
    assert_eq!(heard.reason.as_deref(), Some("Phone has blocked SMS"));
    assert_eq!(store.find_message(now, &heard).await.unwrap(), Some(tags.clone()));
    assert_eq!(store.note_message(now, "m-late", &tags).await.unwrap(), None);
    let kept = org.ephemera().await;
    let kept: Vec<_> = kept
        .iter()
        .filter(|item| item["pk"].as_s().unwrap().starts_with("message#"))
        .collect();
    assert!(!kept.is_empty());
    for item in kept {
        let text = format!("{item:?}");
        assert!(
            !text.contains("20987654") && !text.contains("20123456"),
            "no number is kept: {text}"
        );
        let expires: i64 = item["expires"].as_n().unwrap().parse().unwrap();
        assert!(expires > now.as_second() + 3_000, "{text}");
    }
}

#[tokio::test]
async fn end_user_messaging_reports_through_the_same_queue() {
    let org = organisation("alpha").await;
    let (user, id) = texted(&org, "ida", "+4520123456").await;
    let tags = tags(&org, &user.id, Channel::Sms);
    for (kind, status, reason) in [
        ("TEXT_PENDING", "sent", Value::Null),
        ("TEXT_DELIVERED", "delivered", Value::Null),
        ("TEXT_QUEUED", "delivered", Value::Null),
        ("TEXT_UNKNOWN", "delivered", Value::Null),
        ("TEXT_CARRIER_BLOCKED", "failed", json!("Phone has blocked SMS")),
        ("TEXT_SUCCESSFUL", "failed", json!("Phone has blocked SMS")),
    ] {
        let event = reports::of_sms(kind, &tags, &id);
        assert_eq!(report(&org, &reports::queued_events(&[event])).await, json!([]));
        let delivery = shown(&org, &user.id).await[0].take();
        assert_eq!(
            (&delivery["status"], &delivery["reason"]),
            (&json!(status), &reason),
            "{kind}"
        );
    }
}

#[tokio::test]
async fn an_sms_over_end_user_messaging_carries_its_tags_and_is_found_by_them() {
    let org = organisation("alpha").await;
    let provider = Provider::new(200.0);
    let sender = org.sender_with(&provider, SmsProvider::EndUserMessaging);
    let user = org.create(person("ida").by_phone("ida", "+4520123456")).await;
    let minute = SignedDuration::from_mins(1);
    org.run_sender_for(&sender, minute, org.stream().await).await;
    let sms = provider.accepted().remove(0);
    let whose = sms.tags.unwrap();
    assert_eq!(
        (sms.to.as_str(), &whose),
        ("+4520123456", &tags(&org, &user.id, Channel::Sms))
    );
    let noted = org.ephemera().await;
    let is_noted =
        |item: &HashMap<String, AttributeValue>| item["pk"].as_s().unwrap().starts_with("message#");
    assert!(!noted.iter().any(is_noted), "its tags are enough");
    let event = reports::of_sms("TEXT_DELIVERED", &whose, &sms.id);
    assert_eq!(report(&org, &reports::queued_events(&[event])).await, json!([]));
    let deliveries = shown(&org, &user.id).await;
    assert_eq!(texts(&deliveries, "status"), ["delivered"]);
}

#[tokio::test]
async fn a_report_that_the_store_does_not_take_comes_again_alone() {
    let org = organisation("alpha").await;
    let (ida, tags, id) = mailed(&org, "ida").await;
    let (bo, others, other) = mailed(&org, "bo").await;
    let before = org.stored(&ida.id).await;
    // An item that cannot be read.
    org.overwrite(&bo.id, "status", AttributeValue::S("lost".into()))
        .await;
    let events = [
        reports::of_mail("Bounce", &others, &other),
        reports::of_mail("Bounce", &tags, &id),
    ];
    let failed = report(&org, &reports::queued_events(&events)).await;
    assert_eq!(failed, json!([{ "itemIdentifier": "q-0" }]));
    assert_eq!(shown(&org, &ida.id).await[0]["status"], "bounced");
    assert_ne!(org.stored(&ida.id).await, before);
    org.overwrite(&bo.id, "status", AttributeValue::S("invited".into()))
        .await;
    assert_eq!(report(&org, &reports::queued_events(&events)).await, json!([]));
    assert_eq!(shown(&org, &bo.id).await[0]["status"], "bounced");
}
