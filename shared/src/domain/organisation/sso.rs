//! Whether an organisation's people may use passwords, or sign in by single sign-on alone.

use serde::{Deserialize, Serialize};

/// Single sign-on: whether it is the only road, and who keeps the other one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SsoSettings {
    /// Passwords, one-time passwords and activation links are of use to nobody but the break-glass administrator.
    #[serde(default)]
    pub required: bool,
    /// The break-glass administrator, by their id: they get in with a password where the provider lets nobody in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub break_glass: Option<String>,
}

impl SsoSettings {
    /// Whether this is how every organisation begins: nothing is stored then.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// Whether a user, by their id, may get in by password, one-time password or activation link.
    pub fn allows_password(&self, user: &str) -> bool {
        !self.required || self.break_glass.as_deref() == Some(user)
    }

    /// Whom nobody may lock out now: the break-glass administrator, while single sign-on is required.
    pub fn protected(&self) -> Option<&str> {
        self.break_glass.as_deref().filter(|_| self.required)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_road_is_open_to_everybody_or_to_one() {
        let of = |required, name: Option<&str>| SsoSettings {
            required,
            break_glass: name.map(str::to_owned),
        };
        for (settings, user, expected) in [
            (of(false, None), "u_1", true),
            (of(false, Some("u_2")), "u_1", true),
            (of(true, Some("u_1")), "u_1", true),
            (of(true, Some("u_2")), "u_1", false),
            (of(true, None), "u_1", false),
        ] {
            assert_eq!(settings.allows_password(user), expected, "{settings:?} {user}");
        }
        assert_eq!(of(true, Some("u_1")).protected(), Some("u_1"));
        assert_eq!(of(false, Some("u_1")).protected(), None);
    }
}
