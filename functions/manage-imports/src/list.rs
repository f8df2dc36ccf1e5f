//! `GET /api/imports`: the imports there were.

use crate::{App, answer::Import};
use axum::extract::State;
use rollcall::{
    domain::caller::UserManager,
    web::{
        answer::{self, Response},
        page::{Page, PageRequest, Pager},
        problem::Problem,
        route::Moment,
    },
    workflow::imports::list,
};
use std::sync::Arc;

type ImportPage = Page<Import>;

/// List imports
///
/// The newest first, one page at a time. A department manager sees their own uploads only. While `next_cursor` is not
/// `null` there may be more, even after a short or empty page.
#[utoipa::path(
    get, path = "/api/imports", tag = "Imports",
    security(("api_client" = ["imports:write"])),
    params(PageRequest),
    responses((status = 200, description = "A page of imports.", body = ImportPage)),
)]
pub(crate) async fn list_imports(
    State(app): State<Arc<App>>,
    moment: Moment,
    caller: UserManager,
    asked: PageRequest,
) -> Result<Response, Problem> {
    let pager = Pager::new(&app.env, &moment, asked, &caller);
    let paging = pager.read().map_err(Problem::invalid)?;
    let (imports, last) =
        list::list(&app.env, &moment, &caller, paging.after.as_deref(), paging.limit).await?;
    let items: Vec<Import> = imports.into_iter().map(Import::from).collect();
    Ok(answer::json(200, &pager.page(items, last.as_deref())))
}
