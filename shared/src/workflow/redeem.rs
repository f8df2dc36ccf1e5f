//! The activation link: showing what it leads to, redeeming it, renewing an expired one.

use super::{
    Env,
    repeat::{self, Press},
    sign_in::limits,
};
use crate::{
    aws::store::{
        Store, StoreError,
        ephemera::{Counter, seconds_left},
    },
    domain::{
        activation::{Activation, Link, Origin, Stage},
        capability::Rights,
        context::Context,
        device::{Device, Holder},
        fault::Fault,
        history::Happening,
        organisation::OrganisationSettings,
        password,
        secret::{Purpose, Secret},
        session::Session,
        user::{Means, Redeemed, Status, User},
    },
    workflow::sign_up,
};
use jiff::SignedDuration;

/// A press of "send me a new link" within this time is the same press again: the first one's message is on its way.
const SAME_RENEWAL: SignedDuration = SignedDuration::from_mins(1);
/// Renewals of one person in a day.
const RENEWALS: u32 = 5;
const DAY: i64 = 86_400;

/// Somebody who has just got in.
#[derive(Debug)]
pub struct Entered {
    /// The user who got in.
    pub user: User,
    /// Their session.
    pub access_token: String,
    /// What makes this device known from now on ([`crate::domain::device`]).
    pub device: String,
}

impl Entered {
    /// A session for a user who has got in with a password, on a device that was not known before.
    pub(super) fn new(user: User, secret: &Secret, issuer: &str, context: &Context) -> Self {
        Self::by(false, user, secret, issuer, context)
    }

    /// The same for one whom a provider vouches for.
    pub(super) fn by_sso(user: User, secret: &Secret, issuer: &str, context: &Context) -> Self {
        Self::by(true, user, secret, issuer, context)
    }

    fn by(is_by_sso: bool, user: User, secret: &Secret, issuer: &str, context: &Context) -> Self {
        Self {
            access_token: session_token(&user, is_by_sso, secret, issuer, context),
            device: Device::new(context).token(secret, Holder::of(&user), context.now()),
            user,
        }
    }
}
/// What a token leads to.
#[derive(Debug)]
pub enum Opened {
    /// A link that works, and whose it is.
    Valid(Box<User>),
    /// A link that can be renewed: it has expired, or its owner may do more by now than when it was sent.
    Expired(Box<User>),
    /// Unknown, used, or killed: one answer.
    Gone,
}

