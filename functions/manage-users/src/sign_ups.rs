//! `/api/sign-ups`: those who signed up and await approval.

use crate::list::{self, UserPage, Wanted};
use axum::extract::State;
use rollcall::{
    domain::{caller::UserManager, user::Status},
    web::{
        answer::{self, Response},
        body::{Optional, refuse as refuse_body},
        page::PageRequest,
        parameters::Query,
        path::Path,
        problem::{NotAwaitingApproval, NotFound, Problem},
        route::Moment,
        user,
    },
    workflow::{Env, users::sign_ups},
};
use serde::Deserialize;
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};

/// Whose sign-ups are listed.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Of {
    /// Only those of this department: its id or exact name.
    #[param(min_length = 1, example = "Køkken")]
    department: Option<String>,
}

/// List sign-ups that await approval
///
/// By name, one page at a time: `GET /api/users` with the status `awaiting_approval`. Nobody who awaits approval can activate or sign
/// in, and after 30 days without a decision they are removed.
#[utoipa::path(
    get, path = "/api/sign-ups", operation_id = "list_sign_ups", tag = "Signing up",
    security(("api_client" = ["users:read"])),
    params(Of, PageRequest),
    responses((status = 200, description = "A page of users.", body = UserPage)),
)]
pub(crate) async fn list(
    State(env): State<Arc<Env>>,
    moment: Moment,
    caller: UserManager,
    Query(of): Query<Of>,
    asked: PageRequest,
) -> Result<Response, Problem> {
    let wanted = Wanted::of(Status::AwaitingApproval, of.department);
    list::answer(&env, &moment, &caller, wanted, asked, Vec::new()).await
}

/// Approve a sign-up
///
/// The person is invited from now on and gets their activation over the contact they gave.
#[utoipa::path(
    post, path = "/api/sign-ups/{id}/approve", operation_id = "approve_sign_up", tag = "Signing up",
    security(("api_client" = ["users:write"])),
    params(("id" = String, Path, description = "Id of a user who awaits approval.", example = "u_0c9k3v7wq2m5x8bn")),
    responses(
        (status = 200, description = "The user as they are now.", body = user::User, headers(("ETag" = String))),
        (status = 404, response = NotFound),
        (status = 409, response = NotAwaitingApproval),
    ),
)]
pub(crate) async fn approve(
    State(env): State<Arc<Env>>,
    moment: Moment,
    caller: UserManager,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let approved = sign_ups::approve(&env, &moment, &caller, &id).await?;
    user::show(&env, &moment, 200, &approved, &caller.organisation).await
}

/// Why a sign-up is refused.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignUpRefusal {
    /// The person reads it in the mail they get; an SMS has no room for it.
    #[schema(max_length = 300, example = "Signing up is for the people of the canteen.")]
    reason: Option<String>,
}

/// Refuse a sign-up
///
/// The person is gone, with all they entered, and gets a message that says so, unless the
/// organisation messages nobody yet. A seat of the link they came by is free again.
#[utoipa::path(
    post, path = "/api/sign-ups/{id}/refuse", operation_id = "refuse_sign_up", tag = "Signing up",
    security(("api_client" = ["users:write"])),
    params(("id" = String, Path, description = "Id of a user who awaits approval.", example = "u_0c9k3v7wq2m5x8bn")),
    request_body(content = Option<SignUpRefusal>),
    responses(
        (status = 204, description = "They are gone."),
        (status = 404, response = NotFound),
        (status = 409, response = NotAwaitingApproval),
    ),
)]
pub(crate) async fn refuse(
    State(env): State<Arc<Env>>,
    moment: Moment,
    caller: UserManager,
    Path(id): Path<String>,
    Optional(body): Optional<SignUpRefusal>,
) -> Result<Response, Problem> {
    let reason = body.value.reason.as_deref();
    if !body.faults.is_empty() {
        let more = reason.map(sign_ups::read_reason).and_then(Result::err);
        return Err(refuse_body(body.faults, more.into_iter().collect()));
    }
    sign_ups::refuse(&env, &moment, &caller, &id, reason).await?;
    Ok(answer::empty(204))
}
