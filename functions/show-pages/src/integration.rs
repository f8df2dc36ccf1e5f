//! `/{organisation}/integration`: the connections of single sign-on, and the tokens of directories, for those who set them up.

use crate::{
    answer,
    form::Form,
    reader::parameter,
    view::{
        self, Choice, ConnectionItem, ConnectionValues, Directories, SecretState, Shell, Switch, keep_name,
    },
    visit::{Event, Visit},
};
use axum::extract::Path;
use rollcall::{
    domain::{
        caller::SettingsManager,
        capability::Capability,
        change::Change,
        fault::Fault,
        import::result_wording,
        machine::MachineKind,
        organisation::{Entry, List, Organisation},
        settings::EntryName,
        sso::{
            connection::{self, Connection, ConnectionDraft},
            mapping::{FIELDS, MappingChange},
        },
    },
    web::{
        answer::Response,
        problem::{Kind, Problem},
        sso::KeptTrial,
    },
    workflow::organisation::connections::{self, ConnectionError},
};
use serde_json::json;

/// Who is asked for: somebody who manages settings, with the organisation's lists.
type Caller = Result<SettingsManager<Organisation>, Problem>;

const PATH: &str = "/integration";
/// The field with the id of a connection that is to be.
const NEW_ID: &str = "new_id";
/// The field with the version of what the form has shown.
const VERSION: &str = "version";
const EVENTS: [Event; 5] = [
    Event::ConnectionAdded,
    Event::ConnectionChanged,
    Event::SecretRotated,
    Event::ConnectionRemoved,
    Event::TokenRemoved,
];

/// The reader, who holds all rights of this organisation; or the answer to somebody who does not.
fn admin(visit: &Visit, caller: Caller) -> Result<Result<SettingsManager<Organisation>, Response>, Problem> {
    let to_sign_in = || Ok(Err(answer::see_other(&visit.address("", None))));
    let not_theirs = || {
        let shell = visit.reader.shell(None);
        Ok(Err(answer::page(403, &view::sets_nothing_up(&shell))))
    };
    match caller {
        Ok(caller) if caller.actor.organisation != visit.organisation.slug => to_sign_in(),
        Ok(caller) if !caller.actor.holds(Capability::ManageUsers) => not_theirs(),
        Ok(caller) => Ok(Ok(caller)),
        Err(problem) if problem.kind == Kind::Unauthorised => to_sign_in(),
        Err(problem) if problem.kind == Kind::Forbidden => not_theirs(),
        Err(problem) => Err(problem),
    }
}

/// Hands the reader out who may set connections up, and answers everybody else.
macro_rules! admin {
    ($visit:expr, $caller:expr) => {
        match $crate::integration::admin($visit, $caller)? {
            Ok(caller) => caller,
            Err(led) => return Ok(led),
        }
    };
}

// Below the macro, which they use.
pub(crate) mod adoption;
pub(crate) mod rules;
pub(crate) mod tokens;

/// Shows the connections and the tokens.
pub(crate) async fn show(visit: Visit, caller: Caller) -> Result<Response, Problem> {
    let caller = admin!(&visit, caller);
    list(&visit, &caller, 200, None).await
}

