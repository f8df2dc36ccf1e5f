//! An import taken back: whoever it created and who has not activated their account since is removed.
//!
//! The ids of those it created follow from import and row, so the recorded outcomes say all there is to know. A user is
//! removed on the condition that nobody has changed them since they were read: somebody who activates in that very
//! moment stays.

use crate::{Shift, Stop, Unfinished};
use futures::{StreamExt, TryStreamExt, stream};
use jiff::SignedDuration;
use rollcall::{
    import::{self, Import, Kept, KeptBecause, Lease, Outcome},
    store::imports::LEASE,
    user::{Status, User},
};

/// Rows dealt with between two looks at the clock.
const ROWS: usize = 1_000;
/// Users in one look-up (DynamoDB's limit for `BatchGetItem`).
const LOOK_UP: usize = 100;
/// Users in one transaction: each has one or two identifiers, and 100 items are DynamoDB's limit.
const REMOVED_TOGETHER: usize = 33;
/// How often somebody is tried to be removed who is being changed all the while.
const ROUNDS: u32 = 6;
/// Calls under way at once.
const AT_ONCE: usize = 8;
/// Progress is recorded so often.
const CHECKPOINT: SignedDuration = SignedDuration::from_millis(1_500);

/// Takes an import back, from where an earlier invocation stopped.
pub(crate) async fn work(shift: Shift<'_>, import: &mut Import) -> Result<(), Stop> {
    let context = shift.context;
    let Some(mut undo) = import.undo.clone() else {
        return Ok(());
    };
    let mut kept = Vec::new();
    let mut last_checkpoint = context.current();
    loop {
        let part = shift
            .patiently(async || {
                shift
                    .app
                    .store
                    .import_outcomes_after(import, undo.checkpoint)
                    .await
            })
            .await?;
        let Some(end) = part.last().map(|last| last.to) else {
            break;
        };
        let done = undo.checkpoint;
        let rows: Vec<u32> = part
            .iter()
            .filter(|run| run.outcome == Outcome::Created)
            .flat_map(|run| run.from..=run.to)
            .filter(|row| *row > done)
            .collect();
        for some in rows.chunks(ROWS) {
            let removing = remove(shift, import, some);
            let stayed = shift.work(removing, || import.clone()).await??;
            undo.kept += stayed.len() as u64;
            undo.removed += (some.len() - stayed.len()) as u64;
            kept.extend(stayed);
            undo.checkpoint = some.last().copied().unwrap_or(undo.checkpoint);
            let out_of_time = shift.is_out_of_time();
            if out_of_time || context.current().duration_since(last_checkpoint) >= CHECKPOINT {
                import.undo = Some(undo.clone());
                checkpoint(shift, import, &mut kept).await?;
                last_checkpoint = context.current();
            }
            if out_of_time {
                return Err(Unfinished::OutOfTime.into());
            }
        }
        undo.checkpoint = end;
    }
    import.undo = Some(undo);
    checkpoint(shift, import, &mut kept).await
}

async fn checkpoint(shift: Shift<'_>, import: &mut Import, kept: &mut Vec<Kept>) -> Result<(), Stop> {
    let (app, context) = (shift.app, shift.context);
    let holder = import
        .lease
        .as_ref()
        .map_or_else(String::new, |lease| lease.holder.clone());
    import.stalls = 0;
    import.lease = Some(Lease {
        holder: holder.clone(),
        until: context.current() + LEASE,
    });
    let stayed = std::mem::take(kept);
    let recorded = shift
        .patiently(async || app.store.checkpoint_undo(context, import, &holder, &stayed).await)
        .await?;
    if recorded { Ok(()) } else { Err(Stop::Elsewhere) }
}

/// Removes the users of some rows and says who stays.
async fn remove(shift: Shift<'_>, import: &Import, rows: &[u32]) -> Result<Vec<Kept>, Unfinished> {
    let kept: Vec<Vec<Kept>> = stream::iter(rows.chunks(LOOK_UP))
        .map(|some| remove_some(shift, import, some))
        .buffer_unordered(AT_ONCE)
        .try_collect()
        .await?;
    let mut kept: Vec<Kept> = kept.into_iter().flatten().collect();
    kept.sort_by_key(|one| one.row);
    Ok(kept)
}

async fn remove_some(shift: Shift<'_>, import: &Import, rows: &[u32]) -> Result<Vec<Kept>, Unfinished> {
    let (store, context, slug) = (&shift.app.store, shift.context, &import.organisation);
    let mut kept = Vec::new();
    let mut left: Vec<u32> = rows.to_vec();
    for round in 0..ROUNDS {
        let ids: Vec<String> = left
            .iter()
            .map(|row| import::user_id(slug, &import.id, *row))
            .collect();
        left.clear();
        let users = shift
            .patiently(async || store.find_users(context, slug, &ids).await)
            .await?;
        let mut removable = Vec::new();
        for user in users {
            let Some(row) = user.imported_from.as_ref().map(|from| from.row) else {
                continue;
            };
            match reason_to_keep(&user, import) {
                None => removable.push((row, user)),
                Some(reason) => kept.push(Kept { row, reason }),
            }
        }
        // Whoever was changed between reading and removing is looked at again, alone, so as not to be in others' way.
        let together = if round == 0 { REMOVED_TOGETHER } else { 1 };
        for some in removable.chunks(together) {
            let users: Vec<User> = some.iter().map(|(_, user)| user.clone()).collect();
            let changed = shift
                .patiently(async || store.remove_users(context, &users).await)
                .await?;
            if !changed.is_empty() {
                left.extend(some.iter().map(|(row, _)| *row));
            }
        }
        if left.is_empty() {
            break;
        }
    }
    kept.extend(left.into_iter().map(|row| Kept {
        row,
        reason: KeptBecause::Changed,
    }));
    Ok(kept)
}

/// Why a user this import made stays, if they do.
fn reason_to_keep(user: &User, import: &Import) -> Option<KeptBecause> {
    if user.activated_at.is_some() || user.password.is_some() || user.status == Status::Active {
        return Some(KeptBecause::Activated);
    }
    let within = import.undo.as_ref().and_then(|undo| undo.within.as_ref());
    within
        .is_some_and(|department| *department != user.profile.department)
        .then_some(KeptBecause::Elsewhere)
}
