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
        activation::{self, NO_ROUND, Origin, Stage},
        capability::Rights,
        organisation::Slug,
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
    let (app, context) = (work.app, work.context);
    let store = &app.store;
    let Some(mut submission) = store.find_submission(slug, id).await? else {
        return Ok(Sent::Nothing);
    };
    let is_due = submission.stage != Stage::Done && submission.due.has_come(context.current());
    if submission.stage != Stage::Requested && !is_due {
        return Ok(Sent::Nothing);
    }
    let organisation = store.find_settings(slug).await?;
    let Some(organisation) = organisation.filter(|_| !submission.is_expired(context.now())) else {
        store.remove_submission(&submission).await?;
        return Ok(Sent::Nothing);
    };
    submission.take(context.current());
    if !store.save_submission(&mut submission).await? {
        return Ok(Sent::Nothing);
    }
    let (owner, channel, kind) = match sign_up::work_off(store, context, &organisation, &submission).await? {
        WorkedOff::Created { user_id } => {
            store.remove_submission(&submission).await?;
            // The stream brings the new user, too; of the two, one takes them.
            return send(work, slug, &user_id).await;
        }
        WorkedOff::Nothing => {
            store.remove_submission(&submission).await?;
            return Ok(Sent::Nothing);
        }
        WorkedOff::Tell { owner, channel, kind } => (owner, channel, kind),
    };
    let Some(contact) = gate::contact(&owner.profile, channel) else {
        store.remove_submission(&submission).await?;
        return Ok(Sent::Nothing);
    };
    let held = store.find_permission_type_of(&owner).await?;
    let rights = Rights::carried_by(held.as_ref());
    let words = compose::compose(
        &owner,
        &organisation,
        rights,
        &app.secret,
        &app.public_url,
        context,
        kind,
    );
    let message = Message {
        organisation: &organisation,
        person: &owner.id,
        department: &owner.profile.department,
        round: NO_ROUND,
        origin: Origin::Stranger,
        contact,
        words: &words,
    };
    let handed_over = gate::hand_over(work, &message, None).await?;
    match &handed_over {
        HandedOver::Deferred(Deferral {
            until: Some(until), ..
        }) => {
            submission.wait_until(*until);
            store.save_submission(&mut submission).await?;
        }
        HandedOver::Deferred(_) if submission.attempts + 1 < MOST_ATTEMPTS => {
            let wait = activation::backoff(submission.attempts + 1, context.below(1_000));
            submission.retry_at(context.current() + wait);
            store.save_submission(&mut submission).await?;
        }
        // What a limit holds is dropped: its owner has had the same message a moment ago, or five of them today.
        _ => store.remove_submission(&submission).await?,
    }
    let is = |found: bool| usize::from(found);
    Ok(Sent::Done {
        sent: is(matches!(handed_over, HandedOver::Sent(_))),
        failed: is(matches!(handed_over, HandedOver::Refused(_))),
        put_off: is(matches!(handed_over, HandedOver::Deferred(_))),
        held: is(matches!(handed_over, HandedOver::Held { .. })),
    })
}
