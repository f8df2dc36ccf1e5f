//! The whole corpus of awkward and hostile workbooks, row by row, where it is at hand.
//!
//! `manifest.json` beside the workbooks says what is right, and where more than one answer is.

mod field;
mod foreign;

use crate::support::{imports::id_of, organisation::Member, person::person, world::World};
use futures::{StreamExt, stream};
use rollcall::domain::import::{ImportStatus, Outcome};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus/workbooks")
}

/// The manifest's organisation: its uploader.
async fn uploader() -> Member {
    let org = World::new().await.empty_organisation("org-a").await;
    for (list, name) in [
        ("departments", "Store 001"),
        ("departments", "Warehouse"),
        ("job-profiles", "Store associate"),
        ("job-profiles", "Shift lead"),
    ] {
        org.add(list, json!({ "name": name })).await;
    }
    org.add_permission_type("HR", &["manage_users"]).await;
    // The manifest's uploader holds this; a drop has no more than the settings give it.
    let drops = json!({ "imports": { "drop_capabilities": ["manage_users"] } });
    org.settings(drops).await;
    let placed = |name| {
        person(name)
            .department("Warehouse")
            .with("job_profile", "Shift lead")
    };
    org.create(placed("existing").username("existing")).await;
    org.active(placed("uploader").permission_type("HR")).await
}

/// What is wrong with our answer to one file, and how many rows were compared.
async fn check(file: &Value) -> (Vec<String>, usize) {
    let name = file["file"].as_str().unwrap();
    let org = uploader().await;
    let bytes = std::fs::read(folder().join(name)).unwrap();
    let by = [("uploaded-by", org.id.as_str())];
    let ended = org.import_file(name, bytes, &by).await;
    let id = id_of(&ended);
    let import = org.recorded(id).await;
    let accepted = import.status == ImportStatus::Finished;
    let open = |value: &Value| value.get("also_acceptable").is_some();
    let mut wrong = Vec::new();
    let expected = file["file_result"].as_str().unwrap();
    if expected != "accept-or-reject" && !open(file) && (expected == "accept") != accepted {
        wrong.push(format!("{name}: expected {expected}, was {:?}", import.refusal));
    }
    if !accepted {
        if org.users().await.len() != 3 {
            wrong.push(format!("{name}: refused, but users were created"));
        }
        return (wrong, 0);
    }
    let mut compared = 0;
    let outcomes = org.outcomes(id).await;
    for row in file["rows"].as_array().unwrap() {
        let number = u32::try_from(row["row"].as_u64().unwrap_or(0)).unwrap();
        let expected = row["expect"].as_str().unwrap();
        if number == 0 || expected == "accept-or-reject" || open(row) || (open(file) && expected == "reject")
        {
            continue;
        }
        compared += 1;
        let found = outcomes.iter().find(|one| one.from <= number && number <= one.to);
        let created = found.is_some_and(|one| one.outcome == Outcome::Created);
        if created != (expected == "accept") && !(open(file) && created) {
            let why = found.map(|one| (one.outcome, one.faults.clone()));
            wrong.push(format!(
                "{name} row {number}: expected {expected} ({}), was {why:?}",
                row["reason"]
            ));
        }
    }
    (wrong, compared)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_workbook_of_the_corpus_is_imported_or_refused_as_its_manifest_says() {
    let Ok(manifest) = std::fs::read(folder().join("manifest.json")) else {
        println!("the corpus of workbooks is not beside this checkout; its test has nothing to do");
        return;
    };
    let manifest: Value = serde_json::from_slice(&manifest).unwrap();
    let files: Vec<Value> = manifest["files"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|file| {
            Path::new(file["file"].as_str().unwrap())
                .extension()
                .is_some_and(|kind| kind == "xlsx")
        })
        .cloned()
        .collect();
    assert!(files.len() > 90, "{}", files.len());
    let answers: Vec<(Vec<String>, usize)> = stream::iter(files)
        .map(|file| async move { check(&file).await })
        .buffer_unordered(3)
        .collect()
        .await;
    let compared: usize = answers.iter().map(|(_, compared)| compared).sum();
    let wrong: Vec<String> = answers.into_iter().flat_map(|(wrong, _)| wrong).collect();
    println!("{compared} rows compared");
    assert!(compared > 120, "{compared}");
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
