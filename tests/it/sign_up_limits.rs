//! What a submission of the sign-up form costs and tells: the same work for everybody, limits that know shops, nothing lost.

use crate::support::{
    seam::{Fault, Seam},
    world::{PASSWORD, World},
};
use jiff::SignedDuration;
use rollcall::{
    domain::{organisation::Slug, user::Draft},
    web::problem::Problem,
    workflow,
};
use serde_json::{Value, json};

async fn open(world: &World, slug: &str) -> String {
    let token = world.busy_organisation(slug).await;
    let sign_up = json!({ "enabled": true, "default_department": "Køkken", "default_job_profile": "Butiksassistent", "default_permission_type": "User" });
    world
        .patch("/api/settings", &token, json!({ "sign_up": sign_up }))
        .await
        .expect(200);
    token
}

fn by_email(email: &str) -> Draft {
    Draft {
        first_name: Some("Ida".to_owned()),
        last_name: Some("Holm".to_owned()),
        language: Some("da".to_owned()),
        email: Some(email.to_owned()),
        ..Draft::default()
    }
}

fn by_username(username: &str, phone: &str) -> Draft {
    Draft {
        username: Some(username.to_owned()),
        phone: Some(phone.to_owned()),
        email: None,
        ..by_email("")
    }
}

/// Submits as somebody at an address does, through the store that has a seam where the world has one.
async fn submit(world: &World, slug: &str, draft: &Draft, address: &str) -> Result<(), Problem> {
    let slug = Slug::parse(slug).unwrap();
    let store = &world.imports.store;
    workflow::sign_up::submit(store, &world.app.secret, &world.context(), &slug, draft, address)
        .await
        .map_err(Problem::from)
}

/// Everybody a form may be filled in for: with an account, invited, withheld, disabled, signed up, unknown.
async fn everybody(world: &World) -> Vec<&'static str> {
    let token = open(world, "alpha").await;
    world
        .active(&token, World::person(Some("active@example.com"), json!({})))
        .await;
    world
        .create(&token, World::person(Some("invited@example.com"), json!({})))
        .await;
    world
        .create(
            &token,
            World::person(Some("withheld@example.com"), json!({ "notify": false })),
        )
        .await;
    let (disabled, _) = world
        .active(&token, World::person(Some("disabled@example.com"), json!({})))
        .await;
    world
        .patch(
            &format!("/api/users/{disabled}"),
            &token,
            json!({ "status": "disabled" }),
        )
        .await
        .expect(200);
    submit(world, "alpha", &by_email("signed-up@example.com"), "192.0.2.9")
        .await
        .unwrap();
    world.deliver().await;
    vec![
        "active@example.com",
        "invited@example.com",
        "withheld@example.com",
        "disabled@example.com",
        "signed-up@example.com",
        "unknown@example.com",
    ]
}

#[tokio::test]
async fn whoever_is_named_the_same_calls_are_made() {
    let (world, seam) = World::with_seam().await;
    world.wait_for_noon();
    let mut seen: Vec<Vec<String>> = Vec::new();
    for email in everybody(&world).await {
        seam.set(&[]);
        submit(&world, "alpha", &by_email(email), "192.0.2.1")
            .await
            .unwrap();
        seen.push(seam.log());
    }
    assert_eq!(
        seen[0],
        ["Query", "UpdateItem", "UpdateItem", "UpdateItem", "PutItem"]
    );
    seen.dedup();
    assert_eq!(seen.len(), 1, "{seen:?}");
}

