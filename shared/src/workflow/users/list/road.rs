//! Which index leads to the people somebody asks for, and who may be meant by its entries.
//!
//! A list of the directory holds exactly those it is named for. Where a filter asks for more than a list says, the entries
//! are tried one after the other.

use super::{
    Sort,
    merge::{Asked, Batch},
};
use crate::{
    aws::store::{StoreError, directory::WORD_BUCKETS, listed::Listed, users::LIST_SHARDS},
    domain::{
        directory::{Filed, Key, Listing, Place, Search, WordEntry},
        user::Status,
    },
    workflow::{Env, users::filter::Selected},
};
use jiff::Timestamp;
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

/// Entries read at first, of all partitions together, where a filter passes over some; then twice as many; and while nobody is found, more and more.
const FILTERED: usize = 400;
/// The most entries that come with one read: 1 MB.
const MOST_READ: i32 = 4_000;

/// An index that leads to people.
#[derive(Debug)]
enum Index<'a> {
    /// Everybody by name, with what most filters ask for.
    Names,
    /// A list of the directory, by name.
    List(Listing),
    /// Everybody of a word, by word and name.
    Words {
        search: &'a Search,
        key: Key,
        /// Where the beginnings of the key stand: each with one of the buckets that it may be in.
        ranges: Vec<(String, u32)>,
    },
    /// Everybody by when they were created, with what they are filed as.
    Created { is_newest_first: bool },
}

/// Somebody who may be meant.
#[derive(Debug)]
pub(super) struct Candidate {
    pub(super) id: String,
    known: Known,
}

/// What an entry says of somebody.
#[derive(Debug)]
enum Known {
    Nothing,
    Listed(Listed),
    Word(WordEntry),
    Filed(Filed),
    /// They stood here when the list was begun, and stand elsewhere since.
    Moved,
}

/// A way to the people who are meant.
#[derive(Debug)]
pub(super) struct Road<'a> {
    selected: Selected<'a>,
    index: Index<'a>,
    /// The list was begun then. Who stands elsewhere since is where they stood.
    since: Timestamp,
    /// Those, by their ids; known when all partitions were read for the first time.
    moved: Mutex<HashMap<String, String>>,
}

impl<'a> Road<'a> {
    /// The shortest way.
    pub(super) fn to(selected: Selected<'a>, sort: Sort, since: Timestamp) -> Self {
        Self {
            selected,
            index: Index::of(selected, sort),
            since,
            moved: Mutex::default(),
        }
    }

    /// The partitions to be read: those of the index, and one of those who have moved.
    pub(super) fn partitions(&self) -> u32 {
        self.index_partitions() + u32::from(self.is_by_name())
    }

    fn index_partitions(&self) -> u32 {
        match &self.index {
            Index::Words { ranges, .. } => u32::try_from(ranges.len()).unwrap_or(u32::MAX),
            Index::Names | Index::List(_) | Index::Created { .. } => LIST_SHARDS,
        }
    }

    fn is_by_name(&self) -> bool {
        !matches!(self.index, Index::Created { .. })
    }

    /// Whether the greatest key comes first.
    pub(super) fn is_reversed(&self) -> bool {
        matches!(
            self.index,
            Index::Created {
                is_newest_first: true
            }
        )
    }

    /// Reads on in a partition.
    pub(super) async fn fetch(
        &self,
        env: &Env,
        asked: Asked,
        limit: usize,
    ) -> Result<Batch<Candidate>, StoreError> {
        let slug = self.selected.organisation;
        let (after, batch) = (asked.after.as_deref(), self.batch(limit, asked.reads));
        if asked.partition == self.index_partitions() {
            return self.find_moved(env, after).await;
        }
        match &self.index {
            Index::Names => {
                let listed = env.store.list_shard(slug, asked.partition, after, batch).await?;
                Ok(candidates(listed, |listed| {
                    (listed.id.clone(), Known::Listed(listed))
                }))
            }
            Index::List(listing) => {
                let found = env
                    .store
                    .list_directory(slug, listing, asked.partition, after, batch);
                Ok(candidates(found.await?, |id| (id, Known::Nothing)))
            }
            Index::Words { ranges, .. } => {
                let Some((start, bucket)) = ranges.get(asked.partition as usize) else {
                    return Ok((Vec::new(), false));
                };
                let found = env.store.find_words(slug, start, *bucket, after, batch);
                Ok(candidates(found.await?, |entry| {
                    (entry.user_id.clone(), Known::Word(entry))
                }))
            }
            Index::Created { is_newest_first } => {
                let found = env
                    .store
                    .list_filed(slug, asked.partition, *is_newest_first, after, batch);
                Ok(candidates(found.await?, |(id, filed)| (id, Known::Filed(filed))))
            }
        }
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
                    id: id.clone(),
                    known: Known::Moved,
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
        match &self.index {
            Index::Names | Index::List(_) => Some(place.list_key.clone()),
            Index::Words { search, .. } if !search.may_match(&place.words) => None,
            Index::Words { key, .. } => {
                let word = key.first_in(&place.words)?;
                Some(format!("{word} {}", place.list_key))
            }
            Index::Created { .. } => None,
        }
    }

