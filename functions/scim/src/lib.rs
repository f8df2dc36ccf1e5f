//! SCIM 2.0 (RFC 7643 and 7644): a directory creates, changes and takes away the people of an organisation.
//!
//! Its requests, answers and refusals are SCIM's own: [`discovery`] describes them, as the API's description does those below `/api`.
//! [`access`] tells which directory asks, [`grammar`] reads filters and paths, [`patch`] makes changes to what was sent before,
//! [`show`] shows it. What then becomes of people is [`rollcall::workflow::users::provision`]'s.

mod access;
mod body;
mod bulk;
mod discovery;
mod grammar;
mod groups;
mod list;
mod parameters;
mod patch;
mod refusal;
mod show;
mod users;

use access::Noted;
use axum::{
    Router, middleware,
    routing::{MethodRouter, get, post},
};
use refusal::{Refused, speak};
use rollcall::{
    web::route::{Routes, Service},
    workflow::Env,
};
use std::sync::Arc;

/// What the handlers need.
#[derive(Debug)]
pub struct App {
    env: Arc<Env>,
    noted: Noted,
}

impl App {
    /// Over this environment.
    pub fn new(env: Arc<Env>) -> Self {
        Self {
            env,
            noted: Noted::default(),
        }
    }
}

impl AsRef<Env> for App {
    fn as_ref(&self) -> &Env {
        &self.env
    }
}

/// Every route of this function. They describe themselves in SCIM's way, and not in the API's description.
pub fn routes() -> Routes<App> {
    Routes::from(router())
}

fn router() -> Router<Arc<App>> {
    Router::new()
        .route(
            "/scim/v2/ServiceProviderConfig",
            get(discovery::service_provider_config),
        )
        .route("/scim/v2/ResourceTypes", get(discovery::resource_types))
        .route("/scim/v2/ResourceTypes/{name}", get(discovery::resource_type))
        .route("/scim/v2/Schemas", get(discovery::schemas))
        .route("/scim/v2/Schemas/{name}", get(discovery::schema))
        .route("/scim/v2/Users", get(list::users).post(users::create))
        .route("/scim/v2/Users/.search", post(list::search))
        .route("/scim/v2/.search", post(list::search))
        .route("/scim/v2/Users/{id}", user())
        .route("/scim/v2/Bulk", post(bulk::work))
        .route("/scim/v2/Groups", get(groups::list).post(groups::refuse))
        .route(
            "/scim/v2/Groups/{id}",
            get(groups::show)
                .put(groups::refuse)
                .patch(groups::refuse)
                .delete(groups::refuse),
        )
        .route("/scim/v2/Me", get(me).post(me).put(me).patch(me).delete(me))
}

fn user() -> MethodRouter<Arc<App>> {
    get(users::show)
        .put(users::replace)
        .patch(users::change)
        .delete(users::remove)
}

/// A token stands for no user of its own (RFC 7644, 3.11).
async fn me() -> Refused {
    Refused::not_offered("A token stands for a directory, and for no user.")
}

/// The routes, and around them what puts every refusal into SCIM's form.
pub fn service(app: Arc<App>) -> Service {
    Service::new(app, routes()).within(middleware::from_fn(speak))
}
