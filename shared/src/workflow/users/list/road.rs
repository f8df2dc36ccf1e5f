//! A way, as it is gone: what its index shows, and who may be meant by it.

use super::{
    Sort,
    leap::{self, Landed, Other},
    merge::{Asked, Batch},
    way::{Chosen, Index, Way},
};
use crate::{
    aws::store::{StoreError, directory::Page, users::LIST_SHARDS},
    domain::{
        context::Context,
        directory::{Fact, Facts, Key, Place, WordEntry, created_key},
        user::User,
    },
    workflow::{Env, users::filter::Selected},
};
use futures::future::try_join_all;
use jiff::Timestamp;
use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, PoisonError},
};

/// Entries read at first, of all partitions together, where a filter passes over some; then twice as many; and while nobody is found, more and more.
const FILTERED: i32 = 400;
/// The most entries that come with one read: 1 MB.
const MOST_READ: i32 = 4_000;
/// After a leap as many are read as a page needs; then twice as many each time, where that was in vain, but not more often.
const MOST_LEAP_DOUBLINGS: u32 = 5;
/// Users in one look-up.
const LOOK_UP: usize = 100;

/// Somebody who may be meant.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    pub(super) id: String,
    facts: Facts,
    /// Of somebody's entries, this is the one they are shown under.
    is_shown: bool,
    /// They stood here when the list was begun, and stand elsewhere since.
    is_moved: bool,
}

impl Candidate {
    fn of((id, facts): (String, Facts)) -> Self {
        Self {
            id,
            facts,
            is_shown: true,
            is_moved: false,
        }
    }

    fn of_word(key: &Key, entry: WordEntry) -> Self {
        Self {
            is_shown: key.first_in(&entry.words) == Some(entry.word.as_str()),
            ..Self::of((entry.user_id, entry.facts))
        }
    }
}

/// A way to the people who are meant.
#[derive(Debug)]
pub(super) struct Road<'a> {
    selected: Selected<'a>,
    way: Way,
    sort: Sort,
    /// The list was begun then. Who stands elsewhere since is where they stood.
    since: Timestamp,
    /// Those, by their ids; known when all partitions were read for the first time.
    moved: Mutex<HashMap<String, String>>,
    /// The words that one may leap by; known once it was tried.
    others: Mutex<Option<Arc<[Other]>>>,
    /// What was read of the partitions when the way was chosen: their beginnings.
    begun: Mutex<BTreeMap<u32, Batch<Candidate>>>,
}

impl<'a> Road<'a> {
    /// Along a way that was chosen.
    pub(super) fn along(selected: Selected<'a>, sort: Sort, since: Timestamp, (way, begun): Chosen) -> Self {
        let begun = match &way.index {
            Index::Words(word) => begun
                .into_iter()
                .map(|page| candidates(page, |entry| Candidate::of_word(&word.key, entry)))
                .collect(),
            Index::Names | Index::Lists(_) | Index::Created => Vec::new(),
        };
        Self {
            selected,
            way,
            sort,
            since,
            moved: Mutex::default(),
            others: Mutex::default(),
            begun: Mutex::new((0..).zip(begun).collect()),
        }
    }

    /// The way.
    pub(super) fn way(&self) -> &Way {
        &self.way
    }

    /// The partitions to be read: those of the index, and one of those who have moved; or one in which all are gathered.
    pub(super) fn partitions(&self) -> u32 {
        if self.way.is_gathered {
            1
        } else {
            self.index_partitions() + u32::from(self.is_by_name())
        }
    }

    fn index_partitions(&self) -> u32 {
        match &self.way.index {
            Index::Words(word) => u32::try_from(word.ranges.len()).unwrap_or(u32::MAX),
            Index::Names | Index::Created => LIST_SHARDS,
            Index::Lists(lists) => u32::try_from(lists.len()).unwrap_or(1) * LIST_SHARDS,
        }
    }

    fn is_by_name(&self) -> bool {
        self.sort == Sort::Name
    }

    /// Whether the greatest key comes first.
    pub(super) fn is_reversed(&self) -> bool {
        self.sort == Sort::NewestFirst
    }