async fn list(
    visit: &Visit,
    caller: &SettingsManager<Organisation>,
    status: u16,
    alert: Option<String>,
) -> Result<Response, Problem> {
    let env = &visit.env;
    let organisation = &caller.organisation;
    let found = env.store.find_connections(&organisation.slug).await?;
    let tokens = tokens::list(visit, caller).await?;
    let switch = match (&alert, tokens.cursor.as_str()) {
        // It answers a form that has an address of its own.
        (Some(_), _) => Switch::Elsewhere { path: PATH },
        (None, "") => Switch::Address,
        (None, value) => Switch::AddressWith {
            name: "cursor",
            value,
        },
    };
    let shell = shell_with(visit, caller, switch);
    let zone = &organisation.settings.time_zone;
    let items = found.iter().map(|one| ConnectionItem {
        id: &one.id,
        name: &one.name,
        issuer: &one.issuer,
        domains: one.domains.join(", "),
        works_since: one
            .proven_at
            .map(|at| result_wording::moment(shell.language, at, zone)),
        just_in_time: one.just_in_time,
        secret: match one.client_secret(&env.secret, &organisation.slug) {
            Ok(None) => SecretState::None,
            Ok(Some(_)) => SecretState::Kept,
            Err(_) => SecretState::Lost,
        },
    });
    let items: Vec<ConnectionItem<'_>> = items.collect();
    let done = EVENTS.into_iter().find(|event| visit.has_seen(*event));
    let view = view::Integration {
        connections: &items,
        redirect_uri: &redirect_uri(visit),
        is_required: organisation.settings.sso.required,
        directories: Directories {
            address: &tokens::address(visit),
            tokens: &tokens.items,
            cursor: &tokens.cursor,
            next: tokens.next.as_deref(),
            adopts: organisation.settings.integration.adopt,
        },
        done: done.and_then(Event::words),
        alert: alert.as_deref(),
    };
    Ok(answer::page(status, &view::integration(&shell, &view)))
}

/// What a page needs, in the language of its reader.
fn shell<'a>(visit: &'a Visit, caller: &SettingsManager<Organisation>) -> Shell<'a> {
    shell_with(visit, caller, Switch::Address)
}

fn shell_with<'a>(visit: &'a Visit, caller: &SettingsManager<Organisation>, switch: Switch<'a>) -> Shell<'a> {
    let own = Some(caller.person.profile.language.as_str());
    visit.reader.shell_of_answer(own, switch)
}

/// The id under which the form is to make something, once however often it is pressed.
fn drawn(form: &Form, is_one: impl Fn(&str) -> bool, draw: impl FnOnce() -> String) -> String {
    let id = Some(form.get(NEW_ID)).filter(|id| is_one(id));
    id.map_or_else(draw, str::to_owned)
}

fn redirect_uri(visit: &Visit) -> String {
    format!("{}/api/sso/callback", visit.env.public_url)
}

/// Shows the form of a new connection.
pub(crate) async fn show_new(visit: Visit, caller: Caller) -> Result<Response, Problem> {
    let caller = admin!(&visit, caller);
    let values = ConnectionValues(vec![
        ("email_trust", "verified_claim".to_owned()),
        (NEW_ID, connection::new_id(&visit.moment)),
    ]);
    form_page(&visit, &caller, 200, &Shown::of(None, values)).await
}

/// Makes a connection.
pub(crate) async fn create(visit: Visit, caller: Caller, form: Form) -> Result<Response, Problem> {
    let caller = admin!(&visit, caller);
    let secret = typed(&form, "client_secret").map_or(Change::Keep, Change::To);
    let plain = caller.without_lists();
    // A hurried second press makes no second one.
    let id = drawn(&form, connection::is_id, || connection::new_id(&visit.moment));
    match connections::create_once(&visit.env, &visit.moment, &plain, id, draft(&form, secret)).await {
        Ok(_) => Ok(led(&visit, Event::ConnectionAdded)),
        Err(error) => refused(&visit, &caller, None, &form, error).await,
    }
}

/// Shows the form of a connection.
pub(crate) async fn edit(
    visit: Visit,
    caller: Caller,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let caller = admin!(&visit, caller);
    let found = connections::find(&visit.env, &caller.without_lists(), &id).await?;
    let shown = Shown::of(Some(&id), values_of(&found));
    form_page(&visit, &caller, 200, &shown).await
}

