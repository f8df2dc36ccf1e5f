//! Who does something, for the record.

use super::machine::{self, API_CLIENT_PREFIX, INTEGRATION_TOKEN_PREFIX};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Who did something. Stored and shown as one word: the id of a user, an API client or an integration token, or the name of the
/// kind.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Principal {
    /// A user, by their id.
    User(String),
    /// An API client, by its id.
    ApiClient(String),
    /// A directory, by the id of its integration token.
    Integration(String),
    /// Rollcall itself, where nobody in particular asked: an import of a file that names nobody.
    System,
    /// Who operates the installation.
    Operator,
    /// The sign-up form.
    SignUp,
    /// A first single sign-on.
    Sso,
}

impl Principal {
    /// Every kind that has no id. None of the words is one: those of users begin with `u_`, those of API clients with `ac_`, and
    /// those of integration tokens with `it_`.
    const KINDS: [Self; 4] = [Self::System, Self::Operator, Self::SignUp, Self::Sso];

    /// As the store and the contract write it.
    pub fn as_str(&self) -> &str {
        match self {
            Self::User(id) | Self::ApiClient(id) | Self::Integration(id) => id,
            Self::System => "system",
            Self::Operator => "operator",
            Self::SignUp => "sign_up",
            Self::Sso => "sso",
        }
    }

    /// Reads what [`Principal::as_str`] wrote. Every other word is a user's id.
    pub fn parse(word: &str) -> Self {
        if word.starts_with(API_CLIENT_PREFIX) {
            return Self::ApiClient(word.to_owned());
        }
        if word.starts_with(INTEGRATION_TOKEN_PREFIX) {
            return Self::Integration(word.to_owned());
        }
        let kind = Self::KINDS.into_iter().find(|kind| kind.as_str() == word);
        kind.unwrap_or_else(|| Self::User(word.to_owned()))
    }

    /// Reads what somebody wrote. `None`: it is no kind, and no id that a user or a machine may have.
    pub fn read(word: &str) -> Option<Self> {
        let principal = Self::parse(word);
        let is_id = |word: &str| {
            let letters = word.strip_prefix("u_").unwrap_or_default();
            !letters.is_empty() && letters.bytes().all(|letter| letter.is_ascii_alphanumeric())
        };
        let may_be = match &principal {
            Self::User(id) => is_id(id),
            Self::ApiClient(id) | Self::Integration(id) => machine::is_id(id),
            Self::System | Self::Operator | Self::SignUp | Self::Sso => true,
        };
        may_be.then_some(principal)
    }

    /// The words for those who are no user.
    pub fn kinds() -> impl Iterator<Item = &'static str> {
        ["system", "operator", "sign_up", "sso"].into_iter()
    }
}

impl fmt::Display for Principal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<String> for Principal {
    fn from(word: String) -> Self {
        Self::parse(&word)
    }
}

impl From<Principal> for String {
    fn from(principal: Principal) -> Self {
        principal.as_str().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_principal_is_read_back_from_its_word() {
        for (principal, word) in [
            (Principal::System, "system"),
            (Principal::Operator, "operator"),
            (Principal::SignUp, "sign_up"),
            (Principal::Sso, "sso"),
            (Principal::User("u_0c9k3v7wq2m5x8bn".into()), "u_0c9k3v7wq2m5x8bn"),
            (
                Principal::ApiClient("ac_7h2k9qwc3m5x8r4t".into()),
                "ac_7h2k9qwc3m5x8r4t",
            ),
            (
                Principal::Integration("it_7h2k9qwc3m5x8r4t".into()),
                "it_7h2k9qwc3m5x8r4t",
            ),
        ] {
            assert_eq!(serde_json::to_value(&principal).unwrap(), word);
            assert_eq!(
                serde_json::from_value::<Principal>(word.into()).unwrap(),
                principal
            );
            assert_eq!(principal.to_string(), word);
            assert_eq!(Principal::read(word), Some(principal));
        }
        for word in [
            "karen", "u_", "u_1#2", "U_1", "Operator", " system", "ac_", "ac_1#2", "it_", "it_1#2",
        ] {
            assert_eq!(Principal::read(word), None, "{word}");
        }
        for kind in Principal::kinds() {
            assert!(Principal::read(kind).is_some_and(|kind| Principal::KINDS.contains(&kind)));
        }
        assert_eq!(Principal::kinds().count(), Principal::KINDS.len());
    }
}
