//! Changes to settings: what may be asked for, and what comes of it.
//!
//! What comes out is checked whole, so that no change leads to settings that contradict each other.

mod integration;
mod sign_up;
mod sso;

pub use sso::SsoSettingsChange;

use crate::domain::{
    capability::Capability,
    change::Change,
    colour::Colour,
    fault::{Author, Code, Fault, words},
    identifier::Country,
    language::Language,
    organisation::{
        Approval, DepartmentChoice, Organisation, Settings, SignUpIdentifier, UnknownEntry, parse_name,
    },
    permission::Actor,
};
use jiff::tz::TimeZone;
use serde::Deserialize;
use utoipa::ToSchema;

/// More than there are countries.
const MOST_COUNTRIES: usize = 300;

/// Settings to be changed.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SettingsPatch)]
pub struct SettingsChange {
    /// 1 to 100 characters.
    #[schema(value_type = String, required = false, min_length = 1, max_length = 100)]
    #[serde(default)]
    pub name: Change<String>,
    /// One of `languages`.
    #[schema(value_type = Language, required = false)]
    #[serde(default)]
    pub default_language: Change<String>,
    /// May be sent along unchanged; set with `PUT /api/languages`.
    #[schema(value_type = Vec<Language>, required = false)]
    #[serde(default)]
    pub languages: Change<Vec<String>>,
    /// Phones without a country code are read by it.
    #[schema(value_type = Country, required = false)]
    #[serde(default)]
    pub default_country: Change<String>,
    /// An IANA time zone, such as `Europe/Copenhagen`.
    #[schema(value_type = String, required = false, min_length = 1, example = "Europe/Copenhagen")]
    #[serde(default)]
    pub time_zone: Change<String>,
    #[schema(value_type = CommunicationChange, required = false)]
    #[serde(default)]
    pub communication: Change<CommunicationChange>,
    #[schema(value_type = SignUpSettingsChange, required = false)]
    #[serde(default)]
    pub sign_up: Change<SignUpSettingsChange>,
    #[schema(value_type = OneTimePasswordSettingsChange, required = false)]
    #[serde(default)]
    pub one_time_password: Change<OneTimePasswordSettingsChange>,
    #[schema(value_type = ImportSettingsChange, required = false)]
    #[serde(default)]
    pub imports: Change<ImportSettingsChange>,
    #[schema(value_type = IntegrationSettingsChange, required = false)]
    #[serde(default)]
    pub integration: Change<IntegrationSettingsChange>,
    #[schema(value_type = SsoSettingsChange, required = false)]
    #[serde(default)]
    pub sso: Change<SsoSettingsChange>,
    /// What posters are printed in: `#` and six hexadecimal digits. Text on it is black or white, whichever reads better.
    #[schema(value_type = Option<String>, pattern = "^#[0-9A-Fa-f]{6}$", example = "#005ac8")]
    #[serde(default)]
    pub colour: Change<String>,
}

/// How people are messaged.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CommunicationPatch)]
pub struct CommunicationChange {
    /// Send activation e-mails.
    #[schema(value_type = bool, required = false)]
    #[serde(default)]
    pub email: Change<bool>,
    /// Send activation SMS.
    #[schema(value_type = bool, required = false)]
    #[serde(default)]
    pub sms: Change<bool>,
    /// Send at all.
    #[schema(value_type = bool, required = false)]
    #[serde(default)]
    pub armed: Change<bool>,
    /// How long an activation link works, counted from sending.
    #[schema(value_type = u16, required = false, minimum = 1, maximum = 180)]
    #[serde(default)]
    pub link_lifetime_days: Change<u16>,
    /// SMS go to numbers of these countries. `null`, or an empty list, for the organisation's own and those of its departments.
    #[schema(value_type = Option<Vec<Country>>, max_items = 300)]
    #[serde(default)]
    pub sms_countries: Change<Vec<String>>,
    /// `0` sends none.
    #[schema(value_type = u32, required = false, minimum = 0, maximum = 1_000_000)]
    #[serde(default)]
    pub sms_per_day: Change<u32>,
}

