//! An organisation's users, for whoever manages them: found, shown, changed, disabled and let in.
//!
//! One file for each thing a caller can do. A department manager has the users of their own department, and all others
//! are as unknown to them as those of another organisation.

mod change;
mod list;
mod merge;
mod one_time_password;
mod show;
mod timeline;
mod unlock;

use lambda_http::{Body, Request, Response};
use rollcall::{
    aws::store::users::WriteError,
    domain::{caller::Caller, context::Context, user::User},
    web::{http, problem::Problem},
};

pub use rollcall::web::http::App;

/// How often a change is decided anew when others change the same user at the same time.
const TRIES: usize = 6;

/// Answers one request.
pub async fn handle(app: &App, context: &Context, request: &Request) -> Result<Response<Body>, Problem> {
    let segments = http::route(request)?;
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    let ["api", "users", rest @ ..] = segments.as_slice() else {
        return Err(Problem::not_found());
    };
    match (request.method().as_str(), rest) {
        ("GET", []) => list::handle(app, context, request).await,
        (_, []) => Ok(http::refuse_method("GET, POST")),
        ("GET", [id]) => show::handle(app, context, request, id).await,
        ("PATCH", [id]) => change::handle(app, context, request, id).await,
        (_, [_]) => Ok(http::refuse_method("GET, PATCH")),
        ("POST", [id, "one-time-password"]) => one_time_password::handle(app, context, request, id).await,
        ("POST", [id, "unlock"]) => unlock::handle(app, context, request, id).await,
        (_, [_, "one-time-password" | "unlock"]) => Ok(http::refuse_method("POST")),
        ("GET", [id, "timeline"]) => timeline::handle(app, context, request, id).await,
        (_, [_, "timeline"]) => Ok(http::refuse_method("GET")),
        _ => Err(Problem::not_found()),
    }
}

/// A user whom the caller may see.
async fn find(app: &App, caller: &Caller, id: &str) -> Result<User, Problem> {
    caller.actor.scope()?;
    let found = app.store.find_user(&caller.organisation.slug, id).await?;
    found
        .filter(|user| caller.actor.may_manage(&user.profile.department))
        .ok_or_else(Problem::not_found)
}

/// Refuses to touch somebody who may do more than the caller.
fn require_rank(caller: &Caller, user: &User) -> Result<(), Problem> {
    match caller
        .organisation
        .permission_types
        .get(&user.profile.permission_type)
    {
        Some(kind) if !caller.actor.may_grant(kind) => Err(Problem::forbidden(
            "This user's permission type carries more than you hold yourself.",
        )),
        _ => Ok(()),
    }
}

/// Reads a user, decides and writes, anew whenever somebody else's change came in between. Where `decide` finds nothing
/// to change, nothing is written.
async fn update(
    app: &App,
    context: &Context,
    caller: &Caller,
    id: &str,
    mut decide: impl FnMut(&User) -> Result<User, Problem>,
) -> Result<User, Problem> {
    let mut written: Option<User> = None;
    for _ in 0..TRIES {
        let before = find(app, caller, id).await?;
        // The write went through although its answer was lost on the way: it is not decided a second time.
        if written.as_ref() == Some(&before) {
            return Ok(before);
        }
        let mut after = decide(&before)?;
        if after == before {
            return Ok(before);
        }
        match app.store.save_user(context, &before, &mut after).await {
            Ok(()) => return Ok(after),
            Err(WriteError::Changed) => written = Some(after),
            Err(error) => return Err(error.into()),
        }
    }
    Err(Problem::unavailable())
}

/// The user with their version.
fn represent(user: &User, caller: &Caller) -> Response<Body> {
    let mut response = http::json(200, &user.to_json(&caller.organisation));
    http::set(&mut response, "etag", &user.etag());
    response
}
