//! `POST /api/imports/{import_id}/undo`: users whom the import created and who have not activated since are removed.

use crate::{App, answer::Import};
use axum::extract::State;
use rollcall::{
    domain::caller::UserManager,
    web::{
        answer::{self, Response},
        path::Path,
        problem::{NotUndone, Problem},
        route::Moment,
    },
    workflow::imports::undo,
};
use std::sync::Arc;

/// Take an import back
///
/// Removes everybody the import created who has not activated their account since; within 14 days of its end. `undo` of
/// the import says how many were removed and kept, and its rows say who. Asked for twice, it is done once.
#[utoipa::path(
    post, path = "/api/imports/{import_id}/undo", tag = "Imports",
    security(("api_client" = ["imports:write"])),
    params(("import_id" = String, Path, description = "Id of an import.", example = "im_7h2k9qwc3m5x8r4t")),
    responses(
        (status = 202, description = "It is on its way.", body = Import),
        (status = 409, response = NotUndone),
    ),
)]
pub(crate) async fn undo_import(
    State(app): State<Arc<App>>,
    moment: Moment,
    caller: UserManager,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let import = undo::undo(&app.env, &app.invoker, &moment, &caller, &id).await?;
    Ok(answer::json(202, &Import::from(import)))
}
