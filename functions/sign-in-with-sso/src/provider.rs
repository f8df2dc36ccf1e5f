//! Speaking with a provider: what it says of itself (OpenID Connect Discovery 1.0), its keys, and what it gives for a code.
//!
//! What it says of itself and its keys are kept in the process. A key that is not known is looked for again, at most once a minute.

mod http;

use self::http::{AskError, Asking, Body};
use axum::http::{Request, header};
use base64::{Engine, engine::general_purpose::STANDARD};
use jiff::{SignedDuration, Timestamp};
use rollcall::domain::{
    identifier::Subject,
    sso::{
        claims::Claims,
        connection::Connection,
        id_token::{Expected, Rejected, Statement, verify},
        issuer::Reach,
        keys::Keys,
        login::Login,
        mapping::{Mapping, Said},
    },
};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// What a provider says of itself is asked for again after this.
const KEPT: SignedDuration = SignedDuration::from_hours(1);
/// A key that is not known is looked for no more often than this.
const KEYS_AGAIN: SignedDuration = SignedDuration::from_mins(1);
/// Providers that are kept: a process that serves many organisations stays small.
const MOST_KEPT: usize = 200;
/// What is asked for about the person.
const SCOPE: &str = "openid email profile";
/// The same with the phone.
const SCOPE_WITH_PHONE: &str = "openid email profile phone";
/// The standard claim of a phone.
const PHONE: &str = "phone_number";

/// Why a sign-in with a provider came to nothing.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ProviderError {
    /// It cannot be asked, or answers nothing that can be used.
    #[error("{what}: {error}")]
    Asking {
        /// For what.
        what: &'static str,
        /// Why not.
        error: AskError,
    },
    /// What it says of itself, or answers, cannot be read, or is of another provider.
    #[error("{0}")]
    Unusable(&'static str),
    /// It does not give anything for the code: by the error it names (RFC 6749, section 5.2).
    #[error("the code was refused: {0}")]
    Refused(String),
    /// Its statement about the person is not believed.
    #[error("the ID token is not believed: {}", .0.as_str())]
    Rejected(#[from] Rejected),
    /// What it says of the person beside the token is of somebody else.
    #[error("the user info is of somebody else")]
    OtherSubject,
}

fn asking(what: &'static str) -> impl FnOnce(AskError) -> ProviderError {
    move |error| ProviderError::Asking { what, error }
}

/// What a provider says of itself.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Metadata {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    #[serde(default)]
    userinfo_endpoint: Option<String>,
    #[serde(default)]
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    /// It names itself on the way back (RFC 9207), and then always.
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

/// A provider as it is kept.
#[derive(Debug, Clone)]
struct Known {
    metadata: Arc<Metadata>,
    keys: Arc<Keys>,
    asked_at: Timestamp,
    keys_at: Timestamp,
}

/// What Rollcall proves itself with to a provider.
#[derive(Debug)]
pub(crate) struct Client<'a> {
    /// What the provider knows it by.
    pub(crate) id: &'a str,
    /// Its secret, where there is one.
    pub(crate) secret: Option<&'a str>,
    /// Where people are sent back to.
    pub(crate) redirect_uri: &'a str,
}

/// What a provider gives for a code.
#[derive(Deserialize)]
struct Tokens {
    id_token: String,
    #[serde(default)]
    access_token: Option<String>,
}

/// The providers there are.
#[derive(Debug)]
pub(crate) struct Providers {
    asking: Asking,
    reach: Reach,
    known: Mutex<HashMap<String, Known>>,
}

impl Providers {
    /// Those within this reach.
    ///
    /// # Errors
    ///
    /// Where TLS cannot be set up.
    pub(crate) fn new(reach: Reach) -> Result<Self, String> {
        Ok(Self {
            asking: Asking::new(reach).map_err(|error| error.to_string())?,
            reach,
            known: Mutex::default(),
        })
    }

    /// What a provider says of itself.
    ///
    /// # Errors
    ///
    /// It cannot be asked, or is another one than it should be.
    pub(crate) async fn find(&self, issuer: &str, now: Timestamp) -> Result<Arc<Metadata>, ProviderError> {
        Ok(self.know(issuer, now).await?.metadata)
    }

