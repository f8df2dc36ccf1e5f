//! Who is asking: a person by bearer token or by the pages' session cookie, or an API client by its access token.

use super::{
    problem::{Misuse, Problem, Reason},
    route::{Moment, RouteScopes},
};
use crate::{
    aws::store::ephemera::{Counter, seconds_left},
    domain::{
        caller::{Caller, SettingsManager, SettingsReader, UserManager},
        context::Context,
        machine::MachineToken,
        network::network_of,
        session::Session,
    },
    workflow::{
        Env,
        authenticate::{ReadOrganisation, find_caller, find_machine_caller},
    },
};
use axum::{
    extract::FromRequestParts,
    http::{Extensions, HeaderMap, Method, header, request::Parts},
};
use lambda_http::{RequestExt, request::RequestContext};
use std::sync::Arc;
use utoipa::{
    IntoParams,
    openapi::{
        path::{Parameter, ParameterBuilder, ParameterIn},
        schema::{ObjectBuilder, Type},
    },
};

/// The session cookie of the pages.
pub const SESSION_COOKIE: &str = "__Host-session";
/// The cookie of the pages by which a device is known ([`crate::domain::device`]).
pub const DEVICE_COOKIE: &str = "__Host-devices";
/// The header by which an API caller's device is known: handed over with a session, and sent along when signing in again.
pub const DEVICE_HEADER: &str = "rollcall-device";

/// Requests of one machine in [`REQUESTS_WINDOW_SECONDS`]: 50 a second, twice what Entra asks of a directory, with room for
/// bursts.
const MOST_REQUESTS: u32 = 500;
/// What machines' requests are counted by, in seconds.
const REQUESTS_WINDOW_SECONDS: i64 = 10;

/// The session a request comes with. Whether its user may still use it is another question: [`Caller`] answers it.
#[derive(Debug)]
pub struct CurrentSession(pub Session);

impl<A: AsRef<Env> + Send + Sync> FromRequestParts<Arc<A>> for CurrentSession {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<A>) -> Result<Self, Problem> {
        let moment = Moment::from_request_parts(parts, app).await?;
        match bearer_of((**app).as_ref(), &moment, &parts.method, &parts.headers)? {
            Bearer::Person(session) => Ok(Self(session)),
            Bearer::Machine(_) => Err(Reason::NotForMachines.into()),
        }
    }
}

/// Rights are read again with every request, so disabling, a new password or another permission type take effect with
/// the next one.
impl<A: AsRef<Env> + Send + Sync, O: ReadOrganisation> FromRequestParts<Arc<A>> for Caller<O> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<A>) -> Result<Self, Problem> {
        let moment = Moment::from_request_parts(parts, app).await?;
        let env = (**app).as_ref();
        let caller = match bearer_of(env, &moment, &parts.method, &parts.headers)? {
            Bearer::Person(session) => find_caller(&env.store, &session).await?,
            Bearer::Machine(token) => {
                require_scope(&token, parts.extensions.get())?;
                require_room(env, &moment, &token).await?;
                find_machine_caller(&env.store, &token, moment.now()).await?
            }
        };
        caller.ok_or_else(Problem::unauthorised)
    }
}

/// Refuses a machine whose token is not for this route.
fn require_scope(token: &MachineToken, route: Option<&RouteScopes>) -> Result<(), Problem> {
    let scopes = route.map(RouteScopes::as_slice).unwrap_or_default();
    match scopes {
        [] => Err(Reason::NotForMachines.into()),
        [first, ..] if !scopes.iter().any(|scope| token.scopes.include(*scope)) => {
            Err(Reason::ScopeMissing {
                scope: first.as_str(),
            }
            .into())
        }
        _ => Ok(()),
    }
}

