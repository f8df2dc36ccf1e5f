//! Organisations: settings and lists, one partition each.
//!
//! The settings are one item, which most requests need and no more; so is each entry of a list. Only what looks entries up
//! by their names, or shows them, reads the lists.

use super::{
    Cancelled, Store, StoreError, condition_failed,
    item::{Item, Reader, item, json, n, s},
    rounds::{Rounds, TRIES},
    users::LIST_SHARDS,
};
use crate::domain::{
    context::Context,
    organisation::{
        Department, Entry, JobProfile, List, Organisation, OrganisationSettings, PermissionType, Settings,
        Slug,
    },
    user::User,
};
use aws_sdk_dynamodb::types::{Delete, Put, TransactWriteItem};
use jiff::Timestamp;
use serde::{Serialize, de::DeserializeOwned};

const TABLE: &str = "Organisations";
/// The sort key of an organisation's settings.
const SETTINGS: &str = "settings";
/// Longer texts, in bytes, are the id of no entry: ours have 18.
const LONGEST_ID: usize = 100;

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

fn key_of(organisation: &str, entry: impl Into<String>) -> Item {
    item([("organisation", s(organisation)), ("entry", s(entry))])
}

/// Names live apart from the entries, so that reading an organisation does not read every name twice.
fn names_of(organisation: &Slug) -> String {
    format!("{organisation}#names")
}

impl Store {
    /// An organisation without its lists: one item.
    pub async fn find_settings(&self, slug: &Slug) -> Result<Option<OrganisationSettings>, StoreError> {
        let Some(item) = self.find_settings_item(slug).await? else {
            return Ok(None);
        };
        let settings = Reader {
            item: &item,
            table: TABLE,
        }
        .json("value")?;
        Ok(settings.map(|settings| OrganisationSettings {
            slug: slug.clone(),
            settings,
        }))
    }

    /// One entry of a list.
    pub async fn find_entry<E: StoredEntry>(&self, slug: &Slug, id: &str) -> Result<Option<E>, StoreError> {
        let key = key_of(slug.as_str(), format!("{}{id}", E::PREFIX));
        // An id that came with a request; the store takes no longer key.
        if id.len() > LONGEST_ID {
            return Ok(None);
        }
        let found = self.get(&self.tables.organisations, key).await?;
        match found {
            Some(item) => Reader {
                item: &item,
                table: TABLE,
            }
            .json("value"),
            None => Ok(None),
        }
    }

    /// The permission type of a user: `None` where it does not exist, and carries nothing.
    pub async fn find_permission_type_of(&self, user: &User) -> Result<Option<PermissionType>, StoreError> {
        self.find_entry(&user.organisation, &user.profile.permission_type)
            .await
    }

    /// One list, whole.
    pub async fn find_list<E: StoredEntry>(&self, slug: &Slug) -> Result<List<E>, StoreError> {
        let mut pages = self
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
        while let Some(item) = pages.next().await {
            entries.extend(
                Reader {
                    item: &item?,
                    table: TABLE,
                }
                .json("value")?,
            );
        }
        Ok(List::new(entries))
    }

    /// An organisation with its lists: one query, which grows with them.
    pub async fn find_organisation(&self, slug: &Slug) -> Result<Option<Organisation>, StoreError> {
        let (mut departments, mut job_profiles, mut permission_types) = (Vec::new(), Vec::new(), Vec::new());
        let mut settings: Option<Settings> = None;
        let mut pages = self
            .client
            .query()
            .table_name(&self.tables.organisations)
            .key_condition_expression("organisation = :slug")
            .expression_attribute_values(":slug", s(slug.as_str()))
            .consistent_read(true)
            .into_paginator()
            .items()
            .send();
        while let Some(item) = pages.next().await {
            let item = item?;
            let reader = Reader {
                item: &item,
                table: TABLE,
            };
            let entry = reader.text("entry")?;
            if entry == SETTINGS {
                settings = reader.json("value")?;
            } else if entry.starts_with(Department::PREFIX) {
                departments.extend(reader.json("value")?);
            } else if entry.starts_with(JobProfile::PREFIX) {
                job_profiles.extend(reader.json("value")?);
            } else if entry.starts_with(PermissionType::PREFIX) {
                permission_types.extend(reader.json("value")?);
            }
        }
        Ok(settings.map(|settings| {
            Organisation::new(
                slug.clone(),
                settings,
                departments,
                job_profiles,
                permission_types,
            )
        }))
    }

