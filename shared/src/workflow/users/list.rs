//! Users by name, one page at a time.

mod merge;
mod page;

use crate::{
    aws::store::{StoreError, listed::Listed, users::LIST_SHARDS},
    domain::{
        caller::UserManager,
        context::Context,
        fault::{Code, Fault, words},
        organisation::{Matching, Organisation, Slug, fold},
        user::{Source, Status, User},
    },
    workflow::Env,
};
use futures::future::try_join_all;
use merge::{Asked, Merged};
use std::collections::HashMap;

/// Users read with one call.
const MOST_AT_ONCE: usize = 100;
/// Entries read from a partition at first where a filter passes most of them over; at each further read twice as many.
const FILTERED: i32 = 250;
/// The most entries that come with one read: 1 MB.
const MOST_READ: i32 = 4_000;
/// Longest search, in characters.
const LONGEST_SEARCH: usize = 100;

/// What a user must be to be listed.
#[derive(Debug, Default)]
pub struct Filter {
    status: Option<Status>,
    source: Option<Source>,
    /// The one asked for, by id.
    department: Option<String>,
    /// The one the caller is kept to, by id.
    own_department: Option<String>,
    search: Option<Search>,
}

/// A filter as somebody wrote it: text, nothing checked yet.
#[derive(Debug, Clone, Copy, Default)]
pub struct FilterDraft<'a> {
    /// A status.
    pub status: Option<&'a str>,
    /// Id or name of a department.
    pub department: Option<&'a str>,
    /// The road they came by.
    pub source: Option<&'a str>,
    /// Words, or part of a phone.
    pub search: Option<&'a str>,
}

/// A page of users.
#[derive(Debug)]
pub struct Found {
    /// By name.
    pub users: Vec<User>,
    /// The key of the last user looked at, where there may be more behind them.
    pub last: Option<String>,
}

/// The users who match and come after a key, at most `limit` of them: fewer only where others were passed over for long or
/// there are no more, none only where there are no more.
///
/// # Errors
///
/// Those of the store.
pub async fn list(
    env: &Env,
    context: &Context,
    caller: &UserManager<Organisation>,
    filter: &Filter,
    limit: usize,
    after: Option<String>,
) -> Result<Found, StoreError> {
    if filter.is_empty_set() {
        return Ok(Found {
            users: Vec::new(),
            last: None,
        });
    }
    let slug = &caller.organisation.slug;
    let fetch = |asked: Asked| async move {
        let batch = filter.batch(limit, asked.reads);
        env.store
            .list_shard(slug, asked.partition, asked.after.as_deref(), batch)
            .await
    };
    let merged = Merged::new(LIST_SHARDS, after.as_deref(), fetch);
    let read = |ids: Vec<String>| look_up(env, context, slug, filter, ids);
    let may_match = |listed: &Listed| filter.may_match(listed);
    let (users, last) = page::collect(merged, limit, may_match, |listed| &listed.id, read).await?;
    Ok(Found { users, last })
}

/// Those of these users who match, by their ids.
async fn look_up(
    env: &Env,
    context: &Context,
    slug: &Slug,
    filter: &Filter,
    ids: Vec<String>,
) -> Result<HashMap<String, User>, StoreError> {
    let some = ids.chunks(MOST_AT_ONCE);
    let users = try_join_all(some.map(|ids| env.store.look_up_users(context, slug, ids))).await?;
    let users = users.into_iter().flatten();
    Ok(users
        .filter(|user| filter.matches(user))
        .map(|user| (user.id.clone(), user))
        .collect())
}

impl Filter {
    /// Reads a filter. Whatever it says, a department manager is shown their own department only.
    ///
    /// # Errors
    ///
    /// All faults.
    pub fn read(caller: &UserManager<Organisation>, draft: FilterDraft<'_>) -> Result<Self, Vec<Fault>> {
        let mut faults = Vec::new();
        let mut filter = Self {
            own_department: caller.department().map(str::to_owned),
            ..Self::default()
        };
        if let Some(text) = draft.status {
            filter.status = Status::parse(text);
            if filter.status.is_none() {
                let known = words(Status::ALL.map(Status::as_str));
                faults.push(Fault::at("status", Code::UnknownStatus { known }));
            }
        }
        if let Some(text) = draft.source {
            filter.source = Source::parse(text);
            if filter.source.is_none() {
                let known = words(Source::ALL.map(Source::as_str));
                faults.push(Fault::at("source", Code::UnknownSource { known }));
            }
        }
        if let Some(text) = draft.department {
            match caller.organisation.departments.find(text, Matching::Exact) {
                Ok(department) => filter.department = Some(department.id.clone()),
                Err(fault) => faults.push(fault),
            }
        }
        if let Some(text) = draft.search {
            if text.chars().count() > LONGEST_SEARCH {
                let limit = LONGEST_SEARCH;
                faults.push(Fault::at("search", Code::TooLong { limit }));
            }
            filter.search = Search::new(text);
            if filter.search.is_none() {
                faults.push(Fault::at("search", Code::EmptyParameter));
            }
        }
        if faults.is_empty() {
            Ok(filter)
        } else {
            Err(faults)
        }
    }

    /// A department manager asking for another department: nobody, and nothing to read for it.
    fn is_empty_set(&self) -> bool {
        matches!((&self.department, &self.own_department), (Some(asked), Some(own)) if asked != own)
    }

