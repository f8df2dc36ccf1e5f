//! What is done with an organisation: it is created, its settings, lists and languages are changed, and who did so is shown.

pub mod api_clients;
pub mod audit;
pub mod connections;
pub mod create;
pub mod integration_tokens;
pub mod languages;
pub mod links;
pub mod lists;
pub mod machines;
pub mod moving;
pub mod settings;
mod sso;
