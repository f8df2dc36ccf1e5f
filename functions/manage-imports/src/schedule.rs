//! Every minute: imports with work left in them that nobody works at are taken up. Those are the ones that waited for
//! others of their organisation, and the ones whose worker died for good.

use crate::App;
use jiff::SignedDuration;
use rollcall::{
    aws::store::StoreError,
    domain::{
        context::Context,
        import::{Import, ImportStatus, MOST_AT_ONCE},
        organisation::Slug,
    },
};
use serde_json::{Value, json};
use std::collections::HashMap;

/// Imports looked at in one minute, and of one organisation: one with thousands of them hides nobody else's.
const MOST: usize = 2_000;
const OF_EACH: usize = 20;
/// A younger one is on its way to its worker.
const SETTLED: SignedDuration = SignedDuration::from_secs(20);

/// Looks once.
///
/// # Errors
///
/// Where the store fails; the next minute looks again.
pub async fn run(app: &App, context: &Context) -> Result<Value, StoreError> {
    let open = app.api.store.open_imports_of_all(context, OF_EACH, MOST).await?;
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
        match app.invoker.take_up(&import.organisation, &import.id).await {
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
    Ok(json!({ "open": open.len(), "taken_up": taken_up, "failed": failed }))
}

fn is_settled(import: &Import, context: &Context) -> bool {
    import.status != ImportStatus::Waiting || import.created_at + SETTLED < context.now()
}
