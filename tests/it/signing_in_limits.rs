//! Guessing and locking out: strangers are slowed down, and never keep the right person out.

use crate::support::world::{Answer, COOKIES, PASSWORD, SOURCE, World};
use aws_sdk_dynamodb::types::AttributeValue;
use futures::future::{join, join_all};
use jiff::SignedDuration;
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    time::Duration,
};

const HOME: &str = "198.51.100.7";

fn credentials(identifier: &str, password: &str) -> Value {
    json!({ "organisation": "alpha", "identifier": identifier, "password": password })
}

async fn sign_in(world: &World, source: &str, device: &str, identifier: &str, password: &str) -> Answer {
    world
        .post_from(source, device, "/api/sign-in", credentials(identifier, password))
        .await
}

/// Anna, active: her id and the token of the device she activated on.
async fn anna(world: &World, token: &str) -> (String, String) {
    let person = World::person(
        Some("anna@example.com"),
        json!({ "username": "anna", "phone": "20123456" }),
    );
    let created = world.create(token, person).await;
    let id = created["id"].as_str().unwrap().to_owned();
    let link = world.link_of("alpha", &id, 14).await;
    let path = format!("/api/activation/{link}");
    let activated = world
        .post_from(HOME, "", &path, json!({ "password": PASSWORD }))
        .await
        .expect(200);
    (id, activated.headers["rollcall-device"].clone())
}

/// What a person's counter says: failures, and tries that came too soon.
async fn counted(world: &World) -> (u64, u64) {
    let (mut failures, mut refused) = (0, 0);
    for item in world.ephemera().await {
        if item["pk"].as_s().unwrap().starts_with("sign-in#") {
            failures += item["failures"].as_n().unwrap().parse::<u64>().unwrap();
            let networks: Value = serde_json::from_str(item["networks"].as_s().unwrap()).unwrap();
            for network in networks.as_array().unwrap() {
                refused += network["refused"].as_u64().unwrap();
            }
        }
    }
    (failures, refused)
}

/// How many networks have hammered at one person: more than twenty tries each.
async fn hammering(world: &World) -> usize {
    let tries =
        |network: &Value| network["failures"].as_u64().unwrap() + network["refused"].as_u64().unwrap();
    let of_item = |item: &HashMap<String, AttributeValue>| {
        let networks = item.get("networks")?.as_s().ok()?.clone();
        let networks: Vec<Value> = serde_json::from_str(&networks).unwrap();
        Some(networks.iter().filter(|network| tries(network) > 20).count())
    };
    world
        .ephemera()
        .await
        .iter()
        .filter_map(of_item)
        .max()
        .unwrap_or(0)
}

#[tokio::test]
async fn guessing_is_slowed_down_whatever_the_spelling_and_even_in_parallel() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    anna(&world, &token).await;
    let mut answers = Vec::new();
    for (identifier_of, source, tries) in [
        (
            ["anna@example.com", "ANNA@Example.com", " anna ", "Anna"],
            "203.0.113.1",
            200,
        ),
        (
            ["x@example.com", "X@example.com", "x@EXAMPLE.com", "X@Example.Com"],
            "203.0.113.2",
            50,
        ),
    ] {
        let before = counted(&world).await.0;
        let tries = (0..tries).map(|n: usize| {
            let guess = format!("wrong {n}");
            let world = &world;
            async move { sign_in(world, source, "", identifier_of[n % 4], &guess).await }
        });
        answers.extend(
            join_all(tries)
                .await
                .into_iter()
                .map(|a| (a.status, a.headers, a.text)),
        );
        assert_eq!(counted(&world).await.0, before + 5, "known and unknown alike");
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
    assert_eq!(answers[0].0, 401);
    // The wait after five failures is two seconds.
    world.wait(SignedDuration::from_secs(3));
    sign_in(&world, HOME, "", "anna", PASSWORD).await.expect(200);
}

