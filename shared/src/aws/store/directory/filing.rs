//! Filing: putting people where they stand now, and counting them there.
//!
//! What is to be written follows from the filed record and the user, both as they are now, never from two images of the
//! stream. So hints may come twice, out of order, or never: the next one files what is missing.
//!
//! New entries are put first. Then one transaction moves many people: each one's filed record on the condition that it is the
//! one that was read, the removal of the entries that no longer hold, and the sums on the counters. A crash in between leaves
//! entries that are put, and a repeat puts them again. Where the condition fails, somebody else was quicker: everything is
//! read again, and what this round put is removed unless it holds.

use super::{
    Key, counter_key,
    item::{self, Kept},
};
use crate::{
    aws::store::{
        Cancelled, Store, StoreError,
        call::{self, ABSENT, Terms},
        item::Item,
        rounds::{Rounds, TRIES},
        user_item,
    },
    domain::{
        context::Context,
        directory::{Counts, Filed, Scope},
        organisation::Slug,
        user::User,
    },
};
use aws_sdk_dynamodb::types::{DeleteRequest, PutRequest, TransactWriteItem, WriteRequest};
use futures::{FutureExt, StreamExt, TryStreamExt, stream};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Keys that one read takes.
const KEYS_AT_ONCE: usize = 100;
/// Items that one transaction takes.
const ITEMS_AT_ONCE: usize = 100;
/// Writes that one call takes.
const WRITES_AT_ONCE: usize = 25;
/// Such calls at once.
const CALLS_AT_ONCE: usize = 8;

/// Somebody who may stand elsewhere now.
#[derive(Debug, Clone)]
pub struct Subject {
    /// Their organisation.
    pub organisation: Slug,
    /// Their id.
    pub id: String,
    /// When they were created. An id can be given again; the moment tells the two people apart.
    pub created_at: Timestamp,
    /// As what they may have been filed at some time: where they do not stand now, nothing is left of it.
    pub seen: Vec<Filed>,
    /// Their entries are put, whatever the filed record says.
    pub is_doubtful: bool,
}

impl Subject {
    /// A user.
    pub fn of(user: &User) -> Self {
        Self {
            organisation: user.organisation.clone(),
            id: user.id.clone(),
            created_at: user.created_at,
            seen: Vec::new(),
            is_doubtful: false,
        }
    }

    fn record_key(&self) -> Key {
        item::record_key(&self.organisation, &self.id, self.created_at)
    }
}

/// What became of people who were looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Filed, for the first time or otherwise than before.
    pub filed: usize,
    /// Taken out, since they are gone.
    pub removed: usize,
}

/// What is to be done for one person.
struct Move {
    subject: Subject,
    record: Key,
    was: Option<Filed>,
    now: Option<Filed>,
    /// Entries to be written, and what holds no longer and may have been left behind (`None`).
    writes: BTreeMap<Key, Option<Item>>,
    /// Entries that the filed record vouches for and that hold no longer.
    obsolete: BTreeSet<Key>,
    /// Whether the filed record is to be written.
    is_moved: bool,
}

impl Move {
    fn of(subject: Subject, user: Option<&User>, kept: Option<Kept>) -> Self {
        let (organisation, id) = (&subject.organisation, &subject.id);
        let today = user.map(Filed::of);
        let wanted = today
            .as_ref()
            .map(|filed| item::entries(organisation, id, filed))
            .unwrap_or_default();
        let is_of_now = user.is_some_and(|user| user.created_at == subject.created_at);
        let now = today.filter(|_| is_of_now);
        let is_of_today = kept.as_ref().is_none_or(|kept| kept.is_of_today);
        let was = kept.map(|kept| kept.filed);
        let standing = was
            .as_ref()
            .map(|filed| item::entries(organisation, id, filed))
            .unwrap_or_default();
        let is_alike = match (&was, &now) {
            (Some(was), Some(now)) => was.is_alike(now) && is_of_today,
            (None, None) => true,
            _ => false,
        };
        let mut writes = BTreeMap::new();
        for filed in &subject.seen {
            let gone = item::entries(organisation, id, filed).into_keys();
            writes.extend(
                gone.filter(|key| !wanted.contains_key(key))
                    .map(|key| (key, None)),
            );
        }
        let mut obsolete = BTreeSet::new();
        for key in standing.keys().filter(|key| !wanted.contains_key(*key)) {
            writes.remove(key);
            obsolete.insert(key.clone());
        }
        if now.is_some() {
            let puts_all = subject.is_doubtful || !is_of_today;
            let new = wanted
                .into_iter()
                .filter(|(key, entry)| puts_all || standing.get(key) != Some(entry));
            writes.extend(new.map(|(key, entry)| (key, Some(entry))));
        }
        Self {
            record: subject.record_key(),
            subject,
            was,
            now,
            writes,
            obsolete,
            is_moved: !is_alike,
        }
    }

