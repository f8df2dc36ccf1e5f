//! The names of a few entries of an organisation's lists, without reading the lists.

use super::{
    Store, StoreError,
    closing::gone_of,
    item::{self, Item},
    organisations::{StoredEntry, TABLE, key_of},
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

/// The name an entry had that is gone.
#[derive(Deserialize)]
struct Gone {
    entry: String,
    name: String,
}

#[derive(Deserialize)]
struct Name {
    name: String,
}

impl Store {
    /// The names of these entries as they are now; of entries that are gone, as they were last. Fields that name none are left out, and
    /// entries that went before their names were kept.
    pub async fn find_entry_names(
        &self,
        context: &Context,
        slug: &Slug,
        wanted: impl IntoIterator<Item = EntryId>,
    ) -> Result<HashMap<EntryId, String>, StoreError> {
        let wanted: HashSet<EntryId> = wanted.into_iter().collect();
        let mut by_key: HashMap<String, EntryId> = wanted
            .into_iter()
            .filter_map(|(field, id)| Some((format!("{}{id}", prefix_of(field)?), (field, id))))
            .collect();
        let mut names = HashMap::new();
        for found in self.entries_in(context, slug.as_str(), by_key.keys()).await? {
            let Named { entry, value } = item::read(&found, TABLE)?;
            names.extend(by_key.remove(&entry).map(|id| (id, value.name)));
        }
        for found in self.entries_in(context, &gone_of(slug), by_key.keys()).await? {
            let Gone { entry, name } = item::read(&found, TABLE)?;
            names.extend(by_key.remove(&entry).map(|id| (id, name)));
        }
        Ok(names)
    }

    async fn entries_in(
        &self,
        context: &Context,
        partition: &str,
        entries: impl Iterator<Item = &String>,
    ) -> Result<Vec<Item>, StoreError> {
        let keys: Vec<Item> = entries.map(|entry| key_of(partition, entry)).collect();
        let mut found = Vec::with_capacity(keys.len());
        for keys in keys.chunks(AT_ONCE) {
            let table = &self.tables.organisations;
            found.extend(self.get_many(context, table, keys.to_vec(), None).await?);
        }
        Ok(found)
    }
}
