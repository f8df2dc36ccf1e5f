//! `GET` and `PATCH /api/settings`.
//!
//! A patch is merged into the settings as they are (RFC 7396), and what comes out is checked whole: no road leads to
//! settings that contradict each other.

mod sms;

use crate::require_reading;
use jiff::tz::TimeZone;
use lambda_http::{Body, Request, Response};
use rollcall::{
    domain::{
        capability::Capability,
        context::Context,
        fault::{Fault, quoted},
        identifier::{Country, Email},
        language::Language,
        organisation::{
            self, DepartmentChoice, Entry, List, Matching, Organisation, Settings, SignUpIdentifier,
            SignUpSettings,
        },
        permission::Actor,
    },
    web::{
        http::{self, App, Fields},
        problem::Problem,
    },
};
use serde_json::{Map, Value, json};

/// The most e-mail domains sign-up can be kept to: all of them are read with every request.
const MOST_DOMAINS: usize = 200;

/// Shows the settings.
pub(crate) async fn show(app: &App, context: &Context, request: &Request) -> Result<Response<Body>, Problem> {
    let caller = app.authenticate(context, request).await?;
    require_reading(&caller.actor)?;
    Ok(http::json(200, &caller.organisation.settings))
}

/// Changes some of the settings. Arming has what is waiting released.
pub(crate) async fn change(
    app: &App,
    context: &Context,
    request: &Request,
) -> Result<Response<Body>, Problem> {
    let caller = app.authenticate(context, request).await?;
    caller.actor.require_settings()?;
    let patch = Fields::read(request, &http::PATCH_TYPES)?.into_object();
    let slug = &caller.organisation.slug;
    let saved = app
        .store
        .update_settings(context, slug, |settings| {
            *settings =
                patched(settings, &patch, &caller.organisation, &caller.actor).map_err(Problem::invalid)?;
            Ok::<_, Problem>(())
        })
        .await?
        .ok_or_else(Problem::not_found)??;
    // Also where they were armed already: a call that died between the two writes is repeated by its caller.
    if arms(&patch) {
        app.store.mark_for_release(slug, context.now()).await?;
    }
    tracing::info!(organisation = %slug, by = %caller.actor.user_id, "settings changed");
    Ok(http::json(200, &saved))
}

fn arms(patch: &Map<String, Value>) -> bool {
    patch
        .get("communication")
        .and_then(|communication| communication.get("armed"))
        == Some(&Value::Bool(true))
}

/// The settings with the patch merged in, or all its faults.
fn patched(
    current: &Settings,
    patch: &Map<String, Value>,
    organisation: &Organisation,
    actor: &Actor,
) -> Result<Settings, Vec<Fault>> {
    let mut document = serde_json::to_value(current).unwrap_or_default();
    let mut unknown = Vec::new();
    if let Value::Object(known) = &document {
        find_unknown(patch, known, "", &mut unknown);
    }
    merge(&mut document, &Value::Object(patch.clone()));
    let Value::Object(document) = document else {
        return Err(unknown);
    };
    let mut fields = Fields::of(document);
    // What nobody knows is named above, also where the patch would remove it.
    fields.faults = unknown;
    let settings = read(&mut fields, current, organisation, actor);
    if fields.faults.is_empty() {
        Ok(settings)
    } else {
        Err(fields.faults)
    }
}

/// Merges as RFC 7396, section 2, has it: objects member by member, `null` removes, everything else replaces.
fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(patch) = patch else {
        patch.clone_into(target);
        return;
    };
    if !target.is_object() {
        *target = json!({});
    }
    if let Value::Object(target) = target {
        for (name, value) in patch {
            if value.is_null() {
                target.remove(name);
            } else {
                merge(target.entry(name).or_insert(Value::Null), value);
            }
        }
    }
}

/// Names every member of the patch that the settings do not have.
fn find_unknown(
    members: &Map<String, Value>,
    known: &Map<String, Value>,
    parent: &str,
    faults: &mut Vec<Fault>,
) {
    for (name, value) in members {
        match (known.get(name), value) {
            (None, _) => {
                let shown: String = name.chars().filter(|c| !c.is_control()).take(40).collect();
                let shown = format!("{parent}{}", shown.replace('~', "~0").replace('/', "~1"));
                faults.push(Fault::new(&shown, "unknown_field", "There is no such setting."));
            }
            (Some(Value::Object(known)), Value::Object(members)) => {
                find_unknown(members, known, &format!("{parent}{name}/"), faults);
            }
            _ => {}
        }
    }
}

