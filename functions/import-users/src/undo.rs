//! Undoes an import: removes the users it created who have not activated their account since.
//!
//! The ids of those it created follow from import and row, so the recorded outcomes say all there is to know. A user is
//! removed on the condition that nobody has changed them since they were read: somebody who activates in that very
//! moment stays.

use crate::{
    authority,
    block::FURTHEST_AHEAD,
    invocation::{Invocation, Stop, Unfinished},
};
use futures::{StreamExt, TryStreamExt, stream};
use jiff::{SignedDuration, Timestamp};
use rollcall::{
    aws::store::imports::LEASE,
    domain::{
        background::Lease,
        import::{self, Import, Kept, KeptBecause, Outcome, Undo},
        organisation::Organisation,
        permission::Mandate,
        user::{Status, User},
    },
};

/// Rows dealt with between two looks at the clock.
const ROWS: usize = 1_000;
/// Users in one look-up (DynamoDB's limit for `BatchGetItem`).
const LOOK_UP: usize = 100;
/// Users in one transaction: each has at most four identifiers, and 100 items are DynamoDB's limit.
const REMOVED_TOGETHER: usize = 20;
/// How often somebody is tried to be removed who is being changed all the while.
const ROUNDS: u32 = 6;
/// Calls under way at once.
const AT_ONCE: usize = 8;
/// Progress is recorded so often.
const CHECKPOINT: SignedDuration = SignedDuration::from_millis(1_500);

/// Takes an import back, from where an earlier invocation stopped.
pub(crate) async fn work(
    invocation: Invocation<'_>,
    organisation: &Organisation,
    import: &mut Import,
) -> Result<(), Stop> {
    let Some(undo) = import.undo.clone() else {
        return Ok(());
    };
    // With the current rights of the user who asked. Without any, nobody is removed.
    let asker = authority::find_person(invocation, organisation, &undo.by).await?;
    let by = By {
        mandate: asker.as_ref().map(|asker| &asker.mandate),
        organisation,
    };
    let mut progress = Progress {
        undo,
        kept: Vec::new(),
        last_checkpoint: invocation.context.current(),
    };
    progress.remove_recorded(invocation, by, import).await?;
    // One that was refused or cancelled may have been interrupted before.
    if import.refusal.is_some() || import.cancelled_by.is_some() {
        progress.remove_unrecorded(invocation, by, import).await?;
    }
    progress.checkpoint(invocation, import).await
}

/// How far an undo has come.
struct Progress {
    undo: Undo,
    /// Users who stay, since the last checkpoint.
    kept: Vec<Kept>,
    last_checkpoint: Timestamp,
}

impl Progress {
    /// Removes the users of the rows that are recorded as created.
    async fn remove_recorded(
        &mut self,
        invocation: Invocation<'_>,
        by: By<'_>,
        import: &mut Import,
    ) -> Result<(), Stop> {
        let store = &invocation.app.store;
        loop {
            let done = self.undo.checkpoint;
            let part = invocation
                .patiently(async || store.import_outcomes_after(import, done).await)
                .await?;
            let Some(end) = part.last().map(|last| last.to) else {
                return Ok(());
            };
            let rows: Vec<u32> = part
                .iter()
                .filter(|run| run.outcome == Outcome::Created)
                .flat_map(|run| run.from..=run.to)
                .filter(|row| *row > done)
                .collect();
            for some in rows.chunks(ROWS) {
                let removing = remove(invocation, by, import, some);
                let (stayed, _) = invocation.work(removing, || import.clone()).await??;
                self.note(stayed, some.len());
                self.undo.checkpoint = some.last().copied().unwrap_or(self.undo.checkpoint);
                self.pause(invocation, import).await?;
            }
            self.undo.checkpoint = end;
        }
    }

    /// Removes those whose outcome was never recorded, since the worker died: blocks of rows after the last recorded one.
    async fn remove_unrecorded(
        &mut self,
        invocation: Invocation<'_>,
        by: By<'_>,
        import: &Import,
    ) -> Result<(), Stop> {
        let mut next = self.undo.checkpoint.max(import.checkpoint) + 1;
        loop {
            let rows: Vec<u32> = (next..next + FURTHEST_AHEAD).collect();
            let (stayed, found) = invocation
                .work(remove(invocation, by, import, &rows), || import.clone())
                .await??;
            if found == 0 {
                return Ok(());
            }
            self.note(stayed, found);
            next += FURTHEST_AHEAD;
        }
    }

    /// Counts those who were found, of whom some stay.
    fn note(&mut self, stayed: Vec<Kept>, found: usize) {
        self.undo.kept += stayed.len() as u64;
        self.undo.removed += (found - stayed.len()) as u64;
        self.kept.extend(stayed);
    }

