//! The one way to SES and SNS: a message is let through, held, or refused by the provider.
//!
//! What counts against whom is `rollcall::domain::gate`'s. What does not go out is not counted.

use crate::{
    App,
    compose::Words,
    pacer::{NoSlot, Slot},
    work::Work,
};
use jiff::{SignedDuration, Timestamp};
use rollcall::{
    aws::{
        messenger::NotSent,
        store::{StoreError, limits::Over},
    },
    domain::{
        activation::{Channel, DeliveryReport, MessageTags, NO_ROUND, Origin},
        gate::{self, Contact, Limit, Verdict},
        identifier::Phone,
        organisation::{Department, OrganisationSettings},
    },
};
use std::time::Duration;

/// What waits for a new day starts over this many seconds, so that midnight's rush is none.
const SPREAD_SECONDS: u64 = 1_800;
const LONG_WAIT: SignedDuration = SignedDuration::from_mins(10);
/// After a throttle a sender waits up to so many milliseconds before it leases another moment.
const THROTTLE_JITTER: u64 = 400;
/// A fault of the installation that did not stop the sender is met again after so long.
const APART: SignedDuration = SignedDuration::from_mins(10);
/// A country that is not served may be after so long.
const ANOTHER_DAY: SignedDuration = SignedDuration::from_hours(24);
/// What is put off together comes back spread over so many milliseconds.
const SPREAD_MILLISECONDS: u64 = 60_000;

/// One message to be handed over.
pub(crate) struct Message<'a> {
    pub(crate) organisation: &'a OrganisationSettings,
    /// What tells its recipient from everybody else in the organisation: a user's id.
    pub(crate) person: &'a str,
    /// The recipient's department, by its id.
    pub(crate) department: &'a str,
    /// Of the recipient's activation, or [`rollcall::domain::activation::NO_ROUND`].
    pub(crate) round: u32,
    pub(crate) origin: Origin,
    pub(crate) contact: Contact<'a>,
    pub(crate) words: &'a Words,
}

impl Message<'_> {
    /// What travels with it and comes back with its reports.
    fn tags(&self) -> MessageTags {
        MessageTags {
            organisation: self.organisation.slug.clone(),
            user: self.person.to_owned(),
            round: self.round,
            channel: self.contact.channel(),
        }
    }
}

/// A message that the provider took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Taken {
    /// The provider's id.
    pub(crate) id: String,
    /// What it has reported already.
    pub(crate) reported: Option<DeliveryReport>,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum HandedOver {
    /// The provider took it.
    Sent(Taken),
    /// The provider refused it for good, with its reason.
    Refused(String),
    /// Not now.
    Deferred(Deferral),
    /// A limit or a rule of ours keeps it back: for good, unless it says until when.
    Held {
        /// A stable word.
        reason: &'static str,
        retry_at: Option<Timestamp>,
    },
}

/// Why something does not go out now, and when it may.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Deferral {
    /// In the provider's word or ours.
    pub(crate) reason: String,
    /// Nobody's fate: it goes out then, and this was no try. `None`: the provider failed, which counts as a try, and the
    /// next one comes after a longer and longer wait.
    pub(crate) until: Option<Timestamp>,
}

impl Deferral {
    /// As there is no moment to be had.
    pub(crate) fn of(work: Work<'_>, no_slot: NoSlot) -> Self {
        match no_slot {
            NoSlot::Stopped(stopped) => Self::until(work, stopped.until, &stopped.cause),
            NoSlot::OutOfTime => Self::until(work, work.context.current(), "out of time"),
            NoSlot::Later(at) => Self {
                reason: "slow provider".to_owned(),
                until: Some(at),
            },
        }
    }

    fn until(work: Work<'_>, until: Timestamp, reason: &str) -> Self {
        let spread = i64::try_from(work.context.below(SPREAD_MILLISECONDS)).unwrap_or_default();
        Self {
            reason: reason.to_owned(),
            until: Some(until + SignedDuration::from_millis(spread)),
        }
    }
}

