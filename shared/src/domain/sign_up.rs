//! Self-sign-up: what the form may ask, and what a submission must hold.

use crate::domain::{
    fault::{Code, Fault, Reader},
    field::Field,
    gate,
    organisation::{
        Approval, DepartmentChoice, Matching, Organisation, OrganisationSettings, SignUpIdentifier,
    },
    sign_up_link::SignUpLink,
    user::{Draft, Profile},
};
use serde::Serialize;

/// What the form asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = SignUpForm)]
pub struct Form {
    /// The organisation's name.
    pub organisation: String,
    /// Either or both ways to be named.
    pub identifiers: Vec<SignUpIdentifier>,
    /// The department that the link fixes; `null` without a link.
    #[schema(required)]
    pub department: Option<Choice>,
    /// Departments to choose from: empty where everybody gets the default one, or the link's.
    pub departments: Vec<Choice>,
    /// Language tags to choose from.
    pub languages: Vec<String>,
    /// The one chosen beforehand.
    pub default_language: String,
    /// What comes after a submission: `message` over the contact given, `later`, once the organisation starts
    /// to send any, or `approval`, for somebody looks at it first.
    pub next: Next,
}

/// What comes after a submission, as its sender is shown. It follows from the organisation alone, never from the contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = AfterSignUp)]
pub enum Next {
    /// A message over the contact given, within minutes.
    Message,
    /// The same, once the organisation starts to send messages.
    Later,
    /// Somebody of the organisation looks at it, and then the same.
    Approval,
}

impl Next {
    /// As an organisation's settings say, for somebody who comes by a link or not.
    pub fn of(organisation: &OrganisationSettings, is_by_link: bool) -> Self {
        if needs_approval(organisation, is_by_link) {
            Self::Approval
        } else if organisation.settings.communication.armed {
            Self::Message
        } else {
            Self::Later
        }
    }
}

/// Whether somebody has to approve a sign-up by a link, or without one.
pub fn needs_approval(organisation: &OrganisationSettings, is_by_link: bool) -> bool {
    match organisation.settings.sign_up.approval {
        Approval::Off => false,
        Approval::Links => is_by_link,
        Approval::All => true,
    }
}

/// One department to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = DepartmentToChoose)]
pub struct Choice {
    /// What the form sends.
    pub id: String,
    /// What the person sees.
    pub name: String,
}

/// The account comes to life over the contact given, so only what can be reached is asked for. Where e-mails are kept to some
/// domains, a username is no way past them, unless the settings say so or ask for no e-mail at all.
fn reachable(organisation: &OrganisationSettings) -> Vec<SignUpIdentifier> {
    let communication = &organisation.settings.communication;
    let sign_up = &organisation.settings.sign_up;
    let is_kept_to_domains = !sign_up.allowed_email_domains.is_empty()
        && !sign_up.usernames_beside_domains
        && sign_up.identifiers.contains(&SignUpIdentifier::Email);
    let identifiers = sign_up.identifiers.iter().copied();
    identifiers
        .filter(|identifier| match identifier {
            SignUpIdentifier::Email => communication.email,
            SignUpIdentifier::Username => communication.sms && !is_kept_to_domains,
        })
        .collect()
}

/// Whether an organisation's settings offer a form. One of their defaults may be an entry that is gone by now: only [`form`]
/// knows, which needs the lists.
pub fn is_offered(organisation: &OrganisationSettings) -> bool {
    let settings = &organisation.settings.sign_up;
    settings.enabled
        && !organisation.settings.sso.required
        && !reachable(organisation).is_empty()
        && settings.default_job_profile.is_some()
        && settings.default_permission_type.is_some()
        && (settings.department == DepartmentChoice::Chosen || settings.default_department.is_some())
}

/// Whether the settings say what people who sign up become, wherever their department comes from.
pub fn has_defaults(organisation: &Organisation) -> bool {
    let settings = &organisation.settings.sign_up;
    let job_profile = settings.default_job_profile.as_deref();
    let kind = settings.default_permission_type.as_deref();
    let kind = kind.and_then(|id| organisation.permission_types.get(id));
    job_profile.is_some_and(|id| organisation.job_profiles.get(id).is_some())
        // Signing up hands out no rights over others, whatever the settings say.
        && kind.is_some_and(|kind| kind.capabilities.is_empty())
}

