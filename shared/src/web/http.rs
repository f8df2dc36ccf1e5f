//! API Gateway: reading requests, answering them, and who is asking.

pub use crate::workflow::Env as App;
use crate::{
    aws::store::Store,
    domain::{
        caller::Caller, context::Context, fault::Fault, network::network_of, organisation::Slug,
        secret::Secret, session::Session,
    },
    web::{
        problem::{Kind, Problem},
        query,
    },
    workflow::authenticate::find_caller,
};
use lambda_http::{
    Body, Error, Request, RequestExt, Response,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    request::RequestContext,
    service_fn,
};
use serde_json::{Map, Value};
use std::{future::Future, sync::Arc};

/// Largest body of a request, in bytes. A user with every field at its longest stays below a tenth of it.
pub const LARGEST_BODY: usize = 64 * 1024;
/// What a `PATCH` may be sent as: a merge patch (RFC 7396), under its own name or plainly.
pub const PATCH_TYPES: [&str; 2] = ["application/json", "application/merge-patch+json"];
/// The session cookie of the pages.
pub const SESSION_COOKIE: &str = "__Host-session";
/// The cookie of the pages by which a device is known ([`crate::domain::device`]).
pub const DEVICE_COOKIE: &str = "__Host-devices";
/// The header by which an API caller's device is known: handed over with a session, and sent along when signing in again.
pub const DEVICE_HEADER: &str = "rollcall-device";

impl App {
    /// Who is asking.
    pub async fn authenticate(&self, context: &Context, request: &Request) -> Result<Caller, Problem> {
        authenticate(&self.store, &self.secret, &self.public_url, context, request).await
    }
}

/// Receives requests until the function is shut down: gives each a context, turns problems into answers, and logs one
/// line for each without anything that names a person.
pub async fn serve<A, F, R>(app: A, handle: F) -> Result<(), Error>
where
    A: Send + Sync + 'static,
    F: Fn(Arc<A>, Context, Request) -> R + Clone + Send + Sync + 'static,
    R: Future<Output = Result<Response<Body>, Problem>> + Send,
{
    let app = Arc::new(app);
    lambda_http::run(service_fn(move |request: Request| {
        let (app, handle) = (Arc::clone(&app), handle.clone());
        async move { Ok::<_, Error>(answer(app, &handle, request).await) }
    }))
    .await
}

/// One request, from context to answer.
pub async fn answer<A, F, R>(app: Arc<A>, handle: &F, request: Request) -> Response<Body>
where
    F: Fn(Arc<A>, Context, Request) -> R,
    R: Future<Output = Result<Response<Body>, Problem>>,
{
    let request_id = request
        .lambda_context_ref()
        .map(|context| context.request_id.clone())
        .unwrap_or_default();
    let method = request.method().clone();
    match handle(app, Context::of_now(), request).await {
        Ok(response) => {
            tracing::info!(%request_id, %method, status = response.status().as_u16(), "answered");
            response
        }
        Err(mut problem) => {
            tracing::info!(%request_id, %method, status = problem.kind.status(), kind = problem.kind.name(), "answered");
            if problem.kind == Kind::Internal {
                problem.request_id = Some(request_id);
            }
            respond_problem(&problem)
        }
    }
}

/// A JSON answer. Answers carry personal data, so no cache keeps them.
pub fn json(status: u16, body: &impl serde::Serialize) -> Response<Body> {
    let text = serde_json::to_string(body).unwrap_or_default();
    build(status, "application/json", Body::Text(text))
}

/// An answer without a body.
pub fn empty(status: u16) -> Response<Body> {
    let mut response = Response::new(Body::Empty);
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// A problem as an answer.
pub fn respond_problem(problem: &Problem) -> Response<Body> {
    let mut response = build(
        problem.kind.status(),
        "application/problem+json",
        Body::Text(problem.to_json()),
    );
    if let Some(seconds) = problem.retry_after {
        set(&mut response, header::RETRY_AFTER.as_str(), &seconds.to_string());
    }
    if problem.kind == Kind::Unauthorised {
        set(&mut response, header::WWW_AUTHENTICATE.as_str(), "Bearer");
    }
    response
}

/// The refusal of a method, naming those there are (RFC 9110, section 15.5.6).
pub fn refuse_method(allowed: &str) -> Response<Body> {
    let mut response = respond_problem(&Problem::method_not_allowed());
    set(&mut response, header::ALLOW.as_str(), allowed);
    response
}

/// An answer of any type, not to be cached, not to be sniffed.
pub fn build(status: u16, content_type: &str, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    set(&mut response, "content-type", content_type);
    set(&mut response, "cache-control", "no-store");
    set(&mut response, "x-content-type-options", "nosniff");
    response
}

/// Sets a header; a value that cannot stand in one is left out.
pub fn set(response: &mut Response<Body>, name: &str, value: &str) {
    if let (Ok(name), Ok(value)) = (header::HeaderName::try_from(name), HeaderValue::try_from(value)) {
        response.headers_mut().insert(name, value);
    }
}

/// The path as the client sent it, in decoded segments. A segment that is not UTF-8 stays encoded and matches nothing.
pub fn segments(request: &Request) -> Vec<String> {
    let path = request.raw_http_path();
    let path = if path.is_empty() {
        request.uri().path()
    } else {
        path
    };
    path.split('/')
        .filter(|part| !part.is_empty())
        .map(|part| {
            percent_encoding::percent_decode_str(part)
                .decode_utf8()
                .map_or_else(|_| part.to_owned(), Into::into)
        })
        .collect()
}

/// [`segments`] of a route that takes no other parameters than its own.
///
/// # Errors
///
/// As [`query::check`].
pub fn route(request: &Request) -> Result<Vec<String>, Problem> {
    let segments = segments(request);
    let borrowed: Vec<&str> = segments.iter().map(String::as_str).collect();
    query::check(request, &borrowed)?;
    Ok(segments)
}

/// A query parameter.
pub fn query(request: &Request, name: &str) -> Option<String> {
    request
        .query_string_parameters_ref()?
        .first(name)
        .map(str::to_owned)
        .filter(|value| !value.is_empty())
}

/// A request header as text.
pub fn header_text<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    request.headers().get(name)?.to_str().ok()
}

