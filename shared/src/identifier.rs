//! What one signs in with (an e-mail or a username), and the phone one is reached on.
//!
//! **One canonicalisation, used by every road**: two spellings that mean the same person always give the same
//! canonical form, so the conditional write on it decides who owns it. An [`Email`] contains `@` and a [`Username`]
//! never does, so whatever somebody types at sign-in is unambiguous.

use crate::{fault::Fault, text::composed};
use idna::domain_to_ascii_strict;
use precis_profiles::{UsernameCaseMapped, precis_core::profile::PrecisFastInvocation};
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, fmt};
use unicode_security::MixedScript;

mod phone;

pub use phone::{Country, Phone, PhoneRepair};

/// Why a value is not an e-mail, username or phone: a stable code and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// A stable word for programs.
    pub code: &'static str,
    /// For a person.
    pub detail: Cow<'static, str>,
    /// The value that was probably meant.
    pub suggestion: Option<String>,
    /// The part of the value that is meant, see [`Fault::found`].
    pub found: Option<String>,
}

impl Refused {
    /// The fault of a field.
    pub fn into_fault(self, field: &str) -> Fault {
        Fault {
            found: self.found,
            ..Fault::new(field, self.code, self.detail).suggesting(self.suggestion)
        }
    }
}

const fn refused(code: &'static str, detail: &'static str) -> Refused {
    Refused {
        code,
        detail: Cow::Borrowed(detail),
        suggestion: None,
        found: None,
    }
}

/// An e-mail address as somebody wrote it, with its domain in the form mail systems take.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Email(String);

impl Email {
    /// Reads an address: one, bare, deliverable over the public internet.
    ///
    /// The local part keeps its case (NFC), the domain becomes lower-case ASCII (IDNA, RFC 5891). Lengths are RFC
    /// 5321's: 64 octets before the `@`, 254 in all.
    pub fn parse(text: &str) -> Result<Self, Refused> {
        let text = composed(text.trim());
        if text.chars().any(char::is_control) {
            return Err(refused(
                "control_character",
                "The e-mail holds a line break or another invisible character; type it again.",
            ));
        }
        if text.contains(['<', '>', ',', ';']) {
            return Err(refused(
                "not_one_address",
                "Give one bare e-mail address, such as anna@example.com, without a name or a second address.",
            ));
        }
        if text.contains(['"', '(', ')', '\\', '[', ']', ' ', ':']) {
            return Err(refused(
                "not_an_address",
                "This is not an e-mail address we can write to; expected something like anna@example.com.",
            ));
        }
        let Some((local, domain)) = text.split_once('@') else {
            return Err(refused(
                "not_an_address",
                "An e-mail address has an @, such as anna@example.com.",
            ));
        };
        if domain.contains('@') {
            return Err(refused("not_one_address", "The e-mail has more than one @."));
        }
        if local.is_empty() || local.starts_with('.') || local.ends_with('.') || local.contains("..") {
            return Err(refused(
                "not_an_address",
                "The part before the @ is missing or has a dot too many.",
            ));
        }
        if local.len() > 64 {
            return Err(refused(
                "too_long",
                "The part before the @ is longer than 64 characters.",
            ));
        }
        if local.chars().any(|c| c.is_whitespace() || is_invisible(c)) {
            return Err(refused(
                "not_an_address",
                "The e-mail holds a space or an invisible character; type it again.",
            ));
        }
        let domain = domain_to_ascii_strict(domain)
            .map_err(|_| refused("not_an_address", "The part after the @ is not a valid domain."))?;
        let (_, top) = domain.rsplit_once('.').unwrap_or(("", ""));
        if top.len() < 2 || top.bytes().all(|b| b.is_ascii_digit()) || domain.starts_with('.') {
            return Err(refused(
                "not_an_address",
                "The part after the @ is not a complete domain, such as example.com.",
            ));
        }
        if local.len() + 1 + domain.len() > 254 {
            return Err(refused("too_long", "The e-mail is longer than 254 characters."));
        }
        Ok(Self(format!("{local}@{domain}")))
    }

    /// The address to write to and to show.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form that decides uniqueness: lower case throughout.
    pub fn canonical(&self) -> String {
        composed(&self.0.to_lowercase()).into_owned()
    }