/// Hands a message over, if it may go out: at the moment that was leased for it, or at the next there is.
///
/// # Errors
///
/// Where the store fails: then nothing was sent.
pub(crate) async fn hand_over(
    work: Work<'_>,
    message: &Message<'_>,
    slot: Option<Slot>,
) -> Result<HandedOver, StoreError> {
    let handed_over = if_it_may(work, message, slot).await?;
    let channel = message.contact.channel();
    match &handed_over {
        HandedOver::Sent(_) => work.tally.count(channel, "sent", ""),
        HandedOver::Refused(reason) => work.tally.count(channel, "failed", reason),
        HandedOver::Deferred(deferral) => work.tally.count(channel, "put_off", &deferral.reason),
        HandedOver::Held { reason, .. } => work.tally.count(channel, "held", reason),
    }
    Ok(handed_over)
}

async fn if_it_may(
    work: Work<'_>,
    message: &Message<'_>,
    slot: Option<Slot>,
) -> Result<HandedOver, StoreError> {
    let (app, context) = (work.app, work.context);
    let Message {
        organisation,
        origin,
        contact,
        ..
    } = *message;
    let limits = gate::limits(organisation, message.person, origin, contact);
    let counted_at = context.current();
    if let Some(held) = kept_back(work, message, &limits, counted_at).await? {
        if let Some(slot) = slot {
            app.give_back(slot).await;
        }
        return Ok(held);
    }
    let handed_over = at_its_moment(work, message, slot).await?;
    if !matches!(handed_over, HandedOver::Sent(_)) {
        // Counted too often is a message held too early, and no reason to hand this one over again.
        if let Err(error) = app.store.give_uses_back(&app.secret, counted_at, &limits).await {
            tracing::warn!(%error, "what was not sent stays counted");
        }
    }
    Ok(handed_over)
}

/// Waits for the message's moment and sends it; again where the provider says that this was too fast.
async fn at_its_moment(
    work: Work<'_>,
    message: &Message<'_>,
    slot: Option<Slot>,
) -> Result<HandedOver, StoreError> {
    let channel = message.contact.channel();
    let mut has_slot = slot.is_some();
    loop {
        if !has_slot {
            let slot = work
                .app
                .slot(work.context, channel, work.lane, work.deadline)
                .await?;
            if let Err(no_slot) = slot {
                return Ok(HandedOver::Deferred(Deferral::of(work, no_slot)));
            }
        }
        match send(work, message).await {
            Ok(id) => {
                // It went out: whatever fails now must not make it go out again.
                if let Err(error) = work.app.note_success(work.context, channel).await {
                    tracing::warn!(%error, "that messages go out again is not known yet");
                }
                let reported = note(work, message, &id).await;
                return Ok(HandedOver::Sent(Taken { id, reported }));
            }
            Err(NotSent::Throttled) => {
                work.tally.count(channel, "throttled", "");
                work.app.note_throttle(work.context, channel).await?;
                let wait = Duration::from_millis(work.context.below(THROTTLE_JITTER));
                tokio::time::sleep(wait).await;
                has_slot = false;
            }
            Err(NotSent::Exhausted(cause)) => return outage(work, channel, &cause, true).await,
            Err(NotSent::Misconfigured(cause)) => return outage(work, channel, &cause, false).await,
            Err(NotSent::Failed(reason)) => {
                return Ok(HandedOver::Deferred(Deferral { reason, until: None }));
            }
            Err(NotSent::Unserved(cause)) => {
                tracing::warn!(cause, "a country is not served");
                let again = work.context.current() + ANOTHER_DAY;
                return Ok(held(message, gate::COUNTRY_NOT_SERVED, "", Some(again)));
            }
            Err(NotSent::Refused(reason)) => return Ok(HandedOver::Refused(reason)),
        }
    }
}

async fn send(work: Work<'_>, message: &Message<'_>) -> Result<String, NotSent> {
    let (messenger, words) = (&work.app.messenger, message.words);
    match message.contact {
        Contact::Email(email) => {
            let sender = &message.organisation.settings.name;
            messenger
                .send_email(sender, email.as_str(), &words.email, &message.tags())
                .await
        }
        Contact::Phone(phone) => {
            messenger
                .send_sms(phone.as_str(), &words.sms, &message.tags())
                .await
        }
    }
}

