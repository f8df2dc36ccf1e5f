//! Asks for the activation messages of many people again.
//!
//! They wait for their turn to be written to: the organisation is marked, and the sender called.

use crate::invocation::{Running, Stop};
use jiff::{SignedDuration, Timestamp};
use rollcall::{
    domain::{job::Work, resend::Wanted},
    workflow::users::{
        resend::{among, ask},
        walk::Walk,
    },
};

/// People between two checkpoints.
const STEP: i32 = 400;
/// The organisation is marked so often while people are asked for. The sender looks at a marked one for longer than an
/// invocation and this together, so that nobody is asked for after it has looked for the last time.
const MARK_AGAIN: SignedDuration = SignedDuration::from_secs(60);

pub(crate) async fn work(running: &mut Running<'_>, wanted: &Wanted) -> Result<(), Stop> {
    let env = &running.app.env;
    let slug = running.job.organisation.clone();
    if running.job.total.is_none() {
        let caller = running.user_manager().await?;
        let among = among(&caller, &wanted.selection);
        let total = running.patiently(async || among.count(env, &slug).await).await?;
        running.job.total = Some(total);
        running.checkpoint().await?;
    }
    let mut marked_at: Option<Timestamp> = None;
    let mut walk = Walk::from_place(running.job.place.as_deref());
    loop {
        let now = running.time.context.current();
        if marked_at.is_none_or(|at| now.duration_since(at) >= MARK_AGAIN) {
            running
                .patiently(async || env.store.mark_for_release(&slug, now).await)
                .await?;
            marked_at = Some(now);
        }
        let caller = running.user_manager().await?;
        let (context, asked_at) = (running.time.context, running.job.created_at);
        let (among, from) = (among(&caller, &wanted.selection), walk.clone());
        let (ids, next) = running
            .patiently(async || among.next(env, &slug, from.clone(), STEP).await)
            .await?;
        let asked = running
            .patiently(async || ask(env, context, &caller, wanted, asked_at, &ids).await)
            .await?;
        if let Work::Resend { tally, .. } = &mut running.job.work {
            tally.merge(asked);
        }
        running.job.processed += ids.len() as u64;
        let Some(next) = next else { break };
        running.job.place = Some(next.to_place());
        running.checkpoint().await?;
        env.hand_out_turns().await;
        walk = next;
    }
    let now = running.time.context.current();
    running
        .patiently(async || env.store.mark_for_release(&slug, now).await)
        .await?;
    env.hand_out_turns().await;
    Ok(())
}
