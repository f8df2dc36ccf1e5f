//! What a directory costs over SCIM: people created one by one and by Bulk, one looked up by name, and everybody listed, by
//! number and by cursor. Each request goes through the function's own routes, the token's check included.

use crate::{
    measure::{Watch, Whose},
    stub::{self, Stub},
    table::{Table, grouped},
};
use anyhow::{Context as _, Result, anyhow, ensure};
use futures::{StreamExt, TryStreamExt, stream};
use jiff::{SignedDuration, Timestamp};
use lambda_http::Body;
use rollcall::{
    domain::{
        audit::{AuditEntry, Kind},
        capability::Capability,
        context::Context,
        machine::{Access, Machine},
        organisation::{PermissionType, Slug},
        permission::{Actor, Mandate},
        principal::Principal,
        provisioned::{Provisioned, Resource},
        secret::Secret,
        user::{Source, Status, User},
    },
    web::route::Service,
    workflow::Env,
};
use rollcall_local::terminal::say;
use scim::{App, service};
use serde_json::{Value, json};
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

const PUBLIC_URL: &str = "https://rollcall.example";
/// Operations of a Bulk, as `ServiceProviderConfig` says.
const IN_BULK: usize = 100;
/// People on a page of the list.
const PAGE: usize = 1_000;
/// People created at once, where it is not what is measured: each has three identifiers, and a transaction a hundred items.
const AT_ONCE: usize = 20;

/// What requests cost.
#[derive(Debug, Clone, Copy)]
struct Cost {
    calls: f64,
    read: f64,
    written: f64,
}

impl Cost {
    /// Of each of so many.
    fn of_each(self, number: usize) -> Self {
        let number = f64::from(u32::try_from(number).unwrap_or(u32::MAX));
        Self {
            calls: self.calls / number,
            read: self.read / number,
            written: self.written / number,
        }
    }

    fn shown(self) -> String {
        let Self { calls, read, written } = self;
        format!("{calls:.2} calls, {read:.1} units read, {written:.1} written")
    }
}

/// An organisation with a directory.
struct House {
    stub: Stub,
    service: Service,
    slug: Slug,
    token: String,
    now: Timestamp,
    /// Requests so far. Each comes a moment after the one before, so that none is one too many.
    requests: AtomicU64,
}

impl House {
    async fn new(stub: Stub) -> Result<Self> {
        let store = stub.scene.store();
        let slug = crate::scene::organisation()?.slug.clone();
        let context = Context::of_now();
        let kind = PermissionType {
            id: "p_0000000000000001".to_owned(),
            name: "Manages users".to_owned(),
            capabilities: vec![Capability::ManageUsers],
        };
        store.put_entry(&context, &slug, &kind, None, None).await?;
        let profile = json!({
            "first_name": "Ulla", "last_name": "Ek", "email": "ulla@nordlys.example", "job_profile": "j_0000000000000000",
            "department": "d_0000000000000000", "permission_type": kind.id, "language": "da",
        });
        let mut maker = User::invite(
            &slug,
            context.id("u_"),
            serde_json::from_value(profile)?,
            Source::Manual,
            Principal::System,
            context.now(),
        );
        maker.status = Status::Active;
        let left_out = store.create_users(&context, std::slice::from_ref(&maker)).await?;
        ensure!(left_out.is_empty(), "nobody makes the token");
        let mandate = Mandate::from(&Actor::holding(&maker, Some(&kind)));
        let access = Access::IntegrationToken {
            may_grant: Vec::new(),
        };
        let (machine, token) = Machine::new(
            &context,
            &slug,
            "Directory".to_owned(),
            access,
            &maker.id,
            mandate,
        );
        let entry = AuditEntry::new(&context, Kind::IntegrationTokenAdded, &Principal::System);
        let is_new = store.put_machine(&context, &slug, &machine, None, &entry).await?;
        ensure!(is_new, "there is no token");
        let env = Env::over(store, Secret::new(stub::SECRET, None), PUBLIC_URL.to_owned());
        Ok(Self {
            stub,
            service: service(Arc::new(App::new(Arc::new(env)))),
            slug,
            token,
            now: context.now(),
            requests: AtomicU64::new(0),
        })
    }

