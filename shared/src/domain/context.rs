//! What every piece of work is given: the time and a source of randomness.
//!
//! Nothing else in the project reads the clock or the operating system's randomness (a lint holds this), so that a
//! test can put any work at any moment and repeat it exactly.

use crate::domain::base32;
use jiff::Timestamp;
use rand::{Rng, RngCore, SeedableRng, rngs::StdRng};
use std::{
    sync::{Mutex, PoisonError},
    time::Instant,
};

/// The moment and the randomness of one invocation.
#[derive(Debug)]
pub struct Context {
    now: Timestamp,
    begun: Instant,
    random: Mutex<StdRng>,
}

impl Context {
    /// The one place that reads the clock and the system's randomness.
    #[expect(clippy::disallowed_methods, reason = "this is the one place they are allowed")]
    pub fn of_now() -> Self {
        Self::new(Timestamp::now(), StdRng::from_os_rng())
    }

    /// A context at a chosen moment with repeatable randomness.
    pub fn at(now: Timestamp, seed: u64) -> Self {
        Self::new(now, StdRng::seed_from_u64(seed))
    }

    fn new(now: Timestamp, random: StdRng) -> Self {
        Self {
            now: whole_milliseconds(now),
            begun: Instant::now(),
            random: Mutex::new(random),
        }
    }

    /// The moment it is now: for work that takes minutes and holds a lease meanwhile.
    pub fn current(&self) -> Timestamp {
        whole_milliseconds(self.now + self.begun.elapsed())
    }

    /// The moment this work began, to the millisecond (what RFC 3339 times in the store carry).
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// `N` random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.random
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .fill_bytes(&mut bytes);
        bytes
    }

    /// A random number below `limit` (0 where `limit` is 0): jitter.
    pub fn below(&self, limit: u64) -> u64 {
        if limit == 0 {
            return 0;
        }
        self.random
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .random_range(0..limit)
    }

    /// A new opaque id of 80 random bits with a prefix that tells what it names.
    pub fn id(&self, prefix: &str) -> String {
        format!("{prefix}{}", base32::encode(&self.bytes::<10>()))
    }
}

fn whole_milliseconds(at: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_ids_and_ids_differ() {
        let (one, other) = (
            Context::at(Timestamp::UNIX_EPOCH, 1),
            Context::at(Timestamp::UNIX_EPOCH, 1),
        );
        let first = one.id("u_");
        assert_eq!(first, other.id("u_"));
        assert_ne!(first, one.id("u_"));
        assert_eq!(first.len(), 2 + 16);
    }
}
