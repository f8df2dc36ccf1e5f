//! An import: one workbook, run once. What is recorded of it, and how a row recognises its own earlier success.

pub mod drop_downs;
pub mod forecast;
pub mod result_wording;
pub mod wording;

use crate::domain::{base32, organisation::Slug, permission::Reach, text};
use forecast::Messages;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// For so long an import can be undone, counted from its end.
pub const UNDO_WINDOW: SignedDuration = SignedDuration::from_hours(14 * 24);
/// For so long an import and the outcomes of its rows are kept.
pub const KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);
/// An upload address is good for so long.
pub const UPLOAD_WINDOW: SignedDuration = SignedDuration::from_hours(1);
/// So many imports of one organisation run at once; the others wait for one of them to end, so that an organisation
/// that drops five hundred files leaves room for everybody else's.
pub const MOST_AT_ONCE: usize = 3;
/// An import taken up so often in a row without a single further row is given up, visibly.
pub const MOST_STALLS: u32 = 8;

/// How far an import has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportStatus {
    /// Asked for; no file has come yet.
    Waiting,
    /// Under way.
    Running,
    /// Every row has its outcome.
    Finished,
    /// The file was refused whole.
    Refused,
    /// What it created is being removed again.
    Undoing,
    /// What it created was removed again.
    Undone,
}

impl ImportStatus {
    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Finished => "finished",
            Self::Refused => "refused",
            Self::Undoing => "undoing",
            Self::Undone => "undone",
        }
    }

    /// As the contract shows it: an import that is being undone is under way.
    pub fn shown(self) -> &'static str {
        match self {
            Self::Undoing => Self::Running.as_str(),
            other => other.as_str(),
        }
    }

    /// Whether there is work left that a function has to take up.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Waiting | Self::Running | Self::Undoing)
    }

    /// As the store wrote it.
    pub fn from_store(text: &str) -> Option<Self> {
        [
            Self::Waiting,
            Self::Running,
            Self::Finished,
            Self::Refused,
            Self::Undoing,
            Self::Undone,
        ]
        .into_iter()
        .find(|status| status.as_str() == text)
    }
}

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// A user was created.
    Created,
    /// In a dry run: a user would be created.
    WouldCreate,
    /// The identifier belongs to somebody already; they were not touched.
    Existing,
    /// An earlier row of the same file has the identifier.
    Duplicate,
    /// Something has to be corrected.
    Invalid,
}

impl Outcome {
    /// Every outcome there is.
    pub const ALL: [Self; 5] = [
        Self::Created,
        Self::WouldCreate,
        Self::Existing,
        Self::Duplicate,
        Self::Invalid,
    ];

    /// As the contract writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::WouldCreate => "would_create",
            Self::Existing => "existing",
            Self::Duplicate => "duplicate",
            Self::Invalid => "invalid",
        }
    }
}

/// What is wrong with a cell, and what to do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowFault {
    /// The column as the contract calls it, such as `email`.
    pub column: String,
    /// A stable word for programs.
    pub code: String,
    /// For a person.
    pub detail: String,
    /// What was probably meant.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub suggestion: Option<String>,
    /// The other row of the file that is meant, for a duplicate.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub row: Option<u32>,
    /// The part of the value that is meant, such as one character of it or the numbers it could be.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub found: Option<String>,
}

impl RowFault {
    /// Whether the row was refused because the people behind the import may not create this person.
    pub fn is_want_of_rights(&self) -> bool {
        matches!(self.code.as_str(), "may_not_grant" | "not_your_department")
    }
}

/// What was put right in a cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repair {
    /// The column as the contract calls it.
    pub column: String,
    /// A stable word for programs, such as `trimmed` or `country_code_added`.
    pub code: String,
    /// For a person.
    pub detail: String,
    /// What it was read as, where that is not plain from the code: a date, the entry of a list.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub read_as: Option<String>,
}

/// The outcome of a run of rows: many plain ones in one record, or one row with its faults, warnings and repairs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowOutcomes {
    /// First row, as the spreadsheet numbers it.
    pub from: u32,
    /// Last row.
    pub to: u32,
    /// What became of them.
    pub outcome: Outcome,
    /// No message can reach these people over the channels that are switched on.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub unreachable: bool,
    /// Only where `from` = `to`.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub faults: Vec<RowFault>,
    /// What is taken all the same, but worth a look. Only where `from` = `to`.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub warnings: Vec<RowFault>,
    /// Only where `from` = `to`.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub repairs: Vec<Repair>,
}

