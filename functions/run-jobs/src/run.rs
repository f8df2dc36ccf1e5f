//! One job in one invocation: whether it is its turn, who works at it, and how it ends.

use crate::{
    carry_out, disable, erase, export,
    invocation::{App, RESERVE, Running, Stop, Unfinished},
    moving, resend,
};
use jiff::Timestamp;
use rollcall::{
    domain::{
        background::{self, MOST_STALLS},
        context::Context,
        job::{Failure, Job, Status, Work},
        organisation::Slug,
    },
    workflow::background::TimeLeft,
};
use serde_json::{Value, json};
use std::time::Duration;

/// Jobs of one organisation with work left that are looked at to see whose turn it is.
const LOOKED_AT: usize = 1_000;
/// Another worker's lease is looked at again so often.
const LOOK_AGAIN: Duration = Duration::from_secs(2);

/// Brings a job on record to its end, or as far as time allows.
pub(crate) async fn work_at(
    app: &App,
    context: &Context,
    slug: &Slug,
    id: &str,
    deadline: Timestamp,
) -> Result<Value, Unfinished> {
    if !is_its_turn(app, context, slug, id).await? {
        tracing::info!(organisation = %slug, job = %id, "job waits for others of its organisation");
        return Ok(json!({ "job_id": id, "status": "waiting" }));
    }
    let time = TimeLeft {
        context,
        deadline,
        reserve: RESERVE,
    };
    let Some(mut running) = claim(app, time, slug, id).await? else {
        return Ok(json!({ "job_id": id, "status": "elsewhere" }));
    };
    let kind = running.job.work.kind().as_str();
    tracing::info!(organisation = %slug, job = %id, kind, processed = running.job.processed, "job taken up");
    if !is_among_the_first(app, context, slug, &running.job).await? {
        give_way(&mut running).await?;
        return Ok(json!({ "job_id": id, "status": "waiting" }));
    }
    // On the heap: the steps of a job are many, and a thread's stack is small.
    let ended = match Box::pin(work(&mut running)).await {
        Err(Stop::Failed(failure)) => Box::pin(give_up(&running)).await.and(Err(Stop::Failed(failure))),
        other => other,
    };
    let answer = end(&mut running, ended).await;
    if !running.job.status.is_open() || running.job.due_at.is_some() {
        make_room(app, context, slug).await;
    }
    answer
}

/// Puts back what a job that has failed holds.
async fn give_up(running: &Running<'_>) -> Result<(), Stop> {
    match &running.job.work {
        Work::Move(moving) => moving::give_up(running, moving).await,
        Work::CarryOut { hold, .. } => carry_out::give_up(running, hold).await,
        Work::Resend { .. } | Work::Export(_) | Work::Erase { .. } | Work::Disable { .. } => Ok(()),
    }
}

/// Leaves the job to the older ones of its organisation that were taken in the same moment.
async fn give_way(running: &mut Running<'_>) -> Result<(), Unfinished> {
    let job = &mut running.job;
    job.lease = None;
    job.stalls = job.stalls.saturating_sub(1);
    if job.total.is_none() && job.place.is_none() {
        // Nobody has begun.
        job.status = Status::Waiting;
        job.started_at = None;
    }
    let store = &running.app.env.store;
    store
        .checkpoint_job(running.time.context, &running.job, &running.holder)
        .await?;
    tracing::info!(job = %running.job.id, "job gives way to older ones of its organisation");
    Ok(())
}

async fn work(running: &mut Running<'_>) -> Result<(), Stop> {
    if running.job.stalls > MOST_STALLS {
        tracing::error!(job = %running.job.id, "job was taken up again and again and came no further");
        // Nobody could ask for an erasure a second time.
        if !matches!(running.job.work, Work::Erase { .. }) {
            return Err(Stop::Failed(Failure::GaveUp));
        }
    }
    match running.job.work.clone() {
        Work::Resend { wanted, .. } => resend::work(running, &wanted).await,
        Work::Move(moving) => moving::work(running, &moving).await,
        Work::Erase { .. } => erase::work(running).await,
        Work::Export(export) => export::work(running, &export).await,
        Work::Disable { whom, .. } => disable::work(running, &whom).await,
        Work::CarryOut { hold, token, .. } => carry_out::work(running, &hold, &token).await,
    }
}