#[tokio::test]
async fn a_blocked_try_answers_as_a_wrong_password_does() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    anna(&world, &token).await;
    let mut answers = Vec::new();
    for n in 0..8 {
        let guess = format!("wrong {n}");
        answers.push(sign_in(&world, HOME, "", "anna@example.com", &guess).await);
    }
    // The other identifier of the same person, and the right password: nothing tells that they share a counter.
    answers.push(sign_in(&world, HOME, "", "anna", "wrong").await);
    answers.push(sign_in(&world, HOME, "", "anna", PASSWORD).await);
    answers.push(sign_in(&world, HOME, "", "nobody", PASSWORD).await);
    assert!(counted(&world).await.1 > 0, "some were blocked");
    let mut told: Vec<_> = answers
        .into_iter()
        .map(|answer| (answer.status, answer.headers, answer.text))
        .collect();
    told.dedup();
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0].0, 401);
    let fields = [("identifier", "anna"), ("password", PASSWORD)];
    let blocked = world.form("/alpha?language=en", &fields, &[]).await.expect(401);
    let fields = [("identifier", "anna"), ("password", "wrong")];
    let wrong = world.form("/alpha?language=en", &fields, &[]).await.expect(401);
    assert_eq!(blocked.text, wrong.text);
    assert!(wrong.text.contains("After several wrong tries"), "{}", wrong.text);
}

