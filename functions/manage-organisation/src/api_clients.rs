//! `/api/api-clients`: programs that use the API with credentials of their own.

use axum::extract::State;
use jiff::Timestamp;
use rollcall::{
    domain::{
        caller::SettingsManager,
        machine::{Machine, MachineKind},
        scope::Scope,
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
            api_clients::{self, ApiClientDraft},
            machines::{self, Keyed, Used},
        },
    },
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;

type ApiClientPage = Page<ApiClient>;

/// A program that uses the API with credentials of its own, and with the rights that the user who made it had then and has now.
#[derive(Serialize, ToSchema)]
struct ApiClient {
    /// Opaque. It is the `client_id` of `POST /api/token`, and names the client on timelines and in the audit.
    #[schema(example = "ac_7h2k9qwc3m5x8r4t")]
    id: String,
    #[schema(example = "Payroll")]
    name: String,
    scopes: Vec<Scope>,
    /// The user who made it, by their id.
    #[schema(example = "u_0c9k3v7wq2m5x8bn")]
    created_by: String,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When it last got a token, to the hour; `null`: never, or more than a year ago.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    last_used_at: Option<Timestamp>,
    /// When the secret before the newest one stops working; `null` where there is one alone.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    former_secret_ends_at: Option<Timestamp>,
}

impl ApiClient {
    fn of(machine: &Machine, last_used_at: Option<Timestamp>, now: Timestamp) -> Self {
        Self {
            id: machine.id.clone(),
            name: machine.name.clone(),
            scopes: machine.scopes().as_slice().to_vec(),
            created_by: machine.created_by.clone(),
            created_at: machine.created_at,
            last_used_at,
            former_secret_ends_at: machine.former_key_ends_at(now),
        }
    }
}

/// An API client with its secret.
#[derive(Serialize, ToSchema)]
struct ApiClientWithSecret {
    #[serde(flatten)]
    client: ApiClient,
    /// The `client_secret` of `POST /api/token`. It is shown this once.
    #[schema(example = "rollcall.nordlys.ac_7h2k9qwc3m5x8r4t.0a1b2c")]
    secret: String,
}

fn answer_keyed(status: u16, Keyed { machine, key }: Keyed, now: Timestamp) -> Response {
    let shown = ApiClientWithSecret {
        client: ApiClient::of(&machine, None, now),
        secret: key,
    };
    answer::json(status, &shown)
}

/// List the API clients
///
/// The oldest first, one page at a time.
#[utoipa::path(
    get, path = "/api/api-clients", operation_id = "list_api_clients", tag = "API clients",
    params(PageRequest),
    responses((status = 200, description = "A page of the list.", body = ApiClientPage)),
)]
pub(crate) async fn list(
    State(env): State<Arc<Env>>,
    moment: Moment,
    caller: SettingsManager,
    asked: PageRequest,
) -> Result<Response, Problem> {
    let pager = Pager::new(&env, &moment, asked, &caller);
    let paging = pager.read().map_err(Problem::invalid)?;
    let all = machines::list(&env, &moment, &caller, MachineKind::ApiClient).await?;
    let (page, last) = machines::page(&all, paging.after.as_deref(), paging.limit);
    let shown = |used: &Used| ApiClient::of(&used.machine, used.last_used_at, moment.now());
    let items = page.iter().map(shown).collect();
    Ok(answer::json(
        200,
        &pager.page::<ApiClient>(items, last.as_deref()),
    ))
}

/// An API client to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewApiClient {
    /// 1 to 100 characters.
    #[schema(
        required = true,
        nullable = false,
        min_length = 1,
        max_length = 100,
        example = "Payroll"
    )]
    name: Option<String>,
    /// What it may be used for. None through which you may do nothing yourself.
    #[schema(required = true, nullable = false, value_type = Vec<Scope>, min_items = 1)]
    scopes: Option<Vec<String>>,
}

/// Make an API client
///
/// A program exchanges its id and its secret for an access token (`POST /api/token`) and then acts as itself: on timelines and in
/// the audit it is named instead of you. It may do what its scopes say and you may do, both today and at each of its requests.
/// A client loses its rights when its creator is disabled, demoted, moved away from those they manage, or erased. An organisation has
/// about 100 at most, integration tokens among them.
#[utoipa::path(
    post, path = "/api/api-clients", operation_id = "add_api_client", tag = "API clients",
    request_body = NewApiClient,
    responses(
        (status = 201, description = "It was made. The secret is shown this once.", body = ApiClientWithSecret,
            headers(("Location" = String))),
        (status = 409, response = TooManyMachines),
    ),
)]
pub(crate) async fn add(
    State(env): State<Arc<Env>>,
    moment: Moment,
    caller: SettingsManager,
    body: Collected<NewApiClient>,
) -> Result<Response, Problem> {
    let draft = ApiClientDraft {
        name: body.value.name,
        scopes: body.value.scopes.unwrap_or_default(),
    };
    let wanted = match api_clients::check(&caller, draft) {
        Ok(wanted) if body.faults.is_empty() => wanted,
        Ok(_) => return Err(Problem::invalid(body.faults)),
        Err(more) => return Err(refuse(body.faults, more)),
    };
    let made = machines::create(&env, &moment, &caller, wanted).await?;
    let location = format!("/api/api-clients/{}", made.machine.id);
    let mut response = answer_keyed(201, made, moment.now());
    answer::set(&mut response, "location", &location);
    Ok(response)
}

/// Give an API client another secret
///
/// The former one works for a day more, so that the program can be given the new one without a gap; one before that ends at once,
/// as do the tokens got with it. To end a secret that has leaked, do this twice. Who does this can use the client: for that they
/// need its rights themselves.
#[utoipa::path(
    post, path = "/api/api-clients/{id}/rotate", operation_id = "rotate_api_client", tag = "API clients",
    params(("id" = String, Path, description = "Id of an API client.", example = "ac_7h2k9qwc3m5x8r4t")),
    responses(
        (status = 200, description = "The new secret, shown this once.", body = ApiClientWithSecret),
        (status = 409, response = ClientChanged),
    ),
)]
pub(crate) async fn rotate(
    State(env): State<Arc<Env>>,
    moment: Moment,
    caller: SettingsManager,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let rotated = machines::rotate(&env, &moment, &caller, (MachineKind::ApiClient, &id), None).await?;
    Ok(answer_keyed(200, rotated, moment.now()))
}

/// Remove an API client
///
/// Its tokens are refused from the next request on, and what it has asked for and is still under way ends.
#[utoipa::path(
    delete, path = "/api/api-clients/{id}", operation_id = "remove_api_client", tag = "API clients",
    params(("id" = String, Path, description = "Id of an API client.", example = "ac_7h2k9qwc3m5x8r4t")),
    responses((status = 204, description = "It is gone.")),
)]
pub(crate) async fn remove(
    State(env): State<Arc<Env>>,
    moment: Moment,
    caller: SettingsManager,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    machines::remove(&env, &moment, &caller, MachineKind::ApiClient, &id).await?;
    Ok(answer::empty(204))
}
