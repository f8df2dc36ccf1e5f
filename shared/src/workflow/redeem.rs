//! The activation link: showing what it leads to, redeeming it, renewing an expired one.

use crate::{
    activation::{Activation, Link, Origin, Stage},
    context::Context,
    organisation::Organisation,
    password,
    permission::Rights,
    problem::{Kind, Problem},
    secret::{Purpose, Secret},
    session::Session,
    store::{Store, ephemera::Counter},
    user::{Status, User},
    workflow::sign_up,
};

/// A link that works.
#[derive(Debug)]
pub struct Invitation {
    /// Whose it is.
    pub user: User,
    /// Their organisation.
    pub organisation: Organisation,
}

/// What a token leads to.
#[derive(Debug)]
pub enum Opened {
    /// A link that works.
    Valid(Box<Invitation>),
    /// A link that can be renewed: it has expired, or its owner may do more by now than when it was sent.
    Expired(Box<Invitation>),
    /// Unknown, used, or killed: one answer.
    Gone,
}

/// Looks at a link. Changes nothing, ever: scanners and previewers open links.
pub async fn open(store: &Store, secret: &Secret, context: &Context, token: &str) -> Result<Opened, Problem> {
    let Some(link) = Link::read(token, secret, Purpose::ActivationLink) else {
        return Ok(Opened::Gone);
    };
    let (user, organisation) = futures::join!(
        store.find_user(&link.organisation, &link.user_id),
        store.find_organisation(&link.organisation)
    );
    let (Some(user), Some(organisation)) = (user?, organisation?) else {
        return Ok(Opened::Gone);
    };
    if user.status != Status::Invited || user.link_generation != link.generation {
        return Ok(Opened::Gone);
    }
    // Whoever else saw the link saw one into an account with fewer rights. The owner of the contact gets a fresh one.
    let is_outgrown = !Rights::held_by(&user, &organisation).is_within(link.rights);
    let invitation = Box::new(Invitation { user, organisation });
    Ok(if is_outgrown || link.is_expired(context.now()) {
        Opened::Expired(invitation)
    } else {
        Opened::Valid(invitation)
    })
}

/// The one problem for a link that does not work, saying of an expired one that it can be renewed.
pub fn problem(opened: &Opened) -> Problem {
    match opened {
        Opened::Expired(_) => Problem {
            renewable: Some(true),
            ..Problem::gone()
        },
        _ => Problem::gone(),
    }
}

/// Redeems a link: the person gets their password and a session. Of many presses at once, one succeeds.
///
/// # Errors
///
/// Gone where the link does not work (any more); invalid where the password is not accepted.
pub async fn redeem(
    store: &Store,
    secret: &Secret,
    issuer: &str,
    context: &Context,
    token: &str,
    password: &str,
) -> Result<(User, String), Problem> {
    let invitation = match open(store, secret, context, token).await? {
        Opened::Valid(invitation) => invitation,
        other => return Err(problem(&other)),
    };
    let own_words = invitation.user.own_words(&invitation.organisation.settings.name);
    password::check(password, &own_words).map_err(|fault| Problem::invalid(vec![fault]))?;
    let hash = password::hash(password, context);
    let generation = invitation.user.link_generation;
    let redeemed = store
        .update_user(
            context,
            &invitation.user.organisation,
            &invitation.user.id,
            |user| {
                // The answer to this very write was lost on its way: the salt makes the hash this press's own.
                if user.password.as_ref() == Some(&hash) {
                    return Some(());
                }
                (user.status == Status::Invited && user.link_generation == generation).then(|| {
                    user.password = Some(hash.clone());
                    activate(user, context);
                })
            },
        )
        .await?;
    let Some((user, ())) = redeemed else {
        return Err(Problem::gone());
    };
    tracing::info!(organisation = %user.organisation, user = %user.id, "activated");
    sign_up::confirm(store, context, &invitation.user).await;
    let token = session_token(&user, secret, issuer, context);
    Ok((user, token))
}

/// Makes a user active who has just chosen a password: their links and one-time password are dead, nothing more is sent.
pub(super) fn activate(user: &mut User, context: &Context) {
    let now = context.now();
    let by = user.id.clone();
    if user.activated_at.is_none() {
        user.activated_at = Some(now);
        user.note(now, "activated", Some(&by));
    } else {
        user.note(now, "password_changed", Some(&by));
    }
    user.status = Status::Active;
    user.one_time_password = None;
    user.sign_up_counter = None;
    user.link_generation += 1;
    user.session_epoch += 1;
    if let Some(activation) = &mut user.activation {
        activation.settle();
    }
}

/// A session for a user.
pub(super) fn session_token(user: &User, secret: &Secret, issuer: &str, context: &Context) -> String {
    let session = Session {
        organisation: user.organisation.clone(),
        user_id: user.id.clone(),
        epoch: user.session_epoch,
    };
    session.issue(secret, issuer, context.now())
}

/// Sends a fresh link to the same contact, for one that has expired.
///
/// # Errors
///
/// Gone where the link is not an expired one of an invited user; too many where it was asked for just now.
pub async fn renew(store: &Store, secret: &Secret, context: &Context, token: &str) -> Result<(), Problem> {
    let opened = open(store, secret, context, token).await?;
    let (Opened::Expired(invitation) | Opened::Valid(invitation)) = &opened else {
        return Err(problem(&opened));
    };
    let user = &invitation.user;
    request_again(store, secret, context, user).await
}

/// Asks for a user's messages again, at most once a minute and five times a day.
pub(super) async fn request_again(
    store: &Store,
    secret: &Secret,
    context: &Context,
    user: &User,
) -> Result<(), Problem> {
    let counter = |kind| Counter::new(secret, kind, &[user.organisation.as_str(), &user.id]);
    if !store
        .count(context.now(), &counter("renew-minute"), 1, 60)
        .await?
    {
        return Err(Problem::too_many(60));
    }
    if !store
        .count(context.now(), &counter("renew-day"), 5, 86_400)
        .await?
    {
        return Err(Problem {
            retry_after: Some(86_400),
            ..Problem::new(
                Kind::TooMany,
                "A link was sent five times today. Try again tomorrow, or ask whoever invited you.",
            )
        });
    }
    store
        .update_user(context, &user.organisation, &user.id, |user| {
            (user.status == Status::Invited).then(|| {
                let again = user.activation.as_ref().map_or_else(
                    || Activation::request(context.now()),
                    |activation| activation.request_again(context.now(), None),
                );
                debug_assert_eq!(again.stage, Stage::Requested);
                user.activation = Some(again.from(Origin::Stranger));
                user.note(context.now(), "activation_requested", None);
            })
        })
        .await?;
    Ok(())
}
