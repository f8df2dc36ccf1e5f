//! A sign-in on its way to a provider and back.
//!
//! What has to be known again on the way back travels along, sealed, as the `state` (RFC 6749, section 10.12): starting costs no
//! write, and several tabs of one browser do not get in each other's way. It is good in the browser it began in, for a while, and
//! once: that it was used is what the store keeps ([`Login::id`]).

use crate::domain::{
    base32,
    context::Context,
    organisation::Slug,
    secret::{NONCE, Purpose, Secret},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// How long somebody may stay with the provider: a second factor may have to be set up there.
pub const LIFETIME: SignedDuration = SignedDuration::from_mins(30);
/// The cookie that a browser is known by while one of its sign-ins is under way.
pub const COOKIE: &str = "__Host-sso";
/// Longer states are none of ours, in bytes.
const LONGEST_STATE: usize = 2_000;
/// Bytes of a browser's mark.
const MARK_BYTES: usize = 20;

/// What a browser is known by while one of its sign-ins is under way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Browser(String);

impl Browser {
    /// The browser that brings this cookie; without one of ours, a new one.
    pub fn of(cookie: Option<&str>, context: &Context) -> Self {
        Self::known(cookie).unwrap_or_else(|| Self(base32::encode(&context.bytes::<MARK_BYTES>())))
    }

    /// The browser that brings this cookie.
    pub fn known(cookie: Option<&str>) -> Option<Self> {
        let bytes = base32::decode(cookie?)?;
        // As we write it, and no other spelling of it.
        let mark = base32::encode(&bytes);
        (bytes.len() == MARK_BYTES && Some(mark.as_str()) == cookie).then_some(Self(mark))
    }

    /// The cookie's value.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands for it in a state, which others see.
    fn hash(&self) -> String {
        base32::encode(&Sha256::digest(self.0.as_bytes())[..16])
    }
}

/// A sign-in on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    /// The organisation.
    pub organisation: Slug,
    /// The connection, by its id.
    pub connection: String,
    /// Where the person wants to go afterwards: a path of ours.
    pub target: Option<String>,
    /// It took the place of one that could not be ended. Another one would not help.
    pub is_again: bool,
    /// It tries the connection out: nobody is let in or created.
    pub is_trial: bool,
    browser: String,
    started_at: i64,
    seed: String,
}

/// As it is sealed: short, since it stands in addresses.
#[derive(Serialize, Deserialize)]
struct Sealed {
    o: Slug,
    c: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    t: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    a: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    x: bool,
    b: String,
    s: i64,
    k: String,
}

impl Login {
    /// A new one, in this browser.
    pub fn new(context: &Context, organisation: &Slug, connection: &str, browser: &Browser) -> Self {
        Self {
            organisation: organisation.clone(),
            connection: connection.to_owned(),
            target: None,
            is_again: false,
            is_trial: false,
            browser: browser.hash(),
            started_at: context.now().as_second(),
            seed: URL_SAFE_NO_PAD.encode(context.bytes::<32>()),
        }
    }

    /// The same, to end at this path of ours.
    #[must_use]
    pub fn towards(self, target: Option<String>) -> Self {
        Self { target, ..self }
    }

    /// The same, as a trial or not.
    #[must_use]
    pub fn as_trial(self, is_trial: bool) -> Self {
        Self { is_trial, ..self }
    }

    /// A new one in the place of this one, which cannot be ended.
    #[must_use]
    pub fn again(&self, context: &Context, browser: &Browser) -> Self {
        Self {
            target: self.target.clone(),
            is_again: true,
            is_trial: self.is_trial,
            ..Self::new(context, &self.organisation, &self.connection, browser)
        }
    }

    /// The `state`: what comes back from the provider.
    pub fn state(&self, context: &Context, secret: &Secret) -> String {
        let sealed = Sealed {
            o: self.organisation.clone(),
            c: self.connection.clone(),
            t: self.target.clone(),
            a: self.is_again,
            x: self.is_trial,
            b: self.browser.clone(),
            s: self.started_at,
            k: self.seed.clone(),
        };
        let text = serde_json::to_vec(&sealed).unwrap_or_default();
        let sealed = secret.seal(Purpose::SsoLogin, &[], context.bytes::<NONCE>(), &text);
        URL_SAFE_NO_PAD.encode(sealed)
    }

    /// Reads a state. Whether it may still be used is another question.
    pub fn read(state: &str, secret: &Secret) -> Option<Self> {
        if state.len() > LONGEST_STATE {
            return None;
        }
        let sealed = URL_SAFE_NO_PAD.decode(state).ok()?;
        let text = secret.open(Purpose::SsoLogin, &[], &sealed)?;
        let Sealed {
            o,
            c,
            t,
            a,
            x,
            b,
            s,
            k,
        } = serde_json::from_slice(&text).ok()?;
        Some(Self {
            // A slug is read without being checked; this one was one of ours when it was sealed.
            organisation: Slug::parse(o.as_str()).ok()?,
            connection: c,
            target: t,
            is_again: a,
            is_trial: x,
            browser: b,
            started_at: s,
            seed: k,
        })
    }

