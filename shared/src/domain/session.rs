//! Sessions: short JWTs (RFC 7519) signed with Ed25519 (RFC 8037), their public keys published as a JWK set.
//!
//! A session names the user's *session epoch*. Disabling, a change of password or of rights raises the epoch, so every
//! earlier session ends with its next request. It has an id, too, by which it alone is ended.

mod ed25519;

use crate::domain::{organisation::Slug, secret::Secret};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use jsonwebtoken::{Algorithm, Header, Validation, decode, decode_header, encode};
use serde::{Deserialize, Serialize};

/// How long a session lasts, in seconds.
pub const LIFETIME_SECONDS: i64 = 3600;
/// Clocks of two functions may differ by so much, in seconds.
const LEEWAY_SECONDS: i64 = 5;
const AUDIENCE: &str = "rollcall";

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
struct Claims {
    iss: String,
    aud: String,
    sub: String,
    org: String,
    epoch: u32,
    iat: i64,
    exp: i64,
    #[serde(default)]
    jti: String,
}

impl Session {
    /// A signed token for this session, valid for [`LIFETIME_SECONDS`] from `now`.
    pub fn issue(&self, secret: &Secret, issuer: &str, now: Timestamp) -> String {
        let claims = Claims {
            iss: issuer.to_owned(),
            aud: AUDIENCE.to_owned(),
            sub: self.user_id.clone(),
            org: self.organisation.to_string(),
            epoch: self.epoch,
            iat: now.as_second(),
            exp: now.as_second() + LIFETIME_SECONDS,
            jti: self.id.clone(),
        };
        ed25519::install();
        let header = Header {
            kid: Some(secret.current().key_id().to_owned()),
            ..Header::new(Algorithm::EdDSA)
        };
        // Signing a struct of strings and numbers with a key in memory does not fail; an empty token admits nobody.
        encode(&header, &claims, &secret.current().encoding_key()).unwrap_or_default()
    }

    /// Reads a token: signed by a living key of ours with the one algorithm we use, for this issuer, not expired.
    pub fn read(token: &str, secret: &Secret, issuer: &str, now: Timestamp) -> Option<Self> {
        let header = decode_header(token).ok()?;
        if header.alg != Algorithm::EdDSA
            || header.jku.is_some()
            || header.jwk.is_some()
            || header.crit.is_some()
        {
            return None;
        }
        let key_id = header.kid?;
        let generation = secret.generations().iter().find(|one| one.key_id() == key_id)?;
        ed25519::install();
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_audience(&[AUDIENCE]);
        validation.set_issuer(&[issuer]);
        // The library would read the ambient clock; the times are compared with `now` below.
        validation.validate_exp = false;
        let claims = decode::<Claims>(token, &generation.decoding_key(), &validation)
            .ok()?
            .claims;
        let at = now.as_second();
        (claims.iat <= at + LEEWAY_SECONDS && at < claims.exp && claims.exp - claims.iat <= LIFETIME_SECONDS)
            .then_some(())?;
        Some(Self {
            organisation: Slug::parse(&claims.org).ok()?,
            user_id: claims.sub,
            epoch: claims.epoch,
            id: claims.jti,
        })
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
