//! The business of Rollcall in four layers.
//!
//! - [`domain`]: the nouns and their rules. Takes the time, randomness and parsed values, returns what to write or to send.
//! - [`workflow`]: what a caller can do, one file each, the same for the API, the pages and every other road.
//! - [`web`]: HTTP's own: requests, answers, problems.
//! - [`aws`]: one concrete struct over each outside system.
//!
//! `domain` uses none of the others, `aws` only `domain`, `workflow` those two, `web` all three. A test follows every path
//! (`tests/it/architecture.rs`).

pub mod aws;
pub mod domain;
pub mod web;
pub mod workflow;
