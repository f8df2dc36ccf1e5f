//! Activation: giving an invited user the means to set a first password.
//!
//! Writing an activation as [`Stage::Requested`] *is* the request to send it; `send-activation` hears of it from the
//! table's stream. What could not be finished stays on the user with a [`Due`], and the schedule asks again.

mod delivery;
mod link;
mod report;
mod start;

pub use delivery::{Delivery, DeliveryStatus};
pub use link::{Link, SentLink};
pub use report::{DeliveryReport, MessageTags, NO_ROUND, Reported, reason};
pub use start::Start;

use crate::domain::{
    due::{Due, Reason},
    organisation::Communication,
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How long a sender's lease on one user's messages lasts; after that the schedule sends what is left.
pub const SENDING_LEASE: SignedDuration = SignedDuration::from_mins(2);
/// If the stream has not delivered a request by then, the schedule asks again.
pub const SAFETY_NET: SignedDuration = SignedDuration::from_mins(15);
/// Deliveries kept on a user: the newest ones.
const KEPT_DELIVERIES: usize = 12;

/// A way to reach somebody.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, PartialOrd, Ord, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// E-mail, through SES.
    Email,
    /// SMS, through SNS or AWS End User Messaging.
    Sms,
}

impl Channel {
    /// As the API, the store and the log write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Sms => "sms",
        }
    }

    /// Reads a channel.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Email, Self::Sms]
            .into_iter()
            .find(|channel| channel.as_str() == text)
    }
}

/// Who asked for a message: the limits differ.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// Somebody who manages users: by creating, correcting or resending. Requests from before origins were recorded are
    /// read as this.
    #[default]
    Administrator,
    /// Somebody nobody knows: by signing up, or by pressing a button on a page that a link leads to.
    Stranger,
    /// A workbook.
    Import,
    /// Rollcall itself.
    System,
}

/// Where an activation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Asked for; the stream tells the sender.
    Requested,
    /// A sender is at it until its lease ends.
    Sending,
    /// To be tried again when it is due.
    Waiting,
    /// The organisation is not armed; arming asks for it again.
    Held,
    /// Nothing left to do in this round.
    Done,
}

impl Stage {
    /// As the store writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Sending => "sending",
            Self::Waiting => "waiting",
            Self::Held => "held",
            Self::Done => "done",
        }
    }

    /// As the store wrote it.
    pub fn from_store(text: &str) -> Self {
        match text {
            "requested" => Self::Requested,
            "sending" => Self::Sending,
            "waiting" => Self::Waiting,
            "held" => Self::Held,
            _ => Self::Done,
        }
    }
}

/// Which words a message has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A link to choose a first password.
    #[default]
    Activation,
    /// Somebody tried to sign up with the contact of an account that exists: a hint to sign in, and no link.
    AlreadyRegistered,
}

/// One user's activation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activation {
    /// When it was last asked for.
    pub requested_at: Timestamp,
    /// How often it was asked for; deliveries carry the round they belong to.
    pub round: u32,
    /// Only these channels, where somebody chose; otherwise all that are on.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub channels: Option<Vec<Channel>>,
    /// Which words.
    #[serde(skip_serializing_if = "is_activation", default)]
    pub kind: Kind,
    /// Who asked.
    #[serde(skip_serializing_if = "is_administrator", default)]
    pub origin: Origin,
    /// It was pressed for this very person, so that it does not wait for their first day.
    #[serde(skip_serializing_if = "is_false", default)]
    at_once: bool,
    /// Where it stands.
    pub stage: Stage,
    /// When the schedule looks again; [`Activation::due`] says so of one that is held, too.
    #[serde(flatten)]
    due: Option<Due>,
    /// Since when it waited for the turn, or the arming, after which a sender took it, until that sender is done.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    turn: Option<Timestamp>,
    /// Tries of this round that the provider put off.
    #[serde(default)]
    pub attempts: u32,
    /// What was sent, newest last.
    #[serde(default)]
    pub deliveries: Vec<Delivery>,
    /// The link that was sent last.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub link: Option<SentLink>,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes fields by reference"
)]
fn is_activation(kind: &Kind) -> bool {
    *kind == Kind::Activation
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes fields by reference"
)]
fn is_administrator(origin: &Origin) -> bool {
    *origin == Origin::Administrator
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes fields by reference"
)]
fn is_false(is: &bool) -> bool {
    !is
}