/// Changes a connection. Its secret stays.
pub(crate) async fn change(
    visit: Visit,
    caller: Caller,
    Path((_, id)): Path<(String, String)>,
    form: Form,
) -> Result<Response, Problem> {
    let caller = admin!(&visit, caller);
    let plain = caller.without_lists();
    let before = connections::find(&visit.env, &plain, &id).await?;
    // The form writes everything there is: what somebody else has changed since it was opened would be undone unseen.
    if form.get(VERSION) != before.version() {
        return refused(&visit, &caller, Some(&id), &form, ConnectionError::Changed).await;
    }
    let draft = draft(&form, Change::Keep);
    match connections::change(&visit.env, &visit.moment, &plain, &before, draft).await {
        Ok(_) => Ok(led(&visit, Event::ConnectionChanged)),
        Err(error) => refused(&visit, &caller, Some(&id), &form, error).await,
    }
}

/// Gives a connection another secret.
pub(crate) async fn rotate(
    visit: Visit,
    caller: Caller,
    Path((_, id)): Path<(String, String)>,
    form: Form,
) -> Result<Response, Problem> {
    let caller = admin!(&visit, caller);
    let plain = caller.without_lists();
    let before = connections::find(&visit.env, &plain, &id).await?;
    let name = format!("secret-{id}");
    let draft = ConnectionDraft {
        client_secret: Change::To(form.get(&name).to_owned()),
        ..ConnectionDraft::of(&before)
    };
    match connections::change(&visit.env, &visit.moment, &plain, &before, draft).await {
        Ok(_) => Ok(led(&visit, Event::SecretRotated)),
        Err(error) => list_refused(&visit, &caller, error).await,
    }
}

/// Removes a connection.
pub(crate) async fn remove(
    visit: Visit,
    caller: Caller,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let caller = admin!(&visit, caller);
    let plain = caller.without_lists();
    match connections::remove(&visit.env, &visit.moment, &plain, &id).await {
        Ok(()) => Ok(led(&visit, Event::ConnectionRemoved)),
        Err(error) => list_refused(&visit, &caller, error).await,
    }
}

/// Shows where a test begins, and what came of one. Its address is the key to it, as the address was at which the test began.
pub(crate) async fn test(
    visit: Visit,
    caller: Caller,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let kept = match parameter(&visit.uri, "result") {
        Some(result) => Some(find_trial(&visit, &id, &result).await?),
        None => None,
    };
    let is_over = kept.as_ref().is_some_and(Option::is_none);
    let kept = kept.flatten();
    let caller = match admin(&visit, caller)? {
        Ok(caller) => Some(caller),
        Err(_) if kept.is_some() => None,
        Err(led) => return Ok(led),
    };
    let own = caller
        .as_ref()
        .map(|caller| caller.person.profile.language.as_str());
    let shell = visit.reader.shell(own);
    let begins_at = match &caller {
        Some(caller) => {
            let plain = caller.without_lists();
            let address = connections::try_out(&visit.env, &visit.moment, &plain, &id).await?;
            // Of this very origin.
            let path = address.url.strip_prefix(&visit.env.public_url);
            path.map(str::to_owned)
        }
        None => None,
    };
    let found = if connection::is_id(&id) {
        visit
            .env
            .store
            .find_connection(&visit.organisation.slug, &id)
            .await?
    } else {
        None
    };
    let found = found.ok_or_else(Problem::not_found)?;
    let faults = kept.as_ref().map_or(&[][..], |kept| kept.faults.as_slice());
    let fields = kept
        .as_ref()
        .map_or(&[][..], |kept| kept.trial.profile.as_slice());
    let faults = fields.iter().zip(faults).map(|(field, fault)| {
        let (code, suggestion) = fault.clone()?;
        let fault = Fault::at(&field.field, code).suggesting(suggestion);
        Some(fault.sentence(shell.language))
    });
    let faults: Vec<Option<String>> = faults.collect();
    let view = view::ConnectionTest {
        name: &found.name,
        begins_at: begins_at.as_deref(),
        trial: kept.as_ref().map(|kept| &kept.trial),
        faults: &faults,
        is_over,
    };
    Ok(answer::page(200, &view::connection_test(&shell, &view)))
}

