//! Works off what grows with the organisation: jobs, each asked for by one request, with progress.
//!
//! A job is taken with a lease, goes from checkpoint to checkpoint, and what does not fit into one invocation goes on in the
//! next (`run`). The minute's schedule also notifies those who have sign-ups to approve. Whatever it does to one person it can do again without effect, so that a worker that died is followed by
//! another one from the last checkpoint. Every minute the jobs that nobody works at are taken up. Each kind of work has a
//! file of its own.

mod carry_out;
mod disable;
mod erase;
mod export;
mod invocation;
mod moving;
mod resend;
mod run;

pub use invocation::{App, Unfinished};

use jiff::Timestamp;
use rollcall::{
    domain::{context::Context, organisation::Slug},
    workflow::{approvals::notify_managers, jobs::take_up_abandoned},
};
use serde::Deserialize;
use serde_json::Value;

/// A request to work at a job.
#[derive(Deserialize)]
struct Asked {
    work_at: WorkAt,
}

/// Which job.
#[derive(Deserialize)]
struct WorkAt {
    organisation: Slug,
    job_id: String,
}

/// Works at the job that an event names, or, at every other event (the minute's), takes up those that nobody
/// works at, and notifies those who have sign-ups to approve.
///
/// # Errors
///
/// Where a job is unfinished for another reason than time: Lambda delivers the event again.
pub async fn handle(
    app: &App,
    context: &Context,
    event: Value,
    deadline: Timestamp,
) -> Result<Value, Unfinished> {
    if let Ok(Asked { work_at }) = serde_json::from_value::<Asked>(event) {
        return run::work_at(app, context, &work_at.organisation, &work_at.job_id, deadline).await;
    }
    let found = take_up_abandoned(&app.env, &app.runner, context).await?;
    notify_managers(&app.env, context).await?;
    Ok(serde_json::to_value(found).unwrap_or_default())
}
