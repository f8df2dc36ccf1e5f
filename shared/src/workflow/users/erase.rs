//! Erasing a person, everywhere, for good.
//!
//! They are gone with one write: from then on links, sessions and ids of theirs are as unknown as those that never were, and
//! their e-mail and username are free. What other imports say of them is taken out by a job, which goes with that write. The
//! directory follows by the stream. What stays, and for how long, is [`crate::domain::erasure::REMAINS`].

use super::{AccessError, TRIES, find, require_rank};
use crate::{
    aws::store::{StoreError, rounds::Rounds},
    domain::{
        audit::{AuditEntry, Kind},
        caller::UserManager,
        context::Context,
        erasure::Traces,
        job::{Forgotten, Job, Work},
        version::Expected,
    },
    workflow::{Env, jobs, sign_in::limits},
};

/// Why somebody was not erased.
#[derive(Debug, thiserror::Error)]
pub enum EraseError {
    /// Not this user.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// The request names no version.
    #[error("the request names no version")]
    VersionMissing,
    /// The request names a version that is not there any more.
    #[error("the user was changed in the meantime")]
    Stale,
    /// Nobody erases themselves: an organisation without anybody who manages it would be left.
    #[error("that is the caller")]
    Oneself,
}

impl From<StoreError> for EraseError {
    fn from(error: StoreError) -> Self {
        Self::Access(error.into())
    }
}

/// Erases a user, and answers the job that takes them out of what imports say.
///
/// # Errors
///
/// See [`EraseError`].
pub async fn erase(
    env: &Env,
    context: &Context,
    caller: &UserManager,
    id: &str,
    expected: Option<&Expected>,
) -> Result<Job, EraseError> {
    let mut rounds = Rounds::new(context, TRIES);
    while rounds.next().await {
        let user = find(env, caller, id).await?;
        let expected = expected.ok_or(EraseError::VersionMissing)?;
        let held = env.store.find_permission_type_of(&user).await?;
        require_rank(caller, held.as_ref())?;
        if user.id == caller.id() {
            return Err(EraseError::Oneself);
        }
        if !expected.includes(&user.etag()) {
            return Err(EraseError::Stale);
        }
        if user.is_break_glass {
            return Err(AccessError::BreakGlass.into());
        }
        let work = Work::Erase {
            user: user.id.clone(),
            imported_from: user.imported_from.clone(),
            traces: Traces::of(&env.secret, &user),
            tally: Forgotten::default(),
        };
        let job = jobs::new(context, caller, work);
        let entry = AuditEntry::new(context, Kind::Erased, &caller.actor.principal);
        let entry = entry.of_user(&user.id).by_job(&job.id);
        let counters = limits::of_user(&env.secret, &user);
        if env
            .store
            .erase_user(context, &user, &counters, &entry, &job)
            .await?
        {
            return Ok(begun(env, caller, job).await);
        }
    }
    Err(AccessError::Busy.into())
}

/// Has the job begun.
async fn begun(env: &Env, caller: &UserManager, job: Job) -> Job {
    let by = &caller.actor.principal;
    tracing::info!(organisation = %job.organisation, job = %job.id, %by, "user erased");
    jobs::begin(env, &job).await;
    job
}
