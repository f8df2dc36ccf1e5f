//! `/api/sign-up-links`: the links and QR codes of departments.

use axum::extract::State;
use jiff::Timestamp;
use rollcall::{
    domain::{
        caller::UserManager,
        organisation::{Entry, Matching, Organisation},
        principal::Principal,
        sign_up_link::{LinkDraft, LinkState, SignUpLink},
    },
    web::{
        answer::{self, Response},
        body::{self, Collected},
        page::{PageRequest, Pager},
        parameters::Query,
        path::Path,
        problem::{LinkChanged, LinkNotCreated, NotFound, Problem},
        route::Moment,
        user::Reference,
    },
    workflow::{Env, organisation::links},
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};

/// A sign-up link.
#[derive(Serialize, ToSchema)]
pub(crate) struct SignUpLinkItem {
    /// Opaque.
    #[schema(example = "l_0s3k9q2m7x1c5v8b")]
    id: String,
    /// Everybody who signs up with it comes to this department.
    department: Reference,
    /// What distinguishes it from the department's other links.
    #[schema(required, example = "Kantine, 1. sal")]
    label: Option<String>,
    /// From this moment on nobody signs up with it; `null` where it works until it is revoked.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    ends_at: Option<Timestamp>,
    /// How many people may sign up with it; `null` for as many as come.
    #[schema(required, minimum = 1)]
    seats: Option<u32>,
    /// How many people signed up with it. Somebody whose sign-up came to nothing is not counted any more, and left their seat.
    used: u32,
    /// Whether somebody can sign up with it now.
    state: LinkState,
    /// The address that people open, or scan as a QR code.
    #[schema(example = "https://rollcall.example/nordlys/sign-up?link=0s3k9q2m7x1c5v8b")]
    url: String,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// Who made it: a user's id, or another word for who does something.
    #[schema(value_type = String, example = "u_0c9k3v7wq2m5x8bn")]
    created_by: Principal,
}

impl SignUpLinkItem {
    fn of(link: SignUpLink, env: &Env, organisation: &Organisation, now: Timestamp) -> Self {
        let link = link.among(&organisation.departments);
        let department = organisation.departments.get(&link.department);
        Self {
            url: link.url(&env.public_url),
            state: link.state_among(&organisation.departments, now),
            department: Reference::new(&link.department, department.map(Entry::name)),
            id: link.id,
            label: link.label,
            ends_at: link.ends_at,
            seats: link.seats,
            used: link.used,
            created_at: link.created_at,
            created_by: link.created_by,
        }
    }
}

/// One page of sign-up links.
#[derive(Serialize, ToSchema)]
pub(crate) struct SignUpLinkItemPage {
    /// What is on it.
    items: Vec<SignUpLinkItem>,
    /// How many links there are on all pages.
    #[schema(example = 3)]
    total: usize,
    /// To be sent as `cursor` for the next page; `null` on the last one.
    #[schema(required)]
    next_cursor: Option<String>,
}

/// Which links are listed.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// Only links of this department: its id or exact name.
    #[param(min_length = 1, example = "Køkken")]
    department: Option<String>,
}

/// List sign-up links
///
/// The newest first, one page at a time: those of your department, or of all departments if you manage all users. A link that was
/// revoked is gone.
#[utoipa::path(
    get, path = "/api/sign-up-links", operation_id = "list_sign_up_links", tag = "Signing up",
    security(("api_client" = ["users:read"])),
    params(Wanted, PageRequest),
    responses((status = 200, description = "A page of links.", body = SignUpLinkItemPage)),
)]
pub(crate) async fn list(
    State(env): State<Arc<Env>>,
    moment: Moment,
    caller: UserManager<Organisation>,
    Query(wanted): Query<Wanted>,
    asked: PageRequest,
) -> Result<Response, Problem> {
    let organisation = &caller.organisation;
    let pager = Pager::new(&env, &moment, asked, &caller);
    let department = wanted
        .department
        .map(|text| organisation.departments.find(&text, Matching::Exact))
        .transpose();
    let (department, paging) = match (department, pager.read()) {
        (Ok(department), Ok(paging)) => (department, paging),
        (department, paging) => {
            let mut faults: Vec<_> = department.err().into_iter().collect();
            faults.extend(paging.err().into_iter().flatten());
            return Err(Problem::invalid(faults));
        }
    };
    let department = department.map(Entry::id);
    let found = links::list(&env, &caller, department, paging.limit, paging.after.as_deref()).await?;
    let shown = found
        .links
        .into_iter()
        .map(|link| SignUpLinkItem::of(link, &env, organisation, moment.now()));
    let page = SignUpLinkItemPage {
        items: shown.collect(),
        total: found.total,
        next_cursor: pager.next_cursor(found.next.as_deref()),
    };
    Ok(answer::json(200, &page))
}

