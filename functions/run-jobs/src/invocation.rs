//! One invocation's work at one job: the clients it has, the time that is left, and how the work ends.

use jiff::{SignedDuration, Timestamp};
use rollcall::{
    aws::{
        bucket::{Bucket, BucketError},
        cloud::{self, Connection},
        invoker::Invoker,
        store::{StoreError, imports::LEASE},
    },
    domain::{
        background::Lease,
        caller::{Caller, UserManager},
        job::{Failure, Job},
        organisation::Organisation,
    },
    workflow::{
        Env,
        authenticate::find_acting,
        background::{OutOfTime, TimeLeft},
    },
};
use std::{future::Future, sync::Arc, time::Duration};

/// Before the invocation ends, so much time is kept for the last checkpoint: at most this, and a fifth of a short one.
pub(crate) const RESERVE: SignedDuration = SignedDuration::from_secs(20);
/// The rights of who asked are read again so often: somebody disabled, demoted or moved meanwhile changes nobody after that.
const READ_AGAIN: SignedDuration = SignedDuration::from_secs(5);
/// While something takes long, its worker is heard of so often.
const HEARTBEAT: Duration = Duration::from_secs(5);

/// What the function needs.
#[derive(Debug)]
pub struct App {
    /// Tables, keys, address, the sender.
    pub env: Env,
    /// Workbooks that are made.
    pub bucket: Bucket,
    /// This function, for what goes on in the next invocation.
    pub runner: Invoker,
}

impl App {
    /// From the environment.
    ///
    /// # Errors
    ///
    /// A variable that is missing, or the secret that cannot be read.
    pub async fn connect() -> Result<Self, lambda_http::Error> {
        let connection: Connection = cloud::connect().await?;
        Ok(Self {
            bucket: cloud::bucket(&connection.aws, &connection.config),
            runner: cloud::job_runner(&connection.aws, &connection.config),
            env: Env {
                sender: Some(cloud::sender(&connection.aws, &connection.config)),
                ..connection.into()
            },
        })
    }
}

/// The job could not be brought to its end now; delivering the event again takes it up where it stands.
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
    /// The workbook could not be made.
    #[error("the workbook failed: {0}")]
    Workbook(String),
    /// The invocation's time is nearly up.
    #[error("the job goes on with the next invocation")]
    OutOfTime,
}

impl From<OutOfTime> for Unfinished {
    fn from(_: OutOfTime) -> Self {
        Self::OutOfTime
    }
}

/// Why work at a job ended before its end.
pub(crate) enum Stop {
    /// For good.
    Failed(Failure),
    /// Not before this moment: the schedule takes it up again.
    Later(Timestamp),
    /// Another worker has taken over.
    Elsewhere,
    /// Something failed, or time is up.
    Unfinished(Unfinished),
}

impl<E: Into<Unfinished>> From<E> for Stop {
    fn from(error: E) -> Self {
        Self::Unfinished(error.into())
    }
}

/// A job in the hands of this worker.
pub(crate) struct Running<'a> {
    pub(crate) app: &'a App,
    pub(crate) time: TimeLeft<'a>,
    pub(crate) job: Job,
    pub(crate) holder: String,
    asker: Option<(Timestamp, Arc<UserManager<Organisation>>)>,
}

impl<'a> Running<'a> {
    pub(crate) fn new(app: &'a App, time: TimeLeft<'a>, job: Job) -> Self {
        let holder = job
            .lease
            .as_ref()
            .map_or_else(String::new, |lease| lease.holder.clone());
        Self {
            app,
            time,
            job,
            holder,
            asker: None,
        }
    }

    /// Who asked for the job, with the rights they have now.
    ///
    /// # Errors
    ///
    /// They are gone, or disabled.
    pub(crate) async fn asker(&self) -> Result<Caller<Organisation>, Stop> {
        let found = self.acting(&self.job.asked_by).await?;
        found.ok_or(Stop::Failed(Failure::AskerMayNot))
    }