    async fn know(&self, issuer: &str, now: Timestamp) -> Result<Known, ProviderError> {
        let kept = self.kept(issuer);
        if let Some(known) = kept.filter(|known| is_younger(known.asked_at, KEPT, now)) {
            return Ok(known);
        }
        let url = format!(
            "{}/.well-known/openid-configuration",
            issuer.trim_end_matches('/')
        );
        let document = self
            .asking
            .get(&url, None)
            .await
            .map_err(asking("configuration"))?;
        let metadata: Metadata = serde_json::from_slice(&document)
            .map_err(|_| ProviderError::Unusable("the configuration cannot be read"))?;
        // Another one's configuration would send the person, and our secret, there (OpenID Connect Discovery 1.0, section 4.3).
        if metadata.issuer != issuer {
            return Err(ProviderError::Unusable("the configuration is of another issuer"));
        }
        if !metadata.endpoints().all(|url| self.reach.allows(url)) {
            return Err(ProviderError::Unusable(
                "an endpoint is not a public address over TLS",
            ));
        }
        let keys = self.ask_for_keys(&metadata).await?;
        let known = Known {
            metadata: Arc::new(metadata),
            keys: Arc::new(keys),
            asked_at: now,
            keys_at: now,
        };
        self.keep(issuer, known.clone());
        Ok(known)
    }

    async fn ask_for_keys(&self, metadata: &Metadata) -> Result<Keys, ProviderError> {
        let document = self
            .asking
            .get(&metadata.jwks_uri, None)
            .await
            .map_err(asking("keys"))?;
        Keys::parse(&document).ok_or(ProviderError::Unusable("the keys cannot be read"))
    }

    fn kept(&self, issuer: &str) -> Option<Known> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(issuer).cloned()
    }

    fn keep(&self, issuer: &str, provider: Known) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST_KEPT {
            known.clear();
        }
        known.insert(issuer.to_owned(), provider);
    }

    /// What a provider says of the person that this code is about. Its statement is checked with its keys, and against this login.
    ///
    /// # Errors
    ///
    /// See [`ProviderError`].
    pub(crate) async fn redeem(
        &self,
        connection: &Connection,
        client: &Client<'_>,
        login: &Login,
        code: &str,
        now: Timestamp,
    ) -> Result<Claims, ProviderError> {
        let known = self.know(&connection.issuer, now).await?;
        let tokens = self.exchange(&known.metadata, client, login, code).await?;
        let nonce = login.nonce();
        let expected = Expected {
            issuer: &connection.issuer,
            client_id: client.id,
            nonce: &nonce,
            now,
        };
        let Statement { subject, claims } = match verify(&tokens.id_token, &known.keys, expected) {
            // It may have made a new one since.
            Err(Rejected::UnknownKey) if !is_younger(known.keys_at, KEYS_AGAIN, now) => {
                let keys = Arc::new(self.ask_for_keys(&known.metadata).await?);
                let renewed = Known {
                    keys: Arc::clone(&keys),
                    keys_at: now,
                    ..known.clone()
                };
                self.keep(&connection.issuer, renewed);
                verify(&tokens.id_token, &keys, expected)?
            }
            verified => verified?,
        };
        let said = Claims::new(
            Subject::new(&connection.issuer, &subject),
            claims.clone(),
            Map::new(),
        );
        // Many providers keep the token short.
        let says_nothing = |name: &str| said.said(name) == Said::Nothing;
        let says_too_little = said.text("email").is_none()
            || said.name().is_none()
            || connection.claims.names().any(says_nothing);
        let endpoint = known
            .metadata
            .userinfo_endpoint
            .as_deref()
            .filter(|_| says_too_little);
        let (Some(endpoint), Some(token)) = (endpoint, tokens.access_token.as_deref()) else {
            return Ok(said);
        };
        let user_info = self
            .asking
            .get(endpoint, Some(token))
            .await
            .map_err(asking("user info"))?;
        let user_info: Map<String, Value> = serde_json::from_slice(&user_info)
            .map_err(|_| ProviderError::Unusable("the user info cannot be read"))?;
        // OpenID Connect Core 1.0, section 5.3.2: it may be of whom somebody put in between.
        if user_info.get("sub").and_then(Value::as_str) != Some(subject.as_str()) {
            return Err(ProviderError::OtherSubject);
        }
        Ok(Claims::new(
            Subject::new(&connection.issuer, &subject),
            claims,
            user_info,
        ))
    }

    async fn exchange(
        &self,
        metadata: &Metadata,
        client: &Client<'_>,
        login: &Login,
        code: &str,
    ) -> Result<Tokens, ProviderError> {
        #[derive(Deserialize)]
        struct Refusal {
            error: String,
        }
        let request = token_request(metadata, client, login, code)?;
        let (status, body) = self.asking.send(request).await.map_err(asking("tokens"))?;
        if status != 200 {
            let refusal = serde_json::from_slice::<Refusal>(&body).ok();
            return Err(match refusal.filter(|_| (400..500).contains(&status)) {
                Some(refusal) => ProviderError::Refused(word(&refusal.error)),
                None => asking("tokens")(AskError::Status(status)),
            });
        }
        serde_json::from_slice(&body)
            .map_err(|_| ProviderError::Unusable("there is no ID token in the answer"))
    }
}

