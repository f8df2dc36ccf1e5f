//! Organisations: settings and lists, one partition each.
//!
//! The settings are one item, which most requests need and no more; so is each entry of a list. Only what looks entries up
//! by their names, or shows them, reads the lists.

use super::{
    Cancelled, Freshness, Store, StoreError, call,
    call::Terms,
    closing::{CLOSED, Closed},
    item::{self, Item, item, json, s},
    rounds::{Rounds, TRIES},
    user_item::list_shard,
    users::LIST_SHARDS,
};
use crate::domain::{
    audit::AuditEntry,
    context::Context,
    organisation::{
        Department, Entry, JobProfile, List, Organisation, OrganisationSettings, PermissionType, Settings,
        Slug,
    },
    user::User,
};
use aws_sdk_dynamodb::types::TransactWriteItem;
use jiff::Timestamp;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

pub(super) const TABLE: &str = "Organisations";
/// The sort key of an organisation's settings.
const SETTINGS: &str = "settings";
/// The partition of what is to be released. No slug has a `#`.
const RELEASE: &str = "#release";
/// Longer texts, in bytes, are the id of no entry: ours have 18.
const LONGEST_ID: usize = 100;
/// No item of this key is there.
pub(super) const ABSENT: &str = "attribute_not_exists(entry)";

/// Why an entry was not written.
#[derive(Debug, thiserror::Error)]
pub enum EntryError {
    /// Another entry of the list has the name.
    #[error("the name is taken")]
    NameTaken,
    /// It does not exist (any more), or was changed in the meantime.
    #[error("the entry was changed in the meantime")]
    Changed,
    /// The store did not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A kind of list entry as the table keeps it.
pub trait StoredEntry: Entry + Serialize + DeserializeOwned + Clone {
    /// The sort key's first part.
    const PREFIX: &'static str;
}

impl StoredEntry for Department {
    const PREFIX: &'static str = "department#";
}
impl StoredEntry for JobProfile {
    const PREFIX: &'static str = "job_profile#";
}
impl StoredEntry for PermissionType {
    const PREFIX: &'static str = "permission_type#";
}

pub(super) fn key_of(organisation: &str, entry: impl Into<String>) -> Item {
    item([("organisation", s(organisation)), ("entry", s(entry))])
}

/// Names live apart from the entries, so that reading an organisation does not read every name twice.
pub(super) fn names_of(organisation: &Slug) -> String {
    format!("{organisation}#names")
}

/// Which item of an organisation one is.
#[derive(Deserialize)]
struct Key<'a> {
    entry: &'a str,
}

/// What an item holds: settings, or an entry of a list.
#[derive(Serialize, Deserialize)]
pub(super) struct Held<T> {
    pub(super) value: T,
}

/// Settings, with the version a change is written over.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct VersionedSettings {
    /// The settings.
    #[serde(rename = "value")]
    pub settings: Settings,
    pub(super) version: u64,
}

/// An organisation whose waiting messages are to be released.
#[derive(Serialize, Deserialize)]
struct Release {
    entry: Slug,
    marked_at: Timestamp,
}

/// What an item holds.
pub(super) fn value_of<T: DeserializeOwned>(item: &Item) -> Result<T, StoreError> {
    item::read(item, TABLE).map(|Held { value }| value)
}

/// An item, with its key.
pub(super) fn with_key(key: Item, value: &impl Serialize) -> Item {
    let mut item = item::to_item(value);
    item.extend(key);
    item
}

pub(super) fn entry_key<E: StoredEntry>(organisation: &str, last: &str) -> Item {
    key_of(organisation, format!("{}{last}", E::PREFIX))
}

/// Notes on a list what an item says of an entry's key, where it is one of this list.
fn close<E: StoredEntry>(list: &mut List<E>, key: &str, moving_to: &str) {
    if let Some(id) = key.strip_prefix(E::PREFIX) {
        list.close(id.to_owned(), moving_to.to_owned());
    }
}

impl Store {
    /// An organisation without its lists: one item.
    pub async fn find_settings(&self, slug: &Slug) -> Result<Option<OrganisationSettings>, StoreError> {
        let found = self.find_versioned_settings(slug).await?;
        Ok(found.map(|found| OrganisationSettings {
            slug: slug.clone(),
            settings: found.settings,
        }))
    }

