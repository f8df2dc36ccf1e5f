//! When the next message may go to a provider: moments leased from the meter that all senders share.

use crate::App;
use jiff::{SignedDuration, Timestamp};
use rollcall::{
    aws::store::StoreError,
    domain::{
        activation::Channel,
        context::Context,
        pace::{Lane, Meter, Rate, Stopped, Taken, Verdict},
    },
};
use std::{
    collections::VecDeque,
    sync::atomic::{AtomicBool, AtomicI64, AtomicU32, Ordering},
    time::Duration,
};
use tokio::sync::Mutex;

/// A moment that was missed by more is void: what was late would come in a heap.
const STALE: SignedDuration = SignedDuration::from_secs(1);
/// So many who wait for a much slower provider are enough to keep it busy.
const CROWD: i64 = 16;
/// What is much slower.
const MUCH_SLOWER: i64 = 4;
/// Senders that find the meter busy come back at different moments within so many milliseconds.
const JITTER: u64 = 200;
/// A process looks so seldom whether the provider is to be asked for its rate, in seconds.
const BETWEEN_QUESTIONS: i64 = 60;
/// E-mails a second where neither the operator nor SES names a rate, as in a new account.
const EMAILS_UNNAMED: f64 = 1.0;
/// SMS a second where the operator names no rate: SNS publishes this one, and raises it on request.
const SMS_UNNAMED: f64 = 20.0;

/// A moment at which one message may go out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Slot {
    channel: Channel,
    lane: Lane,
    at: Timestamp,
}

/// There is no moment to be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NoSlot {
    /// Nothing goes to the provider for now.
    Stopped(Stopped),
    /// The next moment is later than this sender lives.
    OutOfTime,
    /// So many wait for a slow provider that more would keep a quick one idle: it is their turn then.
    Later(Timestamp),
}

/// Moments that were leased and not used yet, by channel and lane.
#[derive(Debug, Default)]
pub(crate) struct Pacer {
    email: Lines,
    sms: Lines,
}

/// One channel's.
#[derive(Debug, Default)]
struct Lines {
    fast: Line,
    slow: Line,
    /// The meter knows of a fault: a success is news.
    is_troubled: AtomicBool,
    /// One change of the meter at a time: others of this process would only come in between.
    meter: Mutex<()>,
    /// When it was last looked whether the provider is to be asked for its rate, in seconds since 1970.
    asked_at: AtomicI64,
    /// Microseconds between two messages as the meter had it last; 0 is not known.
    spacing: AtomicI64,
    /// The last moment that was given to somebody who comes later, in microseconds since 1970.
    booked: AtomicI64,
}

impl Lines {
    /// A moment for somebody who does not wait here, where too many do, and this provider is much slower than the other.
    fn book(&self, now: Timestamp, other: &Self) -> Option<Timestamp> {
        let waiting = i64::from(self.slow.waiting.load(Ordering::Relaxed));
        let [spacing, others] = [self, other].map(|lines| lines.spacing.load(Ordering::Relaxed));
        if waiting < CROWD || others == 0 || spacing < MUCH_SLOWER * others {
            return None;
        }
        let first = now.as_microsecond() + waiting * spacing;
        let book = |booked: i64| Some(booked.max(first) + spacing);
        let booked = self
            .booked
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, book)
            .ok()?;
        Timestamp::from_microsecond(booked.max(first) + spacing).ok()
    }

    /// Whether it is to be looked again.
    fn asks_again(&self, now: Timestamp) -> bool {
        let second = now.as_second();
        let before = self.asked_at.load(Ordering::Relaxed);
        let asks = second - before >= BETWEEN_QUESTIONS;
        if asks {
            self.asked_at.store(second, Ordering::Relaxed);
        }
        asks
    }
}

/// Those who wait in one lane, one behind the other.
#[derive(Debug, Default)]
struct Line {
    leased: Mutex<VecDeque<Timestamp>>,
    waiting: AtomicU32,
}

