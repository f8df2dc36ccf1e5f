//! JSON Web Tokens (RFC 7519) as they are issued here: signed with Ed25519 (RFC 8037) by a key of the installation's secret.
//!
//! Each kind of token has an audience and a type of its own (RFC 8725, 3.11), so that none is taken for another.

mod ed25519;

use super::secret::Secret;
use jiff::Timestamp;
use jsonwebtoken::{Algorithm, Header, Validation, decode, decode_header, encode};
use serde::{Serialize, de::DeserializeOwned};

/// Clocks of two functions may differ by so much, in seconds.
pub const LEEWAY_SECONDS: i64 = 5;

/// A kind of token.
#[derive(Debug, Clone, Copy)]
pub struct TokenKind {
    /// Its audience.
    pub audience: &'static str,
    /// The type its header names.
    pub typ: &'static str,
    /// How long one holds at most, in seconds.
    pub lifetime: i64,
}

/// The claims of every kind of token.
pub trait Claims: Serialize + DeserializeOwned {
    /// When it was issued and when it ends, in seconds since 1970.
    fn lifespan(&self) -> [i64; 2];
}

impl TokenKind {
    /// A signed token of this kind with these claims, which name its audience.
    pub fn issue(self, claims: &impl Claims, secret: &Secret) -> String {
        ed25519::install();
        let header = Header {
            typ: Some(self.typ.to_owned()),
            kid: Some(secret.current().key_id().to_owned()),
            ..Header::new(Algorithm::EdDSA)
        };
        // Signing a struct of strings and numbers with a key in memory does not fail; an empty token admits nobody.
        encode(&header, claims, &secret.current().encoding_key()).unwrap_or_default()
    }

    /// Reads a token of this kind: signed by a living key of ours with the one algorithm we use, for this issuer, not expired.
    pub fn read<C: Claims>(self, token: &str, secret: &Secret, issuer: &str, now: Timestamp) -> Option<C> {
        let header = decode_header(token).ok()?;
        if header.alg != Algorithm::EdDSA
            || header.typ.as_deref() != Some(self.typ)
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
        validation.set_audience(&[self.audience]);
        validation.set_issuer(&[issuer]);
        // The library would read the ambient clock; the times are compared with `now` below.
        validation.validate_exp = false;
        let claims = decode::<C>(token, &generation.decoding_key(), &validation)
            .ok()?
            .claims;
        let (at, [issued, ends]) = (now.as_second(), claims.lifespan());
        let is_current = issued <= at + LEEWAY_SECONDS && at < ends && ends - issued <= self.lifetime;
        is_current.then_some(claims)
    }
}
