//! Refusals, in SCIM's form (RFC 7644, 3.12): what the use cases say as problems, and what is SCIM's own.

use crate::grammar::GrammarError;
use axum::{
    extract::Request,
    http::{HeaderValue, header},
    middleware::Next,
    response::IntoResponse,
};
use rollcall::{
    domain::{
        fault::{Code, Fault},
        field::Field,
        language::Language,
        provisioned::{ResourceError, own_attribute},
    },
    web::{
        answer::{self, Response},
        page::BadCursor,
        problem::{Kind, Problem},
    },
};
use serde_json::{Map, Value, json};

/// The media type of SCIM (RFC 7644, 8.1).
pub(crate) const MEDIA_TYPE: &str = "application/scim+json";
/// The schema of an error.
const ERROR: &str = "urn:ietf:params:scim:api:messages:2.0:Error";

/// What kind of refusal one is, for programs (RFC 7644, table 9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ScimType {
    InvalidFilter,
    TooMany,
    Uniqueness,
    Mutability,
    InvalidSyntax,
    InvalidPath,
    NoTarget,
    InvalidValue,
    /// Of paging by cursor (RFC 9865, 2.1).
    InvalidCursor,
    ExpiredCursor,
    InvalidCount,
}

impl ScimType {
    const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidFilter => "invalidFilter",
            Self::TooMany => "tooMany",
            Self::Uniqueness => "uniqueness",
            Self::Mutability => "mutability",
            Self::InvalidSyntax => "invalidSyntax",
            Self::InvalidPath => "invalidPath",
            Self::NoTarget => "noTarget",
            Self::InvalidValue => "invalidValue",
            Self::InvalidCursor => "invalidCursor",
            Self::ExpiredCursor => "expiredCursor",
            Self::InvalidCount => "invalidCount",
        }
    }
}

/// Why a request is refused.
#[derive(Debug, Clone)]
pub(crate) struct Refused {
    status: u16,
    scim_type: Option<ScimType>,
    detail: String,
    retry_after: Option<u64>,
}

impl Refused {
    /// A request that is wrong in itself.
    pub(crate) fn bad(scim_type: ScimType, detail: impl Into<String>) -> Self {
        Self {
            status: 400,
            scim_type: Some(scim_type),
            detail: detail.into(),
            retry_after: None,
        }
    }

    /// A filter that cannot be read.
    pub(crate) fn filter(error: &GrammarError) -> Self {
        Self::bad(
            ScimType::InvalidFilter,
            format!("The filter cannot be read: {error}."),
        )
    }

    /// A path that cannot be read.
    pub(crate) fn path(error: &GrammarError) -> Self {
        Self::bad(
            ScimType::InvalidPath,
            format!("The path cannot be read: {error}."),
        )
    }

    /// What is no user.
    pub(crate) fn resource(error: &ResourceError) -> Self {
        Self::bad(ScimType::InvalidValue, format!("{error}."))
    }

    /// What is not offered.
    pub(crate) fn not_offered(detail: &str) -> Self {
        Self {
            status: 501,
            scim_type: None,
            detail: detail.to_owned(),
            retry_after: None,
        }
    }

    /// A cursor that leads nowhere.
    pub(crate) fn cursor(bad: BadCursor) -> Self {
        let kind = match bad {
            BadCursor::Unreadable => ScimType::InvalidCursor,
            BadCursor::Expired => ScimType::ExpiredCursor,
        };
        Self::bad(kind, format!("Begin again without a cursor: {bad}."))
    }

    /// More than is taken at once.
    pub(crate) fn too_large(detail: impl Into<String>) -> Self {
        Self {
            status: 413,
            scim_type: None,
            detail: detail.into(),
            retry_after: None,
        }
    }

    /// What does not go together with something else.
    pub(crate) fn conflict(detail: impl Into<String>) -> Self {
        Self {
            status: 409,
            scim_type: None,
            detail: detail.into(),
            retry_after: None,
        }
    }

