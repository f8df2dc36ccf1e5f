//! The minute's schedule: whatever is due is asked for again, and organisations that were armed let their messages go.
//!
//! Due is what a provider put off, what a sender left when it died, what the stream has not delivered, and what waits for a
//! first day. A run that dies half-way leaves the rest due for the next one; two runs at once ask once, since each user's
//! change is conditional.

use crate::start;
use futures::{StreamExt, stream};
use jiff::{SignedDuration, Timestamp};
use rollcall::{
    aws::store::{
        StoreError,
        users::{DUE_SHARDS, LIST_SHARDS},
    },
    domain::{context::Context, due::Reason, organisation::Slug, submission::is_submission, user::User},
    workflow::Env,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

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
    let answer = json!({ "resumed": resumed.asked(), "released": released.asked() });
    resumed.add(released);
    for (why, count) in &resumed.by_reason {
        tracing::info!(why = why.as_str(), count, "asked for what is due");
    }
    match resumed.failure {
        Some(error) => Err(error),
        None => Ok(answer),
    }
}

/// How many were dealt with, by the reason they were due for, and what failed last.
#[derive(Default)]
struct Tally {
    by_reason: BTreeMap<Reason, usize>,
    failure: Option<StoreError>,
}

impl Tally {
    fn add(&mut self, other: Self) {
        for (why, count) in other.by_reason {
            *self.by_reason.entry(why).or_default() += count;
        }
        self.failure = other.failure.or(self.failure.take());
    }

    /// How many were asked for: what is over is removed instead.
    fn asked(&self) -> usize {
        let asked = self.by_reason.iter().filter(|(why, _)| **why != Reason::Expiry);
        asked.map(|(_, count)| count).sum()
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
        .find_settings(organisation)
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
) -> Result<Option<Reason>, StoreError> {
    let found = env.store.find_submission(organisation, id).await?;
    let Some(mut submission) = found.filter(|submission| submission.due.has_come(context.now())) else {
        return Ok(None);
    };
    let why = submission.due.why;
    submission.resume(context.now());
    let is_asked = env.store.save_submission(&mut submission).await?;
    Ok(is_asked.then_some(why))
}

async fn resume_all(env: &Env, context: &Context, due: Vec<(Slug, String)>) -> Tally {
    let results: Vec<Result<Option<Reason>, StoreError>> = stream::iter(due)
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
            Ok(Some(why)) => *tally.by_reason.entry(why).or_default() += 1,
            Ok(None) => {}
            Err(error) => tally.failure = Some(error),
        }
    }
    tally
}

/// Deals with one user who is due, if they still are: the index may lag behind the table. Answers why they were.
async fn resume(
    env: &Env,
    context: &Context,
    organisation: &Slug,
    id: &str,
) -> Result<Option<Reason>, StoreError> {
    if is_submission(id) {
        return resume_submission(env, context, organisation, id).await;
    }
    let Some(user) = env.store.find_user(organisation, id).await? else {
        return Ok(None);
    };
    match user.due().filter(|due| due.has_come(context.now())) {
        None => Ok(None),
        Some(due) if due.why == Reason::Expiry && user.is_unconfirmed_sign_up() => {
            remove(env, context, &user).await
        }
        Some(due) if due.why == Reason::StartDate => start::begin(env, context, &user).await,
        Some(_) => {
            let asked = env
                .store
                .update_user(context, organisation, id, |user| user.resume(context.now()))
                .await?;
            Ok(asked.map(|(_, why)| why))
        }
    }
}

/// Removes a self-sign-up that nobody confirmed while its link lived: it holds no name for good.
async fn remove(env: &Env, context: &Context, user: &User) -> Result<Option<Reason>, StoreError> {
    let is_removed = env.store.remove_user(context, user).await?;
    if is_removed {
        tracing::info!(organisation = %user.organisation, user = %user.id, "an unconfirmed sign-up was removed");
    }
    Ok(is_removed.then_some(Reason::Expiry))
}
