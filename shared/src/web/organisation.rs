//! What changes to an organisation are refused with.

use super::problem::{Kind, Problem};
use crate::{
    domain::fault::{Fault, quoted},
    workflow::organisation::{create, languages, lists, settings},
};

impl From<settings::ChangeError> for Problem {
    fn from(error: settings::ChangeError) -> Self {
        use settings::ChangeError;
        match error {
            ChangeError::Stale => settings_changed(),
            ChangeError::Invalid(faults) => Self::invalid(faults),
            ChangeError::Gone => Self::not_found(),
            ChangeError::Store(error) => error.into(),
        }
    }
}

fn settings_changed() -> Problem {
    Problem::new(
        Kind::Stale,
        "Somebody else changed the settings in the meantime. Read them again and repeat your change.",
    )
}

impl From<languages::ReplaceError> for Problem {
    fn from(error: languages::ReplaceError) -> Self {
        use languages::ReplaceError;
        match error {
            ReplaceError::Invalid(faults) => Self::invalid(faults),
            ReplaceError::DefaultMissing { tag } => {
                let detail = format!(
                    "The default language, {}, must be among them; change it in the settings first.",
                    quoted(&tag)
                );
                Self::invalid(vec![Fault {
                    pointer: String::new(),
                    ..Fault::new("", "default_language_missing", detail)
                }])
            }
            ReplaceError::InUse { tag } => {
                let tag = quoted(&tag);
                let detail = format!("There are users with the language {tag}; give them another one first.");
                Self::new(Kind::Conflict, detail)
            }
            ReplaceError::Stale => settings_changed(),
            ReplaceError::Changed => Self::new(
                Kind::Conflict,
                "Somebody else changed the languages in the meantime. Read them again and repeat.",
            ),
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
            AddError::Full => {
                let most = crate::domain::organisation::MOST_ENTRIES;
                let detail =
                    format!("A list has at most {most} entries; remove one that is not in use first.");
                Self::new(Kind::Conflict, detail)
            }
            AddError::NameTaken { called } => name_taken(called),
            AddError::Changed => entry_changed(),
            AddError::Store(error) => error.into(),
        }
    }
}

impl From<lists::Untouchable> for Problem {
    fn from(error: lists::Untouchable) -> Self {
        use lists::Untouchable;
        match error {
            Untouchable::Unknown => Self::not_found(),
            Untouchable::Exceeding => {
                Self::forbidden("This permission type carries more than you hold yourself.")
            }
            Untouchable::Stale => Self {
                kind: Kind::Stale,
                ..entry_changed()
            },
        }
    }
}

impl From<lists::ChangeError> for Problem {
    fn from(error: lists::ChangeError) -> Self {
        use lists::ChangeError;
        match error {
            ChangeError::Untouchable(error) => error.into(),
            ChangeError::Invalid(faults) => Self::invalid(faults),
            ChangeError::NameTaken { called } => name_taken(called),
            ChangeError::Changed => entry_changed(),
            ChangeError::Store(error) => error.into(),
        }
    }
}

impl From<lists::RemoveError> for Problem {
    fn from(error: lists::RemoveError) -> Self {
        use lists::RemoveError;
        match error {
            RemoveError::Untouchable(error) => error.into(),
            RemoveError::SignUpDefault { called } => {
                let detail = format!(
                    "Signing up gives this {called} by default; choose another one in the settings first."
                );
                Self::new(Kind::Conflict, detail)
            }
            RemoveError::InUse { called } => {
                let detail = format!("There are users with this {called}; give them another one first.");
                Self::new(Kind::Conflict, detail)
            }
            RemoveError::Changed => entry_changed(),
            RemoveError::Store(error) => error.into(),
        }
    }
}

fn name_taken(called: &str) -> Problem {
    let detail = format!("There is a {called} of this name already.");
    Problem {
        errors: vec![Fault::new("name", "taken", detail.as_str())],
        ..Problem::new(Kind::Conflict, detail)
    }
}

fn entry_changed() -> Problem {
    Problem::new(
        Kind::Conflict,
        "Somebody else changed this entry in the meantime. Read the list again and repeat your change.",
    )
}

impl From<create::CreateError> for Problem {
    fn from(error: create::CreateError) -> Self {
        use create::{CreateError, Taken};
        let why = match error {
            CreateError::Taken(Taken::OtherPeople) => {
                "There is an organisation of this name, and this e-mail is not its first administrator's."
            }
            CreateError::Taken(Taken::SignedIn) => {
                "There is an organisation of this name, and its first administrator has signed in before."
            }
            CreateError::Taken(Taken::ListsChanged) => {
                "There is an organisation of this name, and the lists its administrator needs were changed."
            }
            CreateError::Contended => return Self::unavailable(),
            CreateError::Write(error) => return error.into(),
            CreateError::Store(error) => return error.into(),
        };
        let detail = format!(
            "{why} Nothing was changed: neither its name, language, country and time zone nor anybody's password. \
             Choose another name for a new organisation; to change this one, an administrator signs in to it."
        );
        Self {
            errors: vec![Fault::new("organisation", "taken", detail.clone())],
            ..Self::new(Kind::Conflict, detail)
        }
    }
}
