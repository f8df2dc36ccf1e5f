//! Self-sign-up over the API: what the form may ask, and a submission.

use lambda_http::{Body, Request, Response};
use rollcall::{
    domain::{context::Context, sign_up, user::Draft},
    web::{
        http::{self, Fields},
        problem::Problem,
    },
    workflow,
};
use serde_json::json;

pub use rollcall::web::http::App;

/// Answers one request.
pub async fn handle(app: &App, context: &Context, request: &Request) -> Result<Response<Body>, Problem> {
    let segments = http::route(request)?;
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    match (request.method().as_str(), segments.as_slice()) {
        ("GET", ["api", "sign-up", organisation]) => show(app, organisation).await,
        ("POST", ["api", "sign-up", organisation]) => submit(app, context, request, organisation).await,
        (_, ["api", "sign-up", _]) => Ok(http::refuse_method("GET, POST")),
        _ => Err(Problem::not_found()),
    }
}

async fn show(app: &App, organisation: &str) -> Result<Response<Body>, Problem> {
    let organisation = app.store.find_organisation(&http::slug(organisation)?).await?;
    let form = organisation
        .as_ref()
        .and_then(sign_up::form)
        .ok_or_else(Problem::not_found)?;
    Ok(http::json(200, &form))
}

async fn submit(
    app: &App,
    context: &Context,
    request: &Request,
    organisation: &str,
) -> Result<Response<Body>, Problem> {
    let slug = http::slug(organisation)?;
    let mut fields = Fields::read(request, &["application/json"])?;
    fields.allow_only(&[
        "first_name",
        "last_name",
        "email",
        "username",
        "phone",
        "department",
        "language",
    ]);
    let draft = Draft {
        first_name: fields.text("first_name"),
        last_name: fields.text("last_name"),
        email: fields.text("email"),
        username: fields.text("username"),
        phone: fields.text("phone"),
        department: fields.text("department"),
        language: fields.text("language"),
        ..Draft::default()
    };
    fields.finish()?;
    let address = http::source_network(request);
    workflow::sign_up::submit(&app.store, &app.secret, context, &slug, &draft, &address).await?;
    Ok(http::json(202, &json!({ "received": true })))
}
