//! What the three lists have in common: their pages and how an entry is answered.

use rollcall::{
    domain::{
        caller::{SettingsManager, SettingsReader},
        change::Change,
        context::Context,
        fault::{Code, Fault},
        organisation,
        version::Expected,
    },
    web::{
        answer::{self, Response},
        body, job,
        page::{Page, PageRequest, Pager, Paging},
        problem::Problem,
    },
    workflow::{
        Env,
        organisation::{
            lists::Listed,
            moving::{self, Movable},
        },
    },
};
use serde::Deserialize;
use utoipa::IntoParams;

/// Bytes of a folded name that a cursor holds: some letters fold to many.
const KEY_NAME_BYTES: usize = 400;

/// The page of a list that a request asks for.
pub(crate) async fn page<E: Listed>(
    env: &Env,
    context: &Context,
    caller: &SettingsReader,
    asked: PageRequest,
) -> Result<Page<E>, Problem> {
    let pager = Pager::new(env, context, asked, caller);
    let paging = pager.read().map_err(Problem::invalid)?;
    let list = env.store.find_list::<E>(&caller.organisation.slug).await?;
    let (items, last) = page_of(list.entries(), &paging);
    Ok(pager.page(items, last.as_deref()))
}

/// One page of a list, by name, and the key of its last entry where there are more.
fn page_of<E: Listed>(entries: &[E], paging: &Paging) -> (Vec<E>, Option<String>) {
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
    let items = page.iter().map(|(_, entry)| (*entry).clone()).collect();
    (items, last)
}

fn key<E: Listed>(entry: &E) -> String {
    let mut name = organisation::fold(entry.name());
    name.truncate(name.floor_char_boundary(KEY_NAME_BYTES));
    format!("{name}\0{}", entry.id())
}

/// An entry that was added, with its version, and where it is: below the list's `path`.
pub(crate) fn added<E: Listed>(entry: &E, path: &str) -> Response {
    let mut response = answer::json(201, entry);
    answer::set(&mut response, "etag", &entry.version());
    answer::set(&mut response, "location", &format!("{path}/{}", entry.id()));
    response
}

/// An entry as it is now, with its version.
pub(crate) fn changed<E: Listed>(entry: &E) -> Response {
    let mut response = answer::json(200, entry);
    answer::set(&mut response, "etag", &entry.version());
    response
}

/// Where the people of an entry go.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct MoveTo {
    /// Id of the entry of the same list that everybody is moved to who has this one.
    #[param(min_length = 1, example = "d_7m3x9q")]
    pub(crate) move_to: Option<String>,
}

/// Has everybody who has an entry moved to another one, after which it goes.
pub(crate) async fn move_people<E: Movable>(
    env: &Env,
    context: &Context,
    caller: &SettingsManager,
    expected: Option<&Expected>,
    id: &str,
    to: &str,
) -> Result<Response, Problem> {
    let job = moving::start::<E>(env, context, caller, expected, id, to).await?;
    let language = caller.language();
    Ok(job::accepted(job, language))
}

/// The draft of an entry, where nothing is wrong with the shape of its body.
///
/// # Errors
///
/// All that is wrong with the shape, and with the entry it would be.
pub(crate) fn accept<E: Listed>(
    draft: E::Draft,
    faults: Vec<Fault>,
    caller: &SettingsManager,
) -> Result<E::Draft, Problem> {
    if faults.is_empty() {
        return Ok(draft);
    }
    let more = E::check(draft, String::new(), caller).err().unwrap_or_default();
    Err(body::refuse(faults, more))
}

/// The fault of another id than the entry's own: it may be sent along.
pub(crate) fn check_id(change: &Change<String>, id: &str) -> Option<Fault> {
    let is_same = match change {
        Change::Keep => true,
        Change::Remove => false,
        Change::To(other) => other == id,
    };
    (!is_same).then(|| Fault::at("id", Code::ReadOnly))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rollcall::domain::organisation::JobProfile;

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
}
