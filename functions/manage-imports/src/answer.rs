//! An import as it is answered.

use jiff::Timestamp;
use rollcall::domain::import::{self, Refused, UnusedColumn, forecast::ShownMessages};
use serde::Serialize;
use utoipa::ToSchema;

/// One workbook, run once.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "import_id": "im_7h2k9qwc3m5x8r4t", "file_name": "maj 2026.xlsx", "status": "finished", "dry_run": false,
    "uploaded_by": "u_2fz9k4m7q1w8x5c3", "run_by": null, "rows": 31, "processed": 31, "created": 23, "existing": 1,
    "duplicate": 1, "invalid": 6, "repaired": 4,
    "messages": {
        "email": { "total": 19, "languages": { "da": 15, "de": 4 } },
        "sms": { "total": 10, "languages": { "da": 10 }, "segments": 12 },
        "unreachable": 0, "estimated_cost_usd": 0.7219,
    },
    "created_at": "2026-05-04T08:12:00Z", "started_at": "2026-05-04T08:12:01.5Z",
    "finished_at": "2026-05-04T08:12:03.25Z", "undo_until": "2026-05-18T08:12:03.25Z",
}))]
pub(crate) struct Import {
    /// Opaque.
    #[serde(rename = "import_id")]
    id: String,
    /// As its uploader knows it.
    file_name: String,
    status: ImportStatus,
    /// Nothing is created: everything is checked and counted.
    dry_run: bool,
    /// Id of the user who uploaded the file; of a file dropped into the bucket, of the user its metadata names, or
    /// `null`.
    #[schema(required)]
    uploaded_by: Option<String>,
    /// Id of the user who ran it for real after a dry run. It has the rights that this user and the one who uploaded the
    /// file both have.
    #[schema(required)]
    run_by: Option<String>,
    /// Rows with anything in them, once the file has been read.
    rows: u64,
    /// Rows that have their outcome.
    processed: u64,
    /// Users created, or that would be.
    created: u64,
    /// Rows whose e-mail or username somebody has.
    existing: u64,
    /// Rows that repeat an earlier one.
    duplicate: u64,
    /// Rows to be corrected.
    invalid: u64,
    /// Rows in which something was put right.
    repaired: u64,
    messages: ShownMessages,
    /// Visible sheets beside the first, where there are any: nobody on them was looked at.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    ignored_sheets: Vec<String>,
    /// The totals rows of tables on the sheet, where there are any: nobody was made of them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false, value_type = Vec<SheetRow>)]
    totals_rows: Vec<u32>,
    /// Columns that were not read, where there are any. They are carried through to the result.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false, max_items = 30)]
    unused_columns: Vec<UnusedColumn>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    refusal: Option<Refused>,
    /// How many people who were there when it began are not in the file, once that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    leavers: Option<u64>,
    /// Id of the user who had it stopped.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    cancelled_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    undo: Option<Undo>,
    /// When its address was asked for, or its file came.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When work began.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    started_at: Option<Timestamp>,
    /// When it ended.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    finished_at: Option<Timestamp>,
    /// `null` where there is nothing to undo.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    undo_until: Option<Timestamp>,
}

/// A row below the headings, as the spreadsheet numbers it.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the items of a list")]
#[schema(minimum = 2, maximum = 1_048_576)]
struct SheetRow(u32);

/// `waiting` for the file or for other imports of the organisation; `running`; `finished`; `refused`, as a whole;
/// `cancelled` before its end; `undone`.
#[derive(Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum ImportStatus {
    Waiting,
    Running,
    Finished,
    Refused,
    Cancelled,
    Undone,
}

impl From<import::ImportStatus> for ImportStatus {
    /// An import that is being undone is under way.
    fn from(status: import::ImportStatus) -> Self {
        match status {
            import::ImportStatus::Waiting => Self::Waiting,
            import::ImportStatus::Running | import::ImportStatus::Undoing => Self::Running,
            import::ImportStatus::Finished => Self::Finished,
            import::ImportStatus::Refused => Self::Refused,
            import::ImportStatus::Cancelled => Self::Cancelled,
            import::ImportStatus::Undone => Self::Undone,
        }
    }
}

/// How far the import was taken back.
#[derive(Serialize, ToSchema)]
struct Undo {
    /// The user who asked for it.
    by: String,
    /// When they did.
    #[schema(value_type = String, format = DateTime)]
    requested_at: Timestamp,
    /// When it was done; `null` before that.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    finished_at: Option<Timestamp>,
    /// Users removed.
    removed: u64,
    /// Users kept, because they have activated their account.
    kept: u64,
}

impl From<import::Import> for Import {
    fn from(import: import::Import) -> Self {
        let undo_until = import.undo_until();
        Self {
            status: import.status.into(),
            messages: import.messages.shown(),
            id: import.id,
            file_name: import.file_name,
            dry_run: import.dry_run,
            uploaded_by: import.uploaded_by,
            run_by: import.run_by,
            rows: import.rows,
            processed: import.counts.processed,
            created: import.counts.created,
            existing: import.counts.existing,
            duplicate: import.counts.duplicate,
            invalid: import.counts.invalid,
            repaired: import.counts.repaired,
            ignored_sheets: import.ignored_sheets,
            totals_rows: import.totals_rows,
            unused_columns: import.unused_columns,
            refusal: import.refusal,
            leavers: import.leavers.map(|leavers| leavers.total),
            cancelled_by: import.cancelled_by,
            undo: import.undo.map(|undo| Undo {
                by: undo.by,
                requested_at: undo.requested_at,
                finished_at: undo.finished_at,
                removed: undo.removed,
                kept: undo.kept,
            }),
            created_at: import.created_at,
            started_at: import.started_at,
            finished_at: import.finished_at,
            undo_until,
        }
    }
}