/// Notes whose message it is, where the provider's reports name it by its id alone. Answers one that came before.
async fn note(work: Work<'_>, message: &Message<'_>, id: &str) -> Option<DeliveryReport> {
    let is_by_id = work.app.messenger.reports_by_id(message.contact.channel());
    if !is_by_id || message.round == NO_ROUND || id.is_empty() {
        return None;
    }
    let now = work.context.current();
    let noted = work.app.store.note_message(now, id, &message.tags()).await;
    noted.unwrap_or_else(|error| {
        // It went out: nothing is heard of what becomes of it, which is no reason to send it again.
        tracing::warn!(%error, "a message was not noted");
        None
    })
}

/// It did not go out by a fault that is nobody's.
async fn outage(
    work: Work<'_>,
    channel: Channel,
    cause: &str,
    is_quota: bool,
) -> Result<HandedOver, StoreError> {
    let stopped = work
        .app
        .note_outage(work.context, channel, cause, is_quota)
        .await?;
    // Where others go out meanwhile, it may be this recipient alone: it is tried again, and not at once.
    let until = stopped.unwrap_or_else(|| work.context.current() + APART);
    Ok(HandedOver::Deferred(Deferral::until(work, until, cause)))
}

/// Whether the organisation's settings, the number itself or a limit keep it back. Otherwise it counts against the limits.
async fn kept_back(
    work: Work<'_>,
    message: &Message<'_>,
    limits: &[Limit],
    now: Timestamp,
) -> Result<Option<HandedOver>, StoreError> {
    if let Contact::Phone(phone) = message.contact
        && let Some(reason) = refusal(work.app, message, phone).await?
    {
        return Ok(Some(held(message, reason, "", None)));
    }
    let taken = work.app.store.take_uses(&work.app.secret, now, limits).await?;
    Ok(taken.err().map(|over| over_limit(work, message, over)))
}

/// A limit is reached: it goes out when there is room again, where it is one that goes out by itself.
fn over_limit(work: Work<'_>, message: &Message<'_>, over: Over) -> HandedOver {
    let now = work.context.current();
    let retry_at = over.retry_at.map(|at| {
        let spread = if at.duration_since(now) > LONG_WAIT {
            i64::try_from(work.context.below(SPREAD_SECONDS)).unwrap_or_default()
        } else {
            0
        };
        at + SignedDuration::from_secs(spread)
    });
    held(message, gate::OVER_LIMIT, over.kind, retry_at)
}

fn held(
    message: &Message<'_>,
    reason: &'static str,
    limit: &'static str,
    retry_at: Option<Timestamp>,
) -> HandedOver {
    // One line a message: whose it is stands nowhere in it.
    tracing::warn!(
        organisation = %message.organisation.slug,
        channel = ?message.contact.channel(),
        origin = ?message.origin,
        reason,
        limit,
        is_retried = retry_at.is_some(),
        "message held"
    );
    HandedOver::Held { reason, retry_at }
}

/// Why a phone gets no SMS of the organisation at all. Most often the settings say so; what the departments have to say is
/// asked of the recipient's own first.
async fn refusal(
    app: &App,
    message: &Message<'_>,
    phone: &Phone,
) -> Result<Option<&'static str>, StoreError> {
    let country = match gate::verdict(message.organisation, phone) {
        Verdict::Allowed => return Ok(None),
        Verdict::Refused(reason) => return Ok(Some(reason)),
        Verdict::ByDepartments(country) => country,
    };
    let slug = &message.organisation.slug;
    let is_there = |department: &Department| department.country.as_deref() == Some(country.as_str());
    let own = app
        .store
        .find_entry::<Department>(slug, message.department)
        .await?;
    if own.as_ref().is_some_and(is_there) {
        return Ok(None);
    }
    let departments = app.store.find_list::<Department>(slug).await?;
    let is_allowed = departments.entries().iter().any(is_there);
    Ok((!is_allowed).then_some(gate::COUNTRY_NOT_ALLOWED))
}

/// What a channel leads to for somebody.
pub(crate) fn contact(profile: &rollcall::domain::user::Profile, channel: Channel) -> Option<Contact<'_>> {
    match channel {
        Channel::Email => profile.email.as_ref().map(Contact::Email),
        Channel::Sms => profile.phone.as_ref().map(Contact::Phone),
    }
}
