//! The jobs somebody may see: every one of the organisation those who manage all users; others their own, as long as they manage
//! the people it deals with.

use crate::{
    aws::store::StoreError,
    domain::{caller::Caller, job::Job},
    workflow::Env,
};

/// Why a job was not found.
#[derive(Debug, thiserror::Error)]
pub enum FindError {
    /// It is unknown, of another organisation, or not for this caller to see.
    #[error("there is no such job for this caller")]
    Unknown,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A job of the caller's organisation.
///
/// # Errors
///
/// A job that the caller may not see is unknown to them, like one of another organisation.
pub async fn find(env: &Env, caller: &Caller, id: &str) -> Result<Job, FindError> {
    let found = env.store.find_job(&caller.organisation.slug, id).await?;
    found
        .filter(|job| job.may_be_seen_by(&caller.actor, caller.id()))
        .ok_or(FindError::Unknown)
}
