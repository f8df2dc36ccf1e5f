//! The directory: words, lists and counts follow from the users, whatever becomes of the stream's records.

mod killed;
mod racing;
mod random;
mod recounting;

use crate::support::{
    deployed::{Site, deployment, until},
    organisation::{Org, organisation},
    person::{Person, people, person},
    workbook,
};
use rollcall::{
    aws::{config::Tables, store::Store},
    domain::{
        directory::{Blocker, Listing, Scope, Search},
        organisation::Slug,
        user::Status,
    },
};
use rollcall_local::{client, demonstration::invoke};
use std::collections::BTreeSet;

/// The ids of those whom a search finds, each shown once.
async fn found(org: &Org, text: &str) -> BTreeSet<String> {
    let search = Search::parse(text).unwrap();
    let key = search.keys().remove(0);
    let mut ids = Vec::new();
    for start in key.starts() {
        let buckets = if start.chars().count() > 1 { 1 } else { 8 };
        for bucket in 0..buckets {
            let page = org.app.store.find_words(&org.slug, start, bucket, None, 100);
            let (entries, _) = page.await.unwrap();
            ids.extend(entries.into_iter().filter(|(_, entry)| search.shows(&key, entry)));
        }
    }
    let users = org.everybody().await;
    let shown = ids.iter().map(|(_, entry)| entry.user_id.clone());
    let shown: Vec<String> = shown
        .filter(|id| users.iter().any(|user| user.id == *id && search.matches(user)))
        .collect();
    let once: BTreeSet<String> = shown.iter().cloned().collect();
    assert_eq!(once.len(), shown.len(), "{text} shows somebody twice");
    once
}

#[tokio::test]
async fn the_deployed_follower_files_whom_the_api_and_an_import_create() {
    let site = Site::furnished(deployment().await, "follows", true).await;
    let created = site
        .create_user(person("soren").email("soren@follows.example"))
        .await;
    let people: Vec<Person> = people(30);
    let of_import = people
        .into_iter()
        .enumerate()
        .map(|(n, person)| person.email(&format!("p{n}@follows.example")));
    let import = site
        .import("people", workbook::of(&of_import.collect::<Vec<_>>()))
        .await;
    assert_eq!(import.created, 30);
    let aws = client::configuration(&site.deployment.endpoint, &site.deployment.account);
    let dynamodb = aws_sdk_dynamodb::Client::new(&aws);
    let slug = Slug::parse(&site.slug).unwrap();
    let table = |name: &str| site.deployment.table(name).unwrap().to_owned();
    let tables = Tables {
        users: table("users"),
        identifiers: table("identifiers"),
        directory: table("directory"),
        organisations: table("organisations"),
        imports: table("imports"),
        ephemera: table("ephemera"),
        audit: table("audit"),
    };
    let store = Store::new(dynamodb, tables);
    let counts = async || store.find_counts(&slug, &Scope::Organisation).await.unwrap();
    until("everybody to be counted", async || counts().await.total() == 32).await;
    let (words, _) = store.find_words(&slug, "soren", 0, None, 10).await.unwrap();
    assert_eq!(words[0].1.user_id, created["id"].as_str().unwrap());
    let recounted = invoke(
        &site.deployment,
        "follow-users",
        &serde_json::json!({ "recount": {} }),
    )
    .await
    .unwrap();
    assert_eq!(recounted["goes_on_from"], serde_json::Value::Null);
    assert_eq!(counts().await.total(), 32);
}

#[tokio::test]
async fn people_stand_in_lists_are_found_by_words_and_are_counted() {
    let org = organisation("alpha").await;
    let soren = person("soren")
        .first_name("Søren")
        .last_name("Møller")
        .phone("+4520123456");
    let soren = org.create(soren).await.id;
    let joel = org
        .create(person("joel").first_name("Joel").last_name("O’Brien"))
        .await
        .id;
    org.follow().await;
    org.hold_directory_to_recount().await;
    for (text, expected) in [
        ("soren", &[&soren][..]),
        ("Moeller, sø", &[&soren]),
        ("20 12 34", &[&soren]),
        ("004520", &[&soren]),
        ("s", &[&soren]),
        ("obrien j", &[&joel]),
        ("jol", &[]),
        ("example", &[&soren, &joel]),
        ("nobody", &[]),
    ] {
        let expected: BTreeSet<String> = expected.iter().map(|id| (*id).clone()).collect();
        assert!(found(&org, text).await.is_superset(&expected), "{text}");
        assert!(
            expected.len() > 1 || found(&org, text).await == expected,
            "{text}"
        );
    }
    let invited = Listing::Status(Status::Invited);
    assert!(org.listed(&invited).await.contains(&soren));
    let counts = org
        .app
        .store
        .find_counts(&org.slug, &Scope::Organisation)
        .await
        .unwrap();
    assert_eq!((counts.total(), counts.of(Status::Invited)), (3, 2));

    org.patch(
        &soren,
        serde_json::json!({ "last_name": "Kjær", "department": "Filiale Flensburg" }),
    )
    .await;
    org.follow().await;
    org.hold_directory_to_recount().await;
    assert!(found(&org, "moller").await.is_empty());
    assert_eq!(found(&org, "kjaer").await.len(), 1);
}

#[tokio::test]
async fn whom_an_import_made_before_the_arming_is_found_by_it_and_messaged_after() {
    let org = organisation("alpha").await;
    let arm = async |armed: bool| {
        org.settings(serde_json::json!({ "communication": { "armed": armed } }))
            .await;
    };
    arm(false).await;
    org.import(workbook::of(&people(12))).await;
    org.follow().await;
    org.hold_directory_to_recount().await;
    let not_armed = Listing::Blocked(Blocker::NotArmed);
    let counted = async || {
        let counts = org.app.store.find_counts(&org.slug, &Scope::Organisation).await;
        counts.unwrap().of_blocker(Blocker::NotArmed)
    };
    assert_eq!((org.listed(&not_armed).await.len(), counted().await), (12, 12));
    let shown = org.search("person3").await;
    assert_eq!(shown[0]["activation"]["waiting"], "not_armed");
    assert_eq!(org.run_schedule().await["dealt_with"], 0);
    arm(true).await;
    assert_eq!(org.run_schedule().await["sent"], 12);
    org.follow().await;
    org.hold_directory_to_recount().await;
    assert_eq!((org.listed(&not_armed).await.len(), counted().await), (0, 0));
}
