//! Who is here and not in the file.
//!
//! Looked for once every row has its outcome, and put on record under the import, so that no request has to go through the
//! organisation. Those of the departments that the import creates people in count, who were there when it began, and are
//! not disabled.

use crate::{
    invocation::{Invocation, Stop, Unfinished},
    present::Present,
};
use futures::{StreamExt, TryStreamExt, stream};
use jiff::Timestamp;
use rollcall::{
    aws::store::{listed::Listed, users::LIST_SHARDS},
    domain::{
        import::{Import, Leavers},
        organisation::Slug,
        permission::Reach,
        user::User,
    },
};

/// Users read with one query of the index of lists.
const LISTED: i32 = 1_000;
/// Users in one look-up (DynamoDB's limit for `BatchGetItem`).
const LOOK_UP: usize = 100;
/// Users on record together: 20 bytes each.
const PART: usize = 2_000;

/// Finds them and puts them on record.
pub(crate) async fn find(
    invocation: Invocation<'_>,
    import: &mut Import,
    mut present: Present,
) -> Result<(), Stop> {
    let slug = import.organisation.clone();
    let began = import.started_at.unwrap_or(import.created_at);
    let found = {
        let (reach, import) = (import.reach.clone(), &*import);
        let finding = async {
            present.look_up(invocation, &slug).await?;
            let is_meant = |listed: &Listed| {
                let may_be = Leavers::may_be(listed.status) && !present.includes(&listed.id);
                may_be
                    && reach
                        .as_ref()
                        .is_none_or(|reach| reach.includes(&listed.department))
            };
            let shards = (0..LIST_SHARDS).map(|shard| {
                let (slug, reach, is_meant) = (&slug, reach.as_ref(), &is_meant);
                async move { in_shard(invocation, slug, (reach, began), shard, is_meant).await }
            });
            let mut found: Vec<String> = stream::iter(shards).buffer_unordered(4).try_concat().await?;
            found.sort_unstable();
            Ok::<_, Unfinished>(found)
        };
        invocation.work(finding, || import.clone()).await??
    };
    // Of a worker that died nothing is seen: the import names the place of the one that came to the end.
    let place = import
        .lease
        .as_ref()
        .map_or_else(String::new, |lease| lease.holder.clone());
    let leavers = Leavers {
        total: found.len() as u64,
        place,
    };
    for (number, part) in (0..).zip(found.chunks(PART)) {
        let store = &invocation.app.store;
        invocation
            .patiently(async || store.put_leavers(import, &leavers, number, part).await)
            .await?;
    }
    tracing::info!(organisation = %slug, import = %import.id, leavers = leavers.total, "people who are not in the file");
    import.leavers = Some(leavers);
    Ok(())
}

/// Those in one partition of the index, by their ids.
async fn in_shard(
    invocation: Invocation<'_>,
    slug: &Slug,
    (reach, began): (Option<&Reach>, Timestamp),
    shard: u32,
    is_meant: impl Fn(&Listed) -> bool,
) -> Result<Vec<String>, Unfinished> {
    let (store, context) = (&invocation.app.store, invocation.context);
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let (page, more) = invocation
            .patiently(async || store.list_shard(slug, shard, after.as_deref(), LISTED).await)
            .await?;
        after = page.last().map(|(key, _)| key.clone()).or(after);
        let listed: Vec<String> = page
            .into_iter()
            .filter(|(_, listed)| is_meant(listed))
            .map(|(_, listed)| listed.id)
            .collect();
        // When somebody came is in the table alone, and the index may be a moment behind.
        for some in listed.chunks(LOOK_UP) {
            let users = invocation
                .patiently(async || store.look_up_users(context, slug, some).await)
                .await?;
            let is_leaver = |user: &User| {
                let is_within = reach.is_none_or(|reach| reach.includes(&user.profile.department));
                Leavers::may_be(user.status) && is_within && user.created_at < began
            };
            found.extend(users.into_iter().filter(is_leaver).map(|user| user.id));
        }
        if !more {
            return Ok(found);
        }
    }
}
