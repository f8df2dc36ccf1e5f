//! Those of imports.

use crate::{
    aws::bucket::BucketError,
    web::problem::{Kind, Problem},
    workflow::imports::{
        FindError, result::ResultError, run::RunError, undo::UndoError, upload::UploadError,
    },
};

impl From<FindError> for Problem {
    fn from(error: FindError) -> Self {
        match error {
            FindError::Unknown => Self::not_found(),
            FindError::Store(error) => error.into(),
        }
    }
}

impl From<UploadError> for Problem {
    fn from(error: UploadError) -> Self {
        match error {
            UploadError::Bucket(error) => unreachable(&error),
            UploadError::Store(error) => error.into(),
        }
    }
}

impl From<ResultError> for Problem {
    fn from(error: ResultError) -> Self {
        match error {
            ResultError::Find(error) => error.into(),
            ResultError::NotUploaded => not_uploaded(),
            ResultError::NotEnded => {
                conflict("The result is made when every row has been dealt with. Come back then.")
            }
            ResultError::Refused { why } => {
                conflict(format!("There is no result, because the file was refused: {why}"))
            }
            ResultError::Gone => Self::new(
                Kind::Gone,
                "Results are kept for 30 days, and this one is not there. What became of each row is still listed.",
            ),
            ResultError::Bucket(error) => unreachable(&error),
        }
    }
}

impl From<RunError> for Problem {
    fn from(error: RunError) -> Self {
        match error {
            RunError::Find(error) => error.into(),
            RunError::NoDryRun => conflict("This import is no dry run: it runs for real, or has done so."),
            RunError::NotUploaded => not_uploaded(),
            RunError::Refused => {
                conflict("The file was refused, so there is nothing to run. Correct it and upload it again.")
            }
            RunError::NotEnded => conflict("The dry run has not ended yet. Run it for real when it has."),
        }
    }
}

impl From<UndoError> for Problem {
    fn from(error: UndoError) -> Self {
        match error {
            UndoError::Find(error) => error.into(),
            UndoError::DryRun => conflict("A dry run has created nobody, so there is nothing to undo."),
            UndoError::NotEnded => conflict("The import has not ended yet. Undo it when it has."),
            UndoError::NothingCreated => {
                conflict("This import has created nobody, so there is nothing to undo.")
            }
            UndoError::TooLate => conflict(
                "An import can be undone for 14 days after its end, which are over. Remove people one by one.",
            ),
        }
    }
}

fn conflict(detail: impl Into<String>) -> Problem {
    Problem::new(Kind::Conflict, detail)
}

fn not_uploaded() -> Problem {
    conflict(
        "The file has not been uploaded yet. Send it to the address that came with this import, with the method and \
         headers given there; or ask for a new address.",
    )
}

fn unreachable(error: &BucketError) -> Problem {
    tracing::error!(%error, "the bucket failed");
    Problem::new(
        Kind::Unavailable,
        "The workbook cannot be reached right now. Try again in a moment.",
    )
}
