//! Answers: a page, a way to another page, and what every one of them carries.

use crate::view;
use maud::Markup;
use rollcall::web::answer::{self, Response};

pub(crate) use rollcall::web::answer::see_other;

/// A year, in seconds. Not of subdomains, which may be somebody else's business.
const STRICT_TRANSPORT: &str = "max-age=31536000";

/// A page.
pub(crate) fn page(status: u16, markup: &Markup) -> Response {
    answer::build(status, "text/html; charset=utf-8", markup.0.clone())
}

/// The same page at its right address, for good; a form goes there as it was sent (RFC 9110, section 15.4.9).
pub(crate) fn moved(address: &str) -> Response {
    let mut response = answer::empty(308);
    answer::set(&mut response, "location", address);
    response
}

/// Puts on what every answer carries: a browser is to load nothing from elsewhere, to tell nobody where it came from
/// (addresses hold tokens), to guess no types, and to be framed and reached into by nobody.
pub(crate) fn secure(response: &mut Response, public_url: &str) {
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
        answer::set(response, name, value);
    }
    if public_url.starts_with("https://") {
        answer::set(response, "strict-transport-security", STRICT_TRANSPORT);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderMap;

    fn secured(mut response: Response, public_url: &str) -> HeaderMap {
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
