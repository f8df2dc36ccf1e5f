//! An import taken back.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// An import taken back: who was removed and who stayed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undo {
    /// The user who asked for it.
    pub by: String,
    /// When they asked.
    pub requested_at: Timestamp,
    /// When it was done.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub finished_at: Option<Timestamp>,
    /// Users removed, or gone already.
    pub removed: u64,
    /// Users kept, because they have activated their account since.
    pub kept: u64,
    /// The last row that was dealt with.
    pub checkpoint: u32,
}

/// A user whom an undo has kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// The row that created them.
    pub row: u32,
    /// Why: a stable word.
    pub reason: KeptBecause,
}

/// Why an undo has kept a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeptBecause {
    /// They have chosen a password: the account is theirs.
    Activated,
    /// The user who asked for the undo may not manage them (any more): another department, or rights beyond their own.
    NotAllowed,
    /// A directory keeps them in step by now.
    Provisioned,
    /// They were being changed again and again at that very moment.
    Changed,
}
