//! HTTP: routes, requests read and answered, problems, pages of lists. The only place where an error becomes a status.

pub mod answer;
pub mod body;
pub mod caller;
pub mod changed_field;
pub mod cookie;
pub mod description;
mod fault;
pub mod idempotency;
pub mod invocation;
pub mod job;
mod json;
mod organisation;
pub mod page;
pub mod parameters;
pub mod path;
pub mod precondition;
pub mod problem;
mod refusal;
pub mod route;
pub mod session;
mod shape;
pub mod sso;
pub mod user;
