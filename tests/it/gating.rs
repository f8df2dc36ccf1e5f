//! The gate in front of SES and SNS: bombs over every road, each with the number of messages that went out.

use crate::support::{
    imports::first_codes,
    organisation::{Org, open_organisation, organisation_at_noon},
    person::person,
    workbook::{self, sheet},
};
use aws_sdk_dynamodb::types::AttributeValue;
use futures::future::join_all;
use jiff::SignedDuration;
use serde_json::{Value, json};

const A_DAY: SignedDuration = SignedDuration::from_hours(25);
const A_MINUTE: SignedDuration = SignedDuration::from_secs(61);
/// A telephone that many share.
const SHARED: &str = "+4520123456";

impl Org {
    /// Asks for everything that is due after a time, and sends it.
    async fn pass_by(&self, time: SignedDuration) {
        self.wait(time);
        self.run_schedule().await;
        self.deliver().await;
    }

    /// How many messages went to contacts that begin with each of these.
    async fn sent<const N: usize>(&self, to: [&str; N]) -> [usize; N] {
        let messages = self.messages().await;
        to.map(|to| {
            messages
                .iter()
                .filter(|message| message.to.starts_with(to))
                .count()
        })
    }

    /// Sends a batch of the stream several times at once: the counts are exact all the same.
    async fn deliver_raced(&self) {
        let batch = self.stream().await;
        join_all((0..4).map(|_| self.deliver_batch(&batch))).await;
    }

    /// The status and the reason of a user's newest delivery.
    async fn last_delivery(&self, id: &str) -> (String, String) {
        last_delivery(&self.user(id).await)
    }
}

fn last_delivery(user: &Value) -> (String, String) {
    let deliveries = user["activation"]["deliveries"].as_array().unwrap();
    let last = deliveries.last().unwrap();
    let text = |name: &str| last[name].as_str().unwrap_or_default().to_owned();
    (text("status"), text("reason"))
}

fn held(reason: &str) -> (String, String) {
    ("held".to_owned(), reason.to_owned())
}

#[tokio::test]
async fn twelve_resends_to_one_person_are_five_a_day_and_the_last_goes_out_the_next() {
    let org = organisation_at_noon("alpha").await;
    let contacts = ["anna@example.com", SHARED];
    let anna = org.create(person("anna").phone("20123456")).await;
    org.deliver().await;
    for _ in 0..12 {
        org.resend(&anna.id).await;
        org.deliver().await;
    }
    assert_eq!(org.sent(contacts).await, [5, 5]);
    let shown = org.user(&anna.id).await;
    assert_eq!(last_delivery(&shown), held("over_limit"));
    assert!(shown["activation"]["next_attempt_at"].is_string(), "{shown}");
    for time in [SignedDuration::from_mins(30), A_DAY, A_DAY] {
        org.pass_by(time).await;
    }
    assert_eq!(org.sent(contacts).await, [6, 6]);
    let org = org.administrator().await;
    let sent = ("sent".to_owned(), String::new());
    assert_eq!(org.last_delivery(&anna.id).await, sent);
}

#[tokio::test]
async fn twelve_corrections_of_a_phone_are_five_sms_whatever_the_number() {
    let org = organisation_at_noon("alpha").await;
    let bo = org.create(person("bo").by_phone("bo", "20100000")).await;
    org.deliver().await;
    for n in 1..=12 {
        org.patch(&bo.id, json!({ "phone": format!("201000{n:02}") }))
            .await;
        org.deliver().await;
    }
    assert_eq!(org.sent(["+45201000"]).await, [5]);
}

#[tokio::test]
async fn a_managers_resends_and_corrections_end_where_an_administrators_do() {
    let org = organisation_at_noon("alpha").await;
    org.add_permission_type("Foreman", &["manage_own_department"])
        .await;
    let manager = org.active(person("foreman").permission_type("Foreman")).await;
    let corrected = manager.create(person("bo").by_phone("bo", "20100000")).await;
    let resent = manager
        .create(person("dorte").by_phone("dorte", "20200000"))
        .await;
    let phones = ["+45201000", "+4520200000"];
    org.deliver().await;
    for n in 1..=12 {
        let correction = json!({ "phone": format!("201000{n:02}") });
        manager.patch(&corrected.id, correction).await;
        manager.resend(&resent.id).await;
        org.deliver().await;
    }
    assert_eq!(org.sent(phones).await, [5, 5]);
    for id in [&corrected.id, &resent.id] {
        let found = manager.last_delivery(id).await;
        assert_eq!(found, held("over_limit"), "the manager sees why");
    }
    // An administrator who presses after the manager begins no new count.
    org.resend(&resent.id).await;
    org.patch(&corrected.id, json!({ "phone": "20100099" })).await;
    org.deliver().await;
    assert_eq!(org.sent(phones).await, [5, 5]);
}