impl App {
    /// Waits for the moment of one message.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub(crate) async fn slot(
        &self,
        context: &Context,
        channel: Channel,
        lane: Lane,
        deadline: Timestamp,
    ) -> Result<Result<Slot, NoSlot>, StoreError> {
        let line = self.pacer.line(channel, lane);
        if lane == Lane::Slow
            && let Some(at) = self.pacer.book(context.current(), channel)
        {
            return Ok(Err(NoSlot::Later(at)));
        }
        line.waiting.fetch_add(1, Ordering::Relaxed);
        let slot = self.next_slot(context, line, channel, lane, deadline).await;
        line.waiting.fetch_sub(1, Ordering::Relaxed);
        let slot = slot?;
        if let Ok(slot) = &slot {
            sleep_until(context, slot.at).await;
        }
        Ok(slot)
    }

    async fn next_slot(
        &self,
        context: &Context,
        line: &Line,
        channel: Channel,
        lane: Lane,
        deadline: Timestamp,
    ) -> Result<Result<Slot, NoSlot>, StoreError> {
        let Some(mut leased) = before(context, deadline, line.leased.lock()).await else {
            return Ok(Err(NoSlot::OutOfTime));
        };
        loop {
            let now = context.current();
            while leased.front().is_some_and(|at| *at < now - STALE) {
                leased.pop_front();
            }
            if let Some(at) = leased.front().copied() {
                if at > deadline {
                    return Ok(Err(NoSlot::OutOfTime));
                }
                leased.pop_front();
                return Ok(Ok(Slot { channel, lane, at }));
            }
            let wanted = line.waiting.load(Ordering::Relaxed).max(1);
            match self.lease(context, channel, lane, wanted).await? {
                Taken::Slots(slots) => leased.extend(slots.moments()),
                Taken::Stopped(stopped) => return Ok(Err(NoSlot::Stopped(stopped))),
                Taken::Busy(until) => {
                    let jitter = i64::try_from(context.below(JITTER)).unwrap_or_default();
                    let again = until + SignedDuration::from_millis(jitter);
                    if again > deadline {
                        return Ok(Err(NoSlot::OutOfTime));
                    }
                    sleep_until(context, again).await;
                }
            }
        }
    }

    async fn lease(
        &self,
        context: &Context,
        channel: Channel,
        lane: Lane,
        wanted: u32,
    ) -> Result<Taken, StoreError> {
        let rate = self.rate(channel);
        if self.messenger.given_rate(channel).is_none() && channel == Channel::Email {
            self.learn_rate(context, channel).await?;
        }
        let take = |meter: &mut Meter| meter.take(context.current(), lane, rate, wanted);
        let (taken, _) = self.change_meter(context, channel, take).await?;
        Ok(taken)
    }

    /// The rate where the provider names none.
    fn rate(&self, channel: Channel) -> Rate {
        self.messenger
            .given_rate(channel)
            .unwrap_or_else(|| unnamed(channel))
    }

    /// Asks the provider for its rate, where nobody has for a while.
    async fn learn_rate(&self, context: &Context, channel: Channel) -> Result<(), StoreError> {
        let now = context.current();
        if !self.pacer.lines(channel).asks_again(now) {
            return Ok(());
        }
        // Noted before the question is put: of all senders one asks.
        let (asks, _) = self
            .change_meter(context, channel, |meter| {
                let asks = meter.wants_rate(now);
                if asks {
                    meter.learn(now, None);
                }
                asks
            })
            .await?;
        if asks && let Some(rate) = self.messenger.ask_rate(channel).await {
            let learn = |meter: &mut Meter| meter.learn(now, Some(rate));
            self.change_meter(context, channel, learn).await?;
        }
        Ok(())
    }

    /// Changes a channel's meter, and notices whether it knows of a fault.
    async fn change_meter<T>(
        &self,
        context: &Context,
        channel: Channel,
        change: impl FnMut(&mut Meter) -> T,
    ) -> Result<(T, Meter), StoreError> {
        let lines = self.pacer.lines(channel);
        let _one_at_a_time = lines.meter.lock().await;
        let changed = self.store.change_meter(context, channel, change).await?;
        let spacing = changed.1.spacing(self.rate(channel));
        lines.spacing.store(spacing, Ordering::Relaxed);
        lines
            .is_troubled
            .store(changed.1.is_troubled(), Ordering::Relaxed);
        Ok(changed)
    }

    /// Gives a moment back that was not used.
    pub(crate) async fn give_back(&self, slot: Slot) {
        let line = self.pacer.line(slot.channel, slot.lane);
        line.leased.lock().await.push_front(slot.at);
    }

    /// The provider answered that it was too fast.
    pub(crate) async fn note_throttle(&self, context: &Context, channel: Channel) -> Result<(), StoreError> {
        let rate = self.rate(channel);
        self.change_meter(context, channel, |meter| meter.throttled(context.current(), rate))
            .await?;
        Ok(())
    }

    /// A message went out. Only after a fault is that news to the others.
    pub(crate) async fn note_success(&self, context: &Context, channel: Channel) -> Result<(), StoreError> {
        if self.pacer.is_troubled(channel) {
            let (is_news, _) = self
                .change_meter(context, channel, |meter| meter.succeeded(context.current()))
                .await?;
            if is_news {
                tracing::info!(channel = channel.as_str(), "messages go out again");
            }
        }
        Ok(())
    }

    /// A message did not go out by a fault of the installation, or since the day's quota is used up. Answers when it may
    /// be tried again, where the sender has stopped.
    pub(crate) async fn note_outage(
        &self,
        context: &Context,
        channel: Channel,
        cause: &str,
        is_quota: bool,
    ) -> Result<Option<Timestamp>, StoreError> {
        let (verdict, meter) = self
            .change_meter(context, channel, |meter| {
                let now = context.current();
                if is_quota {
                    meter.exhausted(now, cause)
                } else {
                    meter.failed(now, cause)
                }
            })
            .await?;
        if let Verdict::Stops(stopped) = &verdict {
            tracing::error!(channel = channel.as_str(), cause, until = %stopped.until, "sending has stopped");
            self.alarm.raise(channel, cause, is_quota).await;
        }
        Ok(meter.stopped_until(context.current()))
    }
}

