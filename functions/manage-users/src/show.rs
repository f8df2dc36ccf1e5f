//! `GET /api/users/{user_id}`.

use axum::extract::State;
use rollcall::{
    domain::caller::UserManager,
    web::{answer::Response, path::Path, problem::Problem, route::Moment, user},
    workflow::{Env, users},
};
use std::sync::Arc;

/// Show a user
///
/// One user, with their version as `ETag`.
#[utoipa::path(
    get, path = "/api/users/{user_id}", tag = "Users",
    security(("api_client" = ["users:read"])),
    params(("user_id" = String, Path, description = "A user's id.", example = "u_0c9k3v7wq2m5x8bn")),
    responses((status = 200, description = "The user.", body = user::User, headers(("ETag" = String)))),
)]
pub(crate) async fn show_user(
    State(env): State<Arc<Env>>,
    moment: Moment,
    caller: UserManager,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let found = users::find(&env, &caller, &id).await?;
    user::show(&env, &moment, 200, &found, &caller.organisation).await
}