/// What a sender should do now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Plan {
    /// The organisation is not armed.
    Hold,
    /// The person starts later.
    WaitFor(Start),
    /// Over these channels. Empty: the person has no contact on any channel that is on, or all were sent.
    Send(Vec<Channel>),
}

impl Activation {
    /// A first request, at `now`.
    pub fn request(now: Timestamp) -> Self {
        Self {
            requested_at: now,
            round: 1,
            channels: None,
            kind: Kind::Activation,
            origin: Origin::Administrator,
            at_once: false,
            stage: Stage::Requested,
            due: Some(Due::new(now + SAFETY_NET, Reason::Stream)),
            turn: None,
            attempts: 0,
            deliveries: Vec::new(),
            link: None,
        }
    }

    /// The same request, asked for by somebody else.
    #[must_use]
    pub fn from(self, origin: Origin) -> Self {
        Self { origin, ..self }
    }

    /// The same request, over chosen channels or all.
    #[must_use]
    pub fn over(self, channels: Option<Vec<Channel>>) -> Self {
        Self { channels, ..self }
    }

    /// Asks again, over chosen channels or all, as an administrator does.
    #[must_use]
    pub fn request_again(&self, now: Timestamp, channels: Option<Vec<Channel>>) -> Self {
        Self {
            at_once: self.at_once,
            round: self.round + 1,
            deliveries: self.deliveries.clone(),
            link: self.link,
            ..Self::request(now).over(channels)
        }
    }

    /// For somebody else by now: nothing of what went out is theirs. The rounds go on, so that what is heard late of one before is
    /// not taken for theirs.
    #[must_use]
    pub fn begun_again(self) -> Self {
        let mut begun = Self {
            round: self.round + 1,
            ..Self::request(self.requested_at)
        };
        begun.settle();
        begun
    }

    /// When the schedule looks again, and why. One that waits for the arming has been due since it was asked for.
    pub fn due(&self) -> Option<Due> {
        if self.stage == Stage::Held {
            return Some(Due::new(self.requested_at, Reason::Release));
        }
        self.due
    }

    /// The place it has among what is due. While a sender has one that it took in its turn, that is the place of the turn: to
    /// move it there and back would cost more than all else of a message. Who finds it there looks at [`Activation::due`].
    pub fn place(&self) -> Option<Due> {
        let turn = self.turn.filter(|_| self.stage == Stage::Sending);
        turn.map(|at| Due::new(at, Reason::Turn)).or_else(|| self.due())
    }

    /// Waits for its turn among those that are sent in the organisation's name, from `at` on. The stream says nothing of
    /// it: who hands out the turns looks for it.
    pub fn queue(&mut self, at: Timestamp) {
        self.stage = Stage::Waiting;
        self.turn = None;
        self.due = Some(Due::new(at, Reason::Turn));
    }

    /// The same request, made by a job that makes many: it waits for its turn, so that one organisation's many do not
    /// hold up another's few. Where messages are not armed it waits for that, in the same place.
    #[must_use]
    pub fn in_turn(mut self, communication: &Communication) -> Self {
        if communication.armed {
            self.queue(self.requested_at);
        } else {
            self.hold();
        }
        self
    }

    /// Waits for the organisation to be armed.
    pub fn hold(&mut self) {
        self.stage = Stage::Held;
        self.turn = None;
        self.due = None;
    }

    /// Takes it, for as long as a sender needs.
    pub fn take(&mut self, now: Timestamp) {
        self.stage = Stage::Sending;
        self.due = Some(Due::new(now + SENDING_LEASE, Reason::Lease));
    }

    /// Takes one that has been due for this until now.
    pub fn take_from(&mut self, waited: Option<Due>, now: Timestamp) {
        self.take(now);
        if let Some(Due {
            at,
            why: Reason::Turn | Reason::Release,
        }) = waited
        {
            self.turn = Some(at);
        }
    }

    /// Waits for another try at `at`.
    pub fn retry_at(&mut self, at: Timestamp) {
        self.stage = Stage::Waiting;
        self.turn = None;
        self.due = Some(Due::new(at, Reason::Retry));
    }

    /// Nothing more is to be sent.
    pub fn settle(&mut self) {
        self.stage = Stage::Done;
        self.turn = None;
        self.due = None;
    }

    /// Nothing more is to be sent, and whom it is for is removed at `at` unless they come.
    pub fn expire_at(&mut self, at: Timestamp) {
        self.stage = Stage::Done;
        self.turn = None;
        self.due = Some(Due::new(at, Reason::Expiry));
    }

