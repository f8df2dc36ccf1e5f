//! What went wrong, as a person reads it: a word in the address of the sign-in page, which has a sentence for each.

use crate::{App, provider::ProviderError, trial};
use axum::http::HeaderMap;
use rollcall::{
    aws::store::StoreError,
    domain::{
        context::Context,
        organisation::Slug,
        sso::{claims::Untrusted, login::Login},
    },
    web::{
        answer::{self, Response},
        sso::Failure,
    },
    workflow::sso::EnterError,
};

/// The way to the organisation's sign-in page, which says what went wrong.
pub(crate) fn answer(organisation: &Slug, failure: Failure) -> Response {
    answer::see_other(&format!("/{organisation}?sso={}", failure.as_str()))
}

/// What somebody sees of a sign-in that came to nothing: a page, or, where they try the connection out, the reason as well.
pub(crate) async fn end(
    app: &App,
    context: &Context,
    headers: &HeaderMap,
    login: &Login,
    (failure, reason): (Failure, &str),
) -> Response {
    if login.is_trial {
        let kept = trial::refused(failure, reason);
        trial::show(app, context, headers, login, kept).await
    } else {
        answer(&login.organisation, failure)
    }
}

/// What a person reads of a provider that cannot be used.
pub(crate) fn of_provider(error: &ProviderError) -> Failure {
    match error {
        ProviderError::Asking { .. } | ProviderError::Unusable(_) => Failure::Unreachable,
        // A code that was used, or has expired, is no fault of anybody's.
        ProviderError::Refused(error) if error == "invalid_grant" => Failure::Stale,
        // The connection is not set up as the provider wants it.
        ProviderError::Refused(_) => Failure::Misconfigured,
        ProviderError::Rejected(_) | ProviderError::OtherSubject => Failure::NotBelieved,
    }
}

/// What a person reads of an account they do not get into.
pub(crate) fn of_entering(error: &EnterError) -> Failure {
    match error {
        EnterError::Disabled => Failure::Disabled,
        EnterError::AwaitsApproval => Failure::AwaitsApproval,
        EnterError::Unknown(None | Some(Untrusted::OtherDomain)) => Failure::Unknown,
        EnterError::Unknown(Some(Untrusted::Missing | Untrusted::Unverified)) => Failure::NoTrustedEmail,
        EnterError::SomebodyElse => Failure::SomebodyElse,
        EnterError::TooLittle => Failure::TooLittle,
        EnterError::Store(error) => of_store(error),
    }
}

/// What a person reads of a store that fails.
pub(crate) fn of_store(error: &StoreError) -> Failure {
    if error.is_passing() {
        Failure::Busy
    } else {
        Failure::Unexpected
    }
}
