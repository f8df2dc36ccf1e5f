//! Whether a one-time password still rests on somebody's rights.
//!
//! It is asked at every use, and never answered by rewriting what was granted: whoever is disabled may have granted
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
/// active and could grant it again.
pub(super) async fn holds(
    store: &Store,
    organisation: &Organisation,
    user: &User,
    grant: &Grant,
) -> Result<bool, StoreError> {
    if !Rights::held_by(user, organisation).is_within(grant.rights) {
        return Ok(false);
    }
    for id in &grant.by {
        let granter = store.find_user(&user.organisation, id).await?;
        if !granter.is_some_and(|granter| could_grant(&granter, user, organisation)) {
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
