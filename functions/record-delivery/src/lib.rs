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
        telemetry,
    },
    domain::{
        activation::{Channel, DeliveryReport, DeliveryStatus, MessageTags, Reported},
        context::Context,
    },
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

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

/// What came of a report: how far it moved a message over a channel, if it did.
type Recorded = Result<Option<(Channel, DeliveryStatus)>, StoreError>;

/// Records an event of the queue or of a log. Answers which messages of the queue are to be delivered again.
///
/// # Errors
///
/// Where the store fails, for an event of a log: it is delivered again, whole.
pub async fn handle(app: &App, context: &Context, event: Value) -> Result<Value, StoreError> {
    if let Some(data) = log::data(&event) {
        let recorded = record_log(app, context, data).await;
        measure(context, recorded.iter());
        for one in recorded {
            one?;
        }
        return Ok(Value::Null);
    }
    let Some(messages) = queue::messages(event) else {
        tracing::error!("an event is neither the queue's nor a log's, and is skipped");
        return Ok(Value::Null);
    };
    let recorded: Vec<(String, Vec<Recorded>)> = stream::iter(messages)
        .map(|message| async move {
            // An event of a log that failed before, handed in by an operator.
            let recorded = match log::data_of_failed(&message.body) {
                Some(data) => record_log(app, context, &data).await,
                None => vec![record(app, context, queue::read(&message.body, context.now())).await],
            };
            (message.id, recorded)
        })
        .buffer_unordered(AT_ONCE)
        .collect()
        .await;
    measure(context, recorded.iter().flat_map(|(_, recorded)| recorded));
    let mut failed = Vec::new();
    for (id, recorded) in &recorded {
        if let Some(error) = recorded.iter().find_map(|one| one.as_ref().err()) {
            tracing::warn!(%error, "a report was not recorded, to be delivered again");
            failed.push(json!({ "itemIdentifier": id }));
        }
    }
    Ok(json!({ "batchItemFailures": failed }))
}

/// Records the lines of a log, all of them before any is delivered again.
async fn record_log(app: &App, context: &Context, data: &str) -> Vec<Recorded> {
    let lines = match log::lines(data) {
        Ok(lines) => lines,
        Err(error) => {
            tracing::error!(%error, "an event of a log cannot be read, and is skipped");
            return Vec::new();
        }
    };
    stream::iter(lines)
        .map(|line| async move { record(app, context, sms_log::read(&line, context.now())).await })
        .buffer_unordered(AT_ONCE)
        .collect()
        .await
}

/// Measures how far messages came; and of each that came to an end, whether it did not arrive, for an alarm.
fn measure<'a>(context: &Context, recorded: impl Iterator<Item = &'a Recorded>) {
    let mut counts = BTreeMap::<(&str, &str), u64>::new();
    let mut ended = BTreeMap::<&str, Vec<u64>>::new();
    for (channel, status) in recorded.flatten().flatten() {
        *counts.entry((channel.as_str(), status.as_str())).or_default() += 1;
        let is_lost = match status {
            DeliveryStatus::Delivered => 0,
            DeliveryStatus::Failed | DeliveryStatus::Bounced => 1,
            DeliveryStatus::Sent | DeliveryStatus::Complained | DeliveryStatus::Held => continue,
        };
        ended.entry(channel.as_str()).or_default().push(is_lost);
    }
    let now = context.current();
    for ((channel, status), count) in counts {
        telemetry::measure(now, "reports", count, &[("channel", channel), ("status", status)]);
    }
    for (channel, lost) in ended {
        telemetry::measure_each(now, "lost", &lost, &[("channel", channel)]);
    }
}

async fn record(app: &App, context: &Context, heard: Result<Heard, Unreadable>) -> Recorded {
    let (tags, report) = match heard {
        Ok(Heard::Of(tags, report)) => (tags, report),
        Ok(Heard::OfCalled(report)) => {
            let Some(tags) = app.store.find_message(context.current(), &report).await? else {
                tracing::info!(status = ?report.status, "a message nobody has noted yet was reported");
                return Ok(None);
            };
            (tags, report)
        }
        Ok(Heard::Nothing(what)) => {
            tracing::info!(what, "reported, and nothing changes");
            return Ok(None);
        }
        Ok(Heard::Foreign) => {
            tracing::info!("a message of somebody else was reported");
            return Ok(None);
        }
        Err(error) => {
            tracing::error!(%error, "a report cannot be read, and is skipped");
            return Ok(None);
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
    Ok(changed.map(|(_, status)| (*channel, status)))
}
