//! Passwords and one-time passwords: what is accepted, how they are kept, how they are checked.
//!
//! A chosen password is kept as Argon2id (RFC 9106; 19 MiB, 2 passes, 1 lane, OWASP's recommendation). A one-time
//! password is random and short-lived, so a keyed hash keeps it: a workbook with 100,000 of them costs no hours.

mod guessable;

use crate::domain::{
    base32,
    capability::Rights,
    context::Context,
    fault::{Code, Fault},
    organisation::OrganisationSettings,
    secret::{Purpose, Secret},
};
use argon2::{
    Argon2, Params,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use jiff::{SignedDuration, Timestamp};
use precis_profiles::{OpaqueString, precis_core::profile::PrecisFastInvocation};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use zxcvbn::{Score, zxcvbn};

/// Shortest password, in characters (NIST SP 800-63B).
pub const SHORTEST: usize = 8;
/// Longest password, in characters: long enough for every phrase, short enough to hash at no risk.
pub const LONGEST: usize = 256;
/// So many guesses (their decimal logarithm) an attacker must need for a one-time password that a person made up. A date
/// takes fewer, eight random digits more; a hundred a day can be tried.
const ONE_TIME_LOG10: f64 = 5.0;
/// zxcvbn's own advice: longer input costs quadratic time and changes no verdict.
const ESTIMATED: usize = 72;

/// Kept for every user without a password, so that refusing them costs the same work as refusing a wrong one.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$cm9sbGNhbGwtbm9ib2R5IQ$9Yk0mVDAWIeBuFkr3sVGdCf1zkVNUX8BPsAYTn7pVkY";

/// The shortest and the longest password that may be chosen.
#[derive(Debug, Clone, Copy, Serialize, utoipa::ToSchema)]
#[schema(as = PasswordPolicy)]
pub struct Policy {
    /// In characters.
    pub min_length: usize,
    /// In characters.
    pub max_length: usize,
}

/// The one policy: long enough, and not easy to guess.
pub const POLICY: Policy = Policy {
    min_length: SHORTEST,
    max_length: LONGEST,
};

/// A chosen password's hash, a PHC string.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Hash(String);

impl std::fmt::Debug for Hash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Hash(…)")
    }
}

impl Hash {
    /// The PHC string, for the store.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// From the store.
    pub fn from_store(phc: &str) -> Self {
        Self(phc.to_owned())
    }
}

fn argon2() -> Argon2<'static> {
    #[expect(clippy::expect_used, reason = "constants within the library's bounds")]
    let params = Params::new(19 * 1024, 2, 1, None).expect("valid parameters");
    Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params)
}

/// One spelling for one password, whatever keyboard typed it (RFC 8265 `OpaqueString`).
fn prepared(password: &str) -> Cow<'_, str> {
    OpaqueString::enforce(password).unwrap_or(Cow::Borrowed(password))
}

/// Checks a password somebody wants to choose. `own_words` are the names and identifiers of the person and the
/// organisation, which an acquaintance would try first.
pub fn check(password: &str, own_words: &[&str]) -> Result<(), Fault> {
    let fault = |code| Err(Fault::at("password", code));
    let length = password.chars().count();
    if length < SHORTEST {
        return fault(Code::TooShort { limit: SHORTEST });
    }
    if length > LONGEST {
        return fault(Code::TooLong { limit: LONGEST });
    }
    if password.chars().any(char::is_control) {
        return fault(Code::ControlCharacter);
    }
    if guessable::is_made_of(password, own_words) {
        return fault(Code::OwnWords);
    }
    let known = [own_words, guessable::COMMON.as_slice()].concat();
    if zxcvbn(&estimated(password), &known).score() < Score::Three {
        return fault(Code::TooEasy);
    }
    Ok(())
}

fn estimated(password: &str) -> String {
    password.chars().take(ESTIMATED).collect()
}

