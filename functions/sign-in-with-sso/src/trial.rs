//! Trying a connection out: shows an administrator what would happen, and changes nobody.

use crate::failure;
use rollcall::{
    domain::{
        context::Context,
        language::Language,
        organisation::{Naming, Organisation, Slug},
        sso::{claims::Claims, connection::Connection, profile::Given},
        user::Profile,
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
    /// What comes out of the claims that the connection names, and of the standard ones; empty where nobody was named.
    profile: Vec<TrialField>,
    /// What the provider has said of you.
    #[schema(value_type = Object, example = json!({ "sub": "248289761001", "email": "ida@nordlys.example" }))]
    claims: Map<String, Value>,
}

/// What comes out of a claim.
#[derive(Serialize, ToSchema)]
struct TrialField {
    /// The field of the profile.
    #[schema(example = "department")]
    field: &'static str,
    /// The claim that says it.
    #[schema(example = "https://nordlys.example/department")]
    claim: String,
    /// What it says; `null`: nothing.
    #[schema(required, nullable, example = "kokken")]
    said: Option<String>,
    /// What the profile has then; `null`: nothing.
    #[schema(required, nullable, example = "Køkken")]
    value: Option<String>,
    /// Why what is said is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    fault: Option<TrialFault>,
    /// The profile is made this at each sign-in, and not only where somebody is created.
    kept_in_sync: bool,
}

/// Why what a claim says is left out.
#[derive(Serialize, ToSchema)]
struct TrialFault {
    /// A stable word for programs.
    #[schema(example = "unknown_department")]
    code: &'static str,
    /// In words.
    detail: String,
}

impl TrialField {
    fn of(given: Given, profile: Option<&Profile>, organisation: &Organisation, connection: &Connection) -> Self {
        let field = given.field;
        let value = profile.and_then(|profile| profile.text(field)).map(|text| {
            let name = organisation.entry_name(field, &text).map(str::to_owned);
            name.unwrap_or_else(|| text.into_owned())
        });
        Self {
            field: field.name(),
            claim: given.claim,
            said: given.text,
            value,
            fault: given.fault.map(|fault| TrialFault {
                code: fault.code.as_str(),
                detail: fault.sentence(Language::English),
            }),
            kept_in_sync: connection.keeps(field),
        }
    }
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
            profile: Vec::new(),
            claims: Map::new(),
        },
    )
}

/// What would become of whom the provider has named.
pub(crate) async fn judge(
    env: &Env,
    context: &Context,
    organisation: &Slug,
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
    let drawn = sso::draw(env, organisation, connection, claims, user_id.as_deref()).await;
    let profile = drawn.ok().flatten().map(|(drawn, organisation)| {
        let made = drawn.profile;
        let of = |given| TrialField::of(given, made.as_ref(), &organisation, connection);
        drawn.given.into_iter().map(of).collect()
    });
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
            profile: profile.unwrap_or_default(),
            claims: claims.all().clone(),
        },
    )
}