    /// Asks for what this round left: the schedule's way.
    #[must_use]
    pub fn resume(&self, now: Timestamp) -> Self {
        Self {
            stage: Stage::Requested,
            due: Some(Due::new(now + SAFETY_NET, Reason::Stream)),
            ..self.clone()
        }
    }

    /// Which channels are left in this round for somebody who has these contacts.
    ///
    /// If both channels are on and the person has both contacts, both are used.
    pub fn plan(&self, communication: &Communication, has_email: bool, has_phone: bool) -> Plan {
        if !communication.armed {
            return Plan::Hold;
        }
        let wanted = |channel| {
            self.channels
                .as_ref()
                .is_none_or(|chosen| chosen.contains(&channel))
        };
        let settled = |channel| {
            self.deliveries
                .iter()
                .any(|d| d.round == self.round && d.channel == channel && d.is_settled())
        };
        let channels = [
            (Channel::Email, communication.email && has_email),
            (Channel::Sms, communication.sms && has_phone),
        ];
        Plan::Send(
            channels
                .into_iter()
                .filter(|(channel, open)| *open && wanted(*channel) && !settled(*channel))
                .map(|(channel, _)| channel)
                .collect(),
        )
    }

    /// Adds a delivery of this round.
    pub fn record(
        &mut self,
        channel: Channel,
        status: DeliveryStatus,
        reason: Option<String>,
        message_id: Option<String>,
        at: Timestamp,
    ) {
        self.record_in(self.round, channel, status, reason, message_id, at);
    }

    /// Records that a message of a round is held, in the place of what was recorded of it when it was held before.
    pub fn hold_in(
        &mut self,
        round: u32,
        channel: Channel,
        reason: &str,
        retry_at: Option<Timestamp>,
        at: Timestamp,
    ) {
        self.record_in(
            round,
            channel,
            DeliveryStatus::Held,
            Some(reason.to_owned()),
            None,
            at,
        );
        let mut newest_first = self.deliveries.iter_mut().rev();
        if let Some(delivery) = newest_first.find(|d| d.round == round && d.channel == channel) {
            delivery.retry_at = retry_at;
        }
    }

    /// Adds a delivery of a round, forgetting the oldest where there are many. One that the provider has reported already
    /// stays as it is known.
    pub fn record_in(
        &mut self,
        round: u32,
        channel: Channel,
        status: DeliveryStatus,
        reason: Option<String>,
        message_id: Option<String>,
        at: Timestamp,
    ) {
        let reported = message_id.as_deref().filter(|id| !id.is_empty()).and_then(|id| {
            let mut of_round = self.deliveries.iter_mut();
            of_round.find(|d| d.round == round && d.channel == channel && d.message_id.as_deref() == Some(id))
        });
        if let Some(reported) = reported {
            reported.advance(status, reason.as_deref(), at);
            return;
        }
        self.deliveries
            .retain(|d| d.round != round || d.channel != channel || d.is_settled());
        // The newest round comes last; a report may be of an earlier one.
        let place = self.deliveries.partition_point(|d| d.round <= round);
        let delivery = Delivery {
            channel,
            status,
            reason,
            at,
            sent_at: None,
            round,
            message_id,
            retry_at: None,
        };
        self.deliveries.insert(place, delivery);
        let surplus = self.deliveries.len().saturating_sub(KEPT_DELIVERIES);
        self.deliveries.drain(..surplus);
    }

    /// Takes a provider's report of a message of a round, in whatever order reports come and however often.
    ///
    /// One that nobody recorded as sent is recorded now: its sender died before it could, or is about to. Then its round has
    /// it, and it is not sent again.
    pub fn hear(&mut self, round: u32, channel: Channel, report: &DeliveryReport) -> Reported {
        let is_kept =
            |d: &Delivery| d.round == round && d.channel == channel && d.is_called(&report.message_id);
        let is_changed = if let Some(delivery) = self.deliveries.iter_mut().find(|d| is_kept(d)) {
            delivery.advance(report.status, report.reason.as_deref(), report.at)
        } else {
            let is_forgotten = self.deliveries.len() >= KEPT_DELIVERIES
                && self.deliveries.first().is_some_and(|oldest| round < oldest.round);
            let is_of_a_round = (1..=self.round).contains(&round) && !is_forgotten;
            if is_of_a_round {
                self.record_in(
                    round,
                    channel,
                    report.status,
                    report.reason.clone(),
                    Some(report.message_id.clone()),
                    report.at,
                );
            }
            is_of_a_round
        };
        if is_changed {
            Reported::Advanced(report.status)
        } else {
            Reported::Nothing
        }
    }
}

