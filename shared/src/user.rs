//! A user: who they are, how they are reached, and how far they have come.

use crate::{
    activation::{Activation, Delivery, Fate},
    fault::{Fault, quoted},
    identifier::{Email, Identifier, Phone, Refused, Username},
    organisation::{Entry, Matching, Organisation, Slug},
    password::{Hash, OneTimePassword},
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use unicode_normalization::UnicodeNormalization;

/// Longest first or last name, in characters.
pub const LONGEST_NAME: usize = 100;
/// Events kept on a user: the first one and the newest.
const KEPT_EVENTS: usize = 30;

/// How far a user has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Created, has no password of their own yet.
    Invited,
    /// Has chosen a password.
    Active,
    /// May not sign in.
    Disabled,
}

impl Status {
    /// As the contract writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Invited => "invited",
            Self::Active => "active",
            Self::Disabled => "disabled",
        }
    }

    /// Reads a status.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Invited, Self::Active, Self::Disabled]
            .into_iter()
            .find(|status| status.as_str() == text)
    }
}

/// The road a user came by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// One by one, by an administrator.
    Manual,
    /// From a workbook.
    Import,
    /// From the HR system.
    Integration,
    /// On their first single sign-on.
    Sso,
    /// By their own hand.
    SignUp,
}

impl Source {
    /// As the contract writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Manual => "manual",
            Self::Import => "import",
            Self::Integration => "integration",
            Self::Sso => "sso",
            Self::SignUp => "sign_up",
        }
    }

    /// Reads a source.
    pub fn parse(text: &str) -> Option<Self> {
        [
            Self::Manual,
            Self::Import,
            Self::Integration,
            Self::Sso,
            Self::SignUp,
        ]
        .into_iter()
        .find(|source| source.as_str() == text)
    }
}

/// What is known of a person. Lists are named by entry id.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    pub email: Option<Email>,
    /// An identifier.
    pub username: Option<Username>,
    /// A contact.
    pub phone: Option<Phone>,
    /// First day at work.
    pub start_date: Option<Date>,
}

impl Profile {
    /// What this person signs in with.
    pub fn identifiers(&self) -> Vec<Identifier> {
        let email = self.email.clone().map(Identifier::Email);
        email
            .into_iter()
            .chain(self.username.clone().map(Identifier::Username))
            .collect()
    }
}

/// What was put right in a field by [`Draft::check_forgiving`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repaired {
    /// The field.
    pub field: &'static str,
    /// A stable word for programs.
    pub code: &'static str,
    /// For a person.
    pub detail: String,
}

/// A profile as somebody wrote it, on whichever road: text, nothing checked yet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    /// First name.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// Id or name.
    pub job_profile: Option<String>,
    /// Id or name.
    pub department: Option<String>,
    /// Id or name.
    pub permission_type: Option<String>,
    /// Tag (or, forgivingly, name) of a language.
    pub language: Option<String>,
    /// E-mail.
    pub email: Option<String>,
    /// Username.
    pub username: Option<String>,
    /// Phone.
    pub phone: Option<String>,
    /// ISO 8601 date.
    pub start_date: Option<String>,
}

/// Reads a person's name: 1 to 100 characters on one line.
pub fn parse_person_name(field: &'static str, called: &str, text: Option<&str>) -> Result<String, Fault> {
    let name: String = text.unwrap_or_default().trim_matches(is_blank).nfc().collect();
    if name.is_empty() {
        return Err(Fault::new(field, "required", format!("{called} is missing.")));
    }
    if name.chars().count() > LONGEST_NAME {
        return Err(Fault::new(
            field,
            "too_long",
            format!("{called} is longer than {LONGEST_NAME} characters."),
        ));
    }
    if name
        .chars()
        .any(|c| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}'))
    {
        return Err(Fault::new(
            field,
            "control_character",
            format!(
                "{called} holds a line break or an invisible control character; type it again on one line."
            ),
        ));
    }
    let folded = name.to_lowercase();
    if folded.contains("http://") || folded.contains("https://") || folded.starts_with("www.") {
        return Err(Fault::new(
            field,
            "looks_like_a_link",
            format!("{called} looks like a web address, not like a name."),
        ));
    }
    Ok(name)
}

