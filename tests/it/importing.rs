//! Workbooks: what becomes of their rows, again and again, and in the middle of a crash.

use crate::support::{
    imports::{counts, id_of},
    organisation::{Org, organisation},
    person::{people, person},
    workbook::{self, sheet},
};
use aws_sdk_dynamodb::types::AttributeValue;
use futures::future::join_all;
use jiff::SignedDuration;
use rollcall::domain::{
    fault::Code,
    import::{Outcome, RowOutcomes},
};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, HashMap},
    time::Duration,
};

/// What became of one row.
fn of_row(outcomes: &[RowOutcomes], row: u32) -> &RowOutcomes {
    let mut found = outcomes.iter().filter(|one| one.from <= row && row <= one.to);
    found.next().unwrap()
}

#[tokio::test]
async fn every_row_gets_its_outcome_and_faults_name_column_and_remedy() {
    let org = organisation("alpha").await;
    org.create(person("there").last_name("Before")).await;
    let bo = person("bo")
        .last_name("Kjær")
        .with("job_profile", "butiksassistent")
        .permission_type("user")
        .language("Dansk");
    let file = sheet![
        person("anna"),
        bo.clone().by_phone("bo", "20123456").department("KOKKEN"),
        bo.by_phone("bo2", "20123456").department("køkken"),
        person("there").last_name("After").email("THERE@example.com"),
        person("anna").last_name("Twice").email("Anna@Example.com"),
        person("x")
            .first_name("")
            .email("x@y")
            .phone("12")
            .permission_type("Administrator")
            .language("tlh"),
        person("ahmed")
            .first_name("أحمد")
            .last_name("حسن")
            .phone("+4915123456789")
            .department("Filiale Flensburg")
            .language("de")
            .one_time_password("skov-7431-bakke")
            .with("start_date", "2026-12-01"),
    ];
    let import = org.import_file("maj + juni 2026.xlsx", file, &[]).await;
    assert_eq!(counts(&import), [7, 3, 1, 1, 2], "{import}");
    let outcomes = org.outcomes(id_of(&import)).await;
    let of = |row| of_row(&outcomes, row);
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
    let warnings = of(5).warnings.iter();
    let warned: Vec<_> = warnings.map(|one| (one.column.as_str(), one.word())).collect();
    assert_eq!(
        warned,
        [("email", "another_name")],
        "the row may be about somebody else"
    );
    assert_eq!(of(6).outcome, Outcome::Duplicate);
    assert_eq!(of(6).faults[0].known(), Some(&Code::Duplicate { row: 2 }));
    let mut columns: Vec<&str> = of(7).faults.iter().map(|fault| fault.column.as_str()).collect();
    columns.sort_unstable();
    assert_eq!(columns, ["email", "first_name", "language", "phone"]);
    assert_eq!(of(8).outcome, Outcome::Created);
    assert_eq!(org.orphans().await, Vec::<String>::new());
    assert_eq!(
        org.search("before").await.len(),
        1,
        "the existing user was not touched"
    );
    let ahmed = org.sign_in("ahmed@example.com", "skov-7431-bakke").await;
    ahmed.expect(200).ticket();
}

#[tokio::test]
async fn a_drop_hands_on_no_rights_of_the_person_it_names() {
    let org = organisation("alpha").await;
    let file = sheet![
        person("a"),
        person("b").permission_type("Manager"),
        person("c").department("Filiale Flensburg"),
    ];
    let dropped = org.import_file("drop.xlsx", file.clone(), &[]).await;
    assert_eq!(counts(&dropped), [3, 2, 0, 0, 1]);
    let manager = org.active(person("m").permission_type("Manager")).await;
    let named = [("uploaded-by", manager.id.as_str())];
    let uploaded = org.import_file("upload.xlsx", file.clone(), &named).await;
    assert_eq!(
        counts(&uploaded),
        [3, 0, 1, 0, 2],
        "a name takes away and gives nothing: {uploaded}"
    );
    org.disable(&manager.id).await;
    let late = org.import_file("late.xlsx", file, &named).await;
    assert_eq!(late["status"], "refused");
}

fn sorted(items: Vec<HashMap<String, AttributeValue>>) -> Vec<String> {
    let mut texts: Vec<String> = items
        .into_iter()
        .map(|item| format!("{:?}", item.into_iter().collect::<BTreeMap<_, _>>()))
        .collect();
    texts.sort();
    texts
}

