//! The errors of use cases as problems: the only place where they get a status.

mod imports;
mod jobs;
mod users;

use super::problem::{Problem, Reason};
use crate::domain::sign_up_link::{DeadEnd, LinkRefusal, MOST_LINKS};
use crate::workflow::{
    organisation::links,
    redeem::{RedeemError, RenewError},
    sign_in::{ChoosePasswordError, SignInError},
    sign_up::SubmitError,
};
use crate::{
    domain::{machine, sso::connection},
    workflow::organisation::{connections::ConnectionError, machines::MachineError},
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
            RenewError::StillWorks => Reason::LinkStillWorks.into(),
            RenewError::TooOften { retry_after } => Self::from(Reason::LinkSentTooOften).after(retry_after),
            RenewError::Store(error) => error.into(),
        }
    }
}

impl From<SignInError> for Problem {
    fn from(error: SignInError) -> Self {
        match error {
            SignInError::Refused => Reason::SignInRefused.into(),
            SignInError::TooMany { retry_after } => Self::too_many(retry_after),
            SignInError::Store(error) => error.into(),
        }
    }
}

impl From<ChoosePasswordError> for Problem {
    fn from(error: ChoosePasswordError) -> Self {
        match error {
            ChoosePasswordError::Gone => Reason::TicketGone.into(),
            ChoosePasswordError::Password(fault) => Self::invalid(vec![fault]),
            ChoosePasswordError::Store(error) => error.into(),
        }
    }
}

impl From<SubmitError> for Problem {
    fn from(error: SubmitError) -> Self {
        match error {
            SubmitError::NoForm => Self::not_found(),
            SubmitError::Link(refusal) => match refusal {
                LinkRefusal::Unknown => Reason::SignUpLinkUnknown,
                LinkRefusal::Replaced => Reason::SignUpLinkReplaced,
                LinkRefusal::Revoked => Reason::SignUpLinkRevoked,
                LinkRefusal::Ended => Reason::SignUpLinkEnded,
                LinkRefusal::Full => Reason::SignUpLinkFull,
            }
            .into(),
            SubmitError::Invalid(faults) => Self::invalid(faults),
            SubmitError::UsernameTaken => Self::taken(&["username"]),
            SubmitError::TooMany { retry_after } => {
                let minutes = retry_after.div_ceil(60);
                Self::from(Reason::TooManySignUps { minutes }).after(retry_after)
            }
            SubmitError::Store(error) => error.into(),
        }
    }
}

impl From<links::CreateError> for Problem {
    fn from(error: links::CreateError) -> Self {
        match error {
            links::CreateError::Invalid(faults) => Self::invalid(faults),
            links::CreateError::NoDefaults => Reason::NoSignUpDefaults.into(),
            links::CreateError::Full => Reason::TooManySignUpLinks { limit: MOST_LINKS }.into(),
            links::CreateError::Store(error) => error.into(),
        }
    }
}

impl From<links::AccessError> for Problem {
    fn from(error: links::AccessError) -> Self {
        match error {
            links::AccessError::Unknown => Self::not_found(),
            links::AccessError::Changed => Reason::EntryChanged.into(),
            links::AccessError::Store(error) => error.into(),
        }
    }
}

impl From<links::PrintError> for Problem {
    fn from(error: links::PrintError) -> Self {
        match error {
            links::PrintError::Access(error) => error.into(),
            links::PrintError::LeadsNowhere(end) => match end {
                DeadEnd::Closed => Reason::PrintedLinkClosed,
                DeadEnd::Ended => Reason::PrintedLinkEnded,
                DeadEnd::NoDefaults => Reason::NoSignUpDefaults,
            }
            .into(),
        }
    }
}

impl From<MachineError> for Problem {
    fn from(error: MachineError) -> Self {
        match error {
            MachineError::Unknown => Self::not_found(),
            MachineError::Full => Reason::MachinesFull { limit: machine::MOST }.into(),
            MachineError::Changed => Reason::ClientChanged.into(),
            MachineError::Outranks => Reason::ClientOutranks.into(),
            MachineError::Store(error) => error.into(),
        }
    }
}

impl From<ConnectionError> for Problem {
    fn from(error: ConnectionError) -> Self {
        match error {
            ConnectionError::Outranks => Reason::ConnectionOutranks.into(),
            ConnectionError::Unknown => Self::not_found(),
            ConnectionError::Full => Reason::ConnectionsFull {
                limit: connection::MOST,
            }
            .into(),
            ConnectionError::Invalid(faults) => Self::invalid(faults),
            ConnectionError::LastOne => Reason::LastConnection.into(),
            ConnectionError::Changed => Reason::ConnectionChanged.into(),
            ConnectionError::Store(error) => error.into(),
        }
    }
}
