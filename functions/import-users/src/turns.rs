//! The people an import makes wait for their turn to be written to: the organisation is marked, and the sender called.

use crate::invocation::{Invocation, Unfinished};
use jiff::{SignedDuration, Timestamp};
use rollcall::domain::organisation::Organisation;

/// An organisation is marked so often while people are made. The sender looks at a marked one for longer than an
/// invocation and this together, so that nobody is made after it has looked for the last time.
const AGAIN: SignedDuration = SignedDuration::from_secs(60);

/// The marks of one invocation.
#[derive(Debug, Default)]
pub(crate) struct Turns {
    marked_at: Option<Timestamp>,
    is_called: bool,
}

impl Turns {
    /// Before people are written.
    pub(crate) async fn before_writing(
        &mut self,
        invocation: Invocation<'_>,
        organisation: &Organisation,
        dry_run: bool,
    ) -> Result<(), Unfinished> {
        let now = invocation.context.current();
        let is_marked = self.marked_at.is_some_and(|at| now.duration_since(at) < AGAIN);
        if is_marked || !makes_messages(organisation, dry_run) {
            return Ok(());
        }
        mark(invocation, organisation).await?;
        self.marked_at = Some(now);
        self.is_called = false;
        Ok(())
    }

    /// After they were: the sender begins while the import goes on.
    pub(crate) async fn after_writing(&mut self, invocation: Invocation<'_>) {
        if self.marked_at.is_some() && !self.is_called {
            invocation.app.sender.hand_out().await;
            self.is_called = true;
        }
    }

    /// After the last ones, where there were any.
    pub(crate) async fn at_the_end(
        &self,
        invocation: Invocation<'_>,
        organisation: &Organisation,
    ) -> Result<(), Unfinished> {
        if self.marked_at.is_some() {
            mark(invocation, organisation).await?;
            invocation.app.sender.hand_out().await;
        }
        Ok(())
    }
}

fn makes_messages(organisation: &Organisation, dry_run: bool) -> bool {
    !dry_run && organisation.settings.asks_for_activation()
}

async fn mark(invocation: Invocation<'_>, organisation: &Organisation) -> Result<(), Unfinished> {
    let (store, now) = (&invocation.app.store, invocation.context.current());
    invocation
        .patiently(async || store.mark_for_release(&organisation.slug, now).await)
        .await
}
