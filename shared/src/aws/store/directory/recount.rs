//! Holding the directory to what it follows from.
//!
//! The filed records say which entries there are, and the counters how many records. Both are summed up again here; what does
//! not agree is put right. (Whether the records agree with the users is found out before.) Between a read and a repair somebody
//! may be filed: an entry is removed only where neither the user nor their record wants it at that moment, and a counter is
//! repaired on the condition that it has not moved since before the records were read.

use super::{
    Key, Subject, counter_key, counts_partition,
    item::{self, Kept},
    listing_partition, word_partition,
};
use crate::{
    aws::store::{
        Cancelled, Store, StoreError,
        call::{self, ABSENT, Terms},
        directory::{COUNT_SHARDS, TABLE, WORD_BUCKETS},
        item::{Item, n, s},
        user_item::list_shard,
        users::{LIST_SHARDS, id_of_key},
    },
    domain::{
        context::Context,
        directory::{Blocker, Counts, Filed, Listing, Scope},
        organisation::Slug,
        user::Status,
    },
};
use futures::{FutureExt, StreamExt, TryStreamExt, stream};
use jiff::Timestamp;
use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    hash::{DefaultHasher, Hash, Hasher},
};

/// Partitions read at once.
const READ_AT_ONCE: usize = 8;
/// People looked at again at once.
const PEOPLE_AT_ONCE: usize = 100;

/// A filed record.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// Whose.
    pub id: String,
    /// When they were created.
    pub created_at: Timestamp,
    /// As what they were filed.
    pub filed: Filed,
    /// Their entries are those of today's form; others are filed again.
    pub is_of_today: bool,
}

impl Recorded {
    /// Whom it is of.
    pub fn subject(&self, organisation: &Slug) -> Subject {
        Subject {
            organisation: organisation.clone(),
            id: self.id.clone(),
            created_at: self.created_at,
            seen: Vec::new(),
            is_doubtful: false,
        }
    }
}

/// What a sweep found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// Entries that nobody vouched for, which are gone now.
    pub strays: usize,
    /// People some of whose entries were not there, and are now.
    pub missing: usize,
}

/// A counter as it was read.
struct Counter {
    counts: Counts,
    moves: Option<u64>,
}

/// An entry, in short: two that differ in anything are hardly alike. All it holds is text.
fn print_of(entry: &Item) -> u64 {
    let attributes = entry.iter().map(|(name, value)| (name, value.as_s().ok()));
    let attributes: BTreeMap<&String, Option<&String>> = attributes.collect();
    let mut hasher = DefaultHasher::new();
    attributes.hash(&mut hasher);
    hasher.finish()
}

fn key_in(item: &Item) -> Result<Key, StoreError> {
    let pk = item.get("pk").and_then(|pk| pk.as_s().ok());
    let pk = pk.ok_or(StoreError::Unreadable(TABLE))?;
    Ok((pk.clone(), item::sort_key(item)?.to_owned()))
}

