//! Activation links: an address with a token in it.
//!
//! A token is computed, not stored: purpose, expiry, generation, user and what the user could do when it was issued, under
//! a 128-bit MAC. Opening a link changes nothing; a stolen table forges none; raising the user's link generation kills all
//! of them; and none works for somebody who may do more by now than when it was sent.

use crate::domain::{
    base32,
    capability::Rights,
    organisation::Slug,
    secret::{Purpose, Secret},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What an activation link says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The user's organisation.
    pub organisation: Slug,
    /// The user.
    pub user_id: String,
    /// Seconds since 1970.
    pub expires: u32,
    /// The user's link generation when it was made.
    pub generation: u32,
    /// What the user could do when it was made. It holds only while they can do no more.
    pub rights: Rights,
}

/// The low half of a token's first byte; the high half is [`Rights`].
const VERSION: u8 = 2;
/// Tokens of version 1 say nothing of rights. They count as issued to somebody without any, who nearly everybody is.
const WITHOUT_RIGHTS: u8 = 1;
const TAG: usize = 16;

impl Link {
    /// A link for `days` days from `now`.
    pub fn new(
        organisation: &Slug,
        user_id: &str,
        generation: u32,
        rights: Rights,
        now: Timestamp,
        days: u16,
    ) -> Self {
        let expires = now.as_second() + i64::from(days) * 86_400;
        Self {
            organisation: organisation.clone(),
            user_id: user_id.to_owned(),
            expires: u32::try_from(expires).unwrap_or(u32::MAX),
            generation,
            rights,
        }
    }

    /// Whether it has expired. (Expiry is always checked in code.)
    pub fn is_expired(&self, now: Timestamp) -> bool {
        now.as_second() >= i64::from(self.expires)
    }

    /// The moment it expires.
    pub fn expires_at(&self) -> Timestamp {
        Timestamp::from_second(i64::from(self.expires)).unwrap_or(Timestamp::MAX)
    }

    fn payload(&self) -> Vec<u8> {
        let id = self
            .user_id
            .strip_prefix("u_")
            .and_then(base32::decode)
            .unwrap_or_default();
        let mut payload = vec![VERSION | (self.rights.bits() << 4)];
        payload.extend(self.expires.to_be_bytes());
        payload.extend(self.generation.to_be_bytes()[1..].iter());
        payload.push(u8::try_from(id.len()).unwrap_or(0));
        payload.extend(id);
        payload.extend(self.organisation.as_str().as_bytes());
        payload
    }

    /// The token that stands in the address: URL-safe, about 50 characters, so that an SMS has room for words.
    pub fn token(&self, secret: &Secret, purpose: Purpose) -> String {
        let mut bytes = self.payload();
        let tag = secret.tag(purpose, &[&bytes]);
        bytes.extend(tag);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// The token in what somebody opened or copied, without what stuck to it: the full stop, bracket or quote of the
    /// sentence it stood in. `_` and `-` may be part of a token, so what is left may still carry one too many.
    pub fn bare_token(copied: &str) -> &str {
        let is_of_a_token = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        let start = copied.trim_start_matches(|c| !is_of_a_token(c));
        let end = start.find(|c| !is_of_a_token(c)).unwrap_or(start.len());
        &start[..end]
    }

    /// Reads a token of a purpose, whatever punctuation sticks to it. Says nothing about expiry, generation or whether
    /// the user exists.
    pub fn read(copied: &str, secret: &Secret, purpose: Purpose) -> Option<Self> {
        let token = Self::bare_token(copied);
        if token.len() > 200 {
            return None;
        }
        // Messengers take `_` and `-` for signs of emphasis: one or two behind a token may be no part of it.
        (0..=2).find_map(|surplus| {
            let (token, rest) = token.split_at_checked(token.len().checked_sub(surplus)?)?;
            let is_emphasis = rest.bytes().all(|byte| matches!(byte, b'-' | b'_'));
            is_emphasis.then(|| Self::read_exactly(token, secret, purpose))?
        })
    }

    fn read_exactly(token: &str, secret: &Secret, purpose: Purpose) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (payload, tag) = bytes.split_at_checked(bytes.len().checked_sub(TAG)?)?;
        if !secret.verify(purpose, &[payload], tag) {
            return None;
        }
        let (&[version, e0, e1, e2, e3, g0, g1, g2, length], rest) = payload.split_first_chunk::<9>()?;
        let (id, organisation) = rest.split_at_checked(usize::from(length))?;
        let rights = match (version & 0xf, version >> 4) {
            (VERSION, rights) => Rights::from_bits(rights),
            (WITHOUT_RIGHTS, 0) => Rights::NONE,
            _ => return None,
        };
        Some(Self {
            organisation: Slug::parse(std::str::from_utf8(organisation).ok()?).ok()?,
            user_id: format!("u_{}", base32::encode(id)),
            expires: u32::from_be_bytes([e0, e1, e2, e3]),
            generation: u32::from_be_bytes([0, g0, g1, g2]),
            rights,
        })
    }
}

