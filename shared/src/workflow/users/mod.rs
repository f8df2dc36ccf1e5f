//! What somebody who manages users does with them, one file each.
//!
//! A department manager has the users of their own department, and all others are as unknown to them as those of another
//! organisation.

pub mod change;
pub mod create;
pub mod erase;
pub mod export;
pub mod filter;
pub mod grant_one_time_password;
pub mod list;
pub mod provision;
pub mod resend;
pub mod sign_ups;
mod smallest;
pub mod summary;
pub mod timeline;
pub mod unlock;
pub mod walk;

use crate::{
    aws::store::{StoreError, held::BrakeWrite, rounds::Rounds, users::WriteError},
    domain::{
        audit::AuditEntry,
        caller::UserManager,
        context::Context,
        organisation::PermissionType,
        user::{Status, User},
    },
    workflow::{Env, authenticate::ReadOrganisation},
};

/// How often a change is decided again when others change the same user at the same time.
const TRIES: u32 = 6;

/// Why nothing was done with a user, whatever it was.
#[derive(Debug, thiserror::Error)]
pub enum AccessError {
    /// There is no such user among those the caller manages.
    #[error("there is no such user")]
    Unknown,
    /// The user's permission type carries more than the caller holds.
    #[error("the user may do more than the caller")]
    Outranked,
    /// The user is the break-glass administrator, without whom nobody might get in.
    #[error("the user is the break-glass administrator")]
    BreakGlass,
    /// Others changed the user at the same time, again and again.
    #[error("others change the user at the same time")]
    Busy,
    /// The user was not written.
    #[error(transparent)]
    Write(#[from] WriteError),
}

impl From<StoreError> for AccessError {
    fn from(error: StoreError) -> Self {
        Self::Write(error.into())
    }
}

/// A user whom the caller manages.
///
/// # Errors
///
/// See [`AccessError`].
pub async fn find<O>(env: &Env, caller: &UserManager<O>, id: &str) -> Result<User, AccessError> {
    let found = env.store.find_user(&caller.actor.organisation, id).await?;
    found
        .filter(|user| caller.actor.may_manage(&user.profile.department))
        .ok_or(AccessError::Unknown)
}

/// Refuses to touch somebody who may do more than the caller, by the permission type they have.
fn require_rank<O>(
    caller: &UserManager<O>,
    permission_type: Option<&PermissionType>,
) -> Result<(), AccessError> {
    match permission_type {
        Some(kind) if !caller.actor.may_grant(kind) => Err(AccessError::Outranked),
        _ => Ok(()),
    }
}

/// A user as somebody wants them to be.
struct Decided {
    user: User,
    /// What the audit says of it, in the same write.
    audited: Option<AuditEntry>,
    /// What is written of the brake, in the same write.
    brake: Vec<BrakeWrite>,
}

impl Decided {
    /// A change that the brake has nothing to do with.
    fn new(user: User, audited: Option<AuditEntry>) -> Self {
        Self {
            user,
            audited,
            brake: Vec::new(),
        }
    }

    /// A user who stays as they were.
    fn unchanged(user: &User) -> Self {
        Self::new(user.clone(), None)
    }
}

/// Reads a user and their permission type, decides and writes, once more whenever somebody else's change came in between.
/// Where `decide` finds nothing to change, nothing is written.
async fn update<O: ReadOrganisation, E: From<AccessError>>(
    env: &Env,
    context: &Context,
    caller: &UserManager<O>,
    id: &str,
    mut decide: impl FnMut(&User, Option<&PermissionType>) -> Result<Decided, E>,
) -> Result<User, E> {
    let mut written: Option<User> = None;
    let mut rounds = Rounds::new(context, TRIES);
    while rounds.next().await {
        let before = find(env, caller, id).await?;
        // The write went through although its answer was lost on the way: it is not decided a second time.
        if written.as_ref() == Some(&before) {
            return Ok(before);
        }
        let held = caller.organisation.permission_type_of(&env.store, &before).await;
        let decided = decide(&before, held.map_err(AccessError::from)?.as_ref())?;
        match save(env, context, &before, decided).await? {
            Saved::Written(after) => return Ok(after),
            Saved::Overtaken(after) => written = Some(after),
        }
    }
    Err(AccessError::Busy.into())
}

/// What became of a change.
enum Saved {
    /// It was made, or there was nothing to change.
    Written(User),
    /// Somebody else's change came in between, unless this very one was made and its answer lost.
    Overtaken(User),
}

/// Writes what was decided of a user as they were read.
async fn save(env: &Env, context: &Context, before: &User, decided: Decided) -> Result<Saved, AccessError> {
    let Decided {
        user: mut after,
        audited,
        brake,
    } = decided;
    if after == *before {
        return Ok(Saved::Written(after));
    }
    if before.loses_break_glass_by(&after) {
        return Err(AccessError::BreakGlass);
    }
    mark_move_of_sign_up(env, context, before, &after).await?;
    let saved = env
        .store
        .save_braked_user(context, before, &mut after, audited.as_ref(), &brake)
        .await;
    match saved {
        Ok(()) => Ok(Saved::Written(after)),
        Err(WriteError::Changed) => Ok(Saved::Overtaken(after)),
        Err(error) => Err(error.into()),
    }
}

/// Somebody who awaits approval comes to another department: its managers are to be notified, too. Before they are there, so that
/// the mark is never lost.
async fn mark_move_of_sign_up(
    env: &Env,
    context: &Context,
    before: &User,
    after: &User,
) -> Result<(), StoreError> {
    let department = &after.profile.department;
    if after.status != Status::AwaitingApproval || before.profile.department == *department {
        return Ok(());
    }
    env.store
        .mark_for_approval(&after.organisation, department, context.now())
        .await
}

#[cfg(test)]
mod tests;
