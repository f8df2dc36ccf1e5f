//! Records what became of messages, as the providers report it: SES and AWS End User Messaging through a queue, SNS through
//! the logs it writes of each SMS.
//!
//! Reports come at least once, in any order, and at times before the sender has recorded its message. What they change is
//! decided by `rollcall::domain::activation`, where a status only moves forward; so each report is simply applied. What is
//! none of ours, or nothing that can be read, is acknowledged: it would be the same the next time.

mod end_user_messaging;
mod log;
mod queue;
mod ses;
mod sms_log;

use futures::{StreamExt, stream};
use rollcall::{
    aws::{
        cloud,
        config::{Config, Missing, Role},
        store::{Store, StoreError},
    },
    domain::{
        activation::{DeliveryReport, MessageTags, Reported},
        context::Context,
    },
};
use serde_json::{Value, json};

/// How many reports of one event are recorded at once.
const AT_ONCE: usize = 8;

/// What the function needs.
#[derive(Debug)]
pub struct App {
    /// The tables.
    pub store: Store,
}

impl App {
    /// From the environment. There is nothing to be signed, so the secret is not read.
    pub fn connect() -> Result<Self, Missing> {
        let config = Config::from_environment()?;
        let aws = cloud::configuration(Role::from_environment()?, config.endpoint.as_deref());
        Ok(Self {
            store: cloud::store(&aws, &config),
        })
    }
}

/// What a provider says.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Heard {
    /// How far a message came, and whose it is.
    Of(MessageTags, DeliveryReport),
    /// How far a message came that is known by its id alone.
    OfCalled(DeliveryReport),
    /// Nothing that changes how far a message came, and what it is about.
    Nothing(&'static str),
    /// It is not about a message of ours.
    Foreign,
}

/// Why something is nothing that a provider says. It holds nothing of what was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
struct Unreadable(&'static str);

/// Records an event of the queue or of a log. Answers which messages of the queue are to be delivered again.
///
/// # Errors
///
/// Where the store fails, for an event of a log: it is delivered again, whole.
pub async fn handle(app: &App, context: &Context, event: Value) -> Result<Value, StoreError> {
    if let Some(data) = log::data(&event) {
        record_log(app, context, data).await?;
        return Ok(Value::Null);
    }
    let Some(messages) = queue::messages(event) else {
        tracing::error!("an event is neither the queue's nor a log's, and is skipped");
        return Ok(Value::Null);
    };
    let failed: Vec<Value> = stream::iter(messages)
        .map(|message| async move {
            // An event of a log that failed before, handed in by an operator.
            let recorded = match log::data_of_failed(&message.body) {
                Some(data) => record_log(app, context, &data).await,
                None => record(app, context, queue::read(&message.body, context.now())).await,
            };
            recorded.err().map(|error| {
                tracing::warn!(%error, "a report was not recorded, to be delivered again");
                json!({ "itemIdentifier": message.id })
            })
        })
        .buffer_unordered(AT_ONCE)
        .filter_map(|failure| async { failure })
        .collect()
        .await;
    Ok(json!({ "batchItemFailures": failed }))
}

async fn record_log(app: &App, context: &Context, data: &str) -> Result<(), StoreError> {
    let lines = match log::lines(data) {
        Ok(lines) => lines,
        Err(error) => {
            tracing::error!(%error, "an event of a log cannot be read, and is skipped");
            return Ok(());
        }
    };
    let recorded = stream::iter(lines)
        .map(|line| async move { record(app, context, sms_log::read(&line, context.now())).await })
        .buffer_unordered(AT_ONCE);
    // All of them are tried before any is delivered again.
    let recorded: Vec<Result<(), StoreError>> = recorded.collect().await;
    recorded.into_iter().collect()
}

async fn record(app: &App, context: &Context, heard: Result<Heard, Unreadable>) -> Result<(), StoreError> {
    let (tags, report) = match heard {
        Ok(Heard::Of(tags, report)) => (tags, report),
        Ok(Heard::OfCalled(report)) => {
            let Some(tags) = app.store.find_message(context.current(), &report).await? else {
                tracing::info!(status = ?report.status, "a message nobody has noted yet was reported");
                return Ok(());
            };
            (tags, report)
        }
        Ok(Heard::Nothing(what)) => {
            tracing::info!(what, "reported, and nothing changes");
            return Ok(());
        }
        Ok(Heard::Foreign) => {
            tracing::info!("a message of somebody else was reported");
            return Ok(());
        }
        Err(error) => {
            tracing::error!(%error, "a report cannot be read, and is skipped");
            return Ok(());
        }
    };
    let MessageTags {
        organisation,
        user,
        round,
        channel,
    } = &tags;
    let changed = app
        .store
        .update_user(context, organisation, user, |user| {
            match user.hear(*round, *channel, &report) {
                Reported::Advanced(status) => Some(status),
                Reported::Nothing => None,
            }
        })
        .await?;
    tracing::info!(
        %organisation,
        %user,
        round,
        channel = channel.as_str(),
        status = ?report.status,
        is_news = changed.is_some(),
        "delivery reported"
    );
    Ok(())
}
