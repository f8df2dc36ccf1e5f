//! Access tokens of machines: short JWTs (RFC 9068) of another type and audience than sessions.
//!
//! A token says which machine, over which of its keys, and for what. Whether the machine, the key and the creator's rights are
//! still there is asked with every request.

use crate::domain::{
    jwt::{Claims, TokenKind},
    organisation::Slug,
    scope::Scopes,
    secret::Secret,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// How long a token holds, in seconds.
pub const LIFETIME_SECONDS: i64 = 900;

const KIND: TokenKind = TokenKind {
    audience: "rollcall-api",
    typ: "at+jwt",
    lifetime: LIFETIME_SECONDS,
};

/// Which machine a valid token names, and for what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MachineToken {
    /// The machine's organisation.
    pub organisation: Slug,
    /// The machine.
    pub machine: String,
    /// The key it was issued for ([`Key::id`](super::Key::id)).
    pub key: String,
    /// For what: some of the machine's scopes, or all.
    pub scopes: Scopes,
}

#[derive(Serialize, Deserialize)]
struct Claimed {
    iss: String,
    aud: String,
    sub: String,
    client_id: String,
    org: String,
    key: String,
    scope: String,
    iat: i64,
    exp: i64,
    jti: String,
}

impl Claims for Claimed {
    fn lifespan(&self) -> [i64; 2] {
        [self.iat, self.exp]
    }
}

impl MachineToken {
    /// A signed token, valid for [`LIFETIME_SECONDS`] from `now`. `id`: what tells it from others (`jti`).
    pub fn issue(&self, secret: &Secret, issuer: &str, now: Timestamp, id: String) -> String {
        let claims = Claimed {
            iss: issuer.to_owned(),
            aud: KIND.audience.to_owned(),
            sub: self.machine.clone(),
            client_id: self.machine.clone(),
            org: self.organisation.to_string(),
            key: self.key.clone(),
            scope: self.scopes.to_string(),
            iat: now.as_second(),
            exp: now.as_second() + LIFETIME_SECONDS,
            jti: id,
        };
        KIND.issue(&claims, secret)
    }

    /// Reads a token of ours that has not expired. A scope that it names and nobody knows is of another version, and left out.
    pub fn read(token: &str, secret: &Secret, issuer: &str, now: Timestamp) -> Option<Self> {
        let claims: Claimed = KIND.read(token, secret, issuer, now)?;
        let scopes = claims.scope.split(' ').filter_map(super::Scope::parse);
        Some(Self {
            organisation: Slug::parse(&claims.org).ok()?,
            machine: claims.sub,
            key: claims.key,
            scopes: Scopes::new(scopes),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{scope::Scope, session::Session};

    const ISSUER: &str = "https://rollcall.example";

    fn token() -> MachineToken {
        MachineToken {
            organisation: Slug::parse("demo").unwrap(),
            machine: "ac_1".into(),
            key: "k".into(),
            scopes: Scopes::new([Scope::UsersRead, Scope::ImportsWrite]),
        }
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn a_token_is_read_back_until_it_expires() {
        let secret = Secret::new("s", None);
        let issued = token().issue(&secret, ISSUER, at(1_000), "t_1".into());
        let read = |secret: &Secret, issuer, second| MachineToken::read(&issued, secret, issuer, at(second));
        assert_eq!(read(&secret, ISSUER, 1_001), Some(token()));
        assert_eq!(read(&secret, ISSUER, 1_000 + LIFETIME_SECONDS), None);
        assert_eq!(read(&secret, "https://other.example", 1_001), None);
        assert_eq!(read(&Secret::new("t", None), ISSUER, 1_001), None);
        assert_eq!(read(&Secret::new("t", Some("s")), ISSUER, 1_001), Some(token()));
    }

    #[test]
    fn no_session_is_a_machines_token_and_no_machines_token_a_session() {
        let secret = Secret::new("s", None);
        let session = Session {
            organisation: Slug::parse("demo").unwrap(),
            user_id: "u_1".into(),
            epoch: 1,
            id: "s_1".into(),
            is_by_sso: false,
        };
        let of_a_machine = token().issue(&secret, ISSUER, at(1_000), "t_1".into());
        let of_a_user = session.issue(&secret, ISSUER, at(1_000));
        assert_eq!(Session::read(&of_a_machine, &secret, ISSUER, at(1_001)), None);
        assert_eq!(MachineToken::read(&of_a_user, &secret, ISSUER, at(1_001)), None);
    }
}
