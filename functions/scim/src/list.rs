//! Lists of users: by key where a filter names one, page by page where there is none, and by looking at everybody, within a bound,
//! where a filter asks for anything else.

use crate::{
    App,
    access::Directory,
    body::Object,
    grammar::{Attribute, Filter},
    parameters::Parameters,
    refusal::{Refused, ScimType},
    show::{self, Wanted},
};
use axum::extract::State;
use rollcall::{
    domain::{caller::UserManager, organisation::OrganisationSettings, user::User},
    web::{answer::Response, route::Moment},
    workflow::users::provision::{self, Key},
};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// The schema of a list.
const LIST: &str = "urn:ietf:params:scim:api:messages:2.0:ListResponse";
/// The most users of one answer, as `ServiceProviderConfig` says.
pub(crate) const MOST_RESULTS: usize = 1_000;
/// How many an answer has that does not say how many it wants.
const USUAL_RESULTS: usize = 100;
/// So many people are looked at for a filter that is no look-up.
const MOST_LOOKED_AT: usize = 2_000;

/// What a list is asked for.
#[derive(Debug)]
pub(crate) struct Asked {
    filter: Option<Filter>,
    start: usize,
    count: usize,
    wanted: Wanted,
}

impl Asked {
    fn read(parameters: &Parameters) -> Result<Self, Refused> {
        let filter = parameters
            .get("filter")
            .filter(|filter| !filter.trim().is_empty());
        let filter = filter.map(|text| Filter::read(text).map_err(|error| Refused::filter(&error)));
        let number = |name: &str| -> Result<Option<i64>, Refused> {
            let text = parameters
                .get(name)
                .map(str::trim)
                .filter(|text| !text.is_empty());
            let detail = || Refused::bad(ScimType::InvalidValue, format!("{name} has to be a number."));
            text.map(|text| text.parse().map_err(|_| detail())).transpose()
        };
        // What is below the least counts as the least (RFC 7644, 3.4.2.4).
        let start =
            number("startIndex")?.map_or(1, |start| usize::try_from(start.max(1)).unwrap_or(usize::MAX));
        let count = number("count")?.map_or(USUAL_RESULTS, |count| {
            usize::try_from(count.max(0)).unwrap_or(usize::MAX)
        });
        Ok(Self {
            filter: filter.transpose()?,
            start,
            count: count.min(MOST_RESULTS),
            wanted: Wanted::read(parameters.get("attributes"), parameters.get("excludedAttributes"))?,
        })
    }
}

/// `GET /Users`.
pub(crate) async fn users(
    State(app): State<Arc<App>>,
    moment: Moment,
    Directory(caller): Directory<OrganisationSettings>,
    parameters: Parameters,
) -> Result<Response, Refused> {
    answer(&app, &moment, &caller, Asked::read(&parameters)?).await
}

/// `POST /Users/.search`, and `POST /.search`, since there are no other resources.
pub(crate) async fn search(
    State(app): State<Arc<App>>,
    moment: Moment,
    Directory(caller): Directory<OrganisationSettings>,
    Object(body): Object,
) -> Result<Response, Refused> {
    answer(&app, &moment, &caller, Asked::read(&Parameters::of(body))?).await
}

async fn answer(app: &App, moment: &Moment, caller: &UserManager, asked: Asked) -> Result<Response, Refused> {
    let env = &app.env;
    let (users, total) = match &asked.filter {
        None => {
            let page = provision::list(env, moment, caller, asked.start, asked.count).await?;
            (page.users, page.total)
        }
        Some(filter) => {
            let found = find(app, moment, caller, filter).await?;
            let total = found.len() as u64;
            let page = found.into_iter().skip(asked.start - 1).take(asked.count);
            (page.collect(), total)
        }
    };
    let shown = users.iter().filter_map(|user| show::user(user, &env.public_url));
    let resources: Vec<Value> = shown.map(|shown| Value::Object(asked.wanted.of(shown))).collect();
    Ok(show::json(200, &list(total, asked.start, &resources)))
}

/// A page of a list.
pub(crate) fn list(total: u64, start: usize, resources: &[Value]) -> Value {
    json!({
        "schemas": [LIST],
        "totalResults": total,
        "startIndex": start,
        "itemsPerPage": resources.len(),
        "Resources": resources,
    })
}

/// Everybody of whom a filter holds.
async fn find(
    app: &App,
    moment: &Moment,
    caller: &UserManager,
    filter: &Filter,
) -> Result<Vec<User>, Refused> {
    let env = &app.env;
    let matches = |user: &User| {
        let shown: Option<Map<String, Value>> = show::user(user, &env.public_url);
        shown.is_some_and(|shown| filter.matches(&shown))
    };
    let required = filter.required();
    let mut keys = required
        .iter()
        .filter_map(|(attribute, value)| key(attribute, value));
    if let Some(key) = keys.next() {
        let found = provision::find_by(env, caller, &key).await?;
        return Ok(found.into_iter().filter(matches).collect());
    }
    let mut emails = required
        .iter()
        .filter_map(|(attribute, value)| email(attribute, value));
    let email = emails.next();
    if let Some(email) = &email {
        let found = provision::find_by(env, caller, email).await?;
        if let Some(found) = found.filter(matches) {
            return Ok(vec![found]);
        }
    }
    match provision::all(env, moment, caller, MOST_LOOKED_AT).await? {
        Some(all) => Ok(all.into_iter().filter(matches).collect()),
        // Nobody signs in with it. Whose second address it may be is not looked for among so many.
        None if email.is_some() => Ok(Vec::new()),
        None => {
            let detail = format!(
                "There are more than {MOST_LOOKED_AT} people to look through. Filter by userName, externalId, id or emails with eq."
            );
            Err(Refused::bad(ScimType::TooMany, detail))
        }
    }
}

/// The address that a person has to have.
fn email(attribute: &Attribute, value: &Value) -> Option<Key> {
    let text = value.as_str().filter(|_| attribute.is("emails"))?;
    Some(Key::Email(text.to_owned()))
}

/// What one person alone has, of what an attribute must be equal to.
fn key(attribute: &Attribute, value: &Value) -> Option<Key> {
    let text = match value {
        Value::String(text) => text.clone(),
        // One of digits without quotation marks.
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    if attribute.is("userName") {
        Some(Key::UserName(text))
    } else if attribute.is("externalId") {
        Some(Key::ExternalId(text))
    } else if attribute.is("id") {
        Some(Key::Id(text))
    } else {
        None
    }
}
