//! From an address to its page.

use crate::{
    activate, answer, approvals, assets, docs, integration, links,
    origin::{self, Origin},
    password,
    reader::Reader,
    refusal, sign_in, sign_up, view,
    visit::Visit,
};
use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method, Uri},
    middleware::{self, Next},
    routing::{get, post},
};
use lambda_http::RequestExt;
use rollcall::{
    domain::organisation::{OrganisationSettings, Slug},
    web::{
        answer::Response,
        caller::Network,
        problem::{Misuse, Problem},
        route::{Moment, Routes, Service},
    },
    workflow::Env,
};
use std::sync::Arc;
use utoipa_axum::routes;

/// Every route of this function. Pages are no part of the API's description.
pub fn routes() -> Routes<Env> {
    Routes::new()
        .routes(routes!(assets::describe))
        .route("/api/docs", get(docs::calls))
        .route("/api/docs/codes", get(docs::codes))
        .route("/api/docs/events", get(docs::events))
        .route("/api/docs/events/{name}", get(docs::event))
        .route("/api/docs/problems/{name}", get(docs::problem))
        .route("/", get(home))
        .route("/assets/{file}", get(assets::show))
        .route("/{organisation}", get(sign_in::show).post(sign_in::sign_in))
        .route("/{organisation}/sign-out", post(sign_in::sign_out))
        .route(
            "/{organisation}/password",
            get(password::show).post(password::choose),
        )
        .route(
            "/{organisation}/sign-up",
            get(sign_up::show).post(sign_up::submit),
        )
        .route(
            "/{organisation}/sign-up-links",
            get(links::show).post(links::create),
        )
        .route("/{organisation}/sign-up-links/{id}/rotate", post(links::rotate))
        .route("/{organisation}/sign-up-links/{id}/revoke", post(links::revoke))
        .route("/{organisation}/sign-ups", get(approvals::show))
        .route("/{organisation}/sign-ups/{id}/approve", post(approvals::approve))
        .route("/{organisation}/sign-ups/{id}/refuse", post(approvals::refuse))
        .route("/{organisation}/integration", get(integration::show))
        .route(
            "/{organisation}/integration/new",
            get(integration::show_new).post(integration::create),
        )
        .route(
            "/{organisation}/integration/tokens/new",
            get(integration::tokens::show_new).post(integration::tokens::create),
        )
        .route(
            "/{organisation}/integration/tokens/{id}/rotate",
            post(integration::tokens::rotate),
        )
        .route(
            "/{organisation}/integration/tokens/{id}/remove",
            post(integration::tokens::remove),
        )
        .route(
            "/{organisation}/integration/adoption",
            get(integration::adoption::show).post(integration::adoption::switch),
        )
        .route(
            "/{organisation}/integration/rules",
            get(integration::rules::show).post(integration::rules::change),
        )
        .route(
            "/{organisation}/integration/{id}",
            get(integration::edit).post(integration::change),
        )
        .route("/{organisation}/integration/{id}/test", get(integration::test))
        .route(
            "/{organisation}/integration/{id}/secret",
            post(integration::rotate),
        )
        .route(
            "/{organisation}/integration/{id}/remove",
            post(integration::remove),
        )
        .route(
            "/{organisation}/activate/{token}",
            get(activate::show).post(activate::redeem),
        )
        .route(
            "/{organisation}/activate/{token}/renew",
            get(activate::show_renewed).post(activate::renew),
        )
}

/// The routes, and around them what a person needs: the right address, an organisation's page, faults as pages.
pub fn service(env: Arc<Env>) -> Service {
    let around = middleware::from_fn_with_state(Arc::clone(&env), visit);
    Service::new(env, routes()).within(around)
}

async fn home(uri: Uri, headers: HeaderMap) -> Response {
    let reader = Reader::of(&uri, &headers, None);
    answer::page(200, &view::home(&reader.shell(None)))
}

/// Takes a request to its organisation, and makes a page of what failed.
async fn visit(State(env): State<Arc<Env>>, request: Request, next: Next) -> Response {
    let public_url = env.public_url.clone();
    let mut response = answer(env, request, next).await;
    answer::secure(&mut response, &public_url);
    response
}

async fn answer(env: Arc<Env>, mut request: Request, next: Next) -> Response {
    if let Some(address) = right_address(&request) {
        return answer::moved(&address);
    }
    let (uri, headers) = (request.uri().clone(), request.headers().clone());
    let request_id = request
        .lambda_context_ref()
        .map(|context| context.request_id.clone());
    let request_id = request_id.unwrap_or_default();
    let mut reader = Arc::new(Reader::of(&uri, &headers, None));
    let refuse = |reader: &Reader, problem: &Problem| refusal::page(reader, problem, &request_id);
    match first_segment(uri.path()) {
        // Programs read these.
        "api" | ".well-known" => return next.run(request).await,
        "" | "assets" => {}
        slug => {
            let organisation = match find_organisation(&env, slug).await {
                Ok(organisation) => Arc::new(organisation),
                Err(problem) => return refuse(&reader, &problem),
            };
            reader = Arc::new(Reader::of(&uri, &headers, Some(Arc::clone(&organisation))));
            let sends = request.method() == Method::POST;
            if sends && origin::of(&headers, &env.public_url) == Origin::Foreign {
                let problem = Problem::from(Misuse::ForeignOrigin);
                return refuse(&reader, &problem);
            }
            let Some(moment) = request.extensions().get::<Moment>().cloned() else {
                return refuse(&reader, &Problem::internal());
            };
            let Network(network) = Network::of(request.extensions());
            request.extensions_mut().insert(Visit {
                env,
                moment,
                organisation,
                reader: Arc::clone(&reader),
                network,
                uri,
                headers,
            });
        }
    }
    let mut response = next.run(request).await;
    let Some(problem) = response.extensions_mut().remove::<Problem>() else {
        return response;
    };
    let mut page = refuse(&reader, &problem);
    if let Some(allow) = response.headers().get("allow") {
        page.headers_mut().insert("allow", allow.clone());
    }
    page
}

fn first_segment(path: &str) -> &str {
    path.trim_start_matches('/').split('/').next().unwrap_or_default()
}

/// Where an address leads that was typed with capitals in the organisation's name, or with a slash at its end.
fn right_address(request: &Request) -> Option<String> {
    let (typed, path) = (request.raw_http_path(), request.uri().path());
    let slug = first_segment(path);
    let is_ours = matches!(slug, "api" | ".well-known" | "assets");
    let has_capitals = !is_ours && slug.bytes().any(|byte| byte.is_ascii_uppercase());
    let has_slash = typed.len() > 1 && typed.ends_with('/');
    if !has_capitals && !has_slash {
        return None;
    }
    // Nothing but a name of ours stands in it: a redirect leads nowhere else.
    let right = if is_ours {
        slug.to_owned()
    } else {
        Slug::parse(&slug.to_ascii_lowercase()).ok()?.to_string()
    };
    let query = request.uri().query();
    let query = query.map_or_else(String::new, |query| format!("?{query}"));
    let rest = path
        .trim_start_matches('/')
        .strip_prefix(slug)
        .unwrap_or_default();
    Some(format!("/{right}{rest}{query}"))
}

async fn find_organisation(env: &Env, slug: &str) -> Result<OrganisationSettings, Problem> {
    let slug = Slug::parse(slug).map_err(|_| Problem::not_found())?;
    env.store
        .find_settings(&slug)
        .await?
        .ok_or_else(Problem::not_found)
}
