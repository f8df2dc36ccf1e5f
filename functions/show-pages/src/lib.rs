//! The pages: signing in, choosing a password, signing up, activating an account; links to sign up with, and approval.
//!
//! Every page works without JavaScript; a form goes to the page's own address, and what it asks for is done by the same
//! workflows as the API's routes. One file per page: [`sign_in`], [`password`], [`sign_up`], [`activate`], [`links`], [`approvals`],
//! [`integration`] (connections, tokens of directories, adoption, rules),
//! [`assets`] (the API's own description among them).
//! [`route`] finds them, [`visit`] is what they are given, [`refusal`] speaks for them where they fail, and [`view`]
//! holds the HTML. Whatever is answered leaves through [`answer::secure`].

mod activate;
mod answer;
mod approvals;
mod assets;
mod docs;
mod form;
mod integration;
mod links;
mod manager;
mod origin;
mod password;
mod reader;
mod refusal;
mod route;
mod sign_in;
mod sign_up;
pub mod view;
mod visit;

pub use assets::API_DESCRIPTION;
pub use route::{routes, service};
