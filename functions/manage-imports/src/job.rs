//! `GET /api/jobs/{job_id}`: how far a job has come; `GET /api/jobs/{job_id}/result`: the workbook it has made.

use crate::App;
use axum::extract::State;
use rollcall::{
    domain::caller::{Caller, UserManager},
    web::{
        answer::{self, Response},
        job::Job,
        path::Path,
        problem::{GoneResult, NoResult, Problem},
        route::Moment,
    },
    workflow::jobs::{self, result::find_result},
};
use std::sync::Arc;

/// How far a job has come
///
/// Shown to the person who asked for it, and to those who manage all users. Counts move every few seconds while it runs.
#[utoipa::path(
    get, path = "/api/jobs/{job_id}", tag = "Jobs",
    security(("api_client" = ["users:read"]), ("api_client" = ["imports:write"]), ("api_client" = ["settings:write"])),
    params(("job_id" = String, Path, description = "Id of a job.", example = "jb_7h2k9qwc3m5x8r4t")),
    responses((status = 200, description = "The job.", body = Job)),
)]
pub(crate) async fn show_job(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let job = jobs::find(&app.env, &caller, &id).await?;
    let language = caller.language();
    Ok(answer::json(200, &Job::new(job, language)))
}

/// The workbook a job has made
///
/// Leads to the workbook of an export. Shown to the person who asked for it, as long as they manage the people in it, and to
/// those who manage all users. Kept for 27 days.
#[utoipa::path(
    get, path = "/api/jobs/{job_id}/result", tag = "Jobs",
    security(("api_client" = ["users:read"])),
    params(("job_id" = String, Path, description = "Id of a job.", example = "jb_7h2k9qwc3m5x8r4t")),
    responses(
        (status = 303, description = "It is there, for five minutes.", headers(("Location" = String))),
        (status = 409, response = NoResult),
        (status = 410, response = GoneResult),
    ),
)]
pub(crate) async fn job_result(
    State(app): State<Arc<App>>,
    moment: Moment,
    caller: UserManager,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let address = find_result(&app.env, &app.bucket, &moment, &caller, &id).await?;
    Ok(answer::see_other(&address))
}
