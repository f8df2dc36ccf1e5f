//! An import: one workbook, run once. What is recorded of it, and how a row recognises its own earlier success.

use crate::{context, organisation::Slug};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

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
    /// What it created was removed again.
    Undone,
}

impl ImportStatus {
    /// As the contract writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Finished => "finished",
            Self::Refused => "refused",
            Self::Undone => "undone",
        }
    }

    /// As the store wrote it.
    pub fn from_store(text: &str) -> Option<Self> {
        [
            Self::Waiting,
            Self::Running,
            Self::Finished,
            Self::Refused,
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

/// What is wrong with a cell, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
}

/// The outcome of a run of rows: many plain ones in one record, or one row with its faults and repairs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowOutcomes {
    /// First row, as the spreadsheet numbers it.
    pub from: u32,
    /// Last row.
    pub to: u32,
    /// What became of them.
    pub outcome: Outcome,
    /// Only where `from` = `to`.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub faults: Vec<RowFault>,
    /// Only where `from` = `to`.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub repairs: Vec<Repair>,
}

/// Appends a row's outcome, drawing it together with the run before where neither has anything more to say.
pub fn append(outcomes: &mut Vec<RowOutcomes>, row: RowOutcomes) {
    let plain = |one: &RowOutcomes| one.faults.is_empty() && one.repairs.is_empty();
    match outcomes.last_mut() {
        Some(last)
            if last.outcome == row.outcome && last.to + 1 == row.from && plain(last) && plain(&row) =>
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

/// An import as it is recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// Whose.
    pub organisation: Slug,
    /// Opaque; follows from the object version, so that the same object delivered twice is one import.
    pub id: String,
    /// The object's key.
    pub object_key: String,
    /// The object's version.
    pub object_version: String,
    /// Nothing is created: only said what would be.
    pub dry_run: bool,
    /// How far.
    pub status: ImportStatus,
    /// Rows with anything in them, once the file has been read.
    pub rows: u64,
    /// What became of them.
    pub counts: Counts,
    /// The last spreadsheet row whose outcome is recorded: where a new run takes up.
    pub checkpoint: u32,
    /// Why the file was refused.
    pub refusal: Option<Refused>,
    /// When work began.
    pub started_at: Timestamp,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
    /// Whoever works at it now, until the lease ends.
    pub lease: Option<Lease>,
}

/// Why a whole file was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// A stable word for programs.
    pub code: String,
    /// One sentence for whoever dropped the file.
    pub detail: String,
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
    format!("im_{}", context::encode(&digest.finalize()[..10]))
}

/// The id of the user a row creates: it follows from import and row, so a repeated row finds its own earlier success.
pub fn user_id(organisation: &Slug, import_id: &str, row: u32) -> String {
    let mut digest = Sha256::new();
    for part in [organisation.as_str(), import_id] {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part);
    }
    digest.update(row.to_be_bytes());
    format!("u_{}", context::encode(&digest.finalize()[..10]))
}

/// The organisation an object's (decoded) key belongs to: `imports/{organisation}/{anything}.xlsx`.
pub fn organisation_of(key: &str) -> Option<Slug> {
    let (slug, file) = key.strip_prefix("imports/")?.split_once('/')?;
    (!file.is_empty()).then(|| Slug::parse(slug).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(row: u32, outcome: Outcome) -> RowOutcomes {
        RowOutcomes {
            from: row,
            to: row,
            outcome,
            faults: vec![],
            repairs: vec![],
        }
    }

    #[test]
    fn plain_rows_are_drawn_together_and_faulty_ones_stand_alone() {
        let mut outcomes = Vec::new();
        for row in [2, 3, 4, 7] {
            append(&mut outcomes, plain(row, Outcome::Existing));
        }
        let fault = RowFault {
            column: "email".into(),
            code: "x".into(),
            detail: "y".into(),
            suggestion: None,
        };
        append(
            &mut outcomes,
            RowOutcomes {
                faults: vec![fault],
                ..plain(8, Outcome::Invalid)
            },
        );
        append(&mut outcomes, plain(9, Outcome::Invalid));
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
