//! How far an import has come.

/// How far an import has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportStatus {
    /// Asked for; no file has come yet.
    Waiting,
    /// Under way.
    Running,
    /// Every row has its outcome.
    Finished,
    /// The file was refused whole.
    Refused,
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
            Self::Undoing => "undoing",
            Self::Undone => "undone",
        }
    }

    /// Whether there is work left that a function has to take up.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Waiting | Self::Running | Self::Undoing)
    }

    /// As the store wrote it.
    pub fn from_store(text: &str) -> Option<Self> {
        [
            Self::Waiting,
            Self::Running,
            Self::Finished,
            Self::Refused,
            Self::Undoing,
            Self::Undone,
        ]
        .into_iter()
        .find(|status| status.as_str() == text)
    }
}
