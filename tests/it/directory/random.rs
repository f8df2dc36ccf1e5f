//! Many changes at random, and what the stream says of them repeated, late, out of order and lost.

use crate::support::{
    directory::record,
    organisation::{Org, organisation},
};
use jiff::{SignedDuration, Timestamp};
use rand::{Rng, SeedableRng, rngs::StdRng, seq::SliceRandom};
use rollcall::domain::{
    activation::{Activation, Channel, DeliveryStatus},
    principal::Principal,
    user::{ImportedFrom, Profile, Source, Status, User},
};
use serde_json::{Value, json};

const FIRST_NAMES: [&str; 8] = [
    "Søren",
    "Aase",
    "Åse",
    "Anna Marie",
    "Joel",
    "Łukasz",
    "李",
    "D'Arcy",
];
const LAST_NAMES: [&str; 7] = [
    "Møller",
    "Moeller",
    "Kjær",
    "Ågård-Holm",
    "Großmann",
    "Nguyễn",
    "Ek",
];
/// So many people there are at most.
const MOST: usize = 40;

/// An organisation in which things happen at random, and what the stream has to say of it.
struct Life {
    org: Org,
    random: StdRng,
    people: Vec<User>,
    begun: Timestamp,
    made: usize,
    /// Ids of those who are gone.
    gone: Vec<String>,
    records: Vec<Value>,
}

impl Life {
    async fn begin(seed: u64) -> Self {
        let org = organisation("alpha").await;
        // The administrator.
        org.follow().await;
        Self {
            begun: org.context().now(),
            org,
            random: StdRng::seed_from_u64(seed),
            people: Vec::new(),
            made: 0,
            gone: Vec::new(),
            records: Vec::new(),
        }
    }

    fn one_of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.random.random_range(0..all.len())]
    }

    fn profile(&mut self) -> Profile {
        let number = self.made;
        let mut profile = json!({
            "first_name": self.one_of(&FIRST_NAMES), "last_name": self.one_of(&LAST_NAMES),
            "job_profile": "j_1", "permission_type": "p_1", "language": "da",
            "department": format!("d_{}", self.random.random_range(0..4)),
            "username": format!("user.{number}"),
        });
        if self.random.random_bool(0.6) {
            profile["email"] = json!(format!("p{number}@shop.example"));
        }
        if self.random.random_bool(0.5) {
            profile["phone"] = json!(format!("+4520{:06}", self.random.random_range(0..1_000_000)));
        }
        serde_json::from_value(profile).unwrap()
    }

    fn newcomer(&mut self) -> User {
        self.made += 1;
        let source = Source::ALL[self.random.random_range(0..Source::ALL.len())];
        let at = self.begun + SignedDuration::from_millis(self.random.random_range(0..100_000));
        // Some get the id of somebody who is gone.
        let again = self.random.random_bool(0.3).then(|| self.gone.pop()).flatten();
        let id = again.unwrap_or_else(|| format!("u_{:016}", self.made));
        let by = Principal::System;
        let profile = self.profile();
        let mut user = User::invite(&self.org.slug, id, profile, source, by, at);
        if source == Source::Import {
            user.imported_from = Some(ImportedFrom {
                import_id: format!("im_{}", self.random.random_range(0..3)),
                row: 2,
            });
        }
        user
    }

    /// Changes somebody in one of the ways in which people change.
    fn change(&mut self, user: &mut User) {
        let now = self.begun;
        match self.random.random_range(0..8) {
            0 => user.profile.first_name = self.one_of(&FIRST_NAMES).into(),
            1 => user.profile.last_name = self.one_of(&LAST_NAMES).into(),
            2 => user.profile.department = format!("d_{}", self.random.random_range(0..4)),
            3 => user.status = Status::ALL[self.random.random_range(0..3)],
            4 => user.profile.phone = None,
            5 => user.activation = Some(Activation::request(now)),
            6 => {
                let mut activation = Activation::request(now);
                activation.hold();
                user.activation = Some(activation);
            }
            _ => {
                let outcomes = [
                    DeliveryStatus::Sent,
                    DeliveryStatus::Bounced,
                    DeliveryStatus::Failed,
                    DeliveryStatus::Held,
                ];
                let outcome = outcomes[self.random.random_range(0..outcomes.len())];
                let mut activation = user.activation.take().unwrap_or_else(|| Activation::request(now));
                activation.record(Channel::Email, outcome, None, None, now);
                activation.settle();
                user.activation = Some(activation);
            }
        }
    }

    /// One thing happens. What the stream says of it is kept.
    async fn happen(&mut self) {
        let context = self.org.context();
        let store = self.org.app.store.clone();
        let is_new = self.people.len() < 5 || self.people.len() < MOST && self.random.random_bool(0.2);
        let at = self.random.random_range(0..self.people.len().max(1));
        let id = if is_new {
            let user = self.newcomer();
            store.create_user(&context, &user, Vec::new()).await.unwrap();
            self.people.push(user.clone());
            user.id
        } else if self.random.random_bool(0.1) {
            let user = self.people.swap_remove(at);
            assert!(store.remove_user(&context, &user).await.unwrap());
            self.gone.push(user.id.clone());
            user.id
        } else {
            let before = self.people[at].clone();
            let mut after = before.clone();
            self.change(&mut after);
            store.save_user(&context, &before, &mut after).await.unwrap();
            let id = after.id.clone();
            self.people[at] = after;
            id
        };
        let key = format!("{}#{id}", self.org.slug);
        let now = self.org.stored_item(&key).await;
        let mut followed = self.org.followed.lock().await;
        let old = match &now {
            Some(now) => followed.insert(key.clone(), now.clone()),
            None => followed.remove(&key),
        };
        self.records.push(record(&key, old.as_ref(), now.as_ref()));
    }

    /// The follower gets some of what the stream has to say, in some order, some of it twice.
    async fn say_some(&mut self) {
        self.records.shuffle(&mut self.random);
        let count = self.random.random_range(0..=self.records.len());
        let mut some = self.records.split_off(self.records.len() - count);
        let again: Vec<Value> = some
            .iter()
            .filter(|_| self.random.random_bool(0.3))
            .cloned()
            .collect();
        some.extend(again);
        self.org.follow_records(&some).await;
    }

    async fn say_all(&mut self) {
        let all = std::mem::take(&mut self.records);
        self.org.follow_records(&all).await;
    }

    /// So many records are lost.
    fn lose(&mut self, share: f64) {
        let random = &mut self.random;
        self.records.retain(|_| !random.random_bool(share));
    }
}

