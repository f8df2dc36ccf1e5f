//! Resending by hand: to one user, or to everybody still invited who matches.

use crate::preview::ResendPreview;
use axum::extract::State;
use rollcall::{
    domain::{
        activation::Channel,
        caller::UserManager,
        directory::Blocker,
        fault::Fault,
        job::{Resent, Work},
        organisation::Organisation,
        resend::Wanted,
        user::Source,
    },
    web::{
        answer::{self, Response},
        body::{Collected, Optional, refuse},
        job::{self, Job},
        path::Path,
        problem::{NotInvited, Problem, SsoOnly},
        route::Moment,
        user::{self, User},
    },
    workflow::{
        Env, jobs,
        users::resend::{self, SelectionDraft},
    },
};
use serde::Deserialize;
use std::sync::Arc;
use utoipa::ToSchema;

/// Which way to send.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Resend {
    /// Left out: every channel that is on.
    #[schema(value_type = Option<Vec<Channel>>, min_items = 1)]
    channels: Option<Vec<String>>,
}

/// Which users to send to, among those still invited. What is left out does not matter.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ResendMany {
    /// Id or exact name of a department.
    #[schema(min_length = 1, example = "Køkken")]
    department: Option<String>,
    /// These users.
    #[schema(max_items = 1_000)]
    user_ids: Option<Vec<String>>,
    /// Users who came this way.
    #[schema(value_type = Option<Source>)]
    source: Option<String>,
    /// Users whom this import created.
    #[schema(min_length = 1, max_length = 64, example = "im_3f8k")]
    import_id: Option<String>,
    /// Users whom this keeps from having been reached, judged by the newest request.
    #[schema(value_type = Option<Blocker>)]
    activation: Option<String>,
    /// Left out: every channel that is on.
    #[schema(value_type = Option<Vec<Channel>>, min_items = 1)]
    channels: Option<Vec<String>>,
    /// Nothing is asked for: it is counted what would be.
    #[serde(default)]
    dry_run: bool,
}

/// The channels that are wanted; adds what is wrong with them.
fn channels(texts: Option<Vec<String>>, faults: &mut Vec<Fault>) -> Option<Vec<Channel>> {
    match resend::read_channels(&texts?) {
        Ok(channels) => Some(channels),
        Err(fault) => {
            faults.push(fault);
            None
        }
    }
}

/// Send one user's activation again
///
/// Asks for a fresh activation message to one invited user. The message itself goes out a moment later; what became of
/// it shows in the user's `activation`. Without a body (or `channels`) it goes out over every channel that is on. Somebody
/// who starts later is messaged now, too, and not once more on their start date.
#[utoipa::path(
    post, path = "/api/users/{user_id}/activation", tag = "Activation",
    security(("api_client" = ["users:write"])),
    params(("user_id" = String, Path, description = "A user's id.", example = "u_0c9k3v7wq2m5x8bn")),
    request_body(content = Option<Resend>, examples(("by_sms" = (value = json!({ "channels": ["sms"] }))))),
    responses(
        (status = 202, description = "It was asked for.", body = User, headers(("ETag" = String))),
        (status = 409, response = NotInvited),
    ),
)]
pub(crate) async fn resend_activation(
    State(env): State<Arc<Env>>,
    moment: Moment,
    caller: UserManager,
    Path(id): Path<String>,
    Optional(body): Optional<Resend>,
) -> Result<Response, Problem> {
    let mut faults = body.faults;
    let channels = channels(body.value.channels, &mut faults);
    if !faults.is_empty() {
        return Err(Problem::invalid(faults));
    }
    let asked = resend::resend_one(&env, &moment, &caller, &id, channels.as_deref()).await?;
    user::show(&env, &moment, 202, &asked, &caller.organisation).await
}

/// Send many activations again
///
/// Asks for fresh activation messages to all users who are still invited and match everything that is given; `{}` means
/// everybody still invited whom you manage. It is a job: the answer comes at once, and `GET /api/jobs/{job_id}` says how far
/// it has come. Users who start later and were never messaged are messaged on their start date, unless they are named in
/// `user_ids`: then now. Somebody whose last messages are still on their way, or were asked for less than ten minutes before,
/// is not asked for again.
///
/// With `"dry_run": true` nothing is asked for: the answer says how many messages it would be, what they would cost, and
/// whom none can reach.
#[utoipa::path(
    post, path = "/api/activations", tag = "Activation",
    security(("api_client" = ["users:write"])),
    request_body(content = ResendMany, examples(
        ("a_department" = (value = json!({ "department": "Køkken" }))),
        ("an_import" = (value = json!({ "import_id": "im_3f8k" }))),
        ("what_it_would_be" = (value = json!({ "dry_run": true }))),
    )),
    responses(
        (status = 200, description = "What it would be (`dry_run`).", body = ResendPreview),
        (status = 202, description = "It is on its way.", body = Job, headers(("Location" = String))),
        (status = 409, response = SsoOnly),
    ),
)]
pub(crate) async fn resend_activations(
    State(env): State<Arc<Env>>,
    moment: Moment,
    caller: UserManager<Organisation>,
    body: Collected<ResendMany>,
) -> Result<Response, Problem> {
    let asked = body.value;
    let draft = SelectionDraft {
        department: asked.department,
        user_ids: asked.user_ids,
        source: asked.source,
        import_id: asked.import_id,
        activation: asked.activation,
    };
    let mut more = Vec::new();
    let selection = draft
        .read(&caller.organisation)
        .map_err(|faults| more.extend(faults));
    let channels = channels(asked.channels, &mut more);
    let selection = match selection {
        Ok(selection) if body.faults.is_empty() && more.is_empty() => selection,
        _ => return Err(refuse(body.faults, more)),
    };
    let wanted = Wanted { selection, channels };
    resend::require_passwords(&caller.organisation)?;
    if asked.dry_run {
        let preview = resend::preview(&env, &moment, &caller, &wanted).await?;
        return Ok(answer::json(200, &ResendPreview::from(preview)));
    }
    let work = Work::Resend {
        wanted,
        tally: Resent::default(),
    };
    let job = jobs::start(&env, &moment, &caller, work).await?;
    let language = caller.language();
    Ok(job::accepted(job, language))
}
