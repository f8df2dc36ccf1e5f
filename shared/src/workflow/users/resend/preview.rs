//! What asking for many people's messages again would come to: counted beforehand, changing nothing.

use super::selection::among_filed;
use crate::{
    aws::store::StoreError,
    domain::{
        caller::UserManager,
        context::Context,
        import::forecast::{Forecast, Messages},
        organisation::Organisation,
        resend::{Cause, Verdict, Wanted},
        user::User,
    },
    workflow::{
        Env,
        users::walk::{Among, Walk, in_parts},
    },
};
use futures::{StreamExt, TryStreamExt, future::try_join_all, stream};
use std::collections::BTreeMap;

/// Look-ups of one partition at once.
const AT_ONCE: usize = 4;
/// Users of one partition that are named at a time.
const PAGE: i32 = 400;

/// What would become of the people who are meant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Preview {
    /// People whose messages would be asked for.
    pub people: u64,
    /// Those messages.
    pub messages: Messages,
    /// People to whom nothing can be sent, by cause.
    pub unreachable: BTreeMap<Cause, u64>,
    /// People whose last messages are still on their way, or were asked for a moment ago.
    pub too_soon: u64,
    /// People who start later and are messaged then.
    pub waiting_start_date: u64,
}

impl Preview {
    fn count(&mut self, verdict: Verdict, user: &User, forecast: &mut Forecast<'_>) {
        match verdict {
            Verdict::NotMeant => {}
            Verdict::Unreachable(cause) => *self.unreachable.entry(cause).or_default() += 1,
            Verdict::TooSoon => self.too_soon += 1,
            Verdict::WaitsForStart | Verdict::Ask { is_for_start: true } => self.waiting_start_date += 1,
            Verdict::Ask { is_for_start: false } | Verdict::Asked => {
                self.people += 1;
                forecast.count(&mut self.messages, &user.profile);
            }
        }
    }

    fn add(&mut self, other: Self) {
        self.people += other.people;
        self.messages.add(other.messages);
        for (cause, count) in other.unreachable {
            *self.unreachable.entry(cause).or_default() += count;
        }
        self.too_soon += other.too_soon;
        self.waiting_start_date += other.waiting_start_date;
    }
}

/// Counts what asking would come to, among the people whom the caller manages. The partitions of the organisation are gone
/// through side by side, so that a large one is counted within one request.
///
/// # Errors
///
/// Those of the store.
pub async fn preview(
    env: &Env,
    context: &Context,
    caller: &UserManager<Organisation>,
    wanted: &Wanted,
) -> Result<Preview, StoreError> {
    let among = among_filed(caller, &wanted.selection);
    let walks = among.walks(env, &caller.organisation.slug).await?.into_iter();
    let parts = walks.map(|walk| preview_along(env, context, caller, wanted, &among, walk));
    let mut whole = Preview::default();
    for part in try_join_all(parts).await? {
        whole.add(part);
    }
    Ok(whole)
}

async fn preview_along(
    env: &Env,
    context: &Context,
    caller: &UserManager<Organisation>,
    wanted: &Wanted,
    among: &Among<'_>,
    begin: Walk,
) -> Result<Preview, StoreError> {
    let organisation = &caller.organisation;
    let slug = &organisation.slug;
    let now = context.now();
    let mut forecast = Forecast::of(organisation, &env.prices, &env.secret, &env.public_url, now)
        .over(wanted.channels.as_deref());
    let mut counted = Preview::default();
    let mut walk = Some(begin.clone());
    while let Some(from) = walk {
        let (ids, next) = among.next(env, slug, from, PAGE).await?;
        let mut parts = stream::iter(in_parts(&ids))
            .map(|some| async move { env.store.find_users(context, slug, &some).await })
            .buffer_unordered(AT_ONCE);
        while let Some(users) = parts.try_next().await? {
            for user in users
                .iter()
                .filter(|user| caller.actor.may_manage(&user.profile.department))
            {
                counted.count(wanted.judge(organisation, user, now), user, &mut forecast);
            }
        }
        walk = next.filter(|next| next.is_beside(&begin));
    }
    Ok(counted)
}