    /// An organisation's settings, to be changed, or to be what another write rests on.
    pub async fn find_versioned_settings(
        &self,
        slug: &Slug,
    ) -> Result<Option<VersionedSettings>, StoreError> {
        let found = self.get(&self.tables.organisations, settings_key(slug)).await?;
        found.map(|item| item::read(&item, TABLE)).transpose()
    }

    /// One entry of a list.
    pub async fn find_entry<E: StoredEntry>(&self, slug: &Slug, id: &str) -> Result<Option<E>, StoreError> {
        // An id that came with a request; the store takes no longer key.
        if id.len() > LONGEST_ID {
            return Ok(None);
        }
        let key = entry_key::<E>(slug.as_str(), id);
        let found = self.get(&self.tables.organisations, key).await?;
        found.as_ref().map(value_of).transpose()
    }

    /// The permission type of a user: `None` where it does not exist, and carries nothing.
    pub async fn find_permission_type_of(&self, user: &User) -> Result<Option<PermissionType>, StoreError> {
        self.find_entry(&user.organisation, &user.profile.permission_type)
            .await
    }

    /// One list, whole.
    pub async fn find_list<E: StoredEntry>(&self, slug: &Slug) -> Result<List<E>, StoreError> {
        let mut items = self
            .client
            .query()
            .table_name(&self.tables.organisations)
            .key_condition_expression("organisation = :slug AND begins_with(entry, :list)")
            .expression_attribute_values(":slug", s(slug.as_str()))
            .expression_attribute_values(":list", s(E::PREFIX))
            .consistent_read(true)
            .into_paginator()
            .items()
            .send();
        let mut entries = Vec::new();
        while let Some(item) = items.next().await {
            entries.push(value_of(&item?)?);
        }
        Ok(List::new(entries))
    }

    /// An organisation with its lists: one query, which grows with them.
    pub async fn find_organisation(&self, slug: &Slug) -> Result<Option<Organisation>, StoreError> {
        self.look_up_organisation(slug, Freshness::Now).await
    }

    /// The same, as new as it has to be.
    pub async fn look_up_organisation(
        &self,
        slug: &Slug,
        freshness: Freshness,
    ) -> Result<Option<Organisation>, StoreError> {
        let (mut departments, mut job_profiles, mut permission_types) = (Vec::new(), Vec::new(), Vec::new());
        let mut settings: Option<Settings> = None;
        let mut closed: Vec<(String, String)> = Vec::new();
        let mut items = self
            .client
            .query()
            .table_name(&self.tables.organisations)
            .key_condition_expression("organisation = :slug")
            .expression_attribute_values(":slug", s(slug.as_str()))
            .consistent_read(freshness == Freshness::Now)
            .into_paginator()
            .items()
            .send();
        while let Some(item) = items.next().await {
            let item = item?;
            let Key { entry } = item::read(&item, TABLE)?;
            if entry == SETTINGS {
                settings = Some(value_of(&item)?);
            } else if entry.starts_with(Department::PREFIX) {
                departments.push(value_of(&item)?);
            } else if entry.starts_with(JobProfile::PREFIX) {
                job_profiles.push(value_of(&item)?);
            } else if entry.starts_with(PermissionType::PREFIX) {
                permission_types.push(value_of(&item)?);
            } else if let Some(key) = entry.strip_prefix(CLOSED) {
                closed.push((key.to_owned(), value_of::<Closed>(&item)?.moving_to));
            }
        }
        Ok(settings.map(|settings| {
            let mut organisation = Organisation::new(
                slug.clone(),
                settings,
                departments,
                job_profiles,
                permission_types,
            );
            for (key, to) in closed {
                close(&mut organisation.departments, &key, &to);
                close(&mut organisation.job_profiles, &key, &to);
                close(&mut organisation.permission_types, &key, &to);
            }
            organisation
        }))
    }

