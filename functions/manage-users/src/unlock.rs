//! `POST /api/users/{user_id}/unlock`.

use axum::extract::State;
use rollcall::{
    domain::caller::UserManager,
    web::{
        answer::{self, Response},
        path::Path,
        problem::Problem,
        route::Moment,
    },
    workflow::{Env, users::unlock},
};
use std::sync::Arc;

/// Unlock a user
///
/// Clears the failed tries at this person's password: they can sign in again at once. Networks that have been guessing
/// for long keep waiting. No body is needed. Ten times a day at most.
#[utoipa::path(
    post, path = "/api/users/{user_id}/unlock", tag = "Users",
    security(("api_client" = ["users:write"])),
    params(("user_id" = String, Path, description = "A user's id.", example = "u_0c9k3v7wq2m5x8bn")),
    responses((status = 204, description = "Unlocked, or not locked at all.")),
)]
pub(crate) async fn unlock_user(
    State(env): State<Arc<Env>>,
    moment: Moment,
    caller: UserManager,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    unlock::unlock(&env, &moment, &caller, &id).await?;
    Ok(answer::empty(204))
}
