//! Users by name or by when they were created, one page at a time, and how many there are.
//!
//! An index leads to them: the directory's, or the table's own. It may lag behind, so the people shown are read and matched as
//! they are now, and a person renamed under way is shown where they stood when the list was begun.

mod leap;
mod merge;
mod page;
mod road;
mod way;

use super::filter::Selected;
use crate::{
    aws::store::StoreError,
    domain::{
        context::Context,
        directory::{Counts, Scope},
        fault::{Code, Fault, words},
        identifier::{Email, Identifier, Username},
        user::User,
    },
    workflow::Env,
};
use futures::future::try_join_all;
use jiff::{SignedDuration, Timestamp};
use merge::{Asked, Merged};
use page::Judge;
use road::{Candidate, Road};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use way::Way;

/// Users read with one call.
const MOST_AT_ONCE: usize = 100;
/// Indexes lag behind by less, and clocks differ by less: who moved so shortly before a list was begun is where they stood.
const LAG: SignedDuration = SignedDuration::from_secs(10);

/// A position says behind this which way leads to it. Those of before have a name here.
const WAY: char = '~';

/// The order of a list of users.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub enum Sort {
    /// By first and last name.
    #[default]
    #[serde(rename = "name")]
    Name,
    /// The oldest first.
    #[serde(rename = "created_at")]
    CreatedAt,
    /// The newest first.
    #[serde(rename = "-created_at")]
    NewestFirst,
}

impl Sort {
    const ALL: [Self; 3] = [Self::Name, Self::CreatedAt, Self::NewestFirst];

    /// As the contract writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::CreatedAt => "created_at",
            Self::NewestFirst => "-created_at",
        }
    }

    /// Reads one; left out, it is by name.
    ///
    /// # Errors
    ///
    /// There is no such order.
    pub fn read(text: Option<&str>) -> Result<Self, Fault> {
        let Some(text) = text else {
            return Ok(Self::default());
        };
        let found = Self::ALL.into_iter().find(|sort| sort.as_str() == text);
        found.ok_or_else(|| {
            let known = words(Self::ALL.map(Self::as_str));
            Fault::at("sort", Code::UnknownChoice { known })
        })
    }
}

/// A page of users.
#[derive(Debug)]
pub struct Found {
    /// In order.
    pub users: Vec<User>,
    /// Where to go on, where there may be more behind them.
    pub next: Option<String>,
    /// How many there are, where that is kept.
    pub total: Option<u64>,
}

/// How far somebody has come with a list.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Position {
    /// People are where they stood then.
    since: Timestamp,
    /// Somebody who was shown before all others, by their id.
    shown: Option<String>,
    /// The way that the first page went.
    way: Option<String>,
    /// The key of the last one looked at.
    after: Option<String>,
}

impl Position {
    fn begin(now: Timestamp) -> Self {
        Self {
            since: now - LAG,
            shown: None,
            way: None,
            after: None,
        }
    }

    /// `None`: it is of a version that kept something else.
    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(4, '#');
        let since = parts.next()?.parse().ok()?;
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        Some(Self {
            since: Timestamp::from_millisecond(since).ok()?,
            shown: some(parts.next()?),
            way: some(parts.next()?.strip_prefix(WAY)?),
            after: some(parts.next()?),
        })
    }

    fn to_text(&self) -> String {
        let since = self.since.as_millisecond();
        let [shown, way, after] =
            [&self.shown, &self.way, &self.after].map(|text| text.as_deref().unwrap_or_default());
        format!("{since}#{shown}#{WAY}{way}#{after}")
    }
}

/// The users who match, at most `limit` of them, from where an earlier page ended (`after`): fewer only where others were
/// passed over for long or there are no more, none only where there are no more.
///
/// # Errors
///
/// Those of the store.
pub async fn list(
    env: &Env,
    context: &Context,
    selected: Selected<'_>,
    sort: Sort,
    limit: usize,
    after: Option<&str>,
) -> Result<Found, StoreError> {
    if selected.is_nobody() {
        return Ok(Found {
            users: Vec::new(),
            next: None,
            total: counted(selected).map(|_| 0),
        });
    }
    // A cursor from before positions were kept starts over.
    let position = after.and_then(Position::parse);
    let is_first = position.is_none();
    let position = position.unwrap_or_else(|| Position::begin(context.now()));
    if is_first && let Some(owner) = find_owner(env, selected).await? {
        let behind = list_behind(env, context, selected, sort, limit, (owner, position));
        let (users, next) = Box::pin(behind).await?;
        return Ok(Found {
            users,
            next,
            total: None,
        });
    }
    let (page, total) = futures::join!(
        Box::pin(list_from(env, context, selected, sort, limit, position)),
        total(env, selected),
    );
    let (users, next) = page?;
    Ok(Found {
        users,
        next,
        total: total?,
    })
}

