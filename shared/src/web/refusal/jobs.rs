//! Those of jobs.

use super::imports::out_of_reach;
use crate::{
    web::problem::{Problem, Reason},
    workflow::{
        holds::HoldError,
        jobs::{FindError, result::ResultError},
    },
};

impl From<ResultError> for Problem {
    fn from(error: ResultError) -> Self {
        match error {
            ResultError::Find(error) => error.into(),
            ResultError::NotMade => Reason::ResultNotMade.into(),
            ResultError::Gone => Reason::ResultGone.into(),
            ResultError::Bucket(error) => out_of_reach(&error),
        }
    }
}

impl From<FindError> for Problem {
    fn from(error: FindError) -> Self {
        match error {
            FindError::Unknown => Self::not_found(),
            FindError::Store(error) => error.into(),
        }
    }
}

impl From<HoldError> for Problem {
    fn from(error: HoldError) -> Self {
        match error {
            HoldError::Unknown => Self::not_found(),
            HoldError::MayNotRelease => Reason::MayNotRelease.into(),
            HoldError::Decided => Reason::HoldDecided.into(),
            HoldError::Store(error) => error.into(),
        }
    }
}