    /// By how much the counts change, and whose.
    fn counts(&self) -> Vec<(Scope, Counts)> {
        let mut counts: BTreeMap<Scope, Counts> = BTreeMap::new();
        for (filed, times) in [(&self.was, -1), (&self.now, 1)] {
            let Some(filed) = filed else { continue };
            for scope in filed.scopes() {
                counts
                    .entry(scope)
                    .or_default()
                    .add_all(&Counts::one(filed), times);
            }
        }
        counts
            .into_iter()
            .filter(|(_, counts)| !counts.is_zero())
            .collect()
    }

    /// Somebody else was quicker: what this round put may not hold.
    fn again(mut self) -> Subject {
        self.subject.seen.extend(self.now);
        self.subject.is_doubtful = true;
        self.subject
    }
}

/// Moves that go into one transaction.
#[derive(Default)]
struct Together {
    moves: Vec<Move>,
    counts: BTreeMap<(Slug, Scope), Counts>,
    items: usize,
}

impl Together {
    /// In as few transactions as their items allow.
    fn group(moves: Vec<Move>) -> Vec<Self> {
        let mut groups: Vec<Self> = Vec::new();
        for one in moves {
            match groups.last_mut() {
                Some(group) if group.items_with(&one) <= ITEMS_AT_ONCE => group.add(one),
                _ => {
                    let mut group = Self::default();
                    group.add(one);
                    groups.push(group);
                }
            }
        }
        groups
    }

    fn items_with(&self, one: &Move) -> usize {
        let organisation = &one.subject.organisation;
        let is_new = |scope: &Scope| !self.counts.contains_key(&(organisation.clone(), scope.clone()));
        let counters = one.counts().iter().filter(|(scope, _)| is_new(scope)).count();
        self.items + 1 + one.obsolete.len() + counters
    }

    fn add(&mut self, one: Move) {
        self.items = self.items_with(&one);
        for (scope, counts) in one.counts() {
            let key = (one.subject.organisation.clone(), scope);
            self.counts.entry(key).or_default().add_all(&counts, 1);
        }
        self.moves.push(one);
    }
}

/// What came of a transaction.
struct Committed {
    /// Who was filed for the first time.
    fresh: Vec<Subject>,
    /// Who is to be looked at again, since it was not done.
    again: Vec<Subject>,
}

/// Each person once, with all that was seen of them.
fn merged(subjects: Vec<Subject>) -> Vec<Subject> {
    let mut merged: BTreeMap<Key, Subject> = BTreeMap::new();
    for subject in subjects {
        match merged.get_mut(&subject.record_key()) {
            Some(known) => {
                known.is_doubtful |= subject.is_doubtful;
                known.seen.extend(subject.seen);
            }
            None => {
                merged.insert(subject.record_key(), subject);
            }
        }
    }
    merged.into_values().collect()
}

impl Store {
    /// Puts people where they stand now and takes out those who are gone, however many hints there are of each.
    ///
    /// # Errors
    ///
    /// Where the store fails. What was not filed is, when the same is asked again.
    pub async fn file_users(&self, context: &Context, subjects: Vec<Subject>) -> Result<Tally, StoreError> {
        let mut tally = Tally::default();
        let mut pending = merged(subjects);
        let mut rounds = Rounds::new(context, TRIES * 2);
        while !pending.is_empty() {
            if !rounds.next().await {
                return Err(StoreError::Contended);
            }
            let mut moves = self.moves_of(context, pending).await?;
            let mut writes = BTreeMap::new();
            for one in &mut moves {
                writes.append(&mut one.writes);
            }
            self.write_entries(context, writes).await?;
            moves.retain(|one| one.is_moved);
            pending = Vec::new();
            let mut fresh = Vec::new();
            for group in Together::group(moves) {
                let committed = self.commit(context, group, &mut tally).await?;
                pending.extend(committed.again);
                fresh.extend(committed.fresh);
            }
            pending.extend(self.gone_of(context, fresh).await?);
        }
        Ok(tally)
    }

    /// What is to be done, by what is true now. The records are read before the users: a user who was read before somebody
    /// else filed a later version would otherwise be filed over it.
    async fn moves_of(&self, context: &Context, subjects: Vec<Subject>) -> Result<Vec<Move>, StoreError> {
        let records = subjects.iter().map(|subject| item::key_of(&subject.record_key()));
        let records = self
            .get_all(context, &self.tables.directory, records.collect())
            .await?;
        let mut kept = HashMap::new();
        for record in &records {
            let text = |name: &str| record.get(name).and_then(|value| value.as_s().ok()).cloned();
            if let (Some(pk), Some(sk)) = (text("pk"), text("sk")) {
                kept.insert((pk, sk), item::from_record(record)?);
            }
        }
        let ids: BTreeSet<(&Slug, &str)> = subjects
            .iter()
            .map(|subject| (&subject.organisation, subject.id.as_str()))
            .collect();
        let keys = ids.into_iter().map(|(slug, id)| user_item::user_key(slug, id));
        let found = self.get_all(context, &self.tables.users, keys.collect()).await?;
        let mut users = HashMap::new();
        for user in user_item::all_living(&found)? {
            users.insert((user.organisation.clone(), user.id.clone()), user);
        }
        let to_move = |subject: Subject| {
            let user = users.get(&(subject.organisation.clone(), subject.id.clone()));
            let kept = kept.remove(&subject.record_key());
            Move::of(subject, user, kept)
        };
        Ok(subjects.into_iter().map(to_move).collect())
    }

