//! A route is written once, beside its handler: `#[utoipa::path(…)]` says method, path and documentation, and
//! [`Routes`] registers it. Dispatch, `405` with `Allow`, `HEAD`, the refusal of unknown query parameters and the API's
//! description follow from that one registration.
//!
//! Libraries: axum dispatches, utoipa describes. Both are what most Rust services use, `lambda_http` runs an axum router
//! as it is, and `utoipa-axum` registers a handler and its description together, so neither can be forgotten.

use super::{
    answer::{self, Response},
    parameters::Parameters,
    problem::{Kind, Problem},
};
use crate::domain::{context::Context, scope::Scope};
use axum::{
    Router,
    extract::MatchedPath,
    http::{Method, Uri},
    middleware,
    response::IntoResponse,
    routing::Route,
};
use lambda_http::{Body, Error, Request, RequestExt, service_fn};
use std::{collections::HashMap, convert::Infallible, ops::Deref, sync::Arc};
use tower::{Layer, ServiceExt};
use utoipa::openapi::{OpenApi, security::SecurityRequirement};
use utoipa_axum::router::OpenApiRouter;

/// The routes of a function whose handlers need an `A`.
pub type Routes<A> = OpenApiRouter<Arc<A>>;

/// The time and randomness of one request, for handlers to take.
#[derive(Debug, Clone)]
pub struct Moment(Arc<Context>);

impl Deref for Moment {
    type Target = Context;

    fn deref(&self) -> &Context {
        &self.0
    }
}

impl<S: Sync> axum::extract::FromRequestParts<S> for Moment {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut axum::http::request::Parts, _: &S) -> Result<Self, Problem> {
        parts
            .extensions
            .get::<Self>()
            .cloned()
            .ok_or_else(Problem::internal)
    }
}

/// A function's routes, ready to answer.
#[derive(Debug, Clone)]
pub struct Service(Router);

impl Service {
    /// The routes over what their handlers need.
    pub fn new<A: Send + Sync + 'static>(app: Arc<A>, routes: Routes<A>) -> Self {
        let (router, document) = routes.split_for_parts();
        let rules = Arc::new(Rules {
            parameters: Parameters::of(&document),
            scopes: scopes_of(&document),
        });
        let router = router
            .method_not_allowed_fallback(async || Problem::method_not_allowed())
            .fallback(async || Problem::not_found())
            .layer(middleware::from_fn_with_state(rules, apply_rules))
            .with_state(app);
        Self(router)
    }

    /// The same with a layer around everything, refusals of addresses and methods included.
    #[must_use]
    pub fn within<L>(self, layer: L) -> Self
    where
        L: Layer<Route> + Clone + Send + Sync + 'static,
        L::Service: tower::Service<axum::extract::Request> + Clone + Send + Sync + 'static,
        <L::Service as tower::Service<axum::extract::Request>>::Response: IntoResponse + 'static,
        <L::Service as tower::Service<axum::extract::Request>>::Error: Into<Infallible> + 'static,
        <L::Service as tower::Service<axum::extract::Request>>::Future: Send + 'static,
    {
        Self(self.0.layer(layer))
    }

    /// One request, from API Gateway's event to the answer it gives. Logs one line without anything that names a person:
    /// of the path only the route that matched.
    pub async fn answer(&self, context: Context, request: Request) -> lambda_http::Response<Body> {
        let request_id = request
            .lambda_context_ref()
            .map(|context| context.request_id.clone())
            .unwrap_or_default();
        let method = request.method().clone();
        let (mut parts, body) = request.into_parts();
        parts.extensions.insert(Moment(Arc::new(context)));
        parts.uri = without_trailing_slash(parts.uri);
        let body = match body {
            Body::Text(text) => axum::body::Body::from(text),
            Body::Binary(bytes) => axum::body::Body::from(bytes),
            _ => axum::body::Body::empty(),
        };
        let request = axum::http::Request::from_parts(parts, body);
        let mut response = match self.0.clone().oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        };
        let status = response.status().as_u16();
        match response.extensions_mut().remove::<Problem>() {
            None => tracing::info!(%request_id, %method, status, "answered"),
            Some(mut problem) => {
                tracing::info!(%request_id, %method, status, kind = problem.kind.name(), "answered");
                if problem.kind == Kind::Internal {
                    problem.request_id = Some(request_id);
                    response = answer::problem(&problem);
                }
            }
        }
        answer::for_gateway(response).await
    }
}