async fn list_from(
    env: &Env,
    context: &Context,
    selected: Selected<'_>,
    sort: Sort,
    limit: usize,
    position: Position,
) -> Result<page::Page<User>, StoreError> {
    let way = position.way.as_deref();
    let way = way.and_then(|way| Way::read(way, selected, sort));
    let (chosen, after) = match way {
        Some(way) => ((way, Vec::new()), position.after),
        // On the heap, as it is seldom gone: the way of all requests is deep enough.
        None => (Box::pin(Way::choose(env, selected, sort, limit)).await?, None),
    };
    let road = Road::along(selected, sort, position.since, chosen);
    let fetch = |asked: Asked| road.fetch(env, context, asked, limit);
    let merged = Merged::new(road.partitions(), after.as_deref(), fetch).reversed(road.is_reversed());
    let read = |ids: Vec<String>| look_up(env, context, selected, ids);
    let judge = Others {
        road: &road,
        shown: position.shown.as_deref(),
    };
    let (users, last) = page::collect(merged, limit, &judge, read).await?;
    let next = last.map(|key| {
        let position = Position {
            way: Some(road.way().to_text()),
            after: Some(key),
            ..position
        };
        position.to_text()
    });
    Ok((users, next))
}

/// Who is found along a road, but for somebody who was shown before.
struct Others<'a> {
    road: &'a Road<'a>,
    shown: Option<&'a str>,
}

impl Judge<Candidate> for Others<'_> {
    fn is_stranger(&self, candidate: &Candidate) -> bool {
        self.road.is_stranger(candidate)
    }

    fn may_match(&self, candidate: &Candidate) -> bool {
        self.shown != Some(&candidate.id) && self.road.may_match(candidate)
    }

    fn id_of<'a>(&self, candidate: &'a Candidate) -> &'a str {
        &candidate.id
    }
}

/// A page that begins with somebody, and those who come behind them.
async fn list_behind(
    env: &Env,
    context: &Context,
    selected: Selected<'_>,
    sort: Sort,
    limit: usize,
    (first, position): (Owner, Position),
) -> Result<page::Page<User>, StoreError> {
    if first.is_alone {
        return Ok((vec![first.user], None));
    }
    let position = Position {
        shown: Some(first.user.id.clone()),
        ..position
    };
    let others = (limit - 1).max(1);
    let behind = list_from(env, context, selected, sort, others, position.clone());
    let (mut users, mut next) = behind.await?;
    if limit == 1 {
        next = (!users.is_empty()).then(|| position.to_text());
        users.clear();
    }
    users.insert(0, first.user);
    Ok((users, next))
}

/// Those of these users who match, by their ids.
async fn look_up(
    env: &Env,
    context: &Context,
    selected: Selected<'_>,
    ids: Vec<String>,
) -> Result<HashMap<String, User>, StoreError> {
    let some = ids.chunks(MOST_AT_ONCE);
    let look_up = |ids| env.store.look_up_users(context, selected.organisation, ids);
    let users = try_join_all(some.map(look_up)).await?;
    let users = users.into_iter().flatten();
    Ok(users
        .filter(|user| selected.matches(user))
        .map(|user| (user.id.clone(), user))
        .collect())
}

/// Somebody whose whole e-mail or username was typed.
struct Owner {
    user: User,
    /// An e-mail is nobody else's word; a username may be the name of others, who come behind.
    is_alone: bool,
}

async fn find_owner(env: &Env, selected: Selected<'_>) -> Result<Option<Owner>, StoreError> {
    let Some(searched) = &selected.filter.search else {
        return Ok(None);
    };
    let text = searched.text().trim();
    let (identifier, is_alone) = if let Ok(email) = Email::parse(text) {
        (Identifier::Email(email), true)
    } else if let Ok(username) = Username::parse(text) {
        (Identifier::Username(username), false)
    } else {
        return Ok(None);
    };
    let others = super::filter::Filter {
        search: None,
        ..selected.filter.clone()
    };
    let others = Selected {
        filter: &others,
        ..selected
    };
    let found = env
        .store
        .find_by_identifier(selected.organisation, &identifier)
        .await?;
    Ok(found
        .filter(|user| others.matches(user))
        .map(|user| Owner { user, is_alone }))
}

/// What of the counts is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Number {
    All,
    Status(crate::domain::user::Status),
    Source(crate::domain::user::Source),
    Blocked(crate::domain::directory::Blocker),
}

/// Which numbers together say how many match: without a filter and with one of some; a department manager's own departments are
/// none.
fn counted(selected: Selected<'_>) -> Option<(Vec<Scope>, Number)> {
    let filter = selected.filter;
    let others = [&filter.job_profile, &filter.permission_type, &filter.language];
    if filter.search.is_some() || others.iter().any(|other| other.is_some()) {
        return None;
    }
    let numbers = [
        filter.status.map(Number::Status),
        filter.source.map(Number::Source),
        filter.activation.map(Number::Blocked),
    ];
    let mut numbers = numbers.into_iter().flatten();
    let (number, further) = (numbers.next(), numbers.next());
    if further.is_some() {
        return None;
    }
    let of = |id: &str| Scope::Department(id.to_owned());
    let scopes = match (selected.own, selected.departments(), &filter.import_id) {
        (Some(_), Some(some), None) => some.into_iter().map(of).collect(),
        (None, None, None) => vec![Scope::Organisation],
        (None, Some(asked), None) if number.is_none() => asked.into_iter().map(of).collect(),
        (None, None, Some(id)) if number.is_none() => vec![Scope::Import(id.clone())],
        _ => return None,
    };
    Some((scopes, number.unwrap_or(Number::All)))
}

