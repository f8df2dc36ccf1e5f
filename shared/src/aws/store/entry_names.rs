//! The names of a few entries of an organisation's lists, without reading the lists.

use super::{
    Store, StoreError,
    item::{self, item, s},
    organisations::StoredEntry,
};
use crate::domain::{
    context::Context,
    field::Field,
    organisation::{Department, JobProfile, PermissionType, Slug},
};
use serde::Deserialize;
use std::collections::{HashMap, HashSet};

/// Keys that one call asks for.
const AT_ONCE: usize = 100;

/// An entry of a list: the field that names entries of the list, and the entry's id.
pub type EntryId = (Field, String);

/// The sort key's first part of the list whose entries a field names.
fn prefix_of(field: Field) -> Option<&'static str> {
    match field {
        Field::Department => Some(Department::PREFIX),
        Field::JobProfile => Some(JobProfile::PREFIX),
        Field::PermissionType => Some(PermissionType::PREFIX),
        _ => None,
    }
}

#[derive(Deserialize)]
struct Named {
    entry: String,
    value: Name,
}

#[derive(Deserialize)]
struct Name {
    name: String,
}

impl Store {
    /// The names of these entries as they are now. Entries that are gone are left out, and fields that name none.
    pub async fn find_entry_names(
        &self,
        context: &Context,
        slug: &Slug,
        wanted: impl IntoIterator<Item = EntryId>,
    ) -> Result<HashMap<EntryId, String>, StoreError> {
        let wanted: HashSet<EntryId> = wanted.into_iter().collect();
        let by_key: HashMap<String, EntryId> = wanted
            .into_iter()
            .filter_map(|(field, id)| Some((format!("{}{id}", prefix_of(field)?), (field, id))))
            .collect();
        let keys: Vec<&String> = by_key.keys().collect();
        let mut names = HashMap::new();
        for keys in keys.chunks(AT_ONCE) {
            let keys = keys
                .iter()
                .map(|entry| item([("organisation", s(slug.as_str())), ("entry", s(*entry))]));
            for found in self
                .get_many(context, &self.tables.organisations, keys.collect(), None)
                .await?
            {
                let Named { entry, value } = item::read(&found, "Organisations")?;
                if let Some(id) = by_key.get(&entry) {
                    names.insert(id.clone(), value.name);
                }
            }
        }
        Ok(names)
    }
}
