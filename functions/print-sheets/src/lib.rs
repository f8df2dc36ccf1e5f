//! Prints what is handed out on paper: the QR code and the poster of a sign-up link.
//!
//! Pages are made by an engine of their own, for whatever is printed: [`text`] sets names and sentences of any script,
//! [`sheet`] puts them on paper with areas and codes, [`code`] makes the codes. [`poster`] says what is where.

pub mod code;
mod fonts;
mod links;
pub mod poster;
pub mod sheet;
pub mod text;

use rollcall::{web::route::Routes, workflow::Env};
use utoipa_axum::routes;

/// Every route of this function.
pub fn routes() -> Routes<Env> {
    Routes::new()
        .routes(routes!(links::draw_sign_up_link_code))
        .routes(routes!(links::picture_sign_up_link_code))
        .routes(routes!(links::print_sign_up_link_poster))
}
