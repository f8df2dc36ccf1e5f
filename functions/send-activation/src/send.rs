//! One user's messages: take the user, send what is left, record each fate.

use crate::{
    App, compose,
    gate::{self, HandedOver, Message},
    notices,
};
use jiff::{SignedDuration, Timestamp};
use rollcall::{
    aws::store::StoreError,
    domain::{
        activation::{self, Activation, Channel, DeliveryStatus, Kind, Plan, Stage},
        capability::Rights,
        context::Context,
        notice::Notice,
        organisation::{OrganisationSettings, Slug},
        user::{Status, User},
    },
};

/// After so many tries that the provider put off (about three days) a message is given up, visibly.
pub(crate) const MOST_ATTEMPTS: u32 = 72;

/// What came of a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sent {
    /// There was nothing to send: sent already, taken by another sender, or the user needs it no more.
    Nothing,
    /// The organisation is not armed: it waits.
    Held,
    /// They start later: it waits for that day.
    WaitsForStart,
    /// So many messages were taken by a provider, so many refused, so many put off, so many held by a limit.
    Done {
        /// Taken.
        sent: usize,
        /// Refused for good.
        failed: usize,
        /// To be tried again.
        put_off: usize,
        /// Kept back by the gate.
        held: usize,
    },
}

/// Whether the user still needs this kind of message.
fn needs(user: &User, activation: &Activation) -> bool {
    match activation.kind {
        Kind::Activation => user.status == Status::Invited,
        Kind::AlreadyRegistered => user.status == Status::Active,
    }
}

/// When a sign-up that nobody confirms is removed by the schedule: with the last of its links.
fn gone_at(user: &User, organisation: &OrganisationSettings, now: Timestamp) -> Option<Timestamp> {
    let days = i64::from(organisation.settings.communication.link_lifetime_days);
    user.is_unconfirmed_sign_up()
        .then(|| now + SignedDuration::from_hours(24 * days))
}

/// Nothing is left to be sent.
fn end(activation: &mut Activation, gone_at: Option<Timestamp>) {
    match gone_at {
        Some(at) => activation.expire_at(at),
        None => activation.settle(),
    }
}

/// Sends one user what is left of their current round.
///
/// # Errors
///
/// Where the store fails. The user stays as they are, or in a sender's hands until the lease ends; the schedule takes
/// over then.
pub async fn send(app: &App, context: &Context, slug: &Slug, id: &str) -> Result<Sent, StoreError> {
    let Some(organisation) = app.store.find_settings(slug).await? else {
        return Ok(Sent::Nothing);
    };
    let communication = &organisation.settings.communication;
    let mut is_notified = false;
    let taken = app
        .store
        .update_user(context, slug, id, |user| {
            is_notified |= user.notices.iter().any(Notice::is_requested);
            let (has_email, has_phone) = (user.profile.email.is_some(), user.profile.phone.is_some());
            let gone_at = gone_at(user, &organisation, context.now());
            let needed = user
                .activation
                .as_ref()
                .is_some_and(|activation| needs(user, activation));
            let activation = user
                .activation
                .as_mut()
                .filter(|activation| activation.stage == Stage::Requested)?;
            if !needed {
                activation.settle();
                return Some(None);
            }
            let start = user.profile.start(&organisation.settings);
            let plan = match activation.awaited(start, context.now()) {
                Some(start) => Plan::WaitFor(start),
                None => activation.plan(communication, has_email, has_phone),
            };
            match &plan {
                Plan::WaitFor(start) => activation.wait_for(*start, context.now()),
                Plan::Hold => {
                    activation.hold();
                }
                Plan::Send(channels) if channels.is_empty() => end(activation, gone_at),
                Plan::Send(_) => activation.take(context.now()),
            }
            Some(Some(plan))
        })
        .await?;
    if is_notified {
        notices::send(app, context, &organisation, id).await?;
    }
    match taken {
        Some((_, Some(Plan::Hold))) => {
            // Armed between reading the settings and holding the message? Then the release may have passed by.
            let now_armed = app
                .store
                .find_settings(slug)
                .await?
                .is_some_and(|it| it.settings.communication.armed);
            if now_armed {
                app.store.mark_for_release(slug, context.now()).await?;
            }
            Ok(Sent::Held)
        }
        Some((_, Some(Plan::WaitFor(_)))) => Ok(Sent::WaitsForStart),
        Some((user, Some(Plan::Send(channels)))) if !channels.is_empty() => {
            deliver(app, context, &organisation, user, &channels).await
        }
        _ => Ok(Sent::Nothing),
    }
}