    fn matches(&self, user: &User) -> bool {
        let profile = &user.profile;
        self.status.is_none_or(|status| status == user.status)
            && self.source.is_none_or(|source| source == user.source)
            && self
                .department
                .as_ref()
                .is_none_or(|id| *id == profile.department)
            && self
                .own_department
                .as_ref()
                .is_none_or(|id| *id == profile.department)
            && self.search.as_ref().is_none_or(|search| search.matches(user))
    }

    /// Whether somebody may match, as far as the index knows.
    fn may_match(&self, listed: &Listed) -> bool {
        self.status.is_none_or(|status| status == listed.status)
            && self.source.is_none_or(|source| source == listed.source)
            && self.department.as_ref().is_none_or(|id| *id == listed.department)
            && self
                .own_department
                .as_ref()
                .is_none_or(|id| *id == listed.department)
    }

    /// How many entries to read from a partition: its share of the page and a little more, or, where most are passed over,
    /// the more the longer it takes.
    fn batch(&self, limit: usize, reads: u32) -> i32 {
        let picks = self.status.is_some()
            || self.source.is_some()
            || self.department.is_some()
            || self.own_department.is_some()
            || self.search.is_some();
        let share = limit / LIST_SHARDS as usize;
        let share = i32::try_from(share + share / 2 + 4).unwrap_or(MOST_READ);
        let first = if picks { FILTERED.max(share) } else { share };
        first.saturating_mul(1 << reads.min(8)).min(MOST_READ)
    }
}

/// What somebody typed into the search field: every word must be found somewhere, or the whole is part of a phone.
#[derive(Debug)]
struct Search {
    words: Vec<String>,
    digits: Option<String>,
}

impl Search {
    fn new(text: &str) -> Option<Self> {
        let words: Vec<String> = fold(text).split_whitespace().map(str::to_owned).collect();
        if words.is_empty() {
            return None;
        }
        // A phone is kept as +4520123456; people type it with spaces, with 0045 or with one 0 before it.
        let is_phone = text.chars().all(|c| c.is_ascii_digit() || " +-()./".contains(c));
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let digits = digits.trim_start_matches('0').to_owned();
        Some(Self {
            words,
            digits: (is_phone && digits.len() >= 3).then_some(digits),
        })
    }

    fn matches(&self, user: &User) -> bool {
        let profile = &user.profile;
        let phone = profile
            .phone
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default();
        if self
            .digits
            .as_ref()
            .is_some_and(|digits| phone.contains(digits.as_str()))
        {
            return true;
        }
        let email = profile
            .email
            .as_ref()
            .map(|email| fold(email.as_str()))
            .unwrap_or_default();
        let username = profile
            .username
            .as_ref()
            .map(|username| fold(username.as_str()))
            .unwrap_or_default();
        let (first_name, last_name) = (fold(&profile.first_name), fold(&profile.last_name));
        let places = [first_name, last_name, email, username, phone];
        self.words
            .iter()
            .all(|word| places.iter().any(|place| place.contains(word.as_str())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workflow::users::tests::{anna, caller};

    #[test]
    fn people_are_found_by_anything_one_knows_of_them() {
        let user = anna();
        for text in [
            "anna",
            "ANNA",
            "Änna",
            "müller",
            "Muller",
            "muller anna",
            "anna  müll",
            "anna.m@",
            "example.com",
            "annam",
            "20123456",
            "20 12 34 56",
            "+45 2012 3456",
            "004520123456",
            "(20) 12",
            "+4520",
        ] {
            assert!(Search::new(text).unwrap().matches(&user), "{text}");
        }
        for text in ["bo", "anna bo", "21123456", "anna@other.example"] {
            assert!(!Search::new(text).unwrap().matches(&user), "{text}");
        }
        assert!(Search::new(" \t ").is_none());
    }

    #[test]
    fn bad_parameters_are_named_at_once() {
        let long = "x".repeat(101);
        let draft = FilterDraft {
            status: Some("nonsense"),
            source: Some("nonsense"),
            department: Some("nonsense"),
            search: Some(&long),
        };
        let faults = Filter::read(&caller(), draft).unwrap_err();
        let pointers: Vec<&str> = faults.iter().map(|fault| fault.pointer.as_str()).collect();
        assert_eq!(pointers, ["/status", "/source", "/department", "/search"]);
    }

    #[test]
    fn a_department_manager_sees_the_own_department_only() {
        let own = |id: &str| Filter {
            own_department: Some(id.into()),
            ..Filter::default()
        };
        assert!(own("d_1").matches(&anna()) && !own("d_2").matches(&anna()));
        assert!(
            Filter {
                department: Some("d_1".into()),
                ..own("d_2")
            }
            .is_empty_set()
        );
        assert!(
            !Filter {
                department: Some("d_2".into()),
                ..own("d_2")
            }
            .is_empty_set()
        );
    }

    #[test]
    fn filters_are_all_to_hold() {
        let filter = |status, source| Filter {
            status: Some(status),
            source: Some(source),
            ..Filter::default()
        };
        assert!(filter(Status::Invited, Source::Manual).matches(&anna()));
        assert!(!filter(Status::Active, Source::Manual).matches(&anna()));
        assert!(!filter(Status::Invited, Source::Import).matches(&anna()));
    }
}
