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
    let job = new(context, caller, work);
    if !env.store.add_job(context, &job, audit(&job).as_ref()).await? {
        // 80 random bits came twice.
        return Err(StoreError::Contended);
    }
    begin(env, &job).await;
    Ok(job)
}

/// A job that this caller asks for, not on record yet.
pub(in crate::workflow) fn new<O>(context: &Context, caller: &Caller<O>, work: Work) -> Job {
    let within = caller.actor.scope().ok().flatten();
    let within = within.map(|some| some.ids().map(str::to_owned).collect());
    let (organisation, asked_by) = (&caller.actor.organisation, caller.id().to_owned());
    Job::new(organisation, context.id("jb_"), asked_by, work, context.now()).within(within)
}

/// Has a job begun that is on record.
pub(in crate::workflow) async fn begin(env: &Env, job: &Job) {
    let kind = job.work.kind().as_str();
    tracing::info!(organisation = %job.organisation, job = %job.id, kind, by = %job.asked_by, "job asked for");
    if let Some(runner) = &env.job_runner
        && let Err(error) = runner.work_at(&job.organisation, &job.id).await
    {
        tracing::warn!(job = %job.id, %error, "the job is left to the schedule");
    }
}
