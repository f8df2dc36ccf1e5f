//! `/{organisation}/integration/rules`: what becomes of what directories send.

use super::{Caller, VERSION, choices, shell, typed};
use crate::{
    answer,
    form::Form,
    view::{self, RuleValues, Rules},
    visit::{Event, Visit},
};
use rollcall::{
    domain::{
        brake::{MOST_PEOPLE, WHOLE},
        caller::SettingsManager,
        change::Change,
        fault::{Code, Fault},
        organisation::{Entry, IntegrationSettings, List, Organisation, SyncedField, UnknownEntry},
        settings::{
            BrakeChange, EntryName, IntegrationDefaultsChange, IntegrationSettingsChange, SettingsChange,
        },
        version::Expected,
    },
    web::{answer::Response, problem::Problem},
    workflow::organisation::settings::{self, ChangeError},
};
use serde_json::json;

const PATH: &str = "/integration/rules";

/// Shows what holds.
pub(crate) async fn show(visit: Visit, caller: Caller) -> Result<Response, Problem> {
    let caller = admin!(&visit, caller);
    let settings = &caller.organisation.settings;
    let values = RuleValues {
        version: settings.version(),
        ..values_of(&settings.integration)
    };
    Ok(page(&visit, &caller, 200, &values, (&[], None)))
}

fn values_of(settings: &IntegrationSettings) -> RuleValues {
    let id = |id: &Option<String>| id.clone().unwrap_or_default();
    let word = |unknown: UnknownEntry| json!(unknown).as_str().unwrap_or_default().to_owned();
    RuleValues {
        version: String::new(),
        department: id(&settings.defaults.department),
        job_profile: id(&settings.defaults.job_profile),
        permission_type: id(&settings.defaults.permission_type),
        kept: settings
            .keep_in_sync
            .iter()
            .map(|field| field.name().to_owned())
            .collect(),
        unknown_department: word(settings.unknown_department),
        unknown_job_profile: word(settings.unknown_job_profile),
        strict: settings.strict,
        people: settings.brake.people.to_string(),
        per_cent: settings.brake.per_cent.to_string(),
    }
}

fn page(
    visit: &Visit,
    caller: &SettingsManager<Organisation>,
    status: u16,
    values: &RuleValues,
    (faults, alert): (&[Fault], Option<&str>),
) -> Response {
    let organisation = &caller.organisation;
    let done = Some(Event::RulesChanged).filter(|event| status == 200 && visit.has_seen(*event));
    let fields: Vec<&str> = SyncedField::all().into_iter().map(SyncedField::name).collect();
    let view = Rules {
        values,
        faults,
        alert,
        done: done.and_then(Event::words),
        fields: &fields,
        departments: &choices(&organisation.departments, keeps(&values.department)),
        job_profiles: &choices(&organisation.job_profiles, keeps(&values.job_profile)),
        permission_types: &choices(&organisation.permission_types, |list, kind| {
            kind.capabilities.is_empty() && keeps(&values.permission_type)(list, kind)
        }),
    };
    answer::page(status, &view::rules(&shell(visit, caller), &view))
}

/// What may be chosen: what is open, and what is chosen, which would otherwise be lost unseen.
fn keeps<E: Entry>(chosen: &str) -> impl Fn(&List<E>, &E) -> bool {
    move |list, entry| entry.id() == chosen || list.is_open(entry.id())
}

/// Changes what becomes of what directories send.
pub(crate) async fn change(visit: Visit, caller: Caller, form: Form) -> Result<Response, Problem> {
    let caller = admin!(&visit, caller);
    let text = |name: &str| form.get(name).to_owned();
    let entry = |name: &str| typed(&form, name).map_or(Change::Remove, |id| Change::To(EntryName::Text(id)));
    let values = RuleValues {
        version: text(VERSION),
        department: text("department"),
        job_profile: text("job_profile"),
        permission_type: text("permission_type"),
        kept: form.all("keep_in_sync").map(str::to_owned).collect(),
        unknown_department: text("unknown_department"),
        unknown_job_profile: text("unknown_job_profile"),
        strict: !form.get("strict").is_empty(),
        people: text("people"),
        per_cent: text("per_cent"),
    };
    let mut faults = Vec::new();
    let mut number = |name: &str, largest: u32| {
        let number = form.get(name).trim().parse().ok();
        let number = number.filter(|number| *number <= largest);
        number.map_or_else(
            || {
                let code = Code::OutOfRange {
                    smallest: 0,
                    largest: largest.into(),
                };
                faults.push(Fault::at(name, code));
                Change::Keep
            },
            Change::To,
        )
    };
    let brake = BrakeChange {
        people: number("people", MOST_PEOPLE),
        per_cent: number("per_cent", WHOLE),
    };
    let change = SettingsChange {
        integration: Change::To(IntegrationSettingsChange {
            defaults: Change::To(IntegrationDefaultsChange {
                department: entry("department"),
                job_profile: entry("job_profile"),
                permission_type: entry("permission_type"),
            }),
            keep_in_sync: Change::To(values.kept.clone()),
            strict: Change::To(values.strict),
            unknown_department: Change::To(values.unknown_department.clone()),
            unknown_job_profile: Change::To(values.unknown_job_profile.clone()),
            brake: Change::To(brake),
            ..IntegrationSettingsChange::default()
        }),
        ..SettingsChange::default()
    };
    let seen = Expected::parse(&values.version);
    if !faults.is_empty() {
        if let Err(ChangeError::Invalid(more)) = settings::check(&caller, None, &change) {
            faults.splice(0..0, more);
        }
        return Ok(page(&visit, &caller, 422, &values, (&faults, None)));
    }
    match settings::change(&visit.env, &visit.moment, &caller, Some(&seen), &change).await {
        Ok(_) => Ok(answer::see_other(&visit.address(PATH, Some(Event::RulesChanged)))),
        Err(ChangeError::Invalid(faults)) => Ok(page(&visit, &caller, 422, &values, (&faults, None))),
        Err(error @ ChangeError::Stale) => {
            let words = Problem::from(error).sentence(shell(&visit, &caller).language);
            Ok(page(&visit, &caller, 409, &values, (&[], Some(&words))))
        }
        Err(error) => Err(error.into()),
    }
}
