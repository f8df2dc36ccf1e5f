//! Who somebody is to a provider of single sign-on.

use crate::domain::base32;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Who somebody is to a provider: its issuer, and the name it has for them (OpenID Connect Core 1.0, section 5.7). The pair is
/// never given to anybody else, which an e-mail may be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// The provider, as it names itself.
    issuer: String,
    /// Its name for the person. Case counts.
    subject: String,
}

impl Subject {
    /// The person a provider calls so.
    pub fn new(issuer: &str, subject: &str) -> Self {
        Self {
            issuer: issuer.to_owned(),
            subject: subject.to_owned(),
        }
    }

    /// The provider.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The form that decides uniqueness: of one length, however long both are.
    pub fn canonical(&self) -> String {
        let mut digest = Sha256::new();
        for part in [&self.issuer, &self.subject] {
            digest.update((part.len() as u64).to_be_bytes());
            digest.update(part);
        }
        base32::encode(&digest.finalize())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_is_told_apart_by_both_of_its_parts() {
        let of = |issuer, subject| Subject::new(issuer, subject).canonical();
        let one = of("https://a.example", "ida");
        assert_eq!(one, of("https://a.example", "ida"));
        for other in [
            of("https://a.example/", "ida"),
            of("https://b.example", "ida"),
            of("https://a.example", "Ida"),
            of("https://a.examplei", "da"),
        ] {
            assert_ne!(one, other);
        }
    }
}