    /// Who acts under this id, a user's or a machine's, with the rights they have now: `None` where they are gone, or disabled.
    pub(crate) async fn acting(&self, id: &str) -> Result<Option<Caller<Organisation>>, Stop> {
        let (store, slug) = (&self.app.env.store, &self.job.organisation);
        let organisation = self
            .patiently(async || store.find_organisation(slug).await)
            .await?;
        let Some(organisation) = organisation else {
            return Ok(None);
        };
        let acting = self
            .patiently(async || find_acting(store, &organisation, slug, id).await)
            .await?;
        Ok(acting.map(|acting| Caller::new(acting, organisation)))
    }

    /// The same as somebody who manages users, read again now and then.
    ///
    /// # Errors
    ///
    /// They manage none any more.
    pub(crate) async fn user_manager(&mut self) -> Result<Arc<UserManager<Organisation>>, Stop> {
        let now = self.time.context.current();
        if let Some((read_at, asker)) = &self.asker
            && now.duration_since(*read_at) < READ_AGAIN
        {
            return Ok(Arc::clone(asker));
        }
        let asker = UserManager::try_from(self.asker().await?);
        let asker = Arc::new(asker.map_err(|_| Stop::Failed(Failure::AskerMayNot))?);
        self.asker = Some((now, Arc::clone(&asker)));
        Ok(asker)
    }

    /// Records how far the job has come.
    ///
    /// # Errors
    ///
    /// Another worker has taken over; or this one is out of time, and what is recorded by then goes on with the next.
    pub(crate) async fn checkpoint(&mut self) -> Result<(), Stop> {
        self.job.stalls = 0;
        self.job.lease = Some(Lease {
            holder: self.holder.clone(),
            until: self.time.context.current() + LEASE,
        });
        self.record().await?;
        if self.time.is_over() {
            return Err(Unfinished::OutOfTime.into());
        }
        Ok(())
    }

    /// Shows how far work has come that the next worker starts over: it counts as no progress of the job.
    ///
    /// # Errors
    ///
    /// Another worker has taken over; or this one is out of time.
    pub(crate) async fn show_progress(&mut self) -> Result<(), Stop> {
        self.job.lease = Some(Lease {
            holder: self.holder.clone(),
            until: self.time.context.current() + LEASE,
        });
        self.record().await?;
        if self.time.is_over() {
            return Err(Unfinished::OutOfTime.into());
        }
        Ok(())
    }

    /// Writes the job as it is, if this worker still has it.
    pub(crate) async fn record(&self) -> Result<(), Stop> {
        let store = &self.app.env.store;
        let is_recorded = self
            .patiently(async || {
                store
                    .checkpoint_job(self.time.context, &self.job, &self.holder)
                    .await
            })
            .await?;
        if is_recorded { Ok(()) } else { Err(Stop::Elsewhere) }
    }

    /// Tries something of the store's until it is done or time is up: a throttled table slows a job down and does nothing
    /// else to it. Meanwhile the worker keeps the job.
    pub(crate) async fn patiently<T>(
        &self,
        mut attempt: impl AsyncFnMut() -> Result<T, StoreError>,
    ) -> Result<T, Stop> {
        self.time.patiently(async || self.keeping(attempt()).await).await
    }

    /// Does something that may take long, and renews the lease meanwhile.
    async fn keeping<T>(&self, work: impl Future<Output = T>) -> Result<T, Stop> {
        tokio::pin!(work);
        loop {
            tokio::select! {
                done = &mut work => return Ok(done),
                () = tokio::time::sleep(HEARTBEAT) => self.renew().await?,
            }
        }
    }

    async fn renew(&self) -> Result<(), Stop> {
        let job = Job {
            lease: Some(Lease {
                holder: self.holder.clone(),
                until: self.time.context.current() + LEASE,
            }),
            ..self.job.clone()
        };
        let store = &self.app.env.store;
        match store.checkpoint_job(self.time.context, &job, &self.holder).await {
            Ok(true) => Ok(()),
            Ok(false) => Err(Stop::Elsewhere),
            // The lease is long enough for a throttled beat or two.
            Err(error) if error.is_passing() => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}