async fn total(env: &Env, selected: Selected<'_>) -> Result<Option<u64>, StoreError> {
    let Some((scopes, number)) = counted(selected) else {
        return Ok(None);
    };
    let found = scopes
        .iter()
        .map(|scope| env.store.find_counts(selected.organisation, scope));
    let mut counts = Counts::default();
    for found in try_join_all(found).await? {
        counts.add_all(&found, 1);
    }
    Ok(Some(match number {
        Number::All => counts.total(),
        Number::Status(status) => counts.of(status),
        Number::Source(source) => counts.of_source(source),
        Number::Blocked(blocker) => counts.of_blocker(blocker),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::{departments::Departments, organisation::Slug},
        workflow::users::filter::Filter,
    };
    use serde_json::json;

    #[test]
    fn a_position_is_read_as_it_was_written() {
        let now = "2026-08-01T08:00:00.123Z".parse().unwrap();
        let begun = Position::begin(now);
        for position in [
            begun.clone(),
            Position {
                way: Some("w0".into()),
                after: Some("ann # smith#u_1".into()),
                ..begun.clone()
            },
            Position {
                shown: Some("u_1".into()),
                ..begun
            },
        ] {
            assert_eq!(Position::parse(&position.to_text()), Some(position));
        }
        for before in [
            "jensen anna#u_2fz9k4m7q1w8x5c3",
            "1785571200123##ann smith#u_1",
            "1785571200123#u_1#",
        ] {
            assert_eq!(Position::parse(before), None);
        }
    }

    #[test]
    fn an_order_is_read_as_the_contract_writes_it() {
        for sort in Sort::ALL {
            assert_eq!(serde_json::to_value(sort).unwrap(), sort.as_str());
            assert_eq!(Sort::read(Some(sort.as_str())).unwrap(), sort);
        }
        assert_eq!(Sort::read(None).unwrap(), Sort::Name);
        assert_eq!(Sort::read(Some("age")).unwrap_err().pointer, "/sort");
    }

    #[test]
    fn what_is_counted_is_what_the_contract_says() {
        use crate::domain::{
            directory::Blocker,
            user::{Source, Status},
        };
        let slug = Slug::parse("demo").unwrap();
        let counted = |filter: serde_json::Value, own: &[&str]| {
            let own: Departments = own.iter().copied().collect();
            let filter: Filter = serde_json::from_value(filter).unwrap();
            super::counted(Selected {
                organisation: &slug,
                filter: &filter,
                own: Some(&own).filter(|own| !own.is_empty()),
            })
        };
        let (all, of) = (vec![Scope::Organisation], |id: &str| {
            vec![Scope::Department(id.into())]
        });
        let both = [of("d_1"), of("d_2")].concat();
        for (filter, own, expected) in [
            (json!({}), &[][..], Some((all.clone(), Number::All))),
            (
                json!({ "status": "active" }),
                &[],
                Some((all.clone(), Number::Status(Status::Active))),
            ),
            (
                json!({ "source": "import" }),
                &[],
                Some((all.clone(), Number::Source(Source::Import))),
            ),
            (
                json!({ "activation": "bounced" }),
                &[],
                Some((all, Number::Blocked(Blocker::Bounced))),
            ),
            (
                json!({ "department": "d_1" }),
                &[],
                Some((of("d_1"), Number::All)),
            ),
            (
                json!({ "import_id": "im_1" }),
                &[],
                Some((vec![Scope::Import("im_1".into())], Number::All)),
            ),
            (json!({ "department": "d_1", "status": "active" }), &[], None),
            (json!({ "import_id": "im_1", "status": "active" }), &[], None),
            (json!({ "source": "import", "status": "active" }), &[], None),
            (json!({ "search": "ida" }), &[], None),
            (json!({ "language": "da" }), &[], None),
            (json!({}), &["d_1"], Some((of("d_1"), Number::All))),
            (
                json!({ "department": "d_1" }),
                &["d_1"],
                Some((of("d_1"), Number::All)),
            ),
            (
                json!({ "status": "invited" }),
                &["d_1"],
                Some((of("d_1"), Number::Status(Status::Invited))),
            ),
            (json!({ "import_id": "im_1" }), &["d_1"], None),
            (json!({}), &["d_1", "d_2"], Some((both.clone(), Number::All))),
            (
                json!({ "department": "d_2" }),
                &["d_1", "d_2"],
                Some((of("d_2"), Number::All)),
            ),
        ] {
            let own: &[&str] = own;
            assert_eq!(counted(filter.clone(), own), expected, "{filter} {own:?}");
        }
    }
}
