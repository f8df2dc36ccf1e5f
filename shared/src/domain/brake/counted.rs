//! How many people one source has changed within the hour, where each of them comes by themselves.

use super::{Brake, WINDOW};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// The minute of a moment, in minutes since 1970.
pub fn minute_of(at: Timestamp) -> i64 {
    at.as_second().div_euclid(60)
}

/// Whether a minute counts in another one: for an hour, and as long as any second of it was less than an hour ago.
fn counts(minute: i64, now: i64) -> bool {
    minute + WINDOW.as_mins() >= now
}

/// People whom one source has changed, by the minute. Minutes that do not count any more are left out when another minute begins.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counted {
    /// The minute as of which the others are there, in minutes since 1970.
    pub minute: i64,
    /// How many people could be changed when the first of these was, or later, where they were more then.
    pub there: u64,
    /// How many in which minute.
    pub people: BTreeMap<i64, u64>,
    /// What is too much was held under this hold last.
    pub hold: Option<String>,
}

impl Counted {
    /// The same in a minute, where there are so many people.
    #[must_use]
    pub fn at(&self, minute: i64, there: u64) -> Self {
        let mut people = self.people.clone();
        people.retain(|counted, _| counts(*counted, minute));
        // Who was changed is not there any more, and was one of those of whom it is a share.
        let there = if people.is_empty() {
            there
        } else {
            there.max(self.there)
        };
        Self {
            minute,
            there,
            people,
            hold: self.hold.clone(),
        }
    }

    /// How many people.
    pub fn total(&self) -> u64 {
        self.people.values().sum()
    }

    /// Whether somebody who was counted at this moment is among them.
    pub fn includes(&self, at: Timestamp) -> bool {
        counts(minute_of(at), self.minute)
    }

    /// Whether one more is not held.
    pub fn has_room(&self, brake: Brake) -> bool {
        self.total() < brake.most(self.there)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::SignedDuration;

    const BRAKE: Brake = Brake {
        people: 2,
        per_cent: 10,
    };

    /// Counts one more, as the store does.
    fn count(counted: &mut Counted) {
        *counted.people.entry(counted.minute).or_default() += 1;
    }

    #[test]
    fn who_was_changed_within_the_hour_counts_and_nobody_longer() {
        let mut counted = Counted::default().at(100, 5);
        for _ in 0..2 {
            assert!(counted.has_room(BRAKE));
            count(&mut counted);
        }
        assert!(!counted.has_room(BRAKE));
        for (minute, total) in [(101, 2), (160, 2), (161, 0)] {
            assert_eq!(counted.at(minute, 5).total(), total, "{minute}");
        }
        let mut later = counted.at(130, 5);
        count(&mut later);
        assert_eq!(later.at(161, 5).total(), 1);
        assert!(later.at(161, 5).has_room(BRAKE));
    }

    #[test]
    fn a_share_is_one_of_those_who_were_there_before_the_first_was_changed() {
        let mut counted = Counted::default().at(1, 100);
        for there in (90..100).rev() {
            assert!(counted.has_room(BRAKE), "{there}");
            count(&mut counted);
            counted = counted.at(counted.minute + 1, there);
        }
        assert_eq!((counted.there, counted.has_room(BRAKE)), (100, false));
        assert!(counted.at(counted.minute, 200).has_room(BRAKE));
        let another = counted.at(counted.minute + 100, 50);
        assert_eq!((another.there, another.total()), (50, 0));
    }

    #[test]
    fn a_moment_counts_as_long_as_its_minute_does() {
        let at = Timestamp::UNIX_EPOCH + SignedDuration::from_secs(100 * 60 + 59);
        assert_eq!(minute_of(at), 100);
        assert_eq!(
            minute_of(Timestamp::UNIX_EPOCH - SignedDuration::from_secs(1)),
            -1
        );
        for (minute, is_included) in [(100, true), (160, true), (161, false)] {
            assert_eq!(
                Counted::default().at(minute, 1).includes(at),
                is_included,
                "{minute}"
            );
        }
    }
}
