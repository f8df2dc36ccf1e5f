//! People whom a directory creates, changes and takes away over SCIM.
//!
//! What it sends of them is kept as it is, beside the profile that follows from it: held to the rules of every road, with the
//! organisation's defaults where it says nothing. What does not fit and is not needed is left out of the profile, since one refusal
//! stops a person's synchronisation.

mod adoption;
mod profile;
mod search;

pub use adoption::{Adoptable, adoptable};
pub use search::{Key, Page, all, find_by, list};

use super::{AccessError, Decided, change::with_effects, erase, find as find_any, require_rank, update};
use crate::{
    aws::store::{StoreError, users::WriteError},
    domain::{
        activation::Activation,
        audit,
        caller::UserManager,
        capability::Capability,
        context::Context,
        departments::Departments,
        fault::{Code, Fault},
        history::Happening,
        identifier::Identifier,
        organisation::{Organisation, OrganisationSettings},
        provisioned::{Mapped, Provisioned, Resource},
        user::{Profile, Source, Status, User},
        version::Expected,
    },
    workflow::Env,
};
use profile::{Synced, synced};

/// Why a directory's wish came to nothing.
#[derive(Debug, thiserror::Error)]
pub enum ProvisionError {
    /// Not this user.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// The change names a version that is not there any more.
    #[error("the user was changed in the meantime")]
    Stale,
    /// All that is wrong with what was sent.
    #[error("what was sent has {} faults", .0.len())]
    Invalid(Vec<Fault>),
}

impl From<StoreError> for ProvisionError {
    fn from(error: StoreError) -> Self {
        Self::Access(error.into())
    }
}

impl From<WriteError> for ProvisionError {
    fn from(error: WriteError) -> Self {
        Self::Access(error.into())
    }
}

/// Somebody whom a directory is shown.
///
/// # Errors
///
/// See [`AccessError`].
pub async fn find(env: &Env, caller: &UserManager, id: &str) -> Result<User, AccessError> {
    let found = find_any(env, caller, id).await?;
    if is_shown(&caller.organisation, &found) {
        Ok(found)
    } else {
        Err(AccessError::Unknown)
    }
}

/// Whether a directory is shown somebody: those whom one keeps in step; and where it may adopt people, those whom it may.
fn is_shown(organisation: &OrganisationSettings, user: &User) -> bool {
    user.provisioned.is_some() || (organisation.settings.integration.adopt && user.is_adoptable())
}

/// Creates somebody; or, where they were there before and may not sign in any more, lets them in again under the id they had.
///
/// # Errors
///
/// See [`ProvisionError`].
pub async fn create(
    env: &Env,
    context: &Context,
    caller: &UserManager<Organisation>,
    resource: Resource,
) -> Result<User, ProvisionError> {
    require_known(caller, &resource)?;
    let user = build(context, caller, &resource)?;
    let kind = caller
        .organisation
        .permission_types
        .get(&user.profile.permission_type);
    let entry = audit::of_creation(context, &caller.actor.principal, &user, kind);
    let beside = entry.map(|entry| env.store.audit(&user.organisation, &entry));
    let beside = beside.into_iter().collect::<Result<_, _>>()?;
    env.store.enter_provisioned(&user).await?;
    match env.store.create_user(context, &user, beside).await {
        // The id is random: if there is a user of it, the answer to this very write was lost on its way.
        Ok(()) | Err(WriteError::Exists) => {
            tracing::info!(organisation = %user.organisation, user = %user.id, by = %caller.id(), "user provisioned");
            Ok(user)
        }
        Err(WriteError::Taken(fields)) => {
            let owner = find_owner(env, &user, &fields).await?;
            let owner = owner.filter(|owner| caller.actor.may_manage(&owner.profile.department));
            match owner {
                Some(former) if is_former(&former, &user) => {
                    rehire(env, context, caller, &former, &resource).await
                }
                Some(other) if other.is_adoptable() => {
                    if caller.organisation.settings.integration.adopt {
                        return adopt(env, context, caller, &other, &resource).await;
                    }
                    env.store.note_adoptable(&other).await?;
                    Err(WriteError::Taken(fields).into())
                }
                _ => Err(WriteError::Taken(fields).into()),
            }
        }
        Err(error) => Err(error.into()),
    }
}

/// Refuses attributes that nobody knows, where the organisation wants them refused.
fn require_known(caller: &UserManager<Organisation>, resource: &Resource) -> Result<(), ProvisionError> {
    if !caller.organisation.settings.integration.strict {
        return Ok(());
    }
    let unknown = resource.unknown();
    let faults: Vec<Fault> = unknown.map(|name| Fault::at(name, Code::UnknownField)).collect();
    if faults.is_empty() {
        Ok(())
    } else {
        Err(ProvisionError::Invalid(faults))
    }
}