/// The form of an organisation: `None` where it has none, or where its defaults are not complete. With a link, the department
/// is the link's, and it does not matter whether the organisation also lets people sign up without one.
pub fn form(organisation: &Organisation, link: Option<&SignUpLink>) -> Option<Form> {
    let settings = &organisation.settings.sign_up;
    let identifiers = reachable(organisation);
    let default = settings.default_department.as_deref();
    let has_department = link.is_some()
        || settings.department == DepartmentChoice::Chosen
        || default.is_some_and(|id| organisation.departments.get(id).is_some());
    // Who signs up chooses a password, which would be of no use where single sign-on is the only road.
    let is_offered = (link.is_some() || settings.enabled)
        && !organisation.settings.sso.required
        && !identifiers.is_empty()
        && has_department
        && has_defaults(organisation);
    is_offered.then(|| Form {
        organisation: organisation.settings.name.clone(),
        identifiers,
        department: link.map(|link| {
            let entry = organisation.departments.get(&link.department);
            Choice {
                id: link.department.clone(),
                name: entry.map_or(&link.department, |entry| &entry.name).clone(),
            }
        }),
        departments: match (link, settings.department) {
            (Some(_), _) | (None, DepartmentChoice::Default) => Vec::new(),
            (None, DepartmentChoice::Chosen) => organisation
                .departments
                .entries()
                .iter()
                .map(|entry| Choice {
                    id: entry.id.clone(),
                    name: entry.name.clone(),
                })
                .collect(),
        },
        languages: organisation.settings.languages.clone(),
        default_language: organisation.settings.default_language.clone(),
        next: Next::of(organisation, link.is_some()),
    })
}

/// Checks a submission: the person's own words, the department of the link they came by, everything else from the defaults.
pub fn check(
    draft: &Draft,
    organisation: &Organisation,
    link: Option<&SignUpLink>,
) -> Result<Profile, Vec<Fault>> {
    let draft = with_defaults(draft, organisation, link);
    let mut faults = not_asked(&draft, organisation);
    match draft.check(organisation, Matching::Exact) {
        Ok(profile) => {
            faults.extend(not_allowed(&profile, organisation));
            if faults.is_empty() {
                Ok(profile)
            } else {
                Err(faults)
            }
        }
        Err(more) => {
            faults.extend(more);
            Err(faults)
        }
    }
}

/// What a person wrote of what the form asks for, and the organisation's defaults for the rest.
fn with_defaults(draft: &Draft, organisation: &Organisation, link: Option<&SignUpLink>) -> Draft {
    let settings = &organisation.settings.sign_up;
    let mut draft = draft.clone();
    for field in Field::ALL {
        if !field.is_asked_at_sign_up() {
            draft.set(field, None);
        }
    }
    draft.set(Field::JobProfile, settings.default_job_profile.clone());
    draft.set(Field::PermissionType, settings.default_permission_type.clone());
    if let Some(link) = link {
        draft.set(Field::Department, Some(link.department.clone()));
    } else if settings.department == DepartmentChoice::Default || draft.get(Field::Department).is_none() {
        draft.set(Field::Department, settings.default_department.clone());
    }
    if draft.get(Field::Language).is_none() {
        let language = organisation.settings.default_language.clone();
        draft.set(Field::Language, Some(language));
    }
    draft
}

/// Contacts and names that were given and not asked for.
fn not_asked(draft: &Draft, organisation: &Organisation) -> Vec<Fault> {
    let asked = reachable(organisation);
    let has_email = draft.is_given(Field::Email);
    let mut fields = Vec::new();
    // The link goes to every contact given. With two of them, the owner of one would confirm the other as theirs.
    if has_email {
        let beside = [Field::Username, Field::Phone].into_iter();
        fields.extend(beside.filter(|field| draft.is_given(*field)));
    }
    if has_email && !asked.contains(&SignUpIdentifier::Email) {
        fields.push(Field::Email);
    }
    if draft.is_given(Field::Username) && !has_email && !asked.contains(&SignUpIdentifier::Username) {
        fields.push(Field::Username);
    }
    let faults = fields
        .into_iter()
        .map(|field| Fault::at(field.name(), Code::NotAsked));
    faults.collect()
}

/// What the organisation does not let strangers sign up with.
fn not_allowed(profile: &Profile, organisation: &Organisation) -> Vec<Fault> {
    let mut faults = Vec::new();
    let allowed = &organisation.settings.sign_up.allowed_email_domains;
    if let Some(email) = &profile.email
        && !allowed.is_empty()
        && !allowed.iter().any(|domain| domain == email.domain())
    {
        let known = allowed.iter().map(|domain| idna::domain_to_unicode(domain).0);
        let known = known.collect();
        faults.push(Fault::at("email", Code::DomainNotAllowed { known }));
    }
    if let Some(phone) = &profile.phone
        && gate::refusal(organisation, phone).is_some()
    {
        let reader = Reader::Stranger;
        faults.push(Fault::at("phone", Code::CountryNotAllowed { reader }));
    }
    faults
}
