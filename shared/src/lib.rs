//! The business of Rollcall, and one module per system outside it.
//!
//! **Domain modules** carry the nouns of the business ([`organisation`], [`user`], [`identifier`], [`activation`],
//! [`mending`], [`password`], [`permission`], [`import`], [`sign_up`], [`gate`], [`message`], [`attempts`], [`device`],
//! [`network`]): they take `now` and parsed values and say what to write or to send. They know nothing of AWS.
//!
//! **Adapters** are concrete structs over one outside system each: [`store`] (DynamoDB), [`bucket`] (S3),
//! [`messenger`] (SES and SNS), [`invoker`] (Lambda), [`http`] (API Gateway, with [`page`] for its lists), [`config`]
//! (environment and secret), [`telemetry`].
//!
//! **Workflows** ([`workflow`]) put the two together where more than one function needs the same road.

pub mod activation;
pub mod attempts;
pub mod bucket;
pub mod cloud;
pub mod config;
pub mod context;
pub mod device;
pub mod fault;
pub mod gate;
pub mod http;
pub mod identifier;
pub mod import;
pub mod invocation;
pub mod invoker;
pub mod language;
pub mod mending;
pub mod message;
pub mod messenger;
pub mod network;
pub mod notice;
pub mod organisation;
pub mod page;
pub mod password;
pub mod permission;
pub mod problem;
pub mod query;
pub mod reach;
pub mod secret;
pub mod session;
pub mod sign_up;
pub mod store;
pub mod submission;
pub mod telemetry;
pub mod text;
pub mod user;
pub mod workflow;
