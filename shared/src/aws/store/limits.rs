//! Counting what is limited: several limits at once, all of them or none.

use super::{
    Store, StoreError,
    call::Terms,
    ephemera::{Counter, key_of},
    item::n,
};
use crate::domain::{
    gate::{Limit, Window},
    secret::Secret,
};
use jiff::Timestamp;

/// A limit that is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Over {
    /// What is counted.
    pub kind: &'static str,
    /// When there is room again, where what is over goes out by itself.
    pub retry_at: Option<Timestamp>,
}

impl Store {
    /// Takes one use of every limit, or of none: then it says which one is reached. Exact, however many ask at once. A
    /// crash in between leaves some taken, which errs on the side of fewer messages.
    pub async fn take_uses(
        &self,
        secret: &Secret,
        now: Timestamp,
        limits: &[Limit],
    ) -> Result<Result<(), Over>, StoreError> {
        for (at, limit) in limits.iter().enumerate() {
            let is_taken = match self.take_use(secret, now, limit).await {
                Ok(is_taken) => is_taken,
                Err(error) => {
                    // Nothing goes out, so nothing is counted; a store that fails twice leaves it counted.
                    let _ = self.give_uses_back(secret, now, &limits[..at]).await;
                    return Err(error);
                }
            };
            if !is_taken {
                self.give_uses_back(secret, now, &limits[..at]).await?;
                // What is over for good behind it is not tried again and again.
                let mut reached = limit;
                for later in limits[at..].iter().filter(|later| !later.is_retried) {
                    if self.is_used_up(secret, now, later).await? {
                        reached = later;
                        break;
                    }
                }
                return Ok(Err(Over {
                    kind: reached.kind,
                    retry_at: reached.is_retried.then(|| free_at(reached.window, now)),
                }));
            }
        }
        Ok(Ok(()))
    }

    /// Gives back what was taken at `now`: the message did not go out.
    pub async fn give_uses_back(
        &self,
        secret: &Secret,
        now: Timestamp,
        limits: &[Limit],
    ) -> Result<(), StoreError> {
        for limit in limits {
            let counter = counter(secret, limit);
            match limit.window {
                Window::Of(seconds) => self.uncount(now, &counter, seconds).await?,
                Window::Apart(seconds) => self.clear_turn(now, &counter, seconds).await?,
            }
        }
        Ok(())
    }

    async fn is_used_up(&self, secret: &Secret, now: Timestamp, limit: &Limit) -> Result<bool, StoreError> {
        let Window::Of(seconds) = limit.window else {
            return Ok(false);
        };
        let uses = self.uses(now, &counter(secret, limit), seconds).await?;
        Ok(uses >= i64::from(limit.most))
    }

    async fn take_use(&self, secret: &Secret, now: Timestamp, limit: &Limit) -> Result<bool, StoreError> {
        if limit.most == 0 {
            return Ok(false);
        }
        let counter = counter(secret, limit);
        match limit.window {
            Window::Of(seconds) => self.count(now, &counter, limit.most, seconds).await,
            Window::Apart(seconds) => self.take_turn(now, &counter, seconds).await,
        }
    }

    /// Takes the one turn there is until `seconds` from now.
    async fn take_turn(&self, now: Timestamp, counter: &Counter, seconds: i64) -> Result<bool, StoreError> {
        let now = now.as_second();
        let terms = Terms::when("attribute_not_exists(next_turn) OR next_turn <= :now")
            .value(":next", n(now + seconds))
            .value(":now", n(now))
            .value(":expires", n(now + 2 * seconds));
        let change = "SET next_turn = :next, expires = :expires";
        self.update(&self.tables.ephemera, key_of(counter.key()), change, terms)
            .await
    }

    /// Gives the turn back that was taken at `now`, unless somebody has taken the next one since.
    async fn clear_turn(&self, now: Timestamp, counter: &Counter, seconds: i64) -> Result<(), StoreError> {
        let terms = Terms::when("next_turn = :taken")
            .value(":now", n(now.as_second()))
            .value(":taken", n(now.as_second() + seconds));
        let change = "SET next_turn = :now";
        self.update(&self.tables.ephemera, key_of(counter.key()), change, terms)
            .await?;
        Ok(())
    }
}

fn counter(secret: &Secret, limit: &Limit) -> Counter {
    let of: Vec<&str> = limit.of.iter().map(String::as_str).collect();
    Counter::new(secret, limit.kind, &of)
}

/// When a limit that is reached has room again.
fn free_at(window: Window, now: Timestamp) -> Timestamp {
    let now = now.as_second();
    let second = match window {
        Window::Of(seconds) => (now / seconds + 1) * seconds,
        Window::Apart(seconds) => now + seconds,
    };
    Timestamp::from_second(second).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_over_at_midnight_and_a_minute_a_minute_later() {
        let now: Timestamp = "2026-08-03T22:10:07.5Z".parse().unwrap();
        assert_eq!(
            free_at(Window::Of(86_400), now).to_string(),
            "2026-08-04T00:00:00Z"
        );
        assert_eq!(
            free_at(Window::Apart(60), now).to_string(),
            "2026-08-03T22:11:07Z"
        );
    }
}
