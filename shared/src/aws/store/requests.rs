//! Requests that must not be done twice: each is known by the key its sender chose, for a day.
//!
//! A key may be anything, and a body names a person, so neither stands in the table but as a keyed hash. The answer names a person,
//! too: it is an item under the user it is about, by which it goes when they are erased. The request stays, so that a repetition
//! does not create them again. Whom a request creates follows from it, so that even without its record it creates nobody twice.

use super::{
    Store, StoreError,
    call::{self, Terms},
    ephemera::{Counter, key_of},
    item::{self, Item, n, s},
};
use crate::domain::{context::Context, organisation::Slug, secret::Secret};
use aws_sdk_dynamodb::types::TransactWriteItem;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

const TABLE: &str = "Ephemera";
/// The request has no answer yet.
const UNANSWERED: &str = "attribute_not_exists(answered_for)";

/// How long a request's answer can be asked for again, in seconds.
const IDEMPOTENCY_SECONDS: i64 = 24 * 3600;
/// How long a request may be under way before a repetition takes over, in seconds.
const IN_FLIGHT_SECONDS: i64 = 30;

/// A request, by who sends it and the key they chose.
#[derive(Debug, Clone)]
pub struct RequestKey(Counter);

impl RequestKey {
    /// What stands in the table is a keyed hash of all three.
    pub fn new(secret: &Secret, organisation: &Slug, caller: &str, key: &str) -> Self {
        Self(Counter::new(
            secret,
            "request",
            &[organisation.as_str(), caller, key],
        ))
    }

    fn item_key(&self) -> Item {
        key_of(self.0.key())
    }
}

/// What is known of a request with an idempotency key.
#[derive(Debug, PartialEq, Eq)]
pub enum Claimed {
    /// First of its kind: go on. The record is claimed.
    First,
    /// Done before, with this answer.
    Answered(String),
    /// Done before; the user it created was erased since, and the answer with them.
    Erased,
    /// The same request is under way.
    InFlight,
    /// The key was used with another body.
    OtherBody,
}

/// A request with an idempotency key, as the table keeps it.
#[derive(Serialize, Deserialize)]
struct Request {
    pk: String,
    body: String,
    /// Once it is done: whom it created. Their answer stands under them.
    #[serde(default)]
    answered_for: Option<String>,
    /// While it is under way: when another try may take over.
    #[serde(default)]
    until: Option<i64>,
    expires: i64,
}

/// An answer, under the user it is about.
#[derive(Serialize, Deserialize)]
struct Answer {
    answer: String,
    expires: i64,
}

/// The key of the answer that a request about this user was given.
pub(super) fn answer_key(organisation: &Slug, user: &str) -> Item {
    key_of(format!("answer#{organisation}#{user}"))
}

impl Store {
    /// Claims a request for the first caller to use this key.
    pub async fn claim_request(
        &self,
        context: &Context,
        organisation: &Slug,
        key: &RequestKey,
        body_hash: &str,
    ) -> Result<Claimed, StoreError> {
        let now = context.now().as_second();
        let request = item::to_item(&Request {
            pk: key.0.key().to_owned(),
            body: body_hash.to_owned(),
            answered_for: None,
            until: Some(now + IN_FLIGHT_SECONDS),
            expires: now + IDEMPOTENCY_SECONDS,
        });
        // Free, expired, or left behind by a run that died: its body must be the same then.
        let terms = Terms::when(
            "attribute_not_exists(pk) OR expires < :now \
             OR (attribute_not_exists(answered_for) AND #until < :now AND body = :body)",
        )
        .name("#until", "until")
        .value(":now", n(now))
        .value(":body", s(body_hash));
        if self.put(&self.tables.ephemera, request, terms).await? {
            return Ok(Claimed::First);
        }
        let Some(item) = self.get(&self.tables.ephemera, key.item_key()).await? else {
            return Ok(Claimed::InFlight);
        };
        let request: Request = item::read(&item, TABLE)?;
        if request.body != body_hash {
            return Ok(Claimed::OtherBody);
        }
        let Some(user) = request.answered_for else {
            return Ok(Claimed::InFlight);
        };
        let key = answer_key(organisation, &user);
        let found = self.get(&self.tables.ephemera, key).await?;
        let answer: Option<Answer> = found.as_ref().map(|item| item::read(item, TABLE)).transpose()?;
        Ok(answer.map_or(Claimed::Erased, |found| Claimed::Answered(found.answer)))
    }

    /// The writes that record a request's answer, to go into the transaction that creates the user it is about.
    pub fn answer_request(
        &self,
        now: Timestamp,
        organisation: &Slug,
        key: &RequestKey,
        body_hash: &str,
        user: &str,
        answer: &str,
    ) -> Result<Vec<TransactWriteItem>, StoreError> {
        let expires = now.as_second() + IDEMPOTENCY_SECONDS;
        let request = item::to_item(&Request {
            pk: key.0.key().to_owned(),
            body: body_hash.to_owned(),
            answered_for: Some(user.to_owned()),
            until: None,
            expires,
        });
        let mut stored = item::to_item(&Answer {
            answer: answer.to_owned(),
            // No request is found without its answer.
            expires: expires + IN_FLIGHT_SECONDS,
        });
        stored.extend(answer_key(organisation, user));
        let table = &self.tables.ephemera;
        Ok(vec![
            call::put(table, request, &Terms::when(UNANSWERED))?,
            call::put(table, stored, &Terms::always())?,
        ])
    }

    /// Gives a claimed request back, so that the same key can be used with a corrected body.
    pub async fn release_request(&self, key: &RequestKey) -> Result<(), StoreError> {
        self.delete(&self.tables.ephemera, key.item_key(), Terms::when(UNANSWERED))
            .await?;
        Ok(())
    }
}
