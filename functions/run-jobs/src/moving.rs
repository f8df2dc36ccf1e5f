//! Moves everybody of a list's entry to another one, and removes the entry then.
//!
//! The entry takes nobody any more while that goes on. It goes a while later, once everybody was looked at again. The sign-up links
//! of a department lead to the other one from the beginning, and go along at the end: a move that cannot go on leaves them.

use crate::invocation::{Running, Stop};
use rollcall::{
    domain::{
        job::{Failure, ListKind, Moving, Work},
        permission::Denied,
    },
    workflow::{
        organisation::{
            links,
            moving::{CLOSED_FOR, Standing, among, close, finish, reopen, standing},
        },
        users::{change::move_people, walk::Walk},
    },
};

/// People between two checkpoints.
const STEP: i32 = 200;

pub(crate) async fn work(running: &mut Running<'_>, moving: &Moving) -> Result<(), Stop> {
    let (env, context) = (&running.app.env, running.time.context);
    if is_gone(running, moving).await? {
        return Ok(());
    }
    let is_closed = running
        .patiently(async || close(env, context, &running.job, moving).await)
        .await?;
    if !is_closed {
        return Err(Stop::Failed(Failure::TargetGone));
    }
    let closed_at = match moving.closed_at {
        Some(at) => at,
        None => running.time.context.current(),
    };
    running.job.work = Work::Move(Moving {
        closed_at: Some(closed_at),
        ..moving.clone()
    });
    // Those who were moved have the entry no longer: what is left says how far an earlier worker came.
    let left = count(running, moving).await?;
    let total = *running.job.total.get_or_insert(left);
    running.job.processed = running.job.processed.max(total.saturating_sub(left));
    running.checkpoint().await?;
    loop {
        let moved = pass(running, moving).await?;
        if is_gone(running, moving).await? {
            return Ok(());
        }
        match count(running, moving).await? {
            0 => break,
            // The index may be a moment behind, but then somebody was moved.
            _ if moved == 0 => return Err(Stop::Failed(Failure::SomeStay)),
            _ => {}
        }
    }
    running.job.processed = running.job.processed.max(total);
    if running.time.context.current() < closed_at + CLOSED_FOR {
        running.job.stalls = 0;
        return Err(Stop::Later(closed_at + CLOSED_FOR));
    }
    if moving.list == ListKind::Department {
        // On the heap, as the steps of a job are.
        Box::pin(take_links_along(running)).await?;
    }
    let caller = running.asker().await?;
    let is_removed = running
        .patiently(async || finish(env, context, &caller, &running.job, moving).await)
        .await?;
    if is_removed {
        Ok(())
    } else {
        Err(Stop::Later(context.current()))
    }
}

/// Nobody has made a link of the department for a while, so all there are go along.
async fn take_links_along(running: &mut Running<'_>) -> Result<(), Stop> {
    let (env, context) = (&running.app.env, running.time.context);
    let Work::Move(mut moving) = running.job.work.clone() else {
        return Ok(());
    };
    if moving.links.is_none() {
        let slug = running.job.organisation.clone();
        let count = running
            .patiently(async || links::count_in(env, &slug, &moving.from).await)
            .await?;
        // On record before the first of them goes: the next worker counts the same.
        moving.links = Some(count);
        running.job.work = Work::Move(moving.clone());
        running.checkpoint().await?;
    }
    let caller = running.asker().await?;
    running
        .patiently(async || links::take_along(env, context, &caller, &running.job, &moving).await)
        .await
}

/// The entry stays, and takes people again: the job has failed.
pub(crate) async fn give_up(running: &Running<'_>, moving: &Moving) -> Result<(), Stop> {
    let (env, context) = (&running.app.env, running.time.context);
    running
        .patiently(async || reopen(env, context, &running.job, moving).await)
        .await
}

/// Whether another job has removed the entry; fails where this one may not or cannot go on.
async fn is_gone(running: &mut Running<'_>, moving: &Moving) -> Result<bool, Stop> {
    let caller = running.user_manager().await?;
    let manages_everybody: Result<bool, Denied> = caller.actor.scope().map(|scope| scope.is_none());
    if manages_everybody != Ok(true) {
        return Err(Stop::Failed(Failure::AskerMayNot));
    }
    match standing(&caller, moving) {
        Standing::There => Ok(false),
        Standing::Gone => Ok(true),
        Standing::Fails(failure) => Err(Stop::Failed(failure)),
    }
}

async fn count(running: &Running<'_>, moving: &Moving) -> Result<u64, Stop> {
    let env = &running.app.env;
    let slug = &running.job.organisation;
    running
        .patiently(async || among(moving).count(env, slug).await)
        .await
}

/// Goes through everybody once, and says how many were moved.
async fn pass(running: &mut Running<'_>, moving: &Moving) -> Result<u64, Stop> {
    let env = &running.app.env;
    let slug = running.job.organisation.clone();
    let mut all = 0;
    let mut walk = Some(Walk::of_shard(0));
    while let Some(from) = walk {
        let caller = running.user_manager().await?;
        let (ids, next) = running
            .patiently(async || among(moving).next(env, &slug, from.clone(), STEP).await)
            .await?;
        let context = running.time.context;
        let moved = running
            .patiently(async || move_people(env, context, &caller, moving, &ids).await)
            .await?;
        if moved > 0 {
            all += moved;
            running.job.processed += moved;
            running.job.total = running.job.total.max(Some(running.job.processed));
            let now = running.time.context.current();
            running
                .patiently(async || env.store.mark_for_release(&slug, now).await)
                .await?;
            running.checkpoint().await?;
            env.hand_out_turns().await;
        }
        walk = next;
    }
    Ok(all)
}
