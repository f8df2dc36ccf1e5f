//! Who a session belongs to, and whether it still holds.

use crate::{
    aws::store::{Store, StoreError},
    domain::{
        caller::Caller,
        organisation::{Organisation, OrganisationSettings, PermissionType, Slug},
        session::Session,
        user::{Status, User},
    },
};
use std::future::Future;

/// An organisation as far as a request reads it: without its lists, or with them.
pub trait ReadOrganisation: Sized + Send + Sync {
    /// Reads it.
    fn find(store: &Store, slug: &Slug) -> impl Future<Output = Result<Option<Self>, StoreError>> + Send;

    /// The permission type of one of its users: `None` where it does not exist, and carries nothing.
    fn permission_type_of(
        &self,
        store: &Store,
        user: &User,
    ) -> impl Future<Output = Result<Option<PermissionType>, StoreError>> + Send;
}

impl ReadOrganisation for OrganisationSettings {
    async fn find(store: &Store, slug: &Slug) -> Result<Option<Self>, StoreError> {
        store.find_settings(slug).await
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

    async fn permission_type_of(&self, _: &Store, user: &User) -> Result<Option<PermissionType>, StoreError> {
        Ok(self.permission_types.get(&user.profile.permission_type).cloned())
    }
}

/// The user a session names, if it still holds: they are active, and neither this session nor all of theirs were ended.
/// What they may do is not asked.
///
/// # Errors
///
/// Those of the store.
pub async fn find_user(store: &Store, session: &Session) -> Result<Option<User>, StoreError> {
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
    let (user, organisation) =
        futures::join!(find_user(store, session), O::find(store, &session.organisation));
    let (Some(user), Some(organisation)) = (user?, organisation?) else {
        return Ok(None);
    };
    let permission_type = organisation.permission_type_of(store, &user).await?;
    Ok(Some(Caller::new(user, permission_type.as_ref(), organisation)))
}
