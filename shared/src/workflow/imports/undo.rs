//! Undoing an import: the users it created who have not activated their account since are removed.

use super::{
    find::{FindError, find},
    take_up::take_up,
};
use crate::{
    aws::{invoker::Invoker, store::StoreError},
    domain::{
        caller::UserManager,
        context::Context,
        import::{Import, ImportStatus, Undo},
    },
    workflow::Env,
};

/// Why an import was not undone.
#[derive(Debug, thiserror::Error)]
pub enum UndoError {
    /// The import was not found.
    #[error(transparent)]
    Find(#[from] FindError),
    /// A dry run creates nobody.
    #[error("the import is a dry run")]
    DryRun,
    /// It is still under way.
    #[error("the import has not ended")]
    NotEnded,
    /// It has created nobody.
    #[error("the import has created nobody")]
    NothingCreated,
    /// The time to undo it is over.
    #[error("the import ended too long ago")]
    TooLate,
}

impl From<StoreError> for UndoError {
    fn from(error: StoreError) -> Self {
        Self::Find(error.into())
    }
}

/// Begins to undo an import, and answers it as it is then. Asked for twice, it is done once.
///
/// # Errors
///
/// An import that has created nobody, has not ended, or ended more than 14 days ago.
pub async fn undo(
    env: &Env,
    invoker: &Invoker,
    context: &Context,
    caller: &UserManager,
    id: &str,
) -> Result<Import, UndoError> {
    let done = find(env, caller, id).await?;
    if done.dry_run && matches!(done.status, ImportStatus::Finished | ImportStatus::Cancelled) {
        return Err(UndoError::DryRun);
    }
    match done.status {
        // Pressed twice: it is on its way, or done.
        ImportStatus::Undoing | ImportStatus::Undone => return Ok(done),
        ImportStatus::Waiting | ImportStatus::Running => return Err(UndoError::NotEnded),
        ImportStatus::Finished | ImportStatus::Refused | ImportStatus::Cancelled => {}
    }
    let until = done.undo_until().ok_or(UndoError::NothingCreated)?;
    if context.now() > until {
        return Err(UndoError::TooLate);
    }
    let import = Import {
        status: ImportStatus::Undoing,
        stalls: 0,
        lease: None,
        undo: Some(Undo {
            by: caller.id().to_owned(),
            requested_at: context.now(),
            finished_at: None,
            removed: 0,
            kept: 0,
            checkpoint: 0,
        }),
        ..done.clone()
    };
    if !env.store.reopen_import(context, &done, &import).await? {
        // Somebody else has pressed it in this very moment.
        return Ok(find(env, caller, id).await?);
    }
    tracing::info!(organisation = %import.organisation, import = %import.id, by = %caller.id(), "import is undone");
    take_up(invoker, &import).await;
    Ok(import)
}
