//! A sign-up by a link, its approval and its refusal, killed at any call or refused by any, are done once or not at all, and can be
//! asked for again: nobody comes in twice, and no seat is lost or given twice.

use super::token;
use crate::support::{
    organisation::Org,
    seam::{FAULTS, Fault, Seam},
    world::{PASSWORD, World, link_in},
};
use serde_json::{Value, json};

/// An organisation over a seam that people sign up to by a link, with so many seats taken.
struct Stage {
    org: Org,
    seam: Seam,
    link: Value,
    /// Who has signed up.
    people: u64,
}

impl Stage {
    async fn set(approval: &str) -> Self {
        let (world, seam) = World::with_seam_in_the_api().await;
        world.wait_for_noon();
        let org = world.organisation("alpha").await;
        org.open_sign_up().await;
        org.settings(json!({ "sign_up": { "approval": approval } })).await;
        let link = org.link("Køkken", json!({ "seats": 1_000 })).await;
        Self {
            org,
            seam,
            link,
            people: 0,
        }
    }

    /// Somebody new, by their number, presses the button of the form: the status.
    async fn press(&self) -> u16 {
        let form = json!({ "email": format!("p{}@example.com", self.people), "link": token(&self.link) });
        let address = format!("198.51.{}.7", self.people);
        self.org.sign_up_from(&address, &form).await.status
    }

    /// Everybody who has signed up is there once, with one seat each, and nothing is left of anybody else.
    async fn holds(&self, what: &str) {
        let users = self.org.users().await;
        assert_eq!(
            users.len() as u64,
            self.people + 1,
            "{what}: they and the administrator"
        );
        assert_eq!(self.org.used(&self.link).await, self.people, "{what}");
        assert_eq!(self.org.orphans().await, Vec::<String>::new(), "{what}");
    }

