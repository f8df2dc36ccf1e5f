//! A connection to test with.

use super::{Connection, Defaults, EmailTrust, Mapping};
use jiff::Timestamp;

/// One with these domains.
pub(crate) fn connection(email_trust: EmailTrust, domains: &[&str]) -> Connection {
    Connection {
        id: "sc_1".into(),
        name: "Firma".into(),
        issuer: "https://login.example".into(),
        client_id: "rollcall".into(),
        sealed_secret: None,
        domains: domains.iter().map(|domain| (*domain).to_owned()).collect(),
        email_trust,
        external_id_claim: None,
        integration_token: None,
        former_tokens: Vec::new(),
        just_in_time: true,
        defaults: Defaults::default(),
        claims: Mapping::default(),
        keep_in_sync: Vec::new(),
        proven_at: None,
        created_by: "u_1".into(),
        created_at: Timestamp::UNIX_EPOCH,
    }
}
