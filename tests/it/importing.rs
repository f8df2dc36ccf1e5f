//! Workbooks: what becomes of their rows, again and again, and in the middle of a crash.

use crate::support::{
    workbook::{self, people, workbook},
    world::World,
};
use aws_sdk_dynamodb::types::AttributeValue;
use futures::future::join_all;
use jiff::SignedDuration;
use rollcall::domain::{
    import::{Import, Outcome, RowOutcomes},
    organisation::Slug,
};
use serde_json::{Value, json};
use std::{collections::BTreeMap, time::Duration};

fn counts(import: &Value) -> [u64; 5] {
    ["processed", "created", "existing", "duplicate", "invalid"]
        .map(|name| import["counts"][name].as_u64().unwrap_or(0))
}

/// An import of `alpha` as it is recorded.
async fn job(world: &World, import: &Value) -> Import {
    let slug = Slug::parse("alpha").unwrap();
    let id = import["import_id"].as_str().unwrap();
    world.app.store.find_import(&slug, id).await.unwrap().unwrap()
}

async fn outcomes(world: &World, import: &Value) -> Vec<RowOutcomes> {
    let job = job(world, import).await;
    world.app.store.import_outcomes(&job).await.unwrap()
}

#[tokio::test]
async fn every_row_gets_its_outcome_and_faults_name_column_and_remedy() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    world
        .create(
            &token,
            World::person(Some("there@example.com"), json!({ "last_name": "Before" })),
        )
        .await;
    let file = workbook(&[
        vec![
            "Anna",
            "Ågård",
            "anna@example.com",
            "",
            "",
            "Butiksassistent",
            "Køkken",
            "User",
            "da",
        ],
        vec![
            "Bo",
            "Kjær",
            "",
            "bo",
            "20123456",
            "butiksassistent",
            "KOKKEN",
            "user",
            "Dansk",
        ],
        vec![
            "Bo",
            "Kjær",
            "",
            "bo2",
            "20123456",
            "butiksassistent",
            "køkken",
            "user",
            "Dansk",
        ],
        vec![
            "There",
            "After",
            "THERE@example.com",
            "",
            "",
            "Butiksassistent",
            "Køkken",
            "User",
            "da",
        ],
        vec![
            "Anna",
            "Twice",
            "Anna@Example.com",
            "",
            "",
            "Butiksassistent",
            "Køkken",
            "User",
            "da",
        ],
        vec![
            "",
            "Nobody",
            "x@y",
            "",
            "12",
            "Butiksassistent",
            "Køkken",
            "Administrator",
            "tlh",
        ],
        vec![
            "أحمد",
            "حسن",
            "ahmed@example.com",
            "",
            "+4915123456789",
            "Butiksassistent",
            "Filiale Flensburg",
            "User",
            "de",
            "skov-7431-bakke",
            "2026-12-01",
        ],
    ]);
    let event = world
        .drop_workbook("imports/alpha/maj + juni 2026.xlsx", file, &[])
        .await;
    let import = world.import(&event).await;
    assert_eq!(counts(&import), [7, 3, 1, 1, 2], "{import}");
    let outcomes = outcomes(&world, &import).await;
    let of = |row: u32| {
        outcomes
            .iter()
            .find(|one| one.from <= row && row <= one.to)
            .unwrap()
    };
    assert_eq!(of(2).outcome, Outcome::Created);
    assert_eq!(
        of(3).outcome,
        Outcome::Invalid,
        "KOKKEN is not Køkken: ø is a letter of its own"
    );
    assert_eq!(of(3).faults[0].suggestion.as_deref(), Some("Køkken"));
    assert_eq!(of(4).outcome, Outcome::Created);
    let repaired: Vec<&str> = of(4)
        .repairs
        .iter()
        .map(|repair| repair.column.as_str())
        .collect();
    assert_eq!(repaired, ["job_profile", "department", "permission_type"]);
    assert_eq!(of(5).outcome, Outcome::Existing);
    let warned: Vec<(&str, &str)> = of(5)
        .warnings
        .iter()
        .map(|fault| (fault.column.as_str(), fault.code.as_str()))
        .collect();
    assert_eq!(
        warned,
        [("email", "another_name")],
        "the row may be about somebody else"
    );
    assert_eq!(of(6).outcome, Outcome::Duplicate);
    assert!(
        of(6).faults[0].detail.contains("Row 2"),
        "{}",
        of(6).faults[0].detail
    );
    let mut columns: Vec<&str> = of(7).faults.iter().map(|fault| fault.column.as_str()).collect();
    columns.sort_unstable();
    assert_eq!(columns, ["email", "first_name", "language", "phone"]);
    assert_eq!(of(8).outcome, Outcome::Created);
    assert_eq!(world.orphans().await, Vec::<String>::new());
    let listed = world
        .get("/api/users?search=before", &token)
        .await
        .expect(200)
        .json();
    assert_eq!(
        listed["items"].as_array().unwrap().len(),
        1,
        "the existing user was not touched"
    );
    let body =
        json!({ "organisation": "alpha", "identifier": "ahmed@example.com", "password": "skov-7431-bakke" });
    assert!(world.post("/api/sign-in", None, body).await.expect(200).json()["password_change"].is_object());
}

