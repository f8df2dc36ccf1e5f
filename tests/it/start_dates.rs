//! Users who start later are messaged on that day at eight, over every road; the clock of these tests is moved there.

use crate::support::{
    jobs::{A_WHILE, resent},
    organisation::{Org, User, open_organisation, organisation},
    person::person,
    workbook::{self, sheet},
    world::link_in,
};
use jiff::{
    SignedDuration, Timestamp, ToSpan,
    civil::{Date, time},
    tz::TimeZone,
};
use rollcall::domain::{activation::Link, secret::Purpose};
use serde_json::{Value, json};

/// Where the organisation is.
fn copenhagen() -> TimeZone {
    TimeZone::get("Europe/Copenhagen").unwrap()
}

/// Eight o'clock there.
fn eight(day: Date) -> Timestamp {
    copenhagen()
        .to_timestamp(day.to_datetime(time(8, 0, 0, 0)))
        .unwrap()
}

impl Org {
    /// The day so many days from now.
    fn day(&self, days: i32) -> Date {
        self.context().now().to_zoned(copenhagen()).date() + days.days()
    }

    /// Creates somebody who starts on a day.
    async fn starting(&self, name: &str, day: Date) -> User {
        self.create(person(name).with("start_date", day.to_string()))
            .await
    }

    /// A minute of the schedule, and what the stream brings of it: how many messages were sent by then.
    async fn minute(&self) -> usize {
        self.run_schedule().await;
        self.deliver().await;
        self.messages().await.len()
    }

    /// The same at a moment.
    async fn minute_at(&self, at: Timestamp) -> usize {
        self.wait_until(at);
        self.minute().await
    }

    async fn activation(&self, id: &str) -> Value {
        self.administrator().await.user(id).await["activation"].clone()
    }
}

#[track_caller]
fn waits_until(activation: &Value, at: Option<Timestamp>) {
    let waiting = at.map(|_| "waiting_start_date");
    assert_eq!(activation["waiting"], json!(waiting), "{activation}");
    assert_eq!(activation["next_attempt_at"], json!(at), "{activation}");
}

const SOON: SignedDuration = SignedDuration::from_secs(30);

#[tokio::test]
async fn somebody_who_starts_next_week_waits_and_is_messaged_on_that_day_at_eight() {
    let org = organisation("alpha").await;
    let day = org.day(7);
    let ida = org.starting("ida", day).await;
    waits_until(&ida["activation"], Some(eight(day)));
    assert_eq!(org.minute().await, 0);
    // The day begins elsewhere, and here.
    for hours in [14, 13, 8, 2] {
        assert_eq!(
            org.minute_at(eight(day) - hours.hours() + SOON).await,
            0,
            "{hours}"
        );
    }
    assert_eq!(org.run_schedule().await["sent"], 0);
    assert_eq!(org.minute_at(eight(day) - SOON).await, 0);
    waits_until(&org.activation(&ida.id).await, Some(eight(day)));
    assert_eq!(org.minute_at(eight(day) + SOON).await, 1);
    let activation = org.activation(&ida.id).await;
    waits_until(&activation, None);
    assert_eq!(activation["deliveries"][0]["status"], "sent");
    // A link lives from its sending.
    let token = link_in(&org.messages().await[0]);
    let link = Link::read(&token, &org.app.secret, Purpose::ActivationLink).unwrap();
    let left = link.expires_at().duration_since(org.context().now());
    assert!(left > SignedDuration::from_hours(24 * 14 - 1), "{left}");
    assert_eq!(org.minute_at(eight(day) + 24.hours()).await, 1, "once");
}

#[tokio::test]
async fn a_day_past_and_one_that_has_begun_are_messaged_at_once_and_today_before_eight_at_eight() {
    let org = organisation("alpha").await;
    let tomorrow = org.day(1);
    org.wait_until(eight(tomorrow) - 2.hours());
    let org = org.administrator().await;
    let early = org.starting("early", tomorrow).await;
    waits_until(&early["activation"], Some(eight(tomorrow)));
    let past = org.starting("past", tomorrow - 1.days()).await;
    waits_until(&past["activation"], None);
    assert_eq!(org.minute().await, 1);
    assert_eq!(org.minute_at(eight(tomorrow) + SOON).await, 2);
    let org = org.administrator().await;
    let late = org.starting("late", tomorrow).await;
    waits_until(&late["activation"], None);
    assert_eq!(org.minute().await, 3);
}

