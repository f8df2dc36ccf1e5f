//! Bodies of requests: JSON objects, read into the types that describe them.

use super::{
    problem::{Kind, Problem},
    shape::Shape,
};
use crate::domain::fault::Fault;
use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::header,
};
use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// Largest body of a request, in bytes. A user with every field at its longest stays below a tenth of it.
pub const LARGEST: usize = 64 * 1024;
/// A merge patch (RFC 7396).
const MERGE_PATCH: &str = "application/merge-patch+json";
const JSON: &str = "application/json";

/// A complete body: every fault of its shape is answered at once, and the handler sees only what is right.
#[derive(Debug)]
pub struct Json<T>(pub T);

/// A body whose handler has faults of its own to add, so that all of them are answered at once.
#[derive(Debug)]
pub struct Collected<T> {
    /// What is of the right shape. Every field of it must be optional.
    pub value: T,
    /// What is not: unknown fields, values of another type.
    pub faults: Vec<Fault>,
    /// The body as it came.
    pub bytes: Bytes,
}

impl<T> Collected<T> {
    /// The value, where nothing was wrong with its shape.
    ///
    /// # Errors
    ///
    /// All faults of the shape.
    pub fn accept(self) -> Result<T, Problem> {
        if self.faults.is_empty() {
            Ok(self.value)
        } else {
            Err(Problem::invalid(self.faults))
        }
    }
}

/// [`Collected`], of a merge patch: under its own media type, or plainly as JSON.
#[derive(Debug)]
pub struct Patch<T>(pub Collected<T>);

impl<T: DeserializeOwned + ToSchema + 'static, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let (_, mut object) = read(request, state, &[JSON]).await?;
        let faults = Shape::of::<T>().sift(&mut object, true);
        if !faults.is_empty() {
            return Err(Problem::invalid(faults));
        }
        typed(object).map(Self)
    }
}

impl<T: DeserializeOwned + ToSchema + 'static, S: Send + Sync> FromRequest<S> for Collected<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        collect(request, state, &[JSON]).await
    }
}

impl<T: DeserializeOwned + ToSchema + 'static, S: Send + Sync> FromRequest<S> for Patch<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        collect(request, state, &[JSON, MERGE_PATCH]).await.map(Self)
    }
}

async fn collect<T: DeserializeOwned + ToSchema + 'static, S: Send + Sync>(
    request: Request,
    state: &S,
    accepted: &[&str],
) -> Result<Collected<T>, Problem> {
    let (bytes, mut object) = read(request, state, accepted).await?;
    let faults = Shape::of::<T>().sift(&mut object, false);
    Ok(Collected {
        value: typed(object)?,
        faults,
        bytes,
    })
}

async fn read<S: Send + Sync>(
    request: Request,
    state: &S,
    accepted: &[&str],
) -> Result<(Bytes, Map<String, Value>), Problem> {
    let media_type = request.headers().get(header::CONTENT_TYPE);
    let media_type = media_type
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let bytes = bytes(request, state).await?;
    if !accepted.contains(&media_type.as_str()) {
        let detail = format!("Send the body as {}.", accepted.join(" or "));
        return Err(Problem::new(Kind::UnsupportedMediaType, detail));
    }
    match serde_json::from_slice(&bytes) {
        Ok(Value::Object(object)) => Ok((bytes, object)),
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

/// A body, within the limit.
///
/// # Errors
///
/// Too large.
pub async fn bytes<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, Problem> {
    let bytes = Bytes::from_request(request, state).await;
    bytes
        .ok()
        .filter(|bytes| bytes.len() <= LARGEST)
        .ok_or_else(too_large)
}

fn too_large() -> Problem {
    Problem::new(Kind::TooLarge, "The body is larger than 64 KB.")
}

/// What is of the shape a type describes is of that type. Where it is not, the description is wrong.
fn typed<T: DeserializeOwned>(object: Map<String, Value>) -> Result<T, Problem> {
    serde_json::from_value(Value::Object(object)).map_err(|error| {
        tracing::error!(%error, "a body is of its described shape and not of its type");
        Problem::internal()
    })
}

/// A name as a part of a JSON pointer (RFC 6901).
pub(super) fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// What a merge patch (RFC 7396) asks of one field: `#[serde(default)]` beside it, and
/// `#[schema(value_type = Option<T>)]`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Change<T> {
    /// The field is not in the patch.
    #[default]
    Keep,
    /// The field is `null`.
    Remove,
    /// The field has a value.
    To(T),
}

impl<T> Change<T> {
    /// The value after the change of a field that may be empty.
    pub fn apply(self, before: Option<T>) -> Option<T> {
        match self {
            Self::Keep => before,
            Self::Remove => None,
            Self::To(value) => Some(value),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Change<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Option::deserialize(deserializer)?;
        Ok(value.map_or(Self::Remove, Self::To))
    }
}