    /// Sends a request, that counts as so many.
    async fn send(
        &self,
        method: &str,
        path: &str,
        query: &str,
        body: Option<Value>,
        counts: usize,
    ) -> Result<Value> {
        let event = json!({
            "version": "2.0", "routeKey": "$default", "rawPath": path, "rawQueryString": query,
            "headers": { "authorization": format!("Bearer {}", self.token), "content-type": "application/scim+json" },
            "requestContext": { "accountId": "1", "apiId": "a", "domainName": "d", "domainPrefix": "d",
                "http": { "method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1", "userAgent": "t" },
                "requestId": "r", "routeKey": "$default", "stage": "$default", "time": "t", "timeEpoch": 0 },
            "body": body.map(|body| body.to_string()), "isBase64Encoded": false,
        });
        let request = lambda_http::request::from_str(&event.to_string())?;
        let before = self.requests.fetch_add(counts as u64, Ordering::Relaxed);
        // A hundred a second are let in.
        let later = SignedDuration::from_millis(i64::try_from(before)? * 11);
        let context = Context::at(self.now + later, before);
        let answer = self.service.answer(context, request).await;
        let status = answer.status();
        let Body::Text(text) = answer.body() else {
            return Err(anyhow!("{method} {path} was answered with {status} and no text"));
        };
        ensure!(
            status.is_success(),
            "{method} {path} was answered with {status}: {text:.300}"
        );
        Ok(serde_json::from_str(text)?)
    }

    /// What is done, with what it cost.
    async fn cost<T>(&self, what: impl Future<Output = Result<T>>) -> Result<(T, Cost)> {
        self.stub.begin().await?;
        let done = what.await?;
        let counts = self.stub.counts().await?;
        let number = |of: u64| f64::from(u32::try_from(of).unwrap_or(u32::MAX));
        let cost = Cost {
            calls: number(counts.all_calls()),
            read: counts.read_units,
            written: number(counts.all_writes() + counts.index_writes_to(&["Users"])),
        };
        Ok((done, cost))
    }

    /// Creates people with a request each.
    async fn create(&self, numbers: std::ops::Range<usize>) -> Result<()> {
        for number in numbers {
            let person = Some(person(number));
            self.send("POST", "/scim/v2/Users", "", person, 1).await?;
        }
        Ok(())
    }

