//! The product's API, as one of an organisation's people calls it.

use anyhow::{Context, Result};
use hyper::Method;
use serde_json::{Value, json};

use crate::http::{Answer, Client};

/// The API in the name of somebody, or of nobody who has signed in.
#[derive(Clone)]
pub struct Api {
    client: Client,
    url: String,
    organisation: String,
    token: Option<String>,
}

impl Api {
    /// The API at an origin, for an organisation, without a session.
    pub fn new(url: &str, organisation: &str) -> Self {
        Self {
            client: Client::new(),
            url: url.to_owned(),
            organisation: organisation.to_owned(),
            token: None,
        }
    }

    /// The same with the access token of a session.
    #[must_use]
    pub fn with_token(self, token: &str) -> Self {
        Self {
            token: Some(token.to_owned()),
            ..self
        }
    }

    /// The same in the name of somebody who signs in.
    ///
    /// # Errors
    /// If nobody answers, or the password is another one.
    pub async fn signed_in(self, identifier: &str, password: &str) -> Result<Self> {
        let answer = self.sign_in(identifier, password).await?;
        let token = access_token(&answer)?;
        Ok(self.with_token(&token))
    }

    /// The organisation's name in addresses.
    pub fn organisation(&self) -> &str {
        &self.organisation
    }

    /// The client behind it.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// What signing in answers: an access token, or a ticket for choosing a password.
    ///
    /// # Errors
    /// If nobody answers, or the password is another one.
    pub async fn sign_in(&self, identifier: &str, password: &str) -> Result<Value> {
        let body = json!({"organisation": self.organisation, "identifier": identifier, "password": password});
        self.call(Method::POST, "/api/sign-in", Some(&body)).await
    }

    /// Sends a request; whatever the status, the answer comes back.
    ///
    /// # Errors
    /// If nobody answers.
    pub async fn send(&self, method: Method, path: &str, body: Option<&Value>) -> Result<Answer> {
        let address = format!("{}{path}", self.url);
        let token = self.token.as_deref();
        self.client.json(method, &address, token, body).await
    }

    /// Sends a request that must succeed: the answer's body.
    ///
    /// # Errors
    /// With the problem's own words if it is refused.
    pub async fn call(&self, method: Method, path: &str, body: Option<&Value>) -> Result<Value> {
        // A link's token is a secret, and no part of what is said.
        let doing = format!("{method} {}", path.split("/activation/").next().unwrap_or(path));
        self.send(method, path, body).await?.accepted(&doing)
    }
}

/// The access token in what signing in, or choosing a password, answers.
///
/// # Errors
/// If there is none.
pub fn access_token(answer: &Value) -> Result<String> {
    Ok(answer["access_token"]
        .as_str()
        .context("Signing in gave no access token")?
        .to_owned())
}
