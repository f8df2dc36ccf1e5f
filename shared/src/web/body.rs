//! Bodies of requests: JSON objects, read into the types that describe them.

use super::{
    json::{self, Document},
    problem::{Misuse, Problem},
    shape::Shape,
};
use crate::domain::fault::{Also, Code, Fault};
use axum::{
    body::{Body, Bytes},
    extract::{FromRequest, Request},
    http::header,
};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use utoipa::ToSchema;

pub use crate::domain::change::Change;

/// Largest body of a request, in bytes. A user with every field at its longest stays below a tenth of it.
pub const LARGEST: usize = 64 * 1024;
/// A merge patch (RFC 7396).
const MERGE_PATCH: &str = "application/merge-patch+json";
const JSON: &str = "application/json";
/// A list of very many wrong entries is answered with the first of them.
const MOST_FAULTS: usize = 20;

/// A complete body: every fault of its shape is answered at once, and the handler sees only what is right.
#[derive(Debug)]
pub struct Json<T>(pub T);

/// A body whose handler has faults of its own to add, so that all of them are answered at once.
#[derive(Debug)]
pub struct Collected<T> {
    /// What is of the right shape. Every field of it must be optional.
    pub value: T,
    /// What is not: unknown fields, fields given twice, values of another type.
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

/// The refusal of a body: what is wrong with its shape, and what else is. What is of the wrong shape reads as missing, so
/// each field is named for its shape alone.
pub fn refuse(shape: Vec<Fault>, more: Vec<Fault>) -> Problem {
    let is_known = |fault: &Fault| shape.iter().any(|known| known.pointer == fault.pointer);
    let more: Vec<Fault> = more.into_iter().filter(|fault| !is_known(fault)).collect();
    Problem::invalid(shape.into_iter().chain(more).collect())
}

/// [`Collected`], of a merge patch: under its own media type, or plainly as JSON.
#[derive(Debug)]
pub struct Patch<T>(pub Collected<T>);

impl<T: DeserializeOwned + ToSchema + 'static, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let (_, mut object, mut faults) = read(request, state, &[JSON]).await?;
        faults.extend(Shape::of::<T>().sift(&mut object, true));
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

/// [`Collected`], of a body that may be left out: without one, every field is.
#[derive(Debug)]
pub struct Optional<T>(pub Collected<T>);

impl<T: DeserializeOwned + Default + ToSchema + 'static, S: Send + Sync> FromRequest<S> for Optional<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        let head = Request::from_parts(parts.clone(), body);
        let bytes = bytes(head, state).await?;
        if bytes.is_empty() {
            return Ok(Self(Collected {
                value: T::default(),
                faults: Vec::new(),
                bytes,
            }));
        }
        let request = Request::from_parts(parts, Body::from(bytes));
        collect(request, state, &[JSON]).await.map(Self)
    }
}

/// A body that is a list of texts.
#[derive(Debug)]
pub struct Texts(pub Vec<String>);

impl<S: Send + Sync> FromRequest<S> for Texts {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let Value::Array(items) = read_json(request, state, &[JSON]).await?.1.value else {
            return Err(Misuse::NotTexts.into());
        };
        let (mut texts, mut faults) = (Vec::with_capacity(items.len()), Vec::new());
        for (at, item) in items.into_iter().enumerate() {
            match item {
                Value::String(text) => texts.push(text),
                _ if faults.len() < MOST_FAULTS => {
                    let code = Code::NotText { also: Also::Nothing };
                    faults.push(Fault::at(&at.to_string(), code));
                }
                _ => {}
            }
        }
        if faults.is_empty() {
            Ok(Self(texts))
        } else {
            Err(Problem::invalid(faults))
        }
    }
}

/// Reads a command that was not sent over HTTP: what is of the right shape, and all faults of its shape, missing fields
/// among them. Every field of it must be optional.
///
/// # Errors
///
/// A command that is no object, or that nothing of its type can be made of.
pub fn read_command<T: DeserializeOwned + ToSchema + 'static>(
    payload: Value,
) -> Result<(T, Vec<Fault>), Problem> {
    let Value::Object(mut object) = payload else {
        return Err(Misuse::NotAnObject.into());
    };
    let faults = Shape::of::<T>().sift(&mut object, true);
    match typed(object) {
        Err(_) if !faults.is_empty() => Err(Problem::invalid(faults)),
        read => Ok((read?, faults)),
    }
}

async fn collect<T: DeserializeOwned + ToSchema + 'static, S: Send + Sync>(
    request: Request,
    state: &S,
    accepted: &[&str],
) -> Result<Collected<T>, Problem> {
    let (bytes, mut object, mut faults) = read(request, state, accepted).await?;
    faults.extend(Shape::of::<T>().sift(&mut object, false));
    let value = match typed(object) {
        Err(_) if !faults.is_empty() => return Err(Problem::invalid(faults)),
        read => read?,
    };
    Ok(Collected { value, faults, bytes })
}

/// An object, and a fault for each field that it names twice.
async fn read<S: Send + Sync>(
    request: Request,
    state: &S,
    accepted: &[&str],
) -> Result<(Bytes, Map<String, Value>, Vec<Fault>), Problem> {
    let (bytes, Document { value, repeated }) = read_json(request, state, accepted).await?;
    let Value::Object(object) = value else {
        return Err(Misuse::NotAnObject.into());
    };
    let repeated = repeated.iter();
    let faults = repeated.map(|pointer| Fault::at(pointer, Code::RepeatedField));
    Ok((bytes, object, faults.collect()))
}

async fn read_json<S: Send + Sync>(
    request: Request,
    state: &S,
    accepted: &[&str],
) -> Result<(Bytes, Document), Problem> {
    let media_type = request.headers().get(header::CONTENT_TYPE);
    let media_type = media_type
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let bytes = bytes(request, state).await?;
    if !accepted.contains(&media_type.as_str()) {
        let accepted = accepted.iter().map(|one| (*one).to_owned()).collect();
        return Err(Misuse::MediaType { accepted }.into());
    }
    match json::read(&bytes) {
        Ok(document) => Ok((bytes, document)),
        Err(error) => {
            let (line, column) = (error.line(), error.column());
            Err(Misuse::NotJson { line, column }.into())
        }
    }
}

/// A body, within the limit.
///
/// # Errors
///
/// Too large.
pub async fn bytes<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, Problem> {
    bytes_up_to(LARGEST, request, state).await
}

/// The bytes of a body of at most so many.
///
/// # Errors
///
/// It is larger.
pub async fn bytes_up_to<S: Send + Sync>(most: usize, request: Request, state: &S) -> Result<Bytes, Problem> {
    let bytes = Bytes::from_request(request, state).await;
    bytes
        .ok()
        .filter(|bytes| bytes.len() <= most)
        .ok_or_else(too_large)
}

fn too_large() -> Problem {
    Misuse::TooLarge.into()
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
