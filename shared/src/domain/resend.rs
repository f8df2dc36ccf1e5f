//! Activation messages asked for again, of many people at once: who is meant, and what is to be done with each.

use crate::domain::{
    activation::{Activation, Channel, Stage},
    directory::Blocker,
    gate,
    history::Happening,
    organisation::Organisation,
    principal::Principal,
    user::{Source, Status, User},
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// What was asked for so short a time ago is not asked for again: somebody who presses twice, or presses where a colleague has,
/// sends one message.
pub const SOON: SignedDuration = SignedDuration::from_mins(10);

/// Who is meant, among those still invited. What is `None` does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Selection {
    /// Of this department, by its id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// These, by their ids.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_ids: Option<Vec<String>>,
    /// Who came by this road.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// Whom this import created.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub import_id: Option<String>,
    /// Whom this keeps from having been reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activation: Option<Blocker>,
}

impl Selection {
    /// Whether a user is among those who are meant, whatever became of their messages.
    fn holds(&self, user: &User) -> bool {
        let is_or_any = |wanted: &Option<String>, own: &str| wanted.as_ref().is_none_or(|one| one == own);
        user.status == Status::Invited
            && is_or_any(&self.department, &user.profile.department)
            && self.source.is_none_or(|source| source == user.source)
            && self.user_ids.as_ref().is_none_or(|ids| ids.contains(&user.id))
            && self.import_id.as_ref().is_none_or(|import_id| {
                user.imported_from
                    .as_ref()
                    .is_some_and(|from| from.import_id == *import_id)
            })
    }
}

/// Whose messages are asked for, and over what.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// Whose.
    pub selection: Selection,
    /// Over these channels, or all that are on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channels: Option<Vec<Channel>>,
}

/// Why no message can be sent to somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// Nothing that is reached over a channel that is on and wanted.
    NoContact,
    /// SMS do not go to the country of their number.
    CountryNotAllowed,
    /// Their number takes no SMS.
    NumberNotReachable,
}

/// What is to be done with one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing: they are not meant.
    NotMeant,
    /// Nothing can be sent to them.
    Unreachable(Cause),
    /// Their last messages are still on their way, or were asked for a moment ago.
    TooSoon,
    /// They are messaged on their first day.
    WaitsForStart,
    /// Messages are to be asked for.
    Ask {
        /// They go out on the person's first day.
        is_for_start: bool,
    },
    /// This very request has asked for them already.
    Asked,
}

impl Wanted {
    /// What a request made at `asked_at` does with a user.
    ///
    /// What it asks for carries that moment, which is how it is recognised when the same request comes to the same person a
    /// second time, after a worker that died.
    pub fn judge(&self, organisation: &Organisation, user: &User, asked_at: Timestamp) -> Verdict {
        if !self.selection.holds(user) {
            return Verdict::NotMeant;
        }
        let activation = user.activation.as_ref();
        let waits_for_start = activation.is_some_and(Activation::waits_for_start);
        if activation.is_some_and(|activation| activation.requested_at == asked_at) {
            return if waits_for_start {
                Verdict::WaitsForStart
            } else {
                Verdict::Asked
            };
        }
        // What keeps somebody back changes with the asking itself, so it is looked at after that.
        if self
            .selection
            .activation
            .is_some_and(|blocker| Blocker::of(user) != Some(blocker))
        {
            return Verdict::NotMeant;
        }
        if let Some(cause) = self.hindrance(organisation, user) {
            return Verdict::Unreachable(cause);
        }
        let is_named = self.selection.user_ids.is_some();
        if waits_for_start {
            return if is_named {
                Verdict::Ask { is_for_start: false }
            } else {
                Verdict::WaitsForStart
            };
        }
        if activation
            .is_some_and(|activation| is_pending(activation) || activation.requested_at > asked_at - SOON)
        {
            return Verdict::TooSoon;
        }
        let was_messaged = activation.is_some_and(|activation| !activation.deliveries.is_empty());
        let start = user.profile.start(&organisation.settings);
        Verdict::Ask {
            is_for_start: !is_named && !was_messaged && start.is_some_and(|start| start.is_ahead(asked_at)),
        }
    }

    /// Why nothing can be sent to a user, if so.
    fn hindrance(&self, organisation: &Organisation, user: &User) -> Option<Cause> {
        let communication = &organisation.settings.communication;
        let wants = |channel| {
            self.channels
                .as_ref()
                .is_none_or(|wanted| wanted.contains(&channel))
        };
        let profile = &user.profile;
        if profile.email.is_some() && communication.email && wants(Channel::Email) {
            return None;
        }
        match &profile.phone {
            Some(phone) if communication.sms && wants(Channel::Sms) => {
                match gate::refusal(organisation, phone) {
                    None => None,
                    Some(gate::NUMBER_NOT_REACHABLE) => Some(Cause::NumberNotReachable),
                    Some(_) => Some(Cause::CountryNotAllowed),
                }
            }
            _ => Some(Cause::NoContact),
        }
    }

    /// Asks for a user's messages at `now`, where [`Wanted::judge`] says so: they wait for their turn, and somebody who starts later
    /// and was never messaged for their first day, unless they are meant by name.
    pub fn ask(
        &self,
        organisation: &Organisation,
        user: &mut User,
        (asked_at, now): (Timestamp, Timestamp),
        by: Principal,
    ) {
        let is_named = self.selection.user_ids.is_some();
        let again = match &user.activation {
            None => Activation::request(asked_at),
            Some(activation) => activation.request_again(asked_at, None),
        };
        let again = again.over(self.channels.clone());
        let is_early = is_named || !again.deliveries.is_empty();
        let again = if is_early { again.at_once() } else { again };
        let start = user.profile.start(&organisation.settings);
        let again = again.in_turn(&organisation.settings.communication);
        user.activation = Some(again.starting(start, now));
        user.note(now, Happening::ActivationRequested, Some(by));
    }
}

/// Whether a request has not come to its end.
fn is_pending(activation: &Activation) -> bool {
    matches!(
        activation.stage,
        Stage::Requested | Stage::Sending | Stage::Waiting
    )
}
