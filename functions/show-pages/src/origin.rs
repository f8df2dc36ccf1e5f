//! Whether a form comes from our own pages: nobody else's page may sign its reader in or out here, or sign them up.

use axum::http::HeaderMap;

/// Where a form comes from, as far as the browser tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// From our own pages, or from the reader directly.
    Ours,
    /// From somebody else's page.
    Foreign,
    /// Browsers from before 2023 and programs do not tell. What is let through here can do no harm in its reader's name: the cookie is
    /// `SameSite`, and where a form does something in its name, [`rollcall::web::caller`] asks for a browser that tells.
    Unknown,
}

/// Where a request comes from: `Sec-Fetch-Site` (Fetch Metadata), and `Origin` (RFC 6454).
pub(crate) fn of(headers: &HeaderMap, public_url: &str) -> Origin {
    let text = |name: &str| headers.get(name)?.to_str().ok();
    judge(text("sec-fetch-site"), text("origin"), public_url)
}

fn judge(site: Option<&str>, origin: Option<&str>, public_url: &str) -> Origin {
    // Under our own `referrer-policy: no-referrer`, a browser says `null` of our own forms too (the Fetch standard's
    // "append a request `Origin` header"): `null` tells nothing.
    let origin = origin.filter(|origin| *origin != "null");
    match (site, origin) {
        (Some(site), _) if !matches!(site, "same-origin" | "none") => Origin::Foreign,
        (_, Some(origin)) if origin != public_url => Origin::Foreign,
        (None, None) => Origin::Unknown,
        _ => Origin::Ours,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_pages_and_the_reader_send_forms() {
        const OURS: &str = "https://people.example";
        for (site, origin, expected) in [
            (Some("same-origin"), Some(OURS), Origin::Ours),
            (Some("same-origin"), Some("null"), Origin::Ours),
            (Some("none"), None, Origin::Ours),
            (None, Some(OURS), Origin::Ours),
            (Some("cross-site"), Some("https://evil.example"), Origin::Foreign),
            (Some("cross-site"), Some("null"), Origin::Foreign),
            (Some("cross-site"), None, Origin::Foreign),
            (Some("cross-site"), Some(OURS), Origin::Foreign),
            (
                Some("same-site"),
                Some("https://other.people.example"),
                Origin::Foreign,
            ),
            (Some("same-origin"), Some("https://evil.example"), Origin::Foreign),
            (Some("whatever"), None, Origin::Foreign),
            (None, Some("https://evil.example"), Origin::Foreign),
            (None, Some("http://people.example"), Origin::Foreign),
            (None, Some("https://people.example.evil.example"), Origin::Foreign),
            (None, Some("null"), Origin::Unknown),
            (None, None, Origin::Unknown),
        ] {
            assert_eq!(judge(site, origin, OURS), expected, "{site:?} {origin:?}");
        }
    }
}
