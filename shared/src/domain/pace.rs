//! How fast messages go to a provider, and when none go at all: one [`Meter`] per provider, shared by every sender.
//!
//! A provider takes so many messages a second from the whole installation. So each sender leases moments ([`Slots`]) from
//! the one meter and hands a message over when its moment comes: together they stay below the rate without knowing of each
//! other. What somebody has just pressed for takes the fast lane: a fifth of the rate is its own while others queue, and
//! however many press, four fifths are left to those.
//!
//! Faults of the installation (an identity that is not verified, a right that is missing) are nobody's fate: after a few
//! alike in a row the meter stops, and lets one message a second through when its pause is over, until one succeeds.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How far ahead the moments of the slow lane are given out. What is given out cannot make room for the fast lane.
const HORIZON: SignedDuration = SignedDuration::from_secs(1);
/// The most moments given to one sender at once: a quarter of a second's.
const LEASE: SignedDuration = SignedDuration::from_millis(250);
/// The fast lane's part of the rate while others queue: one in so many.
const FAST_SHARE: i64 = 5;
/// Of a thousand messages that a provider takes, so many are sent: the two clocks never agree to the millisecond.
const CAUTION: i64 = 980;
/// So many faults of the installation alike in a row stop the sender.
const ALIKE: u32 = 3;
/// How long the first pause after a fault is; each further one is twice as long, up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: SignedDuration = SignedDuration::from_mins(1);
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_mins(30);
/// A daily quota frees up over the day: it is asked for so often.
const QUOTA_PAUSE: SignedDuration = SignedDuration::from_mins(15);
/// An outage that comes and goes raises one alarm in this time.
const SAME_ALARM: SignedDuration = SignedDuration::from_hours(6);
/// Throttles are counted over so long, and over ten messages at the least; more than a fifth of what was sent in it slows the meter down.
const THROTTLE_WINDOW: SignedDuration = SignedDuration::from_secs(1);
/// A slowed meter grows faster again after so long without a throttle.
const EASE_AFTER: SignedDuration = SignedDuration::from_secs(20);
/// A rate that a provider named is asked for again after so long.
const RATE_LIFETIME: SignedDuration = SignedDuration::from_mins(15);

/// Who goes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lane {
    /// Somebody has just pressed a button and waits.
    Fast,
    /// Everybody else.
    Slow,
}

/// Messages a second, in thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rate(u32);

impl Rate {
    /// So many messages a second: at least one in ten seconds, at most a million.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the value is clamped to what fits"
    )]
    pub fn per_second(messages: f64) -> Self {
        let thousandths = (messages * 1_000.0).clamp(100.0, 1e9);
        Self(if thousandths.is_nan() {
            1_000
        } else {
            thousandths as u32
        })
    }

    /// The microseconds between two messages.
    fn interval(self) -> i64 {
        1_000_000_000 * 1_000 / (i64::from(self.0.max(1)) * CAUTION)
    }
}

/// Moments at which one message each may go out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slots {
    first: i64,
    every: i64,
    count: u32,
}

impl Slots {
    /// The moments.
    pub fn moments(self) -> impl Iterator<Item = Timestamp> {
        (0..i64::from(self.count)).filter_map(move |number| moment(self.first + number * self.every))
    }
}

/// The answer to a sender that asks for moments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taken {
    /// These moments are its own.
    Slots(Slots),
    /// Others were before it: ask again then.
    Busy(Timestamp),
    /// Nothing goes out for now.
    Stopped(Stopped),
}

/// Why nothing goes out to a provider, and until when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stopped {
    /// When it is tried again.
    pub until: Timestamp,
    /// The fault, in the provider's own word.
    pub cause: String,
}

/// What was learnt about the sender by a fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// One of a few: the sender goes on.
    GoesOn,
    /// The sender stops now. One sender alone gets this answer in an outage: it raises the alarm.
    Stops(Stopped),
    /// It was stopped before, and still is.
    StaysStopped,
}

