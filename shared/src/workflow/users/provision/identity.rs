//! Whom a directory means: who is the same as somebody it names, and which directory names somebody.
//!
//! What a directory calls people says nothing of whom another directory calls so; and not even one directory keeps from calling
//! somebody else so one day.

use crate::{
    aws::store::StoreError,
    domain::{
        activation::Channel,
        caller::UserManager,
        field::Field,
        identifier::{Email, Identifier},
        organisation::{Communication, Organisation},
        provisioned::{Called, Mapped, Provisioned, Resource},
        user::{Profile, Status, User, are_different_names},
    },
    workflow::{
        Env,
        authenticate::{Standing, standing_of},
    },
};

/// Bytes of a name that are kept to compare it with: more than any name here has.
const LONGEST_KEPT: usize = 400;

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

/// What a directory may say of somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Say {
    /// It may let them in again, and say who they are: it names them already, or whichever does can do nothing any more.
    pub(super) speaks: bool,
    /// Nobody names them: the token that did was removed.
    pub(super) is_free: bool,
}

/// What this directory may say of somebody.
///
/// # Errors
///
/// Those of the store.
pub(super) async fn say(
    env: &Env,
    caller: &UserManager<Organisation>,
    user: &User,
) -> Result<Say, StoreError> {
    let known = user.provisioned.as_ref();
    let Some(by) = known.and_then(|known| known.named_by.as_deref()) else {
        let (speaks, is_free) = (true, true);
        return Ok(Say { speaks, is_free });
    };
    let (mut speaks, mut is_free) = (by == caller.id(), false);
    if !speaks {
        let standing = standing_of(&env.store, &caller.organisation.slug, by).await?;
        speaks = standing != Standing::Acts;
        is_free = standing == Standing::Gone;
    }
    Ok(Say { speaks, is_free })
}

/// Whether a directory calls somebody otherwise than they are called to the one that names them.
pub(super) fn is_renamed(before: &Provisioned, resource: &Resource) -> bool {
    before.named_by.is_some() && !is_called_the_same(&before.resource, resource)
}

/// What somebody is called now.
fn called(user: &User) -> Called {
    let known = user.provisioned.as_ref();
    let said = known.map(|known| Mapped::of(&known.resource));
    let names = |field: Field, ours: &str| {
        let said = said.as_ref().and_then(|said| said.get(field));
        // Where the directory's names are not held to ours, they may be of any length.
        let said = said.filter(|said| *said != ours && said.len() <= LONGEST_KEPT);
        [Some(ours), said]
            .into_iter()
            .flatten()
            .map(str::to_owned)
            .collect()
    };
    let [first, last] = user.name();
    Called {
        first_names: names(Field::FirstName, first),
        last_names: names(Field::LastName, last),
        email: user.profile.email.clone(),
        phone: user.profile.phone.clone(),
        user_name: known.map(|known| known.resource.user_name().to_owned()),
    }
}

/// What is kept of what somebody is called who cannot sign in, as far as the directory is shown: what they were called when they could.
/// Many small changes are one great one.
pub(super) fn called_before(seen: &User, can_sign_in: bool) -> Option<Called> {
    if can_sign_in {
        return None;
    }
    // Where somebody here has let them in since, it is of another time.
    let known = seen.provisioned.as_ref().filter(|_| !seen.is_shown_active());
    let kept = known.and_then(|known| known.called_before.clone());
    Some(kept.unwrap_or_else(|| called(seen)))
}

/// Whether somebody who comes back may well be another person, to whom the directory has given the id of one who left: by another
/// first name, whatever else was handed on; or by another last name, where neither e-mail nor user name says that it is still they.
pub(super) fn may_be_another(former: &User, resource: &Resource, mapped: &Mapped) -> bool {
    // Whom nobody has ever invited has nothing that another one could come in by.
    let was_asked = former.activated_at.is_some()
        || former.activation.is_some()
        || former.one_time_password.is_some()
        || !former.subjects.is_empty();
    let Some(called) = called_before(former, false).filter(|_| was_asked) else {
        return false;
    };
    // By what they were called here, and by what the directory has called them: either may have been put right by hand.
    let differs = |field: Field, known: &[String]| {
        mapped.get(field).is_some_and(|theirs| {
            let mut known = known.iter();
            known.all(|ours| are_different_names([ours, ""], [theirs, ""]))
        })
    };
    let shares_email = || {
        let theirs = mapped.get(Field::Email).and_then(|text| Email::parse(text).ok());
        let ours = called.email.as_ref().map(Email::canonical);
        ours.is_some() && ours == theirs.as_ref().map(Email::canonical)
    };
    let shares_user_name = || {
        let ours = called.user_name.as_deref().map(Identifier::of_user_name);
        ours.is_some_and(|ours| ours == Identifier::of_user_name(resource.user_name()))
    };
    differs(Field::FirstName, &called.first_names)
        || (differs(Field::LastName, &called.last_names) && !shares_email() && !shares_user_name())
}

/// Over which channels somebody is asked to activate an account that another person had: not over what is the former one's still, where
/// there is anything else. `None`: over all.
pub(super) fn channels_of_the_new(
    former: &User,
    profile: &Profile,
    communication: &Communication,
) -> Option<Vec<Channel>> {
    let former = called_before(former, false)?;
    let email = |email: &Option<Email>| email.as_ref().map(Email::canonical);
    let has_new_email = profile.email.is_some() && email(&profile.email) != email(&former.email);
    let has_new_phone = profile.phone.is_some() && profile.phone != former.phone;
    match (
        has_new_email && communication.email,
        has_new_phone && communication.sms,
    ) {
        (true, false) => Some(vec![Channel::Email]),
        (false, true) => Some(vec![Channel::Sms]),
        _ => None,
    }
}
