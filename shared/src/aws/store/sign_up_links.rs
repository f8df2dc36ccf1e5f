//! Sign-up links: items of the Organisations table in partitions of their own, which nothing else of an organisation reads.
//!
//! Beside each link stand the tokens it ever had, each with the link's id: one that the link does not have any more was
//! replaced, one whose link is gone was revoked. A seat is taken in the transaction that writes the submission, under the
//! conditions that make the link work at that moment, so that no submission passes a rotation, an end or a last seat.

use super::{
    Cancelled, Store, StoreError,
    call::{self, Terms},
    ephemera::{Counter, key_of as key_of_counter},
    item::{self, Item, n, s},
    organisations::{ABSENT, TABLE, key_of, with_key},
    submissions,
};
use crate::domain::{
    audit::AuditEntry, context::Context, organisation::Slug, principal::Principal, sign_up_link::SignUpLink,
    submission::Submission, user::User,
};
use aws_sdk_dynamodb::types::TransactWriteItem;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A link's attributes, but for the key.
#[derive(Serialize, Deserialize)]
struct Stored {
    department: String,
    #[serde(default)]
    label: Option<String>,
    /// Seconds since 1970, for conditions compare it.
    #[serde(default, with = "jiff::fmt::serde::timestamp::second::optional")]
    ends_at: Option<Timestamp>,
    #[serde(default)]
    seats: Option<u32>,
    used: u32,
    token: String,
    created_by: Principal,
    created_at: Timestamp,
}

/// What a token's item holds.
#[derive(Serialize, Deserialize)]
struct Token {
    link: String,
}

/// The key of a stored link.
#[derive(Deserialize)]
struct Key<'a> {
    organisation: &'a str,
    entry: &'a str,
}

/// What is known of a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenFound {
    /// It is this link's.
    Current(Box<SignUpLink>),
    /// Its link has another one by now.
    Replaced,
    /// Its link is gone.
    Revoked,
}

/// What came of asking for a seat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seat {
    /// It is taken, and the submission is written.
    Taken,
    /// The same press has taken one already. Nothing is written.
    Repeated,
    /// The link was rotated or revoked, has ended, or is full. Nothing is written.
    Refused,
}

fn links_of(organisation: &Slug) -> String {
    format!("{organisation}#sign-up-links")
}

fn link_key(organisation: &Slug, id: &str) -> Item {
    key_of(&links_of(organisation), id)
}

fn token_key(organisation: &Slug, token: &str) -> Item {
    key_of(&format!("{organisation}#sign-up-tokens"), token)
}

pub(super) fn to_item(link: &SignUpLink) -> Item {
    let stored = Stored {
        department: link.department.clone(),
        label: link.label.clone(),
        ends_at: link.ends_at,
        seats: link.seats,
        used: link.used,
        token: link.token.clone(),
        created_by: link.created_by.clone(),
        created_at: link.created_at,
    };
    with_key(link_key(&link.organisation, &link.id), &stored)
}

pub(super) fn from_item(item: &Item) -> Result<SignUpLink, StoreError> {
    let Key { organisation, entry } = item::read(item, TABLE)?;
    let slug = organisation
        .split_once('#')
        .and_then(|(slug, _)| Slug::parse(slug).ok());
    let stored: Stored = item::read(item, TABLE)?;
    Ok(SignUpLink {
        organisation: slug.ok_or(StoreError::Unreadable(TABLE))?,
        id: entry.to_owned(),
        department: stored.department,
        label: stored.label,
        ends_at: stored.ends_at,
        seats: stored.seats,
        used: stored.used,
        token: stored.token,
        created_by: stored.created_by,
        created_at: stored.created_at,
    })
}

impl Store {
    fn put_token(&self, link: &SignUpLink) -> Result<TransactWriteItem, StoreError> {
        let token = Token {
            link: link.id.clone(),
        };
        let item = with_key(token_key(&link.organisation, &link.token), &token);
        call::put(&self.tables.organisations, item, &Terms::when(ABSENT))
    }

    /// Writes a new link with its token, and what the audit says of it.
    ///
    /// # Errors
    ///
    /// Those of the store.
    pub async fn create_sign_up_link(
        &self,
        context: &Context,
        link: &SignUpLink,
        audit: &AuditEntry,
    ) -> Result<(), StoreError> {
        let items = [
            call::put(&self.tables.organisations, to_item(link), &Terms::when(ABSENT))?,
            self.put_token(link)?,
            self.audit(&link.organisation, audit)?,
        ];
        match self.transact(context, &items).await {
            // Id and token are random: if they are there, the answer to this very write was lost on its way.
            Ok(()) | Err(Cancelled::Conditions(_)) => Ok(()),
            Err(Cancelled::Store(error)) => Err(error),
        }
    }

