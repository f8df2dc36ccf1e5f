//! `POST /api/users/{user_id}/one-time-password`.

use axum::extract::State;
use jiff::Timestamp;
use rollcall::{
    domain::caller::UserManager,
    web::{
        answer::{self, Response},
        path::Path,
        problem::{Problem, UserDisabled},
        route::Moment,
    },
    workflow::{Env, users::grant_one_time_password as grant},
};
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

/// A one-time password.
#[derive(Serialize, ToSchema)]
struct OneTimePassword {
    /// Case, spaces and hyphens do not matter when it is typed.
    #[schema(example = "k7md-2xqp-9wtr")]
    one_time_password: String,
    /// When it stops working.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
}

/// Grant a one-time password
///
/// Makes a one-time password to be handed over in person, replacing an earlier one. Signing in with it leads to choosing
/// a password of one's own. No body is needed.
#[utoipa::path(
    post, path = "/api/users/{user_id}/one-time-password", tag = "Users",
    security(("api_client" = ["users:write"])),
    params(("user_id" = String, Path, description = "A user's id.", example = "u_0c9k3v7wq2m5x8bn")),
    responses(
        (status = 200, description = "The one-time password, shown this once.", body = OneTimePassword),
        (status = 409, response = UserDisabled),
    ),
)]
pub(crate) async fn grant_one_time_password(
    State(env): State<Arc<Env>>,
    moment: Moment,
    caller: UserManager,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let granted = grant::grant_one_time_password(&env, &moment, &caller, &id).await?;
    let shown = OneTimePassword {
        one_time_password: granted.one_time_password,
        expires_at: granted.expires_at,
    };
    Ok(answer::json(200, &shown))
}
