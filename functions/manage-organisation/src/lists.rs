//! `/api/departments`, `/api/job-profiles` and `/api/permission-types`: one set of rules for the three lists.
//!
//! What only one of them knows (a department's country, what a permission type may do) is behind [`Listed`].

use crate::{require_reading, settings::text};
use lambda_http::{Body, Request, Response};
use rollcall::{
    aws::store::organisations::{EntryError, StoredEntry},
    domain::{
        caller::Caller,
        capability::Capability,
        context::Context,
        fault::{Fault, quoted},
        identifier::Country,
        organisation::{
            self, Department, JobProfile, List, MOST_ENTRIES, Organisation, PermissionType, SignUpSettings,
        },
        permission::Actor,
    },
    web::{
        http::{self, App, Fields},
        page::{Pager, Paging},
        problem::{Kind, Problem},
    },
};
use serde_json::Value;

/// Bytes of a folded name that a cursor holds: some letters fold to many.
const KEY_NAME_BYTES: usize = 400;

/// A kind of list entry: how it is found, read and guarded.
pub(crate) trait Listed: StoredEntry + PartialEq + Send + Sync {
    /// The list's part of the address.
    const PATH: &'static str;
    /// What its ids begin with.
    const ID_PREFIX: &'static str;
    /// Its fields beside the id.
    const KNOWN: &'static [&'static str];

    /// The list of an organisation.
    fn list(organisation: &Organisation) -> &List<Self>;

    /// The entry that sign-up gives, by id.
    fn sign_up_default(settings: &SignUpSettings) -> Option<&str>;

    /// Reads an entry; fields that are not there stay as `before` has them.
    fn read(fields: &mut Fields, id: String, before: Option<&Self>, caller: &Caller) -> Self;

    /// Refuses whoever may change lists but not this entry.
    fn require_change(&self, _actor: &Actor) -> Result<(), Problem> {
        Ok(())
    }
}

impl Listed for Department {
    const PATH: &'static str = "departments";
    const ID_PREFIX: &'static str = "d_";
    const KNOWN: &'static [&'static str] = &["name", "country"];

    fn list(organisation: &Organisation) -> &List<Self> {
        &organisation.departments
    }

    fn sign_up_default(settings: &SignUpSettings) -> Option<&str> {
        settings.default_department.as_deref()
    }

    fn read(fields: &mut Fields, id: String, before: Option<&Self>, _caller: &Caller) -> Self {
        let name = read_name(fields, before.map(|before| before.name.as_str()));
        let country = if fields.has("country") {
            fields
                .text("country")
                .and_then(|text| match Country::parse(&text) {
                    Ok(country) => Some(country.code()),
                    Err(refused) => {
                        fields
                            .faults
                            .push(Fault::new("country", refused.code, refused.detail));
                        None
                    }
                })
        } else {
            before.and_then(|before| before.country.clone())
        };
        Self { id, name, country }
    }
}

impl Listed for JobProfile {
    const PATH: &'static str = "job-profiles";
    const ID_PREFIX: &'static str = "j_";
    const KNOWN: &'static [&'static str] = &["name"];

    fn list(organisation: &Organisation) -> &List<Self> {
        &organisation.job_profiles
    }

    fn sign_up_default(settings: &SignUpSettings) -> Option<&str> {
        settings.default_job_profile.as_deref()
    }

    fn read(fields: &mut Fields, id: String, before: Option<&Self>, _caller: &Caller) -> Self {
        Self {
            id,
            name: read_name(fields, before.map(|before| before.name.as_str())),
        }
    }
}

