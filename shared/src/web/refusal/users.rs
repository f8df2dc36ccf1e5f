//! Those of managing users.

use crate::{
    domain::fault::Fault,
    web::problem::{Kind, Problem},
    workflow::users::create::CreateError,
};

impl From<CreateError> for Problem {
    fn from(error: CreateError) -> Self {
        match error {
            CreateError::InFlight => Self {
                retry_after: Some(1),
                ..Self::new(
                    Kind::Conflict,
                    "The same request is under way; ask again in a moment for its answer.",
                )
            },
            CreateError::KeyReused => {
                let detail =
                    "This Idempotency-Key was used with another body; use a new key for a new request.";
                Self::invalid(vec![Fault::new("Idempotency-Key", "key_reused", detail)])
            }
            CreateError::Busy => Self::unavailable(),
            CreateError::Write(error) => error.into(),
        }
    }
}
