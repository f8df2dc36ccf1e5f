//! Failed tries at one person's credentials, each counted exactly, however many come at once.
//!
//! A try that has to wait costs the same calls as one that need not: how long an answer takes tells nothing of the
//! count, which an e-mail and a username of one person share.

use super::{
    Store, StoreError,
    call::Terms,
    ephemera::{Counter, key_of},
    item::{self, Item, n},
    rounds::{Rounds, TRIES},
};
use crate::domain::{
    attempts::{Attempts, OfNetwork},
    context::Context,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

const TABLE: &str = "Ephemera";

/// A day without failures forgets them, in seconds.
const FORGET_SECONDS: i64 = 24 * 3600;
/// How often a try is reserved for, where others try at the same moment.
const ROUNDS: u32 = TRIES * 10;

/// What is counted. What is absent was not counted yet.
#[derive(Serialize, Deserialize)]
struct Stored {
    #[serde(default)]
    failures: u32,
    /// Milliseconds since 1970.
    #[serde(default)]
    blocked_until: i64,
    #[serde(default)]
    networks: Vec<OfNetwork>,
    version: Option<i64>,
    /// When it is forgotten, in seconds since 1970.
    #[serde(default)]
    expires: i64,
}

impl Store {
    /// Reserves a try from `network`: counted as failed until [`Store::change_attempts`] says otherwise. `false`: it has
    /// to wait, and is not counted.
    pub async fn reserve_try(
        &self,
        context: &Context,
        counter: &Counter,
        network: &str,
    ) -> Result<bool, StoreError> {
        let now = context.now().as_millisecond();
        let mut rounds = Rounds::new(context, ROUNDS).briskly(2);
        while rounds.next().await {
            let (mut attempts, version) = self.read_attempts(context, counter).await?;
            let is_blocked = attempts.is_blocked(network, now);
            if is_blocked {
                attempts.refuse(network);
            } else {
                attempts.count(network, now);
            }
            let is_written = self.write_attempts(context, counter, &attempts, version).await?;
            // That one of many refused tries goes unnoted does no harm.
            if is_written || is_blocked {
                return Ok(!is_blocked);
            }
        }
        // So many at once are no person typing.
        Ok(false)
    }

    /// Changes what is counted.
    pub async fn change_attempts(
        &self,
        context: &Context,
        counter: &Counter,
        mut change: impl FnMut(&mut Attempts),
    ) -> Result<(), StoreError> {
        let mut rounds = Rounds::new(context, ROUNDS).briskly(2);
        while rounds.next().await {
            let (mut attempts, version) = self.read_attempts(context, counter).await?;
            let before = attempts.clone();
            change(&mut attempts);
            if attempts == before || self.write_attempts(context, counter, &attempts, version).await? {
                return Ok(());
            }
        }
        Err(StoreError::Contended)
    }

    /// What is counted, and the version to write it over: `None` where there is nothing, or nothing of this form.
    async fn read_attempts(
        &self,
        context: &Context,
        counter: &Counter,
    ) -> Result<(Attempts, Option<i64>), StoreError> {
        let found = self.get(&self.tables.ephemera, key_of(counter.key())).await?;
        match found {
            Some(item) => from_item(&item, context.now()),
            None => Ok((Attempts::default(), None)),
        }
    }

    /// `false`: somebody else wrote in between.
    async fn write_attempts(
        &self,
        context: &Context,
        counter: &Counter,
        attempts: &Attempts,
        seen: Option<i64>,
    ) -> Result<bool, StoreError> {
        let terms = match seen {
            None => Terms::when("attribute_not_exists(version)"),
            Some(seen) => Terms::when("version = :seen").value(":seen", n(seen)),
        };
        let expires = context.now().as_second() + FORGET_SECONDS;
        let written = to_item(attempts, seen.unwrap_or(0) + 1, expires);
        let key = key_of(counter.key());
        self.assign(&self.tables.ephemera, key, written, terms).await
    }
}

/// Failed tries, but for the key.
pub(super) fn to_item(attempts: &Attempts, version: i64, expires: i64) -> Item {
    item::to_item(&Stored {
        failures: attempts.failures,
        blocked_until: attempts.blocked_until,
        networks: attempts.networks.clone(),
        version: Some(version),
        expires,
    })
}

/// What is counted at this time, and its version.
pub(super) fn from_item(item: &Item, now: Timestamp) -> Result<(Attempts, Option<i64>), StoreError> {
    let stored: Stored = item::read(item, TABLE)?;
    if stored.expires <= now.as_second() {
        return Ok((Attempts::default(), stored.version));
    }
    let attempts = Attempts {
        failures: stored.failures,
        blocked_until: stored.blocked_until,
        networks: stored.networks,
    };
    Ok((attempts, stored.version))
}
