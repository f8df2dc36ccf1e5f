//! Activation: giving an invited user the means to set a first password.
//!
//! Writing an activation as [`Stage::Requested`] *is* the request to send it; `send-activation` hears of it from the
//! table's stream. What could not be finished stays on the user with a `next_attempt_at`, and the schedule asks again.
//!
//! A link's token is computed, not stored: purpose, expiry, generation, user and what the user could do when it was
//! issued, under a 128-bit MAC. Opening a link changes nothing; a stolen table forges none; raising the user's link
//! generation kills all of them; and none works for somebody who may do more by now than when it was sent.

use crate::domain::{
    base32,
    capability::Rights,
    organisation::{Communication, Slug},
    secret::{Purpose, Secret},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How long a sender has the say over one user's messages; after that the schedule takes over what it left.
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
    /// SMS, through SNS.
    Sms,
}

/// What became of a message. `sent`: taken by the provider; `delivered`: arrived; `bounced`: returned; `failed`: refused by
/// the provider; `held`: kept back by us, with the reason. A held one goes out at `next_attempt_at`, or when it is asked
/// for again (`POST /api/users/{user_id}/activation`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryStatus {
    /// Taken by the provider.
    // Older items may say so of a message that was handed over.
    #[serde(alias = "requested")]
    Sent,
    /// Arrived.
    Delivered,
    /// Returned.
    Bounced,
    /// Refused by the provider, with its reason.
    Failed,
    /// Kept back by a limit or a rule of ours, with its reason. It goes out later by itself, or when somebody who manages
    /// users asks again.
    Held,
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

/// One message of an activation over one channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// The channel.
    pub channel: Channel,
    /// Its fate.
    pub status: DeliveryStatus,
    /// Why it failed, in the provider's terms; never an address.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reason: Option<String>,
    /// When its fate was last known.
    pub at: Timestamp,
    /// Which request it belongs to: a repeated batch sends nothing a second time for the same request.
    pub round: u32,
    /// The provider's id, by which its later events are told apart.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub message_id: Option<String>,
    /// For a held one that goes out by itself: not before this time.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub retry_at: Option<Timestamp>,
}

impl Delivery {
    /// Whether its round is done with it: nothing more is sent without a new request.
    fn is_settled(&self) -> bool {
        self.status != DeliveryStatus::Held || self.retry_at.is_none()
    }
}

/// Where an activation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Asked for; the stream tells the sender.
    Requested,
    /// A sender is at it until its lease ends.
    Sending,
    /// To be tried again at `next_attempt_at`.
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
    /// Where it stands.
    pub stage: Stage,
    /// When the schedule should look again.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub next_attempt_at: Option<Timestamp>,
    /// Tries of this round that the provider put off.
    #[serde(default)]
    pub attempts: u32,
    /// What was sent, newest last.
    #[serde(default)]
    pub deliveries: Vec<Delivery>,
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

/// What a sender should do now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Plan {
    /// The organisation is not armed.
    Hold,
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
            stage: Stage::Requested,
            next_attempt_at: now.checked_add(SAFETY_NET).ok(),
            attempts: 0,
            deliveries: Vec::new(),
        }
    }

    /// The same request, asked for by somebody else.
    #[must_use]
    pub fn from(self, origin: Origin) -> Self {
        Self { origin, ..self }
    }

    /// Asks again, over chosen channels or all, as an administrator does.
    #[must_use]
    pub fn request_again(&self, now: Timestamp, channels: Option<Vec<Channel>>) -> Self {
        Self {
            round: self.round + 1,
            channels,
            deliveries: self.deliveries.clone(),
            ..Self::request(now)
        }
    }

    /// When what a provider or a limit put off is tried again. The schedule looks at people for other reasons, too: a
    /// sender's lease, a sign-up that nobody confirms.
    pub fn tries_again_at(&self) -> Option<Timestamp> {
        self.next_attempt_at.filter(|_| self.stage == Stage::Waiting)
    }

    /// Nothing more is to be sent.
    pub fn settle(&mut self) {
        self.stage = Stage::Done;
        self.next_attempt_at = None;
    }

    /// Asks for what this round left: the schedule's way.
    #[must_use]
    pub fn resume(&self, now: Timestamp) -> Self {
        Self {
            stage: Stage::Requested,
            next_attempt_at: now.checked_add(SAFETY_NET).ok(),
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
        if let Some(delivery) = self.deliveries.last_mut() {
            delivery.retry_at = retry_at;
        }
    }

    /// Adds a delivery of a round, forgetting the oldest where there are many.
    pub fn record_in(
        &mut self,
        round: u32,
        channel: Channel,
        status: DeliveryStatus,
        reason: Option<String>,
        message_id: Option<String>,
        at: Timestamp,
    ) {
        self.deliveries
            .retain(|d| d.round != round || d.channel != channel || d.is_settled());
        self.deliveries.push(Delivery {
            channel,
            status,
            reason,
            at,
            round,
            message_id,
            retry_at: None,
        });
        let surplus = self.deliveries.len().saturating_sub(KEPT_DELIVERIES);
        self.deliveries.drain(..surplus);
    }
}

