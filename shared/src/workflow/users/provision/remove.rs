//! Somebody whom a directory deletes.

use super::brake::{self, Verdict, as_wished};
use crate::{
    aws::store::{held::BrakeWrite, rounds::Rounds},
    domain::{caller::UserManager, context::Context, provisioned::Removal, user::User, version::Expected},
    workflow::{
        Env,
        users::{
            AccessError, Decided, Saved, TRIES,
            erase::{EraseError, erase_as_read, require_may},
            find as find_any, save,
        },
    },
};

/// Erases somebody, everywhere; or holds that, where it would be too many within the hour: then the directory finds them no more, and
/// to everybody else they are who they were.
///
/// # Errors
///
/// See [`EraseError`].
pub async fn remove(
    env: &Env,
    context: &Context,
    caller: &UserManager,
    id: &str,
    expected: Option<&Expected>,
) -> Result<(), EraseError> {
    let mut written: Option<User> = None;
    let mut rounds = Rounds::new(context, TRIES);
    while rounds.next().await {
        let before = find_any(env, caller, id).await?;
        if written.as_ref() == Some(&before) {
            // That it is held was written, and the answer was lost on the way.
            return Ok(());
        }
        let seen = as_wished(env, before.clone()).await?;
        // Whom a directory may adopt it has not: they are not its to take away. Whom it has deleted it does not see.
        let known = seen.provisioned.as_ref();
        let known = known.filter(|known| known.held_removal() != Some(Removal::Erase));
        let known = known.ok_or(AccessError::Unknown)?;
        if expected.is_some_and(|expected| !expected.includes(&known.version(seen.is_shown_active()))) {
            return Err(EraseError::Stale);
        }
        require_may(env, caller, &seen).await?;
        let held = match &known.held {
            Some(held) => brake::change_held(env, context, &seen, held, Removal::Erase).await?,
            None => None,
        };
        let verdict = if let Some(verdict) = held {
            verdict
        } else {
            let brake = caller.organisation.settings.integration.brake;
            brake::ask(env, context, caller, brake, (&seen, Removal::Erase)).await?
        };
        match verdict {
            Verdict::Passes(brake) => {
                let erased = erase_as_read(env, context, caller, &before, &brake).await?;
                if erased.is_some() {
                    return Ok(());
                }
            }
            Verdict::Holds(holding) => {
                let mut user = seen.clone();
                brake::note_hold(context, caller, &mut user, &holding);
                let decided = Decided {
                    user,
                    audited: None,
                    brake: vec![BrakeWrite::Hold(holding.clone())],
                };
                match save(env, context, &before, decided).await? {
                    Saved::Written(_) => {
                        brake::announce(context, &holding);
                        return Ok(());
                    }
                    Saved::Overtaken(after) => written = Some(after),
                }
            }
        }
    }
    Err(AccessError::Busy.into())
}