    /// Reads on in a partition.
    pub(super) async fn fetch(
        &self,
        env: &Env,
        context: &Context,
        asked: Asked,
        limit: usize,
    ) -> Result<Batch<Candidate>, StoreError> {
        let after = asked.after.as_deref();
        if self.way.is_gathered {
            return self.gather(env, context, after).await;
        }
        if asked.partition == self.index_partitions() {
            return self.find_moved(env, after).await;
        }
        if let Some(after) = after.filter(|_| asked.reads > 0)
            && let Some(landed) = self.leap(env, asked.partition, after).await?
        {
            let Landed::After(after) = landed else {
                return Ok((Vec::new(), false));
            };
            let batch = self.share(limit) << (asked.reads - 1).min(MOST_LEAP_DOUBLINGS);
            return self
                .read(env, asked.partition, Some(&after), batch.min(MOST_READ))
                .await;
        }
        self.read(env, asked.partition, after, self.batch(limit, asked.reads))
            .await
    }

    /// Where to read on, past those who have not all words of a search. `None`: there is no telling.
    async fn leap(&self, env: &Env, partition: u32, after: &str) -> Result<Option<Landed>, StoreError> {
        let slug = self.selected.organisation;
        let (Index::Words(along), Some(searched)) = (&self.way.index, &self.selected.filter.search) else {
            return Ok(None);
        };
        let Some((start, bucket)) = along.ranges.get(partition as usize) else {
            return Ok(None);
        };
        let known = self.others.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let others = match known {
            Some(others) => others,
            None => leap::others(env, slug, searched.search(), along).await?.into(),
        };
        *self.others.lock().unwrap_or_else(PoisonError::into_inner) = Some(others.clone());
        if others.is_empty() {
            return Ok(None);
        }
        let landed = leap::leap(env, slug, &others, (start, *bucket), after).await?;
        Ok(Some(landed))
    }

    /// Reads on in a partition of the index.
    async fn read(
        &self,
        env: &Env,
        partition: u32,
        after: Option<&str>,
        batch: i32,
    ) -> Result<Batch<Candidate>, StoreError> {
        let slug = self.selected.organisation;
        if after.is_none() {
            let mut begun = self.begun.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(page) = begun.remove(&partition) {
                return Ok(page);
            }
        }
        match &self.way.index {
            Index::Names => {
                let listed = env.store.list_shard(slug, partition, after, batch).await?;
                Ok(candidates(listed, |listed| {
                    Candidate::of((listed.id.clone(), listed.into()))
                }))
            }
            Index::Lists(lists) => {
                let (list, shard) = (partition / LIST_SHARDS, partition % LIST_SHARDS);
                let Some(listing) = lists.get(list as usize) else {
                    return Ok((Vec::new(), false));
                };
                let found = env.store.list_directory(slug, listing, shard, after, batch);
                Ok(candidates(found.await?, Candidate::of))
            }
            Index::Words(word) => {
                let Some((start, bucket)) = word.ranges.get(partition as usize) else {
                    return Ok((Vec::new(), false));
                };
                let found = env.store.find_words(slug, start, *bucket, after, batch);
                Ok(candidates(found.await?, |entry| {
                    Candidate::of_word(&word.key, entry)
                }))
            }
            Index::Created => {
                let found = env
                    .store
                    .list_filed(slug, partition, self.is_reversed(), after, batch);
                Ok(candidates(found.await?, Candidate::of))
            }
        }
    }

    /// All who may be meant and come after, by when they were created.
    async fn gather(
        &self,
        env: &Env,
        context: &Context,
        after: Option<&str>,
    ) -> Result<Batch<Candidate>, StoreError> {
        let whole = (0..self.index_partitions()).map(async |partition| {
            let (mut all, mut after) = (Vec::new(), None::<String>);
            loop {
                let (some, has_more) = self.read(env, partition, after.as_deref(), MOST_READ).await?;
                after = some.last().map(|(key, _)| key.clone());
                all.extend(some.into_iter().map(|(_, candidate)| candidate));
                if !has_more || after.is_none() {
                    return Ok::<_, StoreError>(all);
                }
            }
        });
        let all = try_join_all(whole).await?.into_iter().flatten();
        let meant: Vec<Candidate> = all
            .filter(|candidate| candidate.is_shown && self.selected.may_match(&candidate.facts))
            .collect();
        let unknown = meant
            .iter()
            .filter(|candidate| candidate.facts.created_at == Fact::Unknown);
        let unknown: Vec<String> = unknown.map(|candidate| candidate.id.clone()).collect();
        let looked_up = unknown
            .chunks(LOOK_UP)
            .map(|ids| env.store.look_up_users(context, self.selected.organisation, ids));
        let looked_up = try_join_all(looked_up).await?.into_iter().flatten();
        let moments: HashMap<String, String> = looked_up.map(created).collect();
        // Each once: who is renamed this moment may stand in two places.
        let mut in_order = BTreeMap::new();
        for candidate in meant {
            let known = candidate.facts.created_at.known();
            if let Some(created_at) = known.or_else(|| moments.get(&candidate.id)) {
                in_order.insert(format!("{created_at}#{}", candidate.id), candidate);
            }
        }
        let is_reversed = self.is_reversed();
        let comes_after = |key: &str| match after {
            Some(after) if is_reversed => key < after,
            Some(after) => key > after,
            None => true,
        };
        let mut in_order: Vec<(String, Candidate)> =
            in_order.into_iter().filter(|(key, _)| comes_after(key)).collect();
        if is_reversed {
            in_order.reverse();
        }
        Ok((in_order, false))
    }

