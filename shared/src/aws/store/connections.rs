//! Connections of single sign-on: one item each, in a partition of their own beside their organisation's, so that nothing that
//! reads an organisation reads past them.

use super::{
    Store, StoreError,
    call::{self, Terms},
    item::{self, Item, item, json, s},
    organisations::{VersionedSettings, value_of},
    sso::unchanged,
};
use crate::domain::{audit::AuditEntry, context::Context, organisation::Slug, sso::connection::Connection};
use aws_sdk_dynamodb::types::TransactWriteItem;
use serde::Serialize;

/// Why a connection that works is not needed.
#[derive(Debug)]
pub enum Spared {
    /// Single sign-on is not required, by the settings as they were read.
    BySettings(Box<VersionedSettings>),
    /// Another one works, as it was read.
    ByAnother(Box<Connection>),
}

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
            Some(before) => unchanged(json(before)),
        };
        let put = call::put(
            &self.tables.organisations,
            to_item(organisation, connection),
            &terms,
        )?;
        let items = [put, self.audit(organisation, audit)?];
        self.carried_out(context, &items).await
    }

    /// Writes a connection over the one that was `before`, which takes its proof that it works away, while `spared` lets it. `false`:
    /// any of it was changed in between.
    pub async fn put_unproven_connection(
        &self,
        context: &Context,
        organisation: &Slug,
        [before, after]: [&Connection; 2],
        audit: &AuditEntry,
        spared: &Spared,
    ) -> Result<bool, StoreError> {
        let terms = unchanged(json(before));
        let item = to_item(organisation, after);
        let items = [
            call::put(&self.tables.organisations, item, &terms)?,
            self.audit(organisation, audit)?,
            self.require_spared(organisation, spared)?,
        ];
        self.carried_out(context, &items).await
    }

    /// Notes on a connection that was `before` what is nobody's wish, and so in no audit: that it works, or how its secret is sealed.
    /// `false`: it was changed in between.
    pub async fn note_connection(
        &self,
        organisation: &Slug,
        [before, after]: [&Connection; 2],
    ) -> Result<bool, StoreError> {
        let item = to_item(organisation, after);
        let terms = unchanged(json(before));
        self.put(&self.tables.organisations, item, terms).await
    }

    /// The condition that a connection is as it was read.
    pub(super) fn require_connection(
        &self,
        organisation: &Slug,
        connection: &Connection,
    ) -> Result<TransactWriteItem, StoreError> {
        let key = key_in(organisation, &connection.id);
        call::require(&self.tables.organisations, key, &unchanged(json(connection)))
    }

    fn require_spared(&self, organisation: &Slug, spared: &Spared) -> Result<TransactWriteItem, StoreError> {
        match spared {
            Spared::BySettings(settings) => self.require_settings(organisation, settings),
            Spared::ByAnother(connection) => self.require_connection(organisation, connection),
        }
    }

    /// Removes a connection, with what the audit says of it, while `spared` lets it. `false`: it is not there, or what spares it was
    /// changed in between.
    pub async fn remove_connection(
        &self,
        context: &Context,
        organisation: &Slug,
        id: &str,
        audit: &AuditEntry,
        spared: &Spared,
    ) -> Result<bool, StoreError> {
        let terms = Terms::when("attribute_exists(entry)");
        let items = [
            call::delete(&self.tables.organisations, key_in(organisation, id), &terms)?,
            self.audit(organisation, audit)?,
            self.require_spared(organisation, spared)?,
        ];
        self.carried_out(context, &items).await
    }
}