#[tokio::test]
async fn an_import_says_who_waits_and_they_are_messaged_on_their_day() {
    let org = organisation("alpha").await;
    let (soon, later) = (org.day(30), org.day(60));
    let file = || {
        sheet![
            person("now"),
            person("soon").with("start_date", soon.to_string()),
            person("later")
                .phone("20123456")
                .with("start_date", later.to_string()),
            person("past").with("start_date", "2020-01-01"),
            // Not messaged at all, then or now.
            person("bad").first_name("").with("start_date", later.to_string()),
        ]
    };
    let id = org.dry_run(file()).await;
    let dry = org.show(&id).await;
    assert_eq!(dry["messages"]["waiting_start_date"], 2);
    let summary = workbook::texts_of(&org.result(&id).await, 1);
    let line = summary.iter().find(|line| line[0] == "Starting later");
    assert_eq!(line.unwrap_or_else(|| panic!("{summary:?}"))[1], "2");
    org.run(&id).await;
    assert_eq!(org.show(&id).await["messages"], dry["messages"], "as announced");
    assert_eq!(org.minute().await, 2);
    assert_eq!(org.messages_to("soon@").await.len(), 0);
    assert_eq!(org.minute_at(eight(soon) + SOON).await, 3);
    assert_eq!(org.minute_at(eight(later) - SOON).await, 3);
    assert_eq!(org.minute_at(eight(later) + SOON).await, 5, "over both channels");
}

