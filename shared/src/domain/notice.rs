//! A message to an active person about their account's safety, or about what awaits them, sent to a contact as it was when it happened.
//!
//! A notice is asked for in the write that it speaks of, as an activation is, and stays on the user until it is sent: a
//! sender that dies leaves it to the schedule. It does not wait for the organisation to be armed, and channels that are
//! off for activations keep only its SMS back: an attacker who took over the account would turn them off first.

use crate::domain::{
    activation::{Channel, SAFETY_NET, SENDING_LEASE, Stage},
    due::{Due, Reason},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Notices on their way to one person. More are not taken: the first of them tell what happened.
pub const MOST: usize = 8;

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Occurrence {
    /// The account's e-mail address was changed or taken away; the notice goes to the old one.
    EmailChanged,
    /// Somebody granted a one-time password on the account.
    OneTimePassword,
    /// People who signed up await the person's approval. It is about nobody's safety.
    SignUpsAwait,
}

/// One notice over one channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// What happened.
    pub what: Occurrence,
    /// When it happened.
    pub at: Timestamp,
    /// The channel.
    pub channel: Channel,
    /// The e-mail address or phone, as it was then.
    pub to: String,
    /// How far it is: requested, being sent, or waiting.
    pub stage: Stage,
    /// When the schedule looks again, and why.
    #[serde(flatten)]
    pub due: Due,
    /// Tries that the provider put off.
    #[serde(default)]
    pub attempts: u32,
}

impl Notice {
    /// A first request.
    pub fn request(what: Occurrence, channel: Channel, to: &str, now: Timestamp) -> Self {
        Self {
            what,
            at: now,
            channel,
            to: to.to_owned(),
            stage: Stage::Requested,
            due: Due::new(now + SAFETY_NET, Reason::Stream),
            attempts: 0,
        }
    }

    /// Whether a sender is to take it up.
    pub fn is_requested(&self) -> bool {
        self.stage == Stage::Requested
    }

    /// Takes it, for as long as a sender needs.
    pub fn take(&mut self, now: Timestamp) {
        self.stage = Stage::Sending;
        self.due = Due::new(now + SENDING_LEASE, Reason::Lease);
    }

    /// Waits for another try at `at`.
    pub fn retry_at(&mut self, at: Timestamp) {
        self.stage = Stage::Waiting;
        self.due = Due::new(at, Reason::Retry);
    }

    /// Asks again: the schedule's way.
    pub fn resume(&mut self, now: Timestamp) {
        self.stage = Stage::Requested;
        self.due = Due::new(now + SAFETY_NET, Reason::Stream);
    }

    /// Whether two are about the same event over the same contact.
    pub fn is_same(&self, other: &Self) -> bool {
        self.what == other.what && self.channel == other.channel && self.to == other.to
    }
}
