//! `/assets/{file}`, the style sheet and the icon, and `/api/openapi.json`: the only answers a cache may keep.

use crate::view;
use axum::http::HeaderMap;
use rollcall::web::{
    answer::{self, Response},
    path::Path,
    problem::Problem,
};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// Long enough for the pages of one visit, short enough that a new version is soon seen.
const CACHING: &str = "public, max-age=300";

/// The API described as `OpenAPI` 3.1: every route of every function. The tests hold the answers to it.
pub const API_DESCRIPTION: &str = include_str!("openapi.json");

/// The file, or that the reader's copy is still good.
pub(crate) async fn show(Path(file): Path<String>, headers: HeaderMap) -> Result<Response, Problem> {
    let asset = view::asset(&file).ok_or_else(Problem::not_found)?;
    Ok(cacheable(&headers, asset.content_type, asset.body))
}

/// This document
///
/// The API described as OpenAPI 3.1: every route, what it takes and what it answers.
#[utoipa::path(
    get, path = "/api/openapi.json", operation_id = "show_openapi", tag = "This document", security(()),
    params(("If-None-Match" = Option<String>, Header, description = "The `ETag` of the copy at hand.")),
    responses(
        (status = 200, description = "The document.", body = serde_json::Value,
            headers(("ETag" = String), ("Cache-Control" = String))),
        (status = 304, description = "The copy at hand is still good.", headers(("ETag" = String), ("Cache-Control" = String))),
    ),
)]
pub(crate) async fn describe(headers: HeaderMap) -> Response {
    cacheable(&headers, "application/json", API_DESCRIPTION)
}

fn cacheable(headers: &HeaderMap, content_type: &str, body: &'static str) -> Response {
    let tag = entity_tag(body);
    let known = headers.get("if-none-match");
    let mut response = if is_known(known.and_then(|known| known.to_str().ok()), &tag) {
        answer::empty(304)
    } else {
        answer::build(200, content_type, body)
    };
    answer::set(&mut response, "cache-control", CACHING);
    answer::set(&mut response, "etag", &tag);
    response
}

/// A strong tag: the first 64 bits of the content's hash.
fn entity_tag(body: &str) -> String {
    let mut tag = String::from("\"");
    for byte in &Sha256::digest(body.as_bytes())[..8] {
        // Writing to a `String` does not fail.
        let _ = write!(tag, "{byte:02x}");
    }
    tag.push('"');
    tag
}

/// Whether `If-None-Match` names the tag, by weak comparison (RFC 9110, section 13.1.2): what compresses on the way
/// weakens tags.
fn is_known(if_none_match: Option<&str>, tag: &str) -> bool {
    if_none_match.is_some_and(|known| {
        known
            .split(',')
            .map(str::trim)
            .any(|known| known == "*" || known.trim_start_matches("W/") == tag)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn get(if_none_match: Option<&str>) -> Response {
        let mut headers = HeaderMap::new();
        if let Some(tag) = if_none_match {
            headers.insert("if-none-match", tag.parse().unwrap());
        }
        show(Path("rollcall.css".to_owned()), headers).await.unwrap()
    }

    #[tokio::test]
    async fn a_reader_who_has_the_file_is_not_sent_it_again() {
        let first = get(None).await;
        assert_eq!(first.status(), 200);
        assert_eq!(first.headers()["content-type"], "text/css; charset=utf-8");
        assert_eq!(first.headers()["cache-control"], CACHING);
        let tag = first.headers()["etag"].to_str().unwrap().to_owned();
        let body = axum::body::to_bytes(first.into_body(), usize::MAX).await.unwrap();
        assert!(!body.is_empty());
        for known in [
            tag.as_str(),
            "*",
            &format!("W/{tag}"),
            &format!("\"other\", {tag}"),
        ] {
            let again = get(Some(known)).await;
            assert_eq!(
                (again.status().as_u16(), again.headers()["etag"].to_str().unwrap()),
                (304, tag.as_str())
            );
            let body = axum::body::to_bytes(again.into_body(), usize::MAX).await.unwrap();
            assert!(body.is_empty());
        }
        assert_eq!(get(Some("\"other\"")).await.status(), 200);
    }
}
