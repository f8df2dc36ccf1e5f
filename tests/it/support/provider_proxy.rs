//! A proxy in front of a provider that we did not write, which alters what it says where a test asks it to.
//!
//! Rollcall and people's browsers know the proxy alone: it is the issuer, publishes keys of its own, and signs the provider's ID
//! tokens again with them, since an altered one would not hold with the provider's. Everything else of a sign-in is the provider's:
//! its pages and sessions, its codes, its check of PKCE, of the client and of the redirect, and what it says of people.

use super::{
    loopback::{self, Reply, Request},
    tokens::{Altered, Signer, lay_over, part},
    world::PUBLIC_URL,
};
use jiff::SignedDuration;
use lambda_http::http;
use rollcall_local::{http::Client, visit};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;

const CONFIGURATION: &str = "/.well-known/openid-configuration";
/// Headers that are of one connection, and not of what is passed on.
const OF_THE_CONNECTION: [&str; 5] = [
    "host",
    "connection",
    "keep-alive",
    "content-length",
    "transfer-encoding",
];

/// What it does with what passes.
pub(crate) struct Passing {
    pub(crate) altered: Altered,
    /// Laid over what the provider says of a person beside the token.
    pub(crate) user_info: Value,
    signer: Signer,
    /// How far its clock is ahead of ours.
    ahead: SignedDuration,
    /// Tokens that it has signed.
    signed: usize,
}

/// The proxy.
#[derive(Clone)]
pub(crate) struct ProviderProxy {
    pub(crate) issuer: String,
    /// The provider's own address.
    behind: Arc<str>,
    /// The provider's paths, as it says itself: of its keys, tokens and user info.
    paths: Arc<[String; 3]>,
    client: Client,
    passing: Arc<Mutex<Passing>>,
}

impl ProviderProxy {
    /// One in front of the provider with this issuer. It alters nothing yet.
    pub(crate) async fn before(provider: &str) -> Self {
        let client = Client::new();
        let configuration = client.get(&format!("{provider}{CONFIGURATION}")).await.unwrap();
        let configuration: Value = configuration.parse().unwrap();
        let path = |name: &str| {
            let address = configuration[name].as_str().unwrap();
            address.strip_prefix(provider).unwrap().to_owned()
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let passing = Passing {
            altered: Altered::default(),
            user_info: json!({}),
            signer: Signer::new("first"),
            ahead: SignedDuration::ZERO,
            signed: 0,
        };
        let proxy = Self {
            issuer: format!("http://{}", listener.local_addr().unwrap()),
            behind: provider.into(),
            paths: Arc::new(["jwks_uri", "token_endpoint", "userinfo_endpoint"].map(path)),
            client,
            passing: Arc::new(Mutex::new(passing)),
        };
        let serving = proxy.clone();
        loopback::serve(listener, move |request| {
            let serving = serving.clone();
            async move { serving.pass_on(&request).await }
        });
        proxy
    }

    /// Lets it alter what passes.
    pub(crate) fn change(&self, change: impl FnOnce(&mut Passing)) {
        change(&mut self.passing.lock().unwrap());
    }

    /// Lets it alter nothing any more.
    pub(crate) fn restore(&self) {
        self.change(|it| {
            it.altered = Altered::default();
            it.user_info = json!({});
        });
    }

    /// As [`Signer::rotate`].
    pub(crate) fn rotate(&self, kid: &str, keeps_older: bool) {
        self.change(|it| it.signer.rotate(kid, keeps_older));
    }

    /// Moves its clock forward, as [`World::wait`] does Rollcall's: what the provider gives counts from then.
    ///
    /// [`World::wait`]: super::world::World::wait
    pub(crate) fn wait(&self, time: SignedDuration) {
        self.change(|it| it.ahead += time);
    }

    /// How many of the provider's tokens it has signed again.
    pub(crate) fn signed(&self) -> usize {
        self.passing.lock().unwrap().signed
    }

    /// The person signs in at the address they were led to, by whatever name; without one they cancel: the path that they are
    /// sent back to.
    pub(crate) async fn authorize(&self, location: &str, login: &str) -> String {
        assert!(location.starts_with(&self.issuer), "{location}");
        let back = format!("{PUBLIC_URL}/api/sso/callback?");
        let address = visit::pass_provider(location, login, &back).await.unwrap();
        address.strip_prefix(PUBLIC_URL).unwrap().to_owned()
    }

    async fn pass_on(&self, request: &Request) -> Reply {
        let passes = |name: &str| !OF_THE_CONNECTION.iter().any(|own| name.eq_ignore_ascii_case(own));
        let mut asked = http::Request::builder().method(request.method()).uri(format!(
            "{}{}",
            self.behind,
            request.path()
        ));
        for (name, value) in request.headers().filter(|(name, _)| passes(name)) {
            asked = asked.header(name, value);
        }
        let body = request.body.clone().into_bytes().into();
        let answer = self.client.send(asked.body(body).unwrap()).await.unwrap();
        let path = request.path().split('?').next().unwrap_or_default();
        let altered = (answer.status == 200)
            .then(|| self.alter(path, &answer.body))
            .flatten();
        let headers = answer.headers.iter().filter(|(name, _)| passes(name.as_str()));
        Reply {
            status: answer.status,
            headers: headers
                .map(|(name, value)| {
                    let value = value.to_str().unwrap();
                    let is_address = name == http::header::LOCATION;
                    let value = if is_address {
                        self.with_own_address(value)
                    } else {
                        value.to_owned()
                    };
                    (name.to_string(), value)
                })
                .collect(),
            body: altered.map_or_else(|| answer.body.to_vec(), |value| value.to_string().into_bytes()),
        }
    }

    /// A text that names the proxy wherever it named the provider, also within a query (RFC 9207: the issuer that answers).
    fn with_own_address(&self, text: &str) -> String {
        let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        text.replace(&*self.behind, &self.issuer)
            .replace(&encoded(&self.behind), &encoded(&self.issuer))
    }

    /// What becomes of what the provider answers at a path; `None`: nothing.
    fn alter(&self, path: &str, body: &[u8]) -> Option<Value> {
        let text = String::from_utf8_lossy(body);
        let answered = |text: &str| -> Value { serde_json::from_str(text).unwrap() };
        let mut passing = self.passing.lock().unwrap();
        let [keys, tokens, user_info] = &*self.paths;
        if path == CONFIGURATION {
            let own = answered(&self.with_own_address(&text));
            Some(lay_over(own, &passing.altered.configuration))
        } else if path == keys {
            Some(passing.signer.published(&passing.altered))
        } else if path == tokens {
            let mut answer = answered(&text);
            let token = self.sign_again(&mut passing, answer["id_token"].as_str().unwrap());
            answer["id_token"] = json!(token);
            Some(answer)
        } else if path == user_info {
            Some(lay_over(answered(&text), &passing.user_info))
        } else {
            None
        }
    }

    fn sign_again(&self, passing: &mut Passing, token: &str) -> String {
        let (header, claims) = (part(token, 0), part(token, 1));
        assert_eq!(claims["iss"], *self.behind, "{claims}");
        let later = |name: &str| claims[name].as_i64().unwrap() + passing.ahead.as_secs();
        let own = json!({ "iss": self.issuer, "iat": later("iat"), "exp": later("exp") });
        passing.signed += 1;
        let claims = lay_over(claims, &own);
        passing.signer.token(header, claims, &passing.altered)
    }
}
