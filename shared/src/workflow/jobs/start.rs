//! Asking for a job.

use crate::{
    aws::store::StoreError,
    domain::{
        caller::Caller,
        context::Context,
        job::{Job, Work},
    },
    workflow::Env,
};

/// Puts a job on record, with this caller's rights, and has it begun. Where Lambda does not take the call, the schedule
/// begins it within a minute.
///
/// # Errors
///
/// Those of the store.
pub async fn start<O>(
    env: &Env,
    context: &Context,
    caller: &Caller<O>,
    work: Work,
) -> Result<Job, StoreError> {
    let organisation = &caller.actor.organisation;
    let asked_by = caller.user.id.clone();
    let job = Job::new(organisation, context.id("jb_"), asked_by, work, context.now());
    if !env.store.add_job(context, &job).await? {
        // 80 random bits came twice.
        return Err(StoreError::Contended);
    }
    let kind = job.work.kind().as_str();
    tracing::info!(%organisation, job = %job.id, kind, by = %job.asked_by, "job asked for");
    begin(env, &job).await;
    Ok(job)
}

/// Has a job begun that is on record.
pub(in crate::workflow) async fn begin(env: &Env, job: &Job) {
    if let Some(runner) = &env.job_runner
        && let Err(error) = runner.work_at(&job.organisation, &job.id).await
    {
        tracing::warn!(job = %job.id, %error, "the job is left to the schedule");
    }
}
