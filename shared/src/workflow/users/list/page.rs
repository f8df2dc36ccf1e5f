//! One page of those who match, out of candidates in order.
//!
//! An index says who may match; the people shown are read, and matched once more as they are now.

use super::merge::{Asked, Batch, Merged};
use std::collections::HashMap;

/// Entries looked at for one page, some 40 read units; further ones only while nobody was found.
const MOST_LOOKED_AT: usize = 1_000;
/// The most candidates read at once.
const MOST_TRIED: usize = 400;

/// A page: who is on it, and the key of the last one looked at, where there are more behind them, or may be.
pub(super) type Page<U> = (Vec<U>, Option<String>);

/// Where a candidate belongs.
pub(super) trait Judge<T> {
    /// Whether a list is not about them. They are passed over, and nothing follows from how many there are.
    fn is_stranger(&self, entry: &T) -> bool;
    /// Whether they may be meant, by their entry alone.
    fn may_match(&self, entry: &T) -> bool;
    /// Their id.
    fn id_of<'a>(&self, entry: &'a T) -> &'a str;
}

/// Collects a page of at most `limit`: fewer only where others were passed over for long or there are no more, nobody only
/// where there are no more. One more is looked for than is shown, so that a key to go on after leads to somebody; it may lead
/// to nobody only where others were passed over for long.
///
/// `read` reads those who may match by the entries' ids, in no order, and leaves out who does not.
pub(super) async fn collect<T, U, E, R, F, Q>(
    mut merged: Merged<T, F>,
    limit: usize,
    judge: &impl Judge<T>,
    read: impl Fn(Vec<String>) -> Q,
) -> Result<Page<U>, E>
where
    F: Fn(Asked) -> R,
    R: Future<Output = Result<Batch<T>, E>>,
    Q: Future<Output = Result<HashMap<String, U>, E>>,
{
    let (mut users, mut looked_at, mut wanted) = (Vec::new(), 0, limit + 1);
    let mut last_shown = None;
    // Who is moving from one list to another stands in both for a moment, under one key.
    let mut taken: Option<String> = None;
    loop {
        let (mut keys, mut ids) = (Vec::new(), Vec::new());
        let (mut last, mut is_over) = (None, false);
        let pause = looked_at + MOST_LOOKED_AT;
        while ids.len() < wanted && looked_at < pause {
            let Some((key, entry)) = next(&mut merged, judge).await? else {
                is_over = true;
                break;
            };
            looked_at += 1;
            if judge.may_match(&entry) && taken.as_ref() != Some(&key) {
                taken = Some(key.clone());
                ids.push(judge.id_of(&entry).to_owned());
                keys.push(key.clone());
            }
            last = Some(key);
        }
        let mut found = read(ids.clone()).await?;
        for (key, id) in keys.into_iter().zip(ids) {
            let Some(user) = found.remove(&id) else { continue };
            if users.len() == limit {
                return Ok((users, last_shown));
            }
            users.push(user);
            last_shown = Some(key);
        }
        if is_over {
            return Ok((users, None));
        }
        if looked_at >= MOST_LOOKED_AT && !users.is_empty() {
            let more = next(&mut merged, judge).await?;
            return Ok((users, last.filter(|_| more.is_some())));
        }
        wanted = (wanted * 2).min(MOST_TRIED);
    }
}

