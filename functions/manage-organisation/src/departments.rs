//! `/api/departments`: the organisation's departments.

use crate::lists::{self, MoveTo};
use axum::extract::State;
use rollcall::{
    domain::{
        caller::{SettingsManager, SettingsReader},
        entry_draft::DepartmentDraft,
        identifier::Country,
        organisation::Department,
    },
    web::{
        answer::{self, Response},
        body::{Change, Collected, Patch},
        job::Job,
        page::{Page, PageRequest},
        parameters::Query,
        path::Path,
        precondition::IfMatch,
        problem::{EntryInUse, NameTaken, Problem, Stale},
        route::Moment,
    },
    workflow::{
        Env,
        organisation::lists::{add as add_entry, change as change_entry, find, remove as remove_entry},
    },
};
use serde::Deserialize;
use std::sync::Arc;
use utoipa::ToSchema;

type DepartmentPage = Page<Department>;

/// List the departments
///
/// By name, one page at a time. Shown to those who may change settings or manage users.
#[utoipa::path(
    get, path = "/api/departments", operation_id = "list_departments", tag = "Settings and lists",
    security(("api_client" = ["users:read"]), ("api_client" = ["imports:write"]), ("api_client" = ["settings:write"])),
    params(PageRequest),
    responses((status = 200, description = "A page of the list.", body = DepartmentPage)),
)]
pub(crate) async fn list(
    State(env): State<Arc<Env>>,
    moment: Moment,
    caller: SettingsReader,
    asked: PageRequest,
) -> Result<Response, Problem> {
    let page = lists::page::<Department>(&env, &moment, &caller, asked).await?;
    Ok(answer::json(200, &page))
}

/// A department to be added.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewDepartment {
    /// 1 to 100 characters.
    #[schema(
        required = true,
        nullable = false,
        min_length = 1,
        max_length = 100,
        example = "Køkken"
    )]
    name: Option<String>,
    /// Its people's phones are read by it.
    #[schema(value_type = Option<Country>)]
    country: Option<String>,
}

/// Add a department
///
/// Names are unique within the list. A list has at most 2,000 entries.
#[utoipa::path(
    post, path = "/api/departments", operation_id = "add_department", tag = "Settings and lists",
    security(("api_client" = ["settings:write"])),
    request_body = NewDepartment,
    responses(
        (status = 201, description = "It was added.", body = Department,
            headers(("Location" = String), ("ETag" = String))),
        (status = 409, response = NameTaken),
    ),
)]
pub(crate) async fn add(
    State(env): State<Arc<Env>>,
    moment: Moment,
    caller: SettingsManager,
    body: Collected<NewDepartment>,
) -> Result<Response, Problem> {
    let draft = DepartmentDraft {
        name: body.value.name,
        country: body.value.country,
    };
    let draft = lists::accept::<Department>(draft, body.faults, &caller)?;
    let added = add_entry::<Department>(&env, &moment, &caller, draft).await?;
    Ok(lists::added(&added, "/api/departments"))
}

/// Fields to be changed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DepartmentPatch {
    /// May be sent along unchanged.
    #[serde(default)]
    #[schema(value_type = String, required = false)]
    id: Change<String>,
    /// 1 to 100 characters.
    #[serde(default)]
    #[schema(value_type = String, required = false, min_length = 1, max_length = 100, example = "Køkken")]
    name: Change<String>,
    /// Its people's phones are read by it; `null` removes it.
    #[serde(default)]
    #[schema(value_type = Option<Country>)]
    country: Change<String>,
}

/// Change a department
///
/// A merge patch (RFC 7396). Users keep their entry under its new name.
#[utoipa::path(
    patch, path = "/api/departments/{id}", operation_id = "change_department", tag = "Settings and lists",
    security(("api_client" = ["settings:write"])),
    params(("id" = String, Path, description = "Id of a department.", example = "d_7m3x9q"), IfMatch),
    request_body(content = DepartmentPatch, content_type = "application/merge-patch+json", examples(
        ("rename" = (value = json!({ "name": "A new name" }))),
    )),
    responses(
        (status = 200, description = "The entry as it is now.", body = Department, headers(("ETag" = String))),
        (status = 409, response = NameTaken),
        (status = 412, response = Stale),
    ),
)]
pub(crate) async fn change(
    State(env): State<Arc<Env>>,
    moment: Moment,
    caller: SettingsManager,
    Path(id): Path<String>,
    IfMatch(expected): IfMatch,
    Patch(body): Patch<DepartmentPatch>,
) -> Result<Response, Problem> {
    let before: Department = find(&env, &caller, expected.as_ref(), &id).await?;
    let (patch, mut faults) = (body.value, body.faults);
    faults.extend(lists::check_id(&patch.id, &id));
    let draft = DepartmentDraft {
        name: patch.name.apply(Some(before.name.clone())),
        country: patch.country.apply(before.country.clone()),
    };
    let draft = lists::accept::<Department>(draft, faults, &caller)?;
    let after = change_entry(&env, &moment, &caller, &before, draft).await?;
    Ok(lists::changed(&after))
}

/// Remove a department
///
/// An entry that no user has, and that sign-up does not give by default, goes at once. With `move_to` everybody who has it is
/// moved to another one first: a job, during which the entry takes nobody any more, and at whose end it is gone. For that you
/// manage settings and all users.
///
/// Rights hang on this list, so a move ends sessions and older links, as a change by hand does, and those who are still invited
/// get a new message, in turn.

#[utoipa::path(
    delete, path = "/api/departments/{id}", operation_id = "remove_department", tag = "Settings and lists",
    security(("api_client" = ["settings:write"])),
    params(("id" = String, Path, description = "Id of a department.", example = "d_7m3x9q"), MoveTo, IfMatch),
    responses(
        (status = 202, description = "Its people are being moved (`move_to`).", body = Job, headers(("Location" = String))),
        (status = 204, description = "It is gone."),
        (status = 409, response = EntryInUse),
        (status = 412, response = Stale),
    ),
)]
pub(crate) async fn remove(
    State(env): State<Arc<Env>>,
    moment: Moment,
    caller: SettingsManager,
    Path(id): Path<String>,
    Query(parameters): Query<MoveTo>,
    IfMatch(expected): IfMatch,
) -> Result<Response, Problem> {
    if let Some(to) = &parameters.move_to {
        return lists::move_people::<Department>(&env, &moment, &caller, expected.as_ref(), &id, to).await;
    }
    remove_entry::<Department>(&env, &moment, &caller, expected.as_ref(), &id).await?;
    Ok(answer::empty(204))
}
