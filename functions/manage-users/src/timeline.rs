//! `GET /api/users/{user_id}/timeline`.

use axum::extract::State;
use jiff::Timestamp;
use rollcall::{
    domain::{
        activation::{Channel, DeliveryStatus},
        caller::UserManager,
        history::{Happening, What},
        principal::Principal,
    },
    web::{
        answer::{self, Response},
        page::Page,
        path::Path,
        problem::Problem,
        user::Delivery,
    },
    workflow::{
        Env,
        users::timeline::{self, Entry},
    },
};
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

type TimelineItemPage = Page<TimelineItem>;

/// One thing that happened, or one message that was sent (`what` is `delivery`, and `status` how far it has come).
#[derive(Serialize, ToSchema)]
struct TimelineItem {
    /// When it happened or was sent.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    #[schema(value_type = Happening)]
    what: What,
    /// Who did it: a user id, `system` (an import), `operator` or `sign_up`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, value_type = Option<String>)]
    by: Option<Principal>,
    /// Of an import's user: which import.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "im_3f8k")]
    import_id: Option<String>,
    /// Of an import's user: the workbook's row.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 1, example = 214)]
    row: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    channel: Option<Channel>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    status: Option<DeliveryStatus>,
    /// Why a message failed or is held.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "mailbox full")]
    reason: Option<String>,
}

impl From<Entry> for TimelineItem {
    fn from(entry: Entry) -> Self {
        let at = entry.at();
        match entry {
            Entry::Event { event, imported_from } => Self {
                at,
                what: event.what,
                by: event.by,
                import_id: imported_from.as_ref().map(|from| from.import_id.clone()),
                row: imported_from.map(|from| from.row),
                channel: None,
                status: None,
                reason: None,
            },
            Entry::Delivery(delivery) => {
                let delivery = Delivery::of(&delivery);
                Self {
                    at,
                    what: Happening::Delivery.into(),
                    by: None,
                    import_id: None,
                    row: None,
                    channel: Some(delivery.channel),
                    status: Some(delivery.status),
                    reason: delivery.reason,
                }
            }
        }
    }
}

/// Show what happened to a user
///
/// Everything kept of what happened to this person and what was sent to them, oldest first, on one page.
#[utoipa::path(
    get, path = "/api/users/{user_id}/timeline", tag = "Users",
    params(("user_id" = String, Path, description = "A user's id.", example = "u_0c9k3v7wq2m5x8bn")),
    responses((status = 200, description = "What happened.", body = TimelineItemPage)),
)]
pub(crate) async fn show_timeline(
    State(env): State<Arc<Env>>,
    caller: UserManager,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let entries = timeline::show(&env, &caller, &id).await?;
    let page = Page {
        items: entries.into_iter().map(TimelineItem::from).collect(),
        next_cursor: None,
    };
    Ok(answer::json(200, &page))
}
