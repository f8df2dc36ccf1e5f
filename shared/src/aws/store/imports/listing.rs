//! Finding imports: one, those with work left, and an organisation's list.

use super::{OPEN, Page, TABLE, item::from_item, open_key};
use crate::{
    aws::store::{
        Store, StoreError,
        item::{Item, item, read, s},
    },
    domain::{context::Context, import::Import, organisation::Slug},
};
use jiff::Timestamp;
use serde::Deserialize;
use std::collections::HashMap;

/// An item's sort key.
#[derive(Deserialize)]
struct Sorted<'a> {
    sk: &'a str,
}

/// An item's place in an organisation's list.
#[derive(Deserialize)]
struct Position<'a> {
    created_at: &'a str,
    sk: &'a str,
}

impl Store {
    /// An import.
    pub async fn find_import(&self, organisation: &Slug, id: &str) -> Result<Option<Import>, StoreError> {
        // An id we never made would only cost a read, an over-long one an error.
        if id.is_empty() || id.len() > 64 {
            return Ok(None);
        }
        let key = item([("pk", s(organisation.as_str())), ("sk", s(id))]);
        let found = self.get(&self.tables.imports, key).await?;
        found.as_ref().map(from_item).transpose()
    }

    /// Up to 100 imports, in the order of their keys.
    async fn find_imports(
        &self,
        context: &Context,
        keys: &[(Slug, String)],
    ) -> Result<Vec<Import>, StoreError> {
        let wanted = keys
            .iter()
            .map(|(organisation, id)| item([("pk", s(organisation.as_str())), ("sk", s(id))]));
        let mut found = HashMap::new();
        let items = self
            .get_many(context, &self.tables.imports, wanted.collect(), None)
            .await?;
        for item in &items {
            let import = from_item(item)?;
            found.insert((import.organisation.clone(), import.id.clone()), import);
        }
        Ok(keys.iter().filter_map(|key| found.remove(key)).collect())
    }

    /// Imports of one organisation with work left: at most `limit`, in no order that means anything.
    pub async fn open_imports(
        &self,
        context: &Context,
        organisation: &Slug,
        limit: usize,
    ) -> Result<Vec<Import>, StoreError> {
        let mut keys = self.open_keys(Some(organisation)).await?;
        keys.truncate(limit);
        self.find_many(context, &keys).await
    }

    /// Imports with work left, at most `of_each` of one organisation and `limit` in all. Which are left out where there
    /// are more differs from call to call.
    pub async fn open_imports_of_all(
        &self,
        context: &Context,
        of_each: usize,
        limit: usize,
    ) -> Result<Vec<Import>, StoreError> {
        let mut of_organisation: HashMap<Slug, usize> = HashMap::new();
        let mut keys: Vec<(Slug, String)> = self.open_keys(None).await?;
        keys.retain(|(organisation, _)| {
            let count = of_organisation.entry(organisation.clone()).or_default();
            *count += 1;
            *count <= of_each
        });
        if keys.len() > limit {
            let begin = usize::try_from(context.below(keys.len() as u64)).unwrap_or(0);
            keys.rotate_left(begin);
            keys.truncate(limit);
        }
        self.find_many(context, &keys).await
    }

    async fn find_many(&self, context: &Context, keys: &[(Slug, String)]) -> Result<Vec<Import>, StoreError> {
        let mut imports = Vec::with_capacity(keys.len());
        for some in keys.chunks(100) {
            imports.extend(self.find_imports(context, some).await?);
        }
        Ok(imports)
    }

    async fn open_keys(&self, organisation: Option<&Slug>) -> Result<Vec<(Slug, String)>, StoreError> {
        self.keys_in(OPEN, organisation).await
    }

    /// What a list of what has work left names, of one organisation or of all.
    pub(in crate::aws::store) async fn keys_in(
        &self,
        list: &str,
        organisation: Option<&Slug>,
    ) -> Result<Vec<(Slug, String)>, StoreError> {
        let query = self
            .client
            .query()
            .table_name(&self.tables.imports)
            .expression_attribute_values(":open", s(list))
            .consistent_read(true);
        let query = match organisation {
            None => query.key_condition_expression("pk = :open"),
            Some(slug) => query
                .key_condition_expression("pk = :open AND begins_with(sk, :organisation)")
                .expression_attribute_values(":organisation", s(open_key(slug, ""))),
        };
        let mut items = query.into_paginator().items().send();
        let mut keys: Vec<(Slug, String)> = Vec::new();
        while let Some(item) = items.next().await {
            let item = item?;
            let Sorted { sk } = read(&item, TABLE)?;
            if let Some((slug, id)) = sk.split_once('#')
                && let Ok(slug) = Slug::parse(slug)
            {
                keys.push((slug, id.to_owned()));
            }
        }
        Ok(keys)
    }

    /// An organisation's imports, the newest first; `uploaded_by` keeps to those of one user.
    pub async fn list_imports(
        &self,
        context: &Context,
        organisation: &Slug,
        uploaded_by: Option<&str>,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page, StoreError> {
        let mut keys: Vec<(Slug, String)> = Vec::new();
        let mut last = None;
        let mut from = match after.map(|after| list_position(organisation, after)) {
            None => None,
            Some(Some(position)) => Some(position),
            Some(None) => return Ok((Vec::new(), None)),
        };
        // Page by page, not by the SDK's paginator, whose pages have one limit: here it is what is left of the caller's, and
        // where the last page ends is the cursor. A few pages at most: where most imports are other people's, the caller gets a short page and a cursor.
        for _ in 0..5 {
            let query = self
                .client
                .query()
                .table_name(&self.tables.imports)
                .index_name("by_start")
                .key_condition_expression("listed_under = :organisation")
                .expression_attribute_values(":organisation", s(organisation.as_str()))
                .scan_index_forward(false)
                .limit(i32::try_from(limit - keys.len()).unwrap_or(i32::MAX))
                .set_exclusive_start_key(from.take());
            let query = match uploaded_by {
                None => query,
                Some(user) => query
                    .filter_expression("uploaded_by = :user")
                    .expression_attribute_values(":user", s(user)),
            };
            let page = query.send().await?;
            for item in page.items() {
                let Sorted { sk } = read(item, TABLE)?;
                keys.push((organisation.clone(), sk.to_owned()));
            }
            last = match page.last_evaluated_key() {
                Some(key) if !key.is_empty() => Some(key.clone()),
                _ => None,
            };
            if last.is_none() || keys.len() >= limit {
                break;
            }
            from.clone_from(&last);
        }
        let imports = self.find_many(context, &keys).await?;
        Ok((imports, last.as_ref().map(position_after).transpose()?))
    }
}

/// What [`Store::list_imports`] says of where a listing goes on: after this key.
fn position_after(key: &Item) -> Result<String, StoreError> {
    let Position { created_at, sk } = read(key, TABLE)?;
    Ok(format!("{created_at}#{sk}"))
}

/// Where a listing goes on, from what [`Store::list_imports`] said.
fn list_position(organisation: &Slug, after: &str) -> Option<Item> {
    let (created_at, id) = after.split_once('#')?;
    created_at.parse::<Timestamp>().ok()?;
    if id.is_empty() || id.len() > 64 {
        return None;
    }
    Some(Item::from([
        ("pk".to_owned(), s(organisation.as_str())),
        ("sk".to_owned(), s(id)),
        ("listed_under".to_owned(), s(organisation.as_str())),
        ("created_at".to_owned(), s(created_at)),
    ]))
}
