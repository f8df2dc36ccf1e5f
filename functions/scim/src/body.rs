//! Bodies: JSON objects, of either media type.

use crate::refusal::{MEDIA_TYPE, Refused, ScimType};
use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::header,
};
use rollcall::{
    domain::provisioned::find_key,
    web::{body, problem::Misuse, problem::Problem},
};
use serde_json::{Map, Value};

/// An object.
#[derive(Debug)]
pub(crate) struct Object(pub(crate) Map<String, Value>);

impl<S: Send + Sync> FromRequest<S> for Object {
    type Rejection = Refused;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refused> {
        Self::require_media_type(&request)?;
        let bytes: Bytes = body::bytes(request, state).await?;
        Self::of_bytes(&bytes)
    }
}

impl Object {
    /// That a body says it is JSON, or says nothing.
    pub(crate) fn require_media_type(request: &Request) -> Result<(), Refused> {
        let media_type = request.headers().get(header::CONTENT_TYPE);
        let media_type = media_type
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.split(';').next())
            .map(|value| value.trim().to_ascii_lowercase());
        if media_type.is_some_and(|found| found != MEDIA_TYPE && found != "application/json") {
            let accepted = vec![MEDIA_TYPE.to_owned(), "application/json".to_owned()];
            return Err(Problem::from(Misuse::MediaType { accepted }).into());
        }
        Ok(())
    }

    /// The object that a body is.
    pub(crate) fn of_bytes(bytes: &[u8]) -> Result<Self, Refused> {
        match serde_json::from_slice(bytes) {
            Ok(Value::Object(object)) => Ok(Self(object)),
            Ok(_) => Err(Problem::from(Misuse::NotAnObject).into()),
            Err(error) => {
                let (line, column) = (error.line(), error.column());
                Err(Problem::from(Misuse::NotJson { line, column }).into())
            }
        }
    }

    /// A member, whatever the case of its name.
    pub(crate) fn take(&mut self, name: &str) -> Option<Value> {
        let key = find_key(&self.0, name)?.to_owned();
        self.0.remove(&key)
    }

    /// A member that is a text.
    pub(crate) fn take_text(&mut self, name: &'static str) -> Result<Option<String>, Refused> {
        match self.take(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(Refused::bad(
                ScimType::InvalidValue,
                format!("{name} has to be a text."),
            )),
        }
    }
}
