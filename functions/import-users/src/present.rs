//! Who of those who are there already stands in the file.
//!
//! The rows of an import are looked up anyway; those that are not (since something is wrong with them, they repeat another row,
//! or an earlier worker has dealt with them) are looked up for this alone: whose e-mail or username stands in the file is in it,
//! whatever else is wrong with the row.

use crate::invocation::{Invocation, Unfinished};
use futures::{StreamExt, TryStreamExt, stream};
use rollcall::{
    aws::store::users::Owner,
    domain::{identifier::Identifier, organisation::Slug},
};
use std::{
    collections::{HashMap, HashSet},
    hash::{DefaultHasher, Hash, Hasher},
};

/// Identifiers in one look-up (DynamoDB's limit for `BatchGetItem`).
const LOOK_UP: usize = 100;
/// Look-ups under way at once.
const AT_ONCE: usize = 8;
/// Identifiers of rows passed over that are looked up together.
const PASSED_OVER: usize = LOOK_UP * AT_ONCE;

/// Users by a hash of their ids: a file of a million rows keeps some tens of megabytes here.
#[derive(Debug, Default)]
pub(crate) struct Present {
    users: HashSet<u64>,
    /// Identifiers of rows passed over, to be looked up.
    waiting: Vec<Identifier>,
}

/// What stands for a user here.
pub(crate) fn hash(user_id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    user_id.hash(&mut hasher);
    hasher.finish()
}

/// Who owns these identifiers.
pub(crate) async fn find_owners(
    invocation: Invocation<'_>,
    slug: &Slug,
    identifiers: &[Identifier],
) -> Result<HashMap<(&'static str, String), Owner>, Unfinished> {
    let found: Vec<HashMap<_, _>> = stream::iter(identifiers.chunks(LOOK_UP))
        .map(|some| {
            invocation.patiently(async move || {
                let store = &invocation.app.store;
                store.find_owners(invocation.context, slug, some).await
            })
        })
        .buffer_unordered(AT_ONCE)
        .try_collect()
        .await?;
    Ok(found.into_iter().flatten().collect())
}

impl Present {
    /// Notes users by their hashes.
    pub(crate) fn add(&mut self, users: impl IntoIterator<Item = u64>) {
        self.users.extend(users);
    }

    /// Whether a user stands in the file.
    pub(crate) fn includes(&self, user_id: &str) -> bool {
        self.users.contains(&hash(user_id))
    }

    /// Notes a row that is passed over.
    pub(crate) async fn pass_over(
        &mut self,
        invocation: Invocation<'_>,
        slug: &Slug,
        identifiers: Vec<Identifier>,
    ) -> Result<(), Unfinished> {
        self.waiting.extend(identifiers);
        if self.waiting.len() < PASSED_OVER {
            return Ok(());
        }
        self.look_up(invocation, slug).await
    }

    /// Looks up what still waits.
    pub(crate) async fn look_up(
        &mut self,
        invocation: Invocation<'_>,
        slug: &Slug,
    ) -> Result<(), Unfinished> {
        let waiting = std::mem::take(&mut self.waiting);
        let owners = find_owners(invocation, slug, &waiting).await?;
        self.add(owners.values().map(|owner| hash(&owner.user_id)));
        Ok(())
    }
}
