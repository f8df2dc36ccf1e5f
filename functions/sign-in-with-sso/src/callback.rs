//! `GET /api/sso/callback`: the way back from a provider.

use crate::{
    App, failure,
    provider::{Client, ProviderError},
    start, trial,
};
use axum::{
    extract::State,
    http::{HeaderMap, Method},
    response::IntoResponse,
};
use rollcall::{
    aws::store::StoreError,
    domain::{
        context::Context,
        device,
        sso::{
            connection::Connection,
            login::{Browser, COOKIE, Login},
        },
    },
    web::{
        answer::{self, Response},
        caller::{self, DEVICE_COOKIE},
        cookie,
        parameters::Query,
        problem::Problem,
        route::Moment,
        sso::{Failure, Trial},
    },
    workflow::{redeem::Entered, sso},
};
use serde::Deserialize;
use std::sync::Arc;
use utoipa::IntoParams;

/// What a provider answers with (OpenID Connect Core 1.0, section 3.1.2.5).
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Answered {
    /// What is exchanged for the ID token.
    code: Option<String>,
    /// As it was sent along.
    state: Option<String>,
    /// The provider, where it names itself (RFC 9207).
    iss: Option<String>,
    /// Why there is no code.
    error: Option<String>,
}

/// The refusal of a request that would use a state up and show nothing of it.
pub(crate) fn refuse_head(method: &Method) -> Option<Response> {
    (method == Method::HEAD).then(|| {
        let mut refused = Problem::method_not_allowed().into_response();
        answer::set(&mut refused, "allow", "GET");
        refused
    })
}

/// End a single sign-on
///
/// Where providers send people back to. It leads to the organisation's page with a session, or to its sign-in page with a sentence
/// about what went wrong. A sign-in that is too old, was ended already or began in another browser begins once more by itself.
/// Unknown parameters are passed over.
#[utoipa::path(
    get, path = "/api/sso/callback", operation_id = "end_single_sign_on", tag = "Single sign-on", security(()),
    params(Answered),
    responses(
        (status = 303, description = "The way to a page; of a test, for who accepts `text/html`, to one that shows what came of it.",
            headers(("Location" = String))),
        (status = 200, description = "What came of trying a connection out.", body = Trial),
    ),
)]
pub(crate) async fn end(
    State(app): State<Arc<App>>,
    moment: Moment,
    method: Method,
    headers: HeaderMap,
    Query(answered): Query<Answered>,
) -> Result<Response, Problem> {
    if let Some(refused) = refuse_head(&method) {
        return Ok(refused);
    }
    let login = answered
        .state
        .as_deref()
        .and_then(|state| Login::read(state, &app.env.secret));
    let Some(login) = login else {
        // A bookmark, or a state of before a rotation: nothing says whose page to go to.
        return Ok(answer::see_other("/"));
    };
    let ended = finish(&app, &moment, &headers, &login, &answered).await;
    Ok(match ended {
        Ok(answer) => answer,
        Err(stopped) => {
            let why = (stopped.failure, stopped.reason.as_str());
            failure::end(&app, &moment, &headers, &login, why).await
        }
    })
}

/// Why a sign-in came to nothing.
struct Stopped {
    /// As people read it.
    failure: Failure,
    /// As an administrator reads it who sets the connection up.
    reason: String,
}

impl Stopped {
    fn new(login: &Login, failure: Failure, reason: impl Into<String>) -> Self {
        let (organisation, connection, reason) = (&login.organisation, &login.connection, reason.into());
        tracing::warn!(%organisation, %connection, %reason, "a single sign-on came to nothing");
        Self { failure, reason }
    }

    fn by_the_store(login: &Login, error: &StoreError) -> Self {
        Self::new(login, failure::of_store(error), error.to_string())
    }

    fn by_the_provider(login: &Login, error: &ProviderError) -> Self {
        Self::new(login, failure::of_provider(error), error.to_string())
    }
}

