//! `GET /api/users?status=&department=&search=&source=&limit=&cursor=`, by name.

use crate::{
    App,
    merge::{self, Bounds},
};
use lambda_http::{Body, Request, Response};
use rollcall::{
    aws::store::users::LIST_SHARDS,
    domain::{
        caller::Caller,
        context::Context,
        fault::Fault,
        organisation::{Matching, fold},
        user::{Source, Status, User},
    },
    web::{
        http,
        page::{Pager, Paging},
        problem::Problem,
    },
};

/// Users looked at for one page: about 4 MB read, well within a second.
const MOST_LOOKED_AT: usize = 4_000;
/// Longest search, in characters.
const LONGEST_SEARCH: usize = 100;

/// What a user must be to be listed.
#[derive(Debug, Default)]
struct Filter {
    status: Option<Status>,
    source: Option<Source>,
    /// The one asked for, by id.
    department: Option<String>,
    /// The one the caller is kept to, by id.
    own_department: Option<String>,
    search: Option<Search>,
}

pub(crate) async fn handle(
    app: &App,
    context: &Context,
    request: &Request,
) -> Result<Response<Body>, Problem> {
    let caller = app.authenticate(context, request).await?;
    let own_department = caller.actor.scope()?.map(str::to_owned);
    let pager = Pager::of(app, context, request, &caller);
    let (filter, paging) = read(&caller, |name| http::query(request, name), pager.read())?;
    let filter = Filter {
        own_department,
        ..filter
    };
    let bounds = Bounds {
        limit: paging.limit,
        most_looked_at: MOST_LOOKED_AT,
    };
    let (users, last) = if filter.is_empty_set() {
        (Vec::new(), None)
    } else {
        let batch = filter.batch(paging.limit);
        let slug = &caller.organisation.slug;
        let fetch = |shard, after: Option<String>| async move {
            app.store.list_shard(slug, shard, after.as_deref(), batch).await
        };
        merge::page(
            LIST_SHARDS,
            paging.after,
            bounds,
            |user| filter.matches(user),
            fetch,
        )
        .await?
    };
    let items: Vec<_> = users
        .iter()
        .map(|user| user.to_json(&caller.organisation))
        .collect();
    Ok(http::json(200, &pager.answer(&items, last.as_deref())))
}

/// Reads the parameters, all faults at once.
fn read(
    caller: &Caller,
    query: impl Fn(&str) -> Option<String>,
    paging: Result<Paging, Vec<Fault>>,
) -> Result<(Filter, Paging), Problem> {
    let mut faults = Vec::new();
    let mut filter = Filter::default();
    if let Some(text) = query("status") {
        filter.status = Status::parse(&text);
        if filter.status.is_none() {
            faults.push(Fault::new(
                "status",
                "unknown_status",
                "Use invited, active or disabled.",
            ));
        }
    }
    if let Some(text) = query("source") {
        filter.source = Source::parse(&text);
        if filter.source.is_none() {
            let detail = "Use manual, import, integration, sso or sign_up.";
            faults.push(Fault::new("source", "unknown_source", detail));
        }
    }
    if let Some(text) = query("department") {
        match caller.organisation.departments.find(&text, Matching::Exact) {
            Ok(department) => filter.department = Some(department.id.clone()),
            Err(fault) => faults.push(fault),
        }
    }
    if let Some(text) = query("search") {
        if text.chars().count() > LONGEST_SEARCH {
            let detail = format!("Search for at most {LONGEST_SEARCH} characters.");
            faults.push(Fault::new("search", "too_long", detail));
        }
        filter.search = Search::new(&text);
        if filter.search.is_none() {
            let detail =
                "There is nothing in this to search for; give a name, an e-mail, a username or a phone.";
            faults.push(Fault::new("search", "empty_parameter", detail));
        }
    }
    match paging {
        Ok(paging) if faults.is_empty() => Ok((filter, paging)),
        Ok(_) => Err(Problem::invalid(faults)),
        Err(more) => {
            faults.extend(more);
            Err(Problem::invalid(faults))
        }
    }
}

impl Filter {
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

    /// How many to read from a partition at a time: its share of the page and a little more, or, where most are passed
    /// over, as many as one read gives for its price.
    fn batch(&self, limit: usize) -> i32 {
        let picks = self.status.is_some()
            || self.source.is_some()
            || self.department.is_some()
            || self.own_department.is_some()
            || self.search.is_some();
        let share = limit / LIST_SHARDS as usize;
        if picks {
            250
        } else {
            i32::try_from(share + share / 2 + 4).unwrap_or(250)
        }
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
    use crate::change::tests::{anna, caller};

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
        let query = |name: &str| match name {
            "status" | "source" | "department" => Some("nonsense".to_owned()),
            "search" => Some("x".repeat(101)),
            _ => None,
        };
        let paging = Err(vec![Fault::new("limit", "out_of_range", "")]);
        let errors = read(&caller(), query, paging).unwrap_err().errors;
        let pointers: Vec<&str> = errors.iter().map(|fault| fault.pointer.as_str()).collect();
        assert_eq!(
            pointers,
            ["/status", "/source", "/department", "/search", "/limit"]
        );
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
