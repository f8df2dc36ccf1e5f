//! Signing in and out, choosing a password after a one-time password, `GET /api/me`, and the public keys of sessions.

use lambda_http::RequestExt;
use lambda_http::{Body, Request, Response};
use rollcall::{
    domain::{context::Context, fault::Fault, session},
    web::{
        http::{self, Fields},
        problem::Problem,
    },
    workflow::{
        sign_in::{self, Credentials, SignedIn},
        sign_out::{self, Extent},
    },
};
use serde_json::json;

pub use rollcall::web::http::App;

/// Answers one request.
pub async fn handle(app: &App, context: &Context, request: &Request) -> Result<Response<Body>, Problem> {
    let segments = http::route(request)?;
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    match (request.method().as_str(), segments.as_slice()) {
        ("POST", ["api", "sign-in"]) => sign_in(app, context, request).await,
        ("POST", ["api", "password"]) => choose_password(app, context, request).await,
        ("POST", ["api", "sign-out"]) => sign_out(app, context, request).await,
        ("GET", ["api", "me"]) => me(app, context, request).await,
        ("GET", [".well-known", "jwks.json"]) => Ok(keys(app)),
        (_, ["api", "sign-in" | "sign-out" | "password"]) => Ok(http::refuse_method("POST")),
        (_, ["api", "me"] | [".well-known", "jwks.json"]) => Ok(http::refuse_method("GET")),
        _ => Err(Problem::not_found()),
    }
}

async fn sign_in(app: &App, context: &Context, request: &Request) -> Result<Response<Body>, Problem> {
    let mut fields = Fields::read(request, &["application/json"])?;
    fields.allow_only(&["organisation", "identifier", "password"]);
    let organisation = fields.required_text("organisation");
    let identifier = fields.required_text("identifier");
    let password = fields.required_text("password");
    fields.finish()?;
    let credentials = Credentials {
        organisation: &organisation,
        identifier: &identifier,
        password: &password,
        network: &http::source_network(request),
        devices: http::header_text(request, http::DEVICE_HEADER).unwrap_or_default(),
    };
    let signed_in = sign_in::sign_in(&app.store, &app.secret, &app.public_url, context, credentials).await?;
    Ok(match signed_in {
        SignedIn::Session {
            access_token, device, ..
        } => session_on(&access_token, &device),
        SignedIn::PasswordChange { ticket } => http::json(
            200,
            &json!({ "password_change": { "ticket": ticket, "expires_in": sign_in::TICKET_SECONDS } }),
        ),
    })
}

/// A session, and what makes the caller's device known from now on.
fn session_on(access_token: &str, device: &str) -> Response<Body> {
    let mut response = http::json(200, &session::answer(access_token));
    http::set(&mut response, http::DEVICE_HEADER, device);
    response
}

async fn choose_password(app: &App, context: &Context, request: &Request) -> Result<Response<Body>, Problem> {
    let mut fields = Fields::read(request, &["application/json"])?;
    fields.allow_only(&["ticket", "password"]);
    let ticket = fields.required_text("ticket");
    let password = fields.required_text("password");
    fields.finish()?;
    let entered = sign_in::choose_password(
        &app.store,
        &app.secret,
        &app.public_url,
        context,
        &ticket,
        &password,
        &http::source_network(request),
    )
    .await?;
    Ok(session_on(&entered.access_token, &entered.device))
}

/// Ends the session the request comes with, or every one of its user.
async fn sign_out(app: &App, context: &Context, request: &Request) -> Result<Response<Body>, Problem> {
    let session = http::read_session(&app.secret, &app.public_url, context, request)?;
    http::find_signed_in(&app.store, session.clone())
        .await?
        .ok_or_else(Problem::unauthorised)?;
    let parameters = request.query_string_parameters();
    let extent = match parameters.first("everywhere") {
        None | Some("false") => Extent::Here,
        Some("" | "true") => Extent::Everywhere,
        Some(_) => {
            let detail = "Send everywhere=true to end every session, or leave it out to end this one.";
            let fault = Fault::new("everywhere", "not_boolean", detail);
            return Err(Problem::invalid(vec![fault]));
        }
    };
    sign_out::sign_out(&app.store, context, &session, extent).await?;
    Ok(http::empty(204))
}

async fn me(app: &App, context: &Context, request: &Request) -> Result<Response<Body>, Problem> {
    let signed_in = app.authenticate(context, request).await?;
    let mut response = http::json(200, &signed_in.user.to_json(&signed_in.organisation));
    http::set(&mut response, "etag", &signed_in.user.etag());
    Ok(response)
}

/// The keys change only when the secret is rotated, and the previous one stays published: they may be cached.
fn keys(app: &App) -> Response<Body> {
    let mut response = http::json(200, &session::key_set(&app.secret));
    http::set(&mut response, "cache-control", "public, max-age=300");
    response
}
