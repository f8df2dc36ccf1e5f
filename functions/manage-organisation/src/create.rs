//! The operator's command `create_organisation`: an organisation with its first lists and its first administrator.
//!
//! Repeated as it was, it finishes what an earlier run left undone, and its answer says so: that the organisation
//! existed, and what of the command differs from it ([`rollcall::workflow::organisation::create`]).

use jiff::Timestamp;
use rollcall::{
    domain::{
        context::Context,
        fault::Fault,
        field::Field,
        identifier::Email,
        organisation::{self, Slug},
        settings::{parse_country, parse_language, parse_time_zone},
        user,
    },
    web::{
        body::read_command,
        problem::{Kind, Problem},
    },
    workflow::{
        Env,
        organisation::create::{self, Before, Created, NewOrganisation},
    },
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

/// The command's name.
const COMMAND: &str = "create_organisation";

/// What the function is invoked with.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Payload {
    #[schema(required)]
    create_organisation: Option<Command>,
}

/// An organisation to be. Every field is needed.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Command {
    #[schema(required)]
    organisation: Option<String>,
    #[schema(required)]
    name: Option<String>,
    #[schema(required)]
    default_language: Option<String>,
    #[schema(required)]
    default_country: Option<String>,
    #[schema(required)]
    time_zone: Option<String>,
    #[schema(required)]
    administrator: Option<Person>,
}

/// Its first administrator.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Person {
    #[schema(required)]
    first_name: Option<String>,
    #[schema(required)]
    last_name: Option<String>,
    #[schema(required)]
    email: Option<String>,
}

/// What the command answers with.
#[derive(Serialize)]
struct Answer<'a> {
    existed: bool,
    detail: &'static str,
    /// What was asked for and is not so, of an organisation that was there before.
    not_changed: Vec<Difference<'a>>,
    organisation: Founded<'a>,
    administrator: Administrator<'a>,
}

#[derive(Serialize)]
struct Difference<'a> {
    pointer: String,
    is: &'a str,
    asked_for: &'a str,
}

#[derive(Serialize)]
struct Founded<'a> {
    slug: &'a Slug,
    name: &'a str,
}

#[derive(Serialize)]
struct Administrator<'a> {
    id: &'a str,
    email: Option<&'a Email>,
    /// Shown this once.
    one_time_password: &'a str,
    expires_at: Option<Timestamp>,
}

