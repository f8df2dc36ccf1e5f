//! What machines are called, for those who read what they did.

use super::Env;
use crate::{aws::store::StoreError, domain::organisation::Slug};
use std::collections::HashMap;

/// The names of an organisation's machines by their ids, where any is wanted. One that is gone has none.
pub(in crate::workflow) async fn names<'a>(
    env: &Env,
    slug: &Slug,
    mut wanted: impl Iterator<Item = &'a str>,
) -> Result<HashMap<String, String>, StoreError> {
    if wanted.next().is_none() {
        return Ok(HashMap::new());
    }
    let machines = env.store.find_machines(slug).await?.into_iter();
    Ok(machines.map(|machine| (machine.id, machine.name)).collect())
}
