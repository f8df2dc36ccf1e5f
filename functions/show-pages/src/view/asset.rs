//! The files the pages load, compiled in.

/// A file below `/assets/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asset {
    /// Its `Content-Type`.
    pub content_type: &'static str,
    /// What is in it.
    pub body: &'static str,
}

/// Finds the asset called `file`, as in `/assets/{file}`.
#[must_use]
pub fn asset(file: &str) -> Option<Asset> {
    match file {
        "rollcall.css" => Some(Asset {
            content_type: "text/css; charset=utf-8",
            body: include_str!("assets/rollcall.css"),
        }),
        "docs.css" => Some(Asset {
            content_type: "text/css; charset=utf-8",
            body: include_str!("assets/docs.css"),
        }),
        "rollcall.svg" => Some(Asset {
            content_type: "image/svg+xml",
            body: include_str!("assets/rollcall.svg"),
        }),
        _ => None,
    }
}
