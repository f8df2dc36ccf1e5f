//! Dry runs: what they say, and running them for real.

use crate::support::{
    imports::first_codes,
    organisation::organisation,
    person::person,
    workbook::{self, sheet},
};
use rollcall::domain::message;
use serde_json::{Value, json};

#[tokio::test]
async fn a_dry_run_says_what_a_run_then_does_and_is_run_by_a_press() {
    let org = organisation("alpha").await;
    let bo = person("bo").department("Filiale Flensburg").language("de");
    let file = sheet![
        person("anna"),
        person("Zażółć").by_phone("zazolc", "20123456").language("en"),
        bo.clone().username("bo").phone("015123456789"),
        bo.email("BO@example.com").department("Køkken"),
        person("d").first_name(""),
    ];
    let users = org.users().await.len();
    let id = org.dry_run(file).await;
    let dry = org.show(&id).await;
    let found = ["dry_run", "created", "duplicate", "invalid"].map(|name| dry[name].clone());
    assert_eq!(json!(found), json!([true, 3, 1, 1]));
    assert_eq!(org.rows(&id, "outcome=would_create").await.len(), 3);
    assert_eq!(org.users().await.len(), users);
    assert_eq!(org.deliver().await["results"].as_array().map_or(0, Vec::len), 0);
    assert_eq!(org.messages().await.len(), 0);
    assert_eq!(workbook::texts(&org.result(&id).await)[1][11], "Would be created");
    let undo = format!("/api/imports/{id}/undo");
    org.post(&undo, json!({})).await.expect(409);

    let pressed = org.press(&id, "run").await;
    assert_eq!(
        (&pressed["status"], &pressed["dry_run"]),
        (&json!("waiting"), &json!(false))
    );
    org.run(&id).await;
    let done = org.show(&id).await;
    assert_eq!(done["status"], "finished");
    assert_eq!(done["messages"], dry["messages"], "as announced");
    assert_eq!(org.rows(&id, "limit=200").await.len(), 5);
    let run = format!("/api/imports/{id}/run");
    org.post(&run, json!({})).await.expect(409);
    // What was announced is what goes out, to the segment.
    org.deliver().await;
    let sent = org.messages().await;
    let of = |channel: &'static str| {
        sent.iter()
            .filter(move |one| format!("{:?}", one.channel).eq_ignore_ascii_case(channel))
    };
    let segments: u32 = of("sms")
        .map(|one| u32::try_from(message::segments(&one.text)).unwrap())
        .sum();
    let announced = &done["messages"];
    assert_eq!(announced["email"]["total"], of("email").count());
    assert_eq!(announced["sms"]["total"], of("sms").count());
    assert_eq!(announced["sms"]["segments"], segments);
    assert_eq!(announced["sms"]["languages"], json!({ "en": 1, "de": 1 }));
    assert_eq!(
        announced["estimated_cost_usd"],
        json!((f64::from(segments) * 600.0 + 2.0).round() / 10_000.0)
    );
}

#[tokio::test]
async fn people_no_message_can_reach_are_named_by_row() {
    let org = organisation("alpha").await;
    org.settings(json!({ "communication": { "sms": false } })).await;
    let file = sheet![
        person("anna"),
        person("bo").by_phone("bo", "20123456"),
        person("ib").by_phone("ib", "20123457"),
    ];
    let id = org.dry_run(file).await;
    assert_eq!(org.show(&id).await["messages"]["unreachable"], 2);
    let unreachable = org.rows(&id, "unreachable=true").await;
    let numbers: Vec<&Value> = unreachable.iter().map(|row| &row["row"]).collect();
    assert_eq!(numbers, [&json!(3), &json!(4)]);
    let texts = workbook::texts(&org.result(&id).await);
    assert!(texts[2][12].contains("SMS is off"), "{:?}", texts[2]);

    // With SMS on, a landline is tried, and named as one, whether or not an e-mail goes out too.
    org.settings(json!({ "communication": { "sms": true } })).await;
    let landline = "+493012345678";
    let file = sheet![
        person("uwe").by_phone("uwe", landline),
        person("eva").phone(landline),
    ];
    let id = org.dry_run(file).await;
    let rows = org.rows(&id, "limit=200").await;
    assert_eq!(first_codes(&rows, "warnings"), ["landline", "landline"]);
}
