//! An organisation's people by name, as the index `by_organisation` holds them: their places, and what most filters ask
//! for. The people who are shown are read from the table.

use super::{
    Store, StoreError,
    item::{self, s},
    user_item::{TABLE, id_of_key, list_shard},
    users::LIST_SHARDS,
};
use crate::domain::{
    directory::{Fact, Facts},
    organisation::Slug,
    user::{Source, Status},
};
use serde::Deserialize;

/// Users read with one query where all are gone through.
const PAGE: i32 = 1_000;

/// A user as the index knows them. It follows the table within a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The user.
    pub id: String,
    /// How far they have come.
    pub status: Status,
    /// How they came.
    pub source: Source,
    /// Id of a department.
    pub department: String,
    /// Id of a job profile.
    pub job_profile: String,
    /// Id of a permission type.
    pub permission_type: String,
    /// A language tag.
    pub language: String,
}

impl From<Listed> for Facts {
    fn from(listed: Listed) -> Self {
        Self {
            status: Fact::Is(listed.status),
            source: Fact::Is(listed.source),
            department: Fact::Is(listed.department),
            job_profile: Fact::Is(listed.job_profile),
            permission_type: Fact::Is(listed.permission_type),
            language: Fact::Is(listed.language),
            ..Self::default()
        }
    }
}

/// An entry of the index; `infra/data.yaml` names the same attributes.
#[derive(Deserialize)]
struct Entry {
    pk: String,
    list_key: String,
    status: Status,
    source: Source,
    department: String,
    job_profile: String,
    permission_type: String,
    language: String,
}

impl Store {
    /// One partition of an organisation's users, by name, after `after`: their keys and the users, and whether there may be
    /// more.
    ///
    /// One page, not the SDK's paginator: where it goes on is the last name of the caller's page, which is merged with those
    /// of the other partitions.
    pub async fn list_shard(
        &self,
        organisation: &Slug,
        shard: u32,
        after: Option<&str>,
        limit: i32,
    ) -> Result<(Vec<(String, Listed)>, bool), StoreError> {
        let query = self
            .client
            .query()
            .table_name(&self.tables.users)
            .index_name("by_organisation")
            .key_condition_expression("list_shard = :shard AND list_key > :after")
            .expression_attribute_values(":shard", s(list_shard(organisation, shard)))
            // Nothing sorts before a space but the control characters no name has.
            .expression_attribute_values(":after", s(after.unwrap_or(" ")))
            .limit(limit)
            .send()
            .await?;
        let more = query.last_evaluated_key().is_some_and(|key| !key.is_empty());
        let entries = query.items().iter().map(|item| {
            let entry: Entry = item::read(item, TABLE)?;
            let (_, id) = id_of_key(&entry.pk).ok_or(StoreError::Unreadable(TABLE))?;
            let listed = Listed {
                id,
                status: entry.status,
                source: entry.source,
                department: entry.department,
                job_profile: entry.job_profile,
                permission_type: entry.permission_type,
                language: entry.language,
            };
            Ok((entry.list_key, listed))
        });
        Ok((entries.collect::<Result<_, StoreError>>()?, more))
    }

    /// Everybody of an organisation who is meant, as the index knows them: for the schedule, since it grows with the
    /// organisation.
    ///
    /// # Errors
    ///
    /// Those of the store.
    pub async fn find_listed(
        &self,
        organisation: &Slug,
        is_meant: impl Fn(&Listed) -> bool,
    ) -> Result<Vec<Listed>, StoreError> {
        let mut found = Vec::new();
        for shard in 0..LIST_SHARDS {
            let (mut after, mut more) = (None, true);
            while more {
                let (page, has_more) = self
                    .list_shard(organisation, shard, after.as_deref(), PAGE)
                    .await?;
                more = has_more && !page.is_empty();
                after = page.last().map(|(key, _)| key.clone());
                found.extend(page.into_iter().map(|(_, listed)| listed).filter(&is_meant));
            }
        }
        Ok(found)
    }
}
