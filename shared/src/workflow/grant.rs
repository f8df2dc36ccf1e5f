//! Whether a one-time password still rests on somebody's rights.
//!
//! It is asked at every use, and never answered by rewriting what was granted: a disabled user may have granted
//! thousands.

use crate::{
    aws::store::{Store, StoreError},
    domain::{
        capability::Rights,
        organisation::Organisation,
        password::Grant,
        permission::Actor,
        user::{Status, User},
    },
};

/// Whether `grant` still lets `user` in: they can do no more than when it was granted, and everybody who granted it is
/// active, could grant it again, and has not lost rights over others in between.
pub(super) async fn holds(
    store: &Store,
    organisation: &Organisation,
    user: &User,
    grant: &Grant,
) -> Result<bool, StoreError> {
    if !Rights::held_by(user, organisation).is_within(grant.rights) {
        return Ok(false);
    }
    for granter in &grant.by {
        let found = store.find_user(&user.organisation, &granter.id).await?;
        // A grant of before standings were kept rests on what its granter may do now alone.
        let still_stands = |found: &User| {
            granter.standing.is_none_or(|standing| standing == found.standing)
                && could_grant(found, user, organisation)
        };
        if !found.is_some_and(|found| still_stands(&found)) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn could_grant(granter: &User, user: &User, organisation: &Organisation) -> bool {
    granter.status == Status::Active
        && Actor::of_user(granter, organisation).may_manage(&user.profile.department)
        && Rights::held_by(user, organisation).is_within(Rights::held_by(granter, organisation))
}
