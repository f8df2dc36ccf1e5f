//! An import: one workbook, run once. What is recorded of it, and how a row recognises its own earlier success.

pub mod drop_downs;
mod file_name;
pub mod forecast;
mod keys;
mod leavers;
mod outcome;
mod refusal;
pub mod result_wording;
mod status;
mod undo;
pub mod wording;

use crate::domain::{
    background::{Background, Lease},
    organisation::Slug,
    permission::Reach,
};
use forecast::Messages;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use file_name::FileName;
pub use keys::{file_name_of, import_id, is_left_behind, organisation_of, uploaded_for, user_id};
pub use leavers::Leavers;
pub use outcome::{Counts, Outcome, Recorded, Repair, RowFault, RowOutcomes, append};
pub use refusal::{Refused, StopReason};
pub use status::ImportStatus;
pub use undo::{Kept, KeptBecause, Undo};

/// For so long an import can be undone, counted from its end.
pub const UNDO_WINDOW: SignedDuration = SignedDuration::from_hours(14 * 24);
/// For so long an import and the outcomes of its rows are kept.
pub const KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);
/// An upload address is good for so long.
pub const UPLOAD_WINDOW: SignedDuration = SignedDuration::from_hours(1);
/// One version of one object of the bucket. The fields have the names under which they are stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectVersion {
    /// Decoded.
    #[serde(rename = "object_key")]
    pub key: String,
    /// `None` in a bucket without versions.
    #[serde(rename = "version_id", default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// What tells two uploads of one key apart: the version, or what S3 gives in its place.
    #[serde(rename = "object_version")]
    pub identity: String,
}

/// Who asked for the address a workbook was sent to, and what for. Anything else sent there has no more rights than
/// that, even if another user has run the first workbook since, and no more than a drop has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadAddress {
    /// A user's id.
    pub asked_by: String,
    /// Only for a dry run.
    pub dry_run: bool,
}

/// A column of the sheet that was not read, and is carried through to the result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UnusedColumn {
    /// As written.
    pub heading: String,
    /// The heading that was probably meant, in the language of the uploader.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[schema(nullable = false)]
    pub suggestion: Option<String>,
    /// The heading of the column that was read in its place.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[schema(nullable = false)]
    pub used_instead: Option<String>,
}

/// An import as it is recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// The organisation it belongs to.
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
    /// The messages it asks for; in a dry run, those a run would ask for.
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
    /// The user who had it stopped, once it was.
    pub cancelled_by: Option<String>,
    /// Who was there and is not in the file; `None` until every row has its outcome, and of an import from before this was
    /// recorded.
    pub leavers: Option<Leavers>,
    /// How far it was taken back.
    pub undo: Option<Undo>,
    /// The worker that processes it now, until the lease ends. `None`: no worker does.
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
            cancelled_by: None,
            leavers: None,
            undo: None,
            lease: None,
        }
    }

    /// Whether it is the file its upload address was given out for: the first that came there. Before that nobody but
    /// the person who asked knows the address; from then on everybody who may list the bucket reads it there, so what is
    /// written over the file is a drop.
    pub fn has_come_by_its_address(&self) -> bool {
        let key = self.object.as_ref().map(|object| object.key.as_str());
        self.upload_address.is_some() && key.and_then(uploaded_for) == Some(&self.id)
    }

    /// The key of its result workbook in the bucket.
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
        matches!(
            self.status,
            ImportStatus::Finished | ImportStatus::Refused | ImportStatus::Cancelled
        )
        .then(|| ended + UNDO_WINDOW)
    }
}

impl Background for Import {
    fn organisation(&self) -> &Slug {
        &self.organisation
    }

    fn id(&self) -> &str {
        &self.id
    }

    fn created_at(&self) -> Timestamp {
        self.created_at
    }

    fn is_waiting(&self) -> bool {
        self.status == ImportStatus::Waiting
    }

    fn lease(&self) -> Option<&Lease> {
        self.lease.as_ref()
    }
}
