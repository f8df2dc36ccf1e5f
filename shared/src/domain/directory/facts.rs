//! What an entry of the directory says of somebody, so that who is not meant is passed over without being read.

use super::{Blocker, Filed, Words};
use crate::domain::user::{Source, Status};

/// Something that an entry says, or does not: one that was written by an earlier version, or of an index that has less.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Fact<T> {
    /// It does not say.
    #[default]
    Unknown,
    /// So it was when the entry was written.
    Is(T),
}

impl<T> Fact<T> {
    /// Whether it may be so, as far as the entry says.
    pub fn may(&self, is_so: impl FnOnce(&T) -> bool) -> bool {
        self.known().is_none_or(is_so)
    }

    /// What it says.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Unknown => None,
            Self::Is(value) => Some(value),
        }
    }
}

impl<T> From<Option<T>> for Fact<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Unknown, Self::Is)
    }
}

/// What an entry says of somebody. It may be behind by seconds, so who is shown is read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// How far they have come.
    pub status: Fact<Status>,
    /// What keeps them back.
    pub blocker: Fact<Option<Blocker>>,
    /// How they came.
    pub source: Fact<Source>,
    /// The import that created them.
    pub import: Fact<Option<String>>,
    /// Id of a department.
    pub department: Fact<String>,
    /// Id of a job profile.
    pub job_profile: Fact<String>,
    /// Id of a permission type.
    pub permission_type: Fact<String>,
    /// A language tag.
    pub language: Fact<String>,
    /// The words they are found by.
    pub words: Fact<Words>,
    /// When they were created, as the list of everybody is sorted.
    pub created_at: Fact<String>,
}

impl Facts {
    /// All that is filed of somebody: what an entry of a list says.
    pub fn of(filed: &Filed) -> Self {
        Self {
            status: Fact::Is(filed.status),
            blocker: Fact::Is(filed.blocker),
            ..Self::lasting(filed)
        }
    }

    /// What seldom changes: an entry under a word says it. There are many of these, and they are not written again for each
    /// step that somebody takes.
    pub fn lasting(filed: &Filed) -> Self {
        Self {
            status: Fact::Unknown,
            blocker: Fact::Unknown,
            source: Fact::Is(filed.source),
            import: Fact::Is(filed.import.clone()),
            department: Fact::Is(filed.department.clone()),
            job_profile: Fact::Is(filed.job_profile.clone()),
            permission_type: Fact::Is(filed.permission_type.clone()),
            language: Fact::Is(filed.language.clone()),
            words: Fact::Is(filed.words.clone()),
            created_at: Fact::Is(filed.created_at.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::user::sample;

    #[test]
    fn what_is_not_said_may_be_anything() {
        assert!(Fact::Unknown.may(|_: &u8| false));
        assert!(Fact::Is(1).may(|number| *number == 1) && !Fact::Is(1).may(|number| *number == 2));
        let filed = Filed::of(&sample::ida());
        let (all, lasting) = (Facts::of(&filed), Facts::lasting(&filed));
        assert_eq!(all.status.known(), Some(&filed.status));
        assert_eq!((lasting.status.known(), lasting.blocker.known()), (None, None));
        assert_eq!(lasting.department, all.department);
    }
}