/// Reads the merged document. What is at fault stays as it was; nobody uses it then.
fn read(fields: &mut Fields, current: &Settings, organisation: &Organisation, actor: &Actor) -> Settings {
    let mut settings = current.clone();
    put(&mut settings.name, text(fields, "name", organisation::parse_name));
    put(
        &mut settings.default_country,
        text(fields, "default_country", read_country),
    );
    put(&mut settings.time_zone, text(fields, "time_zone", read_time_zone));
    put(
        &mut settings.default_language,
        text(fields, "default_language", |text| {
            let language = read_language(text)?.tag().to_owned();
            if current.languages.contains(&language) {
                return Ok(language);
            }
            let detail = format!(
                "Add {} to the languages first (PUT /api/languages).",
                quoted(&language)
            );
            Err(Fault::new("default_language", "unknown_language", detail))
        }),
    );
    if fields.value("languages") != Some(&json!(current.languages)) {
        let detail = "Languages are set with PUT /api/languages.";
        fields.faults.push(Fault::new("languages", "read_only", detail));
    }
    if let Some(mut inner) = section(fields, "communication") {
        let communication = &mut settings.communication;
        put(&mut communication.email, switch(&mut inner, "email"));
        put(&mut communication.sms, switch(&mut inner, "sms"));
        put(&mut communication.armed, switch(&mut inner, "armed"));
        put(
            &mut communication.link_lifetime_days,
            days(&mut inner, "link_lifetime_days", 180),
        );
        communication.sms_countries = sms::read_countries(&mut inner);
        put(
            &mut communication.sms_per_day,
            must(&mut inner, "sms_per_day", |fields, _| sms::read_per_day(fields)),
        );
        fields.absorb("communication", inner);
    }
    if let Some(mut inner) = section(fields, "sign_up") {
        settings.sign_up = read_sign_up(&mut inner, &current.sign_up, organisation);
        fields.absorb("sign_up", inner);
    }
    if let Some(mut inner) = section(fields, "one_time_password") {
        put(
            &mut settings.one_time_password.lifetime_days,
            days(&mut inner, "lifetime_days", 30),
        );
        fields.absorb("one_time_password", inner);
    }
    if let Some(mut inner) = section(fields, "imports") {
        let before = &current.imports.drop_capabilities;
        put(
            &mut settings.imports.drop_capabilities,
            read_drop_capabilities(&mut inner, before, actor),
        );
        fields.absorb("imports", inner);
    }
    settings
}

/// What a drop may hand on: nobody allows it more than they hold themselves, beyond what it may already.
fn read_drop_capabilities(
    fields: &mut Fields,
    before: &[Capability],
    actor: &Actor,
) -> Option<Vec<Capability>> {
    const NAME: &str = "drop_capabilities";
    let mut capabilities = Vec::new();
    for text in must(fields, NAME, Fields::texts)? {
        let fault = match Capability::parse(&text) {
            Some(capability) if before.contains(&capability) || actor.holds(capability) => {
                if !capabilities.contains(&capability) {
                    capabilities.push(capability);
                }
                continue;
            }
            Some(_) => ("may_not_grant", "You cannot allow more than you hold yourself."),
            None => (
                "unknown_capability",
                "Use manage_users, manage_own_department or manage_settings.",
            ),
        };
        fields.faults.push(Fault::new(NAME, fault.0, fault.1));
        return None;
    }
    Some(capabilities)
}

fn read_sign_up(
    fields: &mut Fields,
    current: &SignUpSettings,
    organisation: &Organisation,
) -> SignUpSettings {
    let mut sign_up = current.clone();
    put(&mut sign_up.enabled, switch(fields, "enabled"));
    put(&mut sign_up.identifiers, read_identifiers(fields));
    put(
        &mut sign_up.department,
        text(fields, "department", |text| {
            serde_json::from_value::<DepartmentChoice>(json!(text))
                .map_err(|_| Fault::new("department", "unknown_choice", "Use default or chosen."))
        }),
    );
    put(&mut sign_up.allowed_email_domains, read_domains(fields));
    let before = fields.faults.len();
    let (departments, job_profiles) = (&organisation.departments, &organisation.job_profiles);
    let permission_types = &organisation.permission_types;
    sign_up.default_department = entry(
        fields,
        "default_department",
        departments,
        current.default_department.as_ref(),
    );
    sign_up.default_job_profile = entry(
        fields,
        "default_job_profile",
        job_profiles,
        current.default_job_profile.as_ref(),
    );
    sign_up.default_permission_type = entry(
        fields,
        "default_permission_type",
        permission_types,
        current.default_permission_type.as_ref(),
    );
    if fields.faults.len() > before {
        return sign_up;
    }
    if let Some(id) = &sign_up.default_permission_type
        && permission_types
            .get(id)
            .is_some_and(|kind| !kind.capabilities.is_empty())
    {
        let detail =
            "Whoever signs up gets no rights over others: choose a permission type without capabilities.";
        fields.faults.push(Fault::new(
            "default_permission_type",
            "carries_capabilities",
            detail,
        ));
    }
    if sign_up.enabled {
        let known =
            |id: &Option<String>, is_known: &dyn Fn(&str) -> bool| id.as_deref().is_some_and(is_known);
        let by_default = sign_up.department == DepartmentChoice::Default;
        for (name, called, is_there) in [
            (
                "default_department",
                "department",
                !by_default || known(&sign_up.default_department, &|id| departments.get(id).is_some()),
            ),
            (
                "default_job_profile",
                "job profile",
                known(&sign_up.default_job_profile, &|id| job_profiles.get(id).is_some()),
            ),
            (
                "default_permission_type",
                "permission type",
                known(&sign_up.default_permission_type, &|id| {
                    permission_types.get(id).is_some()
                }),
            ),
        ] {
            if !is_there {
                let detail = format!("Signing up needs a default {called}; choose one.");
                fields.faults.push(Fault::new(name, "required", detail));
            }
        }
    }
    sign_up
}

