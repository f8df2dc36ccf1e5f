//! Which index leads to the people somebody asks for.
//!
//! A list of the directory holds exactly those it is named for, and says of each what filters ask. So the smallest list that
//! holds all who are meant is gone through, or the rarest word of a search: the kept counts say how long a list is, and a word
//! is tried. A page that follows goes the way of the first one, whatever was counted meanwhile.

use super::{Sort, merge::Batch};
use crate::{
    aws::store::{StoreError, directory::WORD_BUCKETS},
    domain::{
        directory::{Key, Listing, Scope, Search, WordEntry},
        organisation::Slug,
        user::Status,
    },
    workflow::{
        Env,
        users::{
            filter::{Searched, Selected},
            smallest::{Disjoint, Sized, letter_of, smallest},
        },
    },
};
use futures::future::try_join_all;

/// A list of so many people is gone through without asking whether a word is rarer: some 5 read units.
const FEW: u64 = 100;
/// A list of so many is not longer than a word that many people have.
const SOME: u64 = 1_000;
/// So many words of a search are tried.
const MOST_TRIED: usize = 4;
/// So many entries of each, some 8 read units.
const TRIED: i32 = 200;
/// The people of a list of so many are put in order here rather than looked for among everybody.
const GATHERED: u64 = 400;

/// An index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Index {
    /// Everybody by name.
    Names,
    /// Lists of the directory, by name.
    Lists(Disjoint),
    /// Everybody of a word, by word and name.
    Words(OfWord),
    /// Everybody by when they were created.
    Created,
}

/// Where those stand who have a word of a search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OfWord {
    /// Which of the search's keys it is.
    number: usize,
    pub(super) key: Key,
    /// The beginnings of the key, each with one of the buckets that it may be in.
    pub(super) ranges: Vec<(String, u32)>,
}

/// An index, and how it is gone through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Way {
    pub(super) index: Index,
    /// It is read whole, and put in the order that was asked for.
    pub(super) is_gathered: bool,
}

/// A word as far as it was tried.
pub(super) struct Tried {
    word: OfWord,
    /// The beginning of each range.
    pub(super) beginnings: Vec<Batch<WordEntry>>,
}

impl OfWord {
    /// Those of a search that are tried.
    pub(super) fn all(search: &Search) -> impl Iterator<Item = Self> {
        (0..MOST_TRIED).filter_map(|number| Self::of(search, number))
    }

    fn of(search: &Search, number: usize) -> Option<Self> {
        let key = search.keys().into_iter().nth(number)?;
        let buckets = |start: &String| {
            if start.chars().count() > 1 {
                1
            } else {
                WORD_BUCKETS
            }
        };
        let starts = key.starts().iter();
        let ranges = starts.flat_map(|start| (0..buckets(start)).map(|bucket| (start.clone(), bucket)));
        Some(Self {
            number,
            ranges: ranges.collect(),
            key,
        })
    }

    /// Whether one letter is all of it: very many have it.
    pub(super) fn is_letter(&self) -> bool {
        let mut starts = self.key.starts().iter();
        starts.any(|start| start.chars().count() == 1)
    }
}

impl Tried {
    fn is_whole(&self) -> bool {
        self.beginnings.iter().all(|(_, has_more)| !has_more)
    }

    fn entries(&self) -> usize {
        self.beginnings.iter().map(|(entries, _)| entries.len()).sum()
    }

    /// How many of a thousand have the other words, too.
    fn share(&self, search: &Search) -> usize {
        let entries = self.beginnings.iter().flat_map(|(entries, _)| entries);
        let meant = entries
            .filter(|(_, entry)| search.may_match(&entry.words))
            .count();
        meant * 1_000 / self.entries().max(1)
    }
}

/// Tries the words of a search.
async fn try_words(env: &Env, slug: &Slug, search: &Search) -> Result<Vec<Tried>, StoreError> {
    let words = OfWord::all(search).filter(|word| !word.is_letter());
    let words = words.map(async |word| {
        let ranges = word.ranges.iter();
        let beginnings =
            ranges.map(|(start, bucket)| env.store.find_words(slug, start, *bucket, None, TRIED));
        let beginnings = try_join_all(beginnings).await?;
        Ok::<_, StoreError>(Tried { word, beginnings })
    });
    try_join_all(words).await
}

/// The rarest of those that were read whole, and the others.
fn rarest(tried: Vec<Tried>) -> (Option<Tried>, Vec<Tried>) {
    let (whole, others): (Vec<Tried>, Vec<Tried>) = tried.into_iter().partition(Tried::is_whole);
    (whole.into_iter().min_by_key(Tried::entries), others)
}

