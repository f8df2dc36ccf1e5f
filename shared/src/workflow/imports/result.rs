//! The way to the workbook that comes back.

use super::find::{FindError, find};
use crate::{
    aws::bucket::{Bucket, BucketError},
    domain::{
        caller::UserManager,
        context::Context,
        import::{ImportStatus, result_wording},
    },
    workflow::Env,
};

/// Why there is no result.
#[derive(Debug, thiserror::Error)]
pub enum ResultError {
    /// The import was not found.
    #[error(transparent)]
    Find(#[from] FindError),
    /// No file has come.
    #[error("the file has not been uploaded")]
    NotUploaded,
    /// Rows are still being dealt with.
    #[error("the import has not ended")]
    NotEnded,
    /// The file was refused as a whole.
    #[error("the file was refused")]
    Refused {
        /// What its refusal says.
        why: String,
    },
    /// It was kept and is no longer, or could not be made.
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

/// An address from which an import's result can be downloaded for five minutes, without credentials.
///
/// # Errors
///
/// An import without a result, or one whose result is no longer kept.
pub async fn find_result(
    env: &Env,
    bucket: &Bucket,
    context: &Context,
    caller: &UserManager,
    id: &str,
) -> Result<String, ResultError> {
    let import = find(env, caller, id).await?;
    if import.object.is_none() {
        return Err(ResultError::NotUploaded);
    }
    match import.status {
        ImportStatus::Finished | ImportStatus::Cancelled | ImportStatus::Undone | ImportStatus::Undoing => {}
        ImportStatus::Waiting | ImportStatus::Running => return Err(ResultError::NotEnded),
        ImportStatus::Refused => {
            let why = import.refusal.map(|refusal| refusal.detail).unwrap_or_default();
            return Err(ResultError::Refused { why });
        }
    }
    // Of a run whose result could not be made, the dry run's may still be there.
    if !import.has_result {
        return Err(ResultError::Gone);
    }
    let key = import.result_key();
    let zone = caller.organisation.settings.zone();
    let made = import.finished_at.unwrap_or_else(|| context.now()).to_zoned(zone);
    let language = caller.language();
    let name = result_wording::result_file_name(language, &import.file_name, import.dry_run, made.date());
    Ok(bucket.offer(&key, &name).await?)
}