    /// People filed for the first time who are gone by now. An invocation that heard of their removal before the record stood
    /// had nothing to take out.
    async fn gone_of(&self, context: &Context, fresh: Vec<Subject>) -> Result<Vec<Subject>, StoreError> {
        let key_of = |subject: &Subject| user_item::user_key(&subject.organisation, &subject.id);
        let keys = fresh.iter().map(key_of).collect();
        let found = self.get_all(context, &self.tables.users, keys).await?;
        // What is left of somebody who was erased stands under their key.
        let there = user_item::all_living(&found)?.into_iter();
        let there: HashSet<(Slug, String)> = there.map(|user| (user.organisation, user.id)).collect();
        let is_gone =
            |subject: &Subject| !there.contains(&(subject.organisation.clone(), subject.id.clone()));
        Ok(fresh.into_iter().filter(is_gone).collect())
    }

    /// Any number of items by their keys, as they are now.
    async fn get_all(
        &self,
        context: &Context,
        table: &str,
        keys: Vec<Item>,
    ) -> Result<Vec<Item>, StoreError> {
        let found: Vec<Vec<Item>> = stream::iter(keys.chunks(KEYS_AT_ONCE))
            .map(|keys| self.get_many(context, table, keys.to_vec(), None).boxed())
            .buffered(CALLS_AT_ONCE)
            .try_collect()
            .await?;
        Ok(found.into_iter().flatten().collect())
    }

    /// Puts and removes (`None`) entries.
    pub(super) async fn write_entries(
        &self,
        context: &Context,
        writes: BTreeMap<Key, Option<Item>>,
    ) -> Result<(), StoreError> {
        let unbuildable = |error: aws_sdk_dynamodb::error::BuildError| StoreError::Failed(error.to_string());
        let mut requests = Vec::with_capacity(writes.len());
        for (key, entry) in writes {
            let request = WriteRequest::builder();
            let request = if let Some(entry) = entry {
                let put = PutRequest::builder().set_item(Some(entry)).build();
                request.put_request(put.map_err(unbuildable)?)
            } else {
                let delete = DeleteRequest::builder().set_key(Some(item::key_of(&key))).build();
                request.delete_request(delete.map_err(unbuildable)?)
            };
            requests.push(request.build());
        }
        stream::iter(requests.chunks(WRITES_AT_ONCE).map(Ok))
            .try_for_each_concurrent(CALLS_AT_ONCE, |requests| {
                self.write_many(context, &self.tables.directory, requests.to_vec())
                    .boxed()
            })
            .await
    }

    /// Writes up to 25 items, each on its own.
    async fn write_many(
        &self,
        context: &Context,
        table: &str,
        mut requests: Vec<WriteRequest>,
    ) -> Result<(), StoreError> {
        let mut rounds = Rounds::new(context, TRIES * 2);
        rounds.is_throttled(true);
        while rounds.next().await {
            let sent = self
                .client
                .batch_write_item()
                .request_items(table, requests.clone())
                .send()
                .await;
            match sent.map_err(StoreError::from) {
                Ok(mut answer) => {
                    // A throttled table takes a part; the rest is asked for again.
                    let rest = answer
                        .unprocessed_items
                        .as_mut()
                        .and_then(|rest| rest.remove(table));
                    match rest.filter(|rest| !rest.is_empty()) {
                        Some(rest) => requests = rest,
                        None => return Ok(()),
                    }
                }
                Err(StoreError::Throttled) => {}
                Err(error) => return Err(error),
            }
        }
        Err(StoreError::Throttled)
    }

