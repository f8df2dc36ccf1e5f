//! Whether a one-time password still rests on somebody's rights.
//!
//! It is asked at every use, and never answered by rewriting what was granted: a disabled user may have granted
//! thousands.

use crate::{
    aws::store::{Store, StoreError},
    domain::{caller::Acting, capability::Rights, password::Grant, user::User},
    workflow::authenticate::{Unread, find_acting},
};

/// Whether `grant` still lets `user`, who holds `rights` now, in: they can do no more than when it was granted, and everybody
/// who granted it is active, could grant it again, and has not lost rights over others in between.
pub(super) async fn holds(
    store: &Store,
    user: &User,
    rights: Rights,
    grant: &Grant,
) -> Result<bool, StoreError> {
    if !rights.is_within(grant.rights) {
        return Ok(false);
    }
    for granter in &grant.by {
        let slug = &user.organisation;
        let Some(Acting { actor, .. }) = find_acting(store, &Unread, slug, &granter.id).await? else {
            return Ok(false);
        };
        // A grant of before standings were kept rests on what its granter may do now alone.
        let still_stands = granter.standing.is_none_or(|standing| standing == actor.standing);
        let could_grant = still_stands
            && actor.may_manage(&user.profile.department)
            && rights.is_within(Rights::of(&actor.capabilities));
        if !could_grant {
            return Ok(false);
        }
    }
    Ok(true)
}
