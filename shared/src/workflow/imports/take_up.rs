//! Asking for an import to be worked at.

use crate::{
    aws::{invoker::Invoker, store::StoreError},
    domain::{context::Context, import::Import},
    workflow::{
        Env,
        background::{self, TakenUp},
    },
};

/// Imports looked at in one minute, and of one organisation: one with thousands of them hides nobody else's.
const MOST: usize = 2_000;
const OF_EACH: usize = 20;

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
    let ask = async |import: &Import| invoker.take_up(&import.organisation, &import.id).await;
    Ok(background::take_up(&open, context, ask).await)
}