/// How long to wait before the `attempt`th new try (1, 2, …) of something a provider put off: doubling from 30 s to
/// an hour, plus up to a quarter of jitter (a number below 1,000, drawn by the caller).
pub fn backoff(attempt: u32, jitter_per_mille: u64) -> SignedDuration {
    let seconds = (30_u64 << attempt.saturating_sub(1).min(7)).min(3_600);
    let jitter = seconds * jitter_per_mille.min(1_000) / 4_000;
    SignedDuration::from_secs(i64::try_from(seconds + jitter).unwrap_or(3_600))
}

/// What an activation link says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The user's organisation.
    pub organisation: Slug,
    /// The user.
    pub user_id: String,
    /// Seconds since 1970.
    pub expires: u32,
    /// The user's link generation when it was made.
    pub generation: u32,
    /// What the user could do when it was made. It holds only while they can do no more.
    pub rights: Rights,
}

/// The low half of a token's first byte; the high half is [`Rights`].
const VERSION: u8 = 2;
/// Tokens of version 1 say nothing of rights. They count as issued to somebody without any, who nearly everybody is.
const WITHOUT_RIGHTS: u8 = 1;
const TAG: usize = 16;

impl Link {
    /// A link for `days` days from `now`.
    pub fn new(
        organisation: &Slug,
        user_id: &str,
        generation: u32,
        rights: Rights,
        now: Timestamp,
        days: u16,
    ) -> Self {
        let expires = now.as_second() + i64::from(days) * 86_400;
        Self {
            organisation: organisation.clone(),
            user_id: user_id.to_owned(),
            expires: u32::try_from(expires).unwrap_or(u32::MAX),
            generation,
            rights,
        }
    }

    /// Whether it has expired. (Expiry is always checked in code.)
    pub fn is_expired(&self, now: Timestamp) -> bool {
        now.as_second() >= i64::from(self.expires)
    }

    /// The moment it expires.
    pub fn expires_at(&self) -> Timestamp {
        Timestamp::from_second(i64::from(self.expires)).unwrap_or(Timestamp::MAX)
    }

    fn payload(&self) -> Vec<u8> {
        let id = self
            .user_id
            .strip_prefix("u_")
            .and_then(base32::decode)
            .unwrap_or_default();
        let mut payload = vec![VERSION | (self.rights.bits() << 4)];
        payload.extend(self.expires.to_be_bytes());
        payload.extend(self.generation.to_be_bytes()[1..].iter());
        payload.push(u8::try_from(id.len()).unwrap_or(0));
        payload.extend(id);
        payload.extend(self.organisation.as_str().as_bytes());
        payload
    }