/// White space, and what takes no room on the screen at the edge of a cell.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}' | '\u{2060}' | '\u{feff}')
}

fn entry<E: Entry>(
    list: &crate::organisation::List<E>,
    called: &str,
    text: Option<&str>,
    matching: Matching,
    faults: &mut Vec<Fault>,
) -> Option<String> {
    match text.map(str::trim).filter(|text| !text.is_empty()) {
        None => faults.push(Fault::new(E::FIELD, "required", format!("{called} is missing."))),
        Some(text) => match list.find(text, matching) {
            Ok(entry) => return Some(entry.id().to_owned()),
            Err(fault) => faults.push(fault),
        },
    }
    None
}

fn contact<T>(
    field: &'static str,
    text: Option<&str>,
    parse: impl Fn(&str) -> Result<T, Refused>,
    faults: &mut Vec<Fault>,
) -> Option<T> {
    let text = text.filter(|text| !text.trim().is_empty())?;
    parse(text)
        .map_err(|refused| faults.push(Fault::new(field, refused.code, refused.detail)))
        .ok()
}

impl Draft {
    /// Checks every field against the rules of a user and the organisation's lists.
    ///
    /// All faults come at once; a profile only where there is none.
    pub fn check(&self, organisation: &Organisation, matching: Matching) -> Result<Profile, Vec<Fault>> {
        let mut phone_repair = None;
        self.check_all(organisation, matching, &mut phone_repair)
    }

    /// The same for what people typed into a workbook: case and accents of list names are forgiven, and a phone gets
    /// back what the spreadsheet took. Says what was put right.
    pub fn check_forgiving(
        &self,
        organisation: &Organisation,
    ) -> (Result<Profile, Vec<Fault>>, Vec<Repaired>) {
        let mut phone_repair = None;
        let checked = self.check_all(organisation, Matching::Forgiving, &mut phone_repair);
        let mut repairs = Vec::new();
        if let Some(code) = phone_repair {
            let what = if code == "plus_restored" {
                "+"
            } else {
                "leading zero"
            };
            repairs.push(Repaired {
                field: "phone",
                code,
                detail: format!("The {what} of the phone was restored."),
            });
        }
        if let Ok(profile) = &checked {
            let mut compare = |field: &'static str, typed: &Option<String>, id: &str, name: Option<&str>| {
                let typed: String = typed.as_deref().unwrap_or_default().trim().nfc().collect();
                if let Some(name) = name.filter(|name| *name != typed && id != typed) {
                    let detail = format!("{} was read as {}.", quoted(&typed), quoted(name));
                    repairs.push(Repaired {
                        field,
                        code: "name_matched",
                        detail,
                    });
                }
            };
            let lists = organisation;
            let found = lists.job_profiles.get(&profile.job_profile).map(Entry::name);
            compare("job_profile", &self.job_profile, &profile.job_profile, found);
            let found = lists.departments.get(&profile.department).map(Entry::name);
            compare("department", &self.department, &profile.department, found);
            let found = lists
                .permission_types
                .get(&profile.permission_type)
                .map(Entry::name);
            compare(
                "permission_type",
                &self.permission_type,
                &profile.permission_type,
                found,
            );
        }
        (checked, repairs)
    }

    fn check_all(
        &self,
        organisation: &Organisation,
        matching: Matching,
        phone_repair: &mut Option<&'static str>,
    ) -> Result<Profile, Vec<Fault>> {
        let mut faults = Vec::new();
        let mut keep = |name: Result<String, Fault>| name.map_err(|fault| faults.push(fault)).ok();
        let first_name = keep(parse_person_name(
            "first_name",
            "First name",
            self.first_name.as_deref(),
        ));
        let last_name = keep(parse_person_name(
            "last_name",
            "Last name",
            self.last_name.as_deref(),
        ));
        let job_profile = entry(
            &organisation.job_profiles,
            "Job profile",
            self.job_profile.as_deref(),
            matching,
            &mut faults,
        );
        let department = entry(
            &organisation.departments,
            "Department",
            self.department.as_deref(),
            matching,
            &mut faults,
        );
        let permission_type = entry(
            &organisation.permission_types,
            "Permission type",
            self.permission_type.as_deref(),
            matching,
            &mut faults,
        );
        let language = self
            .check_language(organisation)
            .map_err(|fault| faults.push(fault))
            .ok();
        let country = organisation.country_of(
            department
                .as_deref()
                .and_then(|id| organisation.departments.get(id)),
        );
        let before_contacts = faults.len();
        let email = contact("email", self.email.as_deref(), Email::parse, &mut faults);
        let username = contact("username", self.username.as_deref(), Username::parse, &mut faults);
        let read_phone = |text: &str| match matching {
            Matching::Exact => Phone::parse(text, country).map(|phone| (phone, None)),
            Matching::Forgiving => Phone::parse_repairing(text, country),
        };
        let phone =
            contact("phone", self.phone.as_deref(), read_phone, &mut faults).map(|(phone, repair)| {
                *phone_repair = repair;
                phone
            });
        if faults.len() == before_contacts {
            faults.extend(missing_contact(
                email.is_some(),
                username.is_some(),
                phone.is_some(),
            ));
        }
        let start_date = contact(
            "start_date",
            self.start_date.as_deref(),
            |text| text.trim().parse::<Date>().map_err(|_| BAD_DATE),
            &mut faults,
        );
        match (
            first_name,
            last_name,
            job_profile,
            department,
            permission_type,
            language,
        ) {
            (
                Some(first_name),
                Some(last_name),
                Some(job_profile),
                Some(department),
                Some(permission_type),
                Some(language),
            ) if faults.is_empty() => Ok(Profile {
                first_name,
                last_name,
                job_profile,
                department,
                permission_type,
                language,
                email,
                username,
                phone,
                start_date,
            }),
            _ => Err(faults),
        }
    }

    fn check_language(&self, organisation: &Organisation) -> Result<String, Fault> {
        let text = self.language.as_deref().unwrap_or_default().trim();
        if text.is_empty() {
            return Err(Fault::new("language", "required", "Language is missing."));
        }
        let offered = &organisation.settings.languages;
        crate::language::Language::parse(text)
            .map(|language| language.tag().to_owned())
            .filter(|tag| offered.contains(tag))
            .ok_or_else(|| {
                let detail = format!(
                    "{} is not a language of this organisation; use one of {}.",
                    quoted(text),
                    offered.join(", ")
                );
                Fault::new("language", "unknown_language", detail)
            })
    }
}

