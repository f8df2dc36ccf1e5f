//! A provider of single sign-on (OpenID Connect) on this machine that misbehaves where a test asks it to. What it does rightly is
//! done as the specifications say: it checks PKCE, the client and the redirect, and gives each code once.

use super::{
    loopback::{self, Reply, Request},
    tokens::{Altered, Signer, lay_over},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::SignedDuration;
use serde_json::{Map, Value, json};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};
use tokio::net::TcpListener;

/// As whom it knows Rollcall.
pub(crate) const CLIENT: &str = "rollcall";
/// What Rollcall proves itself with: letters that have to be encoded on the way.
pub(crate) const SECRET: &str = "s3cret+/:%ø";

/// What it does. Everything may be changed by a test.
pub(crate) struct Behaviour {
    /// What is laid over what is right; of the token's claims, also who the person is.
    pub(crate) altered: Altered,
    /// What it says beside the token; `null`: there is no such endpoint.
    pub(crate) user_info: Value,
    /// It names itself on the way back (RFC 9207); `null`: not.
    pub(crate) iss: Value,
    /// The token endpoint answers so, in place of what is right.
    pub(crate) tokens: Option<(u16, Value)>,
    /// It answers nothing but this, whatever it is asked for.
    pub(crate) always: Option<(u16, String, String)>,
    /// How far its clock is ahead of ours.
    ahead: SignedDuration,
    signer: Signer,
    codes: HashMap<String, Asked>,
    given: usize,
    /// What it was asked for, by method and path.
    pub(crate) requests: Vec<String>,
    /// How the client proved itself last.
    pub(crate) proved_by: String,
}

/// What a sign-in was begun with.
struct Asked {
    nonce: String,
    challenge: String,
    redirect_uri: String,
}

/// The provider.
#[derive(Clone)]
pub(crate) struct OpenId {
    pub(crate) issuer: String,
    behaviour: Arc<Mutex<Behaviour>>,
}

