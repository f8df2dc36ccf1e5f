//! Who a session or a machine's token belongs to, and whether it still holds.

use crate::{
    aws::store::{Store, StoreError},
    domain::{
        caller::{Acting, Caller},
        machine::{self, Key, Machine, MachineKind, MachineToken, Presented},
        organisation::{Organisation, OrganisationSettings, PermissionType, Slug, SsoSettings},
        session::Session,
        user::{Status, User},
    },
};
use jiff::Timestamp;
use std::future::Future;

/// An organisation as far as a request reads it: without its lists, or with them.
pub trait ReadOrganisation: Sized + Send + Sync {
    /// Reads it.
    fn find(store: &Store, slug: &Slug) -> impl Future<Output = Result<Option<Self>, StoreError>> + Send;

    /// Who may use a password: `None` where that was not read.
    fn sso(&self) -> Option<&SsoSettings>;

    /// The permission type of one of its users: `None` where it does not exist, and carries nothing.
    fn permission_type_of(
        &self,
        store: &Store,
        user: &User,
    ) -> impl Future<Output = Result<Option<PermissionType>, StoreError>> + Send;
}

/// An organisation of which nothing was read: an entry is read where it is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Unread;

impl ReadOrganisation for Unread {
    async fn find(_: &Store, _: &Slug) -> Result<Option<Self>, StoreError> {
        Ok(Some(Self))
    }

    fn sso(&self) -> Option<&SsoSettings> {
        None
    }

    async fn permission_type_of(
        &self,
        store: &Store,
        user: &User,
    ) -> Result<Option<PermissionType>, StoreError> {
        store.find_permission_type_of(user).await
    }
}

impl ReadOrganisation for OrganisationSettings {
    async fn find(store: &Store, slug: &Slug) -> Result<Option<Self>, StoreError> {
        store.find_settings(slug).await
    }

    fn sso(&self) -> Option<&SsoSettings> {
        Some(&self.settings.sso)
    }

    async fn permission_type_of(
        &self,
        store: &Store,
        user: &User,
    ) -> Result<Option<PermissionType>, StoreError> {
        store.find_permission_type_of(user).await
    }
}

impl ReadOrganisation for Organisation {
    async fn find(store: &Store, slug: &Slug) -> Result<Option<Self>, StoreError> {
        store.find_organisation(slug).await
    }

    fn sso(&self) -> Option<&SsoSettings> {
        Some(&self.settings.sso)
    }

    async fn permission_type_of(&self, _: &Store, user: &User) -> Result<Option<PermissionType>, StoreError> {
        Ok(self.permission_types.get(&user.profile.permission_type).cloned())
    }
}

/// The user a session names, if it still holds: they are active, neither this session nor all of theirs were ended, and it began
/// in a way that the organisation's settings allow. What they may do is not asked.
///
/// # Errors
///
/// Those of the store.
pub async fn find_user(
    store: &Store,
    session: &Session,
    settings: &SsoSettings,
) -> Result<Option<User>, StoreError> {
    let found = find_of_session(store, session).await?;
    Ok(found.filter(|_| session.is_allowed_by(settings)))
}

async fn find_of_session(store: &Store, session: &Session) -> Result<Option<User>, StoreError> {
    let found = store.find_user(&session.organisation, &session.user_id).await?;
    Ok(found.filter(|user| {
        user.status == Status::Active && user.session_epoch == session.epoch && !user.has_ended(session)
    }))
}

/// The user a session names, if it still holds ([`find_user`]), with what they may do now.
///
/// # Errors
///
/// Those of the store.
pub async fn find_caller<O: ReadOrganisation>(
    store: &Store,
    session: &Session,
) -> Result<Option<Caller<O>>, StoreError> {
    let (user, organisation) = futures::join!(
        find_of_session(store, session),
        O::find(store, &session.organisation)
    );
    let (Some(user), Some(organisation)) = (user?, organisation?) else {
        return Ok(None);
    };
    // Where nothing says which roads are open, only single sign-on is.
    let is_allowed = |settings| session.is_allowed_by(settings);
    if !organisation.sso().map_or(session.is_by_sso, is_allowed) {
        return Ok(None);
    }
    let permission_type = organisation.permission_type_of(store, &user).await?;
    let acting = Acting::user(user, permission_type.as_ref());
    Ok(Some(Caller::new(acting, organisation)))
}