/// A way, with what of it was read to find it.
pub(super) type Chosen = (Way, Vec<Batch<WordEntry>>);

impl Way {
    fn along(index: Index) -> Self {
        Self {
            index,
            is_gathered: false,
        }
    }

    fn gathering(index: Index) -> Self {
        Self {
            index,
            is_gathered: true,
        }
    }

    /// The shortest way to a page.
    pub(super) async fn choose(
        env: &Env,
        selected: Selected<'_>,
        sort: Sort,
        limit: usize,
    ) -> Result<Chosen, StoreError> {
        let listings = selected.of_lists().listings();
        let search = selected.filter.search.as_ref().map(Searched::search);
        match (sort, search) {
            (Sort::Name, None) => {
                let list = match &listings[..] {
                    [only] => Some(only.clone()),
                    _ => smallest(env, selected.organisation, listings)
                        .await?
                        .map(|(list, _)| list),
                };
                Ok((Self::along(list.map_or(Index::Names, Index::Lists)), Vec::new()))
            }
            (Sort::Name, Some(search)) => {
                let list = smallest(env, selected.organisation, listings).await?;
                Self::to_found(env, selected, search, list).await
            }
            (Sort::CreatedAt | Sort::NewestFirst, search) => {
                let list = smallest(env, selected.organisation, listings).await?;
                Self::to_created(env, selected, search, list, limit).await
            }
        }
    }

    /// The way to those whom a search finds.
    async fn to_found(
        env: &Env,
        selected: Selected<'_>,
        search: &Search,
        list: Option<Sized>,
    ) -> Result<Chosen, StoreError> {
        let is_few = |most: u64| list.as_ref().is_some_and(|(_, size)| *size <= most);
        let is_one = list.is_none() && search.keys().len() == 1;
        if !is_one && !is_few(FEW) {
            let (rarest, others) = rarest(try_words(env, selected.organisation, search).await?);
            if let Some(rarest) = rarest {
                return Ok((Self::along(Index::Words(rarest.word)), rarest.beginnings));
            }
            // Of several as good, the first is the longest.
            let best = others.into_iter().rev().max_by_key(|tried| tried.share(search));
            // Nothing about strangers may show in how far one comes: those of a department are looked for among themselves.
            if let Some(best) = best
                && selected.departments().is_none()
                && !is_few(SOME)
            {
                return Ok((Self::along(Index::Words(best.word)), best.beginnings));
            }
        }
        let words = || OfWord::of(search, 0).map_or(Index::Names, Index::Words);
        let is_list = selected.departments().is_some() || is_few(SOME);
        let list = list.filter(|_| is_list).map(|(list, _)| Index::Lists(list));
        Ok((Self::along(list.unwrap_or_else(words)), Vec::new()))
    }

    /// The way to people by when they were created.
    async fn to_created(
        env: &Env,
        selected: Selected<'_>,
        search: Option<&Search>,
        list: Option<Sized>,
        limit: usize,
    ) -> Result<Chosen, StoreError> {
        let (slug, limit) = (selected.organisation, limit as u64);
        let is_few = list.as_ref().is_some_and(|(_, size)| *size <= FEW);
        let rarest = match search {
            Some(search) if !is_few => rarest(try_words(env, slug, search).await?).0,
            _ => None,
        };
        let rarest = rarest.map(|tried| (tried.entries() as u64, tried));
        let (size, chosen) = match (list, rarest) {
            (Some((_, of_list)), Some((of_word, tried))) if of_word < of_list => (
                of_word,
                (Self::gathering(Index::Words(tried.word)), tried.beginnings),
            ),
            (None, Some((size, tried))) => (
                size,
                (Self::gathering(Index::Words(tried.word)), tried.beginnings),
            ),
            (Some((list, size)), _) => (size, (Self::gathering(Index::Lists(list)), Vec::new())),
            (None, None) => return Ok((Self::along(Index::Created), Vec::new())),
        };
        if size <= GATHERED {
            return Ok(chosen);
        }
        // Among everybody, one in so many is meant.
        let all = env.store.find_counts(slug, &Scope::Organisation).await?.total();
        if size <= limit * all / size {
            return Ok(chosen);
        }
        Ok((Self::along(Index::Created), Vec::new()))
    }

    /// As a cursor keeps it: without names and ids, which the filter has.
    pub(super) fn to_text(&self) -> String {
        let gathered = if self.is_gathered { "g" } else { "" };
        let index = match &self.index {
            Index::Names => "n".to_owned(),
            Index::Lists(lists) => letter_of(lists).to_owned(),
            Index::Words(word) => format!("w{}", word.number),
            Index::Created => "c".to_owned(),
        };
        format!("{gathered}{index}")
    }

