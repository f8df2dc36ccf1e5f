//! Follows the users: keeps the words they are found by, the lists they stand in and their counts, and tells other systems what
//! happened to them.
//!
//! It is the second reader of the Users table's stream. A record is a hint that somebody may stand elsewhere; what is true is
//! read from the tables, and what was counted is moved in one transaction with the record of it. So records may come twice,
//! late or out of order. One that is lost is made good for by the next one of the same person, or at night by the recount.
//!
//! Events follow from a record alone, from what somebody was to what they are ([`rollcall::domain::event`]): a record that comes
//! again tells the same once more, under the same id. The table of imports has a stream of its own, which says when one ends.

mod record;
mod recount;
mod telling;

pub use recount::{Mark, recount};

use jiff::Timestamp;
use record::Hint;
use rollcall::{
    aws::{
        cloud,
        config::{Config, Missing, Role},
        event_bus::{EventBus, NotPublished},
        invoker::{Invoker, NotStarted},
        store::{Store, StoreError},
    },
    domain::context::Context,
};
use serde::Deserialize;
use serde_json::{Value, json};

/// What the function needs.
#[derive(Debug)]
pub struct App {
    /// The tables.
    pub store: Store,
    /// This function: a recount that is longer than an invocation goes on in the next one.
    pub invoker: Invoker,
    /// Where events go.
    pub bus: EventBus,
}

impl App {
    /// From the environment. There is nothing to be signed, so the secret is not read.
    pub fn connect() -> Result<Self, Missing> {
        let config = Config::from_environment()?;
        let aws = cloud::configuration(Role::from_environment()?, config.endpoint.as_deref());
        Ok(Self {
            store: cloud::store(&aws, &config),
            invoker: cloud::invoker(&aws, &config),
            bus: cloud::event_bus(&aws, &config),
        })
    }
}

/// Something failed that is done when the same event comes again.
#[derive(Debug, thiserror::Error)]
pub enum Failed {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The bus.
    #[error(transparent)]
    NotPublished(#[from] NotPublished),
    /// The next invocation of a recount.
    #[error(transparent)]
    NotStarted(#[from] NotStarted),
}

/// A batch of the stream, or the night's order.
#[derive(Deserialize)]
#[serde(untagged)]
enum Event {
    Recount {
        recount: Recount,
    },
    Batch {
        #[serde(rename = "Records")]
        records: Vec<Value>,
    },
}

/// From where on; from the first organisation, where it says nothing.
#[derive(Deserialize)]
struct Recount {
    #[serde(flatten)]
    from: Option<Mark>,
}

/// Files whom a batch of the stream names, or recounts until shortly before `ends_at`.
///
/// # Errors
///
/// Where the store fails, or the next invocation is not started: the event is to come again, whole.
pub async fn handle(app: &App, context: &Context, ends_at: Timestamp, event: Value) -> Result<Value, Failed> {
    match serde_json::from_value::<Event>(event) {
        Ok(Event::Batch { records }) => Ok(Box::pin(follow(app, context, &records)).await?),
        Ok(Event::Recount {
            recount: Recount { from },
        }) => {
            let left = Box::pin(recount(&app.store, context, ends_at, from)).await?;
            if let Some(mark) = &left {
                app.invoker.go_on(&json!({ "recount": mark })).await?;
            }
            Ok(json!({ "goes_on_from": left }))
        }
        Err(_) => {
            tracing::error!("an event is neither the stream's nor the night's, and is skipped");
            Ok(Value::Null)
        }
    }
}

/// Files and tells: a bus that takes nothing for a while keeps nobody from being found, and the other way round. What is not done
/// comes again with the whole batch.
async fn follow(app: &App, context: &Context, records: &[Value]) -> Result<Value, Failed> {
    let (filed, told) = futures::join!(
        Box::pin(file(app, context, records)),
        telling::tell(&app.bus, context, records)
    );
    let mut answer = filed?;
    answer["told"] = json!(told?);
    Ok(answer)
}

async fn file(app: &App, context: &Context, records: &[Value]) -> Result<Value, StoreError> {
    let mut subjects = Vec::with_capacity(records.len());
    for record in records.iter().filter(|record| !telling::is_of_an_import(record)) {
        match Hint::read(record) {
            Ok(Hint::Of(of)) => subjects.extend(of),
            Ok(Hint::Nothing) => {}
            Err(error) => tracing::error!(%error, "a stream record is skipped"),
        }
    }
    if subjects.is_empty() {
        return Ok(json!({ "filed": 0, "removed": 0 }));
    }
    let tally = Box::pin(app.store.file_users(context, subjects)).await?;
    tracing::info!(filed = tally.filed, removed = tally.removed, "users followed");
    Ok(json!({ "filed": tally.filed, "removed": tally.removed }))
}
