//! Changes to what becomes of what comes from other systems.

use super::{
    BrakeChange, EntryName, IntegrationDefaultsChange, IntegrationSettingsChange, kept, put,
    sign_up::set_entry, text,
};
use crate::domain::{
    brake::Brake,
    change::Change,
    fault::{Code, Fault, words},
    organisation::{IntegrationDefaults, IntegrationSettings, Organisation, SyncedField, UnknownEntry},
};
use serde_json::json;

/// The settings of integration with a change made to them.
pub(super) fn change(
    before: &IntegrationSettings,
    change: IntegrationSettingsChange,
    organisation: &Organisation,
    faults: &mut Vec<Fault>,
) -> IntegrationSettings {
    let mut settings = before.clone();
    let mut within = Vec::new();
    if let Some(change) = kept(change.brake, "brake", faults) {
        change_brake(&mut settings.brake, change, &mut within);
        faults.extend(within.drain(..).map(|fault| fault.under("brake")));
    }
    if let Some(change) = kept(change.defaults, "defaults", faults) {
        change_defaults(&mut settings.defaults, change, organisation, &mut within);
        faults.extend(within.drain(..).map(|fault| fault.under("defaults")));
    }
    put(
        &mut settings.keep_in_sync,
        parse_fields(change.keep_in_sync, faults),
    );
    put(&mut settings.strict, kept(change.strict, "strict", faults));
    put(&mut settings.adopt, kept(change.adopt, "adopt", faults));
    let unknown = parse_unknown(change.unknown_department, "unknown_department", faults);
    put(&mut settings.unknown_department, unknown);
    let unknown = parse_unknown(change.unknown_job_profile, "unknown_job_profile", faults);
    put(&mut settings.unknown_job_profile, unknown);
    settings
}

fn change_brake(brake: &mut Brake, change: BrakeChange, faults: &mut Vec<Fault>) {
    put(&mut brake.people, kept(change.people, "people", faults));
    put(&mut brake.per_cent, kept(change.per_cent, "per_cent", faults));
}

fn change_defaults(
    defaults: &mut IntegrationDefaults,
    change: IntegrationDefaultsChange,
    organisation: &Organisation,
    faults: &mut Vec<Fault>,
) {
    let IntegrationDefaultsChange {
        department,
        job_profile,
        permission_type,
    } = change;
    let is_changed = permission_type != Change::<EntryName>::Keep;
    let place = &mut defaults.department;
    set_entry(place, department, "department", &organisation.departments, faults);
    let place = &mut defaults.job_profile;
    set_entry(
        place,
        job_profile,
        "job_profile",
        &organisation.job_profiles,
        faults,
    );
    let place = &mut defaults.permission_type;
    let kinds = &organisation.permission_types;
    set_entry(place, permission_type, "permission_type", kinds, faults);
    let kind = defaults.permission_type.as_deref().and_then(|id| kinds.get(id));
    if is_changed && kind.is_some_and(|kind| !kind.capabilities.is_empty()) {
        faults.push(Fault::at("permission_type", Code::CarriesCapabilities));
    }
}

fn parse_fields(change: Change<Vec<String>>, faults: &mut Vec<Fault>) -> Option<Vec<SyncedField>> {
    const NAME: &str = "keep_in_sync";
    let mut fields = Vec::new();
    for (at, text) in kept(change, NAME, faults)?.iter().enumerate() {
        match SyncedField::parse(text) {
            Some(field) if fields.contains(&field) => {}
            Some(field) => fields.push(field),
            None => {
                let known = SyncedField::all()
                    .into_iter()
                    .map(|field| field.name().to_owned());
                let code = Code::UnknownChoice {
                    known: known.collect(),
                };
                faults.push(Fault::at(&format!("{NAME}/{at}"), code));
                return None;
            }
        }
    }
    Some(fields)
}

fn parse_unknown(change: Change<String>, name: &str, faults: &mut Vec<Fault>) -> Option<UnknownEntry> {
    text(change, name, faults, |text| {
        serde_json::from_value(json!(text)).map_err(|_| {
            let known = words(["default", "refuse", "create"]);
            Fault::at(name, Code::UnknownChoice { known })
        })
    })
}
