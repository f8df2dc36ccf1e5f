//! `/api/integration-tokens`: with them a directory provisions people over SCIM.

use axum::extract::State;
use jiff::Timestamp;
use rollcall::{
    domain::{
        caller::SettingsManager,
        capability::Capability,
        machine::{Machine, MachineKind},
    },
    web::{
        answer::{self, Response},
        body::{Collected, refuse},
        page::{Page, PageRequest, Pager},
        path::Path,
        problem::{ClientChanged, Problem, TooManyMachines},
        route::Moment,
    },
    workflow::{
        Env,
        organisation::{
            integration_tokens::{self, IntegrationTokenDraft},
            machines::{self, Keyed, Used},
        },
    },
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;

type IntegrationTokenPage = Page<IntegrationToken>;

/// What a directory (Microsoft Entra, Okta, …) provisions people with over SCIM, with the rights that the user who made it had then
/// and has now.
#[derive(Serialize, ToSchema)]
struct IntegrationToken {
    /// Opaque. It names the integration on timelines and in the audit.
    #[schema(example = "it_7h2k9qwc3m5x8r4t")]
    id: String,
    #[schema(example = "Microsoft Entra")]
    name: String,
    /// What people may be given through it. Of somebody who holds more it changes nothing.
    may_grant: Vec<Capability>,
    /// The user who made it, by their id.
    #[schema(example = "u_0c9k3v7wq2m5x8bn")]
    created_by: String,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When it was last used, to the hour; `null`: never, or more than a year ago.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    last_used_at: Option<Timestamp>,
    /// When the token before the newest one stops working; `null` where there is one alone.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    former_token_ends_at: Option<Timestamp>,
}

impl IntegrationToken {
    fn of(machine: &Machine, last_used_at: Option<Timestamp>, now: Timestamp) -> Self {
        Self {
            id: machine.id.clone(),
            name: machine.name.clone(),
            may_grant: machine.may_grant().to_vec(),
            created_by: machine.created_by.clone(),
            created_at: machine.created_at,
            last_used_at,
            former_token_ends_at: machine.former_key_ends_at(now),
        }
    }
}

/// An integration token, with what is to be sent.
#[derive(Serialize, ToSchema)]
struct IntegrationTokenShown {
    #[serde(flatten)]
    integration: IntegrationToken,
    /// To be sent as `Authorization: Bearer …` to the addresses below `/scim/v2`. It is shown this once.
    #[schema(example = "rollcall.nordlys.it_7h2k9qwc3m5x8r4t.0a1b2c")]
    token: String,
}

fn answer_keyed(status: u16, Keyed { machine, key }: Keyed, now: Timestamp) -> Response {
    let shown = IntegrationTokenShown {
        integration: IntegrationToken::of(&machine, None, now),
        token: key,
    };
    answer::json(status, &shown)
}

/// List the integration tokens
///
/// The oldest first, one page at a time.
#[utoipa::path(
    get, path = "/api/integration-tokens", operation_id = "list_integration_tokens", tag = "Integration",
    params(PageRequest),
    responses((status = 200, description = "A page of the list.", body = IntegrationTokenPage)),
)]
pub(crate) async fn list(
    State(env): State<Arc<Env>>,
    moment: Moment,
    caller: SettingsManager,
    asked: PageRequest,
) -> Result<Response, Problem> {
    let pager = Pager::new(&env, &moment, asked, &caller);
    let paging = pager.read().map_err(Problem::invalid)?;
    let all = machines::list(&env, &moment, &caller, MachineKind::IntegrationToken).await?;
    let (page, last) = machines::page(&all, paging.after.as_deref(), paging.limit);
    let shown = |used: &Used| IntegrationToken::of(&used.machine, used.last_used_at, moment.now());
    let items = page.iter().map(shown).collect();
    Ok(answer::json(
        200,
        &pager.page::<IntegrationToken>(items, last.as_deref()),
    ))
}

/// An integration token to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewIntegrationToken {
    /// 1 to 100 characters.
    #[schema(
        required = true,
        nullable = false,
        min_length = 1,
        max_length = 100,
        example = "Microsoft Entra"
    )]
    name: Option<String>,
    /// What people may be given through it: none that you do not hold. Left out: nothing.
    #[schema(nullable = false, value_type = Option<Vec<Capability>>)]
    may_grant: Option<Vec<String>>,
}

/// Make an integration token
///
/// With it a directory creates, changes and disables people over SCIM, in the departments that you manage. What is made here holds
/// until it is replaced or removed: it has no end, since a directory stops when its token does. It changes nobody who holds more
/// than it may grant. It loses its rights when its creator is disabled, demoted, moved away from those they manage, or erased. An
/// organisation has about 100 at most, API clients among them.
#[utoipa::path(
    post, path = "/api/integration-tokens", operation_id = "add_integration_token", tag = "Integration",
    request_body = NewIntegrationToken,
    responses(
        (status = 201, description = "It was made. The token is shown this once.", body = IntegrationTokenShown,
            headers(("Location" = String))),
        (status = 409, response = TooManyMachines),
    ),
)]
pub(crate) async fn add(
    State(env): State<Arc<Env>>,
    moment: Moment,
    caller: SettingsManager,
    body: Collected<NewIntegrationToken>,
) -> Result<Response, Problem> {
    // A token through which nobody may be provisioned would be refused with its first request.
    caller.actor.scope()?;
    let draft = IntegrationTokenDraft {
        name: body.value.name,
        may_grant: body.value.may_grant.unwrap_or_default(),
    };
    let wanted = match integration_tokens::check(&caller, draft) {
        Ok(wanted) if body.faults.is_empty() => wanted,
        Ok(_) => return Err(Problem::invalid(body.faults)),
        Err(more) => return Err(refuse(body.faults, more)),
    };
    let made = machines::create(&env, &moment, &caller, wanted).await?;
    let location = format!("/api/integration-tokens/{}", made.machine.id);
    let mut response = answer_keyed(201, made, moment.now());
    answer::set(&mut response, "location", &location);
    Ok(response)
}

/// Replace an integration token
///
/// The former one works for a week more, so that the directory can be given the new one without a gap; one before that ends at
/// once. To end a token that has leaked, do this twice. Who does this can use the token: for that they need its rights themselves.
#[utoipa::path(
    post, path = "/api/integration-tokens/{id}/rotate", operation_id = "rotate_integration_token", tag = "Integration",
    params(("id" = String, Path, description = "Id of an integration token.", example = "it_7h2k9qwc3m5x8r4t")),
    responses(
        (status = 200, description = "The new token, shown this once.", body = IntegrationTokenShown),
        (status = 409, response = ClientChanged),
    ),
)]
pub(crate) async fn rotate(
    State(env): State<Arc<Env>>,
    moment: Moment,
    caller: SettingsManager,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let rotated =
        machines::rotate(&env, &moment, &caller, (MachineKind::IntegrationToken, &id), None).await?;
    Ok(answer_keyed(200, rotated, moment.now()))
}

/// Remove an integration token
///
/// It is refused from the next request on. Whom it created stays.
#[utoipa::path(
    delete, path = "/api/integration-tokens/{id}", operation_id = "remove_integration_token", tag = "Integration",
    params(("id" = String, Path, description = "Id of an integration token.", example = "it_7h2k9qwc3m5x8r4t")),
    responses((status = 204, description = "It is gone.")),
)]
pub(crate) async fn remove(
    State(env): State<Arc<Env>>,
    moment: Moment,
    caller: SettingsManager,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    machines::remove(&env, &moment, &caller, MachineKind::IntegrationToken, &id).await?;
    Ok(answer::empty(204))
}
