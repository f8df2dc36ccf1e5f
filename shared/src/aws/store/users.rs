//! Users and the identifiers they own.
//!
//! A user's item holds the whole person and stays below a kilobyte, so that an import pays four write units for a user
//! with one identifier. Changes are read, decided and written under a condition on the version: two changes at once
//! never lose one.

mod find;

pub use super::user_item::{id_of_key, user_of_image};
use super::{
    Cancelled, OnThrottle, Store, StoreError,
    call::{self, ABSENT, Terms},
    held::BrakeWrite,
    item::{self, Item, item, s},
    rounds::{Rounds, TRIES},
    submissions,
    user_item::{identifier_key, to_item, user_key},
};
use crate::domain::{
    audit::AuditEntry, context::Context, identifier::Identifier, organisation::Slug, submission::Submission,
    user::User,
};
use aws_sdk_dynamodb::types::TransactWriteItem;
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashSet};

const IDENTIFIERS: &str = "Identifiers";
/// Index partitions of one organisation's list: a whole import must not go into one (1,000 write units a second each).
pub const LIST_SHARDS: u32 = 8;
/// Index partitions of what is due.
pub const DUE_SHARDS: u32 = 16;

/// How often identifiers are tried for, where sign-ups that hold them change at the same time.
const ROUNDS: u32 = 5;
/// No link lives shorter than this: a younger sign-up never gives way to another one.
const SHORTEST_LINK_LIFETIME: SignedDuration = SignedDuration::from_hours(24);

/// Why a user was not created or changed.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// These fields' identifiers belong to somebody else.
    #[error("identifiers are taken")]
    Taken(Vec<&'static str>),
    /// A user of this id exists: an earlier try of the same request has succeeded.
    #[error("the user exists")]
    Exists,
    /// Somebody else changed the user in the meantime.
    #[error("the user was changed in the meantime")]
    Changed,
    /// The store did not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Who owns an identifier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// The user.
    pub user_id: String,
    /// It was taken by a self-sign-up, which gives way unless somebody has confirmed it since.
    pub may_give_way: bool,
}

/// Whether `owner` gives their identifiers up to `user`: an unconfirmed sign-up to everybody, but to another sign-up
/// only when it is old. Of two submissions at once, the first stays, and its message holds.
fn gives_way(owner: &User, user: &User) -> bool {
    owner.is_unconfirmed_sign_up()
        && (!user.is_unconfirmed_sign_up()
            || user.created_at.duration_since(owner.created_at) >= SHORTEST_LINK_LIFETIME)
}

/// Who owns an identifier, as the Identifiers table keeps it.
#[derive(Serialize, Deserialize)]
struct StoredOwner {
    pk: String,
    user_id: String,
    /// It was taken by a self-sign-up that nobody had confirmed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    unconfirmed: bool,
}

fn identifier_item_key(organisation: &Slug, identifier: &Identifier) -> Item {
    item([("pk", s(identifier_key(organisation, identifier)))])
}

/// Whose items are among those whose conditions failed, by their place.
fn owners_of(failed: Vec<usize>, owner_of_item: &[usize]) -> Vec<usize> {
    let mut owners: Vec<usize> = failed
        .into_iter()
        .filter_map(|at| owner_of_item.get(at).copied())
        .collect();
    owners.dedup();
    owners
}

/// The links that were revoked, of those whose seats were to be given back behind so many other writes.
fn links_of(failed: &[usize], others: usize, seats: &[(String, TransactWriteItem)]) -> Vec<String> {
    let seats = failed.iter().filter_map(|at| seats.get(at.checked_sub(others)?));
    seats.map(|(link, _)| link.clone()).collect()
}

impl Store {
    fn put_new_user(&self, user: &User) -> Result<TransactWriteItem, StoreError> {
        call::put(&self.tables.users, to_item(user), &Terms::when(ABSENT))
    }

    /// Takes an identifier that nobody has, or that `from` (an unconfirmed sign-up) has.
    fn put_identifier(
        &self,
        user: &User,
        identifier: &Identifier,
        from: Option<&str>,
    ) -> Result<TransactWriteItem, StoreError> {
        let stored = item::to_item(&StoredOwner {
            pk: identifier_key(&user.organisation, identifier),
            user_id: user.id.clone(),
            unconfirmed: user.is_unconfirmed_sign_up(),
        });
        let terms = match from {
            None => Terms::when(ABSENT),
            Some(owner) => {
                Terms::when("attribute_not_exists(pk) OR user_id = :owner").value(":owner", s(owner))
            }
        };
        call::put(&self.tables.identifiers, stored, &terms)
    }

