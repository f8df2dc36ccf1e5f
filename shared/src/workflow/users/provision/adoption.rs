//! Whom directories would take over, were they let: those who are there and whom one of them has tried to create.

use crate::{
    aws::store::StoreError,
    domain::{caller::SettingsManager, context::Context, user::User},
    workflow::Env,
};

/// Users in one look-up.
const AT_ONCE: usize = 100;

/// Whom directories would take over.
#[derive(Debug)]
pub struct Adoptable {
    /// How many they are.
    pub people: usize,
    /// Some of them, of those whom the caller may see.
    pub some: Vec<User>,
}

/// Those whom directories have tried to create, who were there, and whom none keeps in step yet.
///
/// # Errors
///
/// Those of the store.
pub async fn adoptable(
    env: &Env,
    context: &Context,
    caller: &SettingsManager,
    most: usize,
) -> Result<Adoptable, StoreError> {
    let slug = &caller.organisation.slug;
    let ids = env.store.find_adoptable(slug).await?;
    let mut found = Adoptable {
        people: 0,
        some: Vec::new(),
    };
    for some in ids.chunks(AT_ONCE) {
        let users = env.store.look_up_users(context, slug, some).await?;
        for user in users.into_iter().filter(User::is_adoptable) {
            found.people += 1;
            if found.some.len() < most && caller.actor.may_manage(&user.profile.department) {
                found.some.push(user);
            }
        }
    }
    Ok(found)
}