#[tokio::test]
async fn a_shared_phone_and_a_shared_mailbox_are_queued_and_not_starved() {
    let org = organisation_at_noon("alpha").await;
    for n in 0..23 {
        let username = format!("person{n}");
        org.create(person("p").by_phone(&username, "20123456")).await;
    }
    for n in 0..54 {
        org.create(person("p").email(&format!("shop+{n}@example.com")))
            .await;
    }
    org.deliver_raced().await;
    assert_eq!(org.sent([SHARED, "shop"]).await, [10, 50]);
    org.pass_by(A_DAY).await;
    assert_eq!(org.sent([SHARED, "shop"]).await, [20, 54]);
    org.pass_by(A_DAY).await;
    assert_eq!(org.sent([SHARED]).await, [23]);
}

#[tokio::test]
async fn an_organisation_sends_no_more_sms_in_a_day_than_it_set() {
    let org = organisation_at_noon("alpha").await;
    let limit = |most: u32| json!({ "communication": { "sms_per_day": most } });
    org.settings(limit(3)).await;
    for n in 0..5 {
        let bo = person("bo").by_phone(&format!("p{n}"), &format!("2010000{n}"));
        org.create(bo).await;
    }
    org.deliver().await;
    assert_eq!(org.sent(["+45"]).await, [3]);
    org.pass_by(A_DAY).await;
    assert_eq!(org.sent(["+45"]).await, [5]);
    let org = org.administrator().await;
    org.settings(limit(0)).await;
    let waiting = org.create(person("bo").by_phone("p9", "20100009")).await;
    org.deliver().await;
    assert_eq!(org.sent(["+45"]).await, [5]);
    assert_eq!(org.last_delivery(&waiting.id).await, held("over_limit"));
}

#[tokio::test]
async fn sms_go_to_allowed_countries_and_telephones_only() {
    let org = organisation_at_noon("alpha").await;
    let countries = ["+49", "+44", "+45", "+881"];
    let german = person("hans").by_phone("hans", "+4915123456789");
    org.create(german.department("Filiale Flensburg")).await;
    let british = org.create(person("john").by_phone("john", "+447400123456")).await;
    let stored = org.create(person("iris").by_phone("iris", "20123456")).await;
    // As it was taken before satellites were refused at the door.
    let satellite = AttributeValue::S("+881612345678".into());
    org.overwrite(&stored.id, "phone", satellite).await;
    org.deliver().await;
    assert_eq!(org.sent(countries).await, [1, 0, 0, 0]);
    for (id, reason) in [
        (&british.id, "country_not_allowed"),
        (&stored.id, "number_not_reachable"),
    ] {
        let shown = org.user(id).await;
        assert_eq!(last_delivery(&shown), held(reason));
        let next = &shown["activation"]["next_attempt_at"];
        assert_eq!(next, &Value::Null, "nothing to wait for");
    }
    org.settings(json!({ "communication": { "sms_countries": ["GB"] } }))
        .await;
    org.resend(&british.id).await;
    org.resend(&stored.id).await;
    org.create(person("dorte").by_phone("dorte", "20100001")).await;
    org.deliver().await;
    assert_eq!(org.sent(countries).await, [1, 1, 0, 0]);
    for phone in ["+881612345678", "+870773111632", "+80012345678", "+447012345678"] {
        let refused = org.try_create(person("sat").by_phone("sat", phone)).await;
        assert_eq!(refused.expect(422).faulty(), ["/phone"], "{phone}");
    }
}

/// Bombs over the sign-up form: the contacts, how they begin, and the messages of the first minute and of the day.
async fn bomb(contacts: impl Iterator<Item = Value>, to: &str, first_minute: usize, day: usize) {
    let org = open_organisation("alpha").await;
    for contact in contacts {
        org.sign_up(&contact).await.expect(202);
    }
    org.deliver_raced().await;
    org.deliver().await;
    assert_eq!(org.sent([to]).await, [first_minute], "at once");
    for _ in 0..12 {
        org.pass_by(A_MINUTE).await;
    }
    assert_eq!(org.sent([to]).await, [day], "in all");
    org.pass_by(A_DAY).await;
    assert_eq!(org.sent([to]).await, [day], "held until somebody presses");
}