    /// Creates people, as many with a request as there may be.
    async fn create_in_bulk(&self, numbers: std::ops::Range<usize>) -> Result<()> {
        let numbers: Vec<usize> = numbers.collect();
        for some in numbers.chunks(IN_BULK) {
            let operation = |number: &usize| json!({ "method": "POST", "path": "/Users", "bulkId": number.to_string(), "data": person(*number) });
            let operations: Vec<Value> = some.iter().map(operation).collect();
            let body = json!({ "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"], "Operations": operations });
            let answer = self
                .send("POST", "/scim/v2/Bulk", "", Some(body), some.len())
                .await?;
            let made = answer["Operations"].as_array().context("no operations")?;
            ensure!(
                made.len() == some.len() && made.iter().all(|one| one["status"] == "201"),
                "not everybody was created: {answer:.300}"
            );
        }
        Ok(())
    }

    /// Writes people as if the directory had created them, since it is not what is measured.
    async fn fill(&self, people: usize) -> Result<()> {
        let store = self.stub.scene.store();
        let context = Context::of_now();
        let numbers: Vec<usize> = (0..people).collect();
        let filled = stream::iter(numbers.chunks(AT_ONCE)).map(|some| {
            let (store, context) = (&store, &context);
            async move {
                let users: Vec<User> = some
                    .iter()
                    .map(|number| kept(&self.slug, *number, self.now))
                    .collect::<Result<_>>()?;
                for user in &users {
                    store.enter_provisioned(user).await?;
                }
                let left_out = store.create_users(context, &users).await?;
                ensure!(left_out.is_empty(), "somebody exists");
                Ok(())
            }
        });
        filled.buffer_unordered(8).try_collect::<()>().await
    }

    /// Lists everybody; what each page cost.
    async fn list(&self, page: usize, is_by_cursor: bool) -> Result<(usize, Vec<Cost>)> {
        let (mut listed, mut costs) = (0, Vec::new());
        let mut begin = if is_by_cursor {
            "cursor=".to_owned()
        } else {
            "startIndex=1".to_owned()
        };
        loop {
            let query = format!("count={page}&{begin}");
            let (answer, cost) = self
                .cost(self.send("GET", "/scim/v2/Users", &query, None, 1))
                .await?;
            let found = answer["Resources"].as_array().context("no list")?.len();
            listed += found;
            if found > 0 {
                costs.push(cost);
            }
            match answer["nextCursor"].as_str() {
                Some(next) => begin = format!("cursor={next}"),
                None if is_by_cursor || found < page => return Ok((listed, costs)),
                None => begin = format!("startIndex={}", listed + 1),
            }
        }
    }

    /// Looks somebody up by their user name.
    async fn look_up(&self, number: usize) -> Result<Cost> {
        let query = format!("filter=userName%20eq%20%22p{number}%40nordlys.example%22");
        let (answer, cost) = self
            .cost(self.send("GET", "/scim/v2/Users", &query, None, 1))
            .await?;
        ensure!(answer["totalResults"] == 1, "{number} was not found");
        Ok(cost)
    }
}

/// A person as Entra sends one.
fn person(number: usize) -> Value {
    let email = format!("p{number}@nordlys.example");
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],
        "userName": email, "externalId": format!("x-{number}"), "active": true, "title": "Chef", "preferredLanguage": "da-DK",
        "name": { "givenName": "Anna", "familyName": format!("Hansen {}", number % 1_000) },
        "displayName": format!("Anna Hansen {}", number % 1_000),
        "emails": [{ "type": "work", "value": email, "primary": true }],
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": { "employeeNumber": number.to_string(), "division": "Drift" },
    })
}

/// Somebody whom a directory keeps in step.
fn kept(slug: &Slug, number: usize, now: Timestamp) -> Result<User> {
    let Value::Object(sent) = person(number) else {
        return Err(anyhow!("a person is an object"));
    };
    let profile = json!({
        "first_name": "Anna", "last_name": "Hansen", "email": format!("p{number}@nordlys.example"),
        "job_profile": "j_0000000000000000", "department": "d_0000000000000000",
        "permission_type": "p_0000000000000000", "language": "da",
    });
    let since = now - SignedDuration::from_hours(24) + SignedDuration::from_millis(i64::try_from(number)?);
    let mut user = User::invite(
        slug,
        format!("u_{number:016}"),
        serde_json::from_value(profile)?,
        Source::Integration,
        Principal::System,
        since,
    );
    user.provisioned = Some(Provisioned {
        since,
        changed_at: since,
        named_by: None,
        fields: Vec::new(),
        resource: Resource::read(sent)?.without_active(),
        held: None,
        called_before: None,
        braked: None,
    });
    Ok(user)
}

/// Units that all pages take, and how much more the last whole one takes than the first.
fn sum(costs: &[Cost]) -> (f64, f64) {
    let units = costs.iter().map(|cost| cost.read).sum();
    let whole = costs.len().saturating_sub(1).max(1);
    let more = match costs.get(..whole) {
        Some([first, .., last]) => last.read - first.read,
        _ => 0.0,
    };
    (units, more)
}

