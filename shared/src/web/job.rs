//! A job as answered.

use super::answer::{self, Response};
use crate::domain::{
    job::{self, Disabled, Failure, Forgotten, Kind, Resent, Status, Work},
    language::Language,
};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// Work on many people, done in the background.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "jb_7h2k9qwc3m5x8r4t", "kind": "resend", "status": "running", "processed": 8_400, "total": 25_000,
    "asked_by": "u_2fz9k4m7q1w8x5c3", "created_at": "2026-05-04T08:12:00Z", "finished_at": null,
    "result": { "requested": 8_112, "unreachable": 7, "too_soon": 281, "waiting_start_date": 0 },
}))]
pub struct Job {
    /// Opaque.
    id: String,
    kind: Kind,
    status: Status,
    /// People dealt with so far, whether or not there was something to be done.
    processed: u64,
    /// People who are meant; `null` until they were counted.
    #[schema(required)]
    total: Option<u64>,
    /// Id of the user who asked for it, and with whose rights it runs.
    asked_by: String,
    /// When it was asked for.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When it ended.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    finished_at: Option<Timestamp>,
    /// What has come of it so far.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    result: Option<JobResult>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    failure: Option<JobFailure>,
}

/// What has come of a job.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
enum JobResult {
    Resent(JobResent),
    Moved(JobMoved),
    Forgotten(JobForgotten),
    Exported(JobExported),
    Disabled(JobDisabled),
}

/// Of people who are exported.
#[derive(Debug, Serialize, ToSchema)]
struct JobExported {
    /// People in the workbook, which is at `GET /api/jobs/{job_id}/result` once the job has finished.
    #[schema(example = 25_000)]
    people: u64,
}

/// Of people who are disabled.
#[derive(Debug, Serialize, ToSchema)]
struct JobDisabled {
    /// People who are disabled now and were not before.
    #[schema(example = 38)]
    disabled: u64,
    /// Where a directory's wish was released: people who are erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = 2)]
    erased: Option<u64>,
    /// People who were disabled or gone by then, are none of the import's leavers, whom the directory has let in again, or whom you
    /// or the directory may not disable: yourself among them.
    #[schema(example = 1)]
    skipped: u64,
    /// People whom the brake has kept from being disabled: nobody is, until somebody releases it.
    #[schema(example = 0)]
    held: u64,
    /// Under what they are held: `GET /api/holds`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    hold_id: Option<String>,
}

impl From<Disabled> for JobDisabled {
    fn from(tally: Disabled) -> Self {
        Self {
            disabled: tally.disabled,
            erased: None,
            skipped: tally.skipped,
            held: tally.held,
            hold_id: tally.hold,
        }
    }
}

/// Of an erased person who is taken out of what imports say; `processed` counts imports.
#[derive(Debug, Serialize, ToSchema)]
struct JobForgotten {
    /// Rows that named them, and now say what was wrong and nothing that was typed.
    #[schema(example = 3)]
    rows: u64,
}

impl From<Forgotten> for JobForgotten {
    fn from(forgotten: Forgotten) -> Self {
        Self { rows: forgotten.rows }
    }
}

/// Of people who are moved from one entry of a list to another.
#[derive(Debug, Serialize, ToSchema)]
struct JobMoved {
    /// People who were moved.
    #[schema(example = 40)]
    moved: u64,
    /// Sign-up links of a department that went along: the same addresses and posters, with the seats that are taken. They do so
    /// last.
    #[schema(example = 2)]
    sign_up_links: u64,
}

/// Of activation messages that are asked for again.
#[derive(Debug, Serialize, ToSchema)]
struct JobResent {
    /// People whose messages were asked for.
    #[schema(example = 118)]
    requested: u64,
    /// People to whom nothing can be sent over such a channel.
    #[schema(example = 3)]
    unreachable: u64,
    /// People whose last messages are still on their way, or were asked for less than ten minutes before.
    #[schema(example = 2)]
    too_soon: u64,
    /// People who were never messaged and start later: they are messaged on their start date.
    #[schema(example = 12)]
    waiting_start_date: u64,
}

impl From<Resent> for JobResent {
    fn from(resent: Resent) -> Self {
        Self {
            requested: resent.requested,
            unreachable: resent.unreachable,
            too_soon: resent.too_soon,
            waiting_start_date: resent.waiting_start_date,
        }
    }
}

/// Why a job ended before its end.
#[derive(Debug, Serialize, ToSchema)]
struct JobFailure {
    code: Failure,
    /// The same in words, in the language of the person who reads it.
    detail: String,
}

impl Job {
    /// A job, for a reader of this language.
    pub fn new(job: job::Job, language: Language) -> Self {
        let failure = job.failure.map(|code| JobFailure {
            code,
            detail: language.text(&code.text_id()),
        });
        Self {
            kind: job.work.kind(),
            id: job.id,
            status: job.status,
            processed: job.processed,
            total: job.total,
            asked_by: job.asked_by,
            created_at: job.created_at,
            finished_at: job.finished_at,
            result: job.started_at.and_then(|_| match job.work {
                Work::Resend { tally, .. } => Some(JobResult::Resent(tally.into())),
                // There is no workbook of a part.
                Work::Export(_) if job.status == Status::Failed => None,
                Work::Export(_) => Some(JobResult::Exported(JobExported {
                    people: job.processed,
                })),
                Work::Move(moving) => Some(JobResult::Moved(JobMoved {
                    moved: job.processed,
                    sign_up_links: moving.links.unwrap_or_default(),
                })),
                Work::Erase { tally, .. } => Some(JobResult::Forgotten(tally.into())),
                Work::Disable { tally, .. } => Some(JobResult::Disabled(tally.into())),
                Work::CarryOut { tally, .. } => Some(JobResult::Disabled(JobDisabled {
                    erased: Some(tally.erased),
                    ..tally.into()
                })),
            }),
            failure,
        }
    }
}

/// A job that was asked for just now: 202, and where it is.
pub fn accepted(job: job::Job, language: Language) -> Response {
    let location = format!("/api/jobs/{}", job.id);
    let mut response = answer::json(202, &Job::new(job, language));
    answer::set(&mut response, "location", &location);
    response
}