    pub(super) fn delete_identifier(
        &self,
        user: &User,
        identifier: &Identifier,
    ) -> Result<TransactWriteItem, StoreError> {
        let key = identifier_item_key(&user.organisation, identifier);
        let terms = Terms::when("user_id = :owner").value(":owner", s(&user.id));
        call::delete(&self.tables.identifiers, key, &terms)
    }

    fn delete_user(&self, user: &User) -> Result<TransactWriteItem, StoreError> {
        let key = user_key(&user.organisation, &user.id);
        call::delete(&self.tables.users, key, &Terms::version(user.version))
    }

    /// The removals of users as they were read, with all their identifiers, and whose each of them is.
    fn delete_whole(&self, users: &[User]) -> Result<(Vec<TransactWriteItem>, Vec<usize>), StoreError> {
        let (mut items, mut owner_of_item) = (Vec::new(), Vec::new());
        for (at, user) in users.iter().enumerate() {
            items.push(self.delete_user(user)?);
            for identifier in user.identifiers() {
                items.push(self.delete_identifier(user, &identifier)?);
            }
            owner_of_item.resize(items.len(), at);
        }
        Ok((items, owner_of_item))
    }

    /// Creates a user with all their identifiers, or nothing.
    ///
    /// `extra` goes into the same transaction, such as the record of the request that asked for it. An identifier that
    /// only an unconfirmed sign-up holds is taken over, and that sign-up is gone: the link it came by has its seat back.
    pub async fn create_user(
        &self,
        context: &Context,
        user: &User,
        extra: Vec<TransactWriteItem>,
    ) -> Result<(), WriteError> {
        let identifiers = user.identifiers();
        let mut displaced: Vec<User> = Vec::new();
        let mut revoked = BTreeSet::new();
        let mut rounds = Rounds::new(context, ROUNDS);
        while rounds.next().await {
            let mut items = vec![self.put_new_user(user)?];
            items.extend(self.take_identifiers(user, &identifiers, &displaced)?);
            let of_extra = items.len()..items.len() + extra.len();
            items.extend(extra.iter().cloned());
            let seats = self.give_seats_back(&displaced, &revoked)?;
            items.extend(seats.iter().map(|(_, write)| write.clone()));
            let failed = match self.transact(context, &items).await {
                Ok(()) => return Ok(()),
                Err(Cancelled::Store(error)) => return Err(error.into()),
                Err(Cancelled::Conditions(failed)) => failed,
            };
            if failed.contains(&0) {
                return Err(WriteError::Exists);
            }
            revoked.extend(links_of(&failed, of_extra.end, &seats));
            displaced = self.find_in_the_way(user, &identifiers).await?;
            let is_of_extra = failed.iter().any(|at| of_extra.contains(at));
            if is_of_extra && failed.iter().all(|at| *at >= of_extra.start) {
                return Err(WriteError::Changed);
            }
        }
        Err(StoreError::Contended.into())
    }

    /// The writes by which `user` takes identifiers, away from `displaced` where those hold them, who are gone then.
    fn take_identifiers(
        &self,
        user: &User,
        identifiers: &[Identifier],
        displaced: &[User],
    ) -> Result<Vec<TransactWriteItem>, StoreError> {
        let mut items = Vec::new();
        let mut freed: HashSet<String> = HashSet::new();
        for identifier in identifiers {
            let from = displaced.iter().find(|other| {
                let mut identifiers = other.identifiers().into_iter();
                identifiers
                    .any(|one| one.field() == identifier.field() && one.canonical() == identifier.canonical())
            });
            items.push(self.put_identifier(user, identifier, from.map(|other| other.id.as_str()))?);
            freed.insert(identifier_key(&user.organisation, identifier));
        }
        for other in displaced {
            items.push(self.delete_user(other)?);
            for identifier in other.identifiers() {
                if !freed.contains(&identifier_key(&user.organisation, &identifier)) {
                    items.push(self.delete_identifier(other, &identifier)?);
                }
            }
        }
        Ok(items)
    }

    /// Who stands in the way of these identifiers? Only unconfirmed sign-ups give way; everybody else's field is named.
    async fn find_in_the_way(
        &self,
        user: &User,
        identifiers: &[Identifier],
    ) -> Result<Vec<User>, WriteError> {
        let (mut taken, mut found) = (Vec::new(), Vec::new());
        for identifier in identifiers {
            match self.find_by_identifier(&user.organisation, identifier).await? {
                Some(owner) if gives_way(&owner, user) => found.push(owner),
                Some(_) => taken.push(identifier.field()),
                // Either it was free all along, or it was freed just now: the next round tells.
                None => {}
            }
        }
        if !taken.is_empty() {
            return Err(WriteError::Taken(taken));
        }
        // Both identifiers may be of one and the same sign-up.
        found.dedup_by(|one: &mut User, other| one.id == other.id);
        Ok(found)
    }

