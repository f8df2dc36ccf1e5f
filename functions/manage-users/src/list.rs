//! `GET /api/users?status=&department=&…&search=&sort=&limit=&cursor=`, and `POST /api/users/search` with the same as a body.

use axum::extract::State;
use rollcall::{
    domain::{
        caller::UserManager,
        directory::Blocker,
        fault::Fault,
        user::{Source, Status},
    },
    web::{
        answer::{self, Response},
        body::{Collected, refuse},
        page::{PageRequest, Pager},
        parameters::Query,
        problem::Problem,
        route::Moment,
        user::User,
    },
    workflow::{
        Env,
        lists::Lists,
        users::{
            filter::{self, FilterDraft, ReadError, Selected},
            list::{self, Sort},
        },
    },
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::{
    IntoParams, PartialSchema, ToSchema,
    openapi::{RefOr, Schema},
};

/// What a user must be to be listed, and the order.
#[derive(Clone, Default, Deserialize, Serialize, IntoParams, ToSchema)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// Only users of this status.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(value_type = Option<Status>)]
    #[schema(value_type = Option<Status>)]
    status: Option<String>,
    /// Only users of this department: its id or exact name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(min_length = 1, example = "Køkken")]
    #[schema(min_length = 1, example = "Køkken")]
    department: Option<String>,
    /// Only users of this job profile: its id or exact name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(min_length = 1, example = "Butiksassistent")]
    #[schema(min_length = 1, example = "Butiksassistent")]
    job_profile: Option<String>,
    /// Only users of this permission type: its id or exact name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(min_length = 1, example = "Shop manager")]
    #[schema(min_length = 1, example = "Shop manager")]
    permission_type: Option<String>,
    /// Only users of this language: a tag the organisation offers.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(min_length = 1, example = "da")]
    #[schema(min_length = 1, example = "da")]
    language: Option<String>,
    /// Only users who came this way.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(value_type = Option<Source>)]
    #[schema(value_type = Option<Source>)]
    source: Option<String>,
    /// Only users whom this import created.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(min_length = 1, max_length = 64, example = "im_3f8k")]
    #[schema(min_length = 1, max_length = 64, example = "im_3f8k")]
    import_id: Option<String>,
    /// Only invited users whom this keeps from having been reached, judged by the newest request.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(value_type = Option<Blocker>)]
    #[schema(value_type = Option<Blocker>)]
    activation: Option<String>,
    /// Only users for whom each of these words is the beginning of a word of the name (in any order, “Last, First” too), of
    /// the username or of a part of the e-mail, or digits of the phone. Case, accents and spellings such as ø, o and oe do
    /// not matter. A whole e-mail finds its owner alone, a whole username its owner first.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(min_length = 1, max_length = 100, example = "soren")]
    #[schema(min_length = 1, max_length = 100, example = "soren")]
    search: Option<String>,
    /// By name (left out, too), or by when users were created: `created_at` begins with the oldest, `-created_at` with the
    /// newest. A search by name is sorted by the words that were found first, or by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(value_type = Option<Sort>)]
    #[schema(value_type = Option<Sort>)]
    sort: Option<String>,
}

impl Wanted {
    /// Everybody of a status, in one department or in all.
    pub(crate) fn of(status: Status, department: Option<String>) -> Self {
        Self {
            status: Some(status.as_str().to_owned()),
            department,
            ..Self::default()
        }
    }

    /// The order, as it was written.
    pub(crate) fn sort(&self) -> Option<&str> {
        self.sort.as_deref()
    }

    pub(crate) fn into_draft(self) -> FilterDraft {
        FilterDraft {
            status: self.status,
            department: self.department,
            job_profile: self.job_profile,
            permission_type: self.permission_type,
            language: self.language,
            source: self.source,
            import_id: self.import_id,
            activation: self.activation,
            search: self.search,
        }
    }
}

/// A filter as a body: names stay out of addresses.
#[derive(Deserialize)]
pub(crate) struct UserSearch {
    #[serde(flatten)]
    wanted: Wanted,
    limit: Option<u16>,
    cursor: Option<String>,
}

impl PartialSchema for UserSearch {
    fn schema() -> RefOr<Schema> {
        let RefOr::T(Schema::Object(mut schema)) = Wanted::schema() else {
            return Wanted::schema();
        };
        schema.description = Some("What a user must be to be listed, the order, and which page.".to_owned());
        for (name, property) in PageRequest::properties() {
            schema.properties.insert(name.to_owned(), property.into());
        }
        Schema::Object(schema).into()
    }
}

