//! A provider's keys (RFC 7517), and checking a signature with them.
//!
//! A key need not say its algorithm (Microsoft Entra's do not), so the algorithm is taken from the token, out of those that sign
//! with a private key: a shared secret or no signature at all is never one of them, whatever the token says.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{
    Algorithm,
    jwk::{AlgorithmParameters, EllipticCurve, Jwk, JwkSet, PublicKeyUse},
};
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256,
    RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512, RSA_PSS_2048_8192_SHA256,
    RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512, RsaParameters, RsaPublicKeyComponents,
    UnparsedPublicKey, VerificationAlgorithm,
};

/// Keys that one token is tried with at the most.
const MOST_TRIED: usize = 10;
/// Keys of a provider that are kept.
const MOST_KEPT: usize = 100;

/// The keys a provider publishes.
#[derive(Debug, Clone, Default)]
pub struct Keys(Vec<Jwk>);

/// What became of a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checked {
    /// A key of the provider made it.
    Holds,
    /// There is no key of this id, or of this kind: the provider may have a new one since.
    NoSuchKey,
    /// There is one, and it did not make it.
    Fails,
}

impl Keys {
    /// Reads a set of keys. Those of kinds that are not known are left out, and those that only encrypt.
    pub fn parse(text: &[u8]) -> Option<Self> {
        let set: JwkSet = serde_json::from_slice(text).ok()?;
        let mut keys = set.keys;
        keys.retain(|key| {
            !matches!(key.common.public_key_use, Some(PublicKeyUse::Encryption))
                && !matches!(
                    key.algorithm,
                    AlgorithmParameters::OctetKey(_) | AlgorithmParameters::Other(_)
                )
        });
        keys.truncate(MOST_KEPT);
        Some(Self(keys))
    }

    /// Whether one of them signed `message`: the one of this id, or any of the right kind where the token names none.
    pub fn check(&self, id: Option<&str>, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> Checked {
        let mut fitting = self
            .0
            .iter()
            .filter(|key| id.is_none() || key.common.key_id.as_deref() == id)
            .filter(|key| fits(key, algorithm))
            .take(MOST_TRIED)
            .peekable();
        if fitting.peek().is_none() {
            return Checked::NoSuchKey;
        }
        if fitting.any(|key| verify(key, algorithm, message, signature).is_some()) {
            Checked::Holds
        } else {
            Checked::Fails
        }
    }
}

/// Whether a token may be signed so.
pub(super) fn is_allowed(algorithm: Algorithm) -> bool {
    rsa(algorithm).is_some() || curve(algorithm).is_some() || algorithm == Algorithm::EdDSA
}

/// Whether a key is of the kind an algorithm needs, and does not say it is for another one.
fn fits(key: &Jwk, algorithm: Algorithm) -> bool {
    let says_another = key
        .common
        .key_algorithm
        .is_some_and(|own| own.to_string().parse() != Ok(algorithm));
    let is_of_kind = match &key.algorithm {
        AlgorithmParameters::RSA(_) => rsa(algorithm).is_some(),
        AlgorithmParameters::EllipticCurve(key) => {
            curve(algorithm).is_some_and(|(curve, _)| curve == key.curve)
        }
        AlgorithmParameters::OctetKeyPair(key) => {
            algorithm == Algorithm::EdDSA && key.curve == EllipticCurve::Ed25519
        }
        _ => false,
    };
    is_of_kind && !says_another
}

fn rsa(algorithm: Algorithm) -> Option<&'static RsaParameters> {
    Some(match algorithm {
        Algorithm::RS256 => &RSA_PKCS1_2048_8192_SHA256,
        Algorithm::RS384 => &RSA_PKCS1_2048_8192_SHA384,
        Algorithm::RS512 => &RSA_PKCS1_2048_8192_SHA512,
        Algorithm::PS256 => &RSA_PSS_2048_8192_SHA256,
        Algorithm::PS384 => &RSA_PSS_2048_8192_SHA384,
        Algorithm::PS512 => &RSA_PSS_2048_8192_SHA512,
        _ => return None,
    })
}

fn curve(algorithm: Algorithm) -> Option<(EllipticCurve, &'static dyn VerificationAlgorithm)> {
    Some(match algorithm {
        Algorithm::ES256 => (EllipticCurve::P256, &ECDSA_P256_SHA256_FIXED),
        Algorithm::ES384 => (EllipticCurve::P384, &ECDSA_P384_SHA384_FIXED),
        _ => return None,
    })
}

fn bytes(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok()
}

fn verify(key: &Jwk, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> Option<()> {
    match &key.algorithm {
        AlgorithmParameters::RSA(key) => {
            let key = RsaPublicKeyComponents {
                n: bytes(&key.n)?,
                e: bytes(&key.e)?,
            };
            key.verify(rsa(algorithm)?, message, signature).ok()
        }
        AlgorithmParameters::EllipticCurve(key) => {
            // A point is written uncompressed: SEC 1, section 2.3.3.
            let point = [vec![4], bytes(&key.x)?, bytes(&key.y)?].concat();
            let (_, algorithm) = curve(algorithm)?;
            UnparsedPublicKey::new(algorithm, point)
                .verify(message, signature)
                .ok()
        }
        AlgorithmParameters::OctetKeyPair(key) => UnparsedPublicKey::new(&ED25519, bytes(&key.x)?)
            .verify(message, signature)
            .ok(),
        _ => None,
    }
}
