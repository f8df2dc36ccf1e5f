//! `GET /api/holds`, and `POST …/release` and `…/drop`: what the brake has held.

use crate::App;
use axum::extract::State;
use jiff::Timestamp;
use rollcall::{
    domain::{
        brake::Source,
        caller::UserManager,
        hold::{self, Status},
        principal::Principal,
    },
    web::{
        answer::{self, Response},
        page::{Page, PageRequest, Pager},
        path::Path,
        problem::{HoldDecided, Problem},
        route::Moment,
        user::Reference,
    },
    workflow::holds,
};
use serde::Serialize;
use std::{collections::HashMap, sync::Arc};
use utoipa::ToSchema;

type HoldPage = Page<Hold>;

/// Something that would disable or erase many people at once, and waits until somebody has looked at it.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "h_7h2k9qwc3m5x8r4t", "status": "held", "import_id": "im_7h2k9qwc3m5x8r4t", "integration_token": null,
    "people": 412, "of": 1_204, "asked_by": "u_2fz9k4m7q1w8x5c3", "created_at": "2026-05-04T08:12:00Z", "decided_by": null,
    "decided_at": null, "job_id": null,
}))]
struct Hold {
    /// Opaque.
    id: String,
    status: Status,
    /// The import whose leavers would be disabled.
    #[schema(required)]
    import_id: Option<String>,
    /// The integration token of the directory that has disabled or deleted them. One that is gone is called by its id.
    #[schema(required)]
    integration_token: Option<Reference>,
    /// How many people would be disabled or erased. More of one directory's come to those that wait; whom it lets in again is none of
    /// them.
    people: u64,
    /// How many people could sign in or were invited then, of those whom it could be about: everybody, or a department's people where its
    /// manager or their directory asks.
    of: u64,
    /// Who asked for it: the id of a user or an integration token, or another word for who does something.
    #[schema(value_type = String)]
    asked_by: Principal,
    /// Since when it waits.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// Who released or dropped it.
    #[schema(required, value_type = Option<String>)]
    decided_by: Option<Principal>,
    /// When.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    decided_at: Option<Timestamp>,
    /// The job that carries it out, once it was released.
    #[schema(required)]
    job_id: Option<String>,
}

impl Hold {
    /// A hold, with what directories are called by the ids of their tokens.
    fn new(hold: hold::Hold, directories: &HashMap<String, String>) -> Self {
        let (import_id, token_id) = match hold.source {
            Source::Import { import_id } => (Some(import_id), None),
            Source::Integration { token_id } => (None, Some(token_id)),
        };
        let integration_token = token_id.map(|id| {
            let name = directories.get(&id).map(String::as_str);
            Reference::new(&id, name)
        });
        Self {
            id: hold.id,
            status: hold.status,
            import_id,
            integration_token,
            people: hold.people,
            of: hold.there,
            asked_by: hold.asked_by,
            created_at: hold.created_at,
            decided_by: hold.decided_by,
            decided_at: hold.decided_at,
            job_id: hold.job,
        }
    }
}

/// Some holds as they are shown.
async fn shown(app: &App, caller: &UserManager, holds: Vec<hold::Hold>) -> Result<Vec<Hold>, Problem> {
    let directories = holds::directories(&app.env, caller, &holds).await?;
    let shown = holds.into_iter().map(|hold| Hold::new(hold, &directories));
    Ok(shown.collect())
}

/// One hold, that somebody has decided.
async fn decided(
    app: &App,
    caller: &UserManager,
    status: u16,
    hold: hold::Hold,
) -> Result<Response, Problem> {
    let shown = shown(app, caller, vec![hold]).await?;
    Ok(answer::json(status, &shown.first()))
}

/// List what is held
///
/// The newest first. `integration.brake` of the settings says how many people one file or directory may disable or erase within an
/// hour. What a file asks for and exceeds it is held as a whole. Of a directory's people, those up to the limit are disabled or erased
/// as they come, and those beyond it come to one hold until that is decided; the directory is shown what it sent. Nobody who is held
/// is disabled and no session of theirs ends until it is released. What is held does not count with what is asked for next. Those who
/// manage all users see everything that is held, others what they asked for. Kept for 90 days.
#[utoipa::path(
    get, path = "/api/holds", tag = "Holds",
    security(("api_client" = ["users:read"])),
    params(PageRequest),
    responses((status = 200, description = "A page of holds.", body = HoldPage)),
)]
pub(crate) async fn list_holds(
    State(app): State<Arc<App>>,
    moment: Moment,
    caller: UserManager,
    asked: PageRequest,
) -> Result<Response, Problem> {
    let pager = Pager::new(&app.env, &moment, asked, &caller);
    let paging = pager.read().map_err(Problem::invalid)?;
    let key = |hold: &hold::Hold| format!("{:.3}#{}", hold.created_at, hold.id);
    let mut rest: Vec<hold::Hold> = holds::list(&app.env, &caller)
        .await?
        .into_iter()
        .skip_while(|hold| paging.after.as_ref().is_some_and(|after| key(hold) >= *after))
        .collect();
    let has_more = rest.len() > paging.limit;
    rest.truncate(paging.limit);
    let last = rest.last().filter(|_| has_more).map(key);
    let shown = shown(&app, &caller, rest).await?;
    Ok(answer::json(200, &pager.page(shown, last.as_deref())))
}

/// Release what is held
///
/// It is carried out by a job, with your rights while it runs: `job_id`. It disables nobody whom who asked for it could not have
/// disabled: not them, and not you. Of a directory, what its token may do while the job runs counts, and whom the directory has let in
/// again stays. Only those who manage all users may. Asked for twice, it is carried out once.
#[utoipa::path(
    post, path = "/api/holds/{hold_id}/release", tag = "Holds",
    params(("hold_id" = String, Path, description = "Id of a hold.", example = "h_7h2k9qwc3m5x8r4t")),
    responses(
        (status = 202, description = "It is on its way.", body = Hold),
        (status = 409, response = HoldDecided),
    ),
)]
pub(crate) async fn release_hold(
    State(app): State<Arc<App>>,
    moment: Moment,
    caller: UserManager,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let hold = holds::release(&app.env, &moment, &caller, &id).await?;
    decided(&app, &caller, 202, hold).await
}

/// Drop what is held
///
/// Nobody is disabled by it. A directory is shown its people as they are again, and may disable them again.
#[utoipa::path(
    post, path = "/api/holds/{hold_id}/drop", tag = "Holds",
    params(("hold_id" = String, Path, description = "Id of a hold.", example = "h_7h2k9qwc3m5x8r4t")),
    responses(
        (status = 200, description = "It is dropped.", body = Hold),
        (status = 409, response = HoldDecided),
    ),
)]
pub(crate) async fn drop_hold(
    State(app): State<Arc<App>>,
    moment: Moment,
    caller: UserManager,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let hold = holds::drop(&app.env, &moment, &caller, &id).await?;
    decided(&app, &caller, 200, hold).await
}
