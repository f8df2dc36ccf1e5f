//! `/{organisation}/integration/adoption`: whom directories would take over, and whether they may.

use super::{Caller, VERSION, shell};
use crate::{
    answer,
    form::Form,
    view::{self, Adoptable, Adoption},
    visit::{Event, Visit},
};
use rollcall::{
    domain::{
        caller::SettingsManager,
        change::Change,
        organisation::{Entry, Organisation},
        settings::{IntegrationSettingsChange, SettingsChange},
        version::Expected,
    },
    web::{answer::Response, problem::Problem},
    workflow::{
        organisation::settings::{self, ChangeError},
        users::provision,
    },
};

const PATH: &str = "/integration/adoption";
/// So many people are named.
const MOST_NAMED: usize = 100;
const EVENTS: [Event; 2] = [Event::AdoptionOn, Event::AdoptionOff];

/// Shows whom directories would take over.
pub(crate) async fn show(visit: Visit, caller: Caller) -> Result<Response, Problem> {
    let caller = admin!(&visit, caller);
    page(&visit, &caller, 200, None).await
}

async fn page(
    visit: &Visit,
    caller: &SettingsManager<Organisation>,
    status: u16,
    alert: Option<&str>,
) -> Result<Response, Problem> {
    let organisation = &caller.organisation;
    let (env, moment) = (&visit.env, &visit.moment);
    let found = provision::adoptable(env, moment, &caller.without_lists(), MOST_NAMED).await?;
    let people: Vec<Adoptable<'_>> = found
        .some
        .iter()
        .map(|user| Adoptable {
            name: user.name().join(" "),
            department: organisation
                .departments
                .get(&user.profile.department)
                .map_or("", Entry::name),
        })
        .collect();
    let done = EVENTS.into_iter().find(|event| visit.has_seen(*event));
    let view = Adoption {
        is_on: organisation.settings.integration.adopt,
        version: &organisation.settings.version(),
        people: found.people,
        looked_at: found.more.then_some(provision::MOST_LOOKED_AT),
        some: &people,
        // What has been done is said beside no error.
        done: done.filter(|_| alert.is_none()).and_then(Event::words),
        alert,
    };
    Ok(answer::page(
        status,
        &view::adoption(&shell(visit, caller), &view),
    ))
}

/// Has directories take people over, or no longer.
pub(crate) async fn switch(visit: Visit, caller: Caller, form: Form) -> Result<Response, Problem> {
    let caller = admin!(&visit, caller);
    let is_on = form.get("adopt") == "on";
    let change = SettingsChange {
        integration: Change::To(IntegrationSettingsChange {
            adopt: Change::To(is_on),
            ..IntegrationSettingsChange::default()
        }),
        ..SettingsChange::default()
    };
    let seen = Expected::parse(form.get(VERSION));
    match settings::change(&visit.env, &visit.moment, &caller, Some(&seen), &change).await {
        Ok(_) => {
            let event = if is_on {
                Event::AdoptionOn
            } else {
                Event::AdoptionOff
            };
            Ok(answer::see_other(&visit.address(PATH, Some(event))))
        }
        Err(error @ ChangeError::Stale) => {
            let words = Problem::from(error).sentence(shell(&visit, &caller).language);
            page(&visit, &caller, 409, Some(&words)).await
        }
        Err(error) => Err(error.into()),
    }
}
