//! `/{organisation}/sign-ups`: who has signed up and awaits approval, for those who manage their department.

use crate::{
    answer,
    form::Form,
    manager::{manager, reach},
    view::{self, Awaiting, Switch},
    visit::{Event, Visit, identifiers},
};
use axum::extract::Path;
use rollcall::{
    domain::{
        caller::UserManager,
        fault::Fault,
        identifier::Phone,
        import::result_wording,
        organisation::{Entry, Organisation},
        user::Status,
    },
    web::{answer::Response, problem::Problem},
    workflow::users::{
        AccessError,
        filter::{Filter, Selected},
        list::{self, Sort},
        sign_ups::{self, DecideError},
    },
};

/// Who is asked for: somebody who manages people.
type Manager = Result<UserManager, Problem>;

/// People on the page. The next ones follow when somebody has decided about these.
const SHOWN: usize = 50;
const PATH: &str = "/sign-ups";
const EVENTS: [Event; 3] = [Event::Approved, Event::Refused, Event::Decided];

/// Shows who waits.
pub(crate) async fn show(
    visit: Visit,
    caller: Result<UserManager<Organisation>, Problem>,
) -> Result<Response, Problem> {
    match manager(&visit, caller)? {
        Ok(caller) => page(&visit, &caller, 200, &[]).await,
        Err(led) => Ok(led),
    }
}

/// Approves somebody.
pub(crate) async fn approve(
    visit: Visit,
    caller: Manager,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let caller = match manager(&visit, caller)? {
        Ok(caller) => caller,
        Err(led) => return Ok(led),
    };
    let done = sign_ups::approve(&visit.env, &visit.moment, &caller, &id).await;
    let event = decided(done.map(|_| Event::Approved))?;
    Ok(answer::see_other(&visit.address(PATH, Some(event))))
}

/// Refuses somebody, with a reason where one was typed.
pub(crate) async fn refuse(
    visit: Visit,
    caller: Result<UserManager<Organisation>, Problem>,
    Path((_, id)): Path<(String, String)>,
    form: Form,
) -> Result<Response, Problem> {
    let caller = match manager(&visit, caller)? {
        Ok(caller) => caller,
        Err(led) => return Ok(led),
    };
    let reason = Some(form.get("reason")).filter(|reason| !reason.trim().is_empty());
    let done = sign_ups::refuse(&visit.env, &visit.moment, &caller, &id, reason).await;
    if let Err(DecideError::Invalid(fault)) = done {
        return page(&visit, &caller, 422, &[fault]).await;
    }
    let event = decided(done.map(|()| Event::Refused))?;
    Ok(answer::see_other(&visit.address(PATH, Some(event))))
}

/// What has happened. That somebody else was faster is no error: the list shows who is left.
fn decided(done: Result<Event, DecideError>) -> Result<Event, Problem> {
    match done {
        Err(DecideError::NotWaiting | DecideError::Access(AccessError::Unknown)) => Ok(Event::Decided),
        done => Ok(done?),
    }
}

async fn page(
    visit: &Visit,
    caller: &UserManager<Organisation>,
    status: u16,
    faults: &[Fault],
) -> Result<Response, Problem> {
    let organisation = &caller.organisation;
    let filter = Filter {
        status: Some(Status::AwaitingApproval),
        ..Filter::default()
    };
    let selected = Selected {
        organisation: &organisation.slug,
        filter: &filter,
        own: caller.departments(),
    };
    let (env, moment) = (&visit.env, &visit.moment);
    let found = Box::pin(list::list(env, moment, selected, Sort::CreatedAt, SHOWN, None)).await?;
    // A reason that is refused is answered at an address that takes a form alone.
    let switch = match faults {
        [] => Switch::Address,
        _ => Switch::Elsewhere { path: PATH },
    };
    let own = Some(caller.person.profile.language.as_str());
    let shell = visit.reader.shell_of_answer(own, switch);
    let people = found.users.iter().map(|user| {
        let profile = &user.profile;
        let contacts = identifiers(profile).into_iter().map(str::to_owned);
        let phone = profile.phone.as_ref().map(Phone::in_groups);
        Awaiting {
            id: &user.id,
            name: format!("{} {}", profile.first_name, profile.last_name),
            contacts: contacts.chain(phone).collect(),
            department: organisation
                .departments
                .get(&profile.department)
                .map_or("", Entry::name),
            since: result_wording::moment(shell.language, user.created_at, &organisation.settings.time_zone),
        }
    });
    let people: Vec<Awaiting<'_>> = people.collect();
    let done = EVENTS.into_iter().find(|event| visit.has_seen(*event));
    let view = view::Approvals {
        people: &people,
        has_more: found.next.is_some(),
        faults,
        done: done.and_then(Event::words),
        reach: reach(&caller.actor),
    };
    Ok(answer::page(status, &view::approvals(&shell, &view)))
}
