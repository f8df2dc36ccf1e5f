//! Sending as back-pressure: a provider's pace holds a message up and never decides what becomes of it.

use crate::support::{
    imports::counts,
    jobs::A_WHILE,
    organisation::{Org, organisation},
    person::{Person, people, person},
    provider::{Mood, Provider},
    seam::Fault,
    workbook,
};
use futures::future::join;
use jiff::SignedDuration;
use rollcall::{aws::config::SmsProvider, domain::activation::Stage};
use send_activation::App;
use serde_json::{Value, json};
use std::{collections::BTreeMap, time::Duration};

const A_MINUTE: SignedDuration = SignedDuration::from_secs(60);
/// Longer than the longest pause of a sender that has stopped.
const LONGER_THAN_ANY_PAUSE: SignedDuration = SignedDuration::from_mins(32);

fn hand_out() -> Value {
    json!({ "hand_out": {} })
}

impl Org {
    /// Imports so many people, who wait for their turn.
    async fn let_wait(&self, count: usize) {
        self.let_them_wait(&people(count)).await;
    }

    async fn let_them_wait(&self, people: &[Person]) {
        let run = self.import(workbook::of(people)).await;
        assert_eq!(counts(&run)[1], u64::try_from(people.len()).unwrap(), "{run}");
    }

    async fn hand_out(&self, sender: &App) -> Value {
        self.run_sender_for(sender, A_MINUTE, hand_out()).await
    }

    /// The statuses and reasons of everybody's deliveries, counted.
    async fn fates(&self) -> BTreeMap<String, usize> {
        let mut fates = BTreeMap::new();
        for user in self.all("/api/users?source=import").await {
            for delivery in user["activation"]["deliveries"].as_array().unwrap() {
                let reason = delivery["reason"].as_str().unwrap_or_default();
                let fate = format!("{} {reason}", delivery["status"].as_str().unwrap());
                *fates.entry(fate.trim().to_owned()).or_default() += 1;
            }
        }
        fates
    }
}

/// How often each contact was written to: the contacts, and the most of one.
fn times(provider: &Provider) -> (usize, usize) {
    let mut times = BTreeMap::<String, usize>::new();
    for message in provider.accepted() {
        *times.entry(message.to).or_default() += 1;
    }
    (times.len(), times.values().copied().max().unwrap_or(0))
}

#[tokio::test]
async fn a_backlog_goes_out_at_the_rate_that_the_provider_names_once_each() {
    let org = organisation("alpha").await;
    org.let_wait(80).await;
    assert_eq!(org.messages().await.len(), 0, "they wait for their turn");
    let provider = Provider::new(20.0);
    let (one, other) = (org.sender_through(&provider), org.sender_through(&provider));
    // Two at once, and the stream's hints beside them.
    let hints = org.stream().await;
    let (by_turns, _) = join(
        async { join(org.hand_out(&one), org.hand_out(&other)).await },
        org.run_sender_for(&other, A_MINUTE, hints),
    )
    .await;
    let [handed_out, stood_back] = [by_turns.0, by_turns.1].map(|one| one["dealt_with"].as_u64().unwrap());
    assert!(
        handed_out == 0 || stood_back == 0,
        "one hands out turns: {handed_out}, {stood_back}"
    );
    assert_eq!(
        times(&provider),
        (80, 1),
        "nobody is lost, and nobody is written to twice"
    );
    // The provider turns away what is above its rate for longer than a second.
    let (tries, throttled) = provider.tries();
    assert!(
        tries * 10 <= 80 * 12,
        "{tries} tries, {throttled} of them too fast"
    );
    assert_eq!(org.fates().await, BTreeMap::from([("sent".to_owned(), 80)]));
    // Everybody has had their turn: the next run finds nobody, and the mark goes when no import can be under way.
    org.wait(SignedDuration::from_mins(21));
    assert_eq!(org.hand_out(&one).await["dealt_with"], 0);
    assert!(org.app.store.find_releases().await.unwrap().is_empty());
}