/// Ten strangers, each from a network of their own, guess as fast as they can until `work` is done.
async fn under_attack<T>(world: &World, work: impl Future<Output = T>) -> (T, usize) {
    let (is_over, tries) = (AtomicBool::new(false), AtomicUsize::new(0));
    let strangers = (0..10).map(|stranger| {
        let (is_over, tries) = (&is_over, &tries);
        async move {
            let source = format!("2001:db8:{stranger}::1");
            while !is_over.load(Ordering::SeqCst) {
                let identifier = ["anna", "anna@example.com"][tries.fetch_add(1, Ordering::SeqCst) % 2];
                let answer = sign_in(world, &source, "", identifier, "qwertyuiop").await;
                assert!([401, 429].contains(&answer.status), "{}", answer.text);
                tokio::time::sleep(Duration::from_millis(500)).await;
            }
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
    (done, tries.into_inner())
}

#[tokio::test]
async fn strangers_never_keep_the_right_person_out() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    let (id, device) = anna(&world, &token).await;
    let (mut in_by_device, mut in_by_link, mut in_by_one_time, mut kept_out) = (0, 0, 0, 0);
    let victim = async {
        let mut device = device;
        for round in 0..40 {
            // Every token is good for the next time.
            let answer = sign_in(
                &world,
                HOME,
                &device,
                ["anna", "anna@example.com"][round % 2],
                PASSWORD,
            )
            .await;
            if answer.status == 200 {
                in_by_device += 1;
                device.clone_from(&answer.headers["rollcall-device"]);
            }
            if round % 4 == 0 && sign_in(&world, HOME, "", "anna", PASSWORD).await.status == 401 {
                kept_out += 1;
            }
        }
        // Somebody who is invited, and whose e-mail is under attack as well.
        for round in 0..40 {
            let email = format!("bo{round}@example.com");
            let person = World::person(Some(&email), json!({ "notify": false }));
            let created = world.create(&token, person).await;
            let (id, body) = (created["id"].as_str().unwrap(), json!({ "password": PASSWORD }));
            for guess in 0..3 {
                sign_in(&world, "2001:db8:1::1", "", &email, &format!("{guess}")).await;
            }
            let path = format!("/api/activation/{}", world.link_of("alpha", id, 14).await);
            let answer = world.post_from(HOME, "", &path, body).await;
            in_by_link += usize::from(answer.status == 200);
        }
        for _ in 0..20 {
            let path = format!("/api/users/{id}/one-time-password");
            let granted = world
                .post(&path, Some(&token), json!({}))
                .await
                .expect(200)
                .json();
            let one_time = granted["one_time_password"].as_str().unwrap();
            let answer = sign_in(&world, HOME, "", "anna", one_time).await;
            in_by_one_time += usize::from(answer.status == 200);
        }
    };
    let ((), tries) = under_attack(&world, victim).await;
    assert_eq!((in_by_device, in_by_link, in_by_one_time), (40, 40, 20));
    assert!(kept_out > 0, "the strangers were at it: {tries} tries");
}

#[tokio::test]
async fn a_fresh_link_clears_the_count_when_it_is_redeemed_and_not_when_it_is_sent() {
    let world = World::at_noon().await;
    let token = world.busy_organisation("alpha").await;
    let person = World::person(
        Some("ida@example.com"),
        json!({ "one_time_password": "maple-4821-river" }),
    );
    let created = world.create(&token, person).await;
    let id = created["id"].as_str().unwrap();
    world.deliver().await;
    for n in 0..5 {
        sign_in(&world, HOME, "", "ida@example.com", &format!("wrong {n}"))
            .await
            .expect(401);
    }
    let counted_before = counted(&world).await;
    assert_eq!(counted_before.0, 5);
    world.wait(SignedDuration::from_mins(2));
    world
        .post(&format!("/api/users/{id}/activation"), Some(&token), json!({}))
        .await
        .expect(202);
    world.deliver().await;
    let messages = world.messages().await;
    let sent: Vec<_> = messages
        .iter()
        .filter(|message| message.to == "ida@example.com")
        .collect();
    assert_eq!(sent.len(), 2, "the press sent a fresh link");
    assert_eq!(
        counted(&world).await,
        counted_before,
        "a guesser gains nothing by it"
    );
    let path = format!("/api/activation/{}", sent[1].activation_token().unwrap());
    world
        .post_from("203.0.113.9", "", &path, json!({ "password": PASSWORD }))
        .await
        .expect(200);
    assert_eq!(counted(&world).await.0, 0);
    sign_in(&world, "203.0.113.9", "", "ida@example.com", PASSWORD)
        .await
        .expect(200);
}

#[tokio::test]
async fn a_generated_one_time_password_is_never_held_back_and_one_given_by_hand_is() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    let given = "mdq7-4xkw-2vtr";
    let mut answers = Vec::new();
    for (email, one_time) in [
        ("made@example.com", json!(true)),
        ("given@example.com", json!(given)),
    ] {
        let person = World::person(
            Some(email),
            json!({ "one_time_password": one_time, "notify": false }),
        );
        let created = world.create(&token, person).await;
        let one_time = created["one_time_password"].as_str().unwrap_or(given).to_owned();
        for guess in 0..30 {
            let stranger = format!("2001:db8:{guess}::1");
            sign_in(&world, &stranger, "", email, "mdq7-4xkw-2vts")
                .await
                .expect(401);
        }
        answers.push(sign_in(&world, HOME, "", email, &one_time).await.status);
        // Still a try that is counted: it may not serve to find out more.
        assert!(counted(&world).await.1 > 0, "{email} was held back");
        world.wait(SignedDuration::from_mins(21));
        answers.push(sign_in(&world, HOME, "", email, &one_time).await.status);
    }
    assert_eq!(answers, [200, 200, 401, 200]);
}

#[tokio::test]
async fn an_unlocked_person_gets_in_while_the_strangers_go_on() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    let (id, _) = anna(&world, &token).await;
    let unlock = format!("/api/users/{id}/unlock");
    let victim = async {
        while hammering(&world).await < 10 {
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        let mut answers = Vec::new();
        for _ in 0..10 {
            let locked = sign_in(&world, HOME, "", "anna", PASSWORD).await.status;
            world.post(&unlock, Some(&token), json!({})).await.expect(204);
            tokio::time::sleep(Duration::from_millis(500)).await;
            answers.push((locked, sign_in(&world, HOME, "", "anna", PASSWORD).await.status));
        }
        answers
    };
    let (answers, _) = under_attack(&world, victim).await;
    assert_eq!(answers[0].0, 401, "locked out before");
    assert!(
        answers.iter().all(|(_, unlocked)| *unlocked == 200),
        "{answers:?}"
    );
    let timeline = world.get(&format!("/api/users/{id}/timeline"), &token).await;
    assert!(timeline.text.contains("\"unlocked\""), "{}", timeline.text);
    // Whoever unlocks without end would guess without end.
    let refused = world.post(&unlock, Some(&token), json!({})).await.expect(429);
    assert!(refused.headers["retry-after"].parse::<u64>().unwrap() > 0);
}

#[tokio::test]
async fn managers_unlock_their_own_department_and_nobody_above_them() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    let manager = World::person(Some("boss@example.com"), json!({ "permission_type": "Manager" }));
    let (_, manager) = world.active(&token, manager).await;
    let elsewhere = World::person(
        Some("e@example.com"),
        json!({ "department": "Filiale Flensburg" }),
    );
    let above = World::person(
        Some("a@example.com"),
        json!({ "permission_type": "Administrator" }),
    );
    let own = World::person(Some("o@example.com"), json!({}));
    for (person, by_manager) in [(own, 204), (elsewhere, 404), (above, 403)] {
        let created = world.create(&token, person).await;
        let path = format!("/api/users/{}/unlock", created["id"].as_str().unwrap());
        world
            .post(&path, Some(&manager), json!({}))
            .await
            .expect(by_manager);
        world.post(&path, None, json!({})).await.expect(401);
        world.post(&path, Some(&token), json!({})).await.expect(204);
    }
}

