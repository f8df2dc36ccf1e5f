//! Errors as the caller reads them: RFC 9457 problem details.
//!
//! What a caller may read and what the log says are kept apart: a [`Problem`] is for the caller; the code that makes
//! a [`Kind::Internal`] one logs the cause first.
//!
//! A problem is put into words when it is answered, not when it is made.

mod misuse;
mod reason;

pub use misuse::Misuse;
pub use reason::Reason;

use super::fault::FaultDocument;
use crate::domain::{
    fault::{Code, Fault},
    language::Language,
    permission::Denied,
};
use serde::Serialize;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{self, RefOr},
};

/// Every kind of problem there is. The status and the stable `type` follow from the kind alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The body is not JSON, or not an object.
    Unreadable,
    /// The body is not `application/json`.
    UnsupportedMediaType,
    /// The body is larger than any request needs to be.
    TooLarge,
    /// Fields are at fault; all of them are listed.
    Invalid,
    /// No token, or one that is not valid (any more).
    Unauthorised,
    /// Signed in, but not permitted.
    Forbidden,
    /// Unknown, or of another organisation: the same answer.
    NotFound,
    /// The route exists, the method does not.
    MethodNotAllowed,
    /// An identifier is taken, an entry is in use, or the same request is under way.
    Conflict,
    /// `If-Match` names an older version.
    Stale,
    /// `If-Match` is missing.
    PreconditionRequired,
    /// A link, code or ticket that is unknown, used or expired: one answer.
    Gone,
    /// Too soon or too often.
    TooMany,
    /// The store or a provider is throttled; trying again will help.
    Unavailable,
    /// Anything else: the caller learns the request id and nothing more.
    Internal,
}

impl Kind {
    /// The HTTP status code.
    pub fn status(self) -> u16 {
        match self {
            Self::Unreadable => 400,
            Self::Unauthorised => 401,
            Self::Forbidden => 403,
            Self::NotFound => 404,
            Self::MethodNotAllowed => 405,
            Self::Conflict => 409,
            Self::Gone => 410,
            Self::Stale => 412,
            Self::TooLarge => 413,
            Self::UnsupportedMediaType => 415,
            Self::Invalid => 422,
            Self::PreconditionRequired => 428,
            Self::TooMany => 429,
            Self::Internal => 500,
            Self::Unavailable => 503,
        }
    }

    /// The last part of the stable `type` URI.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::Unauthorised => "unauthorised",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not-found",
            Self::MethodNotAllowed => "method-not-allowed",
            Self::Conflict => "conflict",
            Self::Gone => "gone",
            Self::Stale => "stale",
            Self::TooLarge => "too-large",
            Self::UnsupportedMediaType => "unsupported-media-type",
            Self::Invalid => "invalid",
            Self::PreconditionRequired => "precondition-required",
            Self::TooMany => "too-many",
            Self::Internal => "internal",
            Self::Unavailable => "unavailable",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Unreadable => "The request cannot be read",
            Self::Unauthorised => "Not signed in",
            Self::Forbidden => "Not permitted",
            Self::NotFound => "Not found",
            Self::MethodNotAllowed => "Method not allowed",
            Self::Conflict => "Conflict",
            Self::Gone => "No longer valid",
            Self::Stale => "Changed in the meantime",
            Self::TooLarge => "Too large",
            Self::UnsupportedMediaType => "Not JSON",
            Self::Invalid => "Invalid fields",
            Self::PreconditionRequired => "If-Match is missing",
            Self::TooMany => "Too many requests",
            Self::Internal => "Internal error",
            Self::Unavailable => "Try again shortly",
        }
    }
}

/// Why a request was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Detail {
    /// For a reason of the business.
    Reason(Reason),
    /// For the way it was asked.
    Misuse(Misuse),
    /// For its fields.
    Faults,
}

/// A problem, ready to be answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    /// Which kind, from which the status follows.
    pub kind: Kind,
    /// Why the request was refused.
    pub detail: Detail,
    /// All faults at once, for [`Kind::Invalid`] and for a conflict the fields that are taken.
    pub errors: Vec<Fault>,
    /// Seconds after which to try again.
    pub retry_after: Option<u64>,
    /// For an expired link only: it can be renewed.
    pub renewable: Option<bool>,
    /// For an internal error: the id to quote to the operator.
    pub request_id: Option<String>,
}

/// What went wrong (RFC 9457).
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
struct Document<'a> {
    /// A stable URI for the kind of problem.
    #[schema(example = "urn:rollcall:problem:invalid")]
    r#type: String,
    /// The kind in words.
    title: &'static str,
    /// The HTTP status once more.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// What is wrong and what to do about it, for a person.
    detail: String,
    /// All faults at once, or the fields that are taken.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    errors: Vec<FaultDocument<'a>>,
    /// `true` for an activation link that has expired: it can be renewed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    renewable: Option<bool>,
    /// With status 500: quote it to the operator of this service.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    request_id: Option<&'a str>,
}

