//! How often something is tried again, and how long is waited in between.

use crate::domain::context::Context;
use std::time::Duration;

/// How often a transaction that was throttled or collided is tried again, and a change that another one came before.
pub const TRIES: u32 = 7;

/// How long is waited: "full jitter" below a bound that doubles, beside a little that is always waited. Milliseconds.
#[derive(Debug, Clone, Copy)]
struct Pace {
    least: u64,
    first: u64,
    doublings: u32,
}

impl Pace {
    /// How long is waited after so many lost rounds before the last one.
    fn wait(self, context: &Context, lost: u32) -> u64 {
        let bound = self.first << lost.min(self.doublings);
        self.least + context.below(bound)
    }
}

/// Others change the same thing at the same moment: up to 1.3 s.
const CONTENDED: Pace = Pace {
    least: 5,
    first: 40,
    doublings: 5,
};
/// A table has no capacity left: up to 1.8 s. Capacity comes back by the second; tries in between would only cost calls.
const THROTTLED: Pace = Pace {
    least: 20,
    first: 220,
    doublings: 3,
};

/// The store fails for a while, and time is there: up to 6.5 s.
const SLOW: Pace = Pace {
    least: 100,
    first: 200,
    doublings: 5,
};

/// The rounds of something that is read, decided and written on a condition: again while somebody else is quicker.
///
/// ```text
/// let mut rounds = Rounds::new(context, 5);
/// while rounds.next().await {
///     // read; decide; write on condition, and return
/// }
/// // given up
/// ```
#[derive(Debug)]
pub struct Rounds<'a> {
    context: &'a Context,
    begun: u32,
    most: u32,
    pace: Pace,
}

impl<'a> Rounds<'a> {
    /// At most so many.
    pub fn new(context: &'a Context, most: u32) -> Self {
        Self {
            context,
            begun: 0,
            most,
            pace: CONTENDED,
        }
    }

    /// With waits that double so often at the most: where somebody waits for the answer, and most rounds are lost to others
    /// who come to an end soon.
    #[must_use]
    pub fn briskly(mut self, doublings: u32) -> Self {
        self.pace.doublings = doublings;
        self
    }

    /// With waits up to 6.5 s: where nobody waits for the answer, and what fails may fail for minutes.
    #[must_use]
    pub fn slowly(mut self) -> Self {
        self.pace = SLOW;
        self
    }

    /// Waits for capacity before the next round.
    pub(super) fn is_throttled(&mut self, is_throttled: bool) {
        self.pace = if is_throttled { THROTTLED } else { CONTENDED };
    }

    /// Whether there is another round. Waits before every one but the first.
    pub async fn next(&mut self) -> bool {
        if self.begun >= self.most {
            return false;
        }
        if let Some(lost) = self.begun.checked_sub(1) {
            tokio::time::sleep(Duration::from_millis(self.pace.wait(self.context, lost))).await;
        }
        self.begun += 1;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;

    #[test]
    fn waits_are_drawn_below_a_bound_that_doubles_for_a_while() {
        let context = Context::at(Timestamp::UNIX_EPOCH, 1);
        for (pace, lost, bound) in [
            (CONTENDED, 0, 40),
            (CONTENDED, 3, 320),
            (CONTENDED, 60, 1_280),
            (THROTTLED, 0, 220),
            (THROTTLED, 60, 1_760),
            (SLOW, 0, 200),
            (SLOW, 60, 6_400),
        ] {
            let waits = (0..200).map(|_| pace.wait(&context, lost) - pace.least);
            let longest = waits.max().unwrap();
            assert!(
                (bound * 3 / 4..bound).contains(&longest),
                "{pace:?} {lost}: {longest}"
            );
        }
    }

    #[tokio::test]
    async fn there_are_as_many_rounds_as_were_asked_for() {
        let context = Context::at(Timestamp::UNIX_EPOCH, 1);
        for most in [0, 1, 3] {
            let (mut rounds, mut made) = (Rounds::new(&context, most).briskly(0), 0);
            while rounds.next().await {
                made += 1;
            }
            assert_eq!(made, most);
        }
    }
}
