//! Dry runs: what they say, and running them for real.

use crate::support::{
    imports::{dry_run, result, row, rows, show},
    workbook::{self, workbook},
    world::World,
};
use rollcall::{
    aws::invoker,
    domain::{message, organisation::Slug},
};
use serde_json::{Value, json};

#[tokio::test]
async fn a_dry_run_says_what_a_run_then_does_and_is_run_by_a_press() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    let file = workbook(&[
        row("Anna|A|anna@example.com|||Butiksassistent|Køkken|User|da"),
        row("Zażółć|B||zazolc|20123456|Butiksassistent|Køkken|User|en"),
        row("Bo|C|bo@example.com|bo|015123456789|Butiksassistent|Filiale Flensburg|User|de"),
        row("Bo|C|BO@example.com|||Butiksassistent|Køkken|User|de"),
        row("|D|d@example.com|||Butiksassistent|Køkken|User|da"),
    ]);
    let users = world.users().await.len();
    let id = dry_run(&world, &token, file).await;
    let dry = show(&world, &token, &id).await;
    assert_eq!(
        (
            &dry["dry_run"],
            &dry["created"],
            &dry["duplicate"],
            &dry["invalid"]
        ),
        (&json!(true), &json!(3), &json!(1), &json!(1))
    );
    assert_eq!(rows(&world, &token, &id, "outcome=would_create").await.len(), 3);
    assert_eq!(world.users().await.len(), users);
    assert_eq!(world.deliver().await["results"].as_array().map_or(0, Vec::len), 0);
    assert_eq!(world.messages().await.len(), 0);
    assert_eq!(
        workbook::texts(&result(&world, &token, &id).await)[1][11],
        "Would be created"
    );
    world
        .post(&format!("/api/imports/{id}/undo"), Some(&token), json!({}))
        .await
        .expect(409);

    let run = format!("/api/imports/{id}/run");
    let pressed = world.post(&run, Some(&token), json!({})).await.expect(202).json();
    assert_eq!(
        (&pressed["status"], &pressed["dry_run"]),
        (&json!("waiting"), &json!(false))
    );
    world.post(&run, Some(&token), json!({})).await.expect(202);
    let slug = Slug::parse("alpha").unwrap();
    world.import(&invoker::work(&slug, &id)).await;
    let done = show(&world, &token, &id).await;
    assert_eq!(done["status"], "finished");
    assert_eq!(done["messages"], dry["messages"], "as was said before");
    assert_eq!(rows(&world, &token, &id, "").await.len(), 5);
    world.post(&run, Some(&token), json!({})).await.expect(409);
    // What was said is what goes out, to the segment.
    world.deliver().await;
    let sent = world.messages().await;
    let of = |channel: &'static str| {
        sent.iter()
            .filter(move |one| format!("{:?}", one.channel).eq_ignore_ascii_case(channel))
    };
    let segments: u32 = of("sms")
        .map(|one| u32::try_from(message::segments(&one.text)).unwrap())
        .sum();
    let said = &done["messages"];
    assert_eq!(
        (said["email"]["total"].as_u64(), said["sms"]["total"].as_u64()),
        (Some(of("email").count() as u64), Some(of("sms").count() as u64))
    );
    assert_eq!(said["sms"]["segments"].as_u64(), Some(u64::from(segments)));
    assert_eq!(said["sms"]["languages"], json!({ "en": 1, "de": 1 }));
    assert_eq!(
        said["estimated_cost_usd"],
        json!((f64::from(segments) * 600.0 + 2.0).round() / 10_000.0)
    );
}

#[tokio::test]
async fn people_no_message_can_reach_are_told_by_row() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    let off = json!({ "communication": { "sms": false } });
    world.patch("/api/settings", &token, off).await.expect(200);
    let file = workbook(&[
        row("Anna|A|anna@example.com|||Butiksassistent|Køkken|User|da"),
        row("Bo|B||bo|20123456|Butiksassistent|Køkken|User|da"),
        row("Ib|B||ib|20123457|Butiksassistent|Køkken|User|da"),
    ]);
    let id = dry_run(&world, &token, file).await;
    let said = show(&world, &token, &id).await;
    assert_eq!(said["messages"]["unreachable"], 2);
    let unreachable = rows(&world, &token, &id, "unreachable=true").await;
    let numbers: Vec<&Value> = unreachable.iter().map(|row| &row["row"]).collect();
    assert_eq!(numbers, [&json!(3), &json!(4)]);
    let texts = workbook::texts(&result(&world, &token, &id).await);
    assert!(texts[2][12].contains("SMS is off"), "{:?}", texts[2]);

    // With SMS on, a landline is tried, and said to be one, whether or not an e-mail goes out too.
    let on = json!({ "communication": { "sms": true } });
    world.patch("/api/settings", &token, on).await.expect(200);
    let landline = |name: &'static str, email: &'static str, username: &'static str| {
        vec![
            name,
            "B",
            email,
            username,
            "+493012345678",
            "Butiksassistent",
            "Køkken",
            "User",
            "de",
        ]
    };
    let file = workbook(&[landline("Uwe", "", "uwe"), landline("Eva", "eva@example.com", "")]);
    let id = dry_run(&world, &token, file).await;
    let warned: Vec<Value> = rows(&world, &token, &id, "")
        .await
        .iter()
        .map(|row| row["warnings"][0]["code"].clone())
        .collect();
    assert_eq!(warned, [json!("landline"), json!("landline")]);
}
