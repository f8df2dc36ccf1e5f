//! Asks for activations to be sent by hand, to one user or many.
//!
//! Nothing is sent here. Writing an activation as requested is the request; the sender follows the table's stream. Asking for
//! many is a job, which `run-jobs` works off.

mod by_hand;
mod preview;

use rollcall::{web::route::Routes, workflow::Env};
use utoipa_axum::routes;

/// Every route of this function.
pub fn routes() -> Routes<Env> {
    Routes::new()
        .routes(routes!(by_hand::resend_activation))
        .routes(routes!(by_hand::resend_activations))
}