    /// The id of the one who signed up last.
    async fn newest(&self) -> String {
        let email = format!("p{}@example.com", self.people);
        self.org.search(&email).await[0]["id"]
            .as_str()
            .unwrap()
            .to_owned()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sign_up_killed_at_any_call_takes_one_seat_however_often_it_is_pressed() {
    let mut stage = Stage::set("off").await;
    stage.people += 1;
    let calls = stage.seam.calls_of(stage.press()).await;
    stage.org.deliver().await;
    for call in 1..=calls {
        for fault in FAULTS {
            stage.people += 1;
            let what = format!("call {call}: {fault:?}");
            let status = stage.seam.with_faults(&[(call, fault)], stage.press()).await;
            assert!(matches!(status, None | Some(202 | 503)), "{what}: {status:?}");
            assert_eq!(stage.press().await, 202, "{what}");
            stage.org.deliver().await;
            stage.holds(&what).await;
        }
    }
    println!("killed at each of {calls} calls");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sign_up_whose_working_off_is_killed_at_any_call_comes_in_once() {
    let mut stage = Stage::set("off").await;
    stage.people += 1;
    assert_eq!(stage.press().await, 202);
    let calls = stage.seam.calls_of(stage.org.deliver()).await;
    for call in 1..=calls {
        for fault in [Fault::DieBefore, Fault::DieAfter, Fault::LoseAnswer] {
            stage.people += 1;
            let what = format!("call {call}: {fault:?}");
            assert_eq!(stage.press().await, 202);
            let batch = stage.org.stream().await;
            stage
                .seam
                .with_faults(&[(call, fault)], stage.org.deliver_batch(&batch))
                .await;
            // The stream comes again with what it had, and with what was made of it; the schedule with what a dead sender held.
            stage.org.deliver_batch(&batch).await;
            stage.org.deliver().await;
            stage.org.wait(jiff::SignedDuration::from_mins(3));
            stage.org.run_schedule().await;
            stage.org.deliver().await;
            stage.holds(&what).await;
            let email = format!("p{}@example.com", stage.people);
            let messages = stage.org.messages_to(&email).await;
            assert!(
                (1..=2).contains(&messages.len()),
                "{what}: {} messages",
                messages.len()
            );
            let link = link_in(messages.last().unwrap());
            stage.org.redeem(&link, PASSWORD).await.expect(200);
            if call % 5 == 0 {
                stage.org = stage.org.administrator().await;
            }
        }
    }
    println!("killed at each of {calls} calls");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_approval_killed_at_any_call_is_done_once_and_sends_one_message() {
    let mut stage = Stage::set("all").await;
    let mut calls = 1;
    let mut call = 0;
    while call <= calls {
        for fault in FAULTS {
            stage.people += 1;
            let what = format!("call {call}: {fault:?}");
            assert_eq!(stage.press().await, 202);
            stage.org.deliver().await;
            let id = stage.newest().await;
            let path = format!("/api/sign-ups/{id}/approve");
            let approve = async || stage.org.post(&path, json!({})).await.status;
            if call == 0 {
                // Undisturbed.
                calls = stage.seam.calls_of(approve()).await;
            } else {
                let status = stage.seam.with_faults(&[(call, fault)], approve()).await;
                let again = approve().await;
                // A press that was carried out says so, or its answer was lost.
                let is_done = matches!(
                    (status, again),
                    (Some(200), 409) | (None | Some(503 | 409), 200 | 409)
                );
                assert!(is_done, "{what}: {status:?}, then {again}");
            }
            let user = stage.org.user(&id).await;
            assert_eq!(user["status"], "invited", "{what}");
            let audit = stage
                .org
                .items("/api/audit?kind=sign_up_approved&limit=200")
                .await;
            assert_eq!(audit.len() as u64, stage.people, "{what}");
            assert_eq!(
                stage.org.timeline(&id).await[..2],
                ["created", "approved"],
                "{what}"
            );
            stage.org.deliver().await;
            let email = format!("p{}@example.com", stage.people);
            assert_eq!(stage.org.messages_to(&email).await.len(), 1, "{what}");
            stage.holds(&what).await;
        }
        call += 1;
    }
    println!("killed at each of {calls} calls");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_killed_at_any_call_gives_the_seat_back_once() {
    let mut stage = Stage::set("all").await;
    let (mut calls, mut call, mut refused) = (1, 0, 0);
    while call <= calls {
        for fault in FAULTS {
            stage.people += 1;
            refused += 1;
            let what = format!("call {call}: {fault:?}");
            // The same address each time: it is free again.
            let form = json!({ "email": format!("no{refused}@example.com"), "link": token(&stage.link) });
            let address = format!("198.51.{refused}.7");
            assert_eq!(
                stage.org.sign_up_from(&address, &form).await.status,
                202,
                "{what}"
            );
            stage.org.deliver().await;
            stage.holds(&what).await;
            let found = stage.org.search(&format!("no{refused}@example.com")).await;
            let path = format!("/api/sign-ups/{}/refuse", found[0]["id"].as_str().unwrap());
            let refuse = async || stage.org.post(&path, json!({})).await.status;
            if call == 0 {
                calls = stage.seam.calls_of(refuse()).await;
            } else {
                let status = stage.seam.with_faults(&[(call, fault)], refuse()).await;
                let again = refuse().await;
                let is_done = matches!(
                    (status, again),
                    (Some(204), 404) | (None | Some(503 | 404), 204 | 404)
                );
                assert!(is_done, "{what}: {status:?}, then {again}");
            }
            stage.people -= 1;
            stage.org.deliver().await;
            stage.holds(&what).await;
            let audit = stage.org.items("/api/audit?kind=sign_up_refused&limit=200").await;
            assert_eq!(audit.len(), refused, "{what}");
            let messages = stage.org.messages_to(&format!("no{refused}@example.com")).await;
            assert_eq!(messages.len(), 1, "{what}");
        }
        call += 1;
    }
    println!("killed at each of {calls} calls");
}
