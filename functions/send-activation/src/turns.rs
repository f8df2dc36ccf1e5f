//! Turns: users who are due, and users whom an import or an arming lets wait, organisation by organisation.
//!
//! One sender at a time hands out turns, and sends what they are for. It takes one person of each organisation in turn, so
//! that twenty thousand of one hold up nobody of another, and as fast as the providers take messages, so that nothing is
//! released in a heap. It ends when nobody is left or its time is up; the next minute's goes on.

use crate::{one, send::Sent, work::Work};
use futures::{StreamExt, future::join, stream};
use jiff::{SignedDuration, Timestamp};
use rollcall::{
    aws::store::{
        StoreError,
        users::{DUE_SHARDS, LIST_SHARDS},
    },
    domain::organisation::Slug,
};
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet, VecDeque};
use tokio::sync::mpsc;

/// People written to at once: enough to keep a provider busy that takes 200 messages a second.
const AT_ONCE: usize = 32;
/// People who have been called up, beside those who are written to: what is sent while it is looked for more.
const CALLED_UP: usize = 32;
/// People asked for of one partition at once.
const PER_SHARD: i32 = 100;
/// Of what is due, so many of the newest beside the oldest: another organisation's few may stand behind many.
const NEWEST: i32 = 25;
/// So few left, and it is looked for more.
const FEW: usize = 100;
/// Between two looks while somebody is left.
const BETWEEN_LOOKS: SignedDuration = SignedDuration::from_secs(1);
/// However many are left, it is looked for others so often.
const LONGEST_BETWEEN_LOOKS: SignedDuration = SignedDuration::from_secs(15);
/// How long somebody who was dealt with is passed over: the index lags behind the table.
const LAG: SignedDuration = SignedDuration::from_secs(20);
/// How long an organisation is looked at after it was marked. An import marks it before it writes, and no invocation is
/// longer than a quarter of an hour.
const STRAGGLERS: SignedDuration = SignedDuration::from_mins(20);
/// The turns are one sender's for so long, unless it renews.
const LEASE: SignedDuration = SignedDuration::from_secs(60);

/// One run. Answers how many people were dealt with, and what came of them.
///
/// # Errors
///
/// The last thing that failed, after everybody else had their turn.
pub(crate) async fn hand_out(work: Work<'_>) -> Result<Value, StoreError> {
    let mut run = Run::new(work);
    let mut counts = Counts::default();
    if run.renew().await? {
        let (called_up, people) = mpsc::channel(CALLED_UP);
        let ((), results) = join(run.call_up(called_up), write_to(work, people)).await;
        counts.dealt_with = results.len();
        for result in results {
            match result {
                Ok(what) => counts.add(&what),
                Err(error) => run.failure = Some(error),
            }
        }
        work.app.store.leave_turns(&run.holder).await?;
    }
    tracing::info!(
        dealt_with = counts.dealt_with,
        sent = counts.sent,
        put_off = counts.put_off,
        held = counts.held,
        failed = counts.failed,
        removed = counts.removed,
        "turns handed out"
    );
    match run.failure {
        Some(error) => Err(error),
        None => Ok(json!({
            "dealt_with": counts.dealt_with,
            "sent": counts.sent,
            "put_off": counts.put_off,
            "held": counts.held,
            "failed": counts.failed,
            "removed": counts.removed,
        })),
    }
}

#[derive(Debug, Default)]
struct Counts {
    dealt_with: usize,
    sent: usize,
    put_off: usize,
    held: usize,
    failed: usize,
    removed: usize,
}

impl Counts {
    fn add(&mut self, what: &Sent) {
        match what {
            Sent::Nothing => {}
            Sent::Held | Sent::WaitsForStart => self.held += 1,
            Sent::Removed => self.removed += 1,
            Sent::Done {
                sent,
                failed,
                put_off,
                held,
            } => {
                self.sent += sent;
                self.failed += failed;
                self.put_off += put_off;
                self.held += held;
            }
        }
    }
}

