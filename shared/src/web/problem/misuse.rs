//! Mistakes of a program that speaks HTTP: for programmers, and so in English only.

use super::Kind;
use std::fmt;

/// What a program did wrong before anything of the business was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Misuse {
    /// The body is no JSON object.
    NotAnObject,
    /// The body is no JSON array of texts.
    NotTexts,
    /// The body is no JSON.
    NotJson {
        /// Where it ceases to be, from 1.
        line: usize,
        /// Where in the line, from 1.
        column: usize,
    },
    /// The body is of another media type.
    MediaType {
        /// Those that are taken.
        accepted: Vec<String>,
    },
    /// The body is larger than any request needs to be.
    TooLarge,
    /// The address exists, the method does not.
    Method,
    /// A change without `If-Match`.
    NoVersion,
    /// A request with the session cookie, or a form, that did not come from our own pages.
    ForeignOrigin,
}

impl Misuse {
    /// The kind of problem, from which the status follows.
    pub fn kind(&self) -> Kind {
        match self {
            Self::NotAnObject | Self::NotTexts | Self::NotJson { .. } => Kind::Unreadable,
            Self::MediaType { .. } => Kind::UnsupportedMediaType,
            Self::TooLarge => Kind::TooLarge,
            Self::Method => Kind::MethodNotAllowed,
            Self::NoVersion => Kind::PreconditionRequired,
            Self::ForeignOrigin => Kind::Forbidden,
        }
    }
}

impl fmt::Display for Misuse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAnObject => f.write_str("The body must be a JSON object."),
            Self::NotTexts => f.write_str("The body must be a JSON array of texts."),
            Self::NotJson { line, column } => {
                write!(f, "The body is not JSON: line {line}, column {column}.")
            }
            Self::MediaType { accepted } => write!(f, "Send the body as {}.", accepted.join(" or ")),
            Self::TooLarge => f.write_str("The body is larger than 64 KB."),
            Self::Method => f.write_str("This address exists, but not for this method."),
            Self::NoVersion => f.write_str(
                "Send the ETag of what you read as If-Match, so that nobody else's change is overwritten.",
            ),
            Self::ForeignOrigin => {
                f.write_str("A request with the session cookie must come from our own pages.")
            }
        }
    }
}
