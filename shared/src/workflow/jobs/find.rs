//! The jobs somebody may see: their own, and those who manage all users every one of the organisation.

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
    let manages_everybody = matches!(caller.actor.scope(), Ok(None));
    found
        .filter(|job| manages_everybody || job.asked_by == caller.id())
        .ok_or(FindError::Unknown)
}