/// The machine a token names, if it still holds: the machine is there, with the key it was let in by, and its creator is active.
/// It may do what its creator may now, within the token's scopes.
///
/// # Errors
///
/// Those of the store.
pub async fn find_machine_caller<O: ReadOrganisation>(
    store: &Store,
    token: &MachineToken,
    now: Timestamp,
) -> Result<Option<Caller<O>>, StoreError> {
    let slug = &token.organisation;
    let (machine, organisation) =
        futures::try_join!(store.find_machine(slug, &token.machine), O::find(store, slug))?;
    let machine = machine.filter(|machine| machine.has_live_key(&token.key, now));
    let (Some(machine), Some(organisation)) = (machine, organisation) else {
        return Ok(None);
    };
    let acting = find_acting_machine(store, machine, &organisation, slug).await?;
    Ok(acting.map(|acting| {
        let acting = Acting {
            actor: acting.actor.within(&token.scopes),
            ..acting
        };
        Caller::new(acting, organisation)
    }))
}

/// The machine that a key is of, with that key, if it holds. Of its creator nothing is asked.
///
/// # Errors
///
/// Those of the store.
pub async fn find_machine(
    store: &Store,
    presented: &Presented,
    now: Timestamp,
) -> Result<Option<(Machine, Key)>, StoreError> {
    let found = store
        .find_machine(&presented.organisation, &presented.machine)
        .await?;
    Ok(found.and_then(|machine| {
        let key = machine.key(presented, now)?.clone();
        Some((machine, key))
    }))
}

/// The directory that a key is of, if it holds: its integration token is there, and its creator active. It may do what its creator
/// may now, within what the token is for. With the token's id and the key.
///
/// # Errors
///
/// Those of the store.
pub async fn find_integration<O: ReadOrganisation>(
    store: &Store,
    presented: &Presented,
    now: Timestamp,
) -> Result<Option<(Caller<O>, String, Key)>, StoreError> {
    if MachineKind::of_id(&presented.machine) != Some(MachineKind::IntegrationToken) {
        return Ok(None);
    }
    let slug = &presented.organisation;
    let Some((machine, key)) = find_machine(store, presented, now).await? else {
        return Ok(None);
    };
    let id = machine.id.clone();
    let Some(organisation) = O::find(store, slug).await? else {
        return Ok(None);
    };
    let acting = find_acting_machine(store, machine, &organisation, slug).await?;
    Ok(acting.map(|acting| (Caller::new(acting, organisation), id, key)))
}

/// Who acts under this id, a user's or a machine's, with the rights they have now: `None` where they are gone or disabled, or,
/// of a machine, its creator is.
///
/// # Errors
///
/// Those of the store.
pub async fn find_acting<O: ReadOrganisation>(
    store: &Store,
    organisation: &O,
    slug: &Slug,
    id: &str,
) -> Result<Option<Acting>, StoreError> {
    if machine::is_id(id) {
        let Some(machine) = store.find_machine(slug, id).await? else {
            return Ok(None);
        };
        return find_acting_machine(store, machine, organisation, slug).await;
    }
    let Some(user) = find_active(store, slug, id).await? else {
        return Ok(None);
    };
    let permission_type = organisation.permission_type_of(store, &user).await?;
    Ok(Some(Acting::user(user, permission_type.as_ref())))
}

/// A machine with the rights that its creator has now: `None` where they are gone or disabled.
///
/// # Errors
///
/// Those of the store.
pub async fn find_acting_machine<O: ReadOrganisation>(
    store: &Store,
    machine: Machine,
    organisation: &O,
    slug: &Slug,
) -> Result<Option<Acting>, StoreError> {
    let Some(creator) = find_creator(store, slug, &machine).await? else {
        return Ok(None);
    };
    let permission_type = organisation.permission_type_of(store, &creator).await?;
    Ok(Some(Acting::machine(machine, creator, permission_type.as_ref())))
}

/// What has become of a directory's token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::workflow) enum Standing {
    /// It lets the directory in, and who made it manages users still.
    Acts,
    /// Nothing can be done with it, as things are.
    Idle,
    /// It was removed.
    Gone,
}

/// What has become of a directory's token.
///
/// # Errors
///
/// Those of the store.
pub(in crate::workflow) async fn standing_of(
    store: &Store,
    slug: &Slug,
    id: &str,
) -> Result<Standing, StoreError> {
    let Some(machine) = store.find_machine(slug, id).await? else {
        return Ok(Standing::Gone);
    };
    let acting = find_acting_machine(store, machine, &Unread, slug).await?;
    let acts = acting.is_some_and(|acting| acting.actor.scope().is_ok());
    Ok(if acts { Standing::Acts } else { Standing::Idle })
}

/// Who made a machine, if they may sign in. Somebody else may have their account since.
async fn find_creator(store: &Store, slug: &Slug, machine: &Machine) -> Result<Option<User>, StoreError> {
    let creator = find_active(store, slug, &machine.created_by).await?;
    Ok(creator.filter(|user| user.begun_again_at.is_none_or(|at| machine.created_at >= at)))
}

async fn find_active(store: &Store, slug: &Slug, id: &str) -> Result<Option<User>, StoreError> {
    let found = store.find_user(slug, id).await?;
    Ok(found.filter(|user| user.status == Status::Active))
}
