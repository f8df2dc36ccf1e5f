//! Submissions of the sign-up form: creates the user, or sends the owner of the contact a message.

use crate::{
    compose,
    gate::{self, Deferral, HandedOver, Message},
    send::{Sent, send},
    work::Work,
};
use jiff::{SignedDuration, Timestamp};
use rollcall::{
    aws::store::{StoreError, ephemera::Counter},
    domain::{
        activation::{self, Channel, Kind, NO_ROUND, Origin, Stage},
        capability::Rights,
        identifier::Identifier,
        organisation::{OrganisationSettings, Slug},
        submission::{Refused, Submission},
        user::User,
    },
    workflow::sign_up::{self, WorkedOff},
};

/// After so many tries that the provider deferred (about three hours) the owner gets no message any more: they can fill
/// in the form again.
const MOST_ATTEMPTS: u32 = 10;

/// Works off one submission, if nobody else is at it.
///
/// # Errors
///
/// Where the store fails: the submission stays, and the schedule asks for it again.
pub(crate) async fn work_off(work: Work<'_>, slug: &Slug, id: &str) -> Result<Sent, StoreError> {
    let (store, context) = (&work.app.store, work.context);
    let Some((mut submission, organisation)) = take(work, slug, id).await? else {
        return Ok(Sent::Nothing);
    };
    // Who signed up by this link before, and is pressed for again, holds a seat already.
    let mut has_seat = false;
    let handed_over = if let Some(refused) = &submission.refused {
        notify_of_refusal(work, &organisation, &submission, refused).await?
    } else {
        match sign_up::work_off(store, context, &organisation, &submission).await? {
            WorkedOff::Created { user_id } => {
                store.remove_submission(&submission).await?;
                // The stream brings the new user, too; of the two, one takes them.
                return send(work, slug, &user_id).await;
            }
            WorkedOff::Nothing => None,
            WorkedOff::Tell { owner, channel, kind } => {
                has_seat = owner.is_unconfirmed_sign_up() && owner.sign_up_link == submission.link;
                tell(work, &organisation, &owner, channel, kind).await?
            }
        }
    };
    if let Some(until) = handed_over
        .as_ref()
        .and_then(|over| waits(work, &submission, over))
    {
        match until {
            Wait::Until(at) => submission.wait_until(at),
            Wait::Retry(at) => submission.retry_at(at),
        }
        store.save_submission(&mut submission).await?;
    } else if has_seat || !keep_seat(work, &organisation, &mut submission).await? {
        store.drop_submission(context, &submission).await?;
    }
    let Some(handed_over) = handed_over else {
        return Ok(Sent::Nothing);
    };
    let is = |found: bool| usize::from(found);
    Ok(Sent::Done {
        sent: is(matches!(handed_over, HandedOver::Sent(_))),
        failed: is(matches!(handed_over, HandedOver::Refused(_))),
        put_off: is(matches!(handed_over, HandedOver::Deferred(_))),
        held: is(matches!(handed_over, HandedOver::Held { .. })),
    })
}

/// Takes a submission that is asked for or due. One that has expired, or whose organisation is gone, is removed.
async fn take(
    work: Work<'_>,
    slug: &Slug,
    id: &str,
) -> Result<Option<(Submission, OrganisationSettings)>, StoreError> {
    let (store, context) = (&work.app.store, work.context);
    let Some(mut submission) = store.find_submission(slug, id).await? else {
        return Ok(None);
    };
    let is_due = submission.stage != Stage::Done && submission.due.has_come(context.current());
    if submission.stage != Stage::Requested && !is_due {
        return Ok(None);
    }
    let organisation = store.find_settings(slug).await?;
    let Some(organisation) = organisation.filter(|_| !submission.is_expired(context.now())) else {
        store.drop_submission(context, &submission).await?;
        return Ok(None);
    };
    submission.take(context.current());
    let is_taken = store.save_submission(&mut submission).await?;
    Ok(is_taken.then_some((submission, organisation)))
}

