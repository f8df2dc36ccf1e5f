//! Trying a connection out: shows an administrator what would happen, and changes nobody.

use crate::failure;
use rollcall::{
    domain::{
        context::Context,
        language::Language,
        sso::{claims::Claims, connection::Connection},
    },
    web::{
        answer::{self, Response},
        sso::Failure,
    },
    workflow::{
        Env,
        sso::{self, Verdict},
    },
};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// What would have become of somebody. `signs_in`: they are known by issuer and subject; `links`: they have an account with this
/// e-mail; `creates`: they are new; `refused`: `detail` says why.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TrialOutcome {
    SignsIn,
    Links,
    Creates,
    Refused,
}

/// What came of trying a connection out.
#[derive(Serialize, ToSchema)]
pub(crate) struct Trial {
    outcome: TrialOutcome,
    /// Whose account it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "u_0c9k3v7wq2m5x8bn")]
    user_id: Option<String>,
    /// What people would read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    detail: Option<String>,
    /// The technical reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "the code was refused: invalid_client")]
    reason: Option<String>,
    /// The e-mail that counts, by the connection's `email_trust`; `null`: none does.
    #[schema(required)]
    trusted_email: Option<String>,
    /// What the provider has said of you.
    #[schema(value_type = Object, example = json!({ "sub": "248289761001", "email": "ida@nordlys.example" }))]
    claims: Map<String, Value>,
}

/// What became of it where nobody was named.
pub(crate) fn refused(failure: Failure, reason: &str) -> Response {
    answer::json(
        200,
        &Trial {
            outcome: TrialOutcome::Refused,
            user_id: None,
            detail: Some(Language::English.text(&failure.text_id())),
            reason: Some(reason.to_owned()),
            trusted_email: None,
            claims: Map::new(),
        },
    )
}

/// What would become of whom the provider has named.
pub(crate) async fn judge(
    env: &Env,
    context: &Context,
    organisation: &rollcall::domain::organisation::Slug,
    connection: &Connection,
    claims: &Claims,
) -> Response {
    let (outcome, user_id, refusal) = match sso::try_out(env, context, organisation, connection, claims).await {
        Ok(Verdict::SignsIn(id)) => (TrialOutcome::SignsIn, Some(id), None),
        Ok(Verdict::Links(id)) => (TrialOutcome::Links, Some(id), None),
        Ok(Verdict::Creates) => (TrialOutcome::Creates, None, None),
        Err(error) => (TrialOutcome::Refused, None, Some(error)),
    };
    let email = claims.trusted_email(connection).ok();
    answer::json(
        200,
        &Trial {
            outcome,
            user_id,
            detail: refusal
                .as_ref()
                .map(|error| Language::English.text(&failure::of_entering(error).text_id())),
            reason: refusal.as_ref().map(|error| error.as_str().to_owned()),
            trusted_email: email.map(|email| email.as_str().to_owned()),
            claims: claims.all().clone(),
        },
    )
}
