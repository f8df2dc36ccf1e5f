//! The directory of an organisation beside a recount of its users.

use super::{organisation::Org, world::World};
use aws_sdk_dynamodb::types::{AttributeValue, DeleteRequest, PutRequest, WriteRequest};
use futures::future::join_all;
use jiff::SignedDuration;
use rollcall::{
    aws::store::{Store, directory::WORD_BUCKETS, users::LIST_SHARDS},
    domain::{
        directory::{Blocker, Counts, Filed, Listing, Scope},
        user::{Status, User},
    },
};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// An item of a table.
pub(crate) type Stored = HashMap<String, AttributeValue>;
/// Users by their keys, as they are stored.
pub(crate) type StoredUsers = BTreeMap<String, Stored>;

/// Records in one batch of the stream.
const BATCH: usize = 100;

/// An item as a record of a stream shows it.
pub(crate) fn image(item: &Stored) -> Value {
    let attribute = |value: &AttributeValue| match value {
        AttributeValue::S(text) => json!({ "S": text }),
        AttributeValue::N(number) => json!({ "N": number }),
        AttributeValue::Bool(is) => json!({ "BOOL": is }),
        other => panic!("no user has {other:?}"),
    };
    let attributes = item.iter().map(|(name, value)| (name.clone(), attribute(value)));
    Value::Object(attributes.collect::<Map<_, _>>())
}

/// What the stream says of a change of one item.
pub(crate) fn record(key: &str, old: Option<&Stored>, new: Option<&Stored>) -> Value {
    let mut change = json!({ "SequenceNumber": "1", "Keys": { "pk": { "S": key } } });
    for (name, item) in [("OldImage", old), ("NewImage", new)] {
        if let Some(item) = item {
            change[name] = image(item);
        }
    }
    json!({ "dynamodb": change })
}

impl World {
    /// What the stream says since it was asked last.
    pub(crate) async fn changes(&self) -> Vec<Value> {
        let now = self.users_by_key().await;
        let mut followed = self.followed.lock().await;
        let keys: BTreeSet<&String> = now.keys().chain(followed.keys()).collect();
        let changed = keys
            .into_iter()
            .filter(|key| now.get(*key) != followed.get(*key))
            .map(|key| record(key, followed.get(key), now.get(key)));
        let changes = changed.collect();
        *followed = now;
        changes
    }

    /// Hands records to the follower, in batches.
    pub(crate) async fn follow_records(&self, records: &[Value]) {
        for batch in records.chunks(BATCH) {
            self.run_follower(json!({ "Records": batch })).await;
        }
    }

    /// Lets the follower file what was changed since it was asked last.
    pub(crate) async fn follow(&self) {
        self.follow_records(&self.changes().await).await;
    }

    /// The night's recount.
    pub(crate) async fn recount(&self) {
        let left = self.run_follower(json!({ "recount": {} })).await;
        assert_eq!(left["goes_on_from"], Value::Null);
    }

    async fn run_follower(&self, event: Value) -> Value {
        let context = self.context();
        let ends_at = context.now() + SignedDuration::from_mins(15);
        Box::pin(follow_users::handle(&self.following, &context, ends_at, event))
            .await
            .unwrap()
    }

    /// Puts the directory back as it was.
    pub(crate) async fn restore_directory(&self, before: &[Stored]) {
        let mut requests = Vec::new();
        for item in self.directory_items().await {
            if !before.contains(&item) {
                let delete = DeleteRequest::builder();
                let delete = delete.key("pk", item["pk"].clone()).key("sk", item["sk"].clone());
                let delete = delete.build().unwrap();
                requests.push(WriteRequest::builder().delete_request(delete).build());
            }
        }
        self.write_to_directory(requests).await;
        let puts = before.iter().map(|item| {
            let put = PutRequest::builder()
                .set_item(Some(item.clone()))
                .build()
                .unwrap();
            WriteRequest::builder().put_request(put).build()
        });
        self.write_to_directory(puts.collect()).await;
    }

    /// Writes to the directory past every rule.
    pub(crate) async fn write_to_directory(&self, requests: Vec<WriteRequest>) {
        for some in requests.chunks(25) {
            let write = self.dynamodb.batch_write_item();
            let write = write.request_items(&self.tables.directory, some.to_vec());
            write.send().await.unwrap();
        }
    }

    /// A user as they are stored.
    pub(crate) async fn stored_item(&self, key: &str) -> Option<Stored> {
        let get = self.dynamodb.get_item().table_name(&self.tables.users);
        let get = get
            .key("pk", AttributeValue::S(key.to_owned()))
            .consistent_read(true);
        get.send().await.unwrap().item
    }
}

/// Whom lists hold and words find, and how many there are.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Directory {
    lists: BTreeMap<Listing, BTreeSet<String>>,
    /// Each word with an id.
    words: BTreeSet<(String, String)>,
    counts: BTreeMap<Scope, Vec<(&'static str, i64)>>,
    /// Items in the table, but for the counters.
    items: usize,
}