#[tokio::test]
async fn a_shop_and_an_organisation_under_attack_are_slowed_down_and_not_locked_out() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    let (_, device) = anna(&world, &token).await;
    let shop = "203.0.113.9";
    sign_in(&world, shop, "", "somebody", "wrong").await.expect(401);
    world.use_up("sign-in-address", 300).await;
    let slowed = sign_in(&world, shop, "", "anna", PASSWORD).await.expect(429);
    let wait: i64 = slowed.headers["retry-after"].parse().unwrap();
    let left = 600 - world.context().now().as_second() % 600;
    assert!((left - 5..=left + 5).contains(&wait), "{wait} of {left}");
    sign_in(&world, shop, &device, "anna", PASSWORD).await.expect(200);
    sign_in(&world, HOME, "", "anna", PASSWORD).await.expect(200);
    // Another address of the same customer is the same network.
    sign_in(&world, "2001:db8::1", "", "somebody", "wrong")
        .await
        .expect(401);
    world.use_up("sign-in-address", 300).await;
    sign_in(&world, "2001:db8::2", "", "anna", PASSWORD)
        .await
        .expect(429);
    sign_in(&world, "2001:db8:0:1::2", "", "anna", PASSWORD)
        .await
        .expect(200);

    world.wait(SignedDuration::from_mins(11));
    sign_in(&world, shop, "", "somebody", "wrong").await.expect(401);
    world.use_up("sign-in-organisation", 3_000).await;
    // Every network still has a few tries: enough for a person.
    for _ in 0..9 {
        sign_in(&world, shop, "", "somebody", "wrong").await.expect(401);
    }
    sign_in(&world, shop, "", "anna", PASSWORD).await.expect(429);
    sign_in(&world, shop, &device, "anna", PASSWORD).await.expect(200);
    for _ in 0..12 {
        sign_in(&world, HOME, "", "anna", PASSWORD).await.expect(200);
    }
}