/// The network the request came from, as API Gateway saw it: what limits by address count.
pub fn source_network(request: &Request) -> String {
    match request.request_context_ref() {
        Some(RequestContext::ApiGatewayV2(context)) => {
            network_of(context.http.source_ip.as_deref().unwrap_or_default())
        }
        _ => String::new(),
    }
}

/// A cookie. API Gateway's payload 2.0 hands them over as one header by way of `lambda_http`.
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

/// The body's bytes, within the limit.
pub fn body_bytes(request: &Request) -> Result<&[u8], Problem> {
    let bytes: &[u8] = match request.body() {
        Body::Text(text) => text.as_bytes(),
        Body::Binary(bytes) => bytes,
        _ => &[],
    };
    if bytes.len() > LARGEST_BODY {
        return Err(Problem::new(Kind::TooLarge, "The body is larger than 64 KB."));
    }
    Ok(bytes)
}

/// A JSON object, field by field, collecting all faults.
#[derive(Debug)]
pub struct Fields {
    object: Map<String, Value>,
    /// What was found wrong so far.
    pub faults: Vec<Fault>,
}

impl Fields {
    /// Reads the body of a request.
    pub fn read(request: &Request, accepted: &[&str]) -> Result<Self, Problem> {
        let bytes = body_bytes(request)?;
        let media_type = header_text(request, "content-type").unwrap_or_default();
        let media_type = media_type
            .split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase();
        if !accepted.contains(&media_type.as_str()) {
            let detail = format!("Send the body as {}.", accepted.join(" or "));
            return Err(Problem::new(Kind::UnsupportedMediaType, detail));
        }
        match serde_json::from_slice(bytes) {
            Ok(Value::Object(object)) => Ok(Self {
                object,
                faults: Vec::new(),
            }),
            Ok(_) => Err(Problem::new(Kind::Unreadable, "The body must be a JSON object.")),
            Err(error) => Err(Problem::new(
                Kind::Unreadable,
                format!(
                    "The body is not JSON: line {}, column {}.",
                    error.line(),
                    error.column()
                ),
            )),
        }
    }

    /// The same over an object at hand.
    pub fn of(object: Map<String, Value>) -> Self {
        Self {
            object,
            faults: Vec::new(),
        }
    }

    /// The object itself, for whoever reads it otherwise.
    pub fn into_object(self) -> Map<String, Value> {
        self.object
    }

    /// Refuses fields nobody asked for, so that a misspelt one is not silently ignored.
    pub fn allow_only(&mut self, known: &[&str]) {
        let unknown: Vec<Fault> = self
            .object
            .keys()
            .filter(|name| !known.contains(&name.as_str()))
            .map(|name| {
                let shown: String = name.chars().filter(|c| !c.is_control()).take(40).collect();
                Fault::new(
                    &shown.replace('~', "~0").replace('/', "~1"),
                    "unknown_field",
                    "There is no such field here.",
                )
            })
            .collect();
        self.faults.extend(unknown);
    }

    /// Whether the field is there, even as `null`.
    pub fn has(&self, name: &str) -> bool {
        self.object.contains_key(name)
    }

    /// The field as it is.
    pub fn value(&self, name: &str) -> Option<&Value> {
        self.object.get(name).filter(|value| !value.is_null())
    }

