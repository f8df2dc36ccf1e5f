//! Who a session belongs to, and whether it still holds.

use crate::{
    aws::store::{Store, StoreError},
    domain::{caller::Caller, session::Session, user::Status},
};

/// The user a session names, if it still holds: they are active, and neither this session nor all of theirs were ended.
///
/// # Errors
///
/// Those of the store.
pub async fn find_caller(store: &Store, session: &Session) -> Result<Option<Caller>, StoreError> {
    let (user, organisation) = futures::join!(
        store.find_user(&session.organisation, &session.user_id),
        store.find_organisation(&session.organisation)
    );
    let (Some(user), Some(organisation)) = (user?, organisation?) else {
        return Ok(None);
    };
    if user.status != Status::Active || user.session_epoch != session.epoch || user.has_ended(session) {
        return Ok(None);
    }
    Ok(Some(Caller::new(user, organisation)))
}
