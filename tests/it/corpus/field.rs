//! Files as people and their systems write them: each complaint of the folder's manifest, checked by name, where the
//! folder is at hand; and everywhere the complaints whose files are kept in `tests/workbooks/field`.
//!
//! A file is tried once as a dry run and then imported for real, in an organisation with departments in seven countries.
//! Checks that belong together are in one module; [`CHECKS`] says where each complaint of the manifest is held.

mod files;
mod headings;
mod phones;
mod values;

use crate::support::{organisation::Org, world::World};
use rollcall::domain::user::User;
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

/// The departments of the organisation that the files are for, with their countries.
const DEPARTMENTS: [(&str, &str); 10] = [
    ("Butik 001", "DK"),
    ("Køkken", "DK"),
    ("Frugt & Grønt", "DK"),
    ("0042", "DK"),
    ("Filiale Berlin", "DE"),
    ("Lager Malmö", "SE"),
    ("Oslo S", "NO"),
    ("Sklep Gdańsk", "PL"),
    ("Magasin Lille", "FR"),
    ("Košice", "SK"),
];

/// How one complaint of the manifest is held.
enum Check {
    /// By what came of a file.
    File(&'static str, fn(&Imported)),
    /// By a test elsewhere, which needs no file.
    Elsewhere(&'static str),
    /// The rule itself comes with a later issue.
    Later(&'static str),
}

/// A check with the complaint it is for.
type Named = (&'static str, fn(&Imported));

use Check::{Elsewhere, File, Later};

/// The manifest's complaints by their ids.
#[rustfmt::skip]
const CHECKS: &[(&str, Check)] = &[
    ("01", File("01-email-beyond-ascii.xlsx", values::email_beyond_ascii)),
    ("02", File("02-zeros-by-number-format.xlsx", values::zeros_by_number_format)),
    ("03", File("03-mojibake-names.xlsx", values::mojibake)),
    ("03b", File("03-mojibake-names.xlsx", values::lost_characters)),
    ("04", File("04-leading-apostrophe.xlsx", values::leading_apostrophes)),
    ("05", File("05-dates-as-written.xlsx", values::dates_as_written)),
    ("06", File("06-dates-with-a-time.xlsx", values::dates_with_a_time)),
    ("07", File("07-placeholder-dates.xlsx", values::placeholder_dates)),
    ("09", File("09-entra-two-phones.xlsx", headings::two_phones)),
    ("10", File("10-hr-two-of-a-kind.xlsx", headings::two_of_a_kind)),
    ("11", File("11-google-headings.xlsx", headings::with_remarks)),
    ("14", File("14-stray-punctuation.xlsx", values::stray_punctuation)),
    ("15", File("15-phones-several-or-labelled.xlsx", phones::several_or_labelled)),
    ("17a", File("17-phones-of-seven-countries.xlsx", phones::of_seven_countries)),
    ("17b", File("17-phones-of-seven-countries.xlsx", phones::of_seven_countries)),
    ("17c", File("17-phones-of-seven-countries.xlsx", phones::of_seven_countries)),
    ("17e", File("17-phones-of-seven-countries.xlsx", phones::of_seven_countries)),
    ("22", File("22-table-totals-and-own-columns.xlsx", files::totals_row)),
    ("22b", Elsewhere("import-users: result::tests::own_columns_come_back_as_they_were")),
    ("23", File("23-label-protected.xlsx", files::sensitivity_label)),
    ("24", File("24-html-entities.xlsx", values::html_entities)),
    ("26", File("26-shared-addresses.xlsx", values::shared_addresses)),
    ("31", Elsewhere("start_dates::an_import_says_who_waits_and_they_are_messaged_on_their_day")),
    ("37", File("37-country-code-column.xlsx", phones::country_codes_in_a_column)),
    ("40", File("40-optional-columns-not-recognised.xlsx", headings::optional_columns)),
    ("50", Later("search")),
    ("51b", Elsewhere("activating::what_sticks_to_a_copied_link_is_forgiven_on_the_page_and_in_the_api")),
    ("54", Elsewhere("signing_up::a_phone_is_read_as_the_department_s_country_writes_it")),
];

/// Files the manifest names under another file's complaint.
const FURTHER: &[(&str, Check)] = &[
    (
        "42-sheetjs-celldates.xlsx",
        File("42-sheetjs-celldates.xlsx", values::sheetjs_dates),
    ),
    (
        "43-exceljs-features.xlsx",
        File("43-exceljs-features.xlsx", files::features_of_exceljs),
    ),
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus/field")
}

/// Where the smallest telling ones of the files are kept.
fn kept() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("workbooks/field")
}

/// What came of one file.
struct Imported {
    /// The import of the dry run, as the API shows it.
    dry: Value,
    /// Its rows.
    dry_rows: Vec<Value>,
    /// The import for real.
    real: Value,
    /// Its rows.
    rows: Vec<Value>,
    /// Users created, by row.
    people: BTreeMap<u64, User>,
}

impl Imported {
    /// One row of the import for real.
    #[track_caller]
    fn row(&self, number: u64) -> &Value {
        let found = self.rows.iter().find(|row| row["row"] == number);
        found.unwrap_or_else(|| panic!("row {number} has no outcome: {}", self.real))
    }

    #[track_caller]
    fn outcome(&self, number: u64) -> &str {
        self.row(number)["outcome"].as_str().unwrap()
    }

    /// The codes a row carries in one of its lists (`faults`, `warnings`, `repairs`), each with its column.
    #[track_caller]
    fn codes(&self, number: u64, list: &str) -> Vec<(String, String)> {
        let text = |one: &Value, name: &str| one[name].as_str().unwrap_or_default().to_owned();
        let listed = self.row(number)[list].as_array().cloned().unwrap_or_default();
        listed
            .iter()
            .map(|one| (text(one, "column"), text(one, "code")))
            .collect()
    }

    #[track_caller]
    fn has(&self, number: u64, list: &str, column: &str, code: &str) {
        let codes = self.codes(number, list);
        let wanted = (column.to_owned(), code.to_owned());
        assert!(
            codes.contains(&wanted),
            "row {number} {list}: {}",
            self.row(number)
        );
    }

    /// The sentence about a cell in one of a row's lists.
    #[track_caller]
    fn detail(&self, number: u64, list: &str, column: &str) -> &str {
        let listed = self.row(number)[list]
            .as_array()
            .map(Vec::as_slice)
            .unwrap_or_default();
        let found = listed.iter().find(|one| one["column"] == column);
        found
            .and_then(|one| one["detail"].as_str())
            .unwrap_or_else(|| panic!("row {number} {list}: {}", self.row(number)))
    }

    /// A real run gives each row what the dry run before it announced.
    #[track_caller]
    fn check_dry_run(&self, name: &str) {
        let as_if_real = |row: &Value| {
            let mut row = row.clone();
            if row["outcome"] == "would_create" {
                row["outcome"] = json!("created");
            }
            let fields = row.as_object_mut().unwrap();
            fields.remove("user_id");
            // A user who is there has a name of their own.
            if fields["outcome"] == "created" {
                fields.remove("name");
            }
            row
        };
        let [dry, real] =
            [&self.dry_rows, &self.rows].map(|rows| -> Vec<Value> { rows.iter().map(as_if_real).collect() });
        assert_eq!(dry.len(), real.len(), "{name}");
        for (dry, real) in dry.iter().zip(&real) {
            assert_eq!(dry, real, "{name}");
        }
        assert!(
            self.dry_rows
                .iter()
                .all(|row| row["user_id"].is_null() || row["outcome"] == "existing")
        );
    }

    /// The user whom a row created.
    #[track_caller]
    fn person(&self, number: u64) -> &User {
        let found = self.people.get(&number);
        found.unwrap_or_else(|| panic!("row {number} created nobody: {}", self.row(number)))
    }
}

async fn organisation() -> Org {
    let org = World::new().await.empty_organisation("nordlys").await;
    org.settings(json!({ "communication": { "email": true, "sms": true } }))
        .await;
    for (name, country) in DEPARTMENTS {
        let entry = json!({ "name": name, "country": country });
        org.add("departments", entry).await;
    }
    for name in ["Store associate", "Kassemedarbejder"] {
        org.add("job-profiles", json!({ "name": name })).await;
    }
    org
}

/// Uploads a file as its administrator would, and follows it to its end: the import and its rows.
async fn import(org: &Org, name: &str, dry_run: bool) -> (Value, Vec<Value>) {
    let file = kept().join(name);
    let file = if file.exists() { file } else { folder().join(name) };
    let upload = org.upload_file(name, dry_run, std::fs::read(file).unwrap()).await;
    org.run_import(&upload.event).await;
    let shown = org.show(&upload.id).await;
    let rows = if shown["status"] == "finished" {
        org.rows(&upload.id, "limit=100").await
    } else {
        Vec::new()
    };
    (shown, rows)
}

async fn imported(name: &str) -> Imported {
    let org = organisation().await;
    let (dry, dry_rows) = import(&org, name, true).await;
    let (real, rows) = import(&org, name, false).await;
    let mut people = BTreeMap::new();
    for row in &rows {
        if let Some(id) = row["user_id"].as_str() {
            people.insert(row["row"].as_u64().unwrap(), org.stored(id).await);
        }
    }
    Imported {
        dry,
        dry_rows,
        real,
        rows,
        people,
    }
}

/// The checks of each file that is chosen.
fn checks_of(chosen: impl Fn(&str) -> bool) -> BTreeMap<&'static str, Vec<Named>> {
    let mut files: BTreeMap<&str, Vec<Named>> = BTreeMap::new();
    for (id, check) in CHECKS.iter().chain(FURTHER) {
        if let File(name, check) = check
            && chosen(name)
        {
            files.entry(name).or_default().push((id, *check));
        }
    }
    files
}

async fn hold(files: BTreeMap<&'static str, Vec<Named>>) {
    for (name, checks) in files {
        let imported = imported(name).await;
        imported.check_dry_run(name);
        for (id, check) in checks {
            println!("{id}: {name}");
            check(&imported);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_kept_file_from_the_field_is_held_as_its_complaint_says() {
    let mut names = BTreeSet::new();
    for file in std::fs::read_dir(kept()).unwrap() {
        names.insert(file.unwrap().file_name().into_string().unwrap());
    }
    let files = checks_of(|name| names.contains(name));
    assert_eq!(files.len(), names.len(), "each kept file has a check: {names:?}");
    if folder().exists() {
        for name in &names {
            let read = |folder: PathBuf| std::fs::read(folder.join(name)).unwrap();
            assert!(read(kept()) == read(folder()), "{name} is not the folder's");
        }
    }
    hold(files).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_complaint_from_the_field_is_held_as_its_manifest_says() {
    let Ok(manifest) = std::fs::read(folder().join("manifest.json")) else {
        println!("the files from the field are not beside this checkout; only the kept ones are checked");
        return;
    };
    let manifest: Value = serde_json::from_slice(&manifest).unwrap();
    let listed: BTreeSet<&str> = manifest
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["id"].as_str().unwrap())
        .collect();
    let known: BTreeSet<&str> = CHECKS.iter().map(|(id, _)| *id).collect();
    assert_eq!(listed, known);
    for (id, check) in CHECKS.iter().chain(FURTHER) {
        match check {
            File(..) => {}
            Elsewhere(test) => println!("{id}: {test}"),
            Later(what) => println!("{id}: comes later ({what})"),
        }
    }
    // The kept ones are the same files, and are checked above.
    hold(checks_of(|name| !kept().join(name).exists())).await;
}
