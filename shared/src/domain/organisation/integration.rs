//! What comes from other systems, and what becomes of it.

use crate::domain::{brake::Brake, field::Field};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What becomes of somebody of whom a directory names a department or a job profile that does not exist: they get the default one
/// (`default`), are refused (`refuse`), or it is added to the list (`create`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum UnknownEntry {
    /// They keep the one they have, or get the default one.
    #[default]
    Default,
    /// They are refused.
    Refuse,
    /// It is added to the list, if whose token it is may change lists, and the list has room; otherwise as by default.
    Create,
}

/// A field that a directory can keep in step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SyncedField(Field);

impl SyncedField {
    /// Each of them: the fields of a profile.
    pub fn all() -> Vec<Self> {
        Field::of_profile().map(Self).collect()
    }

    /// The field of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::all().into_iter().find(|synced| synced.0.name() == name)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        self.0.name()
    }
}

impl TryFrom<String> for SyncedField {
    type Error = &'static str;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        Self::parse(&name).ok_or("no field that is kept in step")
    }
}

impl From<SyncedField> for String {
    fn from(field: SyncedField) -> Self {
        field.name().to_owned()
    }
}

/// Whether a setting is what it is by itself: only another one is stored.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// Whether all fields are kept in step, those to come among them.
fn is_all(fields: &[SyncedField]) -> bool {
    SyncedField::all().iter().all(|field| fields.contains(field))
}

/// What people get of whom a directory says nothing: ids of entries. Without one, sign-up's; without that, the first there is, and a
/// permission type without capabilities.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IntegrationDefaults {
    /// A department.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// A job profile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub job_profile: Option<String>,
    /// A permission type without capabilities.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permission_type: Option<String>,
}

/// What comes from other systems.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IntegrationSettings {
    /// What would disable or erase more people than this at once waits until somebody releases it.
    #[serde(default)]
    pub brake: Brake,
    /// What people get of whom a directory says nothing.
    #[serde(default, skip_serializing_if = "is_default")]
    pub defaults: IntegrationDefaults,
    /// The fields that a directory keeps in step where it gives them. Another one is what it was when the person was created, until
    /// somebody changes it here.
    #[serde(default = "SyncedField::all", skip_serializing_if = "is_all")]
    pub keep_in_sync: Vec<SyncedField>,
    /// What is wrong with what a directory sends is refused, even where nobody needs it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub strict: bool,
    /// Directories take over people who are there already and whom they would create.
    #[serde(default, skip_serializing_if = "is_default")]
    pub adopt: bool,
    /// What becomes of who is in a department that does not exist.
    #[serde(default, skip_serializing_if = "is_default")]
    pub unknown_department: UnknownEntry,
    /// What becomes of who has a job profile that does not exist.
    #[serde(default, skip_serializing_if = "is_default")]
    pub unknown_job_profile: UnknownEntry,
}

impl Default for IntegrationSettings {
    fn default() -> Self {
        Self {
            brake: Brake::default(),
            defaults: IntegrationDefaults::default(),
            keep_in_sync: SyncedField::all(),
            strict: false,
            adopt: false,
            unknown_department: UnknownEntry::default(),
            unknown_job_profile: UnknownEntry::default(),
        }
    }
}

impl IntegrationSettings {
    /// Whether a directory keeps a field in step.
    pub fn keeps(&self, field: Field) -> bool {
        self.keep_in_sync.iter().any(|synced| synced.0 == field)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn settings_of_before_directories_came_keep_everything_in_step_and_refuse_nothing() {
        for stored in [json!({}), json!({ "brake": { "people": 7, "per_cent": 1 } })] {
            let read: IntegrationSettings = serde_json::from_value(stored).unwrap();
            let rest = IntegrationSettings {
                brake: Brake::default(),
                ..read
            };
            assert_eq!(rest, IntegrationSettings::default());
            assert!(Field::of_profile().all(|field| rest.keeps(field)));
        }
        assert_eq!(SyncedField::parse("one_time_password"), None);
        let stored = serde_json::to_value(IntegrationSettings::default()).unwrap();
        assert_eq!(stored, json!({ "brake": Brake::default() }));
        let stored = json!({
            "brake": Brake::default(), "defaults": { "department": "d_1" }, "keep_in_sync": ["email", "phone"],
            "strict": true, "adopt": true, "unknown_department": "refuse", "unknown_job_profile": "create",
        });
        let read: IntegrationSettings = serde_json::from_value(stored.clone()).unwrap();
        assert!(read.keeps(Field::Phone) && !read.keeps(Field::FirstName));
        assert_eq!(serde_json::to_value(read).unwrap(), stored);
    }
}
