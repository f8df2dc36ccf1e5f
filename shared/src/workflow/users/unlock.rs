//! Failed tries at somebody's password no longer keep them waiting.

use super::{AccessError, Decided, find, require_rank, update};
use crate::{
    aws::store::{
        StoreError,
        ephemera::{Counter, seconds_left},
    },
    domain::{
        audit::{AuditEntry, Kind},
        caller::UserManager,
        context::Context,
        history::Happening,
    },
    workflow::{Env, sign_in::limits},
};

/// How often one person is unlocked in a day: a user who may unlock somebody could otherwise guess their password for
/// ever, five tries at a time.
const PER_DAY: u32 = 10;
const DAY: i64 = 86_400;

/// Why somebody was not unlocked.
#[derive(Debug, thiserror::Error)]
pub enum UnlockError {
    /// Not this user.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// It was done too often today.
    #[error("unlocked too often")]
    TooOften {
        /// Seconds until it can be done again.
        retry_after: u64,
    },
}

impl From<StoreError> for UnlockError {
    fn from(error: StoreError) -> Self {
        Self::Access(error.into())
    }
}

/// Clears the failed tries at a user's password.
///
/// # Errors
///
/// See [`UnlockError`].
pub async fn unlock(env: &Env, context: &Context, caller: &UserManager, id: &str) -> Result<(), UnlockError> {
    let person = find(env, caller, id).await?;
    let held = env.store.find_permission_type_of(&person).await?;
    require_rank(caller, held.as_ref())?;
    let of = [person.organisation.as_str(), &person.id];
    let counter = Counter::new(&env.secret, "unlock-day", &of);
    let now = context.now();
    if !env.store.count(now, &counter, PER_DAY, DAY).await? {
        let retry_after = seconds_left(now, DAY);
        return Err(UnlockError::TooOften { retry_after });
    }
    let user = update::<_, UnlockError>(env, context, caller, id, |user, held| {
        require_rank(caller, held)?;
        let mut after = user.clone();
        after.note(now, Happening::Unlocked, Some(caller.actor.principal.clone()));
        let entry = AuditEntry::new(context, Kind::Unlocked, &caller.actor.principal);
        let audited = entry.of_user(&after.id);
        Ok(Decided::new(after, Some(audited)))
    })
    .await?;
    limits::clear(&env.store, &env.secret, context, &user).await?;
    tracing::info!(organisation = %user.organisation, user = %user.id, by = %caller.actor.principal, "unlocked");
    Ok(())
}
