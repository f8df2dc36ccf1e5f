//! `Idempotency-Key`: a request that is sent again does its work once.

use crate::domain::fault::{Code, Fault};
use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, request::Parts},
};
use serde_json::json;
use std::convert::Infallible;
use utoipa::{
    IntoParams,
    openapi::{
        path::{Parameter, ParameterBuilder, ParameterIn},
        schema::{ObjectBuilder, Type},
    },
};

/// Longest key of a request, in characters.
const LONGEST_KEY: usize = 255;

/// The key by which a client repeats a request: up to 255 visible characters, as the header's draft standard has it.
/// The handler answers its fault together with those of the body.
#[derive(Debug)]
pub struct IdempotencyKey(pub Result<Option<String>, Fault>);

impl IdempotencyKey {
    fn of(headers: &HeaderMap) -> Self {
        let Some(value) = headers.get("idempotency-key") else {
            return Self(Ok(None));
        };
        let key = value.to_str().map(str::trim).unwrap_or_default();
        if key.is_empty() || key.len() > LONGEST_KEY {
            return Self(Err(Fault::at("Idempotency-Key", Code::InvalidKey)));
        }
        Self(Ok(Some(key.to_owned())))
    }
}

impl<S: Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.headers))
    }
}

impl IntoParams for IdempotencyKey {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let key = ObjectBuilder::new()
            .schema_type(Type::String)
            .min_length(Some(1))
            .max_length(Some(LONGEST_KEY));
        let description = "Chosen by you, such as a UUID. The same key and body within a day get the same answer; \
                           another body is refused with 422.";
        vec![
            ParameterBuilder::new()
                .name("Idempotency-Key")
                .parameter_in(ParameterIn::Header)
                .description(Some(description))
                .schema(Some(key.build()))
                .example(Some(json!("5f0c6a52-0d6b-4f3c-8a53-0c8f7d1a9b3e")))
                .build(),
        ]
    }
}
