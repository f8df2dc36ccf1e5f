//! The brake: what would lock out many people within an hour by one file or token is held until somebody has looked at it.
//!
//! A file that is cut short and an integration that has lost its filter look like a wave of leavers. Few people are no wave, and
//! neither is a small share of many; only what is both more than so many and more than such a share is held.

mod counted;

pub use counted::{Counted, minute_of};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What counts together.
pub const WINDOW: SignedDuration = SignedDuration::from_hours(1);
/// Asks that are kept apart; older ones are counted together, as if they had been made with the next.
const KEPT_APART: usize = 50;
/// For so long others wait for an ask that is being carried out, to know who is left.
const WAITED_FOR: SignedDuration = SignedDuration::from_mins(15);

/// More people than this may not be asked of the brake.
pub const MOST_PEOPLE: u32 = 1_000_000;
/// Everybody, in per cent.
pub const WHOLE: u32 = 100;

/// How many people may be disabled or erased by one file or token within an hour. What exceeds both is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Brake {
    /// So many people.
    #[schema(minimum = 0, maximum = 1_000_000, example = 50)]
    pub people: u32,
    /// Such a share of those who can sign in or are invited.
    #[schema(minimum = 0, maximum = 100, example = 5)]
    pub per_cent: u32,
}

impl Default for Brake {
    fn default() -> Self {
        Self {
            people: 50,
            per_cent: 5,
        }
    }
}

impl Brake {
    /// Whether so many within an hour, of so many there are, are held.
    pub fn holds(self, wanted: u64, there: u64) -> bool {
        let share = u128::from(wanted) * 100 > u128::from(there) * u128::from(self.per_cent);
        wanted > u64::from(self.people) && share
    }

    /// The most that are not held, of so many there are.
    pub fn most(self, there: u64) -> u64 {
        let share = u128::from(there) * u128::from(self.per_cent) / 100;
        u64::from(self.people).max(u64::try_from(share).unwrap_or(u64::MAX))
    }
}

/// By what people are to be disabled. Each counts for itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Source {
    /// An imported file, by its import's id.
    Import {
        /// The import.
        import_id: String,
    },
    /// A directory, by the id of its integration token.
    Integration {
        /// The token.
        token_id: String,
    },
}

impl Source {
    /// How it is stored and found again.
    pub fn key(&self) -> String {
        match self {
            Self::Import { import_id } => format!("import#{import_id}"),
            Self::Integration { token_id } => format!("integration#{token_id}"),
        }
    }
}

/// What is known of an ask.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum State {
    /// It was made, and whether it was held is not known: earlier versions wrote it so.
    #[default]
    Made,
    /// It is being carried out.
    Open,
    /// It has been: so many people were changed by it.
    Done,
}

/// One ask.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Ask {
    /// By which it is recognised when it is made again.
    id: String,
    at: Timestamp,
    people: u64,
    #[serde(default)]
    state: State,
}

/// What becomes of an ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// It is counted, and is to be carried out.
    Passes,
    /// It is too much, and not counted: nobody is changed by it.
    Exceeds,
    /// It is too much together with others that are being carried out. Once they are done, it is known who is left.
    Waits,
}

/// What one source has done, and is doing, within the last hour.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    asks: Vec<Ask>,
}

impl Asked {
    /// Asks for so many people more, of so many there are. Asked again by the same id, what has passed passes, and is counted once.
    pub fn ask(&mut self, id: &str, people: u64, now: Timestamp, (brake, there): (Brake, u64)) -> Answer {
        self.asks.retain(|ask| ask.at + WINDOW > now);
        if let Some(at) = self.asks.iter().position(|ask| ask.id == id) {
            if self.asks[at].state != State::Made {
                return Answer::Passes;
            }
            self.asks.remove(at);
        }
        if people == 0 {
            return Answer::Passes;
        }
        let before: u64 = self.asks.iter().map(|ask| ask.people).sum();
        if brake.holds(before.saturating_add(people), there) {
            let is_under_way = |ask: &Ask| ask.state == State::Open && ask.at + WAITED_FOR > now;
            return if self.asks.iter().any(is_under_way) {
                Answer::Waits
            } else {
                Answer::Exceeds
            };
        }
        self.asks.push(Ask {
            id: id.to_owned(),
            at: now,
            people,
            state: State::Open,
        });
        if self.asks.len() > KEPT_APART {
            let oldest = self.asks.remove(0);
            let next = &mut self.asks[0];
            // Nobody's any more: who is done with one of the two says nothing of the other.
            next.id.clear();
            next.people += oldest.people;
            next.state = State::Done;
        }
        Answer::Passes
    }

