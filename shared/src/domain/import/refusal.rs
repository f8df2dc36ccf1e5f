//! Why a whole file was refused.

use crate::domain::language::Language;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Why a whole file was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Refusal)]
pub struct Refused {
    /// A stable word for programs.
    #[schema(example = "password_protected")]
    pub code: String,
    /// What is wrong with the file and what to do, in the language of the person who uploaded it.
    pub detail: String,
}

/// Why an import stops that may have begun, whatever is in its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopReason {
    /// The file was deleted before its end was read.
    FileGone,
    /// It was taken up again and again, and came no further.
    GaveUp,
    /// The person who uploaded the file may not create users.
    UploaderMayNot,
    /// The person named beside the file may not create users.
    NamedPersonMayNot,
    /// The person who ran it after its dry run may not create users.
    RunnerMayNot,
    /// The people behind it manage no department together.
    NoCommonDepartment,
}

impl StopReason {
    /// Every one there is.
    pub const ALL: [Self; 6] = [
        Self::FileGone,
        Self::GaveUp,
        Self::UploaderMayNot,
        Self::NamedPersonMayNot,
        Self::RunnerMayNot,
        Self::NoCommonDepartment,
    ];

    /// The stable word for programs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FileGone => "file_gone",
            Self::GaveUp => "gave_up",
            Self::UploaderMayNot => "uploader_may_not",
            Self::NamedPersonMayNot => "named_person_may_not",
            Self::RunnerMayNot => "runner_may_not",
            Self::NoCommonDepartment => "no_common_department",
        }
    }

    /// The text that says it.
    pub fn text_id(self) -> String {
        format!("refusal-{}", self.as_str().replace('_', "-"))
    }
}

impl Refused {
    /// The refusal of a file for this reason, said in a language.
    pub fn new(reason: StopReason, language: Language) -> Self {
        Self {
            code: reason.as_str().to_owned(),
            detail: language.text(&reason.text_id()),
        }
    }

    /// Whether the import may have begun before it was refused.
    pub(super) fn is_interruption(&self) -> bool {
        StopReason::ALL.iter().any(|reason| reason.as_str() == self.code)
    }
}
