//! What rests on single sign-on being the only road: the settings that say so, the administrator who keeps a password, the rights
//! they have, and a connection that works. Whatever takes one of them away is written under a condition on the others, so that of
//! two writes at the same moment no combination locks an organisation out.

use super::{
    Cancelled, Store, StoreError,
    call::{self, Terms},
    item::json,
    organisations::{EntryError, StoredEntry, VersionedSettings, entry_key, settings_item, settings_key},
    user_item,
};
use crate::domain::{
    audit::AuditEntry,
    context::Context,
    organisation::{Entry, PermissionType, Settings, Slug},
    sso::connection::Connection,
    user::User,
};
use aws_sdk_dynamodb::types::TransactWriteItem;

/// What has to be so for settings to be written.
#[derive(Debug, Default)]
pub struct RestsOn {
    /// People who become the break-glass administrator, or are it no more: as they were, and as they are then.
    pub marked: Vec<[User; 2]>,
    /// The permission type of the one who becomes it, as it was read.
    pub permission_type: Option<PermissionType>,
    /// A connection that works, as it was read.
    pub connection: Option<Connection>,
}

impl Store {
    /// Writes settings over those that were read, with what rests on them. `false`: any of it was changed in between.
    ///
    /// # Errors
    ///
    /// Those of the store.
    pub async fn put_settings(
        &self,
        context: &Context,
        slug: &Slug,
        before: &VersionedSettings,
        after: &Settings,
        audit: &AuditEntry,
        rests_on: &RestsOn,
    ) -> Result<bool, StoreError> {
        let item = settings_item(slug, after.clone(), before.version + 1);
        let over = Terms::version(before.version);
        let mut items = vec![
            call::put(&self.tables.organisations, item, &over)?,
            self.audit(slug, audit)?,
        ];
        for [was, is] in &rests_on.marked {
            let marked = User {
                version: was.version + 1,
                ..is.clone()
            };
            let item = user_item::to_item(&marked);
            items.push(call::put(&self.tables.users, item, &Terms::version(was.version))?);
        }
        if let Some(kind) = &rests_on.permission_type {
            let key = entry_key::<PermissionType>(slug.as_str(), kind.id());
            items.push(call::require(
                &self.tables.organisations,
                key,
                &unchanged(json(kind)),
            )?);
        }
        if let Some(connection) = &rests_on.connection {
            items.push(self.require_connection(slug, connection)?);
        }
        self.carried_out(context, &items).await
    }

    /// Changes an entry of a list that was `before`, with what the audit says of it, while the settings are as they were read.
    ///
    /// # Errors
    ///
    /// The name is taken; the entry or the settings were changed; or the store's.
    pub async fn put_entry_under<E: StoredEntry>(
        &self,
        context: &Context,
        slug: &Slug,
        entry: &E,
        before: &E,
        audit: Option<&AuditEntry>,
        settings: &VersionedSettings,
    ) -> Result<(), EntryError> {
        let beside = vec![self.require_settings(slug, settings)?];
        self.write_entry(context, slug, entry, Some(before), audit, beside)
            .await
    }

    /// The condition that the settings are as they were read.
    pub(super) fn require_settings(
        &self,
        slug: &Slug,
        settings: &VersionedSettings,
    ) -> Result<TransactWriteItem, StoreError> {
        let terms = Terms::version(settings.version);
        call::require(&self.tables.organisations, settings_key(slug), &terms)
    }

    /// Writes all of it. `false`: a condition did not hold, and nothing was written.
    pub(super) async fn carried_out(
        &self,
        context: &Context,
        items: &[TransactWriteItem],
    ) -> Result<bool, StoreError> {
        match self.transact(context, items).await {
            Ok(()) => Ok(true),
            Err(Cancelled::Conditions(_)) => Ok(false),
            Err(Cancelled::Store(error)) => Err(error),
        }
    }
}

/// The condition that an item's value is as it was read.
pub(super) fn unchanged(value: aws_sdk_dynamodb::types::AttributeValue) -> Terms {
    Terms::when("#value = :before")
        .name("#value", "value")
        .value(":before", value)
}
