//! A small HTTP client for the loopback address, which is all that this crate speaks to.

use anyhow::{Context, Result};
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::{HeaderMap, Method, Request};
use hyper_util::client::legacy::{self, connect::HttpConnector};
use hyper_util::rt::TokioExecutor;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// An HTTP client without TLS.
#[derive(Clone, Debug)]
pub struct Client {
    inner: legacy::Client<HttpConnector, Full<Bytes>>,
}

/// An answer, read to its end.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Default for Client {
    fn default() -> Self {
        Self::new()
    }
}

impl Client {
    /// A client with connections of its own.
    pub fn new() -> Self {
        Self {
            inner: legacy::Client::builder(TokioExecutor::new()).build_http(),
        }
    }

    /// Sends a request as it is.
    ///
    /// # Errors
    /// If there is no answer, or it breaks off.
    pub async fn send(&self, request: Request<Full<Bytes>>) -> Result<Answer> {
        let address = request.uri().clone();
        let answer = self
            .inner
            .request(request)
            .await
            .with_context(|| format!("No answer from {address}"))?;
        let (head, body) = answer.into_parts();
        let body = body
            .collect()
            .await
            .with_context(|| format!("{address} broke off its answer"))?
            .to_bytes();
        Ok(Answer {
            status: head.status.as_u16(),
            headers: head.headers,
            body,
        })
    }

    /// `GET address`.
    ///
    /// # Errors
    /// As [`Client::send`].
    pub async fn get(&self, address: &str) -> Result<Answer> {
        self.send(Request::get(address).body(Full::default())?).await
    }

    /// Sends `body` as JSON, with `token` as bearer where there is one.
    ///
    /// # Errors
    /// As [`Client::send`].
    pub async fn json(
        &self,
        method: Method,
        address: &str,
        token: Option<&str>,
        body: Option<&impl Serialize>,
    ) -> Result<Answer> {
        let mut request = Request::builder().method(method).uri(address);
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let body = match body {
            Some(body) => {
                request = request.header("content-type", "application/json");
                Full::from(serde_json::to_vec(body)?)
            }
            None => Full::default(),
        };
        self.send(request.body(body)?).await
    }
}

impl Answer {
    /// The body as JSON.
    ///
    /// # Errors
    /// If it is none, or not of this shape.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T> {
        serde_json::from_slice(&self.body).context("The answer is not the JSON it should be")
    }

    /// The body as JSON, provided the status is a success.
    ///
    /// # Errors
    /// With the problem's own words otherwise.
    pub fn accepted(&self, doing: &str) -> Result<Value> {
        if (200..300).contains(&self.status) {
            return if self.body.is_empty() {
                Ok(Value::Null)
            } else {
                self.parse()
            };
        }
        anyhow::bail!("{doing}: {} {}", self.status, String::from_utf8_lossy(&self.body))
    }
}
