//! Listing an organisation's imports.

use super::find::may_see;
use crate::{
    aws::store::{StoreError, imports::Page},
    domain::{caller::UserManager, context::Context},
    workflow::Env,
};

/// One page of the imports a caller may see, the newest first, from after the key of the last one seen. Those of others
/// are left out, so a page may be short, or empty, though there are more.
///
/// # Errors
///
/// Those of the store.
pub async fn list(
    env: &Env,
    context: &Context,
    caller: &UserManager,
    after: Option<&str>,
    limit: usize,
) -> Result<Page, StoreError> {
    let own = caller.departments().map(|_| caller.id());
    let slug = &caller.organisation.slug;
    let (mut imports, last) = env.store.list_imports(context, slug, own, after, limit).await?;
    imports.retain(|import| may_see(caller, import));
    Ok((imports, last))
}