/// Hashes a password that [`check`] accepted. About 20 ms of a core.
pub fn hash(password: &str, context: &Context) -> Hash {
    let salt = context.bytes::<16>();
    let phc: Result<PasswordHash, _> = argon2().hash_password_with_salt(prepared(password).as_bytes(), &salt);
    // With constant parameters and a 16-byte salt the library has nothing to refuse; an empty hash matches nothing.
    Hash(phc.map(|phc| phc.to_string()).unwrap_or_default())
}

/// Whether the password is the one behind `hash`. Without a hash the same work is done and the answer is no.
pub fn verify(password: &str, hash: Option<&Hash>) -> bool {
    // A password nobody could have chosen is not worth hashing megabytes for.
    let shortened: String = password.chars().take(LONGEST + 1).collect();
    let parsed = hash.and_then(|hash| PasswordHash::new(&hash.0).ok());
    let known = parsed.is_some();
    let Some(parsed) = parsed.or_else(|| PasswordHash::new(NOBODY).ok()) else {
        return false;
    };
    argon2()
        .verify_password(prepared(&shortened).as_bytes(), &parsed)
        .is_ok()
        && known
}

/// Whether a hash was made with weaker parameters than today's.
pub fn is_outdated(hash: &Hash) -> bool {
    !hash.0.starts_with("$argon2id$v=19$m=19456,t=2,p=1$")
}

/// A one-time password as the store keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneTimePassword {
    /// A keyed hash over organisation, user and the password.
    pub hash: String,
    /// When it stops working.
    pub expires_at: Timestamp,
    /// Whether it was generated. 60 random bits are not found by guessing, so other people's wrong tries never hold it
    /// back; what somebody made up, for one person or for many, waits like a password.
    pub is_generated: bool,
    /// Who answers for it. Somebody else knows it, so it holds only as far as they may let somebody in.
    pub grant: Grant,
}

/// A one-time password in plain text, and where it came from.
#[derive(Clone, Copy)]
pub enum OneTimeText<'a> {
    /// From [`one_time_password`] or [`spell_one_time`].
    Generated(&'a str),
    /// Somebody made it up; [`check_one_time`] accepted it.
    Given(&'a str),
}

impl std::fmt::Debug for OneTimeText<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Generated(_) => "Generated(…)",
            Self::Given(_) => "Given(…)",
        })
    }
}

impl OneTimePassword {
    /// The one-time password `text` of a user, for as long as the organisation lets one live.
    pub fn new(
        secret: &Secret,
        organisation: &OrganisationSettings,
        user_id: &str,
        text: OneTimeText<'_>,
        now: Timestamp,
        grant: Grant,
    ) -> Self {
        let days = i64::from(organisation.settings.one_time_password.lifetime_days);
        let (text, is_generated) = match text {
            OneTimeText::Generated(text) => (text, true),
            OneTimeText::Given(text) => (text, false),
        };
        Self {
            hash: one_time_hash(secret, organisation.slug.as_str(), user_id, text),
            expires_at: now + SignedDuration::from_hours(24 * days),
            is_generated,
            grant,
        }
    }
}

/// On whose rights a one-time password rests.
///
/// It is a way into an account that another person knows. It holds while everybody who granted it is active and may
/// still manage the person and grant what the person holds, and while the person can do no more than at the time. Once
/// somebody who granted it was disabled, demoted or moved, it stays void, whatever they are given later.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grant {
    /// The users with whose rights it was granted; of an import, both who gave the file and who had it run.
    /// Empty: the operator, or a drop in nobody's name.
    pub by: Vec<Granter>,
    /// What the person could do when it was granted.
    pub rights: Rights,
}

/// Somebody with whose rights a one-time password was granted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Granter {
    /// Their user id.
    pub id: String,
    /// Their [`standing`](crate::domain::user::User::standing) at the time; `None` in grants of before it was kept.
    pub standing: Option<u32>,
}

impl Granter {
    /// As the store keeps it: no id holds a colon.
    pub fn to_store(&self) -> String {
        match self.standing {
            Some(standing) => format!("{}:{standing}", self.id),
            None => self.id.clone(),
        }
    }

