//! Parameters of a request for a list. Those that are unknown are passed over: a provider's own never keep it out.

use crate::refusal::Refused;
use axum::{extract::FromRequestParts, http::request::Parts};
use serde_json::{Map, Value};

/// Names and texts. A name has no case.
#[derive(Debug, Default)]
pub(crate) struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// What a name stands for.
    pub(crate) fn get(&self, wanted: &str) -> Option<&str> {
        let found = self.0.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted));
        found.map(|(_, text)| text.as_str())
    }

    /// Those of a search that comes as a body (RFC 7644, 3.4.3).
    pub(crate) fn of(body: Map<String, Value>) -> Self {
        let text = |value: Value| match value {
            Value::String(text) => Some(text),
            Value::Number(number) => Some(number.to_string()),
            // `attributes` is a list there.
            Value::Array(items) => {
                let texts: Vec<String> = items
                    .into_iter()
                    .filter_map(|item| item.as_str().map(str::to_owned))
                    .collect();
                Some(texts.join(","))
            }
            Value::Null | Value::Bool(_) | Value::Object(_) => None,
        };
        let texts = body
            .into_iter()
            .filter_map(|(name, value)| Some((name, text(value)?)));
        Self(texts.collect())
    }
}

impl<S: Sync> FromRequestParts<S> for Parameters {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refused> {
        let query = parts.uri.query().unwrap_or_default();
        let pairs = form_urlencoded::parse(query.as_bytes()).into_owned();
        Ok(Self(pairs.collect()))
    }
}
