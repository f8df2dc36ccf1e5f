//! What is wrong with one field of somebody's input.

use serde::Serialize;

/// One fault of one field: where, which kind, and in words what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Fault {
    /// Where: a JSON pointer (RFC 6901) into the body, or `/` and the name of a parameter or header.
    #[schema(example = "/email")]
    pub pointer: String,
    /// A stable word for programs.
    #[schema(example = "unknown_department")]
    pub code: &'static str,
    /// What is wrong and what to do, for a person. Never echoes more than a short, printable value.
    pub detail: String,
    /// The value, such as the entry of a list, that was probably meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub suggestion: Option<String>,
    /// The part of the value that is meant, such as one character of it or the numbers it could be.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub found: Option<String>,
}

impl Fault {
    /// A fault of the field at the top of the document.
    pub fn new(field: &str, code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            pointer: format!("/{field}"),
            code,
            detail: detail.into(),
            suggestion: None,
            found: None,
        }
    }

    /// The same fault with the value that was probably meant.
    #[must_use]
    pub fn suggesting(mut self, suggestion: Option<String>) -> Self {
        self.suggestion = suggestion;
        self
    }

    /// The same fault, seen from the document that holds the field's document at `parent`.
    #[must_use]
    pub fn under(mut self, parent: &str) -> Self {
        self.pointer = format!("/{parent}{}", self.pointer);
        self
    }
}

/// What somebody typed, fit to stand in an English sentence: [`shortened`], in quotation marks.
pub fn quoted(value: &str) -> String {
    format!("“{}”", shortened(value))
}

/// Shortens what somebody typed so that it can stand in a sentence: at most 40 characters, no control characters.
pub fn shortened(value: &str) -> String {
    let mut shown: String = value.chars().filter(|c| !c.is_control()).take(40).collect();
    if value.chars().count() > 40 {
        shown.push('…');
    }
    shown
}
