//! Whose turn it is, and what was left behind.

use crate::support::{imports::id_of, organisation::organisation, person::people, workbook, world::World};
use futures::future::join_all;
use jiff::SignedDuration;
use rollcall::{
    domain::{
        background::{Claim, MOST_STALLS},
        import::{self, Import, ObjectVersion},
    },
    workflow::imports::take_up::take_up_abandoned,
};
use std::time::Instant;

#[tokio::test]
async fn a_fourth_import_waits_its_turn_and_the_schedule_takes_up_what_was_left_behind() {
    let org = organisation("alpha").await;
    let (store, context) = (&org.app.store, org.context());
    // Three workers that have taken their imports and are at it.
    for n in 0..3 {
        let mut import = Import::new(&org.slug, format!("im_{n}"), "x.xlsx".to_owned(), context.now());
        import.object = Some(ObjectVersion {
            key: format!("imports/alpha/{n}.xlsx"),
            version: None,
            identity: n.to_string(),
        });
        assert!(store.register_import(&context, &import).await.unwrap());
        let claim = store
            .claim_import(&context, context.now(), &org.slug, &import.id)
            .await;
        assert!(matches!(claim, Ok(Claim::Yours(_))));
    }
    let waiting = org.import(workbook::of(&people(4))).await;
    assert_eq!(waiting["status"], "waiting");
    // How many are open, and how many of them the schedule takes up.
    let schedule = async || {
        let app = &org.managing_imports;
        let found = take_up_abandoned(&app.env, &app.invoker, &org.context()).await;
        let found = serde_json::to_value(found.unwrap()).unwrap();
        let count = |name: &str| found[name].as_u64().unwrap();
        (count("open"), count("taken_up") + count("failed"))
    };
    assert_eq!(schedule().await, (4, 0));
    // Their workers die. Three at a time are taken up, the oldest first; the others follow.
    org.wait(SignedDuration::from_secs(60));
    assert_eq!(schedule().await.1, 3);
    assert_eq!(org.work_off(id_of(&waiting)).await["status"], "finished");
    for n in 0..3 {
        // Their files are gone: they end, and say so.
        let ended = org.work_off(&format!("im_{n}")).await;
        assert_eq!(ended["status"], "refused");
    }
    assert_eq!(schedule().await.0, 0);
}

#[tokio::test]
async fn an_import_that_comes_no_further_is_given_up_visibly() {
    let org = organisation("alpha").await;
    let event = org.drop_file("p.xlsx", workbook::of(&people(4)), &[]).await;
    let (key, version) = (
        "imports/alpha/p.xlsx",
        &event["Records"][0]["s3"]["object"]["versionId"],
    );
    let version = version.as_str().unwrap();
    let id = import::import_id(&org.bucket, key, version);
    let context = org.context();
    let mut import = Import::new(&org.slug, id.clone(), "p.xlsx".to_owned(), context.now());
    import.object = Some(ObjectVersion {
        key: key.to_owned(),
        version: Some(version.to_owned()),
        identity: version.to_owned(),
    });
    import.stalls = MOST_STALLS;
    org.app.store.register_import(&context, &import).await.unwrap();
    assert_eq!(org.run_import(&event).await["status"], "refused");
    assert_eq!(org.show(&id).await["refusal"]["code"], "gave_up");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_organisations_at_once_all_come_to_their_end() {
    let world = World::new().await;
    let mut files = Vec::new();
    for n in 0..10 {
        let org = world.organisation(&format!("org-{n}")).await;
        // The first has by far the most to do.
        let count = if n == 0 { 5_000 } else { 60 };
        let event = org.drop_file("p.xlsx", workbook::of(&people(count)), &[]).await;
        files.push((event, count));
    }
    let began = Instant::now();
    let took = join_all(files.iter().map(async |(event, count)| {
        let run = world.run_import(event).await;
        assert_eq!(run["counts"]["created"], *count, "{run}");
        began.elapsed()
    }))
    .await;
    let (long, short) = (took[0], took[1..].iter().max().unwrap());
    assert!(
        *short <= long,
        "nobody waits for the long one: {short:?}, {long:?}"
    );
    assert_eq!(world.orphans().await, Vec::<String>::new());
}
