//! The gate in front of SES and SNS: bombs over every road, each with the number of messages that went out.

use crate::support::{
    workbook,
    world::{PASSWORD, World},
};
use aws_sdk_dynamodb::types::AttributeValue;
use futures::future::join_all;
use jiff::SignedDuration;
use serde_json::{Value, json};

const A_DAY: SignedDuration = SignedDuration::from_hours(25);

/// Asks for everything that is due, and sends it.
async fn pass_by(world: &World, time: SignedDuration) {
    world.wait(time);
    resend_activation::handle_schedule(&world.app, &world.context())
        .await
        .unwrap();
    world.deliver().await;
}

/// How many messages went to contacts that begin so.
async fn count(world: &World, to: &str) -> usize {
    let messages = world.messages().await;
    messages
        .iter()
        .filter(|message| message.to.starts_with(to))
        .count()
}

/// A session at this world's time: they last an hour.
async fn sign_in(world: &World) -> String {
    let body = json!({ "organisation": "alpha", "identifier": "admin@alpha.example", "password": PASSWORD });
    let signed_in = world.post("/api/sign-in", None, body).await.expect(200);
    signed_in.json()["access_token"].as_str().unwrap().to_owned()
}

fn colleague(username: &str, phone: &str) -> Value {
    World::person(None, json!({ "username": username, "phone": phone }))
}

async fn user(world: &World, token: &str, id: &str) -> Value {
    world
        .get(&format!("/api/users/{id}"), token)
        .await
        .expect(200)
        .json()
}

fn id_of(user: &Value) -> &str {
    user["id"].as_str().unwrap()
}

/// The state and the reason of a user's newest delivery.
fn last_delivery(user: &Value) -> (String, String) {
    let last = user["activation"]["deliveries"]
        .as_array()
        .unwrap()
        .last()
        .unwrap();
    let text = |name: &str| last[name].as_str().unwrap_or_default().to_owned();
    (text("status"), text("reason"))
}

fn held(reason: &str) -> (String, String) {
    ("held".to_owned(), reason.to_owned())
}

#[tokio::test]
async fn twelve_resends_to_one_person_are_five_a_day_and_the_last_goes_out_the_next() {
    let world = World::at_noon().await;
    let token = world.busy_organisation("alpha").await;
    let both = World::person(Some("anna@example.com"), json!({ "phone": "20123456" }));
    let anna = world.create(&token, both).await;
    world.deliver().await;
    for _ in 0..12 {
        let path = format!("/api/users/{}/activation", id_of(&anna));
        world.post(&path, Some(&token), json!({})).await.expect(202);
        world.deliver().await;
    }
    assert_eq!(
        (
            count(&world, "anna@example.com").await,
            count(&world, "+4520123456").await
        ),
        (5, 5)
    );
    let shown = user(&world, &token, id_of(&anna)).await;
    assert_eq!(last_delivery(&shown), held("over_limit"));
    assert!(shown["activation"]["next_attempt_at"].is_string(), "{shown}");
    pass_by(&world, SignedDuration::from_mins(30)).await;
    pass_by(&world, A_DAY).await;
    pass_by(&world, A_DAY).await;
    assert_eq!(
        (
            count(&world, "anna@example.com").await,
            count(&world, "+4520123456").await
        ),
        (6, 6)
    );
    let token = sign_in(&world).await;
    assert_eq!(
        last_delivery(&user(&world, &token, id_of(&anna)).await),
        ("sent".to_owned(), String::new())
    );
}

#[tokio::test]
async fn twelve_corrections_of_a_phone_are_five_sms_whatever_the_number() {
    let world = World::at_noon().await;
    let token = world.busy_organisation("alpha").await;
    let bo = world.create(&token, colleague("bo", "20100000")).await;
    world.deliver().await;
    for n in 1..=12 {
        let path = format!("/api/users/{}", id_of(&bo));
        world
            .patch(&path, &token, json!({ "phone": format!("201000{n:02}") }))
            .await
            .expect(200);
        world.deliver().await;
    }
    assert_eq!(count(&world, "+45201000").await, 5);
}