/// Sends the owner of a contact a message over it; `None` where they have none of the kind any more.
async fn tell(
    work: Work<'_>,
    organisation: &OrganisationSettings,
    owner: &User,
    channel: Channel,
    kind: Kind,
) -> Result<Option<HandedOver>, StoreError> {
    let (app, context) = (work.app, work.context);
    let Some(contact) = gate::contact(&owner.profile, channel) else {
        return Ok(None);
    };
    let held = app.store.find_permission_type_of(owner).await?;
    let rights = Rights::carried_by(held.as_ref());
    let words = compose::compose(
        owner,
        organisation,
        rights,
        &app.secret,
        &app.public_url,
        context,
        kind,
    );
    let message = Message {
        organisation,
        person: &owner.id,
        department: &owner.profile.department,
        round: NO_ROUND,
        origin: Origin::Stranger,
        contact,
        words: &words,
    };
    gate::hand_over(work, &message, None).await.map(Some)
}

/// Notifies somebody whose sign-up was refused over the contact they gave; `None` where nothing goes out over it.
async fn notify_of_refusal(
    work: Work<'_>,
    organisation: &OrganisationSettings,
    submission: &Submission,
    refused: &Refused,
) -> Result<Option<HandedOver>, StoreError> {
    let communication = &organisation.settings.communication;
    let profile = &submission.profile;
    let by_email = profile.email.is_some();
    let is_on = communication.armed
        && if by_email {
            communication.email
        } else {
            communication.sms
        };
    let channel = if by_email { Channel::Email } else { Channel::Sms };
    let Some(contact) = gate::contact(profile, channel).filter(|_| is_on) else {
        return Ok(None);
    };
    let words = compose::refusal(profile, organisation, refused.reason.as_deref());
    let message = Message {
        organisation,
        person: &submission.user_id(),
        department: &profile.department,
        round: NO_ROUND,
        // The contact is one that a stranger gave.
        origin: Origin::Stranger,
        contact,
        words: &words,
    };
    gate::hand_over(work, &message, None).await.map(Some)
}

/// When a submission is worked off again.
enum Wait {
    /// Nothing was tried.
    Until(Timestamp),
    /// The provider put it off.
    Retry(Timestamp),
}

/// Whether the message of a submission is tried again. What a limit holds is not: its owner has had the same message a moment ago,
/// or five of them today.
fn waits(work: Work<'_>, submission: &Submission, handed_over: &HandedOver) -> Option<Wait> {
    match handed_over {
        HandedOver::Deferred(Deferral {
            until: Some(until), ..
        }) => Some(Wait::Until(*until)),
        HandedOver::Deferred(_) if submission.attempts + 1 < MOST_ATTEMPTS => {
            let wait = activation::backoff(submission.attempts + 1, work.context.below(1_000));
            Some(Wait::Retry(work.context.current() + wait))
        }
        _ => None,
    }
}

/// Keeps the seat of a submission whose contact is known, as long as the sign-up of somebody nobody knew would hold it: who has an
/// account would show in the seats that are left. Once for each contact, as there is one sign-up of each. `false`: it holds
/// none.
async fn keep_seat(
    work: Work<'_>,
    organisation: &OrganisationSettings,
    submission: &mut Submission,
) -> Result<bool, StoreError> {
    let Some(link) = &submission.link else {
        return Ok(false);
    };
    let (app, now) = (work.app, work.context.current());
    let days = i64::from(organisation.settings.communication.link_lifetime_days);
    let of = submission.profile.identifiers();
    let of: Vec<String> = of.iter().map(Identifier::canonical).collect();
    let mut parts = vec![organisation.slug.as_str(), link.as_str()];
    parts.extend(of.iter().map(String::as_str));
    let counter = Counter::new(&app.secret, "sign-up-seat", &parts);
    if !app.store.count(now, &counter, 1, days * 86_400).await? {
        return Ok(false);
    }
    submission.hold_seat(now + SignedDuration::from_hours(24 * days));
    app.store.save_submission(submission).await
}