#[tokio::test]
async fn ten_failures_on_a_known_device_and_it_counts_as_unknown() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    let (id, device) = anna(&world, &token).await;
    let guesses = (0..200).map(|n| {
        let (world, device, guess) = (&world, &device, format!("wrong {n}"));
        async move { sign_in(world, HOME, device, "anna", &guess).await }
    });
    for answer in join_all(guesses).await {
        answer.expect(401);
    }
    assert_eq!(
        counted(&world).await.0,
        5,
        "ten on the device, and five like everybody"
    );
    world.wait(SignedDuration::from_secs(3));
    let device = sign_in(&world, HOME, &device, "anna", PASSWORD)
        .await
        .expect(200)
        .headers["rollcall-device"]
        .clone();
    // A success makes it known again, and forgets its failures.
    for n in 0..9 {
        sign_in(&world, HOME, &device, "anna", &format!("wrong {n}"))
            .await
            .expect(401);
    }
    sign_in(&world, HOME, &device, "anna", PASSWORD).await.expect(200);
    assert_eq!(counted(&world).await.0, 0);
    // Rights that change end sessions, and with them what devices are known for.
    let change = json!({ "permission_type": "Manager" });
    world
        .patch(&format!("/api/users/{id}"), &token, change)
        .await
        .expect(200);
    sign_in(&world, HOME, &device, "anna", "wrong").await.expect(401);
    assert_eq!(counted(&world).await.0, 1, "the device is not known any more");
}

#[tokio::test]
async fn a_browser_is_known_for_each_of_those_who_use_it() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    anna(&world, &token).await;
    world
        .active(&token, World::person(Some("bo@example.com"), json!({})))
        .await;
    let mut kept = String::new();
    for identifier in ["anna", "bo@example.com"] {
        let fields = [("identifier", identifier), ("password", PASSWORD)];
        let cookie = format!("other=1; __Host-devices={kept}");
        let answer = world
            .form("/alpha", &fields, &[("cookie", &cookie)])
            .await
            .expect(303);
        assert_eq!(answer.cookies.len(), 2, "{:?}", answer.cookies);
        let devices = answer
            .cookies
            .iter()
            .find_map(|one| one.strip_prefix("__Host-devices="));
        kept = devices.unwrap().to_owned();
    }
    assert_eq!(kept.split('.').count(), 2);
    // Both are attacked from that very network, and get in; API Gateway hands cookies over in two ways.
    for identifier in ["anna", "bo@example.com"] {
        for n in 0..7 {
            sign_in(&world, "127.0.0.1", "", identifier, &format!("wrong {n}"))
                .await
                .expect(401);
        }
        let fields = [("identifier", identifier), ("password", PASSWORD)];
        let cookie = format!("__Host-devices={kept}");
        let unknown = world.form("/alpha", &fields, &[]).await;
        assert_eq!(unknown.status, 401, "{identifier} is locked out elsewhere");
        world
            .form("/alpha", &fields, &[("cookie", &cookie)])
            .await
            .expect(303);
        let mut headers = json!({
            "content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin", SOURCE: "127.0.0.1",
        });
        headers[COOKIES] = json!(["other=1", cookie]);
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let headers = headers.as_object().unwrap().clone();
        world
            .send_raw("POST", "/alpha", Some(body), headers)
            .await
            .expect(303);
    }
}

#[tokio::test]
async fn the_same_choice_of_a_password_again_gets_the_same_answer() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    let person = World::person(
        None,
        json!({ "username": "bo", "phone": "20123456", "one_time_password": true, "notify": false }),
    );
    let created = world.create(&token, person).await;
    let one_time = created["one_time_password"].as_str().unwrap();
    let answer = sign_in(&world, HOME, "", "bo", one_time).await.expect(200).json();
    let ticket = answer["password_change"]["ticket"].as_str().unwrap();
    let choose = async |password: &str| {
        let body = json!({ "ticket": ticket, "password": password });
        world.post_from(HOME, "", "/api/password", body).await
    };
    let presses = (0..10).map(|_| choose(PASSWORD));
    for answer in join_all(presses).await {
        let session = answer.expect(200).json()["access_token"]
            .as_str()
            .unwrap()
            .to_owned();
        world.get("/api/me", &session).await.expect(200);
    }
    world.wait(SignedDuration::from_mins(8));
    choose(PASSWORD).await.expect(200);
    let fields = [("ticket", ticket), ("password", PASSWORD), ("repeat", PASSWORD)];
    let page = world.form("/alpha/password", &fields, &[]).await.expect(303);
    assert_eq!(page.headers["location"], "/alpha");
    choose("en helt anden sætning").await.expect(410);
    world.wait(SignedDuration::from_mins(3));
    choose(PASSWORD).await.expect(410);
}