/// What is kept of a link that was sent: enough to say until when it works. Stored as two numbers, since every invited person
/// has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "(u32, u32)", into = "(u32, u32)")]
pub struct SentLink {
    expires: u32,
    generation: u32,
}

impl SentLink {
    /// Of a link.
    pub fn of(link: &Link) -> Self {
        Self {
            expires: link.expires,
            generation: link.generation,
        }
    }

    /// When it expires, unless links of its generation are dead by now.
    pub fn expires_at(self, generation: u32) -> Option<Timestamp> {
        (self.generation == generation)
            .then(|| Timestamp::from_second(i64::from(self.expires)).unwrap_or(Timestamp::MAX))
    }
}

impl From<(u32, u32)> for SentLink {
    fn from((expires, generation): (u32, u32)) -> Self {
        Self { expires, generation }
    }
}

impl From<SentLink> for (u32, u32) {
    fn from(link: SentLink) -> Self {
        (link.expires, link.generation)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{capability::Capability, context::Context};
    use proptest::prelude::*;

    fn link() -> Link {
        let user_id = Context::at(Timestamp::UNIX_EPOCH, 3).id("u_");
        Link::new(
            &Slug::parse("demo").unwrap(),
            &user_id,
            2,
            Rights::of(&[Capability::ManageSettings]),
            Timestamp::UNIX_EPOCH,
            14,
        )
    }

    #[test]
    fn a_link_is_read_back_and_is_short() {
        let secret = Secret::new("s", None);
        let token = link().token(&secret, Purpose::ActivationLink);
        assert_eq!(Link::read(&token, &secret, Purpose::ActivationLink), Some(link()));
        assert_eq!(Link::read(&token, &secret, Purpose::PasswordTicket), None);
        assert!(token.len() <= 54, "{} characters", token.len());
        assert!(!link().is_expired(Timestamp::from_second(14 * 86_400 - 1).unwrap()));
        assert!(link().is_expired(Timestamp::from_second(14 * 86_400).unwrap()));
    }

    #[test]
    fn a_link_of_before_rights_were_kept_is_read_as_one_without_any() {
        let secret = Secret::new("s", None);
        let mut old = link().payload();
        old[0] = 1;
        let sealed = |payload: &[u8]| {
            let tag = secret.tag(Purpose::ActivationLink, &[payload]);
            URL_SAFE_NO_PAD.encode([payload, tag.as_slice()].concat())
        };
        let read = |payload: &[u8]| Link::read(&sealed(payload), &secret, Purpose::ActivationLink);
        let expected = Link {
            rights: Rights::NONE,
            ..link()
        };
        assert_eq!(read(&old), Some(expected));
        for version in [0, 3, 0x11, 0x40] {
            old[0] = version;
            assert_eq!(read(&old), None, "{version}");
        }
    }

    #[test]
    fn what_sticks_to_a_link_is_no_part_of_it() {
        let secret = Secret::new("s", None);
        let token = link().token(&secret, Purpose::ActivationLink);
        for (before, after) in [
            ("", "."),
            ("", ","),
            ("", ";"),
            ("", ":"),
            ("", "!"),
            ("(", ")"),
            ("(", ")."),
            ("[", "]"),
            ("<", ">"),
            ("\"", "\""),
            ("'", "'"),
            ("“", "”"),
            ("»", "«"),
            ("", "..."),
            ("", "…"),
            ("", " "),
            ("", "\u{a0}"),
            ("\u{200b}", "\u{200b}"),
            ("", "%2E"),
            ("", "%20"),
            ("", ") or ask your manager"),
            ("*", "*"),
            ("", "_"),
            ("", "__"),
            ("", "--"),
            ("", "-."),
        ] {
            let copied = format!("{before}{token}{after}");
            let read = Link::read(&copied, &secret, Purpose::ActivationLink);
            assert_eq!(read, Some(link()), "{copied}");
        }
        for broken in [&token[1..], &token[..token.len() - 1], "", "...", "/"] {
            assert_eq!(
                Link::read(broken, &secret, Purpose::ActivationLink),
                None,
                "{broken}"
            );
        }
    }

    #[test]
    fn a_link_with_any_bit_changed_is_refused() {
        let secret = Secret::new("s", None);
        let bytes = URL_SAFE_NO_PAD
            .decode(link().token(&secret, Purpose::ActivationLink))
            .unwrap();
        for bit in 0..bytes.len() * 8 {
            let mut forged = bytes.clone();
            forged[bit / 8] ^= 1 << (bit % 8);
            let token = URL_SAFE_NO_PAD.encode(forged);
            assert_eq!(
                Link::read(&token, &secret, Purpose::ActivationLink),
                None,
                "bit {bit}"
            );
        }
    }

    proptest! {
        #[test]
        fn no_token_panics_and_none_is_forged(token in "[A-Za-z0-9_-]{0,90}|\\PC{0,40}") {
            prop_assert_eq!(Link::read(&token, &Secret::new("s", None), Purpose::ActivationLink), None);
        }
    }
}
