//! Erasing a person, everywhere, for good.
//!
//! They are gone with one write: from then on links, sessions and ids of theirs are as unknown as those that never were, and
//! their e-mail and username are free. What other imports say of them is taken out by a job, which goes with that write. The
//! directory follows by the stream. What stays, and for how long, is [`crate::domain::erasure::REMAINS`].

use super::{AccessError, TRIES, find, require_rank};
use crate::{
    aws::store::{StoreError, held::BrakeWrite, rounds::Rounds},
    domain::{
        audit::{AuditEntry, Kind},
        caller::UserManager,
        context::Context,
        erasure::Traces,
        job::{Forgotten, Job, Work},
        user::User,
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
pub async fn erase<O>(
    env: &Env,
    context: &Context,
    caller: &UserManager<O>,
    id: &str,
    expected: Option<&Expected>,
) -> Result<Job, EraseError> {
    let mut rounds = Rounds::new(context, TRIES);
    while rounds.next().await {
        let user = find(env, caller, id).await?;
        let expected = expected.ok_or(EraseError::VersionMissing)?;
        require_may(env, caller, &user).await?;
        if !expected.includes(&user.etag()) {
            return Err(EraseError::Stale);
        }
        if let Some(job) = erase_as_read(env, context, caller, &user, &[]).await? {
            return Ok(job);
        }
    }
    Err(AccessError::Busy.into())
}

/// Refuses to erase somebody who may do more than the caller, the caller, and who alone keeps their password.
///
/// # Errors
///
/// See [`EraseError`].
pub(super) async fn require_may<O>(
    env: &Env,
    caller: &UserManager<O>,
    user: &User,
) -> Result<(), EraseError> {
    let held = env.store.find_permission_type_of(user).await?;
    require_rank(caller, held.as_ref())?;
    if user.id == caller.id() {
        return Err(EraseError::Oneself);
    }
    if user.is_break_glass {
        return Err(AccessError::BreakGlass.into());
    }
    Ok(())
}

/// Erases a user as they were read, with what is written of the brake. `None`: they were changed since, or the brake finds something
/// else than it did. Whether the caller may is not asked.
///
/// # Errors
///
/// Those of the store.
pub(super) async fn erase_as_read<O>(
    env: &Env,
    context: &Context,
    caller: &UserManager<O>,
    user: &User,
    brake: &[BrakeWrite],
) -> Result<Option<Job>, StoreError> {
    let work = Work::Erase {
        user: user.id.clone(),
        imported_from: user.imported_from.clone(),
        traces: Traces::of(&env.secret, user),
        tally: Forgotten::default(),
    };
    let job = jobs::new(context, caller, work);
    let entry = AuditEntry::new(context, Kind::Erased, &caller.actor.principal);
    let entry = entry.of_user(&user.id).by_job(&job.id);
    let counters = limits::of_user(&env.secret, user);
    let is_erased = env
        .store
        .erase_user(context, user, &counters, &entry, &job, brake)
        .await?;
    if !is_erased {
        return Ok(None);
    }
    let by = &caller.actor.principal;
    tracing::info!(organisation = %job.organisation, job = %job.id, %by, "user erased");
    jobs::begin(env, &job).await;
    Ok(Some(job))
}