#[tokio::test]
async fn the_same_file_again_changes_nothing_and_sends_nothing() {
    let org = organisation("alpha").await;
    let file = workbook::of(&people(120));
    let event = org.drop_file("people.xlsx", file.clone(), &[]).await;
    assert_eq!(counts(&org.run_import(&event).await), [120, 120, 0, 0, 0]);
    org.deliver().await;
    assert_eq!(org.messages().await.len(), 120);
    let before = org.users().await;
    // The very same event, and the same bytes under another name.
    assert_eq!(org.run_import(&event).await["status"], "elsewhere");
    let again = org.import_file("copy.xlsx", file, &[]).await;
    assert_eq!(counts(&again), [120, 0, 120, 0, 0]);
    assert_eq!(sorted(before), sorted(org.users().await));
    org.deliver().await;
    assert_eq!(org.messages().await.len(), 120);
}

#[tokio::test]
async fn a_dry_run_counts_and_writes_no_user() {
    let org = organisation("alpha").await;
    let file = workbook::of(&people(30));
    let import = org.import_file("p.xlsx", file, &[("dry-run", "true")]).await;
    assert_eq!(counts(&import), [30, 30, 0, 0, 0]);
    assert_eq!(org.users().await.len(), 1);
}

#[tokio::test]
async fn five_deliveries_of_one_event_at_once_are_one_import() {
    let org = organisation("alpha").await;
    let event = org.drop_file("p.xlsx", workbook::of(&people(200)), &[]).await;
    let runs = join_all((0..5).map(|_| org.run_import(&event))).await;
    let finished = runs.iter().filter(|run| run["status"] == "finished").count();
    assert_eq!(finished, 1, "{runs:?}");
    assert_eq!(org.users().await.len(), 201);
    assert_eq!(org.orphans().await, Vec::<String>::new());
}

#[tokio::test]
async fn two_files_with_the_same_people_at_once_create_each_of_them_once() {
    let org = organisation("alpha").await;
    let file = workbook::of(&people(300));
    let (one, other) = futures::join!(
        org.import_file("one.xlsx", file.clone(), &[]),
        org.import_file("other.xlsx", file, &[])
    );
    let (one, other) = (counts(&one), counts(&other));
    assert_eq!(
        (one[0], other[0], one[1] + other[1], one[2] + other[2]),
        (300, 300, 300, 300)
    );
    assert_eq!(org.users().await.len(), 301);
    assert_eq!(org.orphans().await, Vec::<String>::new());
}

