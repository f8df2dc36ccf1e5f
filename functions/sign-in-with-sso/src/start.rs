//! `GET /api/sso/{organisation}`: the way to a provider.

use crate::{App, callback, failure, provider::Client};
use axum::{
    extract::State,
    http::{HeaderMap, Method},
};
use jiff::Timestamp;
use rollcall::{
    domain::{
        context::Context,
        organisation::Slug,
        sso::{
            connection::Connection,
            hint,
            login::{Browser, COOKIE, LIFETIME, Login},
            trial,
        },
    },
    web::{
        answer::{self, Response},
        caller, cookie,
        parameters::Query,
        path::Path,
        problem::Problem,
        route::Moment,
        sso::{Failure, Trial},
    },
    workflow::sso::Wanted,
};
use serde::Deserialize;
use std::sync::Arc;
use utoipa::IntoParams;

/// Which connection is meant, and where to go afterwards. Anything else is passed over: a provider's tile may bring its own.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Asked {
    /// Id of a connection. Left out: the one that the other parameters mean, or the only one.
    #[param(example = "sc_7h2k9qwc3m5x8r4t")]
    connection: Option<String>,
    /// The issuer of a connection, as providers name it when a sign-in begins with them (OpenID Connect Core 1.0, section 4).
    iss: Option<String>,
    /// Who is to sign in, for the provider to fill in. An e-mail leads to the connection of its domain.
    login_hint: Option<String>,
    /// The same, as our own pages and `POST /api/sso/{organisation}` hand it over: no e-mail can be read from it.
    hint: Option<String>,
    /// A page of this organisation to go to afterwards; any other is passed over.
    target_link_uri: Option<String>,
    /// From `POST /api/connections/{id}/test`: nobody is let in, and what came of it is answered.
    trial: Option<String>,
}

/// Begin a single sign-on
///
/// Leads to the sign-in page of the organisation's provider, or, where that is not possible, to the organisation's own with a
/// sentence about why. Unknown parameters are passed over. For browsers: the way back ends in the one it began in.
#[utoipa::path(
    get, path = "/api/sso/{organisation}", operation_id = "begin_single_sign_on", tag = "Single sign-on", security(()),
    params(("organisation" = String, Path, description = "The organisation's short name.", example = "nordlys"), Asked),
    responses((status = 303, description = "The way to the provider, or back to the sign-in page.",
        headers(("Location" = String))),
        (status = 200, description = "What is wrong with a connection that is tried out.", body = Trial)),
)]
pub(crate) async fn begin(
    State(app): State<Arc<App>>,
    moment: Moment,
    method: Method,
    headers: HeaderMap,
    Path(organisation): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    if let Some(refused) = callback::refuse_head(&method) {
        return Ok(refused);
    }
    let organisation = Slug::parse(&organisation.to_ascii_lowercase()).map_err(|_| Problem::not_found())?;
    let connections = match app.env.store.find_connections(&organisation).await {
        Ok(connections) => connections,
        Err(error) => return Ok(failure::answer(&organisation, failure::of_store(&error))),
    };
    let wanted = Wanted {
        connection: asked.connection.as_deref(),
        issuer: asked.iss.as_deref(),
        login_hint: asked.login_hint.as_deref(),
    };
    let Some(connection) = wanted.choose(&connections) else {
        // Which one, the buttons of the sign-in page ask.
        let failure = if connections.is_empty() {
            Failure::NoConnection
        } else {
            Failure::Choose
        };
        return Ok(failure::answer(&organisation, failure));
    };
    let browser = Browser::of(caller::cookie(&headers, COOKIE), &moment);
    let target = target(&app, &organisation, asked.target_link_uri.as_deref());
    let is_trial = asked.trial.as_deref().map(|leave| {
        let (secret, now) = (&app.env.secret, moment.now());
        trial::is_leave(leave, secret, &organisation, &connection.id, now)
    });
    if is_trial == Some(false) {
        return Ok(failure::answer(&organisation, Failure::Stale));
    }
    let hinted = asked
        .hint
        .as_deref()
        .and_then(|text| hint::open(text, &app.env.secret, &organisation, &connection.id, moment.now()));
    let login = Login::new(&moment, &organisation, &connection.id, &browser)
        .towards(target)
        .as_trial(is_trial.is_some());
    Ok(lead(
        &app,
        &moment,
        &headers,
        connection,
        &login,
        &browser,
        hinted.as_deref().or(asked.login_hint.as_deref()),
    )
    .await)
}

/// The way to the provider of a connection.
pub(crate) async fn lead(
    app: &App,
    context: &Context,
    headers: &HeaderMap,
    connection: &Connection,
    login: &Login,
    browser: &Browser,
    login_hint: Option<&str>,
) -> Response {
    let now: Timestamp = context.now();
    let metadata = match app.providers.find(&connection.issuer, now).await {
        Ok(metadata) => metadata,
        Err(error) => {
            let organisation = &login.organisation;
            tracing::warn!(%organisation, connection = %connection.id, %error, "a provider cannot be used");
            let why = (failure::of_provider(&error), error.to_string());
            return failure::end(app, context, headers, login, (why.0, &why.1)).await;
        }
    };
    let redirect_uri = app.redirect_uri();
    let client = Client {
        id: &connection.client_id,
        secret: None,
        redirect_uri: &redirect_uri,
    };
    let state = login.state(context, &app.env.secret);
    let mut response =
        answer::see_other(&metadata.address(&client, login, &state, login_hint, &connection.claims));
    cookie::append(&mut response, COOKIE, browser.as_str(), LIFETIME.as_secs());
    response
}

/// A page of the organisation, as a path: nobody is sent anywhere else.
fn target(app: &App, organisation: &Slug, wanted: Option<&str>) -> Option<String> {
    let path = wanted?.strip_prefix(app.env.public_url.as_str())?;
    let rest = path.strip_prefix('/')?.strip_prefix(organisation.as_str())?;
    let is_below = rest.is_empty() || rest.starts_with(['/', '?']);
    let is_plain = path.len() <= 500 && path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    (is_below && is_plain).then(|| path.to_owned())
}
