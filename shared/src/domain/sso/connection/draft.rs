//! What is read of a connection's draft.

use super::{Connection, Defaults, LONGEST_CLAIM, LONGEST_SECRET, MOST_DOMAINS, Surroundings};
use crate::domain::{
    change::Change,
    fault::{Code, Fault},
    identifier::Email,
    organisation::{Entry, List, Matching, Organisation},
    settings::{EntryName, ShownEntry},
};

/// Reads the client secret. One goes to the provider it was given for, and to no other.
pub(super) fn check_secret(
    secret: Change<String>,
    before: Option<&Connection>,
    issuer: Option<&str>,
    faults: &mut Vec<Fault>,
) -> Change<String> {
    let secret = match secret {
        Change::To(secret) => match visible(&secret, LONGEST_SECRET) {
            Ok(secret) => Change::To(secret),
            Err(code) => {
                faults.push(Fault::at("client_secret", code));
                Change::Keep
            }
        },
        other => other,
    };
    let moves =
        before.is_some_and(|before| before.sealed_secret.is_some() && Some(before.issuer.as_str()) != issuer);
    if moves && issuer.is_some() && secret == Change::Keep {
        faults.push(Fault::at("client_secret", Code::Required));
    }
    secret
}

/// Reads what names people as which directory does: both or neither. A directory that is named as before may be gone by now.
pub(super) fn check_directory(
    (claim, token): (Option<String>, Option<String>),
    before: Option<&Connection>,
    around: Surroundings<'_>,
    faults: &mut Vec<Fault>,
) -> (Option<String>, Option<String>) {
    let kept = before.and_then(|before| before.integration_token.as_ref());
    match (&claim, &token) {
        (Some(_), None) => faults.push(Fault::at("integration_token", Code::Required)),
        (None, Some(_)) => faults.push(Fault::at("external_id_claim", Code::Required)),
        _ => {}
    }
    if let Some(id) = &token
        && kept != Some(id)
        && !around.integration_tokens.contains(id)
    {
        let known = around.integration_tokens.to_vec();
        faults.push(Fault::at("integration_token", Code::UnknownChoice { known }));
    }
    let claim = claim.map(|name| visible(&name, LONGEST_CLAIM)).transpose();
    let claim = claim.unwrap_or_else(|code| {
        faults.push(Fault::at("external_id_claim", code));
        None
    });
    (claim, token)
}

/// Reads what people become: a department, a job profile and a permission type, which gives no rights.
pub(super) fn check_defaults(
    [department, job_profile, permission_type]: [Option<EntryName>; 3],
    before: Option<&Connection>,
    organisation: &Organisation,
    faults: &mut Vec<Fault>,
) -> Defaults {
    let kept = before.map(|before| before.defaults.clone()).unwrap_or_default();
    let (departments, job_profiles) = (&organisation.departments, &organisation.job_profiles);
    let permission_types = &organisation.permission_types;
    let defaults = Defaults {
        department: entry(
            department,
            kept.department,
            "default_department",
            departments,
            faults,
        ),
        job_profile: entry(
            job_profile,
            kept.job_profile,
            "default_job_profile",
            job_profiles,
            faults,
        ),
        permission_type: entry(
            permission_type,
            kept.permission_type,
            "default_permission_type",
            permission_types,
            faults,
        ),
    };
    let kind = defaults.permission_type.as_deref();
    let kind = kind.and_then(|id| permission_types.get(id));
    if kind.is_some_and(|kind| !kind.capabilities.is_empty()) {
        faults.push(Fault::at("default_permission_type", Code::CarriesCapabilities));
    }
    defaults
}

pub(super) fn required<T>(
    text: Option<String>,
    name: &str,
    faults: &mut Vec<Fault>,
    parse: impl FnOnce(&str) -> Result<T, Code>,
) -> Option<T> {
    let parsed = match text.filter(|text| !text.trim().is_empty()) {
        None => Err(Code::Required),
        Some(text) => parse(&text),
    };
    parsed.map_err(|code| faults.push(Fault::at(name, code))).ok()
}

/// A text of visible characters: what a client is called, and its secret.
pub(in crate::domain::sso) fn visible(text: &str, limit: usize) -> Result<String, Code> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Code::Required);
    }
    if text.chars().count() > limit {
        return Err(Code::TooLong { limit });
    }
    if text.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return Err(Code::ControlCharacter);
    }
    Ok(text.to_owned())
}

/// Domains in the form an [`Email`] has them: lower-case ASCII.
pub(super) fn parse_domains(
    texts: &[String],
    faults: &mut Vec<Fault>,
    is_taken: impl Fn(&str) -> bool,
) -> Vec<String> {
    if texts.len() > MOST_DOMAINS {
        faults.push(Fault::at("domains", Code::TooMany { limit: MOST_DOMAINS }));
        return Vec::new();
    }
    let mut domains: Vec<String> = Vec::new();
    for (at, text) in texts.iter().enumerate() {
        let code = match Email::parse(&format!("a@{}", text.trim().trim_start_matches('@'))) {
            Err(_) => Code::NotADomain { value: text.clone() },
            Ok(email) if is_taken(email.domain()) => Code::Taken,
            Ok(email) => {
                let domain = email.domain().to_owned();
                if !domains.contains(&domain) {
                    domains.push(domain);
                }
                continue;
            }
        };
        faults.push(Fault::at(&format!("domains/{at}"), code));
    }
    domains
}

/// The id of an entry that somebody names. One that is named as before needs no looking up: it may be gone by now.
fn entry<E: Entry>(
    wanted: Option<EntryName>,
    kept: Option<String>,
    name: &str,
    list: &List<E>,
    faults: &mut Vec<Fault>,
) -> Option<String> {
    let text = match wanted? {
        EntryName::Text(text) => text,
        EntryName::Shown(ShownEntry { id, .. }) => id.unwrap_or_default(),
    };
    if kept.as_ref() == Some(&text) {
        return kept;
    }
    match list.find_open(&text, Matching::Exact) {
        Ok(entry) => Some(entry.id().to_owned()),
        Err(fault) => {
            faults.push(Fault {
                pointer: format!("/{name}"),
                ..fault
            });
            None
        }
    }
}