#[tokio::test]
async fn every_refusal_costs_the_same_calls() {
    let (world, seam) = World::with_seam_in_the_api().await;
    let token = world.busy_organisation("alpha").await;
    anna(&world, &token).await;
    for (email, more) in [
        ("invited@example.com", json!({ "notify": false })),
        (
            "granted@example.com",
            json!({ "notify": false, "one_time_password": true }),
        ),
    ] {
        world.create(&token, World::person(Some(email), more)).await;
    }
    let (gone, _) = world
        .active(&token, World::person(Some("disabled@example.com"), json!({})))
        .await;
    let change = json!({ "status": "disabled" });
    world
        .patch(&format!("/api/users/{gone}"), &token, change)
        .await
        .expect(200);
    let mut costs = Vec::new();
    for (identifier, password) in [
        ("anna", "wrong"),
        ("anna@example.com", "wrong"),
        ("invited@example.com", "wrong"),
        ("granted@example.com", "wrong"),
        ("disabled@example.com", PASSWORD),
        ("nobody@example.com", "wrong"),
        ("nobody", "wrong"),
        ("not@@an address", "wrong"),
    ] {
        // The first five are tried, and then they are blocked.
        for attempt in 0..8 {
            seam.set(&[]);
            sign_in(&world, HOME, "", identifier, password).await.expect(401);
            costs.push((format!("{identifier}, try {attempt}"), seam.log()));
        }
    }
    seam.set(&[]);
    let body = json!({ "organisation": "nowhere", "identifier": "anna", "password": PASSWORD });
    world.post_from(HOME, "", "/api/sign-in", body).await.expect(401);
    costs.push(("another organisation".to_owned(), seam.log()));
    assert!(counted(&world).await.1 > 8, "some were blocked");
    let (_, expected) = &costs[0];
    assert!(expected.len() > 4, "{expected:?}");
    for (what, calls) in &costs {
        assert_eq!(calls, expected, "{what}");
    }
}

#[tokio::test]
async fn every_press_of_a_dead_link_costs_the_same_calls() {
    let (world, seam) = World::with_seam_in_the_api().await;
    let token = world.busy_organisation("alpha").await;
    let mut links = Vec::new();
    for email in ["old@example.com", "disabled@example.com", "used@example.com"] {
        let created = world.create(&token, World::person(Some(email), json!({}))).await;
        let id = created["id"].as_str().unwrap().to_owned();
        let path = format!("/api/activation/{}", world.link_of("alpha", &id, 14).await);
        let body = json!({ "password": PASSWORD });
        world.post_from(HOME, "", &path, body).await.expect(200);
        if email.starts_with("disabled") {
            let change = json!({ "status": "disabled" });
            world
                .patch(&format!("/api/users/{id}"), &token, change)
                .await
                .expect(200);
        } else if email.starts_with("old") {
            world.wait(SignedDuration::from_mins(11));
        }
        links.push((email, path));
    }
    // The last one was used just now, and its password could be tried; the others are dead for good.
    let mut costs = Vec::new();
    for (what, path) in links {
        seam.set(&[]);
        let body = json!({ "password": "en helt anden sætning" });
        world.post_from(HOME, "", &path, body).await.expect(410);
        costs.push((what, seam.log()));
    }
    for (what, calls) in &costs {
        assert_eq!(calls, &costs[0].1, "{what}");
    }
}
