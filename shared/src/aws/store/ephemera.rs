//! What tidies itself away: counters of attempts, and requests that must not be done twice.

use super::{
    Store, StoreError, condition_failed,
    item::{Reader, n, s},
    pause,
};
use crate::domain::{
    base32,
    context::Context,
    organisation::Slug,
    secret::{Purpose, Secret},
};
use aws_sdk_dynamodb::types::{Put, TransactWriteItem};
use jiff::Timestamp;

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
}

impl Store {
    /// Claims a request for whoever asks first with this key.
    pub async fn claim_request(
        &self,
        context: &Context,
        organisation: &Slug,
        caller: &str,
        key: &str,
        body_hash: &str,
    ) -> Result<Claimed, StoreError> {
        let now = context.now().as_second();
        let put = self
            .client
            .put_item()
            .table_name(&self.tables.ephemera)
            .item("pk", s(request_key(organisation, caller, key)))
            .item("body", s(body_hash))
            .item("until", n(now + IN_FLIGHT_SECONDS))
            .item("expires", n(now + IDEMPOTENCY_SECONDS))
            // Free, expired, or left behind by a run that died: its body must be the same then.
            .condition_expression(
                "attribute_not_exists(pk) OR expires < :now OR (attribute_not_exists(answer) AND #until < :now AND body = :body)",
            )
            .expression_attribute_names("#until", "until")
            .expression_attribute_values(":now", n(now))
            .expression_attribute_values(":body", s(body_hash))
            .send()
            .await;
        match put {
            Ok(_) => return Ok(Claimed::First),
            Err(error) if condition_failed(&error) => {}
            Err(error) => return Err(error.into()),
        }
        let found = self
            .client
            .get_item()
            .table_name(&self.tables.ephemera)
            .key("pk", s(request_key(organisation, caller, key)))
            .consistent_read(true)
            .send()
            .await?;
        let Some(item) = found.item() else {
            return Ok(Claimed::InFlight);
        };
        let reader = Reader {
            item,
            table: "Ephemera",
        };
        if reader.text("body")? != body_hash {
            return Ok(Claimed::OtherBody);
        }
        Ok(reader
            .find_text("answer")
            .map_or(Claimed::InFlight, |answer| Claimed::Answered(answer.to_owned())))
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
        let put = Put::builder()
            .table_name(&self.tables.ephemera)
            .item("pk", s(request_key(organisation, caller, key)))
            .item("body", s(body_hash))
            .item("answer", s(answer))
            .item("expires", n(now.as_second() + IDEMPOTENCY_SECONDS))
            .condition_expression("attribute_not_exists(answer)")
            .build()
            .map_err(|error| StoreError::Failed(error.to_string()))?;
        Ok(TransactWriteItem::builder().put(put).build())
    }

    /// Gives a claimed request back, so that the same key can be used with a corrected body.
    pub async fn release_request(
        &self,
        organisation: &Slug,
        caller: &str,
        key: &str,
    ) -> Result<(), StoreError> {
        let deleted = self
            .client
            .delete_item()
            .table_name(&self.tables.ephemera)
            .key("pk", s(request_key(organisation, caller, key)))
            .condition_expression("attribute_not_exists(answer)")
            .send()
            .await;
        match deleted {
            Err(error) if !condition_failed(&error) => Err(error.into()),
            _ => Ok(()),
        }
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
        let counted = self
            .client
            .update_item()
            .table_name(&self.tables.ephemera)
            .key("pk", s(format!("{}#{window}", counter.0)))
            .update_expression("ADD uses :one SET expires = :expires")
            .condition_expression("attribute_not_exists(uses) OR uses < :limit")
            .expression_attribute_values(":one", n(1))
            .expression_attribute_values(":limit", n(limit))
            .expression_attribute_values(":expires", n((window + 2) * window_seconds))
            .send()
            .await;
        match counted {
            Ok(_) => Ok(true),
            Err(error) if condition_failed(&error) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// How many uses were counted in this window.
    pub(super) async fn uses(
        &self,
        now: Timestamp,
        counter: &Counter,
        window_seconds: i64,
    ) -> Result<i64, StoreError> {
        let window = now.as_second() / window_seconds;
        let found = self
            .client
            .get_item()
            .table_name(&self.tables.ephemera)
            .key("pk", s(format!("{}#{window}", counter.0)))
            .consistent_read(true)
            .send()
            .await?;
        let reader = found.item().map(|item| Reader {
            item,
            table: "Ephemera",
        });
        Ok(reader
            .and_then(|reader| reader.find_number("uses"))
            .unwrap_or_default())
    }

    /// Takes one use back: it turned out to be none of those that are limited.
    pub async fn uncount(
        &self,
        now: Timestamp,
        counter: &Counter,
        window_seconds: i64,
    ) -> Result<(), StoreError> {
        let window = now.as_second() / window_seconds;
        let key = s(format!("{}#{window}", counter.0));
        let update = self
            .client
            .update_item()
            .table_name(&self.tables.ephemera)
            .key("pk", key);
        update
            .update_expression("ADD uses :one SET expires = :expires")
            .expression_attribute_values(":one", n(-1))
            .expression_attribute_values(":expires", n((window + 2) * window_seconds))
            .send()
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
        self.client
            .delete_item()
            .table_name(&self.tables.ephemera)
            .key("pk", s(format!("{}#{window}", counter.0)))
            .send()
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
        for attempt in 0..PATIENCE {
            if self.count(context.now(), counter, limit, window_seconds).await? {
                return Ok(true);
            }
            pause(context, attempt.min(3)).await;
        }
        Ok(false)
    }
}

/// How long it is until a limit's window ends and it can be used again, in seconds.
pub fn seconds_left(now: Timestamp, window_seconds: i64) -> u64 {
    let left = window_seconds - now.as_second().rem_euclid(window_seconds);
    u64::try_from(left).unwrap_or(1)
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
