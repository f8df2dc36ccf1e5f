//! What happened to a person, as it is kept for their timeline.

use super::principal::Principal;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Events kept of one person: the first one and the newest.
const KEPT: usize = 30;

/// What happened. `notified`: a notice of the account's safety was sent, `notice_not_sent`: it could not be;
/// `one_time_password`: one was granted, `one_time_password_ended`: it was withdrawn; `unlocked`: failed sign-ins were
/// cleared; `activation_requested`: a message was asked for again; `bounced`: an e-mail came back for good; `complained`: they
/// marked an e-mail as spam; `delivery`: a message was sent, or is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Happening {
    /// They were created.
    Created,
    /// Their profile was changed.
    Changed,
    /// They may not sign in any more.
    Disabled,
    /// They may sign in again, or be invited again.
    Enabled,
    /// They chose their first password.
    Activated,
    /// They chose another password.
    PasswordChanged,
    /// They ended all their sessions.
    SignedOutEverywhere,
    /// A notice of their account's safety was sent.
    Notified,
    /// A notice of their account's safety could not be sent.
    NoticeNotSent,
    /// A one-time password was granted.
    OneTimePassword,
    /// A one-time password was withdrawn.
    OneTimePasswordEnded,
    /// Failed sign-ins were cleared.
    Unlocked,
    /// Their activation message was asked for again.
    ActivationRequested,
    /// An e-mail came back for good.
    Bounced,
    /// They marked an e-mail as spam.
    Complained,
    /// A message was sent, or is held: a delivery in the timeline, never an event.
    Delivery,
}

/// What happened, in a word of ours or of another version's: that one stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum What {
    /// A word of ours.
    Known(Happening),
    /// Any other word.
    Other(String),
}

impl From<Happening> for What {
    fn from(happening: Happening) -> Self {
        Self::Known(happening)
    }
}

/// One thing that happened to a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// When it happened.
    pub at: Timestamp,
    /// What happened.
    pub what: What,
    /// Who did it. `None`: nobody in particular, or somebody with the person's link.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub by: Option<Principal>,
}

/// What happened to one person, oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct History(Vec<Event>);

impl History {
    /// That of somebody who was created at `now`.
    pub fn begin(now: Timestamp, by: Principal) -> Self {
        Self(vec![Event {
            at: now,
            what: Happening::Created.into(),
            by: Some(by),
        }])
    }

    /// Notes an event, keeping the first and the newest where there are many.
    pub fn note(&mut self, now: Timestamp, what: Happening, by: Option<Principal>) {
        self.0.push(Event {
            at: now,
            what: what.into(),
            by,
        });
        if self.0.len() > KEPT {
            self.0.remove(1);
        }
    }

    /// All of them, oldest first.
    pub fn events(&self) -> &[Event] {
        &self.0
    }

    /// Who created the person.
    pub fn created_by(&self) -> Option<&Principal> {
        self.0.first()?.by.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_word_of_another_version_is_read_and_written_as_it_is() {
        let stored = json!([
            { "at": "2026-01-01T00:00:00Z", "what": "created", "by": "operator" },
            { "at": "2026-01-02T00:00:00Z", "what": "moved_to_mars", "by": "u_1" },
            { "at": "2026-01-03T00:00:00Z", "what": "notified" },
        ]);
        let history: History = serde_json::from_value(stored.clone()).unwrap();
        let words: Vec<&What> = history.events().iter().map(|event| &event.what).collect();
        let expected = [
            What::Known(Happening::Created),
            What::Other("moved_to_mars".into()),
            What::Known(Happening::Notified),
        ];
        assert_eq!(words, expected.iter().collect::<Vec<_>>());
        assert_eq!(history.created_by(), Some(&Principal::Operator));
        assert_eq!(serde_json::to_value(&history).unwrap(), stored);
    }

    #[test]
    fn the_first_event_and_the_newest_are_kept() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let mut history = History::begin(at(0), Principal::System);
        for second in 1..100 {
            history.note(at(second), Happening::Changed, None);
        }
        let kept: Vec<i64> = history
            .events()
            .iter()
            .map(|event| event.at.as_second())
            .collect();
        assert_eq!(kept.len(), KEPT);
        assert_eq!((kept[0], kept[1], kept[KEPT - 1]), (0, 71, 99));
    }
}
