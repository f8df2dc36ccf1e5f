//! One page out of many partitions, each sorted by the same key.
//!
//! Which key comes next is decided only while every partition has shown its next one, so that the order, and with it
//! what a cursor stands for, is the same however the partitions are read.

use futures::future::try_join_all;
use std::collections::VecDeque;

/// What a partition answers: keys with items in order, and whether there may be more.
pub(super) type Batch<T> = (Vec<(String, T)>, bool);

/// How much work a page may be.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    /// Items on the page.
    pub(super) limit: usize,
    /// Items looked at; after that a shorter page is answered, with a cursor.
    pub(super) most_looked_at: usize,
}

struct Partition<T> {
    number: u32,
    waiting: VecDeque<(String, T)>,
    /// Where to read on.
    after: Option<String>,
    has_more: bool,
}

/// Collects a page of the items after `after` that match. Answers with the key of the last item looked at, where there
/// may be more behind it.
///
/// `fetch` reads a partition, by number, after a key.
pub(super) async fn page<T, E, R>(
    partitions: u32,
    after: Option<String>,
    bounds: Bounds,
    matches: impl Fn(&T) -> bool,
    fetch: impl Fn(u32, Option<String>) -> R,
) -> Result<(Vec<T>, Option<String>), E>
where
    R: Future<Output = Result<Batch<T>, E>>,
{
    let partition = |number| Partition {
        number,
        waiting: VecDeque::new(),
        after: after.clone(),
        has_more: true,
    };
    let mut partitions: Vec<Partition<T>> = (0..partitions).map(partition).collect();
    let (mut found, mut last, mut looked_at) = (Vec::new(), None, 0);
    loop {
        let hungry = partitions
            .iter_mut()
            .filter(|partition| partition.waiting.is_empty() && partition.has_more);
        try_join_all(hungry.map(|partition| partition.read_on(&fetch))).await?;
        loop {
            let Some(next) = next_of(&mut partitions) else {
                return Ok((found, None));
            };
            if found.len() == bounds.limit || looked_at >= bounds.most_looked_at {
                return Ok((found, last));
            }
            if let Some((key, item)) = next.waiting.pop_front() {
                looked_at += 1;
                last = Some(key);
                if matches(&item) {
                    found.push(item);
                }
            }
            if next.waiting.is_empty() && next.has_more {
                break;
            }
        }
    }
}

impl<T> Partition<T> {
    async fn read_on<E, R>(&mut self, fetch: &impl Fn(u32, Option<String>) -> R) -> Result<(), E>
    where
        R: Future<Output = Result<Batch<T>, E>>,
    {
        let (items, has_more) = fetch(self.number, self.after.clone()).await?;
        if let Some((key, _)) = items.last() {
            self.after = Some(key.clone());
        }
        // A partition that shows nothing has nothing, whatever it says.
        self.has_more = has_more && !items.is_empty();
        self.waiting.extend(items);
        Ok(())
    }
}

/// The partition whose next item comes first of all.
fn next_of<T>(partitions: &mut [Partition<T>]) -> Option<&mut Partition<T>> {
    let waiting = partitions
        .iter_mut()
        .filter(|partition| !partition.waiting.is_empty());
    waiting.min_by(|one, other| {
        let [one, other] = [one, other].map(|it| it.waiting.front().map(first));
        one.cmp(&other)
    })
}

fn first<T>((key, _): &(String, T)) -> &str {
    key
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::{cell::Cell, convert::Infallible, future::ready};

    /// Answers at once, so that the tests need no runtime.
    fn now<T>(future: impl Future<Output = T>) -> T {
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        match std::pin::pin!(future).poll(&mut context) {
            std::task::Poll::Ready(value) => value,
            std::task::Poll::Pending => panic!("nothing here waits"),
        }
    }

    fn all_pages(
        partitions: &[Vec<u16>],
        bounds: Bounds,
        batch: usize,
        wanted: impl Fn(&u16) -> bool + Copy,
    ) -> (Vec<u16>, usize) {
        let key = |number: u16| format!("{number:05}");
        let (mut seen, mut after, mut pages) = (Vec::new(), None, 0);
        loop {
            let looked_at = Cell::new(0);
            let matches = |number: &u16| {
                looked_at.set(looked_at.get() + 1);
                wanted(number)
            };
            let fetch = |partition: u32, after: Option<String>| {
                let rest = partitions[partition as usize]
                    .iter()
                    .copied()
                    .map(|number| (key(number), number));
                let rest: Vec<_> = rest
                    .filter(|(key, _)| after.as_ref().is_none_or(|after| key > after))
                    .collect();
                // As DynamoDB does, a full batch says there is more even where it was the last.
                let more = rest.len() >= batch;
                ready(Ok::<_, Infallible>((
                    rest.into_iter().take(batch).collect(),
                    more,
                )))
            };
            let count = u32::try_from(partitions.len()).unwrap();
            let (found, last) = now(page(count, after, bounds, matches, fetch)).unwrap();
            assert!(found.len() <= bounds.limit && looked_at.get() <= bounds.most_looked_at);
            seen.extend(found);
            pages += 1;
            match last {
                Some(last) => after = Some(last),
                None => return (seen, pages),
            }
        }
    }

    #[test]
    fn a_full_last_page_needs_no_further_one() {
        let bounds = Bounds {
            limit: 2,
            most_looked_at: 100,
        };
        assert_eq!(
            all_pages(&[vec![1, 4], vec![2, 3]], bounds, 2, |_| true),
            (vec![1, 2, 3, 4], 2)
        );
        assert_eq!(all_pages(&[vec![], vec![]], bounds, 2, |_| true), (vec![], 1));
    }

    proptest! {
        #[test]
        fn pages_hold_every_match_once_and_in_order(
            numbers in prop::collection::btree_set(0_u16..2_000, 0..120),
            places in prop::collection::vec(0_usize..8, 120),
            (limit, most_looked_at, batch, divisor) in (1_usize..30, 1_usize..60, 1_usize..20, 1_u16..5),
        ) {
            let mut partitions = vec![Vec::new(); 8];
            for (number, place) in numbers.iter().zip(places) {
                partitions[place].push(*number);
            }
            let wanted = |number: &u16| number.is_multiple_of(divisor);
            let expected: Vec<u16> = numbers.iter().copied().filter(wanted).collect();
            let (seen, _) = all_pages(&partitions, Bounds { limit, most_looked_at }, batch, wanted);
            prop_assert_eq!(seen, expected);
        }
    }
}
