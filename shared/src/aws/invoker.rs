//! Lambda: asking the import function to take up an import.

use crate::domain::organisation::Slug;
use aws_sdk_lambda::{
    Client,
    error::{ProvideErrorMetadata, SdkError},
    primitives::Blob,
    types::InvocationType,
};
use serde_json::{Value, json};

/// Starts the function that imports.
#[derive(Debug, Clone)]
pub struct Invoker {
    client: Client,
    function: String,
}

/// Lambda did not take the call: the schedule takes the import up within a minute.
#[derive(Debug, thiserror::Error)]
#[error("the function was not started: {0}")]
pub struct NotStarted(String);

impl Invoker {
    /// Over a client, for one function.
    pub fn new(client: Client, function: String) -> Self {
        Self { client, function }
    }

    /// Asks for an import to be taken up where it stands, and does not wait for it.
    pub async fn take_up(&self, organisation: &Slug, import_id: &str) -> Result<(), NotStarted> {
        let sent = self
            .client
            .invoke()
            .function_name(&self.function)
            .invocation_type(InvocationType::Event)
            .payload(Blob::new(work(organisation, import_id).to_string()))
            .send()
            .await;
        sent.map(|_| ()).map_err(|error| NotStarted(reason(&error)))
    }
}

/// The event that names an import.
pub fn work(organisation: &Slug, import_id: &str) -> Value {
    json!({ "take_up": { "organisation": organisation, "import_id": import_id } })
}

fn reason<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> String {
    error.code().unwrap_or("no answer").to_owned()
}