/// How long to wait before the `attempt`th new try (1, 2, …) of something a provider put off: doubling from 30 s to
/// an hour, plus up to a quarter of jitter (a number below 1,000, drawn by the caller).
pub fn backoff(attempt: u32, jitter_per_mille: u64) -> SignedDuration {
    let seconds = (30_u64 << attempt.saturating_sub(1).min(7)).min(3_600);
    let jitter = seconds * jitter_per_mille.min(1_000) / 4_000;
    SignedDuration::from_secs(i64::try_from(seconds + jitter).unwrap_or(3_600))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_channels_are_used_when_both_are_on_and_present() {
        let on = |email, sms, armed| Communication {
            email,
            sms,
            armed,
            ..Communication::default()
        };
        let first = Activation::request(Timestamp::UNIX_EPOCH);
        assert_eq!(
            first.plan(&on(true, true, true), true, true),
            Plan::Send(vec![Channel::Email, Channel::Sms])
        );
        assert_eq!(
            first.plan(&on(true, true, true), false, true),
            Plan::Send(vec![Channel::Sms])
        );
        assert_eq!(
            first.plan(&on(true, false, true), true, true),
            Plan::Send(vec![Channel::Email])
        );
        assert_eq!(
            first.plan(&on(true, false, true), false, true),
            Plan::Send(vec![])
        );
        assert_eq!(first.plan(&on(true, true, false), true, true), Plan::Hold);
    }

    #[test]
    fn what_was_sent_in_a_round_is_not_sent_again_in_it() {
        let both = Communication {
            email: true,
            sms: true,
            armed: true,
            ..Communication::default()
        };
        let mut activation = Activation::request(Timestamp::UNIX_EPOCH);
        activation.record(
            Channel::Email,
            DeliveryStatus::Sent,
            None,
            None,
            Timestamp::UNIX_EPOCH,
        );
        assert_eq!(
            activation.resume(Timestamp::UNIX_EPOCH).plan(&both, true, true),
            Plan::Send(vec![Channel::Sms])
        );
        let again = activation.request_again(Timestamp::UNIX_EPOCH, Some(vec![Channel::Email]));
        assert_eq!(again.plan(&both, true, true), Plan::Send(vec![Channel::Email]));
        assert_eq!(again.deliveries.len(), 1);
    }

    #[test]
    fn what_is_held_for_a_while_is_sent_later_and_what_is_held_for_good_by_a_new_request_only() {
        let both = Communication {
            email: true,
            sms: true,
            armed: true,
            ..Communication::default()
        };
        let now = Timestamp::UNIX_EPOCH;
        let mut activation = Activation::request(now).from(Origin::Stranger);
        activation.hold_in(1, Channel::Email, "over_limit", Some(now), now);
        activation.hold_in(1, Channel::Email, "over_limit", Some(now), now);
        activation.hold_in(1, Channel::Sms, "country_not_allowed", None, now);
        assert_eq!(activation.deliveries.len(), 2, "a held one is recorded once");
        assert_eq!(
            activation.resume(now).plan(&both, true, true),
            Plan::Send(vec![Channel::Email])
        );
        assert_eq!(activation.resume(now).origin, Origin::Stranger);
        activation.record(Channel::Email, DeliveryStatus::Sent, None, None, now);
        assert_eq!(activation.deliveries.len(), 2, "sent takes the place of held");
        let again = activation.request_again(now, None);
        assert_eq!(again.origin, Origin::Administrator);
        assert_eq!(
            again.plan(&both, true, true),
            Plan::Send(vec![Channel::Email, Channel::Sms])
        );
    }

    #[test]
    fn a_request_of_the_days_before_origins_is_an_administrators() {
        let old = r#"{"requested_at":"2026-01-01T00:00:00Z","round":1,"stage":"done"}"#;
        let old: Activation = serde_json::from_str(old).unwrap();
        assert_eq!(old.origin, Origin::Administrator);
    }

    #[test]
    fn waiting_doubles_up_to_an_hour() {
        assert_eq!(backoff(1, 0).as_secs(), 30);
        assert_eq!(backoff(3, 0).as_secs(), 120);
        assert_eq!(backoff(40, 1_000).as_secs(), 4_500);
    }
}
