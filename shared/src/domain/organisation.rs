//! An organisation (a tenant), its settings and its lists.

mod closest;
mod integration;
mod list;
mod sso;

use crate::domain::{
    capability::Capability,
    colour::Colour,
    fault::{Code, Fault},
    field::Field,
    identifier::Country,
    text::{composed, is_hidden_in_a_name},
    version,
};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use std::{
    fmt,
    ops::{Deref, DerefMut},
};
use utoipa::ToSchema;

pub use integration::{IntegrationDefaults, IntegrationSettings, SyncedField, UnknownEntry};
pub use list::{List, Matching, fold};
pub use sso::SsoSettings;

/// Paths of our own that an organisation's pages would collide with.
const RESERVED: [&str; 10] = [
    "api",
    "assets",
    "health",
    "local",
    "rollcall",
    "scim",
    "static",
    "sso",
    "well-known",
    "admin",
];

/// The most entries one list may have: all of them are read with every request that looks one up by its name.
pub const MOST_ENTRIES: usize = 2_000;

/// An organisation's short name in addresses: `[a-z0-9-]`, 2 to 40 characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Slug(String);

impl Slug {
    /// Reads a slug.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        if !(2..=40).contains(&text.len())
            || !text
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            || text.starts_with('-')
            || text.ends_with('-')
        {
            return Err(Fault::at("organisation", Code::InvalidSlug));
        }
        if RESERVED.contains(&text) {
            return Err(Fault::at("organisation", Code::ReservedSlug));
        }
        Ok(Self(text.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How people are messaged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Communication {
    /// Activation e-mails are sent.
    pub email: bool,
    /// Activation SMS are sent.
    pub sms: bool,
    /// While this is off nobody is messaged; what was asked for waits until it is switched on.
    pub armed: bool,
    /// How long an activation link works, counted from sending.
    #[schema(minimum = 1, maximum = 180)]
    pub link_lifetime_days: u16,
    /// SMS go to numbers of these countries; `null`: the organisation's own and those of its
    /// departments.
    #[serde(default)]
    #[schema(required, value_type = Option<Vec<Country>>, max_items = 300)]
    pub sms_countries: Option<Vec<String>>,
    /// The most SMS in a day (UTC). What is over goes out the next day.
    #[serde(default = "default_sms_per_day")]
    #[schema(required, minimum = 0, maximum = 1_000_000)]
    pub sms_per_day: u32,
}

/// Enough for a large organisation's first day within a few, and at usual prices less than a thousand dollars.
const SMS_PER_DAY: u32 = 10_000;

fn default_sms_per_day() -> u32 {
    SMS_PER_DAY
}

impl Default for Communication {
    fn default() -> Self {
        Self {
            email: true,
            sms: false,
            armed: false,
            link_lifetime_days: 14,
            sms_countries: None,
            sms_per_day: SMS_PER_DAY,
        }
    }
}

impl Communication {
    /// Whether messages go out over any channel at all.
    pub fn is_on(&self) -> bool {
        self.email || self.sms
    }
}

/// Everybody who signs up gets the `default` department, or it is `chosen` in the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DepartmentChoice {
    /// Everybody gets the default department.
    Default,
    /// They choose it from the list.
    Chosen,
}

/// What somebody may sign up with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SignUpIdentifier {
    /// An e-mail.
    Email,
    /// A username, reached over a phone.
    Username,
}

/// Which sign-ups somebody has to approve.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = SignUpApproval)]
pub enum Approval {
    /// None.
    #[default]
    Off,
    /// Those by a sign-up link.
    Links,
    /// All.
    All,
}

/// Self-sign-up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignUpSettings {
    /// The form exists.
    pub enabled: bool,
    /// What the form asks for.
    pub identifiers: Vec<SignUpIdentifier>,
    /// Where the department comes from.
    pub department: DepartmentChoice,
    /// Ids of list entries.
    pub default_department: Option<String>,
    /// Id of a list entry.
    pub default_job_profile: Option<String>,
    /// Id of a list entry.
    pub default_permission_type: Option<String>,
    /// Lower-case domains an e-mail must be of; empty: any.
    pub allowed_email_domains: Vec<String>,
    /// Where e-mails are kept to some domains: a username and a phone, which no domain vouches for, are taken all the same.
    #[serde(default)]
    pub usernames_beside_domains: bool,
    /// Which sign-ups somebody has to approve.
    #[serde(default)]
    pub approval: Approval,
}

impl Default for SignUpSettings {
    fn default() -> Self {
        Self {
            enabled: false,
            identifiers: vec![SignUpIdentifier::Email, SignUpIdentifier::Username],
            department: DepartmentChoice::Default,
            default_department: None,
            default_job_profile: None,
            default_permission_type: None,
            allowed_email_domains: Vec::new(),
            usernames_beside_domains: false,
            approval: Approval::Off,
        }
    }
}

/// One-time passwords.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OneTimePasswordSettings {
    /// How long one works.
    #[schema(minimum = 1, maximum = 30)]
    pub lifetime_days: u16,
}

