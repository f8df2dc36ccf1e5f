//! `If-Match`: a change is made only to a version its author has seen.

use super::problem::Problem;
use crate::domain::version::Expected;
use axum::{
    extract::FromRequestParts,
    http::{header::IF_MATCH, request::Parts},
};
use serde_json::json;
use utoipa::{
    IntoParams,
    openapi::{
        path::{Parameter, ParameterBuilder, ParameterIn},
        schema::{ObjectBuilder, Type},
    },
};

/// The versions a change is meant for; without the header, whichever there is.
#[derive(Debug)]
pub struct IfMatch(pub Option<Expected>);

impl<S: Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let header = parts.headers.get(IF_MATCH);
        // What is no text names no version.
        Ok(Self(header.map(|value| {
            Expected::parse(value.to_str().unwrap_or_default())
        })))
    }
}

impl IntoParams for IfMatch {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        vec![
            ParameterBuilder::new()
                .name("If-Match")
                .parameter_in(ParameterIn::Header)
                .description(Some(
                    "The `ETag` as you know it; or several of them with commas between; or `*`. Left out, the change is \
                     made to whichever version there is.",
                ))
                .schema(Some(ObjectBuilder::new().schema_type(Type::String).build()))
                .example(Some(json!("\"4zq8r1m0t7wd2c6k\"")))
                .build(),
        ]
    }
}
