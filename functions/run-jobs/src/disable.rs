//! Disables people who are not in an import's file.
//!
//! The import has put on record who they are; each is looked at again when it is their turn. Before the first, the brake is asked
//! ([`rollcall::workflow::holds`]).

use crate::invocation::{Running, Stop};
use jiff::SignedDuration;
use rollcall::{
    domain::{
        brake::Source,
        hold::Wish,
        import::{Import, Leavers},
        job::{Disabled, Disabling, Failure, Work},
        permission::Mandate,
    },
    workflow::{
        holds::{Braked, Wished, hold, settle},
        imports::{FindError, find},
        users::change::{Disablement, count_to_disable, disable_people},
    },
};

/// The brake is asked again so often while it is not known who is left.
const ASK_AGAIN: SignedDuration = SignedDuration::from_secs(15);
/// People between two checkpoints.
const STEP: usize = 200;
/// Users in one look-up (DynamoDB's limit for `BatchGetItem`).
const LOOK_UP: usize = 100;

pub(crate) async fn work(running: &mut Running<'_>, whom: &Disabling) -> Result<(), Stop> {
    let (import, leavers) = find_import(running, whom).await?;
    let source = Source::Import {
        import_id: import.id.clone(),
    };
    if running.job.place.is_none()
        && !whom.is_released
        && is_held(running, whom, (&import, &leavers), &source).await?
    {
        return Ok(());
    }
    let ended = carry_out(running, whom, (&import, &leavers)).await;
    // Another worker goes on where this one stops for now.
    if !whom.is_released && matches!(ended, Ok(()) | Err(Stop::Failed(_))) {
        let (env, context, job) = (&running.app.env, running.time.context, &running.job);
        let people = match &job.work {
            Work::Disable { tally, .. } => tally.disabled,
            _ => 0,
        };
        running
            .patiently(async || settle(env, context, &source, job, people).await)
            .await?;
    }
    ended
}

async fn carry_out(
    running: &mut Running<'_>,
    whom: &Disabling,
    (import, leavers): (&Import, &Leavers),
) -> Result<(), Stop> {
    if running.job.total.is_none() {
        running.job.total = Some(match &whom.user_ids {
            Some(ids) => ids.len() as u64,
            None => leavers.total,
        });
        running.checkpoint().await?;
    }
    let place = running.job.place.as_deref().and_then(read_place);
    let (mut part, mut at) = place.unwrap_or((0, 0));
    while let Some(ids) = part_of(running, whom, (import, leavers), part).await? {
        while at < ids.len() {
            // Rights are read again meanwhile.
            let caller = running.user_manager().await?;
            let some = &ids[at..ids.len().min(at + STEP)];
            let (env, context) = (&running.app.env, running.time.context);
            let what = Disablement {
                job: &running.job.id,
                whom,
            };
            let done = running
                .patiently(async || disable_people(env, context, &caller, what, some).await)
                .await?;
            note(running, &done);
            at += some.len();
            running.job.place = Some(format!("{part}:{at}"));
            running.checkpoint().await?;
        }
        (part, at) = (part + 1, 0);
    }
    // Whom nobody has put on record as one who left.
    let total = running.job.total.unwrap_or(running.job.processed);
    let skipped = total.saturating_sub(running.job.processed);
    let rest = Disabled {
        skipped,
        ..Disabled::default()
    };
    note(running, &rest);
    Ok(())
}

/// Where an earlier worker stopped: in which part, and after how many of those who are meant.
fn read_place(place: &str) -> Option<(u32, usize)> {
    let (part, at) = place.split_once(':')?;
    Some((part.parse().ok()?, at.parse().ok()?))
}

/// Whether the brake holds it: it is on record as a hold then.
async fn is_held(
    running: &mut Running<'_>,
    whom: &Disabling,
    (import, leavers): (&Import, &Leavers),
    source: &Source,
) -> Result<bool, Stop> {
    let people = count(running, whom, (import, leavers)).await?;
    let caller = running.user_manager().await?;
    let (env, context, job) = (&running.app.env, running.time.context, &running.job);
    let brake = caller.organisation.settings.integration.brake;
    let mandate = Mandate::from(&caller.actor);
    let braked = running
        .patiently(async || {
            let whom = whom.clone();
            let wished = Wished {
                job,
                source: source.clone(),
                people,
                wish: Wish::Disable(whom.within(Some(mandate.clone()), Some(&caller.person.id))),
            };
            hold(env, context, &caller, brake, wished).await
        })
        .await?;
    let hold = match braked {
        Braked::Passes => return Ok(false),
        Braked::Waits => {
            let later = context.current() + ASK_AGAIN;
            // The brake waits for so long at most: it is no stall.
            running.job.stalls = 0;
            return Err(Stop::Later(later));
        }
        Braked::Held(hold) => hold,
    };
    if let Work::Disable { tally, .. } = &mut running.job.work {
        tally.held = hold.people;
        tally.hold = Some(hold.id);
    }
    running.job.total = Some(hold.people);
    running.job.processed = hold.people;
    Ok(true)
}

/// How many people it would disable.
async fn count(
    running: &mut Running<'_>,
    whom: &Disabling,
    (import, leavers): (&Import, &Leavers),
) -> Result<u64, Stop> {
    let mut people = 0;
    for part in 0.. {
        let ids = part_of(running, whom, (import, leavers), part).await?;
        let Some(ids) = ids else { break };
        for some in ids.chunks(LOOK_UP) {
            let caller = running.user_manager().await?;
            let (env, context) = (&running.app.env, running.time.context);
            people += running
                .patiently(async || count_to_disable(env, context, &caller, whom, some).await)
                .await?;
        }
    }
    Ok(people)
}

/// Those of a part of the leavers who are meant, by their ids; `None` after the last part.
async fn part_of(
    running: &Running<'_>,
    whom: &Disabling,
    (import, leavers): (&Import, &Leavers),
    part: u32,
) -> Result<Option<Vec<String>>, Stop> {
    let store = &running.app.env.store;
    let mut ids = running
        .patiently(async || store.find_leavers(import, leavers, part).await)
        .await?;
    if ids.is_empty() {
        return Ok(None);
    }
    if let Some(asked_for) = &whom.user_ids {
        ids.retain(|id| asked_for.binary_search(id).is_ok());
    }
    Ok(Some(ids))
}

/// Counts some people who were dealt with.
fn note(running: &mut Running<'_>, done: &Disabled) {
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
