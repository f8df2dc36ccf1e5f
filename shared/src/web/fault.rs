//! A fault as it is answered.

use crate::domain::{fault::Fault, language::Language};
use serde::Serialize;
use utoipa::ToSchema;

/// One fault of one field: where, which kind, and in words what to do.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Fault)]
pub(super) struct FaultDocument<'a> {
    /// Where: a JSON pointer (RFC 6901) into the body, or `/` and the name of a parameter or header.
    #[schema(example = "/email")]
    pointer: &'a str,
    /// A stable word for programs.
    #[schema(example = "unknown_department")]
    code: &'static str,
    /// What is wrong and what to do, for a person. Never echoes more than a short, printable value.
    detail: String,
    /// The value, such as the entry of a list, that was probably meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    suggestion: Option<&'a str>,
    /// The part of the value that is meant, such as one character of it or the numbers it could be.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    found: Option<String>,
}

impl<'a> From<&'a Fault> for FaultDocument<'a> {
    fn from(fault: &'a Fault) -> Self {
        Self {
            pointer: &fault.pointer,
            code: fault.code.as_str(),
            detail: fault.sentence(Language::English),
            suggestion: fault.suggestion.as_deref(),
            found: fault.code.found(),
        }
    }
}
