//! How much is written at once: as much as the tables take.
//!
//! What a table takes is not known beforehand: a new one takes 4,000 write units a second, one that was used more takes
//! more, and others write to it too. So it is found by trying. While nothing is throttled, more transactions are under way
//! at once. After a throttle, items are sent at the rate at which they were taken, in smaller transactions (a transaction
//! is refused whole where one of its items finds no capacity), and the rate grows again until the next throttle.

use jiff::{SignedDuration, Timestamp};
use rollcall::domain::context::Context;
use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
    time::Duration,
};
use tokio::sync::Notify;

/// Items in one transaction (DynamoDB's limit for `TransactWriteItems`).
const MOST_ITEMS: usize = 100;
/// Smaller transactions gain nothing: each is a call.
const LEAST_ITEMS: usize = 20;
/// Transactions under way at first, and always.
const FIRST_WINDOW: f64 = 8.0;
/// Transactions under way at the most. At 25 ms each, that is 64,000 users a second, more than a core prepares.
const MOST_WINDOW: f64 = 32.0;
/// Items a second after a first throttle, before it is known how many were taken: a new table takes 4,000 write units a
/// second, and an item of a transaction costs two.
const OF_A_NEW_TABLE: f64 = 2_000.0;
/// However little is taken, so many items a second are tried.
const LEAST_RATE: f64 = 20.0;
/// What was taken is counted over so long; while the rate is looked for, it changes fast.
const LOOK_BACK: SignedDuration = SignedDuration::from_secs(2);
const SHORT_LOOK_BACK: SignedDuration = SignedDuration::from_millis(300);
/// One shortage throttles several transactions, which is one throttle.
const SAME_SHORTAGE: SignedDuration = SignedDuration::from_millis(500);
/// Of the rate that was taken when there was a throttle.
const AFTER_THROTTLE: f64 = 0.96;
/// How fast the rate grows a second: until the second throttle shows what the table takes, and later by how many seconds
/// nothing was throttled. So a table is soon used that takes more than before.
const SEARCH: f64 = 1.0;
const GROWTH: [(i64, f64); 3] = [(10, 0.2), (5, 0.05), (0, 0.01)];

/// How fast transactions become larger again, a second.
const ITEMS_GROWTH: f64 = 0.5;

/// The flow of one import's writes.
#[derive(Debug)]
pub(crate) struct Flow {
    state: Mutex<State>,
    freed: Notify,
}

/// A transaction's leave to be sent: it counts as under way until it is dropped.
#[derive(Debug)]
pub(crate) struct Leave<'a> {
    flow: &'a Flow,
    items: usize,
}

impl Flow {
    /// Of an import that begins, or goes on in another invocation.
    pub(crate) fn new(now: Timestamp) -> Self {
        Self {
            state: Mutex::new(State::new(now)),
            freed: Notify::new(),
        }
    }

    fn state<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// How many items the next transaction may have.
    pub(crate) fn items(&self) -> usize {
        self.state(|state| state.items())
    }

    /// Waits until a transaction of so many items may be sent.
    pub(crate) async fn admit(&self, context: &Context, items: usize) -> Leave<'_> {
        loop {
            // Registered before the look, so that no place that is freed in between is missed.
            let freed = self.freed.notified();
            let now = context.current();
            if let Some(at) = self.state(|state| state.admit(items, now)) {
                let leave = Leave { flow: self, items };
                if let Ok(wait) = Duration::try_from(at.duration_since(now))
                    && !wait.is_zero()
                {
                    tokio::time::sleep(wait).await;
                }
                return leave;
            }
            freed.await;
        }
    }
}

impl Leave<'_> {
    /// The transaction was carried out, or refused for another reason than want of capacity.
    pub(crate) fn taken(self, context: &Context) {
        self.flow
            .state(|state| state.taken(self.items, context.current()));
    }

    /// The table had no capacity for it.
    pub(crate) fn throttled(self, context: &Context) {
        self.flow
            .state(|state| state.throttled(self.items, context.current()));
    }
}

