//! The audit: a table of its own, so that nothing that reads an organisation reads past it, and so that a function's role can let
//! it add an entry and change none.
//!
//! An organisation is one partition, by time. Entries are few: an import's users make none.

use super::{
    Store, StoreError,
    call::{self, Terms},
    item::{self, Item, moment, n, s},
};
use crate::domain::{
    audit::{AuditEntry, KEPT, Kind},
    organisation::Slug,
};
use aws_sdk_dynamodb::types::TransactWriteItem;
use jiff::Timestamp;
use serde::Deserialize;

const TABLE: &str = "Audit";
/// Sorts after every id.
const LAST: &str = "~";

/// Which entries are looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// By whom: as [`crate::domain::principal::Principal::as_str`] writes it.
    pub by: Option<String>,
    /// What.
    pub kind: Option<Kind>,
    /// Not before.
    pub from: Option<Timestamp>,
    /// Before.
    pub to: Option<Timestamp>,
}

/// The sort key of an entry: by time, and of one moment by the id.
fn sort_key(at: Timestamp, id: &str) -> String {
    format!("{at:.3}#{id}")
}

pub(super) fn to_item(organisation: &Slug, entry: &AuditEntry) -> Item {
    let mut item = item::to_item(entry);
    // The moment is in the key, with its milliseconds.
    item.insert("at".to_owned(), moment(entry.at));
    item.insert("pk".to_owned(), s(organisation.as_str()));
    item.insert("sk".to_owned(), s(sort_key(entry.at, &entry.id)));
    item.insert("expires".to_owned(), n((entry.at + KEPT).as_second()));
    item
}

pub(super) fn from_item(item: &Item) -> Result<AuditEntry, StoreError> {
    item::read(item, TABLE)
}

#[derive(Deserialize)]
struct Key {
    sk: String,
}

impl Store {
    /// The write of an entry, to go into the transaction that does what it is about.
    pub fn audit(&self, organisation: &Slug, entry: &AuditEntry) -> Result<TransactWriteItem, StoreError> {
        call::put(&self.tables.audit, to_item(organisation, entry), &Terms::always())
    }

    /// The same for an entry there may be.
    pub(super) fn audit_of(
        &self,
        organisation: &Slug,
        entry: Option<&AuditEntry>,
    ) -> Result<Vec<TransactWriteItem>, StoreError> {
        let entry = entry.map(|entry| self.audit(organisation, entry)).transpose()?;
        Ok(entry.into_iter().collect())
    }

    /// Writes an entry of what is no write of ours. Written again, it is the same.
    pub async fn put_audit(&self, organisation: &Slug, entry: &AuditEntry) -> Result<(), StoreError> {
        self.put(&self.tables.audit, to_item(organisation, entry), Terms::always())
            .await?;
        Ok(())
    }

    /// Up to `limit` entries, the newest first, from after the key of the last one seen; and the key of the last of them, where
    /// there are more.
    ///
    /// A filter by person or kind reads past the others: at most what two years hold.
    pub async fn find_audit(
        &self,
        organisation: &Slug,
        wanted: &Wanted,
        now: Timestamp,
        after: Option<&str>,
        limit: usize,
    ) -> Result<(Vec<AuditEntry>, Option<String>), StoreError> {
        let first = sort_key(wanted.from.unwrap_or(now - KEPT).max(now - KEPT), "");
        let last = wanted.to.map_or_else(|| LAST.to_owned(), |to| sort_key(to, ""));
        if after.is_some_and(|after| after <= first.as_str()) || first > last {
            return Ok((Vec::new(), None));
        }
        let filter: Vec<&str> = [
            wanted.by.as_ref().map(|_| "#by = :by"),
            wanted.kind.map(|_| "#kind = :kind"),
        ]
        .into_iter()
        .flatten()
        .collect();
        let mut query = self
            .client
            .query()
            .table_name(&self.tables.audit)
            .key_condition_expression("pk = :pk AND sk BETWEEN :first AND :last")
            .expression_attribute_values(":pk", s(organisation.as_str()))
            .expression_attribute_values(":first", s(first))
            .expression_attribute_values(":last", s(last))
            .set_exclusive_start_key(after.map(|after| key(organisation, after)))
            .scan_index_forward(false)
            .consistent_read(true);
        if let Some(by) = &wanted.by {
            query = query
                .expression_attribute_names("#by", "by")
                .expression_attribute_values(":by", s(by));
        }
        if let Some(kind) = wanted.kind {
            query = query
                .expression_attribute_names("#kind", "kind")
                .expression_attribute_values(":kind", s(kind.as_str()));
        }
        // One more than asked for says whether there are more. With a filter, a page of DynamoDB's is as long as it may be.
        let page = filter
            .is_empty()
            .then_some(limit + 1)
            .and_then(|most| i32::try_from(most).ok());
        let filter = (!filter.is_empty()).then(|| filter.join(" AND "));
        let mut items = query
            .set_filter_expression(filter)
            .set_limit(page)
            .into_paginator()
            .items()
            .send();
        let (mut entries, mut keys) = (Vec::new(), Vec::new());
        while let Some(item) = items.next().await {
            let item = item?;
            if entries.len() == limit {
                return Ok((entries, keys.pop()));
            }
            let Key { sk } = item::read(&item, TABLE)?;
            keys.push(sk);
            entries.push(from_item(&item)?);
        }
        Ok((entries, None))
    }
}

fn key(organisation: &Slug, sort_key: &str) -> Item {
    item::item([("pk", s(organisation.as_str())), ("sk", s(sort_key))])
}
