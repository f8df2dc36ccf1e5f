//! Asking for a job.

use crate::{
    aws::store::StoreError,
    domain::{
        audit::AuditEntry,
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
    start_audited(env, context, caller, work, |_| None).await
}

/// The same with an entry of the audit, in the same write.
///
/// # Errors
///
/// Those of the store.
pub async fn start_audited<O>(
    env: &Env,
    context: &Context,
    caller: &Caller<O>,
    work: Work,
    audit: impl FnOnce(&Job) -> Option<AuditEntry>,
) -> Result<Job, StoreError> {
    let organisation = &caller.actor.organisation;
    let asked_by = caller.id().to_owned();
    let job = Job::new(organisation, context.id("jb_"), asked_by, work, context.now());
    if !env.store.add_job(context, &job, audit(&job).as_ref()).await? {
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
