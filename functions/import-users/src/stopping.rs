//! Whether somebody has had an import stopped, and after which row it ends then.

use crate::invocation::{Invocation, Unfinished};
use rollcall::domain::import::{self, Import};

/// Rows that are looked at together for users of a worker that died.
const PROBED: u32 = 100;

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
        let (store, slug) = (&invocation.app.store, &import.organisation);
        let mut from = import.checkpoint + 1;
        loop {
            let rows = from..from + PROBED;
            let ids: Vec<String> = rows.map(|row| import::user_id(slug, &import.id, row)).collect();
            let found = invocation
                .patiently(async || store.find_users(invocation.context, slug, &ids).await)
                .await?;
            let rows = found.iter().filter_map(|user| user.imported_from.as_ref());
            let Some(last) = rows.map(|from| from.row).max() else {
                return Ok(stop);
            };
            stop.last_row = last;
            from += PROBED;
        }
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
