//! The directory of an organisation beside a recount of its users.

use super::organisation::Org;
use rollcall::{
    aws::store::{
        directory::{Subject, WORD_BUCKETS},
        users::LIST_SHARDS,
    },
    domain::{
        directory::{Blocker, Counts, Filed, Listing, Scope},
        user::{Status, User},
    },
};
use std::collections::{BTreeMap, BTreeSet};

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
            let found = self.app.store.find_users(&self.context(), &self.slug, some).await;
            users.extend(found.unwrap());
        }
        users
    }

    /// Files everybody, whatever the stream said.
    pub(crate) async fn file_everybody(&self) {
        let users = self.everybody().await;
        let subjects = users.iter().map(Subject::of).collect();
        self.app
            .store
            .file_users(&self.context(), subjects)
            .await
            .unwrap();
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
                ids.extend(page.into_iter().map(|(_, id)| id));
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
        for listing in expected
            .lists
            .keys()
            .cloned()
            .chain(empty)
            .collect::<BTreeSet<_>>()
        {
            let ids = self.listed(&listing).await;
            if !ids.is_empty() {
                found.lists.insert(listing, ids);
            }
        }
        let letters = expected
            .words
            .iter()
            .map(|(word, _)| word.chars().next().unwrap());
        for letter in letters.collect::<BTreeSet<char>>() {
            found.words.extend(self.words(&letter.to_string()).await);
        }
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
            .filter(|key| key.starts_with(&of_this) && !key.ends_with("#counts"))
            .count();
        assert_eq!(found, expected);
    }
}