/// The same address without slashes at the end of its path: they mean nothing, and people and programs add them.
fn without_trailing_slash(uri: Uri) -> Uri {
    let path = uri.path().trim_end_matches('/');
    if path.len() == uri.path().len() || path.is_empty() {
        return uri;
    }
    let query = uri.query().map_or_else(String::new, |query| format!("?{query}"));
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = format!("{path}{query}").parse().ok();
    Uri::from_parts(parts).unwrap_or(uri)
}

/// Receives requests until the function is shut down.
///
/// # Errors
///
/// Those of the runtime.
pub async fn serve<A: Send + Sync + 'static>(app: A, routes: Routes<A>) -> Result<(), Error> {
    run(Service::new(Arc::new(app), routes)).await
}

/// The same for routes with a layer around them.
///
/// # Errors
///
/// Those of the runtime.
pub async fn run(service: Service) -> Result<(), Error> {
    lambda_http::run(service_fn(move |request: Request| {
        let service = service.clone();
        async move { Ok::<_, Error>(service.answer(Context::of_now(), request).await) }
    }))
    .await
}

/// What the description says of every route of a function.
struct Rules {
    parameters: Parameters,
    scopes: HashMap<(String, Method), RouteScopes>,
}

/// The scopes with any of which an API client may call a route: none where it is for people.
#[derive(Debug, Clone, Default)]
pub struct RouteScopes(Arc<[Scope]>);

impl RouteScopes {
    /// Each of them.
    pub fn as_slice(&self) -> &[Scope] {
        &self.0
    }
}

/// The security scheme of API clients in the description: what a route says for it, a client must have.
pub const API_CLIENT: &str = "api_client";

/// The scopes of each route that has any, as its description says: `security(("api_client" = ["users:read"]))`.
fn scopes_of(document: &OpenApi) -> HashMap<(String, Method), RouteScopes> {
    let mut found = HashMap::new();
    for (path, item) in &document.paths.paths {
        let operations = [
            (Method::GET, &item.get),
            (Method::POST, &item.post),
            (Method::PUT, &item.put),
            (Method::PATCH, &item.patch),
            (Method::DELETE, &item.delete),
        ];
        for (method, operation) in operations {
            let needed = operation
                .as_ref()
                .and_then(|operation| operation.security.as_ref());
            let scopes: Vec<Scope> = needed.into_iter().flatten().flat_map(alternatives).collect();
            if !scopes.is_empty() {
                found.insert((path.clone(), method), RouteScopes(scopes.into()));
            }
        }
    }
    found
}

/// The scopes that one way of asking names. A word that is no scope lets nobody in.
fn alternatives(requirement: &SecurityRequirement) -> Vec<Scope> {
    let requirement = serde_json::to_value(requirement).unwrap_or_default();
    let scopes = requirement[API_CLIENT].as_array().into_iter().flatten();
    scopes
        .filter_map(|scope| scope.as_str().and_then(Scope::parse))
        .collect()
}

/// Refuses parameters that a route does not take, and tells its handler which scopes a machine needs.
async fn apply_rules(
    axum::extract::State(rules): axum::extract::State<Arc<Rules>>,
    path: Option<MatchedPath>,
    mut request: axum::extract::Request,
    next: middleware::Next,
) -> Result<Response, Problem> {
    if let Some(path) = path {
        rules
            .parameters
            .check(request.method(), path.as_str(), request.uri().query())?;
        let method = if request.method() == Method::HEAD {
            Method::GET
        } else {
            request.method().clone()
        };
        if let Some(scopes) = rules.scopes.get(&(path.as_str().to_owned(), method)) {
            request.extensions_mut().insert(scopes.clone());
        }
    }
    Ok(next.run(request).await)
}

