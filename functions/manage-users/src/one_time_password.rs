//! `POST /api/users/{user_id}/one-time-password`: a way in that is handed over by a person, shown this once.

use crate::{App, find, require_rank, update};
use lambda_http::{Body, Request, Response};
use rollcall::{
    domain::{
        activation::Channel,
        capability::Rights,
        context::Context,
        notice::Occurrence,
        organisation::Organisation,
        password::{self, Grant, OneTimePassword, OneTimeText},
        user::{Status, User},
    },
    web::{
        http,
        problem::{Kind, Problem},
    },
    workflow::sign_in::limits,
};
use serde_json::json;

pub(crate) async fn handle(
    app: &App,
    context: &Context,
    request: &Request,
    id: &str,
) -> Result<Response<Body>, Problem> {
    let caller = app.authenticate(context, request).await?;
    find(app, &caller, id).await?;
    let organisation = &caller.organisation;
    let password = password::one_time_password(context);
    let user = update(app, context, &caller, id, |user| {
        require_rank(&caller, user)?;
        if user.status == Status::Disabled {
            return Err(Problem::new(
                Kind::Conflict,
                "This user is disabled; enable them first.",
            ));
        }
        let grant = Grant::new([&caller.actor], Rights::held_by(user, organisation));
        let (secret, text) = (&app.secret, OneTimeText::Generated(&password));
        let mut after = user.clone();
        after.one_time_password = Some(OneTimePassword::new(
            secret,
            organisation,
            &user.id,
            text,
            context.now(),
            grant,
        ));
        if user.status == Status::Active {
            notify(&mut after, organisation, context);
        }
        after.note(context.now(), "one_time_password", Some(&caller.actor.user_id));
        Ok(after)
    })
    .await?;
    // What was tried before counts no longer; what is tried from now on does not hold a generated one back.
    limits::clear(&app.store, &app.secret, context, &user).await?;
    tracing::info!(organisation = %organisation.slug, user = %user.id, by = %caller.actor.user_id, "one-time password granted");
    Ok(http::json(
        200,
        &json!({
            "one_time_password": password,
            "expires_at": user.one_time_password.map(|one_time| one_time.expires_at),
        }),
    ))
}

/// Tells somebody who has a password of their own that another person can replace it now.
fn notify(user: &mut User, organisation: &Organisation, context: &Context) {
    let communication = &organisation.settings.communication;
    let email = user.profile.email.as_ref().map(ToString::to_string);
    let phone = user.profile.phone.as_ref().map(ToString::to_string);
    if let Some(email) = email {
        user.notify(Occurrence::OneTimePassword, Channel::Email, &email, context.now());
    }
    if let Some(phone) = phone.filter(|_| communication.sms && communication.armed) {
        user.notify(Occurrence::OneTimePassword, Channel::Sms, &phone, context.now());
    }
}