impl Metadata {
    /// Every address that it names.
    fn endpoints(&self) -> impl Iterator<Item = &String> {
        let needed = [&self.authorization_endpoint, &self.token_endpoint, &self.jwks_uri];
        needed.into_iter().chain(&self.userinfo_endpoint)
    }

    /// Where somebody goes to sign in.
    pub(crate) fn address(
        &self,
        client: &Client<'_>,
        login: &Login,
        state: &str,
        login_hint: Option<&str>,
        claims: &Mapping,
    ) -> String {
        // The standard gives the phone on a word of its own (OpenID Connect Core 1.0, section 5.4).
        let asks_for_phone = claims.names().any(|name| name == PHONE);
        let scope = if asks_for_phone { SCOPE_WITH_PHONE } else { SCOPE };
        let mut query = form_urlencoded::Serializer::new(String::new());
        query
            .append_pair("response_type", "code")
            .append_pair("client_id", client.id)
            .append_pair("redirect_uri", client.redirect_uri)
            .append_pair("scope", scope)
            .append_pair("state", state)
            .append_pair("nonce", &login.nonce())
            .append_pair("code_challenge", &login.challenge())
            .append_pair("code_challenge_method", "S256");
        if let Some(hint) = login_hint {
            query.append_pair("login_hint", hint);
        }
        let endpoint = &self.authorization_endpoint;
        let mark = if endpoint.contains('?') { '&' } else { '?' };
        format!("{endpoint}{mark}{}", query.finish())
    }

    /// Whether an answer that names this issuer, or none, may come from this provider (RFC 9207): otherwise another one answers in
    /// its place.
    pub(crate) fn may_have_answered(&self, issuer: Option<&str>) -> bool {
        match issuer {
            Some(issuer) => issuer == self.issuer,
            None => !self.authorization_response_iss_parameter_supported,
        }
    }

    /// By default a secret is sent so (OpenID Connect Discovery 1.0, section 3).
    fn takes_basic(&self) -> bool {
        let methods = self.token_endpoint_auth_methods_supported.as_ref();
        methods.is_none_or(|methods| methods.iter().any(|one| one == "client_secret_basic"))
    }
}

/// What a code is exchanged with (RFC 6749, section 4.1.3; RFC 7636, section 4.5).
fn token_request(
    metadata: &Metadata,
    client: &Client<'_>,
    login: &Login,
    code: &str,
) -> Result<Request<Body>, ProviderError> {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("grant_type", "authorization_code")
        .append_pair("code", code)
        .append_pair("redirect_uri", client.redirect_uri)
        .append_pair("code_verifier", &login.verifier());
    let mut request = Request::post(&metadata.token_endpoint)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::ACCEPT, "application/json");
    match client.secret {
        Some(secret) if metadata.takes_basic() => {
            request = request.header(header::AUTHORIZATION, basic(client.id, secret));
        }
        Some(secret) => {
            form.append_pair("client_id", client.id)
                .append_pair("client_secret", secret);
        }
        None => {
            form.append_pair("client_id", client.id);
        }
    }
    let request = request.body(Body::from(form.finish()));
    request.map_err(|_| ProviderError::Unusable("the token endpoint is no address"))
}

fn is_younger(since: Timestamp, than: SignedDuration, now: Timestamp) -> bool {
    now.duration_since(since) < than
}

/// RFC 6749, section 2.3.1: both are encoded as in a form first.
fn basic(id: &str, secret: &str) -> String {
    let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let pair = format!("{}:{}", encoded(id), encoded(secret));
    format!("Basic {}", STANDARD.encode(pair))
}

/// An error's name, as it may stand in a log.
fn word(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
        .take(60)
        .collect()
}
