//! Whether somebody has had an import stopped, and after which row it ends then.

use crate::{
    block::FURTHEST_AHEAD,
    invocation::{Invocation, Unfinished},
};
use futures::{StreamExt, TryStreamExt, stream};
use rollcall::domain::import::{self, Import};

/// Users in one look-up (DynamoDB's limit for `BatchGetItem`).
const LOOK_UP: usize = 100;
/// Look-ups under way at once.
const AT_ONCE: usize = 8;

/// A request to stop, once it was seen.
#[derive(Debug, Default)]
pub(crate) struct Stopping {
    /// The user who asked.
    pub(crate) by: Option<String>,
    last_row: u32,
}

impl Stopping {
    /// As it is when a worker begins. A worker that died may have created users whose outcomes it never recorded: their rows
    /// are still brought to their outcomes.
    pub(crate) async fn at_the_beginning(
        invocation: Invocation<'_>,
        import: &Import,
    ) -> Result<Self, Unfinished> {
        let mut stop = Self::default();
        stop.look(invocation, import, import.checkpoint).await?;
        if stop.by.is_none() || import.dry_run {
            return Ok(stop);
        }
        while let Some(last) = last_created(invocation, import, stop.last_row).await? {
            stop.last_row = last;
        }
        Ok(stop)
    }

    /// Looks whether somebody has asked by now: `last_row` is then the last one that is dealt with.
    pub(crate) async fn look(
        &mut self,
        invocation: Invocation<'_>,
        import: &Import,
        last_row: u32,
    ) -> Result<(), Unfinished> {
        if self.by.is_none() {
            let store = &invocation.app.store;
            self.by = invocation
                .patiently(async || store.find_stop(import).await)
                .await?;
            self.last_row = last_row;
        }
        Ok(())
    }

    /// Whether a row comes after the last one that is dealt with.
    pub(crate) fn is_before(&self, row: u32) -> bool {
        self.by.is_some() && row > self.last_row
    }
}

/// The last of the rows after this one whose user was created, among those that a worker may have come to.
async fn last_created(
    invocation: Invocation<'_>,
    import: &Import,
    after: u32,
) -> Result<Option<u32>, Unfinished> {
    let (store, slug) = (&invocation.app.store, &import.organisation);
    let rows = after + 1..=after.saturating_add(FURTHEST_AHEAD);
    let ids: Vec<String> = rows.map(|row| import::user_id(slug, &import.id, row)).collect();
    let found: Vec<Vec<u32>> = stream::iter(ids.chunks(LOOK_UP))
        .map(|ids| async move {
            let users = invocation
                .patiently(async || store.find_users(invocation.context, slug, ids).await)
                .await?;
            let rows = users.iter().filter_map(|user| user.imported_from.as_ref());
            Ok::<_, Unfinished>(rows.map(|from| from.row).collect())
        })
        .buffer_unordered(AT_ONCE)
        .try_collect()
        .await?;
    Ok(found.into_iter().flatten().max())
}
