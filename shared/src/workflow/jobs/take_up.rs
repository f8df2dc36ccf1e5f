//! Taking up, every minute, the jobs that nobody works at.

use crate::{
    aws::{invoker::Invoker, store::StoreError},
    domain::{context::Context, job::Job},
    workflow::{
        Env,
        background::{self, TakenUp},
    },
};

/// Jobs looked at in one minute.
const MOST: usize = 2_000;

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
    let ask = async |job: &Job| runner.work_at(&job.organisation, &job.id).await;
    Ok(background::take_up(&open, context, ask).await)
}
