//! Answers: JSON, problems, files. They may hold personal data, so no cache keeps them unless a handler says otherwise.

use super::problem::{Kind, Problem};
use axum::{
    body::{self, Body},
    http::{
        StatusCode,
        header::{self, HeaderName, HeaderValue},
    },
    response::IntoResponse,
};

pub use axum::response::Response;

/// A JSON answer.
pub fn json(status: u16, body: &impl serde::Serialize) -> Response {
    build(
        status,
        "application/json",
        serde_json::to_string(body).unwrap_or_default(),
    )
}

/// An answer without a body.
pub fn empty(status: u16) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    set(&mut response, "cache-control", "no-store");
    response
}

/// The way to another address, to be opened with GET (RFC 9110, section 15.4.4): reloading it sends nothing twice.
pub fn see_other(address: &str) -> Response {
    let mut response = empty(303);
    set(&mut response, "location", address);
    response
}

/// An answer of any type, not to be cached, not to be sniffed.
pub fn build(status: u16, content_type: &str, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    set(&mut response, "content-type", content_type);
    set(&mut response, "cache-control", "no-store");
    set(&mut response, "x-content-type-options", "nosniff");
    response
}

/// A problem as an answer.
pub fn problem(problem: &Problem) -> Response {
    let mut response = build(
        problem.kind.status(),
        "application/problem+json",
        problem.to_json(),
    );
    if let Some(seconds) = problem.retry_after {
        set(&mut response, header::RETRY_AFTER.as_str(), &seconds.to_string());
    }
    if problem.kind == Kind::Unauthorised {
        set(&mut response, header::WWW_AUTHENTICATE.as_str(), "Bearer");
    }
    response
}

impl IntoResponse for Problem {
    /// The problem goes along, for the log and for what an internal error says.
    fn into_response(self) -> Response {
        let mut response = problem(&self);
        response.extensions_mut().insert(self);
        response
    }
}

/// Sets a header; a value that cannot stand in one is left out.
pub fn set(response: &mut Response, name: &str, value: &str) {
    if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
        response.headers_mut().insert(name, value);
    }
}

/// The answer in the form API Gateway takes it: text as text, everything else as bytes.
pub(crate) async fn for_gateway(response: Response) -> lambda_http::Response<lambda_http::Body> {
    let (parts, body) = response.into_parts();
    // Every body was made here, whole: there is nothing to fail or to run over.
    let bytes = body::to_bytes(body, usize::MAX).await.unwrap_or_default();
    let is_text = parts
        .headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|kind| kind.starts_with("text/") || kind.contains("json") || kind.contains("svg"));
    let body = match (bytes.is_empty(), is_text) {
        (true, _) => lambda_http::Body::Empty,
        (false, true) => lambda_http::Body::Text(String::from_utf8_lossy(&bytes).into_owned()),
        (false, false) => lambda_http::Body::Binary(bytes.to_vec()),
    };
    lambda_http::Response::from_parts(parts, body)
}