/// One provider's meter, as it is stored.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meter {
    /// The first moment not given out, in microseconds since 1970.
    #[serde(default)]
    next: i64,
    /// The same, of the fast lane's own part.
    #[serde(default)]
    fast_next: i64,
    /// The rate that the provider names, and when it was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rate: Option<Rate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rate_at: Option<Timestamp>,
    /// By how much the interval is longer than the rate's, in thousandths; 0 is not at all.
    #[serde(default)]
    slower: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    throttled_at: Option<Timestamp>,
    #[serde(default)]
    throttles: u32,
    /// Faults of the installation alike in a row, and which.
    #[serde(default)]
    faults: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    fault: Option<String>,
    #[serde(default)]
    pauses: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    stopped: Option<Stopped>,
    /// Of what an alarm was raised, and until when it is not raised again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    alarmed: Option<Stopped>,
}

fn micros(at: Timestamp) -> i64 {
    at.as_microsecond()
}

fn moment(micros: i64) -> Option<Timestamp> {
    Timestamp::from_microsecond(micros).ok()
}

fn span(duration: SignedDuration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}

impl Meter {
    /// Takes moments for up to `wanted` messages. `rate`: where the provider named none.
    pub fn take(&mut self, now: Timestamp, lane: Lane, rate: Rate, wanted: u32) -> Taken {
        if let Some(stopped) = self.stopped.as_ref().filter(|stopped| stopped.until > now) {
            return Taken::Stopped(stopped.clone());
        }
        self.ease(now);
        let every = self.interval(rate);
        let most = u32::try_from(span(LEASE) / every).unwrap_or(u32::MAX);
        let count = if self.is_probing() {
            1
        } else {
            wanted.clamp(1, most.max(1))
        };
        let now = micros(now);
        let ahead = now + span(HORIZON).max(2 * every);
        let (begin, own) = (self.next.max(now), self.fast_next.max(now));
        let length = every * i64::from(count);
        // Its own part is taken off what the others queue for, so that the whole stays at the rate.
        if lane == Lane::Fast && begin > now && own <= ahead {
            self.fast_next = own + FAST_SHARE * length;
            self.next = begin + length;
            return Taken::Slots(Slots {
                first: own,
                every: FAST_SHARE * every,
                count,
            });
        }
        let is_free = match lane {
            Lane::Fast => begin <= now,
            Lane::Slow => begin <= ahead,
        };
        if is_free {
            self.next = begin + length;
            return Taken::Slots(Slots {
                first: begin,
                every,
                count,
            });
        }
        let again = match lane {
            Lane::Fast => begin.min(own - (ahead - now)),
            Lane::Slow => begin - (ahead - now),
        };
        Taken::Busy(moment(again).unwrap_or(Timestamp::MAX))
    }

    /// The provider says it was too fast. Now and then one comes through the cracks between two clocks; many mean that the
    /// rate is lower than it was named.
    pub fn throttled(&mut self, now: Timestamp, rate: Rate) {
        let window = span(THROTTLE_WINDOW).max(10 * self.interval(rate));
        let is_same_window = self
            .throttled_at
            .is_some_and(|at| span(now.duration_since(at)) < window);
        if !is_same_window {
            self.throttled_at = Some(now);
            self.throttles = 0;
        }
        self.throttles += 1;
        let sent = window / self.interval(rate);
        if i64::from(self.throttles) > (sent / 5).max(2) {
            self.throttles = 0;
            self.slower = (self.slower + (1_000 + self.slower) / 3).min(60_000);
        }
    }

    /// Something went out: the faults are over. Answers whether that is news. What was handed over before the sender stopped
    /// says nothing.
    pub fn succeeded(&mut self, now: Timestamp) -> bool {
        if self.stopped_until(now).is_some() {
            return false;
        }
        let is_news = self.faults > 0 || self.stopped.is_some();
        self.faults = 0;
        self.fault = None;
        self.pauses = 0;
        self.stopped = None;
        is_news
    }

