//! Answers: a page, a way to another page, and what every one of them carries.

use crate::view;
use lambda_http::{Body, Response};
use maud::Markup;
use rollcall::web::http;

/// A year, in seconds. Not of subdomains, which may be somebody else's business.
const STRICT_TRANSPORT: &str = "max-age=31536000";

/// A page.
pub(crate) fn page(status: u16, markup: &Markup) -> Response<Body> {
    http::build(status, "text/html; charset=utf-8", Body::Text(markup.0.clone()))
}

/// The way to another page of ours, to be opened with GET (RFC 9110, section 15.4.4): reloading it sends no form twice.
pub(crate) fn see_other(address: &str) -> Response<Body> {
    let mut response = http::empty(303);
    http::set(&mut response, "location", address);
    response
}

/// Puts on what every answer carries: a browser is to load nothing from elsewhere, to tell nobody where it came from
/// (addresses hold tokens), to guess no types, and to be framed and reached into by nobody.
pub(crate) fn secure(response: &mut Response<Body>, public_url: &str) {
    for (name, value) in [
        ("content-security-policy", view::CONTENT_SECURITY_POLICY),
        ("referrer-policy", "no-referrer"),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("cross-origin-opener-policy", "same-origin"),
        (
            "permissions-policy",
            "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        ),
    ] {
        http::set(response, name, value);
    }
    if public_url.starts_with("https://") {
        http::set(response, "strict-transport-security", STRICT_TRANSPORT);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lambda_http::http::HeaderMap;

    fn secured(mut response: Response<Body>, public_url: &str) -> HeaderMap {
        secure(&mut response, public_url);
        response.headers().clone()
    }

    #[test]
    fn pages_and_redirects_carry_the_same_protection() {
        for response in [page(200, &Markup::default()), see_other("/demo")] {
            let headers = secured(response, "https://people.example");
            assert_eq!(headers["cache-control"], "no-store");
            assert_eq!(headers["referrer-policy"], "no-referrer");
            assert_eq!(headers["content-security-policy"], view::CONTENT_SECURITY_POLICY);
            assert_eq!(headers["strict-transport-security"], STRICT_TRANSPORT);
        }
        let headers = secured(see_other("/demo"), "http://127.0.0.1:8080");
        assert_eq!(headers["location"], "/demo");
        assert!(!headers.contains_key("strict-transport-security"));
    }
}
