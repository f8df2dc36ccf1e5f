//! A stand-in for EventBridge: it speaks its protocol behind the SDK's own client, keeps what it takes, and takes some entries of a
//! call and no others where a test asks for it. Every other service is reached as before.

use aws_smithy_runtime_api::{
    client::{
        http::{
            HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
            SharedHttpConnector,
        },
        orchestrator::{HttpRequest, HttpResponse},
        runtime_components::RuntimeComponents,
    },
    http::StatusCode,
};
use aws_smithy_types::body::SdkBody;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

#[derive(Debug, Default)]
struct State {
    taken: Vec<Value>,
    /// Of the entries to come, so many are not taken, every second one.
    refusals: usize,
}

/// The stand-in, in front of everything else.
#[derive(Debug, Clone)]
pub(crate) struct Bus {
    state: Arc<Mutex<State>>,
    others: SharedHttpClient,
}

impl Bus {
    /// One that lets calls of other services through.
    pub(crate) fn before(others: SharedHttpClient) -> Self {
        Self {
            state: Arc::default(),
            others,
        }
    }

    /// Every entry it has taken, in order.
    pub(crate) fn taken(&self) -> Vec<Value> {
        self.state.lock().unwrap().taken.clone()
    }

    /// Forgets what it has taken.
    pub(crate) fn clear(&self) {
        self.state.lock().unwrap().taken.clear();
    }

    /// From now on it takes not every entry, until it has refused so many.
    pub(crate) fn refuse(&self, entries: usize) {
        self.state.lock().unwrap().refusals = entries;
    }
}

impl HttpClient for Bus {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(Connector {
            state: Arc::clone(&self.state),
            others: self.others.http_connector(settings, components),
        })
    }
}

#[derive(Debug)]
struct Connector {
    state: Arc<Mutex<State>>,
    others: SharedHttpConnector,
}

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        if request.headers().get("x-amz-target") != Some("AWSEvents.PutEvents") {
            return self.others.call(request);
        }
        let body: Value = serde_json::from_slice(request.body().bytes().unwrap()).unwrap();
        let entries = body["Entries"].as_array().unwrap();
        assert!((1..=10).contains(&entries.len()), "{}", entries.len());
        let mut state = self.state.lock().unwrap();
        let mut answers = Vec::new();
        for (at, entry) in entries.iter().enumerate() {
            if state.refusals > 0 && at % 2 == 0 {
                state.refusals -= 1;
                answers.push(json!({ "ErrorCode": "ThrottlingException", "ErrorMessage": "slow down" }));
            } else {
                state.taken.push(entry.clone());
                answers.push(json!({ "EventId": state.taken.len().to_string() }));
            }
        }
        let failed = answers
            .iter()
            .filter(|one| one.get("ErrorCode").is_some())
            .count();
        let answer = json!({ "FailedEntryCount": failed, "Entries": answers });
        let mut response = HttpResponse::new(
            StatusCode::try_from(200).unwrap(),
            SdkBody::from(answer.to_string()),
        );
        response
            .headers_mut()
            .insert("content-type", "application/x-amz-json-1.1");
        HttpConnectorFuture::ready(Ok(response))
    }
}
