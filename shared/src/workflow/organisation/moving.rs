//! Removing an entry of a list that people have, by moving them to another one first.
//!
//! From the beginning the entry takes nobody any more. A process that read the lists before that may still give it to somebody for
//! a moment; so it goes only after a while, and after everybody was looked at again.

use super::lists::{Listed, RemoveError, Untouchable, audited, find, log};
use crate::{
    aws::store::{
        StoreError,
        closing::{Closed, Closing},
        organisations::EntryError,
    },
    domain::{
        caller::{Caller, SettingsManager},
        context::Context,
        fault::{Code, Fault},
        job::{Failure, Job, ListKind, Moving, Work},
        organisation::{Department, JobProfile, List, Organisation, PermissionType, Slug},
        permission::Denied,
        version::Expected,
    },
    workflow::{Env, jobs, users::walk::Among},
};
use jiff::SignedDuration;

/// A closed entry goes so much later at the earliest: requests that have read the lists before have ended by then (29 s), and
/// imports, which read them again every 5 s, know.
pub const CLOSED_FOR: SignedDuration = SignedDuration::from_secs(60);

/// Why people are not moved.
#[derive(Debug, thiserror::Error)]
pub enum MoveError {
    /// The entry cannot be removed.
    #[error(transparent)]
    Remove(#[from] RemoveError),
    /// Who moves people manages all of them.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// What is wrong with where they are to go.
    #[error("people cannot be moved there")]
    Invalid(Fault),
    /// It is the caller's own permission type, which nobody changes.
    #[error("the caller has the entry")]
    OwnPermissionType,
}

impl From<Untouchable> for MoveError {
    fn from(error: Untouchable) -> Self {
        Self::Remove(error.into())
    }
}

impl From<StoreError> for MoveError {
    fn from(error: StoreError) -> Self {
        Self::Remove(error.into())
    }
}

/// A kind of list whose entries people have.
pub trait Movable: Listed {
    /// Which.
    const KIND: ListKind;

    /// That list of an organisation.
    fn list(organisation: &Organisation) -> &List<Self>;
}

impl Movable for Department {
    const KIND: ListKind = ListKind::Department;

    fn list(organisation: &Organisation) -> &List<Self> {
        &organisation.departments
    }
}

impl Movable for JobProfile {
    const KIND: ListKind = ListKind::JobProfile;

    fn list(organisation: &Organisation) -> &List<Self> {
        &organisation.job_profiles
    }
}

impl Movable for PermissionType {
    const KIND: ListKind = ListKind::PermissionType;

    fn list(organisation: &Organisation) -> &List<Self> {
        &organisation.permission_types
    }
}

/// Asks for everybody who has an entry to be moved to another one (its id), and the entry to be removed then.
///
/// # Errors
///
/// The caller may not change the entry or not all users, or people cannot go there.
pub async fn start<E: Movable>(
    env: &Env,
    context: &Context,
    caller: &SettingsManager,
    expected: Option<&Expected>,
    id: &str,
    to: &str,
) -> Result<Job, MoveError> {
    if caller.actor.scope()?.is_some() {
        return Err(Denied::Users.into());
    }
    find::<E>(env, caller, expected, id).await?;
    let settings = &caller.organisation.settings;
    if E::sign_up_default(&settings.sign_up) == Some(id) {
        return Err(RemoveError::SignUpDefault { list: E::FIELD }.into());
    }
    let organisation = env.store.find_organisation(&caller.organisation.slug).await?;
    let list = organisation.as_ref().map(E::list);
    if let Err(fault) = list.map_or_else(
        || Err(List::<E>::unknown(to, None)),
        |list| check_target(list, caller, id, to),
    ) {
        return Err(MoveError::Invalid(Fault {
            pointer: "/move_to".to_owned(),
            ..fault
        }));
    }
    if E::KIND == ListKind::PermissionType && caller.person.profile.permission_type == id {
        return Err(MoveError::OwnPermissionType);
    }
    let (store, slug) = (&env.store, &caller.organisation.slug);
    if let Some(closed) = store.find_closed::<E>(slug, id).await? {
        return resume::<E>(env, &closed, slug, to).await;
    }
    let work = Work::Move(Moving {
        list: E::KIND,
        from: id.to_owned(),
        to: to.to_owned(),
        closed_at: Some(context.now()),
        links: None,
    });
    let job = jobs::new(context, caller, work);
    match store.close_entry::<E>(context, &job, true, id, to).await? {
        Closing::Done => {
            jobs::begin(env, &job).await;
            Ok(job)
        }
        Closing::Refused => Err(RemoveError::Moving { list: E::FIELD }.into()),
    }
}

/// Whether people of an entry can go to another one.
fn check_target<E: Movable>(
    list: &List<E>,
    caller: &SettingsManager,
    id: &str,
    to: &str,
) -> Result<(), Fault> {
    match list.get(to) {
        Some(target) if to != id && target.may_be_changed_by(&caller.actor) => list.require_open(target),
        Some(_) | None => Err(List::<E>::unknown(to, None)),
    }
}

/// A second press for the same is the same job; for another target there is no second one.
async fn resume<E: Movable>(env: &Env, closed: &Closed, slug: &Slug, to: &str) -> Result<Job, MoveError> {
    let is_same = closed.moving_to == to;
    let job = match &closed.job {
        Some(job) if is_same => env.store.find_job(slug, job).await?,
        _ => None,
    };
    job.ok_or_else(|| RemoveError::Moving { list: E::FIELD }.into())
}

/// The fault of somebody's own permission type.
pub fn own_permission_type() -> Fault {
    Fault::at("permission_type", Code::OwnPermissionType)
}

/// What a list says of an entry whose people are to be moved, to the job that moves them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is there, and so is the other one.
    There,
    /// It is gone: another job was quicker.
    Gone,
    /// It cannot go.
    Fails(Failure),
}

