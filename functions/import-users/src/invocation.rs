//! One invocation's work at one import: the clients it has, the time that is left, and how the work ends.

use jiff::{SignedDuration, Timestamp};
use rollcall::{
    aws::{
        bucket::{Bucket, BucketError},
        cloud::{self, Connection},
        invoker::Invoker,
        store::{Store, StoreError, imports::LEASE},
    },
    domain::{
        context::Context,
        import::{Import, Refused, StopReason, forecast::Prices},
        language::Language,
        secret::Secret,
    },
    workflow::background::{OutOfTime, TimeLeft},
};
use std::{future::Future, time::Duration};

/// Before the invocation ends, so much time is kept for the last checkpoint: at most this, and a fifth of a short one.
const RESERVE: SignedDuration = SignedDuration::from_secs(10);
/// While something takes long, its worker is heard of so often.
pub(crate) const HEARTBEAT: Duration = Duration::from_secs(2);

/// What the function needs.
#[derive(Debug)]
pub struct App {
    /// The tables.
    pub store: Store,
    /// The bucket.
    pub bucket: Bucket,
    /// This function, for what goes on in the next invocation.
    pub invoker: Invoker,
    /// The function that sends.
    pub sender: Invoker,
    /// One-time passwords and links.
    pub secret: Secret,
    /// Where links lead.
    pub public_url: String,
    /// What messages cost.
    pub prices: Prices,
}

impl App {
    /// From the environment.
    pub async fn connect() -> Result<Self, lambda_http::Error> {
        let Connection { config, aws, secret } = cloud::connect().await?;
        Ok(Self {
            store: cloud::store(&aws, &config),
            bucket: cloud::bucket(&aws, &config),
            invoker: cloud::invoker(&aws, &config),
            sender: cloud::sender(&aws, &config),
            secret,
            public_url: config.public_url,
            prices: config.prices,
        })
    }
}

/// The import could not be brought to its end now; delivering the event again takes it up where it stands.
#[derive(Debug, thiserror::Error)]
pub enum Unfinished {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The bucket.
    #[error(transparent)]
    Bucket(#[from] BucketError),
    /// The machine's own disk.
    #[error("the temporary file failed: {0}")]
    Disk(#[from] std::io::Error),
    /// The result workbook could not be made.
    #[error("the result workbook failed: {0}")]
    Result(String),
    /// The invocation's time is nearly up.
    #[error("the import goes on with the next invocation")]
    OutOfTime,
}

impl From<OutOfTime> for Unfinished {
    fn from(_: OutOfTime) -> Self {
        Self::OutOfTime
    }
}

/// Why work at an import ended before its end.
pub(crate) enum Stop {
    /// The file is refused whole.
    Refused(Refused),
    /// Another worker has taken over.
    Elsewhere,
    /// Something failed, or time is up.
    Unfinished(Unfinished),
}

impl Stop {
    /// Refuses the file, in the language of the person who reads it.
    pub(crate) fn refuse(reason: StopReason, language: Language) -> Self {
        Self::Refused(Refused::new(reason, language))
    }
}

impl<E: Into<Unfinished>> From<E> for Stop {
    fn from(error: E) -> Self {
        Self::Unfinished(error.into())
    }
}

/// One invocation's time for one import.
#[derive(Clone, Copy)]
pub(crate) struct Invocation<'a> {
    pub(crate) app: &'a App,
    pub(crate) context: &'a Context,
    pub(crate) deadline: Timestamp,
}

impl Invocation<'_> {
    pub(crate) fn is_out_of_time(self) -> bool {
        !self.has_time_for(SignedDuration::ZERO)
    }

    /// Whether so much time is left, and enough for a last checkpoint after it.
    pub(crate) fn has_time_for(self, work: SignedDuration) -> bool {
        self.time().has_time_for(work)
    }

    /// The time it has.
    pub(crate) fn time(&self) -> TimeLeft<'_> {
        TimeLeft {
            context: self.context,
            deadline: self.deadline,
            reserve: RESERVE,
        }
    }

    /// Does something that takes its time, and lets it be known meanwhile that the import is being worked at. `progress`
    /// says how the import stands by then.
    pub(crate) async fn work<T>(
        self,
        work: impl Future<Output = T>,
        mut progress: impl FnMut() -> Import,
    ) -> Result<T, Stop> {
        tokio::pin!(work);
        loop {
            tokio::select! {
                done = &mut work => return Ok(done),
                () = tokio::time::sleep(HEARTBEAT) => self.renew(progress()).await?,
            }
        }
    }

    pub(crate) async fn renew(self, mut import: Import) -> Result<(), Stop> {
        if let Some(lease) = &mut import.lease {
            lease.until = self.context.current() + LEASE;
        }
        match self.app.store.renew_import(&import).await {
            Ok(true) => Ok(()),
            Ok(false) => Err(Stop::Elsewhere),
            // The lease is long enough for a throttled beat or two.
            Err(error) if error.is_passing() => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Tries something of the store's until it is done or time is up: a throttled table slows an import down and does
    /// nothing else to it.
    pub(crate) async fn patiently<T>(
        self,
        mut attempt: impl AsyncFnMut() -> Result<T, StoreError>,
    ) -> Result<T, Unfinished> {
        self.time().patiently(async || Ok(attempt().await)).await
    }
}