    /// Records how far it has come, where that is due, and ends where the time is over.
    async fn pause(&mut self, invocation: Invocation<'_>, import: &mut Import) -> Result<(), Stop> {
        let out_of_time = invocation.is_out_of_time();
        let since = invocation.context.current().duration_since(self.last_checkpoint);
        if out_of_time || since >= CHECKPOINT {
            self.checkpoint(invocation, import).await?;
            self.last_checkpoint = invocation.context.current();
        }
        if out_of_time {
            return Err(Unfinished::OutOfTime.into());
        }
        Ok(())
    }

    async fn checkpoint(&mut self, invocation: Invocation<'_>, import: &mut Import) -> Result<(), Stop> {
        checkpoint(invocation, import, &self.undo, &mut self.kept).await
    }
}

/// Records how far the undo has come. Only then is it so on `import`.
async fn checkpoint(
    invocation: Invocation<'_>,
    import: &mut Import,
    undo: &Undo,
    kept: &mut Vec<Kept>,
) -> Result<(), Stop> {
    let (app, context) = (invocation.app, invocation.context);
    let holder = import
        .lease
        .as_ref()
        .map_or_else(String::new, |lease| lease.holder.clone());
    let mut ahead = import.clone();
    ahead.undo = Some(undo.clone());
    ahead.stalls = 0;
    ahead.lease = Some(Lease {
        holder: holder.clone(),
        until: context.current() + LEASE,
    });
    let recorded = invocation
        .patiently(async || app.store.checkpoint_undo(context, &ahead, &holder, kept).await)
        .await?;
    if !recorded {
        return Err(Stop::Elsewhere);
    }
    kept.clear();
    *import = ahead;
    Ok(())
}

/// Who asked for the undo.
#[derive(Clone, Copy)]
struct By<'a> {
    /// `None`: they are gone or disabled.
    mandate: Option<&'a Mandate>,
    organisation: &'a Organisation,
}

/// Removes the users of some rows; says who stays, and how many there were.
async fn remove(
    invocation: Invocation<'_>,
    by: By<'_>,
    import: &Import,
    rows: &[u32],
) -> Result<(Vec<Kept>, usize), Unfinished> {
    let done: Vec<(Vec<Kept>, usize)> = stream::iter(rows.chunks(LOOK_UP))
        .map(|some| remove_some(invocation, by, import, some))
        .buffer_unordered(AT_ONCE)
        .try_collect()
        .await?;
    let found = done.iter().map(|(_, found)| found).sum();
    let mut kept: Vec<Kept> = done.into_iter().flat_map(|(kept, _)| kept).collect();
    kept.sort_by_key(|one| one.row);
    Ok((kept, found))
}

async fn remove_some(
    invocation: Invocation<'_>,
    by: By<'_>,
    import: &Import,
    rows: &[u32],
) -> Result<(Vec<Kept>, usize), Unfinished> {
    let (store, context, slug) = (&invocation.app.store, invocation.context, &import.organisation);
    let (mut kept, mut found) = (Vec::new(), 0);
    let mut left: Vec<u32> = rows.to_vec();
    for round in 0..ROUNDS {
        let ids: Vec<String> = left
            .iter()
            .map(|row| import::user_id(slug, &import.id, *row))
            .collect();
        left.clear();
        let users = invocation
            .patiently(async || store.find_users(context, slug, &ids).await)
            .await?;
        if round == 0 {
            found = users.len();
        }
        let mut removable = Vec::new();
        for user in users {
            let Some(row) = user.imported_from.as_ref().map(|from| from.row) else {
                continue;
            };
            match reason_to_keep(&user, by) {
                None => removable.push((row, user)),
                Some(reason) => kept.push(Kept { row, reason }),
            }
        }
        // A user changed between reading and removing is looked at again, alone, so as not to fail the others.
        let together = if round == 0 { REMOVED_TOGETHER } else { 1 };
        for some in removable.chunks(together) {
            let users: Vec<User> = some.iter().map(|(_, user)| user.clone()).collect();
            let changed = invocation
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
    Ok((kept, found))
}

/// Why a user this import made stays, if they do.
fn reason_to_keep(user: &User, by: By<'_>) -> Option<KeptBecause> {
    if user.activated_at.is_some() || user.password.is_some() || user.status == Status::Active {
        return Some(KeptBecause::Activated);
    }
    if user.provisioned.is_some() {
        return Some(KeptBecause::Provisioned);
    }
    let profile = &user.profile;
    let kind = by.organisation.permission_types.get(&profile.permission_type);
    let allowed = by.mandate.is_some_and(|mandate| {
        mandate.may_place_in(&profile.department) && kind.is_none_or(|kind| mandate.may_grant(kind))
    });
    (!allowed).then_some(KeptBecause::NotAllowed)
}
