//! Somebody to test with.

use super::{ImportedFrom, Source, User};
use crate::domain::{organisation::Slug, principal::Principal};
use jiff::Timestamp;
use serde_json::json;

/// Ida Holm of `demo`, invited at a moment, without an activation.
pub(crate) fn invited(source: Source, by: Principal, at: Timestamp) -> User {
    let profile = json!({
        "first_name": "Ida", "last_name": "Holm", "job_profile": "j_1", "department": "d_1", "permission_type": "p_1",
        "language": "da",
    });
    let (profile, slug) = (
        serde_json::from_value(profile).unwrap(),
        Slug::parse("demo").unwrap(),
    );
    User::invite(&slug, "u_1".into(), profile, source, by, at)
}

/// Ida Holm, whom an import created.
pub(crate) fn ida() -> User {
    let by = Principal::User("u_0".into());
    let mut ida = invited(Source::Import, by, Timestamp::UNIX_EPOCH);
    ida.imported_from = Some(ImportedFrom {
        import_id: "im_1".into(),
        row: 2,
    });
    ida
}