    /// Creates an organisation with its first lists. `false`: the slug is taken.
    pub async fn create_organisation(
        &self,
        context: &Context,
        organisation: &Organisation,
    ) -> Result<bool, StoreError> {
        let slug = &organisation.slug;
        let settings = settings_item(slug, organisation.settings.clone(), 1);
        let mut items = vec![call::put(
            &self.tables.organisations,
            settings,
            &Terms::when(ABSENT),
        )?];
        for entry in organisation.departments.entries() {
            items.extend(self.entry_writes(slug, entry, None)?);
        }
        for entry in organisation.job_profiles.entries() {
            items.extend(self.entry_writes(slug, entry, None)?);
        }
        for entry in organisation.permission_types.entries() {
            items.extend(self.entry_writes(slug, entry, None)?);
        }
        match self.transact(context, &items).await {
            Ok(()) => Ok(true),
            Err(Cancelled::Conditions(_)) => Ok(false),
            Err(Cancelled::Store(error)) => Err(error),
        }
    }

    /// Reads, changes and writes the settings until no other change comes in between. `audit` makes of what they were and
    /// are the entry that goes into the same write.
    pub async fn update_settings<E>(
        &self,
        context: &Context,
        slug: &Slug,
        audit: impl Fn(&Settings, &Settings) -> AuditEntry,
        mut change: impl FnMut(&mut Settings) -> Result<(), E>,
    ) -> Result<Option<Result<Settings, E>>, StoreError> {
        let mut rounds = Rounds::new(context, TRIES);
        while rounds.next().await {
            let Some(VersionedSettings {
                settings: before,
                version,
            }) = self.find_versioned_settings(slug).await?
            else {
                return Ok(None);
            };
            let mut after = before.clone();
            if let Err(error) = change(&mut after) {
                return Ok(Some(Err(error)));
            }
            if after == before {
                return Ok(Some(Ok(after)));
            }
            let item = settings_item(slug, after.clone(), version + 1);
            let items = [
                call::put(&self.tables.organisations, item, &Terms::version(version))?,
                self.audit(slug, &audit(&before, &after))?,
            ];
            match self.transact(context, &items).await {
                Ok(()) => return Ok(Some(Ok(after))),
                Err(Cancelled::Conditions(_)) => {}
                Err(Cancelled::Store(error)) => return Err(error),
            }
        }
        Err(StoreError::Contended)
    }

    /// The writes of a new entry, or of one that was `before`: as it was read, so that of two changes at once neither is
    /// lost.
    pub(super) fn entry_writes<E: StoredEntry>(
        &self,
        slug: &Slug,
        entry: &E,
        before: Option<&E>,
    ) -> Result<Vec<TransactWriteItem>, StoreError> {
        let table = &self.tables.organisations;
        let terms = match before {
            None => Terms::when(ABSENT),
            Some(before) => Terms::when("#value = :before")
                .name("#value", "value")
                .value(":before", json(before)),
        };
        let mut items = vec![call::put(table, entry_item(slug, entry), &terms)?];
        let before = before.map(Entry::name);
        if before != Some(entry.name()) {
            let mut name = entry_key::<E>(&names_of(slug), entry.name());
            name.insert("id".to_owned(), s(entry.id()));
            items.push(call::put(table, name, &Terms::when(ABSENT))?);
            if let Some(before) = before {
                items.push(self.delete_entry_item(entry_key::<E>(&names_of(slug), before))?);
            }
        }
        Ok(items)
    }

    pub(super) fn delete_entry_item(&self, key: Item) -> Result<TransactWriteItem, StoreError> {
        let terms = Terms::when("attribute_exists(entry)");
        call::delete(&self.tables.organisations, key, &terms)
    }

    /// Adds an entry, or changes the one that was `before`; with what the audit says of it.
    pub async fn put_entry<E: StoredEntry>(
        &self,
        context: &Context,
        slug: &Slug,
        entry: &E,
        before: Option<&E>,
        audit: Option<&AuditEntry>,
    ) -> Result<(), EntryError> {
        self.write_entry(context, slug, entry, before, audit, Vec::new())
            .await
    }

    /// The same, with conditions or writes `beside` it.
    pub(super) async fn write_entry<E: StoredEntry>(
        &self,
        context: &Context,
        slug: &Slug,
        entry: &E,
        before: Option<&E>,
        audit: Option<&AuditEntry>,
        beside: Vec<TransactWriteItem>,
    ) -> Result<(), EntryError> {
        let renames = before.is_none_or(|before| before.name() != entry.name());
        let mut items = self.entry_writes(slug, entry, before)?;
        items.extend(self.audit_of(slug, audit)?);
        items.extend(beside);
        match self.transact(context, &items).await {
            Ok(()) => Ok(()),
            Err(Cancelled::Conditions(failed)) if renames && failed.contains(&1) => {
                Err(EntryError::NameTaken)
            }
            Err(Cancelled::Conditions(_)) => Err(EntryError::Changed),
            Err(Cancelled::Store(error)) => Err(error.into()),
        }
    }

