//! Carries out what a directory wished and the brake has held, once somebody has released it.
//!
//! Those who are held stand on record by their ids, and each is looked at again when it is their turn: of whom the directory has taken
//! it back, and whom who released it or the directory may not touch any more, nothing becomes.

use crate::invocation::{Running, Stop};
use rollcall::{
    domain::{
        caller::UserManager,
        job::{Disabled, Failure, Work},
        organisation::Organisation,
    },
    workflow::users::provision::{Release, carry_out},
};

/// People between two checkpoints.
const STEP: i32 = 100;

pub(crate) async fn work(running: &mut Running<'_>, hold: &str, token: &str) -> Result<(), Stop> {
    let slug = running.job.organisation.clone();
    if running.job.total.is_none() {
        let store = &running.app.env.store;
        let found = running
            .patiently(async || store.find_hold(&slug, hold).await)
            .await?;
        running.job.total = Some(found.map_or(0, |hold| hold.people));
        running.checkpoint().await?;
    }
    loop {
        // Rights are read again meanwhile.
        let releaser = running.user_manager().await?;
        if releaser.departments().is_some() {
            return Err(Stop::Failed(Failure::AskerMayNot));
        }
        let directory = find_directory(running, token).await?;
        let (env, context) = (&running.app.env, running.time.context);
        let place = running.job.place.clone();
        let (people, has_more) = running
            .patiently(async || env.store.list_held(&slug, hold, place.as_deref(), STEP).await)
            .await?;
        let release = Release {
            job: &running.job.id,
            hold,
            releaser: &releaser,
            directory: directory.as_ref(),
        };
        let done = running
            .patiently(async || carry_out(env, context, release, &people).await)
            .await?;
        note(running, &done);
        let Some(last) = people.last().filter(|_| has_more) else {
            return Ok(());
        };
        running.job.place = Some(last.user.clone());
        running.checkpoint().await?;
    }
}

/// The directory with the rights it has now: `None` where its token is gone, or who made it may manage nobody any more.
async fn find_directory(
    running: &Running<'_>,
    token: &str,
) -> Result<Option<UserManager<Organisation>>, Stop> {
    let found = running.acting(token).await?;
    Ok(found.and_then(|caller| UserManager::try_from(caller).ok()))
}

/// Counts some people who were dealt with.
fn note(running: &mut Running<'_>, done: &Disabled) {
    running.job.processed += done.disabled + done.erased + done.skipped;
    if let Work::CarryOut { tally, .. } = &mut running.job.work {
        tally.merge(done);
    }
}

/// Lets it wait again: who released it may do so no longer, and somebody else may.
pub(crate) async fn give_up(running: &Running<'_>, hold: &str) -> Result<(), Stop> {
    let (store, context, job) = (&running.app.env.store, running.time.context, &running.job);
    let is_held = running
        .patiently(async || store.hold_again(context, &job.organisation, hold, &job.id).await)
        .await?;
    if is_held {
        tracing::warn!(organisation = %job.organisation, job = %job.id, hold, "what was released is held again");
    }
    Ok(())
}
