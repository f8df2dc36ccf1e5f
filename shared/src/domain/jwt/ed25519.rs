//! Ed25519 for `jsonwebtoken`, and nothing else: its own set of algorithms brings RSA, P-256 and P-384, with which nobody
//! signs or checks a session, into every function.

use ed25519_dalek::{Signature, SigningKey, VerifyingKey, pkcs8::DecodePrivateKey};
use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey,
    crypto::{CryptoProvider, JwtSigner, JwtVerifier, KeyUtils},
    errors::{Error, ErrorKind},
};
use signature::{Signer as Sign, Verifier as Verify};
use std::sync::Once;

static PROVIDER: CryptoProvider = CryptoProvider {
    signer_factory: |algorithm, key| {
        require_ed25519(*algorithm)?;
        Ok(Box::new(Signer(read_signing_key(key)?)))
    },
    verifier_factory: |algorithm, key| {
        require_ed25519(*algorithm)?;
        Ok(Box::new(Verifier(read_verifying_key(key)?)))
    },
    // Of the library's JWK sets, of which nothing here makes use.
    key_utils: KeyUtils::new_unimplemented(),
};

/// Gives the library its algorithm. Any number of calls are one.
pub(super) fn install() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        // Refused only where another one is there, and nothing else installs any.
        let _ = PROVIDER.install_default();
    });
}

fn require_ed25519(algorithm: Algorithm) -> Result<(), Error> {
    match algorithm {
        Algorithm::EdDSA => Ok(()),
        _ => Err(ErrorKind::InvalidAlgorithm.into()),
    }
}

fn read_signing_key(key: &EncodingKey) -> Result<SigningKey, Error> {
    SigningKey::from_pkcs8_der(key.as_bytes()).map_err(|_| ErrorKind::InvalidEddsaKey.into())
}

fn read_verifying_key(key: &DecodingKey) -> Result<VerifyingKey, Error> {
    let bytes = <&[u8; 32]>::try_from(key.try_get_as_bytes()?).map_err(|_| ErrorKind::InvalidEddsaKey)?;
    VerifyingKey::from_bytes(bytes).map_err(|_| ErrorKind::InvalidEddsaKey.into())
}

struct Signer(SigningKey);

impl Sign<Vec<u8>> for Signer {
    fn try_sign(&self, message: &[u8]) -> Result<Vec<u8>, signature::Error> {
        Ok(self.0.try_sign(message)?.to_bytes().to_vec())
    }
}

impl JwtSigner for Signer {
    fn algorithm(&self) -> Algorithm {
        Algorithm::EdDSA
    }
}

struct Verifier(VerifyingKey);

impl Verify<Vec<u8>> for Verifier {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> Result<(), signature::Error> {
        self.0.verify_strict(message, &Signature::from_slice(signature)?)
    }
}

impl JwtVerifier for Verifier {
    fn algorithm(&self) -> Algorithm {
        Algorithm::EdDSA
    }
}
