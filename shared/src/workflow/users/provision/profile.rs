//! The profile that follows from what a directory says.

use crate::domain::{
    caller::UserManager,
    fault::{Code, Fault},
    field::{Field, FieldKind, Need},
    organisation::{Department, Entry, List, Matching, Organisation, PermissionType, UnknownEntry},
    provisioned::Mapped,
    user::{Draft, Profile, User},
};
use std::borrow::Cow;

/// Whether a wrong value of a field is left out: nobody is kept from their account for the spelling of a phone.
fn is_dispensable(field: Field) -> bool {
    match field.kind() {
        FieldKind::Phone | FieldKind::Date | FieldKind::Language | FieldKind::Text { .. } => true,
        FieldKind::PersonName
        | FieldKind::Entry
        | FieldKind::Email
        | FieldKind::Username
        | FieldKind::Secret => false,
    }
}

/// A profile, and which of its fields the directory gives.
#[derive(Debug)]
pub(super) struct Synced {
    pub(super) profile: Profile,
    pub(super) fields: Vec<Field>,
}

/// What becomes of somebody's profile, who is there already or is not.
///
/// # Errors
///
/// All faults.
pub(super) fn synced(
    caller: &UserManager<Organisation>,
    mapped: &Mapped,
    before: Option<&User>,
) -> Result<Synced, Vec<Fault>> {
    let organisation = &caller.organisation;
    let settings = &organisation.settings.integration;
    let mut fields = mapped.fields();
    let mut draft = Draft::from_fn(|field| {
        let given = mapped.get(field).map(str::to_owned);
        given.or_else(|| kept(before, field))
    });
    let mut faults = place(caller, mapped, before, &mut draft, &mut fields);
    if let Some(user) = before {
        // What is not kept in step is nobody's but ours once somebody is there.
        for field in Field::of_profile().filter(|field| !settings.keeps(*field)) {
            draft.set(field, user.profile.text(field).map(Cow::into_owned));
        }
    }
    if draft.get(Field::Language).is_none() {
        draft.set(
            Field::Language,
            Some(organisation.settings.default_language.clone()),
        );
    }
    let known = before.map(|user| &user.profile);
    let profile = match draft.check_provisioned(organisation, known) {
        Ok(profile) => Some(profile),
        Err(found) if settings.strict => {
            faults.extend(found);
            None
        }
        Err(found) => {
            let is_left_out = |field: &Field| {
                let pointer = format!("/{}", field.name());
                is_dispensable(*field) && found.iter().any(|fault| fault.pointer == pointer)
            };
            for field in Field::of_profile().filter(is_left_out) {
                draft.set(field, kept(before, field));
                fields.retain(|given| *given != field);
            }
            if draft.get(Field::Language).is_none() {
                draft.set(
                    Field::Language,
                    Some(organisation.settings.default_language.clone()),
                );
            }
            draft
                .check_provisioned(organisation, known)
                .map_err(|more| faults.extend(more))
                .ok()
        }
    };
    let profile = profile.ok_or_else(|| std::mem::take(&mut faults))?;
    let is_changed = |text: fn(&Profile) -> &String| known.is_none_or(|known| text(known) != text(&profile));
    if is_changed(|profile| &profile.department) || is_changed(|profile| &profile.permission_type) {
        faults.extend(caller.actor.check_placement(
            organisation,
            &profile.department,
            &profile.permission_type,
        ));
    }
    if faults.is_empty() {
        Ok(Synced { profile, fields })
    } else {
        Err(faults)
    }
}

/// What somebody has in a field of which the directory says nothing: what it gave before it took away, where one can do without.
fn kept(before: Option<&User>, field: Field) -> Option<String> {
    let user = before?;
    let gave = user
        .provisioned
        .as_ref()
        .is_some_and(|provisioned| provisioned.fields.contains(&field));
    let is_needed = field.need() == Need::Required;
    let text = user.profile.text(field).map(Cow::into_owned);
    text.filter(|_| is_needed || !gave)
}