#[tokio::test]
async fn an_address_has_sixty_unconfirmed_sign_ups_an_hour_in_one_organisation_and_each_that_confirms_makes_room()
 {
    let world = World::at_noon().await;
    open(&world, "alpha").await;
    open(&world, "beta").await;
    let shop = "198.51.100.7";
    for n in 0..60 {
        submit(&world, "alpha", &by_email(&format!("p{n}@example.com")), shop)
            .await
            .unwrap();
    }
    let refused = submit(&world, "alpha", &by_email("p60@example.com"), shop)
        .await
        .unwrap_err();
    let left = refused.retry_after.unwrap();
    let second = world.context().now().as_second();
    let expected = u64::try_from(3_600 - second % 3_600).unwrap();
    assert!(left.abs_diff(expected) <= 5, "{left} and not {expected}");
    let minutes = format!(" {} minute", left.div_ceil(60));
    assert!(refused.detail.contains(&minutes), "{}", refused.detail);
    // Neither another organisation nor another address is any the fuller.
    submit(&world, "beta", &by_email("p60@example.com"), shop)
        .await
        .unwrap();
    submit(&world, "alpha", &by_email("q@example.com"), "198.51.100.8")
        .await
        .unwrap();
    world.deliver().await;
    let messages = world.messages().await;
    let link = messages
        .iter()
        .find(|message| message.to == "p7@example.com")
        .unwrap();
    let link = format!("/api/activation/{}", link.activation_token().unwrap());
    // However often it is pressed.
    for _ in 0..3 {
        world.post(&link, None, json!({ "password": PASSWORD })).await;
    }
    let mut taken = 0;
    for n in 60..64 {
        let draft = by_email(&format!("p{n}@example.com"));
        taken += usize::from(submit(&world, "alpha", &draft, shop).await.is_ok());
    }
    assert_eq!(taken, 1);
    world.wait(SignedDuration::from_hours(1));
    submit(&world, "alpha", &by_email("p64@example.com"), shop)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_page_that_is_full_keeps_what_was_typed_and_says_the_true_time() {
    let world = World::at_noon().await;
    open(&world, "alpha").await;
    for n in 0..60 {
        submit(
            &world,
            "alpha",
            &by_email(&format!("p{n}@example.com")),
            "127.0.0.1",
        )
        .await
        .unwrap();
    }
    let form = "first_name=%C3%85se&last_name=Holm&sign_in_with=email&email=aase%40example.com&language=da";
    let headers =
        json!({ "content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin" });
    let Value::Object(headers) = headers else {
        unreachable!()
    };
    let page = world
        .send_raw("POST", "/alpha/sign-up", Some(form.to_owned()), headers)
        .await
        .expect(429);
    assert!(page.text.contains("value=\"Åse\"") && page.text.contains("value=\"aase@example.com\""));
    let left: u64 = page.headers["retry-after"].parse().unwrap();
    assert!((1..=3_600).contains(&left));
    let minutes = left.div_ceil(60);
    assert!(
        page.text.contains(&format!(" {minutes} minut")) || minutes == 1,
        "{minutes}: {}",
        page.text
    );
}

#[tokio::test]
async fn a_strangers_submissions_shut_nobody_out() {
    let world = World::at_noon().await;
    open(&world, "alpha").await;
    for n in 0..20 {
        submit(
            &world,
            "alpha",
            &by_email("ida@example.com"),
            &format!("203.0.113.{n}"),
        )
        .await
        .unwrap();
        world.deliver().await;
        world.wait(SignedDuration::from_secs(90));
    }
    let owners = submit(&world, "alpha", &by_email("Ida@example.com"), "198.51.100.7").await;
    assert!(owners.is_ok(), "{owners:?}");
    world.deliver().await;
    let messages = world.messages().await;
    assert_eq!(messages.len(), 5);
    let link = format!("/api/activation/{}", messages[4].activation_token().unwrap());
    world
        .post(&link, None, json!({ "password": PASSWORD }))
        .await
        .expect(200);
    // The next day there is one again.
    world.wait(SignedDuration::from_hours(24));
    submit(&world, "alpha", &by_email("ida@example.com"), "198.51.100.7")
        .await
        .unwrap();
    world.deliver().await;
    assert_eq!(world.messages().await.len(), 6);
}

#[tokio::test]
async fn nobody_reads_out_which_usernames_are_taken() {
    let world = World::at_noon().await;
    let token = open(&world, "alpha").await;
    let person = World::person(None, json!({ "username": "anna", "phone": "20123456" }));
    world.create(&token, person).await;
    let mut statuses = Vec::new();
    for n in 0..25 {
        let draft = by_username("anna", &format!("201000{n:02}"));
        let answer = submit(&world, "alpha", &draft, "203.0.113.1").await;
        statuses.push(answer.unwrap_err().kind.status());
    }
    assert_eq!(statuses.iter().filter(|status| **status == 409).count(), 20);
    assert_eq!(statuses[20..], [429; 5]);
    // Then a free name is no answer either.
    let free = submit(&world, "alpha", &by_username("bo", "20100099"), "203.0.113.1").await;
    assert_eq!(free.unwrap_err().kind.status(), 429);
    submit(&world, "alpha", &by_username("bo", "20100099"), "203.0.113.2")
        .await
        .unwrap();
}

#[tokio::test]
async fn a_submission_killed_at_any_call_becomes_one_user_who_is_told() {
    let (world, seam) = World::with_seam().await;
    world.wait_for_noon();
    open(&world, "alpha").await;
    let sender = || send_activation::App {
        store: world.imports.store.clone(),
        secret: world.sending.secret.clone(),
        messenger: world.sending.messenger.clone(),
        public_url: world.sending.public_url.clone(),
    };
    let mut call = 0;
    loop {
        call += 1;
        let email = format!("p{call}@example.com");
        seam.set(&[]);
        submit(&world, "alpha", &by_email(&email), "203.0.113.5")
            .await
            .unwrap();
        let batch = world.stream().await;
        seam.set(&[(
            call,
            if call % 2 == 0 {
                Fault::DieBefore
            } else {
                Fault::DieAfter
            },
        )]);
        let is_done = handle_or_die(&world, &sender(), &seam, batch.clone()).await;
        seam.set(&[]);
        // The stream brings it again, late and twice, and the schedule looks after the rest.
        for _ in 0..2 {
            send_activation::handle(&world.sending, &world.context(), batch.clone()).await;
        }
        for _ in 0..3 {
            world.wait(SignedDuration::from_mins(16));
            resend_activation::handle_schedule(&world.app, &world.context())
                .await
                .unwrap();
            world.deliver().await;
        }
        let users = world.users().await.len();
        assert_eq!(users, call + 1, "killed at call {call}");
        let sent = world.messages().await;
        let sent = sent.iter().filter(|message| message.to == email).count();
        assert!((1..=2).contains(&sent), "killed at call {call}: {sent} messages");
        if is_done {
            break;
        }
    }
    assert!(call > 10, "{call} calls");
    assert_eq!(world.orphans().await, Vec::<String>::new());
}

/// Whether the batch was worked off before the call at which its worker dies.
async fn handle_or_die(world: &World, sender: &send_activation::App, seam: &Seam, batch: Value) -> bool {
    let context = world.context();
    tokio::select! {
        _ = send_activation::handle(sender, &context, batch) => true,
        () = seam.died() => false,
    }
}