const BAD_DATE: Refused = Refused {
    code: "not_a_date",
    detail: "Write the date as year-month-day, such as 2026-08-01.",
};

/// The rule every road holds to: an e-mail, or a username and a phone.
fn missing_contact(email: bool, username: bool, phone: bool) -> Vec<Fault> {
    const RULE: &str = "Give an e-mail, or a username and a phone.";
    match (email, username, phone) {
        (true, _, _) | (false, true, true) => Vec::new(),
        (false, true, false) => vec![Fault::new("phone", "required", RULE)],
        (false, false, true) => vec![Fault::new("username", "required", RULE)],
        (false, false, false) => vec![Fault::new("email", "required", RULE)],
    }
}

/// One thing that happened to a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// When.
    pub at: Timestamp,
    /// What: a stable word such as `created`.
    pub what: String,
    /// Who did it: a user id, `system`, or the person themselves.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub by: Option<String>,
}

/// Which row of which import created a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedFrom {
    /// The import.
    pub import_id: String,
    /// The workbook's row, 1 being the header.
    pub row: u32,
}

/// A user, whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Their organisation.
    pub organisation: Slug,
    /// Opaque, unique in the organisation.
    pub id: String,
    /// Who they are.
    pub profile: Profile,
    /// How far they have come.
    pub status: Status,
    /// How they came.
    pub source: Source,
    /// When they were created.
    pub created_at: Timestamp,
    /// When they chose their first password.
    pub activated_at: Option<Timestamp>,
    /// Raised with every change.
    pub version: u64,
    /// Links of another generation are dead.
    pub link_generation: u32,
    /// Sessions of another epoch are over.
    pub session_epoch: u32,
    /// Their password.
    pub password: Option<Hash>,
    /// A one-time password, until it is used.
    pub one_time_password: Option<OneTimePassword>,
    /// How they are being told.
    pub activation: Option<Activation>,
    /// The row they came from.
    pub imported_from: Option<ImportedFrom>,
    /// What happened, oldest first.
    pub history: Vec<Event>,
}