impl ToSchema for UserSearch {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        Wanted::schemas(schemas);
    }
}

/// One page of users.
#[derive(Serialize, ToSchema)]
pub(crate) struct UserPage {
    /// What is on it.
    items: Vec<User>,
    /// How many users match: without a filter, and with one of `status`, `department`, `source`, `import_id` and
    /// `activation`; otherwise `null`. It follows a change within seconds. A department manager's own department is no
    /// filter.
    #[schema(required, minimum = 0, example = 214)]
    total: Option<u64>,
    /// To be sent as `cursor` for the next page; `null` on the last one.
    #[schema(required)]
    next_cursor: Option<String>,
}

/// List users
///
/// Users one page at a time. Filters are combined: a user is shown if all of them hold. They follow a change within seconds. A
/// department manager sees their own department only. No page is empty while there is more; one may be
/// short where a filter passes many over. Somebody who is renamed while
/// you go through the pages is on exactly one of them.
#[utoipa::path(
    get, path = "/api/users", tag = "Users",
    security(("api_client" = ["users:read"])),
    params(Wanted, PageRequest),
    responses((status = 200, description = "A page of users.", body = UserPage)),
)]
pub(crate) async fn list_users(
    State(env): State<Arc<Env>>,
    moment: Moment,
    caller: UserManager,
    Query(wanted): Query<Wanted>,
    asked: PageRequest,
) -> Result<Response, Problem> {
    answer(&env, &moment, &caller, wanted, asked, Vec::new()).await
}

/// Search users
///
/// `GET /api/users` with its parameters as a body, so that names and addresses stay out of addresses.
#[utoipa::path(
    post, path = "/api/users/search", tag = "Users",
    security(("api_client" = ["users:read"])),
    request_body(content = UserSearch, examples(
        ("by_name" = (value = json!({ "search": "Ågård, Søren" }))),
        ("not_in_yet" = (value = json!({ "status": "invited", "department": "Køkken", "limit": 100 }))),
    )),
    responses((status = 200, description = "A page of users.", body = UserPage)),
)]
pub(crate) async fn search_users(
    State(env): State<Arc<Env>>,
    moment: Moment,
    caller: UserManager,
    body: Collected<UserSearch>,
) -> Result<Response, Problem> {
    let UserSearch {
        wanted,
        limit,
        cursor,
    } = body.value;
    let asked = PageRequest::of_body("/api/users/search", &wanted, limit, cursor);
    answer(&env, &moment, &caller, wanted, asked, body.faults).await
}

/// A page, or everything that is wrong with the request. `shape`: what is wrong with its shape.
pub(crate) async fn answer(
    env: &Env,
    moment: &Moment,
    caller: &UserManager,
    wanted: Wanted,
    asked: PageRequest,
    shape: Vec<Fault>,
) -> Result<Response, Problem> {
    let organisation = &caller.organisation;
    let pager = Pager::new(env, moment, asked, caller);
    let sort = Sort::read(wanted.sort.as_deref());
    let draft = wanted.into_draft();
    let filter = match filter::read(env, moment, organisation, &draft).await {
        Err(ReadError::Invalid(faults)) => Err(faults),
        read => Ok(read?),
    };
    let (filter, lists, sort, paging) = match (filter, sort, pager.read()) {
        (Ok((filter, lists)), Ok(sort), Ok(paging)) if shape.is_empty() => (filter, lists, sort, paging),
        (filter, sort, paging) => {
            let sort = sort.map_err(|fault| vec![fault]);
            let faults = [filter.err(), sort.err(), paging.err()];
            return Err(refuse(shape, faults.into_iter().flatten().flatten().collect()));
        }
    };
    let selected = Selected {
        organisation: &organisation.slug,
        filter: &filter,
        own: caller.departments(),
    };
    let found = list::list(env, moment, selected, sort, paging.limit, paging.after.as_deref()).await?;
    let knows_all = |lists: &Lists| found.users.iter().all(|user| lists.knows(user));
    let lists = env
        .lists_with(moment, &organisation.slug, lists, knows_all)
        .await?;
    let naming = lists.beside(&organisation.settings);
    let page = UserPage {
        items: found.users.iter().map(|user| User::of(user, &naming)).collect(),
        total: found.total,
        next_cursor: pager.next_cursor(found.next.as_deref()),
    };
    Ok(answer::json(200, &page))
}
