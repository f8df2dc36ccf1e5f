//! Self-sign-up over the API: what the form may ask, and a submission.

use axum::extract::State;
use rollcall::{
    domain::{
        organisation::Slug,
        sign_up::{Form, form},
        user::Draft,
    },
    web::{
        answer::{self, Response},
        body::Collected,
        caller::Network,
        path::Path,
        problem::{IdentifierTaken, NotFound, Problem},
        route::{Moment, Routes},
    },
    workflow::{self, Env, sign_up::SubmitError},
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa_axum::routes;

/// Every route of this function.
pub fn routes() -> Routes<Env> {
    Routes::new().routes(routes!(show_sign_up, sign_up))
}

/// An address that no organisation has leads nowhere.
fn slug(text: &str) -> Result<Slug, Problem> {
    Slug::parse(text).map_err(|_| SubmitError::NoForm.into())
}

/// What the sign-up form may ask
///
/// What to ask a person who signs up on their own. `404` where the organisation does not offer it.
#[utoipa::path(
    get, path = "/api/sign-up/{organisation}", tag = "Signing up", security(()),
    params(("organisation" = String, Path, description = "The organisation's short name.", example = "nordlys")),
    responses(
        (status = 200, description = "The form.", body = Form),
        (status = 404, response = NotFound),
    ),
)]
async fn show_sign_up(
    State(env): State<Arc<Env>>,
    Path(organisation): Path<String>,
) -> Result<Response, Problem> {
    let organisation = env.store.find_organisation(&slug(&organisation)?).await?;
    let form = organisation.as_ref().and_then(form).ok_or(SubmitError::NoForm)?;
    Ok(answer::json(200, &form))
}

/// A submission: with an e-mail, or with a username and a phone, as the form asks, not both.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SignUp {
    /// 1 to 100 characters on one line; no web addresses.
    #[schema(required = true, min_length = 1, example = "Søren")]
    first_name: Option<String>,
    /// 1 to 100 characters on one line; no web addresses.
    #[schema(required = true, min_length = 1, example = "Ågård")]
    last_name: Option<String>,
    /// Signs in and is written to.
    #[schema(example = "soren@example.com")]
    email: Option<String>,
    /// Signs in, where there is no e-mail.
    username: Option<String>,
    /// With `+` and country code, or as it is dialled in the department's (or the organisation's) country.
    phone: Option<String>,
    /// Id or exact name, where the form lets one choose.
    department: Option<String>,
    /// Left out: the organisation's default.
    language: Option<String>,
}

/// That a submission was received.
#[derive(Serialize, ToSchema)]
struct Received {
    received: bool,
}

/// Sign up
///
/// Takes a submission of the form. The person becomes an invited user, and the contact they gave gets a link to choose a
/// password with. The answer is the same whether or not the e-mail or phone is known already; only a taken username says
/// so. The same submission again is answered like the first. `429` where too many came from one address to the
/// organisation within the hour, not counting those whose contact was confirmed; `Retry-After` is the time that is left.
#[utoipa::path(
    post, path = "/api/sign-up/{organisation}", tag = "Signing up", security(()),
    params(("organisation" = String, Path, description = "The organisation's short name.", example = "nordlys")),
    request_body = SignUp,
    responses(
        (status = 202, description = "The submission was taken; the rest comes by e-mail or SMS.", body = Received),
        (status = 404, response = NotFound),
        (status = 409, response = IdentifierTaken),
    ),
)]
async fn sign_up(
    State(env): State<Arc<Env>>,
    moment: Moment,
    Path(organisation): Path<String>,
    Network(address): Network,
    body: Collected<SignUp>,
) -> Result<Response, Problem> {
    let slug = slug(&organisation)?;
    let wanted = body.accept()?;
    let draft = Draft {
        first_name: wanted.first_name,
        last_name: wanted.last_name,
        email: wanted.email,
        username: wanted.username,
        phone: wanted.phone,
        department: wanted.department,
        language: wanted.language,
        ..Draft::default()
    };
    workflow::sign_up::submit(&env.store, &env.secret, &moment, &slug, &draft, &address).await?;
    Ok(answer::json(202, &Received { received: true }))
}
