//! What the brake counts and holds: items of the Imports table in partitions of their own, beside jobs.

use super::{
    Cancelled, Store, StoreError,
    call::{self, ABSENT, Terms},
    item::{self as attributes, Item, n, s},
    rounds::{Rounds, TRIES},
};
use crate::domain::{
    audit::AuditEntry,
    brake::{Answer, Asked, Brake, Source, WINDOW},
    context::Context,
    hold::{Hold, KEPT, Status, Wish},
    job::Job,
    organisation::Slug,
    principal::Principal,
};
use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::DeserializeOwned, de::Error as _};

const TABLE: &str = "Imports";

/// A hold's attributes.
#[derive(Serialize, Deserialize)]
#[serde(remote = "Hold")]
struct StoredHold {
    organisation: Slug,
    #[serde(rename = "sk")]
    id: String,
    #[serde(deserialize_with = "read_json")]
    source: Source,
    #[serde(deserialize_with = "read_json")]
    wish: Wish,
    people: u64,
    there: u64,
    status: Status,
    asked_by: Principal,
    created_at: Timestamp,
    #[serde(default)]
    decided_by: Option<Principal>,
    #[serde(default)]
    decided_at: Option<Timestamp>,
    #[serde(default)]
    job: Option<String>,
}

/// An attribute that is a structure is JSON text.
fn read_json<'de, T: DeserializeOwned, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let text = String::deserialize(deserializer)?;
    serde_json::from_str(&text).map_err(D::Error::custom)
}

struct ByField<'a>(&'a Hold);

impl Serialize for ByField<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        StoredHold::serialize(self.0, serializer)
    }
}

/// What a source has asked for.
#[derive(Serialize, Deserialize)]
struct StoredAsked {
    asked: Asked,
    version: u64,
}

fn partition(organisation: &Slug) -> String {
    format!("{organisation}#holds")
}

pub(super) fn key_of(organisation: &Slug, id: &str) -> Item {
    attributes::item([("pk", s(partition(organisation))), ("sk", s(id))])
}

pub(super) fn to_item(hold: &Hold) -> Item {
    let mut item = attributes::to_item(&ByField(hold));
    item.insert("pk".to_owned(), s(partition(&hold.organisation)));
    item.insert("expires".to_owned(), n((hold.created_at + KEPT).as_second()));
    item
}

pub(super) fn from_item(item: &Item) -> Result<Hold, StoreError> {
    attributes::read_with(item, [], StoredHold::deserialize).map_err(|_| StoreError::Unreadable(TABLE))
}

impl Store {
    /// Asks the brake for so many people more by one source ([`Asked::ask`]).
    pub async fn ask_brake(
        &self,
        context: &Context,
        (organisation, source): (&Slug, &Source),
        (ask, people): (&str, u64),
        brake: (Brake, u64),
    ) -> Result<Answer, StoreError> {
        self.change_asked(context, organisation, source, |asked, now| {
            asked.ask(ask, people, now, brake)
        })
        .await
    }

    /// What the brake let pass has changed so many people.
    pub async fn settle_brake(
        &self,
        context: &Context,
        (organisation, source): (&Slug, &Source),
        (ask, people): (&str, u64),
    ) -> Result<(), StoreError> {
        self.change_asked(context, organisation, source, |asked, _| {
            asked.settle(ask, people);
        })
        .await
    }

    /// Changes what is counted of one source, once more whenever others did in between.
    async fn change_asked<T>(
        &self,
        context: &Context,
        organisation: &Slug,
        source: &Source,
        change: impl Fn(&mut Asked, Timestamp) -> T,
    ) -> Result<T, StoreError> {
        let key = attributes::item([
            ("pk", s(format!("{organisation}#brake"))),
            ("sk", s(source.key())),
        ]);
        let mut rounds = Rounds::new(context, TRIES);
        while rounds.next().await {
            let found = self.get(&self.tables.imports, key.clone()).await?;
            let found: Option<StoredAsked> = found
                .as_ref()
                .map(|item| attributes::read(item, TABLE))
                .transpose()?;
            let (before, version) = found.map_or((Asked::default(), 0), |found| (found.asked, found.version));
            let (mut asked, now) = (before.clone(), context.current());
            let answer = change(&mut asked, now);
            if asked == before {
                return Ok(answer);
            }
            let mut item = attributes::to_item(&StoredAsked {
                asked,
                version: version + 1,
            });
            item.extend(key.clone());
            item.insert("expires".to_owned(), n((now + WINDOW * 2).as_second()));
            let terms = match version {
                0 => Terms::when(ABSENT),
                version => Terms::when("version = :version").value(":version", n(version)),
            };
            if self.put(&self.tables.imports, item, terms).await? {
                return Ok(answer);
            }
        }
        Err(StoreError::Contended)
    }