/// A new user, with the messages that give them the means to sign in.
fn build(
    context: &Context,
    caller: &UserManager<Organisation>,
    resource: &Resource,
) -> Result<User, ProvisionError> {
    let (organisation, now) = (&caller.organisation, context.now());
    let by = || caller.actor.principal.clone();
    let Synced { profile, fields } =
        synced(caller, &Mapped::of(resource), None).map_err(ProvisionError::Invalid)?;
    let id = context.id("u_");
    let mut user = User::invite(&organisation.slug, id, profile, Source::Integration, by(), now);
    if resource.active() == Some(false) {
        user.change_status(Status::Disabled, now, Some(by()));
    } else {
        ask_for_activation(&mut user, organisation, context);
    }
    user.provisioned = Some(Provisioned {
        since: now,
        changed_at: now,
        fields,
        resource: resource.without_active(),
    });
    Ok(user)
}

fn ask_for_activation(user: &mut User, organisation: &Organisation, context: &Context) {
    let (now, settings) = (context.now(), &organisation.settings);
    if settings.asks_for_activation() {
        let start = user.profile.start(settings);
        user.activation = Some(Activation::request(now).starting(start, now));
    }
}

/// Whose identifiers a new user would take, where that is one person.
async fn find_owner(env: &Env, user: &User, fields: &[&str]) -> Result<Option<User>, StoreError> {
    let mut found: Option<User> = None;
    let identifiers = user.identifiers();
    for identifier in identifiers.iter().filter(|one| fields.contains(&one.field())) {
        let owner = env
            .store
            .find_by_identifier(&user.organisation, identifier)
            .await?;
        let Some(owner) = owner else { continue };
        if found.as_ref().is_some_and(|found| found.id != owner.id) {
            return Ok(None);
        }
        found = Some(owner);
    }
    Ok(found)
}

/// Whether somebody was provisioned, may not sign in any more, and is the same as a new user: of the same external id, or, where
/// neither has one, of the same user name. A name alone may be another person's by now.
fn is_former(former: &User, user: &User) -> bool {
    let external_id = |user: &User| {
        let mut identifiers = user.identifiers().into_iter();
        identifiers.find(|one| matches!(one, Identifier::ExternalId(_)))
    };
    let user_name = |user: &User| {
        let mut identifiers = user.identifiers().into_iter();
        identifiers.find(|one| matches!(one, Identifier::UserName(_)))
    };
    former.status == Status::Disabled
        && former.provisioned.is_some()
        && external_id(former) == external_id(user)
        && (external_id(user).is_some() || user_name(former) == user_name(user))
}

/// Takes somebody over who is there: from now on the directory keeps them in step.
async fn adopt(
    env: &Env,
    context: &Context,
    caller: &UserManager<Organisation>,
    other: &User,
    resource: &Resource,
) -> Result<User, ProvisionError> {
    let wanted = resource.clone();
    change(env, context, caller, &other.id, None, |_| {
        Ok::<_, ProvisionError>(wanted.clone())
    })
    .await
}

/// Lets somebody in again who had left: with what the directory says of them now, and without the rights they had.
async fn rehire(
    env: &Env,
    context: &Context,
    caller: &UserManager<Organisation>,
    former: &User,
    resource: &Resource,
) -> Result<User, ProvisionError> {
    let mapped = Mapped::of(resource);
    let organisation = &caller.organisation;
    let user = update(env, context, caller, &former.id, |before, held| {
        if before.status != Status::Disabled || before.provisioned.is_none() {
            return Err(ProvisionError::from(WriteError::Taken(vec!["user_name"])));
        }
        let mut without_rights = before.clone();
        without_rights.profile.permission_type = profile::default_permission_type(organisation)
            .map_err(|fault| ProvisionError::Invalid(vec![fault]))?;
        let Synced { profile, fields } =
            synced(caller, &mapped, Some(&without_rights)).map_err(ProvisionError::Invalid)?;
        let status = if resource.active() == Some(false) {
            Status::Disabled
        } else {
            enabled(before)
        };
        let mut user = with_effects(context, caller, before, status, profile, Departments::NONE);
        if status == Status::Invited && user.activation.is_none() {
            ask_for_activation(&mut user, organisation, context);
        }
        if let Some(provisioned) = &mut user.provisioned {
            provisioned.changed_at = context.now();
            provisioned.fields = fields;
            provisioned.resource = resource.without_active();
        }
        Ok(decided(context, caller, before, user, held))
    })
    .await?;
    tracing::info!(organisation = %user.organisation, user = %user.id, by = %caller.id(), "user rehired");
    Ok(user)
}

/// What somebody is who may sign in again.
fn enabled(user: &User) -> Status {
    if user.activated_at.is_some() {
        Status::Active
    } else {
        Status::Invited
    }
}

/// The departments that somebody manages beside their own: none, where another permission type takes them the right to.
fn managed(caller: &UserManager<Organisation>, before: &User, profile: &Profile) -> Departments {
    let kinds = &caller.organisation.permission_types;
    let kind = kinds.get(&profile.permission_type);
    let may_manage = kind.is_some_and(|kind| kind.capabilities.contains(&Capability::ManageOwnDepartment));
    if may_manage || profile.permission_type == before.profile.permission_type {
        before.managed_departments.clone()
    } else {
        Departments::NONE
    }
}

