//! `GET /api/jobs/{job_id}`: how far a job has come.

use crate::App;
use axum::extract::State;
use rollcall::{
    domain::{caller::Caller, language::Language},
    web::{
        answer::{self, Response},
        job::Job,
        path::Path,
        problem::Problem,
    },
    workflow::jobs,
};
use std::sync::Arc;

/// How far a job has come
///
/// Shown to the person who asked for it, and to those who manage all users. Counts move every few seconds while it runs.
#[utoipa::path(
    get, path = "/api/jobs/{job_id}", tag = "Jobs",
    params(("job_id" = String, Path, description = "Id of a job.", example = "jb_7h2k9qwc3m5x8r4t")),
    responses((status = 200, description = "The job.", body = Job)),
)]
pub(crate) async fn show_job(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let job = jobs::find(&app.env, &caller, &id).await?;
    let language = Language::parse(&caller.user.profile.language).unwrap_or_default();
    Ok(answer::json(200, &Job::new(job, language)))
}
