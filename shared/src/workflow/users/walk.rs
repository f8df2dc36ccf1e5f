//! Going through many people in steps, from one invocation to the next: where it stands is a short text.

use crate::{
    aws::store::{StoreError, listed::Listed, users::LIST_SHARDS},
    domain::{directory::Facts, organisation::Slug},
    workflow::{
        Env,
        users::smallest::{OfLists, letter_of, smallest},
    },
};
use futures::future::try_join_all;
use std::fmt;

/// Names read with one query while they are counted.
const COUNTED: i32 = 1_000;

/// Users in one look-up (DynamoDB's limit for `BatchGetItem`).
const LOOK_UP: usize = 100;

/// Ids in as many parts as there are look-ups of them.
pub fn in_parts(ids: &[String]) -> Vec<Vec<String>> {
    ids.chunks(LOOK_UP).map(<[String]>::to_vec).collect()
}

/// Where a walk stands: along which lists, in which of their partitions, and after which key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Walk {
    /// The kind of the list; `None`: everybody by name, or not chosen yet.
    list: Option<String>,
    shard: u32,
    after: Option<String>,
}

impl Walk {
    /// At the beginning of one partition.
    pub fn of_shard(shard: u32) -> Self {
        Self {
            list: None,
            shard,
            after: None,
        }
    }

    /// From where an earlier worker stopped, or from the beginning.
    pub fn from_place(place: Option<&str>) -> Self {
        let parts = place.and_then(|place| place.split_once('#'));
        let read = parts.and_then(|(partition, after)| {
            let (list, shard) = match partition.split_once(':') {
                Some((list, shard)) => (Some(list.to_owned()), shard),
                None => (None, partition),
            };
            Some(Self {
                list,
                shard: shard.parse().ok()?,
                after: Some(after.to_owned()).filter(|after| !after.is_empty()),
            })
        });
        read.unwrap_or_else(|| Self::of_shard(0))
    }

    /// As it is stored.
    pub fn to_place(&self) -> String {
        let list = self.list.as_ref().map(|list| format!("{list}:"));
        let after = self.after.as_deref().unwrap_or_default();
        format!("{}{}#{after}", list.unwrap_or_default(), self.shard)
    }

    /// Whether both are in one partition.
    pub fn is_beside(&self, other: &Self) -> bool {
        self.shard == other.shard
    }
}

/// Among whom.
pub enum Among<'a> {
    /// Everybody of the organisation who may be meant, as far as the index of lists knows.
    Listed(Box<dyn Fn(&Listed) -> bool + Send + Sync + 'a>),
    /// Those who may be meant, as far as entries say: along the smallest list of the directory that holds all of them, or
    /// along the index of lists where no such list is named.
    Sought {
        /// Of which lists they are.
        of_lists: OfLists<'a>,
        /// Whether somebody may be meant.
        may_be_meant: Box<dyn Fn(&Facts) -> bool + Send + Sync + 'a>,
    },
    /// These, by their ids.
    Named(&'a [String]),
}

impl fmt::Debug for Among<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Listed(_) => f.write_str("Listed"),
            Self::Sought { of_lists, .. } => write!(f, "Sought({of_lists:?})"),
            Self::Named(ids) => write!(f, "Named({})", ids.len()),
        }
    }
}