/// How many things happen; more where somebody asks for a longer run.
fn operations(usually: usize) -> usize {
    let asked = std::env::var("ROLLCALL_OPERATIONS").ok();
    asked.and_then(|asked| asked.parse().ok()).unwrap_or(usually)
}

#[tokio::test]
async fn whatever_happens_and_however_it_is_heard_of_the_directory_equals_a_recount() {
    let mut life = Life::begin(1).await;
    let all = operations(600);
    for number in 1..=all {
        life.happen().await;
        if number % 20 == 0 {
            life.say_some().await;
        }
        if number % (all / 3).max(1) == 0 {
            life.say_all().await;
            life.org.hold_directory_to_recount().await;
        }
    }
    for user in std::mem::take(&mut life.people) {
        let context = life.org.context();
        assert!(life.org.app.store.remove_user(&context, &user).await.unwrap());
    }
    life.say_all().await;
    life.org.follow().await;
    life.org.hold_directory_to_recount().await;
}

#[tokio::test]
async fn followers_and_a_recount_at_once_come_to_the_same() {
    let mut life = Life::begin(3).await;
    for _ in 0..operations(6) {
        for _ in 0..15 {
            life.happen().await;
        }
        let records = std::mem::take(&mut life.records);
        let (all, some) = (life.org.clone(), life.org.clone());
        // One is late, and finds what another one has done; people change meanwhile.
        let (early, late) = records.split_at(records.len() / 2);
        tokio::join!(
            all.follow_records(&records),
            some.follow_records(late),
            some.follow_records(early),
            some.recount(),
            async {
                for _ in 0..5 {
                    life.happen().await;
                }
            },
        );
        life.say_all().await;
        life.org.hold_directory_to_recount().await;
    }
}

#[tokio::test]
async fn what_the_stream_lost_is_made_good_for_at_night() {
    let mut life = Life::begin(2).await;
    let all = operations(300);
    for number in 1..=all {
        life.happen().await;
        if number % 20 == 0 {
            life.lose(0.3);
            life.say_some().await;
        }
        if number % (all / 2).max(1) == 0 {
            life.records.clear();
            life.org.recount().await;
            life.org.hold_directory_to_recount().await;
        }
    }
}