#[tokio::test]
async fn a_managers_resends_and_corrections_end_where_an_administrators_do() {
    let world = World::at_noon().await;
    let token = world.busy_organisation("alpha").await;
    let foreman = json!({ "name": "Foreman", "capabilities": ["manage_own_department"] });
    world
        .post("/api/permission-types", Some(&token), foreman)
        .await
        .expect(201);
    let manager = World::person(
        Some("foreman@example.com"),
        json!({ "permission_type": "Foreman" }),
    );
    let (_, manager) = world.active(&token, manager).await;
    let victim = world.create(&manager, colleague("bo", "20100000")).await;
    let resent = world.create(&manager, colleague("dorte", "20200000")).await;
    world.deliver().await;
    for n in 1..=12 {
        let path = format!("/api/users/{}", id_of(&victim));
        let corrected = json!({ "phone": format!("201000{n:02}") });
        world.patch(&path, &manager, corrected).await.expect(200);
        let path = format!("/api/users/{}/activation", id_of(&resent));
        world.post(&path, Some(&manager), json!({})).await.expect(202);
        world.deliver().await;
    }
    assert_eq!(
        (
            count(&world, "+45201000").await,
            count(&world, "+4520200000").await
        ),
        (5, 5)
    );
    for id in [id_of(&victim), id_of(&resent)] {
        let shown = user(&world, &manager, id).await;
        assert_eq!(last_delivery(&shown), held("over_limit"), "the manager sees why");
    }
    // An administrator who presses after the manager begins no new count.
    let path = format!("/api/users/{}/activation", id_of(&resent));
    world.post(&path, Some(&token), json!({})).await.expect(202);
    let path = format!("/api/users/{}", id_of(&victim));
    let corrected = json!({ "phone": "20100099" });
    world.patch(&path, &token, corrected).await.expect(200);
    world.deliver().await;
    assert_eq!(
        (
            count(&world, "+45201000").await,
            count(&world, "+4520200000").await
        ),
        (5, 5)
    );
}

#[tokio::test]
async fn a_shared_phone_and_a_shared_mailbox_are_queued_and_not_starved() {
    let world = World::at_noon().await;
    let token = world.busy_organisation("alpha").await;
    for n in 0..23 {
        world
            .create(&token, colleague(&format!("person{n}"), "20123456"))
            .await;
    }
    for n in 0..54 {
        world
            .create(
                &token,
                World::person(Some(&format!("shop+{n}@example.com")), json!({})),
            )
            .await;
    }
    // Exact, also where the same batch comes several times at once.
    let batch = world.stream().await;
    let contexts: Vec<_> = (0..4).map(|_| world.context()).collect();
    join_all(
        contexts
            .iter()
            .map(|context| send_activation::handle(&world.sending, context, batch.clone())),
    )
    .await;
    assert_eq!(
        (count(&world, "+4520123456").await, count(&world, "shop").await),
        (10, 50)
    );
    pass_by(&world, A_DAY).await;
    assert_eq!(
        (count(&world, "+4520123456").await, count(&world, "shop").await),
        (20, 54)
    );
    pass_by(&world, A_DAY).await;
    assert_eq!(count(&world, "+4520123456").await, 23);
}

#[tokio::test]
async fn an_organisation_sends_no_more_sms_in_a_day_than_it_set() {
    let world = World::at_noon().await;
    let token = world.busy_organisation("alpha").await;
    let limit = |most: u32| json!({ "communication": { "sms_per_day": most } });
    world.patch("/api/settings", &token, limit(3)).await.expect(200);
    for n in 0..5 {
        world
            .create(&token, colleague(&format!("p{n}"), &format!("2010000{n}")))
            .await;
    }
    world.deliver().await;
    assert_eq!(count(&world, "+45").await, 3);
    pass_by(&world, A_DAY).await;
    assert_eq!(count(&world, "+45").await, 5);
    let token = sign_in(&world).await;
    world.patch("/api/settings", &token, limit(0)).await.expect(200);
    let nobody = world.create(&token, colleague("p9", "20100009")).await;
    world.deliver().await;
    assert_eq!(count(&world, "+45").await, 5);
    assert_eq!(
        last_delivery(&user(&world, &token, id_of(&nobody)).await),
        held("over_limit")
    );
}

