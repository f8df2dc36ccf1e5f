//! Rollcall on one machine.
//!
//! What lives here: everything between a fresh clone and a running installation without an AWS account. The
//! functions are built, the templates in `infra/`, the very ones that deploy to AWS, are deployed to an emulator,
//! and pages and API are served on one origin. The `tests` crate stands on the same pieces.
//!
//! What does not: any rule of the business, and anything that runs on AWS.
//!
//! The pieces, in the order they are used: [`python`] (the emulator's virtual environment), [`build`] (the
//! functions), [`emulator`], [`deploy`] with [`gaps`], [`serve`] with [`messages`] and the [`mailbox`], then [`demonstration`] with
//! its [`sample`], [`import_command`] and [`screenshots`], and, where it is asked for, a [`provider`] of single sign-on on [`node`]. [`stack`] ties them together. To the product they speak through
//! its [`api`] and the AWS SDKs alone; [`imports`] follows what was put into the bucket. The tests of pages take [`chromium`] and
//! [`axe`] from here.

pub mod api;
pub mod axe;
pub mod build;
pub mod chromium;
pub mod client;
pub mod demonstration;
pub mod deploy;
pub mod emulator;
pub mod gaps;
pub mod http;
pub mod import_command;
mod import_progress;
pub mod imports;
pub mod inbox;
pub mod mailbox;
pub mod messages;
pub mod node;
pub mod provider;
pub mod python;
pub mod sample;
pub mod screenshots;
pub mod serve;
pub mod stack;
pub mod summary;
pub mod terminal;
pub mod visit;
