//! An organisation's users, for those who manage them: found, shown, changed, disabled, let in and erased.

mod change;
mod erase;
mod export;
mod list;
mod one_time_password;
mod show;
mod sign_ups;
mod summary;
mod timeline;
mod unlock;

use axum::routing::post;
use rollcall::{
    web::route::{Routes, elsewhere},
    workflow::Env,
};
use utoipa_axum::routes;

/// Every route of this function.
pub fn routes() -> Routes<Env> {
    Routes::new()
        .routes(routes!(list::list_users))
        .routes(routes!(list::search_users))
        // `create-user` answers it.
        .route("/api/users", post(elsewhere))
        .routes(routes!(export::export_users))
        .routes(routes!(show::show_user, change::change_user, erase::erase_user))
        .routes(routes!(one_time_password::grant_one_time_password))
        .routes(routes!(unlock::unlock_user))
        .routes(routes!(summary::show_summary))
        .routes(routes!(timeline::show_timeline))
        .routes(routes!(sign_ups::list))
        .routes(routes!(sign_ups::approve))
        .routes(routes!(sign_ups::refuse))
}
