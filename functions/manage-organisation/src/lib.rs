//! An organisation's settings and lists, and, for the operator, new organisations.
//!
//! Those who manage settings change them; those who manage users may read them, since their forms are made of these
//! lists. One file for each list, and for each other thing a caller can do, such as looking who changed what. The operator's command ([`create`]) comes by
//! direct invocation only: [`rollcall::web::invocation`] tells it from the API's requests.

mod adoption;
mod api_clients;
mod audit;
mod connections;
pub mod create;
mod departments;
mod integration_tokens;
mod job_profiles;
mod languages;
mod lists;
mod permission_types;
mod settings;

use rollcall::{web::route::Routes, workflow::Env};
use utoipa_axum::routes;

/// Every route of this function.
pub fn routes() -> Routes<Env> {
    Routes::new()
        .routes(routes!(settings::show, settings::change))
        .routes(routes!(departments::list, departments::add))
        .routes(routes!(departments::change, departments::remove))
        .routes(routes!(job_profiles::list, job_profiles::add))
        .routes(routes!(job_profiles::change, job_profiles::remove))
        .routes(routes!(permission_types::list, permission_types::add))
        .routes(routes!(permission_types::change, permission_types::remove))
        .routes(routes!(languages::show, languages::replace))
        .routes(routes!(audit::show))
        .routes(routes!(api_clients::list, api_clients::add))
        .routes(routes!(api_clients::rotate))
        .routes(routes!(api_clients::remove))
        .routes(routes!(integration_tokens::list, integration_tokens::add))
        .routes(routes!(integration_tokens::rotate))
        .routes(routes!(integration_tokens::remove))
        .routes(routes!(adoption::preview))
        .routes(routes!(connections::list, connections::add))
        .routes(routes!(connections::change, connections::remove))
        .routes(routes!(connections::test))
}
