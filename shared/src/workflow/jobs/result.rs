//! The way to the workbook that a job has made.

use super::find::{FindError, find};
use crate::{
    aws::bucket::{Bucket, BucketError},
    domain::{
        caller::UserManager,
        context::Context,
        import::result_wording,
        job::{Job, Status, Work},
    },
    workflow::Env,
};

/// Why there is no result.
#[derive(Debug, thiserror::Error)]
pub enum ResultError {
    /// The job was not found, or makes none.
    #[error(transparent)]
    Find(#[from] FindError),
    /// It is under way, or ended before its end.
    #[error("the job has not finished")]
    NotMade,
    /// It was kept and is no longer.
    #[error("the result is not there")]
    Gone,
    /// The bucket failed.
    #[error(transparent)]
    Bucket(BucketError),
}

impl From<BucketError> for ResultError {
    fn from(error: BucketError) -> Self {
        match error {
            BucketError::Gone => Self::Gone,
            BucketError::Failed(_) => Self::Bucket(error),
        }
    }
}

/// An address from which a job's workbook can be downloaded for five minutes, without credentials.
///
/// # Errors
///
/// A job without one, or one with people whom the caller does not manage now.
pub async fn find_result(
    env: &Env,
    bucket: &Bucket,
    context: &Context,
    caller: &UserManager,
    id: &str,
) -> Result<String, ResultError> {
    let job = find(env, caller, id).await?;
    if !may_read(&job, caller) {
        return Err(FindError::Unknown.into());
    }
    if job.status != Status::Finished {
        return Err(ResultError::NotMade);
    }
    let key = job.result_key();
    let settings = &caller.organisation.settings;
    let made = job
        .finished_at
        .unwrap_or_else(|| context.now())
        .to_zoned(settings.zone());
    let language = caller.language();
    let name = result_wording::export_file_name(language, &settings.name, made.date());
    Ok(bucket.offer(&key, &name).await?)
}

/// Whether everybody in it is the caller's to see.
fn may_read(job: &Job, caller: &UserManager) -> bool {
    match &job.work {
        Work::Export(export) => {
            let is_within = |own| {
                export
                    .own_department
                    .as_ref()
                    .is_some_and(|some| some.is_within(own))
            };
            caller
                .departments()
                .is_none_or(|own| is_within(own) && job.asked_by == caller.id())
        }
        Work::Resend { .. }
        | Work::Move(_)
        | Work::Erase { .. }
        | Work::Disable { .. }
        | Work::CarryOut { .. } => false,
    }
}