#[tokio::test]
async fn what_waits_for_the_arming_waits_for_the_day_all_the_same_and_a_sign_up_too() {
    let org = open_organisation("alpha").await;
    let arm = async |armed: bool| {
        let change = json!({ "communication": { "armed": armed } });
        org.administrator().await.settings(change).await;
    };
    arm(false).await;
    let (before, day) = (org.day(1), org.day(7));
    let form = json!({ "email": "mia@example.com", "department": "Køkken" });
    org.sign_up(&form).await.expect(202);
    org.create(person("now")).await;
    let unarmed = org.starting("unarmed", before).await;
    org.starting("ida", day).await;
    assert_eq!(org.minute().await, 0);
    let mia = org.search("mia").await[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(org.activation(&mia).await["waiting"], "not_armed");
    // An administrator notes when she starts.
    org.patch(&mia, json!({ "start_date": day.to_string() })).await;
    assert_eq!(org.minute_at(eight(before) + SOON).await, 0);
    assert_eq!(
        org.activation(&unarmed.id).await["waiting"],
        "not_armed",
        "their day has come"
    );
    arm(true).await;
    assert_eq!(org.minute().await, 2, "those who need not wait any longer");
    waits_until(&org.activation(&mia).await, Some(eight(day)));
    assert_eq!(org.minute_at(eight(day) - SOON).await, 2);
    assert_eq!(org.minute_at(eight(day) + SOON).await, 4);
    assert_eq!(org.messages_to("mia@").await.len(), 1);
}

#[tokio::test]
async fn a_date_that_is_moved_moves_the_message_and_one_removed_or_past_sends_it() {
    let org = organisation("alpha").await;
    let day = org.day(10);
    let mut moved = Vec::new();
    for (name, to) in [
        ("forth", json!(org.day(20).to_string())),
        ("back", json!(org.day(5).to_string())),
        ("removed", Value::Null),
        ("past", json!(org.day(-3).to_string())),
    ] {
        let user = org.starting(name, day).await;
        let changed = org.patch(&user.id, json!({ "start_date": to })).await.json();
        moved.push(changed["activation"].clone());
    }
    for (activation, days) in moved.iter().zip([Some(20), Some(5), None, None]) {
        waits_until(activation, days.map(|days| eight(org.day(days))));
    }
    // A corrected address asks again, and waits all the same.
    let other = org.starting("other", org.day(15)).await;
    let corrected = org
        .patch(&other.id, json!({ "email": "right@example.com" }))
        .await;
    waits_until(&corrected.json()["activation"], Some(eight(org.day(15))));
    let (fifth, tenth) = (org.day(5), day);
    let (fifteenth, twentieth) = (org.day(15), org.day(20));
    assert_eq!(org.minute().await, 2);
    assert_eq!(org.minute_at(eight(fifth) + SOON).await, 3);
    assert_eq!(org.messages_to("back@").await.len(), 1);
    assert_eq!(org.minute_at(eight(tenth) + SOON).await, 3);
    assert_eq!(org.minute_at(eight(fifteenth) + SOON).await, 4);
    assert_eq!(org.messages_to("right@").await.len(), 1);
    assert_eq!(org.minute_at(eight(twentieth) - SOON).await, 4);
    assert_eq!(org.minute_at(eight(twentieth) + SOON).await, 5);
    // A user who was messaged is not messaged again for a date.
    let org = org.administrator().await;
    let back = org.search("back").await[0]["id"].as_str().unwrap().to_owned();
    let later = org.day(3);
    org.patch(&back, json!({ "start_date": later.to_string() })).await;
    assert_eq!(org.minute_at(eight(later) + SOON).await, 5);
}

#[tokio::test]
async fn the_time_zone_that_holds_on_the_day_counts() {
    let org = organisation("alpha").await;
    let day = org.day(7);
    let ida = org.starting("ida", day).await;
    org.settings(json!({ "time_zone": "Asia/Tokyo" })).await;
    let tokyo = |day: Date| {
        let zone = TimeZone::get("Asia/Tokyo").unwrap();
        zone.to_timestamp(day.to_datetime(time(8, 0, 0, 0))).unwrap()
    };
    waits_until(&org.activation(&ida.id).await, Some(tokyo(day)));
    assert_eq!(org.minute_at(tokyo(day) - 1.hours()).await, 0);
    assert_eq!(org.minute_at(tokyo(day) + SOON).await, 1);
    let org = org.administrator().await;
    let next = day + 7.days();
    let bo = org.starting("bo", next).await;
    org.settings(json!({ "time_zone": "America/New_York" })).await;
    let new_york = TimeZone::get("America/New_York").unwrap();
    let opens = new_york.to_timestamp(next.to_datetime(time(8, 0, 0, 0))).unwrap();
    waits_until(&org.activation(&bo.id).await, Some(opens));
    assert_eq!(org.minute_at(tokyo(next) + SOON).await, 1);
    assert_eq!(org.minute_at(opens - SOON).await, 1);
    assert_eq!(org.minute_at(opens + SOON).await, 2);
}

#[tokio::test]
async fn a_press_for_one_person_sends_now_and_one_for_many_leaves_who_starts_later() {
    let org = organisation("alpha").await;
    let day = org.day(7);
    let mut ids = Vec::new();
    for name in ["one", "named", "among"] {
        ids.push(org.starting(name, day).await.id);
    }
    org.create(person("now")).await;
    // Nobody asked for theirs yet.
    org.create(person("quiet").quiet().with("start_date", day.to_string()))
        .await;
    assert_eq!(org.minute().await, 1);
    org.resend(&ids[0]).await;
    waits_until(&org.activation(&ids[0]).await, None);
    assert_eq!(org.minute().await, 2);
    assert_eq!(org.messages_to("one@").await.len(), 1);
    let named = org.resend_many(json!({ "user_ids": [ids[1]] })).await;
    assert_eq!(named, resent(1, 0, 0, 0));
    assert_eq!(org.minute().await, 3);
    org.wait(A_WHILE);
    let all = org.resend_many(json!({ "department": "Køkken" })).await;
    assert_eq!(all, resent(3, 0, 0, 2));
    assert_eq!(org.minute().await, 6);
    assert_eq!(org.messages_to("among@").await.len(), 0);
    waits_until(&org.activation(&ids[2]).await, Some(eight(day)));
    assert_eq!(org.minute_at(eight(day) + SOON).await, 8);
    for (name, expected) in [("one@", 2), ("named@", 2), ("among@", 1), ("quiet@", 1)] {
        assert_eq!(org.messages_to(name).await.len(), expected, "{name}");
    }
}

#[tokio::test]
async fn what_the_person_asks_for_does_not_wait() {
    let org = organisation("alpha").await;
    let day = org.day(60);
    let ida = org.starting("ida", day).await;
    // A one-time password opens the account before the first day.
    let one_time = org.one_time_password(&ida.id).await;
    let ticket = org
        .sign_in("ida@example.com", &one_time)
        .await
        .expect(200)
        .ticket();
    assert!(!ticket.is_empty());
    // So does a link that was sent early, and its renewal.
    org.resend(&ida.id).await;
    assert_eq!(org.minute().await, 1);
    let link = link_in(&org.messages().await[0]);
    org.wait(SignedDuration::from_hours(24 * 15));
    org.renew(&link).await.expect(202);
    assert_eq!(org.minute().await, 2);
    assert_eq!(org.minute_at(eight(day) + SOON).await, 2);
}

/// A month of first days, one person each, through the change of the clock in March and the one in October.
#[tokio::test]
async fn a_month_of_first_days_goes_out_at_eight_by_the_clock_of_each_day() {
    let org = organisation("alpha").await;
    let year = org.day(0).year() + 1;
    for (month, people) in [(3, "march"), (10, "october")] {
        let first = Date::new(year, month, 14).unwrap();
        org.wait_until(eight(first) - 24.hours() * 3);
        let org = org.administrator().await;
        let before = org.messages().await.len();
        for n in 0..31 {
            org.starting(&format!("{people}{n}"), first + n.days()).await;
        }
        let mut offsets = std::collections::BTreeSet::new();
        for n in 0..31 {
            let day = first + n.days();
            offsets.insert(copenhagen().to_offset(eight(day)));
            let sent = before + usize::try_from(n).unwrap();
            assert_eq!(org.minute_at(eight(day) - 12.hours()).await, sent, "{day}");
            assert_eq!(org.minute_at(eight(day) - SOON).await, sent, "{day}");
            assert_eq!(org.minute_at(eight(day) + SOON).await, sent + 1, "{day}");
            let newest = &org.messages().await[sent];
            assert_eq!(newest.to, format!("{people}{n}@example.com"));
        }
        assert_eq!(offsets.len(), 2, "the clock changed");
    }
}
