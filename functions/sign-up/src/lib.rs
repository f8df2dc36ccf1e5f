//! Self-sign-up over the API: what the form may ask, a submission, and the links of departments.

mod links;

use axum::extract::State;
use rollcall::{
    domain::{
        field,
        organisation::Slug,
        sign_up::{Form, Next},
        user::Draft,
    },
    web::{
        answer::{self, Response},
        body::Collected,
        caller::Network,
        parameters::Query,
        path::Path,
        problem::{GoneSignUpLink, IdentifierTaken, NotFound, Problem},
        route::{Moment, Routes},
    },
    workflow::{
        self, Env,
        sign_up::{Entrance, SubmitError},
    },
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::{
    IntoParams, PartialSchema, ToSchema,
    openapi::{RefOr, Schema},
};
use utoipa_axum::routes;

/// Every route of this function.
pub fn routes() -> Routes<Env> {
    Routes::new()
        .routes(routes!(show_sign_up, sign_up))
        .routes(routes!(links::list, links::create))
        .routes(routes!(links::revoke))
        .routes(routes!(links::rotate))
}

/// The way in to an organisation. An address that no organisation has leads nowhere.
async fn enter(
    env: &Env,
    moment: &Moment,
    organisation: &str,
    link: Option<&str>,
) -> Result<Entrance, SubmitError> {
    let slug = Slug::parse(organisation).map_err(|_| SubmitError::NoForm)?;
    let organisation = env.store.find_organisation(&slug).await?;
    let organisation = organisation.ok_or(SubmitError::NoForm)?;
    workflow::sign_up::enter(&env.store, moment, organisation, link).await
}

/// By what somebody comes.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct By {
    /// What the address of a sign-up link carries as `link`. It fixes the department.
    #[param(min_length = 1, max_length = 100, example = "0s3k9q2m7x1c5v8b")]
    link: Option<String>,
}

/// What the sign-up form may ask
///
/// What to ask a person who signs up on their own. `404` where the organisation does not offer it; `410` where the link leads to
/// no form any more.
#[utoipa::path(
    get, path = "/api/sign-up/{organisation}", tag = "Signing up", security(()),
    params(
        ("organisation" = String, Path, description = "The organisation's short name.", example = "nordlys"),
        By,
    ),
    responses(
        (status = 200, description = "The form.", body = Form),
        (status = 404, response = NotFound),
        (status = 410, response = GoneSignUpLink),
    ),
)]
async fn show_sign_up(
    State(env): State<Arc<Env>>,
    moment: Moment,
    Path(organisation): Path<String>,
    Query(by): Query<By>,
) -> Result<Response, Problem> {
    let entrance = enter(&env, &moment, &organisation, by.link.as_deref()).await?;
    entrance.require_seat(&moment).map_err(SubmitError::from)?;
    Ok(answer::json(200, &entrance.form))
}

/// A submission.
#[derive(Deserialize)]
struct SignUp {
    #[serde(flatten)]
    draft: Draft,
    #[serde(flatten)]
    came_by: CameBy,
}

/// By what somebody came.
#[derive(Deserialize, ToSchema)]
struct CameBy {
    /// What the address of a sign-up link carries as `link`. It fixes the department.
    #[schema(min_length = 1, max_length = 100, example = "0s3k9q2m7x1c5v8b")]
    link: Option<String>,
}

impl PartialSchema for SignUp {
    fn schema() -> RefOr<Schema> {
        let mut submission = field::beside(field::of_sign_up(), CameBy::schema());
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
    /// What comes now: `message` over the contact given, `later`, once the organisation starts to send any, or `approval`, for
    /// somebody looks at it first.
    next: Next,
}

/// Sign up
///
/// Takes a submission of the form. The person becomes an invited user, and the contact they gave gets a link to choose a
/// password with. The answer is the same whether or not the e-mail or phone is known already; only a taken username says
/// so. The same submission again is answered like the first. With a `link` the department is the link's, and `410` says why where
/// nobody signs up with it any more. `429` where too many came from one address to the
/// organisation within the hour, not counting those whose contact was confirmed; `Retry-After` is the time that is left.
#[utoipa::path(
    post, path = "/api/sign-up/{organisation}", tag = "Signing up", security(()),
    params(("organisation" = String, Path, description = "The organisation's short name.", example = "nordlys")),
    request_body = SignUp,
    responses(
        (status = 202, description = "The submission was taken; the rest comes by e-mail or SMS.", body = Received),
        (status = 404, response = NotFound),
        (status = 409, response = IdentifierTaken),
        (status = 410, response = GoneSignUpLink),
    ),
)]
async fn sign_up(
    State(env): State<Arc<Env>>,
    moment: Moment,
    Path(organisation): Path<String>,
    Network(address): Network,
    body: Collected<SignUp>,
) -> Result<Response, Problem> {
    let SignUp { draft, came_by } = body.accept()?;
    let entrance = enter(&env, &moment, &organisation, came_by.link.as_deref()).await?;
    workflow::sign_up::submit(&env, &moment, &entrance, &draft, &address).await?;
    let received = Received {
        received: true,
        next: entrance.form.next,
    };
    Ok(answer::json(202, &received))
}
