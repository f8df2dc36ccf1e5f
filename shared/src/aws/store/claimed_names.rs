//! Names of entries that are made by being named: one that is not there is added, and where many name it at once, in other case or with
//! other accents, once.
//!
//! A name is claimed with the entry, by what is left of it once case and accents are forgiven. Who changes lists by hand claims
//! nothing: a claim holds as long as its entry is called so.

use super::{
    Cancelled, Store, StoreError,
    call::{self, Terms},
    item::{Item, s},
    organisations::{ABSENT, StoredEntry, key_of, names_of},
};
use crate::domain::{
    audit::AuditEntry,
    base32,
    context::Context,
    organisation::{Slug, fold},
};
use sha2::{Digest, Sha256};

/// A name may be longer than a key.
fn claim_key<E: StoredEntry>(slug: &Slug, name: &str) -> Item {
    let hash = base32::encode(&Sha256::digest(fold(name)));
    key_of(&names_of(slug), format!("claim#{}{hash}", E::PREFIX))
}

impl Store {
    /// The entry by which a name was claimed last: its id. It may be gone, or called otherwise.
    pub async fn find_claim<E: StoredEntry>(
        &self,
        slug: &Slug,
        name: &str,
    ) -> Result<Option<String>, StoreError> {
        let key = claim_key::<E>(slug, name);
        let found = self.get(&self.tables.organisations, key).await?;
        Ok(found.and_then(|found| found.get("id")?.as_s().ok().cloned()))
    }

    /// Adds an entry and claims its name, which was claimed by `former` or by none; with what the audit says of it. `false`: somebody
    /// was quicker.
    pub async fn add_claimed_entry<E: StoredEntry>(
        &self,
        context: &Context,
        slug: &Slug,
        entry: &E,
        former: Option<&str>,
        audit: Option<&AuditEntry>,
    ) -> Result<bool, StoreError> {
        let terms = match former {
            None => Terms::when(ABSENT),
            Some(former) => Terms::when("id = :former").value(":former", s(former)),
        };
        let mut claim = claim_key::<E>(slug, entry.name());
        claim.insert("id".to_owned(), s(entry.id()));
        let mut items = self.entry_writes(slug, entry, None)?;
        items.push(call::put(&self.tables.organisations, claim, &terms)?);
        items.extend(self.audit_of(slug, audit)?);
        match self.transact(context, &items).await {
            Ok(()) => Ok(true),
            Err(Cancelled::Conditions(_)) => Ok(false),
            Err(Cancelled::Store(error)) => Err(error),
        }
    }
}
