//! One page of those who match, out of candidates in order.
//!
//! An index says who may match; the people shown are read, and matched once more as they are now.

use super::merge::{Asked, Batch, Merged};
use std::collections::HashMap;

/// Entries looked at for one page, some 30 read units; further ones only while nobody was found.
const MOST_LOOKED_AT: usize = 1_000;
/// The most candidates read at once.
const MOST_TRIED: usize = 400;

/// A page: who is on it, and the key of the last one looked at, where there may be more behind them.
pub(super) type Page<U> = (Vec<U>, Option<String>);

/// Collects a page of at most `limit`: fewer only where others were passed over for long or there are no more, nobody only
/// where there are no more.
///
/// `may_match` decides by an entry alone; `read` reads those who may match by the entries' ids, in no order, and leaves out
/// who does not.
pub(super) async fn collect<T, U, E, R, F, Q>(
    mut merged: Merged<T, F>,
    limit: usize,
    may_match: impl Fn(&T) -> bool,
    id_of: impl Fn(&T) -> &str,
    read: impl Fn(Vec<String>) -> Q,
) -> Result<Page<U>, E>
where
    F: Fn(Asked) -> R,
    R: Future<Output = Result<Batch<T>, E>>,
    Q: Future<Output = Result<HashMap<String, U>, E>>,
{
    let (mut users, mut looked_at, mut wanted) = (Vec::new(), 0, limit);
    loop {
        let (mut keys, mut ids) = (Vec::new(), Vec::new());
        let (mut last, mut is_over) = (None, false);
        let pause = looked_at + MOST_LOOKED_AT;
        while ids.len() < wanted && looked_at < pause {
            let Some((key, entry)) = merged.next().await? else {
                is_over = true;
                break;
            };
            looked_at += 1;
            if may_match(&entry) {
                ids.push(id_of(&entry).to_owned());
                keys.push(key.clone());
            }
            last = Some(key);
        }
        let mut found = read(ids.clone()).await?;
        let tried = ids.len();
        for (at, (key, id)) in keys.into_iter().zip(ids).enumerate() {
            users.extend(found.remove(&id));
            if users.len() == limit {
                let may_go_on = at + 1 < tried || merged.may_go_on(&may_match);
                return Ok((users, may_go_on.then_some(key)));
            }
        }
        if is_over || (looked_at >= MOST_LOOKED_AT && !users.is_empty()) {
            let may_go_on = !is_over && merged.may_go_on(&may_match);
            return Ok((users, last.filter(|_| may_go_on)));
        }
        wanted = (wanted * 2).min(MOST_TRIED);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workflow::users::list::merge::tests::now;
    use proptest::prelude::*;
    use std::{cell::Cell, convert::Infallible, future::ready};

    /// People by number: some of them an index passes over, some turn out not to match when they are read.
    #[derive(Debug, Clone, Copy)]
    struct Wanted {
        of_index: u32,
        of_table: u32,
    }

    /// Every page's people, and how many were read.
    fn all_pages(
        partitions: &[Vec<u32>],
        limit: usize,
        batch: usize,
        wanted: Wanted,
    ) -> (Vec<Vec<u32>>, usize) {
        let (mut pages, mut after, reads) = (Vec::new(), None::<String>, Cell::new(0));
        loop {
            let fetch = |asked: Asked| {
                let all = partitions[asked.partition as usize].iter();
                let keyed = all.map(|number| (format!("{number:06}"), *number));
                let rest: Vec<_> = keyed
                    .filter(|(key, _)| asked.after.as_ref().is_none_or(|after| key > after))
                    .collect();
                let more = rest.len() >= batch;
                let some: Vec<_> = rest.into_iter().take(batch).collect();
                ready(Ok::<_, Infallible>((
                    some.into_iter()
                        .map(|(key, number)| (key, number.to_string()))
                        .collect(),
                    more,
                )))
            };
            let number_of = |id: &str| id.parse::<u32>().unwrap();
            let count = u32::try_from(partitions.len()).unwrap();
            let merged = Merged::new(count, after.as_deref(), fetch);
            let read = |ids: Vec<String>| {
                reads.set(reads.get() + ids.len());
                let ids = ids.into_iter().map(|id| (id.clone(), number_of(&id)));
                ready(Ok(ids
                    .filter(|(_, number)| number.is_multiple_of(wanted.of_table))
                    .collect()))
            };
            let may_match = |id: &String| number_of(id).is_multiple_of(wanted.of_index);
            let page = now(collect(merged, limit, may_match, String::as_str, read));
            let (found, last) = page.unwrap();
            assert!(found.len() <= limit);
            assert!(
                !found.is_empty() || last.is_none(),
                "an empty page while there is more"
            );
            pages.push(found);
            match last {
                Some(last) => after = Some(last),
                None => return (pages, reads.get()),
            }
        }
    }

    #[test]
    fn one_in_ten_thousand_is_on_the_first_page_and_whoever_matches_is_read_alone() {
        let people: Vec<u32> = (1..=20_000).collect();
        let wanted = |of_index, of_table| Wanted { of_index, of_table };
        let (pages, reads) = all_pages(std::slice::from_ref(&people), 50, 500, wanted(10_000, 1));
        assert_eq!((&pages[..2], reads), (&[vec![10_000], vec![20_000]][..], 2));
        let (pages, _) = all_pages(&[people], 50, 500, wanted(1, 10_000));
        assert_eq!(pages.concat(), [10_000, 20_000]);
    }

    proptest! {
        #[test]
        fn pages_hold_every_match_once_and_in_order(
            numbers in prop::collection::btree_set(0_u32..2_000, 0..120),
            places in prop::collection::vec(0_usize..8, 120),
            (limit, batch, of_index, of_table) in (1_usize..30, 1_usize..20, 1_u32..5, 1_u32..5),
        ) {
            let mut partitions = vec![Vec::new(); 8];
            for (number, place) in numbers.iter().zip(places) {
                partitions[place].push(*number);
            }
            let wanted = Wanted { of_index, of_table };
            let matches = |number: &u32| number.is_multiple_of(of_index) && number.is_multiple_of(of_table);
            let expected: Vec<u32> = numbers.iter().copied().filter(matches).collect();
            let (pages, _) = all_pages(&partitions, limit, batch, wanted);
            prop_assert_eq!(pages.concat(), expected);
        }
    }
}