    /// Whether any user of the organisation has this value in a list field (`department`, `job_profile`, …).
    pub async fn is_in_use(&self, slug: &Slug, field: &str, value: &str) -> Result<bool, StoreError> {
        for shard in 0..LIST_SHARDS {
            // Pages, not items: of most of them the filter leaves none.
            let mut pages = self
                .client
                .query()
                .table_name(&self.tables.users)
                .index_name("by_organisation")
                .key_condition_expression("list_shard = :shard")
                .filter_expression("#field = :value")
                .projection_expression("pk")
                .expression_attribute_names("#field", field)
                .expression_attribute_values(":shard", s(list_shard(slug, shard)))
                .expression_attribute_values(":value", s(value))
                .into_paginator()
                .send();
            while let Some(page) = pages.next().await {
                if page?.count() > 0 {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// Every organisation, sorted. It reads the whole table: something for the night.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn find_organisations(&self) -> Result<Vec<Slug>, StoreError> {
        let mut pages = self
            .client
            .scan()
            .table_name(&self.tables.organisations)
            .filter_expression("#entry = :settings")
            .projection_expression("organisation")
            .expression_attribute_names("#entry", "entry")
            .expression_attribute_values(":settings", s(SETTINGS))
            .into_paginator()
            .items()
            .send();
        let mut organisations = Vec::new();
        while let Some(found) = pages.next().await {
            let found = found?;
            let slug = found.get("organisation").and_then(|slug| slug.as_s().ok());
            organisations.extend(slug.and_then(|slug| Slug::parse(slug).ok()));
        }
        organisations.sort_unstable();
        Ok(organisations)
    }

    /// Remembers that an organisation has been armed and its waiting messages are to be released.
    pub async fn mark_for_release(&self, slug: &Slug, now: Timestamp) -> Result<(), StoreError> {
        let release = Release {
            entry: slug.clone(),
            marked_at: now,
        };
        let item = with_key(key_of(RELEASE, slug.as_str()), &release);
        self.put(&self.tables.organisations, item, Terms::always())
            .await?;
        Ok(())
    }

    /// Organisations whose waiting messages are to be released, and since when.
    pub async fn find_releases(&self) -> Result<Vec<(Slug, Timestamp)>, StoreError> {
        let mut items = self
            .client
            .query()
            .table_name(&self.tables.organisations)
            .key_condition_expression("organisation = :release")
            .expression_attribute_values(":release", s(RELEASE))
            .into_paginator()
            .items()
            .send();
        let mut releases = Vec::new();
        while let Some(item) = items.next().await {
            let Release { entry, marked_at } = item::read(&item?, TABLE)?;
            releases.push((entry, marked_at));
        }
        Ok(releases)
    }

    /// Everything waiting has been asked for, unless the organisation was marked again since.
    pub async fn finish_release(&self, slug: &Slug, marked_at: Timestamp) -> Result<(), StoreError> {
        let terms = Terms::when("marked_at = :marked_at").value(":marked_at", s(marked_at.to_string()));
        let key = key_of(RELEASE, slug.as_str());
        self.delete(&self.tables.organisations, key, terms).await?;
        Ok(())
    }
}

/// An entry of a list as an item.
pub(super) fn entry_item<E: StoredEntry>(slug: &Slug, entry: &E) -> Item {
    let key = entry_key::<E>(slug.as_str(), entry.id());
    with_key(key, &Held { value: entry })
}

/// An organisation's settings as an item.
pub(super) fn settings_item(slug: &Slug, value: Settings, version: u64) -> Item {
    let settings = VersionedSettings {
        settings: value,
        version,
    };
    with_key(settings_key(slug), &settings)
}

/// The key of an organisation's settings.
pub(super) fn settings_key(slug: &Slug) -> Item {
    key_of(slug.as_str(), SETTINGS)
}