/// Self-sign-up.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SignUpSettingsPatch)]
pub struct SignUpSettingsChange {
    /// Offer the form. Needs defaults for job profile and permission type, and for the department unless it is chosen.
    #[schema(value_type = bool, required = false)]
    #[serde(default)]
    pub enabled: Change<bool>,
    /// What the form asks for.
    #[schema(value_type = Vec<SignUpIdentifier>, required = false, min_items = 1)]
    #[serde(default)]
    pub identifiers: Change<Vec<String>>,
    /// Where the department comes from.
    #[schema(value_type = DepartmentChoice, required = false)]
    #[serde(default)]
    pub department: Change<String>,
    /// A department.
    #[schema(value_type = Option<EntryName>)]
    #[serde(default)]
    pub default_department: Change<EntryName>,
    /// A job profile.
    #[schema(value_type = Option<EntryName>)]
    #[serde(default)]
    pub default_job_profile: Change<EntryName>,
    /// A permission type without capabilities.
    #[schema(value_type = Option<EntryName>)]
    #[serde(default)]
    pub default_permission_type: Change<EntryName>,
    /// An e-mail must be of one of these; empty: any.
    #[schema(value_type = Vec<String>, required = false, max_items = 200)]
    #[serde(default)]
    pub allowed_email_domains: Change<Vec<String>>,
    /// Where e-mails are kept to some domains: take a username and a phone, which no domain vouches for, all the same.
    #[schema(value_type = bool, required = false)]
    #[serde(default)]
    pub usernames_beside_domains: Change<bool>,
    /// Which sign-ups somebody who manages the department has to approve.
    #[schema(value_type = Approval, required = false)]
    #[serde(default)]
    pub approval: Change<String>,
}

/// One-time passwords.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OneTimePasswordSettingsPatch)]
pub struct OneTimePasswordSettingsChange {
    /// How long one works.
    #[schema(value_type = u16, required = false, minimum = 1, maximum = 30)]
    #[serde(default)]
    pub lifetime_days: Change<u16>,
}

/// Imports.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ImportSettingsPatch)]
pub struct ImportSettingsChange {
    /// None that you do not hold yourself.
    #[schema(value_type = Vec<Capability>, required = false)]
    #[serde(default)]
    pub drop_capabilities: Change<Vec<String>>,
}

/// What comes from other systems.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = IntegrationSettingsPatch)]
pub struct IntegrationSettingsChange {
    #[schema(value_type = BrakeChange, required = false)]
    #[serde(default)]
    pub brake: Change<BrakeChange>,
    #[schema(value_type = IntegrationDefaultsChange, required = false)]
    #[serde(default)]
    pub defaults: Change<IntegrationDefaultsChange>,
    /// Fields by their names. Those that a directory gives are its to change, and nobody else's.
    #[schema(value_type = Vec<String>, required = false)]
    #[serde(default)]
    pub keep_in_sync: Change<Vec<String>>,
    /// Refuse what is wrong with what a directory sends, even where nobody needs it, and attributes that are unknown.
    #[schema(value_type = bool, required = false)]
    #[serde(default)]
    pub strict: Change<bool>,
    /// Have directories take over people who are there already and whom they would create (`GET /api/integration/adoption` says how
    /// many that is). Without it, such a person is refused to the directory.
    #[schema(value_type = bool, required = false)]
    #[serde(default)]
    pub adopt: Change<bool>,
    /// What becomes of who is in a department that does not exist. With `create`, it is added where the user who made the token may change
    /// lists, and the list has room.
    #[schema(value_type = UnknownEntry, required = false)]
    #[serde(default)]
    pub unknown_department: Change<String>,
    /// What becomes of who has a job profile that does not exist, likewise.
    #[schema(value_type = UnknownEntry, required = false)]
    #[serde(default)]
    pub unknown_job_profile: Change<String>,
}

/// What people get of whom a directory says nothing.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = IntegrationDefaultsPatch)]
pub struct IntegrationDefaultsChange {
    /// A department.
    #[schema(value_type = Option<EntryName>)]
    #[serde(default)]
    pub department: Change<EntryName>,
    /// A job profile.
    #[schema(value_type = Option<EntryName>)]
    #[serde(default)]
    pub job_profile: Change<EntryName>,
    /// A permission type without capabilities.
    #[schema(value_type = Option<EntryName>)]
    #[serde(default)]
    pub permission_type: Change<EntryName>,
}

/// How many people may be disabled or erased by one file or token within an hour. What exceeds both is held.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = BrakePatch)]
pub struct BrakeChange {
    /// So many people.
    #[schema(value_type = u32, required = false, minimum = 0, maximum = 1_000_000)]
    #[serde(default)]
    pub people: Change<u32>,
    /// Such a share of those who can sign in or are invited: of everybody, or of a department, where its manager or their directory asks.
    #[schema(value_type = u32, required = false, minimum = 0, maximum = 100)]
    #[serde(default)]
    pub per_cent: Change<u32>,
}