impl Drop for Leave<'_> {
    fn drop(&mut self) {
        let free = self.flow.state(|state| {
            state.under_way = state.under_way.saturating_sub(1);
            state.window().saturating_sub(state.under_way)
        });
        // One for each place: where more may be under way than before, this one is not the only one that is free.
        for _ in 0..free {
            self.flow.freed.notify_one();
        }
    }
}

#[derive(Debug)]
struct State {
    under_way: usize,
    window: f64,
    /// Items a second. `None`: nothing has been throttled.
    rate: Option<f64>,
    /// When the next transaction may be sent.
    next: Timestamp,
    items: f64,
    /// Items that were taken of late, each with when.
    taken: VecDeque<(Timestamp, usize)>,
    begun: Timestamp,
    throttled_at: Option<Timestamp>,
    grown_at: Timestamp,
    /// There was one throttle, at a moment that says little.
    is_searching: bool,
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts are small and never negative"
)]
impl State {
    fn new(now: Timestamp) -> Self {
        Self {
            under_way: 0,
            window: FIRST_WINDOW,
            rate: None,
            next: now,
            items: MOST_ITEMS as f64,
            taken: VecDeque::new(),
            begun: now,
            throttled_at: None,
            grown_at: now,
            is_searching: false,
        }
    }

    fn items(&self) -> usize {
        self.items as usize
    }

    fn window(&self) -> usize {
        self.window as usize
    }

    /// When a transaction may be sent, which is under way from now on. `None`: too many are.
    fn admit(&mut self, items: usize, now: Timestamp) -> Option<Timestamp> {
        if self.under_way >= self.window() {
            return None;
        }
        self.under_way += 1;
        let at = self.next.max(now);
        if let Some(rate) = self.rate {
            self.next = at + SignedDuration::from_secs_f64(items as f64 / rate);
        }
        Some(at)
    }

    fn taken(&mut self, items: usize, now: Timestamp) {
        self.taken.push_back((now, items));
        self.forget(now);
        // Twice as many with each round of calls until the first throttle, then one more.
        let more = if self.rate.is_none() {
            1.0
        } else {
            1.0 / self.window
        };
        self.window = (self.window + more).min(MOST_WINDOW);
        let since = now.duration_since(self.grown_at).as_secs_f64().clamp(0.0, 1.0);
        self.grown_at = now;
        let growth = self.growth(now);
        let Some(rate) = &mut self.rate else { return };
        *rate *= 1.0 + growth * since;
        self.items = (self.items * (1.0 + ITEMS_GROWTH * since)).min(MOST_ITEMS as f64);
    }

    fn throttled(&mut self, items: usize, now: Timestamp) {
        let is_same = self
            .throttled_at
            .is_some_and(|at| now.duration_since(at) < SAME_SHORTAGE);
        if is_same {
            self.pause(items, now);
            return;
        }
        self.forget(now);
        let of_late = self.rate_over(LOOK_BACK, now);
        let rate = match self.rate {
            None => of_late.max(OF_A_NEW_TABLE),
            Some(rate) if self.is_searching => rate.min(self.rate_over(SHORT_LOOK_BACK, now).max(of_late)),
            Some(rate) => rate.min(of_late) * AFTER_THROTTLE,
        };
        self.is_searching = self.rate.is_none();
        self.rate = Some(rate.max(LEAST_RATE));
        self.pause(items, now);
        self.window = (self.window / 2.0).max(FIRST_WINDOW);
        self.items = (self.items * 0.75).max(LEAST_ITEMS as f64);
        self.throttled_at = Some(now);
        self.grown_at = now;
    }

    /// Sends nothing until there may be capacity for what was refused.
    fn pause(&mut self, items: usize, now: Timestamp) {
        if let Some(rate) = self.rate {
            let capacity = SignedDuration::from_secs_f64(items as f64 / rate);
            self.next = self.next.max(now + capacity);
        }
    }

