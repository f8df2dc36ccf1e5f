//! Taking up, every minute, the jobs that nobody works at.

use crate::{
    aws::{invoker::Invoker, store::StoreError},
    domain::{
        context::Context,
        job::{Job, MOST_AT_ONCE, Status},
        organisation::Slug,
    },
    workflow::Env,
};
use jiff::SignedDuration;
use serde::Serialize;
use std::collections::HashMap;

/// Jobs looked at in one minute.
const MOST: usize = 2_000;
/// A younger one is on its way to its worker.
const SETTLED: SignedDuration = SignedDuration::from_secs(20);

/// What was found in one minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct TakenUp {
    /// Jobs with work left in them.
    pub open: usize,
    /// Those that were asked to be taken up.
    pub taken_up: usize,
    /// Those where Lambda did not take the call; the next minute asks again.
    pub failed: usize,
}

/// Takes up the jobs with work left in them that nobody works at: those that waited for others of their organisation, and
/// those whose worker died for good.
///
/// # Errors
///
/// Where the store fails; the next minute looks again.
pub async fn take_up_abandoned(
    env: &Env,
    runner: &Invoker,
    context: &Context,
) -> Result<TakenUp, StoreError> {
    let open = env.store.open_jobs(context, None, MOST).await?;
    let now = context.now();
    let mut room: HashMap<&Slug, usize> = HashMap::new();
    for job in open.iter().filter(|job| job.is_worked_at(now)) {
        let left = room.entry(&job.organisation).or_insert(MOST_AT_ONCE);
        *left = left.saturating_sub(1);
    }
    let mut left: Vec<&Job> = open
        .iter()
        .filter(|job| !job.is_worked_at(now) && is_settled(job, context))
        .collect();
    left.sort_by_key(|job| job.created_at);
    let (mut taken_up, mut failed) = (0, 0);
    for job in left {
        let room = room.entry(&job.organisation).or_insert(MOST_AT_ONCE);
        if *room == 0 {
            continue;
        }
        *room -= 1;
        match runner.work_at(&job.organisation, &job.id).await {
            Ok(()) => taken_up += 1,
            Err(error) => {
                failed += 1;
                tracing::error!(job = %job.id, %error, "the job was not taken up");
            }
        }
    }
    tracing::info!(
        open = open.len(),
        taken_up,
        failed,
        "looked for jobs nobody works at"
    );
    Ok(TakenUp {
        open: open.len(),
        taken_up,
        failed,
    })
}

fn is_settled(job: &Job, context: &Context) -> bool {
    job.status != Status::Waiting || job.created_at + SETTLED < context.now()
}
