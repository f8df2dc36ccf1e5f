//! Self-sign-up over the API: what the form may ask, and a submission.

use axum::extract::State;
use rollcall::{
    domain::{
        field,
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
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{RefOr, Schema},
};
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

/// A submission.
#[derive(Deserialize)]
#[serde(transparent)]
struct SignUp(Draft);

impl PartialSchema for SignUp {
    fn schema() -> RefOr<Schema> {
        let mut submission = field::of_sign_up();
        let description =
            "A submission: with an e-mail, or with a username and a phone, as the form asks, not both.";
        submission.description = Some(description.to_owned());
        RefOr::T(Schema::Object(submission))
    }
}

impl ToSchema for SignUp {}

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
    let SignUp(draft) = body.accept()?;
    let organisation = env.store.find_organisation(&slug).await?;
    let organisation = organisation.ok_or(SubmitError::NoForm)?;
    workflow::sign_up::submit(&env, &moment, &organisation, &draft, &address).await?;
    Ok(answer::json(202, &Received { received: true }))
}
