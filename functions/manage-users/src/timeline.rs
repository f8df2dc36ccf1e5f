//! `GET /api/users/{user_id}/timeline`.

use axum::extract::State;
use jiff::Timestamp;
use rollcall::{
    aws::store::entry_names::EntryId,
    domain::{
        activation::{Channel, DeliveryStatus},
        caller::UserManager,
        history::{Happening, What},
        machine::MachineKind,
        principal::Principal,
    },
    web::{
        answer::{self, Response},
        changed_field::ChangedField,
        page::Page,
        path::Path,
        problem::Problem,
        route::Moment,
        user::{Delivery, Reference},
    },
    workflow::{
        Env,
        users::timeline::{self, Entry, Timeline},
    },
};
use serde::Serialize;
use std::{collections::HashMap, sync::Arc};
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
    /// Who did it: the id of a user (`u_…`), an API client (`ac_…`) or an integration token (`it_…`), `system` (an import), `operator` or `sign_up`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, value_type = Option<String>)]
    by: Option<Principal>,
    /// The API client that did it. One that is gone is called by its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    api_client: Option<Reference>,
    /// The integration token by which a directory did it, likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    integration_token: Option<Reference>,
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
    /// Of an event that changed fields, the status included: which ones, from what to what. Old changes of a person who is changed
    /// often are left out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    changes: Vec<ChangedField>,
}

impl TimelineItem {
    fn of(entry: Entry, names: &HashMap<EntryId, String>, machines: &HashMap<String, String>) -> Self {
        let at = entry.at();
        match entry {
            Entry::Event { event, imported_from } => Self {
                at,
                what: event.what,
                api_client: machine(event.by.as_ref(), MachineKind::ApiClient, machines),
                integration_token: machine(event.by.as_ref(), MachineKind::IntegrationToken, machines),
                by: event.by,
                import_id: imported_from.as_ref().map(|from| from.import_id.clone()),
                row: imported_from.map(|from| from.row),
                channel: None,
                status: None,
                reason: None,
                changes: event
                    .changes
                    .into_iter()
                    .map(|change| ChangedField::of(change, names))
                    .collect(),
            },
            Entry::Delivery(delivery) => {
                let delivery = Delivery::of(&delivery);
                Self {
                    at,
                    what: Happening::Delivery.into(),
                    by: None,
                    api_client: None,
                    integration_token: None,
                    import_id: None,
                    row: None,
                    channel: Some(delivery.channel),
                    status: Some(delivery.status),
                    reason: delivery.reason,
                    changes: Vec::new(),
                }
            }
        }
    }
}

/// The machine of a kind that did something, if one did.
fn machine(
    by: Option<&Principal>,
    kind: MachineKind,
    machines: &HashMap<String, String>,
) -> Option<Reference> {
    let id = by?.as_str();
    let name = machines.get(id).map(String::as_str);
    (MachineKind::of_id(id) == Some(kind)).then(|| Reference::new(id, name))
}

/// Show what happened to a user
///
/// Everything kept of what happened to this person and what was sent to them, oldest first, on one page. A change says of
/// each field from what to what.
#[utoipa::path(
    get, path = "/api/users/{user_id}/timeline", tag = "Users",
    security(("api_client" = ["users:read"])),
    params(("user_id" = String, Path, description = "A user's id.", example = "u_0c9k3v7wq2m5x8bn")),
    responses((status = 200, description = "What happened.", body = TimelineItemPage)),
)]
pub(crate) async fn show_timeline(
    State(env): State<Arc<Env>>,
    moment: Moment,
    caller: UserManager,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let Timeline {
        entries,
        names,
        machines,
    } = timeline::show(&env, &moment, &caller, &id).await?;
    let items = entries.into_iter();
    let items = items.map(|entry| TimelineItem::of(entry, &names, &machines));
    let page = Page {
        items: items.collect(),
        next_cursor: None,
    };
    Ok(answer::json(200, &page))
}
