//! Signing in with an e-mail or a username and a password, or with a one-time password.
//!
//! An attempt at an account that is unknown, disabled, without a password, guarded by another password, let in by single sign-on
//! alone or has to wait gets the same answer after the same work.

pub mod limits;

use super::{
    grant,
    redeem::{Entered, activate, session_token},
    repeat::{self, Press},
};
use crate::{
    aws::store::{Store, StoreError},
    domain::{
        activation::Link,
        base32,
        capability::Rights,
        context::Context,
        device::{Device, Holder},
        fault::{Code, Fault},
        identifier::Identifier,
        organisation::{Settings, Slug, SsoSettings},
        password::{self, OneTimePassword},
        secret::{Purpose, Secret},
        user::{Means, Status, User},
    },
};
use jiff::{SignedDuration, Timestamp};
use limits::{Counted, Limits};
use std::collections::BTreeSet;

/// How long one has to choose a password after a one-time password, in seconds.
pub const TICKET_SECONDS: i64 = 600;
/// An id that no user has, and a keyed hash that no one-time password has: what is unknown costs the same work.
const NOBODYS_ID: &str = "u_0000000000000000";
const NOBODYS_HASH: &str = "00000000000000000000000000";

/// What signing in gives.
#[derive(Debug)]
pub enum SignedIn {
    /// A session.
    Session {
        /// The user who signed in.
        user: Box<User>,
        /// The access token.
        access_token: String,
        /// What makes this device known from now on ([`crate::domain::device`]).
        device: String,
    },
    /// A one-time password yields only the choice of a password.
    PasswordChange {
        /// To be sent along with the new password.
        ticket: String,
    },
}

/// What somebody typed.
#[derive(Debug, Clone, Copy)]
pub struct Credentials<'a> {
    /// The organisation's slug.
    pub organisation: &'a str,
    /// E-mail or username, or what a directory calls them.
    pub identifier: &'a str,
    /// Password or one-time password.
    pub password: &'a str,
    /// The network the request came from.
    pub network: &'a str,
    /// The device tokens that came along; may be empty.
    pub devices: &'a str,
}

