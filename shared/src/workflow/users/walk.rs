//! Going through many people in steps, from one invocation to the next: where it stands is a short text.

use crate::{
    aws::store::{StoreError, listed::Listed, users::LIST_SHARDS},
    domain::organisation::Slug,
    workflow::Env,
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

/// Where a walk stands: in which partition, and after which key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Walk {
    shard: u32,
    after: Option<String>,
}

impl Walk {
    /// At the beginning of one partition.
    pub fn of_shard(shard: u32) -> Self {
        Self { shard, after: None }
    }

    /// From where an earlier worker stopped, or from the beginning.
    pub fn from_place(place: Option<&str>) -> Self {
        let parts = place.and_then(|place| place.split_once('#'));
        match parts.and_then(|(shard, after)| Some((shard.parse().ok()?, after))) {
            Some((shard, after)) => Self {
                shard,
                after: Some(after.to_owned()).filter(|after| !after.is_empty()),
            },
            None => Self::of_shard(0),
        }
    }

    /// As it is stored.
    pub fn to_place(&self) -> String {
        format!("{}#{}", self.shard, self.after.as_deref().unwrap_or_default())
    }

    /// Whether it is in this partition.
    pub fn is_in(&self, shard: u32) -> bool {
        self.shard == shard
    }
}

/// Among whom.
pub enum Among<'a> {
    /// Everybody of the organisation who may be meant, as far as the index of lists knows.
    Listed(Box<dyn Fn(&Listed) -> bool + Send + Sync + 'a>),
    /// These, by their ids.
    Named(&'a [String]),
}

impl fmt::Debug for Among<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Listed(_) => f.write_str("Listed"),
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
        let Walk { shard, after } = walk;
        match self {
            Self::Named(ids) => {
                let begin = after.and_then(|at| at.parse().ok()).unwrap_or(0);
                let some = ids.iter().skip(begin).take(usize::try_from(limit).unwrap_or(1));
                let some: Vec<String> = some.cloned().collect();
                let end = begin + some.len();
                let next = (end < ids.len()).then(|| Walk {
                    shard: 0,
                    after: Some(end.to_string()),
                });
                Ok((some, next))
            }
            Self::Listed(may_be_meant) => {
                let (page, more) = env.store.list_shard(slug, shard, after.as_deref(), limit).await?;
                let last = page.last().map(|(key, _)| key.clone());
                let next = if more {
                    Some(Walk {
                        shard,
                        after: last.or(after),
                    })
                } else {
                    Some(Walk::of_shard(shard + 1)).filter(|next| next.shard < LIST_SHARDS)
                };
                let meant = page.into_iter().map(|(_, listed)| listed).filter(may_be_meant);
                Ok((meant.map(|listed| listed.id).collect(), next))
            }
        }
    }

    /// In how many partitions they are, which may be gone through side by side.
    pub fn shards(&self) -> u32 {
        match self {
            Self::Listed(_) => LIST_SHARDS,
            Self::Named(_) => 1,
        }
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
        let counts = (0..self.shards()).map(|shard| async move {
            let (mut count, mut walk) = (0, Some(Walk::of_shard(shard)));
            while let Some(from) = walk {
                let (ids, next) = self.next(env, slug, from, COUNTED).await?;
                count += ids.len() as u64;
                walk = next.filter(|next| next.is_in(shard));
            }
            Ok::<u64, StoreError>(count)
        });
        Ok(try_join_all(counts).await?.into_iter().sum())
    }
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
                shard: 3,
                after: Some("søren#holm#u_1".into()),
            },
        ] {
            assert_eq!(Walk::from_place(Some(&walk.to_place())), walk);
        }
        assert_eq!(Walk::from_place(None), Walk::of_shard(0));
        assert_eq!(Walk::from_place(Some("nonsense")), Walk::of_shard(0));
    }
}