/// Who waits, by organisation. The organisations take turns.
#[derive(Debug, Default)]
struct Queue {
    turns: VecDeque<(Slug, VecDeque<String>)>,
    waiting: HashSet<(Slug, String)>,
}

impl Queue {
    fn len(&self) -> usize {
        self.waiting.len()
    }

    fn add(&mut self, organisation: Slug, id: String) {
        if !self.waiting.insert((organisation.clone(), id.clone())) {
            return;
        }
        match self.turns.iter_mut().find(|(slug, _)| *slug == organisation) {
            Some((_, ids)) => ids.push_back(id),
            None => self.turns.push_back((organisation, VecDeque::from([id]))),
        }
    }

    fn next(&mut self) -> Option<(Slug, String)> {
        let (organisation, mut ids) = self.turns.pop_front()?;
        let id = ids.pop_front()?;
        self.waiting.remove(&(organisation.clone(), id.clone()));
        if !ids.is_empty() {
            self.turns.push_back((organisation.clone(), ids));
        }
        Some((organisation, id))
    }
}

/// Writes to those who are called up. Answers what came of each.
async fn write_to(work: Work<'_>, people: mpsc::Receiver<(Slug, String)>) -> Vec<Result<Sent, StoreError>> {
    stream::unfold(people, async |mut people| {
        people.recv().await.map(|next| (next, people))
    })
    .map(|(organisation, id)| async move { one(work, &organisation, &id).await })
    .buffer_unordered(AT_ONCE)
    .collect()
    .await
}

struct Run<'a> {
    work: Work<'a>,
    holder: String,
    held_until: Timestamp,
    queue: Queue,
    looked_at: Option<Timestamp>,
    /// Dealt with of late.
    of_late: HashMap<(Slug, String), Timestamp>,
    failure: Option<StoreError>,
}

impl<'a> Run<'a> {
    fn new(work: Work<'a>) -> Self {
        Self {
            work,
            holder: work.context.id("t_"),
            held_until: work.context.now(),
            queue: Queue::default(),
            looked_at: None,
            of_late: HashMap::new(),
            failure: None,
        }
    }

    /// Whether the turns are this sender's to hand out.
    async fn renew(&mut self) -> Result<bool, StoreError> {
        let now = self.work.context.current();
        if self.held_until > now + LEASE / 2 {
            return Ok(true);
        }
        let until = now + LEASE;
        let is_ours = self.work.app.store.hold_turns(&self.holder, now, until).await?;
        if is_ours {
            self.held_until = until;
        }
        Ok(is_ours)
    }

    /// Calls people up, organisation by organisation, until nobody is left or time is up.
    async fn call_up(&mut self, called_up: mpsc::Sender<(Slug, String)>) {
        while !self.work.is_out_of_time() {
            let now = self.work.context.current();
            match self.renew().await {
                Ok(true) => {}
                Ok(false) => return,
                Err(error) => self.failure = Some(error),
            }
            let since = self.looked_at.map(|at| now.duration_since(at));
            let is_short = self.queue.len() < FEW && since.is_none_or(|since| since >= BETWEEN_LOOKS);
            // Others may have come meanwhile, and are not to wait until those are through.
            let is_old = since.is_some_and(|since| since >= LONGEST_BETWEEN_LOOKS);
            if is_short || is_old || self.queue.len() == 0 {
                self.look().await;
            }
            let Some(next) = self.queue.next() else {
                return;
            };
            self.of_late.insert(next.clone(), self.work.context.current());
            if called_up.send(next).await.is_err() {
                return;
            }
        }
    }

    /// Looks for those who wait. A partition that cannot be read now is read with the next look.
    async fn look(&mut self) {
        let now = self.work.context.current();
        self.looked_at = Some(now);
        self.of_late.retain(|_, at| now.duration_since(*at) < LAG);
        // Whom an arming or an import lets wait goes first.
        self.look_for_marked(now).await;
        self.look_for_due(now).await;
    }