    /// By how much the rate grows a second.
    fn growth(&self, now: Timestamp) -> f64 {
        if self.is_searching {
            return SEARCH;
        }
        let quiet = self.throttled_at.map_or(0, |at| now.duration_since(at).as_secs());
        let steps = GROWTH.iter().find(|(after, _)| quiet >= *after);
        steps.map_or(0.0, |(_, growth)| *growth)
    }

    /// Items a second that were taken of late.
    fn rate_over(&self, look_back: SignedDuration, now: Timestamp) -> f64 {
        let recent = |at: &Timestamp| now.duration_since(*at) <= look_back;
        let taken = self.taken.iter().rev().take_while(|(at, _)| recent(at));
        let items: usize = taken.map(|(_, items)| items).sum();
        // Right at the beginning a few say little.
        let over = now.duration_since(self.begun).max(LOOK_BACK / 4).min(look_back);
        items as f64 / over.as_secs_f64()
    }

    fn forget(&mut self, now: Timestamp) {
        while self
            .taken
            .front()
            .is_some_and(|(at, _)| now.duration_since(*at) > LOOK_BACK)
        {
            self.taken.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{cmp::Reverse, collections::BinaryHeap};

    /// A table that takes so many items a second and keeps a second's.
    struct Table {
        cap: f64,
        left: f64,
        at: Timestamp,
    }

    impl Table {
        fn takes(&mut self, items: usize, now: Timestamp) -> bool {
            let since = now.duration_since(self.at).as_secs_f64();
            self.left = (self.left + since * self.cap).min(self.cap);
            self.at = now;
            #[expect(clippy::cast_precision_loss, reason = "counts are small")]
            let items = items as f64;
            let enough = self.left >= items;
            if enough {
                self.left -= items;
            }
            enough
        }
    }

    /// What came of so many seconds of writing.
    #[derive(Debug, Default)]
    struct Written {
        items: usize,
        calls: usize,
        throttled: usize,
        /// Those of the last quarter.
        late: usize,
    }

    /// Writes to a table for a while, each call taking so long: what is throttled comes again in two halves.
    fn write(state: &mut State, table: &mut Table, call: SignedDuration, seconds: i64) -> Written {
        let begun = table.at;
        let end = begun + SignedDuration::from_secs(seconds);
        let late = begun + SignedDuration::from_secs(seconds * 3 / 4);
        let (mut written, mut again) = (Written::default(), Vec::new());
        state.under_way = 0;
        // Sent at, items; answered when the call is over.
        let mut sent: BinaryHeap<Reverse<(Timestamp, usize)>> = BinaryHeap::new();
        let mut now = begun;
        while now < end {
            loop {
                let items = again.last().copied().unwrap_or_else(|| state.items());
                let Some(at) = state.admit(items, now) else { break };
                again.pop();
                sent.push(Reverse((at, items)));
            }
            let Some(Reverse((at, items))) = sent.pop() else {
                panic!("nothing is under way")
            };
            let is_taken = table.takes(items, at.max(table.at));
            now = now.max(at + call);
            state.under_way -= 1;
            written.calls += 1;
            if is_taken {
                state.taken(items, now);
                written.items += items;
                written.late += if now >= late { items } else { 0 };
            } else {
                state.throttled(items, now);
                written.throttled += 1;
                again.extend(
                    [items / 2, items - items / 2]
                        .into_iter()
                        .filter(|half| *half > 0),
                );
            }
        }
        written
    }

    fn beginning(cap: f64) -> (State, Table) {
        let at = Timestamp::UNIX_EPOCH;
        (State::new(at), Table { cap, left: 0.0, at })
    }

    #[test]
    #[expect(clippy::cast_precision_loss, reason = "counts are small")]
    fn whatever_a_table_takes_is_used_and_little_is_refused() {
        for cap in [300.0, 1_000.0, 2_000.0, 5_000.0, 20_000.0] {
            for call in [5, 25, 100].map(SignedDuration::from_millis) {
                let possible = FIRST_WINDOW * 100.0 / call.as_secs_f64();
                if cap > possible {
                    continue;
                }
                let (mut state, mut table) = beginning(cap);
                let written = write(&mut state, &mut table, call, 40);
                let share = written.items as f64 / (40.0 * cap);
                assert!(share >= 0.95, "{cap} {call:#}: {share:.3} {written:?}");
                // What is refused comes in a burst: of a second for a slow table, of a few calls for a fast one.
                let bursts = 12.0 + cap / 25.0;
                assert!(
                    written.throttled as f64 <= bursts.max(200.0),
                    "{cap} {call:#}: {written:?}"
                );
                let calls = written.calls as f64 * 100.0 / written.items as f64;
                assert!(
                    cap < 1_000.0 || calls <= 1.3,
                    "{cap} {call:#}: {calls:.2} {written:?}"
                );
            }
        }
    }

    #[test]
    #[expect(clippy::cast_precision_loss, reason = "counts are small")]
    fn a_table_that_takes_more_is_found_to_and_one_that_takes_less_too() {
        let call = SignedDuration::from_millis(25);
        let (mut state, mut table) = beginning(2_000.0);
        write(&mut state, &mut table, call, 20);
        for cap in [8_000.0, 1_000.0] {
            table.cap = cap;
            let written = write(&mut state, &mut table, call, 60);
            let share = written.late as f64 / (15.0 * cap);
            assert!(share >= 0.95, "{cap}: {share:.3} {written:?}");
        }
    }

    #[test]
    fn while_nothing_is_throttled_more_and_more_are_under_way() {
        let (mut state, mut table) = beginning(f64::from(u32::MAX));
        table.left = table.cap;
        write(&mut state, &mut table, SignedDuration::from_millis(25), 5);
        assert_eq!(
            (state.window(), state.rate, state.items()),
            (32, None, MOST_ITEMS)
        );
    }

    #[test]
    fn one_shortage_slows_down_once() {
        let now = Timestamp::UNIX_EPOCH;
        let mut state = State::new(now);
        let once = |state: &mut State| {
            state.throttled(100, now + SignedDuration::from_secs(1));
            (state.rate, state.items(), state.window())
        };
        let first = once(&mut state);
        assert_eq!(first, (Some(OF_A_NEW_TABLE), 75, 8));
        assert_eq!(once(&mut state), first);
    }

    #[tokio::test]
    async fn transactions_that_wait_go_on_as_soon_as_more_may_be_under_way() {
        let context = Context::at(Timestamp::UNIX_EPOCH, 1);
        let flow = Flow::new(context.now());
        let mut leaves = Vec::new();
        for _ in 0..8 {
            leaves.push(flow.admit(&context, 100).await);
        }
        let mut waiting: Vec<_> = (0..4).map(|_| Box::pin(flow.admit(&context, 100))).collect();
        for one in &mut waiting {
            assert!(futures::poll!(one).is_pending());
        }
        // Its own place, and one more.
        leaves.pop().unwrap().taken(&context);
        let mut admitted = Vec::new();
        for one in &mut waiting {
            if let std::task::Poll::Ready(leave) = futures::poll!(one) {
                admitted.push(leave);
            }
        }
        assert_eq!(admitted.len(), 2);
    }

    #[tokio::test]
    async fn a_leave_that_is_dropped_frees_its_place() {
        let context = Context::at(Timestamp::UNIX_EPOCH, 1);
        let flow = Flow::new(context.now());
        let mut leaves = Vec::new();
        for _ in 0..8 {
            leaves.push(flow.admit(&context, 100).await);
        }
        let ninth = flow.admit(&context, 100);
        tokio::pin!(ninth);
        assert!(futures::poll!(&mut ninth).is_pending());
        leaves.pop();
        assert!(futures::poll!(&mut ninth).is_ready());
    }
}
