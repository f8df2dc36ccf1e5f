//! Managers are notified that somebody awaits their approval: once an hour each at most, however many sign up.
//!
//! A sign-up marks its department; the minute's schedule comes here. Going through an organisation's people grows with it, so
//! no request does it.

use crate::{
    aws::store::{StoreError, approvals::ApprovalMark, ephemera::Counter, listed::Listed},
    domain::{
        activation::Channel,
        capability::Capability,
        context::Context,
        notice::Occurrence,
        organisation::Organisation,
        user::{Status, User},
    },
    workflow::Env,
};
use jiff::SignedDuration;

/// A manager is notified once in so many seconds.
const HOUR: i64 = 3_600;
/// An organisation that sends no mail yet is looked at again after so long.
const LATER: SignedDuration = SignedDuration::from_mins(10);
/// The most managers of one department that are notified.
const MOST_MANAGERS: usize = 100;
/// Users in one look-up (DynamoDB's limit for `BatchGetItem`).
const LOOK_UP: usize = 100;

/// Notifies those who manage departments in which somebody awaits approval. Answers how many people.
///
/// # Errors
///
/// Those of the store.
pub async fn notify_managers(env: &Env, context: &Context) -> Result<usize, StoreError> {
    let mut notified = 0;
    for mark in env.store.find_approval_marks(context.now()).await? {
        notified += notify_of(env, context, &mark).await?;
    }
    if notified > 0 {
        tracing::info!(notified, "managers notified of sign-ups");
    }
    Ok(notified)
}

async fn notify_of(env: &Env, context: &Context, mark: &ApprovalMark) -> Result<usize, StoreError> {
    let (store, slug, now) = (&env.store, &mark.organisation, context.now());
    let Some(organisation) = store.find_organisation(slug).await? else {
        store.finish_approval_mark(mark).await?;
        return Ok(0);
    };
    let communication = &organisation.settings.communication;
    if !communication.armed || !communication.email {
        store.defer_approval_mark(mark, now + LATER).await?;
        return Ok(0);
    }
    let department = mark.department.as_str();
    let awaits =
        |listed: &Listed| listed.status == Status::AwaitingApproval && listed.department == department;
    let manages = |listed: &Listed| listed.status == Status::Active && may_manage(&organisation, listed);
    let listed = store
        .find_listed(slug, |listed| awaits(listed) || manages(listed))
        .await?;
    let mut is_left = false;
    let mut notified = 0;
    // Somebody may have decided by now.
    if listed.iter().any(awaits) {
        let managers = find_managers(env, context, &organisation, department, &listed).await?;
        for manager in managers {
            let counter = Counter::new(&env.secret, "approval-notice", &[slug.as_str(), &manager.id]);
            if !store.is_first_in(now, &counter, HOUR).await? {
                is_left = true;
            } else if notify(env, context, &manager).await? {
                notified += 1;
            }
        }
    }
    if is_left {
        store
            .defer_approval_mark(mark, now + SignedDuration::from_secs(HOUR))
            .await?;
    } else {
        store.finish_approval_mark(mark).await?;
    }
    Ok(notified)
}

/// Whether somebody manages people, of whichever departments: those that they were given beside their own stand in no index.
fn may_manage(organisation: &Organisation, listed: &Listed) -> bool {
    let kind = organisation.permission_types.get(&listed.permission_type);
    let manages = [Capability::ManageUsers, Capability::ManageOwnDepartment];
    kind.is_some_and(|kind| manages.iter().any(|one| kind.capabilities.contains(one)))
}

/// Whom to notify: the managers of the department; where it has none with an e-mail, those who manage all users.
async fn find_managers(
    env: &Env,
    context: &Context,
    organisation: &Organisation,
    department: &str,
    listed: &[Listed],
) -> Result<Vec<User>, StoreError> {
    let is_of_all = |listed: &Listed| {
        let kind = organisation.permission_types.get(&listed.permission_type);
        kind.is_some_and(|kind| kind.capabilities.contains(&Capability::ManageUsers))
    };
    let managers = listed
        .iter()
        .filter(|listed| listed.status == Status::Active && may_manage(organisation, listed));
    let (of_all, mut own): (Vec<&Listed>, Vec<&Listed>) = managers.partition(|listed| is_of_all(listed));
    // Who works in the department comes first; many others have it beside their own.
    own.sort_by_key(|listed| listed.department != department);
    for (some, is_own) in [(own, true), (of_all, false)] {
        let mut found = Vec::new();
        let ids: Vec<String> = some.iter().map(|listed| listed.id.clone()).collect();
        for ids in ids.chunks(LOOK_UP) {
            let mut users = env.store.find_users(context, &organisation.slug, ids).await?;
            users.retain(|user| user.status == Status::Active && user.profile.email.is_some());
            users.retain(|user| !is_own || user.departments().contains(department));
            found.extend(users);
            if found.len() >= MOST_MANAGERS {
                break;
            }
        }
        found.truncate(MOST_MANAGERS);
        if !found.is_empty() {
            return Ok(found);
        }
    }
    Ok(Vec::new())
}

async fn notify(env: &Env, context: &Context, manager: &User) -> Result<bool, StoreError> {
    let asked = env
        .store
        .update_user(context, &manager.organisation, &manager.id, |user| {
            let email = user.profile.email.clone()?;
            user.notify(
                Occurrence::SignUpsAwait,
                Channel::Email,
                email.as_str(),
                context.now(),
            );
            Some(())
        })
        .await?;
    Ok(asked.is_some())
}
