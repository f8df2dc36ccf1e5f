//! Composes and sends the messages of activations, and works off what was submitted to sign-up forms.
//!
//! It is called in three ways. By the Users table's stream: a record is a hint that somebody may have something to be sent.
//! By a function in which somebody has just pressed a button and waits: the same hint, in the fast lane. And every minute,
//! and after an import, to hand out turns: to whom an import made, to what is due, to what an arming released.
//!
//! What is true is read from the table, and one sender at a time takes a user. So a hint may come twice, late or out of
//! order and sends nothing a second time. All senders together stay below the providers' rates (`rollcall::domain::pace`): a
//! message waits for its moment inside the invocation. What cannot go out before the invocation ends, what a provider
//! failed to take and what waits for a day's quota stays on the user with a time; what it refuses is recorded with its reason.

mod compose;
mod gate;
mod notices;
mod pacer;
mod send;
mod submission;
mod turns;
mod work;

use futures::{StreamExt, stream};
use jiff::{SignedDuration, Timestamp};
use rollcall::{
    aws::{
        alarm::Alarm,
        cloud::{self, Connection},
        invoker::{Errand, Wanted},
        messenger::Messenger,
        store::{Store, StoreError, users},
    },
    domain::{context::Context, organisation::Slug, secret::Secret, submission::is_submission},
};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::HashSet;
use work::{Tally, Work};

pub use send::Sent;

/// How many people of a batch are written to at once.
const AT_ONCE: usize = 8;
/// How long a batch of the stream may take: what is left stays due, and the batches behind it get their turn.
const BATCH: SignedDuration = SignedDuration::from_mins(2);

/// What the function needs.
#[derive(Debug)]
pub struct App {
    /// The tables.
    pub store: Store,
    /// Links.
    pub secret: Secret,
    /// SES and SNS.
    pub messenger: Messenger,
    /// The operator's topic.
    pub alarm: Alarm,
    /// Where links lead.
    pub public_url: String,
    /// When the next message may go.
    pacer: pacer::Pacer,
}

impl App {
    /// Over these.
    pub fn new(store: Store, secret: Secret, messenger: Messenger, alarm: Alarm, public_url: String) -> Self {
        Self {
            store,
            secret,
            messenger,
            alarm,
            public_url,
            pacer: pacer::Pacer::default(),
        }
    }

    /// From the environment.
    pub async fn connect() -> Result<Self, lambda_http::Error> {
        let Connection { config, aws, secret } = cloud::connect().await?;
        Ok(Self::new(
            cloud::store(&aws, &config),
            secret,
            cloud::messenger(&aws, &config),
            cloud::alarm(&aws, &config),
            config.public_url,
        ))
    }
}

/// As much of a stream's event as is needed: which users may have something to be sent.
#[derive(Deserialize)]
struct Event {
    #[serde(rename = "Records", default)]
    records: Vec<Value>,
}

/// A record's user and the number by which the stream knows it. `None` for a record that is not one of ours: it is
/// reported and acknowledged, since coming again would not mend it.
fn read(record: &Value) -> Option<(String, Slug, String)> {
    let number = record.pointer("/dynamodb/SequenceNumber")?.as_str()?;
    let key = record.pointer("/dynamodb/Keys/pk/S")?.as_str()?;
    let (organisation, id) = users::id_of_key(key)?;
    Some((number.to_owned(), organisation, id))
}

/// Sends what an event asks for, until shortly before `ends_at`. Answers a batch of the stream with the records to be
/// delivered again, and everything else with what came of it.
///
/// # Errors
///
/// Where the store fails, but for a batch's records.
pub async fn handle(
    app: &App,
    context: &Context,
    ends_at: Timestamp,
    event: Value,
) -> Result<Value, StoreError> {
    let tally = Tally::default();
    let work = Work::until(app, context, ends_at, &tally);
    let answer = match serde_json::from_value::<Errand>(event.clone()) {
        Ok(Errand::Send(Wanted { organisation, id })) => one(work.fast().at_most(BATCH), &organisation, &id)
            .await
            .map(|sent| json!({ "sent": format!("{sent:?}") })),
        Ok(Errand::HandOut {}) => turns::hand_out(work).await,
        Err(_) => Ok(batch(work.at_most(BATCH), event).await),
    };
    tally.report(context);
    answer
}

/// Sends one user or works off one submission.
async fn one(work: Work<'_>, organisation: &Slug, id: &str) -> Result<Sent, StoreError> {
    let sent = if is_submission(id) {
        submission::work_off(work.fast(), organisation, id).await
    } else {
        send::send(work, organisation, id).await
    };
    match &sent {
        Ok(sent) => tracing::info!(%organisation, user = %id, ?sent, "activation handled"),
        Err(error) => tracing::warn!(%organisation, user = %id, %error, "activation not handled"),
    }
    sent
}

/// Sends what the users named in a batch of the stream are still to be sent. Answers the records to be delivered again.
async fn batch(work: Work<'_>, event: Value) -> Value {
    let records = serde_json::from_value::<Event>(event)
        .map(|event| event.records)
        .unwrap_or_default();
    let mut seen = HashSet::new();
    let mut users = Vec::new();
    for record in &records {
        match read(record) {
            None => tracing::error!("a stream record names no user and is skipped"),
            Some((number, organisation, id)) if seen.insert((organisation.clone(), id.clone())) => {
                users.push((number, organisation, id));
            }
            Some(_) => {}
        }
    }
    let failed: Vec<Value> = stream::iter(users)
        .map(|(number, organisation, id)| async move {
            let sent = one(work, &organisation, &id).await;
            sent.is_err().then(|| json!({ "itemIdentifier": number }))
        })
        .buffer_unordered(AT_ONCE)
        .filter_map(|failure| async { failure })
        .collect()
        .await;
    json!({ "batchItemFailures": failed })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_names_its_user_and_a_strange_one_names_none() {
        let record = json!({ "dynamodb": { "SequenceNumber": "7", "Keys": { "pk": { "S": "demo#u_1" } } } });
        let (number, organisation, id) = read(&record).unwrap();
        assert_eq!(
            (number.as_str(), organisation.as_str(), id.as_str()),
            ("7", "demo", "u_1")
        );
        for strange in [
            json!({}),
            json!(7),
            json!({ "dynamodb": { "SequenceNumber": "7", "Keys": { "pk": { "S": "x" } } } }),
        ] {
            assert!(read(&strange).is_none());
        }
    }
}
