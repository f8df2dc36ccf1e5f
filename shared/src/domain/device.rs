//! Devices that somebody has signed in from before: a stranger's failures do not count there.
//!
//! A device's token is computed, not stored: an id of its own and the moment it was issued, under a MAC that also covers
//! organisation, user and the user's session epoch. It names nobody, it is no credential (a password is needed all the
//! same), and whatever ends the user's sessions makes it void. A browser that several people use keeps one for each,
//! joined by full stops; an API caller may send them the same way.

use crate::domain::{
    context::Context,
    secret::{Purpose, Secret},
    user::User,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;

/// How long a device is known after the last signing in from it, in seconds: 180 days.
pub const LIFETIME_SECONDS: i64 = 180 * 86_400;
/// Tokens of one browser: the latest ones. Of 39 letters each, they stay well below a cookie's 4,096.
const KEPT_TOKENS: usize = 40;

const VERSION: u8 = 1;
const ID: usize = 8;
const TAG: usize = 16;
const SEPARATOR: char = '.';

/// Whom a device is to be known for.
#[derive(Debug, Clone, Copy)]
pub struct Holder<'a> {
    /// The organisation's slug.
    pub organisation: &'a str,
    /// The user's id.
    pub user_id: &'a str,
    /// The user's session epoch.
    pub epoch: u32,
}

impl<'a> Holder<'a> {
    /// A user as they are.
    pub fn of(user: &'a User) -> Self {
        Self {
            organisation: user.organisation.as_str(),
            user_id: &user.id,
            epoch: user.session_epoch,
        }
    }
}

/// One device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Device([u8; ID]);

impl Device {
    /// A device that was not known before.
    pub fn new(context: &Context) -> Self {
        Self(context.bytes())
    }

    /// The one that one of the presented tokens makes known for `holder`. The same work whether there is one or not.
    pub fn recognise(presented: &str, secret: &Secret, holder: Holder<'_>, now: Timestamp) -> Option<Self> {
        let mut found = None;
        for (payload, tag) in tokens(presented).filter_map(decode) {
            if holds(secret, holder, &payload, &tag) && is_alive(&payload, now) {
                found = Some(Self(id_of(&payload)));
            }
        }
        found
    }

    /// The token that makes it known from now on.
    pub fn token(self, secret: &Secret, holder: Holder<'_>, now: Timestamp) -> String {
        let mut payload = [0; 5 + ID];
        payload[0] = VERSION;
        payload[1..5].copy_from_slice(&u32::try_from(now.as_second()).unwrap_or(0).to_be_bytes());
        payload[5..].copy_from_slice(&self.0);
        let tag = tag(secret, holder, &payload);
        URL_SAFE_NO_PAD.encode([payload.as_slice(), &tag].concat())
    }

    /// What counts the failures on it, in terms that name nobody.
    pub fn id(self) -> String {
        crate::domain::base32::encode(&self.0)
    }
}

/// What a browser keeps when it has got a new token: those of others, and this one in place of its own older one.
pub fn keep(presented: &str, token: &str, now: Timestamp) -> String {
    let own = decode(token).map(|(payload, _)| id_of(&payload));
    let mut kept: Vec<&str> = tokens(presented)
        .filter(|other| {
            decode(other).is_some_and(|(payload, _)| is_alive(&payload, now) && Some(id_of(&payload)) != own)
        })
        .collect();
    let surplus = (kept.len() + 1).saturating_sub(KEPT_TOKENS);
    kept.drain(..surplus);
    kept.push(token);
    kept.join(&SEPARATOR.to_string())
}

type Payload = [u8; 5 + ID];

fn tokens(presented: &str) -> impl Iterator<Item = &str> {
    presented.split(SEPARATOR).take(KEPT_TOKENS)
}

/// The MAC of a token, for its holder.
fn tag(secret: &Secret, holder: Holder<'_>, payload: &Payload) -> [u8; TAG] {
    secret.tag(
        Purpose::Device,
        &[
            holder.organisation.as_bytes(),
            holder.user_id.as_bytes(),
            &holder.epoch.to_be_bytes(),
            payload,
        ],
    )
}

fn holds(secret: &Secret, holder: Holder<'_>, payload: &Payload, tag: &[u8]) -> bool {
    secret.verify(
        Purpose::Device,
        &[
            holder.organisation.as_bytes(),
            holder.user_id.as_bytes(),
            &holder.epoch.to_be_bytes(),
            payload,
        ],
        tag,
    )
}

