//! Departments as groups, to be read: a directory that asks for groups is not refused.

use crate::{
    App,
    access::Directory,
    grammar::Filter,
    list::{self, MOST_RESULTS},
    parameters::Parameters,
    refusal::Refused,
    show,
};
use axum::extract::State;
use rollcall::{
    domain::organisation::{Department, Organisation},
    web::{answer::Response, path::Path, problem::Problem},
};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// The schema of a group.
const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";

fn shown(department: &Department, public_url: &str) -> Map<String, Value> {
    let shown = json!({
        "schemas": [GROUP],
        "id": department.id,
        "displayName": department.name,
        "meta": { "resourceType": "Group", "location": format!("{public_url}/scim/v2/Groups/{}", department.id) },
    });
    shown.as_object().cloned().unwrap_or_default()
}

/// `GET /Groups`.
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Directory(caller): Directory<Organisation>,
    parameters: Parameters,
) -> Result<Response, Refused> {
    let filter = parameters
        .get("filter")
        .filter(|filter| !filter.trim().is_empty());
    let filter = filter.map(|text| Filter::read(text).map_err(|error| Refused::filter(&error)));
    let filter = filter.transpose()?;
    let number = |name: &str, usual: usize| {
        let text = parameters.get(name).and_then(|text| text.trim().parse().ok());
        text.unwrap_or(usual)
    };
    let (start, count) = (
        number("startIndex", 1).max(1),
        number("count", 100).min(MOST_RESULTS),
    );
    let departments = caller.organisation.departments.entries().iter();
    let found: Vec<Map<String, Value>> = departments
        .filter(|department| caller.actor.may_manage(&department.id))
        .map(|department| shown(department, &app.env.public_url))
        .filter(|group| filter.as_ref().is_none_or(|filter| filter.matches(group)))
        .collect();
    let total = found.len() as u64;
    let page = found.into_iter().skip(start - 1).take(count);
    let resources: Vec<Value> = page.map(Value::Object).collect();
    Ok(show::json(200, &list::list(total, start, &resources)))
}

/// `GET /Groups/{id}`.
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Directory(caller): Directory<Organisation>,
    Path(id): Path<String>,
) -> Result<Response, Refused> {
    let department = caller.organisation.departments.get(&id);
    let department = department.filter(|department| caller.actor.may_manage(&department.id));
    let department = department.ok_or_else(Problem::not_found)?;
    Ok(show::answer(200, shown(department, &app.env.public_url), None))
}

/// Changes of groups: departments are the organisation's to change.
pub(crate) async fn refuse(_: Directory<Organisation>) -> Refused {
    not_offered()
}

/// That groups are changed by nobody here.
pub(crate) fn not_offered() -> Refused {
    Refused::not_offered(
        "Groups are the organisation's departments, and only read here. Give people a department by the attribute department of the \
         enterprise extension.",
    )
}