/// How many users and identifiers an import has left behind.
async fn left_behind(org: &Org) -> usize {
    let items = org.users().await.into_iter().chain(org.identifiers().await);
    let of_import = items.filter(|item| {
        let text = |name: &str| item.get(name).and_then(|value| value.as_s().ok());
        text("source").is_none_or(|source| source != "manual")
            && text("pk").is_some_and(|pk| !pk.contains("admin@"))
    });
    of_import.count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_killed_in_the_middle_and_run_again_ends_as_if_nothing_had_happened() {
    let mut rows = people(1_500);
    rows[700] = rows[700].clone().department("Nowhere");
    rows[900] = rows[900].clone().email("person3@EXAMPLE.com");
    let file = workbook::of(&rows);
    let mut kills = 0;
    for killed_after in [None, Some(40), Some(90), Some(160), Some(250), Some(400)] {
        let org = organisation("alpha").await;
        let event = org.drop_file("p.xlsx", file.clone(), &[]).await;
        let mut is_left_to_do = true;
        if let Some(milliseconds) = killed_after {
            let patience = Duration::from_millis(milliseconds);
            let killed = tokio::time::timeout(patience, org.run_import(&event)).await;
            is_left_to_do = killed.is_err();
            kills += usize::from(killed.is_err());
            org.wait(SignedDuration::from_secs(31));
        }
        let what = format!("killed after {killed_after:?} ms");
        let end = org.run_import(&event).await;
        if is_left_to_do {
            assert_eq!(counts(&end), [1_500, 1_498, 0, 1, 1], "{what}: {end}");
        }
        assert_eq!(org.orphans().await, Vec::<String>::new(), "{what}");
        let outcomes = org.outcomes(id_of(&end)).await;
        let covered: u32 = outcomes.iter().map(|run| run.to - run.from + 1).sum();
        assert_eq!(covered, 1_500, "each row once, {what}");
        assert_eq!(left_behind(&org).await, 2 * 1_498, "{what}");
        assert_eq!(org.users().await.len(), 1_499, "{what}");
    }
    assert!(kills >= 2, "the kills must hit: {kills}");
}

#[tokio::test]
async fn an_import_that_runs_out_of_time_goes_on_from_its_checkpoint() {
    let org = organisation("alpha").await;
    let mut rows = people(1_200);
    // A row that creates nobody lends its one-time password to no fault, whenever the later row is looked at.
    rows[1] = rows[0].clone();
    for row in [1, 900] {
        rows[row] = rows[row].clone().one_time_password("skov-7431-bakke");
    }
    let event = org.drop_file("p.xlsx", workbook::of(&rows), &[]).await;
    let mut runs = 0;
    let end = loop {
        runs += 1;
        // The time is up from the beginning: every run ends after its first block.
        let context = org.context();
        let answer = import_users::handle(&org.imports, &context, event.clone(), context.now()).await;
        let import = answer.unwrap()["imports"][0].clone();
        if import["status"] == "finished" {
            break import;
        }
        assert_eq!(import["status"], "running");
        assert!(runs < 20, "no progress");
    };
    assert!(runs >= 2, "{runs}");
    assert_eq!(counts(&end), [1_200, 1_199, 0, 1, 0]);
    assert_eq!(org.users().await.len(), 1_200);
    let mut outcomes = org.outcomes(id_of(&end)).await;
    outcomes.retain(|one| !one.warnings.is_empty());
    assert!(outcomes.is_empty(), "{outcomes:?}");
}

#[tokio::test]
async fn a_file_that_is_no_workbook_is_refused_with_one_sentence_and_costs_nothing() {
    let org = organisation("alpha").await;
    for (name, bytes) in [
        ("empty", Vec::new()),
        ("text", b"First name;Last name\nA;B\n".to_vec()),
        ("cut", workbook::of(&people(3))[..900].to_vec()),
    ] {
        let import = org.import_file(&format!("{name}.xlsx"), bytes, &[]).await;
        assert_eq!(import["status"], "refused", "{name}");
        let refusal = org.recorded(id_of(&import)).await.refusal.unwrap();
        assert!(refusal.detail.ends_with('.'), "{refusal:?}");
        assert!(!refusal.code.is_empty(), "{refusal:?}");
    }
    assert_eq!(org.users().await.len(), 1);
    assert_eq!(org.import_items().await.len(), 3);
    let key = "imports/Nobody Here/p.xlsx";
    let elsewhere = org.drop_workbook(key, workbook::of(&people(1)), &[]).await;
    assert!(org.run_import(&elsewhere).await["skipped"].is_string());
}

#[tokio::test]
async fn a_dropped_file_is_taken_or_answered_whatever_its_name_ends_in() {
    let org = organisation("alpha").await;
    let csv = b"First name;Last name\nA;B\n".to_vec();
    let whole = sheet![person("ida")];
    let old = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    let mut expected = Vec::new();
    for (name, bytes, answer) in [
        ("people.CSV", &csv, "missing_headings"),
        ("csv.xlsx", &csv, "missing_headings"),
        ("People.Xlsx", &whole, ""),
        ("2026/PEOPLE.XLSX", &whole, ""),
        ("people.XLS", &old, "not_a_workbook"),
        ("people.numbers", &old, "not_a_workbook"),
        ("people", &whole, ""),
    ] {
        let import = org.import_file(name, bytes.clone(), &[]).await;
        let status = if answer.is_empty() { "finished" } else { "refused" };
        assert_eq!(import["status"], status, "{name}");
        let file_name = name.rsplit('/').next().unwrap();
        expected.push((file_name.to_owned(), answer.to_owned()));
    }
    for name in ["", ".DS_Store", "~$people.xlsx", "people.xlsx.part"] {
        let import = org.import_file(name, whole.clone(), &[]).await;
        assert!(import["skipped"].is_string(), "{name}");
    }
    let listed = org.items("/api/imports").await;
    let of_import = |one: &Value| {
        let code = one["refusal"]["code"].as_str().unwrap_or_default().to_owned();
        (one["file_name"].as_str().unwrap().to_owned(), code)
    };
    let mut found: Vec<_> = listed.iter().map(of_import).collect();
    found.sort();
    expected.sort();
    assert_eq!(found, expected);
}

#[tokio::test]
async fn an_event_about_another_bucket_imports_nothing_and_a_hidden_mark_in_a_name_is_left_out() {
    let org = organisation("alpha").await;
    let file = workbook::of(&people(2));
    let event = org.drop_file("people\u{202e}fdp.xlsx", file, &[]).await;
    let mut elsewhere = event.clone();
    elsewhere["Records"][0]["s3"]["bucket"]["name"] = json!("somebody-elses-bucket");
    assert_eq!(org.run_import(&elsewhere).await["skipped"], "another bucket");
    assert_eq!(org.users().await.len(), 1);
    assert_eq!(org.import_items().await.len(), 0);
    let import = org.run_import(&event).await;
    assert_eq!(counts(&import), [2, 2, 0, 0, 0]);
    assert_eq!(org.recorded(id_of(&import)).await.file_name, "peoplefdp.xlsx");
}