async fn find_trial(visit: &Visit, connection: &str, result: &str) -> Result<Option<KeptTrial>, Problem> {
    let is_one = result.len() <= 64 && result.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    if !is_one {
        return Ok(None);
    }
    let (env, slug) = (&visit.env, &visit.organisation.slug);
    let sealed = env.store.find_trial(visit.moment.now(), result).await?;
    Ok(sealed.and_then(|sealed| KeptTrial::open(&sealed, &env.secret, slug, connection, result)))
}

fn led(visit: &Visit, event: Event) -> Response {
    answer::see_other(&visit.address(PATH, Some(event)))
}

/// The list once more, with why nothing was done.
async fn list_refused(
    visit: &Visit,
    caller: &SettingsManager<Organisation>,
    error: ConnectionError,
) -> Result<Response, Problem> {
    let problem = Problem::from(error);
    match problem.kind {
        Kind::Conflict | Kind::Invalid => {
            let words = problem.sentence(shell(visit, caller).language);
            list(visit, caller, problem.kind.status(), Some(words)).await
        }
        _ => Err(problem),
    }
}

/// The form once more, with what is wrong with it.
async fn refused(
    visit: &Visit,
    caller: &SettingsManager<Organisation>,
    id: Option<&str>,
    form: &Form,
    error: ConnectionError,
) -> Result<Response, Problem> {
    let mut shown = Shown::of(id, typed_values(form));
    let status = match error {
        ConnectionError::Invalid(faults) => {
            shown.faults = faults;
            422
        }
        other => {
            let problem = Problem::from(other);
            if problem.kind != Kind::Conflict {
                return Err(problem);
            }
            shown.alert = Some(problem.sentence(shell(visit, caller).language));
            409
        }
    };
    form_page(visit, caller, status, &shown).await
}

/// What the form shows.
struct Shown<'a> {
    id: Option<&'a str>,
    values: ConnectionValues,
    faults: Vec<Fault>,
    alert: Option<String>,
}

impl<'a> Shown<'a> {
    fn of(id: Option<&'a str>, values: ConnectionValues) -> Self {
        Self {
            id,
            values,
            faults: Vec::new(),
            alert: None,
        }
    }
}

fn choices<E: Entry>(list: &List<E>, may_be: impl Fn(&List<E>, &E) -> bool) -> Vec<Choice<'_>> {
    let entries = list.entries().iter();
    entries
        .filter(|entry| may_be(list, entry))
        .map(|entry| Choice {
            id: entry.id(),
            name: entry.name(),
        })
        .collect()
}

async fn form_page(
    visit: &Visit,
    caller: &SettingsManager<Organisation>,
    status: u16,
    shown: &Shown<'_>,
) -> Result<Response, Problem> {
    let organisation = &caller.organisation;
    let machines = visit.env.store.find_machines(&organisation.slug).await?;
    let tokens = machines
        .iter()
        .filter(|machine| MachineKind::of_id(&machine.id) == Some(MachineKind::IntegrationToken));
    let mut tokens: Vec<Choice<'_>> = tokens
        .map(|token| Choice {
            id: &token.id,
            name: &token.name,
        })
        .collect();
    let chosen = shown.values.get("integration_token");
    if !chosen.is_empty() && tokens.iter().all(|token| token.id != chosen) {
        // It was removed since it was chosen.
        tokens.push(Choice {
            id: chosen,
            name: chosen,
        });
    }
    let shell = shell(visit, caller);
    let view = view::ConnectionForm {
        id: shown.id,
        values: &shown.values,
        faults: &shown.faults,
        alert: shown.alert.as_deref(),
        redirect_uri: &redirect_uri(visit),
        departments: &choices(&organisation.departments, |list, one| list.is_open(&one.id)),
        job_profiles: &choices(&organisation.job_profiles, |list, one| list.is_open(&one.id)),
        permission_types: &choices(&organisation.permission_types, |list, kind| {
            list.is_open(&kind.id) && kind.capabilities.is_empty()
        }),
        integration_tokens: &tokens,
    };
    Ok(answer::page(status, &view::connection_form(&shell, &view)))
}

