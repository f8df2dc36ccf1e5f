//! Those of managing users.

use crate::{
    aws::store::users::WriteError,
    domain::fault::Fault,
    web::problem::{Kind, Problem},
    workflow::users::{
        AccessError, change::ChangeError, create::CreateError, grant_one_time_password::GrantError,
        resend::ResendError, unlock::UnlockError,
    },
};

impl From<AccessError> for Problem {
    fn from(error: AccessError) -> Self {
        match error {
            AccessError::Unknown => Self::not_found(),
            AccessError::Outranked => {
                Self::forbidden("This user's permission type carries more than you hold yourself.")
            }
            AccessError::Busy => Self::unavailable(),
            AccessError::Write(error) => error.into(),
        }
    }
}

impl From<ChangeError> for Problem {
    fn from(error: ChangeError) -> Self {
        match error {
            ChangeError::Access(error) => error.into(),
            ChangeError::VersionMissing => Self::new(
                Kind::PreconditionRequired,
                "Send the user's ETag as If-Match, so that nobody else's change is overwritten.",
            ),
            ChangeError::Stale => WriteError::Changed.into(),
            ChangeError::Invalid(faults) => Self::invalid(faults),
        }
    }
}

impl From<GrantError> for Problem {
    fn from(error: GrantError) -> Self {
        match error {
            GrantError::Access(error) => error.into(),
            GrantError::Disabled => disabled(),
        }
    }
}

impl From<UnlockError> for Problem {
    fn from(error: UnlockError) -> Self {
        match error {
            UnlockError::Access(error) => error.into(),
            UnlockError::TooOften { retry_after } => Self {
                retry_after: Some(retry_after),
                ..Self::new(
                    Kind::TooMany,
                    "This person was unlocked ten times today. Give them a one-time password, or try again tomorrow.",
                )
            },
        }
    }
}

impl From<ResendError> for Problem {
    fn from(error: ResendError) -> Self {
        match error {
            ResendError::Access(error) => error.into(),
            ResendError::Active => Self::new(
                Kind::Conflict,
                "This user is active already and needs no activation.",
            ),
            ResendError::Disabled => disabled(),
            ResendError::NoLongerInvited => {
                Self::new(Kind::Conflict, "This user was activated or disabled just now.")
            }
            ResendError::Unreachable => {
                let detail = "Nothing can be sent: the user has no contact on a channel that is on. Add an e-mail or \
                              phone, switch the channel on in the settings, or grant a one-time password.";
                Self::invalid(vec![Fault::new("channels", "unreachable", detail)])
            }
        }
    }
}

fn disabled() -> Problem {
    Problem::new(Kind::Conflict, "This user is disabled; enable them first.")
}

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