    /// Creates up to 50 users in one transaction. On failed conditions: which of them stand in their own way.
    ///
    /// # Errors
    ///
    /// Those of the store. [`StoreError::Throttled`] at once: how much is written is the caller's decision.
    pub async fn create_users(&self, context: &Context, users: &[User]) -> Result<Vec<usize>, StoreError> {
        let (mut items, mut owner_of_item) = (Vec::new(), Vec::new());
        for (at, user) in users.iter().enumerate() {
            items.push(self.put_new_user(user)?);
            for identifier in user.identifiers() {
                items.push(self.put_identifier(user, &identifier, None)?);
            }
            owner_of_item.resize(items.len(), at);
        }
        match self.transact_or(context, &items, OnThrottle::Return).await {
            Ok(()) => Ok(Vec::new()),
            Err(Cancelled::Store(error)) => Err(error),
            Err(Cancelled::Conditions(failed)) => Ok(owners_of(failed, &owner_of_item)),
        }
    }

    /// Removes up to 20 users as they were read, with all their identifiers, or none of them: then it says which were
    /// changed in the meantime, by their place.
    pub async fn remove_users(&self, context: &Context, users: &[User]) -> Result<Vec<usize>, StoreError> {
        let (items, owner_of_item) = self.delete_whole(users)?;
        match self.transact(context, &items).await {
            Ok(()) => Ok(Vec::new()),
            Err(Cancelled::Store(error)) => Err(error),
            Err(Cancelled::Conditions(failed)) => Ok(owners_of(failed, &owner_of_item)),
        }
    }

    /// Removes a user as they were read, with all their identifiers. `false`: they were changed in the meantime.
    pub async fn remove_user(&self, context: &Context, user: &User) -> Result<bool, StoreError> {
        let failed = self.remove_users(context, std::slice::from_ref(user)).await?;
        Ok(failed.is_empty())
    }

    /// Removes a self-sign-up as it was read, with all its identifiers; the link it came by has its seat back. `false`: it was
    /// changed in the meantime. `beside` goes into the same transaction.
    pub async fn remove_sign_up(
        &self,
        context: &Context,
        user: &User,
        beside: Vec<TransactWriteItem>,
    ) -> Result<bool, StoreError> {
        let going = std::slice::from_ref(user);
        let (mut items, _) = self.delete_whole(going)?;
        items.extend(beside);
        self.transact_with_seats(context, items, going).await
    }

    /// Writes all of it or nothing, and gives back the seats of the sign-ups that go by it. `false`: a condition failed.
    pub(super) async fn transact_with_seats(
        &self,
        context: &Context,
        items: Vec<TransactWriteItem>,
        going: &[User],
    ) -> Result<bool, StoreError> {
        let mut revoked = BTreeSet::new();
        loop {
            let seats = self.give_seats_back(going, &revoked)?;
            let mut all = items.clone();
            all.extend(seats.iter().map(|(_, write)| write.clone()));
            match self.transact(context, &all).await {
                Ok(()) => return Ok(true),
                Err(Cancelled::Conditions(failed)) => {
                    let gone = links_of(&failed, items.len(), &seats);
                    if gone.len() < failed.len() || gone.is_empty() {
                        return Ok(false);
                    }
                    revoked.extend(gone);
                }
                Err(Cancelled::Store(error)) => return Err(error),
            }
        }
    }

    /// Removes a sign-up that was refused, and asks for the message that says so. `false`: it was changed in the meantime.
    pub async fn refuse_sign_up(
        &self,
        context: &Context,
        user: &User,
        refusal: &Submission,
        entry: &AuditEntry,
    ) -> Result<bool, StoreError> {
        let message = submissions::to_item(refusal);
        let beside = vec![
            call::put(&self.tables.users, message, &Terms::when(ABSENT))?,
            self.audit(&user.organisation, entry)?,
        ];
        self.remove_sign_up(context, user, beside).await
    }

    /// Writes a changed user over the version it was read as, moving identifiers along. One that only an unconfirmed
    /// sign-up holds is taken over, as when a user is created. Where they stood in lists is written down with it.
    pub async fn save_user(
        &self,
        context: &Context,
        before: &User,
        after: &mut User,
    ) -> Result<(), WriteError> {
        self.save_audited_user(context, before, after, None).await
    }

