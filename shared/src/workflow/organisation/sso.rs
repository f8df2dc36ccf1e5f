//! Making single sign-on the only road in, and opening the other one again.
//!
//! It is made so only while somebody who may open the other road again keeps a password, and while a connection works. Neither is
//! taken away afterwards: what would do so is written under a condition on what this rests on ([`crate::aws::store::sso`]).

use super::settings::{ChangeError, audit_of, changed};
use crate::{
    aws::store::{
        StoreError,
        connections::Spared,
        organisations::VersionedSettings,
        rounds::{Rounds, TRIES},
        sso::RestsOn,
    },
    domain::{
        caller::SettingsManager,
        capability::Capability,
        context::Context,
        fault::{Code, Fault},
        organisation::{Organisation, PermissionType, Settings, Slug, SsoSettings},
        principal::Principal,
        settings::SettingsChange,
        sso::connection::Connection,
        user::{Status, User},
        version::Expected,
    },
    workflow::Env,
};

/// All rights there are in an organisation.
const ALL: [Capability; 2] = [Capability::ManageUsers, Capability::ManageSettings];

/// Changes settings that say which road leads in.
pub(super) async fn change(
    env: &Env,
    context: &Context,
    caller: &SettingsManager<Organisation>,
    expected: Option<&Expected>,
    change: &SettingsChange,
) -> Result<Settings, ChangeError> {
    let slug = &caller.organisation.slug;
    let mut rounds = Rounds::new(context, TRIES);
    while rounds.next().await {
        let before = env.store.find_versioned_settings(slug).await?;
        let before = before.ok_or(ChangeError::Gone)?;
        let after = changed(&before.settings, caller, expected, change)?;
        if after == before.settings {
            return Ok(after);
        }
        let roads = [&before.settings.sso, &after.sso];
        let rests_on = prepare(env, context, caller, roads).await?;
        let entry = audit_of(context, caller)(&before.settings, &after);
        let is_written = env
            .store
            .put_settings(context, slug, &before, &after, &entry, &rests_on);
        if is_written.await? {
            return Ok(after);
        }
    }
    Err(StoreError::Contended.into())
}

/// What the change rests on, or why it cannot be made.
async fn prepare(
    env: &Env,
    context: &Context,
    caller: &SettingsManager<Organisation>,
    [before, after]: [&SsoSettings; 2],
) -> Result<RestsOn, ChangeError> {
    let mut rests_on = RestsOn::default();
    if before == after {
        return Ok(rests_on);
    }
    require_all_rights(caller)?;
    let slug = &caller.organisation.slug;
    let mut faults = Vec::new();
    let is_named = after.break_glass != before.break_glass || after.required && !before.required;
    let named = match after.break_glass.as_deref().filter(|_| is_named) {
        Some(id) => {
            let fit = find_fit(env, slug, id).await?;
            if fit.is_none() {
                faults.push(Fault::at("break_glass", Code::NoBreakGlass).under("sso"));
            }
            fit
        }
        None => None,
    };
    if after.required && !before.required {
        rests_on.connection = find_working(env, slug, None).await?;
        if rests_on.connection.is_none() {
            faults.push(Fault::at("required", Code::NoWorkingConnection).under("sso"));
        }
    }
    if !faults.is_empty() {
        return Err(ChangeError::Invalid(faults));
    }
    if before.protected() == after.protected() {
        return Ok(rests_on);
    }
    let mut mark = |user: User, is_break_glass| {
        let by = Some(caller.actor.principal.clone());
        let mut marked = user.clone();
        marked.be_break_glass(is_break_glass, context.now(), by);
        rests_on.marked.push([user, marked]);
    };
    if let Some(id) = before.protected()
        && let Some(user) = env.store.find_user(slug, id).await?
    {
        mark(user, false);
    }
    if let Some((user, kind)) = named.filter(|_| after.required) {
        mark(user, true);
        rests_on.permission_type = Some(kind);
    }
    Ok(rests_on)
}

/// Which road leads in decides who gets in at all: that takes a person with all rights.
fn require_all_rights(caller: &SettingsManager<Organisation>) -> Result<(), ChangeError> {
    let is_person = matches!(caller.actor.principal, Principal::User(_));
    if is_person && caller.actor.holds_all_rights() {
        Ok(())
    } else {
        Err(ChangeError::Outranks)
    }
}

/// Somebody who can be the break-glass administrator, with their permission type: active, with a password of their own, and with all
/// rights. `None`: there is nobody of this id who can.
async fn find_fit(env: &Env, slug: &Slug, id: &str) -> Result<Option<(User, PermissionType)>, StoreError> {
    let Some(user) = find_user(env, slug, id).await? else {
        return Ok(None);
    };
    let kind = env.store.find_permission_type_of(&user).await?;
    let kind = kind.filter(|kind| ALL.iter().all(|one| kind.capabilities.contains(one)));
    let is_fit = user.status == Status::Active && user.password.is_some();
    Ok(kind.filter(|_| is_fit).map(|kind| (user, kind)))
}

async fn find_user(env: &Env, slug: &Slug, id: &str) -> Result<Option<User>, StoreError> {
    if crate::domain::user::is_id(id) {
        env.store.find_user(slug, id).await
    } else {
        Ok(None)
    }
}

/// A connection that works, other than this one.
async fn find_working(
    env: &Env,
    slug: &Slug,
    without: Option<&str>,
) -> Result<Option<Connection>, StoreError> {
    let connections = env.store.find_connections(slug).await?;
    let mut others = connections
        .into_iter()
        .filter(|one| without != Some(one.id.as_str()));
    Ok(others.find(|one| one.proven_at.is_some()))
}

/// Why a connection can be done without: single sign-on is not required, or another one works. `None`: it cannot.
///
/// # Errors
///
/// Those of the store.
pub(super) async fn spare(env: &Env, slug: &Slug, id: &str) -> Result<Option<Spared>, StoreError> {
    let Some(settings) = env.store.find_versioned_settings(slug).await? else {
        return Ok(None);
    };
    if !settings.settings.sso.required {
        return Ok(Some(Spared::BySettings(Box::new(settings))));
    }
    let other = find_working(env, slug, Some(id)).await?;
    Ok(other.map(|other| Spared::ByAnother(Box::new(other))))
}

/// The settings under which a permission type may lose rights: those of now, unless the break-glass administrator has it. `None`: they
/// have.
///
/// # Errors
///
/// Those of the store.
pub(super) async fn spare_permission_type(
    env: &Env,
    slug: &Slug,
    id: &str,
) -> Result<Option<VersionedSettings>, StoreError> {
    let Some(settings) = env.store.find_versioned_settings(slug).await? else {
        return Ok(None);
    };
    if let Some(user) = settings.settings.sso.protected() {
        let user = env.store.find_user(slug, user).await?;
        if user.is_some_and(|user| user.profile.permission_type == id) {
            return Ok(None);
        }
    }
    Ok(Some(settings))
}

/// Whether a permission type loses any of the rights that a break-glass administrator needs.
pub(super) fn loses_rights(before: &PermissionType, after: &PermissionType) -> bool {
    let lacks = |one: &Capability| !after.capabilities.contains(one);
    ALL.iter()
        .any(|one| before.capabilities.contains(one) && lacks(one))
}
