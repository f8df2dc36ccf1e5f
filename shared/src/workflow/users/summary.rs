//! How many people there are of which kind, in all and by department: kept counts, read at once.

use crate::{
    aws::store::StoreError,
    domain::{
        departments::Departments,
        directory::{Counts, Scope},
        organisation::Slug,
    },
    workflow::Env,
};
use futures::future::try_join_all;
use std::collections::HashMap;

/// How many there are.
#[derive(Debug, Default)]
pub struct Summary {
    /// Of everybody who is counted.
    pub all: Counts,
    /// By the ids of departments. Departments without people may be missing.
    pub departments: HashMap<String, Counts>,
}

/// Counts the people of some departments, or those of the organisation with each of its departments.
///
/// # Errors
///
/// Those of the store.
pub async fn summarise(
    env: &Env,
    slug: &Slug,
    departments: Option<&Departments>,
) -> Result<Summary, StoreError> {
    let Some(some) = departments else {
        let (all, departments) = env.store.find_all_counts(slug).await?;
        return Ok(Summary {
            all,
            departments: departments.into_iter().collect(),
        });
    };
    let counted = some.ids().map(async |id| {
        let scope = Scope::Department(id.to_owned());
        let counts = env.store.find_counts(slug, &scope).await?;
        Ok::<_, StoreError>((id.to_owned(), counts))
    });
    let mut summary = Summary::default();
    for (id, counts) in try_join_all(counted).await? {
        summary.all.add_all(&counts, 1);
        summary.departments.insert(id, counts);
    }
    Ok(summary)
}
