//! Connections of single sign-on: one item each, in a partition of their own beside their organisation's, so that nothing that
//! reads an organisation reads past them.

use super::{
    Cancelled, Store, StoreError,
    call::{self, Terms},
    item::{self, Item, item, json, s},
    organisations::value_of,
};
use crate::domain::{audit::AuditEntry, context::Context, organisation::Slug, sso::connection::Connection};
use aws_sdk_dynamodb::types::TransactWriteItem;
use serde::Serialize;

/// What an item holds.
#[derive(Serialize)]
struct Held<'a> {
    value: &'a Connection,
}

/// No slug has a `#`.
fn partition(organisation: &Slug) -> String {
    format!("{organisation}#connections")
}

fn key_in(organisation: &Slug, id: &str) -> Item {
    item([("organisation", s(partition(organisation))), ("entry", s(id))])
}

pub(super) fn to_item(organisation: &Slug, connection: &Connection) -> Item {
    let mut item = item::to_item(&Held { value: connection });
    item.extend(key_in(organisation, &connection.id));
    item
}

impl Store {
    /// A connection of an organisation.
    pub async fn find_connection(
        &self,
        organisation: &Slug,
        id: &str,
    ) -> Result<Option<Connection>, StoreError> {
        let key = key_in(organisation, id);
        let found = self.get(&self.tables.organisations, key).await?;
        found.as_ref().map(value_of).transpose()
    }

    /// Every connection of an organisation, the oldest first: one query, of twenty at most.
    pub async fn find_connections(&self, organisation: &Slug) -> Result<Vec<Connection>, StoreError> {
        let mut items = self
            .client
            .query()
            .table_name(&self.tables.organisations)
            .key_condition_expression("organisation = :connections")
            .expression_attribute_values(":connections", s(partition(organisation)))
            .consistent_read(true)
            .into_paginator()
            .items()
            .send();
        let mut connections: Vec<Connection> = Vec::new();
        while let Some(found) = items.next().await {
            connections.push(value_of(&found?)?);
        }
        connections.sort_by(|one, other| (one.created_at, &one.id).cmp(&(other.created_at, &other.id)));
        Ok(connections)
    }

    /// Writes a connection that is new, or that was `before`, with what the audit says of it. `false`: it was changed in between.
    pub async fn put_connection(
        &self,
        context: &Context,
        organisation: &Slug,
        connection: &Connection,
        before: Option<&Connection>,
        audit: &AuditEntry,
    ) -> Result<bool, StoreError> {
        let terms = match before {
            None => Terms::when("attribute_not_exists(entry)"),
            Some(before) => Terms::when("#value = :before")
                .name("#value", "value")
                .value(":before", json(before)),
        };
        let put = call::put(
            &self.tables.organisations,
            to_item(organisation, connection),
            &terms,
        )?;
        self.write_connection(context, organisation, put, audit).await
    }

    /// Removes a connection, with what the audit says of it. `false`: it is not there.
    pub async fn remove_connection(
        &self,
        context: &Context,
        organisation: &Slug,
        id: &str,
        audit: &AuditEntry,
    ) -> Result<bool, StoreError> {
        let terms = Terms::when("attribute_exists(entry)");
        let delete = call::delete(&self.tables.organisations, key_in(organisation, id), &terms)?;
        self.write_connection(context, organisation, delete, audit).await
    }

    async fn write_connection(
        &self,
        context: &Context,
        organisation: &Slug,
        write: TransactWriteItem,
        audit: &AuditEntry,
    ) -> Result<bool, StoreError> {
        let items = [write, self.audit(organisation, audit)?];
        match self.transact(context, &items).await {
            Ok(()) => Ok(true),
            Err(Cancelled::Conditions(_)) => Ok(false),
            Err(Cancelled::Store(error)) => Err(error),
        }
    }
}
