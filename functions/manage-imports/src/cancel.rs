//! `POST /api/imports/{import_id}/cancel`: stopping an import.

use crate::{App, answer::Import};
use axum::extract::State;
use rollcall::{
    domain::caller::UserManager,
    web::{
        answer::{self, Response},
        path::Path,
        problem::{NotCancelled, Problem},
        route::Moment,
    },
    workflow::imports::cancel,
};
use std::sync::Arc;

/// Stop an import
///
/// One that waits is `cancelled` at once. One that runs stops at its next checkpoint, a few seconds later: the rows up to
/// there have their outcomes, the result says so, and it can be taken back. Asked for twice, it is done once.
#[utoipa::path(
    post, path = "/api/imports/{import_id}/cancel", tag = "Imports",
    security(("api_client" = ["imports:write"])),
    params(("import_id" = String, Path, description = "Id of an import.", example = "im_7h2k9qwc3m5x8r4t")),
    responses(
        (status = 202, description = "It was stopped, or is about to be.", body = Import),
        (status = 409, response = NotCancelled),
    ),
)]
pub(crate) async fn cancel_import(
    State(app): State<Arc<App>>,
    moment: Moment,
    caller: UserManager,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let import = cancel::cancel(&app.env, &app.invoker, &moment, &caller, &id).await?;
    Ok(answer::json(202, &Import::from(import)))
}
