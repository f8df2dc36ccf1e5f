//! `/api/activation/{token}`: what an activation link leads to.
//!
//! Opening a link (GET, HEAD) changes nothing, ever; pressing the button (POST) redeems it. An expired link can be
//! renewed by whoever holds it: a fresh one goes to the same contact.

use lambda_http::{Body, Request, Response};
use rollcall::{
    domain::{context::Context, password, session},
    web::{
        http::{self, Fields},
        problem::Problem,
    },
    workflow::redeem::{self, Opened},
};
use serde_json::json;

pub use rollcall::web::http::App;

/// Answers one request.
pub async fn handle(app: &App, context: &Context, request: &Request) -> Result<Response<Body>, Problem> {
    let segments = http::route(request)?;
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    match (request.method().as_str(), segments.as_slice()) {
        ("GET" | "HEAD", ["api", "activation", token]) => show(app, context, token).await,
        ("POST", ["api", "activation", token]) => redeem(app, context, request, token).await,
        ("POST", ["api", "activation", token, "renew"]) => {
            redeem::renew(&app.store, &app.secret, context, token).await?;
            Ok(http::json(202, &json!({ "requested": true })))
        }
        (_, ["api", "activation", _]) => Ok(http::refuse_method("GET, HEAD, POST")),
        (_, ["api", "activation", _, "renew"]) => Ok(http::refuse_method("POST")),
        _ => Err(Problem::not_found()),
    }
}

/// What the page needs to greet the person and to tell them what a password must be.
async fn show(app: &App, context: &Context, token: &str) -> Result<Response<Body>, Problem> {
    match redeem::open(&app.store, &app.secret, context, token).await? {
        Opened::Valid(invitation) => Ok(http::json(
            200,
            &json!({
                "organisation": { "slug": invitation.organisation.slug, "name": invitation.organisation.settings.name },
                "first_name": invitation.user.profile.first_name,
                "language": invitation.user.profile.language,
                "password_policy": password::POLICY,
            }),
        )),
        other => Err(redeem::problem(&other)),
    }
}

async fn redeem(
    app: &App,
    context: &Context,
    request: &Request,
    token: &str,
) -> Result<Response<Body>, Problem> {
    let mut fields = Fields::read(request, &["application/json"])?;
    fields.allow_only(&["password"]);
    let password = fields.required_text("password");
    fields.finish()?;
    let entered = redeem::redeem(
        &app.store,
        &app.secret,
        &app.public_url,
        context,
        token,
        &password,
        &http::source_network(request),
    )
    .await?;
    let mut response = http::json(200, &session::answer(&entered.access_token));
    http::set(&mut response, http::DEVICE_HEADER, &entered.device);
    Ok(response)
}