/// Why somebody was not signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// Something does not fit, or the person has to wait: one answer for all causes.
    #[error("the credentials do not fit")]
    Refused,
    /// Too many failures from one network, over all accounts.
    #[error("too many failures from one network")]
    TooMany {
        /// Seconds until it may try again.
        retry_after: u64,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why no password was chosen.
#[derive(Debug, thiserror::Error)]
pub enum ChoosePasswordError {
    /// The ticket is unknown, used or expired.
    #[error("the ticket does not work")]
    Gone,
    /// The password is not accepted.
    #[error("the password is not accepted")]
    Password(Fault),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Signs somebody in.
///
/// # Errors
///
/// See [`SignInError`].
pub async fn sign_in(
    store: &Store,
    secret: &Secret,
    issuer: &str,
    context: &Context,
    credentials: Credentials<'_>,
) -> Result<SignedIn, SignInError> {
    let Wanted {
        slug,
        identifier,
        found,
        sso,
    } = look_up(store, context, credentials).await?;
    let now = context.now();
    let device = Device::recognise(credentials.devices, secret, holder(&slug, found.as_ref()), now);
    let whose = found
        .as_ref()
        .map_or(identifier.as_str(), |user| user.id.as_str());
    let network = credentials.network;
    let limits = Limits::new(store, secret, context, slug.as_str(), whose, network, device);
    let counted = limits.count().await?;

    let hash = found.as_ref().and_then(|user| user.password.as_ref());
    let password_fits = password::verify(credentials.password, hash);
    let one_time_fits = one_time_fits(secret, found.as_ref(), credentials.password, context);
    let user = found
        .filter(|user| sso.allows_password(&user.id) && may_enter(user, &counted, one_time_fits))
        .ok_or(SignInError::Refused)?;
    if let Some(one_time) = user.one_time_password.as_ref().filter(|_| one_time_fits) {
        // It may be the same for many, and guessed of many: it stays a try until a password is chosen.
        let ticket = ticket_for(store, secret, context, &user, one_time).await?;
        return Ok(SignedIn::PasswordChange { ticket });
    }
    if !password_fits || user.status != Status::Active {
        return Err(SignInError::Refused);
    }
    rehash_if_outdated(store, context, &user, credentials.password).await;
    note_sign_in(store, context, &user).await;
    let device = device.unwrap_or_else(|| Device::new(context));
    let signed_in = SignedIn::Session {
        access_token: session_token(&user, false, secret, issuer, context),
        device: device.token(secret, Holder::of(&user), now),
        user: Box::new(user),
    };
    limits.make_good(&counted).await?;
    Ok(signed_in)
}

/// Who somebody wants to be.
struct Wanted {
    slug: Slug,
    /// In its canonical form.
    identifier: String,
    found: Option<User>,
    /// Who may use a password there.
    sso: SsoSettings,
}

/// Looks for whom somebody has typed, with as many calls for nobody as for a known user: by their e-mail or username, or by what a
/// directory calls them, which is another text where it knows them by a user principal name. Whose e-mail it is comes first, unless
/// they have only signed up and nobody has confirmed it.
async fn look_up(
    store: &Store,
    context: &Context,
    credentials: Credentials<'_>,
) -> Result<Wanted, StoreError> {
    // An organisation or identifier that cannot exist is looked for all the same, in a place where nobody is.
    let slug = Slug::parse(credentials.organisation).unwrap_or_else(|_| nowhere());
    let typed = credentials.identifier.trim();
    let identifier = Identifier::parse(typed).unwrap_or_else(|_| nobody());
    // What is longer than what a directory may call anybody is looked for all the same.
    let user_name = Identifier::find_user_name(typed).unwrap_or_else(|| Identifier::of_user_name(""));
    let both = [identifier, user_name];
    let (owners, organisation) = futures::try_join!(
        store.find_owners(context, &slug, &both),
        store.find_settings(&slug)
    )?;
    let owner = |one: &Identifier| owners.get(&(one.field(), one.canonical()));
    let ids: BTreeSet<String> = both
        .iter()
        .filter_map(owner)
        .map(|owner| owner.user_id.clone())
        .collect();
    let ids: Vec<String> = if ids.is_empty() {
        vec![NOBODYS_ID.to_owned()]
    } else {
        ids.into_iter().collect()
    };
    let mut users = store.find_users(context, &slug, &ids).await?;
    let mut take = |one: &Identifier| {
        let id = &owner(one)?.user_id;
        let at = users.iter().position(|user| user.id == *id)?;
        Some(users.remove(at))
    };
    let [of_contact, of_directory] = [take(&both[0]), take(&both[1])];
    let found = match (of_contact, of_directory) {
        (Some(user), Some(other)) if user.is_unconfirmed_sign_up() => Some(other),
        (user, other) => user.or(other),
    };
    let [identifier, _] = both;
    Ok(Wanted {
        slug,
        identifier: identifier.canonical(),
        found,
        sso: organisation
            .map(|organisation| organisation.settings.sso)
            .unwrap_or_default(),
    })
}

/// Whose a device has to be to be known.
fn holder<'a>(slug: &'a Slug, user: Option<&'a User>) -> Holder<'a> {
    user.map_or(
        Holder {
            organisation: slug.as_str(),
            user_id: NOBODYS_ID,
            epoch: 0,
        },
        Holder::of,
    )
}

/// Whether somebody may sign in by any means: neither who is disabled nor who awaits approval.
fn may_sign_in(user: &User) -> bool {
    !matches!(user.status, Status::Disabled | Status::AwaitingApproval)
}

/// Whether a user may come in at all now, with whatever fits.
fn may_enter(user: &User, counted: &Counted, one_time_fits: bool) -> bool {
    // Other people's wrong tries hold back what can be guessed, and a generated one-time password cannot.
    let one_time = user.one_time_password.as_ref().filter(|_| one_time_fits);
    let fits_unguessed = one_time.is_some_and(|one_time| one_time.is_generated);
    let has_to_wait = matches!(counted, Counted::Blocked) && !fits_unguessed;
    may_sign_in(user) && !has_to_wait
}

/// A ticket for the choice of a password, while those who granted the one-time password may still do so.
async fn ticket_for(
    store: &Store,
    secret: &Secret,
    context: &Context,
    user: &User,
    one_time: &OneTimePassword,
) -> Result<String, SignInError> {
    let held = store.find_permission_type_of(user).await?;
    let rights = Rights::carried_by(held.as_ref());
    if !grant::holds(store, user, rights, &one_time.grant).await? {
        return Err(SignInError::Refused);
    }
    let now = context.now();
    let ticket = Link {
        expires: u32::try_from(now.as_second() + TICKET_SECONDS).unwrap_or(u32::MAX),
        generation: ticket_generation(user, one_time),
        ..Link::new(&user.organisation, &user.id, 0, rights, now, 0)
    };
    Ok(ticket.token(secret, Purpose::PasswordTicket))
}

/// What a ticket has for a generation: it is of the user's links and of this one-time password, and dies with either.
/// Another one-time password may rest on somebody else's rights, so a ticket never passes over to it.
fn ticket_generation(user: &User, one_time: &OneTimePassword) -> u32 {
    let hash = base32::decode(&one_time.hash).unwrap_or_default();
    let fingerprint = match hash.as_slice() {
        [a, b, c, ..] => u32::from_be_bytes([0, *a, *b, *c]),
        _ => 0,
    };
    // A token has room for 24 bits.
    user.link_generation.wrapping_add(fingerprint) & 0x00ff_ffff
}

/// Whether this is the user's living one-time password. The same work where there is none, however long the text.
fn one_time_fits(secret: &Secret, user: Option<&User>, text: &str, context: &Context) -> bool {
    let living = user.and_then(|user| {
        let one_time = user.one_time_password.as_ref();
        let one_time = one_time.filter(|one_time| context.now() < one_time.expires_at)?;
        Some((
            user.organisation.as_str(),
            user.id.as_str(),
            one_time.hash.as_str(),
        ))
    });
    let (organisation, id, hash) = living.unwrap_or(("", NOBODYS_ID, NOBODYS_HASH));
    password::one_time_matches(secret, organisation, id, hash, text) && living.is_some()
}

/// When the parameters of hashing have risen, the next sign-in brings the hash along. A failure only postpones it.
async fn rehash_if_outdated(store: &Store, context: &Context, user: &User, text: &str) {
    if !user.password.as_ref().is_some_and(password::is_outdated) {
        return;
    }
    let (before, after) = (user.password.clone(), password::hash(text, context));
    let saved = store
        .update_user(context, &user.organisation, &user.id, |user| {
            (user.password == before).then(|| user.password = Some(after.clone()))
        })
        .await;
    if let Err(error) = saved {
        tracing::warn!(%error, "a password could not be rehashed");
    }
}

/// Keeps when somebody signed in. A failure only makes that older than it is.
pub async fn note_sign_in(store: &Store, context: &Context, user: &User) {
    let now = context.now();
    if user.clone().note_sign_in(now).is_none() {
        return;
    }
    let noted = store
        .update_user(context, &user.organisation, &user.id, |user| {
            user.note_sign_in(now)
        })
        .await;
    if let Err(error) = noted {
        tracing::warn!(%error, "a sign-in could not be noted");
    }
}

/// Chooses a password with the ticket a one-time password gave. The one-time password is used up. The same press again
/// gets a session as well.
///
/// # Errors
///
/// See [`ChoosePasswordError`].
pub async fn choose_password(
    store: &Store,
    secret: &Secret,
    issuer: &str,
    context: &Context,
    ticket: &str,
    password: &str,
    network: &str,
) -> Result<Entered, ChoosePasswordError> {
    let again = |lost_a_race| {
        let press = Press {
            means: Means::Ticket,
            password,
            network,
            issuer,
            lost_a_race,
        };
        repeat::answer(store, secret, context, ticket, press)
    };
    let link = Link::read(ticket, secret, Purpose::PasswordTicket).ok_or(ChoosePasswordError::Gone)?;
    let (user, organisation) = futures::join!(
        store.find_user(&link.organisation, &link.user_id),
        store.find_settings(&link.organisation)
    );
    let (Some(user), Some(organisation)) = (user?, organisation?) else {
        return Err(ChoosePasswordError::Gone);
    };
    let held = store.find_permission_type_of(&user).await?;
    let rights = Rights::carried_by(held.as_ref());
    let permission_type = &user.profile.permission_type;
    let sso = &organisation.settings.sso;
    let holds = |user: &User| {
        // What another permission type carries was not read.
        user.profile.permission_type == *permission_type
            && sso.allows_password(&user.id)
            && rights.is_within(link.rights)
            && is_good_for(&link, user, context.now())
    };
    let grant = match &user.one_time_password {
        Some(one_time) if holds(&user) => &one_time.grant,
        _ => return again(false).await?.ok_or(ChoosePasswordError::Gone),
    };
    if !grant::holds(store, &user, rights, grant).await? {
        return Err(ChoosePasswordError::Gone);
    }
    check_chosen(secret, &user, &organisation.settings, password).map_err(ChoosePasswordError::Password)?;
    let hash = password::hash(password, context);
    let chosen = store
        .update_user(context, &link.organisation, &link.user_id, |user| {
            holds(user).then(|| {
                user.password = Some(hash.clone());
                activate(user, context, Means::Ticket, link.generation);
            })
        })
        .await?;
    let Some((user, ())) = chosen else {
        return again(true).await?.ok_or(ChoosePasswordError::Gone);
    };
    limits::clear_quietly(store, secret, context, &user).await;
    let issued_at = link.expires_at() - SignedDuration::from_secs(TICKET_SECONDS);
    limits::take_back_quietly(store, secret, &user, network, issued_at).await;
    Ok(Entered::new(user, secret, issuer, context))
}

/// Whether a ticket is one of this user's living one-time password, and has not expired.
fn is_good_for(ticket: &Link, user: &User, now: Timestamp) -> bool {
    let is_of = |one_time: &OneTimePassword| {
        ticket_generation(user, one_time) == ticket.generation
            // The ticket outlives the one-time password by its own lifetime at most.
            && now < one_time.expires_at + SignedDuration::from_secs(TICKET_SECONDS)
    };
    !ticket.is_expired(now) && may_sign_in(user) && user.one_time_password.as_ref().is_some_and(is_of)
}

/// Checks a password that somebody chooses in place of a one-time password, which it may not be.
fn check_chosen(secret: &Secret, user: &User, settings: &Settings, text: &str) -> Result<(), Fault> {
    password::check(text, &user.own_words(&settings.name))?;
    let (organisation, id) = (user.organisation.as_str(), &user.id);
    let is_one_time = user
        .one_time_password
        .as_ref()
        .is_some_and(|one_time| password::one_time_matches(secret, organisation, id, &one_time.hash, text));
    if is_one_time {
        return Err(Fault::at("password", Code::SameAsOneTime));
    }
    Ok(())
}

fn nowhere() -> Slug {
    #[expect(clippy::expect_used, reason = "a constant that a test reads too")]
    Slug::parse("nowhere-at-all").expect("a valid slug")
}

fn nobody() -> Identifier {
    #[expect(clippy::expect_used, reason = "a constant that a test reads too")]
    Identifier::parse("nobody-at-all").expect("a valid username")
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_place_where_nobody_is_exists() {
        assert_eq!(super::nowhere().as_str(), "nowhere-at-all");
        assert_eq!(super::nobody().field(), "username");
    }
}
