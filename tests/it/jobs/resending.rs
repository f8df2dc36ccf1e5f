//! Asking for many people's messages again: what it would come to, and what came of it.

use crate::support::{
    jobs::{A_WHILE, resent},
    organisation::{Org, organisation},
    person::person,
};
use futures::future::join_all;
use jiff::SignedDuration;
use serde_json::{Value, json};

async fn preview(org: &Org, mut which: Value) -> Value {
    which["dry_run"] = json!(true);
    org.post("/api/activations", which).await.expect(200).json()
}

#[tokio::test]
async fn a_preview_says_what_asking_comes_to_and_changes_nothing() {
    let org = organisation("alpha").await;
    let communication = json!({ "communication": { "sms_countries": ["DK"] } });
    org.settings(communication).await;
    org.create(person("both").phone("20123456").quiet()).await;
    org.create(
        person("german")
            .language("de")
            .department("Filiale Flensburg")
            .quiet(),
    )
    .await;
    org.create(person("sms").by_phone("sms", "+4520123457").quiet())
        .await;
    org.create(person("swede").by_phone("swede", "+46701234567").quiet())
        .await;
    org.create(person("later").with("start_date", "2079-12-31")).await;
    org.create(person("soon")).await;
    org.active(person("in")).await;
    let before = org.users().await;
    let all = preview(&org, json!({})).await;
    let cost = all["estimated_cost"].as_f64().unwrap();
    let segments = all["segments"].as_u64().unwrap();
    assert!(segments >= 2, "{all}");
    #[expect(clippy::cast_precision_loss, reason = "a handful")]
    let expected = 0.0001 * 2.0 + 0.06 * segments as f64;
    assert!((cost - expected).abs() < 1e-6, "{cost} {expected}");
    for (pointer, value) in [
        ("/people", 3),
        ("/emails", 2),
        ("/sms", 2),
        ("/languages/emails/da", 1),
        ("/languages/emails/de", 1),
        ("/languages/sms/da", 2),
        ("/unreachable/no_contact", 0),
        ("/unreachable/country_not_allowed", 1),
        ("/unreachable/number_not_reachable", 0),
        ("/too_soon", 1),
        ("/waiting_start_date", 1),
    ] {
        assert_eq!(all.pointer(pointer), Some(&json!(value)), "{pointer}: {all:#}");
    }
    let by_mail = preview(&org, json!({ "channels": ["email"] })).await;
    assert_eq!((&by_mail["people"], &by_mail["sms"]), (&json!(2), &json!(0)));
    assert_eq!(by_mail["unreachable"]["no_contact"], 2, "{by_mail:#}");
    let german = preview(&org, json!({ "department": "Filiale Flensburg" })).await;
    assert_eq!(german["people"], 1);
    assert_eq!(org.users().await.len(), before.len());
    assert!(before.iter().all(|user| !user.is_empty()));
    // The job comes to what the preview said.
    assert_eq!(org.resend_many(json!({})).await, resent(3, 1, 1, 1));
    org.deliver().await;
    let sent = org.messages().await.len() as u64;
    let soon = 1;
    assert_eq!(
        sent,
        soon + all["emails"].as_u64().unwrap() + all["sms"].as_u64().unwrap()
    );
}

#[tokio::test]
async fn what_was_asked_for_a_moment_ago_or_is_on_its_way_is_not_asked_for_again() {
    let org = organisation("alpha").await;
    for n in 0..3 {
        org.create(person(&format!("p{n}")).quiet()).await;
    }
    assert_eq!(org.resend_many(json!({})).await, resent(3, 0, 0, 0));
    // On their way, however long it takes.
    assert_eq!(org.resend_many(json!({})).await, resent(0, 0, 3, 0));
    org.wait(A_WHILE);
    assert_eq!(org.resend_many(json!({})).await, resent(0, 0, 3, 0));
    org.deliver().await;
    assert_eq!(org.messages().await.len(), 3);
    assert_eq!(
        org.resend_many(json!({})).await,
        resent(3, 0, 0, 0),
        "eleven minutes after they were asked for"
    );
    org.deliver().await;
    org.wait(SignedDuration::from_mins(5));
    assert_eq!(org.resend_many(json!({})).await, resent(0, 0, 3, 0));
    org.deliver().await;
    assert_eq!(org.messages().await.len(), 6);
}

#[tokio::test]
async fn who_was_created_a_moment_ago_is_asked_for_though_no_list_has_them_yet() {
    let org = organisation("alpha").await;
    for name in ["filed", "new"] {
        org.follow().await;
        let person = person(name).department("Filiale Flensburg");
        org.create(person.quiet()).await;
    }
    // The stream tells of the second one, and nobody files it.
    assert_eq!(org.changes().await.len(), 1);
    let meant = json!({ "department": "Filiale Flensburg", "source": "manual" });
    let filed = preview(&org, meant.clone()).await;
    assert_eq!(filed["people"], 1, "the directory was not behind: {filed}");
    assert_eq!(org.resend_many(meant).await, resent(2, 0, 0, 0));
}

#[tokio::test]
async fn two_jobs_over_the_same_people_send_once() {
    let org = organisation("alpha").await;
    for n in 0..40 {
        org.create(person(&format!("p{n}")).quiet()).await;
    }
    let mut jobs = Vec::new();
    for _ in 0..2 {
        jobs.push(org.post("/api/activations", json!({})).await.expect(202).json());
    }
    let done = join_all(jobs.iter().map(|job| org.run_job(job))).await;
    let requested: u64 = done
        .iter()
        .map(|job| job["result"]["requested"].as_u64().unwrap())
        .sum();
    assert_eq!(requested, 40, "{done:#?}");
    org.deliver().await;
    assert_eq!(org.messages().await.len(), 40);
}

#[tokio::test]
async fn a_department_manager_asks_for_their_own_people_only() {
    let org = organisation("alpha").await;
    let manager = org.active(person("m").permission_type("Manager")).await;
    let elsewhere = org
        .create(person("g").department("Filiale Flensburg").quiet())
        .await;
    org.create(person("o").quiet()).await;
    assert_eq!(preview(&manager, json!({})).await["people"], 1);
    assert_eq!(manager.resend_many(json!({})).await, resent(1, 0, 0, 0));
    let named = json!({ "user_ids": [elsewhere.id, elsewhere.id] });
    assert_eq!(manager.resend_many(named.clone()).await, resent(0, 0, 0, 0));
    assert_eq!(
        org.resend_many(named).await,
        resent(1, 0, 0, 0),
        "named twice, asked once"
    );
}

#[tokio::test]
async fn those_whom_something_keeps_back_are_asked_for_apart() {
    let org = organisation("alpha").await;
    let communication = |armed| json!({ "communication": { "armed": armed } });
    org.settings(communication(false)).await;
    org.create(person("held")).await;
    org.deliver().await;
    org.create(person("quiet").quiet()).await;
    org.wait(A_WHILE);
    let held = json!({ "activation": "not_armed" });
    assert_eq!(preview(&org, held.clone()).await["people"], 1);
    assert_eq!(org.resend_many(held).await["requested"], 1);
    let bounced = json!({ "activation": "bounced" });
    assert_eq!(org.resend_many(bounced).await, resent(0, 0, 0, 0));
    let wrong = org
        .post("/api/activations", json!({ "activation": "asleep" }))
        .await;
    assert_eq!(wrong.expect(422).faulty(), ["/activation"]);
}
