//! Disabling some of many people: one step of a job.

use super::with_effects;
use crate::{
    aws::store::{StoreError, users::WriteError},
    domain::{
        audit,
        caller::UserManager,
        context::Context,
        history::Happening,
        job::Disabled,
        organisation::Organisation,
        principal::Principal,
        user::{Status, User},
    },
    workflow::{
        Env,
        users::{AccessError, Decided, require_rank, update},
    },
};
use futures::{StreamExt, TryStreamExt, stream};
use jiff::Timestamp;

/// Users changed at once.
const AT_ONCE: usize = 16;

/// Disables those of these people whom the caller may disable: nobody who may do more than they, and not the person whose rights
/// these are, so that the last administrator of an organisation stays. What follows from a change by hand follows from this one.
/// `since`: when the whole was asked for. Whom an earlier worker of the same job disabled counts as disabled by this one.
///
/// # Errors
///
/// Those of the store: some may have been disabled by then.
pub async fn disable_people(
    env: &Env,
    context: &Context,
    caller: &UserManager<Organisation>,
    since: Timestamp,
    ids: &[String],
) -> Result<Disabled, StoreError> {
    let done: Vec<bool> = stream::iter(ids.to_vec())
        .map(|id| async move { disable_one(env, context, caller, since, &id).await })
        .buffer_unordered(AT_ONCE)
        .try_collect()
        .await?;
    let disabled = done.iter().filter(|is_disabled| **is_disabled).count();
    Ok(Disabled {
        disabled: disabled as u64,
        skipped: (done.len() - disabled) as u64,
        ..Disabled::default()
    })
}

async fn disable_one(
    env: &Env,
    context: &Context,
    caller: &UserManager<Organisation>,
    since: Timestamp,
    id: &str,
) -> Result<bool, StoreError> {
    let mut is_disabled = false;
    let changed = update(env, context, caller, id, |before, held| {
        require_rank(caller, held)?;
        let is_to_be = before.status != Status::Disabled && before.id != caller.person.id;
        is_disabled = is_to_be || was_disabled(before, &caller.actor.principal, since);
        if !is_to_be {
            return Ok::<_, AccessError>(Decided {
                user: before.clone(),
                audited: None,
            });
        }
        let (profile, managed) = (before.profile.clone(), before.managed_departments.clone());
        let user = with_effects(context, caller, before, Status::Disabled, profile, managed);
        let by = &caller.actor.principal;
        let audited = audit::of_rights(context, by, [before, &user], [held, held]);
        Ok(Decided { user, audited })
    })
    .await;
    match changed {
        Ok(_) => Ok(is_disabled),
        Err(AccessError::Unknown | AccessError::Outranked) => Ok(false),
        Err(AccessError::Write(WriteError::Store(error))) => Err(error),
        Err(AccessError::Busy | AccessError::Write(_)) => Err(StoreError::Contended),
    }
}

/// Whether somebody was disabled by this person since then, and still is.
fn was_disabled(user: &User, by: &Principal, since: Timestamp) -> bool {
    user.status == Status::Disabled
        && user.history.events().iter().any(|event| {
            event.what == Happening::Disabled.into() && event.at >= since && event.by.as_ref() == Some(by)
        })
}
