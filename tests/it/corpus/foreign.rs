//! Workbooks that Excel opens without complaint, from other programs and out of the ordinary: a dry run of every one that
//! is kept, and of the whole folder where it is at hand.

use super::uploader;
use serde_json::Value;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus/foreign")
}

/// Those kept in `tests/workbooks`.
const KEPT: [&str; 11] = [
    "cell_extLst.xlsx",
    "customxml_utf16.xlsx",
    "customxml_utf8_long_base64.xlsx",
    "deep_nested_drawing.xlsx",
    "exceljs_1_5_1.xlsx",
    "extLst_in_row.xlsx",
    "mac_resource_entries.xlsx",
    "npoi_bom_in_sheetData.xlsx",
    "own_columns.xlsx",
    "second_sheet_empty_rid.xlsx",
    "webextension_long_property.xlsx",
];

/// A dry run of each file creates its three people.
async fn hold(files: Vec<PathBuf>) {
    let org = uploader().await;
    let mut wrong = Vec::new();
    for file in files {
        let name = file.file_name().unwrap().to_str().unwrap();
        let bytes = std::fs::read(&file).unwrap();
        let upload = org.upload_file(name, true, bytes).await;
        org.run_import(&upload.event).await;
        let import = org.show(&upload.id).await;
        if import["status"] != "finished" || import["created"] != 3 || import["invalid"] != 0 {
            wrong.push(format!("{name}: {import}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_kept_foreign_workbook_is_imported() {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("workbooks");
    hold(KEPT.map(|name| kept.join(name)).to_vec()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_foreign_workbook_is_imported_as_its_manifest_says() {
    let Ok(manifest) = std::fs::read(folder().join("manifest.json")) else {
        println!("the foreign workbooks are not beside this checkout; only the kept ones are imported");
        return;
    };
    let manifest: Value = serde_json::from_slice(&manifest).unwrap();
    let names = manifest
        .as_array()
        .unwrap()
        .iter()
        .map(|file| file["file"].as_str().unwrap());
    hold(names.map(|name| folder().join(name)).collect()).await;
}
