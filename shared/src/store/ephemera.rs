//! What tidies itself away: counters of attempts, and requests that must not be done twice.

use super::{
    Store, StoreError, TRIES, condition_failed,
    item::{Reader, n, s},
    pause,
};
use crate::{
    context::{self, Context},
    organisation::Slug,
    secret::{Purpose, Secret},
};
use aws_sdk_dynamodb::types::{Put, TransactWriteItem};
use jiff::Timestamp;

/// How long a request's answer can be asked for again, in seconds.
const IDEMPOTENCY_SECONDS: i64 = 24 * 3600;
/// How long a request may be under way before a repetition takes over, in seconds.
const IN_FLIGHT_SECONDS: i64 = 30;
/// Failures before the waiting begins.
const FREE_FAILURES: u32 = 5;
/// A day without failures forgets them, in seconds.
const FORGET_SECONDS: i64 = 24 * 3600;

/// What is known of a request with an idempotency key.
#[derive(Debug, PartialEq, Eq)]
pub enum Repetition {
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
            context::encode(&secret.tag(Purpose::Counter, &parts))
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

/// How long to wait after so many failures, in seconds: nothing for the first five, then doubling from two seconds to
/// twenty minutes, which leaves fewer than 100 tries a day.
pub fn wait_after(failures: u32) -> i64 {
    match failures.checked_sub(FREE_FAILURES) {
        None => 0,
        Some(beyond) => (2_i64 << beyond.min(10)).min(1_200),
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
    ) -> Result<Repetition, StoreError> {
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
            Ok(_) => return Ok(Repetition::First),
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
            return Ok(Repetition::InFlight);
        };
        let reader = Reader {
            item,
            table: "Ephemera",
        };
        if reader.text("body")? != body_hash {
            return Ok(Repetition::OtherBody);
        }
        Ok(reader.find_text("answer").map_or(Repetition::InFlight, |answer| {
            Repetition::Answered(answer.to_owned())
        }))
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

    /// Reserves a try against a counter of failures, counting it as failed until [`Store::forget_failures`] says
    /// otherwise. `Err(seconds)` inside: wait so long. Exact, however many ask at once.
    pub async fn reserve_try(
        &self,
        context: &Context,
        counter: &Counter,
    ) -> Result<Result<(), u64>, StoreError> {
        let now = context.now().as_millisecond();
        for attempt in 0..TRIES * 4 {
            let found = self
                .client
                .get_item()
                .table_name(&self.tables.ephemera)
                .key("pk", s(&counter.0))
                .consistent_read(true)
                .send()
                .await?;
            let reader = found.item().map(|item| Reader {
                item,
                table: "Ephemera",
            });
            let number = |name| reader.as_ref().and_then(|reader| reader.find_number::<i64>(name));
            let fresh = number("expires").is_some_and(|expires| expires > context.now().as_second());
            let failures = if fresh { number("failures").unwrap_or(0) } else { 0 };
            let blocked_until = if fresh {
                number("blocked_until").unwrap_or(0)
            } else {
                0
            };
            if blocked_until > now {
                return Ok(Err(
                    u64::try_from((blocked_until - now + 999) / 1_000).unwrap_or(1)
                ));
            }
            let count = u32::try_from(failures + 1).unwrap_or(u32::MAX);
            let mut update = self
                .client
                .update_item()
                .table_name(&self.tables.ephemera)
                .key("pk", s(&counter.0))
                .update_expression("SET failures = :count, blocked_until = :until, expires = :expires")
                .expression_attribute_values(":count", n(count))
                .expression_attribute_values(":until", n(now + wait_after(count) * 1_000))
                .expression_attribute_values(":expires", n(context.now().as_second() + FORGET_SECONDS));
            update = match number("failures") {
                None => update.condition_expression("attribute_not_exists(failures)"),
                Some(seen) => update
                    .condition_expression("failures = :seen AND blocked_until = :seen_until")
                    .expression_attribute_values(":seen", n(seen))
                    .expression_attribute_values(":seen_until", n(number("blocked_until").unwrap_or(0))),
            };
            match update.send().await {
                Ok(_) => return Ok(Ok(())),
                Err(error) if condition_failed(&error) => {
                    pause(context, attempt.min(2)).await;
                }
                Err(error) => return Err(error.into()),
            }
        }
        // So many at once are no person typing.
        Ok(Err(2))
    }

    /// A success: earlier failures no longer count.
    pub async fn forget_failures(&self, counter: &Counter) -> Result<(), StoreError> {
        self.client
            .delete_item()
            .table_name(&self.tables.ephemera)
            .key("pk", s(&counter.0))
            .send()
            .await?;
        Ok(())
    }
}

fn request_key(organisation: &Slug, caller: &str, key: &str) -> String {
    format!("request#{organisation}#{caller}#{key}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guessing_leaves_fewer_than_a_hundred_tries_a_day() {
        let (mut seconds, mut tries) = (0, 0);
        while seconds < 24 * 3_600 {
            tries += 1;
            seconds += wait_after(tries);
        }
        assert!(tries <= 100, "{tries}");
        assert_eq!((wait_after(4), wait_after(5), wait_after(6)), (0, 2, 4));
    }
}