/// A list entry as requests name it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum EntryName {
    /// Id or exact name.
    Text(String),
    /// As answers show it; the id counts.
    Shown(ShownEntry),
}

/// A list entry as answers show it; the id counts.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = EntryReference)]
pub struct ShownEntry {
    /// The entry's id.
    #[schema(required, nullable = false)]
    pub id: Option<String>,
    /// Its name: not looked at, but settings may be sent back as they were answered.
    pub name: Option<String>,
}

impl Settings {
    /// The settings with a change made to them, in this organisation by this person.
    ///
    /// # Errors
    ///
    /// All faults of the change.
    pub fn changed(
        &self,
        change: &SettingsChange,
        organisation: &Organisation,
        actor: &Actor,
    ) -> Result<Self, Vec<Fault>> {
        let mut faults = Vec::new();
        let changed = self.apply(change.clone(), organisation, actor, &mut faults);
        if faults.is_empty() {
            Ok(changed)
        } else {
            Err(faults)
        }
    }

    /// What is at fault stays as it was; nobody uses it then.
    fn apply(
        &self,
        change: SettingsChange,
        organisation: &Organisation,
        actor: &Actor,
        faults: &mut Vec<Fault>,
    ) -> Self {
        let mut settings = self.clone();
        put(&mut settings.name, text(change.name, "name", faults, parse_name));
        put(
            &mut settings.default_country,
            text(change.default_country, "default_country", faults, parse_country),
        );
        put(
            &mut settings.time_zone,
            text(change.time_zone, "time_zone", faults, parse_time_zone),
        );
        let default_language = text(change.default_language, "default_language", faults, |tag| {
            self.find_language(tag)
        });
        put(&mut settings.default_language, default_language);
        let is_other = match change.languages {
            Change::Keep => false,
            Change::Remove => true,
            Change::To(languages) => languages != self.languages,
        };
        if is_other {
            faults.push(Fault::at("languages", Code::ReadOnly));
        }
        let mut within = Vec::new();
        if let Some(change) = kept(change.communication, "communication", faults) {
            change_communication(&mut settings, change, &mut within);
            faults.extend(within.drain(..).map(|fault| fault.under("communication")));
        }
        let sign_up = kept(change.sign_up, "sign_up", faults).unwrap_or_default();
        settings.sign_up = sign_up::change(&self.sign_up, sign_up, organisation, &mut within);
        faults.extend(within.drain(..).map(|fault| fault.under("sign_up")));
        if let Some(change) = kept(change.one_time_password, "one_time_password", faults) {
            let days = kept(change.lifetime_days, "lifetime_days", &mut within);
            put(&mut settings.one_time_password.lifetime_days, days);
            faults.extend(within.drain(..).map(|fault| fault.under("one_time_password")));
        }
        if let Some(change) = kept(change.imports, "imports", faults) {
            let before = &self.imports.drop_capabilities;
            let allowed = parse_drop_capabilities(change.drop_capabilities, before, actor, &mut within);
            put(&mut settings.imports.drop_capabilities, allowed);
            faults.extend(within.drain(..).map(|fault| fault.under("imports")));
        }
        if let Some(change) = kept(change.integration, "integration", faults) {
            settings.integration = integration::change(&self.integration, change, organisation, &mut within);
            faults.extend(within.drain(..).map(|fault| fault.under("integration")));
        }
        if let Some(change) = kept(change.sso, "sso", faults) {
            settings.sso = sso::change(&self.sso, change, &mut within);
            faults.extend(within.drain(..).map(|fault| fault.under("sso")));
        }
        match change.colour {
            Change::Keep => {}
            Change::Remove => settings.colour = None,
            Change::To(text) => match Colour::parse(&text) {
                Ok(colour) => settings.colour = Some(colour),
                Err(fault) => faults.push(fault),
            },
        }
        settings
    }

    fn find_language(&self, tag: &str) -> Result<String, Fault> {
        let language = parse_language(tag)?.tag().to_owned();
        if self.languages.contains(&language) {
            return Ok(language);
        }
        let code = Code::UnknownLanguage {
            value: language,
            known: self.languages.clone(),
        };
        Err(Fault::at("default_language", code))
    }
}

