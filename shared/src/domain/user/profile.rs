//! What is known of a person.

use crate::domain::{
    activation::Start,
    field::{Field, Fields},
    history::FieldChange,
    identifier::{Email, Identifier, Phone, Username},
    organisation::{Settings, Slug},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// What is known of a person. Lists are named by entry id. The fields have the names under which they are stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Id of a job profile.
    pub job_profile: String,
    /// Id of a department.
    pub department: String,
    /// Id of a permission type.
    pub permission_type: String,
    /// A language tag the organisation offers.
    pub language: String,
    /// An identifier and a contact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Email>,
    /// An identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<Username>,
    /// A contact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Phone>,
    /// First day at work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_date: Option<Date>,
    /// All fields that are just text.
    #[serde(flatten)]
    pub texts: Fields<Option<String>>,
}

impl Profile {
    /// A field as it is stored; `None` where there is nothing.
    #[expect(
        clippy::match_wildcard_for_single_variants,
        reason = "a field that is just text is named in the list of fields alone"
    )]
    pub fn text(&self, field: Field) -> Option<Cow<'_, str>> {
        let text = match field {
            Field::FirstName => &self.first_name,
            Field::LastName => &self.last_name,
            Field::JobProfile => &self.job_profile,
            Field::Department => &self.department,
            Field::PermissionType => &self.permission_type,
            Field::Language => &self.language,
            Field::Email => self.email.as_ref()?.as_str(),
            Field::Username => self.username.as_ref()?.as_str(),
            Field::Phone => self.phone.as_ref()?.as_str(),
            Field::StartDate => return Some(Cow::Owned(self.start_date?.to_string())),
            _ => self.texts[field].as_deref()?,
        };
        Some(Cow::Borrowed(text))
    }

    /// What becomes of this profile where it is replaced by another: the fields that differ, in the order of [`Field::ALL`].
    pub fn changes_to(&self, other: &Self) -> Vec<FieldChange> {
        Field::of_profile()
            .map(|field| (field, self.text(field), other.text(field)))
            .filter(|(_, from, to)| from != to)
            .map(|(field, from, to)| FieldChange::new(field.name(), from.as_deref(), to.as_deref()))
            .collect()
    }

    /// Their first day, as their messages wait for it.
    pub fn start(&self, settings: &Settings) -> Option<Start> {
        Start::new(self.start_date?, &settings.zone())
    }

    /// What this person signs in with.
    pub fn identifiers(&self) -> Vec<Identifier> {
        let email = self.email.clone().map(Identifier::Email);
        email
            .into_iter()
            .chain(self.username.clone().map(Identifier::Username))
            .collect()
    }

    /// Words an acquaintance would try first as a password.
    pub fn own_words<'a>(&'a self, organisation: &'a Slug, organisation_name: &'a str) -> Vec<&'a str> {
        let mut words = vec![
            organisation_name,
            organisation.as_str(),
            &self.first_name,
            &self.last_name,
        ];
        words.extend(organisation_name.split_whitespace());
        words.extend(self.first_name.split_whitespace());
        words.extend(self.last_name.split_whitespace());
        if let Some(email) = &self.email {
            words.extend(email.as_str().split(['@', '.', '-', '_']));
            words.push(email.as_str());
        }
        words.extend(self.username.as_ref().map(Username::as_str));
        words.extend(self.phone.as_ref().map(Phone::as_str));
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_profile_is_kept_under_its_names_without_what_is_absent() {
        let stored = json!({
            "first_name": "Mia", "last_name": "Holm", "job_profile": "j_1", "department": "d_1", "permission_type": "p_1",
            "language": "da", "username": "mia.holm", "phone": "+4520123456",
        });
        let profile: Profile = serde_json::from_value(stored.clone()).unwrap();
        assert_eq!(profile.username.as_ref().map(Username::as_str), Some("mia.holm"));
        assert_eq!((&profile.email, profile.start_date), (&None, None));
        assert_eq!(serde_json::to_value(&profile).unwrap(), stored);
        let starting = Profile {
            start_date: "2026-08-01".parse().ok(),
            ..profile
        };
        let stored = serde_json::to_value(&starting).unwrap();
        assert_eq!(stored["start_date"], "2026-08-01");
        assert_eq!(serde_json::from_value::<Profile>(stored).unwrap(), starting);
    }

    #[test]
    fn a_field_reads_as_it_is_stored() {
        let stored = json!({
            "first_name": "Mia", "last_name": "Holm", "job_profile": "j_1", "department": "d_1", "permission_type": "p_1",
            "language": "da", "email": "Mia@example.com", "username": "mia.holm", "phone": "+4520123456",
            "start_date": "2026-08-01",
        });
        let profile: Profile = serde_json::from_value(stored.clone()).unwrap();
        for field in Field::of_profile() {
            assert_eq!(
                profile.text(field).as_deref(),
                stored[field.name()].as_str(),
                "{field:?}"
            );
        }
        assert_eq!(profile.text(Field::OneTimePassword), None);
    }
}