    /// Records a hold, with what the audit says of it. One of this id stays as it is.
    pub async fn add_hold(
        &self,
        context: &Context,
        hold: &Hold,
        audit: &AuditEntry,
    ) -> Result<(), StoreError> {
        let items = [
            call::put(&self.tables.imports, to_item(hold), &Terms::when(ABSENT))?,
            self.audit(&hold.organisation, audit)?,
        ];
        match self.transact(context, &items).await {
            Ok(()) | Err(Cancelled::Conditions(_)) => Ok(()),
            Err(Cancelled::Store(error)) => Err(error),
        }
    }

    /// Records what became of a hold that was held, with the job that carries it out and what the audit says of it. `false`: it is
    /// not held any more.
    pub async fn decide_hold(
        &self,
        context: &Context,
        hold: &Hold,
        job: Option<&Job>,
        audit: &AuditEntry,
    ) -> Result<bool, StoreError> {
        let mut terms = Terms::when("#status = :held")
            .name("#status", "status")
            .value(":held", s(Status::Held.as_str()))
            .value(":status", s(hold.status.as_str()));
        // How many people it holds is counted by others meanwhile, and stays as it is.
        let mut assignments = vec!["#status = :status".to_owned()];
        let decided_by = hold.decided_by.as_ref().map(|by| s(by.as_str()));
        let decided_at = hold.decided_at.map(|at| s(at.to_string()));
        for (value, alias, name, attribute) in [
            (":decided_by", "#decided_by", "decided_by", decided_by),
            (":decided_at", "#decided_at", "decided_at", decided_at),
            (":job", "#job", "job", hold.job.as_ref().map(s)),
        ] {
            if let Some(attribute) = attribute {
                assignments.push(format!("{alias} = {value}"));
                terms = terms.name(alias, name).value(value, attribute);
            }
        }
        let change = format!("SET {}", assignments.join(", "));
        let key = key_of(&hold.organisation, &hold.id);
        let mut items = vec![
            call::update(&self.tables.imports, key, &change, &terms)?,
            self.audit(&hold.organisation, audit)?,
        ];
        if let Some(job) = job {
            items.extend(self.new_job(job)?);
        }
        match self.transact(context, &items).await {
            Ok(()) => Ok(true),
            Err(Cancelled::Conditions(_)) => Ok(false),
            Err(Cancelled::Store(error)) => Err(error),
        }
    }

    /// A hold.
    pub async fn find_hold(&self, organisation: &Slug, id: &str) -> Result<Option<Hold>, StoreError> {
        // An id we never made would only cost a read, an over-long one an error.
        if id.is_empty() || id.len() > 64 {
            return Ok(None);
        }
        let found = self.get(&self.tables.imports, key_of(organisation, id)).await?;
        found.as_ref().map(from_item).transpose()
    }

    /// All holds of an organisation, in no order: there are few.
    pub async fn find_holds(&self, organisation: &Slug) -> Result<Vec<Hold>, StoreError> {
        let mut items = self
            .client
            .query()
            .table_name(&self.tables.imports)
            .key_condition_expression("pk = :holds")
            .expression_attribute_values(":holds", s(partition(organisation)))
            .consistent_read(true)
            .into_paginator()
            .items()
            .send();
        let mut holds = Vec::new();
        while let Some(item) = items.next().await {
            holds.push(from_item(&item?)?);
        }
        Ok(holds)
    }
}
