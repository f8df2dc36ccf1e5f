//! Failed tries at one person's credentials, and how long the next one has to wait.
//!
//! A person has one count, whatever identifier or network a try comes from: fewer than 100 tries a day. The latest
//! networks' parts in it are kept apart, so that a success makes good the slips of its own network and nobody else's, and
//! so that clearing the count lets the person in before those who hammer at it.

use serde::{Deserialize, Serialize};

/// Failures before the waiting begins.
const FREE_FAILURES: u32 = 5;
/// Networks kept apart: the latest ones.
const KEPT_NETWORKS: usize = 24;
/// More tries than these in a day, refused ones included, are no person looking for their password.
const HAMMERING: u32 = 20;
/// How long a network that hammers has to wait after the count is cleared, in milliseconds.
const BARRED: i64 = 10 * 60 * 1_000;

/// How long to wait after so many failures, in seconds: nothing for the first five, then doubling from two seconds to
/// twenty minutes, which leaves fewer than 100 tries a day.
pub fn wait_after(failures: u32) -> i64 {
    match failures.checked_sub(FREE_FAILURES) {
        None => 0,
        Some(beyond) => (2_i64 << beyond.min(10)).min(1_200),
    }
}

/// One network's part. Times are milliseconds since 1970.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfNetwork {
    /// A keyed hash of the network.
    pub network: String,
    /// Failures from there.
    pub failures: u32,
    /// Tries from there that came too soon.
    pub refused: u32,
    /// No try from there before this moment.
    #[serde(default)]
    pub barred_until: i64,
}

/// The failed tries at one person's credentials. Times are milliseconds since 1970.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attempts {
    /// All failures.
    pub failures: u32,
    /// No try before this moment.
    pub blocked_until: i64,
    /// The latest networks' parts, the latest last.
    pub networks: Vec<OfNetwork>,
}

impl Attempts {
    /// Whether a try from `network` has to wait.
    pub fn is_blocked(&self, network: &str, now: i64) -> bool {
        let own = self.networks.iter().find(|one| one.network == network);
        self.blocked_until > now || own.is_some_and(|own| own.barred_until > now)
    }

    /// Counts a failure.
    pub fn count(&mut self, network: &str, now: i64) {
        self.failures = self.failures.saturating_add(1);
        self.blocked_until = now + wait_after(self.failures) * 1_000;
        self.of(network).failures += 1;
    }

    /// Notes a try that came too soon.
    pub fn refuse(&mut self, network: &str) {
        self.of(network).refused += 1;
    }

    /// A success from `network`, counted as a failure beforehand: the failures from there were the person's own slips.
    pub fn make_good(&mut self, network: &str) {
        let own = self.networks.iter().position(|one| one.network == network);
        let slips = own.map_or(1, |at| self.networks.remove(at).failures);
        self.failures = self.failures.saturating_sub(slips);
        self.blocked_until = 0;
    }

    /// Lets the person try again at once: an administrator unlocked them, or they have new credentials.
    pub fn clear(&mut self, now: i64) {
        let hammers = |one: &OfNetwork| one.failures + one.refused > HAMMERING;
        let barred = self.networks.drain(..).filter_map(|one| {
            let barred_until = if hammers(&one) {
                now + BARRED
            } else {
                one.barred_until
            };
            (barred_until > now).then_some(OfNetwork {
                network: one.network,
                barred_until,
                ..OfNetwork::default()
            })
        });
        *self = Self {
            networks: barred.collect(),
            ..Self::default()
        };
    }

    /// One network's part, which becomes the latest.
    fn of(&mut self, network: &str) -> &mut OfNetwork {
        let known = self.networks.iter().position(|one| one.network == network);
        let own = known.map_or_else(
            || OfNetwork {
                network: network.to_owned(),
                ..OfNetwork::default()
            },
            |at| self.networks.remove(at),
        );
        let surplus = (self.networks.len() + 1).saturating_sub(KEPT_NETWORKS);
        self.networks.drain(..surplus);
        self.networks.push(own);
        let last = self.networks.len() - 1;
        &mut self.networks[last]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 24 * 3_600 * 1_000;

    const TEN: [&str; 10] = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];

    /// Every network tries twice a second: how many of the tries were let through.
    fn hammer(attempts: &mut Attempts, networks: &[&str], from: i64, until: i64) -> usize {
        let (mut now, mut tries) = (from, 0);
        while now < until {
            for network in networks {
                if attempts.is_blocked(network, now) {
                    attempts.refuse(network);
                } else {
                    attempts.count(network, now);
                    tries += 1;
                }
            }
            now += 500;
        }
        tries
    }

    #[test]
    fn guessing_leaves_fewer_than_a_hundred_tries_a_day_from_however_many_networks() {
        assert_eq!((wait_after(4), wait_after(5), wait_after(6)), (0, 2, 4));
        for networks in [&["a"][..], &TEN] {
            let tries = hammer(&mut Attempts::default(), networks, 0, DAY);
            assert!((80..90).contains(&tries), "{tries}");
        }
    }

    #[test]
    fn a_success_makes_good_the_slips_of_its_own_network_only() {
        let mut attempts = Attempts::default();
        hammer(&mut attempts, &["attacker"], 0, 60_000);
        let before = attempts.failures;
        for slip in 1..4 {
            assert!(!attempts.is_blocked("home", slip * 2_000_000));
            attempts.count("home", slip * 2_000_000);
        }
        attempts.make_good("home");
        assert_eq!(attempts.failures, before);
        // Somebody who has only their own slips behind them starts afresh.
        let mut own = Attempts::default();
        (0..4).for_each(|_| own.count("home", 0));
        own.make_good("home");
        assert_eq!(own, Attempts::default());
    }

    #[test]
    fn a_cleared_count_lets_the_person_in_before_those_who_hammer_at_it() {
        let mut attempts = Attempts::default();
        let mut now = 120_000;
        hammer(&mut attempts, &TEN, 0, now);
        // The person stumbles too, is held back like everybody, and asks for help.
        (0..12).for_each(|_| attempts.refuse("home"));
        assert!(attempts.is_blocked("home", now));
        attempts.clear(now);
        // They have some minutes, and their slips, while the others go on.
        for _ in 0..4 {
            hammer(&mut attempts, &TEN, now, now + 120_000);
            now += 120_000;
            assert!(!attempts.is_blocked("home", now));
            attempts.count("home", now);
        }
        attempts.make_good("home");
        hammer(&mut attempts, &TEN, now, now + 240_000);
        assert!(
            attempts.failures > 0,
            "the others may guess again after ten minutes"
        );
    }

    #[test]
    fn the_latest_networks_are_kept() {
        let mut attempts = Attempts::default();
        for number in 0..100 {
            attempts.count(&format!("n{number}"), 0);
        }
        assert_eq!(attempts.networks.len(), KEPT_NETWORKS);
        assert_eq!(attempts.networks[KEPT_NETWORKS - 1].network, "n99");
        assert_eq!(attempts.failures, 100);
    }
}