pub(crate) async fn measure(table: &mut Table, created: u32, listed: u32) -> Result<()> {
    let (created, listed) = (usize::try_from(created)?, usize::try_from(listed)?);
    say(&format!(
        "A directory that creates {created} people, and lists {listed}"
    ));
    let house = House::new(Stub::start(&stub::Settings::default()).await?).await?;
    for (name, is_bulk) in [("one by one", false), ("by Bulk", true)] {
        let from = if is_bulk { created } else { 0 };
        let watch = Watch::start(Whose::Own)?;
        let ((), cost) = house
            .cost(async {
                if is_bulk {
                    house.create_in_bulk(from..from + created).await
                } else {
                    house.create(from..from + created).await
                }
            })
            .await?;
        let taken = watch.taken()?;
        let number = f64::from(u32::try_from(created)?);
        table.row(
            format!("SCIM, created {name}: a second of CPU"),
            grouped(number / taken.cpu.as_secs_f64()),
            "≥ 200",
            "",
        );
        let each = cost.of_each(created).shown();
        table.row(format!("SCIM, created {name}: each"), each, "", "");
    }
    table.row(
        "SCIM, somebody by userName",
        house.look_up(created / 2).await?.shown(),
        "",
        "",
    );
    // Another organisation's tables: nobody but those who are listed.
    let house = House::new(Stub::start(&stub::Settings::default()).await?).await?;
    house.fill(listed).await?;
    for (name, is_by_cursor) in [("startIndex", false), ("cursor", true)] {
        let (found, costs) = house.list(PAGE, is_by_cursor).await?;
        ensure!(found == listed, "{found} of {listed} were listed by {name}");
        let (units, more) = sum(&costs);
        table.row(
            format!(
                "SCIM, {} listed by {name}",
                grouped(f64::from(u32::try_from(listed)?))
            ),
            format!(
                "{} units on {} pages, the last {more:+.1} to the first",
                grouped(units),
                costs.len()
            ),
            "linear",
            "",
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_person_of_a_directory_costs_the_same_however_many_there_are() {
        let house = House::new(Stub::here().await.unwrap()).await.unwrap();
        let one_by_one = |numbers: std::ops::Range<usize>| {
            let number = numbers.len();
            let house = &house;
            async move {
                let ((), cost) = house.cost(house.create(numbers)).await.unwrap();
                cost.of_each(number)
            }
        };
        let (first, later) = (one_by_one(0..50).await, one_by_one(50..100).await);
        // Who asks: the token, its creator, the organisation with its lists, the limit. Then the entry in the list and the person.
        assert!(first.calls <= 8.5, "{first:?}");
        assert!((first.calls - later.calls).abs() < 0.5, "{first:?} {later:?}");
        assert!((first.written - later.written).abs() < 0.5, "{first:?} {later:?}");
        let ((), cost) = house.cost(house.create_in_bulk(100..300)).await.unwrap();
        let in_bulk = cost.of_each(200);
        // Who asks is found once, and all else is what it is for one.
        assert!(
            in_bulk.calls <= 3.5 && in_bulk.calls < first.calls - 3.0,
            "{in_bulk:?} {first:?}"
        );
        assert!(in_bulk.written <= first.written, "{in_bulk:?} {first:?}");
        let found = house.look_up(250).await.unwrap();
        assert!(found.calls <= 9.0 && found.read <= 12.0, "{found:?}");
    }

    #[tokio::test]
    async fn the_last_page_of_a_directorys_list_costs_what_the_first_one_does() {
        let house = House::new(Stub::here().await.unwrap()).await.unwrap();
        house.fill(1_050).await.unwrap();
        let mut sums = Vec::new();
        for is_by_cursor in [false, true] {
            let (found, costs) = house.list(100, is_by_cursor).await.unwrap();
            assert_eq!((found, costs.len()), (1_050, 11), "{is_by_cursor}");
            let (units, more) = sum(&costs);
            assert!(more.abs() <= 2.0, "{is_by_cursor}: {costs:?}");
            // A person is read once, at a unit for each four kilobytes, or half of one.
            assert!(units <= 1.5 * 1_050.0, "{is_by_cursor}: {units}");
            sums.push(units);
        }
        assert!((sums[0] - sums[1]).abs() <= 40.0, "{sums:?}");
    }
}
