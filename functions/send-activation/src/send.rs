//! One user's messages: take the user, send what is left, record each fate.

use crate::{
    compose,
    gate::{self, Deferral, HandedOver, Message, Taken},
    notices,
    pacer::{NoSlot, Slot},
    work::Work,
};
use jiff::{SignedDuration, Timestamp};
use rollcall::{
    aws::store::StoreError,
    domain::{
        activation::{self, Activation, Channel, DeliveryStatus, Kind, Origin, Plan, SentLink, Stage},
        capability::Rights,
        due::Reason,
        organisation::{OrganisationSettings, Slug},
        user::{Status, User},
    },
};

/// After so many tries that the provider put off (about three days) a message is given up, visibly.
pub(crate) const MOST_ATTEMPTS: u32 = 72;

/// Settings that were read so long ago are read again before a message goes out.
const BRIEF: SignedDuration = SignedDuration::from_secs(2);

/// What came of a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sent {
    /// There was nothing to send: sent already, taken by another sender, or the user needs it no more.
    Nothing,
    /// The organisation is not armed: it waits.
    Held,
    /// They start later: it waits for that day.
    WaitsForStart,
    /// A sign-up that nobody confirmed while its link lived: it is removed.
    Removed,
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

/// Whether the user still needs this kind of message: nobody who signs in by single sign-on alone needs a link.
fn needs(user: &User, activation: &Activation, organisation: &OrganisationSettings) -> bool {
    match activation.kind {
        Kind::Activation => user.status == Status::Invited && !organisation.settings.sso.required,
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

/// What is left to be sent to somebody at this moment, as far as they are concerned: what is due is asked for.
fn planned(user: &User, organisation: &OrganisationSettings, now: Timestamp) -> Option<(Plan, Origin)> {
    let mut user = user.clone();
    user.resume(now);
    let activation = user.activation.as_ref()?;
    (activation.stage == Stage::Requested && needs(&user, activation, organisation)).then(|| {
        let plan = plan_of(&user, activation, organisation, now);
        (plan, activation.origin)
    })
}

fn plan_of(
    user: &User,
    activation: &Activation,
    organisation: &OrganisationSettings,
    now: Timestamp,
) -> Plan {
    // The zone of now counts: it may have changed while they waited.
    if let Some(start) = activation.awaited(user.profile.start(&organisation.settings), now) {
        return Plan::WaitFor(start);
    }
    let (has_email, has_phone) = (user.profile.email.is_some(), user.profile.phone.is_some());
    activation.plan(&organisation.settings.communication, has_email, has_phone)
}

/// Sends one user what is left of their current round: what was asked for, and what is due.
///
/// # Errors
///
/// Where the store fails. The user stays as they are, or in a sender's hands until the lease ends; the next round of what
/// is due takes over then.
pub(crate) async fn send(work: Work<'_>, slug: &Slug, id: &str) -> Result<Sent, StoreError> {
    let store = &work.app.store;
    let Some(organisation) = store.find_settings(slug).await? else {
        return Ok(Sent::Nothing);
    };
    let Some(user) = store.find_user(slug, id).await? else {
        return Ok(Sent::Nothing);
    };
    let now = work.context.current();
    let due = user.due().filter(|due| due.has_come(now));
    if due.is_some_and(|due| due.why == Reason::Expiry) && user.is_unconfirmed_sign_up() {
        return remove(work, &user).await;
    }
    if user
        .notices
        .iter()
        .any(|notice| notice.is_requested() || notice.due.has_come(now))
    {
        notices::send(work.fast(), &organisation, id).await?;
    }
    // The moment is leased before the user is taken, so that a lease of two minutes is long.
    let (slot, work) = match planned(&user, &organisation, now) {
        Some((Plan::Send(channels), origin)) if !channels.is_empty() => {
            let work = if origin == Origin::Stranger {
                work.fast()
            } else {
                work
            };
            match work
                .app
                .slot(work.context, channels[0], work.lane, work.deadline)
                .await?
            {
                Ok(slot) => (Some(slot), work),
                Err(no_slot) => return put_off(work, user, channels[0], no_slot).await,
            }
        }
        Some(_) | None => (None, work),
    };
    // Somebody may have switched messages off while this one waited.
    let organisation = if work.context.current().duration_since(now) < BRIEF {
        organisation
    } else {
        store.find_settings(slug).await?.unwrap_or(organisation)
    };
    match take(work, &organisation, id).await? {
        Some((user, Plan::Send(channels))) if !channels.is_empty() => {
            deliver(work, &organisation, user, &channels, slot).await
        }
        other => {
            if let Some(slot) = slot {
                work.app.give_back(slot).await;
            }
            match other {
                Some((_, Plan::Hold)) => hold(work, slug).await,
                Some((_, Plan::WaitFor(_))) => Ok(Sent::WaitsForStart),
                _ => Ok(Sent::Nothing),
            }
        }
    }
}

/// Takes a user, so that nobody else sends the same. Answers what there is to be sent.
async fn take(
    work: Work<'_>,
    organisation: &OrganisationSettings,
    id: &str,
) -> Result<Option<(User, Plan)>, StoreError> {
    let now = work.context.current();
    let taken = work
        .app
        .store
        .update_user(work.context, &organisation.slug, id, |user| {
            let waited = user.activation.as_ref().and_then(Activation::due);
            user.resume(now);
            let gone_at = gone_at(user, organisation, now);
            let activation = user.activation.as_ref()?;
            if activation.stage != Stage::Requested {
                return None;
            }
            let needed = needs(user, activation, organisation);
            let plan = plan_of(user, activation, organisation, now);
            let activation = user.activation.as_mut()?;
            if !needed {
                end(activation, gone_at.filter(|_| user.status == Status::Invited));
                return Some(None);
            }
            match &plan {
                Plan::WaitFor(start) => activation.wait_for(*start, now),
                // Who waits for the arming already, waits on.
                Plan::Hold if waited.is_some_and(|due| matches!(due.why, Reason::Release | Reason::Turn)) => {
                    return None;
                }
                Plan::Hold => activation.hold(),
                Plan::Send(channels) if channels.is_empty() => end(activation, gone_at),
                Plan::Send(_) => activation.take_from(waited, now),
            }
            Some(Some(plan))
        })
        .await?;
    Ok(taken.and_then(|(user, plan)| Some((user, plan?))))
}

/// Somebody waits for the organisation to be armed.
async fn hold(work: Work<'_>, slug: &Slug) -> Result<Sent, StoreError> {
    let store = &work.app.store;
    // Armed between reading the settings and holding the message? Then the release may have passed by.
    let now_armed = store
        .find_settings(slug)
        .await?
        .is_some_and(|it| it.settings.communication.armed);
    if now_armed {
        store.mark_for_release(slug, work.context.current()).await?;
    }
    Ok(Sent::Held)
}

/// There is no moment for the user's message. Who is due anyway stays so while the sender only runs out of time.
async fn put_off(work: Work<'_>, user: User, channel: Channel, no_slot: NoSlot) -> Result<Sent, StoreError> {
    let now = work.context.current();
    let is_due_anyway = user.due().is_some_and(|due| due.has_come(now));
    let is_out_of_time = no_slot == NoSlot::OutOfTime;
    let deferral = Deferral::of(work, no_slot);
    work.tally.count(channel, "put_off", &deferral.reason);
    if let (Some(until), false) = (deferral.until, is_out_of_time && is_due_anyway) {
        work.app
            .store
            .update_user(work.context, &user.organisation, &user.id, |user| {
                let is_turn = user
                    .activation
                    .as_ref()
                    .and_then(Activation::due)
                    .is_some_and(|due| due.why == Reason::Turn);
                user.resume(now);
                let activation = user.activation.as_mut()?;
                if activation.stage != Stage::Requested {
                    return None;
                }
                if is_turn {
                    activation.queue(until);
                } else {
                    activation.retry_at(until);
                }
                Some(())
            })
            .await?;
    }
    Ok(Sent::Done {
        sent: 0,
        failed: 0,
        put_off: 1,
        held: 0,
    })
}

/// Removes a self-sign-up that nobody confirmed while its link lived: it holds no name for good.
async fn remove(work: Work<'_>, user: &User) -> Result<Sent, StoreError> {
    if !work
        .app
        .store
        .remove_sign_up(work.context, user, Vec::new())
        .await?
    {
        return Ok(Sent::Nothing);
    }
    tracing::info!(organisation = %user.organisation, user = %user.id, "an unconfirmed sign-up was removed");
    Ok(Sent::Removed)
}

/// What came of a round's messages together.
#[derive(Default)]
struct Round {
    sent: usize,
    failed: usize,
    put_off: usize,
    held: usize,
    /// When the earliest of those that are nobody's fate goes out.
    retry_at: Option<Timestamp>,
    /// A provider failed: the next try comes after a longer wait.
    was_tried: bool,
}

impl Round {
    fn add(&mut self, handed_over: &HandedOver) {
        match handed_over {
            HandedOver::Sent(_) => self.sent += 1,
            HandedOver::Refused(_) => self.failed += 1,
            HandedOver::Deferred(deferral) => {
                self.put_off += 1;
                self.was_tried |= deferral.until.is_none();
                self.retry_at = sooner(self.retry_at, deferral.until);
            }
            HandedOver::Held { retry_at, .. } => {
                self.held += 1;
                self.retry_at = sooner(self.retry_at, *retry_at);
            }
        }
    }
}

/// Hands the messages over and records each fate at once, so that a crash in between repeats one message at most.
async fn deliver(
    work: Work<'_>,
    organisation: &OrganisationSettings,
    user: User,
    channels: &[Channel],
    mut slot: Option<Slot>,
) -> Result<Sent, StoreError> {
    let Some(activation) = &user.activation else {
        return Ok(Sent::Nothing);
    };
    let work = work.while_taken();
    let (app, context) = (work.app, work.context);
    let permission_type = app.store.find_permission_type_of(&user).await?;
    let rights = Rights::carried_by(permission_type.as_ref());
    let words = compose::compose(
        &user,
        organisation,
        rights,
        &app.secret,
        &app.public_url,
        context,
        activation.kind,
    );
    let mut round = Round::default();
    for (at, channel) in channels.iter().enumerate() {
        let Some(contact) = gate::contact(&user.profile, *channel) else {
            continue;
        };
        let message = Message {
            organisation,
            person: &user.id,
            department: &user.profile.department,
            round: activation.round,
            origin: activation.origin,
            contact,
            words: &words,
        };
        let mut handed_over = gate::hand_over(work, &message, slot.take()).await?;
        if let HandedOver::Deferred(Deferral { reason, until: None }) = &handed_over
            && activation.attempts + 1 >= MOST_ATTEMPTS
        {
            handed_over = HandedOver::Refused(format!("given up after {MOST_ATTEMPTS} tries: {reason}"));
        }
        round.add(&handed_over);
        let is_last = at + 1 == channels.len();
        settle(
            work,
            organisation,
            &user,
            activation.round,
            &Attempt {
                channel: *channel,
                handed_over: &handed_over,
                link: words.link,
            },
            is_last.then_some(&round),
        )
        .await?;
    }
    Ok(Sent::Done {
        sent: round.sent,
        failed: round.failed,
        put_off: round.put_off,
        held: round.held,
    })
}

/// One message of a round, handed over to its provider or to the gate.
struct Attempt<'a> {
    channel: Channel,
    handed_over: &'a HandedOver,
    /// The link in it.
    link: Option<SentLink>,
}

/// Records the fate of one message and, with the last one, where the activation stands.
async fn settle(
    work: Work<'_>,
    organisation: &OrganisationSettings,
    user: &User,
    number: u32,
    attempt: &Attempt<'_>,
    whole: Option<&Round>,
) -> Result<(), StoreError> {
    let jitter = work.context.below(1_000);
    let lease = user.activation.as_ref().and_then(Activation::due);
    work.app
        .store
        .update_user(work.context, &user.organisation, &user.id, |user| {
            let now = work.context.current();
            let gone_at = gone_at(user, organisation, now);
            // A newer request, the person's own activation, or another sender after the lease came in between: the fate is
            // recorded all the same, under the round it belongs to, but where the activation stands is theirs to say.
            let activation = user.activation.as_mut()?;
            let is_ours =
                activation.round == number && activation.stage == Stage::Sending && activation.due() == lease;
            record(activation, number, attempt, now);
            match whole.filter(|_| is_ours) {
                Some(round) => {
                    let mut again = round.retry_at;
                    if round.was_tried {
                        activation.attempts += 1;
                        let wait = activation::backoff(activation.attempts, jitter);
                        again = sooner(again, Some(now + wait));
                    }
                    match again {
                        Some(again) => activation.retry_at(again),
                        None => end(activation, gone_at),
                    }
                }
                None if matches!(attempt.handed_over, HandedOver::Deferred(_)) => return None,
                None => {}
            }
            Some(())
        })
        .await?;
    Ok(())
}

/// Records what came of one message of a round; what the provider puts off is recorded when it comes to an end.
fn record(activation: &mut Activation, round: u32, attempt: &Attempt<'_>, now: Timestamp) {
    let channel = attempt.channel;
    match attempt.handed_over {
        HandedOver::Sent(Taken { id, reported }) => {
            activation.link = attempt.link.or(activation.link);
            activation.record_in(round, channel, DeliveryStatus::Sent, None, Some(id.clone()), now);
            if let Some(report) = reported {
                activation.hear(round, channel, report);
            }
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
