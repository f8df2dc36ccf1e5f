//! Composes and sends the messages of activations, driven by the Users table's stream, and works off what was submitted to
//! sign-up forms, which comes by the same stream.
//!
//! A record of the stream is only a hint that a user may have something to be sent: what is true is read from the
//! table, and one sender at a time takes a user. So a batch may come twice, late or out of order and sends nothing a
//! second time. What a provider puts off stays on the user with a time to try again; what it refuses is recorded with
//! its reason.

mod compose;
mod gate;
mod notices;
mod send;
mod submission;

use futures::{StreamExt, stream};
use rollcall::{
    aws::{
        cloud::{self, Connection},
        messenger::Messenger,
        store::{Store, users},
    },
    domain::{context::Context, organisation::Slug, secret::Secret, submission::is_submission},
};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::HashSet;

pub use send::{Sent, send};

/// How many people are written to at once within a batch.
const AT_ONCE: usize = 8;

/// What the function needs.
#[derive(Debug)]
pub struct App {
    /// The tables.
    pub store: Store,
    /// Links.
    pub secret: Secret,
    /// SES and SNS.
    pub messenger: Messenger,
    /// Where links lead.
    pub public_url: String,
}

impl App {
    /// From the environment.
    pub async fn connect() -> Result<Self, lambda_http::Error> {
        let Connection { config, aws, secret } = cloud::connect().await?;
        Ok(Self {
            store: cloud::store(&aws, &config),
            secret,
            messenger: cloud::messenger(&aws, &config),
            public_url: config.public_url,
        })
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

/// Sends what the users named in a batch are still to be sent. Answers the records to be delivered again.
pub async fn handle(app: &App, context: &Context, event: Value) -> Value {
    let records = serde_json::from_value::<Event>(event)
        .map(|event| event.records)
        .unwrap_or_default();
    let mut seen = HashSet::new();
    let mut work = Vec::new();
    for record in &records {
        match read(record) {
            None => tracing::error!("a stream record names no user and is skipped"),
            Some((number, organisation, id)) if seen.insert((organisation.clone(), id.clone())) => {
                work.push((number, organisation, id));
            }
            Some(_) => {}
        }
    }
    let failed: Vec<Value> = stream::iter(work)
        .map(|(number, organisation, id)| async move {
            let sent = if is_submission(&id) {
                submission::work_off(app, context, &organisation, &id).await
            } else {
                send(app, context, &organisation, &id).await
            };
            match sent {
                Ok(sent) => {
                    tracing::info!(%organisation, user = %id, ?sent, "activation handled");
                    None
                }
                Err(error) => {
                    tracing::warn!(%organisation, user = %id, %error, "activation not handled, to be delivered again");
                    Some(json!({ "itemIdentifier": number }))
                }
            }
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