#[tokio::test]
async fn a_drop_hands_on_no_rights_whomever_it_names() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    let row = |email: &'static str, department: &'static str, permission: &'static str| {
        vec![
            "A",
            "B",
            email,
            "",
            "",
            "Butiksassistent",
            department,
            permission,
            "da",
        ]
    };
    let file = workbook(&[
        row("a@example.com", "Køkken", "User"),
        row("b@example.com", "Køkken", "Manager"),
        row("c@example.com", "Filiale Flensburg", "User"),
    ]);
    let dropped = world
        .import(
            &world
                .drop_workbook("imports/alpha/drop.xlsx", file.clone(), &[])
                .await,
        )
        .await;
    assert_eq!(counts(&dropped), [3, 2, 0, 0, 1]);
    let manager = World::person(Some("m@example.com"), json!({ "permission_type": "Manager" }));
    let (manager, _) = world.active(&token, manager).await;
    let event = world
        .drop_workbook(
            "imports/alpha/upload.xlsx",
            file.clone(),
            &[("uploaded-by", &manager)],
        )
        .await;
    let uploaded = world.import(&event).await;
    assert_eq!(
        counts(&uploaded),
        [3, 0, 1, 0, 2],
        "whom it names takes away and gives nothing: {uploaded}"
    );
    world
        .patch(
            &format!("/api/users/{manager}"),
            &token,
            json!({ "status": "disabled" }),
        )
        .await
        .expect(200);
    let event = world
        .drop_workbook("imports/alpha/late.xlsx", file, &[("uploaded-by", &manager)])
        .await;
    assert_eq!(world.import(&event).await["status"], "refused");
}

#[tokio::test]
async fn the_same_file_again_changes_nothing_and_sends_nothing() {
    let world = World::new().await;
    world.busy_organisation("alpha").await;
    let file = workbook::of(&people(120));
    let event = world
        .drop_workbook("imports/alpha/people.xlsx", file.clone(), &[])
        .await;
    assert_eq!(counts(&world.import(&event).await), [120, 120, 0, 0, 0]);
    world.deliver().await;
    assert_eq!(world.messages().await.len(), 120);
    let before = world.users().await;
    // The very same event, and the same bytes under another name.
    assert_eq!(world.import(&event).await["status"], "elsewhere");
    let again = world.drop_workbook("imports/alpha/copy.xlsx", file, &[]).await;
    assert_eq!(counts(&world.import(&again).await), [120, 0, 120, 0, 0]);
    assert_eq!(sorted(before), sorted(world.users().await));
    world.deliver().await;
    assert_eq!(world.messages().await.len(), 120);
}

#[tokio::test]
async fn a_dry_run_counts_and_writes_no_user() {
    let world = World::new().await;
    world.busy_organisation("alpha").await;
    let event = world
        .drop_workbook(
            "imports/alpha/p.xlsx",
            workbook::of(&people(30)),
            &[("dry-run", "true")],
        )
        .await;
    assert_eq!(counts(&world.import(&event).await), [30, 30, 0, 0, 0]);
    assert_eq!(world.users().await.len(), 1);
}

#[tokio::test]
async fn five_deliveries_of_one_event_at_once_are_one_import() {
    let world = World::new().await;
    world.busy_organisation("alpha").await;
    let event = world
        .drop_workbook("imports/alpha/p.xlsx", workbook::of(&people(200)), &[])
        .await;
    let runs = join_all((0..5).map(|_| world.import(&event))).await;
    assert_eq!(
        runs.iter().filter(|run| run["status"] == "finished").count(),
        1,
        "{runs:?}"
    );
    assert_eq!(world.users().await.len(), 201);
    assert_eq!(world.orphans().await, Vec::<String>::new());
}

