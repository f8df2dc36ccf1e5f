//! The one generated secret, and the keys for each purpose derived from it (HKDF-SHA-256, RFC 5869).
//!
//! While the secret is being rotated two generations live: new things are made with the current one, and what the
//! previous one made is still accepted, so that nobody is signed out and no link dies.

mod seal;

pub use seal::NONCE;

use ed25519_dalek::{SigningKey, pkcs8::EncodePrivateKey};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use jsonwebtoken::{DecodingKey, EncodingKey};
use sha2::{Digest, Sha256};
use std::fmt;

/// What a key is for. A value made for one purpose means nothing for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Activation links.
    ActivationLink,
    /// Tickets that let one choose a password after a one-time password.
    PasswordTicket,
    /// One-time passwords as stored.
    OneTimePassword,
    /// What follows from an idempotency key.
    Idempotency,
    /// Names of rate-limit counters, so that no identifier or address stands in the table.
    Counter,
    /// Devices that somebody has signed in from before.
    Device,
    /// Cursors of lists.
    Cursor,
    /// What an erased person was called and reached by.
    Erasure,
    /// What we prove ourselves with to providers of single sign-on.
    ClientSecret,
    /// Sign-ins on their way to a provider and back.
    SsoLogin,
}

impl Purpose {
    fn label(self) -> &'static [u8] {
        match self {
            Self::ActivationLink => b"rollcall activation link v1",
            Self::PasswordTicket => b"rollcall password ticket v1",
            Self::OneTimePassword => b"rollcall one-time password v1",
            Self::Idempotency => b"rollcall repetition v1",
            Self::Counter => b"rollcall counter v1",
            Self::Device => b"rollcall device v1",
            Self::Cursor => b"rollcall cursor v1",
            Self::Erasure => b"rollcall erasure v1",
            Self::ClientSecret => b"rollcall client secret v1",
            Self::SsoLogin => b"rollcall sso login v1",
        }
    }
}

/// One generation of the secret.
#[derive(Clone)]
pub struct Generation {
    root: Hkdf<Sha256>,
    signing: SigningKey,
    key_id: String,
}

impl Generation {
    /// Derives everything from the secret's text.
    pub fn new(secret: &str) -> Self {
        let root = Hkdf::<Sha256>::new(Some(b"rollcall"), secret.as_bytes());
        let signing = SigningKey::from_bytes(&derive(&root, b"rollcall session key v1"));
        let digest = Sha256::digest(signing.verifying_key().as_bytes());
        Self {
            key_id: crate::domain::base32::encode(&digest[..10]),
            root,
            signing,
        }
    }

    fn mac(&self, purpose: Purpose, parts: &[&[u8]]) -> Hmac<Sha256> {
        let key = derive(&self.root, purpose.label());
        #[expect(clippy::expect_used, reason = "HMAC takes keys of every length")]
        let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(&key).expect("any key length");
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac
    }

    fn tag(&self, purpose: Purpose, parts: &[&[u8]]) -> [u8; 16] {
        let full = self.mac(purpose, parts).finalize().into_bytes();
        let mut tag = [0; 16];
        tag.copy_from_slice(&full[..16]);
        tag
    }

    /// The id under which the public key of this generation is published.
    pub fn key_id(&self) -> &str {
        &self.key_id
    }

    /// The key that signs sessions.
    pub fn encoding_key(&self) -> EncodingKey {
        #[expect(clippy::expect_used, reason = "a key in memory always has a PKCS#8 form")]
        let der = self.signing.to_pkcs8_der().expect("PKCS#8");
        EncodingKey::from_ed_der(der.as_bytes())
    }

    /// The key that checks sessions.
    pub fn decoding_key(&self) -> DecodingKey {
        DecodingKey::from_ed_der(self.signing.verifying_key().as_bytes())
    }

    /// The public key as a JWK member `x` (RFC 8037): 32 raw bytes.
    pub fn public_key(&self) -> [u8; 32] {
        self.signing.verifying_key().to_bytes()
    }
}

fn derive(root: &Hkdf<Sha256>, label: &[u8]) -> [u8; 32] {
    let mut key = [0; 32];
    #[expect(
        clippy::expect_used,
        reason = "32 bytes are within what HKDF-SHA-256 can give"
    )]
    root.expand(label, &mut key).expect("32 bytes");
    key
}

/// The current generation and, during a rotation, the previous one.
#[derive(Clone)]
pub struct Secret {
    generations: Vec<Generation>,
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret({} generations)", self.generations.len())
    }
}

impl Secret {
    /// From the secret's text and, during a rotation, the text before it.
    pub fn new(current: &str, previous: Option<&str>) -> Self {
        let previous = previous.filter(|text| *text != current);
        Self {
            generations: std::iter::once(current)
                .chain(previous)
                .map(Generation::new)
                .collect(),
        }
    }

    /// The generation that makes new things.
    pub fn current(&self) -> &Generation {
        &self.generations[0]
    }

    /// Every generation whose works are still accepted, the current one first.
    pub fn generations(&self) -> &[Generation] {
        &self.generations
    }

    /// The first 128 bits of the MAC over `parts` with the current key.
    pub fn tag(&self, purpose: Purpose, parts: &[&[u8]]) -> [u8; 16] {
        self.current().tag(purpose, parts)
    }

    /// The tags that living generations make over `parts`, the current one first: what was kept is looked up by each of them.
    pub fn tags(&self, purpose: Purpose, parts: &[&[u8]]) -> Vec<[u8; 16]> {
        let generations = self.generations.iter();
        generations.map(|one| one.tag(purpose, parts)).collect()
    }

    /// Whether `tag` was made over `parts` by a living generation. Constant time in the tag.
    pub fn verify(&self, purpose: Purpose, parts: &[&[u8]], tag: &[u8]) -> bool {
        tag.len() == 16
            && self
                .generations
                .iter()
                .any(|one| one.mac(purpose, parts).verify_truncated_left(tag).is_ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_holds_for_its_purpose_and_parts_only() {
        let secret = Secret::new("s1", None);
        let tag = secret.tag(Purpose::ActivationLink, &[b"ab", b"c"]);
        assert!(secret.verify(Purpose::ActivationLink, &[b"ab", b"c"], &tag));
        assert!(!secret.verify(Purpose::ActivationLink, &[b"a", b"bc"], &tag));
        assert!(!secret.verify(Purpose::PasswordTicket, &[b"ab", b"c"], &tag));
        assert!(!secret.verify(Purpose::ActivationLink, &[b"ab", b"c"], &tag[..8]));
    }

    #[test]
    fn the_previous_generation_is_accepted_during_a_rotation_and_not_after() {
        let tag = Secret::new("old", None).tag(Purpose::ActivationLink, &[b"x"]);
        assert!(Secret::new("new", Some("old")).verify(Purpose::ActivationLink, &[b"x"], &tag));
        assert!(!Secret::new("newer", Some("new")).verify(Purpose::ActivationLink, &[b"x"], &tag));
    }
}
