//! One page out of many partitions, each sorted by the same key.
//!
//! Which key comes next is decided only while every partition has shown its next one, so that the order, and with it
//! what a cursor stands for, is the same however the partitions are read.

use futures::future::try_join_all;
use std::collections::VecDeque;

/// What a partition answers: keys with items in order, and whether there may be more.
pub(super) type Batch<T> = (Vec<(String, T)>, bool);

/// Where to read on in a partition.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    /// The partition, by its number.
    pub(super) partition: u32,
    /// The key of the last item it has shown.
    pub(super) after: Option<String>,
    /// How often it was read before.
    pub(super) reads: u32,
}

struct Partition<T> {
    asked: Asked,
    waiting: VecDeque<(String, T)>,
    has_more: bool,
}

/// The items of all partitions after a key, in order.
pub(super) struct Merged<T, F> {
    partitions: Vec<Partition<T>>,
    /// The greatest key comes first.
    is_reversed: bool,
    fetch: F,
}

impl<T, E, R, F> Merged<T, F>
where
    F: Fn(Asked) -> R,
    R: Future<Output = Result<Batch<T>, E>>,
{
    /// Nothing is read yet. `fetch` reads on in a partition.
    pub(super) fn new(partitions: u32, after: Option<&str>, fetch: F) -> Self {
        let partition = |partition| Partition {
            asked: Asked {
                partition,
                after: after.map(str::to_owned),
                reads: 0,
            },
            waiting: VecDeque::new(),
            has_more: true,
        };
        Self {
            partitions: (0..partitions).map(partition).collect(),
            is_reversed: false,
            fetch,
        }
    }

    /// The same of partitions that are read backwards.
    pub(super) fn reversed(self, is_reversed: bool) -> Self {
        Self { is_reversed, ..self }
    }

    /// The next item and its key. Partitions that have nothing waiting are read on first, all of them at once.
    pub(super) async fn next(&mut self) -> Result<Option<(String, T)>, E> {
        let fetch = &self.fetch;
        let hungry = self
            .partitions
            .iter_mut()
            .filter(|partition| partition.waiting.is_empty() && partition.has_more);
        try_join_all(hungry.map(|partition| partition.read_on(fetch))).await?;
        Ok(next_of(&mut self.partitions, self.is_reversed)
            .and_then(|partition| partition.waiting.pop_front()))
    }
}

impl<T> Partition<T> {
    async fn read_on<E, R>(&mut self, fetch: &impl Fn(Asked) -> R) -> Result<(), E>
    where
        R: Future<Output = Result<Batch<T>, E>>,
    {
        let (items, has_more) = fetch(self.asked.clone()).await?;
        self.asked.reads += 1;
        if let Some((key, _)) = items.last() {
            self.asked.after = Some(key.clone());
        }
        // A partition that shows nothing has nothing, whatever it says.
        self.has_more = has_more && !items.is_empty();
        self.waiting.extend(items);
        Ok(())
    }
}

/// The partition whose next item comes first of all.
fn next_of<T>(partitions: &mut [Partition<T>], is_reversed: bool) -> Option<&mut Partition<T>> {
    let waiting = partitions
        .iter_mut()
        .filter(|partition| !partition.waiting.is_empty());
    waiting.min_by(|one, other| {
        let [one, other] = [one, other].map(|it| it.waiting.front().map(first));
        if is_reversed {
            other.cmp(&one)
        } else {
            one.cmp(&other)
        }
    })
}

fn first<T>((key, _): &(String, T)) -> &str {
    key
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::{convert::Infallible, future::ready};

    /// Answers at once, so that the tests need no runtime.
    pub(in super::super) fn now<T>(future: impl Future<Output = T>) -> T {
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        match std::pin::pin!(future).poll(&mut context) {
            std::task::Poll::Ready(value) => value,
            std::task::Poll::Pending => panic!("nothing here waits"),
        }
    }

    /// What is shown after a key.
    fn all(partitions: &[Vec<u16>], after: Option<u16>, batch: usize, most: usize) -> Vec<u16> {
        let key = |number: u16| format!("{number:05}");
        let fetch = |asked: Asked| {
            let rest = partitions[asked.partition as usize]
                .iter()
                .copied()
                .map(|number| (key(number), number));
            let rest: Vec<_> = rest
                .filter(|(key, _)| asked.after.as_ref().is_none_or(|after| key > after))
                .collect();
            // As DynamoDB does, a full batch says there is more even where it was the last.
            let more = rest.len() >= batch;
            ready(Ok::<_, Infallible>((
                rest.into_iter().take(batch).collect(),
                more,
            )))
        };
        let after = after.map(key);
        let mut merged = Merged::new(u32::try_from(partitions.len()).unwrap(), after.as_deref(), fetch);
        let mut seen = Vec::new();
        while seen.len() < most {
            let Some((_, number)) = now(merged.next()).unwrap() else {
                break;
            };
            seen.push(number);
        }
        seen
    }

    #[test]
    fn partitions_that_are_read_backwards_come_backwards() {
        let partitions = [vec!["d", "a"], vec!["c", "b"]];
        let fetch = |asked: Asked| {
            let all = partitions[asked.partition as usize].iter();
            ready(Ok::<_, Infallible>((
                all.map(|key| ((*key).to_owned(), ())).collect(),
                false,
            )))
        };
        let mut merged = Merged::new(2, None, fetch).reversed(true);
        let keys = ["d", "c", "b", "a"].map(|_| now(merged.next()).unwrap().unwrap().0);
        assert_eq!(keys, ["d", "c", "b", "a"]);
    }

    proptest! {
        #[test]
        fn every_item_behind_the_key_comes_once_and_in_order(
            numbers in prop::collection::btree_set(0_u16..2_000, 0..120),
            places in prop::collection::vec(0_usize..8, 120),
            (after, batch, most) in (prop::option::of(0_u16..2_000), 1_usize..20, 1_usize..150),
        ) {
            let mut partitions = vec![Vec::new(); 8];
            for (number, place) in numbers.iter().zip(places) {
                partitions[place].push(*number);
            }
            let rest = numbers.iter().copied().filter(|number| after.is_none_or(|after| *number > after));
            let expected: Vec<u16> = rest.take(most).collect();
            prop_assert_eq!(all(&partitions, after, batch, most), expected);
        }
    }
}
