//! Events for other systems: each event as its schema says, at least once, under an id that stays, and by ids alone.

mod deployed;

use crate::support::{
    bus::Bus,
    contract,
    directory::image,
    organisation::{Org, organisation},
    person::{people, person},
    reports,
    scim::{self, described, described_with},
    seam::{Fault, Seam},
    workbook,
};
use jiff::SignedDuration;
use rollcall::domain::{
    activation::{Channel, MessageTags},
    event::SCHEMAS,
};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// An organisation whose events a stand-in keeps.
struct Stage {
    org: Org,
    following: follow_users::App,
    bus: Bus,
    seam: Seam,
}

impl Stage {
    async fn set() -> Self {
        let org = organisation("alpha").await;
        // People created before are not this test's.
        org.follow().await;
        let (following, bus, seam) = org.following_with_a_bus();
        Self {
            org,
            following,
            bus,
            seam,
        }
    }

    /// Lets the follower have a batch, whatever comes of it.
    async fn hand_over(&self, records: &[Value]) -> bool {
        let context = self.org.context();
        let ends_at = context.now() + SignedDuration::from_mins(15);
        let event = json!({ "Records": records });
        let handled = follow_users::handle(&self.following, &context, ends_at, event);
        tokio::select! {
            handled = Box::pin(handled) => handled.is_ok(),
            () = self.seam.died() => false,
        }
    }

    /// Lets the follower have what has changed since.
    async fn follow(&self) {
        assert!(self.hand_over(&self.org.changes().await).await);
    }

    /// The details of what was taken, by detail type.
    fn told(&self) -> BTreeMap<String, Vec<Value>> {
        let mut told: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for entry in self.bus.taken() {
            let detail = serde_json::from_str(entry["Detail"].as_str().unwrap()).unwrap();
            let of_type = entry["DetailType"].as_str().unwrap().to_owned();
            told.entry(of_type).or_default().push(detail);
        }
        told
    }

    fn ids(&self) -> BTreeSet<String> {
        let told = self.told().into_values().flatten();
        told.map(|detail| detail["id"].as_str().unwrap().to_owned())
            .collect()
    }
}

/// What a schema says of its events, without what says which schema it is.
fn schema(of_type: &str) -> Value {
    let (_, text) = SCHEMAS.iter().find(|(name, _)| *name == of_type).unwrap();
    let mut schema: Value = serde_json::from_str(text).unwrap();
    let members = schema.as_object_mut().unwrap();
    assert_eq!(
        members.remove("$schema").unwrap(),
        "https://json-schema.org/draft/2020-12/schema"
    );
    assert_eq!(members["title"], of_type);
    schema
}

/// The record of a change of an import.
fn record_of_import(before: &Value, after: &Value) -> Value {
    let key = json!({ "pk": after["pk"], "sk": after["sk"] });
    json!({ "eventName": "MODIFY", "dynamodb": { "SequenceNumber": "1", "Keys": key, "OldImage": before, "NewImage": after } })
}

/// An import as a record of the stream shows it.
async fn stored_import(org: &Org, id: &str) -> Value {
    let items = org.import_items().await;
    let found = items
        .iter()
        .find(|item| item.get("sk").is_some_and(|sk| sk.as_s().unwrap() == id));
    image(found.unwrap())
}

/// So many people are imported: nobody follows them meanwhile.
async fn import(org: &Org, count: usize) {
    let upload = org
        .upload_file("people.xlsx", false, workbook::of(&people(count)))
        .await;
    org.run_import(&upload.event).await;
}

/// Reports that a mail to somebody came back.
async fn bounce(org: &Org, id: &str) {
    let activation = org.stored(id).await.activation.unwrap();
    let message_id = activation.deliveries[0].message_id.clone().unwrap();
    let tags = MessageTags {
        organisation: org.slug.clone(),
        user: id.to_owned(),
        round: 1,
        channel: Channel::Email,
    };
    let batch = reports::queued_events(&[reports::of_mail("Bounce", &tags, &message_id)]);
    record_delivery::handle(&org.recording, &org.context(), batch)
        .await
        .unwrap();
}