impl Listed for PermissionType {
    const PATH: &'static str = "permission-types";
    const ID_PREFIX: &'static str = "p_";
    const KNOWN: &'static [&'static str] = &["name", "capabilities"];

    fn list(organisation: &Organisation) -> &List<Self> {
        &organisation.permission_types
    }

    fn sign_up_default(settings: &SignUpSettings) -> Option<&str> {
        settings.default_permission_type.as_deref()
    }

    fn read(fields: &mut Fields, id: String, before: Option<&Self>, caller: &Caller) -> Self {
        let name = read_name(fields, before.map(|before| before.name.as_str()));
        let faults = fields.faults.len();
        let capabilities = match before {
            Some(before) if !fields.has("capabilities") => before.capabilities.clone(),
            _ => read_capabilities(fields),
        };
        let entry = Self {
            id,
            name,
            capabilities,
        };
        if fields.faults.len() == faults {
            let is_default =
                Self::sign_up_default(&caller.organisation.settings.sign_up) == Some(entry.id.as_str());
            fields
                .faults
                .extend(check_capabilities(&entry, &caller.actor, is_default));
        }
        entry
    }

    fn require_change(&self, actor: &Actor) -> Result<(), Problem> {
        if actor.may_grant(self) {
            Ok(())
        } else {
            Err(Problem::forbidden(
                "This permission type carries more than you hold yourself.",
            ))
        }
    }
}

fn read_name(fields: &mut Fields, before: Option<&str>) -> String {
    match before {
        Some(before) if !fields.has("name") => before.to_owned(),
        _ => text(fields, "name", organisation::parse_name).unwrap_or_default(),
    }
}

fn read_capabilities(fields: &mut Fields) -> Vec<Capability> {
    let mut capabilities = Vec::new();
    for (at, text) in fields
        .texts("capabilities")
        .unwrap_or_default()
        .iter()
        .enumerate()
    {
        match Capability::parse(text) {
            Some(capability) if !capabilities.contains(&capability) => capabilities.push(capability),
            Some(_) => {}
            None => {
                let detail = format!(
                    "There is no capability {}; use some of manage_users, manage_own_department, manage_settings.",
                    quoted(text)
                );
                fields.faults.push(Fault::new(
                    &format!("capabilities/{at}"),
                    "unknown_capability",
                    detail,
                ));
            }
        }
    }
    capabilities
}

/// Nobody hands out what they do not hold, and signing up hands out nothing.
fn check_capabilities(entry: &PermissionType, actor: &Actor, is_sign_up_default: bool) -> Option<Fault> {
    if !actor.may_grant(entry) {
        let detail = "You cannot give a permission type more than you hold yourself.";
        return Some(Fault::new("capabilities", "may_not_grant", detail));
    }
    (is_sign_up_default && !entry.capabilities.is_empty()).then(|| {
        let detail = "Everybody who signs up gets this permission type; choose another one for them first.";
        Fault::new("capabilities", "sign_up_default", detail)
    })
}

/// Answers one request to one of the lists. `entry`: what follows the list's name in the address.
pub(crate) async fn handle<E: Listed>(
    app: &App,
    context: &Context,
    request: &Request,
    entry: &[&str],
) -> Result<Response<Body>, Problem> {
    match (request.method().as_str(), entry) {
        ("GET", []) => show::<E>(app, context, request).await,
        ("POST", []) => add::<E>(app, context, request).await,
        (_, []) => Ok(http::refuse_method("GET, POST")),
        ("PATCH", [id]) => change::<E>(app, context, request, id).await,
        ("DELETE", [id]) => remove::<E>(app, context, request, id).await,
        (_, [_]) => Ok(http::refuse_method("PATCH, DELETE")),
        _ => Err(Problem::not_found()),
    }
}

async fn show<E: Listed>(app: &App, context: &Context, request: &Request) -> Result<Response<Body>, Problem> {
    let caller = app.authenticate(context, request).await?;
    require_reading(&caller.actor)?;
    let pager = Pager::of(app, context, request, &caller);
    let paging = pager.read().map_err(Problem::invalid)?;
    let (items, last) = page_of(E::list(&caller.organisation).entries(), &paging);
    Ok(http::json(200, &pager.answer(&items, last.as_deref())))
}

