//! Who is asking: by bearer token, or by the pages' session cookie.

use super::{http, problem::Problem, route::Moment};
use crate::{
    domain::{
        caller::{Caller, SettingsManager, SettingsReader, UserManager},
        network::network_of,
        session::Session,
    },
    workflow::{Env, authenticate::find_caller},
};
use axum::{
    extract::FromRequestParts,
    http::{Extensions, request::Parts},
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

/// The session a request comes with. Whether its user may still use it is another question: [`Caller`] answers it.
#[derive(Debug)]
pub struct CurrentSession(pub Session);

impl<A: AsRef<Env> + Send + Sync> FromRequestParts<Arc<A>> for CurrentSession {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<A>) -> Result<Self, Problem> {
        let moment = Moment::from_request_parts(parts, app).await?;
        let app = (**app).as_ref();
        http::session_of(
            &app.secret,
            &app.public_url,
            &moment,
            &parts.method,
            &parts.headers,
        )
        .map(Self)
    }
}

/// Rights are read anew with every request, so disabling, a new password or another permission type take effect with
/// the next one.
impl<A: AsRef<Env> + Send + Sync> FromRequestParts<Arc<A>> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<A>) -> Result<Self, Problem> {
        let CurrentSession(session) = CurrentSession::from_request_parts(parts, app).await?;
        find_caller(&(**app).as_ref().store, &session)
            .await?
            .ok_or_else(Problem::unauthorised)
    }
}

impl<A: AsRef<Env> + Send + Sync> FromRequestParts<Arc<A>> for UserManager {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<A>) -> Result<Self, Problem> {
        Ok(Caller::from_request_parts(parts, app).await?.try_into()?)
    }
}

impl<A: AsRef<Env> + Send + Sync> FromRequestParts<Arc<A>> for SettingsManager {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<A>) -> Result<Self, Problem> {
        Ok(Caller::from_request_parts(parts, app).await?.try_into()?)
    }
}

impl<A: AsRef<Env> + Send + Sync> FromRequestParts<Arc<A>> for SettingsReader {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<A>) -> Result<Self, Problem> {
        Ok(Caller::from_request_parts(parts, app).await?.try_into()?)
    }
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
        let header = parts.headers.get(http::DEVICE_HEADER);
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