/// Writes department, job profile and permission type into a draft. One that is not known is that of before, or the default; or a
/// fault, where the settings say so.
fn place(
    caller: &UserManager<Organisation>,
    mapped: &Mapped,
    before: Option<&User>,
    draft: &mut Draft,
    fields: &mut Vec<Field>,
) -> Vec<Fault> {
    let organisation = &caller.organisation;
    let settings = &organisation.settings.integration;
    let mut faults = Vec::new();
    let mut found = |found: Result<Option<String>, Fault>, unknown: UnknownEntry| match found {
        Ok(found) => found,
        Err(fault) => {
            // What was to be added and is not there could not be.
            let is_refused = match unknown {
                UnknownEntry::Default => false,
                UnknownEntry::Refuse => true,
                UnknownEntry::Create => settings.strict,
            };
            if is_refused {
                faults.push(fault);
            }
            None
        }
    };
    let department = find(&organisation.departments, mapped.get(Field::Department));
    let department = found(department, settings.unknown_department);
    let job_profile = find(&organisation.job_profiles, mapped.get(Field::JobProfile));
    let job_profile = found(job_profile, settings.unknown_job_profile);
    // A title names a job profile where one is called so, and is none otherwise.
    let of_title = || {
        find(&organisation.job_profiles, mapped.title.as_deref())
            .ok()
            .flatten()
    };
    let job_profile = job_profile.or_else(of_title);
    fields.retain(|field| !matches!(field, Field::Department | Field::JobProfile));
    fields.extend(department.as_ref().map(|_| Field::Department));
    fields.extend(job_profile.as_ref().map(|_| Field::JobProfile));
    let department = department
        .or_else(|| kept(before, Field::Department))
        .or_else(|| default_department(caller));
    draft.set(Field::Department, department);
    let job_profile = job_profile
        .or_else(|| kept(before, Field::JobProfile))
        .or_else(|| default_job_profile(organisation));
    draft.set(Field::JobProfile, job_profile);
    if draft.get(Field::PermissionType).is_none() {
        match default_permission_type(organisation) {
            Ok(id) => draft.set(Field::PermissionType, Some(id)),
            Err(fault) => faults.push(fault),
        }
    }
    faults
}

/// The entry that is called so, case and accents forgiven.
fn find<E: Entry>(list: &List<E>, text: Option<&str>) -> Result<Option<String>, Fault> {
    let Some(text) = text else { return Ok(None) };
    let found = list.find_open(text, Matching::Forgiving)?;
    Ok(Some(found.id().to_owned()))
}

/// The department of those of whom the directory names none: within what the caller may manage.
fn default_department(caller: &UserManager<Organisation>) -> Option<String> {
    let organisation = &caller.organisation;
    let settings = &organisation.settings;
    let ids = [
        &settings.integration.defaults.department,
        &settings.sign_up.default_department,
    ];
    let may_be_given = |department: &Department| caller.actor.may_manage(&department.id);
    let found = organisation.departments.choose(ids, may_be_given)?;
    Some(found.id.clone())
}

fn default_job_profile(organisation: &Organisation) -> Option<String> {
    let settings = &organisation.settings;
    let ids = [
        &settings.integration.defaults.job_profile,
        &settings.sign_up.default_job_profile,
    ];
    let found = organisation.job_profiles.choose(ids, |_| true)?;
    Some(found.id.clone())
}

/// The permission type of those of whom the directory names none: one without capabilities.
pub(super) fn default_permission_type(organisation: &Organisation) -> Result<String, Fault> {
    let settings = &organisation.settings;
    let ids = [
        &settings.integration.defaults.permission_type,
        &settings.sign_up.default_permission_type,
    ];
    let kinds = &organisation.permission_types;
    let found = kinds.choose(ids, PermissionType::gives_no_rights);
    let found = found.ok_or_else(|| Fault::at(Field::PermissionType.name(), Code::Required))?;
    Ok(found.id.clone())
}
