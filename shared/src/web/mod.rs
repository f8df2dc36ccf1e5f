//! HTTP: requests read, answered and counted, problems, pages of lists. The only place where an error becomes a status.

pub mod http;
pub mod invocation;
pub mod page;
pub mod problem;
pub mod query;
