//! How many people there are of which kind, in all and by department: kept counts, read at once.

use crate::{
    aws::store::StoreError,
    domain::{
        directory::{Counts, Scope},
        organisation::Slug,
    },
    workflow::Env,
};
use std::collections::HashMap;

/// How many there are.
#[derive(Debug, Default)]
pub struct Summary {
    /// Of everybody who is counted.
    pub all: Counts,
    /// By the ids of departments. Departments without people may be missing.
    pub departments: HashMap<String, Counts>,
}

/// Counts the people of a department, or those of the organisation with each of its departments.
///
/// # Errors
///
/// Those of the store.
pub async fn summarise(env: &Env, slug: &Slug, department: Option<&str>) -> Result<Summary, StoreError> {
    let Some(id) = department else {
        let (all, departments) = env.store.find_all_counts(slug).await?;
        return Ok(Summary {
            all,
            departments: departments.into_iter().collect(),
        });
    };
    let scope = Scope::Department(id.to_owned());
    let all = env.store.find_counts(slug, &scope).await?;
    Ok(Summary {
        departments: HashMap::from([(id.to_owned(), all.clone())]),
        all,
    })
}
