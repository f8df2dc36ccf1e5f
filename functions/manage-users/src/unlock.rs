//! `POST /api/users/{user_id}/unlock`: failed tries at this person's password no longer keep them waiting.

use crate::{App, find, require_rank, update};
use lambda_http::{Body, Request, Response};
use rollcall::{context::Context, http, problem::Problem, workflow::sign_in::limits};

pub(crate) async fn handle(
    app: &App,
    context: &Context,
    request: &Request,
    id: &str,
) -> Result<Response<Body>, Problem> {
    let caller = app.authenticate(context, request).await?;
    find(app, &caller, id).await?;
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
