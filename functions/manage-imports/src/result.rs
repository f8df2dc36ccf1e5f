//! `GET /api/imports/{import_id}/result`: the way to the workbook that comes back.

use crate::App;
use axum::extract::State;
use rollcall::{
    domain::caller::UserManager,
    web::{
        answer::{self, Response},
        path::Path,
        problem::{GoneResult, NoResult, Problem},
        route::Moment,
    },
    workflow::imports::result::find_result,
};
use std::sync::Arc;

/// The workbook that comes back
///
/// Leads to the result: the same rows in the same order with their outcome and a message, in the uploader's language; bad
/// cells are coloured and commented. Corrected in place it can be uploaded again: only the corrected rows do anything.
/// Kept for 27 days.
#[utoipa::path(
    get, path = "/api/imports/{import_id}/result", tag = "Imports",
    security(("api_client" = ["imports:write"])),
    params(("import_id" = String, Path, description = "Id of an import.", example = "im_7h2k9qwc3m5x8r4t")),
    responses(
        (status = 303, description = "It is there, for five minutes.", headers(("Location" = String))),
        (status = 409, response = NoResult),
        (status = 410, response = GoneResult),
    ),
)]
pub(crate) async fn import_result(
    State(app): State<Arc<App>>,
    moment: Moment,
    caller: UserManager,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let address = find_result(&app.env, &app.bucket, &moment, &caller, &id).await?;
    Ok(answer::see_other(&address))
}
