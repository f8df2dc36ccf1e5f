//! What one signs in with (an e-mail or a username), and the phone one is reached on.
//!
//! **One canonicalisation, used by every road**: two spellings that mean the same person always give the same
//! canonical form, so the conditional write on it decides who owns it. An [`Email`] contains `@` and a [`Username`]
//! never does, so whatever somebody types at sign-in is unambiguous.
//!
//! New identifiers are checked more strictly than those looked up: no new address is accepted that the mail service
//! cannot write to, but a user who got one before that rule still signs in with it ([`Identifier::parse`]).

use crate::domain::{
    fault::{Code, Fault},
    text::composed,
};

mod email;
mod phone;
mod subject;
mod username;

pub use email::Email;
pub use phone::{Country, Phone, PhoneRepair};
pub use subject::Subject;
pub use username::Username;

/// A user name, or an external id, has at most so many characters.
pub const LONGEST_IDENTIFIER: usize = 256;
/// And so many bytes: the store takes keys of 2,048, with the organisation and the field before it.
const LONGEST_KEY: usize = 1_500;

/// Why a value is not an e-mail, username or phone, in whichever field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The reason, as the API names it.
    pub code: Code,
    /// The value that was probably meant.
    pub suggestion: Option<String>,
}

impl Refused {
    /// The fault of a field.
    pub fn into_fault(self, field: &str) -> Fault {
        Fault::at(field, self.code).suggesting(self.suggestion)
    }
}

impl From<Code> for Refused {
    fn from(code: Code) -> Self {
        Self {
            code,
            suggestion: None,
        }
    }
}

/// What names a user within an organisation: an e-mail or a username, who they are to a provider of single sign-on, and what a
/// directory calls them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Identifier {
    /// An e-mail.
    Email(Email),
    /// A username.
    Username(Username),
    /// Who they are to a provider. Nobody types it.
    Sso(Subject),
    /// The id that a directory has for them.
    ExternalId(String),
    /// The user name that a directory has for them, in the form of [`Identifier::of_user_name`]. They sign in with it, unless it is
    /// somebody else's e-mail or username.
    UserName(String),
}

impl Identifier {
    /// Reads what somebody typed at sign-in: with an `@` it is an e-mail, without one a username. By the rules under which
    /// anybody ever got one, which are wider than those for a new one.
    pub fn parse(text: &str) -> Result<Self, Refused> {
        if text.contains('@') {
            Email::parse_known(text).map(Self::Email)
        } else {
            Username::parse_known(text).map(Self::Username)
        }
    }

    /// The user name that a directory may have for somebody: [`Identifier::of_user_name`]. `None`: it is longer than any is, or than the
    /// key of an item may be once its letters are put together.
    pub fn find_user_name(text: &str) -> Option<Self> {
        if text.chars().count() > LONGEST_IDENTIFIER {
            return None;
        }
        let name = Self::of_user_name(text);
        (name.canonical().len() <= LONGEST_KEY).then_some(name)
    }

    /// The user name that a directory has for somebody. Its letters have no case (RFC 7643, 4.1.1).
    pub fn of_user_name(text: &str) -> Self {
        Self::UserName(composed(text.trim()).to_lowercase())
    }

    /// The field of a user this identifier stands in, or its kind where it stands in none.
    pub fn field(&self) -> &'static str {
        match self {
            Self::Email(_) => "email",
            Self::Username(_) => "username",
            Self::Sso(_) => "sso",
            Self::ExternalId(_) => "external_id",
            Self::UserName(_) => "user_name",
        }
    }

    /// The form that decides uniqueness.
    pub fn canonical(&self) -> String {
        match self {
            Self::Email(email) => email.canonical(),
            Self::Username(username) => username.as_str().to_owned(),
            Self::Sso(subject) => subject.canonical(),
            Self::ExternalId(text) | Self::UserName(text) => text.clone(),
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
        Email::parse(text)
            .map(|e| e.canonical())
            .map_err(|r| r.code.as_str())
    }

    /// As it is read at sign-in.
    fn known(text: &str) -> String {
        Identifier::parse(text).unwrap().canonical()
    }

    #[test]
    fn who_has_an_identifier_from_before_a_rule_is_found_by_it() {
        for text in [
            "a'b",
            "a&b",
            "'anna",
            "a+b",
            "søren@example.com",
            "'a@example.com",
        ] {
            assert_eq!(known(text), text);
        }
        assert!(Identifier::parse(&"\u{301}".repeat(32_000)).is_err());
        assert!(Identifier::parse(&format!("a@{}", "\u{301}".repeat(32_000))).is_err());
    }

    #[test]
    fn one_mailbox_has_one_canonical_form() {
        for text in [
            "Søren@Example.COM",
            " søren@example.com ",
            "SØREN@EXAMPLE.com",
            "so\u{308}ren@example.com",
        ] {
            let found = known(text);
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
            Username::parse("p\u{430}ypal").map_err(|r| r.code.as_str()),
            Err("mixed_scripts")
        );
        assert_eq!(
            Username::parse("a@b").map_err(|r| r.code.as_str()),
            Err("contains_at")
        );
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
