//! Whom directories would take over, were they let: those who are there and whom one of them has tried to create.

use crate::{
    aws::store::StoreError,
    domain::{caller::SettingsManager, context::Context, user::User},
    workflow::Env,
};

/// Users in one look-up.
const AT_ONCE: usize = 100;
/// So many people are looked at: some 100 look-ups, or two seconds.
pub const MOST_LOOKED_AT: usize = 10_000;

/// Whom directories would take over.
#[derive(Debug)]
pub struct Adoptable {
    /// How many they are, among those who were looked at.
    pub people: usize,
    /// Whether there are more than were looked at.
    pub more: bool,
    /// Some of them, of those whom the caller may see.
    pub some: Vec<User>,
}

/// Those whom directories have tried to create, who were there, and whom none keeps in step yet. So many are looked at that an answer
/// comes within seconds, however large the organisation.
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
    let mut ids = env.store.find_adoptable(slug, MOST_LOOKED_AT + 1).await?;
    let more = ids.len() > MOST_LOOKED_AT;
    ids.truncate(MOST_LOOKED_AT);
    let mut found = Adoptable {
        people: 0,
        more,
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
