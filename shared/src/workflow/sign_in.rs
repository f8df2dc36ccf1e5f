//! Signing in with an e-mail or a username and a password, or with a one-time password.
//!
//! Whoever asks about an account that is unknown, disabled, without a password or guarded by another password gets the
//! same answer after the same work.

use super::{
    grant,
    redeem::{activate, session_token},
};
use crate::{
    activation::Link,
    context::{self, Context},
    identifier::Identifier,
    organisation::Slug,
    password::{self, OneTimePassword},
    permission::Rights,
    problem::{Kind, Problem},
    secret::{Purpose, Secret},
    store::{Store, ephemera::Counter},
    user::{Status, User},
};
use jiff::SignedDuration;

/// How long one has to choose a password after a one-time password, in seconds.
pub const TICKET_SECONDS: i64 = 600;
/// Failed tries from one address in ten minutes; a whole shop may stand behind one.
const FAILURES_PER_ADDRESS: u32 = 300;
/// Failed tries against one organisation in ten minutes.
const FAILURES_PER_ORGANISATION: u32 = 3_000;
const WINDOW_SECONDS: i64 = 600;

/// What signing in gives.
#[derive(Debug)]
pub enum SignedIn {
    /// A session.
    Session {
        /// Who.
        user: Box<User>,
        /// The access token.
        access_token: String,
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
    /// E-mail or username.
    pub identifier: &'a str,
    /// Password or one-time password.
    pub password: &'a str,
    /// Where the request came from.
    pub address: &'a str,
}

/// The one answer for all causes.
pub fn refused() -> Problem {
    Problem::new(
        Kind::Unauthorised,
        "Organisation, e-mail or username, and password do not fit together.",
    )
}

/// Signs somebody in.
///
/// # Errors
///
/// Unauthorised, one answer for all causes; too many after too many failures, whoever they were of.
pub async fn sign_in(
    store: &Store,
    secret: &Secret,
    issuer: &str,
    context: &Context,
    credentials: Credentials<'_>,
) -> Result<SignedIn, Problem> {
    // An organisation or identifier that cannot exist is looked for all the same, in a place where nobody is.
    let slug = Slug::parse(credentials.organisation).unwrap_or_else(|_| nowhere());
    let typed = credentials.identifier.trim();
    let identifier = Identifier::parse(typed).unwrap_or_else(|_| nobody());
    let found = store.find_by_identifier(&slug, &identifier).await?;
    if found.is_none() {
        // The second read that a known user would have cost.
        store.find_user(&slug, "u_0000000000000000").await?;
    }
    let canonical = identifier.canonical();
    let whose = found.as_ref().map_or(canonical.as_str(), |user| user.id.as_str());
    let person = Counter::new(secret, "sign-in", &[slug.as_str(), whose]);
    let address = Counter::new(secret, "sign-in-address", &[credentials.address]);
    let organisation = Counter::new(secret, "sign-in-organisation", &[slug.as_str()]);
    let now = context.now();
    let (by_address, by_organisation) = futures::join!(
        store.count(now, &address, FAILURES_PER_ADDRESS, WINDOW_SECONDS),
        store.count(now, &organisation, FAILURES_PER_ORGANISATION, WINDOW_SECONDS),
    );
    let (by_address, by_organisation) = (by_address?, by_organisation?);
    if !by_address || !by_organisation {
        // What one limit refuses must not fill the other: one busy address would shut out its whole organisation.
        if by_organisation {
            store.uncount(now, &organisation, WINDOW_SECONDS).await?;
        }
        if by_address {
            store.uncount(now, &address, WINDOW_SECONDS).await?;
        }
        return Err(Problem::too_many(60));
    }
    if let Err(seconds) = store.reserve_try(context, &person).await? {
        // Nothing was tried, so it does not count against the address and the organisation.
        let (one, other) = futures::join!(
            store.uncount(now, &address, WINDOW_SECONDS),
            store.uncount(now, &organisation, WINDOW_SECONDS),
        );
        one.and(other)?;
        return Err(Problem::too_many(seconds));
    }

    let hash = found.as_ref().and_then(|user| user.password.as_ref());
    let password_fits = password::verify(credentials.password, hash);
    let Some(user) = found.filter(|user| user.status != Status::Disabled) else {
        return Err(refused());
    };
    let one_time = user.one_time_password.as_ref().filter(|one_time| {
        now < one_time.expires_at
            && password::one_time_matches(
                secret,
                user.organisation.as_str(),
                &user.id,
                &one_time.hash,
                credentials.password,
            )
    });
    let signed_in = if let Some(one_time) = one_time {
        let organisation = store
            .find_organisation(&user.organisation)
            .await?
            .ok_or_else(refused)?;
        if !grant::holds(store, &organisation, &user, &one_time.grant).await? {
            return Err(refused());
        }
        let ticket = Link {
            expires: u32::try_from(now.as_second() + TICKET_SECONDS).unwrap_or(u32::MAX),
            generation: ticket_generation(&user, one_time),
            ..Link::new(
                &user.organisation,
                &user.id,
                0,
                Rights::held_by(&user, &organisation),
                now,
                0,
            )
        };
        SignedIn::PasswordChange {
            ticket: ticket.token(secret, Purpose::PasswordTicket),
        }
    } else if password_fits && user.status == Status::Active {
        rehash_if_outdated(store, context, &user, credentials.password).await;
        let access_token = session_token(&user, secret, issuer, context);
        SignedIn::Session {
            user: Box::new(user),
            access_token,
        }
    } else {
        return Err(refused());
    };
    let (forgotten, by_address, by_organisation) = futures::join!(
        store.forget_failures(&person),
        store.uncount(now, &address, WINDOW_SECONDS),
        store.uncount(now, &organisation, WINDOW_SECONDS),
    );
    forgotten.and(by_address).and(by_organisation)?;
    Ok(signed_in)
}

/// What a ticket has for a generation: it is of the user's links and of this one-time password, and dies with either.
/// Another one-time password may rest on somebody else's rights, so a ticket never passes over to it.
fn ticket_generation(user: &User, one_time: &OneTimePassword) -> u32 {
    let hash = context::decode(&one_time.hash).unwrap_or_default();
    let fingerprint = match hash.as_slice() {
        [a, b, c, ..] => u32::from_be_bytes([0, *a, *b, *c]),
        _ => 0,
    };
    // A token has room for 24 bits.
    user.link_generation.wrapping_add(fingerprint) & 0x00ff_ffff
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

/// Chooses a password with the ticket a one-time password gave. The one-time password is used up.
///
/// # Errors
///
/// Gone for a ticket that is unknown, used or expired; invalid for a password that is not accepted.
pub async fn choose_password(
    store: &Store,
    secret: &Secret,
    issuer: &str,
    context: &Context,
    ticket: &str,
    password: &str,
) -> Result<(User, String), Problem> {
    let gone = || {
        Problem::new(
            Kind::Gone,
            "This ticket is no longer valid. Sign in with the one-time password again.",
        )
    };
    let link = Link::read(ticket, secret, Purpose::PasswordTicket)
        .filter(|link| !link.is_expired(context.now()))
        .ok_or_else(gone)?;
    let (user, organisation) = futures::join!(
        store.find_user(&link.organisation, &link.user_id),
        store.find_organisation(&link.organisation)
    );
    let (Some(user), Some(organisation)) = (user?, organisation?) else {
        return Err(gone());
    };
    let holds = |user: &User| {
        user.status != Status::Disabled
            && Rights::held_by(user, &organisation).is_within(link.rights)
            && user.one_time_password.as_ref().is_some_and(|one_time| {
                ticket_generation(user, one_time) == link.generation
                    // The ticket outlives the one-time password by its own lifetime at most.
                    && context.now() < one_time.expires_at + SignedDuration::from_secs(TICKET_SECONDS)
            })
    };
    let grant = match &user.one_time_password {
        Some(one_time) if holds(&user) => &one_time.grant,
        _ => return Err(gone()),
    };
    if !grant::holds(store, &organisation, &user, grant).await? {
        return Err(gone());
    }
    password::check(password, &user.own_words(&organisation.settings.name))
        .map_err(|fault| Problem::invalid(vec![fault]))?;
    if user.one_time_password.as_ref().is_some_and(|one_time| {
        password::one_time_matches(
            secret,
            user.organisation.as_str(),
            &user.id,
            &one_time.hash,
            password,
        )
    }) {
        let fault = crate::fault::Fault::new(
            "password",
            "same_as_one_time",
            "Choose another password than the one-time password.",
        );
        return Err(Problem::invalid(vec![fault]));
    }
    let hash = password::hash(password, context);
    let chosen = store
        .update_user(context, &link.organisation, &link.user_id, |user| {
            holds(user).then(|| {
                user.password = Some(hash.clone());
                activate(user, context);
            })
        })
        .await?;
    let Some((user, ())) = chosen else {
        return Err(gone());
    };
    let token = session_token(&user, secret, issuer, context);
    Ok((user, token))
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
