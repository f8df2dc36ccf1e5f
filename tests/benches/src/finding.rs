//! What finding people costs in a large organisation with 1,200 departments: calls and read units of a page, the first and a
//! late one, of each filter, of searches and of the summary. What it costs to know who asks comes with any request.

use crate::{
    stub::Stub,
    table::{Table, grouped},
};
use anyhow::{Context as _, Result, anyhow, ensure};
use futures::{StreamExt, TryStreamExt, stream};
use jiff::SignedDuration;
use rollcall::{
    aws::store::directory::Subject,
    domain::{
        activation::{Activation, Channel, DeliveryStatus},
        context::Context,
        departments::Departments,
        organisation::{Department, Slug},
        principal::Principal,
        secret::Secret,
        user::{ImportedFrom, Source, Status, User},
    },
    workflow::{
        Env,
        users::{
            filter::{Filter, Selected},
            list::{self, Sort},
            summary,
        },
    },
};
use rollcall_local::terminal::say;
use serde_json::{Value, json};

/// As many as a large chain has.
const DEPARTMENTS: u32 = 1_200;
/// A filter that no list answers.
const RARE: &str = "of a language of one in 500";
/// A filter that is looked for among everybody.
const BETWEEN: &str = "invited, by when they were created";
/// People on a page.
const PAGE: usize = 50;
/// People created or filed at once.
const AT_ONCE: usize = 40;

const FIRST_NAMES: [&str; 10] = [
    "Anna", "Anders", "Bo", "Birgit", "Carl", "Dorte", "Søren", "Ib", "Ida", "Ulla",
];
const LAST_NAMES: [&str; 9] = [
    "Hansen", "Holm", "Anker", "Berg", "Møller", "Ågård", "Ek", "Dahl", "Nielsen",
];

/// What one answer cost.
#[derive(Debug, Clone, Copy)]
struct Cost {
    calls: u64,
    units: f64,
    /// People that were answered.
    found: usize,
}

/// An organisation full of people.
struct House {
    stub: Stub,
    env: Env,
    slug: Slug,
    people: u32,
}

fn department(number: u32) -> String {
    format!("d_{:016}", 100 + number % DEPARTMENTS)
}

/// The person of a number, who is as anybody else.
fn person(slug: &Slug, number: u32, context: &Context) -> Result<User> {
    let of = |names: &[&str], at: u32| names[at as usize % names.len()].to_owned();
    let mut profile = json!({
        "first_name": of(&FIRST_NAMES, number), "last_name": of(&LAST_NAMES, number / 10), "job_profile": "j_0000000000000000",
        "department": department(number), "permission_type": "p_0000000000000000",
        "language": if number.is_multiple_of(500) { "de" } else { "da" },
    });
    if number.is_multiple_of(3) {
        profile["username"] = json!(format!("u{number}"));
        profile["phone"] = json!(format!("+4520{number:06}"));
    } else {
        profile["email"] = json!(format!("p{number}@nordlys.example"));
    }
    let created_at = context.now() - SignedDuration::from_mins(i64::from(number));
    let mut user = User::invite(
        slug,
        format!("u_{number:016}"),
        serde_json::from_value(profile)?,
        Source::Import,
        Principal::System,
        created_at,
    );
    user.imported_from = Some(ImportedFrom {
        import_id: format!("im_{}", number % 20),
        row: number,
    });
    user.status = if number.is_multiple_of(4) {
        Status::Invited
    } else {
        Status::Active
    };
    let mut activation = Activation::request(created_at);
    let status = if number.is_multiple_of(40) {
        DeliveryStatus::Bounced
    } else {
        DeliveryStatus::Delivered
    };
    activation.record(Channel::Email, status, None, None, created_at);
    activation.settle();
    user.activation = Some(activation);
    Ok(user)
}

impl House {
    async fn fill(stub: Stub, people: u32) -> Result<Self> {
        let store = stub.scene.store();
        let slug = crate::scene::organisation()?.slug.clone();
        let context = Context::of_now();
        let departments = stream::iter(0..DEPARTMENTS).map(|number| {
            let entry = Department {
                id: department(number),
                name: format!("Butik {number:04} ved Hovedgaden"),
                country: None,
            };
            let (store, slug, context) = (&store, &slug, &context);
            async move { store.put_entry(context, slug, &entry, None, None).await }
        });
        departments.buffer_unordered(8).try_collect::<()>().await?;
        let numbers: Vec<u32> = (0..people).collect();
        let filled = stream::iter(numbers.chunks(AT_ONCE)).map(|some| {
            let (store, slug, context) = (&store, &slug, &context);
            async move {
                let users = some.iter().map(|number| person(slug, *number, context));
                let users: Vec<User> = users.collect::<Result<_>>()?;
                ensure!(
                    store.create_users(context, &users).await?.is_empty(),
                    "somebody exists"
                );
                let subjects = users.iter().map(Subject::of).collect();
                store.file_users(context, subjects).await?;
                Ok(())
            }
        });
        filled.buffer_unordered(8).try_collect::<()>().await?;
        let env = Env::over(
            store,
            Secret::new("a secret that measures", None),
            "https://rollcall.example".to_owned(),
        );
        Ok(Self {
            stub,
            env,
            slug,
            people,
        })
    }