impl Among<'_> {
    /// The next of them, by their ids, at most as many as `limit`, and where to go on; `None` at the end. None of them may be
    /// meant though there are more.
    ///
    /// # Errors
    ///
    /// Those of the store.
    pub async fn next(
        &self,
        env: &Env,
        slug: &Slug,
        walk: Walk,
        limit: i32,
    ) -> Result<(Vec<String>, Option<Walk>), StoreError> {
        let walk = self.chosen(env, slug, walk).await?;
        let Walk { list, shard, after } = walk;
        match self {
            Self::Named(ids) => {
                let begin = after.and_then(|at| at.parse().ok()).unwrap_or(0);
                let some = ids.iter().skip(begin).take(usize::try_from(limit).unwrap_or(1));
                let some: Vec<String> = some.cloned().collect();
                let end = begin + some.len();
                let next = (end < ids.len()).then(|| Walk {
                    after: Some(end.to_string()),
                    ..Walk::of_shard(0)
                });
                Ok((some, next))
            }
            Self::Listed(may_be_meant) => {
                let page = env.store.list_shard(slug, shard, after.as_deref(), limit).await?;
                let walk = Walk { list, shard, after };
                Ok(step(walk, LIST_SHARDS, page, may_be_meant, |listed| listed.id))
            }
            Self::Sought {
                of_lists,
                may_be_meant,
            } => {
                let lists = list.as_deref().and_then(|list| of_lists.find(list));
                let partitions = partitions(lists.as_ref().map_or(1, Vec::len));
                let (walk, page) = if let Some(lists) = &lists {
                    let (place, number) = (after.as_deref(), shard / LIST_SHARDS);
                    let page = match lists.get(number as usize) {
                        Some(listing) => {
                            let shard = shard % LIST_SHARDS;
                            let found = env.store.list_directory(slug, listing, shard, place, limit);
                            found.await?
                        }
                        // The asker manages fewer departments than when it was begun.
                        None => (Vec::new(), false),
                    };
                    (Walk { list, shard, after }, page)
                } else {
                    // A place in a list is none in the index: begun again.
                    let walk = match list {
                        None => Walk { list, shard, after },
                        Some(_) => Walk::of_shard(0),
                    };
                    let place = walk.after.as_deref();
                    let (page, more) = env.store.list_shard(slug, walk.shard, place, limit).await?;
                    let entries = page
                        .into_iter()
                        .map(|(key, listed)| (key, (listed.id.clone(), Facts::from(listed))));
                    let entries = entries.collect();
                    (walk, (entries, more))
                };
                Ok(step(
                    walk,
                    partitions,
                    page,
                    |(_, facts)| may_be_meant(facts),
                    |(id, _)| id,
                ))
            }
        }
    }

    /// A walk that begins, along the list that is the smallest now.
    async fn chosen(&self, env: &Env, slug: &Slug, walk: Walk) -> Result<Walk, StoreError> {
        match self {
            Self::Sought { of_lists, .. } if walk == Walk::of_shard(0) => {
                let smallest = Box::pin(smallest(env, slug, of_lists.listings())).await?;
                let list = smallest.map(|(lists, _)| letter_of(&lists).to_owned());
                Ok(Walk { list, ..walk })
            }
            _ => Ok(walk),
        }
    }

    /// Walks through one partition each, which may be gone through side by side.
    ///
    /// # Errors
    ///
    /// Those of the store.
    pub async fn walks(&self, env: &Env, slug: &Slug) -> Result<Vec<Walk>, StoreError> {
        let first = self.chosen(env, slug, Walk::of_shard(0)).await?;
        let shards = match self {
            Self::Listed(_) => LIST_SHARDS,
            Self::Sought { of_lists, .. } => {
                let lists = first.list.as_deref().and_then(|list| of_lists.find(list));
                partitions(lists.as_ref().map_or(1, Vec::len))
            }
            Self::Named(_) => 1,
        };
        let walks = (0..shards).map(|shard| Walk {
            shard,
            ..first.clone()
        });
        Ok(walks.collect())
    }

    /// How many they are.
    ///
    /// # Errors
    ///
    /// Those of the store.
    pub async fn count(&self, env: &Env, slug: &Slug) -> Result<u64, StoreError> {
        if let Self::Named(ids) = self {
            return Ok(ids.len() as u64);
        }
        let walks = self.walks(env, slug).await?.into_iter();
        let counts = walks.map(async |begin| {
            let (mut count, mut walk) = (0, Some(begin.clone()));
            while let Some(from) = walk {
                let (ids, next) = self.next(env, slug, from, COUNTED).await?;
                count += ids.len() as u64;
                walk = next.filter(|next| next.is_beside(&begin));
            }
            Ok::<u64, StoreError>(count)
        });
        Ok(try_join_all(counts).await?.into_iter().sum())
    }
}

/// The partitions of so many lists, one behind the other.
fn partitions(lists: usize) -> u32 {
    u32::try_from(lists).unwrap_or(1) * LIST_SHARDS
}

/// Those of a page who may be meant, and where to go on.
fn step<T>(
    walk: Walk,
    partitions: u32,
    (page, more): (Vec<(String, T)>, bool),
    may_be_meant: impl Fn(&T) -> bool,
    id_of: impl Fn(T) -> String,
) -> (Vec<String>, Option<Walk>) {
    let last = page.last().map(|(key, _)| key.clone());
    let next = if more {
        Some(Walk {
            after: last.or_else(|| walk.after.clone()),
            ..walk
        })
    } else {
        let shard = walk.shard + 1;
        (shard < partitions).then_some(Walk {
            shard,
            after: None,
            ..walk
        })
    };
    let entries = page.into_iter().map(|(_, entry)| entry);
    (
        entries.filter(|entry| may_be_meant(entry)).map(id_of).collect(),
        next,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_walk_stands_is_read_back() {
        for walk in [
            Walk::of_shard(0),
            Walk::of_shard(7),
            Walk {
                after: Some("søren#holm#u_1".into()),
                ..Walk::of_shard(3)
            },
            Walk {
                list: Some("v".into()),
                shard: 3,
                after: Some("a:b#u_1".into()),
            },
            Walk {
                list: Some("i".into()),
                ..Walk::of_shard(7)
            },
        ] {
            assert_eq!(Walk::from_place(Some(&walk.to_place())), walk);
        }
        assert_eq!(Walk::from_place(None), Walk::of_shard(0));
        assert_eq!(Walk::from_place(Some("nonsense")), Walk::of_shard(0));
    }
}