/// Counts a machine's request against what it may send. Its token is ours, so that no stranger uses another's room up.
async fn require_room(env: &Env, context: &Context, token: &MachineToken) -> Result<(), Problem> {
    let of = [token.organisation.as_str(), &token.machine];
    let counter = Counter::new(&env.secret, "machine_request", &of);
    let (now, most) = (context.now(), MOST_REQUESTS);
    if env
        .store
        .count(now, &counter, most, REQUESTS_WINDOW_SECONDS)
        .await?
    {
        return Ok(());
    }
    Err(Problem::from(Reason::TooManyRequests).after(seconds_left(now, REQUESTS_WINDOW_SECONDS)))
}

impl<A: AsRef<Env> + Send + Sync, O: ReadOrganisation> FromRequestParts<Arc<A>> for UserManager<O> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<A>) -> Result<Self, Problem> {
        Ok(Caller::<O>::from_request_parts(parts, app).await?.try_into()?)
    }
}

impl<A: AsRef<Env> + Send + Sync, O: ReadOrganisation> FromRequestParts<Arc<A>> for SettingsManager<O> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<A>) -> Result<Self, Problem> {
        Ok(Caller::<O>::from_request_parts(parts, app).await?.try_into()?)
    }
}

impl<A: AsRef<Env> + Send + Sync, O: ReadOrganisation> FromRequestParts<Arc<A>> for SettingsReader<O> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<A>) -> Result<Self, Problem> {
        Ok(Caller::<O>::from_request_parts(parts, app).await?.try_into()?)
    }
}

/// What a request comes with.
enum Bearer {
    Person(Session),
    Machine(MachineToken),
}

/// What a request comes with: by bearer token, or by the pages' cookie, and then a changing request must come from our own
/// pages.
fn bearer_of(env: &Env, context: &Context, method: &Method, headers: &HeaderMap) -> Result<Bearer, Problem> {
    let text = |name: &str| headers.get(name)?.to_str().ok();
    let bearer = text("authorization").and_then(|value| {
        let (scheme, token) = value.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
    });
    let (secret, issuer, now) = (&env.secret, &env.public_url, context.now());
    let token = if let Some(token) = bearer {
        if let Some(token) = MachineToken::read(token, secret, issuer, now) {
            return Ok(Bearer::Machine(token));
        }
        token
    } else {
        let token = cookie(headers, SESSION_COOKIE).ok_or_else(Problem::unauthorised)?;
        if !comes_from_our_pages(method, headers, issuer) {
            return Err(Misuse::ForeignOrigin.into());
        }
        token
    };
    let session = Session::read(token, secret, issuer, now);
    session.map(Bearer::Person).ok_or_else(Problem::unauthorised)
}

/// Whether a request that changes something comes from our own pages: the browser says so, and no page can have it say otherwise.
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

/// The network a request came from, as API Gateway saw it: what limits by address count.
#[derive(Debug)]
pub struct Network(pub String);

impl Network {
    /// That of the request with these extensions.
    pub fn of(extensions: &Extensions) -> Self {
        Self(match extensions.request_context_ref() {
            Some(RequestContext::ApiGatewayV2(context)) => {
                network_of(context.http.source_ip.as_deref().unwrap_or_default())
            }
            _ => String::new(),
        })
    }
}

impl<S: Sync> FromRequestParts<S> for Network {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Ok(Self::of(&parts.extensions))
    }
}

/// The tokens of the devices that are known for the person ([`crate::domain::device`]); may be empty.
#[derive(Debug)]
pub struct Devices(pub String);

impl<S: Sync> FromRequestParts<S> for Devices {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let header = parts.headers.get(DEVICE_HEADER);
        let tokens = header.and_then(|value| value.to_str().ok());
        Ok(Self(tokens.unwrap_or_default().to_owned()))
    }
}

impl IntoParams for Devices {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let schema = ObjectBuilder::new().schema_type(Type::String).build();
        vec![
            ParameterBuilder::new()
                .name("Rollcall-Device")
                .parameter_in(ParameterIn::Header)
                .description(Some("From an earlier answer on this device."))
                .schema(Some(schema))
                .build(),
        ]
    }
}
