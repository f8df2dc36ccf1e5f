//! Users as they are read: by id, by identifier, and by when something of them is due.

use super::{IDENTIFIERS, Owner, StoredOwner, identifier_item_key};
use crate::{
    aws::store::{
        Store, StoreError,
        item::{self, Item, item, moment, s},
        user_item::{TABLE, all_living, held_shard, id_of_key, identifier_key, living, user_key},
    },
    domain::{context::Context, identifier::Identifier, organisation::Slug, user::User},
};
use aws_sdk_dynamodb::types::AttributeValue;
use serde::Deserialize;
use std::collections::{BTreeSet, HashMap};

/// Each id once: a call that asks for one twice is refused whole.
fn each(ids: &[String]) -> impl Iterator<Item = &String> {
    ids.iter().collect::<BTreeSet<_>>().into_iter()
}

impl Store {
    /// One user.
    pub async fn find_user(&self, organisation: &Slug, id: &str) -> Result<Option<User>, StoreError> {
        // An id we never made would only cost a read, an over-long one an error.
        if id.is_empty() || id.len() > 64 {
            return Ok(None);
        }
        let found = self.get(&self.tables.users, user_key(organisation, id)).await?;
        Ok(found.as_ref().map(living).transpose()?.flatten())
    }

    /// The user who owns an identifier.
    pub async fn find_by_identifier(
        &self,
        organisation: &Slug,
        identifier: &Identifier,
    ) -> Result<Option<User>, StoreError> {
        let key = identifier_item_key(organisation, identifier);
        let Some(item) = self.get(&self.tables.identifiers, key).await? else {
            return Ok(None);
        };
        let owner: StoredOwner = item::read(&item, IDENTIFIERS)?;
        self.find_user(organisation, &owner.user_id).await
    }

    /// Who owns which of up to 100 identifiers, by field and canonical value.
    pub async fn find_owners(
        &self,
        context: &Context,
        organisation: &Slug,
        identifiers: &[Identifier],
    ) -> Result<HashMap<(&'static str, String), Owner>, StoreError> {
        let by_key: HashMap<String, (&'static str, String)> = identifiers
            .iter()
            .map(|one| (identifier_key(organisation, one), (one.field(), one.canonical())))
            .collect();
        let keys = by_key.keys().map(|key| item([("pk", s(key))]));
        let mut owners = HashMap::new();
        for item in self
            .get_many(context, &self.tables.identifiers, keys.collect(), None)
            .await?
        {
            let stored: StoredOwner = item::read(&item, IDENTIFIERS)?;
            if let Some(identifier) = by_key.get(&stored.pk) {
                let owner = Owner {
                    user_id: stored.user_id,
                    may_give_way: stored.unconfirmed,
                };
                owners.insert(identifier.clone(), owner);
            }
        }
        Ok(owners)
    }

    /// Up to 100 users by their ids; those who are gone are left out.
    pub async fn find_users(
        &self,
        context: &Context,
        organisation: &Slug,
        ids: &[String],
    ) -> Result<Vec<User>, StoreError> {
        let keys = each(ids).map(|id| user_key(organisation, id));
        let found = self
            .get_many(context, &self.tables.users, keys.collect(), None)
            .await?;
        all_living(&found)
    }

    /// Up to 100 users by their ids, as they were a moment ago, for half of what [`Self::find_users`] costs.
    pub async fn look_up_users(
        &self,
        context: &Context,
        organisation: &Slug,
        ids: &[String],
    ) -> Result<Vec<User>, StoreError> {
        let keys = each(ids).map(|id| user_key(organisation, id));
        let found = self
            .look_up_many(context, &self.tables.users, keys.collect())
            .await?;
        all_living(&found)
    }

    /// The names of up to 100 users, first and last, by their ids; those who are gone are left out.
    pub async fn find_names(
        &self,
        context: &Context,
        organisation: &Slug,
        ids: &[String],
    ) -> Result<HashMap<String, [String; 2]>, StoreError> {
        #[derive(Deserialize)]
        struct Named {
            pk: String,
            first_name: Option<String>,
            last_name: Option<String>,
        }
        let keys = each(ids).map(|id| user_key(organisation, id)).collect();
        let only = Some("pk, first_name, last_name");
        let found = self.get_many(context, &self.tables.users, keys, only).await?;
        let mut names = HashMap::new();
        for item in &found {
            let named: Named = item::read(item, TABLE)?;
            // Of somebody who was erased there is no name.
            let name = named.first_name.zip(named.last_name);
            if let (Some((_, id)), Some((first, last))) = (id_of_key(&named.pk), name) {
                names.insert(id, [first, last]);
            }
        }
        Ok(names)
    }

    /// Keys of users in one partition of what is due until `until`, those first that have been for longest, or last.
    pub async fn find_due(
        &self,
        shard: u32,
        until: jiff::Timestamp,
        is_oldest_first: bool,
        limit: i32,
    ) -> Result<Vec<(Slug, String)>, StoreError> {
        self.query_due(format!("due#{shard}"), until, is_oldest_first, limit)
            .await
    }

    /// Keys of users of one organisation who wait for their turn, or for the arming. Oldest first.
    pub async fn find_held(
        &self,
        organisation: &Slug,
        shard: u32,
        until: jiff::Timestamp,
        limit: i32,
    ) -> Result<Vec<(Slug, String)>, StoreError> {
        self.query_due(held_shard(organisation, shard), until, true, limit)
            .await
    }

    /// One page, not the SDK's paginator: what is over is left to the next run.
    async fn query_due(
        &self,
        shard: String,
        until: jiff::Timestamp,
        is_oldest_first: bool,
        limit: i32,
    ) -> Result<Vec<(Slug, String)>, StoreError> {
        let query = self
            .client
            .query()
            .table_name(&self.tables.users)
            .index_name("due")
            .key_condition_expression("due_shard = :shard AND next_attempt_at <= :until")
            .expression_attribute_values(":shard", s(shard))
            .expression_attribute_values(":until", moment(until))
            .scan_index_forward(is_oldest_first)
            .limit(limit)
            .send()
            .await?;
        let key = |item: &Item| {
            item.get("pk")
                .and_then(|pk: &AttributeValue| pk.as_s().ok())
                .and_then(|pk| id_of_key(pk))
        };
        Ok(query.items().iter().filter_map(key).collect())
    }
}
