//! Running for real what was a dry run, with the rights that the person who gave the file and the person who runs it
//! both have.

use super::{
    find::{FindError, find},
    take_up::take_up,
};
use crate::{
    aws::{invoker::Invoker, store::StoreError},
    domain::{
        caller::UserManager,
        context::Context,
        import::{Import, ImportStatus},
        permission::Mandate,
    },
    workflow::Env,
};

/// Why a dry run was not run.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The import was not found.
    #[error(transparent)]
    Find(#[from] FindError),
    /// It runs for real, or has done so.
    #[error("the import is no dry run")]
    NoDryRun,
    /// No file has come.
    #[error("the file has not been uploaded")]
    NotUploaded,
    /// The file was refused as a whole.
    #[error("the file was refused")]
    Refused,
    /// The dry run was stopped before its end.
    #[error("the dry run was cancelled")]
    Cancelled,
    /// The dry run is still under way.
    #[error("the dry run has not ended")]
    NotEnded,
}

impl From<StoreError> for RunError {
    fn from(error: StoreError) -> Self {
        Self::Find(error.into())
    }
}

/// Runs a dry run for real, and answers the import as it is then. Asked for twice, it runs once.
///
/// # Errors
///
/// An import that is no dry run which has ended.
pub async fn run(
    env: &Env,
    invoker: &Invoker,
    context: &Context,
    caller: &UserManager,
    id: &str,
) -> Result<Import, RunError> {
    let dry = find(env, caller, id).await?;
    // Pressed twice: it is on its way.
    if dry.run > 0 && dry.status.is_open() && dry.undo.is_none() {
        return Ok(dry);
    }
    if !dry.dry_run {
        return Err(RunError::NoDryRun);
    }
    if dry.object.is_none() {
        return Err(RunError::NotUploaded);
    }
    match dry.status {
        ImportStatus::Finished => {}
        ImportStatus::Refused => return Err(RunError::Refused),
        ImportStatus::Cancelled => return Err(RunError::Cancelled),
        ImportStatus::Waiting | ImportStatus::Running | ImportStatus::Undoing | ImportStatus::Undone => {
            return Err(RunError::NotEnded);
        }
    }
    let import = for_real(&dry, context, caller);
    if !env.store.reopen_import(context, &dry, &import).await? {
        // Somebody else has pressed it in this very moment.
        return Ok(find(env, caller, id).await?);
    }
    tracing::info!(organisation = %import.organisation, import = %import.id, by = %caller.id(), "dry run is run");
    take_up(invoker, &import).await;
    Ok(import)
}

/// The import a dry run becomes.
fn for_real(dry: &Import, context: &Context, caller: &UserManager) -> Import {
    let mandate = Mandate::from(&caller.actor);
    Import {
        object: dry.object.clone(),
        dry_run: false,
        run: dry.run + 1,
        uploaded_by: dry.uploaded_by.clone(),
        run_by: Some(caller.id().to_owned()),
        upload_address: dry.upload_address.clone(),
        reach: Some(match &dry.reach {
            Some(reach) => reach.and(mandate.reach()),
            None => mandate.reach().clone(),
        }),
        created_at: dry.created_at,
        ..Import::new(
            &dry.organisation,
            dry.id.clone(),
            dry.file_name.clone(),
            context.now(),
        )
    }
}