/// One page of a list, by name, and the key of its last entry where there are more.
fn page_of<E: Listed>(entries: &[E], paging: &Paging) -> (Vec<Value>, Option<String>) {
    let mut keyed: Vec<(String, &E)> = entries.iter().map(|entry| (key(entry), entry)).collect();
    keyed.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
    let start = paging
        .after
        .as_ref()
        .map_or(0, |after| keyed.partition_point(|(key, _)| key <= after));
    let rest = &keyed[start..];
    let page = &rest[..rest.len().min(paging.limit)];
    let last = if rest.len() > page.len() {
        page.last().map(|(key, _)| key.clone())
    } else {
        None
    };
    let items = page
        .iter()
        .filter_map(|(_, entry)| serde_json::to_value(entry).ok())
        .collect();
    (items, last)
}

fn key<E: Listed>(entry: &E) -> String {
    let mut name = organisation::fold(entry.name());
    name.truncate(name.floor_char_boundary(KEY_NAME_BYTES));
    format!("{name}\0{}", entry.id())
}

async fn add<E: Listed>(app: &App, context: &Context, request: &Request) -> Result<Response<Body>, Problem> {
    let caller = app.authenticate(context, request).await?;
    caller.actor.require_settings()?;
    let mut fields = Fields::read(request, &["application/json"])?;
    fields.allow_only(E::KNOWN);
    let entry = E::read(&mut fields, context.id(E::ID_PREFIX), None, &caller);
    fields.finish()?;
    // Two at once may add one too many: the bound protects every request's reading, not a promise to anybody.
    if E::list(&caller.organisation).entries().len() >= MOST_ENTRIES {
        let detail =
            format!("A list has at most {MOST_ENTRIES} entries; remove one that is not in use first.");
        return Err(Problem::new(Kind::Conflict, detail));
    }
    app.store
        .put_entry(context, &caller.organisation.slug, &entry, None)
        .await
        .map_err(|error| refusal::<E>(error))?;
    log(&caller, &entry, "added");
    let mut response = http::json(201, &entry);
    http::set(
        &mut response,
        "location",
        &format!("/api/{}/{}", E::PATH, entry.id()),
    );
    Ok(response)
}

async fn change<E: Listed>(
    app: &App,
    context: &Context,
    request: &Request,
    id: &str,
) -> Result<Response<Body>, Problem> {
    let caller = app.authenticate(context, request).await?;
    let before = find::<E>(&caller, id)?;
    before.require_change(&caller.actor)?;
    let mut fields = Fields::read(request, &http::PATCH_TYPES)?;
    fields.allow_only(&[E::KNOWN, &["id"]].concat());
    if fields.has("id") && fields.value("id").and_then(Value::as_str) != Some(id) {
        fields
            .faults
            .push(Fault::new("id", "read_only", "The id of an entry never changes."));
    }
    let after = E::read(&mut fields, id.to_owned(), Some(before), &caller);
    fields.finish()?;
    if after != *before {
        let slug = &caller.organisation.slug;
        app.store
            .put_entry(context, slug, &after, Some(before))
            .await
            .map_err(|error| refusal::<E>(error))?;
        log(&caller, &after, "changed");
    }
    Ok(http::json(200, &after))
}

async fn remove<E: Listed>(
    app: &App,
    context: &Context,
    request: &Request,
    id: &str,
) -> Result<Response<Body>, Problem> {
    let caller = app.authenticate(context, request).await?;
    let entry = find::<E>(&caller, id)?;
    entry.require_change(&caller.actor)?;
    let slug = &caller.organisation.slug;
    let kind = E::CALLED;
    if E::sign_up_default(&caller.organisation.settings.sign_up) == Some(id) {
        let detail =
            format!("Signing up gives this {kind} by default; choose another one in the settings first.");
        return Err(Problem::new(Kind::Conflict, detail));
    }
    if app.store.is_in_use(slug, E::FIELD, id).await? {
        let detail = format!("There are users with this {kind}; give them another one first.");
        return Err(Problem::new(Kind::Conflict, detail));
    }
    app.store
        .delete_entry(context, slug, entry)
        .await
        .map_err(|error| refusal::<E>(error))?;
    log(&caller, entry, "removed");
    Ok(http::empty(204))
}

/// The entry, for whoever may change lists.
fn find<'a, E: Listed>(caller: &'a Caller, id: &str) -> Result<&'a E, Problem> {
    caller.actor.require_settings()?;
    E::list(&caller.organisation)
        .get(id)
        .ok_or_else(Problem::not_found)
}