/// Carries the command out. What goes wrong is answered as `{"error": problem}`, never raised: a synchronous
/// invocation shows its answer to the operator, and nothing should run it again by itself.
pub async fn answer(env: &Env, context: &Context, payload: &Value, request_id: &str) -> Value {
    match run(env, context, payload).await {
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

async fn run(env: &Env, context: &Context, payload: &Value) -> Result<Value, Problem> {
    let wanted = parse(payload)?;
    let created = create::create(env, context, &wanted).await.map_err(|error| {
        let problem = Problem::from(error);
        let errors = problem
            .errors
            .into_iter()
            .map(|fault| fault.under(COMMAND))
            .collect();
        Problem { errors, ..problem }
    })?;
    serde_json::to_value(represent(&wanted, &created)).map_err(|error| {
        tracing::error!(%error, "the answer cannot be written");
        Problem::internal()
    })
}

/// Reads the command: every field, all faults.
fn parse(payload: &Value) -> Result<NewOrganisation, Problem> {
    let (payload, mut faults) = read_command::<Payload>(payload.clone())?;
    let command = payload.create_organisation.unwrap_or_default();
    let mut found = Vec::new();
    let slug = given(command.organisation, &mut found, Slug::parse);
    let name = given(command.name, &mut found, organisation::parse_name);
    let language = given(command.default_language, &mut found, parse_language);
    let country = given(command.default_country, &mut found, parse_country);
    let time_zone = given(command.time_zone, &mut found, parse_time_zone);
    let person = command.administrator.unwrap_or_default();
    let mut of_person = Vec::new();
    let first_name = given(person.first_name, &mut of_person, |text| {
        user::parse_person_name(Field::FirstName, Some(text))
    });
    let last_name = given(person.last_name, &mut of_person, |text| {
        user::parse_person_name(Field::LastName, Some(text))
    });
    let email = given(person.email, &mut of_person, |text| {
        Email::parse(text).map_err(|refused| refused.into_fault("email"))
    });
    found.extend(of_person.into_iter().map(|fault| fault.under("administrator")));
    faults.extend(found.into_iter().map(|fault| fault.under(COMMAND)));
    match (
        slug, name, language, country, time_zone, first_name, last_name, email,
    ) {
        (
            Some(slug),
            Some(name),
            Some(language),
            Some(country),
            Some(time_zone),
            Some(first_name),
            Some(last_name),
            Some(email),
        ) if faults.is_empty() => Ok(NewOrganisation {
            slug,
            name,
            language,
            country,
            time_zone,
            first_name,
            last_name,
            email,
        }),
        _ => Err(Problem::invalid(faults)),
    }
}

/// A text, read further. That it is missing or empty has been said already.
fn given<T>(
    text: Option<String>,
    faults: &mut Vec<Fault>,
    parse: impl FnOnce(&str) -> Result<T, Fault>,
) -> Option<T> {
    let text = text.filter(|text| !text.is_empty())?;
    parse(&text).map_err(|fault| faults.push(fault)).ok()
}

/// What the command asks for and an organisation that was there before does not have: nothing of it is changed.
fn differences<'a>(wanted: &'a NewOrganisation, created: &'a Created) -> Vec<Difference<'a>> {
    let (settings, profile) = (&created.organisation.settings, &created.administrator.profile);
    let email = profile.email.as_ref().map_or("", Email::as_str);
    [
        ("name", settings.name.as_str(), wanted.name.as_str()),
        (
            "default_language",
            &settings.default_language,
            wanted.language.tag(),
        ),
        ("default_country", &settings.default_country, &wanted.country),
        ("time_zone", &settings.time_zone, &wanted.time_zone),
        (
            "administrator/first_name",
            &profile.first_name,
            &wanted.first_name,
        ),
        ("administrator/last_name", &profile.last_name, &wanted.last_name),
        ("administrator/email", email, wanted.email.as_str()),
    ]
    .into_iter()
    .filter(|(_, is, asked_for)| is != asked_for)
    .map(|(field, is, asked_for)| Difference {
        pointer: format!("/{COMMAND}/{field}"),
        is,
        asked_for,
    })
    .collect()
}

fn represent<'a>(wanted: &'a NewOrganisation, created: &'a Created) -> Answer<'a> {
    let administrator = &created.administrator;
    Answer {
        existed: created.before != Before::Nothing,
        detail: match created.before {
            Before::Nothing => "The organisation and its administrator were created.",
            Before::Administrator => {
                "The organisation existed already, and nothing of it was changed. Its administrator, who has not signed \
                 in yet, was given a fresh one-time password; the one before no longer works."
            }
            Before::Organisation => {
                "The organisation existed already without anybody in it, and nothing of it was changed. Its \
                 administrator was created."
            }
        },
        not_changed: match created.before {
            Before::Nothing => Vec::new(),
            Before::Organisation | Before::Administrator => differences(wanted, created),
        },
        organisation: Founded {
            slug: &created.organisation.slug,
            name: &created.organisation.settings.name,
        },
        administrator: Administrator {
            id: &administrator.id,
            email: administrator.profile.email.as_ref(),
            one_time_password: &created.one_time_password,
            expires_at: administrator
                .one_time_password
                .as_ref()
                .map(|one_time| one_time.expires_at),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_is_named_at_once_under_the_command() {
        let faults = |payload: Value| -> Vec<String> {
            let faults = parse(&payload).unwrap_err().errors;
            let mut pointers: Vec<String> = faults.into_iter().map(|fault| fault.pointer).collect();
            pointers.sort();
            pointers
        };
        assert_eq!(
            faults(json!({ "create_organisation": {
                "organisation": "api", "default_language": "Dansk", "default_country": "XX", "time_zone": 1,
                "colour": "blue", "administrator": { "first_name": "", "last_name": "a\nb", "email": "karen" },
            }})),
            [
                "/create_organisation/administrator/email",
                "/create_organisation/administrator/first_name",
                "/create_organisation/administrator/last_name",
                "/create_organisation/colour",
                "/create_organisation/default_country",
                "/create_organisation/default_language",
                "/create_organisation/name",
                "/create_organisation/organisation",
                "/create_organisation/time_zone",
            ]
        );
        assert_eq!(
            faults(json!({ "create_organisation": [] })),
            ["/create_organisation"]
        );
        assert_eq!(faults(json!({ "create_organisation": {}, "x": 1 })).len(), 1 + 6);
    }
}