    /// The token that stands in the address: URL-safe, about 50 characters, so that an SMS has room for words.
    pub fn token(&self, secret: &Secret, purpose: Purpose) -> String {
        let mut bytes = self.payload();
        let tag = secret.tag(purpose, &[&bytes]);
        bytes.extend(tag);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// The token in what somebody opened or copied, without what stuck to it: the full stop, bracket or quote of the
    /// sentence it stood in. `_` and `-` may be part of a token, so what is left may still carry one too many.
    pub fn bare_token(copied: &str) -> &str {
        let is_of_a_token = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        let start = copied.trim_start_matches(|c| !is_of_a_token(c));
        let end = start.find(|c| !is_of_a_token(c)).unwrap_or(start.len());
        &start[..end]
    }

    /// Reads a token of a purpose, whatever punctuation sticks to it. Says nothing about expiry, generation or whether
    /// the user exists.
    pub fn read(copied: &str, secret: &Secret, purpose: Purpose) -> Option<Self> {
        let token = Self::bare_token(copied);
        if token.len() > 200 {
            return None;
        }
        // Messengers take `_` and `-` for signs of emphasis: one or two behind a token may be no part of it.
        (0..=2).find_map(|surplus| {
            let (token, rest) = token.split_at_checked(token.len().checked_sub(surplus)?)?;
            let is_emphasis = rest.bytes().all(|byte| matches!(byte, b'-' | b'_'));
            is_emphasis.then(|| Self::read_exactly(token, secret, purpose))?
        })
    }

    fn read_exactly(token: &str, secret: &Secret, purpose: Purpose) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (payload, tag) = bytes.split_at_checked(bytes.len().checked_sub(TAG)?)?;
        if !secret.verify(purpose, &[payload], tag) {
            return None;
        }
        let (&[version, e0, e1, e2, e3, g0, g1, g2, length], rest) = payload.split_first_chunk::<9>()?;
        let (id, organisation) = rest.split_at_checked(usize::from(length))?;
        let rights = match (version & 0xf, version >> 4) {
            (VERSION, rights) => Rights::from_bits(rights),
            (WITHOUT_RIGHTS, 0) => Rights::NONE,
            _ => return None,
        };
        Some(Self {
            organisation: Slug::parse(std::str::from_utf8(organisation).ok()?).ok()?,
            user_id: format!("u_{}", base32::encode(id)),
            expires: u32::from_be_bytes([e0, e1, e2, e3]),
            generation: u32::from_be_bytes([0, g0, g1, g2]),
            rights,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{capability::Capability, context::Context};
    use proptest::prelude::*;

    fn link() -> Link {
        let user_id = Context::at(Timestamp::UNIX_EPOCH, 3).id("u_");
        Link::new(
            &Slug::parse("demo").unwrap(),
            &user_id,
            2,
            Rights::of(&[Capability::ManageSettings]),
            Timestamp::UNIX_EPOCH,
            14,
        )
    }

    #[test]
    fn a_link_is_read_back_and_is_short() {
        let secret = Secret::new("s", None);
        let token = link().token(&secret, Purpose::ActivationLink);
        assert_eq!(Link::read(&token, &secret, Purpose::ActivationLink), Some(link()));
        assert_eq!(Link::read(&token, &secret, Purpose::PasswordTicket), None);
        assert!(token.len() <= 54, "{} characters", token.len());
        assert!(!link().is_expired(Timestamp::from_second(14 * 86_400 - 1).unwrap()));
        assert!(link().is_expired(Timestamp::from_second(14 * 86_400).unwrap()));
    }

    #[test]
    fn a_link_of_before_rights_were_kept_is_read_as_one_without_any() {
        let secret = Secret::new("s", None);
        let mut old = link().payload();
        old[0] = 1;
        let sealed = |payload: &[u8]| {
            let tag = secret.tag(Purpose::ActivationLink, &[payload]);
            URL_SAFE_NO_PAD.encode([payload, tag.as_slice()].concat())
        };
        let read = |payload: &[u8]| Link::read(&sealed(payload), &secret, Purpose::ActivationLink);
        let expected = Link {
            rights: Rights::NONE,
            ..link()
        };
        assert_eq!(read(&old), Some(expected));
        for version in [0, 3, 0x11, 0x40] {
            old[0] = version;
            assert_eq!(read(&old), None, "{version}");
        }
    }

    #[test]
    fn what_sticks_to_a_link_is_no_part_of_it() {
        let secret = Secret::new("s", None);
        let token = link().token(&secret, Purpose::ActivationLink);
        for (before, after) in [
            ("", "."),
            ("", ","),
            ("", ";"),
            ("", ":"),
            ("", "!"),
            ("(", ")"),
            ("(", ")."),
            ("[", "]"),
            ("<", ">"),
            ("\"", "\""),
            ("'", "'"),
            ("“", "”"),
            ("»", "«"),
            ("", "..."),
            ("", "…"),
            ("", " "),
            ("", "\u{a0}"),
            ("\u{200b}", "\u{200b}"),
            ("", "%2E"),
            ("", "%20"),
            ("", ") or ask your manager"),
            ("*", "*"),
            ("", "_"),
            ("", "__"),
            ("", "--"),
            ("", "-."),
        ] {
            let copied = format!("{before}{token}{after}");
            let read = Link::read(&copied, &secret, Purpose::ActivationLink);
            assert_eq!(read, Some(link()), "{copied}");
        }
        for broken in [&token[1..], &token[..token.len() - 1], "", "...", "/"] {
            assert_eq!(
                Link::read(broken, &secret, Purpose::ActivationLink),
                None,
                "{broken}"
            );
        }
    }

    #[test]
    fn a_link_with_any_bit_changed_is_refused() {
        let secret = Secret::new("s", None);
        let bytes = URL_SAFE_NO_PAD
            .decode(link().token(&secret, Purpose::ActivationLink))
            .unwrap();
        for bit in 0..bytes.len() * 8 {
            let mut forged = bytes.clone();
            forged[bit / 8] ^= 1 << (bit % 8);
            let token = URL_SAFE_NO_PAD.encode(forged);
            assert_eq!(
                Link::read(&token, &secret, Purpose::ActivationLink),
                None,
                "bit {bit}"
            );
        }
    }

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

    proptest! {
        #[test]
        fn no_token_panics_and_none_is_forged(token in "[A-Za-z0-9_-]{0,90}|\\PC{0,40}") {
            prop_assert_eq!(Link::read(&token, &Secret::new("s", None), Purpose::ActivationLink), None);
        }
    }
}