    /// An ask has been carried out: it has changed so many people.
    pub fn settle(&mut self, id: &str, people: u64) {
        if let Some(ask) = self.asks.iter_mut().find(|ask| ask.id == id) {
            ask.people = people;
            ask.state = State::Done;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_exceeds_both_the_number_and_the_share_is_held() {
        let brake = Brake::default();
        for (wanted, there, held) in [
            (50, 60, false),
            (51, 60, true),
            (51, 1_020, false),
            (52, 1_020, true),
            (5_000, 100_000, false),
            (5_001, 100_000, true),
            (51, 0, true),
            (u64::MAX, u64::MAX, true),
        ] {
            assert_eq!(brake.holds(wanted, there), held, "{wanted} of {there}");
            assert_eq!(wanted > brake.most(there), held, "{wanted} of {there}");
        }
        let strict = Brake {
            people: 0,
            per_cent: 0,
        };
        assert!(strict.holds(1, 1_000_000) && !strict.holds(0, 0));
        assert_eq!(strict.most(1_000_000), 0);
    }

    const NOT_MANY: (Brake, u64) = (
        Brake {
            people: 50,
            per_cent: 5,
        },
        100,
    );

    fn at(minutes: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes)
    }

    #[test]
    fn what_was_done_within_the_hour_counts_together_and_each_ask_once() {
        let mut asked = Asked::default();
        for _ in 0..2 {
            assert_eq!(asked.ask("a", 30, at(0), NOT_MANY), Answer::Passes);
        }
        asked.settle("a", 30);
        assert_eq!(asked.ask("a", 30, at(1), NOT_MANY), Answer::Passes);
        assert_eq!(asked.ask("b", 21, at(59), NOT_MANY), Answer::Exceeds);
        assert_eq!(asked.ask("c", 20, at(59), NOT_MANY), Answer::Passes);
        asked.settle("c", 20);
        assert_eq!(asked.ask("d", 31, at(60), NOT_MANY), Answer::Exceeds);
        assert_eq!(asked.ask("d", 30, at(60), NOT_MANY), Answer::Passes);
    }

    #[test]
    fn what_is_held_is_not_counted() {
        let mut asked = Asked::default();
        for _ in 0..2 {
            assert_eq!(asked.ask("a", 79, at(0), NOT_MANY), Answer::Exceeds);
        }
        assert_eq!(asked.ask("b", 50, at(1), NOT_MANY), Answer::Passes);
    }

    #[test]
    fn what_is_too_much_with_what_is_under_way_waits_until_it_is_known_who_is_left() {
        let mut asked = Asked::default();
        assert_eq!(asked.ask("a", 40, at(0), NOT_MANY), Answer::Passes);
        assert_eq!(asked.ask("b", 40, at(0), NOT_MANY), Answer::Waits);
        assert_eq!(asked.ask("b", 40, at(14), NOT_MANY), Answer::Waits);
        let mut unheard = asked.clone();
        assert_eq!(unheard.ask("b", 40, at(15), NOT_MANY), Answer::Exceeds);
        // Fewer were changed than had been meant.
        asked.settle("a", 10);
        assert_eq!(asked.ask("b", 0, at(15), NOT_MANY), Answer::Passes);
        assert_eq!(asked.ask("c", 40, at(15), NOT_MANY), Answer::Passes);
        asked.settle("unknown", 0);
        assert_eq!(asked.ask("d", 1, at(16), NOT_MANY), Answer::Waits);
    }

    #[test]
    fn an_ask_of_an_earlier_version_counts_and_is_decided_again() {
        let stored = serde_json::json!({ "asks": [{ "id": "a", "at": at(0), "people": 45 }] });
        let mut asked: Asked = serde_json::from_value(stored).unwrap();
        assert_eq!(asked.ask("b", 6, at(1), NOT_MANY), Answer::Exceeds);
        let mut again = asked.clone();
        assert_eq!(again.ask("a", 51, at(1), NOT_MANY), Answer::Exceeds);
        assert_eq!(asked.ask("a", 45, at(1), NOT_MANY), Answer::Passes);
    }

    #[test]
    fn many_small_asks_are_all_counted_in_little_room() {
        let now = Timestamp::UNIX_EPOCH;
        let strict = |people| {
            let brake = Brake { people, per_cent: 0 };
            (brake, 1_000)
        };
        let mut asked = Asked::default();
        for n in 1..=500 {
            assert_eq!(
                asked.ask(&n.to_string(), 1, now, strict(n - 1)),
                if n == 1 { Answer::Exceeds } else { Answer::Waits }
            );
            assert_eq!(asked.ask(&n.to_string(), 1, now, strict(n)), Answer::Passes);
        }
        assert_eq!(asked.asks.len(), KEPT_APART);
    }
}