    /// One link.
    ///
    /// # Errors
    ///
    /// Those of the store.
    pub async fn find_sign_up_link(
        &self,
        organisation: &Slug,
        id: &str,
    ) -> Result<Option<SignUpLink>, StoreError> {
        // An id that came with a request; the store takes no empty key and no longer one.
        if id.is_empty() || id.len() > 64 {
            return Ok(None);
        }
        let key = link_key(organisation, id);
        let found = self.get(&self.tables.organisations, key).await?;
        found.as_ref().map(from_item).transpose()
    }

    /// All links of an organisation, in no order.
    ///
    /// # Errors
    ///
    /// Those of the store.
    pub async fn find_sign_up_links(&self, organisation: &Slug) -> Result<Vec<SignUpLink>, StoreError> {
        let mut items = self
            .client
            .query()
            .table_name(&self.tables.organisations)
            .key_condition_expression("organisation = :links")
            .expression_attribute_values(":links", s(links_of(organisation)))
            .consistent_read(true)
            .into_paginator()
            .items()
            .send();
        let mut links = Vec::new();
        while let Some(item) = items.next().await {
            links.push(from_item(&item?)?);
        }
        Ok(links)
    }

    /// What is known of a token, as [`SignUpLink::read_token`] reads it. `None`: no link of this organisation ever had it.
    ///
    /// # Errors
    ///
    /// Those of the store.
    pub async fn find_sign_up_token(
        &self,
        organisation: &Slug,
        token: &str,
    ) -> Result<Option<TokenFound>, StoreError> {
        let key = token_key(organisation, token);
        let Some(found) = self.get(&self.tables.organisations, key).await? else {
            return Ok(None);
        };
        let Token { link } = item::read(&found, TABLE)?;
        let link = self.find_sign_up_link(organisation, &link).await?;
        Ok(Some(match link {
            None => TokenFound::Revoked,
            Some(link) if link.token == token => TokenFound::Current(Box::new(link)),
            Some(_) => TokenFound::Replaced,
        }))
    }

    /// Gives a link, as it was read, another token. `false`: it was rotated or revoked in the meantime.
    ///
    /// # Errors
    ///
    /// Those of the store.
    pub async fn rotate_sign_up_link(
        &self,
        context: &Context,
        before: &SignUpLink,
        after: &SignUpLink,
        audit: &AuditEntry,
    ) -> Result<bool, StoreError> {
        let terms = Terms::when("#token = :before")
            .name("#token", "token")
            .value(":before", s(&before.token))
            .value(":after", s(&after.token));
        let key = link_key(&after.organisation, &after.id);
        let items = [
            call::update(&self.tables.organisations, key, "SET #token = :after", &terms)?,
            self.put_token(after)?,
            self.audit(&after.organisation, audit)?,
        ];
        self.transact_if(context, &items).await
    }

    /// Takes a link, as it was read, along to another department: its token, end, seats and who has taken them stay. `false`: it
    /// has been taken along already, or was revoked.
    ///
    /// # Errors
    ///
    /// Those of the store.
    pub async fn move_sign_up_link(
        &self,
        context: &Context,
        link: &SignUpLink,
        to: &str,
        audit: &AuditEntry,
    ) -> Result<bool, StoreError> {
        let terms = Terms::when("department = :from")
            .value(":from", s(&link.department))
            .value(":to", s(to));
        let key = link_key(&link.organisation, &link.id);
        let items = [
            call::update(&self.tables.organisations, key, "SET department = :to", &terms)?,
            self.audit(&link.organisation, audit)?,
        ];
        self.transact_if(context, &items).await
    }

    /// Removes a link; its tokens stay, and say so. `false`: it is gone already.
    ///
    /// # Errors
    ///
    /// Those of the store.
    pub async fn revoke_sign_up_link(
        &self,
        context: &Context,
        link: &SignUpLink,
        audit: &AuditEntry,
    ) -> Result<bool, StoreError> {
        let key = link_key(&link.organisation, &link.id);
        let is_there = Terms::when("attribute_exists(entry)");
        let items = [
            call::delete(&self.tables.organisations, key, &is_there)?,
            self.audit(&link.organisation, audit)?,
        ];
        self.transact_if(context, &items).await
    }