/// The schemas of every problem.
pub(super) fn schemas() -> Vec<(String, RefOr<openapi::Schema>)> {
    let mut schemas = vec![("Problem".to_owned(), Document::schema())];
    Document::schemas(&mut schemas);
    schemas
}

impl Problem {
    fn new(kind: Kind, detail: Detail) -> Self {
        Self {
            kind,
            detail,
            errors: Vec::new(),
            retry_after: None,
            renewable: None,
            request_id: None,
        }
    }

    /// Invalid fields, all of them.
    pub fn invalid(errors: Vec<Fault>) -> Self {
        Self {
            errors,
            ..Self::new(Kind::Invalid, Detail::Faults)
        }
    }

    /// Fields that are taken, or otherwise in conflict with what there is.
    pub fn conflict(errors: Vec<Fault>) -> Self {
        Self {
            errors,
            ..Self::new(Kind::Conflict, Detail::Faults)
        }
    }

    /// Unknown, or somebody else's: one body for both.
    pub fn not_found() -> Self {
        Reason::NotFound.into()
    }

    /// The route exists, but not for this method.
    pub fn method_not_allowed() -> Self {
        Misuse::Method.into()
    }

    /// No token, or none that is valid.
    pub fn unauthorised() -> Self {
        Reason::Unauthorised.into()
    }

    /// The one answer for a link that is unknown, used or expired.
    pub fn gone() -> Self {
        Reason::LinkGone.into()
    }

    /// The answer for a link that has expired: it can be renewed.
    pub fn expired() -> Self {
        Self {
            renewable: Some(true),
            ..Self::gone()
        }
    }

    /// Identifiers that belong to somebody else, by field.
    pub fn taken(fields: &[&str]) -> Self {
        Self::conflict(fields.iter().map(|field| Fault::at(field, Code::Taken)).collect())
    }

    /// Too soon; try again after so many seconds.
    pub fn too_many(retry_after: u64) -> Self {
        Self::from(Reason::TooManyAttempts).after(retry_after.max(1))
    }

    /// The store or a provider is throttled.
    pub fn unavailable() -> Self {
        Self::from(Reason::Busy).after(2)
    }

    /// Anything else. The cause must have been logged already.
    pub fn internal() -> Self {
        Reason::Internal.into()
    }

    /// The same problem, to be tried again after so many seconds.
    #[must_use]
    pub fn after(self, seconds: u64) -> Self {
        Self {
            retry_after: Some(seconds),
            ..self
        }
    }

    /// What is wrong and what to do about it. What only programmers can do something about is said in English.
    pub fn sentence(&self, language: Language) -> String {
        match (&self.detail, self.errors.as_slice()) {
            (Detail::Reason(reason), _) => reason.sentence(language),
            (Detail::Misuse(misuse), _) => misuse.to_string(),
            (Detail::Faults, [only]) => only.sentence(language),
            (Detail::Faults, [first, ..]) if self.kind == Kind::Conflict => first.sentence(language),
            (Detail::Faults, many) => {
                let count = many.len().to_string();
                language.text_with("problem-faults", &[("count", count.into())])
            }
        }
    }

    /// The body as JSON.
    pub fn to_json(&self) -> String {
        let document = Document {
            r#type: format!("urn:rollcall:problem:{}", self.kind.name()),
            title: self.kind.title(),
            status: self.kind.status(),
            detail: self.sentence(Language::English),
            errors: self.errors.iter().map(FaultDocument::from).collect(),
            renewable: self.renewable,
            request_id: self.request_id.as_deref(),
        };
        serde_json::to_string(&document).unwrap_or_default()
    }
}

impl From<Reason> for Problem {
    fn from(reason: Reason) -> Self {
        Self::new(reason.kind(), Detail::Reason(reason))
    }
}

impl From<Misuse> for Problem {
    fn from(misuse: Misuse) -> Self {
        Self::new(misuse.kind(), Detail::Misuse(misuse))
    }
}

impl From<Denied> for Problem {
    fn from(denied: Denied) -> Self {
        let reason = match denied {
            Denied::Users => Reason::MayNotManageUsers,
            Denied::Settings => Reason::MayNotManageSettings,
            Denied::Reading => Reason::MayNotReadSettings,
        };
        reason.into()
    }
}

impl From<crate::aws::store::StoreError> for Problem {
    fn from(error: crate::aws::store::StoreError) -> Self {
        if error.is_passing() {
            tracing::warn!(%error, "the store is busy");
            Self::unavailable()
        } else {
            tracing::error!(%error, "the store failed");
            Self::internal()
        }
    }
}

