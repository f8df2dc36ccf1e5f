//! Asks for activations to be sent: by hand for one user or many, and by the minute's schedule for whatever is due.
//!
//! Nothing is sent here. Writing an activation as requested is the request; the table's stream tells the sender.

mod by_hand;
mod schedule;

use lambda_http::{Body, Request, Response};
use rollcall::{
    domain::context::Context,
    web::{http, problem::Problem},
};

pub use rollcall::web::http::App;
pub use schedule::handle_schedule;

/// Answers one request.
pub async fn handle(app: &App, context: &Context, request: &Request) -> Result<Response<Body>, Problem> {
    let segments = http::route(request)?;
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    match (request.method().as_str(), segments.as_slice()) {
        ("POST", ["api", "users", user_id, "activation"]) => {
            by_hand::one(app, context, request, user_id).await
        }
        ("POST", ["api", "activations"]) => by_hand::many(app, context, request).await,
        (_, ["api", "users", _, "activation"] | ["api", "activations"]) => Ok(http::refuse_method("POST")),
        _ => Err(Problem::not_found()),
    }
}
