//! Usernames.

use super::Refused;
use crate::domain::{
    fault::Code,
    mending::{Mend, mend, plain},
};
use precis_profiles::{UsernameCaseMapped, precis_core::profile::PrecisFastInvocation};
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, fmt};
use unicode_normalization::char::is_combining_mark;
use unicode_security::MixedScript;

/// The most characters of a username.
const LONGEST: usize = 64;

/// A username in its one form (RFC 8265 `UsernameCaseMapped`: width and case mapped, NFC).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Username(String);

impl Username {
    /// Reads a new username: 1 to 64 letters (of one script), digits and `. - _`. Where it is refused, the one that was
    /// probably meant is suggested.
    pub fn parse(text: &str) -> Result<Self, Refused> {
        Self::parse_new(text).map_err(|refused| Refused {
            suggestion: meant(text),
            ..refused
        })
    }

    /// Reads a new username as [`Username::parse`] does, and one that other things stick to. Says what was mended.
    pub fn parse_mending(text: &str) -> Result<(Self, Option<Mend>), Refused> {
        let refused = match Self::parse(text) {
            Ok(username) => return Ok((username, None)),
            Err(refused) => refused,
        };
        let mended = mend(text).and_then(|(text, mend)| Some((Self::parse_new(&text).ok()?, Some(mend))));
        mended.ok_or(refused)
    }

    fn parse_new(text: &str) -> Result<Self, Refused> {
        let username = Self::parse_known(text)?;
        let is_plain = |c: char| c.is_alphanumeric() || is_combining_mark(c) || matches!(c, '.' | '-' | '_');
        if username.0.chars().all(is_plain) {
            Ok(username)
        } else {
            Err(Code::NotAUsername.into())
        }
    }

    /// Reads a username that somebody may have had before: 1 to 64 characters in one script, no `@`, no space.
    pub(super) fn parse_known(text: &str) -> Result<Self, Refused> {
        // Before anything is normalised, which takes time: no accent needs more than three marks.
        if text.len() > 16 * LONGEST {
            return Err(Code::TooLong { limit: LONGEST }.into());
        }
        let text = text.trim();
        if text.contains(['@', '＠']) {
            return Err(Code::ContainsAt.into());
        }
        let enforced = enforce(text).ok_or(Code::NotAUsername)?;
        if enforced.chars().count() > LONGEST {
            return Err(Code::TooLong { limit: LONGEST }.into());
        }
        if !enforced.chars().any(char::is_alphanumeric) {
            return Err(Code::NotAUsername.into());
        }
        // Both stand between the parts of a key in the store, and never were in a username.
        if enforced.contains(['#', '/']) {
            return Err(Code::NotAUsername.into());
        }
        // Letters of ASCII are all of one script.
        if !(enforced.is_ascii() || enforced.as_ref().is_single_script()) {
            return Err(Code::MixedScripts.into());
        }
        Ok(Self(enforced.into_owned()))
    }

    /// The one form, which is shown, stored and compared.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Username {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A text by the profile `UsernameCaseMapped` of RFC 8265, if it allows it. Of ASCII the profile allows what is printed and no space, and
/// makes capitals small; that is most usernames, and asking the tables about each letter takes longer than all else here.
fn enforce(text: &str) -> Option<Cow<'_, str>> {
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic()) {
        let has_capitals = text.bytes().any(|byte| byte.is_ascii_uppercase());
        return Some(if has_capitals {
            Cow::Owned(text.to_ascii_lowercase())
        } else {
            Cow::Borrowed(text)
        });
    }
    UsernameCaseMapped::enforce(text).ok()
}

/// The username that was probably meant, where signs of typography or what sticks to it explain what was written.
fn meant(text: &str) -> Option<String> {
    let bare = mend(text).map_or_else(|| text.trim().to_owned(), |(mended, _)| mended);
    let typed: String = bare.chars().map(|c| plain(c).unwrap_or(c)).collect();
    let username = Username::parse_new(&typed).ok()?;
    (username.as_str() != text).then_some(username.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_ascii_is_made_what_the_profile_makes_of_it() {
        let one = (0_u8..128).map(|byte| char::from(byte).to_string());
        let two = (0_u8..128).flat_map(|first| (0_u8..128).map(move |second| [first, second]));
        let two = two.map(|pair| String::from_utf8(pair.to_vec()).unwrap());
        for text in one.chain(two).chain([String::new(), "Anna.Berg-7".to_owned()]) {
            let by_the_profile = UsernameCaseMapped::enforce(text.as_str());
            assert_eq!(enforce(&text), by_the_profile.ok(), "{text:?}");
        }
    }

    #[test]
    fn a_new_username_is_what_its_fault_says() {
        for text in [
            "anna",
            "anna.berg",
            "a-b_c.9",
            "jürgen",
            "Žofia",
            "Иван",
            "張偉",
            "हिन्दी",
            "00123",
        ] {
            assert!(Username::parse(text).is_ok(), "{text}");
        }
        for text in [
            "a'b", "a&b", "a;b", "a*b", "a\\b", "a#b", "a/b", "a+b", "a b", "a,b", "a!", "ａ＆b",
        ] {
            assert_eq!(
                Username::parse(text).unwrap_err().code,
                "not_a_username",
                "{text}"
            );
        }
        // Users who have one from before the rule still sign in with it.
        for text in ["a'b", "a&b", "a;b", "a*b", "a\\b", "a+b"] {
            assert_eq!(Username::parse_known(text).unwrap().as_str(), text);
        }
    }

    #[test]
    fn what_sticks_to_a_username_is_taken_away_or_suggested() {
        for (text, meant, what) in [
            ("'00123", "00123", Some(Mend::Apostrophe)),
            ("anna;", "anna", Some(Mend::Punctuation)),
            ("sÃ¸ren", "søren", Some(Mend::Encoding)),
            ("j&oslash;rn", "jørn", Some(Mend::Entities)),
            ("anna–berg", "anna-berg", None),
        ] {
            let refused = Username::parse(text).unwrap_err();
            assert_eq!(refused.suggestion.as_deref(), Some(meant), "{text}");
            let mended = Username::parse_mending(text).ok();
            let mended = mended.map(|(username, mend)| (username.0, mend));
            assert_eq!(mended, what.map(|what| (meant.to_owned(), Some(what))), "{text}");
        }
    }
}
