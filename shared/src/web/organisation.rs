//! What changes to an organisation are refused with.

use super::problem::{Kind, Problem, Reason};
use crate::{
    domain::{
        fault::{Code, Fault},
        organisation::MOST_ENTRIES,
    },
    workflow::organisation::{create, languages, lists, moving, settings},
};

impl From<settings::ChangeError> for Problem {
    fn from(error: settings::ChangeError) -> Self {
        use settings::ChangeError;
        match error {
            ChangeError::Stale => Reason::SettingsChanged.into(),
            ChangeError::Invalid(faults) => Self::invalid(faults),
            ChangeError::Gone => Self::not_found(),
            ChangeError::Outranks => Reason::SsoOutranks.into(),
            ChangeError::Store(error) => error.into(),
        }
    }
}

impl From<languages::ReplaceError> for Problem {
    fn from(error: languages::ReplaceError) -> Self {
        use languages::ReplaceError;
        match error {
            ReplaceError::Invalid(faults) => Self::invalid(faults),
            ReplaceError::DefaultMissing { tag } => {
                let code = Code::DefaultLanguageMissing { value: tag };
                Self::invalid(vec![Fault::of_whole(code)])
            }
            ReplaceError::InUse { tag } => Reason::LanguageInUse { language: tag }.into(),
            ReplaceError::Stale => Reason::SettingsChanged.into(),
            ReplaceError::Changed => Reason::LanguagesChanged.into(),
            ReplaceError::Gone => Self::not_found(),
            ReplaceError::Store(error) => error.into(),
        }
    }
}

impl From<lists::AddError> for Problem {
    fn from(error: lists::AddError) -> Self {
        use lists::AddError;
        match error {
            AddError::Invalid(faults) => Self::invalid(faults),
            AddError::Full => Reason::ListFull { limit: MOST_ENTRIES }.into(),
            AddError::NameTaken => name_taken(),
            AddError::Changed => Reason::EntryChanged.into(),
            AddError::Store(error) => error.into(),
        }
    }
}

impl From<lists::Untouchable> for Problem {
    fn from(error: lists::Untouchable) -> Self {
        use lists::Untouchable;
        match error {
            Untouchable::Unknown => Self::not_found(),
            Untouchable::Exceeding => Reason::TypeOutranks.into(),
            Untouchable::Stale => Self {
                kind: Kind::Stale,
                ..Reason::EntryChanged.into()
            },
            Untouchable::Store(error) => error.into(),
        }
    }
}

impl From<lists::ChangeError> for Problem {
    fn from(error: lists::ChangeError) -> Self {
        use lists::ChangeError;
        match error {
            ChangeError::Untouchable(error) => error.into(),
            ChangeError::Invalid(faults) => Self::invalid(faults),
            ChangeError::NameTaken => name_taken(),
            ChangeError::BreakGlass => Reason::BreakGlass.into(),
            ChangeError::Changed => Reason::EntryChanged.into(),
            ChangeError::Store(error) => error.into(),
        }
    }
}

impl From<lists::RemoveError> for Problem {
    fn from(error: lists::RemoveError) -> Self {
        use lists::RemoveError;
        match error {
            RemoveError::Untouchable(error) => error.into(),
            RemoveError::SignUpDefault { list } => Reason::EntryIsDefault { list }.into(),
            RemoveError::InUse { list, count } => Reason::EntryInUse { list, count }.into(),
            RemoveError::Moving { list } => Reason::EntryMoving { list }.into(),
            RemoveError::Changed => Reason::EntryChanged.into(),
            RemoveError::Store(error) => error.into(),
        }
    }
}

impl From<moving::MoveError> for Problem {
    fn from(error: moving::MoveError) -> Self {
        use moving::MoveError;
        match error {
            MoveError::Remove(error) => error.into(),
            MoveError::Denied(denied) => denied.into(),
            MoveError::Invalid(fault) => Self::invalid(vec![fault]),
            MoveError::OwnPermissionType => Self::conflict(vec![moving::own_permission_type()]),
        }
    }
}

fn name_taken() -> Problem {
    Problem::conflict(vec![Fault::at("name", Code::Taken)])
}

impl From<create::CreateError> for Problem {
    fn from(error: create::CreateError) -> Self {
        use create::{CreateError, Taken};
        let reason = match error {
            CreateError::Taken(Taken::OtherPeople) => Reason::OrganisationOfOthers,
            CreateError::Taken(Taken::SignedIn) => Reason::OrganisationInUse,
            CreateError::Taken(Taken::ListsChanged) => Reason::OrganisationListsChanged,
            CreateError::Contended => return Self::unavailable(),
            CreateError::Write(error) => return error.into(),
            CreateError::Store(error) => return error.into(),
        };
        Self {
            errors: vec![Fault::at("organisation", Code::Taken)],
            ..reason.into()
        }
    }
}