    /// Those who have moved since the list was begun, where they stood then.
    async fn find_moved(&self, env: &Env, after: Option<&str>) -> Result<Batch<Candidate>, StoreError> {
        let slug = self.selected.organisation;
        let places = env.store.find_places_before(slug, self.since).await?;
        let places = places
            .into_iter()
            .filter_map(|(id, place)| Some((id, self.key_of(&place)?)));
        let moved: HashMap<String, String> = places.collect();
        let mut standing: Vec<(String, Candidate)> = moved
            .iter()
            .filter(|(_, key)| after.is_none_or(|after| key.as_str() > after))
            .map(|(id, key)| {
                let candidate = Candidate {
                    is_moved: true,
                    ..Candidate::of((id.clone(), Facts::default()))
                };
                (key.clone(), candidate)
            })
            .collect();
        standing.sort_by(|(one, _), (other, _)| one.cmp(other));
        *self.moved.lock().unwrap_or_else(PoisonError::into_inner) = moved;
        Ok((standing, false))
    }

    /// Where in this index somebody of a place stands; `None`: nowhere.
    fn key_of(&self, place: &Place) -> Option<String> {
        match &self.way.index {
            Index::Names | Index::Lists(_) => Some(place.list_key.clone()),
            Index::Words(word) => {
                let word = word.key.first_in(&place.words)?;
                let search = self.selected.filter.search.as_ref()?.search();
                search
                    .may_match(&place.words)
                    .then(|| format!("{word} {}", place.list_key))
            }
            Index::Created => None,
        }
    }

    /// Whether an entry is of somebody whom this is not about: see [`Selected::is_stranger`].
    pub(super) fn is_stranger(&self, candidate: &Candidate) -> bool {
        self.selected.is_stranger(&candidate.facts)
    }

    /// Whether somebody may be meant, and is to be shown under this entry.
    pub(super) fn may_match(&self, candidate: &Candidate) -> bool {
        if candidate.is_moved {
            return true;
        }
        let moved = self.moved.lock().unwrap_or_else(PoisonError::into_inner);
        !moved.contains_key(&candidate.id) && candidate.is_shown && self.selected.may_match(&candidate.facts)
    }

    /// A partition's share of a page, twice, and some more.
    fn share(&self, limit: usize) -> i32 {
        let share = (2 * limit).div_ceil(self.index_partitions() as usize) + 8;
        i32::try_from(share).unwrap_or(MOST_READ)
    }

    /// How many entries to read from a partition: twice its share of the page and some more, so that hardly any is read a
    /// second time; or, where most are passed over, the more the longer it takes.
    fn batch(&self, limit: usize, reads: u32) -> i32 {
        let share = self.share(limit);
        let first = if self.way.is_exact(self.selected) {
            share
        } else {
            share.max(FILTERED / i32::try_from(self.index_partitions()).unwrap_or(MOST_READ))
        };
        let doublings = match reads {
            0 => 0,
            1 | 2 => 1,
            more => 2 * (more - 1).min(6),
        };
        first.saturating_mul(1 << doublings).min(MOST_READ)
    }
}

fn created(user: User) -> (String, String) {
    (user.id, created_key(user.created_at))
}

fn candidates<T>((entries, has_more): Page<T>, candidate: impl Fn(T) -> Candidate) -> Batch<Candidate> {
    let entries = entries.into_iter().map(|(key, entry)| (key, candidate(entry)));
    (entries.collect(), has_more)
}