impl Directory {
    /// Of these users.
    fn recount(users: &[User]) -> Self {
        let mut directory = Self::default();
        let mut counts: BTreeMap<Scope, Counts> = BTreeMap::new();
        for user in users {
            let filed = Filed::of(user);
            directory.items += 1 + filed.listings().len() + filed.words.iter().count();
            for listing in filed.listings().into_iter().chain([Listing::Created]) {
                directory
                    .lists
                    .entry(listing)
                    .or_default()
                    .insert(user.id.clone());
            }
            let words = filed.words.iter().map(|word| (word.to_owned(), user.id.clone()));
            directory.words.extend(words);
            for scope in filed.scopes() {
                counts.entry(scope).or_default().add_all(&Counts::one(&filed), 1);
            }
        }
        let numbers = |(scope, counts): (Scope, Counts)| (scope, counts.numbers().collect());
        directory.counts = counts.into_iter().map(numbers).collect();
        directory
    }
}

impl Org {
    /// Every user there is.
    pub(crate) async fn everybody(&self) -> Vec<User> {
        let of_this = format!("{}#u_", self.slug);
        let keys = self.users_by_key().await.into_keys();
        let ids: Vec<String> = keys
            .filter(|key| key.starts_with(&of_this))
            .map(|key| key.split_once('#').unwrap().1.to_owned())
            .collect();
        let mut users = Vec::with_capacity(ids.len());
        for some in ids.chunks(100) {
            let store = Store::new(self.dynamodb.clone(), self.tables.clone());
            let found = store.find_users(&self.context(), &self.slug, some).await;
            users.extend(found.unwrap());
        }
        users
    }

    /// Everybody in a list.
    pub(crate) async fn listed(&self, listing: &Listing) -> BTreeSet<String> {
        let mut ids = BTreeSet::new();
        for shard in 0..LIST_SHARDS {
            let mut after: Option<String> = None;
            loop {
                let page = self
                    .app
                    .store
                    .list_directory(&self.slug, listing, shard, after.as_deref(), 50);
                let (page, more) = page.await.unwrap();
                after = page.last().map(|(key, _)| key.clone()).or(after);
                let found = page.len();
                let before = ids.len();
                ids.extend(page.into_iter().map(|(_, (id, _))| id));
                assert_eq!(ids.len(), before + found, "somebody stands twice in {listing:?}");
                if !more {
                    break;
                }
            }
        }
        ids
    }

    /// The words that begin so, each with whose it is.
    pub(crate) async fn words(&self, start: &str) -> BTreeSet<(String, String)> {
        let buckets = if start.chars().count() == 1 {
            WORD_BUCKETS
        } else {
            1
        };
        let mut words = BTreeSet::new();
        for bucket in 0..buckets {
            let mut after: Option<String> = None;
            loop {
                let page = self
                    .app
                    .store
                    .find_words(&self.slug, start, bucket, after.as_deref(), 40);
                let (page, more) = page.await.unwrap();
                after = page.last().map(|(key, _)| key.clone()).or(after);
                for (_, entry) in page {
                    let word = (entry.word, entry.user_id);
                    assert!(words.insert(word.clone()), "{word:?} stands twice");
                }
                if !more {
                    break;
                }
            }
        }
        words
    }

    /// Holds the directory to a recount of the users.
    pub(crate) async fn hold_directory_to_recount(&self) {
        let expected = Directory::recount(&self.everybody().await);
        let mut found = Directory::default();
        let empty = Status::ALL.map(Listing::Status).into_iter();
        let empty = empty
            .chain(Blocker::ALL.map(Listing::Blocked))
            .chain([Listing::Created]);
        let mut looked_at = Vec::new();
        for listing in expected
            .lists
            .keys()
            .cloned()
            .chain(empty)
            .collect::<BTreeSet<_>>()
        {
            looked_at.push(async {
                let ids = self.listed(&listing).await;
                (listing, ids)
            });
        }
        let lists = join_all(looked_at).await.into_iter();
        found.lists.extend(lists.filter(|(_, ids)| !ids.is_empty()));
        // The first two letters: what stands elsewhere is one item too many.
        let starts = expected
            .words
            .iter()
            .map(|(word, _)| word.chars().take(2).collect());
        let starts: BTreeSet<String> = starts.collect();
        let words = starts.iter().map(|start| self.words(start));
        found.words.extend(join_all(words).await.into_iter().flatten());
        let by_department = self
            .app
            .store
            .find_counts_by_department(&self.slug)
            .await
            .unwrap();
        let departments = by_department.iter().map(|(id, _)| Scope::Department(id.clone()));
        let scopes = expected.counts.keys().cloned().chain(departments);
        for scope in scopes.collect::<BTreeSet<_>>() {
            let counts = self.app.store.find_counts(&self.slug, &scope).await.unwrap();
            if let Scope::Department(id) = &scope {
                let of_all = by_department.iter().find(|(of, _)| of == id);
                assert_eq!(of_all.map(|(_, counts)| counts), Some(&counts));
            }
            if !counts.is_zero() {
                found.counts.insert(scope, counts.numbers().collect());
            }
        }
        let of_this = format!("{}#", self.slug);
        let items = self.directory_items().await;
        let keys = items.iter().map(|item| item["pk"].as_s().unwrap());
        found.items = keys
            .filter(|key| key.starts_with(&of_this) && !key.ends_with("#counts") && !key.ends_with("#moved"))
            .count();
        assert_eq!(found, expected);
    }
}
