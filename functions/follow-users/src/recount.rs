//! The recount: at night, the directory is held to the users, and what differs is put right.
//!
//! It goes through the organisations part by part and notes where it stands; what does not fit into one invocation goes on in
//! the next. A part is short beside an invocation, and is safe to be done twice.

use jiff::Timestamp;
use rollcall::{
    aws::store::{
        Store, StoreError,
        directory::{Recorded, Subject},
        users::LIST_SHARDS,
    },
    domain::{context::Context, directory::Filed, organisation::Slug},
};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// People read at once.
const AT_ONCE: usize = 100;

/// Where a recount stands: the organisation and the part of it that come next. The parts are the partitions of the users and,
/// after them, the whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// The organisation.
    pub organisation: Slug,
    /// The part.
    pub part: u32,
}

/// What was put right in one organisation.
#[derive(Debug, Default)]
struct Mended {
    filed: usize,
    removed: usize,
    strays: usize,
    missing: usize,
    counters: usize,
}

/// Recounts, from a mark on, as long as half of the time until `ends_at` is left for the next part. Answers where to go on.
///
/// # Errors
///
/// Where the store fails. What was done before it is done.
pub async fn recount(
    store: &Store,
    context: &Context,
    ends_at: Timestamp,
    from: Option<Mark>,
) -> Result<Option<Mark>, StoreError> {
    let half_time = context.now() + ends_at.duration_since(context.now()) / 2;
    let mut is_first = true;
    for organisation in store.find_organisations().await? {
        let mut first_part = 0;
        if let Some(from) = &from {
            if organisation < from.organisation {
                continue;
            }
            if organisation == from.organisation {
                first_part = from.part;
            }
        }
        let mut mended = Mended::default();
        for part in first_part..=LIST_SHARDS {
            if !is_first && context.current() >= half_time {
                report(&organisation, &mended);
                return Ok(Some(Mark { organisation, part }));
            }
            is_first = false;
            if part < LIST_SHARDS {
                recount_shard(store, context, &organisation, part, &mut mended).await?;
            } else {
                let swept = Box::pin(store.sweep_directory(context, &organisation)).await?;
                mended.strays += swept.strays;
                mended.missing += swept.missing;
                mended.counters += store.recount_directory(context, &organisation).await?;
            }
        }
        report(&organisation, &mended);
    }
    Ok(None)
}

fn report(organisation: &Slug, mended: &Mended) {
    let Mended {
        filed,
        removed,
        strays,
        missing,
        counters,
    } = mended;
    tracing::info!(%organisation, filed, removed, strays, missing, counters, "directory recounted");
}

/// Files the people of a partition whose record differs from them, and removes the records of people who are gone.
async fn recount_shard(
    store: &Store,
    context: &Context,
    organisation: &Slug,
    shard: u32,
    mended: &mut Mended,
) -> Result<(), StoreError> {
    let mut recorded: HashMap<String, Vec<Recorded>> = HashMap::new();
    for record in store.find_recorded(organisation, shard).await? {
        recorded.entry(record.id.clone()).or_default().push(record);
    }
    let ids = store.find_user_ids(organisation, shard).await?;
    for ids in ids.chunks(AT_ONCE) {
        let mut differing = Vec::new();
        for user in store.find_users(context, organisation, ids).await? {
            let records = recorded.remove(&user.id).unwrap_or_default();
            let is_of_user = |record: &&Recorded| record.created_at == user.created_at;
            let stands = records.iter().find(is_of_user);
            if !stands.is_some_and(|record| record.is_of_today && record.filed.is_alike(&Filed::of(&user))) {
                differing.push(Subject::of(&user));
            }
            let others = records.iter().filter(|record| !is_of_user(record));
            differing.extend(others.map(|record| record.subject(organisation)));
        }
        file(store, context, differing, mended).await?;
    }
    // Who is in no list of users is gone, or came this second: filing looks at the user.
    let left: Vec<Subject> = recorded
        .into_values()
        .flatten()
        .map(|record| record.subject(organisation))
        .collect();
    for some in left.chunks(AT_ONCE) {
        file(store, context, some.to_vec(), mended).await?;
    }
    Ok(())
}

async fn file(
    store: &Store,
    context: &Context,
    subjects: Vec<Subject>,
    mended: &mut Mended,
) -> Result<(), StoreError> {
    let tally = Box::pin(store.file_users(context, subjects)).await?;
    mended.filed += tally.filed;
    mended.removed += tally.removed;
    Ok(())
}
