//! A worker's turn at work in the background: taking it, the time of the invocation, and patience with a slow store.

use crate::{
    aws::{
        invoker::NotStarted,
        store::{StoreError, rounds::Rounds},
    },
    domain::{
        background::{self, Background, Claim},
        context::Context,
    },
};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use std::time::Duration;

/// The invocation's time is nearly up: the work goes on with the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutOfTime;

/// The time of one invocation, and how much of it is left.
#[derive(Debug, Clone, Copy)]
pub struct TimeLeft<'a> {
    /// When the invocation began, and what time it is.
    pub context: &'a Context,
    /// When it ends.
    pub deadline: Timestamp,
    /// So much is kept for the last checkpoint: at most this, and a fifth of a short one.
    pub reserve: SignedDuration,
}

impl TimeLeft<'_> {
    /// Whether only the reserve is left.
    pub fn is_over(&self) -> bool {
        !self.has_time_for(SignedDuration::ZERO)
    }

    /// Whether so much time is left, and enough for a last checkpoint after it.
    pub fn has_time_for(&self, work: SignedDuration) -> bool {
        let whole = self.deadline.duration_since(self.context.now());
        let reserve = (whole / 5).clamp(SignedDuration::ZERO, self.reserve);
        self.context.current() + work + reserve <= self.deadline
    }

    /// Takes a piece of work. Where another worker has it, waits until that one is heard of, and leaves it to them; or until their
    /// lease ends, and takes it over. `look_again`: how often it is looked at meanwhile, more seldom than a live worker renews its
    /// lease.
    ///
    /// # Errors
    ///
    /// Those of the store; or the time is up before the other's lease.
    pub async fn claim<W, E: From<OutOfTime> + From<StoreError>>(
        &self,
        look_again: Duration,
        mut take: impl AsyncFnMut() -> Result<Claim<W>, StoreError>,
    ) -> Result<Option<W>, E> {
        let mut waited_for: Option<Timestamp> = None;
        loop {
            match take().await? {
                Claim::Yours(work) => return Ok(Some(*work)),
                Claim::Over => return Ok(None),
                Claim::Busy(until) if waited_for.is_some_and(|before| until > before) => return Ok(None),
                Claim::Busy(until) => {
                    waited_for = Some(until);
                    let rest = until.duration_since(self.context.current()) + SignedDuration::from_millis(50);
                    if !self.has_time_for(rest) {
                        return Err(OutOfTime.into());
                    }
                    let rest = Duration::try_from(rest).unwrap_or_default();
                    tokio::time::sleep(rest.min(look_again)).await;
                }
            }
        }
    }

    /// Tries something of the store's until it is done or time is up: a throttled table slows the work down and does nothing else
    /// to it.
    ///
    /// # Errors
    ///
    /// What the attempt itself ends with, and what the store fails with for good.
    pub async fn patiently<T, E: From<OutOfTime> + From<StoreError>>(
        &self,
        mut attempt: impl AsyncFnMut() -> Result<Result<T, StoreError>, E>,
    ) -> Result<T, E> {
        let mut rounds = Rounds::new(self.context, u32::MAX).slowly();
        while rounds.next().await {
            match attempt().await? {
                Err(error) if error.is_passing() => {
                    tracing::warn!(%error, "the store is slow, the work waits");
                    if self.is_over() {
                        break;
                    }
                }
                other => return Ok(other?),
            }
        }
        Err(OutOfTime.into())
    }
}

/// What was found in one minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct TakenUp {
    /// Pieces with work left in them.
    pub open: usize,
    /// Those that were asked to be taken up.
    pub taken_up: usize,
    /// Those where Lambda did not take the call; the next minute asks again.
    pub failed: usize,
}

/// Asks for what is abandoned of what is open to be taken up ([`background::abandoned`]).
pub(super) async fn take_up<W: Background>(
    open: &[W],
    context: &Context,
    ask: impl AsyncFn(&W) -> Result<(), NotStarted>,
) -> TakenUp {
    let (mut taken_up, mut failed) = (0, 0);
    for work in background::abandoned(open, context.now()) {
        match ask(work).await {
            Ok(()) => taken_up += 1,
            Err(error) => {
                failed += 1;
                tracing::error!(work = %work.id(), %error, "the work was not taken up");
            }
        }
    }
    tracing::info!(
        open = open.len(),
        taken_up,
        failed,
        "looked for work nobody is at"
    );
    TakenUp {
        open: open.len(),
        taken_up,
        failed,
    }
}
