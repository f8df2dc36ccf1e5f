//! Reading the directory. It lags behind the users by seconds, so its readers look at the users found.

use super::{TABLE, counter_key, counts_partition, item, listing_partition, word_partition};
use crate::{
    aws::store::{
        Store, StoreError,
        item::{Item, s},
    },
    domain::{
        directory::{Counts, Facts, Listing, Scope, WordEntry},
        organisation::Slug,
    },
};
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;

/// Entries, each with its key to go on after, and whether there are more.
pub type Page<T> = (Vec<(String, T)>, bool);

/// Sorts after every other letter.
pub const LAST: char = char::MAX;

/// What a query finds: of each entry its key and what `read` makes of key and entry.
async fn page<T>(
    query: QueryFluentBuilder,
    read: impl Fn(&str, &Item) -> Result<T, StoreError>,
) -> Result<Page<T>, StoreError> {
    let found = query.send().await?;
    let more = found.last_evaluated_key().is_some_and(|key| !key.is_empty());
    let mut entries = Vec::with_capacity(found.items().len());
    for entry in found.items() {
        let key = item::sort_key(entry)?;
        entries.push((key.to_owned(), read(key, entry)?));
    }
    Ok((entries, more))
}

impl Store {
    fn query_directory(&self, partition: String) -> QueryFluentBuilder {
        let query = self.client.query().table_name(&self.tables.directory);
        query.expression_attribute_values(":pk", s(partition))
    }

    /// One of [`super::LIST_SHARDS`] partitions of a list, after `after`: who stands in it, and what their entries
    /// say.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn list_directory(
        &self,
        organisation: &Slug,
        listing: &Listing,
        shard: u32,
        after: Option<&str>,
        limit: i32,
    ) -> Result<Page<(String, Facts)>, StoreError> {
        let query = self
            .query_directory(listing_partition(organisation, listing, shard))
            .key_condition_expression("pk = :pk AND sk > :after")
            // Nothing sorts before a space but the control characters no name has.
            .expression_attribute_values(":after", s(after.unwrap_or(" ")))
            .limit(limit);
        page(query, |key, entry| Ok((item::user_of(key)?, item::facts(entry)?))).await
    }

    /// Who has a word that begins so, by word and name, after `after`. Where `word` is a single letter, those of one of
    /// [`super::WORD_BUCKETS`] buckets; a longer one says itself in which they are. A person stands under each of their words.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn find_words(
        &self,
        organisation: &Slug,
        word: &str,
        bucket: u32,
        after: Option<&str>,
        limit: i32,
    ) -> Result<Page<WordEntry>, StoreError> {
        let Some(partition) = word_partition(organisation, word, bucket) else {
            return Ok((Vec::new(), false));
        };
        // "After" and "begins with" in one: the least key that comes after, and the last that begins so.
        let (from, to) = match after {
            Some(after) if after >= word => (format!("{after} "), format!("{word}{LAST}")),
            _ => (word.to_owned(), format!("{word}{LAST}")),
        };
        if from > to {
            return Ok((Vec::new(), false));
        }
        let query = self
            .query_directory(partition)
            .key_condition_expression("pk = :pk AND sk BETWEEN :from AND :to")
            .expression_attribute_values(":from", s(from))
            .expression_attribute_values(":to", s(to))
            .limit(limit);
        page(query, |_, entry| item::word_entry(entry)).await
    }

    /// One of [`super::LIST_SHARDS`] partitions of everybody, by when they were created, after `after`: who they are and as
    /// what they are filed. `is_newest_first`: backwards.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn list_filed(
        &self,
        organisation: &Slug,
        shard: u32,
        is_newest_first: bool,
        after: Option<&str>,
        limit: i32,
    ) -> Result<Page<(String, Facts)>, StoreError> {
        let (condition, first) = if is_newest_first {
            ("pk = :pk AND sk < :after", LAST.to_string())
        } else {
            ("pk = :pk AND sk > :after", " ".to_owned())
        };
        let query = self
            .query_directory(listing_partition(organisation, &Listing::Created, shard))
            .key_condition_expression(condition)
            .expression_attribute_values(":after", s(after.unwrap_or(&first)))
            .scan_index_forward(!is_newest_first)
            .limit(limit);
        page(query, |key, entry| {
            Ok((item::user_of(key)?, item::facts_of_record(entry)?))
        })
        .await
    }

    /// How many there are in the organisation, and in each department by its id: one query.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn find_all_counts(
        &self,
        organisation: &Slug,
    ) -> Result<(Counts, Vec<(String, Counts)>), StoreError> {
        const DEPARTMENT: &str = "department#";
        let mut pages = self
            .query_directory(counts_partition(organisation))
            .key_condition_expression("pk = :pk AND sk BETWEEN :all AND :departments")
            .expression_attribute_values(":all", s("all#"))
            .expression_attribute_values(":departments", s(format!("{DEPARTMENT}{LAST}")))
            .into_paginator()
            .items()
            .send();
        let (mut all, mut departments) = (Counts::default(), Vec::new());
        while let Some(counter) = pages.next().await {
            let counter = counter?;
            let counts = item::counts(&counter);
            match item::sort_key(&counter)?.strip_prefix(DEPARTMENT) {
                Some(id) => departments.push((id.to_owned(), counts)),
                None => all.add_all(&counts, 1),
            }
        }
        Ok((all, departments))
    }

    /// How many there are.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn find_counts(&self, organisation: &Slug, scope: &Scope) -> Result<Counts, StoreError> {
        if *scope == Scope::Organisation {
            let mut all = Counts::default();
            for (_, counts) in self.counters(organisation, "all#").await? {
                all.add_all(&counts, 1);
            }
            return Ok(all);
        }
        let key = item::key_of(&counter_key(organisation, scope, 0));
        let found = self.get(&self.tables.directory, key).await?;
        Ok(found.as_ref().map(item::counts).unwrap_or_default())
    }

    /// How many there are in each department, by its id.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn find_counts_by_department(
        &self,
        organisation: &Slug,
    ) -> Result<Vec<(String, Counts)>, StoreError> {
        self.counters(organisation, "department#").await
    }

    /// The counters whose names begin so, by what follows.
    async fn counters(&self, organisation: &Slug, kind: &str) -> Result<Vec<(String, Counts)>, StoreError> {
        let mut pages = self
            .query_directory(counts_partition(organisation))
            .key_condition_expression("pk = :pk AND begins_with(sk, :kind)")
            .expression_attribute_values(":kind", s(kind))
            .into_paginator()
            .items()
            .send();
        let mut counters = Vec::new();
        while let Some(counter) = pages.next().await {
            let counter = counter?;
            let name = item::sort_key(&counter)?;
            let name = name.strip_prefix(kind).ok_or(StoreError::Unreadable(TABLE))?;
            counters.push((name.to_owned(), item::counts(&counter)));
        }
        Ok(counters)
    }
}
