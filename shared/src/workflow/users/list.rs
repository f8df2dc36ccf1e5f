//! Users by name, one page at a time.

mod merge;
mod page;

use super::filter::Selected;
use crate::{
    aws::store::{StoreError, listed::Listed, users::LIST_SHARDS},
    domain::{context::Context, user::User},
    workflow::Env,
};
use futures::future::try_join_all;
use merge::{Asked, Merged};
use std::collections::HashMap;

/// Users read with one call.
const MOST_AT_ONCE: usize = 100;
/// Entries read from a partition at first where a filter passes most of them over; at each further read twice as many.
const FILTERED: i32 = 250;
/// The most entries that come with one read: 1 MB.
const MOST_READ: i32 = 4_000;

/// A page of users.
#[derive(Debug)]
pub struct Found {
    /// By name.
    pub users: Vec<User>,
    /// The key of the last user looked at, where there may be more behind them.
    pub last: Option<String>,
}

/// The users who match and come after a key, at most `limit` of them: fewer only where others were passed over for long or
/// there are no more, none only where there are no more.
///
/// # Errors
///
/// Those of the store.
pub async fn list(
    env: &Env,
    context: &Context,
    selected: Selected<'_>,
    limit: usize,
    after: Option<String>,
) -> Result<Found, StoreError> {
    if selected.is_nobody() {
        return Ok(Found {
            users: Vec::new(),
            last: None,
        });
    }
    let fetch = |asked: Asked| async move {
        let batch = batch(selected, limit, asked.reads);
        env.store
            .list_shard(
                selected.organisation,
                asked.partition,
                asked.after.as_deref(),
                batch,
            )
            .await
    };
    let merged = Merged::new(LIST_SHARDS, after.as_deref(), fetch);
    let read = |ids: Vec<String>| look_up(env, context, selected, ids);
    let may_match = |listed: &Listed| selected.may_match(listed);
    let (users, last) = page::collect(merged, limit, may_match, |listed| &listed.id, read).await?;
    Ok(Found { users, last })
}

/// Those of these users who match, by their ids.
async fn look_up(
    env: &Env,
    context: &Context,
    selected: Selected<'_>,
    ids: Vec<String>,
) -> Result<HashMap<String, User>, StoreError> {
    let some = ids.chunks(MOST_AT_ONCE);
    let look_up = |ids| env.store.look_up_users(context, selected.organisation, ids);
    let users = try_join_all(some.map(look_up)).await?;
    let users = users.into_iter().flatten();
    Ok(users
        .filter(|user| selected.matches(user))
        .map(|user| (user.id.clone(), user))
        .collect())
}

/// How many entries to read from a partition: its share of the page and a little more, or, where most are passed over, the
/// more the longer it takes.
fn batch(selected: Selected<'_>, limit: usize, reads: u32) -> i32 {
    let share = limit / LIST_SHARDS as usize;
    let share = i32::try_from(share + share / 2 + 4).unwrap_or(MOST_READ);
    let is_everybody = selected.filter.is_empty() && selected.own_department.is_none();
    let first = if is_everybody { share } else { FILTERED.max(share) };
    first.saturating_mul(1 << reads.min(8)).min(MOST_READ)
}
