//! Provisioning and a first single sign-on killed at any call to the store, throttled or without an answer: asked for again, they end in
//! exactly one person, who gets in.

use super::{claims, connect};
use crate::support::{
    answer::Answer,
    openid::OpenId,
    organisation::Org,
    person::person,
    scim::{Directory, OWN, described, described_with, id},
    seam::{FAULTS, Seam},
    sso::{Browser, entered, location},
    world::World,
};
use jiff::SignedDuration;
use serde_json::{Value, json};

/// An organisation over a seam, its directory and its provider.
struct Stage {
    org: Org,
    seam: Seam,
    directory: Directory,
    provider: OpenId,
    /// Who has come.
    people: usize,
}

impl Stage {
    async fn set() -> Self {
        let (world, seam) = World::with_seam_in_the_api().await;
        let org = world.organisation("alpha").await;
        // Each fault takes somebody's access away, which the brake would hold after a while.
        org.settings(json!({ "integration": { "adopt": true, "brake": { "people": 1_000 } } }))
            .await;
        let directory = org.directory_that_may_grant(&["manage_own_department"]).await;
        let provider = connect(&directory).await;
        Self {
            org,
            seam,
            directory,
            provider,
            people: 0,
        }
    }

    /// Somebody else, of whom the provider knows.
    fn next(&mut self) -> String {
        self.people += 1;
        let name = format!("P{}.Holm", self.people);
        self.provider.says(claims(&name));
        name
    }

    /// Somebody who is at the provider: where they are sent back to.
    async fn at_the_provider(&self, browser: &mut Browser) -> String {
        let begun = browser.open(&self.org, "/api/sso/alpha").await;
        self.provider.authorize(&location(&begun))
    }

    /// Follows an answer, or opens the address again, until it leads into the organisation; presses the button again where it says
    /// that it was busy. Who came in.
    async fn end_up(&self, browser: &mut Browser, back: &str, answer: Option<Answer>) -> Value {
        let mut answer = match answer {
            Some(answer) => answer,
            None => browser.open(&self.org, back).await,
        };
        for _ in 0..4 {
            let leads = location(&answer);
            if leads == "/alpha" {
                return entered(&self.org, &answer).await;
            }
            let back = if leads.starts_with(&self.provider.issuer) {
                self.provider.authorize(&leads)
            } else {
                self.at_the_provider(browser).await
            };
            answer = browser.open(&self.org, &back).await;
        }
        panic!("{answer:?}")
    }

    /// The person is there once, and everything that names them.
    async fn holds(&self, who: &str, what: &str) {
        let users = self.org.users().await;
        assert_eq!(users.len(), self.people + 1, "{what}: they and the administrator");
        assert_eq!(self.org.orphans().await, Vec::<String>::new(), "{what}");
        for (event, most) in [
            ("created", 1),
            ("adopted", 1),
            ("sso_linked", 1),
            ("activated", 1),
            ("enabled", 1),
        ] {
            let times = self.org.times(who, event).await;
            assert!(times <= most, "{what}: {event} {times} times");
        }
    }

    /// Lets a directory ask for somebody with each fault at each call, and again: `prepared` says who was there before, `check` what
    /// they are to be.
    async fn provision(
        &mut self,
        prepared: impl AsyncFn(&Org, &Directory, &str) -> Option<String>,
        check: impl AsyncFn(&Org, &str, &str),
    ) {
        let (mut calls, mut call, mut died) = (1, 0, 0);
        while call <= calls {
            for fault in FAULTS {
                let name = self.next();
                let what = format!("call {call}: {fault:?}");
                let before = prepared(&self.org, &self.directory, &name).await;
                let wanted = described(&name);
                let status = if call == 0 {
                    // Undisturbed.
                    let made = self.seam.calls_of(self.directory.post(&wanted)).await;
                    calls = calls.max(made);
                    Some(201)
                } else {
                    let post = self.directory.post(&wanted);
                    let answer = self.seam.with_faults(&[(call, fault)], post).await;
                    died += usize::from(answer.is_none());
                    answer.map(|answer| answer.status)
                };
                assert!(
                    matches!(status, None | Some(201 | 409 | 503)),
                    "{what}: {status:?}"
                );
                let again = self.directory.post(&wanted).await.status;
                assert!(matches!(again, 201 | 409), "{what}: {status:?}, then {again}");
                // As a directory does after either.
                let found = self
                    .directory
                    .filter(&format!("externalId eq \"x-{}\"", name.to_lowercase()))
                    .await;
                assert_eq!(found.len(), 1, "{what}");
                let who = id(&found[0]).to_owned();
                if let Some(before) = before {
                    assert_eq!(who, before, "{what}");
                }
                check(&self.org, &who, &what).await;
                let mut browser = Browser::default();
                let back = self.at_the_provider(&mut browser).await;
                let me = self.end_up(&mut browser, &back, None).await;
                assert_eq!(id(&me), who, "{what}");
                self.holds(&who, &what).await;
                self.refresh().await;
            }
            call += 1;
        }
        self.org.follow().await;
        let listed = self.directory.get("/Users?count=200").await.expect(200).json();
        let shown = listed["Resources"].as_array().unwrap().len();
        assert_eq!(
            (&listed["totalResults"], shown),
            (&json!(self.people), self.people),
            "an entry too many stands for nobody"
        );
        assert!(died >= 2 * (calls - 1), "killed {died} times at {calls} calls");
        println!("killed at each of {calls} calls");
    }