    async fn find_settings_item(&self, slug: &Slug) -> Result<Option<Item>, StoreError> {
        self.get(&self.tables.organisations, key_of(slug.as_str(), SETTINGS))
            .await
    }

    /// Creates an organisation with its first lists. `false`: the slug is taken.
    pub async fn create_organisation(
        &self,
        context: &Context,
        organisation: &Organisation,
    ) -> Result<bool, StoreError> {
        let slug = &organisation.slug;
        let settings = Put::builder()
            .table_name(&self.tables.organisations)
            .item("organisation", s(slug.as_str()))
            .item("entry", s("settings"))
            .item("value", json(&organisation.settings))
            .item("version", n(1))
            .condition_expression("attribute_not_exists(entry)")
            .build()
            .map_err(|error| StoreError::Failed(error.to_string()))?;
        let mut items = vec![TransactWriteItem::builder().put(settings).build()];
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

    /// Reads, changes and writes the settings until no other change comes in between.
    pub async fn update_settings<E>(
        &self,
        context: &Context,
        slug: &Slug,
        mut change: impl FnMut(&mut Settings) -> Result<(), E>,
    ) -> Result<Option<Result<Settings, E>>, StoreError> {
        let mut rounds = Rounds::new(context, TRIES);
        while rounds.next().await {
            let found = self.find_settings_item(slug).await?;
            let Some(item) = &found else { return Ok(None) };
            let reader = Reader { item, table: TABLE };
            let version: u64 = reader.number("version")?;
            let Some(before) = reader.json::<Settings>("value")? else {
                return Ok(None);
            };
            let mut after = before.clone();
            if let Err(error) = change(&mut after) {
                return Ok(Some(Err(error)));
            }
            if after == before {
                return Ok(Some(Ok(after)));
            }
            let put = self
                .client
                .put_item()
                .table_name(&self.tables.organisations)
                .item("organisation", s(slug.as_str()))
                .item("entry", s("settings"))
                .item("value", json(&after))
                .item("version", n(version + 1))
                .condition_expression("version = :version")
                .expression_attribute_values(":version", n(version))
                .send()
                .await;
            match put {
                Ok(_) => return Ok(Some(Ok(after))),
                Err(error) if condition_failed(&error) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(StoreError::Contended)
    }

    /// The writes of a new entry, or of one that was `before`: as it was read, so that of two changes at once neither is
    /// lost.
    fn entry_writes<E: StoredEntry>(
        &self,
        slug: &Slug,
        entry: &E,
        before: Option<&E>,
    ) -> Result<Vec<TransactWriteItem>, StoreError> {
        let built = |error: aws_sdk_dynamodb::error::BuildError| StoreError::Failed(error.to_string());
        let put = Put::builder()
            .table_name(&self.tables.organisations)
            .item("organisation", s(slug.as_str()))
            .item("entry", s(format!("{}{}", E::PREFIX, entry.id())))
            .item("value", json(entry));
        let put = match before {
            None => put.condition_expression("attribute_not_exists(entry)"),
            Some(before) => put
                .condition_expression("#value = :before")
                .expression_attribute_names("#value", "value")
                .expression_attribute_values(":before", json(before)),
        };
        let mut items = vec![
            TransactWriteItem::builder()
                .put(put.build().map_err(built)?)
                .build(),
        ];
        let before = before.map(Entry::name);
        if before != Some(entry.name()) {
            let name = Put::builder()
                .table_name(&self.tables.organisations)
                .item("organisation", s(names_of(slug)))
                .item("entry", s(format!("{}{}", E::PREFIX, entry.name())))
                .item("id", s(entry.id()))
                .condition_expression("attribute_not_exists(entry)")
                .build()
                .map_err(built)?;
            items.push(TransactWriteItem::builder().put(name).build());
            if let Some(before) = before {
                items.push(self.delete_entry_item(names_of(slug), format!("{}{before}", E::PREFIX))?);
            }
        }
        Ok(items)
    }

    fn delete_entry_item(
        &self,
        organisation: String,
        entry: String,
    ) -> Result<TransactWriteItem, StoreError> {
        let delete = Delete::builder()
            .table_name(&self.tables.organisations)
            .key("organisation", s(organisation))
            .key("entry", s(entry))
            .condition_expression("attribute_exists(entry)")
            .build()
            .map_err(|error| StoreError::Failed(error.to_string()))?;
        Ok(TransactWriteItem::builder().delete(delete).build())
    }

    /// Adds an entry, or changes the one that was `before`.
    pub async fn put_entry<E: StoredEntry>(
        &self,
        context: &Context,
        slug: &Slug,
        entry: &E,
        before: Option<&E>,
    ) -> Result<(), EntryError> {
        let items = self.entry_writes(slug, entry, before)?;
        match self.transact(context, &items).await {
            Ok(()) => Ok(()),
            Err(Cancelled::Conditions(failed)) if failed.contains(&1) => Err(EntryError::NameTaken),
            Err(Cancelled::Conditions(_)) => Err(EntryError::Changed),
            Err(Cancelled::Store(error)) => Err(error.into()),
        }
    }

    /// Removes an entry. Whether it is in use must have been asked before.
    pub async fn delete_entry<E: StoredEntry>(
        &self,
        context: &Context,
        slug: &Slug,
        entry: &E,
    ) -> Result<(), EntryError> {
        let items = [
            self.delete_entry_item(slug.to_string(), format!("{}{}", E::PREFIX, entry.id()))?,
            self.delete_entry_item(names_of(slug), format!("{}{}", E::PREFIX, entry.name()))?,
        ];
        match self.transact(context, &items).await {
            Ok(()) => Ok(()),
            Err(Cancelled::Conditions(_)) => Err(EntryError::Changed),
            Err(Cancelled::Store(error)) => Err(error.into()),
        }
    }

    /// Whether any user of the organisation has this value in a list field (`department`, `job_profile`, …).
    pub async fn is_in_use(&self, slug: &Slug, field: &str, value: &str) -> Result<bool, StoreError> {
        for shard in 0..LIST_SHARDS {
            let mut from = None;
            loop {
                let page = self
                    .client
                    .query()
                    .table_name(&self.tables.users)
                    .index_name("by_organisation")
                    .key_condition_expression("list_shard = :shard")
                    .filter_expression("#field = :value")
                    .projection_expression("pk")
                    .expression_attribute_names("#field", field)
                    .expression_attribute_values(":shard", s(format!("{slug}#{shard}")))
                    .expression_attribute_values(":value", s(value))
                    .set_exclusive_start_key(from.take())
                    .send()
                    .await?;
                if page.count() > 0 {
                    return Ok(true);
                }
                match page.last_evaluated_key() {
                    Some(key) if !key.is_empty() => from = Some(key.clone()),
                    _ => break,
                }
            }
        }
        Ok(false)
    }

    /// Remembers that an organisation has been armed and its waiting messages are to be released.
    pub async fn mark_for_release(&self, slug: &Slug, now: Timestamp) -> Result<(), StoreError> {
        self.client
            .put_item()
            .table_name(&self.tables.organisations)
            .item("organisation", s("#release"))
            .item("entry", s(slug.as_str()))
            .item("marked_at", s(now.to_string()))
            .send()
            .await?;
        Ok(())
    }

    /// Organisations whose waiting messages are to be released, and since when.
    pub async fn find_releases(&self) -> Result<Vec<(Slug, Timestamp)>, StoreError> {
        let page = self
            .client
            .query()
            .table_name(&self.tables.organisations)
            .key_condition_expression("organisation = :release")
            .expression_attribute_values(":release", s("#release"))
            .send()
            .await?;
        let release = |item| {
            let reader = Reader { item, table: TABLE };
            Some((
                Slug::parse(reader.find_text("entry")?).ok()?,
                reader.find_time("marked_at")?,
            ))
        };
        Ok(page.items().iter().filter_map(release).collect())
    }

    /// Everything waiting has been asked for, unless the organisation was marked again since.
    pub async fn finish_release(&self, slug: &Slug, marked_at: Timestamp) -> Result<(), StoreError> {
        let deleted = self
            .client
            .delete_item()
            .table_name(&self.tables.organisations)
            .key("organisation", s("#release"))
            .key("entry", s(slug.as_str()))
            .condition_expression("marked_at = :marked_at")
            .expression_attribute_values(":marked_at", s(marked_at.to_string()))
            .send()
            .await;
        match deleted {
            Err(error) if !condition_failed(&error) => Err(error.into()),
            _ => Ok(()),
        }
    }
}
