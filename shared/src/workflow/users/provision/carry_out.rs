//! What the brake has held of a directory's wishes, carried out once somebody has released it: one step of a job.
//!
//! It takes the rights of both: of who released it, and of the token by which it was wished. Whom either may not touch any more is
//! spared, and shown to the directory as they are.

use crate::{
    aws::store::{StoreError, held::HeldPerson, rounds::Rounds, users::WriteError},
    domain::{
        audit,
        caller::UserManager,
        context::Context,
        history::Happening,
        import::Leavers,
        job::Disabled,
        organisation::{Organisation, PermissionType},
        provisioned::Removal,
        user::{Status, User},
    },
    workflow::{
        Env,
        users::{
            AccessError, Decided, Saved, TRIES, change::with_effects, erase::erase_as_read, find,
            require_rank, save,
        },
    },
};
use futures::{StreamExt, TryStreamExt, stream};

/// People dealt with at once.
const AT_ONCE: usize = 16;

/// What is carried out, and with whose rights.
#[derive(Debug, Clone, Copy)]
pub struct Release<'a> {
    /// The job, by its id: its own work is known by it.
    pub job: &'a str,
    /// The hold, by its id.
    pub hold: &'a str,
    /// Who released it.
    pub releaser: &'a UserManager<Organisation>,
    /// The directory, as far as its token is there and its creator may do anything.
    pub directory: Option<&'a UserManager<Organisation>>,
}

/// What became of one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Disabled,
    Erased,
    Spared,
}

impl Release<'_> {
    /// Whether both may take somebody away.
    fn may_remove(&self, user: &User, held: Option<&PermissionType>) -> bool {
        let may = |caller: &UserManager<Organisation>| {
            caller.actor.may_manage(&user.profile.department)
                && require_rank(caller, held).is_ok()
                && user.id != caller.person.id
        };
        may(self.releaser) && self.directory.is_some_and(may)
    }
}

/// Disables or erases those of these people of whom it is still held. Whom an earlier worker of the same job dealt with counts again.
///
/// # Errors
///
/// Those of the store: some may have been dealt with by then.
pub async fn carry_out(
    env: &Env,
    context: &Context,
    release: Release<'_>,
    people: &[HeldPerson],
) -> Result<Disabled, StoreError> {
    let outcomes: Vec<Outcome> = stream::iter(people.to_vec())
        .map(|person| async move { carry_out_one(env, context, release, &person).await })
        .buffer_unordered(AT_ONCE)
        .try_collect()
        .await?;
    let count = |outcome: Outcome| outcomes.iter().filter(|one| **one == outcome).count() as u64;
    Ok(Disabled {
        disabled: count(Outcome::Disabled),
        erased: count(Outcome::Erased),
        skipped: count(Outcome::Spared),
        ..Disabled::default()
    })
}

async fn carry_out_one(
    env: &Env,
    context: &Context,
    release: Release<'_>,
    person: &HeldPerson,
) -> Result<Outcome, StoreError> {
    let caller = release.releaser;
    let mut rounds = Rounds::new(context, TRIES);
    while rounds.next().await {
        let before = match find(env, caller, &person.user).await {
            Ok(before) => before,
            // By this job or by hand.
            Err(AccessError::Unknown) if person.removal == Removal::Erase => return Ok(Outcome::Erased),
            Err(AccessError::Unknown) => return Ok(Outcome::Spared),
            Err(error) => return Err(store_error(error)),
        };
        let known = before.provisioned.as_ref().and_then(|known| known.held.as_ref());
        let Some(removal) = known
            .filter(|held| held.hold == release.hold)
            .map(|held| held.removal)
        else {
            // The directory has taken it back; or this job has disabled them.
            let is_done = before.status == Status::Disabled
                && before.history.was_done_by_job(Happening::Disabled, release.job);
            return Ok(if is_done {
                Outcome::Disabled
            } else {
                Outcome::Spared
            });
        };
        let kinds = &caller.organisation.permission_types;
        let held = kinds.get(&before.profile.permission_type);
        let is_to_be = release.may_remove(&before, held) && !before.is_break_glass;
        if is_to_be && removal == Removal::Erase {
            match erase_as_read(env, context, caller, &before, &[]).await? {
                Some(_) => return Ok(Outcome::Erased),
                None => continue,
            }
        }
        let is_to_be = is_to_be && Leavers::may_be(before.status);
        let decided = decide(context, release, &before, held, is_to_be);
        match save(env, context, &before, decided).await.map_err(store_error)? {
            Saved::Written(_) if is_to_be => return Ok(Outcome::Disabled),
            Saved::Written(_) => return Ok(Outcome::Spared),
            Saved::Overtaken(_) => {}
        }
    }
    Err(StoreError::Contended)
}

/// Somebody of whom nothing is held any more, disabled or not.
fn decide(
    context: &Context,
    release: Release<'_>,
    before: &User,
    held: Option<&PermissionType>,
    is_to_be: bool,
) -> Decided {
    let caller = release.releaser;
    let mut user = before.clone();
    if is_to_be {
        let (profile, managed) = (before.profile.clone(), before.managed_departments.clone());
        user = with_effects(context, caller, before, Status::Disabled, profile, managed);
        user.history.done_by_job(Happening::Disabled, release.job);
    }
    if let Some(provisioned) = &mut user.provisioned {
        provisioned.held = None;
        provisioned.changed_at = context.current();
    }
    let by = &caller.actor.principal;
    let audited = audit::of_rights(context, by, [before, &user], [held, held]);
    Decided::new(user, audited)
}

fn store_error(error: AccessError) -> StoreError {
    match error {
        AccessError::Write(WriteError::Store(error)) => error,
        _ => StoreError::Contended,
    }
}
