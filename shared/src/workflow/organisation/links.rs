//! Sign-up links: made, listed, rotated and revoked by those who manage the people of their departments.

use crate::{
    aws::store::StoreError,
    domain::{
        audit::{self, Kind},
        caller::{Caller, UserManager},
        context::Context,
        fault::Fault,
        job::{Job, Moving},
        organisation::{Organisation, Slug},
        sign_up,
        sign_up_link::{DeadEnd, LinkDraft, MOST_LINKS, SignUpLink},
    },
    workflow::Env,
};
use futures::{StreamExt, TryStreamExt, stream};
use jiff::Timestamp;

/// Links that go along to another department at once.
const AT_ONCE: usize = 16;

/// Why a link was not made.
#[derive(Debug, thiserror::Error)]
pub enum CreateError {
    /// All that is wrong with it.
    #[error("the link has {} faults", .0.len())]
    Invalid(Vec<Fault>),
    /// The settings do not say what people who sign up become.
    #[error("sign-up has no defaults")]
    NoDefaults,
    /// The organisation has as many links as it may have.
    #[error("there are too many links")]
    Full,
    /// The store did not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a link was not found or not changed.
#[derive(Debug, thiserror::Error)]
pub enum AccessError {
    /// There is none of this id, or it is of a department that is not theirs.
    #[error("there is no such link")]
    Unknown,
    /// Somebody else rotated it at the same moment.
    #[error("the link was changed in the meantime")]
    Changed,
    /// The store did not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a link was not printed.
#[derive(Debug, thiserror::Error)]
pub enum PrintError {
    /// It was not found.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// Nobody could sign up with what is printed.
    #[error("the link leads nowhere: {0:?}")]
    LeadsNowhere(DeadEnd),
}

/// A page of links.
#[derive(Debug)]
pub struct Listed {
    /// The newest first.
    pub links: Vec<SignUpLink>,
    /// How many there are on all pages.
    pub total: usize,
    /// The key of the last of them, where there are more.
    pub next: Option<String>,
}

/// One page of the links of one department, or of all departments that are the caller's, from after the key of the last link seen.
///
/// # Errors
///
/// Those of the store.
pub async fn list<O>(
    env: &Env,
    caller: &UserManager<O>,
    department: Option<&str>,
    limit: usize,
    after: Option<&str>,
) -> Result<Listed, StoreError> {
    let links = env.store.find_sign_up_links(&caller.actor.organisation).await?;
    let is_meant = |link: &SignUpLink| {
        caller.actor.may_manage(&link.department)
            && department.is_none_or(|department| link.department == department)
    };
    // All are read, [`MOST_LINKS`] at most: in the order of their keys they are in no order of time.
    let mut found: Vec<(String, SignUpLink)> = links
        .into_iter()
        .filter(is_meant)
        .map(|link| (format!("{:.9}#{}", link.created_at, link.id), link))
        .collect();
    found.sort_unstable_by(|(one, _), (other, _)| other.cmp(one));
    let total = found.len();
    let mut rest = found
        .into_iter()
        .skip_while(|(key, _)| after.is_some_and(|after| key.as_str() >= after));
    let (keys, links): (Vec<_>, Vec<_>) = rest.by_ref().take(limit).unzip();
    let has_more = rest.next().is_some();
    Ok(Listed {
        links,
        total,
        next: keys.into_iter().next_back().filter(|_| has_more),
    })
}

/// One link, which is the caller's to see.
///
/// # Errors
///
/// See [`AccessError`].
pub async fn find<O>(env: &Env, caller: &UserManager<O>, id: &str) -> Result<SignUpLink, AccessError> {
    let found = env
        .store
        .find_sign_up_link(&caller.actor.organisation, id)
        .await?;
    found
        .filter(|link| caller.actor.may_manage(&link.department))
        .ok_or(AccessError::Unknown)
}

/// One link to be printed, with the department that it leads to.
///
/// # Errors
///
/// See [`PrintError`].
pub async fn find_printable(
    env: &Env,
    context: &Context,
    caller: &UserManager<Organisation>,
    id: &str,
) -> Result<SignUpLink, PrintError> {
    let link = find(env, caller, id).await?;
    match dead_end(&caller.organisation, &link, context.now()) {
        None => Ok(link.among(&caller.organisation.departments)),
        Some(end) => Err(PrintError::LeadsNowhere(end)),
    }
}

/// Why what is printed of a link would lead nowhere, as its organisation is now.
pub fn dead_end(organisation: &Organisation, link: &SignUpLink, now: Timestamp) -> Option<DeadEnd> {
    let without_defaults = || (!sign_up::has_defaults(organisation)).then_some(DeadEnd::NoDefaults);
    link.dead_end(&organisation.departments, now)
        .or_else(without_defaults)
}

/// How many links a department has.
///
/// # Errors
///
/// Those of the store.
pub async fn count_in(env: &Env, organisation: &Slug, department: &str) -> Result<u64, StoreError> {
    let links = env.store.find_sign_up_links(organisation).await?;
    let of_it = links.iter().filter(|link| link.department == department);
    Ok(of_it.count() as u64)
}

/// Takes the links of a department along to the one its people were moved to, each with its address and its seats. Those that have
/// ended go along, too: they explain themselves there. An organisation's links are limited all together, so the other department has
/// room for them. Doing it again does nothing.
///
/// # Errors
///
/// Those of the store: some may have gone along by then.
pub async fn take_along(
    env: &Env,
    context: &Context,
    caller: &Caller<Organisation>,
    job: &Job,
    moving: &Moving,
) -> Result<(), StoreError> {
    let mut links = env.store.find_sign_up_links(&job.organisation).await?;
    links.retain(|link| link.department == moving.from);
    stream::iter(links)
        .map(|link| async move {
            let by = &caller.actor.principal;
            let entry = audit::of_moved_link(context, by, &link, &moving.to, &job.id);
            let is_moved = env
                .store
                .move_sign_up_link(context, &link, &moving.to, &entry)
                .await?;
            if is_moved {
                log(caller, &link, "taken along");
            }
            Ok(())
        })
        .buffer_unordered(AT_ONCE)
        .try_collect()
        .await
}

/// Makes a link.
///
/// # Errors
///
/// See [`CreateError`].
pub async fn create(
    env: &Env,
    context: &Context,
    caller: &UserManager<Organisation>,
    draft: LinkDraft,
) -> Result<SignUpLink, CreateError> {
    let organisation = &caller.organisation;
    let link = draft
        .check(context, &caller.actor, &organisation.departments)
        .map_err(CreateError::Invalid)?;
    if !sign_up::has_defaults(organisation) {
        return Err(CreateError::NoDefaults);
    }
    // Two at once may make one too many: the bound protects the reading of the list, not a promise to anybody.
    if env.store.find_sign_up_links(&organisation.slug).await?.len() >= MOST_LINKS {
        return Err(CreateError::Full);
    }
    let entry = audit::of_sign_up_link(context, Kind::SignUpLinkCreated, &caller.actor.principal, &link);
    env.store.create_sign_up_link(context, &link, &entry).await?;
    log(caller, &link, "created");
    Ok(link)
}

/// Gives a link another address. The one it had explains from now on that it was replaced; seats that are taken stay so.
///
/// # Errors
///
/// See [`AccessError`].
pub async fn rotate<O>(
    env: &Env,
    context: &Context,
    caller: &UserManager<O>,
    id: &str,
) -> Result<SignUpLink, AccessError> {
    let before = find(env, caller, id).await?;
    let after = SignUpLink {
        token: SignUpLink::new_token(context),
        ..before.clone()
    };
    let entry = audit::of_sign_up_link(context, Kind::SignUpLinkRotated, &caller.actor.principal, &after);
    let is_rotated = env
        .store
        .rotate_sign_up_link(context, &before, &after, &entry)
        .await?;
    if !is_rotated {
        return Err(AccessError::Changed);
    }
    log(caller, &after, "rotated");
    Ok(after)
}

/// Revokes a link: it is gone, and its addresses say so. Who signed up with it stays.
///
/// # Errors
///
/// See [`AccessError`].
pub async fn revoke<O>(
    env: &Env,
    context: &Context,
    caller: &UserManager<O>,
    id: &str,
) -> Result<(), AccessError> {
    let link = find(env, caller, id).await?;
    let entry = audit::of_sign_up_link(context, Kind::SignUpLinkRevoked, &caller.actor.principal, &link);
    if !env.store.revoke_sign_up_link(context, &link, &entry).await? {
        return Err(AccessError::Unknown);
    }
    log(caller, &link, "revoked");
    Ok(())
}

fn log<O>(caller: &Caller<O>, link: &SignUpLink, what: &str) {
    let (organisation, by) = (&caller.actor.organisation, &caller.actor.principal);
    tracing::info!(%organisation, %by, link = %link.id, department = %link.department, "sign-up link {what}");
}
