//! The imports somebody may see: those who manage all users see every import of the organisation, a department manager
//! those they gave the file of, as long as they create people in departments they manage now.

use crate::{
    aws::store::StoreError,
    domain::{
        caller::UserManager,
        import::Import,
        permission::{Mandate, Reach},
    },
    workflow::Env,
};

/// Why an import was not found.
#[derive(Debug, thiserror::Error)]
pub enum FindError {
    /// It is unknown, of another organisation, or not for this caller to see.
    #[error("there is no such import for this caller")]
    Unknown,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// An import of the caller's organisation.
///
/// # Errors
///
/// An import that the caller may not see is unknown to them, like one of another organisation.
pub async fn find<O>(env: &Env, caller: &UserManager<O>, id: &str) -> Result<Import, FindError> {
    let found = env.store.find_import(&caller.actor.organisation, id).await?;
    found
        .filter(|import| may_see(caller, import))
        .ok_or(FindError::Unknown)
}

/// Whether a caller may see an import of their organisation.
pub(super) fn may_see<O>(caller: &UserManager<O>, import: &Import) -> bool {
    match Mandate::from(&caller.actor).reach() {
        Reach::Everywhere => true,
        Reach::Nowhere => false,
        own @ Reach::Within(_) => {
            let is_own = |reach: &Reach| reach.is_within(own);
            import.uploaded_by.as_deref() == Some(caller.id()) && import.reach.as_ref().is_some_and(is_own)
        }
    }
}