impl RowOutcomes {
    /// A row about which there is nothing more to say.
    pub fn plain(row: u32, outcome: Outcome) -> Self {
        Self {
            from: row,
            to: row,
            outcome,
            unreachable: false,
            faults: Vec::new(),
            warnings: Vec::new(),
            repairs: Vec::new(),
        }
    }

    /// Whether rows can be counted together: nothing is said of one of them alone.
    fn is_plain(&self) -> bool {
        self.faults.is_empty() && self.warnings.is_empty() && self.repairs.is_empty()
    }
}

/// Appends a row's outcome, drawing it together with the run before where neither has anything more to say.
pub fn append(outcomes: &mut Vec<RowOutcomes>, row: RowOutcomes) {
    match outcomes.last_mut() {
        Some(last)
            if last.outcome == row.outcome
                && last.unreachable == row.unreachable
                && last.to + 1 == row.from
                && last.is_plain()
                && row.is_plain() =>
        {
            last.to = row.to;
        }
        _ => outcomes.push(row),
    }
}

/// How many rows came to what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Rows that have their outcome.
    pub processed: u64,
    /// Users created, or in a dry run users that would be.
    pub created: u64,
    /// Identifier already there.
    pub existing: u64,
    /// Twice in the file.
    pub duplicate: u64,
    /// To be corrected.
    pub invalid: u64,
    /// Rows in which something was put right.
    pub repaired: u64,
}

impl Counts {
    /// Counts one row.
    pub fn add(&mut self, outcome: Outcome, repaired: bool) {
        self.processed += 1;
        self.repaired += u64::from(repaired);
        match outcome {
            Outcome::Created | Outcome::WouldCreate => self.created += 1,
            Outcome::Existing => self.existing += 1,
            Outcome::Duplicate => self.duplicate += 1,
            Outcome::Invalid => self.invalid += 1,
        }
    }
}

/// One version of one object of the bucket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectVersion {
    /// Decoded.
    pub key: String,
    /// `None` in a bucket without versions.
    pub version: Option<String>,
    /// What tells two uploads of one key apart: the version, or what S3 gives in its place.
    pub identity: String,
}

/// Who asked for the address a workbook was sent to, and what for. Whatever else is sent there has no more rights than
/// that, whoever has run the first workbook since, and no more than a drop has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadAddress {
    /// A user's id.
    pub asked_by: String,
    /// Only for a dry run.
    pub dry_run: bool,
}

/// A column of the sheet that was not read, and is carried through to the result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnusedColumn {
    /// As written.
    pub heading: String,
    /// The column that was probably meant, as the language of whoever uploaded the file heads it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub suggestion: Option<String>,
    /// The heading of the column that was read in its place.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub used_instead: Option<String>,
}

/// An import as it is recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// Whose.
    pub organisation: Slug,
    /// Opaque. Of a drop it follows from the object version, so that the same object delivered twice is one import.
    pub id: String,
    /// The file's name as people know it.
    pub file_name: String,
    /// The workbook; `None` until it was uploaded.
    pub object: Option<ObjectVersion>,
    /// Nothing is created: only said what would be.
    pub dry_run: bool,
    /// 0, and 1 when it is run for real after a dry run.
    pub run: u32,
    /// The user who gave the file, or whom the file's metadata names; `None` for a drop that names nobody.
    pub uploaded_by: Option<String>,
    /// The user who ran it for real after a dry run.
    pub run_by: Option<String>,
    /// The address it was sent to; `None` for a drop.
    pub upload_address: Option<UploadAddress>,
    /// The departments it creates people in. `None`: of an import from before this was recorded, not known.
    pub reach: Option<Reach>,
    /// How far.
    pub status: ImportStatus,
    /// Rows with anything in them, counted as the file is read; those that turn out to hold nothing but spaces are
    /// taken off at the end.
    pub rows: u64,
    /// What became of them.
    pub counts: Counts,
    /// Whom it asks to be told, or would.
    pub messages: Messages,
    /// The last spreadsheet row whose outcome is recorded: where a new run takes up.
    pub checkpoint: u32,
    /// Why the file was refused.
    pub refusal: Option<Refused>,
    /// How often it was taken up since the last progress.
    pub stalls: u32,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When work began.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
    /// Its result workbook has been made.
    pub has_result: bool,
    /// Visible sheets beside the one that was read, by name: what stands there was not looked at.
    pub ignored_sheets: Vec<String>,
    /// The totals rows of tables, as the spreadsheet numbers them: they were left out.
    pub totals_rows: Vec<u32>,
    /// Columns of the sheet that were not read, from left to right.
    pub unused_columns: Vec<UnusedColumn>,
    /// How far it was taken back.
    pub undo: Option<Undo>,
    /// Whoever works at it now, until the lease ends.
    pub lease: Option<Lease>,
}

