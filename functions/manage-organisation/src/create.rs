//! The operator's command `create_organisation`: an organisation with its first lists and its first administrator.
//!
//! The organisation and its lists are one transaction, the administrator is another. A run that died in between, or
//! whose answer was lost, is repeated as it was: while that administrator has not activated, the same command
//! finishes what is missing and grants a fresh one-time password. It changes nothing else of an organisation that is
//! there, and its answer says so: that the organisation existed, and what of the command differs from it.

use crate::{
    App,
    settings::{read_country, read_language, read_time_zone, text},
};
use rollcall::{
    aws::store::users::{LIST_SHARDS, WriteError},
    domain::{
        capability::{Capability, Rights},
        context::Context,
        fault::Fault,
        identifier::{Email, Identifier},
        language::Language,
        organisation::{
            self, Communication, Department, ImportSettings, JobProfile, List, OneTimePasswordSettings,
            Organisation, PermissionType, Settings, SignUpSettings, Slug,
        },
        password::{self, Grant, OneTimePassword, OneTimeText},
        user::{self, Profile, Source, Status, User},
    },
    web::{
        http::Fields,
        problem::{Kind, Problem},
    },
};
use serde_json::{Value, json};

/// The command's name.
const COMMAND: &str = "create_organisation";
/// Who is said to have created the first administrator.
const OPERATOR: &str = "operator";
/// What the administrator may do: everything.
const EVERYTHING: [Capability; 3] = [
    Capability::ManageUsers,
    Capability::ManageOwnDepartment,
    Capability::ManageSettings,
];
/// How often to look again when the same command runs twice at once.
const TRIES: usize = 3;

/// A command, parsed and checked.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Wanted {
    slug: Slug,
    name: String,
    language: Language,
    country: String,
    time_zone: String,
    first_name: String,
    last_name: String,
    email: Email,
}

/// Carries the command out. What goes wrong is answered as `{"error": problem}`, never raised: a synchronous
/// invocation shows its answer to the operator, and nothing should run it again by itself.
pub async fn answer(app: &App, context: &Context, payload: &Value, request_id: &str) -> Value {
    match run(app, context, payload).await {
        Ok(answer) => answer,
        Err(mut problem) => {
            if problem.kind == Kind::Internal {
                problem.request_id = Some(request_id.to_owned());
            }
            tracing::info!(%request_id, kind = problem.kind.name(), "no organisation was created");
            json!({ "error": serde_json::from_str::<Value>(&problem.to_json()).unwrap_or_default() })
        }
    }
}