impl From<crate::aws::store::users::WriteError> for Problem {
    fn from(error: crate::aws::store::users::WriteError) -> Self {
        use crate::aws::store::users::WriteError;
        match error {
            WriteError::Taken(fields) => Self::taken(&fields),
            WriteError::Exists => Reason::UserExists.into(),
            WriteError::Changed => Reason::UserChanged.into(),
            WriteError::Store(error) => error.into(),
        }
    }
}

/// A problem that more than one route answers, as the API's description shows it: with what the code really says.
macro_rules! described {
    ($($(#[doc = $doc:literal])+ $name:ident = $problem:expr;)+) => {
        $($(#[doc = $doc])+
        #[derive(Debug)]
        pub struct $name;

        impl<'r> utoipa::ToResponse<'r> for $name {
            /// Routes name it; every function builds its routes when it starts, so nothing is put into words here.
            fn response() -> (&'r str, RefOr<openapi::Response>) {
                (stringify!($name), openapi::Response::default().into())
            }
        })+

        /// All of them, by name.
        pub(super) fn described() -> Vec<(&'static str, RefOr<openapi::Response>)> {
            vec![$({
                let description = [$($doc),+].map(str::trim).join(" ");
                (stringify!($name), {
                    let problem: Problem = $problem;
                    describe(&description, &problem).into()
                })
            }),+]
        }
    };
}

fn describe(description: &str, problem: &Problem) -> openapi::Response {
    let example: serde_json::Value = serde_json::from_str(&problem.to_json()).unwrap_or_default();
    let content = openapi::ContentBuilder::new()
        .schema(Some(openapi::Ref::from_schema_name("Problem")))
        .example(Some(example))
        .build();
    openapi::ResponseBuilder::new()
        .description(description)
        .content("application/problem+json", content)
        .build()
}

described! {
    /// The body is not JSON, or not an object.
    Unreadable = Misuse::NotAnObject.into();
    /// No access token, or one that is not valid (any more): it expired, the user was disabled, or their rights or
    /// password changed.
    Unauthorised = Problem::unauthorised();
    /// Something does not fit: one answer for all causes.
    SignInRefused = crate::workflow::sign_in::SignInError::Refused.into();
    /// Signed in, but not permitted; or a changing request with the session cookie that did not come from our own pages.
    Forbidden = Denied::Users.into();
    /// Unknown, or of another organisation, or not yours to see: one answer.
    NotFound = Problem::not_found();
    /// The link is unknown, used, replaced or expired: one answer, except that an expired link says `"renewable": true`.
    GoneLink = Problem::expired();
    /// The sign-up link is unknown, or was replaced or revoked, or has ended, or all its places are taken; `detail` says which.
    GoneSignUpLink = Reason::SignUpLinkReplaced.into();
    /// The settings do not say what people who sign up become, or there are as many links as there may be.
    LinkNotCreated = Reason::NoSignUpDefaults.into();
    /// Nobody could sign up with what would be printed: the department is gone, the link has ended, or the settings do not say what
    /// people who sign up become; `detail` says which.
    LinkLeadsNowhere = Reason::PrintedLinkEnded.into();
    /// Somebody else changed it at the same moment.
    LinkChanged = Reason::EntryChanged.into();
    /// The link still works.
    LinkStillWorks = crate::workflow::redeem::RenewError::StillWorks.into();
    /// The ticket is unknown, used or expired.
    GoneTicket = crate::workflow::sign_in::ChoosePasswordError::Gone.into();
    /// An e-mail or username belongs to somebody else; `errors` names the fields. Or the user is the break-glass administrator, who
    /// stays who and where they are while single sign-on is required.
    IdentifierTaken = Problem::taken(&["username"]);
    /// An e-mail or username belongs to somebody else (`errors` names the fields), or the same request is still under way
    /// (`Retry-After` says when to ask again).
    NotCreated = Problem::taken(&["email"]);
    /// The person does not await approval, or not any more.
    NotAwaitingApproval = Reason::NotAwaitingApproval.into();
    /// The user is disabled, or awaits approval, or signs in by single sign-on alone.
    UserDisabled = crate::workflow::users::grant_one_time_password::GrantError::Disabled.into();
    /// The user is active already, or disabled, or awaits approval, or signs in by single sign-on alone.
    NotInvited = crate::workflow::users::resend::ResendError::Active.into();
    /// The list has an entry of this name already, or is full, or somebody else changed the entry at the same moment; or the
    /// break-glass administrator would lose rights, while single sign-on is required.
    NameTaken = Problem::conflict(vec![Fault::at("name", Code::Taken)]);
    /// The organisation has as many API clients as it may have.
    TooManyMachines = Reason::MachinesFull { limit: 100 }.into();
    /// Somebody else changed the API client at the same moment.
    ClientChanged = Reason::ClientChanged.into();
    /// The organisation has as many connections as it may have.
    TooManyConnections = Reason::ConnectionsFull { limit: 20 }.into();
    /// It is the last connection that works, while single sign-on is required; or somebody else changed it at the same moment.
    LastConnection = Reason::LastConnection.into();
    /// Nobody but the break-glass administrator has a password, and nobody needs a message: single sign-on is required.
    SsoOnly = Reason::SsoOnly.into();
    /// The user is the break-glass administrator, while single sign-on is required.
    BreakGlass = Reason::BreakGlass.into();
    /// Users have this entry, or sign-up gives it by default, or somebody else changed it at the same moment.
    EntryInUse = Reason::EntryInUse { list: "department", count: 40 }.into();
    /// A language that would go is in use, or somebody else changed the languages at the same moment.
    LanguageInUse =
        crate::workflow::organisation::languages::ReplaceError::InUse { tag: "de".to_owned() }.into();
    /// There is no result yet, or the file was refused.
    NoResult = crate::workflow::imports::result::ResultError::NotEnded.into();
    /// The result is no longer kept.
    GoneResult = crate::workflow::imports::result::ResultError::Gone.into();
    /// It is no dry run, or has not ended, or the file was refused.
    NotRun = crate::workflow::imports::run::RunError::NotEnded.into();
    /// It is not known who is not in the file.
    LeaversUnknown = crate::workflow::imports::leavers::LeaversError::NotKnown.into();
    /// It was decided otherwise already.
    HoldDecided = crate::workflow::holds::HoldError::Decided.into();
    /// The import has ended, or is being taken back.
    NotCancelled = crate::workflow::imports::cancel::CancelError::Ended.into();
    /// There is nothing to undo, or it is too late, or the import has not ended.
    NotUndone = crate::workflow::imports::undo::UndoError::TooLate.into();
    /// Somebody else changed it in the meantime: `If-Match` names an older version.
    Stale = crate::aws::store::users::WriteError::Changed.into();
    /// `If-Match` is missing: send the `ETag` of what you read.
    PreconditionRequired = crate::workflow::users::change::ChangeError::VersionMissing.into();
    /// The body is larger than 64 KB.
    TooLarge = Misuse::TooLarge.into();
    /// The body was not sent as one of the media types named here.
    UnsupportedMediaType = Misuse::MediaType { accepted: vec!["application/json".to_owned()] }.into();
    /// Fields, parameters or headers are at fault; `errors` names all of them at once.
    Invalid = Problem::invalid(vec![
        Fault::at("first_name", Code::Required),
        Fault::at("department", Code::UnknownDepartment { value: "Kokken".to_owned() })
            .suggesting(Some("Køkken".to_owned())),
    ]);
    /// Too soon or too often; `Retry-After` says when to try again.
    TooMany = Problem::too_many(30);
    /// Something went wrong on our side; nothing of it is said but the request id.
    InternalError = Problem { request_id: Some("8f5c1c3e-4b1f-4b5e-9a55-0f3c8f3b2a11".to_owned()), ..Problem::internal() };
    /// The service is busy; nothing was lost, `Retry-After` says when to try again.
    Unavailable = Problem::unavailable();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_reads_as_it_always_has() {
        let problems: [Problem; 18] = [
            Misuse::NotAnObject.into(),
            Problem::unauthorised(),
            crate::workflow::sign_in::SignInError::Refused.into(),
            Denied::Users.into(),
            Problem::not_found(),
            Problem::method_not_allowed(),
            Problem::taken(&["email", "username"]),
            Problem::gone(),
            Problem {
                renewable: Some(true),
                ..Problem::gone()
            },
            Problem::from(crate::aws::store::users::WriteError::Changed),
            Misuse::TooLarge.into(),
            Misuse::MediaType {
                accepted: vec!["application/json".to_owned()],
            }
            .into(),
            Problem::invalid(vec![Fault::at("email", Code::Required)]),
            Problem::invalid(vec![
                Fault::at("first_name", Code::Required),
                Fault::at(
                    "department",
                    Code::UnknownDepartment {
                        value: "Kokken".to_owned(),
                    },
                )
                .suggesting(Some("Køkken".to_owned())),
            ]),
            Misuse::NoVersion.into(),
            Problem::too_many(30),
            Problem::unavailable(),
            Problem {
                request_id: Some("a-request".to_owned()),
                ..Problem::internal()
            },
        ];
        let told: Vec<String> = problems
            .iter()
            .map(|problem| {
                let document: serde_json::Value = serde_json::from_str(&problem.to_json()).unwrap();
                format!(
                    "{}\n{document:#}\n",
                    problem
                        .retry_after
                        .map_or(String::new(), |s| format!("Retry-After: {s}"))
                )
            })
            .collect();
        insta::assert_snapshot!(told.join("\n"));
    }
}
