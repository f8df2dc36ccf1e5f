//! The errors of use cases as problems: the only place where they get a status.

mod imports;
mod users;

use super::problem::{Kind, Problem};
use crate::workflow::{
    redeem::{RedeemError, RenewError},
    sign_in::{ChoosePasswordError, SignInError},
    sign_up::SubmitError,
};

impl From<RedeemError> for Problem {
    fn from(error: RedeemError) -> Self {
        match error {
            RedeemError::Gone => Self::gone(),
            RedeemError::Expired => Self::expired(),
            RedeemError::Password(fault) => Self::invalid(vec![fault]),
            RedeemError::Store(error) => error.into(),
        }
    }
}

impl From<RenewError> for Problem {
    fn from(error: RenewError) -> Self {
        match error {
            RenewError::Gone => Self::gone(),
            RenewError::StillWorks => Self::new(
                Kind::Conflict,
                "This link still works: choose a password with it. Only an expired link is renewed.",
            ),
            RenewError::TooOften { retry_after } => Self {
                retry_after: Some(retry_after),
                ..Self::new(
                    Kind::TooMany,
                    "A link was sent five times today. Ask your manager or HR department, or try again tomorrow.",
                )
            },
            RenewError::Store(error) => error.into(),
        }
    }
}

impl From<SignInError> for Problem {
    fn from(error: SignInError) -> Self {
        match error {
            SignInError::Refused => Self::new(
                Kind::Unauthorised,
                "Organisation, e-mail or username, and password do not fit together. After several wrong tries the \
                 next ones are refused for a while, whatever they are; a known device is not concerned.",
            ),
            SignInError::TooMany { retry_after } => Self::too_many(retry_after),
            SignInError::Store(error) => error.into(),
        }
    }
}

impl From<ChoosePasswordError> for Problem {
    fn from(error: ChoosePasswordError) -> Self {
        match error {
            ChoosePasswordError::Gone => Self::new(
                Kind::Gone,
                "This ticket is no longer valid. Sign in with the one-time password again.",
            ),
            ChoosePasswordError::Password(fault) => Self::invalid(vec![fault]),
            ChoosePasswordError::Store(error) => error.into(),
        }
    }
}

impl From<SubmitError> for Problem {
    fn from(error: SubmitError) -> Self {
        match error {
            SubmitError::NoForm => Self::not_found(),
            SubmitError::Invalid(faults) => Self::invalid(faults),
            SubmitError::UsernameTaken => Self::taken(&["username"]),
            SubmitError::TooMany { retry_after } => {
                let minutes = retry_after.div_ceil(60);
                let unit = if minutes == 1 { "minute" } else { "minutes" };
                let detail = format!(
                    "There were very many sign-ups just now. Send this one again in {minutes} {unit}."
                );
                Self {
                    retry_after: Some(retry_after),
                    ..Self::new(Kind::TooMany, detail)
                }
            }
            SubmitError::Store(error) => error.into(),
        }
    }
}