#[tokio::test]
async fn somebody_whose_sender_dies_in_their_turn_is_taken_over_after_the_lease() {
    let org = organisation("alpha").await;
    org.let_wait(3).await;
    let one = org.all("/api/users?source=import").await[0]["id"].clone();
    let context = org.context();
    let taken = org
        .app
        .store
        .update_user(&context, &org.slug, one.as_str().unwrap(), |user| {
            let waited = user.due();
            user.activation.as_mut()?.take_from(waited, context.now());
            Some(())
        });
    assert!(taken.await.unwrap().is_some());
    let provider = Provider::new(100.0);
    let sender = org.sender_through(&provider);
    org.hand_out(&sender).await;
    assert_eq!(times(&provider), (2, 1), "somebody has the third");
    org.wait(SignedDuration::from_mins(3));
    org.hand_out(&sender).await;
    assert_eq!(times(&provider), (3, 1));
}

#[tokio::test]
async fn who_presses_a_button_goes_before_a_backlog_and_organisations_take_turns() {
    let alpha = organisation("alpha").await;
    alpha.let_wait(60).await;
    let beta = alpha.world.organisation("beta").await;
    let few: Vec<Person> = ["bo", "liv", "ole"].map(person).into();
    beta.let_them_wait(&few).await;
    let provider = Provider::new(10.0);
    let (turns, press) = (alpha.sender_through(&provider), alpha.sender_through(&provider));
    let anna = alpha.create(person("anna")).await;
    let presses = async {
        // The backlog is well under way.
        while provider.accepted().len() < 15 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let wanted = json!({ "send": { "organisation": "alpha", "id": anna.id } });
        let before = provider.accepted().len();
        alpha.run_sender_for(&press, A_MINUTE, wanted).await;
        let to: Vec<String> = provider
            .accepted()
            .into_iter()
            .map(|message| message.to)
            .collect();
        let place = to.iter().position(|to| to.starts_with("anna@")).unwrap();
        place - before
    };
    let (_, overtaken_by) = join(alpha.hand_out(&turns), presses).await;
    assert!(overtaken_by <= 25, "{overtaken_by} went before a press");
    let to: Vec<String> = provider
        .accepted()
        .into_iter()
        .map(|message| message.to)
        .collect();
    let of_beta = |to: &String| ["bo@", "liv@", "ole@"].iter().any(|name| to.starts_with(name));
    let last = to.iter().rposition(of_beta).unwrap();
    assert!(
        last < 40,
        "the last of three came after {last} of another organisation"
    );
    assert_eq!(times(&provider), (64, 1));
}

#[tokio::test]
async fn a_fault_of_the_installation_is_nobodys_fate_and_one_alarm_names_it() {
    for (mood, cause) in [
        (Mood::Unverified, "identity not verified"),
        (Mood::Paused, "SendingPausedException"),
        (Mood::OverQuota, "daily quota"),
    ] {
        let org = organisation("alpha").await;
        org.let_wait(40).await;
        let provider = Provider::new(200.0);
        provider.set_mood(mood);
        let sender = org.sender_through(&provider);
        org.hand_out(&sender).await;
        let (tries, _) = provider.tries();
        assert!(tries <= 40, "{mood:?}: {tries} tries before it stopped");
        let alarms = provider.alarms();
        assert_eq!(alarms.len(), 1, "{mood:?}: {alarms:?}");
        assert!(alarms[0].contains(cause), "{}", alarms[0]);
        assert_eq!(org.fates().await, BTreeMap::new(), "{mood:?}: nobody has failed");
        // The pause is over, and nothing is mended: a try or a few, no second alarm.
        org.wait(SignedDuration::from_mins(16));
        org.hand_out(&sender).await;
        assert!(
            provider.tries().0 <= tries + 12,
            "{mood:?}: {tries}, then {}",
            provider.tries().0
        );
        assert_eq!(provider.alarms().len(), 1, "{mood:?}");
        // The mark is old by now, and those who wait are put off: they are not forgotten.
        org.wait(SignedDuration::from_mins(6));
        for _ in 0..2 {
            org.hand_out(&sender).await;
        }
        // Mended: everybody is written to, by itself.
        provider.set_mood(Mood::Takes);
        for _ in 0..4 {
            org.wait(LONGER_THAN_ANY_PAUSE);
            org.hand_out(&sender).await;
        }
        assert_eq!(times(&provider), (40, 1), "{mood:?}");
        assert_eq!(
            org.administrator().await.fates().await,
            BTreeMap::from([("sent".to_owned(), 40)])
        );
    }
}