/// What is written in a field of the form, if anything.
fn typed(form: &Form, name: &str) -> Option<String> {
    let text = form.get(name).trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// The names of the form's fields, but for the secret, which is never shown again, and the boxes.
const TEXTS: [&str; 12] = [
    NEW_ID,
    VERSION,
    "name",
    "issuer",
    "client_id",
    "domains",
    "email_trust",
    "external_id_claim",
    "integration_token",
    "default_department",
    "default_job_profile",
    "default_permission_type",
];
const JUST_IN_TIME: &str = "just_in_time";

fn typed_values(form: &Form) -> ConnectionValues {
    let boxes = FIELDS.into_iter().map(keep_name).chain([JUST_IN_TIME]);
    let claims = FIELDS.into_iter().map(rollcall::domain::field::Field::name);
    let names = TEXTS.into_iter().chain(claims).chain(boxes);
    ConnectionValues(names.map(|name| (name, form.get(name).to_owned())).collect())
}

fn values_of(connection: &Connection) -> ConnectionValues {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let is_on = |is_on: bool| if is_on { "on".to_owned() } else { String::new() };
    let defaults = &connection.defaults;
    let trust = json!(connection.email_trust);
    let mut values = vec![
        (VERSION, connection.version()),
        ("name", connection.name.clone()),
        ("issuer", connection.issuer.clone()),
        ("client_id", connection.client_id.clone()),
        ("domains", connection.domains.join("\n")),
        ("email_trust", trust.as_str().unwrap_or_default().to_owned()),
        ("external_id_claim", text(&connection.external_id_claim)),
        ("integration_token", text(&connection.integration_token)),
        ("default_department", text(&defaults.department)),
        ("default_job_profile", text(&defaults.job_profile)),
        ("default_permission_type", text(&defaults.permission_type)),
        (JUST_IN_TIME, is_on(connection.just_in_time)),
    ];
    for field in FIELDS {
        let claim = connection.claims.get(field).unwrap_or_default();
        values.push((field.name(), claim.to_owned()));
        values.push((keep_name(field), is_on(connection.keeps(field))));
    }
    ConnectionValues(values)
}

fn draft(form: &Form, client_secret: Change<String>) -> ConnectionDraft {
    let claim = |name: &str| typed(form, name).map_or(Change::Remove, Change::To);
    let entry = |name: &str| typed(form, name).map(EntryName::Text);
    let domains = form.get("domains").split([' ', '\n', '\r', '\t', ',', ';']);
    let kept = FIELDS
        .into_iter()
        .filter(|field| !form.get(keep_name(*field)).is_empty());
    ConnectionDraft {
        name: typed(form, "name"),
        issuer: typed(form, "issuer"),
        client_id: typed(form, "client_id"),
        client_secret,
        domains: domains.filter(|one| !one.is_empty()).map(str::to_owned).collect(),
        email_trust: typed(form, "email_trust"),
        external_id_claim: typed(form, "external_id_claim"),
        integration_token: typed(form, "integration_token"),
        just_in_time: !form.get(JUST_IN_TIME).is_empty(),
        default_department: entry("default_department"),
        default_job_profile: entry("default_job_profile"),
        default_permission_type: entry("default_permission_type"),
        claims: MappingChange {
            first_name: claim("first_name"),
            last_name: claim("last_name"),
            email: claim("email"),
            username: claim("username"),
            phone: claim("phone"),
            department: claim("department"),
            job_profile: claim("job_profile"),
            language: claim("language"),
        },
        keep_in_sync: kept.map(|field| field.name().to_owned()).collect(),
    }
}