    /// As the store wrote it.
    pub fn from_store(text: &str) -> Self {
        let (id, standing) = match text.split_once(':') {
            Some((id, standing)) => (id, standing.parse().ok()),
            None => (text, None),
        };
        Self {
            id: id.to_owned(),
            standing,
        }
    }
}

/// A new random one-time password: 12 unambiguous characters (60 bits) in groups of four, for reading out loud.
pub fn one_time_password(context: &Context) -> String {
    spell_one_time(context.bytes::<8>())
}

/// A one-time password from 64 random bits.
pub fn spell_one_time(bits: [u8; 8]) -> String {
    let text = base32::encode(&bits);
    format!("{}-{}-{}", &text[..4], &text[4..8], &text[8..12])
}

/// Checks a one-time password that somebody chose for another. `own_words` are those of the person, as in [`check`].
///
/// It lives for days and each of its guesses is counted, so less is asked of it than of a password: ten random digits will
/// do, a name, a date or a row of keys will not.
pub fn check_one_time(text: &str, own_words: &[&str]) -> Result<(), Fault> {
    let length = spelled(text).chars().count();
    if text.chars().any(char::is_control) || !(SHORTEST..=64).contains(&length) {
        return Err(Fault::at("one_time_password", Code::InvalidOneTimePassword));
    }
    // As it will be compared: case, spaces and hyphens make it no harder to guess.
    let is_easy = || zxcvbn(&estimated(&spelled(text)), &guessable::COMMON).guesses_log10() < ONE_TIME_LOG10;
    if guessable::is_made_of(text, own_words) || is_easy() {
        return Err(Fault::at("one_time_password", Code::GuessableOneTimePassword));
    }
    Ok(())
}

/// Case, spaces and hyphens are forgiven: it is read from paper and typed on a phone.
pub fn spelled(text: &str) -> String {
    // Before the work of bringing it into one form, which makes one character of four at the most.
    let end = text
        .char_indices()
        .nth(4 * LONGEST)
        .map_or(text.len(), |(at, _)| at);
    prepared(&text[..end])
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .flat_map(char::to_lowercase)
        .collect()
}

/// The keyed hash of a one-time password of one user.
fn one_time_hash(secret: &Secret, organisation: &str, user_id: &str, password: &str) -> String {
    let tag = secret.tag(
        Purpose::OneTimePassword,
        &[
            organisation.as_bytes(),
            user_id.as_bytes(),
            spelled(password).as_bytes(),
        ],
    );
    base32::encode(&tag)
}