/// Stands for a method of this address that another function answers, so that the refusal of all others names it.
pub fn elsewhere() -> std::future::Ready<Problem> {
    std::future::ready(Problem::not_found())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::{
            fault::{Code, Fault},
            language::texts::tests::LOOKED_UP,
        },
        web::problem::{Invalid, NotFound},
    };
    use serde_json::{Value, json};

    #[utoipa::path(get, path = "/api/things/{id}", params(("id" = String, Path), ("part" = Option<String>, Query),
        ("all" = Option<bool>, Query)), responses((status = 200)))]
    async fn show_thing(crate::web::path::Path(id): crate::web::path::Path<String>) -> Response {
        answer::json(200, &json!({ "id": id }))
    }

    #[utoipa::path(delete, path = "/api/things/{id}", responses((status = 204)))]
    async fn remove_thing() -> Result<Response, Problem> {
        Err(Problem::internal())
    }

    fn service() -> Service {
        let routes = Routes::<()>::new().routes(utoipa_axum::routes!(show_thing, remove_thing));
        Service::new(Arc::new(()), routes)
    }

    async fn send(method: &str, path: &str) -> (u16, Option<String>, Value) {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let event = json!({
            "version": "2.0", "routeKey": "$default", "rawPath": path, "rawQueryString": query, "headers": {},
            "requestContext": { "accountId": "1", "apiId": "a", "domainName": "d", "domainPrefix": "d",
                "http": { "method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1", "userAgent": "t" },
                "requestId": "r", "routeKey": "$default", "stage": "$default", "time": "t", "timeEpoch": 0 },
            "isBase64Encoded": false,
        });
        let request = lambda_http::request::from_str(&event.to_string()).unwrap();
        let response = service()
            .answer(Context::at(jiff::Timestamp::UNIX_EPOCH, 1), request)
            .await;
        let allow = response.headers().get("allow");
        let allow = allow.map(|allow| allow.to_str().unwrap().to_owned());
        let status = response.status().as_u16();
        let body = match response.into_body() {
            Body::Text(text) => serde_json::from_str(&text).unwrap(),
            _ => Value::Null,
        };
        (status, allow, body)
    }

    #[tokio::test]
    async fn dispatch_head_allow_and_parameters_follow_from_the_registration() {
        assert_eq!(
            send("GET", "/api/things/S%C3%B8ren").await,
            (200, None, json!({ "id": "Søren" }))
        );
        assert_eq!(
            send("GET", "/api/things/S%C3%B8ren//?part=a").await,
            (200, None, json!({ "id": "Søren" }))
        );
        assert_eq!(send("HEAD", "/api/things/1").await, (200, None, Value::Null));
        let (status, allow, body) = send("PUT", "/api/things/1").await;
        assert_eq!(
            (status, allow.as_deref(), &body["type"]),
            (
                405,
                Some("GET,HEAD,DELETE"),
                &json!("urn:rollcall:problem:method-not-allowed")
            )
        );
        // A segment that is no text names nothing, and is a problem like any other.
        let (status, _, body) = send("GET", "/api/things/%FF").await;
        assert_eq!(
            (status, &body["type"]),
            (404, &json!("urn:rollcall:problem:not-found"))
        );
        let (status, _, body) = send("GET", "/api/nothing").await;
        assert_eq!(
            (status, &body["type"]),
            (404, &json!("urn:rollcall:problem:not-found"))
        );
        assert_eq!(send("GET", "/api/things/1?part=a&all").await.0, 200);
        let (status, _, body) = send("HEAD", "/api/things/1?parts=a").await;
        assert_eq!((status, body), (422, Value::Null));
        let (_, _, body) = send("GET", "/api/things/1?parts=a").await;
        assert_eq!(
            (&body["errors"][0]["pointer"], &body["errors"][0]["suggestion"]),
            (&json!("/parts"), &json!("part"))
        );
        assert_eq!(send("DELETE", "/api/things/1?part=a").await.0, 422);
        let (status, _, body) = send("DELETE", "/api/things/1").await;
        assert_eq!((status, body.get("request_id").is_some()), (500, true));
    }

    #[utoipa::path(post, path = "/api/things", responses((status = 201), (status = 422, response = Invalid),
        (status = 404, response = NotFound)))]
    async fn add_thing() -> Response {
        answer::empty(201)
    }

    /// Reading the texts of a language takes longer than answering: only answers that contain text wait for it.
    #[test]
    fn no_text_is_read_before_something_is_said() {
        let looked_up = || LOOKED_UP.with(std::cell::Cell::get);
        let before = looked_up();
        let routes = Routes::<()>::new().routes(utoipa_axum::routes!(add_thing));
        let service = Service::new(Arc::new(()), routes);
        let problem = Problem::invalid(vec![Fault::at("email", Code::Required)]);
        assert_eq!(looked_up(), before, "{service:?}");
        assert!(problem.to_json().contains("Give an e-mail"));
        assert!(looked_up() > before);
    }
}