    /// Writes a new submission and takes a seat of the link it came by, unless the same press took one within so many seconds.
    ///
    /// # Errors
    ///
    /// Those of the store.
    pub async fn put_submission_with_seat(
        &self,
        context: &Context,
        submission: &Submission,
        link: &SignUpLink,
        press: &Counter,
        seconds: i64,
    ) -> Result<Seat, StoreError> {
        let now = context.now().as_second();
        let open = Terms::when(
            "#token = :token AND (attribute_not_exists(seats) OR #used < seats) \
             AND (attribute_not_exists(ends_at) OR ends_at > :now)",
        )
        .name("#token", "token")
        .name("#used", "used")
        .value(":token", s(&link.token))
        .value(":now", n(now))
        .value(":one", n(1));
        let first = Terms::when("attribute_not_exists(pk) OR expires <= :now")
            .value(":now", n(now))
            .value(":expires", n(now + seconds));
        let submitted = submissions::to_item(submission);
        let link = link_key(&link.organisation, &link.id);
        let items = [
            call::update(
                &self.tables.ephemera,
                key_of_counter(press.key()),
                "SET expires = :expires",
                &first,
            )?,
            call::update(
                &self.tables.organisations,
                link,
                "SET #used = #used + :one",
                &open,
            )?,
            call::put(&self.tables.users, submitted, &Terms::when(call::ABSENT))?,
        ];
        match self.transact(context, &items).await {
            Ok(()) => Ok(Seat::Taken),
            Err(Cancelled::Conditions(failed)) if failed.contains(&0) => Ok(Seat::Repeated),
            Err(Cancelled::Conditions(_)) => Ok(Seat::Refused),
            Err(Cancelled::Store(error)) => Err(error),
        }
    }

    /// The write that gives a seat of a link back. It fails where the link was revoked in the meantime: seats are of no
    /// account then.
    pub(super) fn give_seat_back(
        &self,
        organisation: &Slug,
        link: &str,
    ) -> Result<TransactWriteItem, StoreError> {
        self.give_seats(organisation, link, 1)
    }

    fn give_seats(
        &self,
        organisation: &Slug,
        link: &str,
        count: usize,
    ) -> Result<TransactWriteItem, StoreError> {
        let terms = Terms::when("#used >= :count")
            .name("#used", "used")
            .value(":count", n(i64::try_from(count).unwrap_or(i64::MAX)));
        let key = link_key(organisation, link);
        let give = "SET #used = #used - :count";
        call::update(&self.tables.organisations, key, give, &terms)
    }

    /// The writes that give back the seats of sign-ups that nobody has confirmed and that are going: one for each link, with
    /// its id, but for the links that are known to be revoked.
    pub(super) fn give_seats_back(
        &self,
        going: &[User],
        revoked: &BTreeSet<String>,
    ) -> Result<Vec<(String, TransactWriteItem)>, StoreError> {
        let mut seats: BTreeMap<(&Slug, &str), usize> = BTreeMap::new();
        for user in going.iter().filter(|user| user.is_unconfirmed_sign_up()) {
            if let Some(link) = user
                .sign_up_link
                .as_deref()
                .filter(|link| !revoked.contains(*link))
            {
                *seats.entry((&user.organisation, link)).or_default() += 1;
            }
        }
        let seats = seats.into_iter().map(|((organisation, link), count)| {
            let write = self.give_seats(organisation, link, count)?;
            Ok((link.to_owned(), write))
        });
        seats.collect()
    }

    /// Whether a transaction's conditions held.
    async fn transact_if(&self, context: &Context, items: &[TransactWriteItem]) -> Result<bool, StoreError> {
        match self.transact(context, items).await {
            Ok(()) => Ok(true),
            Err(Cancelled::Conditions(_)) => Ok(false),
            Err(Cancelled::Store(error)) => Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link() -> SignUpLink {
        SignUpLink {
            organisation: Slug::parse("demo").unwrap(),
            id: "l_0123456789abcdef".into(),
            department: "d_1".into(),
            label: Some("Kantine".into()),
            ends_at: Timestamp::from_second(1_800_000_000).ok(),
            seats: Some(20),
            used: 3,
            token: "0123456789abcdef".into(),
            created_by: Principal::User("u_1".into()),
            created_at: "2026-08-01T08:00:00.123Z".parse().unwrap(),
        }
    }

    #[test]
    fn a_link_is_read_back_as_written() {
        let bare = SignUpLink {
            label: None,
            ends_at: None,
            seats: None,
            ..link()
        };
        for link in [link(), bare] {
            assert_eq!(from_item(&to_item(&link)).unwrap(), link);
        }
        let full = to_item(&link());
        assert_eq!(full["ends_at"], n(1_800_000_000));
        assert_eq!(full["organisation"], s("demo#sign-up-links"));
        assert_eq!(full["entry"], s("l_0123456789abcdef"));
    }
}
