//! Signing in and out, choosing a password after a one-time password, `GET /api/me`, and the public keys of sessions.

mod token;

use axum::extract::State;
use rollcall::{
    domain::{
        caller::Caller,
        fault::{Code, Fault},
        organisation::SsoSettings,
    },
    web::{
        answer::{self, Response},
        body::Json,
        caller::{CurrentSession, DEVICE_HEADER, Devices, Network},
        parameters::Query,
        problem::{GoneTicket, Problem, SignInRefused},
        route::{Moment, Routes},
        session::{self, KeySet, PasswordChange, Session},
        user,
    },
    workflow::{
        Env,
        authenticate::find_user,
        sign_in::{self, Credentials, SignedIn},
        sign_out::{self, Extent},
    },
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

/// Every route of this function.
pub fn routes() -> Routes<Env> {
    Routes::new()
        .routes(routes!(sign_in))
        .routes(routes!(choose_password))
        .routes(routes!(sign_out))
        .routes(routes!(show_me))
        .routes(routes!(show_keys))
        .routes(routes!(token::issue_token))
}

/// What somebody typed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Credentials)]
struct Typed {
    /// The organisation's short name.
    #[schema(min_length = 1, example = "nordlys")]
    organisation: String,
    /// E-mail or username.
    #[schema(min_length = 1, example = "mia.holm")]
    identifier: String,
    /// Password or one-time password.
    #[schema(min_length = 1, format = Password, example = "fjord-lantern-walks-42")]
    password: String,
}

/// Sign in
///
/// With an e-mail or a username, and a password. A one-time password gives no session but a ticket to choose a password
/// with (`POST /api/password`). Whatever does not fit, the answer is the same `401`. After several failures the next
/// tries at the same person's password wait, for two seconds to twenty minutes, and are answered the same. Send the
/// `Rollcall-Device` that a session came with when signing in again: on a device that is known, only its own failures
/// count.
#[utoipa::path(
    post, path = "/api/sign-in", tag = "Signing in", security(()),
    params(Devices),
    request_body = Typed,
    responses(
        (status = 200, description = "Signed in, or to choose a password first.", body = Outcome,
            headers(("Rollcall-Device" = String))),
        (status = 401, response = SignInRefused),
    ),
)]
async fn sign_in(
    State(app): State<Arc<Env>>,
    moment: Moment,
    Network(network): Network,
    Devices(devices): Devices,
    Json(typed): Json<Typed>,
) -> Result<Response, Problem> {
    let credentials = Credentials {
        organisation: &typed.organisation,
        identifier: &typed.identifier,
        password: &typed.password,
        network: &network,
        devices: &devices,
    };
    let signed_in = sign_in::sign_in(&app.store, &app.secret, &app.public_url, &moment, credentials).await?;
    Ok(match signed_in {
        SignedIn::Session {
            access_token, device, ..
        } => {
            let session = Outcome::Session(Session::new(access_token));
            let mut response = answer::json(200, &session);
            answer::set(&mut response, DEVICE_HEADER, &device);
            response
        }
        SignedIn::PasswordChange { ticket } => {
            let change = PasswordChange::new(ticket, sign_in::TICKET_SECONDS);
            answer::json(200, &Outcome::PasswordChange(change))
        }
    })
}

/// A session, or a ticket to choose a password with.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[schema(as = SignedIn)]
enum Outcome {
    /// Signed in.
    Session(Session),
    /// After a one-time password.
    PasswordChange(PasswordChange),
}

/// A ticket and the password chosen with it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TicketAndPassword {
    /// From `POST /api/sign-in`.
    #[schema(min_length = 1, example = "AQw1Zs3kVbq0")]
    ticket: String,
    /// The chosen password: long enough, and not easy to guess.
    #[schema(min_length = 8, max_length = 256, format = Password, example = "fjord-lantern-walks-42")]
    password: String,
}

/// Choose a password after a one-time password
///
/// Uses up the ticket and the one-time password, activates the account where it was not yet active, and signs in. The
/// same ticket and password once more, within ten minutes, get a session as well.
#[utoipa::path(
    post, path = "/api/password", tag = "Signing in", security(()),
    request_body = TicketAndPassword,
    responses(
        (status = 200, description = "The password is set; this is a session.", body = Session,
            headers(("Rollcall-Device" = String))),
        (status = 410, response = GoneTicket),
    ),
)]
async fn choose_password(
    State(app): State<Arc<Env>>,
    moment: Moment,
    Network(network): Network,
    Json(chosen): Json<TicketAndPassword>,
) -> Result<Response, Problem> {
    let entered = sign_in::choose_password(
        &app.store,
        &app.secret,
        &app.public_url,
        &moment,
        &chosen.ticket,
        &chosen.password,
        &network,
    )
    .await?;
    Ok(session::answer(entered.access_token, &entered.device))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Where {
    /// `true` ends every session of the user instead of this one.
    #[param(value_type = Option<bool>)]
    everywhere: Option<String>,
}

/// Sign out
///
/// Ends the session the request comes with: its access token is refused from the next request on, wherever it was kept.
/// With `everywhere=true` every session of its user ends.
#[utoipa::path(
    post, path = "/api/sign-out", tag = "Signing in",
    params(Where),
    responses((status = 204, description = "Signed out.")),
)]
async fn sign_out(
    State(app): State<Arc<Env>>,
    moment: Moment,
    CurrentSession(session): CurrentSession,
    Query(parameters): Query<Where>,
) -> Result<Response, Problem> {
    // Whatever a session began with, it can be ended.
    find_user(&app.store, &session, &SsoSettings::default())
        .await?
        .ok_or_else(Problem::unauthorised)?;
    let extent = match parameters.everywhere.as_deref() {
        None | Some("false") => Extent::Here,
        Some("" | "true") => Extent::Everywhere,
        Some(_) => {
            let fault = Fault::at("everywhere", Code::NotBoolean);
            return Err(Problem::invalid(vec![fault]));
        }
    };
    sign_out::sign_out(&app.store, &moment, &session, extent).await?;
    Ok(answer::empty(204))
}

/// Show who is signed in
///
/// The signed-in user, with the `ETag` of their profile and status.
#[utoipa::path(
    get, path = "/api/me", tag = "Signing in",
    responses((status = 200, description = "You.", body = user::User,
        headers(("ETag" = String)))),
)]
async fn show_me(State(app): State<Arc<Env>>, moment: Moment, caller: Caller) -> Result<Response, Problem> {
    user::show(&app, &moment, 200, &caller.person, &caller.organisation).await
}

/// The public keys of sessions
///
/// A JWK set (RFC 7517) with every key whose access tokens are still accepted, to check a token without asking. The keys
/// change only when the secret is rotated, and the previous one stays published: they may be cached.
#[utoipa::path(
    get, path = "/.well-known/jwks.json", tag = "Signing in", security(()),
    responses((status = 200, description = "The keys.", body = KeySet,
        headers(("Cache-Control" = String)))),
)]
async fn show_keys(State(app): State<Arc<Env>>) -> Response {
    let mut response = answer::json(200, &KeySet::of(&app.secret));
    answer::set(&mut response, "cache-control", "public, max-age=300");
    response
}
