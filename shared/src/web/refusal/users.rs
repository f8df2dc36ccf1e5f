//! Those of managing users.

use crate::{
    aws::store::users::WriteError,
    domain::fault::{Code, Fault},
    web::problem::{Misuse, Problem, Reason},
    workflow::users::{
        AccessError, change::ChangeError, create::CreateError, erase::EraseError, filter::ReadError,
        grant_one_time_password::GrantError, provision::ProvisionError, resend::ResendError,
        sign_ups::DecideError, unlock::UnlockError,
    },
};

impl From<AccessError> for Problem {
    fn from(error: AccessError) -> Self {
        match error {
            AccessError::Unknown => Self::not_found(),
            AccessError::Outranked => Reason::UserOutranks.into(),
            AccessError::BreakGlass => Reason::BreakGlass.into(),
            AccessError::Busy => Self::unavailable(),
            AccessError::Write(error) => error.into(),
        }
    }
}

impl From<ReadError> for Problem {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Invalid(faults) => Self::invalid(faults),
            ReadError::Gone => Self::not_found(),
            ReadError::Store(error) => error.into(),
        }
    }
}

impl From<ChangeError> for Problem {
    fn from(error: ChangeError) -> Self {
        match error {
            ChangeError::Access(error) => error.into(),
            ChangeError::VersionMissing => Misuse::NoVersion.into(),
            ChangeError::Stale => WriteError::Changed.into(),
            ChangeError::Invalid(faults) => Self::invalid(faults),
            ChangeError::KeptInSync(faults) => Self::conflict(faults),
        }
    }
}

impl From<ProvisionError> for Problem {
    fn from(error: ProvisionError) -> Self {
        match error {
            ProvisionError::Access(error) => error.into(),
            ProvisionError::Stale => WriteError::Changed.into(),
            ProvisionError::Invalid(faults) => Self::invalid(faults),
        }
    }
}

impl From<EraseError> for Problem {
    fn from(error: EraseError) -> Self {
        match error {
            EraseError::Access(error) => error.into(),
            EraseError::VersionMissing => Misuse::NoVersion.into(),
            EraseError::Stale => WriteError::Changed.into(),
            EraseError::Oneself => Reason::MayNotEraseOneself.into(),
        }
    }
}

impl From<GrantError> for Problem {
    fn from(error: GrantError) -> Self {
        match error {
            GrantError::Access(error) => error.into(),
            GrantError::Disabled => Reason::UserDisabled.into(),
            GrantError::AwaitsApproval => Reason::AwaitsApproval.into(),
            GrantError::SsoOnly => Reason::SsoOnly.into(),
        }
    }
}

impl From<UnlockError> for Problem {
    fn from(error: UnlockError) -> Self {
        match error {
            UnlockError::Access(error) => error.into(),
            UnlockError::TooOften { retry_after } => Self::from(Reason::UnlockedTooOften).after(retry_after),
        }
    }
}

impl From<ResendError> for Problem {
    fn from(error: ResendError) -> Self {
        match error {
            ResendError::Access(error) => error.into(),
            ResendError::Active => Reason::UserActive.into(),
            ResendError::Disabled => Reason::UserDisabled.into(),
            ResendError::AwaitsApproval => Reason::AwaitsApproval.into(),
            ResendError::SsoOnly => Reason::SsoOnly.into(),
            ResendError::NoLongerInvited => Reason::NoLongerInvited.into(),
            ResendError::Unreachable => Self::invalid(vec![Fault::at("channels", Code::Unreachable)]),
        }
    }
}

impl From<CreateError> for Problem {
    fn from(error: CreateError) -> Self {
        match error {
            CreateError::Erased => Reason::UserErased.into(),
            CreateError::InFlight => Self::from(Reason::InFlight).after(1),
            CreateError::KeyReused => Self::invalid(vec![Fault::at("Idempotency-Key", Code::KeyReused)]),
            CreateError::Busy => Self::unavailable(),
            CreateError::Write(error) => error.into(),
        }
    }
}

impl From<DecideError> for Problem {
    fn from(error: DecideError) -> Self {
        match error {
            DecideError::Access(error) => error.into(),
            DecideError::NotWaiting => Reason::NotAwaitingApproval.into(),
            DecideError::Invalid(fault) => Self::invalid(vec![fault]),
        }
    }
}
