//! `/{organisation}/sign-up-links`: the links of departments, for those who manage their people.

use crate::{
    answer,
    form::Form,
    manager::manager,
    view::{self, Choice, LinkItem, LinkValues},
    visit::{Event, Visit},
};
use axum::extract::Path;
use jiff::{ToSpan, civil::Date, tz::TimeZone};
use rollcall::{
    domain::{
        caller::UserManager,
        fault::Fault,
        import::result_wording,
        organisation::{Entry, Organisation},
        sign_up,
        sign_up_link::LinkDraft,
    },
    web::{answer::Response, problem::Problem},
    workflow::organisation::links::{self, CreateError},
};

/// Who is asked for: somebody who manages people, with the organisation's lists.
type Manager = Result<UserManager<Organisation>, Problem>;

const EVENTS: [Event; 3] = [Event::LinkCreated, Event::LinkRotated, Event::LinkRevoked];

/// Shows the links.
pub(crate) async fn show(visit: Visit, caller: Manager) -> Result<Response, Problem> {
    let caller = match manager(&visit, caller)? {
        Ok(caller) => caller,
        Err(led) => return Ok(led),
    };
    let done = EVENTS.into_iter().find(|event| visit.has_seen(*event));
    let shown = Shown {
        done: done.and_then(Event::words),
        ..Shown::default()
    };
    page(&visit, &caller, 200, shown).await
}

/// Makes a link.
pub(crate) async fn create(visit: Visit, caller: Manager, form: Form) -> Result<Response, Problem> {
    let caller = match manager(&visit, caller)? {
        Ok(caller) => caller,
        Err(led) => return Ok(led),
    };
    let typed = |name: &str| Some(form.get(name).trim().to_owned()).filter(|text| !text.is_empty());
    let draft = LinkDraft {
        department: typed("department"),
        label: typed("label"),
        ends_at: typed("ends_at").map(|day| end_of(&day, &caller.organisation.settings.time_zone)),
        // What is no number is out of range, too.
        seats: typed("seats").map(|seats| seats.parse().unwrap_or(0)),
    };
    let (faults, done) = match links::create(&visit.env, &visit.moment, &caller, draft).await {
        Ok(_) => {
            let address = visit.address("/sign-up-links", Some(Event::LinkCreated));
            return Ok(answer::see_other(&address));
        }
        Err(CreateError::Invalid(faults)) => (faults, None),
        Err(CreateError::NoDefaults) => (Vec::new(), None),
        Err(CreateError::Full) => (Vec::new(), Some("links-too-many")),
        Err(CreateError::Store(error)) => return Err(error.into()),
    };
    let status = if faults.is_empty() { 409 } else { 422 };
    let shown = Shown {
        values: LinkValues {
            department: form.get("department"),
            label: form.get("label"),
            last_day: form.get("ends_at"),
            seats: form.get("seats"),
        },
        faults,
        done,
    };
    page(&visit, &caller, status, shown).await
}

/// Gives a link another address.
pub(crate) async fn rotate(
    visit: Visit,
    caller: Manager,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let caller = match manager(&visit, caller)? {
        Ok(caller) => caller,
        Err(led) => return Ok(led),
    };
    links::rotate(&visit.env, &visit.moment, &caller, &id).await?;
    let address = visit.address("/sign-up-links", Some(Event::LinkRotated));
    Ok(answer::see_other(&address))
}

/// Revokes a link.
pub(crate) async fn revoke(
    visit: Visit,
    caller: Manager,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let caller = match manager(&visit, caller)? {
        Ok(caller) => caller,
        Err(led) => return Ok(led),
    };
    links::revoke(&visit.env, &visit.moment, &caller, &id).await?;
    let address = visit.address("/sign-up-links", Some(Event::LinkRevoked));
    Ok(answer::see_other(&address))
}

/// The end of a day that a browser's field has, in the organisation's time; anything else stays as it was typed, and is refused.
fn end_of(day: &str, zone: &str) -> String {
    let end = || {
        let next: Date = day.parse::<Date>().ok()?.checked_add(1.day()).ok()?;
        let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
        Some(next.to_zoned(zone).ok()?.timestamp().to_string())
    };
    end().unwrap_or_else(|| day.to_owned())
}

/// What the page shows beside the links.
#[derive(Default)]
struct Shown<'a> {
    values: LinkValues<'a>,
    faults: Vec<Fault>,
    done: Option<&'static str>,
}

async fn page(
    visit: &Visit,
    caller: &UserManager<Organisation>,
    status: u16,
    shown: Shown<'_>,
) -> Result<Response, Problem> {
    let organisation = &caller.organisation;
    let found = links::list(&visit.env, caller, None).await?;
    let shell = visit.reader.shell(Some(&caller.person.profile.language));
    let urls: Vec<String> = found.iter().map(|link| link.url(&visit.env.public_url)).collect();
    let zone = &organisation.settings.time_zone;
    let items = found.iter().zip(&urls).map(|(link, url)| LinkItem {
        id: &link.id,
        department: organisation
            .departments
            .get(&link.department)
            .map_or(link.department.as_str(), Entry::name),
        label: link.label.as_deref(),
        state: link.state_among(&organisation.departments, visit.moment.now()),
        used: link.used,
        seats: link.seats,
        ends: link
            .ends_at
            .map(|end| result_wording::moment(shell.language, end, zone)),
        url,
        token: &link.token,
    });
    let items: Vec<LinkItem<'_>> = items.collect();
    let departments = &organisation.departments;
    let own = departments
        .entries()
        .iter()
        .filter(|department| caller.actor.may_manage(&department.id) && departments.is_open(&department.id));
    let own: Vec<Choice<'_>> = own
        .map(|department| Choice {
            id: &department.id,
            name: &department.name,
        })
        .collect();
    let view = view::Links {
        links: &items,
        departments: &own,
        values: shown.values,
        faults: &shown.faults,
        done: shown.done,
        has_defaults: sign_up::has_defaults(organisation),
    };
    Ok(answer::page(status, &view::sign_up_links(&shell, &view)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_last_day_ends_at_midnight_where_the_organisation_is() {
        for (day, zone, end) in [
            ("2026-08-31", "Europe/Copenhagen", "2026-08-31T22:00:00Z"),
            ("2026-12-31", "Europe/Copenhagen", "2026-12-31T23:00:00Z"),
            ("2026-12-31", "Nowhere/Land", "2027-01-01T00:00:00Z"),
            ("31.12.2026", "Europe/Copenhagen", "31.12.2026"),
            ("9999-12-31", "Europe/Copenhagen", "9999-12-31"),
        ] {
            assert_eq!(end_of(day, zone), end);
        }
    }
}