async fn is_its_turn(app: &App, context: &Context, slug: &Slug, id: &str) -> Result<bool, Unfinished> {
    let open = app.env.store.open_jobs(context, Some(slug), LOOKED_AT).await?;
    Ok(background::has_room(&open, id, context.current()))
}

async fn is_among_the_first(
    app: &App,
    context: &Context,
    slug: &Slug,
    job: &Job,
) -> Result<bool, Unfinished> {
    let open = app.env.store.open_jobs(context, Some(slug), LOOKED_AT).await?;
    Ok(background::is_among_the_first(&open, job, context.current()))
}

/// Starts the job of this organisation that has waited longest, if there is one. Best effort: the schedule does the same
/// every minute.
async fn make_room(app: &App, context: &Context, slug: &Slug) {
    let Ok(open) = app.env.store.open_jobs(context, Some(slug), LOOKED_AT).await else {
        return;
    };
    if let Some(next) = background::next(&open, context.current())
        && let Err(error) = app.runner.work_at(slug, &next.id).await
    {
        tracing::warn!(organisation = %slug, job = %next.id, %error, "the next job is left to the schedule");
    }
}

async fn claim<'a>(
    app: &'a App,
    time: TimeLeft<'a>,
    slug: &Slug,
    id: &str,
) -> Result<Option<Running<'a>>, Unfinished> {
    let store = &app.env.store;
    let take = async || store.claim_job(time.context, slug, id).await;
    let taken = time.claim::<_, Unfinished>(LOOK_AGAIN, take).await?;
    Ok(taken.map(|job| Running::new(app, time, job)))
}

/// Records how the work ended, and has it go on where it is only out of time.
async fn end(running: &mut Running<'_>, ended: Result<(), Stop>) -> Result<Value, Unfinished> {
    let (slug, id) = (running.job.organisation.clone(), running.job.id.clone());
    let now = running.time.context.current();
    let elsewhere = || json!({ "job_id": id, "status": "elsewhere" });
    match ended {
        Ok(()) => running.job.end(None, now),
        Err(Stop::Failed(failure)) => running.job.end(Some(failure), now),
        Err(Stop::Elsewhere) => return Ok(elsewhere()),
        Err(Stop::Later(at)) => {
            running.job.lease = None;
            running.job.due_at = Some(at);
            let store = &running.app.env.store;
            store
                .checkpoint_job(running.time.context, &running.job, &running.holder)
                .await?;
            return Ok(json!({ "job_id": id, "status": "later", "processed": running.job.processed }));
        }
        Err(Stop::Unfinished(Unfinished::OutOfTime)) => {
            // The next worker need not wait for the lease to end.
            running.job.lease = None;
            let store = &running.app.env.store;
            store
                .checkpoint_job(running.time.context, &running.job, &running.holder)
                .await?;
            tracing::info!(organisation = %slug, job = %id, processed = running.job.processed, "job goes on later");
            if let Err(error) = running.app.runner.work_at(&slug, &id).await {
                tracing::warn!(organisation = %slug, job = %id, %error, "the rest is left to the schedule");
            }
            return Ok(
                json!({ "job_id": id, "status": Status::Running, "processed": running.job.processed }),
            );
        }
        Err(Stop::Unfinished(error)) => {
            tracing::warn!(organisation = %slug, job = %id, %error, "job unfinished");
            return Err(error);
        }
    }
    running.job.lease = None;
    match running.record().await {
        Ok(()) => {}
        Err(Stop::Unfinished(error)) => return Err(error),
        Err(Stop::Elsewhere | Stop::Later(_) | Stop::Failed(_)) => return Ok(elsewhere()),
    }
    let job = &running.job;
    tracing::info!(
        organisation = %slug, job = %id, kind = job.work.kind().as_str(), status = job.status.as_str(),
        processed = job.processed, failure = job.failure.map(Failure::as_str), "job ended"
    );
    Ok(json!({ "job_id": id, "status": job.status, "processed": job.processed }))
}