#[tokio::test]
async fn what_a_provider_refuses_has_failed_and_what_it_fails_at_is_tried_again() {
    let org = organisation("alpha").await;
    org.let_wait(5).await;
    let provider = Provider::new(200.0);
    let sender = org.sender_through(&provider);
    provider.set_mood(Mood::Fails);
    org.hand_out(&sender).await;
    assert_eq!((provider.tries().0, org.fates().await.len()), (5, 0));
    provider.set_mood(Mood::LosesAnswers);
    org.wait(A_MINUTE);
    org.hand_out(&sender).await;
    assert_eq!(times(&provider), (5, 1));
    // Whether it took them nobody knows: this is the one window in which somebody is written to twice.
    provider.set_mood(Mood::Takes);
    org.wait(A_MINUTE * 3);
    org.hand_out(&sender).await;
    assert_eq!(times(&provider), (5, 2));
    org.wait(A_MINUTE);
    org.let_refuse(&provider, &sender).await;
    let fates = BTreeMap::from([
        ("sent".to_owned(), 5),
        ("failed BadRequestException".to_owned(), 5),
    ]);
    assert_eq!(org.fates().await, fates);
    assert_eq!(provider.alarms(), Vec::<String>::new());
}

impl Org {
    /// Asks everybody's message again of a provider that refuses it.
    async fn let_refuse(&self, provider: &Provider, sender: &App) {
        provider.set_mood(Mood::Rejects);
        self.wait(A_WHILE);
        self.resend_many(json!({ "source": "import" })).await;
        self.hand_out(sender).await;
    }
}

#[tokio::test]
async fn what_does_not_go_out_before_the_invocation_ends_waits_for_the_next_one() {
    let org = organisation("alpha").await;
    org.let_wait(40).await;
    let provider = Provider::new(10.0);
    let sender = org.sender_through(&provider);
    let first = org
        .run_sender_for(&sender, SignedDuration::from_secs(3), hand_out())
        .await;
    let sent = first["sent"].as_u64().unwrap();
    assert!((1..40).contains(&sent), "{first}");
    for _ in 0..3 {
        org.wait(A_MINUTE);
        org.hand_out(&sender).await;
    }
    assert_eq!(times(&provider), (40, 1));
}

#[tokio::test]
async fn a_provider_that_is_slower_than_it_says_slows_the_sender_down() {
    let org = organisation("alpha").await;
    org.let_wait(60).await;
    let provider = Provider::new(10.0);
    provider.name_rate(100.0);
    let sender = org.sender_through(&provider);
    for _ in 0..3 {
        org.hand_out(&sender).await;
        org.wait(A_MINUTE);
    }
    assert_eq!(times(&provider), (60, 1));
    let (tries, throttled) = provider.tries();
    assert!(
        throttled > 0 && tries < 60 * 4,
        "{tries} tries, {throttled} of them too fast"
    );
}

#[tokio::test]
async fn a_slow_provider_of_sms_does_not_hold_up_mails() {
    let org = organisation("alpha").await;
    // Those of the first rows are called up first.
    let by_sms = |n| person("sms").by_phone(&format!("user{n}"), &format!("+4520{:06}", 200_000 + n));
    let mut all: Vec<Person> = (0..120).map(by_sms).collect();
    all.extend(people(100));
    org.let_them_wait(&all).await;
    let provider = Provider::new(20.0);
    provider.take_sms_at(1.0);
    let sender = org.sender_through(&provider);
    org.run_sender_for(&sender, SignedDuration::from_secs(15), hand_out())
        .await;
    let is_mail = |to: &&str| to.contains('@');
    let accepted = provider.accepted();
    let to: Vec<&str> = accepted.iter().map(|message| message.to.as_str()).collect();
    let mails = to.iter().copied().filter(|to| is_mail(to)).count();
    let end = accepted.last().map(|message| message.at);
    assert_eq!(mails, 100, "{} SMS, the last after {end:?}", to.len() - mails);
    assert!(to.len() < 130, "SMS take their time");
    // who was put off comes, and nobody twice.
    for _ in 0..4 {
        org.wait(A_MINUTE);
        provider.take_sms_at(50.0);
        org.hand_out(&org.sender_through(&provider)).await;
    }
    assert_eq!(times(&provider), (220, 1));
}

