//! People, shops and organisations under attack: the right person gets in.

use super::{HOME, activate, anna, hammering, sign_in, sign_in_from};
use crate::support::{
    organisation::{Org, organisation},
    person::person,
    world::PASSWORD,
};
use futures::future::{join, join_all};
use jiff::SignedDuration;
use serde_json::json;
use std::{
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    time::Duration,
};

/// Ten strangers, each from a network of their own, guess as fast as they can until `work` is done.
async fn under_attack<T>(org: &Org, work: impl Future<Output = T>) -> (T, usize) {
    let (is_over, tries) = (AtomicBool::new(false), AtomicUsize::new(0));
    let strangers = (0..10).map(async |stranger| {
        let source = format!("2001:db8:{stranger}::1");
        while !is_over.load(Ordering::SeqCst) {
            let identifier = ["anna", "anna@example.com"][tries.fetch_add(1, Ordering::SeqCst) % 2];
            let answer = sign_in_from(org, &source, "", identifier, "qwertyuiop").await;
            assert!([401, 429].contains(&answer.status), "{}", answer.text);
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    });
    let work = async {
        // Until they have used up what there was.
        tokio::time::sleep(Duration::from_secs(2)).await;
        let done = work.await;
        is_over.store(true, Ordering::SeqCst);
        done
    };
    let (done, _) = join(work, join_all(strangers)).await;
    (done, tries.load(Ordering::SeqCst))
}

#[tokio::test]
async fn strangers_never_keep_the_right_person_out() {
    let org = organisation("alpha").await;
    let (id, device) = anna(&org).await;
    let (mut in_by_device, mut in_by_link, mut in_by_one_time, mut kept_out) = (0, 0, 0, 0);
    let victim = async {
        let mut device = device;
        for round in 0..20 {
            // Every token is good for the next time.
            let identifier = ["anna", "anna@example.com"][round % 2];
            let answer = sign_in_from(&org, HOME, &device, identifier, PASSWORD).await;
            if answer.status == 200 {
                in_by_device += 1;
                device.clone_from(&answer.headers["rollcall-device"]);
            }
            if round % 4 == 0 && sign_in(&org, "anna", PASSWORD).await.status == 401 {
                kept_out += 1;
            }
        }
        // Somebody who is invited, and whose e-mail is under attack as well.
        for round in 0..20 {
            let bo = org.create(person(&format!("bo{round}")).quiet()).await;
            let email = bo["email"].as_str().unwrap();
            for guess in 0..3 {
                sign_in_from(&org, "2001:db8:1::1", "", email, &format!("{guess}")).await;
            }
            in_by_link += usize::from(activate(&org, &bo.id).await.status == 200);
        }
        for _ in 0..10 {
            let one_time = org.one_time_password(&id).await;
            in_by_one_time += usize::from(sign_in(&org, "anna", &one_time).await.status == 200);
        }
    };
    let ((), tries) = under_attack(&org, victim).await;
    assert_eq!((in_by_device, in_by_link, in_by_one_time), (20, 20, 10));
    assert!(kept_out > 0, "the strangers were at it: {tries} tries");
}

#[tokio::test]
async fn an_unlocked_person_gets_in_while_the_strangers_go_on() {
    let org = organisation("alpha").await;
    let (id, _) = anna(&org).await;
    let unlock = format!("/api/users/{id}/unlock");
    let victim = async {
        while hammering(&org).await < 10 {
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        let mut answers = Vec::new();
        for _ in 0..10 {
            let locked = sign_in(&org, "anna", PASSWORD).await.status;
            org.post(&unlock, json!({})).await.expect(204);
            tokio::time::sleep(Duration::from_millis(500)).await;
            answers.push((locked, sign_in(&org, "anna", PASSWORD).await.status));
        }
        answers
    };
    let (answers, _) = under_attack(&org, victim).await;
    assert_eq!(answers[0].0, 401, "locked out before");
    assert!(
        answers.iter().all(|(_, unlocked)| *unlocked == 200),
        "{answers:?}"
    );
    let timeline = org.timeline(&id).await;
    assert!(timeline.contains(&"unlocked".to_owned()), "{timeline:?}");
    // Unlocking without end would be guessing without end.
    let refused = org.post(&unlock, json!({})).await.expect(429);
    assert!(refused.headers["retry-after"].parse::<u64>().unwrap() > 0);
}

#[tokio::test]
async fn managers_unlock_their_own_department_and_nobody_above_them() {
    let org = organisation("alpha").await;
    let manager = org.active(person("boss").permission_type("Manager")).await;
    for (person, by_manager) in [
        (person("own"), 204),
        (person("elsewhere").department("Filiale Flensburg"), 404),
        (person("above").permission_type("Administrator"), 403),
    ] {
        let path = format!("/api/users/{}/unlock", org.create(person).await.id);
        manager.post(&path, json!({})).await.expect(by_manager);
        org.post_openly(&path, json!({})).await.expect(401);
        org.post(&path, json!({})).await.expect(204);
    }
}

#[tokio::test]
async fn a_shop_and_an_organisation_under_attack_are_slowed_down_and_not_locked_out() {
    let org = organisation("alpha").await;
    let (_, device) = anna(&org).await;
    let shop = "203.0.113.9";
    let guess = async |source: &str| {
        sign_in_from(&org, source, "", "somebody", "wrong")
            .await
            .expect(401);
    };
    let try_anna = async |source: &str, device: &str, status: u16| {
        sign_in_from(&org, source, device, "anna", PASSWORD)
            .await
            .expect(status)
    };
    guess(shop).await;
    org.use_up("sign-in-address", 300).await;
    let slowed = try_anna(shop, "", 429).await;
    let wait: i64 = slowed.headers["retry-after"].parse().unwrap();
    let left = 600 - org.context().now().as_second() % 600;
    assert!((left - 5..=left + 5).contains(&wait), "{wait} of {left}");
    try_anna(shop, &device, 200).await;
    try_anna(HOME, "", 200).await;
    // Another address of the same customer is the same network.
    guess("2001:db8::1").await;
    org.use_up("sign-in-address", 300).await;
    try_anna("2001:db8::2", "", 429).await;
    try_anna("2001:db8:0:1::2", "", 200).await;

    org.wait(SignedDuration::from_mins(11));
    guess(shop).await;
    org.use_up("sign-in-organisation", 3_000).await;
    // Every network still has a few tries: enough for a person.
    for _ in 0..9 {
        guess(shop).await;
    }
    try_anna(shop, "", 429).await;
    try_anna(shop, &device, 200).await;
    for _ in 0..12 {
        try_anna(HOME, "", 200).await;
    }
}
