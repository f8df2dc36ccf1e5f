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
#[derive(Debug, Clone, Default)]
pub struct OfLists<'a> {
    /// Ids of departments.
    pub departments: Option<Vec<&'a str>>,
    /// How far they have come.
    pub status: Option<Status>,
    /// An import.
    pub import: Option<&'a str>,
    /// What keeps them back: those are invited.
    pub blocker: Option<Blocker>,
}

/// Lists of one kind in which nobody stands twice: one, or one of each department that is meant.
pub(super) type Disjoint = Vec<Listing>;

/// Lists, and about how many people are in them together.
pub(super) type Sized = (Disjoint, u64);

impl OfLists<'_> {
    /// The lists that hold all of them: each alone, and those of departments together.
    pub(super) fn listings(&self) -> Vec<Disjoint> {
        let is_invited = self.status == Some(Status::Invited) || self.blocker.is_some();
        let mut listings = Vec::new();
        let departments = self.departments.as_ref().filter(|some| !some.is_empty());
        listings.extend(departments.map(|some| {
            let of = if is_invited {
                Listing::InvitedOf
            } else {
                Listing::Department
            };
            some.iter().map(|id| of((*id).to_owned())).collect()
        }));
        listings.extend(self.import.map(|id| vec![Listing::Import(id.to_owned())]));
        listings.extend(self.blocker.map(|blocker| vec![Listing::Blocked(blocker)]));
        // All of the others are among the invited.
        let is_among_invited = departments.is_some() || self.blocker.is_some();
        if is_invited && !is_among_invited {
            listings.push(vec![Listing::Status(Status::Invited)]);
        } else if let Some(status @ (Status::AwaitingApproval | Status::Disabled)) = self.status {
            listings.push(vec![Listing::Status(status)]);
        }
        listings
    }

    /// Those of them of a kind ([`letter_of`]).
    pub(super) fn find(&self, letter: &str) -> Option<Disjoint> {
        let mut listings = self.listings().into_iter();
        listings.find(|lists| letter_of(lists) == letter)
    }
}

/// The kind of some lists: of those that hold some people, no two are of one kind. What they are of does not show.
pub(super) fn letter_of(lists: &[Listing]) -> &'static str {
    match lists.first() {
        Some(Listing::Department(_)) => "d",
        Some(Listing::InvitedOf(_)) => "v",
        Some(Listing::Status(_)) => "s",
        Some(Listing::Import(_)) => "i",
        Some(Listing::Blocked(_)) => "b",
        Some(Listing::Created) => "c",
        None => "",
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
    listings: Vec<Disjoint>,
) -> Result<Option<Sized>, StoreError> {
    let mut scopes: Vec<Scope> = Vec::new();
    for scope in listings.iter().flatten().map(scope_of) {
        if !scopes.contains(&scope) {
            scopes.push(scope);
        }
    }
    let found = try_join_all(scopes.iter().map(|scope| env.store.find_counts(slug, scope))).await?;
    let counts: HashMap<Scope, Counts> = scopes.into_iter().zip(found).collect();
    let size_of = |listing: &Listing| {
        let counts = counts.get(&scope_of(listing));
        counts.map_or(0, |counts| size_of(listing, counts))
    };
    let sized = listings.into_iter().map(|lists| {
        let size = lists.iter().map(size_of).sum();
        (lists, size)
    });
    // Of two as small, the first: it says more.
    Ok(sized.min_by_key(|(_, size)| *size))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_that_holds_all_who_are_meant_is_one_to_go_through() {
        let departments = || Some(vec!["d_1"]);
        let (of, invited_of) = (
            Listing::Department("d_1".into()),
            Listing::InvitedOf("d_1".into()),
        );
        let import = Listing::Import("im_1".into());
        for (of_lists, expected) in [
            (OfLists::default(), vec![]),
            (
                OfLists {
                    departments: departments(),
                    status: Some(Status::Active),
                    ..OfLists::default()
                },
                vec![vec![of.clone()]],
            ),
            (
                OfLists {
                    departments: Some(vec!["d_1", "d_2"]),
                    ..OfLists::default()
                },
                vec![vec![of.clone(), Listing::Department("d_2".into())]],
            ),
            (
                OfLists {
                    departments: Some(Vec::new()),
                    ..OfLists::default()
                },
                vec![],
            ),
            (
                OfLists {
                    departments: departments(),
                    status: Some(Status::Disabled),
                    import: Some("im_1"),
                    ..OfLists::default()
                },
                vec![
                    vec![of],
                    vec![import.clone()],
                    vec![Listing::Status(Status::Disabled)],
                ],
            ),
            (
                OfLists {
                    departments: departments(),
                    import: Some("im_1"),
                    blocker: Some(Blocker::Bounced),
                    ..OfLists::default()
                },
                vec![
                    vec![invited_of],
                    vec![import.clone()],
                    vec![Listing::Blocked(Blocker::Bounced)],
                ],
            ),
            (
                OfLists {
                    status: Some(Status::Invited),
                    import: Some("im_1"),
                    ..OfLists::default()
                },
                vec![vec![import], vec![Listing::Status(Status::Invited)]],
            ),
        ] {
            assert_eq!(of_lists.listings(), expected);
        }
    }
}
