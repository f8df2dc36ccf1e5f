//! Submissions of the sign-up form: creates the user, or sends the owner of the contact a message.

use crate::{
    compose,
    gate::{self, Deferral, HandedOver, Message},
    send::{Sent, send},
    work::Work,
};
use rollcall::{
    aws::store::StoreError,
    domain::{
        activation::{self, Channel, Kind, NO_ROUND, Origin, Stage},
        capability::Rights,
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
                tell(work, &organisation, &owner, channel, kind).await?
            }
        }
    };
    let Some(handed_over) = handed_over else {
        store.drop_submission(context, &submission).await?;
        return Ok(Sent::Nothing);
    };
    put_away(work, &mut submission, &handed_over).await?;
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

/// Removes a submission that is done with, or keeps it until its message is tried again.
async fn put_away(
    work: Work<'_>,
    submission: &mut Submission,
    handed_over: &HandedOver,
) -> Result<(), StoreError> {
    let (store, context) = (&work.app.store, work.context);
    match handed_over {
        HandedOver::Deferred(Deferral {
            until: Some(until), ..
        }) => submission.wait_until(*until),
        HandedOver::Deferred(_) if submission.attempts + 1 < MOST_ATTEMPTS => {
            let wait = activation::backoff(submission.attempts + 1, context.below(1_000));
            submission.retry_at(context.current() + wait);
        }
        // What a limit holds is dropped: its owner has had the same message a moment ago, or five of them today.
        _ => return store.drop_submission(context, submission).await,
    }
    store.save_submission(submission).await.map(drop)
}
