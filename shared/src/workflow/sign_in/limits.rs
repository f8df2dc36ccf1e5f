//! How often one may try to sign in.
//!
//! A known device has a count of its own, so that nobody else's failures keep its owner out. Everybody else shares the
//! person's count, and the limits of their network and of the organisation. Which of them holds a try back is not
//! answered: what the person's count holds back is refused as a wrong password is, after the same work.

use super::SignInError;
use crate::{
    aws::store::{
        Store, StoreError,
        ephemera::{Counter, seconds_left},
    },
    domain::{
        base32,
        context::Context,
        device::{self, Device},
        secret::{Purpose, Secret},
        user::User,
    },
};
use jiff::Timestamp;

/// Failures in ten minutes from one network; a whole shop may stand behind one.
const FAILURES_PER_NETWORK: u32 = 300;
/// Failures in ten minutes against one organisation. Beyond them, networks are slowed down.
const FAILURES_PER_ORGANISATION: u32 = 3_000;
/// What a network has left while its organisation is under attack: enough for a person, little for a guesser.
const FAILURES_PER_NETWORK_UNDER_ATTACK: u32 = 10;
const WINDOW_SECONDS: i64 = 600;
/// Failures on a known device before it counts as unknown.
const FAILURES_PER_DEVICE: u32 = 10;

/// Where a try is counted.
#[derive(Debug)]
pub(super) enum Counted {
    /// On the known device alone.
    OnDevice,
    /// With the person, the network and the organisation.
    WithPerson,
    /// It has to wait: whatever it tries is refused.
    Blocked,
}

/// The limits on one try.
#[derive(Debug)]
pub(super) struct Limits<'a> {
    store: &'a Store,
    context: &'a Context,
    device: Option<Counter>,
    person: Counter,
    network_of_person: String,
    network: Counter,
    organisation: Counter,
}

impl<'a> Limits<'a> {
    /// `whose`: the user's id or, where there is none, the identifier that was typed. `device`: the one they are known on.
    pub(super) fn new(
        store: &'a Store,
        secret: &Secret,
        context: &'a Context,
        organisation: &str,
        whose: &str,
        network: &str,
        device: Option<Device>,
    ) -> Self {
        Self {
            store,
            context,
            device: device
                .map(|device| Counter::new(secret, "sign-in-device", &[organisation, whose, &device.id()])),
            person: of_person(secret, organisation, whose),
            network_of_person: of_network(secret, organisation, whose, network),
            network: of_any(secret, network),
            organisation: of_all(secret, organisation),
        }
    }

    /// Counts a try as failed until [`Limits::make_good`] says otherwise.
    ///
    /// # Errors
    ///
    /// Too many, for any account, where the network's limit is reached.
    pub(super) async fn count(&self) -> Result<Counted, SignInError> {
        let now = self.context.now();
        if let Some(device) = &self.device
            && self
                .store
                .count(now, device, FAILURES_PER_DEVICE, device::LIFETIME_SECONDS)
                .await?
        {
            return Ok(Counted::OnDevice);
        }
        let count = |counter, limit| self.store.count(now, counter, limit, WINDOW_SECONDS);
        let is_calm = count(&self.organisation, FAILURES_PER_ORGANISATION).await?;
        let limit = if is_calm {
            FAILURES_PER_NETWORK
        } else {
            FAILURES_PER_NETWORK_UNDER_ATTACK
        };
        if !count(&self.network, limit).await? {
            // What one limit refuses must not fill the other: one busy network would slow down its whole organisation.
            if is_calm {
                self.store
                    .uncount(now, &self.organisation, WINDOW_SECONDS)
                    .await?;
            }
            let retry_after = seconds_left(now, WINDOW_SECONDS);
            return Err(SignInError::TooMany { retry_after });
        }
        let may_try = self
            .store
            .reserve_try(self.context, &self.person, &self.network_of_person)
            .await?;
        Ok(if may_try {
            Counted::WithPerson
        } else {
            Counted::Blocked
        })
    }

