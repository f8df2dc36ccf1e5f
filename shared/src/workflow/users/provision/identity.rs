//! Whom a directory means: who is the same as somebody it names, and which directory names somebody.
//!
//! What a directory calls people is its own (RFC 7643, 3.1): by itself it proves nothing about whom another directory calls so, and
//! not even one directory keeps from calling somebody else so one day.

use crate::{
    aws::store::StoreError,
    domain::{
        caller::UserManager,
        identifier::Identifier,
        organisation::Organisation,
        provisioned::{Provisioned, Resource},
        user::{Profile, Status, User, are_different_names},
    },
    workflow::Env,
};

/// Whether somebody was provisioned, may not sign in any more, and is the same as a new user.
pub(super) fn is_former(former: &User, user: &User) -> bool {
    former.status == Status::Disabled && former.provisioned.is_some() && is_the_same(former, user)
}

/// Whether it is held that a directory has disabled or deleted somebody, and they are the same as a new user.
pub(super) fn is_taken_away(held: &User, user: &User) -> bool {
    held.held_removal().is_some() && is_the_same(held, user)
}

fn is_the_same(former: &User, user: &User) -> bool {
    let resource = |user: &User| Some(user.provisioned.as_ref()?.resource.clone());
    match (resource(former), resource(user)) {
        (Some(former), Some(new)) => is_called_the_same(&former, &new),
        _ => false,
    }
}

/// Whether two are the same to a directory: of the same external id, or, where neither has one, of the same user name. A name alone
/// may be another person's by now.
fn is_called_the_same(former: &Resource, new: &Resource) -> bool {
    former.external_id() == new.external_id()
        && (new.external_id().is_some() || has_same_user_name(former, new))
}

fn has_same_user_name(former: &Resource, new: &Resource) -> bool {
    Identifier::of_user_name(former.user_name()) == Identifier::of_user_name(new.user_name())
}

/// Whether somebody is named by this directory from now on, whatever it says: it names them already, or none does any more. A token
/// that was removed says nothing, and the one in its place speaks for whom it named.
///
/// # Errors
///
/// Those of the store.
pub(super) async fn inherits(
    env: &Env,
    caller: &UserManager<Organisation>,
    user: &User,
) -> Result<bool, StoreError> {
    let known = user.provisioned.as_ref();
    let Some(by) = known.and_then(|known| known.named_by.as_deref()) else {
        return Ok(true);
    };
    if by == caller.id() {
        return Ok(true);
    }
    let token = env.store.find_machine(&caller.organisation.slug, by).await?;
    Ok(token.is_none())
}

/// Which directory names somebody once this one has described them.
pub(super) fn named_by(
    caller: &UserManager<Organisation>,
    before: &Provisioned,
    resource: &Resource,
    inherits: bool,
) -> Option<String> {
    if inherits || !is_called_the_same(&before.resource, resource) {
        Some(caller.id().to_owned())
    } else {
        before.named_by.clone()
    }
}

/// Whether somebody who comes back may well be another person, to whom the directory has given the id of one who left: by another
/// name, at no address and under no user name that the former one had.
pub(super) fn may_be_another(former: &User, resource: &Resource, profile: &Profile) -> bool {
    let known = &former.profile;
    let shares_address = (known.email.is_some() && known.email == profile.email)
        || (known.phone.is_some() && known.phone == profile.phone)
        || former
            .provisioned
            .as_ref()
            .is_some_and(|known| has_same_user_name(&known.resource, resource));
    !shares_address && are_different_names(former.name(), [&profile.first_name, &profile.last_name])
}
