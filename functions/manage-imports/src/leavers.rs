//! `GET /api/imports/{import_id}/leavers` and `POST …/leavers/disable`: who is here and not in the file.

use crate::App;
use axum::extract::State;
use rollcall::{
    domain::caller::UserManager,
    web::{
        answer::{self, Response},
        body::{self, Collected},
        job::{Job, accepted},
        page::{PageRequest, Pager},
        path::Path,
        problem::{LeaversUnknown, Problem},
        route::Moment,
        user::User,
    },
    workflow::{
        imports::leavers::{self, LeaversError, Wanted},
        lists::Lists,
    },
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;

/// One page of leavers.
#[derive(Serialize, ToSchema)]
struct LeaverPage {
    /// What is on it.
    items: Vec<User>,
    /// How many there were when the import ended. Those who were disabled or erased since are not listed.
    #[schema(minimum = 0, example = 38)]
    total: u64,
    /// To be sent as `cursor` for the next page; `null` on the last one.
    #[schema(required)]
    next_cursor: Option<String>,
}

/// Whom to disable: some by their ids, or everybody.
#[derive(Default, Deserialize, ToSchema)]
pub(crate) struct LeaversToDisable {
    /// These. Who is none of the import's leavers stays.
    #[schema(min_items = 1, max_items = 1_000, nullable = false)]
    user_ids: Option<Vec<String>>,
    /// `true`: all leavers of the import.
    #[schema(nullable = false)]
    everybody: Option<bool>,
}

/// List who is not in an import's file
///
/// Users who were there when the import began, are not disabled, and stand in no row of its file: neither their e-mail nor
/// their username, whatever else is wrong with a row. Of an import that creates people of one department alone, those of that
/// department. Nobody is disabled by an import; a file dropped regularly is compared with the help of this list. It is known
/// once the import has finished, a dry run as well.
#[utoipa::path(
    get, path = "/api/imports/{import_id}/leavers", tag = "Imports",
    security(("api_client" = ["users:read"])),
    params(("import_id" = String, Path, description = "Id of an import.", example = "im_7h2k9qwc3m5x8r4t"), PageRequest),
    responses(
        (status = 200, description = "A page of leavers.", body = LeaverPage),
        (status = 409, response = LeaversUnknown),
    ),
)]
pub(crate) async fn list_leavers(
    State(app): State<Arc<App>>,
    moment: Moment,
    caller: UserManager,
    Path(id): Path<String>,
    asked: PageRequest,
) -> Result<Response, Problem> {
    let env = &app.env;
    let pager = Pager::new(env, &moment, asked, &caller);
    let paging = pager.read().map_err(Problem::invalid)?;
    let after = paging.after.as_deref();
    let found = leavers::list(env, &moment, &caller, &id, after, paging.limit).await?;
    let knows_all = |lists: &Lists| found.users.iter().all(|user| lists.knows(user));
    let slug = &caller.organisation.slug;
    let lists = env.lists(&moment, slug).await?.ok_or_else(Problem::internal)?;
    let lists = env.lists_with(&moment, slug, lists, knows_all).await?;
    let naming = lists.beside(&caller.organisation.settings);
    let page = LeaverPage {
        items: found.users.iter().map(|user| User::of(user, &naming)).collect(),
        total: found.total,
        next_cursor: pager.next_cursor(found.next.as_deref()),
    };
    Ok(answer::json(200, &page))
}

/// Disable people who are not in an import's file
///
/// A job: `GET /api/jobs/{job_id}` says how far it has come. Each person is looked at again when it is their turn. You are
/// never disabled yourself, nor is anybody who may do more than you.
#[utoipa::path(
    post, path = "/api/imports/{import_id}/leavers/disable", tag = "Imports",
    security(("api_client" = ["users:write"])),
    params(("import_id" = String, Path, description = "Id of an import.", example = "im_7h2k9qwc3m5x8r4t")),
    request_body(content = LeaversToDisable, examples(
        ("some" = (value = json!({ "user_ids": ["u_2fz9k4m7q1w8x5c3"] }))),
        ("everybody" = (value = json!({ "everybody": true }))),
    )),
    responses(
        (status = 202, description = "It is on its way.", body = Job, headers(("Location" = String))),
        (status = 409, response = LeaversUnknown),
    ),
)]
pub(crate) async fn disable_leavers(
    State(app): State<Arc<App>>,
    moment: Moment,
    caller: UserManager,
    Path(id): Path<String>,
    body: Collected<LeaversToDisable>,
) -> Result<Response, Problem> {
    let LeaversToDisable { user_ids, everybody } = body.value;
    let wanted = Wanted { user_ids, everybody };
    if !body.faults.is_empty() {
        return Err(body::refuse(body.faults, Vec::new()));
    }
    match leavers::disable(&app.env, &moment, &caller, &id, wanted).await {
        Ok(job) => Ok(accepted(job, caller.language())),
        Err(LeaversError::Invalid(faults)) => Err(body::refuse(Vec::new(), faults)),
        Err(error) => Err(error.into()),
    }
}
