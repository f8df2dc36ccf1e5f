//! Asking for an import to be worked at.

use crate::{
    aws::{invoker::Invoker, store::StoreError},
    domain::{
        context::Context,
        import::{Import, ImportStatus, MOST_AT_ONCE},
        organisation::Slug,
    },
    workflow::Env,
};
use jiff::SignedDuration;
use serde::Serialize;
use std::collections::HashMap;

/// Imports looked at in one minute, and of one organisation: one with thousands of them hides nobody else's.
const MOST: usize = 2_000;
const OF_EACH: usize = 20;
/// A younger one is on its way to its worker.
const SETTLED: SignedDuration = SignedDuration::from_secs(20);

/// What was found in one minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct TakenUp {
    /// Imports with work left in them.
    pub open: usize,
    /// Those that were asked to be taken up.
    pub taken_up: usize,
    /// Those where Lambda did not take the call; the next minute asks again.
    pub failed: usize,
}

/// Asks for an import to be taken up. Where Lambda does not take the call, the schedule does the same within a minute.
pub(super) async fn take_up(invoker: &Invoker, import: &Import) {
    if let Err(error) = invoker.take_up(&import.organisation, &import.id).await {
        tracing::warn!(import = %import.id, %error, "the import is left to the schedule");
    }
}

/// Takes up, every minute, the imports with work left in them that nobody works at: those that waited for others of their
/// organisation, and those whose worker died for good. So none is ever forgotten.
///
/// # Errors
///
/// Where the store fails; the next minute looks again.
pub async fn take_up_abandoned(
    env: &Env,
    invoker: &Invoker,
    context: &Context,
) -> Result<TakenUp, StoreError> {
    let open = env.store.open_imports_of_all(context, OF_EACH, MOST).await?;
    let now = context.now();
    let mut room: HashMap<Slug, usize> = HashMap::new();
    for import in open.iter().filter(|import| import.is_worked_at(now)) {
        let left = room.entry(import.organisation.clone()).or_insert(MOST_AT_ONCE);
        *left = left.saturating_sub(1);
    }
    let mut left: Vec<&Import> = open
        .iter()
        .filter(|import| !import.is_worked_at(now) && is_settled(import, context))
        .collect();
    left.sort_by_key(|import| import.created_at);
    let (mut taken_up, mut failed) = (0, 0);
    for import in left {
        let room = room.entry(import.organisation.clone()).or_insert(MOST_AT_ONCE);
        if *room == 0 {
            continue;
        }
        *room -= 1;
        match invoker.take_up(&import.organisation, &import.id).await {
            Ok(()) => taken_up += 1,
            Err(error) => {
                failed += 1;
                tracing::error!(import = %import.id, %error, "the import was not taken up");
            }
        }
    }
    tracing::info!(
        open = open.len(),
        taken_up,
        failed,
        "looked for imports nobody works at"
    );
    Ok(TakenUp {
        open: open.len(),
        taken_up,
        failed,
    })
}

fn is_settled(import: &Import, context: &Context) -> bool {
    import.status != ImportStatus::Waiting || import.created_at + SETTLED < context.now()
}
