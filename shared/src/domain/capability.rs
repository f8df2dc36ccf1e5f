//! What somebody may do, and sets of it. Who holds which is [`crate::domain::permission`]'s.

use crate::domain::fault::{Code, words};
use serde::{Deserialize, Serialize};

/// What a permission type lets its holders do: `manage_users`: users of every department; `manage_own_department`: users
/// of one's own, and of those given beside it (`managed_departments`); `manage_settings`: settings and lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Capability {
    /// See, create and change users of every department.
    ManageUsers,
    /// The same within one's own department.
    ManageOwnDepartment,
    /// Settings and lists.
    ManageSettings,
}

impl Capability {
    /// Every capability there is.
    pub const ALL: [Self; 3] = [Self::ManageUsers, Self::ManageOwnDepartment, Self::ManageSettings];

    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ManageUsers => "manage_users",
            Self::ManageOwnDepartment => "manage_own_department",
            Self::ManageSettings => "manage_settings",
        }
    }

    /// Why a text is refused that names no capability.
    pub fn unknown(text: &str) -> Code {
        Code::UnknownCapability {
            value: text.to_owned(),
            known: words(Self::ALL.map(Self::as_str)),
        }
    }

    /// Reads a capability's name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|capability| capability.as_str() == text)
    }
}

/// A set of capabilities in one byte, as credentials keep what their owner could do when they were issued.
///
/// `manage_users` includes `manage_own_department` here as everywhere.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "u8", into = "u8")]
pub struct Rights(u8);

impl From<u8> for Rights {
    fn from(bits: u8) -> Self {
        Self::from_bits(bits)
    }
}

impl From<Rights> for u8 {
    fn from(rights: Rights) -> Self {
        rights.bits()
    }
}

impl Rights {
    /// No capability at all.
    pub const NONE: Self = Self(0);
    /// Bits that have a meaning. Links have room for four.
    const ALL: u8 = 0b111;

    /// The set of these capabilities.
    pub fn of(capabilities: &[Capability]) -> Self {
        let bits = capabilities.iter().map(|capability| match capability {
            Capability::ManageOwnDepartment => 0b001,
            Capability::ManageUsers => 0b011,
            Capability::ManageSettings => 0b100,
        });
        Self(bits.fold(0, |all, one| all | one))
    }

    /// Whether a capability is among them.
    pub fn has(self, capability: Capability) -> bool {
        Self::of(&[capability]).is_within(self)
    }

    /// Whether `other` holds all of these.
    pub const fn is_within(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }

    /// What is in both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// As tokens and the store keep the set: below 16.
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// Reads what [`Rights::bits`] wrote. Bits without a meaning are left out: they grant nothing.
    pub const fn from_bits(bits: u8) -> Self {
        Self(bits & Self::ALL)
    }
}
