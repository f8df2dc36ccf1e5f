//! What tidies itself away: counters of attempts, and the like.

use super::{
    Store, StoreError,
    call::Terms,
    item::{self, Item, item, n, s},
    rounds::Rounds,
};
use crate::domain::{
    base32,
    context::Context,
    secret::{Purpose, Secret},
};
use jiff::Timestamp;
use serde::Deserialize;

const TABLE: &str = "Ephemera";
/// Counts uses, or takes them back.
const ADD_USES: &str = "ADD uses :one SET expires = :expires";

/// How often a use is tried to be counted where others are under way.
const PATIENCE: u32 = 24;

/// A counter of failures: whose, in terms that name nobody.
#[derive(Debug, Clone)]
pub struct Counter(String);

impl Counter {
    /// A counter of one kind over what it counts; what stands in the table is a keyed hash of both.
    pub fn new(secret: &Secret, kind: &str, of: &[&str]) -> Self {
        let mut parts = vec![kind.as_bytes()];
        parts.extend(of.iter().map(|part| part.as_bytes()));
        Self(format!(
            "{kind}#{}",
            base32::encode(&secret.tag(Purpose::Counter, &parts))
        ))
    }

    /// The counters that living generations of the secret make of it, the current one first.
    pub(super) fn all(secret: &Secret, kind: &str, of: &[&str]) -> Vec<Self> {
        let mut parts = vec![kind.as_bytes()];
        parts.extend(of.iter().map(|part| part.as_bytes()));
        let tags = secret.tags(Purpose::Counter, &parts).into_iter();
        tags.map(|tag| Self(format!("{kind}#{}", base32::encode(&tag))))
            .collect()
    }

    /// One as it was kept elsewhere.
    pub(crate) fn from_store(key: &str) -> Self {
        Self(key.to_owned())
    }

    /// Its key in the table.
    pub(crate) fn key(&self) -> &str {
        &self.0
    }

    /// The key of its uses in one window.
    fn of_window(&self, window: i64) -> Item {
        key_of(format!("{}#{window}", self.0))
    }
}

/// What was used of a limit.
#[derive(Deserialize)]
struct Used {
    #[serde(default)]
    uses: i64,
}

impl Store {
    /// Counts one use against a limit per window. `false`: the limit is reached. Exact, however many ask at once.
    pub async fn count(
        &self,
        now: Timestamp,
        counter: &Counter,
        limit: u32,
        window_seconds: i64,
    ) -> Result<bool, StoreError> {
        self.count_several(now, counter, 1, limit, window_seconds).await
    }

    /// Counts so many uses at once, all of them or none. `false`: there is no room for all.
    pub async fn count_several(
        &self,
        now: Timestamp,
        counter: &Counter,
        uses: u32,
        limit: u32,
        window_seconds: i64,
    ) -> Result<bool, StoreError> {
        if uses > limit {
            return Ok(false);
        }
        let window = now.as_second() / window_seconds;
        let terms = Terms::when("attribute_not_exists(uses) OR uses <= :limit")
            .value(":limit", n(limit - uses))
            .value(":one", n(uses))
            .value(":expires", n((window + 2) * window_seconds));
        let key = counter.of_window(window);
        self.update(&self.tables.ephemera, key, ADD_USES, terms).await
    }

    /// How many uses were counted in this window.
    pub(super) async fn uses(
        &self,
        now: Timestamp,
        counter: &Counter,
        window_seconds: i64,
    ) -> Result<i64, StoreError> {
        let window = now.as_second() / window_seconds;
        let found = self.get(&self.tables.ephemera, counter.of_window(window)).await?;
        let used: Option<Used> = found.as_ref().map(|item| item::read(item, TABLE)).transpose()?;
        Ok(used.map_or(0, |used| used.uses))
    }

    /// Takes one use back: it turned out to be none of those that are limited.
    pub async fn uncount(
        &self,
        now: Timestamp,
        counter: &Counter,
        window_seconds: i64,
    ) -> Result<(), StoreError> {
        let window = now.as_second() / window_seconds;
        let terms = Terms::always()
            .value(":one", n(-1))
            .value(":expires", n((window + 2) * window_seconds));
        self.update(&self.tables.ephemera, counter.of_window(window), ADD_USES, terms)
            .await?;
        Ok(())
    }

    /// Forgets what was used of a limit in this window.
    pub async fn forget_uses(
        &self,
        now: Timestamp,
        counter: &Counter,
        window_seconds: i64,
    ) -> Result<(), StoreError> {
        let window = now.as_second() / window_seconds;
        self.delete(&self.tables.ephemera, counter.of_window(window), Terms::always())
            .await?;
        Ok(())
    }

    /// Counts one use as [`Store::count`] does, and waits a few seconds where the limit is reached, since those under way
    /// may turn out to be none and be taken back.
    pub async fn count_patiently(
        &self,
        context: &Context,
        counter: &Counter,
        limit: u32,
        window_seconds: i64,
    ) -> Result<bool, StoreError> {
        let mut rounds = Rounds::new(context, PATIENCE).briskly(3);
        while rounds.next().await {
            if self.count(context.now(), counter, limit, window_seconds).await? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// How long it is until a limit's window ends and it can be used again, in seconds.
pub fn seconds_left(now: Timestamp, window_seconds: i64) -> u64 {
    let left = window_seconds - now.as_second().rem_euclid(window_seconds);
    u64::try_from(left).unwrap_or(1)
}

pub(super) fn key_of(pk: impl Into<String>) -> Item {
    item([("pk", s(pk))])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_ends_when_it_says() {
        let at = |second| Timestamp::from_second(second).unwrap();
        assert_eq!(seconds_left(at(0), 600), 600);
        assert_eq!(seconds_left(at(599), 600), 1);
        assert_eq!(seconds_left(at(1_200 + 60), 600), 540);
    }
}