impl Store {
    /// The filed records of one of [`LIST_SHARDS`] partitions of an organisation.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn find_recorded(&self, organisation: &Slug, shard: u32) -> Result<Vec<Recorded>, StoreError> {
        let partition = listing_partition(organisation, &Listing::Created, shard);
        let mut recorded = Vec::new();
        for record in self.partition(partition).await? {
            let Kept { filed, is_of_today } = item::from_record(&record)?;
            let (created_at, id) =
                item::of_record_key(item::sort_key(&record)?).ok_or(StoreError::Unreadable(TABLE))?;
            recorded.push(Recorded {
                id,
                created_at,
                filed,
                is_of_today,
            });
        }
        Ok(recorded)
    }

    /// The ids of the users of one partition of an organisation's list.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn find_user_ids(&self, organisation: &Slug, shard: u32) -> Result<Vec<String>, StoreError> {
        let mut pages = self
            .client
            .query()
            .table_name(&self.tables.users)
            .index_name("by_organisation")
            .key_condition_expression("list_shard = :shard")
            .expression_attribute_values(":shard", s(list_shard(organisation, shard)))
            .projection_expression("pk")
            .into_paginator()
            .items()
            .send();
        let mut ids = Vec::new();
        while let Some(user) = pages.next().await {
            let user = user?;
            let key = user.get("pk").and_then(|pk| pk.as_s().ok());
            ids.extend(key.and_then(|key| id_of_key(key)).map(|(_, id)| id));
        }
        Ok(ids)
    }

    /// A partition of the directory, whole, as it is now.
    async fn partition(&self, partition: String) -> Result<Vec<Item>, StoreError> {
        let query = self.client.query().table_name(&self.tables.directory);
        let query = query
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", s(partition))
            .consistent_read(true);
        let mut pages = query.into_paginator().items().send();
        let mut items = Vec::new();
        while let Some(item) = pages.next().await {
            items.push(item?);
        }
        Ok(items)
    }

    async fn counters_of(&self, organisation: &Slug) -> Result<BTreeMap<String, Counter>, StoreError> {
        let mut counters = BTreeMap::new();
        for counter in self.partition(counts_partition(organisation)).await? {
            let moves = counter.get("moves").and_then(|moves| moves.as_n().ok());
            let read = Counter {
                counts: item::counts(&counter),
                moves: moves.and_then(|moves| moves.parse().ok()),
            };
            counters.insert(item::sort_key(&counter)?.to_owned(), read);
        }
        Ok(counters)
    }

    /// Sums the filed records up and repairs the counters that say otherwise. Answers how many did. One that moves meanwhile is
    /// left to the next time.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn recount_directory(
        &self,
        context: &Context,
        organisation: &Slug,
    ) -> Result<usize, StoreError> {
        let counters = self.counters_of(organisation).await?;
        let mut sums: BTreeMap<Scope, Counts> = BTreeMap::new();
        for shard in 0..LIST_SHARDS {
            for record in self.find_recorded(organisation, shard).await? {
                for scope in record.filed.scopes() {
                    sums.entry(scope)
                        .or_default()
                        .add_all(&Counts::one(&record.filed), 1);
                }
            }
        }
        let mut scopes: BTreeSet<Scope> = sums.keys().cloned().chain([Scope::Organisation]).collect();
        scopes.extend(counters.keys().filter_map(|name| scope_of(name)));
        let mut repaired = 0;
        for scope in scopes {
            let sum = sums.remove(&scope).unwrap_or_default();
            let shards = if scope == Scope::Organisation {
                COUNT_SHARDS
            } else {
                1
            };
            let keys: Vec<Key> = (0..shards)
                .map(|shard| counter_key(organisation, &scope, shard))
                .collect();
            let mut kept = Counts::default();
            for (_, name) in &keys {
                if let Some(counter) = counters.get(name) {
                    kept.add_all(&counter.counts, 1);
                }
            }
            if kept != sum && self.repair(context, &keys, &counters, &sum).await? {
                repaired += 1;
            }
        }
        Ok(repaired)
    }

    /// Writes a sum over counters as they were read. `false`: one of them has moved.
    async fn repair(
        &self,
        context: &Context,
        keys: &[Key],
        counters: &BTreeMap<String, Counter>,
        sum: &Counts,
    ) -> Result<bool, StoreError> {
        let mut items = Vec::with_capacity(keys.len());
        for (at, key) in keys.iter().enumerate() {
            let moves = counters.get(&key.1).map(|counter| counter.moves);
            let terms = match moves {
                None => Terms::when(ABSENT),
                Some(None) => Terms::when("attribute_not_exists(moves)"),
                Some(Some(moves)) => Terms::when("moves = :moves").value(":moves", n(moves)),
            };
            let mut counter = item::key_of(key);
            counter.insert("moves".to_owned(), n(moves.flatten().unwrap_or_default() + 1));
            // The whole sum stands in the first of them.
            for (name, number) in sum.numbers().filter(|_| at == 0) {
                counter.insert(name.to_owned(), n(number));
            }
            items.push(call::put(&self.tables.directory, counter, &terms)?);
        }
        match self.transact(context, &items).await {
            Ok(()) => Ok(true),
            Err(Cancelled::Conditions(_)) => Ok(false),
            Err(Cancelled::Store(error)) => Err(error),
        }
    }

    /// Holds all entries to the filed records: what nobody vouches for goes, what is not there is put.
    ///
    /// It holds eight bytes of each entry in memory.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn sweep_directory(&self, context: &Context, organisation: &Slug) -> Result<Swept, StoreError> {
        let mut expected: HashSet<u64> = HashSet::new();
        // Letters and digits are looked for anyway; of others, those that somebody's word begins with.
        let mut letters: BTreeSet<char> = ('a'..='z').chain('0'..='9').collect();
        for shard in 0..LIST_SHARDS {
            for record in self.find_recorded(organisation, shard).await? {
                let entries = item::entries(organisation, &record.id, &record.filed);
                expected.extend(entries.values().map(print_of));
                letters.extend(record.filed.words.iter().filter_map(|word| word.chars().next()));
            }
        }
        let lists = self.listings_of(organisation).await?;
        let lists = lists.iter().flat_map(|listing| {
            (0..LIST_SHARDS).map(move |shard| listing_partition(organisation, listing, shard))
        });
        let words = letters.iter().flat_map(|letter| {
            (0..WORD_BUCKETS).filter_map(|bucket| word_partition(organisation, &letter.to_string(), bucket))
        });
        let partitions: Vec<String> = lists.chain(words).collect();
        let mut strays: BTreeMap<String, Vec<Key>> = BTreeMap::new();
        let mut pages = stream::iter(partitions)
            .map(|partition| self.partition(partition).boxed())
            .buffer_unordered(READ_AT_ONCE);
        while let Some(entries) = pages.try_next().await? {
            for entry in entries {
                if !expected.remove(&print_of(&entry)) {
                    let key = key_in(&entry)?;
                    strays.entry(item::user_of(&key.1)?).or_default().push(key);
                }
            }
        }
        drop(pages);
        Ok(Swept {
            strays: self.remove_strays(context, organisation, strays).await?,
            missing: self.put_missing(context, organisation, &expected).await?,
        })
    }

    /// The lists that anybody may stand in: the departments and imports that anybody was counted in, and the others.
    async fn listings_of(&self, organisation: &Slug) -> Result<Vec<Listing>, StoreError> {
        let mut listings: Vec<Listing> = Status::ALL.map(Listing::Status).into();
        listings.extend(Blocker::ALL.map(Listing::Blocked));
        for name in self.counters_of(organisation).await?.keys() {
            match scope_of(name) {
                Some(Scope::Department(id)) => {
                    listings.push(Listing::InvitedOf(id.clone()));
                    listings.push(Listing::Department(id));
                }
                Some(Scope::Import(id)) => listings.push(Listing::Import(id)),
                Some(Scope::Organisation) | None => {}
            }
        }
        Ok(listings)
    }

    /// Removes entries that neither the user wants nor any record of theirs vouches for.
    async fn remove_strays(
        &self,
        context: &Context,
        organisation: &Slug,
        strays: BTreeMap<String, Vec<Key>>,
    ) -> Result<usize, StoreError> {
        let mut removed = 0;
        let strays: Vec<(String, Vec<Key>)> = strays.into_iter().collect();
        for some in strays.chunks(PEOPLE_AT_ONCE) {
            let ids: Vec<String> = some.iter().map(|(id, _)| id.clone()).collect();
            let users = self.find_users(context, organisation, &ids).await?;
            let users: HashMap<&str, &crate::domain::user::User> =
                users.iter().map(|user| (user.id.as_str(), user)).collect();
            let mut writes = BTreeMap::new();
            for (id, keys) in some {
                let wanted = users
                    .get(id.as_str())
                    .map(|user| item::entries(organisation, id, &Filed::of(user)))
                    .unwrap_or_default();
                // An entry of somebody who is there is theirs, or goes when they are filed.
                let stray = keys.iter().filter(|key| !wanted.contains_key(*key));
                writes.extend(stray.map(|key| (key.clone(), None)));
            }
            removed += writes.len();
            self.write_entries(context, writes).await?;
        }
        Ok(removed)
    }

    /// Puts the entries of those some of whose were not found.
    async fn put_missing(
        &self,
        context: &Context,
        organisation: &Slug,
        missing: &HashSet<u64>,
    ) -> Result<usize, StoreError> {
        let mut doubtful = Vec::new();
        if !missing.is_empty() {
            for shard in 0..LIST_SHARDS {
                for record in self.find_recorded(organisation, shard).await? {
                    let entries = item::entries(organisation, &record.id, &record.filed);
                    if entries.values().any(|entry| missing.contains(&print_of(entry))) {
                        doubtful.push(Subject {
                            is_doubtful: true,
                            ..record.subject(organisation)
                        });
                    }
                }
            }
        }
        for some in doubtful.chunks(PEOPLE_AT_ONCE) {
            self.file_users(context, some.to_vec()).await?;
        }
        Ok(doubtful.len())
    }
}

/// What a counter of this name counts.
fn scope_of(name: &str) -> Option<Scope> {
    match name.split_once('#')? {
        ("all", _) => Some(Scope::Organisation),
        ("department", id) => Some(Scope::Department(id.to_owned())),
        ("import", id) => Some(Scope::Import(id.to_owned())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_counters_name_says_what_it_counts() {
        let demo = Slug::parse("demo").unwrap();
        for scope in [
            Scope::Organisation,
            Scope::Department("d_1".into()),
            Scope::Import("im_1".into()),
        ] {
            let (_, name) = counter_key(&demo, &scope, 3);
            assert_eq!(scope_of(&name), Some(scope));
        }
        assert_eq!(scope_of("later#1"), None);
    }
}