/// Imports.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ImportSettings {
    /// A workbook dropped into the bucket without an uploader may give people permission types with these capabilities,
    /// and no others. None by default.
    pub drop_capabilities: Vec<Capability>,
}

/// An organisation's settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// As people know it.
    pub name: String,
    /// A language tag of [`Settings::languages`].
    pub default_language: String,
    /// The languages its people may have: tags we have texts in.
    pub languages: Vec<String>,
    /// ISO 3166 alpha-2: phones without a country code are read by it, unless the department has its own.
    pub default_country: String,
    /// An IANA time zone.
    pub time_zone: String,
    /// The channels and settings by which people get messages.
    pub communication: Communication,
    /// Self-sign-up.
    pub sign_up: SignUpSettings,
    /// One-time passwords.
    pub one_time_password: OneTimePasswordSettings,
    /// Imports.
    #[serde(default)]
    pub imports: ImportSettings,
    /// What comes from other systems.
    #[serde(default)]
    pub integration: IntegrationSettings,
    /// Whether its people sign in by single sign-on alone.
    #[serde(default, skip_serializing_if = "SsoSettings::is_default")]
    pub sso: SsoSettings,
    /// What its posters are printed in; without one, black.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub colour: Option<Colour>,
}

impl Settings {
    /// The time zone; UTC where the database knows it no more.
    pub fn zone(&self) -> TimeZone {
        TimeZone::get(&self.time_zone).unwrap_or(TimeZone::UTC)
    }

    /// Whether somebody who is created is messaged so that they can choose a password: over any channel, and not where nobody
    /// needs one.
    pub fn asks_for_activation(&self) -> bool {
        self.communication.is_on() && !self.sso.required
    }
}

/// A department.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Department {
    /// Opaque.
    #[schema(example = "d_0s3k9q2m7x1c5v8b")]
    pub id: String,
    /// Unique in the list.
    #[schema(example = "Køkken")]
    pub name: String,
    /// Its people's phones are read by it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[schema(value_type = Country, required = false)]
    pub country: Option<String>,
}

/// A job profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct JobProfile {
    /// Opaque.
    #[schema(example = "j_0s3k9q2m7x1c5v8b")]
    pub id: String,
    /// Unique in the list.
    #[schema(example = "Butiksassistent")]
    pub name: String,
}

/// A permission type: a named set of capabilities.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PermissionType {
    /// Opaque.
    #[schema(example = "p_0s3k9q2m7x1c5v8b")]
    pub id: String,
    /// Unique in the list.
    #[schema(example = "Shop manager")]
    pub name: String,
    /// What its holders may do; empty for nothing beyond their own account.
    #[schema(example = json!(["manage_own_department"]))]
    pub capabilities: Vec<Capability>,
}

impl PermissionType {
    /// Whether its holders may do nothing beyond their own account.
    pub fn gives_no_rights(&self) -> bool {
        self.capabilities.is_empty()
    }
}

/// What the three kinds of list entries have in common.
pub trait Entry {
    /// The field of a user that names an entry of this list, such as `department`.
    const FIELD: &'static str;
    /// What the ids of its entries begin with.
    const ID_PREFIX: &'static str;
    /// Why a text is refused that names no entry of this list.
    fn unknown(value: String) -> Code;
    /// The entry's id.
    fn id(&self) -> &str;
    /// The entry's name.
    fn name(&self) -> &str;
}

macro_rules! entry {
    ($kind:ty, $field:literal, $prefix:literal, $unknown:ident) => {
        impl Entry for $kind {
            const FIELD: &'static str = $field;
            const ID_PREFIX: &'static str = $prefix;
            fn unknown(value: String) -> Code {
                Code::$unknown { value }
            }
            fn id(&self) -> &str {
                &self.id
            }
            fn name(&self) -> &str {
                &self.name
            }
        }
    };
}
entry!(Department, "department", "d_", UnknownDepartment);
entry!(JobProfile, "job_profile", "j_", UnknownJobProfile);
entry!(PermissionType, "permission_type", "p_", UnknownPermissionType);

/// An organisation without its lists: one item, so reading it costs the same however long the lists are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganisationSettings {
    /// Its short name.
    pub slug: Slug,
    /// Its settings.
    pub settings: Settings,
}

impl OrganisationSettings {
    /// Whether SMS may go to numbers of a country, by its ISO 3166 code. `None`: where one of the departments is in it
    /// ([`Organisation::allows_sms_to`]).
    pub fn allows_sms_by_settings(&self, country: &str) -> Option<bool> {
        match &self.settings.communication.sms_countries {
            Some(allowed) => Some(allowed.iter().any(|code| code == country)),
            None => (self.settings.default_country == country).then_some(true),
        }
    }
}

/// An organisation with its lists: one query's answer, which grows with them.
#[derive(Debug, Clone)]
pub struct Organisation {
    base: OrganisationSettings,
    /// Its departments.
    pub departments: List<Department>,
    /// Its job profiles.
    pub job_profiles: List<JobProfile>,
    /// Its permission types.
    pub permission_types: List<PermissionType>,
}

/// What needs no list takes an organisation with lists, too.
impl Deref for Organisation {
    type Target = OrganisationSettings;

