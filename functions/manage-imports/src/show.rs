//! `GET /api/imports/{import_id}`: how far an import has come.

use crate::{App, answer::Import};
use axum::extract::State;
use rollcall::{
    domain::caller::UserManager,
    web::{
        answer::{self, Response},
        path::Path,
        problem::Problem,
    },
    workflow::imports::find,
};
use std::sync::Arc;

/// How far an import has come
///
/// Counts move at least every two seconds while it runs.
#[utoipa::path(
    get, path = "/api/imports/{import_id}", tag = "Imports",
    security(("api_client" = ["imports:write"])),
    params(("import_id" = String, Path, description = "Id of an import.", example = "im_7h2k9qwc3m5x8r4t")),
    responses((status = 200, description = "The import.", body = Import)),
)]
pub(crate) async fn show_import(
    State(app): State<Arc<App>>,
    caller: UserManager,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let import = find(&app.env, &caller, &id).await?;
    Ok(answer::json(200, &Import::from(import)))
}
