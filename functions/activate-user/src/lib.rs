//! `/api/activation/{token}`: what an activation link leads to.
//!
//! Opening a link (GET, HEAD) changes nothing, ever; pressing the button (POST) redeems it. An expired link can be
//! renewed by its holder: a fresh one goes to the same contact.

use axum::extract::State;
use rollcall::{
    domain::password::{self, Policy},
    web::{
        answer::{self, Response},
        body::Json,
        caller::Network,
        path::Path,
        problem::{GoneLink, LinkStillWorks, Problem},
        route::{Moment, Routes},
        session::{self, Session},
    },
    workflow::{
        Env,
        redeem::{self, Opened, RedeemError},
    },
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa_axum::routes;

/// Every route of this function.
pub fn routes() -> Routes<Env> {
    Routes::new()
        .routes(routes!(show_activation, redeem_activation))
        .routes(routes!(renew_activation))
}

/// What the page needs to greet the person and to tell them what a password must be.
#[derive(Serialize, ToSchema)]
struct Invitation {
    organisation: Host,
    #[schema(example = "Søren")]
    first_name: String,
    /// A language tag.
    #[schema(example = "da")]
    language: String,
    password_policy: Policy,
}

/// The organisation that invites.
#[derive(Serialize, ToSchema)]
#[schema(as = InvitingOrganisation)]
struct Host {
    /// Its short name, in addresses.
    #[schema(example = "nordlys")]
    slug: String,
    #[schema(example = "Nordlys Detail")]
    name: String,
}

/// Look at an activation link
///
/// What a page needs to greet the person. Changes nothing, ever: mail scanners open links too.
#[utoipa::path(
    get, path = "/api/activation/{token}", tag = "Activation", security(()),
    params(("token" = String, Path, description = "The last part of an activation link.")),
    responses(
        (status = 200, description = "The link works.", body = Invitation),
        (status = 410, response = GoneLink),
    ),
)]
async fn show_activation(
    State(env): State<Arc<Env>>,
    moment: Moment,
    Path(token): Path<String>,
) -> Result<Response, Problem> {
    match redeem::open_with_organisation(&env.store, &env.secret, &moment, &token).await? {
        (Opened::Valid(invited), Some(organisation)) => Ok(answer::json(
            200,
            &Invitation {
                organisation: Host {
                    slug: organisation.slug.to_string(),
                    name: organisation.settings.name,
                },
                first_name: invited.profile.first_name,
                language: invited.profile.language,
                password_policy: password::POLICY,
            },
        )),
        (Opened::Expired(_), Some(_)) => Err(RedeemError::Expired.into()),
        (Opened::Gone, _) | (_, None) => Err(RedeemError::Gone.into()),
    }
}

/// A password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChosenPassword {
    /// The chosen password: long enough, and not easy to guess.
    #[schema(min_length = 8, max_length = 256, format = Password, example = "fjord-lantern-walks-42")]
    password: String,
}

/// Activate an account
///
/// Sets the person's first password and signs them in. The link is used up: of many tries at once, one sets the
/// password. The same link and password once more, within ten minutes, get a session as well; another password does not.
#[utoipa::path(
    post, path = "/api/activation/{token}", tag = "Activation", security(()),
    params(("token" = String, Path, description = "The last part of an activation link.")),
    request_body = ChosenPassword,
    responses(
        (status = 200, description = "The account is active; this is its first session.", body = Session, headers(("Rollcall-Device" = String))),
        (status = 410, response = GoneLink),
    ),
)]
async fn redeem_activation(
    State(env): State<Arc<Env>>,
    moment: Moment,
    Path(token): Path<String>,
    Network(network): Network,
    Json(chosen): Json<ChosenPassword>,
) -> Result<Response, Problem> {
    let entered = redeem::redeem(
        &env.store,
        &env.secret,
        &env.public_url,
        &moment,
        &token,
        &chosen.password,
        &network,
    )
    .await?;
    Ok(session::answer(entered.access_token, &entered.device))
}

/// That something was asked for.
#[derive(Serialize, ToSchema)]
struct Requested {
    requested: bool,
}

/// Ask for a fresh link
///
/// Sends a fresh link to the contact an expired one went to, at most five times a day for each person. Asked for again
/// within a minute, it sends nothing more. No body is needed.
#[utoipa::path(
    post, path = "/api/activation/{token}/renew", tag = "Activation", security(()),
    params(("token" = String, Path, description = "The last part of an expired activation link.")),
    responses(
        (status = 202, description = "A fresh link is on its way.", body = Requested),
        (status = 409, response = LinkStillWorks),
        (status = 410, response = GoneLink),
    ),
)]
async fn renew_activation(
    State(env): State<Arc<Env>>,
    moment: Moment,
    Path(token): Path<String>,
) -> Result<Response, Problem> {
    redeem::renew(&env, &moment, &token).await?;
    Ok(answer::json(202, &Requested { requested: true }))
}