    /// A text; `null` is none; any other type is a fault.
    pub fn text(&mut self, name: &str) -> Option<String> {
        match self.object.get(name) {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) => Some(text.clone()),
            Some(_) => {
                self.faults
                    .push(Fault::new(name, "not_text", "This field takes a text."));
                None
            }
        }
    }

    /// A text that must be there and not be empty; where it is not, an empty one beside the fault.
    pub fn required_text(&mut self, name: &str) -> String {
        let before = self.faults.len();
        let text = self.text(name).unwrap_or_default();
        if text.is_empty() && self.faults.len() == before {
            self.faults
                .push(Fault::new(name, "required", "This field is missing."));
        }
        text
    }

    /// True or false; any other type is a fault.
    pub fn boolean(&mut self, name: &str) -> Option<bool> {
        match self.object.get(name) {
            None | Some(Value::Null) => None,
            Some(Value::Bool(value)) => Some(*value),
            Some(_) => {
                self.faults
                    .push(Fault::new(name, "not_boolean", "This field takes true or false."));
                None
            }
        }
    }

    /// A whole number within bounds.
    pub fn number(&mut self, name: &str, from: u16, to: u16) -> Option<u16> {
        match self.object.get(name) {
            None | Some(Value::Null) => None,
            Some(value) => {
                let number = value.as_u64().and_then(|number| u16::try_from(number).ok());
                let found = number.filter(|number| (from..=to).contains(number));
                if found.is_none() {
                    let detail = format!("This field takes a whole number from {from} to {to}.");
                    self.faults.push(Fault::new(name, "out_of_range", detail));
                }
                found
            }
        }
    }

    /// A list of texts.
    pub fn texts(&mut self, name: &str) -> Option<Vec<String>> {
        match self.object.get(name) {
            None | Some(Value::Null) => None,
            Some(Value::Array(values)) => {
                let texts: Option<Vec<String>> = values
                    .iter()
                    .map(|value| value.as_str().map(str::to_owned))
                    .collect();
                if texts.is_none() {
                    self.faults
                        .push(Fault::new(name, "not_texts", "This field takes a list of texts."));
                }
                texts
            }
            Some(_) => {
                self.faults
                    .push(Fault::new(name, "not_texts", "This field takes a list of texts."));
                None
            }
        }
    }

    /// An object within; its faults must be brought back with [`Fields::absorb`].
    pub fn object(&mut self, name: &str) -> Option<Self> {
        match self.object.get(name) {
            None | Some(Value::Null) => None,
            Some(Value::Object(object)) => Some(Self::of(object.clone())),
            Some(_) => {
                self.faults
                    .push(Fault::new(name, "not_an_object", "This field takes an object."));
                None
            }
        }
    }

    /// Takes over the faults of an object within.
    pub fn absorb(&mut self, name: &str, inner: Self) {
        self.faults
            .extend(inner.faults.into_iter().map(|fault| fault.under(name)));
    }

    /// All faults, or none.
    pub fn finish(self) -> Result<(), Problem> {
        if self.faults.is_empty() {
            Ok(())
        } else {
            Err(Problem::invalid(self.faults))
        }
    }
}

/// Who is asking: by bearer token, or by the pages' session cookie (then a changing request must come from our pages).
///
/// Rights are read anew with every request, so disabling, a new password or another permission type take effect with
/// the next one.
pub async fn authenticate(
    store: &Store,
    secret: &Secret,
    public_url: &str,
    context: &Context,
    request: &Request,
) -> Result<Caller, Problem> {
    let session = read_session(secret, public_url, context, request)?;
    find_caller(store, &session)
        .await?
        .ok_or_else(Problem::unauthorised)
}

/// The session a request comes with. Whether its user may still use it is another question ([`find_caller`]).
///
/// # Errors
///
/// Unauthorised without a valid token; forbidden for a cookie that another site's page sent along.
pub fn read_session(
    secret: &Secret,
    public_url: &str,
    context: &Context,
    request: &Request,
) -> Result<Session, Problem> {
    session_of(secret, public_url, context, request.method(), request.headers())
}

/// The same of a request in parts.
pub fn session_of(
    secret: &Secret,
    public_url: &str,
    context: &Context,
    method: &Method,
    headers: &HeaderMap,
) -> Result<Session, Problem> {
    let text = |name: &str| headers.get(name)?.to_str().ok();
    let bearer = text("authorization").and_then(|value| {
        let (scheme, token) = value.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
    });
    let token = if let Some(token) = bearer {
        token
    } else {
        let token = cookie(headers, SESSION_COOKIE).ok_or_else(Problem::unauthorised)?;
        if !comes_from_our_pages(method, headers, public_url) {
            return Err(Problem::forbidden(
                "A request with the session cookie must come from our own pages.",
            ));
        }
        token
    };
    Session::read(token, secret, public_url, context.now()).ok_or_else(Problem::unauthorised)
}

/// Whether a request that changes something comes from our own pages (the browser says so, and pages cannot lie there).
pub fn is_same_origin(request: &Request, public_url: &str) -> bool {
    comes_from_our_pages(request.method(), request.headers(), public_url)
}

fn comes_from_our_pages(method: &Method, headers: &HeaderMap, public_url: &str) -> bool {
    let text = |name: &str| headers.get(name)?.to_str().ok();
    if matches!(*method, Method::GET | Method::HEAD) {
        return true;
    }
    match (text("sec-fetch-site"), text("origin")) {
        (Some(site), _) => site == "same-origin",
        (None, Some(origin)) => origin == public_url,
        (None, None) => false,
    }
}

/// Reads an organisation's slug from a body or path.
pub fn slug(text: &str) -> Result<Slug, Problem> {
    Slug::parse(text).map_err(|_| Problem::not_found())
}