fn change_communication(settings: &mut Settings, change: CommunicationChange, faults: &mut Vec<Fault>) {
    let communication = &mut settings.communication;
    put(&mut communication.email, kept(change.email, "email", faults));
    put(&mut communication.sms, kept(change.sms, "sms", faults));
    put(&mut communication.armed, kept(change.armed, "armed", faults));
    put(
        &mut communication.link_lifetime_days,
        kept(change.link_lifetime_days, "link_lifetime_days", faults),
    );
    match change.sms_countries {
        Change::Keep => {}
        Change::Remove => communication.sms_countries = None,
        Change::To(countries) => communication.sms_countries = parse_countries(&countries, faults),
    }
    put(
        &mut communication.sms_per_day,
        kept(change.sms_per_day, "sms_per_day", faults),
    );
}

/// Countries by their two letters; of none, those of the departments and the organisation are meant.
fn parse_countries(texts: &[String], faults: &mut Vec<Fault>) -> Option<Vec<String>> {
    const NAME: &str = "sms_countries";
    if texts.len() > MOST_COUNTRIES {
        let limit = MOST_COUNTRIES;
        faults.push(Fault::at(NAME, Code::TooMany { limit }));
        return None;
    }
    let mut countries: Vec<String> = Vec::new();
    for (at, text) in texts.iter().enumerate() {
        match Country::parse(text).map(Country::code) {
            Ok(code) if countries.contains(&code) => {}
            Ok(code) => countries.push(code),
            Err(refused) => faults.push(refused.into_fault(&format!("{NAME}/{at}"))),
        }
    }
    (!countries.is_empty()).then_some(countries)
}

/// What a drop may hand on: nobody allows it more than they hold themselves, beyond what it may already.
fn parse_drop_capabilities(
    change: Change<Vec<String>>,
    before: &[Capability],
    actor: &Actor,
    faults: &mut Vec<Fault>,
) -> Option<Vec<Capability>> {
    const NAME: &str = "drop_capabilities";
    let mut capabilities = Vec::new();
    for text in kept(change, NAME, faults)? {
        let code = match Capability::parse(&text) {
            Some(capability) if before.contains(&capability) || actor.holds(capability) => {
                if !capabilities.contains(&capability) {
                    capabilities.push(capability);
                }
                continue;
            }
            Some(_) => Code::MayNotGrant { author: Author::You },
            None => Capability::unknown(&text),
        };
        faults.push(Fault::at(NAME, code));
        return None;
    }
    Some(capabilities)
}

/// Reads a default language by its tag.
pub fn parse_language(text: &str) -> Result<Language, Fault> {
    Language::ALL
        .into_iter()
        .find(|language| language.tag() == text)
        .ok_or_else(|| {
            let code = Code::UnknownLanguage {
                value: text.to_owned(),
                known: words(Language::ALL.map(Language::tag)),
            };
            Fault::at("default_language", code)
        })
}

/// Reads a default country by its two letters.
pub fn parse_country(text: &str) -> Result<String, Fault> {
    Country::parse(text)
        .map(Country::code)
        .map_err(|refused| refused.into_fault("default_country"))
}

/// Reads an IANA time zone's name, in the spelling of the time-zone database. Its rules are the database's business.
pub fn parse_time_zone(text: &str) -> Result<String, Fault> {
    match TimeZone::get(text) {
        Ok(zone) => Ok(zone.iana_name().unwrap_or(text).to_owned()),
        Err(_) => Err(Fault::at("time_zone", Code::UnknownTimeZone)),
    }
}

fn put<T>(place: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *place = value;
    }
}

/// The new value of a setting that cannot be removed; `None` where it stays.
fn kept<T>(change: Change<T>, name: &str, faults: &mut Vec<Fault>) -> Option<T> {
    match change {
        Change::Keep => None,
        Change::To(value) => Some(value),
        Change::Remove => {
            faults.push(Fault::at(name, Code::Required));
            None
        }
    }
}

/// The same of a text, read further.
fn text<T>(
    change: Change<String>,
    name: &str,
    faults: &mut Vec<Fault>,
    parse: impl FnOnce(&str) -> Result<T, Fault>,
) -> Option<T> {
    let text = kept(change, name, faults)?;
    if text.is_empty() {
        faults.push(Fault::at(name, Code::Required));
        return None;
    }
    parse(&text).map_err(|fault| faults.push(fault)).ok()
}

#[cfg(test)]
mod tests;
