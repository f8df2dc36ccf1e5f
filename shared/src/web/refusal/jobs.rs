//! Those of jobs.

use crate::{web::problem::Problem, workflow::jobs::FindError};

impl From<FindError> for Problem {
    fn from(error: FindError) -> Self {
        match error {
            FindError::Unknown => Self::not_found(),
            FindError::Store(error) => error.into(),
        }
    }
}
