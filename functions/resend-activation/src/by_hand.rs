//! Resending by hand: to one user, or to everybody still invited who matches.

use axum::extract::State;
use rollcall::{
    domain::{
        activation::Channel, caller::UserManager, fault::Fault, organisation::Organisation, user::Source,
    },
    web::{
        answer::{self, Response},
        body::{Collected, Optional, refuse},
        path::Path,
        problem::{NotInvited, Problem},
        route::Moment,
        user::{self, User},
    },
    workflow::{
        Env,
        users::resend::{self, Selection, SelectionDraft},
    },
};
use serde::{Deserialize, Serialize};
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
#[derive(Deserialize, ToSchema)]
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
    #[schema(example = "im_3f8k")]
    import_id: Option<String>,
    /// Left out: every channel that is on.
    #[schema(value_type = Option<Vec<Channel>>, min_items = 1)]
    channels: Option<Vec<String>>,
}

/// What was asked for.
#[derive(Serialize, ToSchema)]
struct Resent {
    /// Users whose messages were asked for.
    #[schema(minimum = 0, example = 118)]
    requested: usize,
    /// Users without a contact on any such channel.
    #[schema(minimum = 0, example = 3)]
    unreachable: usize,
    /// Users who were never messaged and start later: they are messaged on their start date. Users named in `user_ids` are
    /// never among them.
    #[schema(minimum = 0, example = 12)]
    waiting_start_date: usize,
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
    caller: UserManager<Organisation>,
    Path(id): Path<String>,
    Optional(body): Optional<Resend>,
) -> Result<Response, Problem> {
    let mut faults = body.faults;
    let channels = channels(body.value.channels, &mut faults);
    if !faults.is_empty() {
        return Err(Problem::invalid(faults));
    }
    let asked = resend::resend_one(&env, &moment, &caller, &id, channels.as_deref()).await?;
    Ok(user::answer(202, &asked, &caller.organisation))
}

/// Send many activations again
///
/// Asks for fresh activation messages to all users who are still invited and match everything that is given; `{}` means
/// everybody still invited whom you manage. Users who start later and were never messaged are messaged on their start date,
/// unless they are named in `user_ids`: then now.
#[utoipa::path(
    post, path = "/api/activations", tag = "Activation",
    request_body(content = ResendMany, examples(
        ("a_department" = (value = json!({ "department": "Køkken" }))),
        ("an_import" = (value = json!({ "import_id": "im_3f8k" }))),
    )),
    responses((status = 202, description = "They were asked for.", body = Resent)),
)]
pub(crate) async fn resend_activations(
    State(env): State<Arc<Env>>,
    moment: Moment,
    caller: UserManager<Organisation>,
    body: Collected<ResendMany>,
) -> Result<Response, Problem> {
    let wanted = body.value;
    let draft = SelectionDraft {
        department: wanted.department,
        user_ids: wanted.user_ids,
        source: wanted.source,
        import_id: wanted.import_id,
    };
    let mut more = Vec::new();
    let selection = Selection::read(&caller.organisation, draft).map_err(|faults| more.extend(faults));
    let channels = channels(wanted.channels, &mut more);
    let selection = match selection {
        Ok(selection) if body.faults.is_empty() && more.is_empty() => selection,
        _ => return Err(refuse(body.faults, more)),
    };
    let resent = resend::resend_many(&env, &moment, &caller, &selection, channels.as_deref()).await?;
    let resent = Resent {
        requested: resent.requested,
        unreachable: resent.unreachable,
        waiting_start_date: resent.waiting_start_date,
    };
    Ok(answer::json(202, &resent))
}
