//! Machines: one item each, in a partition of their own beside their organisation's, so that nothing that reads an organisation
//! reads past them.
//!
//! When a key was last used is kept apart, among what tidies itself away: who lets machines in may write that and no machine.

use super::{
    Cancelled, Store, StoreError, call,
    call::Terms,
    ephemera::{Counter, key_of},
    item::{self, Item, item, json, n, s},
    organisations::value_of,
};
use crate::domain::{
    audit::AuditEntry,
    context::Context,
    machine::{Key, Machine},
    organisation::Slug,
    secret::Secret,
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

const TABLE: &str = "Ephemera";
/// The last use is noted no more often than this.
const NOTED_EVERY: SignedDuration = SignedDuration::from_hours(1);
/// A use this long ago is forgotten.
const USE_KEPT: SignedDuration = SignedDuration::from_hours(400 * 24);

/// What an item holds.
#[derive(Serialize)]
struct Held<'a> {
    value: &'a Machine,
}

/// When a key was used.
#[derive(Deserialize)]
struct Use {
    pk: String,
    used_at: i64,
}

fn key_in(organisation: &Slug, id: &str) -> Item {
    item([("organisation", s(partition(organisation))), ("entry", s(id))])
}

/// No slug has a `#`.
fn partition(organisation: &Slug) -> String {
    format!("{organisation}#machines")
}

pub(super) fn to_item(organisation: &Slug, machine: &Machine) -> Item {
    let mut item = item::to_item(&Held { value: machine });
    item.extend(key_in(organisation, &machine.id));
    item
}

/// What stands for the uses of one key.
fn use_of(secret: &Secret, organisation: &Slug, machine: &str, key: &str) -> Counter {
    Counter::new(secret, "machine_use", &[organisation.as_str(), machine, key])
}

impl Store {
    /// A machine of an organisation.
    pub async fn find_machine(&self, organisation: &Slug, id: &str) -> Result<Option<Machine>, StoreError> {
        let found = self
            .get(&self.tables.organisations, key_in(organisation, id))
            .await?;
        found.as_ref().map(value_of).transpose()
    }

    /// Every machine of an organisation: one query, of a hundred at most.
    pub async fn find_machines(&self, organisation: &Slug) -> Result<Vec<Machine>, StoreError> {
        let mut items = self
            .client
            .query()
            .table_name(&self.tables.organisations)
            .key_condition_expression("organisation = :machines")
            .expression_attribute_values(":machines", s(partition(organisation)))
            .consistent_read(true)
            .into_paginator()
            .items()
            .send();
        let mut machines = Vec::new();
        while let Some(found) = items.next().await {
            machines.push(value_of(&found?)?);
        }
        Ok(machines)
    }

    /// Writes a machine that is new, or that was `before`, with what the audit says of it. `false`: it was changed in between.
    pub async fn put_machine(
        &self,
        context: &Context,
        organisation: &Slug,
        machine: &Machine,
        before: Option<&Machine>,
        audit: &AuditEntry,
    ) -> Result<bool, StoreError> {
        let terms = match before {
            None => Terms::when("attribute_not_exists(entry)"),
            Some(before) => Terms::when("#value = :before")
                .name("#value", "value")
                .value(":before", json(before)),
        };
        let items = [
            call::put(&self.tables.organisations, to_item(organisation, machine), &terms)?,
            self.audit(organisation, audit)?,
        ];
        self.written(context, &items).await
    }

    /// Removes a machine, with what the audit says of it. `false`: it is not there.
    pub async fn remove_machine(
        &self,
        context: &Context,
        organisation: &Slug,
        id: &str,
        audit: &AuditEntry,
    ) -> Result<bool, StoreError> {
        let terms = Terms::when("attribute_exists(entry)");
        let items = [
            call::delete(&self.tables.organisations, key_in(organisation, id), &terms)?,
            self.audit(organisation, audit)?,
        ];
        self.written(context, &items).await
    }

    async fn written(
        &self,
        context: &Context,
        items: &[aws_sdk_dynamodb::types::TransactWriteItem],
    ) -> Result<bool, StoreError> {
        match self.transact(context, items).await {
            Ok(()) => Ok(true),
            Err(Cancelled::Conditions(_)) => Ok(false),
            Err(Cancelled::Store(error)) => Err(error),
        }
    }

    /// Notes that a machine's key is used: at most once an hour.
    pub async fn note_machine_use(
        &self,
        secret: &Secret,
        now: Timestamp,
        organisation: &Slug,
        machine: &str,
        key: &Key,
    ) -> Result<(), StoreError> {
        let counter = use_of(secret, organisation, machine, key.id());
        let terms = Terms::when("attribute_not_exists(used_at) OR used_at < :before")
            .value(":now", n(now.as_second()))
            .value(":before", n((now - NOTED_EVERY).as_second()))
            .value(":expires", n((now + USE_KEPT).as_second()));
        let change = "SET used_at = :now, expires = :expires";
        self.update(&self.tables.ephemera, key_of(counter.key()), change, terms)
            .await?;
        Ok(())
    }

    /// When the keys of these machines were last used, to the hour: by machine and key, those alone that were.
    pub async fn find_machine_uses<'a>(
        &self,
        context: &Context,
        secret: &Secret,
        organisation: &Slug,
        machines: &'a [Machine],
    ) -> Result<HashMap<(&'a str, &'a str), Timestamp>, StoreError> {
        let keys = machines.iter().flat_map(|machine| {
            let keys = machine.keys.iter();
            keys.map(|key| (machine.id.as_str(), key.id()))
        });
        // During a rotation of the secret what was noted before stands under a key of the generation before.
        let wanted: Vec<(String, (&str, &str))> = keys
            .flat_map(|of @ (machine, key)| {
                let names = Counter::all(secret, "machine_use", &[organisation.as_str(), machine, key]);
                names.into_iter().map(move |name| (name.key().to_owned(), of))
            })
            .collect();
        let mut uses: HashMap<(&str, &str), Timestamp> = HashMap::new();
        for some in wanted.chunks(100) {
            let names = some.iter().map(|(name, _)| key_of(name.as_str())).collect();
            let found = self.look_up_many(context, &self.tables.ephemera, names).await?;
            for found in &found {
                let Use { pk, used_at } = item::read(found, TABLE)?;
                let of = some.iter().find(|(name, _)| *name == pk).map(|(_, of)| *of);
                if let (Some(of), Ok(at)) = (of, Timestamp::from_second(used_at)) {
                    let latest = uses.entry(of).or_insert(at);
                    *latest = at.max(*latest);
                }
            }
        }
        Ok(uses)
    }
}
