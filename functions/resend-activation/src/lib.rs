//! Asks for activations to be sent: by hand for one user or many, and by the minute's schedule for whatever is due.
//!
//! Nothing is sent here. Writing an activation as requested is the request; the table's stream tells the sender.

mod by_hand;
mod schedule;
mod start;

use rollcall::{web::route::Routes, workflow::Env};
use utoipa_axum::routes;

pub use schedule::handle_schedule;

/// Every route of this function.
pub fn routes() -> Routes<Env> {
    Routes::new()
        .routes(routes!(by_hand::resend_activation))
        .routes(routes!(by_hand::resend_activations))
}
