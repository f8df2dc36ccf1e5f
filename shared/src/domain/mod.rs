//! The nouns of the business and their rules: they take the time, randomness and parsed values, and return what to write
//! or to send. Nothing here knows AWS, HTTP or a runtime (`tests/it/architecture.rs` holds that).

pub mod activation;
pub mod attempts;
pub mod base32;
pub mod caller;
pub mod capability;
pub mod change;
pub mod context;
mod described;
pub mod device;
pub mod due;
pub mod entry_draft;
pub mod fault;
pub mod field;
pub mod gate;
pub mod history;
pub mod identifier;
pub mod import;
pub mod language;
pub mod mending;
pub mod message;
pub mod network;
pub mod notice;
pub mod organisation;
pub mod password;
pub mod permission;
pub mod principal;
pub mod reach;
pub mod secret;
pub mod session;
pub mod settings;
pub mod sign_up;
pub mod submission;
pub mod text;
pub mod user;
pub mod version;
