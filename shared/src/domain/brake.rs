//! The brake: what would lock out many people within an hour by one file or token is held until somebody has looked at it.
//!
//! A file that is cut short and an integration that has lost its filter look like a wave of leavers. Few people are no wave, and
//! neither is a small share of many; only what is both more than so many and more than such a share is held.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What counts together.
pub const WINDOW: SignedDuration = SignedDuration::from_hours(1);
/// Asks that are kept apart; older ones are counted together, as if they had been made with the next.
const KEPT_APART: usize = 50;

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
}

impl Source {
    /// How it is stored and found again.
    pub fn key(&self) -> String {
        match self {
            Self::Import { import_id } => format!("import#{import_id}"),
        }
    }
}

/// One ask.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Ask {
    /// By which it is recognised when it is made again.
    id: String,
    at: Timestamp,
    people: u64,
}

/// What one source has asked for within the last hour.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    asks: Vec<Ask>,
}

impl Asked {
    /// Counts so many people more, once for each id, and says how many there are within the hour.
    pub fn ask(&mut self, id: &str, people: u64, now: Timestamp) -> u64 {
        self.asks.retain(|ask| ask.at + WINDOW > now);
        if self.asks.iter().all(|ask| ask.id != id) {
            self.asks.push(Ask {
                id: id.to_owned(),
                at: now,
                people,
            });
        }
        if self.asks.len() > KEPT_APART {
            let oldest = self.asks.remove(0);
            self.asks[0].people += oldest.people;
        }
        self.asks.iter().map(|ask| ask.people).sum()
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
        }
        let strict = Brake {
            people: 0,
            per_cent: 0,
        };
        assert!(strict.holds(1, 1_000_000) && !strict.holds(0, 0));
    }

    #[test]
    fn asks_of_the_last_hour_count_together_and_each_once() {
        let at = |minutes: i64| Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes);
        let mut asked = Asked::default();
        assert_eq!(asked.ask("a", 30, at(0)), 30);
        assert_eq!(asked.ask("b", 30, at(30)), 60);
        assert_eq!(asked.ask("b", 30, at(31)), 60);
        assert_eq!(asked.ask("c", 1, at(59)), 61);
        assert_eq!(asked.ask("d", 1, at(60)), 32);
    }

    #[test]
    fn many_small_asks_are_all_counted_in_little_room() {
        let now = Timestamp::UNIX_EPOCH;
        let mut asked = Asked::default();
        for n in 1..=500 {
            assert_eq!(asked.ask(&n.to_string(), 1, now), n);
        }
        assert_eq!(asked.asks.len(), KEPT_APART);
    }
}
