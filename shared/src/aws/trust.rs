//! Whom the SDK trusts: the authorities that sign the certificates of AWS, and no others.
//!
//! Reading a machine's own list, 140 authorities, took five sixths of the instructions of a cold start, and lets any of
//! them speak for AWS. Every service of AWS is signed by one of these five (Amazon Trust Services, "Certificate
//! Authorities"), which live until 2037 at least. The regions in China have others: there the machine's list is read.

use aws_smithy_http_client::tls::{TlsContext, TlsContextBuilder, TrustStore};

/// The five, as PEM (RFC 7468).
const AMAZON: &str = include_str!("amazon-roots.pem");

/// The trust for AWS in a region such as `eu-central-1`.
pub(super) fn of_region(region: &str) -> TlsContextBuilder {
    let context = TlsContext::builder();
    if region.starts_with("cn-") {
        context
    } else {
        context.with_trust_store(TrustStore::empty().with_pem_certificate(AMAZON))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::{Engine, engine::general_purpose::STANDARD};
    use sha2::{Digest, Sha256};

    /// As Amazon Trust Services publishes them: SHA-256 of each certificate.
    const FINGERPRINTS: [&str; 5] = [
        "8ecde6884f3d87b1125ba31ac3fcb13d7016de7f57cc904fe1cb97c6ae98196e",
        "1ba5b2aa8c65401a82960118f80bec4f62304d83cec4713a19c39c011ea46db4",
        "18ce6cfe7bf14e60b2e347b8dfe868cb31d02ebb3ada271569f50343b46db3a4",
        "e35d28419ed02025cfa69038cd623962458da5c695fbdea3c22b0bfb25897092",
        "568d6905a2c88708a4b3025190edcfedb1974a606a13c6e5290fcb2ae63edab5",
    ];

    #[test]
    fn the_authorities_are_those_that_amazon_publishes() {
        let found: Vec<String> = AMAZON
            .split("-----BEGIN CERTIFICATE-----")
            .skip(1)
            .map(|block| {
                let (base64, _) = block.split_once("-----END CERTIFICATE-----").unwrap();
                let der = STANDARD.decode(base64.replace(['\n', '\r'], "")).unwrap();
                format!("{:x}", Sha256::digest(der))
            })
            .collect();
        assert_eq!(found, FINGERPRINTS);
    }

    #[test]
    fn every_region_has_a_trust_that_can_be_built() {
        for region in ["eu-central-1", "us-gov-west-1", "cn-north-1"] {
            assert!(of_region(region).build().is_ok(), "{region}");
        }
    }
}
