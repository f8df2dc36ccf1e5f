//! `/{organisation}/sign-up-links`: the links of departments, for those who manage their people.

use crate::{
    answer,
    form::Form,
    manager::{asked, manager, reach},
    view::{self, Choice, LinkItem, LinkValues, Switch},
    visit::{Event, Visit},
};
use axum::extract::Path;
use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use rollcall::{
    domain::{
        caller::UserManager,
        fault::Fault,
        import::result_wording,
        organisation::{Entry, Organisation},
        sign_up,
        sign_up_link::{LinkDraft, SignUpLink},
    },
    web::{answer::Response, problem::Problem},
    workflow::organisation::links::{self, CreateError},
};

/// Who is asked for: somebody who manages people, with the organisation's lists.
type Manager = Result<UserManager<Organisation>, Problem>;

const PATH: &str = "/sign-up-links";
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
            return Ok(answer::see_other(&visit.address(PATH, Some(Event::LinkCreated))));
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
    form: Form,
) -> Result<Response, Problem> {
    let caller = match manager(&visit, caller)? {
        Ok(caller) => caller,
        Err(led) => return Ok(led),
    };
    links::rotate(&visit.env, &visit.moment, &caller, &id).await?;
    let cursor = ("cursor", form.get("cursor"));
    let address = visit.address_with(PATH, Some(Event::LinkRotated), cursor);
    Ok(answer::see_other(&address))
}

/// Revokes a link.
pub(crate) async fn revoke(
    visit: Visit,
    caller: Manager,
    Path((_, id)): Path<(String, String)>,
    form: Form,
) -> Result<Response, Problem> {
    let caller = match manager(&visit, caller)? {
        Ok(caller) => caller,
        Err(led) => return Ok(led),
    };
    links::revoke(&visit.env, &visit.moment, &caller, &id).await?;
    let cursor = ("cursor", form.get("cursor"));
    let address = visit.address_with(PATH, Some(Event::LinkRevoked), cursor);
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

fn item(
    visit: &Visit,
    organisation: &Organisation,
    link: SignUpLink,
    ends: Option<String>,
    now: Timestamp,
) -> LinkItem {
    let departments = &organisation.departments;
    let dead_end = links::dead_end(organisation, &link, now);
    let state = link.state_among(departments, now);
    let link = link.among(departments);
    let department = departments.get(&link.department).map(Entry::name);
    LinkItem {
        department: department.unwrap_or(&link.department).to_owned(),
        state,
        dead_end,
        used: link.used,
        seats: link.seats,
        ends,
        url: link.url(&visit.env.public_url),
        id: link.id,
        label: link.label,
        token: link.token,
    }
}

async fn page(
    visit: &Visit,
    caller: &UserManager<Organisation>,
    status: u16,
    shown: Shown<'_>,
) -> Result<Response, Problem> {
    let organisation = &caller.organisation;
    let (env, now) = (&visit.env, visit.moment.now());
    let (pager, paging, mut cursor) = asked(visit, caller, PATH)?;
    let mut found = links::list(env, caller, None, paging.limit, paging.after.as_deref()).await?;
    if found.links.is_empty() && !cursor.is_empty() {
        // All that came after it are revoked.
        cursor.clear();
        found = links::list(env, caller, None, paging.limit, None).await?;
    }
    let next = pager.next_cursor(found.next.as_deref());
    let switch = Switch::AddressWith {
        name: "cursor",
        value: &cursor,
    };
    let own = Some(caller.person.profile.language.as_str());
    let shell = match cursor.as_str() {
        "" => visit.reader.shell(own),
        _ => visit.reader.shell_of_answer(own, switch),
    };
    let zone = &organisation.settings.time_zone;
    let departments = &organisation.departments;
    let items = found.links.into_iter().map(|link| {
        let ends = link
            .ends_at
            .map(|end| result_wording::moment(shell.language, end, zone));
        item(visit, organisation, link, ends, now)
    });
    let items: Vec<LinkItem> = items.collect();
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
        total: found.total,
        cursor: &cursor,
        next: next.as_deref(),
        departments: &own,
        values: shown.values,
        faults: &shown.faults,
        done: shown.done,
        has_defaults: sign_up::has_defaults(organisation),
        reach: reach(&caller.actor),
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
