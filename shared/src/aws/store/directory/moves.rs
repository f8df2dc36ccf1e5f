//! Who was given another name of late, and where they stood before.
//!
//! Lists and words are sorted by name. Somebody who is renamed while a list is gone through would be shown twice, or never.
//! So a change of a person's place is written down with the person, in one transaction, and a reader of a list puts them
//! where they stood when it was begun. What is older than any cursor is of no use, and goes: it holds names.

use super::{TABLE, item::sort_key, item::user_of};
use crate::{
    aws::store::{
        Store, StoreError,
        call::{self, Terms},
        item::{self, Item, item, n, s},
    },
    domain::{
        context::Context,
        directory::{Place, Words},
        organisation::Slug,
        user::User,
    },
};
use aws_sdk_dynamodb::types::TransactWriteItem;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use std::collections::HashMap;

/// A cursor is good for a day, and looks back a moment before it was given out.
const KEPT: SignedDuration = SignedDuration::from_hours(25);

/// Where somebody stood, but for the key.
#[derive(Deserialize)]
struct Stored {
    list_key: String,
    words: String,
}

fn partition(organisation: &Slug) -> String {
    format!("{organisation}#moved")
}

fn key_of(organisation: &Slug, sk: &str) -> Item {
    item([("pk", s(partition(organisation))), ("sk", s(sk))])
}

impl Store {
    /// Writes down where somebody stood; nothing where they stand there still.
    pub(in crate::aws::store) fn put_move(
        &self,
        context: &Context,
        before: &User,
        after: &User,
    ) -> Result<Option<TransactWriteItem>, StoreError> {
        if before.profile == after.profile {
            return Ok(None);
        }
        let was = Place::of(before);
        if was == Place::of(after) {
            return Ok(None);
        }
        let now = context.now();
        let mut item = key_of(&before.organisation, &format!("{now:.3}#{}", before.id));
        item.insert("list_key".to_owned(), s(was.list_key));
        item.insert("words".to_owned(), s(was.words.to_store()));
        item.insert("expires".to_owned(), n((now + KEPT).as_second()));
        call::put(&self.tables.directory, item, &Terms::always()).map(Some)
    }

    /// Where those stood at a moment who stand elsewhere since, by their ids.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn find_places_before(
        &self,
        organisation: &Slug,
        since: Timestamp,
    ) -> Result<HashMap<String, Place>, StoreError> {
        let mut items = self
            .client
            .query()
            .table_name(&self.tables.directory)
            .key_condition_expression("pk = :pk AND sk >= :since")
            .expression_attribute_values(":pk", s(partition(organisation)))
            .expression_attribute_values(":since", item::moment(since))
            .consistent_read(true)
            .into_paginator()
            .items()
            .send();
        let mut places = HashMap::new();
        while let Some(item) = items.next().await {
            let item = item?;
            let id = user_of(sort_key(&item)?)?;
            let Stored { list_key, words } = item::read(&item, TABLE)?;
            let words = Words::from_store(&words);
            // Of several moves the first one says where they stood.
            places.entry(id).or_insert(Place { list_key, words });
        }
        Ok(places)
    }

    /// Forgets where somebody stood, who is erased.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn forget_places(&self, organisation: &Slug, id: &str) -> Result<(), StoreError> {
        let mut items = self
            .client
            .query()
            .table_name(&self.tables.directory)
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", s(partition(organisation)))
            .projection_expression("sk")
            .consistent_read(true)
            .into_paginator()
            .items()
            .send();
        while let Some(item) = items.next().await {
            let item = item?;
            let key = sort_key(&item)?;
            if user_of(key)? == id {
                let key = key_of(organisation, key);
                self.delete(&self.tables.directory, key, Terms::always()).await?;
            }
        }
        Ok(())
    }
}