/// Hands the messages over and records each fate at once, so that a crash in between repeats one message at most.
async fn deliver(
    app: &App,
    context: &Context,
    organisation: &OrganisationSettings,
    user: User,
    channels: &[Channel],
) -> Result<Sent, StoreError> {
    let Some(activation) = &user.activation else {
        return Ok(Sent::Nothing);
    };
    let (round, kind, attempts) = (activation.round, activation.kind, activation.attempts);
    let held = app.store.find_permission_type_of(&user).await?;
    let rights = Rights::carried_by(held.as_ref());
    let words = compose::compose(
        &user,
        organisation,
        rights,
        &app.secret,
        &app.public_url,
        context,
        kind,
    );
    let (mut sent, mut failed, mut put_off, mut held) = (0, 0, 0, 0);
    let mut retry_at: Option<Timestamp> = None;
    for (at, channel) in channels.iter().enumerate() {
        let Some(contact) = gate::contact(&user.profile, *channel) else {
            continue;
        };
        let message = Message {
            organisation,
            person: &user.id,
            department: &user.profile.department,
            origin: activation.origin,
            contact,
            words: &words,
        };
        let mut handed_over = gate::hand_over(app, context, &message).await?;
        if let (HandedOver::Deferred(reason), true) = (&handed_over, attempts + 1 >= MOST_ATTEMPTS) {
            handed_over = HandedOver::Refused(format!("given up after {MOST_ATTEMPTS} tries: {reason}"));
        }
        match &handed_over {
            HandedOver::Sent(_) => sent += 1,
            HandedOver::Refused(_) => failed += 1,
            HandedOver::Deferred(_) => put_off += 1,
            HandedOver::Held { retry_at: again, .. } => {
                held += 1;
                retry_at = sooner(retry_at, *again);
            }
        }
        let is_last = at + 1 == channels.len();
        let jitter = context.below(1_000);
        let recorded = app
            .store
            .update_user(context, &user.organisation, &user.id, |user| {
                let now = context.now();
                let gone_at = gone_at(user, organisation, now);
                // A newer request, or the person's own activation, came in between: the fate is recorded all the same,
                // under the round it belongs to, but where the activation stands is theirs to say.
                let activation = user.activation.as_mut()?;
                let is_ours = activation.round == round && activation.stage == Stage::Sending;
                record(activation, round, *channel, &handed_over, now);
                if is_last && is_ours {
                    let mut again = retry_at;
                    if put_off > 0 {
                        activation.attempts += 1;
                        again = sooner(
                            again,
                            Some(now + activation::backoff(activation.attempts, jitter)),
                        );
                    }
                    match again {
                        Some(again) => activation.retry_at(again),
                        None => end(activation, gone_at),
                    }
                } else if matches!(handed_over, HandedOver::Deferred(_)) {
                    return None;
                }
                Some(())
            })
            .await;
        recorded?;
    }
    Ok(Sent::Done {
        sent,
        failed,
        put_off,
        held,
    })
}

/// Records what came of one message of a round; what the provider puts off is recorded when it comes to an end.
fn record(
    activation: &mut Activation,
    round: u32,
    channel: Channel,
    handed_over: &HandedOver,
    now: Timestamp,
) {
    match handed_over {
        HandedOver::Sent(id) => {
            activation.record_in(round, channel, DeliveryStatus::Sent, None, Some(id.clone()), now);
        }
        HandedOver::Refused(reason) => {
            activation.record_in(
                round,
                channel,
                DeliveryStatus::Failed,
                Some(reason.clone()),
                None,
                now,
            );
        }
        HandedOver::Held { reason, retry_at } => activation.hold_in(round, channel, reason, *retry_at, now),
        HandedOver::Deferred(_) => {}
    }
}

fn sooner(one: Option<Timestamp>, other: Option<Timestamp>) -> Option<Timestamp> {
    one.into_iter().chain(other).min()
}
