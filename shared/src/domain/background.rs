//! Work in the background: imports and jobs.
//!
//! One worker at a time holds a piece of work, by a lease; a few pieces of each organisation run at once, the oldest first.
//! Here is whose turn it is; how the turn is taken is in [`crate::workflow::background`].

use crate::domain::organisation::Slug;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// So many imports of one organisation run at once, and so many jobs; the others wait for one of them to end, so that an
/// organisation that drops five hundred files leaves room for everybody else's.
pub const MOST_AT_ONCE: usize = 3;
/// What is taken up so often in a row without coming any further is given up, visibly.
pub const MOST_STALLS: u32 = 8;
/// What is younger is on its way to its worker.
const SETTLED: SignedDuration = SignedDuration::from_secs(20);

/// A worker's exclusive hold for a while: a second delivery of the event waits or leaves. The fields have the names under
/// which they are stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lease {
    /// Drawn at random by the holder.
    pub holder: String,
    /// When others may take over.
    #[serde(
        rename = "lease_until",
        with = "jiff::fmt::serde::timestamp::millisecond::required"
    )]
    pub until: Timestamp,
}

/// What a worker finds when it asks for a piece of work.
#[derive(Debug)]
pub enum Claim<W> {
    /// It is theirs, from its checkpoint on.
    Yours(Box<W>),
    /// Another worker has it, at most until then.
    Busy(Timestamp),
    /// It is over (or not there): nothing to do.
    Over,
}

/// A piece of work.
pub trait Background {
    /// The organisation it belongs to.
    fn organisation(&self) -> &Slug;
    /// Its id.
    fn id(&self) -> &str;
    /// When it was asked for.
    fn created_at(&self) -> Timestamp;
    /// Whether no worker has begun.
    fn is_waiting(&self) -> bool;
    /// The worker that has it, until the lease ends.
    fn lease(&self) -> Option<&Lease>;

    /// When there is something to do again: work may wait for a moment, or for other work. `None`: at once.
    fn due_at(&self) -> Option<Timestamp> {
        None
    }

    /// Whether there is something to do now, and no worker is at it.
    fn is_left(&self, now: Timestamp) -> bool {
        !self.is_worked_at(now) && self.due_at().is_none_or(|at| at <= now)
    }

    /// Whether a worker is at it now.
    fn is_worked_at(&self, now: Timestamp) -> bool {
        self.lease().is_some_and(|lease| lease.until > now)
    }
}

/// Whether there is room for one more piece of work beside what is open of its organisation. A soft limit: two workers that look
/// at once may both see it.
pub fn has_room<W: Background>(open: &[W], id: &str, now: Timestamp) -> bool {
    let others = open.iter().filter(|other| other.id() != id);
    others.filter(|other| other.is_worked_at(now)).count() < MOST_AT_ONCE
}

/// Whether a piece that was taken is one of those that may run now: of many taken in the same moment, the oldest.
pub fn is_among_the_first<W: Background>(open: &[W], taken: &W, now: Timestamp) -> bool {
    let age = |work: &W| (work.created_at(), work.id().to_owned());
    let older = open
        .iter()
        .filter(|other| other.is_worked_at(now) && age(other) < age(taken));
    older.count() < MOST_AT_ONCE
}

/// What has waited longest of what is open of an organisation.
pub fn next<W: Background>(open: &[W], now: Timestamp) -> Option<&W> {
    let left = open.iter().filter(|other| other.is_left(now));
    left.min_by_key(|other| other.created_at())
}

