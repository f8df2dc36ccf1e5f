//! What a provider says to a message that it does not take: whose fault it is, and whether trying again helps.

use aws_sdk_sesv2::{
    config::http::HttpResponse,
    error::{ProvideErrorMetadata, SdkError},
};

/// The provider did not take a message. Reasons are the provider's own words for a kind of fault, without any address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotSent {
    /// Too fast: the same message again in a moment.
    #[error("throttled")]
    Throttled,
    /// The day's quota is used up.
    #[error("over quota: {0}")]
    Exhausted(String),
    /// A fault of the installation (an identity that is not verified, a right that is missing, an account that is paused):
    /// nobody's fate, and mended by an operator.
    #[error("not set up: {0}")]
    Misconfigured(String),
    /// The provider failed or did not answer; it may have taken the message all the same. Later is right.
    #[error("failed: {0}")]
    Failed(String),
    /// No sender of the installation reaches the recipient's country, which an operator may mend. Others go out meanwhile.
    #[error("country not served: {0}")]
    Unserved(String),
    /// Not ever.
    #[error("refused: {0}")]
    Refused(String),
}

/// Codes that mean "too fast", unless their message speaks of a day's quota.
const THROTTLES: [&str; 7] = [
    "TooManyRequestsException",
    "LimitExceededException",
    "ThrottlingException",
    "Throttling",
    "ThrottledException",
    "Throttled",
    "KMSThrottlingException",
];
/// Codes of faults that an operator mends.
const MISCONFIGURED: [&str; 20] = [
    "AccessDenied",
    "AccessDeniedException",
    "AccountSuspendedException",
    "AuthorizationError",
    "ExpiredToken",
    "ExpiredTokenException",
    "InvalidClientTokenId",
    "InvalidSecurity",
    "KMSAccessDenied",
    "KMSAccessDeniedException",
    "KMSDisabledException",
    "KMSInvalidStateException",
    "KMSNotFoundException",
    "KMSOptInRequired",
    "MailFromDomainNotVerifiedException",
    "NotFoundException",
    "OptInRequired",
    "SendingPausedException",
    "SignatureDoesNotMatch",
    "UnrecognizedClientException",
];

/// Sorts a provider's error.
pub(super) fn not_sent<E>(error: &SdkError<E, HttpResponse>) -> NotSent
where
    E: ProvideErrorMetadata,
{
    let status = error
        .raw_response()
        .map_or(0, |response| response.status().as_u16());
    sort(error.code(), error.message().unwrap_or_default(), status)
}

fn sort(code: Option<&str>, message: &str, status: u16) -> NotSent {
    let Some(code) = code else {
        return match status {
            429 => NotSent::Throttled,
            _ => NotSent::Failed("no answer".to_owned()),
        };
    };
    let message = message.to_ascii_lowercase();
    if THROTTLES.contains(&code) || status == 429 {
        return if message.contains("quota") || message.contains("daily") {
            NotSent::Exhausted("daily quota".to_owned())
        } else {
            NotSent::Throttled
        };
    }
    // SES says so of a sender that is not verified and, in the sandbox, of a recipient; SNS of a number in its sandbox.
    let is_unverified = message.contains("not verified") || message.contains("sandbox");
    if MISCONFIGURED.contains(&code) || is_unverified {
        let cause = if is_unverified {
            "identity not verified"
        } else {
            code
        };
        return NotSent::Misconfigured(cause.to_owned());
    }
    if status >= 500 || code.starts_with("Internal") || code == "ServiceUnavailable" {
        return NotSent::Failed(code.to_owned());
    }
    NotSent::Refused(code.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{NotSent, sort};

    #[test]
    fn a_providers_error_says_whose_it_is() {
        let misconfigured = |cause: &str| NotSent::Misconfigured(cause.to_owned());
        let refused = |code: &str| NotSent::Refused(code.to_owned());
        let failed = |code: &str| NotSent::Failed(code.to_owned());
        for (code, message, status, expected) in [
            (
                "TooManyRequestsException",
                "Maximum sending rate exceeded.",
                429,
                NotSent::Throttled,
            ),
            ("Throttling", "Rate exceeded", 400, NotSent::Throttled),
            ("Throttled", "Rate exceeded", 429, NotSent::Throttled),
            (
                "TooManyRequestsException",
                "Daily message quota exceeded.",
                429,
                NotSent::Exhausted("daily quota".to_owned()),
            ),
            (
                "MessageRejected",
                "Email address is not verified. The following identities failed the check in region EU-CENTRAL-1: a@x.example",
                400,
                misconfigured("identity not verified"),
            ),
            (
                "MessageRejected",
                "Illegal attachment",
                400,
                refused("MessageRejected"),
            ),
            (
                "NotFoundException",
                "Configuration set <x> does not exist.",
                404,
                misconfigured("NotFoundException"),
            ),
            (
                "SendingPausedException",
                "",
                400,
                misconfigured("SendingPausedException"),
            ),
            (
                "AccessDeniedException",
                "User: … is not authorized",
                403,
                misconfigured("AccessDeniedException"),
            ),
            ("AuthorizationError", "", 403, misconfigured("AuthorizationError")),
            (
                "BadRequestException",
                "Missing final '@domain'",
                400,
                refused("BadRequestException"),
            ),
            (
                "InvalidParameter",
                "Invalid parameter: PhoneNumber",
                400,
                refused("InvalidParameter"),
            ),
            ("InternalError", "", 500, failed("InternalError")),
            ("ServiceUnavailable", "", 503, failed("ServiceUnavailable")),
        ] {
            assert_eq!(sort(Some(code), message, status), expected, "{code}: {message}");
        }
        assert_eq!(sort(None, "", 0), failed("no answer"));
        assert_eq!(sort(None, "", 429), NotSent::Throttled);
    }
}