#[tokio::test]
async fn two_files_with_the_same_people_at_once_create_each_of_them_once() {
    let world = World::new().await;
    world.busy_organisation("alpha").await;
    let file = workbook::of(&people(300));
    let one = world
        .drop_workbook("imports/alpha/one.xlsx", file.clone(), &[])
        .await;
    let other = world.drop_workbook("imports/alpha/other.xlsx", file, &[]).await;
    let (one, other) = futures::join!(world.import(&one), world.import(&other));
    let (one, other) = (counts(&one), counts(&other));
    assert_eq!(
        (one[0], other[0], one[1] + other[1], one[2] + other[2]),
        (300, 300, 300, 300)
    );
    assert_eq!(world.users().await.len(), 301);
    assert_eq!(world.orphans().await, Vec::<String>::new());
}

/// What an import leaves behind, without the moments at which it happened.
async fn left_behind(world: &World) -> BTreeMap<String, String> {
    const MOMENTS: [&str; 8] = [
        "created_at",
        "next_attempt_at",
        "history",
        "activation",
        "started_at",
        "finished_at",
        "object_version",
        "expires",
    ];
    let mut left = BTreeMap::new();
    for item in world.users().await.into_iter().chain(world.identifiers().await) {
        let Some(AttributeValue::S(pk)) = item.get("pk").cloned() else {
            continue;
        };
        if item
            .get("source")
            .is_some_and(|source| source.as_s().is_ok_and(|text| text == "manual"))
            || pk.contains("admin@")
        {
            continue;
        }
        let kept: BTreeMap<_, _> = item
            .iter()
            .filter(|(name, _)| !MOMENTS.contains(&name.as_str()))
            .collect();
        left.insert(pk, format!("{kept:?}"));
    }
    left
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_killed_in_the_middle_and_run_again_ends_as_if_nothing_had_happened() {
    let mut rows = people(1_500);
    rows[700][6] = "Nowhere".to_owned();
    rows[900][2] = "person3@EXAMPLE.com".to_owned();
    let file = workbook::of(&rows);
    let mut ends = Vec::new();
    for killed_after in [None, Some(40), Some(90), Some(160), Some(250), Some(400)] {
        let world = World::new().await;
        world.busy_organisation("alpha").await;
        // The ids of the created users follow from bucket, key and version: the same for every run only if these are.
        let event = world
            .drop_workbook("imports/alpha/p.xlsx", file.clone(), &[])
            .await;
        let mut was_killed = false;
        if let Some(milliseconds) = killed_after {
            let killed =
                tokio::time::timeout(Duration::from_millis(milliseconds), world.import(&event)).await;
            was_killed = killed.is_err();
            world.wait(SignedDuration::from_secs(31));
        }
        let end = world.import(&event).await;
        if killed_after.is_none() || was_killed {
            assert_eq!(
                counts(&end),
                [1_500, 1_498, 0, 1, 1],
                "killed after {killed_after:?} ms: {end}"
            );
        }
        assert_eq!(world.orphans().await, Vec::<String>::new());
        let outcomes = outcomes(&world, &end).await;
        let covered: u32 = outcomes.iter().map(|run| run.to - run.from + 1).sum();
        assert_eq!(covered, 1_500, "each row once");
        ends.push((
            left_behind(&world).await.len(),
            world.users().await.len(),
            was_killed,
        ));
    }
    assert!(
        ends.iter()
            .all(|(left, users, _)| (*left, *users) == (2 * 1_498, 1_499)),
        "{ends:?}"
    );
    assert!(
        ends.iter().filter(|(.., killed)| *killed).count() >= 2,
        "the kills must hit: {ends:?}"
    );
}

#[tokio::test]
async fn an_import_that_runs_out_of_time_goes_on_from_its_checkpoint() {
    let world = World::new().await;
    world.busy_organisation("alpha").await;
    let mut rows = people(1_200);
    // A row that creates nobody lends its one-time password to no fault, whenever the later row is looked at.
    rows[1] = rows[0].clone();
    for row in [1, 900] {
        rows[row].push("skov-7431-bakke".to_owned());
    }
    let event = world
        .drop_workbook("imports/alpha/p.xlsx", workbook::of(&rows), &[])
        .await;
    let mut runs = 0;
    let end = loop {
        runs += 1;
        // The time is up from the beginning: every run ends after its first block.
        let deadline = world.context().now();
        let context = world.context();
        let answer = import_users::handle(&world.imports, &context, event.clone(), deadline).await;
        let import = answer.unwrap()["imports"][0].clone();
        if import["status"] == "finished" {
            break import;
        }
        assert_eq!(import["status"], "running");
        assert!(runs < 20, "no progress");
    };
    assert!(runs >= 2, "{runs}");
    assert_eq!(counts(&end), [1_200, 1_199, 0, 1, 0]);
    assert_eq!(world.users().await.len(), 1_200);
    let outcomes = outcomes(&world, &end).await;
    let warned: Vec<&RowOutcomes> = outcomes.iter().filter(|one| !one.warnings.is_empty()).collect();
    assert!(warned.is_empty(), "{warned:?}");
}

#[tokio::test]
async fn a_file_that_is_no_workbook_is_refused_with_one_sentence_and_costs_nothing() {
    let world = World::new().await;
    world.busy_organisation("alpha").await;
    for (name, bytes) in [
        ("empty", Vec::new()),
        ("text", b"First name;Last name\nA;B\n".to_vec()),
        ("cut", workbook::of(&people(3))[..900].to_vec()),
    ] {
        let event = world
            .drop_workbook(&format!("imports/alpha/{name}.xlsx"), bytes, &[])
            .await;
        let import = world.import(&event).await;
        assert_eq!(import["status"], "refused", "{name}");
        let refusal = job(&world, &import).await.refusal.unwrap();
        assert!(
            refusal.detail.ends_with('.') && !refusal.code.is_empty(),
            "{refusal:?}"
        );
    }
    assert_eq!(world.users().await.len(), 1);
    assert_eq!(world.import_items().await.len(), 3);
    let elsewhere = world
        .drop_workbook("imports/Nobody Here/p.xlsx", workbook::of(&people(1)), &[])
        .await;
    assert!(world.import(&elsewhere).await["skipped"].is_string());
}

#[tokio::test]
async fn a_dropped_file_is_taken_or_answered_whatever_its_name_ends_in() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    let csv = b"First name;Last name\nA;B\n".to_vec();
    let whole = workbook::of(&people(1));
    let old = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    let mut expected = Vec::new();
    for (name, bytes, answer) in [
        ("people.CSV", csv.clone(), "text_file"),
        ("people.csv", csv, "text_file"),
        ("People.Xlsx", whole.clone(), ""),
        ("2026/PEOPLE.XLSX", whole.clone(), ""),
        ("people.XLS", old.clone(), "not_a_workbook"),
        ("people.numbers", old, "not_a_workbook"),
        ("people", whole.clone(), ""),
    ] {
        let event = world
            .drop_workbook(&format!("imports/alpha/{name}"), bytes, &[])
            .await;
        let import = world.import(&event).await;
        let status = if answer.is_empty() { "finished" } else { "refused" };
        assert_eq!(import["status"], status, "{name}");
        let file_name = name.rsplit('/').next().unwrap();
        expected.push((file_name.to_owned(), answer.to_owned()));
    }
    for name in ["", ".DS_Store", "~$people.xlsx", "people.xlsx.part"] {
        let event = world
            .drop_workbook(&format!("imports/alpha/{name}"), whole.clone(), &[])
            .await;
        assert!(world.import(&event).await["skipped"].is_string(), "{name}");
    }
    let listed = world.get("/api/imports", &token).await.expect(200).json();
    let mut found: Vec<_> = listed["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            let code = one["refusal"]["code"].as_str().unwrap_or_default().to_owned();
            (one["file_name"].as_str().unwrap().to_owned(), code)
        })
        .collect();
    found.sort();
    expected.sort();
    assert_eq!(found, expected);
}

