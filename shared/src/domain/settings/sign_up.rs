//! Changes to the settings of self-sign-up: it needs its defaults, and hands out no rights.

use super::{EntryName, ShownEntry, SignUpSettingsChange, kept, put, text};
use crate::domain::{
    change::Change,
    fault::{Code, Fault, words},
    identifier::Email,
    organisation::{DepartmentChoice, Entry, List, Matching, Organisation, SignUpIdentifier, SignUpSettings},
};
use serde_json::json;

/// The most e-mail domains sign-up can be kept to: all of them are read with every request.
const MOST_DOMAINS: usize = 200;

/// The settings of sign-up with a change made to them.
pub(super) fn change(
    before: &SignUpSettings,
    change: SignUpSettingsChange,
    organisation: &Organisation,
    faults: &mut Vec<Fault>,
) -> SignUpSettings {
    let mut sign_up = before.clone();
    put(&mut sign_up.enabled, kept(change.enabled, "enabled", faults));
    put(
        &mut sign_up.identifiers,
        parse_identifiers(change.identifiers, faults),
    );
    put(
        &mut sign_up.department,
        text(change.department, "department", faults, |text| {
            serde_json::from_value(json!(text)).map_err(|_| {
                let known = words(["default", "chosen"]);
                Fault::at("department", Code::UnknownChoice { known })
            })
        }),
    );
    put(
        &mut sign_up.approval,
        text(change.approval, "approval", faults, |text| {
            serde_json::from_value(json!(text)).map_err(|_| {
                let known = words(["off", "links", "all"]);
                Fault::at("approval", Code::UnknownChoice { known })
            })
        }),
    );
    put(
        &mut sign_up.usernames_beside_domains,
        kept(
            change.usernames_beside_domains,
            "usernames_beside_domains",
            faults,
        ),
    );
    put(
        &mut sign_up.allowed_email_domains,
        parse_domains(change.allowed_email_domains, faults),
    );
    let found = faults.len();
    let (departments, job_profiles) = (&organisation.departments, &organisation.job_profiles);
    let permission_types = &organisation.permission_types;
    let SignUpSettingsChange {
        default_department,
        default_job_profile,
        default_permission_type,
        ..
    } = change;
    let place = &mut sign_up.default_department;
    set_entry(
        place,
        default_department,
        "default_department",
        departments,
        faults,
    );
    let place = &mut sign_up.default_job_profile;
    set_entry(
        place,
        default_job_profile,
        "default_job_profile",
        job_profiles,
        faults,
    );
    let place = &mut sign_up.default_permission_type;
    set_entry(
        place,
        default_permission_type,
        "default_permission_type",
        permission_types,
        faults,
    );
    if faults.len() == found {
        faults.extend(find_contradictions(&sign_up, organisation));
    }
    sign_up
}

/// Sets the id of an entry. One that is named as before needs no looking up.
pub(super) fn set_entry<E: Entry>(
    place: &mut Option<String>,
    change: Change<EntryName>,
    name: &str,
    list: &List<E>,
    faults: &mut Vec<Fault>,
) {
    let wanted = match change {
        Change::Keep => return,
        Change::Remove => {
            *place = None;
            return;
        }
        Change::To(wanted) => wanted,
    };
    let (text, is_id) = match wanted {
        EntryName::Text(text) => (text, false),
        EntryName::Shown(ShownEntry { id: Some(id), .. }) => (id, true),
        EntryName::Shown(ShownEntry { id: None, .. }) => {
            faults.push(Fault::at(&format!("{name}/id"), Code::Required));
            return;
        }
    };
    if place.as_ref() == Some(&text) {
        return;
    }
    let entry = if is_id {
        list.get(&text)
            .filter(|entry| list.is_open(entry.id()))
            .ok_or_else(|| List::<E>::unknown(&text, None))
    } else {
        list.find_open(&text, Matching::Exact)
    };
    match entry {
        Ok(entry) => *place = Some(entry.id().to_owned()),
        Err(fault) => faults.push(Fault {
            pointer: format!("/{name}"),
            ..fault
        }),
    }
}

fn find_contradictions(sign_up: &SignUpSettings, organisation: &Organisation) -> Vec<Fault> {
    let mut faults = Vec::new();
    let kind = sign_up.default_permission_type.as_deref();
    let kind = kind.and_then(|id| organisation.permission_types.get(id));
    if kind.is_some_and(|kind| !kind.capabilities.is_empty()) {
        faults.push(Fault::at("default_permission_type", Code::CarriesCapabilities));
    }
    if !sign_up.enabled {
        return faults;
    }
    let department = sign_up.default_department.as_deref();
    let job_profile = sign_up.default_job_profile.as_deref();
    for (name, is_there) in [
        (
            "default_department",
            sign_up.department == DepartmentChoice::Chosen
                || department.is_some_and(|id| organisation.departments.get(id).is_some()),
        ),
        (
            "default_job_profile",
            job_profile.is_some_and(|id| organisation.job_profiles.get(id).is_some()),
        ),
        ("default_permission_type", kind.is_some()),
    ] {
        if !is_there {
            faults.push(Fault::at(name, Code::Required));
        }
    }
    faults
}

fn parse_identifiers(change: Change<Vec<String>>, faults: &mut Vec<Fault>) -> Option<Vec<SignUpIdentifier>> {
    let mut identifiers = Vec::new();
    for text in kept(change, "identifiers", faults)? {
        match serde_json::from_value::<SignUpIdentifier>(json!(text)) {
            Ok(identifier) if !identifiers.contains(&identifier) => identifiers.push(identifier),
            Ok(_) => {}
            Err(_) => {
                let known = words(["email", "username"]);
                faults.push(Fault::at("identifiers", Code::UnknownIdentifier { known }));
                return None;
            }
        }
    }
    if identifiers.is_empty() {
        faults.push(Fault::at("identifiers", Code::Required));
        return None;
    }
    Some(identifiers)
}

/// Domains in the form an [`Email`] has them: lower-case ASCII.
fn parse_domains(change: Change<Vec<String>>, faults: &mut Vec<Fault>) -> Option<Vec<String>> {
    const NAME: &str = "allowed_email_domains";
    let texts = kept(change, NAME, faults)?;
    if texts.len() > MOST_DOMAINS {
        faults.push(Fault::at(NAME, Code::TooMany { limit: MOST_DOMAINS }));
        return None;
    }
    let mut domains: Vec<String> = Vec::new();
    for (at, text) in texts.iter().enumerate() {
        match Email::parse(&format!("a@{}", text.trim().trim_start_matches('@'))) {
            Ok(email) if domains.iter().any(|domain| domain == email.domain()) => {}
            Ok(email) => domains.push(email.domain().to_owned()),
            Err(_) => {
                let value = text.clone();
                faults.push(Fault::at(&format!("{NAME}/{at}"), Code::NotADomain { value }));
            }
        }
    }
    Some(domains)
}
