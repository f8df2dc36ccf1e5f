//! What happened to a person, as it is kept for their timeline.

mod field_change;

pub use field_change::{FieldChange, Values};

use super::principal::Principal;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Events kept of one person: the first one and the newest.
const KEPT: usize = 30;

/// Bytes kept of one person's changed fields, as they are stored: all that can change at once, with its values, and a dozen
/// usual changes before it. A person who is changed again and again costs no more to write than this.
const KEPT_BYTES: usize = 1_536;

/// What happened. `notified`: a notice of the account's safety was sent, `notice_not_sent`: it could not be;
/// `one_time_password`: one was granted, `one_time_password_ended`: it was withdrawn; `unlocked`: failed sign-ins were
/// cleared; `activation_requested`: a message was asked for again; `bounced`: an e-mail came back for good; `complained`: they
/// marked an e-mail as spam; `approved`: their sign-up was; `adopted`: a directory keeps them in step from now on; `held`: it has disabled or
/// deleted them, and the brake holds that; `begun_again`: it has given the account to somebody who may be another person, and nothing lets in
/// whose it was; `sso_linked`: they sign in by a provider from now on; `break_glass`: they alone keep their
/// password while everybody else signs in by single sign-on, `break_glass_ended`: not any more; `delivery`: a message was sent, or is held.
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
    /// Their sign-up was approved.
    Approved,
    /// A directory keeps them in step from now on.
    Adopted,
    /// A directory has disabled or deleted them, and the brake holds that: nothing has become of it yet.
    Held,
    /// A directory has given the account to somebody who may be another person: nothing lets in whose it was.
    BegunAgain,
    /// A provider of single sign-on vouched for them the first time: they sign in by it from now on.
    SsoLinked,
    /// They alone keep their password while everybody else signs in by single sign-on.
    BreakGlass,
    /// They are not the break-glass administrator any more.
    BreakGlassEnded,
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
    /// Which fields it changed. Empty where it changed none, or where that is not kept any more.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub changes: Vec<FieldChange>,
    /// The job that did it, where it has to know its own work again.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub job: Option<String>,
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
            changes: Vec::new(),
            job: None,
        }])
    }

    /// Notes an event, keeping the first and the newest where there are many.
    pub fn note(&mut self, now: Timestamp, what: Happening, by: Option<Principal>) {
        self.note_changes(now, what, by, Vec::new());
    }

    /// Notes an event that changed fields. Where all changes together grow too long, the oldest lose their values first, then
    /// the names of their fields.
    pub fn note_changes(
        &mut self,
        now: Timestamp,
        what: Happening,
        by: Option<Principal>,
        changes: Vec<FieldChange>,
    ) {
        self.0.push(Event {
            at: now,
            what: what.into(),
            by,
            changes,
            job: None,
        });
        if self.0.len() > KEPT {
            self.0.remove(1);
        }
        self.shorten(|event| event.changes.iter_mut().for_each(FieldChange::forget_values));
        self.shorten(|event| event.changes.clear());
    }

    /// Shortens the changes of one event after the other, the oldest first, until the rest may stay. The newest is spared: it is
    /// short enough by itself.
    fn shorten(&mut self, shorten: impl Fn(&mut Event)) {
        let bytes = |event: &Event| event.changes.iter().map(FieldChange::bytes).sum::<usize>();
        let mut all: usize = self.0.iter().map(bytes).sum();
        let older = self.0.len().saturating_sub(1);
        for event in &mut self.0[..older] {
            if all <= KEPT_BYTES {
                return;
            }
            all -= bytes(event);
            shorten(event);
            all += bytes(event);
        }
    }

    /// The newest event of this kind was a job's doing.
    pub fn done_by_job(&mut self, what: Happening, job: &str) {
        if let Some(event) = self.0.iter_mut().rfind(|event| event.what == what.into()) {
            event.job = Some(job.to_owned());
        }
    }

    /// Whether the newest event of this kind was this job's doing.
    pub fn was_done_by_job(&self, what: Happening, job: &str) -> bool {
        let newest = self.0.iter().rfind(|event| event.what == what.into());
        newest.is_some_and(|event| event.job.as_deref() == Some(job))
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
    use crate::domain::field::{Field, FieldKind};
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

    /// Changes of these fields, each value as long as it can be.
    fn longest_changes(fields: impl Iterator<Item = Field>) -> Vec<FieldChange> {
        let change = |field: Field| {
            let value = |letter: &str| match field.kind() {
                FieldKind::PersonName | FieldKind::Email | FieldKind::Username | FieldKind::Text { .. } => {
                    letter.repeat(field.longest())
                }
                _ => "d_0123456789abcdef".to_owned(),
            };
            FieldChange::new(field.name(), Some(&value("ø")), Some(&value("æ")))
        };
        fields.map(change).collect()
    }

    /// How much each event still knows of its changes, the oldest first: 2 with values, 1 without, 0 nothing.
    fn known(history: &History) -> Vec<u32> {
        let known = |event: &Event| match event.changes.first() {
            None => 0,
            Some(FieldChange { values: None, .. }) => 1,
            Some(_) => 2,
        };
        history.events()[1..].iter().map(known).collect()
    }

    #[test]
    fn the_oldest_changes_lose_their_values_first_and_then_the_names_of_their_fields() {
        let at = |second| Timestamp::from_second(second).unwrap();
        for (fields, expected) in [
            (&[Field::Department][..], [(0, 0), (1, 3), (2, 26)]),
            (&[Field::Department, Field::JobProfile], [(0, 0), (1, 22), (2, 7)]),
            (&Field::ALL, [(0, 26), (1, 2), (2, 1)]),
        ] {
            let mut history = History::begin(at(0), Principal::System);
            for second in 1..=29 {
                let fields = fields.iter().copied();
                let changes = longest_changes(fields.filter(|field| field.kind() != FieldKind::Secret));
                history.note_changes(at(second), Happening::Changed, None, changes);
            }
            let known = known(&history);
            assert!(known.is_sorted(), "{known:?}");
            for (level, count) in expected {
                assert_eq!(
                    known.iter().filter(|known| **known == level).count(),
                    count,
                    "{known:?}"
                );
            }
            let kept = history.events().iter().flat_map(|event| &event.changes);
            assert!(kept.map(FieldChange::bytes).sum::<usize>() <= KEPT_BYTES);
        }
    }
}
