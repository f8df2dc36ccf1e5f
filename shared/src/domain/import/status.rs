//! How far an import has come.

use serde::{Deserialize, Serialize};

/// How far an import has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportStatus {
    /// Asked for; no file has come yet.
    Waiting,
    /// Under way.
    Running,
    /// Every row has its outcome.
    Finished,
    /// The file was refused whole.
    Refused,
    /// It was stopped; the rows up to there have their outcomes.
    Cancelled,
    /// What it created is being removed again.
    Undoing,
    /// What it created was removed again.
    Undone,
}

impl ImportStatus {
    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Finished => "finished",
            Self::Refused => "refused",
            Self::Cancelled => "cancelled",
            Self::Undoing => "undoing",
            Self::Undone => "undone",
        }
    }

    /// Whether there is work left that a function has to take up.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Waiting | Self::Running | Self::Undoing)
    }
}
