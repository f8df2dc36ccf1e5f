//! Whoever waits for their first day: asked for once it has begun where they work.

use rollcall::{
    aws::store::StoreError,
    domain::{context::Context, due::Reason, user::User},
    workflow::Env,
};

/// Asks for the messages of somebody whose first day has begun, by the organisation's time zone of now; otherwise they go on
/// waiting. Answers why they were asked for, if they were.
pub(crate) async fn begin(env: &Env, context: &Context, user: &User) -> Result<Option<Reason>, StoreError> {
    let (organisation, now) = (&user.organisation, context.now());
    let Some(found) = env.store.find_settings(organisation).await? else {
        return Ok(None);
    };
    let begun = env
        .store
        .update_user(context, organisation, &user.id, |user| {
            let start = user.profile.start(&found.settings);
            let due = user.due().filter(|due| due.has_come(now))?;
            let activation = user
                .activation
                .as_mut()
                .filter(|_| due.why == Reason::StartDate)?;
            match activation.awaited(start, now) {
                Some(start) => {
                    activation.wait_for(start, now);
                    Some(None)
                }
                None => user.resume(now).map(Some),
            }
        })
        .await?;
    Ok(begun.and_then(|(_, why)| why))
}