impl OpenId {
    /// One that does everything right: it knows Ida Holm, whose e-mail it has verified.
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let behaviour = Behaviour {
            altered: Altered {
                claims: json!({ "sub": "ida-1", "given_name": "Ida", "family_name": "Holm", "email": "ida@firma.example",
                    "email_verified": true }),
                ..Altered::default()
            },
            user_info: Value::Null,
            iss: Value::Null,
            tokens: None,
            always: None,
            ahead: SignedDuration::ZERO,
            signer: Signer::new("first"),
            codes: HashMap::new(),
            given: 0,
            requests: Vec::new(),
            proved_by: String::new(),
        };
        let provider = Self {
            issuer: format!("http://{}", listener.local_addr().unwrap()),
            behaviour: Arc::new(Mutex::new(behaviour)),
        };
        let serving = provider.clone();
        loopback::serve(listener, move |request| {
            let reply = serving.answer(&request);
            async { reply }
        });
        provider
    }

    /// Makes it behave otherwise.
    pub(crate) fn change(&self, change: impl FnOnce(&mut Behaviour)) {
        change(&mut self.behaviour.lock().unwrap());
    }

    /// Lets it know another person.
    pub(crate) fn says(&self, claims: Value) {
        self.change(|behaviour| behaviour.altered.claims = claims);
    }

    /// Moves its clock forward, as [`World::wait`] does Rollcall's.
    ///
    /// [`World::wait`]: super::world::World::wait
    pub(crate) fn wait(&self, time: SignedDuration) {
        self.change(|behaviour| behaviour.ahead += time);
    }

    /// As [`Signer::rotate`].
    pub(crate) fn rotate(&self, kid: &str, keeps_older: bool) {
        self.change(|behaviour| behaviour.signer.rotate(kid, keeps_older));
    }

    /// How often it was asked for something.
    pub(crate) fn asked_for(&self, path: &str) -> usize {
        let behaviour = self.behaviour.lock().unwrap();
        behaviour
            .requests
            .iter()
            .filter(|request| request.ends_with(path))
            .count()
    }

    /// The person signs in at the address they were led to: where they are sent back to, with a code.
    #[track_caller]
    pub(crate) fn authorize(&self, location: &str) -> String {
        let (endpoint, query) = location.split_once('?').unwrap();
        assert_eq!(endpoint, format!("{}/authorize", self.issuer));
        let asked: HashMap<String, String> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let given = |name: &str| {
            asked
                .get(name)
                .unwrap_or_else(|| panic!("{name} is missing: {query}"))
                .clone()
        };
        assert_eq!(given("response_type"), "code");
        assert_eq!(given("client_id"), CLIENT);
        assert_eq!(given("code_challenge_method"), "S256");
        assert!(given("scope").split(' ').any(|scope| scope == "openid"));
        let mut behaviour = self.behaviour.lock().unwrap();
        // Codes that were given before are used up, or not yet.
        behaviour.given += 1;
        let code = format!("code-{}", behaviour.given);
        let begun = Asked {
            nonce: given("nonce"),
            challenge: given("code_challenge"),
            redirect_uri: given("redirect_uri"),
        };
        behaviour.codes.insert(code.clone(), begun);
        let mut back = form_urlencoded::Serializer::new(String::new());
        back.append_pair("code", &code)
            .append_pair("state", &given("state"));
        back.append_pair("session_state", "what-a-provider-adds");
        if let Some(iss) = behaviour.iss.as_str() {
            back.append_pair("iss", iss);
        }
        format!("/api/sso/callback?{}", back.finish())
    }

    fn answer(&self, request: &Request) -> Reply {
        let (status, content_type, body) = self.say(request);
        let mut headers = vec![("content-type".to_owned(), content_type)];
        if (300..400).contains(&status) {
            headers.push(("location".to_owned(), body.clone()));
        }
        Reply {
            status,
            headers,
            body: body.into_bytes(),
        }
    }

    fn say(&self, request: &Request) -> (u16, String, String) {
        let mut behaviour = self.behaviour.lock().unwrap();
        let (method, path) = (request.method(), request.path());
        behaviour.requests.push(format!("{method} {path}"));
        if let Some(always) = &behaviour.always {
            return always.clone();
        }
        let (status, value) = match path {
            "/.well-known/openid-configuration" => (200, self.configuration(&behaviour)),
            "/keys" => (200, behaviour.signer.published(&behaviour.altered)),
            "/tokens" => self.exchange(&mut behaviour, request),
            "/user-info" if request.header("authorization") == Some("Bearer at-1") => {
                (200, behaviour.user_info.clone())
            }
            _ => (404, json!({})),
        };
        (status, "application/json".to_owned(), value.to_string())
    }

    fn configuration(&self, behaviour: &Behaviour) -> Value {
        let at = |path: &str| format!("{}{path}", self.issuer);
        let user_info = (!behaviour.user_info.is_null()).then(|| at("/user-info"));
        let right = json!({
            "issuer": self.issuer, "authorization_endpoint": at("/authorize"), "token_endpoint": at("/tokens"),
            "jwks_uri": at("/keys"), "userinfo_endpoint": user_info,
        });
        lay_over(right, &behaviour.altered.configuration)
    }

    fn exchange(&self, behaviour: &mut Behaviour, request: &Request) -> (u16, Value) {
        if let Some(answer) = behaviour.tokens.clone() {
            return answer;
        }
        let form: HashMap<String, String> = form_urlencoded::parse(request.body.as_bytes())
            .into_owned()
            .collect();
        let refuse = |error: &str| (400, json!({ "error": error }));
        behaviour.proved_by = match (basic(request), form.get("client_secret")) {
            (Some([id, secret]), None) if id == CLIENT && secret == SECRET => "basic".to_owned(),
            (None, Some(secret)) if form["client_id"] == CLIENT && secret == SECRET => "post".to_owned(),
            (None, None) if form.get("client_id").is_some_and(|id| id == CLIENT) => "nothing".to_owned(),
            _ => return (401, json!({ "error": "invalid_client" })),
        };
        let Some(begun) = form.get("code").and_then(|code| behaviour.codes.remove(code)) else {
            return refuse("invalid_grant");
        };
        let verifier = form.get("code_verifier").cloned().unwrap_or_default();
        let digest = ring::digest::digest(&ring::digest::SHA256, verifier.as_bytes());
        let is_right = form
            .get("grant_type")
            .is_some_and(|kind| kind == "authorization_code")
            && form.get("redirect_uri") == Some(&begun.redirect_uri)
            && URL_SAFE_NO_PAD.encode(digest) == begun.challenge;
        if !is_right {
            return refuse("invalid_grant");
        }
        let now = (jiff::Timestamp::now() + behaviour.ahead).as_second();
        let right =
            json!({ "iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": begun.nonce });
        let token = behaviour.signer.token(json!({}), right, &behaviour.altered);
        let answer =
            json!({ "id_token": token, "access_token": "at-1", "token_type": "Bearer", "expires_in": 60 });
        (200, answer)
    }
}

/// How a client proves itself by HTTP's own means: its id and its secret.
fn basic(request: &Request) -> Option<[String; 2]> {
    let header = request.header("authorization")?;
    let pair = base64::engine::general_purpose::STANDARD
        .decode(header.strip_prefix("Basic ")?)
        .ok()?;
    let pair = String::from_utf8(pair).ok()?;
    let (id, secret) = pair.split_once(':')?;
    let decoded = |text: &str| {
        let text = format!("x={text}");
        form_urlencoded::parse(text.as_bytes())
            .next()
            .map(|(_, value)| value.into_owned())
    };
    Some([decoded(id)?, decoded(secret)?])
}

/// Members of an object, for the claims of a test.
pub(crate) fn with(claims: Value, more: Value) -> Value {
    let mut members: Map<String, Value> = claims.as_object().cloned().unwrap_or_default();
    members.extend(more.as_object().cloned().unwrap_or_default());
    Value::Object(members)
}
