//! People whom a directory keeps in step over SCIM: what it sent of them, and what of that became their profile.
//!
//! What was sent is kept as it was sent, and is answered so: a directory that reads another spelling than it wrote writes again, for
//! ever. What signs in, is shown and is written to is the profile, in the forms of every other road.

mod mapping;
mod resource;

pub use mapping::{Mapped, own_attribute};
pub use resource::{
    CORE, ENTERPRISE, MULTI_VALUED, OWN, Resource, ResourceError, SUB_ATTRIBUTES, extension, find_key,
};

use super::{
    field::Field,
    identifier::{Email, Phone},
    version,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What is kept of somebody whom a directory keeps in step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provisioned {
    /// Since when.
    pub since: Timestamp,
    /// When the directory changed them last.
    pub changed_at: Timestamp,
    /// Which directory says who they are: the id of the integration token under which it named them. What a directory calls people is
    /// its own, and another's may call somebody else so. `None`: nobody does yet, or it was not noted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub named_by: Option<String>,
    /// The fields of the profile that the directory gives.
    #[serde(with = "names")]
    pub fields: Vec<Field>,
    /// What it sent.
    pub resource: Resource,
    /// What it wishes to become of them, and the brake has held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<Held>,
    /// What they were called when they could sign in last, as far as the directory was shown. `None`: they can.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub called_before: Option<Called>,
    /// When the brake counted them last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub braked: Option<Braked>,
}

/// How a directory takes somebody away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Removal {
    /// They may not sign in any more.
    Disable,
    /// They are erased.
    Erase,
}

/// A removal that the brake has held. It is one no more where its hold was dropped, or is not there any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// Under which hold.
    pub hold: String,
    /// What is held.
    pub removal: Removal,
}

/// What somebody is called: by what one tells whether it is still they who come back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Called {
    /// Here, and by their directory.
    pub first_names: Vec<String>,
    /// Likewise.
    pub last_names: Vec<String>,
    /// Here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Email>,
    /// Here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Phone>,
    /// By their directory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_name: Option<String>,
}

/// Somebody's removal that the brake has counted: another one by the same token within the hour is none more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Braked {
    /// By which integration token: its id.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

impl Provisioned {
    /// What a directory sent for the first time.
    pub fn new(since: Timestamp, fields: Vec<Field>, resource: Resource) -> Self {
        Self {
            since,
            changed_at: since,
            named_by: None,
            fields,
            resource,
            held: None,
            called_before: None,
            braked: None,
        }
    }

    /// What of it is held, if this is.
    pub fn held_removal(&self) -> Option<Removal> {
        self.held.as_ref().map(|held| held.removal)
    }

    /// The version of what it sent, with whether the person is active.
    pub fn version(&self, is_active: bool) -> String {
        version::of(&(&self.resource, is_active))
    }
}

/// Fields by their names, with spaces between. One that is not known any more is left out.
mod names {
    use super::{Deserialize, Field};
    use serde::{Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(fields: &[Field], serializer: S) -> Result<S::Ok, S::Error> {
        let names: Vec<&str> = fields.iter().map(|field| field.name()).collect();
        serializer.serialize_str(&names.join(" "))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Field>, D::Error> {
        let names = String::deserialize(deserializer)?;
        Ok(names.split(' ').filter_map(Field::find).collect())
    }
}