#[tokio::test]
async fn twelve_sign_ups_with_one_number_are_one_sms_a_minute_and_five_a_day() {
    let contacts = (0..12).map(|n| json!({ "username": format!("p{n}"), "phone": "20123456" }));
    bomb(contacts, SHARED, 1, 5).await;
}

#[tokio::test]
async fn fifty_sign_ups_with_one_mailbox_under_many_tags_are_five_mails_a_day() {
    let contacts = (0..50).map(|n| json!({ "email": format!("v.ictim+{n}@gmail.com") }));
    bomb(contacts, "v", 1, 5).await;
}

#[tokio::test]
async fn forty_sign_ups_with_neighbouring_numbers_are_thirty_sms() {
    let contacts = (0..40).map(|n| json!({ "username": format!("p{n}"), "phone": format!("201234{n:02}") }));
    bomb(contacts, "+45201234", 30, 30).await;
}

#[tokio::test]
async fn the_sign_up_form_takes_no_number_that_gets_no_sms() {
    let org = open_organisation("alpha").await;
    for (phone, status) in [
        ("+447400123456", 422),
        ("+12025550123", 422),
        ("+881612345678", 422),
        ("+870773111632", 422),
        ("+4590123456", 422),
        ("+4915123456789", 202),
    ] {
        let answer = org.sign_up(&json!({ "username": "p", "phone": phone })).await;
        assert_eq!(answer.status, status, "{phone}");
    }
    org.deliver().await;
    assert_eq!(org.messages().await.len(), 1);
}

#[tokio::test]
async fn an_expired_link_brings_one_message_a_minute_and_five_a_day_to_a_telephone() {
    let org = organisation_at_noon("alpha").await;
    // A household: eight people, one telephone.
    let mut links = Vec::new();
    for n in 0..8 {
        let member = org
            .create(person("p").by_phone(&format!("p{n}"), "20123456"))
            .await;
        links.push(org.link_of(&member.id).await);
    }
    org.deliver().await;
    org.pass_by(SignedDuration::from_hours(24 * 15)).await;
    let [before] = org.sent([SHARED]).await;
    let sent_since = async || org.sent([SHARED]).await[0] - before;
    for link in &links {
        org.renew(link).await.expect(202);
    }
    org.deliver().await;
    assert_eq!(sent_since().await, 1);
    for minute in 2..=5 {
        org.pass_by(A_MINUTE).await;
        assert_eq!(sent_since().await, minute);
    }
    for _ in 0..4 {
        org.pass_by(A_MINUTE).await;
    }
    assert_eq!(sent_since().await, 5);
    // What a limit of strangers holds waits for a press, not for the next day.
    org.pass_by(A_DAY).await;
    assert_eq!(sent_since().await, 5);
    let admin = org.administrator().await;
    let waiting = admin.search("p").await;
    let mut waiting = waiting.iter().filter(|user| user["activation"].is_object());
    let waiting = waiting
        .find(|user| last_delivery(user) == held("over_limit"))
        .unwrap();
    admin.resend(waiting["id"].as_str().unwrap()).await;
    org.deliver().await;
    assert_eq!(sent_since().await, 6);
}

#[tokio::test]
async fn a_dry_run_says_whose_sms_would_be_held() {
    let org = organisation_at_noon("alpha").await;
    let file = sheet![
        person("anna").by_phone("anna", "20123456").language("en"),
        person("john").by_phone("john", "+447400123456").language("en"),
        person("jane").phone("+447400123457").language("en"),
    ];
    org.import_file("p.xlsx", file, &[("dry-run", "true")]).await;
    let import = &org.items("/api/imports").await[0];
    let messages = &import["messages"];
    assert_eq!(messages["sms"]["total"], 1, "{import}");
    assert_eq!(messages["email"]["total"], 1, "{import}");
    assert_eq!(messages["unreachable"], 1, "{import}");
    let id = import["import_id"].as_str().unwrap();
    let rows = org.rows(id, "limit=200").await;
    let held = "country_not_allowed";
    assert_eq!(first_codes(&rows, "warnings"), ["", held, held]);
    let result = workbook::texts(&org.object(&format!("results/alpha/{id}.xlsx")).await);
    let john = result[2].join("\n");
    assert!(
        john.contains("no SMS to numbers of this country") && !john.contains("SMS is off"),
        "{john}"
    );
}