    /// Moves people in one transaction.
    async fn commit(
        &self,
        context: &Context,
        group: Together,
        tally: &mut Tally,
    ) -> Result<Committed, StoreError> {
        let table = &self.tables.directory;
        let mut items: Vec<TransactWriteItem> = Vec::with_capacity(group.items);
        for one in &group.moves {
            let terms = match &one.was {
                Some(was) => Terms::version(was.version),
                None => Terms::when(ABSENT),
            };
            items.push(match &one.now {
                Some(now) => call::put(table, item::record(&one.record, now), &terms)?,
                None => call::delete(table, item::key_of(&one.record), &terms)?,
            });
        }
        for key in group.moves.iter().flat_map(|one| &one.obsolete) {
            items.push(call::delete(table, item::key_of(key), &Terms::always())?);
        }
        let shard = context.below(super::COUNT_SHARDS);
        for ((organisation, scope), counts) in &group.counts {
            // What one takes another may give back.
            if !counts.is_zero() {
                let key = item::key_of(&counter_key(organisation, scope, shard));
                // How often it has moved: a recount in between is void.
                let numbers = counts.numbers().chain([("moves", 1)]);
                items.push(call::add(table, key, numbers)?);
            }
        }
        match self.transact(context, &items).await {
            Ok(()) => {
                for one in &group.moves {
                    match one.now {
                        Some(_) => tally.filed += 1,
                        None => tally.removed += 1,
                    }
                }
                let fresh = group.moves.into_iter().filter(|one| one.was.is_none());
                Ok(Committed {
                    fresh: fresh.map(|one| one.subject).collect(),
                    again: Vec::new(),
                })
            }
            Err(Cancelled::Conditions(failed)) => {
                let moves = group.moves.into_iter().enumerate();
                let looked_at_again = |(at, one): (usize, Move)| {
                    if failed.contains(&at) {
                        one.again()
                    } else {
                        one.subject
                    }
                };
                Ok(Committed {
                    again: moves.map(looked_at_again).collect(),
                    fresh: Vec::new(),
                })
            }
            Err(Cancelled::Store(error)) => Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::user::{Status, sample};

    fn keep(user: &User) -> Kept {
        Kept {
            filed: Filed::of(user),
            is_of_today: true,
        }
    }

    #[test]
    fn who_files_alike_is_not_moved() {
        let ida = sample::ida();
        let mut later = ida.clone();
        later.version += 1;
        let one = Move::of(Subject::of(&ida), Some(&later), Some(keep(&ida)));
        assert!(!one.is_moved && one.writes.is_empty() && one.obsolete.is_empty());
        let doubtful = Subject {
            is_doubtful: true,
            ..Subject::of(&ida)
        };
        let one = Move::of(doubtful, Some(&later), Some(keep(&ida)));
        assert!(!one.is_moved && !one.writes.is_empty());
    }

    #[test]
    fn who_was_changed_stands_elsewhere_and_nothing_is_left_of_what_was_seen_in_between() {
        let ida = sample::ida();
        let (mut between, mut active) = (ida.clone(), ida.clone());
        between.profile.last_name = "Jensen".into();
        active.status = Status::Active;
        active.version += 2;
        let subject = Subject {
            seen: vec![Filed::of(&ida), Filed::of(&between)],
            ..Subject::of(&ida)
        };
        let one = Move::of(subject, Some(&active), Some(keep(&ida)));
        assert!(one.is_moved);
        // Two lists are not hers any more; five entries were those of Jensen; of her own, those of lists say that she is active.
        assert_eq!(one.obsolete.len(), 2);
        let written = one.writes.values().filter(|entry| entry.is_some());
        assert_eq!(written.count(), Filed::of(&active).listings().len());
        assert!(
            one.writes
                .iter()
                .any(|((_, sk), entry)| sk.starts_with("jensen ") && entry.is_none())
        );
        assert!(one.writes.keys().all(|key| !one.obsolete.contains(key)));
        let counts = one.counts();
        assert_eq!(counts.len(), 3);
        for (_, counts) in counts {
            assert_eq!(
                counts.numbers().collect::<Vec<_>>(),
                [("active", 1), ("invited", -1)]
            );
        }
    }

    #[test]
    fn somebody_elses_entries_stay_where_an_id_was_given_again() {
        let gone = sample::ida();
        let mut other = gone.clone();
        other.created_at = gone.created_at + jiff::SignedDuration::from_secs(1);
        let one = Move::of(Subject::of(&gone), Some(&other), Some(keep(&gone)));
        assert!(one.is_moved && one.now.is_none());
        assert!(one.obsolete.is_empty() && one.writes.is_empty());
    }

    #[test]
    fn a_transaction_takes_a_hundred_items() {
        let moves: Vec<Move> = (0..250)
            .map(|n| {
                let mut user = sample::ida();
                user.id = format!("u_{n}");
                user.profile.department = format!("d_{}", n % 40);
                Move::of(Subject::of(&user), Some(&user), None)
            })
            .collect();
        let groups = Together::group(moves);
        assert_eq!(groups.iter().map(|group| group.moves.len()).sum::<usize>(), 250);
        assert!(groups.len() <= 5);
        for group in groups {
            assert!(group.items <= ITEMS_AT_ONCE);
            assert_eq!(group.items, group.moves.len() + group.counts.len());
        }
    }
}
