//! Whom a directory means: who is the same as somebody it names, and which directory names somebody.
//!
//! What a directory calls people says nothing of whom another directory calls so; and not even one directory keeps from calling
//! somebody else so one day.

use crate::{
    aws::store::StoreError,
    domain::{
        caller::UserManager,
        field::Field,
        identifier::{Email, Identifier},
        organisation::Organisation,
        provisioned::{Mapped, Provisioned, Resource},
        user::{Status, User, are_different_names},
    },
    workflow::{Env, authenticate::still_acts},
};

/// Whether somebody was provisioned, may not sign in any more, and is the same as a new user.
pub(super) fn is_former(former: &User, resource: &Resource) -> bool {
    former.status == Status::Disabled && is_the_same(former, resource)
}

/// Whether it is held that a directory has disabled or deleted somebody, and they are the same as a new user.
pub(super) fn is_taken_away(held: &User, resource: &Resource) -> bool {
    held.held_removal().is_some() && is_the_same(held, resource)
}

fn is_the_same(known: &User, resource: &Resource) -> bool {
    let known = known.provisioned.as_ref();
    known.is_some_and(|known| is_called_the_same(&known.resource, resource))
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

/// Whether a directory may speak for somebody whom it has not named itself: the one that has can do nothing any more.
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
    match known.and_then(|known| known.named_by.as_deref()) {
        Some(by) if by != caller.id() => {
            let still_acts = still_acts(&env.store, &caller.organisation.slug, by).await?;
            Ok(!still_acts)
        }
        _ => Ok(true),
    }
}

/// Which directory names somebody once this one has described them: the one that has called them so first.
pub(super) fn named_by(
    caller: &UserManager<Organisation>,
    before: &Provisioned,
    resource: &Resource,
) -> String {
    let known = before.named_by.as_deref();
    let known = known.filter(|_| is_called_the_same(&before.resource, resource));
    known.unwrap_or(caller.id()).to_owned()
}

/// Whether somebody who comes back may well be another person, to whom the directory has given the id of one who left: by another
/// first name, whatever else was handed on; or by another last name, where neither e-mail nor user name says that it is still they.
pub(super) fn may_be_another(former: &User, resource: &Resource, mapped: &Mapped) -> bool {
    let [first, last] = former.name();
    let said = former
        .provisioned
        .as_ref()
        .map(|known| Mapped::of(&known.resource));
    // By what they are called here, and by what the directory has called them: either may have been put right by hand.
    let differs = |field: Field, ours: &str| {
        let said = said.as_ref().and_then(|said| said.get(field)).unwrap_or(ours);
        let theirs = mapped.get(field).unwrap_or(ours);
        [ours, said]
            .into_iter()
            .all(|known| are_different_names([known, ""], [theirs, ""]))
    };
    let shares_email = || {
        let theirs = mapped.get(Field::Email).and_then(|text| Email::parse(text).ok());
        let ours = former.profile.email.as_ref().map(Email::canonical);
        ours.is_some() && ours == theirs.as_ref().map(Email::canonical)
    };
    let shares_user_name = || {
        let known = former.provisioned.as_ref();
        known.is_some_and(|known| has_same_user_name(&known.resource, resource))
    };
    differs(Field::FirstName, first)
        || (differs(Field::LastName, last) && !shares_email() && !shares_user_name())
}