/// A sign-up link to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewSignUpLink {
    /// Id or exact name of a department that you manage.
    #[schema(required = true, nullable = false, min_length = 1, example = "Køkken")]
    department: Option<String>,
    /// At most 100 characters.
    #[schema(max_length = 100, example = "Kantine, 1. sal")]
    label: Option<String>,
    /// A moment to come, to the second.
    #[schema(format = DateTime, example = "2030-08-31T22:00:00Z")]
    ends_at: Option<String>,
    /// How many people may sign up with it.
    #[schema(minimum = 1, maximum = 100_000, example = 40)]
    seats: Option<u32>,
}

/// Make a sign-up link
///
/// Opening it shows the sign-up form with the department fixed. A link works by itself, whether or not the organisation also
/// lets people sign up without one (`sign_up.enabled`); what people become beside that say the settings of sign-up.
#[utoipa::path(
    post, path = "/api/sign-up-links", operation_id = "create_sign_up_link", tag = "Signing up",
    security(("api_client" = ["users:write"])),
    request_body = NewSignUpLink,
    responses(
        (status = 201, description = "The link.", body = SignUpLinkItem),
        (status = 409, response = LinkNotCreated),
    ),
)]
pub(crate) async fn create(
    State(env): State<Arc<Env>>,
    moment: Moment,
    caller: UserManager<Organisation>,
    body: Collected<NewSignUpLink>,
) -> Result<Response, Problem> {
    let draft = LinkDraft {
        department: body.value.department,
        label: body.value.label,
        ends_at: body.value.ends_at,
        seats: body.value.seats,
    };
    if !body.faults.is_empty() {
        let checked = draft.check(&moment, &caller.actor, &caller.organisation.departments);
        return Err(body::refuse(body.faults, checked.err().unwrap_or_default()));
    }
    let link = links::create(&env, &moment, &caller, draft).await?;
    let shown = SignUpLinkItem::of(link, &env, &caller.organisation, moment.now());
    Ok(answer::json(201, &shown))
}

/// Revoke a sign-up link
///
/// Nobody signs up with it any more, and its address says so. People who signed up with it stay.
#[utoipa::path(
    delete, path = "/api/sign-up-links/{id}", operation_id = "revoke_sign_up_link", tag = "Signing up",
    security(("api_client" = ["users:write"])),
    params(("id" = String, Path, description = "Id of a sign-up link.", example = "l_0s3k9q2m7x1c5v8b")),
    responses(
        (status = 204, description = "It is gone."),
        (status = 404, response = NotFound),
    ),
)]
pub(crate) async fn revoke(
    State(env): State<Arc<Env>>,
    moment: Moment,
    caller: UserManager,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    links::revoke(&env, &moment, &caller, &id).await?;
    Ok(answer::empty(204))
}

/// Give a sign-up link another address
///
/// For a link that has come into the wrong hands: from now on nobody signs up with the address it had, which says that it was
/// replaced. Seats that are taken stay so, and so does the end.
#[utoipa::path(
    post, path = "/api/sign-up-links/{id}/rotate", operation_id = "rotate_sign_up_link", tag = "Signing up",
    security(("api_client" = ["users:write"])),
    params(("id" = String, Path, description = "Id of a sign-up link.", example = "l_0s3k9q2m7x1c5v8b")),
    responses(
        (status = 200, description = "The link with its new address.", body = SignUpLinkItem),
        (status = 404, response = NotFound),
        (status = 409, response = LinkChanged),
    ),
)]
pub(crate) async fn rotate(
    State(env): State<Arc<Env>>,
    moment: Moment,
    caller: UserManager<Organisation>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let link = links::rotate(&env, &moment, &caller, &id).await?;
    let shown = SignUpLinkItem::of(link, &env, &caller.organisation, moment.now());
    Ok(answer::json(200, &shown))
}