fn read_identifiers(fields: &mut Fields) -> Option<Vec<SignUpIdentifier>> {
    const DETAIL: &str = "Give a list with email, username or both.";
    let texts = must(fields, "identifiers", Fields::texts)?;
    let mut identifiers = Vec::new();
    for text in &texts {
        match serde_json::from_value::<SignUpIdentifier>(json!(text)) {
            Ok(identifier) if !identifiers.contains(&identifier) => identifiers.push(identifier),
            Ok(_) => {}
            Err(_) => {
                fields
                    .faults
                    .push(Fault::new("identifiers", "unknown_identifier", DETAIL));
                return None;
            }
        }
    }
    if identifiers.is_empty() {
        fields.faults.push(Fault::new("identifiers", "required", DETAIL));
        return None;
    }
    Some(identifiers)
}

/// Domains in the form an [`Email`] has them: lower-case ASCII.
fn read_domains(fields: &mut Fields) -> Option<Vec<String>> {
    const NAME: &str = "allowed_email_domains";
    let texts = must(fields, NAME, Fields::texts)?;
    if texts.len() > MOST_DOMAINS {
        let detail = format!("There can be at most {MOST_DOMAINS} domains.");
        fields.faults.push(Fault::new(NAME, "too_many", detail));
        return None;
    }
    let mut domains: Vec<String> = Vec::new();
    for (at, text) in texts.iter().enumerate() {
        match Email::parse(&format!("a@{}", text.trim().trim_start_matches('@'))) {
            Ok(email) if domains.iter().any(|domain| domain == email.domain()) => {}
            Ok(email) => domains.push(email.domain().to_owned()),
            Err(_) => {
                let detail = format!("{} is not a domain such as example.com.", quoted(text));
                fields
                    .faults
                    .push(Fault::new(&format!("{NAME}/{at}"), "not_a_domain", detail));
            }
        }
    }
    Some(domains)
}

/// An entry by id or exact name. One that is named as before needs no looking up.
fn entry<E: Entry>(
    fields: &mut Fields,
    name: &str,
    list: &List<E>,
    before: Option<&String>,
) -> Option<String> {
    let text = fields.text(name)?;
    if before == Some(&text) {
        return Some(text);
    }
    match list.find(&text, Matching::Exact) {
        Ok(entry) => Some(entry.id().to_owned()),
        Err(fault) => {
            fields.faults.push(Fault {
                pointer: format!("/{name}"),
                ..fault
            });
            None
        }
    }
}

/// Reads a language by its tag.
pub(crate) fn read_language(text: &str) -> Result<Language, Fault> {
    Language::ALL
        .into_iter()
        .find(|language| language.tag() == text)
        .ok_or_else(|| {
            let offered = Language::ALL.map(Language::tag).join(", ");
            let detail = format!("There are no texts in {}; use one of {offered}.", quoted(text));
            Fault::new("default_language", "unknown_language", detail)
        })
}

/// Reads a country by its two letters.
pub(crate) fn read_country(text: &str) -> Result<String, Fault> {
    Country::parse(text)
        .map(Country::code)
        .map_err(|refused| refused.into_fault("default_country"))
}

/// Reads a time zone, in the spelling of the time-zone database.
pub(crate) fn read_time_zone(text: &str) -> Result<String, Fault> {
    organisation::check_time_zone(text)?;
    Ok(TimeZone::get(text)
        .ok()
        .and_then(|zone| zone.iana_name().map(str::to_owned))
        .unwrap_or(text.to_owned()))
}

fn put<T>(place: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *place = value;
    }
}

/// A text that must be there, read further.
pub(crate) fn text<T>(
    fields: &mut Fields,
    name: &str,
    parse: impl FnOnce(&str) -> Result<T, Fault>,
) -> Option<T> {
    let before = fields.faults.len();
    let text = fields.required_text(name);
    if fields.faults.len() > before {
        return None;
    }
    parse(&text).map_err(|fault| fields.faults.push(fault)).ok()
}

/// Any value that must be there.
fn must<T>(fields: &mut Fields, name: &str, read: impl FnOnce(&mut Fields, &str) -> Option<T>) -> Option<T> {
    let before = fields.faults.len();
    let value = read(fields, name);
    if value.is_none() && fields.faults.len() == before {
        fields
            .faults
            .push(Fault::new(name, "required", "This setting cannot be removed."));
    }
    value
}

fn section(fields: &mut Fields, name: &str) -> Option<Fields> {
    must(fields, name, Fields::object)
}

fn switch(fields: &mut Fields, name: &str) -> Option<bool> {
    must(fields, name, Fields::boolean)
}

fn days(fields: &mut Fields, name: &str, most: u16) -> Option<u16> {
    must(fields, name, |fields, name| fields.number(name, 1, most))
}

#[cfg(test)]
mod tests;