    /// A session lasts an hour, and so does what is known of a provider.
    async fn refresh(&mut self) {
        if self.people.is_multiple_of(20) {
            self.org = self.org.administrator().await;
            self.directory.org = self.org.clone();
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_created_by_a_directory_that_is_killed_at_any_call_is_there_once() {
    let mut stage = Stage::set().await;
    let nobody = async |_: &Org, _: &Directory, _: &str| None;
    let check = async |org: &Org, who: &str, what: &str| {
        assert_eq!(org.user(who).await["status"], "invited", "{what}");
    };
    stage.provision(nobody, check).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_adopted_by_a_directory_that_is_killed_at_any_call_is_there_once() {
    let mut stage = Stage::set().await;
    let invited = async |org: &Org, _: &Directory, name: &str| {
        let email = format!("{}@example.com", name.to_lowercase());
        let there = person("somebody")
            .email(&email)
            .permission_type("Manager")
            .quiet();
        Some(org.create(there).await.id)
    };
    let check = async |org: &Org, who: &str, what: &str| {
        assert_eq!(org.times(who, "adopted").await, 1, "{what}");
        assert_eq!(org.user(who).await["source"], "integration", "{what}");
    };
    stage.provision(invited, check).await;
    let left = stage
        .org
        .get("/api/integration/adoption")
        .await
        .expect(200)
        .json();
    assert_eq!(left["people"], 0, "{left}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_hired_again_by_a_directory_that_is_killed_at_any_call_is_the_one_who_left() {
    let mut stage = Stage::set().await;
    let left = async |_: &Org, directory: &Directory, name: &str| {
        let boss = described_with(name, &json!({ OWN: { "permissionType": "Manager" } }));
        let created = directory.create(&boss).await;
        let off = json!([{ "op": "replace", "path": "active", "value": false }]);
        directory.patch(id(&created), off).await.expect(200);
        Some(id(&created).to_owned())
    };
    let check = async |org: &Org, who: &str, what: &str| {
        let user = org.user(who).await;
        assert_eq!(
            (&user["status"], &user["permission_type"]["name"]),
            (&json!("invited"), &json!("User")),
            "{what}"
        );
        assert_eq!(org.times(who, "enabled").await, 1, "{what}");
    };
    stage.provision(left, check).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_comes_back_from_their_provider_and_is_killed_at_any_call_gets_in_as_one_person() {
    let mut stage = Stage::set().await;
    let (mut calls, mut call, mut died) = (1, 0, 0);
    while call <= calls {
        for (n, fault) in FAULTS.into_iter().chain(FAULTS).enumerate() {
            let name = stage.next();
            let what = format!("call {call}: {fault:?}, {n}");
            let email = format!("{}@example.com", name.to_lowercase());
            // Half of them are new, half are there already.
            let there = if n < FAULTS.len() {
                None
            } else {
                Some(stage.org.create(person("p").email(&email).quiet()).await.id)
            };
            let mut browser = Browser::default();
            let back = stage.at_the_provider(&mut browser).await;
            let mut opened = browser.clone();
            let answer = if call == 0 {
                let mut last = None;
                let made = stage
                    .seam
                    .calls_of(async { last = Some(opened.open(&stage.org, &back).await) })
                    .await;
                calls = calls.max(made);
                last
            } else {
                let open = opened.open(&stage.org, &back);
                let answer = stage.seam.with_faults(&[(call, fault)], open).await;
                died += usize::from(answer.is_none());
                answer
            };
            if answer.is_some() {
                browser = opened;
            }
            let me = stage.end_up(&mut browser, &back, answer).await;
            if let Some(there) = &there {
                assert_eq!(id(&me), there, "{what}");
            }
            assert_eq!(stage.org.who_has(&email).await.len(), 1, "{what}");
            let expected = match there {
                None => vec!["created", "activated"],
                Some(_) => vec!["created", "sso_linked", "activated"],
            };
            assert_eq!(stage.org.timeline(id(&me)).await, expected, "{what}");
            stage.holds(id(&me), &what).await;
            stage.refresh().await;
        }
        call += 1;
    }
    assert!(died >= 2 * (calls - 1), "killed {died} times at {calls} calls");
    // What was begun long before is not good for anybody.
    let mut browser = Browser::default();
    let back = stage.at_the_provider(&mut browser).await;
    stage.org.wait(SignedDuration::from_mins(61));
    stage.provider.wait(SignedDuration::from_mins(61));
    let answer = browser.open(&stage.org, &back).await;
    assert!(
        location(&answer).starts_with(&stage.provider.issuer),
        "{answer:?}"
    );
    println!("killed at each of {calls} calls");
}