    fn add(&mut self, found: Vec<(Slug, String)>) {
        for (organisation, id) in found {
            if !self.of_late.contains_key(&(organisation.clone(), id.clone())) {
                self.queue.add(organisation, id);
            }
        }
    }

    async fn look_for_due(&mut self, now: Timestamp) {
        let (store, first) = (
            &self.work.app.store,
            self.work.context.below(u64::from(DUE_SHARDS)),
        );
        let found: Vec<_> = stream::iter(0..DUE_SHARDS)
            .map(|shard| {
                let shard = (shard + u32::try_from(first).unwrap_or_default()) % DUE_SHARDS;
                async move {
                    let mut found = store.find_due(shard, now, true, PER_SHARD).await?;
                    if found.len() >= usize::try_from(PER_SHARD).unwrap_or(usize::MAX) {
                        found.extend(store.find_due(shard, now, false, NEWEST).await?);
                    }
                    Ok(found)
                }
            })
            .buffered(8)
            .collect()
            .await;
        self.add_all(found);
    }

    fn add_all(&mut self, found: Vec<Result<Vec<(Slug, String)>, StoreError>>) -> bool {
        let mut is_empty = true;
        for found in found {
            match found {
                Ok(found) => {
                    is_empty &= found.is_empty();
                    self.add(found);
                }
                Err(error) => {
                    tracing::warn!(%error, "a partition of what is due could not be read");
                    is_empty = false;
                    self.failure = Some(error);
                }
            }
        }
        is_empty
    }

    async fn look_for_marked(&mut self, now: Timestamp) {
        let marked = match self.work.app.store.find_releases().await {
            Ok(marked) => marked,
            Err(error) => {
                self.failure = Some(error);
                return;
            }
        };
        for (organisation, marked_at) in marked {
            if let Err(error) = self.look_for(&organisation, marked_at, now).await {
                self.failure = Some(error);
            }
        }
    }

    /// Whether nobody of an organisation waits for a later turn, since the sender had stopped.
    async fn is_nobody_put_off(&self, organisation: &Slug, now: Timestamp) -> Result<bool, StoreError> {
        let later = now + SignedDuration::from_hours(24);
        for shard in 0..LIST_SHARDS {
            let found = self
                .work
                .app
                .store
                .find_held(organisation, shard, later, 1)
                .await?;
            if !found.is_empty() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Looks for those of one organisation. It stays marked until none is left, and for a while after.
    async fn look_for(
        &mut self,
        organisation: &Slug,
        marked_at: Timestamp,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let store = &self.work.app.store;
        let armed = store
            .find_settings(organisation)
            .await?
            .is_some_and(|found| found.settings.communication.armed);
        let mut is_empty = true;
        if armed {
            let found = stream::iter(0..LIST_SHARDS)
                .map(|shard| store.find_held(organisation, shard, now, PER_SHARD))
                .buffered(8)
                .collect()
                .await;
            is_empty = self.add_all(found);
        }
        let is_over =
            is_empty && now >= marked_at + STRAGGLERS && self.is_nobody_put_off(organisation, now).await?;
        if !armed || is_over {
            self.work
                .app
                .store
                .finish_release(organisation, marked_at)
                .await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn organisations_take_turns_and_nobody_stands_twice() {
        let slug = |text: &str| Slug::parse(text).unwrap();
        let mut queue = Queue::default();
        for number in 0..4 {
            queue.add(slug("many"), format!("u_{number}"));
        }
        queue.add(slug("many"), "u_0".to_owned());
        queue.add(slug("few"), "u_9".to_owned());
        assert_eq!(queue.len(), 5);
        let order: Vec<String> = std::iter::from_fn(|| queue.next())
            .map(|(slug, id)| format!("{slug} {id}"))
            .collect();
        assert_eq!(order, ["many u_0", "few u_9", "many u_1", "many u_2", "many u_3"]);
        assert_eq!(queue.len(), 0);
    }
}