#[tokio::test]
async fn a_country_without_a_sender_holds_its_own_people_and_stops_nobody() {
    let org = organisation("alpha").await;
    org.settings(json!({ "communication": { "sms_countries": ["DK", "GB"] } }))
        .await;
    let british =
        |n: usize| person("british").by_phone(&format!("british{n}"), &format!("+4474001234{n:02}"));
    let mut all: Vec<Person> = (0..6).map(british).collect();
    all.push(person("danish").by_phone("danish", "+4520123456"));
    org.let_them_wait(&all).await;
    let provider = Provider::new(200.0);
    provider.set_mood(Mood::ServesDenmarkAlone);
    let sender = org.sender_with(&provider, SmsProvider::EndUserMessaging);
    org.hand_out(&sender).await;
    assert_eq!(provider.accepted().len(), 1);
    assert_eq!(provider.alarms(), Vec::<String>::new());
    let fates = BTreeMap::from([("held country_not_served".to_owned(), 6), ("sent".to_owned(), 1)]);
    assert_eq!(org.fates().await, fates);
    // Registered meanwhile: they are tried again by themselves.
    provider.set_mood(Mood::Takes);
    org.wait(SignedDuration::from_hours(25));
    org.hand_out(&sender).await;
    assert_eq!(times(&provider), (7, 1));
}

#[tokio::test]
async fn a_sender_that_is_late_says_nothing_of_somebody_whom_another_has() {
    let org = organisation("alpha").await;
    org.let_wait(1).await;
    let provider = Provider::new(50.0);
    let (late, next) = (org.sender_through(&provider), org.sender_through(&provider));
    provider.wait();
    let user = org.all("/api/users?source=import").await.remove(0);
    let id = user["id"].as_str().unwrap();
    let stands = async || {
        let activation = org.stored(id).await.activation.unwrap();
        (activation.stage, activation.due())
    };
    let watch = async {
        provider.waits_with(1).await;
        // The provider takes longer than a lease, and another sender takes the person over.
        org.wait(A_MINUTE * 3);
        let taken_over = async {
            provider.waits_with(2).await;
            let theirs = stands().await;
            provider.let_go(0);
            while provider.accepted().is_empty() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            // The late one records what it sent within this time.
            tokio::time::sleep(Duration::from_secs(1)).await;
            assert_eq!(stands().await, theirs);
            provider.let_go(1);
        };
        join(org.hand_out(&next), taken_over).await;
    };
    join(org.hand_out(&late), watch).await;
    assert_eq!(stands().await, (Stage::Done, None));
    assert_eq!(org.fates().await, BTreeMap::from([("sent".to_owned(), 2)]));
}

#[tokio::test]
async fn a_sender_killed_at_any_call_leaves_nobody_out_and_writes_to_nobody_three_times() {
    let org = organisation("alpha").await;
    let provider = Provider::new(500.0);
    for call in (1..).step_by(2) {
        // One by e-mail, one over both channels.
        let both = person(&format!("both{call}x")).phone(&format!("+4520{:06}", 100_000 + call));
        let names = [format!("mail{call}x"), format!("both{call}x")];
        org.let_them_wait(&[person(&names[0]), both]).await;
        let fault = [Fault::DieBefore, Fault::DieAfter][call / 2 % 2];
        let (killed, seam) = org.sender_over_a_seam(&provider);
        seam.set(&[(call, fault)]);
        let is_done = tokio::select! {
            _ = org.hand_out(&killed) => true,
            () = seam.died() => false,
        };
        for _ in 0..2 {
            org.wait(SignedDuration::from_mins(3));
            org.hand_out(&org.sender_through(&provider)).await;
        }
        let count = |to: &str| {
            let accepted = provider.accepted();
            accepted.iter().filter(|message| message.to.contains(to)).count()
        };
        let phone = format!("+4520{:06}", 100_000 + call);
        for to in [names[0].as_str(), names[1].as_str(), phone.as_str()] {
            assert!(
                (1..=2).contains(&count(to)),
                "killed at call {call}: {to} has {}",
                count(to)
            );
        }
        if is_done {
            assert!(call > 40, "{call} calls");
            return;
        }
    }
}