#[tokio::test]
async fn sms_go_to_allowed_countries_and_telephones_only() {
    let world = World::at_noon().await;
    let token = world.busy_organisation("alpha").await;
    let german = json!({ "username": "hans", "phone": "+4915123456789", "department": "Filiale Flensburg" });
    world.create(&token, World::person(None, german)).await;
    let british = world.create(&token, colleague("john", "+447400123456")).await;
    let stored = world.create(&token, colleague("iris", "20123456")).await;
    // As it was taken before satellites were refused at the door.
    let key = format!("alpha#{}", id_of(&stored));
    world
        .overwrite_user(&key, "phone", AttributeValue::S("+881612345678".into()))
        .await;
    world.deliver().await;
    assert_eq!(
        (
            count(&world, "+49").await,
            count(&world, "+44").await,
            count(&world, "+881").await
        ),
        (1, 0, 0)
    );
    for (id, reason) in [
        (id_of(&british), "country_not_allowed"),
        (id_of(&stored), "number_not_reachable"),
    ] {
        let shown = user(&world, &token, id).await;
        assert_eq!(last_delivery(&shown), held(reason));
        assert_eq!(
            shown["activation"]["next_attempt_at"],
            Value::Null,
            "nothing to wait for"
        );
    }
    let countries = json!({ "communication": { "sms_countries": ["GB"] } });
    world.patch("/api/settings", &token, countries).await.expect(200);
    for id in [id_of(&british), id_of(&stored)] {
        world
            .post(&format!("/api/users/{id}/activation"), Some(&token), json!({}))
            .await
            .expect(202);
    }
    world.create(&token, colleague("dorte", "20100001")).await;
    world.deliver().await;
    assert_eq!(
        (
            count(&world, "+44").await,
            count(&world, "+45").await,
            count(&world, "+881").await
        ),
        (1, 0, 0)
    );
    for phone in ["+881612345678", "+870773111632", "+80012345678", "+447012345678"] {
        let refused = world
            .post("/api/users", Some(&token), colleague("sat", phone))
            .await
            .expect(422);
        assert_eq!(refused.faulty(), ["/phone"], "{phone}");
    }
}

async fn open_sign_up(world: &World) {
    let token = world.busy_organisation("alpha").await;
    let sign_up = json!({ "enabled": true, "default_department": "Køkken", "default_job_profile": "Butiksassistent", "default_permission_type": "User" });
    let settings = json!({ "sign_up": sign_up });
    world.patch("/api/settings", &token, settings).await.expect(200);
}

async fn sign_up(world: &World, contact: Value) -> u16 {
    let mut form = json!({ "first_name": "Ida", "last_name": "Holm", "language": "da" });
    for (field, value) in contact.as_object().unwrap() {
        form[field] = value.clone();
    }
    world.post("/api/sign-up/alpha", None, form).await.status
}

/// Bombs over the sign-up form: the contacts, how they begin, and the messages of the first minute and of the day.
async fn bomb(contacts: Vec<Value>, to: &str, first_minute: usize, day: usize) {
    let world = World::at_noon().await;
    open_sign_up(&world).await;
    for contact in contacts {
        assert_eq!(sign_up(&world, contact).await, 202);
    }
    let batch = world.stream().await;
    let contexts: Vec<_> = (0..3).map(|_| world.context()).collect();
    join_all(
        contexts
            .iter()
            .map(|context| send_activation::handle(&world.sending, context, batch.clone())),
    )
    .await;
    world.deliver().await;
    assert_eq!(count(&world, to).await, first_minute, "at once");
    for _ in 0..12 {
        pass_by(&world, SignedDuration::from_secs(61)).await;
    }
    assert_eq!(count(&world, to).await, day, "in all");
    pass_by(&world, A_DAY).await;
    assert_eq!(count(&world, to).await, day, "held until somebody presses");
}

#[tokio::test]
async fn twelve_sign_ups_with_one_number_are_one_sms_a_minute_and_five_a_day() {
    let contacts = (0..12).map(|n| json!({ "username": format!("p{n}"), "phone": "20123456" }));
    bomb(contacts.collect(), "+4520123456", 1, 5).await;
}

#[tokio::test]
async fn fifty_sign_ups_with_one_mailbox_under_many_tags_are_five_mails_a_day() {
    let contacts = (0..50).map(|n| json!({ "email": format!("v.ictim+{n}@gmail.com") }));
    bomb(contacts.collect(), "v", 1, 5).await;
}

#[tokio::test]
async fn forty_sign_ups_with_neighbouring_numbers_are_thirty_sms() {
    let contacts = (0..40).map(|n| json!({ "username": format!("p{n}"), "phone": format!("201234{n:02}") }));
    bomb(contacts.collect(), "+45201234", 30, 30).await;
}

