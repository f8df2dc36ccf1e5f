//! Notices of an account's safety: taken, sent through the gate, and crossed off.

use crate::{
    compose,
    gate::{self, Deferral, HandedOver, Message},
    send::MOST_ATTEMPTS,
    work::Work,
};
use jiff::Timestamp;
use rollcall::{
    aws::store::StoreError,
    domain::{
        activation::{Channel, NO_ROUND, Origin, backoff},
        gate::Contact,
        history::Happening,
        identifier::{Email, Phone},
        notice::{Notice, Occurrence},
        organisation::OrganisationSettings,
        user::User,
    },
};

/// Sends one user the notices that are asked for or due. A sender that dies in between leaves them to the schedule, which has
/// them sent once more.
///
/// # Errors
///
/// Where the store fails.
pub(crate) async fn send(
    work: Work<'_>,
    organisation: &OrganisationSettings,
    id: &str,
) -> Result<(), StoreError> {
    let (app, context) = (work.app, work.context);
    let taken = app
        .store
        .update_user(context, &organisation.slug, id, |user| {
            let (mut mine, now) = (Vec::new(), context.current());
            let asked_for = |notice: &&mut Notice| notice.is_requested() || notice.due.has_come(now);
            for notice in user.notices.iter_mut().filter(asked_for) {
                notice.take(now);
                mine.push(notice.clone());
            }
            (!mine.is_empty()).then_some(mine)
        })
        .await?;
    let Some((user, notices)) = taken else {
        return Ok(());
    };
    let work = work.while_taken();
    for notice in &notices {
        let handed_over = hand_over(work, organisation, &user, notice).await?;
        let jitter = context.below(1_000);
        app.store
            .update_user(context, &organisation.slug, id, |user| {
                cross_off(user, notice, &handed_over, context.current(), jitter)
            })
            .await?;
    }
    Ok(())
}

async fn hand_over(
    work: Work<'_>,
    organisation: &OrganisationSettings,
    user: &User,
    notice: &Notice,
) -> Result<HandedOver, StoreError> {
    let words = compose::notice(user, organisation, &work.app.public_url, notice.what);
    let (email, phone);
    let contact = match notice.channel {
        Channel::Email => {
            email = Email::parse(&notice.to).ok();
            email.as_ref().map(Contact::Email)
        }
        Channel::Sms => {
            phone = Phone::parse(&notice.to, None).ok();
            phone.as_ref().map(Contact::Phone)
        }
    };
    let Some(contact) = contact else {
        return Ok(HandedOver::Refused("not a contact any more".to_owned()));
    };
    let message = Message {
        organisation,
        person: &user.id,
        department: &user.profile.department,
        round: NO_ROUND,
        origin: Origin::System,
        contact,
        words: &words,
    };
    gate::hand_over(work, &message, None).await
}

/// Records what came of a notice. It stays where it is to be tried again; otherwise the timeline says how it ended.
fn cross_off(
    user: &mut User,
    sent: &Notice,
    handed_over: &HandedOver,
    now: Timestamp,
    jitter: u64,
) -> Option<()> {
    let place = user
        .notices
        .iter()
        .position(|notice| notice.at == sent.at && notice.is_same(sent))?;
    let mut attempts = sent.attempts + 1;
    let again = match handed_over {
        HandedOver::Sent(_) | HandedOver::Refused(_) | HandedOver::Held { retry_at: None, .. } => None,
        HandedOver::Held { retry_at, .. } => *retry_at,
        HandedOver::Deferred(Deferral { until: None, .. }) => Some(now + backoff(attempts, jitter)),
        HandedOver::Deferred(Deferral { until, .. }) => {
            attempts = sent.attempts;
            *until
        }
    };
    if let Some(at) = again.filter(|_| attempts < MOST_ATTEMPTS) {
        let notice = &mut user.notices[place];
        notice.attempts = attempts;
        notice.retry_at(at);
    } else {
        user.notices.remove(place);
        if sent.what == Occurrence::SignUpsAwait {
            // Nothing happened to their account.
            return Some(());
        }
        let what = match handed_over {
            HandedOver::Sent(_) => Happening::Notified,
            _ => Happening::NoticeNotSent,
        };
        user.note(now, what, None);
    }
    Some(())
}
