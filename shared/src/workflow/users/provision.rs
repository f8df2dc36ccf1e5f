//! People whom a directory creates, changes and takes away over SCIM.
//!
//! What it sends of them is kept as it is, beside the profile that follows from it: held to the rules of every road, with the
//! organisation's defaults where it says nothing. What does not fit and is not needed is left out of the profile, since one refusal
//! stops a person's synchronisation.

mod adoption;
mod brake;
mod carry_out;
mod change;
mod entries;
mod identity;
mod profile;
mod remove;
mod search;

pub use adoption::{Adoptable, MOST_LOOKED_AT, adoptable};
pub use carry_out::{Release, carry_out};
pub use change::change;
pub use remove::remove;
pub use search::{Begin, Key, Page, all, find_by, list};

use super::{AccessError, Decided, change::with_effects, find as find_any, require_rank, update};
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
        organisation::{Organisation, OrganisationSettings},
        provisioned::{Mapped, Provisioned, Removal, Resource},
        user::{Profile, Source, Status, User},
    },
    workflow::Env,
};
use brake::as_wished;
use change::{Whom, change_one};
use entries::with_entries;
use identity::{called_before, channels_of_the_new, is_former, is_taken_away, may_be_another, say};
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
    let found = as_wished(env, find_any(env, caller, id).await?).await?;
    if is_shown(&caller.organisation, &found) {
        Ok(found)
    } else {
        Err(AccessError::Unknown)
    }
}

/// Whether a directory is shown somebody: those whom one keeps in step, unless it is held that one has deleted them; and where it may
/// adopt people, those whom it may.
fn is_shown(organisation: &OrganisationSettings, user: &User) -> bool {
    is_kept(user) || (organisation.settings.integration.adopt && user.is_adoptable())
}

/// Whether a directory keeps somebody in step, and has not deleted them.
fn is_kept(user: &User) -> bool {
    user.provisioned.is_some() && user.held_removal() != Some(Removal::Erase)
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
    let grown = with_entries(env, context, caller, &Mapped::of(&resource), None).await?;
    let caller = grown.as_ref().unwrap_or(caller);
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
            let owner = match owner {
                Some(owner) => Some(as_wished(env, owner).await?),
                None => None,
            };
            // Of another directory's people it has to say itself whom it means, by the id they have here.
            let inherits = match &owner {
                Some(owner) => say(env, caller, owner).await?.speaks,
                None => false,
            };
            match owner {
                Some(former) if inherits && is_former(&former, &resource) => {
                    rehire(env, context, caller, &former, &resource).await
                }
                Some(held)
                    if inherits && is_taken_away(&held, &resource) && resource.active() != Some(false) =>
                {
                    take_back(env, context, caller, &held, &resource).await
                }
                Some(other) if other.is_adoptable() => {
                    if caller.organisation.settings.integration.adopt {
                        return adopt(env, context, caller, &other, &resource).await;
                    }
                    let held = env.store.find_permission_type_of(&other).await?;
                    // Whom this directory may not change, it would not take over either.
                    if require_rank(caller, held.as_ref()).is_ok() {
                        env.store.note_adoptable(&other).await?;
                    }
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
        named_by: Some(caller.id().to_owned()),
        ..Provisioned::new(now, fields, resource.without_active())
    });
    Ok(user)
}

fn ask_for_activation(user: &mut User, organisation: &Organisation, context: &Context) {
    let (now, settings) = (context.now(), &organisation.settings);
    if settings.asks_for_activation() {
        let start = user.profile.start(settings);
        let asked = user.activation.as_ref();
        let asked = asked.map_or_else(
            || Activation::request(now),
            |before| before.request_again(now, None),
        );
        user.activation = Some(asked.starting(start, now));
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

/// Shows somebody to the directory again whom it has taken away and now creates, while that was held: what it wished is wished no more.
async fn take_back(
    env: &Env,
    context: &Context,
    caller: &UserManager<Organisation>,
    held: &User,
    resource: &Resource,
) -> Result<User, ProvisionError> {
    let wanted = resource.with_active(true);
    let whom = (held.id.as_str(), Whom::TakenAway);
    change_one(env, context, caller, whom, None, |_| {
        Ok::<_, ProvisionError>(wanted.clone())
    })
    .await
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
    let whom = (other.id.as_str(), Whom::Adoptable);
    change_one(env, context, caller, whom, None, |_| {
        Ok::<_, ProvisionError>(wanted.clone())
    })
    .await
}

/// Lets somebody in again who had left: with what the directory says of them now, and without the rights they had. Who may be another
/// person is let in by nothing that did before, and nothing of the former one's profile is theirs.
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
        if !is_former(before, resource) {
            return Err(ProvisionError::from(WriteError::Taken(vec!["user_name"])));
        }
        let mut without_rights = before.clone();
        without_rights.profile.permission_type = profile::default_permission_type(organisation)
            .map_err(|fault| ProvisionError::Invalid(vec![fault]))?;
        let as_known = |known| synced(caller, &mapped, known).map_err(ProvisionError::Invalid);
        let may_sign_in = resource.active() != Some(false);
        let begins_again = may_sign_in && may_be_another(before, resource, &mapped);
        if begins_again {
            require_rank(caller, held)?;
        }
        let known = (!begins_again).then_some(&without_rights);
        let Synced { profile, fields } = as_known(known)?;
        let status = match begins_again {
            _ if !may_sign_in => Status::Disabled,
            true => Status::Invited,
            false => enabled(before),
        };
        let mut user = with_effects(context, caller, before, status, profile, Departments::NONE);
        if begins_again {
            user.begin_again(context.now(), Some(caller.actor.principal.clone()));
        }
        if status == Status::Invited && (begins_again || user.activation.is_none()) {
            ask_for_activation(&mut user, organisation, context);
        }
        if begins_again {
            let communication = &organisation.settings.communication;
            let channels = channels_of_the_new(before, &user.profile, communication);
            user.activation = user.activation.map(|asked| asked.over(channels));
        }
        if let Some(provisioned) = &mut user.provisioned {
            provisioned.changed_at = context.now();
            provisioned.named_by = Some(caller.id().to_owned());
            provisioned.fields = fields;
            provisioned.resource = resource.without_active();
            provisioned.held = None;
            provisioned.called_before = called_before(before, may_sign_in);
        }
        let is_still_held = before.provisioned.as_ref().map(|known| &known.held)
            == former.provisioned.as_ref().map(|known| &known.held);
        let withdrawn = brake::withdrawal(former).filter(|_| is_still_held);
        let mut decided = decided(context, caller, before, user, held);
        decided.brake.extend(withdrawn);
        Ok(decided)
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
    Decided::new(user, audited)
}