    /// Whether somebody may be meant, and is to be shown under this entry.
    pub(super) fn may_match(&self, candidate: &Candidate) -> bool {
        let moved = self.moved.lock().unwrap_or_else(PoisonError::into_inner);
        let is_moved = moved.contains_key(&candidate.id);
        match &candidate.known {
            Known::Moved => true,
            _ if is_moved => false,
            Known::Nothing => true,
            Known::Listed(listed) => self.selected.may_match(listed),
            Known::Filed(filed) => self.selected.may_match_filed(filed),
            Known::Word(entry) => {
                let Index::Words { search, key, .. } = &self.index else {
                    return false;
                };
                search.shows(key, entry) && self.selected.department().is_none_or(|id| id == entry.department)
            }
        }
    }

    /// How many entries to read from a partition: twice its share of the page and some more, so that hardly any is read a
    /// second time; or, where most are passed over, the more the longer it takes.
    fn batch(&self, limit: usize, reads: u32) -> i32 {
        let partitions = self.index_partitions() as usize;
        let share = (2 * limit).div_ceil(partitions) + 8;
        let first = if self.is_exact() {
            share
        } else {
            share.max(FILTERED / partitions)
        };
        let first = i32::try_from(first).unwrap_or(MOST_READ);
        let doublings = if reads < 2 { reads } else { 2 * reads.min(6) };
        first.saturating_mul(1 << doublings).min(MOST_READ)
    }

    /// Whether the index holds those who are meant and hardly anybody else.
    fn is_exact(&self) -> bool {
        let filter = self.selected.filter;
        let (status, department) = (filter.status, self.selected.department());
        let others = [&filter.job_profile, &filter.permission_type, &filter.language];
        if filter.source.is_some() || others.iter().any(|other| other.is_some()) {
            return false;
        }
        let (import, activation) = (filter.import_id.is_some(), filter.activation.is_some());
        match &self.index {
            Index::Names | Index::Created { .. } => {
                status.is_none() && department.is_none() && !import && !activation && filter.search.is_none()
            }
            Index::List(Listing::Import(_)) => status.is_none() && department.is_none() && !activation,
            Index::List(Listing::Blocked(_)) => true,
            Index::List(Listing::InvitedOf(_)) => !activation,
            Index::List(_) => status.is_none() || department.is_none(),
            Index::Words { search, .. } => {
                status.is_none() && search.is_one_word() && department.is_none() && !import && !activation
            }
        }
    }
}

impl<'a> Index<'a> {
    fn words(search: &'a Search) -> Self {
        let key = search.keys().swap_remove(0);
        let buckets = |start: &String| {
            if start.chars().count() > 1 {
                1
            } else {
                WORD_BUCKETS
            }
        };
        let ranges = key.starts().iter();
        let ranges = ranges.flat_map(|start| (0..buckets(start)).map(|bucket| (start.clone(), bucket)));
        Self::Words {
            search,
            ranges: ranges.collect(),
            key,
        }
    }

    fn of(selected: Selected<'a>, sort: Sort) -> Self {
        let filter = selected.filter;
        match (sort, &filter.search) {
            (Sort::CreatedAt, _) => {
                return Self::Created {
                    is_newest_first: false,
                };
            }
            (Sort::NewestFirst, _) => {
                return Self::Created {
                    is_newest_first: true,
                };
            }
            (Sort::Name, Some(searched)) => return Self::words(searched.search()),
            (Sort::Name, None) => {}
        }
        if let Some(import_id) = &filter.import_id {
            return Self::List(Listing::Import(import_id.clone()));
        }
        let is_invited = filter.status == Some(Status::Invited) || filter.activation.is_some();
        match (selected.department(), filter.activation, filter.status) {
            (Some(id), ..) if is_invited => Self::List(Listing::InvitedOf(id.to_owned())),
            (Some(id), ..) => Self::List(Listing::Department(id.to_owned())),
            (None, Some(blocker), _) => Self::List(Listing::Blocked(blocker)),
            (None, None, Some(status @ (Status::AwaitingApproval | Status::Invited | Status::Disabled))) => {
                Self::List(Listing::Status(status))
            }
            (None, None, Some(Status::Active) | None) => Self::Names,
        }
    }
}

fn candidates<T>((entries, has_more): Batch<T>, known: impl Fn(T) -> (String, Known)) -> Batch<Candidate> {
    let entries = entries.into_iter().map(|(key, entry)| {
        let (id, known) = known(entry);
        (key, Candidate { id, known })
    });
    (entries.collect(), has_more)
}
