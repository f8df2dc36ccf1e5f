//! Stopping an import: one that waits at once, one that runs at its next checkpoint.

use super::{
    find::{FindError, find},
    take_up::take_up,
};
use crate::{
    aws::{
        invoker::Invoker,
        store::{StoreError, rounds::Rounds},
    },
    domain::{
        background::Background,
        caller::UserManager,
        context::Context,
        import::{Import, ImportStatus},
    },
    workflow::Env,
};

/// How often it is looked again at an import that begins or gives way in the very moment.
const TRIES: u32 = 5;

/// Why an import was not cancelled.
#[derive(Debug, thiserror::Error)]
pub enum CancelError {
    /// The import was not found.
    #[error(transparent)]
    Find(#[from] FindError),
    /// It is over.
    #[error("the import has ended")]
    Ended,
}

impl From<StoreError> for CancelError {
    fn from(error: StoreError) -> Self {
        Self::Find(error.into())
    }
}

/// Cancels an import and answers it as it is then: one that runs stops at its next checkpoint. Asked for twice, it is done
/// once.
///
/// # Errors
///
/// An import that is over, or is being taken back.
pub async fn cancel(
    env: &Env,
    invoker: &Invoker,
    context: &Context,
    caller: &UserManager,
    id: &str,
) -> Result<Import, CancelError> {
    let mut rounds = Rounds::new(context, TRIES);
    while rounds.next().await {
        let import = find(env, caller, id).await?;
        match import.status {
            ImportStatus::Cancelled => return Ok(import),
            ImportStatus::Waiting => {
                let cancelled = Import {
                    status: ImportStatus::Cancelled,
                    finished_at: Some(context.now()),
                    cancelled_by: Some(caller.id().to_owned()),
                    ..import.clone()
                };
                if env.store.reopen_import(context, &import, &cancelled).await? {
                    log(caller, &cancelled);
                    return Ok(cancelled);
                }
                // It has begun in this very moment.
            }
            ImportStatus::Running => {
                env.store.ask_to_stop(&import, caller.id()).await?;
                log(caller, &import);
                if !import.is_worked_at(context.now()) {
                    take_up(invoker, &import).await;
                }
                return Ok(import);
            }
            ImportStatus::Finished | ImportStatus::Refused | ImportStatus::Undoing | ImportStatus::Undone => {
                return Err(CancelError::Ended);
            }
        }
    }
    Err(StoreError::Contended.into())
}

fn log(caller: &UserManager, import: &Import) {
    tracing::info!(organisation = %import.organisation, import = %import.id, by = %caller.id(), "import is cancelled");
}