async fn run(app: &App, context: &Context, payload: &Value) -> Result<Value, Problem> {
    let wanted = parse(payload)?;
    let (organisation, existed) = find_or_create(app, context, &wanted).await?;
    for _ in 0..TRIES {
        let password = password::one_time_password(context);
        if let Some(administrator) = grant(app, context, &organisation, &wanted.email, &password).await? {
            let before = existed.then_some(Before::WithAdministrator);
            return Ok(represent(
                &wanted,
                &organisation,
                before,
                &administrator,
                &password,
            ));
        }
        if has_users(app, &organisation.slug).await? {
            return Err(exists(
                "There is an organisation of this name, and this e-mail is not its first administrator's.",
            ));
        }
        let administrator = administrator(app, context, &organisation, &wanted, &password)?;
        match app.store.create_user(context, &administrator, Vec::new()).await {
            // The id is random: if there is a user of it, the answer to this very write was lost on its way.
            Ok(()) | Err(WriteError::Exists) => {
                tracing::info!(organisation = %organisation.slug, user = %administrator.id, "administrator created");
                let before = existed.then_some(Before::WithoutAdministrator);
                return Ok(represent(
                    &wanted,
                    &organisation,
                    before,
                    &administrator,
                    &password,
                ));
            }
            // The same command, running at the same time, was first: its administrator is found now.
            Err(WriteError::Taken(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(Problem::unavailable())
}

/// Reads the command: every field, all faults.
fn parse(payload: &Value) -> Result<Wanted, Problem> {
    let Value::Object(payload) = payload else {
        return Err(Problem::new(Kind::Unreadable, "Send an object."));
    };
    let mut payload = Fields::of(payload.clone());
    payload.allow_only(&[COMMAND]);
    let Some(mut command) = payload.object(COMMAND) else {
        if payload.faults.is_empty() {
            payload
                .faults
                .push(Fault::new(COMMAND, "required", "This field is missing."));
        }
        return Err(Problem::invalid(payload.faults));
    };
    command.allow_only(&[
        "organisation",
        "name",
        "default_language",
        "default_country",
        "time_zone",
        "administrator",
    ]);
    let slug = text(&mut command, "organisation", Slug::parse);
    let name = text(&mut command, "name", organisation::parse_name);
    let language = text(&mut command, "default_language", read_language);
    let country = text(&mut command, "default_country", read_country);
    let time_zone = text(&mut command, "time_zone", read_time_zone);
    let before = command.faults.len();
    let person = command.object("administrator");
    if person.is_none() && command.faults.len() == before {
        command
            .faults
            .push(Fault::new("administrator", "required", "This field is missing."));
    }
    let administrator = person.and_then(|mut person| {
        person.allow_only(&["first_name", "last_name", "email"]);
        let first_name = text(&mut person, "first_name", |text| {
            user::parse_person_name("first_name", "First name", Some(text))
        });
        let last_name = text(&mut person, "last_name", |text| {
            user::parse_person_name("last_name", "Last name", Some(text))
        });
        let email = text(&mut person, "email", |text| {
            Email::parse(text).map_err(|refused| refused.into_fault("email"))
        });
        command.absorb("administrator", person);
        Some((first_name?, last_name?, email?))
    });
    payload.absorb(COMMAND, command);
    match (slug, name, language, country, time_zone, administrator) {
        (
            Some(slug),
            Some(name),
            Some(language),
            Some(country),
            Some(time_zone),
            Some((first_name, last_name, email)),
        ) if payload.faults.is_empty() => Ok(Wanted {
            slug,
            name,
            language,
            country,
            time_zone,
            first_name,
            last_name,
            email,
        }),
        _ => Err(Problem::invalid(payload.faults)),
    }
}

/// The organisation, and whether it was there before.
async fn find_or_create(
    app: &App,
    context: &Context,
    wanted: &Wanted,
) -> Result<(Organisation, bool), Problem> {
    if let Some(organisation) = app.store.find_organisation(&wanted.slug).await? {
        return Ok((organisation, true));
    }
    let organisation = new_organisation(context, wanted);
    if app.store.create_organisation(context, &organisation).await? {
        tracing::info!(organisation = %organisation.slug, "organisation created");
        return Ok((organisation, false));
    }
    let found = app.store.find_organisation(&wanted.slug).await?;
    found
        .map(|organisation| (organisation, true))
        .ok_or_else(Problem::unavailable)
}

/// The organisation with the lists it begins with, named in its language.
fn new_organisation(context: &Context, wanted: &Wanted) -> Organisation {
    let language = wanted.language;
    let others = Language::ALL.into_iter().filter(|other| *other != language);
    let named = |text: &str| language.text(text);
    let job_profile = |text| JobProfile {
        id: context.id("j_"),
        name: named(text),
    };
    let permission_type = |text, capabilities: &[Capability]| PermissionType {
        id: context.id("p_"),
        name: named(text),
        capabilities: capabilities.to_vec(),
    };
    Organisation {
        slug: wanted.slug.clone(),
        settings: Settings {
            name: wanted.name.clone(),
            default_language: language.tag().to_owned(),
            languages: [language]
                .into_iter()
                .chain(others)
                .map(|language| language.tag().to_owned())
                .collect(),
            default_country: wanted.country.clone(),
            time_zone: wanted.time_zone.clone(),
            communication: Communication::default(),
            sign_up: SignUpSettings::default(),
            one_time_password: OneTimePasswordSettings { lifetime_days: 7 },
            imports: ImportSettings::default(),
        },
        departments: List::new(vec![Department {
            id: context.id("d_"),
            name: named("first-department"),
            country: None,
        }]),
        job_profiles: List::new(vec![
            job_profile("first-job-profile-administrator"),
            job_profile("first-job-profile-employee"),
        ]),
        permission_types: List::new(vec![
            permission_type("first-permission-type-administrator", &EVERYTHING),
            permission_type(
                "first-permission-type-manager",
                &[Capability::ManageOwnDepartment],
            ),
            permission_type("first-permission-type-user", &[]),
        ]),
    }
}

/// Grants a fresh one-time password to the administrator an earlier run of this command made: `None` where there is
/// nobody of this e-mail.
async fn grant(
    app: &App,
    context: &Context,
    organisation: &Organisation,
    email: &Email,
    password: &str,
) -> Result<Option<User>, Problem> {
    let slug = &organisation.slug;
    let Some(found) = app
        .store
        .find_by_identifier(slug, &Identifier::Email(email.clone()))
        .await?
    else {
        return Ok(None);
    };
    let granted = app
        .store
        .update_user(context, slug, &found.id, |user| {
            is_awaited(user).then(|| {
                user.one_time_password = Some(one_time(app, context, organisation, &user.id, password));
                user.note(context.now(), "one_time_password", Some(OPERATOR));
            })
        })
        .await?;
    match granted {
        Some((user, ())) => Ok(Some(user)),
        None => Err(exists(
            "There is an organisation of this name, and its first administrator has signed in before.",
        )),
    }
}

/// Whether this is an administrator made here who has not come yet.
fn is_awaited(user: &User) -> bool {
    let by_operator = user
        .history
        .first()
        .is_some_and(|created| created.by.as_deref() == Some(OPERATOR));
    user.status == Status::Invited && by_operator
}

async fn has_users(app: &App, slug: &Slug) -> Result<bool, Problem> {
    for shard in 0..LIST_SHARDS {
        if !app.store.list_shard(slug, shard, None, 1).await?.0.is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The administrator. They get no message: the operator hands over the one-time password.
fn administrator(
    app: &App,
    context: &Context,
    organisation: &Organisation,
    wanted: &Wanted,
    password: &str,
) -> Result<User, Problem> {
    let profile = profile(organisation, wanted).ok_or_else(|| {
        exists("There is an organisation of this name, and the lists its administrator needs were changed.")
    })?;
    let id = context.id("u_");
    let one_time_password = one_time(app, context, organisation, &id, password);
    let user = User::invite(
        &organisation.slug,
        id,
        profile,
        Source::Manual,
        OPERATOR,
        context.now(),
    );
    Ok(User {
        one_time_password: Some(one_time_password),
        ..user
    })
}

/// The administrator's profile, out of the lists the organisation began with.
fn profile(organisation: &Organisation, wanted: &Wanted) -> Option<Profile> {
    let job_profiles = organisation.job_profiles.entries();
    let called = wanted.language.text("first-job-profile-administrator");
    let permission_types = organisation.permission_types.entries().iter();
    Some(Profile {
        first_name: wanted.first_name.clone(),
        last_name: wanted.last_name.clone(),
        job_profile: job_profiles
            .iter()
            .find(|entry| entry.name == called)
            .or(job_profiles.first())?
            .id
            .clone(),
        department: organisation.departments.entries().first()?.id.clone(),
        permission_type: permission_types
            .filter(|kind| {
                EVERYTHING
                    .iter()
                    .all(|capability| kind.capabilities.contains(capability))
            })
            .map(|kind| kind.id.clone())
            .next()?,
        language: organisation.settings.default_language.clone(),
        email: Some(wanted.email.clone()),
        username: None,
        phone: None,
        start_date: None,
    })
}

fn one_time(
    app: &App,
    context: &Context,
    organisation: &Organisation,
    user_id: &str,
    password: &str,
) -> OneTimePassword {
    // Granted by nobody whose standing could change, to somebody who runs the organisation.
    let grant = Grant::new([], Rights::of(&EVERYTHING));
    let text = OneTimeText::Generated(password);
    OneTimePassword::new(&app.secret, organisation, user_id, text, context.now(), grant)
}

fn exists(why: &str) -> Problem {
    let detail = format!(
        "{why} Nothing was changed: neither its name, language, country and time zone nor anybody's password. Choose \
         another name for a new organisation; to change this one, an administrator signs in to it."
    );
    Problem {
        errors: vec![Fault::new("organisation", "taken", detail.clone()).under(COMMAND)],
        ..Problem::new(Kind::Conflict, detail)
    }
}

/// What an earlier run of the command had left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    WithAdministrator,
    WithoutAdministrator,
}

/// What the command asks for and an organisation that was there before does not have: nothing of it is changed.
fn differences(wanted: &Wanted, organisation: &Organisation, administrator: &User) -> Vec<Value> {
    let (settings, profile) = (&organisation.settings, &administrator.profile);
    let email = profile
        .email
        .as_ref()
        .map(ToString::to_string)
        .unwrap_or_default();
    let pairs = [
        ("name", settings.name.as_str(), wanted.name.as_str()),
        (
            "default_language",
            settings.default_language.as_str(),
            wanted.language.tag(),
        ),
        (
            "default_country",
            settings.default_country.as_str(),
            wanted.country.as_str(),
        ),
        (
            "time_zone",
            settings.time_zone.as_str(),
            wanted.time_zone.as_str(),
        ),
        (
            "administrator/first_name",
            profile.first_name.as_str(),
            wanted.first_name.as_str(),
        ),
        (
            "administrator/last_name",
            profile.last_name.as_str(),
            wanted.last_name.as_str(),
        ),
        ("administrator/email", email.as_str(), wanted.email.as_str()),
    ];
    pairs
        .into_iter()
        .filter(|(_, is, asked_for)| is != asked_for)
        .map(|(field, is, asked_for)| {
            json!({ "pointer": format!("/{COMMAND}/{field}"), "is": is, "asked_for": asked_for })
        })
        .collect()
}

/// The command's answer. `before`: what was there already.
fn represent(
    wanted: &Wanted,
    organisation: &Organisation,
    before: Option<Before>,
    administrator: &User,
    password: &str,
) -> Value {
    let detail = match before {
        None => "The organisation and its administrator were created.",
        Some(Before::WithAdministrator) => {
            "The organisation existed already, and nothing of it was changed. Its administrator, who has not signed in \
             yet, was given a fresh one-time password; the one before no longer works."
        }
        Some(Before::WithoutAdministrator) => {
            "The organisation existed already without anybody in it, and nothing of it was changed. Its administrator \
             was created."
        }
    };
    let not_changed = match before {
        None => Vec::new(),
        Some(_) => differences(wanted, organisation, administrator),
    };
    json!({
        "existed": before.is_some(),
        "detail": detail,
        "not_changed": not_changed,
        "organisation": { "slug": organisation.slug, "name": organisation.settings.name },
        "administrator": {
            "id": administrator.id,
            "email": administrator.profile.email,
            "one_time_password": password,
            "expires_at": administrator.one_time_password.as_ref().map(|one_time| one_time.expires_at),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;
    use rollcall::domain::organisation::Entry;

    fn command() -> Value {
        json!({ "create_organisation": {
            "organisation": "nordlys", "name": "Nordlys Detail", "default_language": "da", "default_country": "dk",
            "time_zone": "Europe/Copenhagen",
            "administrator": { "first_name": "Karen", "last_name": "Blom", "email": "karen@nordlys.example" },
        }})
    }

    #[test]
    fn every_fault_is_named_at_once_under_the_command() {
        let faults = |payload: Value| -> Vec<String> {
            parse(&payload)
                .unwrap_err()
                .errors
                .into_iter()
                .map(|fault| fault.pointer)
                .collect()
        };
        assert_eq!(
            faults(json!({ "create_organisation": {
                "organisation": "api", "default_language": "Dansk", "default_country": "XX", "time_zone": 1,
                "colour": "blue", "administrator": { "first_name": "", "last_name": "a\nb", "email": "karen" },
            }})),
            [
                "/create_organisation/colour",
                "/create_organisation/organisation",
                "/create_organisation/name",
                "/create_organisation/default_language",
                "/create_organisation/default_country",
                "/create_organisation/time_zone",
                "/create_organisation/administrator/first_name",
                "/create_organisation/administrator/last_name",
                "/create_organisation/administrator/email",
            ]
        );
        assert_eq!(
            faults(json!({ "create_organisation": [] })),
            ["/create_organisation"]
        );
        assert_eq!(faults(json!({ "create_organisation": {}, "x": 1 })).len(), 1 + 6);
    }

    #[test]
    fn a_new_organisation_speaks_its_language_and_messages_nobody() {
        let context = Context::at(Timestamp::UNIX_EPOCH, 1);
        for language in Language::ALL {
            let mut payload = command();
            payload["create_organisation"]["default_language"] = json!(language.tag());
            let wanted = parse(&payload).unwrap();
            let organisation = new_organisation(&context, &wanted);
            let settings = &organisation.settings;
            assert_eq!(settings.languages[0], language.tag());
            assert_eq!(settings.languages.len(), Language::ALL.len());
            assert_eq!(settings.default_country, "DK");
            assert!(!settings.communication.armed && !settings.sign_up.enabled);
            let names: std::collections::HashSet<&str> = organisation
                .permission_types
                .entries()
                .iter()
                .map(Entry::name)
                .collect();
            assert_eq!(names.len(), 3, "names of a list differ");
            let profile = profile(&organisation, &wanted).unwrap();
            let kind = organisation
                .permission_types
                .get(&profile.permission_type)
                .unwrap();
            assert_eq!(kind.capabilities, EVERYTHING);
            let job_profile = organisation.job_profiles.get(&profile.job_profile).unwrap();
            assert_eq!(job_profile.name, language.text("first-job-profile-administrator"));
        }
    }

    #[test]
    fn only_an_administrator_made_here_who_has_not_come_gets_another_password() {
        let context = Context::at(Timestamp::UNIX_EPOCH, 1);
        let wanted = parse(&command()).unwrap();
        let organisation = new_organisation(&context, &wanted);
        let made_by = |by: &str| {
            let profile = profile(&organisation, &wanted).unwrap();
            User::invite(
                &wanted.slug,
                "u_1".into(),
                profile,
                Source::Manual,
                by,
                context.now(),
            )
        };
        assert!(is_awaited(&made_by(OPERATOR)));
        assert!(!is_awaited(&made_by("u_2")));
        assert!(!is_awaited(&User {
            status: Status::Active,
            ..made_by(OPERATOR)
        }));
        assert!(!is_awaited(&User {
            status: Status::Disabled,
            ..made_by(OPERATOR)
        }));
    }
}