    /// Whether a success is news.
    pub fn is_troubled(&self) -> bool {
        self.faults > 0 || self.stopped.is_some()
    }

    /// Until when nothing goes out, where that is so.
    pub fn stopped_until(&self, now: Timestamp) -> Option<Timestamp> {
        let until = self.stopped.as_ref().map(|stopped| stopped.until);
        until.filter(|until| *until > now)
    }

    /// Something did not go out by a fault of the installation.
    pub fn failed(&mut self, now: Timestamp, cause: &str) -> Verdict {
        if self.stopped.as_ref().is_some_and(|stopped| stopped.until > now) {
            return Verdict::StaysStopped;
        }
        if self
            .stopped
            .as_ref()
            .is_some_and(|stopped| stopped.cause != cause)
        {
            // The outage has another cause now: one alarm more, with its name.
            self.pauses = 0;
        }
        if self.fault.as_deref() != Some(cause) {
            self.fault = Some(cause.to_owned());
            self.faults = 0;
        }
        self.faults = self.faults.saturating_add(1);
        if self.faults < ALIKE {
            return Verdict::GoesOn;
        }
        let pause = (FIRST_PAUSE * (1 << self.pauses.min(8))).min(LONGEST_PAUSE);
        self.stop(now, now + pause, cause)
    }

    /// The day's quota is used up.
    pub fn exhausted(&mut self, now: Timestamp, cause: &str) -> Verdict {
        if self.stopped.as_ref().is_some_and(|stopped| stopped.until > now) {
            return Verdict::StaysStopped;
        }
        self.stop(now, now + QUOTA_PAUSE, cause)
    }

    fn stop(&mut self, now: Timestamp, until: Timestamp, cause: &str) -> Verdict {
        let stopped = Stopped {
            until,
            cause: cause.to_owned(),
        };
        self.stopped = Some(stopped.clone());
        self.pauses = self.pauses.saturating_add(1);
        // Whatever was given out is used or void by then.
        self.next = self.next.min(micros(until));
        let is_known = |known: &Stopped| known.cause == cause && known.until > now;
        if self.alarmed.as_ref().is_some_and(is_known) {
            return Verdict::StaysStopped;
        }
        self.alarmed = Some(Stopped {
            until: now + SAME_ALARM,
            cause: cause.to_owned(),
        });
        Verdict::Stops(stopped)
    }

    /// Whether the provider's own rate should be asked for. The first sender to store the answer spares the others the
    /// question.
    pub fn wants_rate(&self, now: Timestamp) -> bool {
        self.rate_at
            .is_none_or(|at| now.duration_since(at) > RATE_LIFETIME)
    }

    /// The provider's own rate; `None` where it could not be had.
    pub fn learn(&mut self, now: Timestamp, rate: Option<Rate>) {
        self.rate_at = Some(now);
        if rate.is_some() {
            self.rate = rate;
        }
    }

    /// The microseconds between two messages, as it is now.
    pub fn spacing(&self, rate: Rate) -> i64 {
        self.interval(rate)
    }

    /// A pause is over, and nothing has succeeded yet.
    fn is_probing(&self) -> bool {
        self.stopped.is_some()
    }

    fn interval(&self, rate: Rate) -> i64 {
        let interval = self.rate.unwrap_or(rate).interval();
        let interval = interval + interval * self.slower / 1_000;
        if self.is_probing() {
            interval.max(1_000_000)
        } else {
            interval
        }
    }

    fn ease(&mut self, now: Timestamp) {
        let is_quiet = self
            .throttled_at
            .is_some_and(|at| now.duration_since(at) >= EASE_AFTER);
        if self.slower > 0 && is_quiet {
            self.slower -= (self.slower / 4).max(self.slower.min(20));
            self.throttled_at = Some(now);
        }
    }
}

#[cfg(test)]
mod tests;
