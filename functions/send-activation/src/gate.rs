//! The one way to SES and SNS: a message is let through, held, or refused by the provider.
//!
//! What counts against whom is `rollcall::domain::gate`'s. What does not go out is not counted.

use crate::{App, compose::Words};
use jiff::{SignedDuration, Timestamp};
use rollcall::{
    aws::{messenger::NotSent, store::StoreError},
    domain::{
        activation::{Channel, Origin},
        context::Context,
        gate::{self, Contact, Verdict},
        identifier::Phone,
        organisation::{Department, OrganisationSettings},
    },
};

/// What waits for a new day starts over this many seconds, so that midnight's rush is none.
const SPREAD_SECONDS: u64 = 1_800;
const LONG_WAIT: SignedDuration = SignedDuration::from_mins(10);

/// One message to be handed over.
pub(crate) struct Message<'a> {
    pub(crate) organisation: &'a OrganisationSettings,
    /// What tells its recipient from everybody else in the organisation: a user's id.
    pub(crate) person: &'a str,
    /// The recipient's department, by its id.
    pub(crate) department: &'a str,
    pub(crate) origin: Origin,
    pub(crate) contact: Contact<'a>,
    pub(crate) words: &'a Words,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum HandedOver {
    /// The provider took it, under this id.
    Sent(String),
    /// The provider refused it for good, with its reason.
    Refused(String),
    /// The provider puts it off, with its reason.
    Deferred(String),
    /// A limit or a rule of ours keeps it back: for good, unless it says until when.
    Held {
        /// A stable word.
        reason: &'static str,
        retry_at: Option<Timestamp>,
    },
}

/// Hands a message over, if it may go out.
///
/// # Errors
///
/// Where the store fails: then nothing was sent.
pub(crate) async fn hand_over(
    app: &App,
    context: &Context,
    message: &Message<'_>,
) -> Result<HandedOver, StoreError> {
    let Message {
        organisation,
        origin,
        contact,
        words,
        ..
    } = *message;
    let held = |reason, limit, retry_at: Option<Timestamp>| {
        // One line a message, for the log's metrics: whose it is stands nowhere in it.
        tracing::warn!(
            organisation = %organisation.slug,
            channel = ?contact.channel(),
            ?origin,
            reason,
            limit,
            is_retried = retry_at.is_some(),
            "message held"
        );
        Ok(HandedOver::Held { reason, retry_at })
    };
    if let Contact::Phone(phone) = contact
        && let Some(reason) = refusal(app, message, phone).await?
    {
        return held(reason, "", None);
    }
    let limits = gate::limits(organisation, message.person, origin, contact);
    let now = context.current();
    if let Err(over) = app.store.take_uses(&app.secret, now, &limits).await? {
        let retry_at = over.retry_at.map(|at| {
            let spread = if at.duration_since(now) > LONG_WAIT {
                i64::try_from(context.below(SPREAD_SECONDS)).unwrap_or_default()
            } else {
                0
            };
            at + SignedDuration::from_secs(spread)
        });
        return held(gate::OVER_LIMIT, over.kind, retry_at);
    }
    let handed_over = match contact {
        Contact::Email(email) => {
            app.messenger
                .send_email(&organisation.settings.name, email.as_str(), &words.email)
                .await
        }
        Contact::Phone(phone) => app.messenger.send_sms(phone.as_str(), &words.sms).await,
    };
    Ok(match handed_over {
        Ok(id) => HandedOver::Sent(id),
        Err(not_sent) => {
            // Counted too often is a message held too early, and no reason to hand this one over again.
            if let Err(error) = app.store.give_uses_back(&app.secret, now, &limits).await {
                tracing::warn!(%error, "what was not sent stays counted");
            }
            match not_sent {
                NotSent::Refused(reason) => HandedOver::Refused(reason),
                NotSent::Deferred(reason) => HandedOver::Deferred(reason),
            }
        }
    })
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
