//! Single sign-on: connections, who gets in by them, and each way to get in that is none.

mod alone;
mod altered_tokens;
mod attacks;
mod canaille;
mod connections;
mod directories;
mod home;
mod mapping;
mod people;
mod providers;
mod real_provider;

use crate::support::sso::{
    Browser, connect, connected, entered, failure, ida, location, round_trip, sign_in, wait,
};