    /// It was a success: the person's own slips no longer count.
    pub(super) async fn make_good(&self, counted: &Counted) -> Result<(), StoreError> {
        let now = self.context.now();
        if let Some(device) = &self.device {
            self.store
                .forget_uses(now, device, device::LIFETIME_SECONDS)
                .await?;
        }
        if matches!(counted, Counted::WithPerson) {
            let network = &self.network_of_person;
            let (of_person, by_network, by_organisation) = futures::join!(
                self.store
                    .change_attempts(self.context, &self.person, |attempts| attempts.make_good(network)),
                self.store.uncount(now, &self.network, WINDOW_SECONDS),
                self.store.uncount(now, &self.organisation, WINDOW_SECONDS),
            );
            of_person.and(by_network).and(by_organisation)?;
        }
        Ok(())
    }
}

fn of_person(secret: &Secret, organisation: &str, whose: &str) -> Counter {
    Counter::new(secret, "sign-in", &[organisation, whose])
}

/// The counts that are one person's.
pub(in crate::workflow) fn of_user(secret: &Secret, user: &User) -> Vec<Counter> {
    vec![of_person(secret, user.organisation.as_str(), &user.id)]
}

/// Attempts from a network, over all accounts.
fn of_any(secret: &Secret, network: &str) -> Counter {
    Counter::new(secret, "sign-in-address", &[network])
}

/// Attempts in an organisation, over all accounts.
fn of_all(secret: &Secret, organisation: &str) -> Counter {
    Counter::new(secret, "sign-in-organisation", &[organisation])
}

/// A try with a one-time password, at `tried_at`, has led to a password: it no longer counts against network and
/// organisation. A failure only leaves it counted.
pub(super) async fn take_back_quietly(
    store: &Store,
    secret: &Secret,
    user: &User,
    network: &str,
    tried_at: Timestamp,
) {
    let (of_any, of_all) = (
        of_any(secret, network),
        of_all(secret, user.organisation.as_str()),
    );
    let (by_network, by_organisation) = futures::join!(
        store.uncount(tried_at, &of_any, WINDOW_SECONDS),
        store.uncount(tried_at, &of_all, WINDOW_SECONDS),
    );
    if let Err(error) = by_network.and(by_organisation) {
        tracing::warn!(%error, "a try stays counted");
    }
}

/// A network in one person's count, in terms that name neither.
fn of_network(secret: &Secret, organisation: &str, whose: &str, network: &str) -> String {
    let parts = ["sign-in-network", organisation, whose, network].map(str::as_bytes);
    base32::encode(&secret.tag(Purpose::Counter, &parts)[..10])
}

/// Counts a guess at a person's password that came another way than by signing in.
pub(in crate::workflow) async fn count_guess(
    store: &Store,
    secret: &Secret,
    context: &Context,
    user: &User,
    network: &str,
) -> Result<(), StoreError> {
    let organisation = user.organisation.as_str();
    let network = of_network(secret, organisation, &user.id, network);
    let now = context.now().as_millisecond();
    store
        .change_attempts(context, &of_person(secret, organisation, &user.id), |attempts| {
            attempts.count(&network, now);
        })
        .await?;
    Ok(())
}

/// [`clear`] after something that succeeded all the same: a failure only leaves the count as it is.
pub(in crate::workflow) async fn clear_quietly(
    store: &Store,
    secret: &Secret,
    context: &Context,
    user: &User,
) {
    if let Err(error) = clear(store, secret, context, user).await {
        tracing::warn!(%error, "failed tries could not be cleared");
    }
}

/// Lets a person try again at once: somebody unlocked them, or they have new credentials.
pub async fn clear(store: &Store, secret: &Secret, context: &Context, user: &User) -> Result<(), StoreError> {
    let person = of_person(secret, user.organisation.as_str(), &user.id);
    let now = context.now().as_millisecond();
    store
        .change_attempts(context, &person, |attempts| attempts.clear(now))
        .await?;
    Ok(())
}