    /// Reads [`Way::to_text`]. `None`: it leads not to these people, or not in this order.
    pub(super) fn read(text: &str, selected: Selected<'_>, sort: Sort) -> Option<Self> {
        let (is_gathered, text) = match text.strip_prefix('g') {
            Some(text) => (true, text),
            None => (false, text),
        };
        let index = if text == "n" {
            Index::Names
        } else if text == "c" {
            Index::Created
        } else if let Some(number) = text.strip_prefix('w') {
            let search = selected.filter.search.as_ref()?.search();
            Index::Words(OfWord::of(search, number.parse().ok()?)?)
        } else {
            Index::Lists(selected.of_lists().find(text)?)
        };
        let is_in_order = match index {
            Index::Created => sort != Sort::Name && !is_gathered,
            Index::Names => sort == Sort::Name && !is_gathered,
            Index::Lists(_) | Index::Words(_) => is_gathered == (sort != Sort::Name),
        };
        is_in_order.then_some(Self { index, is_gathered })
    }

    /// Whether the index holds those who are meant and hardly anybody else.
    pub(super) fn is_exact(&self, selected: Selected<'_>) -> bool {
        let filter = selected.filter;
        let others = [&filter.job_profile, &filter.permission_type, &filter.language];
        if filter.source.is_some() || others.iter().any(|other| other.is_some()) {
            return false;
        }
        let lists = match &self.index {
            Index::Lists(lists) => &lists[..],
            Index::Names | Index::Words(_) | Index::Created => &[],
        };
        let of_list = |listing: &Listing| matches!(lists, [only] if only == listing);
        let is_status = |status| match status {
            Status::Invited => matches!(
                lists.first(),
                Some(Listing::InvitedOf(_) | Listing::Blocked(_) | Listing::Status(_))
            ),
            Status::AwaitingApproval | Status::Disabled => {
                matches!(lists.first(), Some(Listing::Status(_)))
            }
            Status::Active => false,
        };
        let is_department = |_| {
            matches!(
                lists.first(),
                Some(Listing::InvitedOf(_) | Listing::Department(_))
            )
        };
        let is_search = |search: &Search| matches!(self.index, Index::Words(_)) && search.is_one_word();
        filter.status.is_none_or(is_status)
            && selected.departments().is_none_or(is_department)
            && filter
                .import_id
                .as_ref()
                .is_none_or(|id| of_list(&Listing::Import(id.clone())))
            && filter
                .activation
                .is_none_or(|blocker| of_list(&Listing::Blocked(blocker)))
            && filter
                .search
                .as_ref()
                .is_none_or(|searched| is_search(searched.search()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workflow::users::filter::Filter;
    use serde_json::json;

    #[test]
    fn a_way_is_read_as_it_was_written_and_only_where_it_leads_to_them() {
        let slug = Slug::parse("demo").unwrap();
        let filter = |value| serde_json::from_value::<Filter>(value).unwrap();
        let narrow = filter(json!({
            "department": "d_1", "status": "invited", "import_id": "im_1", "activation": "bounced", "search": "a bo",
        }));
        let wide = Filter::default();
        let of = |filter| Selected {
            organisation: &slug,
            filter,
            own: None,
        };
        let search = narrow.search.as_ref().unwrap().search();
        let words = (0..2).map(|number| Index::Words(OfWord::of(search, number).unwrap()));
        let lists = of(&narrow).of_lists().listings().into_iter().map(Index::Lists);
        let narrowed: Vec<Index> = words.chain(lists).collect();
        assert_eq!(narrowed.len(), 5);
        for index in narrowed {
            for (way, sort, other) in [
                (Way::along(index.clone()), Sort::Name, Sort::CreatedAt),
                (Way::gathering(index), Sort::NewestFirst, Sort::Name),
            ] {
                let text = way.to_text();
                assert_eq!(Way::read(&text, of(&narrow), sort), Some(way), "{text}");
                assert_eq!(Way::read(&text, of(&narrow), other), None, "{text}");
                assert_eq!(Way::read(&text, of(&wide), sort), None, "{text}");
            }
        }
        for (index, sort) in [(Index::Names, Sort::Name), (Index::Created, Sort::CreatedAt)] {
            let way = Way::along(index);
            assert_eq!(Way::read(&way.to_text(), of(&wide), sort), Some(way));
        }
        for text in ["", "g", "w", "w9", "wx", "gn", "x"] {
            assert_eq!(Way::read(text, of(&narrow), Sort::Name), None, "{text}");
        }
    }
}
