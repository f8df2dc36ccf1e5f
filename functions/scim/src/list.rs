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
    aws::store::provisioned::Place,
    domain::{caller::UserManager, organisation::OrganisationSettings, user::User},
    web::{
        answer::Response,
        page::{PageRequest, Pager},
        route::Moment,
    },
    workflow::users::provision::{self, Begin, Key},
};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// The schema of a list.
const LIST: &str = "urn:ietf:params:scim:api:messages:2.0:ListResponse";
/// The most users of one answer, as `ServiceProviderConfig` says.
pub(crate) const MOST_RESULTS: usize = 1_000;
/// How many an answer has that does not say how many it wants.
pub(crate) const USUAL_RESULTS: usize = 100;
/// So many people are looked at for a filter that is no look-up.
const MOST_LOOKED_AT: usize = 2_000;

/// How a page is chosen.
#[derive(Debug)]
enum Paging {
    /// By the number of its first user.
    Index(usize),
    /// By a cursor (RFC 9865); `None`: the first page.
    Cursor(Option<String>),
}

/// What a list is asked for.
#[derive(Debug)]
pub(crate) struct Asked {
    filter: Option<Filter>,
    /// Its text.
    filter_text: String,
    paging: Paging,
    count: usize,
    wanted: Wanted,
}

impl Asked {
    fn read(parameters: &Parameters) -> Result<Self, Refused> {
        let filter = parameters
            .get("filter")
            .filter(|filter| !filter.trim().is_empty());
        let filter_text = filter.unwrap_or_default().trim().to_owned();
        let filter = filter.map(|text| Filter::read(text).map_err(|error| Refused::filter(&error)));
        let cursor = parameters.get("cursor");
        let number = |name: &str| -> Result<Option<i64>, Refused> {
            let text = parameters
                .get(name)
                .map(str::trim)
                .filter(|text| !text.is_empty());
            let kind = match (name, cursor) {
                ("count", Some(_)) => ScimType::InvalidCount,
                _ => ScimType::InvalidValue,
            };
            let detail = || Refused::bad(kind, format!("{name} has to be a number."));
            text.map(|text| text.parse().map_err(|_| detail())).transpose()
        };
        // What is below the least counts as the least (RFC 7644, 3.4.2.4).
        let start = number("startIndex")?;
        let paging = match (cursor, start) {
            (Some(_), Some(_)) => {
                let detail = "A page is chosen by cursor or by startIndex, not by both.";
                return Err(Refused::bad(ScimType::InvalidValue, detail));
            }
            (Some(cursor), None) => {
                Paging::Cursor(Some(cursor.to_owned()).filter(|cursor| !cursor.is_empty()))
            }
            (None, start) => {
                Paging::Index(start.map_or(1, |start| usize::try_from(start.max(1)).unwrap_or(usize::MAX)))
            }
        };
        let count = number("count")?.map_or(USUAL_RESULTS, |count| {
            usize::try_from(count.max(0)).unwrap_or(usize::MAX)
        });
        Ok(Self {
            filter: filter.transpose()?,
            filter_text,
            paging,
            count: count.min(MOST_RESULTS),
            wanted: Wanted::read(parameters.get("attributes"), parameters.get("excludedAttributes"))?,
        })
    }
}

impl Asked {
    /// What is shown of these users.
    fn shown(&self, users: &[User], public_url: &str) -> Vec<Value> {
        let shown = users.iter().filter_map(|user| show::user(user, public_url));
        shown.map(|shown| Value::Object(self.wanted.of(shown))).collect()
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
    let start = match asked.paging {
        Paging::Index(start) => start,
        Paging::Cursor(cursor) => {
            let asked = Asked {
                paging: Paging::Cursor(None),
                ..asked
            };
            return answer_by_cursor(app, moment, caller, cursor, asked).await;
        }
    };
    let (users, total) = match &asked.filter {
        None => {
            let page = provision::list(env, moment, caller, Begin::Number(start), asked.count).await?;
            if page.users.is_empty() && page.next.is_some() {
                // Without anybody on it, it would say that there are no more.
                let detail = "There are too many people of others to look through. Page by cursor.";
                return Err(Refused::bad(ScimType::TooMany, detail));
            }
            (page.users, page.total)
        }
        Some(filter) => {
            let found = find(app, moment, caller, filter).await?;
            let total = found.len() as u64;
            let page = found.into_iter().skip(start - 1).take(asked.count);
            (page.collect(), total)
        }
    };
    let resources = asked.shown(&users, &env.public_url);
    Ok(show::json(200, &list(total, start, &resources)))
}

/// A page by cursor: it begins after the last user of the page before, also where others came or went in between.
async fn answer_by_cursor(
    app: &App,
    moment: &Moment,
    caller: &UserManager,
    cursor: Option<String>,
    asked: Asked,
) -> Result<Response, Refused> {
    let env = &app.env;
    let filter = json!({ "filter": asked.filter_text });
    let request = PageRequest::of_body("scim/v2/Users", &filter, None, cursor);
    let pager = Pager::new(env, moment, request, caller);
    let after = pager.after().map_err(Refused::cursor)?;
    let after = after.as_deref().map(Place::from_key);
    let (users, total, next) = match &asked.filter {
        None => {
            let page = provision::list(env, moment, caller, Begin::After(after), asked.count).await?;
            (page.users, page.total, page.next)
        }
        Some(filter) => {
            let found = find(app, moment, caller, filter).await?;
            let total = found.len() as u64;
            // Whom no directory keeps in step yet has no place; a look-up finds them, alone.
            let is_later = |user: &User| {
                let place = Place::of(user);
                after
                    .as_ref()
                    .is_none_or(|after| place.is_some_and(|place| place.key() > after.key()))
            };
            let mut later = found.into_iter().filter(is_later);
            let users: Vec<User> = later.by_ref().take(asked.count).collect();
            let next = later.next().and_then(|_| users.last().and_then(Place::of));
            (users, total, next)
        }
    };
    let resources = asked.shown(&users, &env.public_url);
    let mut page = json!({
        "schemas": [LIST],
        "totalResults": total,
        "itemsPerPage": resources.len(),
        "Resources": resources,
    });
    if let Some(next) = pager.next_cursor(next.as_ref().map(Place::key)) {
        page["nextCursor"] = json!(next);
    }
    Ok(show::json(200, &page))
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
