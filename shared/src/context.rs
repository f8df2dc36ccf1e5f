//! What every piece of work is given: the time and a source of randomness.
//!
//! Nothing else in the project reads the clock or the operating system's randomness (a lint holds this), so that a
//! test can put any work at any moment and repeat it exactly.

use jiff::Timestamp;
use rand::{Rng, RngCore, SeedableRng, rngs::StdRng};
use std::sync::{Mutex, PoisonError};

/// Crockford's alphabet in lower case: no `i`, `l`, `o`, `u`, so that an id survives being read out loud.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// The moment and the randomness of one invocation.
#[derive(Debug)]
pub struct Context {
    now: Timestamp,
    begun: tokio::time::Instant,
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
            begun: tokio::time::Instant::now(),
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
        format!("{prefix}{}", encode(&self.bytes::<10>()))
    }
}

fn whole_milliseconds(at: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at)
}

/// Base 32 in Crockford's alphabet, lower case, five bits a character, the last one padded with zero bits.
pub fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 8 / 5 + 1);
    let (mut buffer, mut bits) = (0_u32, 0);
    for byte in bytes {
        buffer = (buffer << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(char::from(ALPHABET[(buffer >> bits) as usize & 31]));
        }
    }
    if bits > 0 {
        text.push(char::from(ALPHABET[(buffer << (5 - bits)) as usize & 31]));
    }
    text
}

/// Reads what [`encode`] wrote: `None` where a character is not of the alphabet or the padding is not zero.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 5 / 8);
    let (mut buffer, mut bits) = (0_u32, 0);
    for letter in text.bytes() {
        let value = ALPHABET.iter().position(|known| *known == letter)?;
        buffer = ((buffer << 5) | u32::try_from(value).ok()?) & 0xfff;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from((buffer >> bits) & 0xff).ok()?);
        }
    }
    (buffer & ((1 << bits) - 1) == 0).then_some(bytes)
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

    #[test]
    fn base_32_spells_known_bytes() {
        assert_eq!(encode(&[0]), "00");
        assert_eq!(encode(&[255, 255, 255, 255, 255]), "zzzzzzzz");
        for length in 0..20_u8 {
            let bytes: Vec<u8> = (0..length).map(|n| n.wrapping_mul(37) ^ 0xa5).collect();
            assert_eq!(decode(&encode(&bytes)), Some(bytes));
        }
        assert_eq!(decode("u!"), None);
    }
}