/// Why a link was not redeemed.
#[derive(Debug, thiserror::Error)]
pub enum RedeemError {
    /// It is unknown, used or killed: one answer.
    #[error("the link does not work")]
    Gone,
    /// It has expired, and can be renewed.
    #[error("the link has expired")]
    Expired,
    /// The password is not accepted.
    #[error("the password is not accepted")]
    Password(Fault),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why no fresh link was sent.
#[derive(Debug, thiserror::Error)]
pub enum RenewError {
    /// It is not the link of an invited user.
    #[error("the link does not work")]
    Gone,
    /// It still works.
    #[error("the link still works")]
    StillWorks,
    /// It was renewed all too often today.
    #[error("the link was renewed too often")]
    TooOften {
        /// Seconds until it may be asked for again.
        retry_after: u64,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Looks at a link. Changes nothing, ever: scanners and previewers open links. In an organisation that signs in by single sign-on
/// alone, no link works.
///
/// # Errors
///
/// Those of the store.
pub async fn open(
    store: &Store,
    secret: &Secret,
    context: &Context,
    token: &str,
    organisation: &OrganisationSettings,
) -> Result<Opened, StoreError> {
    let opened = open_link(store, secret, context, token).await?;
    Ok(unless_closed(opened, organisation))
}

/// A link where the organisation lets its person have a password.
fn unless_closed(opened: Opened, organisation: &OrganisationSettings) -> Opened {
    match opened {
        Opened::Valid(user) | Opened::Expired(user)
            if !organisation.settings.sso.allows_password(&user.id) =>
        {
            Opened::Gone
        }
        opened => opened,
    }
}

async fn open_link(
    store: &Store,
    secret: &Secret,
    context: &Context,
    token: &str,
) -> Result<Opened, StoreError> {
    let Some(link) = Link::read(token, secret, Purpose::ActivationLink) else {
        return Ok(Opened::Gone);
    };
    let Some(user) = store.find_user(&link.organisation, &link.user_id).await? else {
        return Ok(Opened::Gone);
    };
    if user.status != Status::Invited || user.link_generation != link.generation {
        return Ok(Opened::Gone);
    }
    // Anybody else who saw the link saw one into an account with fewer rights. The contact's owner gets a fresh one.
    let held = store.find_permission_type_of(&user).await?;
    let is_outgrown = !Rights::carried_by(held.as_ref()).is_within(link.rights);
    let user = Box::new(user);
    Ok(if is_outgrown || link.is_expired(context.now()) {
        Opened::Expired(user)
    } else {
        Opened::Valid(user)
    })
}

/// Looks at a link, and at the organisation it names: `None` where there is no such organisation.
///
/// # Errors
///
/// Those of the store.
pub async fn open_with_organisation(
    store: &Store,
    secret: &Secret,
    context: &Context,
    token: &str,
) -> Result<(Opened, Option<OrganisationSettings>), StoreError> {
    let organisation = async {
        match Link::read(token, secret, Purpose::ActivationLink) {
            Some(link) => store.find_settings(&link.organisation).await,
            None => Ok(None),
        }
    };
    let (opened, organisation) = futures::try_join!(open_link(store, secret, context, token), organisation)?;
    let opened = match &organisation {
        Some(organisation) => unless_closed(opened, organisation),
        None => opened,
    };
    Ok((opened, organisation))
}

/// Redeems a link: the person gets their password and a session. Of many presses at once, one sets the password; the
/// same press again (same link, same password, within ten minutes) gets a session as well.
///
/// # Errors
///
/// See [`RedeemError`].
pub async fn redeem(
    store: &Store,
    secret: &Secret,
    issuer: &str,
    context: &Context,
    token: &str,
    password: &str,
    network: &str,
) -> Result<Entered, RedeemError> {
    let again = |lost_a_race| {
        let press = Press {
            means: Means::Link,
            password,
            network,
            issuer,
            lost_a_race,
        };
        repeat::answer(store, secret, context, token, press)
    };
    let (invited, organisation) = match open_with_organisation(store, secret, context, token).await? {
        (Opened::Valid(invited), Some(organisation)) => (invited, organisation),
        (Opened::Expired(_), Some(_)) => return Err(RedeemError::Expired),
        (Opened::Gone, _) | (_, None) => return again(false).await?.ok_or(RedeemError::Gone),
    };
    let own_words = invited.own_words(&organisation.settings.name);
    password::check(password, &own_words).map_err(RedeemError::Password)?;
    let hash = password::hash(password, context);
    let generation = invited.link_generation;
    let redeemed = store
        .update_user(context, &invited.organisation, &invited.id, |user| {
            // The answer to this very write was lost on its way: the salt makes the hash this press's own.
            if user.password.as_ref() == Some(&hash) {
                return Some(());
            }
            (user.status == Status::Invited && user.link_generation == generation).then(|| {
                user.password = Some(hash.clone());
                activate(user, context, Means::Link, generation);
            })
        })
        .await?;
    let Some((user, ())) = redeemed else {
        return again(true).await?.ok_or(RedeemError::Gone);
    };
    tracing::info!(organisation = %user.organisation, user = %user.id, "activated");
    sign_up::confirm(store, context, &invited).await;
    limits::clear_quietly(store, secret, context, &user).await;
    Ok(Entered::new(user, secret, issuer, context))
}

/// Makes a user active who has just chosen a password: their links and one-time password are dead, nothing more is sent.
/// `generation` is what the link or ticket carries.
pub(super) fn activate(user: &mut User, context: &Context, means: Means, generation: u32) {
    let now = context.now();
    let by = Some(user.principal());
    if user.activated_at.is_none() {
        user.activated_at = Some(now);
        user.note(now, Happening::Activated, by);
    } else {
        user.note(now, Happening::PasswordChanged, by);
    }
    user.status = Status::Active;
    user.last_sign_in_at = Some(now);
    user.one_time_password = None;
    user.sign_up_counter = None;
    user.link_generation += 1;
    user.session_epoch += 1;
    user.redeemed = Some(Redeemed {
        means,
        generation,
        links: user.link_generation,
        epoch: user.session_epoch,
        at: now,
    });
    if let Some(activation) = &mut user.activation {
        activation.settle();
    }
}

/// A session for a user.
pub(super) fn session_token(
    user: &User,
    is_by_sso: bool,
    secret: &Secret,
    issuer: &str,
    context: &Context,
) -> String {
    let session = Session {
        organisation: user.organisation.clone(),
        user_id: user.id.clone(),
        epoch: user.session_epoch,
        id: context.id("s_"),
        is_by_sso,
    };
    session.issue(secret, issuer, context.now())
}

/// Sends a fresh link to the same contact, for one that has expired. The same press again sends nothing more.
///
/// # Errors
///
/// See [`RenewError`].
pub async fn renew(env: &Env, context: &Context, token: &str) -> Result<(), RenewError> {
    let (opened, _) = open_with_organisation(&env.store, &env.secret, context, token).await?;
    match opened {
        Opened::Expired(invited) => request_again(env, context, &invited).await,
        Opened::Valid(_) => Err(RenewError::StillWorks),
        Opened::Gone => Err(RenewError::Gone),
    }
}

/// Asks for a user's messages again, at most once a minute and five times a day.
async fn request_again(env: &Env, context: &Context, user: &User) -> Result<(), RenewError> {
    let (store, secret) = (&env.store, &env.secret);
    let now = context.now();
    // An administrator's request may be of before this link died.
    let is_on_its_way = |user: &User| {
        user.activation.as_ref().is_some_and(|activation| {
            activation.origin == Origin::Stranger
                && now.duration_since(activation.requested_at) < SAME_RENEWAL
        })
    };
    if is_on_its_way(user) {
        return Ok(());
    }
    let renewals = Counter::new(secret, "renew-day", &[user.organisation.as_str(), &user.id]);
    if !store.count(now, &renewals, RENEWALS, DAY).await? {
        let retry_after = seconds_left(now, DAY);
        return Err(RenewError::TooOften { retry_after });
    }
    let requested = store
        .update_user(context, &user.organisation, &user.id, |user| {
            (user.status == Status::Invited && !is_on_its_way(user)).then(|| {
                let channels = user.channels_again();
                let again = user.activation.as_ref().map_or_else(
                    || Activation::request(now),
                    |activation| activation.request_again(now, channels),
                );
                debug_assert_eq!(again.stage, Stage::Requested);
                user.activation = Some(again.from(Origin::Stranger).at_once());
                user.note(now, Happening::ActivationRequested, None);
            })
        })
        .await?;
    if requested.is_none() {
        // Another press was quicker.
        store.uncount(now, &renewals, DAY).await?;
    }
    env.send_now(&user.organisation, &user.id).await;
    Ok(())
}
