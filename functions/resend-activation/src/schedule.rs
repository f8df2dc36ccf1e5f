//! The minute's schedule: whatever is due is asked for again, and organisations that were armed let their messages go.
//!
//! Due is what a provider put off, what a sender left when it died, and what the stream has not delivered. A run that
//! dies half-way leaves the rest due for the next one; two runs at once ask once, since each user's change is
//! conditional.

use futures::{StreamExt, stream};
use jiff::{SignedDuration, Timestamp};
use rollcall::{
    aws::store::{
        StoreError,
        users::{DUE_SHARDS, LIST_SHARDS},
    },
    domain::{activation::Stage, context::Context, organisation::Slug, submission::is_submission},
    workflow::Env,
};
use serde_json::{Value, json};

/// Users asked for per index partition and run: sixteen partitions a minute make 8,000 users.
const PER_SHARD: i32 = 500;
/// Users written to the store at once.
const AT_ONCE: usize = 16;
/// How long after its arming an organisation is looked at for messages that were held late.
const STRAGGLERS: SignedDuration = SignedDuration::from_mins(5);

/// One run of the schedule. Answers how many users were asked for.
///
/// # Errors
///
/// The last thing that failed, after everybody else had their turn: one user who cannot be read holds up no other.
pub async fn handle_schedule(env: &Env, context: &Context) -> Result<Value, StoreError> {
    let (mut resumed, mut released) = (Tally::default(), Tally::default());
    for shard in 0..DUE_SHARDS {
        let due = env.store.find_due(shard, context.now(), PER_SHARD).await?;
        resumed.add(resume_all(env, context, due).await);
    }
    for (organisation, marked_at) in env.store.find_releases().await? {
        released.add(release(env, context, &organisation, marked_at).await?);
    }
    if resumed.asked + released.asked > 0 {
        tracing::info!(
            resumed = resumed.asked,
            released = released.asked,
            "asked for what is due"
        );
    }
    match resumed.failure.or(released.failure) {
        Some(error) => Err(error),
        None => Ok(json!({ "resumed": resumed.asked, "released": released.asked })),
    }
}

/// How many were asked for, and what failed last.
#[derive(Default)]
struct Tally {
    asked: usize,
    failure: Option<StoreError>,
}

impl Tally {
    fn add(&mut self, other: Self) {
        self.asked += other.asked;
        self.failure = other.failure.or(self.failure.take());
    }
}

/// Lets an organisation's waiting messages go. It stays marked until none is left, and for a while after: the index
/// lags behind the table, and a sender that read the settings before the arming may hold one more.
async fn release(
    env: &Env,
    context: &Context,
    organisation: &Slug,
    marked_at: Timestamp,
) -> Result<Tally, StoreError> {
    let armed = env
        .store
        .find_organisation(organisation)
        .await?
        .is_some_and(|found| found.settings.communication.armed);
    let (mut released, mut is_empty) = (Tally::default(), true);
    if armed {
        for shard in 0..LIST_SHARDS {
            let held = env
                .store
                .find_held(organisation, shard, context.now(), PER_SHARD)
                .await?;
            is_empty &= held.is_empty();
            released.add(resume_all(env, context, held).await);
        }
    }
    if !armed || (is_empty && context.now() >= marked_at + STRAGGLERS) {
        env.store.finish_release(organisation, marked_at).await?;
    }
    Ok(released)
}

/// Asks for a submission of the sign-up form again that the stream has not brought, or whose worker died.
async fn resume_submission(
    env: &Env,
    context: &Context,
    organisation: &Slug,
    id: &str,
) -> Result<bool, StoreError> {
    match env.store.find_submission(organisation, id).await? {
        Some(mut submission) if submission.next_attempt_at <= context.now() => {
            submission.resume(context.now());
            env.store.save_submission(&mut submission).await
        }
        _ => Ok(false),
    }
}

async fn resume_all(env: &Env, context: &Context, due: Vec<(Slug, String)>) -> Tally {
    let results: Vec<Result<bool, StoreError>> = stream::iter(due)
        .map(|(organisation, id)| async move {
            let resumed = resume(env, context, &organisation, &id).await;
            if let Err(error) = &resumed {
                tracing::warn!(%organisation, user = %id, %error, "could not be asked for");
            }
            resumed
        })
        .buffer_unordered(AT_ONCE)
        .collect()
        .await;
    let mut tally = Tally::default();
    for result in results {
        match result {
            Ok(resumed) => tally.asked += usize::from(resumed),
            Err(error) => tally.failure = Some(error),
        }
    }
    tally
}

/// Asks for one user's messages again, if they are still due: the index may lag behind the table. A self-sign-up that
/// nobody confirmed while its link lived is removed instead: it holds no name for good.
async fn resume(env: &Env, context: &Context, organisation: &Slug, id: &str) -> Result<bool, StoreError> {
    if is_submission(id) {
        return resume_submission(env, context, organisation, id).await;
    }
    let found = env.store.find_user(organisation, id).await?;
    let forgotten = found.filter(|user| {
        user.is_unconfirmed_sign_up()
            && user.activation.as_ref().is_some_and(|activation| {
                activation.stage == Stage::Done
                    && activation.next_attempt_at.is_some_and(|at| at <= context.now())
            })
    });
    if let Some(user) = forgotten {
        if env.store.remove_user(context, &user).await? {
            tracing::info!(%organisation, user = %id, "an unconfirmed sign-up was removed");
        }
        return Ok(false);
    }
    let asked = env
        .store
        .update_user(context, organisation, id, |user| {
            let now = context.now();
            // All of them are looked at: each that is due is asked for.
            let notices = user.notices.iter_mut().map(|notice| notice.resume(now));
            let is_notified = notices.fold(false, |any, resumed| any | resumed);
            let resumed = user.activation.as_ref().filter(|activation| {
                // Somebody who stands here for a notice waits for the arming all the same.
                (activation.stage == Stage::Held && !is_notified)
                    || activation.next_attempt_at.is_some_and(|at| at <= now)
            });
            let resumed = resumed.map(|activation| activation.resume(now));
            let is_resumed = resumed.is_some();
            if is_resumed {
                user.activation = resumed;
            }
            (is_notified || is_resumed).then_some(())
        })
        .await;
    Ok(asked?.is_some())
}