#[tokio::test]
async fn every_event_is_as_its_schema_says_and_names_nobody() {
    let stage = Stage::set().await;
    let org = &stage.org;
    let ida = org.create(person("canoli").phone("+4520123456")).await.id;
    stage.follow().await;
    let member = org.activate(&ida).await;
    stage.follow().await;
    org.disable(&member.id).await;
    stage.follow().await;
    let bo = org.create(person("canolibo")).await.id;
    org.deliver().await;
    stage.follow().await;
    bounce(org, &bo).await;
    stage.follow().await;
    let directory = org.directory().await;
    let former = directory.create(&described("Canoliida.Canoliholm")).await;
    stage.follow().await;
    org.activate(scim::id(&former)).await;
    stage.follow().await;
    let gone = json!([{ "op": "replace", "path": "active", "value": false }]);
    directory.patch(scim::id(&former), gone).await.expect(200);
    stage.follow().await;
    let another = json!({ "name": { "givenName": "Canolipeter", "familyName": "Canoliholm" } });
    let again = directory
        .create(&described_with("Canoliida.Canoliholm", &another))
        .await;
    assert_eq!(again["id"], former["id"]);
    stage.follow().await;
    let upload = org
        .upload_file("canolifile.xlsx", false, workbook::of(&people(2)))
        .await;
    let before = stored_import(org, &upload.id).await;
    org.run_import(&upload.event).await;
    let after = stored_import(org, &upload.id).await;
    assert!(stage.hand_over(&[record_of_import(&before, &after)]).await);
    stage.follow().await;

    let told = stage.told();
    let counts: BTreeMap<&str, usize> = told
        .iter()
        .map(|(name, all)| (name.as_str(), all.len()))
        .collect();
    let expected = [
        ("delivery_failed", 1),
        ("import_finished", 1),
        ("user_activated", 2),
        ("user_begun_again", 1),
        ("user_created", 5),
        ("user_disabled", 2),
    ];
    assert_eq!(counts, BTreeMap::from(expected));
    for (of_type, details) in &told {
        for detail in details {
            assert_eq!(contract::faults(detail, &schema(of_type)), Vec::<String>::new());
            assert_eq!(detail["organisation"], "alpha");
        }
    }
    let created = &told["user_created"];
    assert_eq!(
        (&created[0]["user_id"], &created[0]["source"]),
        (&json!(ida), &json!("manual"))
    );
    let of_import = created
        .iter()
        .filter(|one| one["import_id"] == upload.id.as_str());
    assert_eq!(of_import.count(), 2);
    let ended = &told["import_finished"][0];
    assert_eq!(
        (&ended["status"], &ended["created"], &ended["dry_run"]),
        (&json!("finished"), &json!(2), &json!(false))
    );
    assert_eq!(
        (
            &told["delivery_failed"][0]["user_id"],
            &told["delivery_failed"][0]["status"]
        ),
        (&json!(bo), &json!("bounced"))
    );
    for entry in stage.bus.taken() {
        assert_eq!(
            (&entry["Source"], &entry["EventBusName"]),
            (&json!("rollcall"), &json!("default"))
        );
        let text = entry.to_string().to_lowercase();
        assert!(
            // Letters that no id has: ids are random.
            !text.contains("canoli")
                && !text.contains("20123456")
                && !text.contains("ågård")
                && !text.contains("example"),
            "{text}"
        );
    }
}

#[tokio::test]
async fn what_the_bus_takes_in_part_is_told_whole_and_a_record_that_comes_again_has_the_same_id() {
    let stage = Stage::set().await;
    import(&stage.org, 25).await;
    let records = stage.org.changes().await;
    assert_eq!(records.len(), 25);
    stage.bus.refuse(9);
    assert!(stage.hand_over(&records).await);
    let ids = stage.ids();
    assert_eq!((ids.len(), stage.bus.taken().len()), (25, 25));
    assert!(stage.hand_over(&records).await);
    assert_eq!((stage.ids(), stage.bus.taken().len()), (ids, 50));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_or_refused_at_any_call_the_follower_tells_every_event_at_least_once() {
    let stage = Stage::set().await;
    let org = &stage.org;
    import(org, 3).await;
    let mut records = org.changes().await;
    let keys = records
        .iter()
        .map(|record| record.pointer("/dynamodb/Keys/pk/S").unwrap());
    let ids: Vec<&str> = keys
        .map(|key| key.as_str().unwrap().split_once('#').unwrap().1)
        .collect();
    let ids = [ids[0].to_owned(), ids[1].to_owned()];
    org.activate(&ids[0]).await;
    org.disable(&ids[1]).await;
    records.extend(org.changes().await);
    let directory = org.directory_items().await;
    stage.seam.set(&[]);
    assert!(stage.hand_over(&records).await);
    let (calls, expected) = (stage.seam.calls(), stage.ids());
    assert_eq!(expected.len(), 5);
    assert!(stage.seam.log().contains(&"PutEvents".to_owned()));
    for at in 1..=calls {
        for fault in [
            Fault::DieBefore,
            Fault::DieAfter,
            Fault::LoseAnswer,
            Fault::Refuse("AccessDeniedException"),
            Fault::Fail,
        ] {
            org.restore_directory(&directory).await;
            stage.bus.clear();
            stage.seam.set(&[(at, fault)]);
            let mut is_done = false;
            for _ in 0..4 {
                is_done = stage.hand_over(&records).await;
                if is_done {
                    break;
                }
                stage.seam.set(&[]);
            }
            assert!(is_done, "{fault:?} at {at}");
            assert_eq!(stage.ids(), expected, "{fault:?} at {at}");
        }
    }
    println!("killed or refused at each of {calls} calls");
}
