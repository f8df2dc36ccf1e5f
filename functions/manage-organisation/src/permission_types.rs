//! `/api/permission-types`: the organisation's permission types.

use crate::lists::{self, MoveTo};
use axum::extract::State;
use rollcall::{
    domain::{
        caller::{SettingsManager, SettingsReader},
        capability::Capability,
        entry_draft::PermissionTypeDraft,
        organisation::PermissionType,
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

type PermissionTypePage = Page<PermissionType>;

/// List the permission types
///
/// By name, one page at a time. Shown to those who may change settings or manage users.
#[utoipa::path(
    get, path = "/api/permission-types", operation_id = "list_permission_types", tag = "Settings and lists",
    security(("api_client" = ["users:read"]), ("api_client" = ["imports:write"]), ("api_client" = ["settings:write"])),
    params(PageRequest),
    responses((status = 200, description = "A page of the list.", body = PermissionTypePage)),
)]
pub(crate) async fn list(
    State(env): State<Arc<Env>>,
    moment: Moment,
    caller: SettingsReader,
    asked: PageRequest,
) -> Result<Response, Problem> {
    let page = lists::page::<PermissionType>(&env, &moment, &caller, asked).await?;
    Ok(answer::json(200, &page))
}

/// A permission type to be added.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPermissionType {
    /// 1 to 100 characters.
    #[schema(
        required = true,
        nullable = false,
        min_length = 1,
        max_length = 100,
        example = "Shop manager"
    )]
    name: Option<String>,
    /// None you do not hold yourself.
    #[schema(value_type = Option<Vec<Capability>>)]
    capabilities: Option<Vec<String>>,
}

/// Add a permission type
///
/// Names are unique within the list. A list has at most 2,000 entries. Nobody gives a permission type more than they hold
/// themselves.
#[utoipa::path(
    post, path = "/api/permission-types", operation_id = "add_permission_type", tag = "Settings and lists",
    security(("api_client" = ["settings:write"])),
    request_body = NewPermissionType,
    responses(
        (status = 201, description = "It was added.", body = PermissionType,
            headers(("Location" = String), ("ETag" = String))),
        (status = 409, response = NameTaken),
    ),
)]
pub(crate) async fn add(
    State(env): State<Arc<Env>>,
    moment: Moment,
    caller: SettingsManager,
    body: Collected<NewPermissionType>,
) -> Result<Response, Problem> {
    let draft = PermissionTypeDraft {
        name: body.value.name,
        capabilities: body.value.capabilities.unwrap_or_default(),
    };
    let draft = lists::accept::<PermissionType>(draft, body.faults, &caller)?;
    let added = add_entry::<PermissionType>(&env, &moment, &caller, draft).await?;
    Ok(lists::added(&added, "/api/permission-types"))
}

/// Fields to be changed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PermissionTypePatch {
    /// May be sent along unchanged.
    #[serde(default)]
    #[schema(value_type = String, required = false)]
    id: Change<String>,
    /// 1 to 100 characters.
    #[serde(default)]
    #[schema(value_type = String, required = false, min_length = 1, max_length = 100, example = "Shop manager")]
    name: Change<String>,
    /// None you do not hold yourself; `null` for none at all.
    #[serde(default)]
    #[schema(value_type = Option<Vec<Capability>>)]
    capabilities: Change<Vec<String>>,
}

/// Change a permission type
///
/// A merge patch (RFC 7396). Users keep their entry under its new name.
#[utoipa::path(
    patch, path = "/api/permission-types/{id}", operation_id = "change_permission_type", tag = "Settings and lists",
    security(("api_client" = ["settings:write"])),
    params(("id" = String, Path, description = "Id of a permission type.", example = "p_9r2d4f"), IfMatch),
    request_body(content = PermissionTypePatch, content_type = "application/merge-patch+json", examples(
        ("rename" = (value = json!({ "name": "A new name" }))),
    )),
    responses(
        (status = 200, description = "The entry as it is now.", body = PermissionType, headers(("ETag" = String))),
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
    Patch(body): Patch<PermissionTypePatch>,
) -> Result<Response, Problem> {
    let before: PermissionType = find(&env, &caller, expected.as_ref(), &id).await?;
    let (patch, mut faults) = (body.value, body.faults);
    faults.extend(lists::check_id(&patch.id, &id));
    let draft = PermissionTypeDraft {
        name: patch.name.apply(Some(before.name.clone())),
        capabilities: match patch.capabilities {
            Change::Keep => held(&before),
            Change::Remove => Vec::new(),
            Change::To(capabilities) => capabilities,
        },
    };
    let draft = lists::accept::<PermissionType>(draft, faults, &caller)?;
    let after = change_entry(&env, &moment, &caller, &before, draft).await?;
    Ok(lists::changed(&after))
}

fn held(kind: &PermissionType) -> Vec<String> {
    let names = kind.capabilities.iter().map(|capability| capability.as_str());
    names.map(str::to_owned).collect()
}

/// Remove a permission type
///
/// An entry that no user has, and that sign-up does not give by default, goes at once. With `move_to` everybody who has it is
/// moved to another one first: a job, during which the entry takes nobody any more, and at whose end it is gone. For that you
/// manage settings and all users.
///
/// Rights hang on this list, so a move ends sessions and older links, as a change by hand does, and those who are still invited
/// get a new message, in turn.

#[utoipa::path(
    delete, path = "/api/permission-types/{id}", operation_id = "remove_permission_type", tag = "Settings and lists",
    security(("api_client" = ["settings:write"])),
    params(("id" = String, Path, description = "Id of a permission type.", example = "p_9r2d4f"), MoveTo, IfMatch),
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
        return lists::move_people::<PermissionType>(&env, &moment, &caller, expected.as_ref(), &id, to)
            .await;
    }
    remove_entry::<PermissionType>(&env, &moment, &caller, expected.as_ref(), &id).await?;
    Ok(answer::empty(204))
}
