//! `POST /api/imports/{import_id}/run`: running for real what was a dry run.

use crate::{App, answer::Import};
use axum::extract::State;
use rollcall::{
    domain::caller::UserManager,
    web::{
        answer::{self, Response},
        path::Path,
        problem::{NotRun, Problem},
        route::Moment,
    },
    workflow::imports::run,
};
use std::sync::Arc;

/// Run a dry run for real
///
/// The same workbook, now with effect. It has the rights that the person who uploaded the file and the person who runs
/// it both have, as they are while it runs. A row that the dry run refused for want of rights stays refused; every other
/// row is judged afresh. The import keeps its id. Asked for twice, it runs once.
#[utoipa::path(
    post, path = "/api/imports/{import_id}/run", tag = "Imports",
    security(("api_client" = ["imports:write"])),
    params(("import_id" = String, Path, description = "Id of an import.", example = "im_7h2k9qwc3m5x8r4t")),
    responses(
        (status = 202, description = "It is on its way.", body = Import),
        (status = 409, response = NotRun),
    ),
)]
pub(crate) async fn run_import(
    State(app): State<Arc<App>>,
    moment: Moment,
    caller: UserManager,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let import = run::run(&app.env, &app.invoker, &moment, &caller, &id).await?;
    Ok(answer::json(202, &Import::from(import)))
}
