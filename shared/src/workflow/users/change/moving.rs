//! Moving some of many people from one entry of a list to another: one step of a job.

use super::with_effects;
use crate::{
    aws::store::{StoreError, users::WriteError},
    domain::{
        activation::Stage,
        audit,
        caller::UserManager,
        context::Context,
        job::{ListKind, Moving},
        organisation::Organisation,
        user::{Profile, User},
    },
    workflow::{
        Env,
        users::{AccessError, Decided, require_rank, update},
    },
};
use futures::{StreamExt, TryStreamExt, stream};

/// Users changed at once.
const AT_ONCE: usize = 16;

/// The entry of a list that somebody has.
fn entry_of(profile: &mut Profile, list: ListKind) -> &mut String {
    match list {
        ListKind::Department => &mut profile.department,
        ListKind::JobProfile => &mut profile.job_profile,
        ListKind::PermissionType => &mut profile.permission_type,
    }
}

/// Moves those of these people who have the entry, and says how many were. Whom the caller may not change, and their own
/// permission type, stays. What follows from a change by hand follows from this one; messages that it asks for wait for
/// their turn.
///
/// # Errors
///
/// Those of the store: some may have been moved by then.
pub async fn move_people(
    env: &Env,
    context: &Context,
    caller: &UserManager<Organisation>,
    moving: &Moving,
    ids: &[String],
) -> Result<u64, StoreError> {
    let moved: Vec<bool> = stream::iter(ids.to_vec())
        .map(|id| async move { move_one(env, context, caller, moving, &id).await })
        .buffer_unordered(AT_ONCE)
        .try_collect()
        .await?;
    Ok(moved.into_iter().filter(|is_moved| *is_moved).count() as u64)
}

async fn move_one(
    env: &Env,
    context: &Context,
    caller: &UserManager<Organisation>,
    moving: &Moving,
    id: &str,
) -> Result<bool, StoreError> {
    let mut is_moved = false;
    let changed = update(env, context, caller, id, |before, held| {
        require_rank(caller, held)?;
        let mut profile = before.profile.clone();
        let entry = entry_of(&mut profile, moving.list);
        let is_own_type = moving.list == ListKind::PermissionType && before.id == caller.id();
        is_moved = *entry == moving.from && !is_own_type;
        if !is_moved {
            return Ok::<_, AccessError>(Decided::unchanged(before));
        }
        entry.clone_from(&moving.to);
        let managed = before.managed_departments.clone();
        let mut user = with_effects(context, caller, before, before.status, profile, managed);
        wait_for_turn(before, &mut user);
        let types = &caller.organisation.permission_types;
        let holds = types.get(&user.profile.permission_type);
        let by = &caller.actor.principal;
        let audited = audit::of_rights(context, by, [before, &user], [held, holds]);
        Ok(Decided::new(user, audited))
    })
    .await;
    match changed {
        Ok(_) => Ok(is_moved),
        // The break-glass administrator stays, and with them the entry.
        Err(AccessError::Unknown | AccessError::Outranked | AccessError::BreakGlass) => Ok(false),
        Err(AccessError::Write(WriteError::Store(error))) => Err(error),
        Err(AccessError::Busy | AccessError::Write(_)) => Err(StoreError::Contended),
    }
}

/// A message that the move asks for is one of many.
fn wait_for_turn(before: &User, after: &mut User) {
    let round = |user: &User| user.activation.as_ref().map(|activation| activation.round);
    if round(before) != round(after)
        && let Some(activation) = &mut after.activation
        && activation.stage == Stage::Requested
    {
        activation.queue(activation.requested_at);
    }
}
