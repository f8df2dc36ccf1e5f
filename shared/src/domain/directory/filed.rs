//! What decides where in the directory somebody stands.

use super::{Blocker, Scope, Words};
use crate::domain::user::{Source, Status, User};
use jiff::Timestamp;

/// A list of people.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Listing {
    /// Everybody of a department, by its id.
    Department(String),
    /// Those of a department who are invited, by its id.
    InvitedOf(String),
    /// Those of a status. Active people stand in no list: they are most.
    Status(Status),
    /// Whom an import created, by its id.
    Import(String),
    /// Whom this keeps back.
    Blocked(Blocker),
    /// Everybody, by when they were created.
    Created,
}

impl Listing {
    /// Its name in the store's keys.
    pub fn name(&self) -> String {
        match self {
            Self::Department(id) => format!("department#{id}"),
            Self::InvitedOf(id) => format!("invited#{id}"),
            Self::Status(status) => format!("status#{}", status.as_str()),
            Self::Import(id) => format!("import#{id}"),
            Self::Blocked(blocker) => format!("blocked#{}", blocker.as_str()),
            Self::Created => "created".to_owned(),
        }
    }
}

/// Where somebody stands in lists by name, and under which words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Their place in a list by name.
    pub list_key: String,
    /// The words they are found by.
    pub words: Words,
}

impl Place {
    /// A user's.
    pub fn of(user: &User) -> Self {
        Self {
            list_key: user.list_key(),
            words: Words::of(user),
        }
    }
}

/// A moment as the list of everybody is sorted by it.
pub fn created_key(created_at: Timestamp) -> String {
    format!("{created_at:.3}")
}

/// What of a user decides where in the directory they stand, and what its entries say of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filed {
    /// The version of the user that was filed. One that came after it may file alike.
    pub version: u64,
    /// The words they are found by.
    pub words: Words,
    /// How far they have come.
    pub status: Status,
    /// How they came.
    pub source: Source,
    /// Their department, by its id.
    pub department: String,
    /// What keeps them back.
    pub blocker: Option<Blocker>,
    /// The import that created them.
    pub import: Option<String>,
    /// Their place in a list by name.
    pub list_key: String,
    /// Their job profile, by its id.
    pub job_profile: String,
    /// Their permission type, by its id.
    pub permission_type: String,
    /// A language tag.
    pub language: String,
    /// When they were created: the beginning of their place in the list of everybody.
    pub created_at: String,
}

impl Filed {
    /// A user's.
    pub fn of(user: &User) -> Self {
        Self {
            version: user.version,
            words: Words::of(user),
            status: user.status,
            source: user.source,
            department: user.profile.department.clone(),
            blocker: Blocker::of(user),
            import: user.imported_from.as_ref().map(|from| from.import_id.clone()),
            list_key: user.list_key(),
            job_profile: user.profile.job_profile.clone(),
            permission_type: user.profile.permission_type.clone(),
            language: user.profile.language.clone(),
            created_at: created_key(user.created_at),
        }
    }

    /// Whether both stand in the same places.
    pub fn is_alike(&self, other: &Self) -> bool {
        let same_version = Self {
            version: self.version,
            ..other.clone()
        };
        *self == same_version
    }

    /// The lists they stand in by name: all but that of everybody.
    pub fn listings(&self) -> Vec<Listing> {
        let mut listings = vec![Listing::Department(self.department.clone())];
        match self.status {
            Status::Invited => {
                listings.push(Listing::InvitedOf(self.department.clone()));
                listings.push(Listing::Status(self.status));
            }
            Status::AwaitingApproval | Status::Disabled => listings.push(Listing::Status(self.status)),
            Status::Active => {}
        }
        listings.extend(self.import.clone().map(Listing::Import));
        listings.extend(self.blocker.map(Listing::Blocked));
        listings
    }

    /// Among whom they are counted.
    pub fn scopes(&self) -> Vec<Scope> {
        let mut scopes = vec![Scope::Organisation, Scope::Department(self.department.clone())];
        scopes.extend(self.import.clone().map(Scope::Import));
        scopes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{directory::Counts, user::sample};

    #[test]
    fn a_person_stands_where_they_belong_and_is_counted_there() {
        let mut user = sample::ida();
        user.status = Status::Invited;
        let invited = Filed::of(&user);
        let id = &user.profile.department;
        let mut expected = vec![
            Listing::Department(id.clone()),
            Listing::InvitedOf(id.clone()),
            Listing::Status(Status::Invited),
        ];
        expected.extend(invited.import.clone().map(Listing::Import));
        expected.extend(invited.blocker.map(Listing::Blocked));
        assert_eq!(invited.listings(), expected);
        user.version += 1;
        assert!(Filed::of(&user).is_alike(&invited));
        user.status = Status::Active;
        let active = Filed::of(&user);
        assert!(!active.is_alike(&invited));
        assert_eq!(active.listings().first(), Some(&Listing::Department(id.clone())));
        assert!(
            !active
                .listings()
                .iter()
                .any(|listing| matches!(listing, Listing::Status(_)))
        );
        let counts = Counts::one(&active);
        assert_eq!((counts.total(), counts.of(Status::Active)), (1, 1));
        assert_eq!(counts.of_source(user.source), 1);
    }
}