/// What is to be taken up of what is open: that which no worker is at, and for which its organisation has room, the oldest first.
/// It waited for others, or its worker died for good.
pub fn abandoned<W: Background>(open: &[W], now: Timestamp) -> Vec<&W> {
    let mut room: HashMap<&Slug, usize> = HashMap::new();
    for work in open.iter().filter(|work| work.is_worked_at(now)) {
        let left = room.entry(work.organisation()).or_insert(MOST_AT_ONCE);
        *left = left.saturating_sub(1);
    }
    let is_settled = |work: &&W| !work.is_waiting() || work.created_at() + SETTLED < now;
    let mut left: Vec<&W> = open
        .iter()
        .filter(|work| work.is_left(now))
        .filter(is_settled)
        .collect();
    left.sort_by_key(|work| work.created_at());
    left.retain(|work| {
        let room = room.entry(work.organisation()).or_insert(MOST_AT_ONCE);
        let fits = *room > 0;
        *room = room.saturating_sub(1);
        fits
    });
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Piece {
        organisation: Slug,
        id: &'static str,
        asked_at: i64,
        held_until: Option<i64>,
        has_begun: bool,
        lease: Option<Lease>,
        due_at: Option<Timestamp>,
    }

    impl Background for Piece {
        fn organisation(&self) -> &Slug {
            &self.organisation
        }

        fn id(&self) -> &str {
            self.id
        }

        fn created_at(&self) -> Timestamp {
            at(self.asked_at)
        }

        fn is_waiting(&self) -> bool {
            !self.has_begun
        }

        fn lease(&self) -> Option<&Lease> {
            self.lease.as_ref()
        }

        fn due_at(&self) -> Option<Timestamp> {
            self.due_at
        }
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn piece(organisation: &str, id: &'static str, asked_at: i64, held_until: Option<i64>) -> Piece {
        let lease = held_until.map(|until| Lease {
            holder: "w_1".into(),
            until: at(until),
        });
        Piece {
            organisation: Slug::parse(organisation).unwrap(),
            id,
            asked_at,
            held_until,
            has_begun: held_until.is_some(),
            lease,
            due_at: None,
        }
    }

    fn ids(pieces: &[&Piece]) -> Vec<&'static str> {
        pieces.iter().map(|piece| piece.id).collect()
    }

    #[test]
    fn what_no_worker_is_at_is_taken_up_oldest_first_as_far_as_there_is_room() {
        let open = [
            piece("one", "held", 0, Some(200)),
            piece("one", "died", 3, Some(99)),
            piece("one", "old", 1, None),
            piece("one", "older", 0, None),
            piece("two", "other", 2, None),
            piece("two", "on its way", 81, None),
        ];
        // One of the first organisation's three places is taken.
        assert_eq!(ids(&abandoned(&open, at(100))), ["older", "old", "other"]);
        // The lease of another one has ended, and the youngest has settled.
        assert_eq!(
            ids(&abandoned(&open, at(201))),
            ["held", "older", "old", "other", "on its way"]
        );
    }

    #[test]
    fn what_waits_for_its_moment_takes_nobodys_place() {
        let mut open: Vec<Piece> = (0..3).map(|_| piece("one", "waits", 0, None)).collect();
        for piece in &mut open {
            piece.has_begun = true;
            piece.due_at = Some(at(150));
        }
        open.push(piece("one", "young", 9, None));
        assert_eq!(ids(&abandoned(&open, at(100))), ["young"]);
        assert_eq!(next(&open, at(100)).map(|piece| piece.id), Some("young"));
        assert_eq!(ids(&abandoned(&open, at(150))), ["waits", "waits", "waits"]);
    }

    #[test]
    fn there_is_room_beside_fewer_than_may_run_at_once() {
        let mut open = vec![piece("one", "a", 0, Some(200)), piece("one", "b", 1, Some(200))];
        assert!(has_room(&open, "d", at(100)));
        open.push(piece("one", "c", 2, Some(200)));
        assert!(!has_room(&open, "d", at(100)));
        // One that holds a place already finds it.
        assert!(has_room(&open, "c", at(100)));
        assert!(has_room(&open, "d", at(200)));
    }

    #[test]
    fn of_many_taken_in_the_same_moment_the_oldest_run() {
        let open = [
            piece("one", "d", 5, Some(200)),
            piece("one", "a", 0, Some(200)),
            piece("one", "b", 5, Some(200)),
            piece("one", "c", 5, Some(200)),
            piece("one", "e", 1, None),
        ];
        let first: Vec<&str> = open
            .iter()
            .filter(|piece| piece.held_until.is_some() && is_among_the_first(&open, piece, at(100)))
            .map(|piece| piece.id)
            .collect();
        assert_eq!(first, ["a", "b", "c"]);
    }

    #[test]
    fn what_has_waited_longest_is_next() {
        let open = [
            piece("one", "a", 0, Some(200)),
            piece("one", "b", 5, None),
            piece("one", "c", 4, None),
        ];
        assert_eq!(next(&open, at(100)).map(|piece| piece.id), Some("c"));
        assert!(next(&open[..1], at(100)).is_none());
    }
}
