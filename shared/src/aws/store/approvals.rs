//! Departments in which somebody awaits approval, and whose managers have yet to be notified: items of the Organisations table, in
//! a partition of their own.

use super::{
    Store, StoreError,
    call::Terms,
    ephemera::{Counter, key_of as key_of_counter},
    item::{self, n, s},
    organisations::{TABLE, key_of, with_key},
};
use crate::domain::organisation::Slug;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The partition. No slug has a `#` at its beginning.
const MARKS: &str = "#approvals";

/// A department in which somebody awaits approval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApprovalMark {
    /// The organisation.
    pub organisation: Slug,
    /// The department, by its id.
    pub department: String,
    /// When somebody signed up there last.
    pub marked_at: Timestamp,
}

#[derive(Serialize, Deserialize)]
struct Stored {
    marked_at: Timestamp,
    /// Its managers were notified of late: not again before this.
    not_before: Timestamp,
}

#[derive(Deserialize)]
struct Key<'a> {
    entry: &'a str,
}

fn entry(organisation: &Slug, department: &str) -> String {
    format!("{organisation}#{department}")
}

impl Store {
    /// Notes that somebody awaits approval in a department.
    ///
    /// # Errors
    ///
    /// Those of the store.
    pub async fn mark_for_approval(
        &self,
        organisation: &Slug,
        department: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let stored = Stored {
            marked_at: now,
            not_before: now,
        };
        let item = with_key(key_of(MARKS, entry(organisation, department)), &stored);
        self.put(&self.tables.organisations, item, Terms::always())
            .await?;
        Ok(())
    }

    /// The departments whose managers are to be notified now.
    ///
    /// # Errors
    ///
    /// Those of the store.
    pub async fn find_approval_marks(&self, now: Timestamp) -> Result<Vec<ApprovalMark>, StoreError> {
        let mut items = self
            .client
            .query()
            .table_name(&self.tables.organisations)
            .key_condition_expression("organisation = :marks")
            .expression_attribute_values(":marks", s(MARKS))
            .into_paginator()
            .items()
            .send();
        let mut marks = Vec::new();
        while let Some(item) = items.next().await {
            let item = item?;
            let (Key { entry }, stored): (Key<'_>, Stored) =
                (item::read(&item, TABLE)?, item::read(&item, TABLE)?);
            let (organisation, department) = entry.split_once('#').ok_or(StoreError::Unreadable(TABLE))?;
            if stored.not_before <= now {
                marks.push(ApprovalMark {
                    organisation: Slug::parse(organisation).map_err(|_| StoreError::Unreadable(TABLE))?,
                    department: department.to_owned(),
                    marked_at: stored.marked_at,
                });
            }
        }
        Ok(marks)
    }

    /// Looks at a department again later, unless somebody has signed up there since.
    ///
    /// # Errors
    ///
    /// Those of the store.
    pub async fn defer_approval_mark(
        &self,
        mark: &ApprovalMark,
        not_before: Timestamp,
    ) -> Result<(), StoreError> {
        let stored = Stored {
            marked_at: mark.marked_at,
            not_before,
        };
        let key = key_of(MARKS, entry(&mark.organisation, &mark.department));
        let item = with_key(key, &stored);
        self.put(&self.tables.organisations, item, unchanged(mark))
            .await?;
        Ok(())
    }

    /// Its managers are notified, unless somebody has signed up there since.
    ///
    /// # Errors
    ///
    /// Those of the store.
    pub async fn finish_approval_mark(&self, mark: &ApprovalMark) -> Result<(), StoreError> {
        let key = key_of(MARKS, entry(&mark.organisation, &mark.department));
        self.delete(&self.tables.organisations, key, unchanged(mark))
            .await?;
        Ok(())
    }

    /// Whether this is the first time in so many seconds. Of several at once, one is.
    ///
    /// # Errors
    ///
    /// Those of the store.
    pub async fn is_first_in(
        &self,
        now: Timestamp,
        counter: &Counter,
        seconds: i64,
    ) -> Result<bool, StoreError> {
        let now = now.as_second();
        let terms = Terms::when("attribute_not_exists(pk) OR expires <= :now")
            .value(":now", n(now))
            .value(":expires", n(now + seconds));
        let key = key_of_counter(counter.key());
        self.update(&self.tables.ephemera, key, "SET expires = :expires", terms)
            .await
    }
}

fn unchanged(mark: &ApprovalMark) -> Terms {
    Terms::when("marked_at = :marked_at").value(":marked_at", s(mark.marked_at.to_string()))
}
