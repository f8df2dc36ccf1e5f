//! Asking for the messages of some of many people: one step of a job.

use crate::{
    aws::store::{StoreError, users::WriteError},
    domain::{
        caller::UserManager,
        context::Context,
        job::Resent,
        organisation::Organisation,
        resend::{Verdict, Wanted},
        user::User,
    },
    workflow::{Env, users::walk::in_parts},
};
use futures::{StreamExt, TryStreamExt, stream};
use jiff::Timestamp;

/// Users written at once: a table that takes 4,000 write units a second is not their limit.
const AT_ONCE: usize = 32;

/// Asks for the messages of those of these people who are meant and whom the caller manages. `asked_at`: when the whole was
/// asked for; asked a second time for the same, nobody is asked for twice.
///
/// # Errors
///
/// Those of the store: some may have been asked for by then.
pub async fn ask(
    env: &Env,
    context: &Context,
    caller: &UserManager<Organisation>,
    wanted: &Wanted,
    asked_at: Timestamp,
    ids: &[String],
) -> Result<Resent, StoreError> {
    let slug = &caller.organisation.slug;
    let parts: Vec<Vec<User>> = stream::iter(in_parts(ids))
        .map(|some| async move { env.store.find_users(context, slug, &some).await })
        .buffered(AT_ONCE / 4)
        .try_collect()
        .await?;
    let verdicts: Vec<Verdict> = stream::iter(parts.into_iter().flatten())
        .map(|user| ask_one(env, context, caller, wanted, asked_at, user))
        .buffer_unordered(AT_ONCE)
        .try_collect()
        .await?;
    let mut tally = Resent::default();
    for verdict in verdicts {
        tally.add(verdict);
    }
    Ok(tally)
}

async fn ask_one(
    env: &Env,
    context: &Context,
    caller: &UserManager<Organisation>,
    wanted: &Wanted,
    asked_at: Timestamp,
    read: User,
) -> Result<Verdict, StoreError> {
    let organisation = &caller.organisation;
    let decide = |user: &mut User| {
        // Single sign-on may have become the only road since the job was asked for.
        if organisation.settings.sso.required || !caller.actor.may_manage(&user.profile.department) {
            return Verdict::NotMeant;
        }
        let verdict = wanted.judge(organisation, user, asked_at);
        if matches!(verdict, Verdict::Ask { .. }) {
            let by = caller.actor.principal.clone();
            wanted.ask(organisation, user, (asked_at, context.current()), by);
        }
        verdict
    };
    let mut after = read.clone();
    let verdict = decide(&mut after);
    if !matches!(verdict, Verdict::Ask { .. }) {
        return Ok(verdict);
    }
    match env.store.save_user(context, &read, &mut after).await {
        Ok(()) => return Ok(verdict),
        Err(WriteError::Store(error)) => return Err(error),
        // Somebody else was quicker, or it went through and its answer was lost: decided again.
        Err(WriteError::Changed | WriteError::Taken(_) | WriteError::Exists) => {}
    }
    let mut last = Verdict::NotMeant;
    let slug = &organisation.slug;
    env.store
        .update_user(context, slug, &read.id, |user| {
            last = decide(user);
            matches!(last, Verdict::Ask { .. }).then_some(())
        })
        .await?;
    Ok(last)
}