    /// What is done, with what it cost.
    async fn cost(&self, what: impl Future<Output = Result<usize>>) -> Result<Cost> {
        self.stub.begin().await?;
        let found = what.await?;
        let counts = self.stub.counts().await?;
        Ok(Cost {
            calls: counts.all_calls(),
            units: counts.read_units,
            found,
        })
    }

    async fn page(
        &self,
        (filter, own): (&Filter, Option<&Departments>),
        sort: Sort,
        limit: usize,
        after: Option<&str>,
    ) -> Result<list::Found> {
        let selected = Selected {
            organisation: &self.slug,
            filter,
            own,
        };
        let context = Context::of_now();
        Ok(list::list(&self.env, &context, selected, sort, limit, after).await?)
    }

    /// The first page, and one about a fifth of the way.
    async fn pages(&self, filter: (&Filter, Option<&Departments>), sort: Sort) -> Result<[Cost; 2]> {
        let first = self
            .cost(async { Ok(self.page(filter, sort, PAGE, None).await?.users.len()) })
            .await?;
        let (mut after, mut passed) = (None, 0);
        while passed * 5 < self.people as usize {
            let page = self.page(filter, sort, 200, after.as_deref()).await?;
            let Some(next) = page.next else { break };
            passed += page.users.len();
            after = Some(next);
        }
        let late = self
            .cost(async { Ok(self.page(filter, sort, PAGE, after.as_deref()).await?.users.len()) })
            .await?;
        Ok([first, late])
    }

