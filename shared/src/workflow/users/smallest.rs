//! Which list of the directory leads to some people by the shortest way: the one that holds the fewest, by the kept counts.

use crate::{
    aws::store::StoreError,
    domain::{
        directory::{Blocker, Counts, Listing, Scope},
        organisation::Slug,
        user::Status,
    },
    workflow::Env,
};
use futures::future::try_join_all;
use std::collections::HashMap;

/// What of a filter has a list of its own.
#[derive(Debug, Clone, Copy, Default)]
pub struct OfLists<'a> {
    /// Id of a department.
    pub department: Option<&'a str>,
    /// How far they have come.
    pub status: Option<Status>,
    /// An import.
    pub import: Option<&'a str>,
    /// What keeps them back: those are invited.
    pub blocker: Option<Blocker>,
}

/// A list, and about how many people are in it.
pub(super) type Sized = (Listing, u64);

impl OfLists<'_> {
    /// The lists each of which holds all of them.
    pub(super) fn listings(&self) -> Vec<Listing> {
        let is_invited = self.status == Some(Status::Invited) || self.blocker.is_some();
        let mut listings = Vec::new();
        listings.extend(self.department.map(|id| {
            if is_invited {
                Listing::InvitedOf(id.to_owned())
            } else {
                Listing::Department(id.to_owned())
            }
        }));
        listings.extend(self.import.map(|id| Listing::Import(id.to_owned())));
        listings.extend(self.blocker.map(Listing::Blocked));
        // All of the others are among the invited.
        let is_among_invited = self.department.is_some() || self.blocker.is_some();
        if is_invited && !is_among_invited {
            listings.push(Listing::Status(Status::Invited));
        } else if let Some(status @ (Status::AwaitingApproval | Status::Disabled)) = self.status {
            listings.push(Listing::Status(status));
        }
        listings
    }

    /// The one of them of a kind ([`letter_of`]).
    pub(super) fn find(&self, letter: &str) -> Option<Listing> {
        let mut listings = self.listings().into_iter();
        listings.find(|listing| letter_of(listing) == letter)
    }
}

/// The kind of a list: of those that hold some people, no two are of one kind. What the list is of does not show.
pub(super) fn letter_of(listing: &Listing) -> &'static str {
    match listing {
        Listing::Department(_) => "d",
        Listing::InvitedOf(_) => "v",
        Listing::Status(_) => "s",
        Listing::Import(_) => "i",
        Listing::Blocked(_) => "b",
        Listing::Created => "c",
    }
}

/// Whose counts say how many are in a list.
fn scope_of(listing: &Listing) -> Scope {
    match listing {
        Listing::Department(id) | Listing::InvitedOf(id) => Scope::Department(id.clone()),
        Listing::Import(id) => Scope::Import(id.clone()),
        Listing::Status(_) | Listing::Blocked(_) | Listing::Created => Scope::Organisation,
    }
}

fn size_of(listing: &Listing, counts: &Counts) -> u64 {
    match listing {
        Listing::InvitedOf(_) => counts.of(Status::Invited),
        Listing::Status(status) => counts.of(*status),
        Listing::Blocked(blocker) => counts.of_blocker(*blocker),
        Listing::Department(_) | Listing::Import(_) | Listing::Created => counts.total(),
    }
}

/// The smallest of the lists that hold all who are meant; `None`: there is no such list. Counts are behind by seconds, so its
/// size is about right.
///
/// # Errors
///
/// Those of the store.
pub(super) async fn smallest(
    env: &Env,
    slug: &Slug,
    listings: Vec<Listing>,
) -> Result<Option<Sized>, StoreError> {
    let mut scopes: Vec<Scope> = Vec::new();
    for scope in listings.iter().map(scope_of) {
        if !scopes.contains(&scope) {
            scopes.push(scope);
        }
    }
    let found = try_join_all(scopes.iter().map(|scope| env.store.find_counts(slug, scope))).await?;
    let counts: HashMap<Scope, Counts> = scopes.into_iter().zip(found).collect();
    let sized = listings.into_iter().map(|listing| {
        let size = counts
            .get(&scope_of(&listing))
            .map_or(0, |counts| size_of(&listing, counts));
        (listing, size)
    });
    // Of two as small, the first: it says more.
    Ok(sized.min_by_key(|(_, size)| *size))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_that_holds_all_who_are_meant_is_one_to_go_through() {
        let department = || Some("d_1");
        let (of, invited_of) = (
            Listing::Department("d_1".into()),
            Listing::InvitedOf("d_1".into()),
        );
        let import = Listing::Import("im_1".into());
        for (of_lists, expected) in [
            (OfLists::default(), vec![]),
            (
                OfLists {
                    department: department(),
                    status: Some(Status::Active),
                    ..OfLists::default()
                },
                vec![of.clone()],
            ),
            (
                OfLists {
                    department: department(),
                    status: Some(Status::Disabled),
                    import: Some("im_1"),
                    ..OfLists::default()
                },
                vec![of, import.clone(), Listing::Status(Status::Disabled)],
            ),
            (
                OfLists {
                    department: department(),
                    import: Some("im_1"),
                    blocker: Some(Blocker::Bounced),
                    ..OfLists::default()
                },
                vec![invited_of, import.clone(), Listing::Blocked(Blocker::Bounced)],
            ),
            (
                OfLists {
                    status: Some(Status::Invited),
                    import: Some("im_1"),
                    ..OfLists::default()
                },
                vec![import, Listing::Status(Status::Invited)],
            ),
        ] {
            assert_eq!(of_lists.listings(), expected);
        }
    }
}
