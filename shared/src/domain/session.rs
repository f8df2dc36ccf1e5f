//! Sessions: short JWTs (RFC 7519) signed with Ed25519 (RFC 8037), their public keys published as a JWK set.
//!
//! A session names the user's *session epoch*. Disabling, a change of password or of rights raises the epoch, so every
//! earlier session ends with its next request. It has an id, too, by which it alone is ended; and it says whether it began by single
//! sign-on. One of before that was noted counts as one that began with a password.

use crate::domain::{
    jwt::{Claims, LEEWAY_SECONDS, TokenKind},
    organisation::{Slug, SsoSettings},
    secret::Secret,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// How long a session lasts, in seconds.
pub const LIFETIME_SECONDS: i64 = 3600;

const KIND: TokenKind = TokenKind {
    audience: "rollcall",
    typ: "JWT",
    lifetime: LIFETIME_SECONDS,
};

/// Whom a valid token names. Whether that user still may is asked of the store with every request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The user's organisation.
    pub organisation: Slug,
    /// The user.
    pub user_id: String,
    /// The user's session epoch when the token was issued.
    pub epoch: u32,
    /// What tells it from the user's other sessions. Empty for those issued before sessions had ids.
    pub id: String,
    /// It began by single sign-on.
    pub is_by_sso: bool,
}

/// A session that was ended before its time, kept on its user until it would have expired anyway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// The session's id.
    pub id: String,
    /// When its token is of no use to anybody, in seconds since 1970.
    pub until: i64,
}

impl Ended {
    /// The session of this id, ended at `now`.
    pub fn at(now: Timestamp, id: &str) -> Self {
        Self {
            id: id.to_owned(),
            until: now.as_second() + LIFETIME_SECONDS + LEEWAY_SECONDS,
        }
    }
}

#[derive(Serialize, Deserialize)]
struct Claimed {
    iss: String,
    aud: String,
    sub: String,
    org: String,
    epoch: u32,
    iat: i64,
    exp: i64,
    #[serde(default)]
    jti: String,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    sso: bool,
}

impl Claims for Claimed {
    fn lifespan(&self) -> [i64; 2] {
        [self.iat, self.exp]
    }
}

impl Session {
    /// A signed token for this session, valid for [`LIFETIME_SECONDS`] from `now`.
    pub fn issue(&self, secret: &Secret, issuer: &str, now: Timestamp) -> String {
        let claims = Claimed {
            iss: issuer.to_owned(),
            aud: KIND.audience.to_owned(),
            sub: self.user_id.clone(),
            org: self.organisation.to_string(),
            epoch: self.epoch,
            iat: now.as_second(),
            exp: now.as_second() + LIFETIME_SECONDS,
            jti: self.id.clone(),
            sso: self.is_by_sso,
        };
        KIND.issue(&claims, secret)
    }

    /// Reads a token: signed by a living key of ours with the one algorithm we use, for this issuer, not expired.
    pub fn read(token: &str, secret: &Secret, issuer: &str, now: Timestamp) -> Option<Self> {
        let claims: Claimed = KIND.read(token, secret, issuer, now)?;
        Some(Self {
            organisation: Slug::parse(&claims.org).ok()?,
            user_id: claims.sub,
            epoch: claims.epoch,
            id: claims.jti,
            is_by_sso: claims.sso,
        })
    }

    /// Whether an organisation with these settings lets people in by how this session began.
    pub fn is_allowed_by(&self, settings: &SsoSettings) -> bool {
        self.is_by_sso || settings.allows_password(&self.user_id)
    }
}

/// Every key whose sessions are still accepted: its id, and the Ed25519 public key in base 64 for addresses.
pub fn public_keys(secret: &Secret) -> Vec<(String, String)> {
    let generations = secret.generations().iter();
    generations
        .map(|one| (one.key_id().to_owned(), URL_SAFE_NO_PAD.encode(one.public_key())))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ISSUER: &str = "https://rollcall.example";

    fn session() -> Session {
        Session {
            organisation: Slug::parse("demo").unwrap(),
            user_id: "u_1".into(),
            epoch: 3,
            id: "s_1".into(),
            is_by_sso: false,
        }
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn a_session_is_read_back_until_it_expires() {
        let secret = Secret::new("s", None);
        let token = session().issue(&secret, ISSUER, at(1_000));
        assert_eq!(Session::read(&token, &secret, ISSUER, at(1_001)), Some(session()));
        assert_eq!(
            Session::read(&token, &secret, ISSUER, at(1_000 + LIFETIME_SECONDS)),
            None
        );
        assert_eq!(
            Session::read(&token, &secret, "https://other.example", at(1_001)),
            None
        );
        assert_eq!(
            Session::read(&token, &Secret::new("t", None), ISSUER, at(1_001)),
            None
        );
        assert_eq!(
            Session::read(&token, &Secret::new("t", Some("s")), ISSUER, at(1_001)),
            Some(session())
        );
    }

    #[test]
    fn a_session_says_how_it_began_and_holds_where_that_road_is_open() {
        let secret = Secret::new("s", None);
        let by_sso = Session {
            is_by_sso: true,
            ..session()
        };
        let open = SsoSettings::default();
        let closed = SsoSettings {
            required: true,
            break_glass: Some("u_2".into()),
        };
        let of_this_one = SsoSettings {
            break_glass: Some("u_1".into()),
            ..closed.clone()
        };
        for (session, expected) in [(session(), [true, false, true]), (by_sso, [true; 3])] {
            let token = session.issue(&secret, ISSUER, at(1_000));
            let read = Session::read(&token, &secret, ISSUER, at(1_001)).unwrap();
            assert_eq!(read, session);
            let allowed = [&open, &closed, &of_this_one].map(|settings| read.is_allowed_by(settings));
            assert_eq!(allowed, expected, "{session:?}");
        }
    }

    #[test]
    fn tokens_without_our_signature_are_refused() {
        let secret = Secret::new("s", None);
        let token = session().issue(&secret, ISSUER, at(1_000));
        let claims = token.split('.').nth(1).unwrap();
        let kid = secret.current().key_id();
        for header in [
            format!(r#"{{"alg":"none","kid":"{kid}"}}"#),
            format!(r#"{{"alg":"HS256","kid":"{kid}"}}"#),
            r#"{"alg":"EdDSA"}"#.to_owned(),
            format!(r#"{{"alg":"EdDSA","kid":"{kid}","jku":"https://evil.example"}}"#),
        ] {
            let head = URL_SAFE_NO_PAD.encode(header);
            let signature = token.rsplit('.').next().unwrap();
            assert_eq!(
                Session::read(&format!("{head}.{claims}."), &secret, ISSUER, at(1_001)),
                None
            );
            assert_eq!(
                Session::read(
                    &format!("{head}.{claims}.{signature}"),
                    &secret,
                    ISSUER,
                    at(1_001)
                ),
                None
            );
        }
    }
}
