//! `PATCH /api/users/{user_id}`.

use axum::extract::State;
use rollcall::{
    domain::{caller::UserManager, organisation::Organisation},
    web::{
        answer::{self, Response},
        body::{self, Patch},
        path::Path,
        precondition::IfMatch,
        problem::{IdentifierTaken, PreconditionRequired, Problem, Stale},
        route::Moment,
        user::WrittenUser,
    },
    workflow::{
        Env,
        users::change::{self, ChangeError, Changed, UserChange},
    },
};
use std::sync::Arc;

/// Change a user
///
/// A merge patch (RFC 7396): fields that are sent replace the old ones, `null` removes an optional one, everything else
/// stays. What comes out is held to every rule a new user is held to.
///
/// `If-Match` must carry the `ETag` of the user as you know them, so that nobody's change is overwritten unseen; `*`
/// stands for any version.
///
/// `managed_departments` has somebody manage other departments beside their own; it is given whole.
///
/// Set `status` to `disabled` to end all sessions, links and one-time passwords at once, and to `active` to enable the
/// user again (they become `active` or `invited`, whichever is true). Nobody changes their own permission type or
/// disables themselves.
#[utoipa::path(
    patch, path = "/api/users/{user_id}", tag = "Users",
    security(("api_client" = ["users:write"])),
    params(
        ("user_id" = String, Path, description = "A user's id.", example = "u_0c9k3v7wq2m5x8bn"),
        ("If-Match" = String, Header, min_length = 1, example = "\"0c9k3v7wq2m5x8bn\"",
            description = "The user's `ETag` as you know it; or several of them with commas between; or `*`."),
    ),
    request_body(content = UserChange, content_type = "application/merge-patch+json", examples(
        ("correct_an_email" = (value = json!({ "email": "soren.agard@example.com" }))),
        ("remove_the_phone" = (value = json!({ "phone": null }))),
        ("manage_another_department" = (value = json!({ "managed_departments": ["Køkken"] }))),
        ("disable" = (value = json!({ "status": "disabled" }))),
    )),
    responses(
        (status = 200, description = "The user as they are now, with what is to be looked at.", body = WrittenUser,
            headers(("ETag" = String))),
        (status = 409, response = IdentifierTaken),
        (status = 412, response = Stale),
        (status = 428, response = PreconditionRequired),
    ),
)]
pub(crate) async fn change_user(
    State(env): State<Arc<Env>>,
    moment: Moment,
    caller: UserManager<Organisation>,
    Path(id): Path<String>,
    IfMatch(expected): IfMatch,
    Patch(patch): Patch<UserChange>,
) -> Result<Response, Problem> {
    let (wanted, expected) = (&patch.value, expected.as_ref());
    if !patch.faults.is_empty() {
        return Err(
            match change::check(&env, &moment, &caller, &id, expected, wanted).await {
                Ok(()) => Problem::invalid(patch.faults),
                Err(ChangeError::Invalid(more)) => body::refuse(patch.faults, more),
                Err(error) => error.into(),
            },
        );
    }
    let Changed { user, repairs } = change::change(&env, &moment, &caller, &id, expected, wanted).await?;
    let written = WrittenUser::of(&user, &caller.organisation, &repairs);
    let mut response = answer::json(200, &written);
    answer::set(&mut response, "etag", &user.etag());
    Ok(response)
}
