//! What a merge patch (RFC 7396) asks of one field.

use serde::{Deserialize, Deserializer};

/// A field's change. As a field of a body: `#[serde(default)]` beside it, and `#[schema(value_type = Option<T>)]`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Change<T> {
    /// The field is not in the patch.
    #[default]
    Keep,
    /// The field is `null`.
    Remove,
    /// The field has a value.
    To(T),
}

impl<T> Change<T> {
    /// The value after the change of a field that may be empty.
    pub fn apply(self, before: Option<T>) -> Option<T> {
        match self {
            Self::Keep => before,
            Self::Remove => None,
            Self::To(value) => Some(value),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Change<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Option::deserialize(deserializer)?;
        Ok(value.map_or(Self::Remove, Self::To))
    }
}
