//! Who is asking: by bearer token, or by the pages' session cookie.

use super::{
    problem::{Misuse, Problem},
    route::Moment,
};
use crate::{
    domain::{
        caller::{Caller, SettingsManager, SettingsReader, UserManager},
        context::Context,
        network::network_of,
        secret::Secret,
        session::Session,
    },
    workflow::{
        Env,
        authenticate::{ReadOrganisation, find_caller},
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

/// The session a request comes with. Whether its user may still use it is another question: [`Caller`] answers it.
#[derive(Debug)]
pub struct CurrentSession(pub Session);

impl<A: AsRef<Env> + Send + Sync> FromRequestParts<Arc<A>> for CurrentSession {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<A>) -> Result<Self, Problem> {
        let moment = Moment::from_request_parts(parts, app).await?;
        let app = (**app).as_ref();
        session_of(
            &app.secret,
            &app.public_url,
            &moment,
            &parts.method,
            &parts.headers,
        )
        .map(Self)
    }
}

/// Rights are read again with every request, so disabling, a new password or another permission type take effect with
/// the next one.
impl<A: AsRef<Env> + Send + Sync, O: ReadOrganisation> FromRequestParts<Arc<A>> for Caller<O> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<A>) -> Result<Self, Problem> {
        let CurrentSession(session) = CurrentSession::from_request_parts(parts, app).await?;
        find_caller(&(**app).as_ref().store, &session)
            .await?
            .ok_or_else(Problem::unauthorised)
    }
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

/// The session a request comes with: by bearer token, or by the pages' cookie, and then a changing request must come from
/// our own pages.
fn session_of(
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
            return Err(Misuse::ForeignOrigin.into());
        }
        token
    };
    Session::read(token, secret, public_url, context.now()).ok_or_else(Problem::unauthorised)
}

/// Whether a request that changes something comes from our own pages: the browser says so, and pages cannot lie there.
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
