//! How many people there are of which kind.

use super::{Blocker, Filed};
use crate::domain::user::{Source, Status};
use std::collections::BTreeMap;

/// Of whom people are counted.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// Everybody of the organisation.
    Organisation,
    /// The people of a department, by its id.
    Department(String),
    /// The people an import created, by its id.
    Import(String),
}

/// How many people there are by status, by source and by what keeps them back; or by how many those numbers change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts(BTreeMap<&'static str, i64>);

impl Counts {
    /// The names of the numbers, as the contract writes what is counted. No two are alike.
    pub fn names() -> impl Iterator<Item = &'static str> {
        let blockers = Blocker::ALL.into_iter().map(Blocker::as_str);
        let sources = Source::ALL.into_iter().map(Source::as_str);
        let statuses = Status::ALL.into_iter().map(Status::as_str);
        statuses.chain(sources).chain(blockers)
    }

    fn get(&self, name: &str) -> u64 {
        let number = self.0.get(name).copied().unwrap_or_default();
        u64::try_from(number).unwrap_or_default()
    }

    /// People of a status.
    pub fn of(&self, status: Status) -> u64 {
        self.get(status.as_str())
    }

    /// People who came this way.
    pub fn of_source(&self, source: Source) -> u64 {
        self.get(source.as_str())
    }

    /// People whom this keeps back.
    pub fn of_blocker(&self, blocker: Blocker) -> u64 {
        self.get(blocker.as_str())
    }

    /// Everybody.
    pub fn total(&self) -> u64 {
        Status::ALL.map(|status| self.of(status)).iter().sum()
    }

    /// Adds a number under its name.
    pub fn add(&mut self, name: &'static str, number: i64) {
        *self.0.entry(name).or_default() += number;
        self.0.retain(|_, number| *number != 0);
    }

    /// Adds other numbers, so many times.
    pub fn add_all(&mut self, other: &Self, times: i64) {
        for (name, number) in &other.0 {
            self.add(name, number * times);
        }
    }

    /// One person.
    pub fn one(filed: &Filed) -> Self {
        let mut counts = Self::default();
        counts.add(filed.status.as_str(), 1);
        counts.add(filed.source.as_str(), 1);
        if let Some(blocker) = filed.blocker {
            counts.add(blocker.as_str(), 1);
        }
        counts
    }

    /// The numbers that are not zero, by their names.
    pub fn numbers(&self) -> impl Iterator<Item = (&'static str, i64)> {
        self.0.iter().map(|(name, number)| (*name, *number))
    }

    /// Whether there is nobody, or nothing changes.
    pub fn is_zero(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_two_numbers_have_one_name() {
        let names: Vec<&str> = Counts::names().collect();
        assert_eq!(names.iter().collect::<HashSet<_>>().len(), names.len());
    }

    #[test]
    fn nobody_is_counted_below_zero() {
        let mut counts = Counts::default();
        counts.add("active", 2);
        counts.add("invited", -1);
        assert_eq!((counts.of(Status::Invited), counts.total()), (0, 2));
        let mut twice = Counts::default();
        twice.add_all(&counts, 2);
        assert_eq!(
            twice.numbers().collect::<Vec<_>>(),
            [("active", 4), ("invited", -2)]
        );
        twice.add_all(&counts, -2);
        assert!(twice.is_zero());
    }
}
