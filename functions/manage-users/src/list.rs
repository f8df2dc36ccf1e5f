//! `GET /api/users?status=&department=&search=&source=&limit=&cursor=`.

use axum::extract::State;
use rollcall::{
    domain::{
        caller::UserManager,
        organisation::Organisation,
        user::{Source, Status},
    },
    web::{
        answer::{self, Response},
        page::{Page, PageRequest, Pager},
        parameters::Query,
        problem::Problem,
        route::Moment,
        user::User,
    },
    workflow::{
        Env,
        users::list::{self, Filter, FilterDraft},
    },
};
use serde::Deserialize;
use std::sync::Arc;
use utoipa::IntoParams;

type UserPage = Page<User>;

/// What a user must be to be listed.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// Only users of this status.
    #[param(value_type = Option<Status>)]
    status: Option<String>,
    /// Only users of this department: its id or exact name.
    #[param(min_length = 1, example = "Køkken")]
    department: Option<String>,
    /// Only users who came this way.
    #[param(value_type = Option<Source>)]
    source: Option<String>,
    /// Words that must all be found in name, e-mail or username (case and accents do not matter), or part of a phone
    /// number.
    #[param(min_length = 1, max_length = 100, example = "soren")]
    search: Option<String>,
}

/// List users
///
/// Users by name, one page at a time. Filters are combined: a user is shown if all of them hold. A department manager
/// sees their own department only. While `next_cursor` is not `null` there may be more, even after a short or empty page.
#[utoipa::path(
    get, path = "/api/users", tag = "Users",
    params(Wanted, PageRequest),
    responses((status = 200, description = "A page of users.", body = UserPage)),
)]
pub(crate) async fn list_users(
    State(env): State<Arc<Env>>,
    moment: Moment,
    caller: UserManager<Organisation>,
    Query(wanted): Query<Wanted>,
    asked: PageRequest,
) -> Result<Response, Problem> {
    let pager = Pager::new(&env, &moment, asked, &caller);
    let draft = FilterDraft {
        status: wanted.status.as_deref(),
        department: wanted.department.as_deref(),
        source: wanted.source.as_deref(),
        search: wanted.search.as_deref(),
    };
    let (filter, paging) = match (Filter::read(&caller, draft), pager.read()) {
        (Ok(filter), Ok(paging)) => (filter, paging),
        (filter, paging) => {
            let faults = [filter.err(), paging.err()].into_iter().flatten().flatten();
            return Err(Problem::invalid(faults.collect()));
        }
    };
    let found = list::list(&env, &moment, &caller, &filter, paging.limit, paging.after).await?;
    let users = found
        .users
        .iter()
        .map(|user| User::of(user, &caller.organisation))
        .collect();
    Ok(answer::json(200, &pager.page(users, found.last.as_deref())))
}
