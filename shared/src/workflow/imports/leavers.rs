//! Who is here and not in an import's file, as the import put them on record, and having them disabled: a job.

use super::find::{FindError, find};
use crate::{
    aws::store::StoreError,
    domain::{
        caller::UserManager,
        context::Context,
        fault::{Code, Fault},
        import::{Import, Leavers},
        job::{Disabled, Disabling, Job, Work},
        user::User,
    },
    workflow::{Env, jobs::start},
};

/// Users in one look-up (DynamoDB's limit for `BatchGetItem`).
const LOOK_UP: usize = 100;
/// People looked at for one page, where most have been disabled since.
const MOST_LOOKED_AT: usize = 4_000;
/// User ids in one request.
const MOST_IDS: usize = 1_000;

/// Why there is no list of leavers.
#[derive(Debug, thiserror::Error)]
pub enum LeaversError {
    /// The import was not found.
    #[error(transparent)]
    Find(#[from] FindError),
    /// It has not come to its end, or from before leavers were put on record.
    #[error("the leavers of this import are not known")]
    NotKnown,
    /// The request says whom in no way or in several, or names too many.
    #[error("the request has {} faults", .0.len())]
    Invalid(Vec<Fault>),
}

impl From<StoreError> for LeaversError {
    fn from(error: StoreError) -> Self {
        FindError::from(error).into()
    }
}

/// Some of an import's leavers.
#[derive(Debug)]
pub struct Page {
    /// As they are now; those who were disabled or erased since, or are another manager's now, are left out.
    pub users: Vec<User>,
    /// How many there were when the import ended.
    pub total: u64,
    /// Where the next page begins; `None` on the last one.
    pub next: Option<String>,
}

/// An import that has come to its end, with its leavers.
async fn known(env: &Env, caller: &UserManager, id: &str) -> Result<(Import, Leavers), LeaversError> {
    let import = find(env, caller, id).await?;
    match import.leavers.clone() {
        Some(leavers) if !import.status.is_open() => Ok((import, leavers)),
        _ => Err(LeaversError::NotKnown),
    }
}

/// The leavers after a place, at most `limit`.
///
/// # Errors
///
/// See [`LeaversError`].
pub async fn list(
    env: &Env,
    context: &Context,
    caller: &UserManager,
    id: &str,
    after: Option<&str>,
    limit: usize,
) -> Result<Page, LeaversError> {
    let (import, leavers) = known(env, caller, id).await?;
    let (mut part, mut at) = after.and_then(read_place).unwrap_or((0, 0));
    let (mut users, mut looked_at) = (Vec::new(), 0);
    let next = 'parts: loop {
        let ids = env.store.find_leavers(&import, &leavers, part).await?;
        if ids.is_empty() {
            break None;
        }
        while at < ids.len() {
            if users.len() >= limit || looked_at >= MOST_LOOKED_AT {
                break 'parts Some(format!("{part}:{at}"));
            }
            let some = &ids[at..ids.len().min(at + LOOK_UP.min(limit - users.len()))];
            let slug = &import.organisation;
            let mut found = env.store.find_users(context, slug, some).await?;
            found.retain(|user| is_to_be_shown(caller, user));
            found.sort_by(|one, other| one.id.cmp(&other.id));
            users.extend(found);
            at += some.len();
            looked_at += some.len();
        }
        (part, at) = (part + 1, 0);
    };
    Ok(Page {
        users,
        total: leavers.total,
        next,
    })
}

fn read_place(place: &str) -> Option<(u32, usize)> {
    let (part, at) = place.split_once(':')?;
    Some((part.parse().ok()?, at.parse().ok()?))
}

fn is_to_be_shown<O>(caller: &UserManager<O>, user: &User) -> bool {
    Leavers::may_be(user.status) && caller.actor.may_manage(&user.profile.department)
}

/// Whom somebody wants disabled, as they wrote it.
#[derive(Debug, Default)]
pub struct Wanted {
    /// These.
    pub user_ids: Option<Vec<String>>,
    /// All of them.
    pub everybody: Option<bool>,
}

/// Has leavers disabled: a job, which looks at each again and at what it may do.
///
/// # Errors
///
/// See [`LeaversError`].
pub async fn disable(
    env: &Env,
    context: &Context,
    caller: &UserManager,
    id: &str,
    wanted: Wanted,
) -> Result<Job, LeaversError> {
    let (import, _) = known(env, caller, id).await?;
    let user_ids = read_wanted(wanted).map_err(|fault| LeaversError::Invalid(vec![fault]))?;
    let work = Work::Disable {
        whom: Disabling {
            import_id: import.id,
            user_ids,
            is_released: false,
            spared: Vec::new(),
            mandate: None,
        },
        tally: Disabled::default(),
    };
    Ok(start(env, context, caller, work).await?)
}

/// Whom: these ids, or with `None` everybody.
fn read_wanted(wanted: Wanted) -> Result<Option<Vec<String>>, Fault> {
    let fault = |code| Err(Fault::at("user_ids", code));
    match (wanted.user_ids, wanted.everybody.unwrap_or(false)) {
        (None, true) => Ok(None),
        (Some(ids), false) if ids.len() > MOST_IDS => fault(Code::TooMany { limit: MOST_IDS }),
        (Some(mut ids), false) if !ids.is_empty() => {
            ids.sort_unstable();
            ids.dedup();
            Ok(Some(ids))
        }
        (Some(ids), true) if !ids.is_empty() => Err(Fault::at("everybody", Code::Contradictory)),
        _ => fault(Code::Required),
    }
}