    /// The domain, lower-case ASCII.
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A username in its one form (RFC 8265 `UsernameCaseMapped`: width and case mapped, NFC).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Username(String);

impl Username {
    /// Reads a username: 1 to 64 characters, letters, digits and `.-_` and their like in one script, no `@`, no space.
    pub fn parse(text: &str) -> Result<Self, Refused> {
        let text = text.trim();
        if text.contains(['@', '＠']) {
            return Err(refused(
                "contains_at",
                "A username holds no @; put an e-mail address into the e-mail field.",
            ));
        }
        let enforced = UsernameCaseMapped::enforce(text).map_err(|_| {
            refused(
                "not_a_username",
                "A username holds letters, digits and . - _ only, and no spaces.",
            )
        })?;
        if enforced.chars().count() > 64 {
            return Err(refused("too_long", "A username has at most 64 characters."));
        }
        if !enforced.chars().any(char::is_alphanumeric) {
            return Err(refused(
                "not_a_username",
                "A username holds at least one letter or digit.",
            ));
        }
        // Letters of ASCII are all of one script.
        if enforced.contains(['#', '/']) || !(enforced.is_ascii() || enforced.as_ref().is_single_script()) {
            return Err(refused(
                "mixed_scripts",
                "The username mixes alphabets that look alike (or holds # or /); use the letters of one language.",
            ));
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

/// An e-mail or a username: what names a user within an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Identifier {
    /// An e-mail.
    Email(Email),
    /// A username.
    Username(Username),
}

impl Identifier {
    /// Reads what somebody typed at sign-in: with an `@` it is an e-mail, without one a username.
    pub fn parse(text: &str) -> Result<Self, Refused> {
        if text.contains('@') {
            Email::parse(text).map(Self::Email)
        } else {
            Username::parse(text).map(Self::Username)
        }
    }

    /// The field of a user this identifier stands in.
    pub fn field(&self) -> &'static str {
        match self {
            Self::Email(_) => "email",
            Self::Username(_) => "username",
        }
    }

    /// The form that decides uniqueness.
    pub fn canonical(&self) -> String {
        match self {
            Self::Email(email) => email.canonical(),
            Self::Username(username) => username.as_str().to_owned(),
        }
    }
}

/// Characters that take no room on the screen, which nobody types on purpose into an address.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn email(text: &str) -> Result<String, &'static str> {
        Email::parse(text).map(|e| e.canonical()).map_err(|r| r.code)
    }

    #[test]
    fn one_mailbox_has_one_canonical_form() {
        for text in [
            "Søren@Example.COM",
            " søren@example.com ",
            "SØREN@EXAMPLE.com",
            "so\u{308}ren@example.com",
        ] {
            let found = email(text).unwrap();
            assert!(
                found == "søren@example.com" || found == "sören@example.com",
                "{found}"
            );
        }
        assert_eq!(email("anna@bücher.example"), email("ANNA@xn--bcher-kva.example"));
    }

    #[test]
    fn what_no_mail_system_delivers_is_refused() {
        for text in [
            "anna",
            "anna@",
            "@example.com",
            "anna@localhost",
            "a@b@example.com",
            "\"a b\"@example.com",
            "a@example.com,b@example.com",
            "Anna <a@example.com>",
            "a\n@example.com",
            "a@[127.0.0.1]",
            ".a@example.com",
            "a.@example.com",
            "a..b@example.com",
            "a@127.0.0.1",
            "a@example..com",
            "a\u{200b}b@example.com",
        ] {
            assert!(Email::parse(text).is_err(), "{text:?}");
        }
        assert_eq!(email(&format!("{}@example.com", "a".repeat(65))), Err("too_long"));
    }

    #[test]
    fn usernames_of_one_meaning_are_one() {
        let one = Username::parse("Jürgen").unwrap();
        assert_eq!(one, Username::parse("ju\u{308}rgen").unwrap());
        assert_eq!(one, Username::parse("ＪÜRGEN").unwrap());
        assert_eq!(
            Username::parse("p\u{430}ypal").map_err(|r| r.code),
            Err("mixed_scripts")
        );
        assert_eq!(Username::parse("a@b").map_err(|r| r.code), Err("contains_at"));
        assert!(Username::parse("two words").is_err());
        assert!(Username::parse("").is_err());
    }

    proptest! {
        #[test]
        fn canonical_forms_are_fixed_points(text in "\\PC{0,40}") {
            if let Ok(username) = Username::parse(&text) {
                prop_assert_eq!(Username::parse(username.as_str()), Ok(username));
            }
            if let Ok(email) = Email::parse(&text) {
                let canonical = Email::parse(&email.canonical()).unwrap();
                prop_assert_eq!(canonical.canonical(), email.canonical());
            }
            let _ = Phone::parse(&text, Country::parse("DE").ok());
        }
    }
}
