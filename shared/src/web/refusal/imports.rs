//! Those of imports.

use crate::{
    aws::bucket::BucketError,
    web::problem::{Problem, Reason},
    workflow::imports::{
        FindError, cancel::CancelError, leavers::LeaversError, result::ResultError, run::RunError,
        undo::UndoError, upload::UploadError,
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
            UploadError::Bucket(error) => out_of_reach(&error),
            UploadError::Store(error) => error.into(),
        }
    }
}

impl From<ResultError> for Problem {
    fn from(error: ResultError) -> Self {
        match error {
            ResultError::Find(error) => error.into(),
            ResultError::NotUploaded => Reason::NotUploaded.into(),
            ResultError::NotEnded => Reason::ResultNotMade.into(),
            ResultError::Refused { why } => Reason::ResultRefused { why }.into(),
            ResultError::Gone => Reason::ResultGone.into(),
            ResultError::Bucket(error) => out_of_reach(&error),
        }
    }
}

impl From<RunError> for Problem {
    fn from(error: RunError) -> Self {
        match error {
            RunError::Find(error) => error.into(),
            RunError::NoDryRun => Reason::NoDryRun.into(),
            RunError::NotUploaded => Reason::NotUploaded.into(),
            RunError::Refused => Reason::RunRefused.into(),
            RunError::Cancelled => Reason::RunCancelled.into(),
            RunError::NotEnded => Reason::DryRunNotEnded.into(),
        }
    }
}

impl From<UndoError> for Problem {
    fn from(error: UndoError) -> Self {
        match error {
            UndoError::Find(error) => error.into(),
            UndoError::DryRun => Reason::UndoOfDryRun.into(),
            UndoError::NotEnded => Reason::UndoTooSoon.into(),
            UndoError::NothingCreated => Reason::NothingCreated.into(),
            UndoError::TooLate => Reason::UndoTooLate.into(),
        }
    }
}

impl From<LeaversError> for Problem {
    fn from(error: LeaversError) -> Self {
        match error {
            LeaversError::Find(error) => error.into(),
            LeaversError::NotKnown => Reason::LeaversUnknown.into(),
            LeaversError::Invalid(faults) => Self::invalid(faults),
        }
    }
}

impl From<CancelError> for Problem {
    fn from(error: CancelError) -> Self {
        match error {
            CancelError::Find(error) => error.into(),
            CancelError::Ended => Reason::ImportEnded.into(),
        }
    }
}

pub(super) fn out_of_reach(error: &BucketError) -> Problem {
    tracing::error!(%error, "the bucket failed");
    Reason::WorkbookOutOfReach.into()
}
