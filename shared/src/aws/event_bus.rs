//! EventBridge: publishing events to other systems.

use crate::{
    aws::store::rounds::Rounds,
    domain::{context::Context, event},
};
use aws_sdk_eventbridge::{
    Client,
    config::http::HttpResponse,
    error::{ProvideErrorMetadata, SdkError},
    primitives::DateTime,
    types::PutEventsRequestEntry,
};

/// Entries that one call takes. Ours have a few hundred bytes, far from what a call holds.
const AT_ONCE: usize = 10;
/// Calls for the same entries: some twenty seconds of patience before the stream has them come again.
const TRIES: u32 = 8;

/// One bus.
#[derive(Debug, Clone)]
pub struct EventBus {
    client: Client,
    /// Its name or ARN.
    name: String,
}

/// Some events were not taken. All are to be published again: those that were taken are known by their ids.
#[derive(Debug, thiserror::Error)]
#[error("{left} events were not published: {reason}")]
pub struct NotPublished {
    left: usize,
    reason: String,
}

impl EventBus {
    /// Over a client, to one bus.
    pub fn new(client: Client, name: String) -> Self {
        Self { client, name }
    }

    /// Publishes events. What the bus does not take is sent again, alone, for a while.
    ///
    /// # Errors
    ///
    /// Where some are still not taken.
    pub async fn publish(&self, context: &Context, events: &[event::Event]) -> Result<(), NotPublished> {
        for some in events.chunks(AT_ONCE) {
            let mut left: Vec<PutEventsRequestEntry> = some.iter().map(|event| self.entry(event)).collect();
            let mut reason = String::new();
            let mut rounds = Rounds::new(context, TRIES).slowly();
            while !left.is_empty() && rounds.next().await {
                match self.put(left.clone()).await {
                    Ok(refused) => {
                        let all = left.into_iter().zip(refused);
                        let refused = all.filter_map(|(entry, refusal)| Some((entry, refusal?)));
                        let (again, reasons): (Vec<_>, Vec<_>) = refused.unzip();
                        left = again;
                        reason = reasons.into_iter().next().unwrap_or_default();
                    }
                    Err(code) => reason = code,
                }
            }
            if !left.is_empty() {
                let left = left.len();
                return Err(NotPublished { left, reason });
            }
        }
        Ok(())
    }

    fn entry(&self, event: &event::Event) -> PutEventsRequestEntry {
        PutEventsRequestEntry::builder()
            .event_bus_name(&self.name)
            .source(event::SOURCE)
            .detail_type(event.what.detail_type())
            .time(DateTime::from_millis(event.at.as_millisecond()))
            .detail(event.detail())
            .build()
    }

    /// One call: of each entry why it was not taken, where it was not.
    async fn put(&self, entries: Vec<PutEventsRequestEntry>) -> Result<Vec<Option<String>>, String> {
        let sent = self.client.put_events().set_entries(Some(entries)).send().await;
        let answer = sent.map_err(|error| code_of(&error))?;
        let entries = answer.entries().iter();
        Ok(entries
            .map(|entry| entry.error_code().map(str::to_owned))
            .collect())
    }
}

fn code_of<E: ProvideErrorMetadata>(error: &SdkError<E, HttpResponse>) -> String {
    error.code().unwrap_or("no answer").to_owned()
}