fn refusal<E: Listed>(error: EntryError) -> Problem {
    match error {
        EntryError::NameTaken => {
            let detail = format!("There is a {} of this name already.", E::CALLED);
            Problem {
                errors: vec![Fault::new("name", "taken", detail.as_str())],
                ..Problem::new(Kind::Conflict, detail)
            }
        }
        EntryError::Changed => {
            let detail = "Somebody else changed this entry in the meantime. Read the list again and repeat your change.";
            Problem::new(Kind::Conflict, detail)
        }
        EntryError::Store(error) => error.into(),
    }
}

fn log<E: Listed>(caller: &Caller, entry: &E, what: &str) {
    let (organisation, by) = (&caller.organisation.slug, &caller.actor.user_id);
    tracing::info!(%organisation, %by, list = E::PATH, id = entry.id(), "list entry {what}");
}

#[cfg(test)]
mod tests {
    use super::*;
    use rollcall::domain::organisation::Slug;
    use serde_json::json;

    fn kind(id: &str, capabilities: &[Capability]) -> PermissionType {
        PermissionType {
            id: id.into(),
            name: id.into(),
            capabilities: capabilities.to_vec(),
        }
    }

    #[test]
    fn pages_hold_every_entry_once_and_in_order() {
        let entry = |(at, name): (usize, &&str)| JobProfile {
            id: format!("j_{at}"),
            name: (*name).to_owned(),
        };
        let long = "﷽".repeat(100);
        let names = [
            "Zoo",
            "Ærlig",
            "anna",
            "Anna",
            "ANNA",
            "Øl",
            "å",
            "b",
            long.as_str(),
            "ﷺ",
        ];
        let entries: Vec<JobProfile> = names.iter().enumerate().map(entry).collect();
        let (whole, last) = page_of(
            &entries,
            &Paging {
                limit: 200,
                after: None,
            },
        );
        assert_eq!(last, None);
        for limit in 1..=names.len() {
            let (mut seen, mut after, mut pages) = (Vec::new(), None, 0);
            loop {
                let (items, last) = page_of(&entries, &Paging { limit, after });
                seen.extend(items);
                pages += 1;
                if last.is_none() {
                    break;
                }
                after = last;
            }
            assert_eq!(seen, whole, "{limit} a page");
            assert_eq!(pages, names.len().div_ceil(limit));
        }
        assert!(entries.iter().all(|entry| key(entry).len() <= 1_024));
    }

    #[test]
    fn a_permission_type_never_carries_more_than_its_author_holds() {
        use Capability::{ManageOwnDepartment as Own, ManageSettings as Settings, ManageUsers as Users};
        let actor = Actor {
            organisation: Slug::parse("demo").unwrap(),
            user_id: "u_1".into(),
            department: None,
            capabilities: vec![Settings, Own],
        };
        let code = |capabilities: &[Capability], is_default| {
            check_capabilities(&kind("p_1", capabilities), &actor, is_default).map(|fault| fault.code)
        };
        assert_eq!(code(&[Settings, Own], false), None);
        assert_eq!(code(&[Users], false), Some("may_not_grant"));
        assert_eq!(code(&[Own], true), Some("sign_up_default"));
        assert_eq!(code(&[], true), None);
        assert!(kind("p_2", &[Users, Own]).require_change(&actor).is_err());
        assert!(kind("p_2", &[Own]).require_change(&actor).is_ok());
    }

    #[test]
    fn unknown_capabilities_are_named_one_by_one() {
        let body = json!({ "capabilities": ["manage_users", "fly", "manage_users", ""] });
        let mut fields = Fields::of(body.as_object().unwrap().clone());
        assert_eq!(read_capabilities(&mut fields), [Capability::ManageUsers]);
        let pointers: Vec<&str> = fields.faults.iter().map(|fault| fault.pointer.as_str()).collect();
        assert_eq!(pointers, ["/capabilities/1", "/capabilities/3"]);
    }
}