impl User {
    /// A new user, invited.
    pub fn invite(
        organisation: &Slug,
        id: String,
        profile: Profile,
        source: Source,
        by: &str,
        now: Timestamp,
    ) -> Self {
        Self {
            organisation: organisation.clone(),
            id,
            profile,
            status: Status::Invited,
            source,
            created_at: now,
            activated_at: None,
            version: 1,
            link_generation: 1,
            session_epoch: 1,
            password: None,
            one_time_password: None,
            activation: None,
            imported_from: None,
            history: vec![Event {
                at: now,
                what: "created".to_owned(),
                by: Some(by.to_owned()),
            }],
        }
    }

    /// Notes an event, keeping the first and the newest where there are many.
    pub fn note(&mut self, now: Timestamp, what: &str, by: Option<&str>) {
        self.history.push(Event {
            at: now,
            what: what.to_owned(),
            by: by.map(str::to_owned),
        });
        if self.history.len() > KEPT_EVENTS {
            self.history.remove(1);
        }
    }

    /// Whether this is a self-sign-up that nobody has confirmed: it holds no name against the organisation.
    pub fn is_unconfirmed_sign_up(&self) -> bool {
        self.source == Source::SignUp && self.status == Status::Invited
    }

    /// The name a list is sorted by.
    pub fn sort_name(&self) -> String {
        format!(
            "{} {}",
            crate::organisation::fold(&self.profile.first_name),
            crate::organisation::fold(&self.profile.last_name)
        )
    }

    /// Words an acquaintance would try first as a password.
    pub fn own_words<'a>(&'a self, organisation_name: &'a str) -> Vec<&'a str> {
        let profile = &self.profile;
        let mut words = vec![
            organisation_name,
            self.organisation.as_str(),
            &profile.first_name,
            &profile.last_name,
        ];
        words.extend(organisation_name.split_whitespace());
        if let Some(email) = &profile.email {
            words.extend(email.as_str().split(['@', '.', '-', '_']));
            words.push(email.as_str());
        }
        words.extend(profile.username.as_ref().map(Username::as_str));
        words.extend(profile.phone.as_ref().map(Phone::as_str));
        words
    }

    /// The user as the contract shows them. Nothing of a credential is in it.
    pub fn to_json(&self, organisation: &Organisation) -> Value {
        let profile = &self.profile;
        let named = |id: &str, name: Option<&str>| json!({ "id": id, "name": name.unwrap_or(id) });
        json!({
            "id": self.id,
            "first_name": profile.first_name,
            "last_name": profile.last_name,
            "email": profile.email,
            "username": profile.username,
            "phone": profile.phone,
            "job_profile": named(&profile.job_profile, organisation.job_profiles.get(&profile.job_profile).map(Entry::name)),
            "department": named(&profile.department, organisation.departments.get(&profile.department).map(Entry::name)),
            "permission_type": named(&profile.permission_type, organisation.permission_types.get(&profile.permission_type).map(Entry::name)),
            "language": profile.language,
            "status": self.status,
            "source": self.source,
            "start_date": profile.start_date,
            "created_at": self.created_at,
            "activated_at": self.activated_at,
            "activation": self.activation.as_ref().map(|activation| json!({
                "requested_at": activation.requested_at,
                "next_attempt_at": activation.next_attempt_at,
                "deliveries": deliveries(activation),
            })),
        })
    }

    /// The version as an `ETag` (RFC 9110).
    pub fn etag(&self) -> String {
        format!("\"{}\"", self.version)
    }
}

fn deliveries(activation: &Activation) -> Vec<Value> {
    let shown = |delivery: &Delivery| {
        let mut value = json!({ "channel": delivery.channel, "status": delivery.status, "at": delivery.at });
        if let (Some(reason), Some(object)) = (&delivery.reason, value.as_object_mut()) {
            object.insert("reason".to_owned(), json!(reason));
        }
        value
    };
    debug_assert!(
        activation
            .deliveries
            .iter()
            .all(|delivery| delivery.status != Fate::Requested)
    );
    activation.deliveries.iter().map(shown).collect()
}