/// The next entry of somebody who is no stranger.
async fn next<T, E, R, F>(merged: &mut Merged<T, F>, judge: &impl Judge<T>) -> Result<Option<(String, T)>, E>
where
    F: Fn(Asked) -> R,
    R: Future<Output = Result<Batch<T>, E>>,
{
    loop {
        match merged.next().await? {
            Some((_, entry)) if judge.is_stranger(&entry) => {}
            next => return Ok(next),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workflow::users::list::merge::tests::now;
    use proptest::prelude::*;
    use std::{cell::Cell, convert::Infallible, future::ready};

    /// People by number: some of them are strangers, some an index passes over, some turn out not to match when they are read.
    #[derive(Debug, Clone, Copy)]
    struct Wanted {
        own: u32,
        of_index: u32,
        of_table: u32,
    }

    fn number_of(id: &str) -> u32 {
        id.parse().unwrap()
    }

    impl Judge<String> for Wanted {
        fn is_stranger(&self, id: &String) -> bool {
            !number_of(id).is_multiple_of(self.own)
        }

        fn may_match(&self, id: &String) -> bool {
            number_of(id).is_multiple_of(self.of_index)
        }

        fn id_of<'a>(&self, id: &'a String) -> &'a str {
            id
        }
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
            let count = u32::try_from(partitions.len()).unwrap();
            let merged = Merged::new(count, after.as_deref(), fetch);
            let read = |ids: Vec<String>| {
                reads.set(reads.get() + ids.len());
                let ids = ids.into_iter().map(|id| (id.clone(), number_of(&id)));
                ready(Ok(ids
                    .filter(|(_, number)| number.is_multiple_of(wanted.of_table))
                    .collect()))
            };
            let page = now(collect(merged, limit, &wanted, read));
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
    fn one_in_ten_thousand_is_on_the_first_page_and_only_those_who_match_are_read() {
        let people: Vec<u32> = (1..=20_000).collect();
        let wanted = |of_index, of_table| Wanted {
            own: 1,
            of_index,
            of_table,
        };
        let (pages, reads) = all_pages(std::slice::from_ref(&people), 50, 500, wanted(10_000, 1));
        assert_eq!((&pages[..], reads), (&[vec![10_000], vec![20_000]][..], 2));
        let (pages, _) = all_pages(&[people], 50, 500, wanted(1, 10_000));
        assert_eq!(pages.concat(), [10_000, 20_000]);
    }

    #[test]
    fn no_page_is_shorter_and_no_cursor_given_for_strangers() {
        let people: Vec<u32> = (1..=6_000).collect();
        let own = |own| Wanted {
            own,
            of_index: 1,
            of_table: 1,
        };
        for (limit, expected) in [
            (50, vec![vec![1_500, 3_000, 4_500, 6_000]]),
            (4, vec![vec![1_500, 3_000, 4_500, 6_000]]),
            (3, vec![vec![1_500, 3_000, 4_500], vec![6_000]]),
        ] {
            let (pages, reads) = all_pages(std::slice::from_ref(&people), limit, 500, own(1_500));
            assert_eq!(pages, expected);
            assert!(reads <= 5, "{reads}");
        }
        let (pages, reads) = all_pages(&[people], 50, 500, own(10_000));
        assert_eq!((pages, reads), (vec![Vec::<u32>::new()], 0));
    }

    proptest! {
        #[test]
        fn pages_hold_every_match_once_and_in_order(
            numbers in prop::collection::btree_set(0_u32..2_000, 0..120),
            places in prop::collection::vec((0_usize..8, 0_usize..16), 120),
            (limit, batch, own, of_index, of_table) in (1_usize..30, 1_usize..20, 1_u32..4, 1_u32..5, 1_u32..5),
        ) {
            let mut partitions = vec![Vec::new(); 8];
            for (number, (place, other)) in numbers.iter().zip(places) {
                partitions[place].push(*number);
                // Some are moving from one list to another.
                if other < 8 && other != place {
                    partitions[other].push(*number);
                }
            }
            let wanted = Wanted { own, of_index, of_table };
            let matches = |number: &u32| [own, of_index, of_table].iter().all(|of| number.is_multiple_of(*of));
            let expected: Vec<u32> = numbers.iter().copied().filter(matches).collect();
            let (pages, _) = all_pages(&partitions, limit, batch, wanted);
            let full = expected.len().div_ceil(limit).max(1);
            prop_assert_eq!(pages.len(), full, "a cursor that leads to nobody");
            prop_assert_eq!(pages.concat(), expected);
        }
    }
}
