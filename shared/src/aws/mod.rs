//! The outside systems, one concrete struct over each: DynamoDB ([`store`]), S3 ([`bucket`]), SES and SNS ([`messenger`]),
//! Lambda ([`invoker`]), the operator's topic ([`alarm`]), the environment and the secret ([`config`]), logs ([`telemetry`]); and how all of them are reached ([`cloud`]), within which bounds ([`call_limits`]).

pub mod alarm;
pub mod bucket;
pub mod call_limits;
pub mod cloud;
pub mod config;
pub mod event_bus;
pub mod invoker;
pub mod messenger;
pub mod store;
pub mod telemetry;
mod trust;
