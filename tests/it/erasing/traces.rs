//! A person with every kind of trace, erased: then every table, the bucket and what is still to be sent is searched for them.

use crate::support::{
    organisation::{Org, open_organisation},
    person::{Person, person},
    workbook::{self, sheet},
    world::PASSWORD,
};
use jiff::SignedDuration;
use serde_json::{Value, json};

/// What she is called and reached by, before and after she was renamed; nobody else is, and nothing else has it in it.
const TRACES: [&str; 12] = [
    "zenobia",
    "quistgaard",
    "quistgård",
    "wilhelmina",
    "zq@canary.example",
    "wq@canary.example",
    "zenoq",
    "20998877",
    "20 99 88 77",
    "20998866",
    "20 99 88 66",
    "canary.example",
];

fn zenobia() -> Person {
    person("zenobia")
        .last_name("Quistgård")
        .email("zq@canary.example")
        .username("zenoq")
        .phone("+4520998877")
}

/// Everything that the tables hold, table by table.
async fn everything(org: &Org) -> Vec<(&'static str, String)> {
    let text = |items: Vec<std::collections::HashMap<String, aws_sdk_dynamodb::types::AttributeValue>>| {
        format!("{items:?}").to_lowercase()
    };
    vec![
        ("Users", text(org.users().await)),
        ("Identifiers", text(org.identifiers().await)),
        ("Organisations", text(org.organisation_items().await)),
        ("Imports", text(org.import_items().await)),
        ("Ephemera", text(org.ephemera().await)),
        ("Audit", text(org.audit_items().await)),
        ("Directory", text(org.directory_items().await)),
    ]
}

/// Where she is found.
async fn found(org: &Org) -> Vec<(&'static str, &'static str)> {
    let mut found = Vec::new();
    for (table, text) in everything(org).await {
        found.extend(
            TRACES
                .into_iter()
                .filter(|trace| text.contains(trace))
                .map(|trace| (table, trace)),
        );
    }
    found
}

#[tokio::test]
async fn an_erased_person_with_every_kind_of_trace_is_nowhere_but_in_the_stated_retention() {
    let org = open_organisation("alpha").await;
    // A sheet without headings, with her in the first row; a dry run; faults, repairs, a second row of hers.
    let bare = vec![
        vec![
            "Zenobia".to_owned(),
            "Quistgård".to_owned(),
            "zq@canary.example".to_owned(),
        ],
        vec!["Bo".to_owned(), "Ek".to_owned(), "bo@example.com".to_owned()],
    ];
    org.upload(workbook::whole(&bare)).await;
    let spoilt = || {
        zenobia()
            .first_name(" Zenobia ")
            .phone("4520998877")
            .department("KØKKEN")
            .with("start_date", "31.12.2020")
    };
    let file = || {
        sheet![
            spoilt(),
            person("bo").phone("4520123456"),
            zenobia().last_name("Quistgaard-Hansen").phone("0020998877"),
            zenobia().email("zq@canary.example.").phone("20998877 / 70121314"),
            zenobia()
                .username("zenoq")
                .email("zq@canary.example x")
                .phone("ext 20998877"),
        ]
    };
    org.dry_run(file()).await;
    let imported = org.upload(file()).await;
    let again = org.upload(file()).await;
    let rows = org.rows(&imported, "limit=200").await;
    let id = rows[0]["user_id"].as_str().unwrap().to_owned();
    assert_eq!(org.rows(&again, "limit=200").await[0]["outcome"], "existing");

    // Mailed and texted, tried at, let in, renamed, told, moved, signed up once more while that waits.
    org.deliver().await;
    assert!(!org.messages_to("zq@canary.example").await.is_empty());
    org.wait(SignedDuration::from_hours(24));
    let org = org.administrator().await;
    org.resend(&id).await;
    org.deliver().await;
    org.one_time_password(&id).await;
    for wrong in ["forkert", "also wrong"] {
        org.sign_in("zenoq", wrong).await;
    }
    let link = org.link_of(&id).await;
    let session = org.redeem(&link, PASSWORD).await.expect(200).token();
    org.patch(
        &id,
        json!({ "first_name": "Wilhelmina", "email": "wq@canary.example", "phone": "+4520998866", "permission_type": "Manager" }),
    )
    .await;
    org.patch(&id, json!({ "status": "disabled" })).await;
    org.patch(&id, json!({ "status": "active" })).await;
    org.one_time_password(&id).await;
    org.with_token(session).get("/api/users").await;
    let path = format!("/api/users/{id}/unlock");
    org.post(&path, json!({})).await.expect(204);
    org.sign_up(
        &json!({ "email": "wq@canary.example", "first_name": "Wilhelmina", "last_name": "Quistgård" }),
    )
    .await
    .expect(202);
    org.follow().await;
    let before = found(&org).await;
    for table in ["Users", "Identifiers", "Imports", "Directory"] {
        assert!(before.iter().any(|(of, _)| *of == table), "{table} in {before:?}");
    }

    let job = org.erase(&id).await;
    assert_eq!(job["status"], "finished");
    assert!(job["result"]["rows"].as_u64().unwrap() >= 4, "{job}");
    org.follow().await;
    assert_eq!(found(&org).await, []);

    // Nothing is sent to her any more, and what others have is as it was.
    let sent = org.messages().await.len();
    org.deliver().await;
    org.wait(SignedDuration::from_hours(1));
    org.run_schedule().await;
    let late: Vec<String> = org.messages().await[sent..]
        .iter()
        .map(|message| message.to.clone())
        .collect();
    assert!(
        late.iter()
            .all(|to| !to.contains("canary") && !to.contains("209988")),
        "{late:?}"
    );
    let org = org.administrator().await;
    let rows = org.rows(&imported, "limit=200").await;
    let repairs = |row: &Value| row["repairs"].as_array().unwrap().clone();
    let codes: Vec<Value> = repairs(&rows[0])
        .iter()
        .map(|repair| repair["code"].clone())
        .collect();
    assert!(
        codes.contains(&json!("plus_restored")) && codes.contains(&json!("name_matched")),
        "{codes:?}"
    );
    assert!(
        repairs(&rows[1])[0]["detail"]
            .as_str()
            .unwrap()
            .contains("+45 20 12 34 56"),
        "{}",
        rows[1]
    );
    // What stays: the files themselves.
    let keys = org.objects().await;
    assert!(
        keys.iter()
            .all(|key| key.starts_with("imports/alpha/") || key.starts_with("results/alpha/"))
    );

    // By hand, with a key: the answer goes with the person.
    let created = org
        .try_create_once("zq@canary.example", zenobia())
        .await
        .expect(201)
        .id();
    assert!(found(&org).await.iter().any(|(table, _)| *table == "Ephemera"));
    org.erase(&created).await;
    org.follow().await;
    assert_eq!(found(&org).await, []);
}
