//! What the brake holds, and what becomes of it.

use crate::{
    aws::{store::StoreError, telemetry},
    domain::{
        audit::{AuditEntry, Kind},
        brake::{Answer, Brake, Source},
        caller::UserManager,
        context::Context,
        directory::Scope,
        hold::{Hold, Status, Wish},
        job::{Disabled, Disabling, Job, Work},
        organisation::Slug,
        principal::Principal,
        user,
    },
    workflow::{Env, jobs::begin, machines},
};
use std::collections::HashMap;

/// What is wished, by whom and by what.
#[derive(Debug)]
pub struct Wished<'a> {
    /// The job that would carry it out.
    pub job: &'a Job,
    /// What counts together with it.
    pub source: Source,
    /// To how many people.
    pub people: u64,
    /// What is kept where it is held.
    pub wish: Wish,
}

/// How many could sign in or are invited of those whom somebody manages, as counted a moment ago: what the brake takes a share of. A
/// small share of a whole organisation may be all of a department.
///
/// # Errors
///
/// Those of the store.
pub async fn count_managed<O>(env: &Env, caller: &UserManager<O>) -> Result<u64, StoreError> {
    let scopes: Vec<Scope> = match caller.departments() {
        None => vec![Scope::Organisation],
        Some(own) => own.ids().map(|id| Scope::Department(id.to_owned())).collect(),
    };
    let mut people = 0;
    for scope in &scopes {
        let counts = env.store.find_counts(&caller.actor.organisation, scope).await?;
        people += counts.of(user::Status::Active) + counts.of(user::Status::Invited);
    }
    Ok(people)
}

/// What becomes of a wish.
#[derive(Debug)]
pub enum Braked {
    /// It may be carried out. The caller records afterwards how many people changed ([`settle`]).
    Passes,
    /// It is held, until somebody decides.
    Held(Box<Hold>),
    /// It is asked again in a while: others of its source are being carried out, and who is left after them is not known yet.
    Waits,
}

/// Holds a wish of somebody that exceeds the brake, and says so in one alarm. One that is about nobody may be carried out. Asked again, what was
/// held is held, what may be carried out may be, and nothing is counted twice. What is held does not count.
///
/// # Errors
///
/// Those of the store.
pub async fn hold<O>(
    env: &Env,
    context: &Context,
    caller: &UserManager<O>,
    brake: Brake,
    wished: Wished<'_>,
) -> Result<Braked, StoreError> {
    let slug = &wished.job.organisation;
    if let Some(hold) = env.store.find_hold(slug, &Hold::id_of(wished.job)).await? {
        return Ok(Braked::Held(Box::new(hold)));
    }
    let there = count_managed(env, caller).await?;
    let (by, ask) = ((slug, &wished.source), (wished.job.id.as_str(), wished.people));
    match env.store.ask_brake(context, by, ask, (brake, there)).await? {
        Answer::Passes => return Ok(Braked::Passes),
        Answer::Waits => return Ok(Braked::Waits),
        Answer::Exceeds => {}
    }
    let hold = Hold {
        organisation: slug.clone(),
        id: Hold::id_of(wished.job),
        source: wished.source,
        wish: wished.wish,
        people: wished.people,
        there,
        status: Status::Held,
        asked_by: caller.actor.principal.clone(),
        created_at: context.current(),
        decided_by: None,
        decided_at: None,
        job: None,
    };
    let entry = audit(context, Kind::Held, &caller.actor.principal, &hold).by_job(&wished.job.id);
    env.store.add_hold(context, &hold, &entry).await?;
    tracing::error!(organisation = %slug, hold = %hold.id, people = hold.people, there, "the brake holds what would lock out many people");
    telemetry::measure(context.current(), "held", hold.people, &[("what", "people")]);
    Ok(Braked::Held(Box::new(hold)))
}

/// What may be carried out has been, as far as it came: so many people count from now on.
///
/// # Errors
///
/// Those of the store.
pub async fn settle(
    env: &Env,
    context: &Context,
    source: &Source,
    job: &Job,
    people: u64,
) -> Result<(), StoreError> {
    let by = (&job.organisation, source);
    env.store.settle_brake(context, by, (&job.id, people)).await
}

/// What the audit says of a hold.
pub(in crate::workflow) fn audit(context: &Context, kind: Kind, by: &Principal, hold: &Hold) -> AuditEntry {
    let entry = AuditEntry::new(context, kind, by);
    match &hold.source {
        Source::Import { import_id } => entry.of_import(import_id),
        Source::Integration { token_id } => AuditEntry {
            integration_token: Some(token_id.clone()),
            ..entry
        },
    }
}