    /// Each way to ask, with what it costs.
    async fn ask(&self) -> Result<Vec<(&'static str, [Cost; 2])>> {
        let mut asked = Vec::new();
        for (name, filter, sort) in [
            ("a page", json!({}), Sort::Name),
            ("by when they were created", json!({}), Sort::NewestFirst),
            ("of a status: invited", json!({ "status": "invited" }), Sort::Name),
            ("of a status: active", json!({ "status": "active" }), Sort::Name),
            (
                "of a department",
                json!({ "department": department(8) }),
                Sort::Name,
            ),
            (
                "of a department, invited",
                json!({ "department": department(8), "status": "invited" }),
                Sort::Name,
            ),
            ("of an import", json!({ "import_id": "im_8" }), Sort::Name),
            (
                "whose mail was returned",
                json!({ "activation": "bounced" }),
                Sort::Name,
            ),
            (RARE, json!({ "language": "de" }), Sort::Name),
            ("a search: one letter", json!({ "search": "a" }), Sort::Name),
            ("a search: two letters", json!({ "search": "an" }), Sort::Name),
            ("a search: a name", json!({ "search": "moeller" }), Sort::Name),
            (
                "a search: two names",
                json!({ "search": "Møller, Søren" }),
                Sort::Name,
            ),
            (
                "a search: a name and everybody's mail domain",
                json!({ "search": "birgit nordlys" }),
                Sort::Name,
            ),
            (
                "a search: a part of an address",
                json!({ "search": "p2999@nordlys" }),
                Sort::Name,
            ),
            ("a search: digits", json!({ "search": "2000 00 3" }), Sort::Name),
            (
                "a whole e-mail",
                json!({ "search": "p8@nordlys.example" }),
                Sort::Name,
            ),
            (
                "a whole e-mail, by when they were created",
                json!({ "search": "p8@nordlys.example" }),
                Sort::CreatedAt,
            ),
            (
                "a username and what begins so",
                json!({ "search": "u9" }),
                Sort::Name,
            ),
            (
                "of an import, whose mail was returned",
                json!({ "import_id": "im_0", "activation": "bounced" }),
                Sort::Name,
            ),
            (
                "of an import, active",
                json!({ "import_id": "im_1", "status": "active" }),
                Sort::Name,
            ),
            (
                "of a department, whose mail was returned",
                json!({ "department": department(80), "activation": "bounced" }),
                Sort::Name,
            ),
            (
                "of a department, by when they were created",
                json!({ "department": department(8) }),
                Sort::NewestFirst,
            ),
            (BETWEEN, json!({ "status": "invited" }), Sort::CreatedAt),
        ] as [(&'static str, Value, Sort); 24]
        {
            let filter: Filter = serde_json::from_value(filter)?;
            asked.push((name, self.pages((&filter, None), sort).await.context(name)?));
        }
        let own = Departments::of(&department(8));
        for (name, search, sort) in [
            ("a manager of few: everybody's mail domain", "nordlys", Sort::Name),
            ("a manager of few: one letter", "i", Sort::Name),
            (
                "a manager of few: the same, the oldest first",
                "nordlys",
                Sort::CreatedAt,
            ),
        ] {
            let filter: Filter = serde_json::from_value(json!({ "search": search }))?;
            let mut after = None;
            loop {
                let page = self
                    .page((&filter, Some(&own)), sort, PAGE, after.as_deref())
                    .await?;
                after = page.next;
                if after.is_none() {
                    break;
                }
                ensure!(
                    page.users.len() == PAGE,
                    "{name}: how many others there are shows"
                );
            }
            let pages = self.pages((&filter, Some(&own)), sort).await;
            asked.push((name, pages.context(name)?));
        }
        let context = Context::of_now();
        let summary = self.cost(async {
            let summary = summary::summarise(&self.env, &self.slug, None).await?;
            ensure!(summary.all.total() == u64::from(self.people), "{:?}", summary.all);
            Ok(summary.departments.len())
        });
        let summary = summary.await?;
        asked.push(("the summary", [summary; 2]));
        let lists = self.cost(async {
            let lists = self.env.lists(&context, &self.slug).await?;
            let lists = lists.ok_or_else(|| anyhow!("the organisation is gone"))?;
            Ok(lists.departments().count())
        });
        let lists = lists.await?;
        asked.push(("the lists, once in five seconds", [lists; 2]));
        Ok(asked)
    }
}

pub(crate) async fn measure(table: &mut Table, people: u32) -> Result<()> {
    say(&format!("Finding people among {}", grouped(f64::from(people))));
    let house = House::fill(Stub::here().await?, people).await?;
    for (name, [first, late]) in house.ask().await? {
        let [first, late] = [first, late].map(|cost| {
            let Cost { calls, units, found } = cost;
            format!("{calls} calls, {units:.1} units for {found}")
        });
        let reach = match name {
            "a whole e-mail" | "a whole e-mail, by when they were created" => "≤ 10 units",
            RARE => "a scan",
            _ => "≤ 60 units",
        };
        table.row(
            format!("{name}: the first page; a late one"),
            format!("{first}; {late}"),
            reach,
            "1 query",
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[tokio::test]
    async fn finding_people_costs_the_same_on_every_page_and_little() {
        let house = House::fill(Stub::here().await.unwrap(), 3_000).await.unwrap();
        for (name, [first, late]) in house.ask().await.unwrap() {
            let what = format!("{name}: {first:?} {late:?}");
            if name.starts_with("a whole") {
                assert_eq!((first.calls, first.found), (2, 1), "{what}");
                assert!(first.units <= 2.0, "{what}");
                continue;
            }
            assert!(first.found > 0, "{what}");
            if name == RARE {
                // No list says who they are: the index is read, so far, and a page may be short.
                assert!(first.units <= 60.0, "{what}");
                continue;
            }
            for cost in [first, late] {
                // Eight shards, who was renamed, how many there are, and one read of the people or two.
                assert!(cost.calls <= 12 && cost.units <= 60.0, "{what}");
            }
            // Among all, in order, as many are passed over as come between.
            if name != BETWEEN {
                assert!((first.units - late.units).abs() <= 8.0, "{what}");
            }
        }
    }

    #[tokio::test]
    async fn nobody_is_passed_over_between_two_words_that_many_have() {
        let people = 9_000;
        let house = House::fill(Stub::here().await.unwrap(), people).await.unwrap();
        let context = Context::of_now();
        let everybody: Vec<User> = (0..people)
            .map(|number| person(&house.slug, number, &context).unwrap())
            .collect();
        for (search, expected) in [
            ("anna hansen", 100),
            ("hansen anna", 100),
            ("dorte ek", 100),
            // Each stands for more words than one.
            ("an be", 200),
            ("be an", 200),
            ("nordlys hansen anna", 0),
            ("dahl nordlys ib", 100),
            // Nobody has both, and the last of an index may have.
            ("anna dorte", 0),
            ("ulla ågård", 100),
        ] {
            let filter: Filter = serde_json::from_value(json!({ "search": search })).unwrap();
            let meant: BTreeSet<&str> = everybody
                .iter()
                .filter(|user| filter.matches(user))
                .map(|user| user.id.as_str())
                .collect();
            assert!(meant.len().abs_diff(expected) <= 3, "{search}: {}", meant.len());
            for limit in [7, 50, 200] {
                let (mut seen, mut after) = (Vec::new(), None);
                loop {
                    let page = house.page((&filter, None), Sort::Name, limit, after.as_deref());
                    let page = page.await.unwrap();
                    seen.extend(page.users.into_iter().map(|user| user.id));
                    after = page.next;
                    if after.is_none() {
                        break;
                    }
                }
                let found: BTreeSet<&str> = seen.iter().map(String::as_str).collect();
                assert_eq!(found.len(), seen.len(), "{search}: somebody twice");
                assert_eq!(found, meant, "{search}, {limit} on a page");
            }
            let first = house.cost(async {
                let page = house.page((&filter, None), Sort::Name, PAGE, None).await?;
                Ok(page.users.len())
            });
            let first = first.await.unwrap();
            assert!(first.units <= 60.0, "{search}: {first:?}");
        }
    }
}
