//! `POST /api/users/{user_id}/unlock`: failed tries at this person's password no longer keep them waiting.

use crate::{App, find, require_rank, update};
use lambda_http::{Body, Request, Response};
use rollcall::{
    aws::store::ephemera::{Counter, seconds_left},
    domain::context::Context,
    web::{
        http,
        problem::{Kind, Problem},
    },
    workflow::sign_in::limits,
};

/// How often one person is unlocked in a day: whoever may unlock somebody could otherwise guess at them for ever, five
/// tries at a time.
const PER_DAY: u32 = 10;
const DAY: i64 = 86_400;

pub(crate) async fn handle(
    app: &App,
    context: &Context,
    request: &Request,
    id: &str,
) -> Result<Response<Body>, Problem> {
    let caller = app.authenticate(context, request).await?;
    let person = find(app, &caller, id).await?;
    require_rank(&caller, &person)?;
    let counter = Counter::new(
        &app.secret,
        "unlock-day",
        &[person.organisation.as_str(), &person.id],
    );
    if !app.store.count(context.now(), &counter, PER_DAY, DAY).await? {
        return Err(Problem {
            retry_after: Some(seconds_left(context.now(), DAY)),
            ..Problem::new(
                Kind::TooMany,
                "This person was unlocked ten times today. Give them a one-time password, or try again tomorrow.",
            )
        });
    }
    let user = update(app, context, &caller, id, |user| {
        require_rank(&caller, user)?;
        let mut after = user.clone();
        after.note(context.now(), "unlocked", Some(&caller.actor.user_id));
        Ok(after)
    })
    .await?;
    limits::clear(&app.store, &app.secret, context, &user).await?;
    tracing::info!(organisation = %user.organisation, user = %user.id, by = %caller.actor.user_id, "unlocked");
    Ok(http::empty(204))
}