    /// Whether it can be ended in this browser now.
    pub fn is_good_for(&self, browser: Option<&Browser>, now: Timestamp) -> bool {
        let age = now.as_second() - self.started_at;
        let is_of_this_browser = browser.is_some_and(|browser| browser.hash() == self.browser);
        // Clocks of two functions differ by a little.
        is_of_this_browser && (-60..=LIFETIME.as_secs()).contains(&age)
    }

    /// What its use is noted under.
    pub fn id(&self) -> String {
        self.derived("id")
    }

    /// What the ID token has to name (OpenID Connect Core 1.0, section 15.5.2).
    pub fn nonce(&self) -> String {
        self.derived("nonce")
    }

    /// What proves to the provider that who began also ends (RFC 7636): 43 characters.
    pub fn verifier(&self) -> String {
        self.derived("verifier")
    }

    /// What the provider is given of the verifier beforehand, by the method `S256`.
    pub fn challenge(&self) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(self.verifier()))
    }

    fn derived(&self, what: &str) -> String {
        let digest = Sha256::new()
            .chain_update(what)
            .chain_update([0])
            .chain_update(&self.seed);
        URL_SAFE_NO_PAD.encode(digest.finalize())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn context(second: i64) -> Context {
        Context::at(
            Timestamp::from_second(second).unwrap(),
            u64::try_from(second).unwrap(),
        )
    }

    fn login(browser: &Browser) -> Login {
        Login {
            target: Some("/nordlys/account".into()),
            ..Login::new(&context(1_000), &Slug::parse("nordlys").unwrap(), "sc_1", browser)
        }
    }

    #[test]
    fn a_login_comes_back_as_it_went_and_tells_nobody_anything() {
        let secret = Secret::new("s", None);
        let browser = Browser::of(None, &context(1));
        let login = login(&browser);
        let state = login.state(&context(1_000), &secret);
        assert_eq!(Login::read(&state, &secret), Some(login.clone()));
        assert!(Login::read(&state, &Secret::new("t", Some("s"))).is_some());
        assert!(state.len() < 400, "{}", state.len());
        // Who sees the state learns neither the verifier nor the cookie.
        let opened = URL_SAFE_NO_PAD.decode(&state).unwrap();
        let opened = String::from_utf8_lossy(&opened);
        assert!(!opened.contains(&login.seed) && !opened.contains("nordlys"));
        for wrong in ["", "a", &state[1..], &format!("{state}A"), &"A".repeat(3_000)] {
            assert_eq!(Login::read(wrong, &secret), None, "{wrong}");
        }
        assert_eq!(Login::read(&state, &Secret::new("t", None)), None);
    }

    #[test]
    fn a_login_is_ended_in_its_own_browser_within_half_an_hour() {
        let (browser, other) = (Browser::of(None, &context(1)), Browser::of(None, &context(2)));
        let login = login(&browser);
        let at = |second: i64| Timestamp::from_second(second).unwrap();
        for (browser, second, expected) in [
            (Some(&browser), 1_000, true),
            (Some(&browser), 1_000 + 1_800, true),
            (Some(&browser), 1_000 + 1_801, false),
            (Some(&browser), 1_000 - 61, false),
            (Some(&other), 1_000, false),
            (None, 1_000, false),
        ] {
            assert_eq!(
                login.is_good_for(browser, at(second)),
                expected,
                "{browser:?} {second}"
            );
        }
    }

    #[test]
    fn each_login_has_secrets_of_its_own() {
        let browser = Browser::of(None, &context(1));
        let slug = Slug::parse("nordlys").unwrap();
        let one = Login::new(&context(1), &slug, "sc_1", &browser);
        let other = Login::new(&context(2), &slug, "sc_1", &browser);
        let all =
            [&one, &other].map(|login| [login.id(), login.nonce(), login.verifier(), login.challenge()]);
        let all: std::collections::BTreeSet<String> = all.into_iter().flatten().collect();
        assert_eq!(all.len(), 8);
        // RFC 7636, section 4.1: 43 to 128 characters.
        assert_eq!(one.verifier().len(), 43);
    }

    #[test]
    fn a_browser_keeps_its_mark_and_nobody_makes_one_up() {
        let browser = Browser::of(None, &context(1));
        assert_eq!(Browser::of(Some(browser.as_str()), &context(2)), browser);
        let upper = browser.as_str().to_uppercase();
        for wrong in ["", "a", "0000", upper.as_str()] {
            assert_eq!(Browser::known(Some(wrong)), None, "{wrong}");
        }
        assert_eq!(Browser::known(None), None);
    }
}
