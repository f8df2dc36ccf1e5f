//! Problems as pages.

use crate::{
    answer,
    reader::Reader,
    view::{self, LinkUnusable, Trouble},
};
use rollcall::web::{
    answer::{Response, set},
    problem::{Kind, Problem},
};

/// The page for a problem that no page of its own speaks for.
pub(crate) fn page(reader: &Reader, problem: &Problem, request_id: &str) -> Response {
    tracing::info!(request_id, kind = problem.kind.name(), "refused");
    let shell = reader.shell(None);
    let markup = match problem.kind {
        Kind::NotFound => view::not_found(&shell),
        Kind::Gone => view::link_unusable(&shell, &LinkUnusable { renewable: None }),
        Kind::TooMany => view::trouble(
            &shell,
            Trouble::TooOften {
                retry_after: problem.retry_after.unwrap_or_default(),
            },
        ),
        Kind::Unavailable => view::trouble(&shell, Trouble::Busy),
        Kind::Internal => view::trouble(&shell, Trouble::Unexpected { request_id }),
        Kind::Unreadable
        | Kind::UnsupportedMediaType
        | Kind::TooLarge
        | Kind::Invalid
        | Kind::Unauthorised
        | Kind::Forbidden
        | Kind::MethodNotAllowed
        | Kind::Conflict
        | Kind::Stale
        | Kind::PreconditionRequired => view::trouble(&shell, Trouble::Refused),
    };
    let mut response = answer::page(problem.kind.status(), &markup);
    if let Some(seconds) = problem.retry_after {
        retry_after(&mut response, seconds);
    }
    response
}

/// Says in how many seconds to try again.
pub(crate) fn retry_after(response: &mut Response, seconds: u64) {
    set(response, "retry-after", &seconds.to_string());
}