impl Import {
    /// A new one, waiting.
    pub fn new(organisation: &Slug, id: String, file_name: String, now: Timestamp) -> Self {
        Self {
            organisation: organisation.clone(),
            id,
            file_name,
            object: None,
            dry_run: false,
            run: 0,
            uploaded_by: None,
            run_by: None,
            upload_address: None,
            reach: None,
            status: ImportStatus::Waiting,
            rows: 0,
            counts: Counts::default(),
            messages: Messages::default(),
            checkpoint: 1,
            refusal: None,
            stalls: 0,
            created_at: now,
            started_at: None,
            finished_at: None,
            has_result: false,
            ignored_sheets: Vec::new(),
            totals_rows: Vec::new(),
            unused_columns: Vec::new(),
            undo: None,
            lease: None,
        }
    }

    /// Whether somebody is at it now.
    pub fn is_worked_at(&self, now: Timestamp) -> bool {
        self.lease.as_ref().is_some_and(|lease| lease.until > now)
    }

    /// Whether it is the file its upload address was given out for: the first that came there. Before that nobody but
    /// the person who asked knows the address; from then on everybody who may list the bucket reads it there, so what is
    /// written over the file is a drop.
    pub fn has_come_by_its_address(&self) -> bool {
        let key = self.object.as_ref().map(|object| object.key.as_str());
        self.upload_address.is_some() && key.and_then(uploaded_for) == Some(&self.id)
    }

    /// Where its result workbook lies.
    pub fn result_key(&self) -> String {
        format!("results/{}/{}.xlsx", self.organisation, self.id)
    }

    /// Until when it can be undone: not at all unless it has created somebody.
    pub fn undo_until(&self) -> Option<Timestamp> {
        // A worker that died may have created people whose outcome was never recorded, and then the import was refused.
        let interrupted = self.refusal.as_ref().is_some_and(Refused::is_interruption);
        let ended = self
            .finished_at
            .filter(|_| !self.dry_run && (self.counts.created > 0 || interrupted))?;
        matches!(self.status, ImportStatus::Finished | ImportStatus::Refused).then(|| ended + UNDO_WINDOW)
    }
}

/// An import taken back: who was removed and who stayed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undo {
    /// The user who asked for it.
    pub by: String,
    /// When.
    pub requested_at: Timestamp,
    /// When it was done.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub finished_at: Option<Timestamp>,
    /// Users removed, or gone already.
    pub removed: u64,
    /// Users kept, because they have activated their account since.
    pub kept: u64,
    /// The last row that was dealt with.
    pub checkpoint: u32,
}

/// A user whom an undo has kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// The row that created them.
    pub row: u32,
    /// Why: a stable word.
    pub reason: KeptBecause,
}

/// Why an undo has kept a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeptBecause {
    /// They have chosen a password: the account is theirs.
    Activated,
    /// Whoever asked for the undo may not manage them (any more): another department, or more rights than their own.
    NotAllowed,
    /// They were being changed again and again at that very moment.
    Changed,
}

/// Why a whole file was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// A stable word for programs.
    pub code: String,
    /// One sentence for whoever dropped the file.
    pub detail: String,
}

impl Refused {
    /// Whether the import may have begun before it was refused.
    fn is_interruption(&self) -> bool {
        matches!(
            self.code.as_str(),
            "file_gone"
                | "gave_up"
                | "named_person_may_not"
                | "no_common_department"
                | "runner_may_not"
                | "uploader_may_not"
        )
    }
}

/// The say over an import for a while: a second delivery of the event waits or leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// Drawn at random by the holder.
    pub holder: String,
    /// When others may take over.
    pub until: Timestamp,
}

/// The id of the import of one object version.
pub fn import_id(bucket: &str, key: &str, version: &str) -> String {
    let mut digest = Sha256::new();
    for part in [bucket, key, version] {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part);
    }
    format!("im_{}", base32::encode(&digest.finalize()[..10]))
}

/// The id of the import an upload address was given out for, where the key is such an address:
/// `imports/{organisation}/{import_id}/{file name}`.
pub fn uploaded_for(key: &str) -> Option<&str> {
    let (_, rest) = key.strip_prefix("imports/")?.split_once('/')?;
    let (id, _) = rest.split_once('/')?;
    id.starts_with("im_").then_some(id)
}

/// The file's name in a key, without characters that cannot be seen: some of them make it read as another one.
pub fn file_name_of(key: &str) -> String {
    let name = key.rsplit('/').next().unwrap_or(key);
    let shown: String = name.chars().filter(|c| !text::is_hidden(*c)).collect();
    let shown = shown.trim();
    if shown.is_empty() || shown.starts_with('.') {
        format!("workbook{shown}")
    } else {
        shown.to_owned()
    }
}