/// Whether the entry can still be moved away from by this caller.
pub fn standing(caller: &Caller<Organisation>, moving: &Moving) -> Standing {
    match moving.list {
        ListKind::Department => standing_of::<Department>(caller, moving),
        ListKind::JobProfile => standing_of::<JobProfile>(caller, moving),
        ListKind::PermissionType => standing_of::<PermissionType>(caller, moving),
    }
}

fn standing_of<E: Movable>(caller: &Caller<Organisation>, moving: &Moving) -> Standing {
    let organisation = &caller.organisation;
    let list = E::list(organisation);
    let Some(entry) = list.get(&moving.from) else {
        return Standing::Gone;
    };
    let may = |entry: &E| entry.may_be_changed_by(&caller.actor);
    if caller.actor.require_settings().is_err() || !may(entry) {
        return Standing::Fails(Failure::AskerMayNot);
    }
    if E::sign_up_default(&organisation.settings.sign_up) == Some(moving.from.as_str()) {
        return Standing::Fails(Failure::SomeStay);
    }
    match list.get(&moving.to) {
        Some(to) if list.is_open(&moving.to) && may(to) => Standing::There,
        _ => Standing::Fails(Failure::TargetGone),
    }
}

/// Everybody who has the entry.
pub fn among(moving: &Moving) -> Among<'_> {
    let from = &moving.from;
    let list = moving.list;
    Among::Listed(Box::new(move |listed| match list {
        ListKind::Department => Department::entry_of(listed) == from,
        ListKind::JobProfile => JobProfile::entry_of(listed) == from,
        ListKind::PermissionType => PermissionType::entry_of(listed) == from,
    }))
}

/// Has the entry take nobody any more, where that was not done when the job was asked for. `false`: another job moves its people, or
/// some to it.
///
/// # Errors
///
/// Those of the store.
pub async fn close(env: &Env, context: &Context, job: &Job, moving: &Moving) -> Result<bool, StoreError> {
    let (store, from, to) = (&env.store, &moving.from, &moving.to);
    let closing = match moving.list {
        ListKind::Department => {
            store
                .close_entry::<Department>(context, job, false, from, to)
                .await
        }
        ListKind::JobProfile => {
            store
                .close_entry::<JobProfile>(context, job, false, from, to)
                .await
        }
        ListKind::PermissionType => {
            store
                .close_entry::<PermissionType>(context, job, false, from, to)
                .await
        }
    };
    Ok(closing? == Closing::Done)
}

/// Has the entry take people again, if this job has closed it: it stays.
///
/// # Errors
///
/// Those of the store.
pub async fn reopen(env: &Env, context: &Context, job: &Job, moving: &Moving) -> Result<(), StoreError> {
    let (store, from, to) = (&env.store, &moving.from, &moving.to);
    match moving.list {
        ListKind::Department => store.reopen_entry::<Department>(context, job, from, to).await,
        ListKind::JobProfile => store.reopen_entry::<JobProfile>(context, job, from, to).await,
        ListKind::PermissionType => store.reopen_entry::<PermissionType>(context, job, from, to).await,
    }
}

/// Removes the entry, which nobody has any more. `false`: it was changed in this very moment.
///
/// # Errors
///
/// Those of the store.
pub async fn finish(
    env: &Env,
    context: &Context,
    caller: &Caller<Organisation>,
    job: &Job,
    moving: &Moving,
) -> Result<bool, StoreError> {
    match moving.list {
        ListKind::Department => finish_of::<Department>(env, context, caller, job, moving).await,
        ListKind::JobProfile => finish_of::<JobProfile>(env, context, caller, job, moving).await,
        ListKind::PermissionType => finish_of::<PermissionType>(env, context, caller, job, moving).await,
    }
}

async fn finish_of<E: Movable>(
    env: &Env,
    context: &Context,
    caller: &Caller<Organisation>,
    job: &Job,
    moving: &Moving,
) -> Result<bool, StoreError> {
    let slug = &caller.organisation.slug;
    let Some(entry) = env.store.find_entry::<E>(slug, &moving.from).await? else {
        return Ok(true);
    };
    let audit = audited(context, caller, Some(&entry), None);
    match env
        .store
        .delete_entry(context, slug, &entry, Some((job, &moving.to)), audit.as_ref())
        .await
    {
        Ok(()) => {
            log(caller, &entry, "removed");
            Ok(true)
        }
        Err(EntryError::NameTaken | EntryError::Changed) => Ok(false),
        Err(EntryError::Store(error)) => Err(error),
    }
}
