//! Versions of what people change, so that nobody overwrites a change they have not seen.

use super::base32;
use serde::Serialize;
use sha2::{Digest, Sha256};

/// The version of a value as an `ETag` (RFC 9110, section 8.8.3): the same for the same value.
pub fn of(value: &impl Serialize) -> String {
    let bytes = serde_json::to_vec(value).unwrap_or_default();
    format!("\"{}\"", base32::encode(&Sha256::digest(bytes)[..10]))
}

/// The versions that a change is meant for: its author has seen one of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected(String);

impl Expected {
    /// Reads `If-Match` (RFC 9110, section 13.1.1): a version, several with commas between, or `*`.
    pub fn parse(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// Whether a version is among them. Compared strongly: a weak tag names none.
    pub fn includes(&self, version: &str) -> bool {
        self.0
            .split(',')
            .map(str::trim)
            .any(|one| one == "*" || one == version)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_expected_by_name_in_a_list_or_as_any() {
        let version = of(&["a"]);
        assert_ne!(version, of(&["b"]));
        for (text, expected) in [
            (version.clone(), true),
            ("*".to_owned(), true),
            (format!("\"7\", {version}"), true),
            (format!("W/{version}"), false),
            (version.trim_matches('"').to_owned(), false),
            (String::new(), false),
            ("\"7\"".to_owned(), false),
        ] {
            assert_eq!(Expected::parse(&text).includes(&version), expected, "{text}");
        }
    }
}
