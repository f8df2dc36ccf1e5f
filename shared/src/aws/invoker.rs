//! Lambda: asking another function for something, without waiting for it.

use crate::domain::organisation::Slug;
use aws_sdk_lambda::{
    Client,
    error::{ProvideErrorMetadata, SdkError},
    primitives::Blob,
    types::InvocationType,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Starts one function.
#[derive(Debug, Clone)]
pub struct Invoker {
    client: Client,
    function: String,
}

/// Lambda did not take the call: the schedule makes good for it within a minute.
#[derive(Debug, thiserror::Error)]
#[error("the function was not started: {0}")]
pub struct NotStarted(String);

/// A request to `send-activation`, beside the records of the stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Errand {
    /// Somebody has just pressed a button and waits for this message.
    Send(Wanted),
    /// Turns are to be handed out: something is due, or an import has made people.
    HandOut {},
}

/// Whose message is wanted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// The organisation.
    pub organisation: Slug,
    /// A user's id, or a submission's.
    pub id: String,
}

impl Invoker {
    /// Over a client, for one function.
    pub fn new(client: Client, function: String) -> Self {
        Self { client, function }
    }

    /// Asks for an import to be taken up where it stands.
    pub async fn take_up(&self, organisation: &Slug, import_id: &str) -> Result<(), NotStarted> {
        self.start(&work(organisation, import_id)).await
    }

    /// Asks for a job to be worked at, from where it stands.
    ///
    /// # Errors
    ///
    /// Lambda did not take the call.
    pub async fn work_at(&self, organisation: &Slug, job_id: &str) -> Result<(), NotStarted> {
        self.start(&job(organisation, job_id)).await
    }

    /// Asks for one person's message in the fast lane. The stream brings the same: a call that gets lost costs time alone.
    pub async fn send(&self, organisation: &Slug, id: &str) {
        let wanted = Wanted {
            organisation: organisation.clone(),
            id: id.to_owned(),
        };
        self.run(&Errand::Send(wanted)).await;
    }

    /// Asks for turns to be handed out. Somebody does so every minute: a call that gets lost costs time alone.
    pub async fn hand_out(&self) {
        self.run(&Errand::HandOut {}).await;
    }

    /// Asks the function to go on with what does not fit into one invocation.
    ///
    /// # Errors
    ///
    /// Where Lambda does not take the call.
    pub async fn go_on(&self, event: &Value) -> Result<(), NotStarted> {
        self.start(event).await
    }

    async fn run(&self, errand: &Errand) {
        if let Err(error) = self.start(&json!(errand)).await {
            tracing::warn!(%error, "the sender hears of it later");
        }
    }

    async fn start(&self, event: &Value) -> Result<(), NotStarted> {
        let sent = self
            .client
            .invoke()
            .function_name(&self.function)
            .invocation_type(InvocationType::Event)
            .payload(Blob::new(event.to_string()))
            .send()
            .await;
        sent.map(|_| ()).map_err(|error| NotStarted(reason(&error)))
    }
}

/// The event that names an import.
pub fn work(organisation: &Slug, import_id: &str) -> Value {
    json!({ "take_up": { "organisation": organisation, "import_id": import_id } })
}

/// The event that names a job.
pub fn job(organisation: &Slug, job_id: &str) -> Value {
    json!({ "work_at": { "organisation": organisation, "job_id": job_id } })
}

fn reason<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> String {
    error.code().unwrap_or("no answer").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_errand_is_read_as_it_was_written_and_a_batch_is_none() {
        let wanted = Wanted {
            organisation: Slug::parse("demo").unwrap(),
            id: "u_1".into(),
        };
        for (errand, event) in [
            (
                Errand::Send(wanted),
                json!({ "send": { "organisation": "demo", "id": "u_1" } }),
            ),
            (Errand::HandOut {}, json!({ "hand_out": {} })),
        ] {
            assert_eq!(json!(errand), event);
            assert_eq!(serde_json::from_value::<Errand>(event).unwrap(), errand);
        }
        assert!(serde_json::from_value::<Errand>(json!({ "Records": [] })).is_err());
    }
}
