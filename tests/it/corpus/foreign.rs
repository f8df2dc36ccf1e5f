//! Workbooks that Excel opens without complaint, from other programs and out of the ordinary: the whole folder where it is
//! at hand, and a dry run of every one.

use super::{field, organisation};
use crate::support::world::World;
use serde_json::Value;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus/foreign")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_foreign_workbook_is_imported_as_its_manifest_says() {
    let Ok(manifest) = std::fs::read(folder().join("manifest.json")) else {
        println!("the foreign workbooks are not beside this checkout; their test has nothing to do");
        return;
    };
    let manifest: Value = serde_json::from_slice(&manifest).unwrap();
    let world = World::new().await;
    let (_, token) = organisation(&world).await;
    let mut wrong = Vec::new();
    for file in manifest.as_array().unwrap() {
        let name = file["file"].as_str().unwrap();
        let bytes = std::fs::read(folder().join(name)).unwrap();
        let (import, _) = field::import_bytes(&world, &token, name, bytes, true).await;
        if import["status"] != "finished" || import["created"] != 3 || import["invalid"] != 0 {
            wrong.push(format!("{name}: {import}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
