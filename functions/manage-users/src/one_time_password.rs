//! `POST /api/users/{user_id}/one-time-password`: a way in that is handed over by a person, shown this once.

use crate::{App, find, require_rank, update};
use jiff::SignedDuration;
use lambda_http::{Body, Request, Response};
use rollcall::{
    activation::Channel,
    context::Context,
    http,
    notice::Occurrence,
    organisation::Organisation,
    password::{self, Grant, OneTimePassword},
    permission::Rights,
    problem::{Kind, Problem},
    user::{Status, User},
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
    let days = i64::from(organisation.settings.one_time_password.lifetime_days);
    let expires_at = context.now() + SignedDuration::from_hours(24 * days);
    let password = password::one_time_password(context);
    let user = update(app, context, &caller, id, |user| {
        require_rank(&caller, user)?;
        if user.status == Status::Disabled {
            return Err(Problem::new(
                Kind::Conflict,
                "This user is disabled; enable them first.",
            ));
        }
        let hash = password::one_time_hash(&app.secret, organisation.slug.as_str(), &user.id, &password);
        let mut after = user.clone();
        after.one_time_password = Some(OneTimePassword {
            hash,
            expires_at,
            grant: Grant::new([&caller.actor], Rights::held_by(user, organisation)),
        });
        if user.status == Status::Active {
            notify(&mut after, organisation, context);
        }
        after.note(context.now(), "one_time_password", Some(&caller.actor.user_id));
        Ok(after)
    })
    .await?;
    // Whatever was tried before, the person is to get in with it.
    limits::clear(&app.store, &app.secret, context, &user).await?;
    tracing::info!(organisation = %organisation.slug, user = %user.id, by = %caller.actor.user_id, "one-time password granted");
    Ok(http::json(
        200,
        &json!({ "one_time_password": password, "expires_at": expires_at }),
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
