//! `GET /api/integration/adoption`.

use axum::extract::State;
use rollcall::{
    domain::caller::SettingsManager,
    web::{
        answer::{self, Response},
        problem::Problem,
        route::Moment,
        user::Reference,
    },
    workflow::{Env, users::provision},
};
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

/// So many people are named.
const MOST_NAMED: usize = 100;

/// People whom directories have tried to create and who are there already.
#[derive(Serialize, ToSchema)]
struct Adoption {
    /// How many would be adopted, of up to 10,000 who are looked at.
    #[schema(example = 312)]
    people: usize,
    /// Whether there are more than were looked at.
    more: bool,
    /// Up to a hundred of them, of those whom you may see.
    #[schema(max_items = 100)]
    some: Vec<Reference>,
}

/// Preview an adoption
///
/// While `integration.adopt` of the settings is off, a directory that creates somebody who is there already is refused (409), and it
/// is noted whom. These are the people whom directories would take over once it is on, with their next synchronisation. Whom a
/// directory keeps in step already is none of them.
#[utoipa::path(
    get, path = "/api/integration/adoption", operation_id = "preview_adoption", tag = "Integration",
    responses((status = 200, description = "Whom they would take over.", body = Adoption)),
)]
pub(crate) async fn preview(
    State(env): State<Arc<Env>>,
    moment: Moment,
    caller: SettingsManager,
) -> Result<Response, Problem> {
    let found = provision::adoptable(&env, &moment, &caller, MOST_NAMED).await?;
    let named = found
        .some
        .iter()
        .map(|user| Reference::new(&user.id, Some(&user.name().join(" "))));
    let adoption = Adoption {
        people: found.people,
        more: found.more,
        some: named.collect(),
    };
    Ok(answer::json(200, &adoption))
}