    /// What there was no time for. It can be sent again.
    pub(crate) fn not_begun() -> Self {
        Self {
            status: 503,
            scim_type: None,
            detail: "There was no time to begin this operation. Send it again.".to_owned(),
            retry_after: None,
        }
    }

    /// Its status of HTTP.
    pub(crate) const fn status(&self) -> u16 {
        self.status
    }

    /// It, as an answer has it.
    pub(crate) fn document(&self) -> Value {
        let mut document = Map::from_iter([
            ("schemas".to_owned(), json!([ERROR])),
            ("status".to_owned(), json!(self.status.to_string())),
            ("detail".to_owned(), json!(self.detail)),
        ]);
        if let Some(scim_type) = self.scim_type {
            document.insert("scimType".to_owned(), json!(scim_type.as_str()));
        }
        Value::Object(document)
    }
}

impl<E: Into<Problem>> From<E> for Refused {
    fn from(error: E) -> Self {
        Self::of(&error.into())
    }
}

/// The attribute that a field of a profile follows from.
fn attribute(pointer: &str) -> String {
    let name = pointer.trim_start_matches('/');
    let own = || Field::find(name).and_then(own_attribute);
    let attribute = match name {
        "first_name" => "name.givenName",
        "last_name" => "name.familyName",
        "email" => "emails",
        "username" | "user_name" => "userName",
        "phone" => "phoneNumbers",
        "external_id" => "externalId",
        "language" => "preferredLanguage",
        other => return own().unwrap_or_else(|| other.to_owned()),
    };
    attribute.to_owned()
}

impl Refused {
    fn of(problem: &Problem) -> Self {
        let is_about = |wanted: fn(&Code) -> bool| problem.errors.iter().any(|fault| wanted(&fault.code));
        let (status, scim_type) = match problem.kind {
            // What is not the directory's to give is no error in what it sent.
            Kind::Invalid
                if is_about(|code| {
                    matches!(code, Code::MayNotGrant { .. } | Code::NotYourDepartment { .. })
                }) =>
            {
                (403, None)
            }
            Kind::Invalid => (400, Some(ScimType::InvalidValue)),
            Kind::Unreadable => (400, Some(ScimType::InvalidSyntax)),
            Kind::Conflict if is_about(|code| matches!(code, Code::Taken)) => {
                (409, Some(ScimType::Uniqueness))
            }
            kind => (kind.status(), None),
        };
        let sentence = |fault: &Fault| {
            let attribute = attribute(&fault.pointer);
            format!("{attribute}: {}", fault.sentence(Language::English))
        };
        let detail = if problem.errors.is_empty() {
            problem.sentence(Language::English)
        } else {
            let all: Vec<String> = problem.errors.iter().map(sentence).collect();
            all.join(" ")
        };
        Self {
            status,
            scim_type,
            detail,
            retry_after: problem.retry_after,
        }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let text = self.document().to_string();
        let mut response = answer::build(self.status, MEDIA_TYPE, text);
        if let Some(seconds) = self.retry_after {
            answer::set(&mut response, header::RETRY_AFTER.as_str(), &seconds.to_string());
        }
        if self.status == 401 {
            answer::set(&mut response, header::WWW_AUTHENTICATE.as_str(), "Bearer");
        }
        response
    }
}

/// Puts problems, those of addresses and methods among them, into SCIM's form.
pub(crate) async fn speak(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let Some(problem) = response.extensions_mut().remove::<Problem>() else {
        return response;
    };
    let mut refused = Refused::of(&problem).into_response();
    if let Some(allow) = response.headers().get(header::ALLOW) {
        let allow: HeaderValue = allow.clone();
        refused.headers_mut().insert(header::ALLOW, allow);
    }
    refused
}

#[cfg(test)]
impl Refused {
    /// What kind of refusal it is.
    pub(crate) fn scim_type_name(&self) -> &'static str {
        self.scim_type.map_or("", ScimType::as_str)
    }
}
