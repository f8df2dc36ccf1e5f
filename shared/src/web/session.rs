//! Sessions as they are answered.

use super::{
    answer::{self, Response},
    caller,
};
use crate::domain::{
    secret::Secret,
    session::{self, LIFETIME_SECONDS},
};
use serde::Serialize;
use utoipa::ToSchema;

/// A session.
#[derive(Debug, Serialize, ToSchema)]
pub struct Session {
    /// To be sent as `Authorization: Bearer …`.
    #[schema(example = "eyJ0eXAiOiJKV1QiLCJhbGciOiJFZERTQSJ9.e30.c2ln")]
    access_token: String,
    token_type: TokenType,
    /// In seconds.
    #[schema(example = 3600)]
    expires_in: i64,
}

/// How the token is sent (RFC 6750).
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
enum TokenType {
    Bearer,
}

impl Session {
    /// The session of this token, just issued.
    pub fn new(access_token: String) -> Self {
        Self {
            access_token,
            token_type: TokenType::Bearer,
            expires_in: LIFETIME_SECONDS,
        }
    }
}

/// A session, and what makes the caller's device known from now on.
pub fn answer(access_token: String, device: &str) -> Response {
    let mut response = answer::json(200, &Session::new(access_token));
    answer::set(&mut response, caller::DEVICE_HEADER, device);
    response
}

/// To choose a password before signing in.
#[derive(Debug, Serialize, ToSchema)]
pub struct PasswordChange {
    password_change: Ticket,
}

/// How a password is chosen.
#[derive(Debug, Serialize, ToSchema)]
struct Ticket {
    /// To be sent with the new password.
    #[schema(example = "AQw1Zs3kVbq0")]
    ticket: String,
    /// In seconds.
    #[schema(example = 600)]
    expires_in: i64,
}

impl PasswordChange {
    /// The ticket, for so many seconds.
    pub fn new(ticket: String, expires_in: i64) -> Self {
        Self {
            password_change: Ticket { ticket, expires_in },
        }
    }
}

/// A JWK set (RFC 7517).
#[derive(Debug, Serialize, ToSchema)]
pub struct KeySet {
    keys: Vec<Key>,
}

/// An Ed25519 public key (RFC 8037).
#[derive(Debug, Serialize, ToSchema)]
struct Key {
    #[schema(example = "OKP")]
    kty: &'static str,
    #[schema(example = "Ed25519")]
    crv: &'static str,
    #[schema(example = "sig")]
    r#use: &'static str,
    #[schema(example = "EdDSA")]
    alg: &'static str,
    kid: String,
    #[schema(example = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")]
    x: String,
}

impl KeySet {
    /// Every key whose sessions are still accepted.
    pub fn of(secret: &Secret) -> Self {
        let key = |(kid, x)| Key {
            kty: "OKP",
            crv: "Ed25519",
            r#use: "sig",
            alg: "EdDSA",
            kid,
            x,
        };
        Self {
            keys: session::public_keys(secret).into_iter().map(key).collect(),
        }
    }
}
