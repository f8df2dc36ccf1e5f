//! Who was there when a file was imported, and not in it.

use crate::domain::user::Status;
use serde::{Deserialize, Serialize};

/// Where those people are on record, whom an import did not find in its file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leavers {
    /// How many there were.
    pub total: u64,
    /// Under what of the import they stand, by their ids.
    pub place: String,
}

impl Leavers {
    /// Whether somebody of this status can be one: who is disabled has left already.
    pub fn may_be(status: Status) -> bool {
        matches!(status, Status::Invited | Status::Active)
    }
}
