//! What tidies itself away: counters of attempts, and requests that must not be done twice.

use super::{
    Store, StoreError,
    call::{self, Terms},
    item::{self, Item, item, n, s},
    rounds::Rounds,
};
use crate::domain::{
    base32,
    context::Context,
    organisation::Slug,
    secret::{Purpose, Secret},
};
use aws_sdk_dynamodb::types::TransactWriteItem;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

const TABLE: &str = "Ephemera";
/// The request has no answer yet.
const UNANSWERED: &str = "attribute_not_exists(answer)";
/// Counts uses, or takes them back.
const ADD_USES: &str = "ADD uses :one SET expires = :expires";

/// How long a request's answer can be asked for again, in seconds.
const IDEMPOTENCY_SECONDS: i64 = 24 * 3600;
/// How long a request may be under way before a repetition takes over, in seconds.
const IN_FLIGHT_SECONDS: i64 = 30;
/// How often a use is tried to be counted where others are under way.
const PATIENCE: u32 = 24;

/// What is known of a request with an idempotency key.
#[derive(Debug, PartialEq, Eq)]
pub enum Claimed {
    /// First of its kind: go on. The record is claimed.
    First,
    /// Done before, with this answer.
    Answered(String),
    /// The same request is under way.
    InFlight,
    /// The key was used with another body.
    OtherBody,
}

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

/// A request with an idempotency key, as the table keeps it.
#[derive(Serialize, Deserialize)]
struct Request {
    pk: String,
    body: String,
    /// Once it is done.
    #[serde(default)]
    answer: Option<String>,
    /// While it is under way: when another try may take over.
    #[serde(default)]
    until: Option<i64>,
    expires: i64,
}

/// What was used of a limit.
#[derive(Deserialize)]
struct Used {
    #[serde(default)]
    uses: i64,
}

impl Store {
    /// Claims a request for the first caller to use this key.
    pub async fn claim_request(
        &self,
        context: &Context,
        organisation: &Slug,
        caller: &str,
        key: &str,
        body_hash: &str,
    ) -> Result<Claimed, StoreError> {
        let now = context.now().as_second();
        let request = item::to_item(&Request {
            pk: request_key(organisation, caller, key),
            body: body_hash.to_owned(),
            answer: None,
            until: Some(now + IN_FLIGHT_SECONDS),
            expires: now + IDEMPOTENCY_SECONDS,
        });
        // Free, expired, or left behind by a run that died: its body must be the same then.
        let terms = Terms::when(
            "attribute_not_exists(pk) OR expires < :now OR (attribute_not_exists(answer) AND #until < :now AND body = :body)",
        )
        .name("#until", "until")
        .value(":now", n(now))
        .value(":body", s(body_hash));
        if self.put(&self.tables.ephemera, request, terms).await? {
            return Ok(Claimed::First);
        }
        let key = key_of(request_key(organisation, caller, key));
        let Some(item) = self.get(&self.tables.ephemera, key).await? else {
            return Ok(Claimed::InFlight);
        };
        let request: Request = item::read(&item, TABLE)?;
        if request.body != body_hash {
            return Ok(Claimed::OtherBody);
        }
        Ok(request.answer.map_or(Claimed::InFlight, Claimed::Answered))
    }

    /// The write that records a request's answer, to go into the transaction that does what it asks for.
    pub fn answer_request(
        &self,
        now: Timestamp,
        organisation: &Slug,
        caller: &str,
        key: &str,
        body_hash: &str,
        answer: &str,
    ) -> Result<TransactWriteItem, StoreError> {
        let request = item::to_item(&Request {
            pk: request_key(organisation, caller, key),
            body: body_hash.to_owned(),
            answer: Some(answer.to_owned()),
            until: None,
            expires: now.as_second() + IDEMPOTENCY_SECONDS,
        });
        call::put(&self.tables.ephemera, request, &Terms::when(UNANSWERED))
    }

    /// Gives a claimed request back, so that the same key can be used with a corrected body.
    pub async fn release_request(
        &self,
        organisation: &Slug,
        caller: &str,
        key: &str,
    ) -> Result<(), StoreError> {
        let key = key_of(request_key(organisation, caller, key));
        self.delete(&self.tables.ephemera, key, Terms::when(UNANSWERED))
            .await?;
        Ok(())
    }

    /// Counts one use against a limit per window. `false`: the limit is reached. Exact, however many ask at once.
    pub async fn count(
        &self,
        now: Timestamp,
        counter: &Counter,
        limit: u32,
        window_seconds: i64,
    ) -> Result<bool, StoreError> {
        let window = now.as_second() / window_seconds;
        let terms = Terms::when("attribute_not_exists(uses) OR uses < :limit")
            .value(":limit", n(limit))
            .value(":one", n(1))
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

fn request_key(organisation: &Slug, caller: &str, key: &str) -> String {
    format!("request#{organisation}#{caller}#{key}")
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