fn decided(
    context: &Context,
    caller: &UserManager<Organisation>,
    before: &User,
    user: User,
    held: Option<&crate::domain::organisation::PermissionType>,
) -> Decided {
    let holds = caller
        .organisation
        .permission_types
        .get(&user.profile.permission_type);
    let by = &caller.actor.principal;
    let audited = audit::of_rights(context, by, [before, &user], [held, holds]);
    Decided { user, audited }
}

/// Changes somebody: `decide` makes of what is known of them what is to be. Of a change that changes nothing, nothing is written.
///
/// # Errors
///
/// See [`ProvisionError`], and those of `decide`.
pub async fn change<E: From<ProvisionError> + From<AccessError>>(
    env: &Env,
    context: &Context,
    caller: &UserManager<Organisation>,
    id: &str,
    expected: Option<&Expected>,
    mut decide: impl FnMut(Resource) -> Result<Resource, E>,
) -> Result<User, E> {
    let mut is_adopted = false;
    if caller.organisation.settings.integration.adopt {
        enter_adopted(env, context, caller, id).await.map_err(E::from)?;
    }
    let user = update(env, context, caller, id, |before, held| {
        let known = before.provisioned.clone();
        let found = || {
            before
                .as_found()
                .filter(|_| is_shown(&caller.organisation, before))
        };
        let Some(provisioned) = known.or_else(found) else {
            return Err(E::from(AccessError::Unknown));
        };
        is_adopted = before.provisioned.is_none();
        let is_active = before.status != Status::Disabled;
        if expected.is_some_and(|expected| !expected.includes(&provisioned.version(is_active))) {
            return Err(ProvisionError::Stale.into());
        }
        let resource = decide(provisioned.resource.with_active(is_active))?;
        let status = match resource.active() {
            Some(true) if !is_active => enabled(before),
            Some(false) => Status::Disabled,
            _ => before.status,
        };
        let resource = resource.without_active();
        if !is_adopted && resource == provisioned.resource && status == before.status {
            return Ok(Decided {
                user: before.clone(),
                audited: None,
            });
        }
        require_rank(caller, held)?;
        require_known(caller, &resource)?;
        let Synced { profile, fields } =
            synced(caller, &Mapped::of(&resource), Some(before)).map_err(ProvisionError::Invalid)?;
        let managed = managed(caller, before, &profile);
        let mut user = with_effects(context, caller, before, status, profile, managed);
        if status == Status::Invited && before.status == Status::Disabled && user.activation.is_none() {
            ask_for_activation(&mut user, &caller.organisation, context);
        }
        let (now, by) = (context.now(), &caller.actor.principal);
        if is_adopted {
            user.source = Source::Integration;
            user.note(now, Happening::Adopted, Some(by.clone()));
        }
        user.provisioned = Some(Provisioned {
            since: if is_adopted { now } else { provisioned.since },
            changed_at: now,
            fields,
            resource,
        });
        Ok(decided(context, caller, before, user, held))
    })
    .await?;
    if is_adopted {
        tracing::info!(organisation = %user.organisation, user = %user.id, by = %caller.id(), "user adopted");
        let forgotten = env.store.forget_adoptable(&user.organisation, &user.id).await;
        forgotten.map_err(AccessError::from)?;
    }
    Ok(user)
}

/// Enters somebody into the list of those whom a directory keeps in step before they are: of one who was not entered nobody would
/// know, and an entry too many stands for nobody.
async fn enter_adopted(
    env: &Env,
    context: &Context,
    caller: &UserManager<Organisation>,
    id: &str,
) -> Result<(), AccessError> {
    let mut user = find_any(env, caller, id).await?;
    if user.provisioned.is_none() && is_shown(&caller.organisation, &user) {
        user.provisioned = user.as_found().map(|found| Provisioned {
            since: context.now(),
            ..found
        });
        env.store.enter_provisioned(&user).await?;
    }
    Ok(())
}

/// Erases somebody, everywhere.
///
/// # Errors
///
/// See [`erase::EraseError`].
pub async fn remove(
    env: &Env,
    context: &Context,
    caller: &UserManager,
    id: &str,
    expected: Option<&Expected>,
) -> Result<(), erase::EraseError> {
    let user = find(env, caller, id).await?;
    // Whom a directory may adopt it has not: they are not its to take away.
    if user.provisioned.is_none() {
        return Err(AccessError::Unknown.into());
    }
    let version = user
        .provisioned
        .as_ref()
        .map(|provisioned| provisioned.version(user.status != Status::Disabled));
    if let (Some(expected), Some(version)) = (expected, version)
        && !expected.includes(&version)
    {
        return Err(erase::EraseError::Stale);
    }
    let any = Expected::parse("*");
    erase::erase(env, context, caller, id, Some(&any)).await?;
    Ok(())
}