/// Why a hold was not found, or not decided.
#[derive(Debug, thiserror::Error)]
pub enum HoldError {
    /// It is unknown, of another organisation, or not for this caller to see.
    #[error("there is no such hold for this caller")]
    Unknown,
    /// Only those who manage all users release what is held.
    #[error("the caller may not release it")]
    MayNotRelease,
    /// It was released or dropped already.
    #[error("the hold is decided")]
    Decided,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Those who manage all users see every hold, others those they have asked for.
fn may_see(caller: &UserManager, hold: &Hold) -> bool {
    caller.departments().is_none() || hold.asked_by == caller.actor.principal
}

/// The holds of the caller's organisation, the newest first. One whose people a directory has all taken back holds nothing.
///
/// # Errors
///
/// Those of the store.
pub async fn list(env: &Env, caller: &UserManager) -> Result<Vec<Hold>, StoreError> {
    let slug: &Slug = &caller.organisation.slug;
    let mut holds = env.store.find_holds(slug).await?;
    holds.retain(|hold| may_see(caller, hold) && (hold.people > 0 || hold.status != Status::Held));
    holds.sort_by(|one, other| (other.created_at, &other.id).cmp(&(one.created_at, &one.id)));
    Ok(holds)
}

/// What the directories are called by which some of these people would be disabled, by the ids of their tokens. One whose token is
/// gone has no name.
///
/// # Errors
///
/// Those of the store.
pub async fn directories(
    env: &Env,
    caller: &UserManager,
    holds: &[Hold],
) -> Result<HashMap<String, String>, StoreError> {
    let tokens = holds.iter().filter_map(|hold| match &hold.source {
        Source::Integration { token_id } => Some(token_id.as_str()),
        Source::Import { .. } => None,
    });
    machines::names(env, &caller.organisation.slug, tokens).await
}

async fn find(env: &Env, caller: &UserManager, id: &str) -> Result<Hold, HoldError> {
    let found = env.store.find_hold(&caller.organisation.slug, id).await?;
    found
        .filter(|hold| may_see(caller, hold))
        .ok_or(HoldError::Unknown)
}

/// Has what was held carried out, by a job with the rights of who releases it, and on nobody whom who asked for it could not have
/// disabled: not on them either. Of a directory, what its token may do while the job runs counts. Asked for twice, it is carried out
/// once.
///
/// # Errors
///
/// See [`HoldError`].
pub async fn release(
    env: &Env,
    context: &Context,
    caller: &UserManager,
    id: &str,
) -> Result<Hold, HoldError> {
    let mut hold = find(env, caller, id).await?;
    if caller.departments().is_some() {
        return Err(HoldError::MayNotRelease);
    }
    match hold.status {
        Status::Held => {}
        Status::Released => return Ok(hold),
        Status::Dropped => return Err(HoldError::Decided),
    }
    let work = work_of(&hold);
    let (slug, by) = (&hold.organisation, &caller.actor.principal);
    let job = Job::new(
        slug,
        context.id("jb_"),
        caller.id().to_owned(),
        work,
        context.now(),
    );
    let entry = audit(context, Kind::HoldReleased, by, &hold).by_job(&job.id);
    hold.decide(Status::Released, by, context.now());
    hold.job = Some(job.id.clone());
    if !env.store.decide_hold(context, &hold, Some(&job), &entry).await? {
        return decided_meanwhile(env, caller, id, Status::Released).await;
    }
    tracing::info!(organisation = %hold.organisation, hold = %hold.id, job = %job.id, %by, "hold released");
    begin(env, &job).await;
    Ok(hold)
}

/// What carries out what is held.
fn work_of(hold: &Hold) -> Work {
    match hold.wish.clone() {
        Wish::Disable(whom) => {
            // Earlier versions did not keep who is spared with the wish.
            let asker = match &hold.asked_by {
                Principal::User(id) => Some(id.as_str()),
                _ => None,
            };
            Work::Disable {
                whom: Disabling {
                    is_released: true,
                    ..whom.within(None, asker)
                },
                tally: Disabled::default(),
            }
        }
        Wish::Directory { token_id } => Work::CarryOut {
            hold: hold.id.clone(),
            token: token_id,
            tally: Disabled::default(),
        },
    }
}

/// Drops what was held: nobody is disabled by it.
///
/// # Errors
///
/// See [`HoldError`].
pub async fn drop(env: &Env, context: &Context, caller: &UserManager, id: &str) -> Result<Hold, HoldError> {
    let mut hold = find(env, caller, id).await?;
    match hold.status {
        Status::Held => {}
        Status::Dropped => return Ok(hold),
        Status::Released => return Err(HoldError::Decided),
    }
    let by = &caller.actor.principal;
    let entry = audit(context, Kind::HoldDropped, by, &hold);
    hold.decide(Status::Dropped, by, context.now());
    if !env.store.decide_hold(context, &hold, None, &entry).await? {
        return decided_meanwhile(env, caller, id, Status::Dropped).await;
    }
    tracing::info!(organisation = %hold.organisation, hold = %hold.id, %by, "hold dropped");
    Ok(hold)
}

/// Somebody else has decided in this very moment, or the answer to this very write was lost.
async fn decided_meanwhile(
    env: &Env,
    caller: &UserManager,
    id: &str,
    wanted: Status,
) -> Result<Hold, HoldError> {
    let hold = find(env, caller, id).await?;
    if hold.status == wanted {
        Ok(hold)
    } else {
        Err(HoldError::Decided)
    }
}
