//! Single sign-on by OpenID Connect: the way to a provider, and the way back (the authorisation code flow with PKCE, `state`,
//! `nonce` and `iss`).
//!
//! Whatever happens, a person ends up on a page: the organisation's welcome page, or its sign-in page with a sentence about what
//! went wrong. [`provider`] speaks with providers; who the person is and whether they get in is decided by
//! [`rollcall::workflow::sso`].

mod callback;
mod failure;
mod provider;
mod roads;
mod start;
mod trial;

use provider::Providers;
use rollcall::{web::route::Routes, workflow::Env};
use utoipa_axum::routes;

/// What the function needs.
#[derive(Debug)]
pub struct App {
    /// Tables, keys, address.
    pub env: Env,
    providers: Providers,
}

impl App {
    /// Over these tables and keys; it speaks with the providers that they allow.
    ///
    /// # Errors
    ///
    /// Where TLS cannot be set up.
    pub fn new(env: Env) -> Result<Self, String> {
        Ok(Self {
            providers: Providers::new(env.provider_reach)?,
            env,
        })
    }

    /// Where providers send people back to.
    fn redirect_uri(&self) -> String {
        format!("{}/api/sso/callback", self.env.public_url)
    }
}

/// Every route of this function.
pub fn routes() -> Routes<App> {
    Routes::new()
        .routes(routes!(callback::end))
        .routes(routes!(start::begin, roads::find))
}