/// Whether `password` is the user's one-time password.
pub fn one_time_matches(
    secret: &Secret,
    organisation: &str,
    user_id: &str,
    hash: &str,
    password: &str,
) -> bool {
    let Some(tag) = base32::decode(hash) else {
        return false;
    };
    // Longer than any of them: not worth preparing kilobytes for.
    let password: String = password.chars().take(LONGEST + 1).collect();
    secret.verify(
        Purpose::OneTimePassword,
        &[
            organisation.as_bytes(),
            user_id.as_bytes(),
            spelled(&password).as_bytes(),
        ],
        &tag,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easy_passwords_are_refused_and_phrases_are_not() {
        for (password, code) in [
            ("kort", "too_short"),
            ("password", "too_easy"),
            ("P@ssw0rd1", "too_easy"),
            ("nordlysdetail", "own_words"),
            ("annasørensen", "own_words"),
            ("Anna Sørensen 1985", "own_words"),
            ("velkommen2026", "too_easy"),
            ("Sommer2026!", "too_easy"),
        ] {
            let refused = check(
                password,
                &["Nordlys Detail", "nordlys", "detail", "anna", "sørensen"],
            );
            assert_eq!(
                refused.map_err(|fault| fault.code.as_str()),
                Err(code),
                "{password}"
            );
        }
        assert_eq!(
            check(&"æ".repeat(257), &[]).map_err(|fault| fault.code.as_str()),
            Err("too_long")
        );
        for password in ["korrekt hest batteri", "gå-tur-i-skoven-7", "צבע כחול בשמיים שלי"]
        {
            assert_eq!(check(password, &["anna"]), Ok(()), "{password}");
        }
    }

    #[test]
    fn a_password_is_verified_in_any_unicode_form() {
        let context = Context::at(Timestamp::UNIX_EPOCH, 7);
        let hash = hash("blåbærgrød på mandag", &context);
        assert!(verify("blåbærgrød på mandag", Some(&hash)));
        assert!(verify("bla\u{30a}bærgrød pa\u{30a} mandag", Some(&hash)));
        assert!(!verify("blåbærgrød på tirsdag", Some(&hash)));
        assert!(!verify("blåbærgrød på mandag", None));
        assert!(!is_outdated(&hash));
        assert!(
            PasswordHash::new(NOBODY).is_ok(),
            "the stand-in must cost the same work"
        );
    }

    #[test]
    fn a_one_time_password_is_its_users_and_forgives_how_it_is_typed() {
        let (secret, context) = (Secret::new("s", None), Context::at(Timestamp::UNIX_EPOCH, 7));
        let password = one_time_password(&context);
        let hash = one_time_hash(&secret, "demo", "u_1", &password);
        assert!(one_time_matches(&secret, "demo", "u_1", &hash, &password));
        assert!(one_time_matches(
            &secret,
            "demo",
            "u_1",
            &hash,
            &format!(" {} ", password.to_uppercase().replace('-', " "))
        ));
        assert!(!one_time_matches(&secret, "demo", "u_2", &hash, &password));
        assert!(!one_time_matches(&secret, "other", "u_1", &hash, &password));
        assert_eq!(check_one_time(&password, &["Anna"]), Ok(()));
    }

    #[test]
    fn a_one_time_password_given_by_hand_is_held_to_a_rule() {
        let own = ["Nordlys Detail", "nordlys", "Signe", "Christensen", "signe.c"];
        for (text, expected) in [
            ("kort", "invalid_one_time_password"),
            ("- - - 12345 - - -", "invalid_one_time_password"),
            ("12345678", "guessable_one_time_password"),
            ("1234-5678", "guessable_one_time_password"),
            ("password", "guessable_one_time_password"),
            ("Pass-Word", "guessable_one_time_password"),
            ("Password1", "guessable_one_time_password"),
            ("Velkommen1", "guessable_one_time_password"),
            ("velkommen2026", "guessable_one_time_password"),
            ("Sommer2026", "guessable_one_time_password"),
            ("Passwort123", "guessable_one_time_password"),
            ("qwertyuiop", "guessable_one_time_password"),
            ("asdfghjkl", "guessable_one_time_password"),
            ("abcdefgh", "guessable_one_time_password"),
            ("00000000", "guessable_one_time_password"),
            ("12121212", "guessable_one_time_password"),
            ("19850412", "guessable_one_time_password"),
            ("12.04.1985", "guessable_one_time_password"),
            ("Signe Christensen", "guessable_one_time_password"),
            ("christensen7", "guessable_one_time_password"),
            ("Nordlys2026", "guessable_one_time_password"),
        ] {
            let refused = check_one_time(text, &own).map_err(|fault| fault.code.as_str());
            assert_eq!(refused, Err(expected), "{text}");
        }
        for text in [
            "4827193650",
            "48271936",
            "Sommer-7431-xk",
            "maple-4821-river",
            "skov-4821-bakke",
            "ahorn-4821-fluss",
            "k3v9-x2mq-77ab",
            "7f4c9a1e",
        ] {
            assert_eq!(check_one_time(text, &own), Ok(()), "{text}");
        }
        // Hardly any code that a program made is refused.
        let context = Context::at(Timestamp::UNIX_EPOCH, 7);
        let refused = |code: &dyn Fn() -> String| {
            let codes = (0..400).map(|_| code());
            codes.filter(|code| check_one_time(code, &own).is_err()).count()
        };
        let eight = refused(&|| format!("{:08}", context.below(100_000_000)));
        let ten = refused(&|| format!("{:010}", context.below(10_000_000_000)));
        assert!(eight <= 20 && ten == 0, "{eight} {ten}");
    }
}
