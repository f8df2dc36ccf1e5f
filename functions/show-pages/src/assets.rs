//! `/assets/{file}`, the style sheet and the icon, and `/api/openapi.json`: the only answers a cache may keep.

use crate::view;
use lambda_http::{Body, Request, Response};
use rollcall::web::http;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// Long enough for the pages of one visit, short enough that a new version is soon seen.
const CACHING: &str = "public, max-age=300";

/// The API described as `OpenAPI` 3.1: every route of every function. The tests hold the answers to it.
pub const API_DESCRIPTION: &str = include_str!("openapi.json");

/// The file, or that the reader's copy is still good; `None` where there is no such file.
pub(crate) fn show(request: &Request, file: &str) -> Option<Response<Body>> {
    view::asset(file).map(|asset| cacheable(request, asset.content_type, asset.body))
}

/// The API's description, or that the reader's copy is still good.
pub(crate) fn describe(request: &Request) -> Response<Body> {
    cacheable(request, "application/json", API_DESCRIPTION)
}

fn cacheable(request: &Request, content_type: &str, body: &str) -> Response<Body> {
    let tag = entity_tag(body);
    let mut response = if is_known(http::header_text(request, "if-none-match"), &tag) {
        http::empty(304)
    } else {
        http::build(200, content_type, Body::Text(body.to_owned()))
    };
    http::set(&mut response, "cache-control", CACHING);
    http::set(&mut response, "etag", &tag);
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
    use lambda_http::http::Request as Builder;

    fn get(if_none_match: Option<&str>) -> Response<Body> {
        let mut request = Builder::get("/assets/rollcall.css");
        if let Some(tag) = if_none_match {
            request = request.header("if-none-match", tag);
        }
        show(&request.body(Body::Empty).unwrap(), "rollcall.css").unwrap()
    }

    #[test]
    fn a_reader_who_has_the_file_is_not_sent_it_again() {
        let first = get(None);
        assert_eq!(first.status(), 200);
        assert_eq!(first.headers()["content-type"], "text/css; charset=utf-8");
        assert_eq!(first.headers()["cache-control"], CACHING);
        assert!(matches!(first.body(), Body::Text(text) if !text.is_empty()));
        let tag = first.headers()["etag"].to_str().unwrap();
        for known in [tag, "*", &format!("W/{tag}"), &format!("\"other\", {tag}")] {
            let again = get(Some(known));
            assert_eq!(
                (again.status().as_u16(), again.headers()["etag"].to_str().unwrap()),
                (304, tag)
            );
            assert!(matches!(again.body(), Body::Empty));
        }
        assert_eq!(get(Some("\"other\"")).status(), 200);
    }
}
