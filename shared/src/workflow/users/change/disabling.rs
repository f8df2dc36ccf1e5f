//! Disabling some of many people: one step of a job.

use super::with_effects;
use crate::{
    aws::store::{StoreError, users::WriteError},
    domain::{
        audit,
        caller::UserManager,
        capability::Rights,
        context::Context,
        history::Happening,
        import::Leavers,
        job::{Disabled, Disabling},
        organisation::{Organisation, PermissionType},
        user::{Status, User},
    },
    workflow::{
        Env,
        users::{AccessError, Decided, require_rank, update},
    },
};
use futures::{StreamExt, TryStreamExt, stream};

/// Users changed at once.
const AT_ONCE: usize = 16;

/// What is carried out.
#[derive(Debug, Clone, Copy)]
pub struct Disablement<'a> {
    /// The job, by its id: its own work is known by it.
    pub job: &'a str,
    /// Whom it is about.
    pub whom: &'a Disabling,
}

/// How many of these people [`disable_people`] would disable now, at most 100 of them.
///
/// # Errors
///
/// Those of the store.
pub async fn count_to_disable(
    env: &Env,
    context: &Context,
    caller: &UserManager<Organisation>,
    whom: &Disabling,
    ids: &[String],
) -> Result<u64, StoreError> {
    let slug = &caller.actor.organisation;
    let users = env.store.look_up_users(context, slug, ids).await?;
    let types = &caller.organisation.permission_types;
    let is_to_be = |user: &&User| is_to_be(caller, whom, user, types.get(&user.profile.permission_type));
    Ok(users.iter().filter(is_to_be).count() as u64)
}

/// Whether somebody would be disabled: who may sign in or be invited, may do no more than the caller, is one of those the caller
/// manages, and not the person whose rights these are, so that the last administrator of an organisation stays.
fn is_to_be(
    caller: &UserManager<Organisation>,
    whom: &Disabling,
    user: &User,
    held: Option<&PermissionType>,
) -> bool {
    Leavers::may_be(user.status)
        && user.id != caller.person.id
        && !user.is_break_glass
        && caller.actor.may_manage(&user.profile.department)
        && require_rank(caller, held).is_ok()
        && whom.may_be_about(user, Rights::carried_by(held))
}

/// Disables those of these people whom the caller may disable. What follows from a change by hand follows from this one. Whom an
/// earlier worker of the same job disabled counts as disabled by this one.
///
/// # Errors
///
/// Those of the store: some may have been disabled by then.
pub async fn disable_people(
    env: &Env,
    context: &Context,
    caller: &UserManager<Organisation>,
    what: Disablement<'_>,
    ids: &[String],
) -> Result<Disabled, StoreError> {
    let done: Vec<bool> = stream::iter(ids.to_vec())
        .map(|id| async move { disable_one(env, context, caller, what, &id).await })
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
    what: Disablement<'_>,
    id: &str,
) -> Result<bool, StoreError> {
    let mut is_disabled = false;
    let changed = update(env, context, caller, id, |before, held| {
        let is_to_be = is_to_be(caller, what.whom, before, held);
        is_disabled = is_to_be || was_disabled(before, what.job);
        if !is_to_be {
            return Ok::<_, AccessError>(Decided::unchanged(before));
        }
        let (profile, managed) = (before.profile.clone(), before.managed_departments.clone());
        let mut user = with_effects(context, caller, before, Status::Disabled, profile, managed);
        user.history.done_by_job(Happening::Disabled, what.job);
        let by = &caller.actor.principal;
        let audited = audit::of_rights(context, by, [before, &user], [held, held]);
        Ok(Decided::new(user, audited))
    })
    .await;
    match changed {
        Ok(_) => Ok(is_disabled),
        Err(AccessError::Unknown | AccessError::Outranked | AccessError::BreakGlass) => Ok(false),
        Err(AccessError::Write(WriteError::Store(error))) => Err(error),
        Err(AccessError::Busy | AccessError::Write(_)) => Err(StoreError::Contended),
    }
}

/// Whether somebody was disabled by this job, and still is. Another job of the same person and moment is another one.
fn was_disabled(user: &User, job: &str) -> bool {
    user.status == Status::Disabled && user.history.was_done_by_job(Happening::Disabled, job)
}
