//! One invocation's work: who does it, until when, and what came of it.

use crate::App;
use jiff::{SignedDuration, Timestamp};
use rollcall::{
    aws::telemetry,
    domain::{activation::Channel, context::Context, pace::Lane},
};
use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

/// Before an invocation ends, so much time is kept for what is under way: at most this, and a fifth of a short one.
const RESERVE: SignedDuration = SignedDuration::from_secs(15);

/// How long messages of somebody who was taken are begun: with the longest call and the writes around it, the sender's lease
/// of two minutes is longer.
const WHILE_TAKEN: SignedDuration = SignedDuration::from_secs(80);

/// What every step of the sending is given.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Work<'a> {
    pub(crate) app: &'a App,
    pub(crate) context: &'a Context,
    /// When the last message is begun.
    pub(crate) deadline: Timestamp,
    pub(crate) lane: Lane,
    pub(crate) tally: &'a Tally,
}

impl<'a> Work<'a> {
    /// Until shortly before the invocation ends.
    pub(crate) fn until(app: &'a App, context: &'a Context, ends_at: Timestamp, tally: &'a Tally) -> Self {
        let whole = ends_at.duration_since(context.now());
        let reserve = (whole / 5).clamp(SignedDuration::ZERO, RESERVE);
        Self {
            app,
            context,
            deadline: ends_at - reserve,
            lane: Lane::Slow,
            tally,
        }
    }

    /// The same, for so long at most.
    pub(crate) fn at_most(self, time: SignedDuration) -> Self {
        let deadline = self.deadline.min(self.context.now() + time);
        Self { deadline, ..self }
    }

    /// The same, for somebody who has just been taken: nothing of theirs is begun when the lease is nearly over, and others
    /// may take them.
    pub(crate) fn while_taken(self) -> Self {
        let deadline = self.deadline.min(self.context.current() + WHILE_TAKEN);
        Self { deadline, ..self }
    }

    /// The same, in the fast lane.
    pub(crate) fn fast(self) -> Self {
        Self {
            lane: Lane::Fast,
            ..self
        }
    }

    pub(crate) fn is_out_of_time(self) -> bool {
        self.context.current() >= self.deadline
    }
}

/// What came of the messages of one invocation, by channel, outcome and reason.
#[derive(Debug, Default)]
pub(crate) struct Tally(Mutex<BTreeMap<(&'static str, &'static str, String), u64>>);

impl Tally {
    pub(crate) fn count(&self, channel: Channel, outcome: &'static str, reason: &str) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *counts
            .entry((channel.as_str(), outcome, reason.to_owned()))
            .or_default() += 1;
    }

    /// Writes the counts as metrics, and sets them to zero.
    pub(crate) fn report(&self, context: &Context) {
        let counts = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        for ((channel, outcome, reason), count) in counts {
            let dimensions = [
                ("channel", channel),
                ("outcome", outcome),
                ("reason", reason.as_str()),
            ];
            let named = if reason.is_empty() {
                &dimensions[..2]
            } else {
                &dimensions[..]
            };
            telemetry::measure(context.current(), "messages", count, named);
        }
    }
}
