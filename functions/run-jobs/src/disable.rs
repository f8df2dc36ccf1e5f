//! Disables people who are not in an import's file.
//!
//! The import has put on record who they are; each is looked at again when it is their turn.

use crate::invocation::{Running, Stop};
use rollcall::{
    domain::{
        import::{Import, Leavers},
        job::{Disabled, Disabling, Failure, Work},
    },
    workflow::{
        imports::{FindError, find},
        users::change::disable_people,
    },
};

/// People between two checkpoints.
const STEP: usize = 200;

pub(crate) async fn work(running: &mut Running<'_>, whom: &Disabling) -> Result<(), Stop> {
    let (import, leavers) = find_import(running, whom).await?;
    if running.job.total.is_none() {
        running.job.total = Some(match &whom.user_ids {
            Some(ids) => ids.len() as u64,
            None => leavers.total,
        });
        running.checkpoint().await?;
    }
    let mut part = running
        .job
        .place
        .as_deref()
        .and_then(|place| place.parse().ok())
        .unwrap_or(0);
    loop {
        let store = &running.app.env.store;
        let mut ids = running
            .patiently(async || store.find_leavers(&import, &leavers, part).await)
            .await?;
        if ids.is_empty() {
            break;
        }
        if let Some(asked_for) = &whom.user_ids {
            ids.retain(|id| asked_for.binary_search(id).is_ok());
        }
        for some in ids.chunks(STEP) {
            // Rights are read again meanwhile.
            let caller = running.user_manager().await?;
            let (env, context) = (&running.app.env, running.time.context);
            let done = running
                .patiently(async || disable_people(env, context, &caller, some).await)
                .await?;
            note(running, done);
            running.show_progress().await?;
        }
        part += 1;
        running.job.place = Some(part.to_string());
        running.checkpoint().await?;
    }
    // Whom nobody has put on record as one who left.
    let total = running.job.total.unwrap_or(running.job.processed);
    let skipped = total.saturating_sub(running.job.processed);
    note(running, Disabled { disabled: 0, skipped });
    Ok(())
}

/// Counts some people who were dealt with.
fn note(running: &mut Running<'_>, done: Disabled) {
    running.job.processed += done.disabled + done.skipped;
    if let Work::Disable { tally, .. } = &mut running.job.work {
        tally.merge(done);
    }
}

/// The import, as long as who asked may see it.
async fn find_import(running: &mut Running<'_>, whom: &Disabling) -> Result<(Import, Leavers), Stop> {
    let caller = running.user_manager().await?;
    let env = &running.app.env;
    let found = running
        .patiently(async || match find(env, &caller, &whom.import_id).await {
            Ok(import) => Ok(Some(import)),
            Err(FindError::Unknown) => Ok(None),
            Err(FindError::Store(error)) => Err(error),
        })
        .await?;
    found
        .and_then(|import| import.leavers.clone().map(|leavers| (import, leavers)))
        .ok_or(Stop::Failed(Failure::AskerMayNot))
}