    fn deref(&self) -> &OrganisationSettings {
        &self.base
    }
}

impl DerefMut for Organisation {
    fn deref_mut(&mut self) -> &mut OrganisationSettings {
        &mut self.base
    }
}

impl Organisation {
    /// An organisation with its settings and the entries of its lists.
    pub fn new(
        slug: Slug,
        settings: Settings,
        departments: Vec<Department>,
        job_profiles: Vec<JobProfile>,
        permission_types: Vec<PermissionType>,
    ) -> Self {
        Self {
            base: OrganisationSettings { slug, settings },
            departments: List::new(departments),
            job_profiles: List::new(job_profiles),
            permission_types: List::new(permission_types),
        }
    }

    /// The country by which a phone of somebody in `department` is read.
    pub fn country_of(&self, department: Option<&Department>) -> Option<Country> {
        department
            .and_then(|department| department.country.as_deref())
            .and_then(|code| Country::parse(code).ok())
            .or_else(|| Country::parse(&self.settings.default_country).ok())
    }

    /// Whether SMS may go to numbers of a country, by its ISO 3166 code.
    pub fn allows_sms_to(&self, country: &str) -> bool {
        self.allows_sms_by_settings(country).unwrap_or_else(|| {
            let mut departments = self.departments.entries().iter();
            departments.any(|department| department.country.as_deref() == Some(country))
        })
    }
}

/// What is needed to show somebody: the names of their list entries, and the settings.
pub trait Naming {
    /// The organisation's settings.
    fn settings(&self) -> &Settings;
    /// What the entry of a list is called that a field of a user names by its id.
    fn entry_name(&self, field: Field, id: &str) -> Option<&str>;
}

impl Naming for Organisation {
    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn entry_name(&self, field: Field, id: &str) -> Option<&str> {
        match field {
            Field::JobProfile => self.job_profiles.get(id).map(Entry::name),
            Field::Department => self.departments.get(id).map(Entry::name),
            Field::PermissionType => self.permission_types.get(id).map(Entry::name),
            _ => None,
        }
    }
}

impl Settings {
    /// The version of these settings, for a change to name.
    pub fn version(&self) -> String {
        version::of(self)
    }
}

/// Checks a name of an organisation or list entry: 1 to 100 visible characters.
pub fn parse_name(text: &str) -> Result<String, Fault> {
    let name = composed(text.trim()).into_owned();
    let length = name.chars().count();
    if length == 0 {
        return Err(Fault::at("name", Code::Required));
    }
    if length > 100 {
        return Err(Fault::at("name", Code::TooLong { limit: 100 }));
    }
    if name.chars().any(is_hidden_in_a_name) {
        return Err(Fault::at("name", Code::ControlCharacter));
    }
    Ok(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kitchens() -> List<Department> {
        let named = |id: &str, name: &str| Department {
            id: id.into(),
            name: name.into(),
            country: None,
        };
        List::new(vec![
            named("d_1", "Køkken"),
            named("d_2", "Butik Århus"),
            named("d_3", "butik arhus nord"),
        ])
    }

    #[test]
    fn an_entry_is_found_by_id_and_exact_name() {
        let list = kitchens();
        assert_eq!(list.find("d_1", Matching::Exact).unwrap().name, "Køkken");
        assert_eq!(list.find(" Køkken ", Matching::Exact).unwrap().id, "d_1");
        assert!(list.find("køkken", Matching::Exact).is_err());
        assert_eq!(list.find("KØKKEN", Matching::Forgiving).unwrap().id, "d_1");
        assert_eq!(list.find("butik arhus", Matching::Forgiving).unwrap().id, "d_2");
        assert_eq!(list.find("Butik  Århus", Matching::Forgiving).unwrap().id, "d_2");
    }

    #[test]
    fn an_entry_named_like_another_ones_id_is_not_found_in_its_place() {
        let named = |id: &str, name: &str| Department {
            id: id.into(),
            name: name.into(),
            country: None,
        };
        let list = List::new(vec![named("d_1", "Køkken"), named("d_2", "d_1")]);
        for matching in [Matching::Exact, Matching::Forgiving] {
            assert_eq!(list.find(" d_1", matching).unwrap().name, "Køkken");
            assert_eq!(list.find("d_2", matching).unwrap().name, "d_1");
        }
    }

    #[test]
    fn a_typing_error_gets_a_suggestion_and_nonsense_none() {
        let fault = kitchens().find("Kokken", Matching::Forgiving).unwrap_err();
        assert_eq!(
            (fault.code.as_str(), fault.suggestion.as_deref()),
            ("unknown_department", Some("Køkken"))
        );
        assert_eq!(
            kitchens()
                .find("Finance", Matching::Forgiving)
                .unwrap_err()
                .suggestion,
            None
        );
    }

    #[test]
    fn slugs_are_short_plain_and_not_ours() {
        for text in ["demo", "a1", "nord-lys"] {
            assert!(Slug::parse(text).is_ok(), "{text}");
        }
        for text in ["", "a", "Demo", "api", "-a", "a-", "a_b", "æøå", &"a".repeat(41)] {
            assert!(Slug::parse(text).is_err(), "{text}");
        }
    }
}
