//! The same press once more: a thumb that tapped twice, a browser that sent a form again.
//!
//! Within ten minutes, the same link or ticket with the same password gets the same happy answer. Any other password,
//! and any other link, is refused after the same work, and counts as a guess at the person's password: a used link is no
//! better a place for guessing than the sign-in page.

use super::{redeem::Entered, sign_in::limits};
use crate::{
    aws::store::{Store, StoreError, ephemera::Counter},
    domain::{
        activation::Link,
        context::Context,
        password,
        secret::{Purpose, Secret},
        user::{Means, Redeemed, Status, User},
    },
};
use jiff::SignedDuration;

/// How long the same press gets the same answer.
const WINDOW: SignedDuration = SignedDuration::from_mins(10);
/// Wrong passwords that one used link or ticket takes in a day.
const GUESSES: u32 = 10;
const GUESSES_SECONDS: i64 = 86_400;

/// A press of the button.
#[derive(Debug, Clone, Copy)]
pub(super) struct Press<'a> {
    pub(super) means: Means,
    pub(super) password: &'a str,
    pub(super) network: &'a str,
    pub(super) issuer: &'a str,
    /// It worked a moment ago: who holds it could have chosen the password, and is no guesser.
    pub(super) lost_a_race: bool,
}

/// Answers a press of a link or ticket that does not work (any more): `None` where it is not the same press again.
pub(super) async fn answer(
    store: &Store,
    secret: &Secret,
    context: &Context,
    token: &str,
    press: Press<'_>,
) -> Result<Option<Entered>, StoreError> {
    let (purpose, kind) = match press.means {
        Means::Link => (Purpose::ActivationLink, "repeat-link"),
        Means::Ticket => (Purpose::PasswordTicket, "repeat-ticket"),
    };
    let Some(link) = Link::read(token, secret, purpose) else {
        return Ok(None);
    };
    let (user, organisation) = futures::try_join!(
        store.find_user(&link.organisation, &link.user_id),
        store.find_settings(&link.organisation)
    )?;
    let (Some(user), Some(organisation)) = (user, organisation) else {
        return Ok(None);
    };
    // Where single sign-on is the only road, no press is the same as one of before.
    let is_open = organisation.settings.sso.allows_password(&user.id);
    let redeemed = user.redeemed.as_ref().filter(|redeemed| {
        is_open
            && redeemed.means == press.means
            && is_of(redeemed, &user, &link)
            && context.now() < redeemed.at + WINDOW
    });
    let hash = redeemed.and(user.password.as_ref());
    if press.lost_a_race {
        let fits = password::verify(press.password, hash);
        return Ok(fits.then(|| Entered::new(user, secret, press.issuer, context)));
    }
    let generation = link.generation.to_string();
    let guesses = Counter::new(secret, kind, &[user.organisation.as_str(), &user.id, &generation]);
    if !store
        .count_patiently(context, &guesses, GUESSES, GUESSES_SECONDS)
        .await?
    {
        return Ok(None);
    }
    if password::verify(press.password, hash) {
        store.uncount(context.now(), &guesses, GUESSES_SECONDS).await?;
        return Ok(Some(Entered::new(user, secret, press.issuer, context)));
    }
    limits::count_guess(store, secret, context, &user, press.network).await?;
    Ok(None)
}

/// Whether the user chose their password with this link or ticket, and nothing has changed their rights or ended their
/// sessions since.
fn is_of(redeemed: &Redeemed, user: &User, link: &Link) -> bool {
    user.status == Status::Active
        && redeemed.generation == link.generation
        && redeemed.links == user.link_generation
        && user.session_epoch == redeemed.epoch
}