#[tokio::test]
async fn the_sign_up_form_takes_no_number_that_gets_no_sms() {
    let world = World::at_noon().await;
    open_sign_up(&world).await;
    for phone in [
        "+447400123456",
        "+12025550123",
        "+881612345678",
        "+870773111632",
        "+4590123456",
    ] {
        let contact = json!({ "username": "p", "phone": phone });
        assert_eq!(sign_up(&world, contact).await, 422, "{phone}");
    }
    assert_eq!(
        sign_up(&world, json!({ "username": "p", "phone": "+4915123456789" })).await,
        202
    );
    world.deliver().await;
    assert_eq!(world.messages().await.len(), 1);
}

#[tokio::test]
async fn an_expired_link_brings_one_message_a_minute_and_five_a_day_to_a_telephone() {
    let world = World::at_noon().await;
    let token = world.busy_organisation("alpha").await;
    // A household: eight people, one telephone.
    let mut links = Vec::new();
    for n in 0..8 {
        let person = world
            .create(&token, colleague(&format!("p{n}"), "20123456"))
            .await;
        links.push(world.link_of("alpha", id_of(&person), 14).await);
    }
    world.deliver().await;
    pass_by(&world, SignedDuration::from_hours(24 * 15)).await;
    let before = count(&world, "+4520123456").await;
    for link in &links {
        world
            .post(&format!("/api/activation/{link}/renew"), None, json!({}))
            .await
            .expect(202);
    }
    world.deliver().await;
    assert_eq!(count(&world, "+4520123456").await, before + 1);
    for minute in 2..=5 {
        pass_by(&world, SignedDuration::from_secs(61)).await;
        assert_eq!(count(&world, "+4520123456").await, before + minute);
    }
    for _ in 0..4 {
        pass_by(&world, SignedDuration::from_secs(61)).await;
    }
    assert_eq!(count(&world, "+4520123456").await, before + 5);
    // What a limit of strangers holds waits for a press, not for the next day.
    pass_by(&world, A_DAY).await;
    assert_eq!(count(&world, "+4520123456").await, before + 5);
    let token = sign_in(&world).await;
    let waiting = world.get("/api/users?search=p", &token).await.expect(200).json();
    let id = waiting["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|user| user["activation"].is_object() && last_delivery(user) == held("over_limit"))
        .map(|user| id_of(user).to_owned())
        .unwrap();
    world
        .post(&format!("/api/users/{id}/activation"), Some(&token), json!({}))
        .await
        .expect(202);
    world.deliver().await;
    assert_eq!(count(&world, "+4520123456").await, before + 6);
}

#[tokio::test]
async fn a_dry_run_says_whose_sms_would_be_held() {
    let world = World::at_noon().await;
    let token = world.busy_organisation("alpha").await;
    let row = |name: &str, email: &str, username: &str, phone: &str| {
        let cells = [name, "Holm", email, username, phone];
        let cells = cells
            .into_iter()
            .chain(["Butiksassistent", "Køkken", "User", "en"]);
        cells.map(str::to_owned).collect::<Vec<_>>()
    };
    let file = workbook::of(&[
        row("Anna", "", "anna", "20123456"),
        row("John", "", "john", "+447400123456"),
        row("Jane", "jane@example.com", "", "+447400123457"),
    ]);
    let event = world
        .drop_workbook("imports/alpha/p.xlsx", file, &[("dry-run", "true")])
        .await;
    world.import(&event).await;
    let imports = world.get("/api/imports", &token).await.expect(200).json();
    let import = &imports["items"][0];
    assert_eq!(
        (
            &import["messages"]["sms"]["total"],
            &import["messages"]["email"]["total"],
            &import["messages"]["unreachable"]
        ),
        (&json!(1), &json!(1), &json!(1)),
        "{import}"
    );
    let id = import["import_id"].as_str().unwrap();
    let rows = world
        .get(&format!("/api/imports/{id}/rows"), &token)
        .await
        .expect(200)
        .json();
    let warnings: Vec<&Value> = rows["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| &row["warnings"][0]["code"])
        .collect();
    let held = json!("country_not_allowed");
    assert_eq!(warnings, [&Value::Null, &held, &held]);
    let result = workbook::texts(&world.object(&format!("results/alpha/{id}.xlsx")).await);
    let john = result[2].join("\n");
    assert!(
        john.contains("no SMS to numbers of this country") && !john.contains("SMS is off"),
        "{john}"
    );
}
