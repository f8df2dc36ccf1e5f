//! What an API client may be used for: scopes of its access tokens (RFC 6749, 3.3).

use super::{
    capability::Capability,
    fault::{Code, words},
};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What an API client may be used for. `users:read`: see users; `users:write`: that, and create, change and message them;
/// `imports:write`: upload workbooks, follow and undo imports; `settings:write`: change settings and lists. Each of them also
/// reads settings and lists.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
pub enum Scope {
    /// See users.
    #[serde(rename = "users:read")]
    UsersRead,
    /// See, create, change and message users.
    #[serde(rename = "users:write")]
    UsersWrite,
    /// Everything about imports.
    #[serde(rename = "imports:write")]
    ImportsWrite,
    /// Change settings and lists.
    #[serde(rename = "settings:write")]
    SettingsWrite,
}

impl Scope {
    /// Every scope there is.
    pub const ALL: [Self; 4] = [
        Self::UsersRead,
        Self::UsersWrite,
        Self::ImportsWrite,
        Self::SettingsWrite,
    ];

    /// As tokens and requests write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UsersRead => "users:read",
            Self::UsersWrite => "users:write",
            Self::ImportsWrite => "imports:write",
            Self::SettingsWrite => "settings:write",
        }
    }

    /// Reads a scope.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == text)
    }

    /// Why a text is refused that names no scope.
    pub fn unknown(text: &str) -> Code {
        Code::UnknownScope {
            value: text.to_owned(),
            known: words(Self::ALL.map(Self::as_str)),
        }
    }

    /// Whether what another scope is for is for this one, too: who may change users may see them.
    pub const fn includes(self, other: Self) -> bool {
        self as u8 == other as u8 || matches!((self, other), (Self::UsersWrite, Self::UsersRead))
    }

    /// The capabilities a scope needs, of which its holder has those that its creator has.
    const fn capabilities(self) -> &'static [Capability] {
        match self {
            Self::UsersRead | Self::UsersWrite | Self::ImportsWrite => {
                &[Capability::ManageUsers, Capability::ManageOwnDepartment]
            }
            Self::SettingsWrite => &[Capability::ManageSettings],
        }
    }
}

/// A set of scopes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Scopes(Vec<Scope>);

impl Scopes {
    /// The set of these.
    pub fn new(scopes: impl IntoIterator<Item = Scope>) -> Self {
        let mut scopes: Vec<Scope> = scopes.into_iter().collect();
        scopes.sort_unstable();
        scopes.dedup();
        Self(scopes)
    }

    /// No scope at all.
    pub fn none() -> &'static Self {
        const NONE: &Scopes = &Scopes(Vec::new());
        NONE
    }

    /// Reads a list with spaces between: `None` where a word of it is no scope.
    pub fn parse(text: &str) -> Option<Self> {
        let scopes: Option<Vec<Scope>> = text.split_ascii_whitespace().map(Scope::parse).collect();
        scopes.map(Self::new)
    }

    /// All of them, in their order.
    pub fn as_slice(&self) -> &[Scope] {
        &self.0
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether what a scope is for is within these.
    pub fn include(&self, wanted: Scope) -> bool {
        self.0.iter().any(|scope| scope.includes(wanted))
    }

    /// Those of these that are within others.
    #[must_use]
    pub fn within(&self, others: &Self) -> Self {
        Self::new(self.0.iter().copied().filter(|scope| others.include(*scope)))
    }

    /// What somebody with these capabilities may do through these scopes.
    pub fn of_capabilities(&self, held: &[Capability]) -> Vec<Capability> {
        let needed = |capability: &&Capability| {
            let mut scopes = self.0.iter();
            scopes.any(|scope| scope.capabilities().contains(capability))
        };
        held.iter().filter(needed).copied().collect()
    }
}

impl Scope {
    /// Whether somebody with these capabilities can do anything through it.
    pub fn is_of_use_to(self, held: &[Capability]) -> bool {
        !Scopes::new([self]).of_capabilities(held).is_empty()
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<&str> = self.0.iter().map(|scope| scope.as_str()).collect();
        f.write_str(&words.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_read_back_and_none_is_made_up() {
        for scope in Scope::ALL {
            assert_eq!(Scope::parse(scope.as_str()), Some(scope));
            assert_eq!(serde_json::to_value(scope).unwrap(), scope.as_str());
        }
        let all = Scopes::new(Scope::ALL);
        assert_eq!(Scopes::parse(&all.to_string()), Some(all));
        assert_eq!(Scopes::parse(""), Some(Scopes::default()));
        assert_eq!(Scopes::parse("users:read users:all"), None);
    }

    #[test]
    fn writing_includes_reading_and_nothing_else_includes_anything() {
        for one in Scope::ALL {
            for other in Scope::ALL {
                let expected = one == other || (one, other) == (Scope::UsersWrite, Scope::UsersRead);
                assert_eq!(one.includes(other), expected, "{one:?} {other:?}");
            }
        }
        let (write, read) = (Scopes::new([Scope::UsersWrite]), Scopes::new([Scope::UsersRead]));
        assert_eq!(read.within(&write), read);
        assert!(write.within(&read).is_empty());
    }

    #[test]
    fn no_scope_gives_what_its_creator_does_not_hold() {
        use Capability::{ManageOwnDepartment as Own, ManageSettings as Settings, ManageUsers as Users};
        for (scope, held, expected) in [
            (Scope::UsersRead, vec![Users, Settings], vec![Users]),
            (Scope::UsersWrite, vec![Own, Settings], vec![Own]),
            (Scope::ImportsWrite, vec![Settings], vec![]),
            (Scope::SettingsWrite, vec![Users, Settings], vec![Settings]),
            (Scope::SettingsWrite, vec![Users], vec![]),
        ] {
            assert_eq!(
                Scopes::new([scope]).of_capabilities(&held),
                expected,
                "{scope:?} {held:?}"
            );
            assert_eq!(scope.is_of_use_to(&held), !expected.is_empty());
        }
    }
}