/// The id of the user a row creates: it follows from import and row, so a repeated row finds its own earlier success.
pub fn user_id(organisation: &Slug, import_id: &str, row: u32) -> String {
    let mut digest = Sha256::new();
    for part in [organisation.as_str(), import_id] {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part);
    }
    digest.update(row.to_be_bytes());
    format!("u_{}", base32::encode(&digest.finalize()[..10]))
}

/// The organisation an object's (decoded) key belongs to: `imports/{organisation}/{anything}`.
pub fn organisation_of(key: &str) -> Option<Slug> {
    let (slug, file) = key.strip_prefix("imports/")?.split_once('/')?;
    (!file.is_empty()).then(|| Slug::parse(slug).ok())?
}

/// Whether an object below an organisation's folder is one that programs leave there without anybody meaning to import it:
/// a folder of the console's, a hidden file, the lock file beside a workbook that is open, a transfer under way.
pub fn is_left_behind(key: &str) -> bool {
    const NAMES: [&str; 2] = ["thumbs.db", "desktop.ini"];
    const ENDINGS: [&str; 4] = [".tmp", ".part", ".filepart", ".crdownload"];
    let name = key.rsplit('/').next().unwrap_or(key).to_lowercase();
    name.is_empty()
        || name.starts_with('.')
        || name.starts_with('~')
        || NAMES.contains(&name.as_str())
        || ENDINGS.iter().any(|ending| name.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    use super::RowOutcomes as Rows;

    #[test]
    fn whatever_somebody_means_is_taken_whatever_its_name_ends_in() {
        for name in [
            "a.xlsx",
            "a.Xlsx",
            "a.XLSX",
            "a.CSV",
            "a.ods",
            "people",
            "a.tmp.xlsx",
        ] {
            assert!(!is_left_behind(&format!("imports/demo/2026/{name}")), "{name}");
        }
        for name in [
            "",
            ".DS_Store",
            "._a.xlsx",
            ".~lock.a.xlsx#",
            "~$a.xlsx",
            "Thumbs.db",
            "a.xlsx.filepart",
        ] {
            assert!(is_left_behind(&format!("imports/demo/{name}")), "{name}");
        }
    }

    #[test]
    fn plain_rows_are_drawn_together_and_faulty_ones_stand_alone() {
        let mut outcomes = Vec::new();
        for row in [2, 3, 4, 7] {
            append(&mut outcomes, Rows::plain(row, Outcome::Existing));
        }
        let fault = RowFault {
            column: "email".into(),
            code: "x".into(),
            detail: "y".into(),
            ..RowFault::default()
        };
        append(
            &mut outcomes,
            RowOutcomes {
                faults: vec![fault],
                ..Rows::plain(8, Outcome::Invalid)
            },
        );
        append(&mut outcomes, Rows::plain(9, Outcome::Invalid));
        let runs: Vec<_> = outcomes.iter().map(|run| (run.from, run.to)).collect();
        assert_eq!(runs, [(2, 4), (7, 7), (8, 8), (9, 9)]);
    }

    #[test]
    fn ids_follow_from_what_they_name() {
        let slug = Slug::parse("demo").unwrap();
        let id = import_id("b", "imports/demo/a.xlsx", "v1");
        assert_eq!(id, import_id("b", "imports/demo/a.xlsx", "v1"));
        assert_ne!(id, import_id("b", "imports/demo/a.xlsx", "v2"));
        assert_ne!(user_id(&slug, &id, 2), user_id(&slug, &id, 3));
        assert_eq!(user_id(&slug, &id, 2).len(), 18);
    }

    #[test]
    fn a_dropped_files_name_reads_as_it_is() {
        for (key, name) in [
            ("imports/demo/maj 2026/løn.xlsx", "løn.xlsx"),
            ("imports/demo/people\u{202e}fdp.xlsx", "peoplefdp.xlsx"),
            ("imports/demo/a\nb\u{200b}.xlsx", "ab.xlsx"),
            ("imports/demo/\u{200b}.xlsx", "workbook.xlsx"),
        ] {
            assert_eq!(file_name_of(key), name);
        }
    }

    #[test]
    fn only_keys_below_an_organisation_are_imports() {
        assert_eq!(
            organisation_of("imports/demo/maj 2026/løn.xlsx"),
            Slug::parse("demo").ok()
        );
        for key in [
            "imports/demo",
            "imports/demo/",
            "imports/De mo/a.xlsx",
            "results/demo/a.xlsx",
            "imports//a.xlsx",
        ] {
            assert_eq!(organisation_of(key), None, "{key}");
        }
    }
}
