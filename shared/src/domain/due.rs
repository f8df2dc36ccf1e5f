//! When the schedule looks at somebody again, and why.
//!
//! Stored beside each other: the moment as `next_attempt_at`, the reason as `due`.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Why something is due. Stored as one short word; what was stored before there were reasons is a retry.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The stream may not have brought the request.
    Stream,
    /// A sender may have died.
    Lease,
    /// One of many that an import or a job asked for: the organisations take turns.
    Turn,
    /// The organisation was armed. Never stored: it follows from the stage.
    Release,
    /// Nobody has confirmed the sign-up: it is removed.
    Expiry,
    /// The person's first day has come, or comes soon ([`crate::domain::activation::Start`]).
    StartDate,
    /// A provider or a limit put a message off: it is tried again.
    // Reasons of a later version are read as this, so that they are looked into.
    #[default]
    #[serde(other)]
    Retry,
}

impl Reason {
    /// Its name in the log.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Retry => "retry",
            Self::Stream => "stream",
            Self::Lease => "lease",
            Self::Turn => "turn",
            Self::Release => "release",
            Self::Expiry => "expiry",
            Self::StartDate => "start_date",
        }
    }

    /// Whether a message goes out then, as people are shown it. Everything else is the schedule's own business.
    pub fn is_shown(self) -> bool {
        match self {
            Self::Retry | Self::StartDate => true,
            Self::Stream | Self::Lease | Self::Turn | Self::Release | Self::Expiry => false,
        }
    }
}

/// When the schedule looks again, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Due {
    /// The earliest time of the attempt.
    #[serde(rename = "next_attempt_at")]
    pub at: Timestamp,
    /// The reason for the attempt; a retry where the stored item names none.
    #[serde(rename = "due", default, skip_serializing_if = "is_retry")]
    pub why: Reason,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes fields by reference"
)]
fn is_retry(why: &Reason) -> bool {
    *why == Reason::Retry
}

impl Due {
    /// Due at a moment.
    pub fn new(at: Timestamp, why: Reason) -> Self {
        Self { at, why }
    }

    /// Whether the moment has come.
    pub fn has_come(&self, now: Timestamp) -> bool {
        self.at <= now
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        activation::{Activation, Channel, SAFETY_NET, SENDING_LEASE, Stage},
        notice::Occurrence,
        principal::Principal,
        user::{Source, User, sample},
    };
    use serde_json::json;

    #[test]
    fn a_reason_is_stored_in_a_word_and_what_has_none_or_an_unknown_one_is_a_retry() {
        let at: Timestamp = "2026-08-01T08:00:00Z".parse().unwrap();
        for (why, stored) in [
            (Reason::Stream, json!({ "next_attempt_at": at, "due": "stream" })),
            (Reason::Lease, json!({ "next_attempt_at": at, "due": "lease" })),
            (Reason::Turn, json!({ "next_attempt_at": at, "due": "turn" })),
            (Reason::Expiry, json!({ "next_attempt_at": at, "due": "expiry" })),
            (
                Reason::StartDate,
                json!({ "next_attempt_at": at, "due": "start_date" }),
            ),
            (Reason::Retry, json!({ "next_attempt_at": at })),
        ] {
            let due = Due::new(at, why);
            assert_eq!(serde_json::to_value(due).unwrap(), stored);
            assert_eq!(serde_json::from_value::<Due>(stored).unwrap(), due);
            assert_eq!(serde_json::to_value(why).unwrap(), why.as_str());
        }
        let later = json!({ "next_attempt_at": at, "due": "quiet_hours" });
        let read: Due = serde_json::from_value(later).unwrap();
        assert_eq!(read, Due::new(at, Reason::Retry));
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    /// Invited at the beginning, with an activation.
    fn invited() -> User {
        let mut user = sample::invited(Source::SignUp, Principal::SignUp, at(0));
        user.activation = Some(Activation::request(at(0)));
        user
    }

    fn change(user: &mut User, change: impl FnOnce(&mut Activation)) {
        change(user.activation.as_mut().unwrap());
    }

    #[test]
    fn a_user_is_due_for_what_comes_first_and_says_why() {
        let mut user = invited();
        let net = SAFETY_NET.as_secs();
        assert_eq!(user.due(), Some(Due::new(at(net), Reason::Stream)));
        change(&mut user, |activation| activation.take(at(1)));
        let lease = SENDING_LEASE.as_secs();
        assert_eq!(user.due(), Some(Due::new(at(1 + lease), Reason::Lease)));
        change(&mut user, |activation| activation.retry_at(at(5_000)));
        assert_eq!(user.due(), Some(Due::new(at(5_000), Reason::Retry)));
        user.notify(Occurrence::EmailChanged, Channel::Email, "old@example.com", at(2));
        assert_eq!(user.due(), Some(Due::new(at(2 + net), Reason::Stream)));
        user.notices.clear();
        change(&mut user, |activation| activation.queue(at(6_000)));
        assert_eq!(user.due(), Some(Due::new(at(6_000), Reason::Turn)));
        change(&mut user, |activation| activation.expire_at(at(9_000)));
        assert_eq!(user.due(), Some(Due::new(at(9_000), Reason::Expiry)));
        change(&mut user, Activation::settle);
        assert_eq!(user.due(), None);
    }

    #[test]
    fn only_what_will_be_tried_again_is_shown() {
        let shown = |change: fn(&mut Activation)| {
            let mut activation = Activation::request(at(0));
            change(&mut activation);
            activation.next_attempt_at(None)
        };
        assert_eq!(shown(|activation| activation.retry_at(at(60))), Some(at(60)));
        assert_eq!(shown(|_| ()), None);
        assert_eq!(shown(|activation| activation.take(at(60))), None);
        assert_eq!(shown(Activation::hold), None);
        assert_eq!(shown(|activation| activation.queue(at(60))), None);
        assert_eq!(shown(|activation| activation.expire_at(at(60))), None);
        // Stored before there were reasons: a sender's lease, and the end of a sign-up.
        for stage in ["sending", "requested", "done"] {
            let before =
                json!({ "requested_at": at(0), "round": 1, "stage": stage, "next_attempt_at": at(60) });
            let activation: Activation = serde_json::from_value(before).unwrap();
            assert_eq!(activation.next_attempt_at(None), None, "{stage}");
            assert_eq!(activation.due(), Some(Due::new(at(60), Reason::Retry)));
        }
    }

    #[test]
    fn a_notice_that_is_due_does_not_release_what_waits_for_the_arming() {
        let mut user = invited();
        change(&mut user, Activation::hold);
        assert_eq!(user.due(), Some(Due::new(at(0), Reason::Release)));
        user.notify(Occurrence::EmailChanged, Channel::Email, "old@example.com", at(2));
        let later = at(2) + SAFETY_NET;
        assert_eq!(user.resume(at(3)), None, "nothing is due yet");
        assert_eq!(user.resume(later), Some(Reason::Stream));
        assert_eq!(user.activation.as_ref().unwrap().stage, Stage::Held);
        assert_eq!(user.notices[0].due, Due::new(later + SAFETY_NET, Reason::Stream));
        user.notices.clear();
        assert_eq!(user.resume(later), Some(Reason::Release));
        assert_eq!(user.activation.as_ref().unwrap().stage, Stage::Requested);
    }
}