async fn finish(
    app: &App,
    context: &Context,
    headers: &HeaderMap,
    login: &Login,
    answered: &Answered,
) -> Result<Response, Stopped> {
    let (env, organisation) = (&app.env, &login.organisation);
    let stop = |failure, reason: &str| Stopped::new(login, failure, reason);
    let by_the_store = |error| Stopped::by_the_store(login, &error);
    let connection = env.store.find_connection(organisation, &login.connection).await;
    let connection = connection.map_err(by_the_store)?;
    let connection = connection.ok_or_else(|| stop(Failure::NoConnection, "the connection is gone"))?;
    let known = Browser::known(caller::cookie(headers, COOKIE));
    let is_usable = login.is_good_for(known.as_ref(), context.now())
        && sso::use_up(env, context, login).await.map_err(by_the_store)?;
    if !is_usable {
        return begin_again(app, context, headers, login, &connection).await;
    }
    let now = context.now();
    let metadata = app.providers.find(&connection.issuer, now).await;
    let metadata = metadata.map_err(|error| Stopped::by_the_provider(login, &error))?;
    if !metadata.may_have_answered(answered.iss.as_deref()) {
        return Err(stop(Failure::NotBelieved, "another issuer answered"));
    }
    let code = read_code(answered).map_err(|(failure, reason)| stop(failure, reason))?;
    let secret = connection.client_secret(&env.secret, organisation);
    let secret = secret.map_err(|error| stop(Failure::Misconfigured, &error.to_string()))?;
    let redirect_uri = app.redirect_uri();
    let client = Client {
        id: &connection.client_id,
        secret: secret.as_deref(),
        redirect_uri: &redirect_uri,
    };
    let claims = app.providers.redeem(&connection, &client, login, code, now).await;
    let claims = claims.map_err(|error| Stopped::by_the_provider(login, &error))?;
    if login.is_trial {
        let kept = trial::judge(app, context, login, &connection, &claims).await;
        return Ok(trial::show(app, context, headers, login, kept).await);
    }
    let entered = sso::enter(env, context, organisation, &connection, &claims).await;
    let entered = entered.map_err(|error| stop(failure::of_entering(&error), error.as_str()))?;
    Ok(welcome(context, headers, login, &entered))
}

/// The code that a provider answers with.
fn read_code(answered: &Answered) -> Result<&str, (Failure, &'static str)> {
    match (&answered.code, answered.error.as_deref()) {
        (Some(code), None) => Ok(code),
        (_, Some("access_denied")) => Err((Failure::Declined, "the person or the provider declined")),
        (_, Some("temporarily_unavailable" | "server_error")) => {
            Err((Failure::Unreachable, "the provider failed"))
        }
        (_, Some(_)) => Err((Failure::Misconfigured, "the provider refused the request")),
        (None, None) => Err((Failure::NotBelieved, "there is no code")),
    }
}

/// A stale sign-in, by a bookmark, the back button or a second press, begins once more: the provider knows the person by now, and
/// they come through at once.
async fn begin_again(
    app: &App,
    context: &Context,
    headers: &HeaderMap,
    stale: &Login,
    connection: &Connection,
) -> Result<Response, Stopped> {
    if stale.is_again {
        return Err(Stopped::new(
            stale,
            Failure::Stale,
            "it was too old, ended already, or begun in another browser",
        ));
    }
    let browser = Browser::of(caller::cookie(headers, COOKIE), context);
    let login = stale.again(context, &browser);
    Ok(start::lead(app, context, headers, connection, &login, &browser, None).await)
}

/// Lets somebody in: their session, and this browser known to be theirs.
fn welcome(context: &Context, headers: &HeaderMap, login: &Login, entered: &Entered) -> Response {
    let target = login.target.clone();
    let mut response = answer::see_other(&target.unwrap_or_else(|| format!("/{}", login.organisation)));
    let devices = caller::cookie(headers, DEVICE_COOKIE).unwrap_or_default();
    let devices = device::keep(devices, &entered.device, context.now());
    cookie::start(&mut response, &entered.access_token, &devices);
    response
}
