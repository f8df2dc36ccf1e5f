//! Whose turn it is, and what was left behind.

use crate::support::{
    workbook::{self, people},
    world::World,
};
use futures::future::join_all;
use jiff::SignedDuration;
use rollcall::{
    aws::{invoker, store::imports::Claim},
    domain::{import, organisation::Slug},
    workflow::imports::take_up::take_up_abandoned,
};
use serde_json::json;
use std::collections::BTreeMap;

#[tokio::test]
async fn a_fourth_import_waits_its_turn_and_the_schedule_takes_up_what_was_left_behind() {
    let world = World::new().await;
    world.busy_organisation("alpha").await;
    let slug = Slug::parse("alpha").unwrap();
    let context = world.context();
    // Three workers that have taken their imports and are at it.
    for n in 0..3 {
        let mut import = import::Import::new(&slug, format!("im_{n}"), "x.xlsx".to_owned(), context.now());
        import.object = Some(import::ObjectVersion {
            key: format!("imports/alpha/{n}.xlsx"),
            version: None,
            identity: n.to_string(),
        });
        assert!(world.app.store.register_import(&context, &import).await.unwrap());
        let claim = world
            .app
            .store
            .claim_import(&context, context.now(), &slug, &import.id)
            .await;
        assert!(matches!(claim, Ok(Claim::Yours(_))));
    }
    let event = world
        .drop_workbook("imports/alpha/p.xlsx", workbook::of(&people(4)), &[])
        .await;
    let waiting = world.import(&event).await;
    assert_eq!(waiting["status"], "waiting");
    let schedule = async || {
        let app = &world.managing_imports;
        let found = take_up_abandoned(&app.env, &app.invoker, &world.context()).await;
        serde_json::to_value(found.unwrap()).unwrap()
    };
    let looked = schedule().await;
    assert_eq!(
        (
            &looked["open"],
            looked["taken_up"].as_u64().unwrap() + looked["failed"].as_u64().unwrap()
        ),
        (&json!(4), 0)
    );
    // Their workers die. Three at a time are taken up, the oldest first; the others follow.
    world.wait(SignedDuration::from_secs(60));
    let looked = schedule().await;
    assert_eq!(
        looked["taken_up"].as_u64().unwrap() + looked["failed"].as_u64().unwrap(),
        3
    );
    let work = invoker::work(&slug, waiting["import_id"].as_str().unwrap());
    assert_eq!(world.import(&work).await["status"], "finished");
    for n in 0..3 {
        // Their files are gone: they end, and say so.
        let ended = world.import(&invoker::work(&slug, &format!("im_{n}"))).await;
        assert_eq!(ended["status"], "refused");
    }
    assert_eq!(schedule().await["open"], 0);
}

#[tokio::test]
async fn an_import_that_comes_no_further_is_given_up_visibly() {
    let world = World::new().await;
    world.busy_organisation("alpha").await;
    let event = world
        .drop_workbook("imports/alpha/p.xlsx", workbook::of(&people(4)), &[])
        .await;
    let slug = Slug::parse("alpha").unwrap();
    let version = event["Records"][0]["s3"]["object"]["versionId"].as_str().unwrap();
    let id = import::import_id(&world.bucket, "imports/alpha/p.xlsx", version);
    let mut import = import::Import::new(&slug, id.clone(), "p.xlsx".to_owned(), world.context().now());
    import.object = Some(import::ObjectVersion {
        key: "imports/alpha/p.xlsx".to_owned(),
        version: Some(version.to_owned()),
        identity: version.to_owned(),
    });
    import.stalls = import::MOST_STALLS;
    world
        .app
        .store
        .register_import(&world.context(), &import)
        .await
        .unwrap();
    assert_eq!(world.import(&event).await["status"], "refused");
    let import = world.app.store.find_import(&slug, &id).await.unwrap().unwrap();
    assert_eq!(import.refusal.unwrap().code, "gave_up");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_organisations_at_once_all_come_to_their_end() {
    let world = World::new().await;
    let slugs: Vec<String> = (0..10).map(|n| format!("org-{n}")).collect();
    for slug in &slugs {
        world.busy_organisation(slug).await;
    }
    let mut events = Vec::new();
    for slug in &slugs {
        // The first has by far the most to do.
        let count = if slug == "org-0" { 1_500 } else { 60 };
        let key = format!("imports/{slug}/p.xlsx");
        events.push(world.drop_workbook(&key, workbook::of(&people(count)), &[]).await);
    }
    let began = std::time::Instant::now();
    let runs = join_all(events.iter().map(async |event| {
        let run = world.import(event).await;
        (run, began.elapsed())
    }))
    .await;
    let mut created = BTreeMap::new();
    for ((run, _), slug) in runs.iter().zip(&slugs) {
        created.insert(slug.clone(), run["counts"]["created"].as_u64().unwrap());
    }
    assert_eq!(created.values().sum::<u64>(), 1_500 + 9 * 60, "{created:?}");
    let (long, short) = (runs[0].1, runs[1..].iter().map(|(_, took)| *took).max().unwrap());
    assert!(
        short <= long,
        "nobody waits for the long one: {short:?}, {long:?}"
    );
    assert_eq!(world.orphans().await, Vec::<String>::new());
}
