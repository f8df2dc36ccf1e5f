//! `/api/docs`: the API's description as pages, for people who write programs. In English, as the API's own texts are.

use crate::{assets::API_DESCRIPTION, view::docs as view};
use rollcall::{
    domain::event::SCHEMAS,
    web::{
        answer::{self, Response},
        path::Path,
        problem::Problem,
    },
};
use serde_json::Value;
use std::sync::LazyLock;

/// It changes with a deployment only.
const CACHING: &str = "public, max-age=300";

static DESCRIPTION: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(API_DESCRIPTION).unwrap_or_default());

/// Every call, with a line for the shell.
pub(crate) async fn calls() -> Response {
    page(view::calls(&DESCRIPTION).0)
}

/// Every code of a fault.
pub(crate) async fn codes() -> Response {
    page(view::codes().0)
}

/// What other systems are told.
pub(crate) async fn events() -> Response {
    page(view::events().0)
}

/// The schema of one event's detail.
pub(crate) async fn event(Path(name): Path<String>) -> Result<Response, Problem> {
    let mut schemas = SCHEMAS.iter();
    let (_, schema) = schemas
        .find(|(of_type, _)| *of_type == name)
        .ok_or_else(Problem::not_found)?;
    let mut response = answer::build(200, "application/schema+json", *schema);
    answer::set(&mut response, "cache-control", CACHING);
    Ok(response)
}

/// One kind of problem.
pub(crate) async fn problem(Path(name): Path<String>) -> Result<Response, Problem> {
    let markup = view::problem(&DESCRIPTION, &name).ok_or_else(Problem::not_found)?;
    Ok(page(markup.0))
}

fn page(html: String) -> Response {
    let mut response = answer::build(200, "text/html; charset=utf-8", html);
    answer::set(&mut response, "cache-control", CACHING);
    response
}