fn decode(token: &str) -> Option<(Payload, [u8; TAG])> {
    let bytes = URL_SAFE_NO_PAD.decode(token.trim()).ok()?;
    let (payload, tag) = bytes.split_first_chunk::<{ 5 + ID }>()?;
    let tag = tag.try_into().ok()?;
    (payload[0] == VERSION).then_some((*payload, tag))
}

fn id_of(payload: &Payload) -> [u8; ID] {
    let mut id = [0; ID];
    id.copy_from_slice(&payload[5..]);
    id
}

fn is_alive(payload: &Payload, now: Timestamp) -> bool {
    let [_, a, b, c, d, ..] = *payload;
    let issued = i64::from(u32::from_be_bytes([a, b, c, d]));
    now.as_second() < issued + LIFETIME_SECONDS
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANNA: Holder<'_> = Holder {
        organisation: "demo",
        user_id: "u_1",
        epoch: 3,
    };

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn a_device_is_known_for_its_holder_until_sessions_end_or_time_is_up() {
        let (secret, context) = (Secret::new("s", None), Context::at(at(1_000), 1));
        let device = Device::new(&context);
        let token = device.token(&secret, ANNA, at(1_000));
        let known = |presented: &str, holder, second| {
            Device::recognise(presented, &secret, holder, at(second)) == Some(device)
        };
        assert!(known(&token, ANNA, 1_000));
        assert!(known(&token, ANNA, 1_000 + LIFETIME_SECONDS - 1));
        assert!(!known(&token, ANNA, 1_000 + LIFETIME_SECONDS));
        assert!(!known(&token, Holder { epoch: 4, ..ANNA }, 1_000));
        assert!(!known(
            &token,
            Holder {
                user_id: "u_2",
                ..ANNA
            },
            1_000
        ));
        assert!(!known(
            &token,
            Holder {
                organisation: "other",
                ..ANNA
            },
            1_000
        ));
        assert!(!known("", ANNA, 1_000));
        let rotated = Secret::new("t", Some("s"));
        assert_eq!(Device::recognise(&token, &rotated, ANNA, at(1_000)), Some(device));
    }

    #[test]
    fn a_token_with_any_bit_changed_is_no_token() {
        let (secret, context) = (Secret::new("s", None), Context::at(at(1_000), 1));
        let token = Device::new(&context).token(&secret, ANNA, at(1_000));
        let bytes = URL_SAFE_NO_PAD.decode(token).unwrap();
        for bit in 0..bytes.len() * 8 {
            let mut forged = bytes.clone();
            forged[bit / 8] ^= 1 << (bit % 8);
            let token = URL_SAFE_NO_PAD.encode(forged);
            assert_eq!(
                Device::recognise(&token, &secret, ANNA, at(1_000)),
                None,
                "bit {bit}"
            );
        }
    }

    #[test]
    fn a_browser_of_several_people_keeps_a_token_for_each_and_fits_a_cookie() {
        let (secret, context) = (Secret::new("s", None), Context::at(at(1_000), 1));
        let mut kept = String::new();
        let people: Vec<String> = (0..60).map(|number| format!("u_{number}")).collect();
        let holder = |user_id| Holder { user_id, ..ANNA };
        for person in &people {
            let token = Device::new(&context).token(&secret, holder(person), at(1_000));
            kept = keep(&kept, &token, at(1_000));
        }
        let known = |kept: &str, person| Device::recognise(kept, &secret, holder(person), at(1_000));
        assert!(known(&kept, "u_19").is_none() && known(&kept, "u_20").is_some());
        assert!(kept.len() < 2_000, "{}", kept.len());
        // Signing in again replaces one's own token, and what is no token goes.
        let device = known(&kept, "u_40").unwrap();
        let again = keep(
            &format!("nonsense.{kept}"),
            &device.token(&secret, holder("u_40"), at(2_000)),
            at(2_000),
        );
        assert_eq!(known(&again, "u_40"), Some(device));
        assert_eq!(again.split('.').count(), kept.split('.').count() - 1);
        assert!(
            keep(
                &kept,
                &device.token(&secret, holder("u_40"), at(1)),
                at(LIFETIME_SECONDS + 5_000)
            )
            .len()
                < 50
        );
    }
}
