//! `DELETE /api/users/{user_id}`.

use axum::extract::State;
use rollcall::{
    domain::{
        caller::UserManager,
        erasure::{REMAINS, Remains},
    },
    web::{
        answer::{self, Response},
        path::Path,
        precondition::IfMatch,
        problem::{BreakGlass, PreconditionRequired, Problem, Stale},
        route::Moment,
    },
    workflow::{Env, users::erase},
};
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

/// A person who was erased.
#[derive(Serialize, ToSchema)]
struct Erased {
    /// The job that takes them out of what imports say of rows that name them.
    #[schema(example = "jb_7h2k9qwc3m5x8r4t")]
    job_id: String,
    /// What stays, and for how long. All else is gone.
    remains: Vec<Remains>,
}

/// Erase a user
///
/// The person is gone at once and for good: links, sessions and one-time passwords of theirs are unknown from now on, and their e-mail
/// and username can be given to others, or to them again. A job takes out what imports say of rows that name them. The audit keeps
/// that somebody of this id was erased, and by whom. The answer says what else stays for a while.
///
/// `If-Match` must carry the `ETag` of the user as you know them; `*` stands for any version. Nobody erases themselves, nor somebody
/// who may do more than they. To end somebody's access and keep them, disable them.
#[utoipa::path(
    delete, path = "/api/users/{user_id}", tag = "Users",
    security(("api_client" = ["users:write"])),
    params(
        ("user_id" = String, Path, description = "A user's id.", example = "u_0c9k3v7wq2m5x8bn"),
        ("If-Match" = String, Header, min_length = 1, example = "\"0c9k3v7wq2m5x8bn\"",
            description = "The user's `ETag` as you know it; or several of them with commas between; or `*`."),
    ),
    responses(
        (status = 200, description = "They are erased.", body = Erased),
        (status = 409, response = BreakGlass),
        (status = 412, response = Stale),
        (status = 428, response = PreconditionRequired),
    ),
)]
pub(crate) async fn erase_user(
    State(env): State<Arc<Env>>,
    moment: Moment,
    caller: UserManager,
    Path(id): Path<String>,
    IfMatch(expected): IfMatch,
) -> Result<Response, Problem> {
    let job = erase::erase(&env, &moment, &caller, &id, expected.as_ref()).await?;
    let erased = Erased {
        job_id: job.id,
        remains: REMAINS.to_vec(),
    };
    Ok(answer::json(200, &erased))
}