#[tokio::test]
async fn an_event_about_another_bucket_imports_nothing_and_a_hidden_mark_in_a_name_is_left_out() {
    let world = World::new().await;
    world.busy_organisation("alpha").await;
    let key = "imports/alpha/people\u{202e}fdp.xlsx";
    let event = world.drop_workbook(key, workbook::of(&people(2)), &[]).await;
    let mut elsewhere = event.clone();
    elsewhere["Records"][0]["s3"]["bucket"]["name"] = json!("somebody-elses-bucket");
    assert_eq!(world.import(&elsewhere).await["skipped"], "another bucket");
    assert_eq!(
        (world.users().await.len(), world.import_items().await.len()),
        (1, 0)
    );
    let import = world.import(&event).await;
    assert_eq!(counts(&import), [2, 2, 0, 0, 0]);
    let import = world
        .app
        .store
        .find_import(
            &rollcall::domain::organisation::Slug::parse("alpha").unwrap(),
            import["import_id"].as_str().unwrap(),
        )
        .await;
    assert_eq!(import.unwrap().unwrap().file_name, "peoplefdp.xlsx");
}

fn sorted(items: Vec<std::collections::HashMap<String, AttributeValue>>) -> Vec<String> {
    let mut texts: Vec<String> = items
        .into_iter()
        .map(|item| format!("{:?}", item.into_iter().collect::<BTreeMap<_, _>>()))
        .collect();
    texts.sort();
    texts
}
