//! The profile that follows from what a directory says.

use crate::domain::{
    caller::UserManager,
    fault::{Code, Fault},
    field::{Field, FieldKind, Need},
    organisation::{Entry, List, Matching, Organisation},
    provisioned::Mapped,
    user::{Draft, Profile, User},
};

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
    let mut fields = mapped.fields();
    let mut faults = Vec::new();
    let mut draft = Draft::from_fn(|field| {
        let given = mapped.get(field).map(str::to_owned);
        given.or_else(|| kept(before, field))
    });
    if let Some(fault) = place(caller, mapped, before, &mut draft, &mut fields) {
        faults.push(fault);
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
    let text = user.profile.text(field).map(std::borrow::Cow::into_owned);
    text.filter(|_| is_needed || !gave)
}

/// Writes department, job profile and permission type into a draft. One that is not known is that of before, or the default.
fn place(
    caller: &UserManager<Organisation>,
    mapped: &Mapped,
    before: Option<&User>,
    draft: &mut Draft,
    fields: &mut Vec<Field>,
) -> Option<Fault> {
    let organisation = &caller.organisation;
    let department = find(&organisation.departments, mapped.get(Field::Department));
    if department.is_none() {
        fields.retain(|field| *field != Field::Department);
    }
    let department = department
        .or_else(|| kept(before, Field::Department))
        .or_else(|| default_department(caller));
    draft.set(Field::Department, department);
    let job_profile = find(&organisation.job_profiles, mapped.get(Field::JobProfile))
        .or_else(|| find(&organisation.job_profiles, mapped.title.as_deref()));
    fields.retain(|field| *field != Field::JobProfile);
    if job_profile.is_some() {
        fields.push(Field::JobProfile);
    }
    let job_profile = job_profile
        .or_else(|| kept(before, Field::JobProfile))
        .or_else(|| default_job_profile(organisation));
    draft.set(Field::JobProfile, job_profile);
    if draft.get(Field::PermissionType).is_none() {
        match default_permission_type(organisation) {
            Ok(id) => draft.set(Field::PermissionType, Some(id)),
            Err(fault) => return Some(fault),
        }
    }
    None
}

/// The entry that is called so, case and accents forgiven.
fn find<E: Entry>(list: &List<E>, text: Option<&str>) -> Option<String> {
    let found = list.find_open(text?, Matching::Forgiving).ok()?;
    Some(found.id().to_owned())
}

/// The entry of this id, or the first one that takes people.
fn open_or_first<E: Entry>(list: &List<E>, id: Option<&String>) -> Option<String> {
    let wanted = id
        .and_then(|id| list.get(id))
        .filter(|entry| list.is_open(entry.id()));
    let first = || list.entries().iter().find(|entry| list.is_open(entry.id()));
    wanted.or_else(first).map(|entry| entry.id().to_owned())
}

/// The department of those of whom the directory names none: within what the caller may manage.
fn default_department(caller: &UserManager<Organisation>) -> Option<String> {
    let organisation = &caller.organisation;
    let list = &organisation.departments;
    let is_theirs = |id: &str| list.is_open(id) && caller.actor.may_manage(id);
    let wanted = organisation.settings.sign_up.default_department.as_deref();
    let wanted = wanted
        .and_then(|id| list.get(id))
        .filter(|entry| is_theirs(&entry.id));
    let first = || list.entries().iter().find(|entry| is_theirs(&entry.id));
    wanted.or_else(first).map(|entry| entry.id.clone())
}

fn default_job_profile(organisation: &Organisation) -> Option<String> {
    open_or_first(
        &organisation.job_profiles,
        organisation.settings.sign_up.default_job_profile.as_ref(),
    )
}

/// The permission type of those of whom the directory names none: one without capabilities.
pub(super) fn default_permission_type(organisation: &Organisation) -> Result<String, Fault> {
    let kinds = &organisation.permission_types;
    let carries_nothing = |id: &str| kinds.get(id).is_some_and(|kind| kind.capabilities.is_empty());
    let wanted = organisation.settings.sign_up.default_permission_type.as_ref();
    let wanted = wanted.filter(|id| carries_nothing(id) && kinds.is_open(id));
    let first = || {
        let mut entries = kinds.entries().iter();
        let found = entries.find(|kind| kind.capabilities.is_empty() && kinds.is_open(&kind.id));
        found.map(|kind| &kind.id)
    };
    let found = wanted.or_else(first).cloned();
    found.ok_or_else(|| Fault::at(Field::PermissionType.name(), Code::Required))
}
