//! An organisation's settings and lists, and, for the operator, new organisations.
//!
//! Whoever manages settings changes them; whoever manages users may read them, since their forms are made of these
//! lists. One file for each thing a caller can do. The operator's command ([`create`]) comes by direct invocation only:
//! [`rollcall::web::invocation`] tells it from the API's requests.

pub mod create;
mod languages;
mod lists;
mod settings;

use lambda_http::{Body, Request, Response};
use rollcall::{
    domain::{
        capability::Capability,
        context::Context,
        organisation::{Department, JobProfile, PermissionType},
        permission::Actor,
    },
    web::{http, problem::Problem},
};

pub use rollcall::web::http::App;

/// Answers one request of the API.
pub async fn handle(app: &App, context: &Context, request: &Request) -> Result<Response<Body>, Problem> {
    let segments = http::route(request)?;
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    let ["api", list, entry @ ..] = segments.as_slice() else {
        return Err(Problem::not_found());
    };
    match (request.method().as_str(), *list, entry) {
        ("GET", "settings", []) => settings::show(app, context, request).await,
        ("PATCH", "settings", []) => settings::change(app, context, request).await,
        (_, "settings", []) => Ok(http::refuse_method("GET, PATCH")),
        ("GET", "languages", []) => languages::show(app, context, request).await,
        ("PUT", "languages", []) => languages::replace(app, context, request).await,
        (_, "languages", []) => Ok(http::refuse_method("GET, PUT")),
        (_, "departments", entry) => lists::handle::<Department>(app, context, request, entry).await,
        (_, "job-profiles", entry) => lists::handle::<JobProfile>(app, context, request, entry).await,
        (_, "permission-types", entry) => lists::handle::<PermissionType>(app, context, request, entry).await,
        _ => Err(Problem::not_found()),
    }
}

/// Settings and lists are shown to whoever changes them and to whoever manages users by them.
fn require_reading(actor: &Actor) -> Result<(), Problem> {
    if actor.holds(Capability::ManageSettings) || actor.scope().is_ok() {
        Ok(())
    } else {
        Err(Problem::forbidden(
            "Settings and lists are shown to whoever manages them, or users.",
        ))
    }
}
