//! Whom a directory keeps in step, in the order in which they came: a partition beside the organisation's, with nothing of a person
//! but their id.
//!
//! An entry is written before its user. One whose user is not there, or is not kept in step any more, stands for nobody.

use super::{
    Store, StoreError,
    call::Terms,
    ephemera::{Counter, key_of as ephemeral},
    item::{Item, item, n, s},
    organisations::key_of,
};
use crate::domain::{organisation::Slug, secret::Secret, user::User};
use jiff::{SignedDuration, Timestamp};

/// How long it is remembered where a page of a list ended.
const PLACE_KEPT: SignedDuration = SignedDuration::from_mins(15);
/// Items that one answer of the store has room for: an entry is below 100 bytes, an answer has a megabyte.
const MOST_AT_ONCE: i32 = 5_000;

/// An entry of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place(String);

impl Place {
    /// That of somebody whom a directory keeps in step.
    pub fn of(user: &User) -> Option<Self> {
        let since = user.provisioned.as_ref()?.since;
        Some(Self(format!("{since:.3}#{}", user.id)))
    }

    /// As [`Place::key`] wrote it.
    pub fn from_key(key: &str) -> Self {
        Self(key.to_owned())
    }

    /// What places are ordered by.
    pub fn key(&self) -> &str {
        &self.0
    }

    /// Whether it is the one of somebody as they are: an adoption that came to nothing may have left another one of theirs.
    pub fn is_of(&self, user: &User) -> bool {
        Self::of(user).as_ref() == Some(self)
    }

    /// Whose it is.
    pub fn user(&self) -> &str {
        self.0.split_once('#').map_or("", |(_, id)| id)
    }

    /// Since when it is there.
    pub fn since(&self) -> Option<Timestamp> {
        self.0.split_once('#')?.0.parse().ok()
    }
}

/// No slug has a `#`.
fn partition(organisation: &Slug) -> String {
    format!("{organisation}#provisioned")
}

/// The partition of those whom directories would have taken over.
fn adoptable(organisation: &Slug) -> String {
    format!("{organisation}#adoptable")
}

fn adoptable_key(organisation: &Slug, id: &str) -> Item {
    key_of(&adoptable(organisation), id)
}

fn item_of(organisation: &Slug, place: &Place) -> Item {
    key_of(&partition(organisation), place.0.clone())
}

impl Store {
    /// Enters somebody into the list of those whom a directory keeps in step; once more changes nothing.
    pub async fn enter_provisioned(&self, user: &User) -> Result<(), StoreError> {
        let Some(place) = Place::of(user) else {
            return Ok(());
        };
        let item = item_of(&user.organisation, &place);
        self.put(&self.tables.organisations, item, Terms::always())
            .await?;
        Ok(())
    }

    /// Takes an entry out of the list.
    pub async fn leave_provisioned(&self, organisation: &Slug, place: &Place) -> Result<(), StoreError> {
        let key = item_of(organisation, place);
        self.delete(&self.tables.organisations, key, Terms::always())
            .await?;
        Ok(())
    }

    /// Notes that a directory would have taken over somebody who is there; once more changes nothing.
    pub async fn note_adoptable(&self, user: &User) -> Result<(), StoreError> {
        let item = adoptable_key(&user.organisation, &user.id);
        self.put(&self.tables.organisations, item, Terms::always())
            .await?;
        Ok(())
    }

    /// Forgets that a directory would have taken somebody over.
    pub async fn forget_adoptable(&self, organisation: &Slug, id: &str) -> Result<(), StoreError> {
        let key = adoptable_key(organisation, id);
        self.delete(&self.tables.organisations, key, Terms::always())
            .await?;
        Ok(())
    }

    /// The ids of those whom directories would have taken over, were they let, `most` of them at most. Some may be gone by now.
    pub async fn find_adoptable(&self, organisation: &Slug, most: usize) -> Result<Vec<String>, StoreError> {
        let mut items = self
            .client
            .query()
            .table_name(&self.tables.organisations)
            .key_condition_expression("organisation = :list")
            .expression_attribute_values(":list", s(adoptable(organisation)))
            .projection_expression("entry")
            .into_paginator()
            .items()
            .send();
        let mut ids = Vec::new();
        while ids.len() < most
            && let Some(item) = items.next().await
        {
            ids.extend(item?.get("entry").and_then(|entry| entry.as_s().ok()).cloned());
        }
        Ok(ids)
    }

    /// Entries of the list after a place in it, the oldest first: as many as one query gives, `limit` at most. `true`: there are more.
    pub async fn list_provisioned(
        &self,
        organisation: &Slug,
        after: Option<&Place>,
        limit: usize,
    ) -> Result<(Vec<Place>, bool), StoreError> {
        let limit = i32::try_from(limit)
            .unwrap_or(MOST_AT_ONCE)
            .clamp(1, MOST_AT_ONCE);
        let answer = self
            .client
            .query()
            .table_name(&self.tables.organisations)
            .key_condition_expression("organisation = :list")
            .expression_attribute_values(":list", s(partition(organisation)))
            .projection_expression("entry")
            .set_exclusive_start_key(after.map(|place| item_of(organisation, place)))
            .consistent_read(true)
            .limit(limit)
            .send()
            .await?;
        let entries = answer
            .items()
            .iter()
            .filter_map(|item| item.get("entry")?.as_s().ok());
        let places = entries.map(|entry| Place(entry.clone())).collect();
        Ok((places, answer.last_evaluated_key().is_some()))
    }

    /// Remembers for a while after which entry the one of this number comes (the first has the number 1), for the directory that asks
    /// for the page that follows: another one is shown other people, and numbers them otherwise.
    pub async fn note_place(
        &self,
        secret: &Secret,
        now: Timestamp,
        of: (&Slug, &str),
        number: usize,
        after: &Place,
    ) -> Result<(), StoreError> {
        let mut noted = place_key(secret, of, number);
        noted.extend(item([
            ("place", s(&*after.0)),
            ("expires", n((now + PLACE_KEPT).as_second())),
        ]));
        self.put(&self.tables.ephemera, noted, Terms::always()).await?;
        Ok(())
    }

    /// After which entry the one of this number came a while ago.
    pub async fn find_place(
        &self,
        secret: &Secret,
        now: Timestamp,
        of: (&Slug, &str),
        number: usize,
    ) -> Result<Option<Place>, StoreError> {
        let found = self
            .get(&self.tables.ephemera, place_key(secret, of, number))
            .await?;
        Ok(found.and_then(|found| {
            let expires: i64 = found.get("expires")?.as_n().ok()?.parse().ok()?;
            let place = found.get("place")?.as_s().ok()?;
            (now.as_second() < expires).then(|| Place(place.clone()))
        }))
    }
}

fn place_key(secret: &Secret, (organisation, directory): (&Slug, &str), number: usize) -> Item {
    let of = [organisation.as_str(), directory, &number.to_string()];
    ephemeral(Counter::new(secret, "provisioned_place", &of).key())
}