    /// The same, with an entry of the audit in the same write.
    pub async fn save_audited_user(
        &self,
        context: &Context,
        before: &User,
        after: &mut User,
        entry: Option<&AuditEntry>,
    ) -> Result<(), WriteError> {
        // On the heap: this is a step of many others.
        Box::pin(self.save_braked_user(context, before, after, entry, &[])).await
    }

    /// The same, with what is written of the brake in the same write. Where the brake finds something else than was found before,
    /// that is a change in the meantime.
    pub async fn save_braked_user(
        &self,
        context: &Context,
        before: &User,
        after: &mut User,
        entry: Option<&AuditEntry>,
        brake: &[BrakeWrite],
    ) -> Result<(), WriteError> {
        after.version = before.version + 1;
        let mut beside = self.audit_of(&after.organisation, entry)?;
        beside.extend(self.put_move(context, before, after)?);
        let of_brake = self.brake_writes(&after.organisation, brake)?;
        let (old, new) = (before.identifiers(), after.identifiers());
        let same = |one: &Identifier, other: &Identifier| {
            one.field() == other.field() && one.canonical() == other.canonical()
        };
        let gained: Vec<Identifier> = new
            .iter()
            .filter(|one| !old.iter().any(|other| same(one, other)))
            .cloned()
            .collect();
        let lost: Vec<&Identifier> = old
            .iter()
            .filter(|one| !new.iter().any(|other| same(one, other)))
            .collect();
        let terms = Terms::version(before.version);
        if gained.is_empty() && lost.is_empty() && beside.is_empty() && of_brake.is_empty() {
            let is_written = self.put(&self.tables.users, to_item(after), terms).await?;
            return if is_written {
                Ok(())
            } else {
                Err(WriteError::Changed)
            };
        }
        let mut displaced: Vec<User> = Vec::new();
        let mut revoked = BTreeSet::new();
        let mut rounds = Rounds::new(context, ROUNDS);
        while rounds.next().await {
            let mut items = vec![call::put(&self.tables.users, to_item(after), &terms)?];
            items.extend(self.take_identifiers(after, &gained, &displaced)?);
            for identifier in &lost {
                items.push(self.delete_identifier(before, identifier)?);
            }
            items.extend(beside.iter().cloned());
            let braked = items.len()..items.len() + of_brake.len();
            items.extend(of_brake.iter().cloned());
            let of_user = items.len();
            let seats = self.give_seats_back(&displaced, &revoked)?;
            items.extend(seats.iter().map(|(_, write)| write.clone()));
            match self.transact(context, &items).await {
                Ok(()) => return Ok(()),
                Err(Cancelled::Store(error)) => return Err(error.into()),
                Err(Cancelled::Conditions(failed))
                    if failed.iter().any(|at| *at == 0 || braked.contains(at)) =>
                {
                    return Err(WriteError::Changed);
                }
                Err(Cancelled::Conditions(failed)) => {
                    revoked.extend(links_of(&failed, of_user, &seats));
                    displaced = self.find_in_the_way(after, &gained).await?;
                }
            }
        }
        Err(StoreError::Contended.into())
    }

    /// Reads, changes and writes a user until no other change comes in between. `change` decides again each time; where
    /// it answers `None`, nothing is written. It may change anything but identifiers.
    pub async fn update_user<T>(
        &self,
        context: &Context,
        organisation: &Slug,
        id: &str,
        change: impl FnMut(&mut User) -> Option<T>,
    ) -> Result<Option<(User, T)>, StoreError> {
        self.update_audited_user(context, organisation, id, None, change)
            .await
    }

    /// The same, with an entry of the audit in the same write.
    pub async fn update_audited_user<T>(
        &self,
        context: &Context,
        organisation: &Slug,
        id: &str,
        entry: Option<&AuditEntry>,
        mut change: impl FnMut(&mut User) -> Option<T>,
    ) -> Result<Option<(User, T)>, StoreError> {
        let mut rounds = Rounds::new(context, TRIES * 2);
        while rounds.next().await {
            let Some(before) = self.find_user(organisation, id).await? else {
                return Ok(None);
            };
            let mut after = before.clone();
            let Some(said) = change(&mut after) else {
                return Ok(None);
            };
            match self.save_audited_user(context, &before, &mut after, entry).await {
                Ok(()) => return Ok(Some((after, said))),
                Err(WriteError::Store(error)) => return Err(error),
                // Identifiers stay as they are, so all else is somebody's change in between.
                Err(WriteError::Changed | WriteError::Taken(_) | WriteError::Exists) => {}
            }
        }
        Err(StoreError::Contended)
    }
}