impl Pacer {
    fn lines(&self, channel: Channel) -> &Lines {
        match channel {
            Channel::Email => &self.email,
            Channel::Sms => &self.sms,
        }
    }

    fn line(&self, channel: Channel, lane: Lane) -> &Line {
        let lines = self.lines(channel);
        match lane {
            Lane::Fast => &lines.fast,
            Lane::Slow => &lines.slow,
        }
    }

    fn book(&self, now: Timestamp, channel: Channel) -> Option<Timestamp> {
        let other = match channel {
            Channel::Email => Channel::Sms,
            Channel::Sms => Channel::Email,
        };
        self.lines(channel).book(now, self.lines(other))
    }

    fn is_troubled(&self, channel: Channel) -> bool {
        self.lines(channel).is_troubled.load(Ordering::Relaxed)
    }
}

fn unnamed(channel: Channel) -> Rate {
    Rate::per_second(match channel {
        Channel::Email => EMAILS_UNNAMED,
        Channel::Sms => SMS_UNNAMED,
    })
}

/// What comes before a deadline.
async fn before<T>(context: &Context, deadline: Timestamp, work: impl Future<Output = T>) -> Option<T> {
    let left = deadline.duration_since(context.current());
    let left = Duration::try_from(left).unwrap_or_default();
    tokio::time::timeout(left, work).await.ok()
}

async fn sleep_until(context: &Context, at: Timestamp) {
    let wait = at.duration_since(context.current());
    if let Ok(wait) = Duration::try_from(wait) {
        tokio::time::sleep(wait).await;
    }
}
