//! A provider of single sign-on (OpenID Connect) on this machine that misbehaves where a test asks it to. What it does rightly is
//! done as the specifications say: it checks PKCE, the client and the redirect, and gives each code once.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::SignedDuration;
use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair},
};
use serde_json::{Map, Value, json};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// As whom it knows Rollcall.
pub(crate) const CLIENT: &str = "rollcall";
/// What Rollcall proves itself with: letters that have to be encoded on the way.
pub(crate) const SECRET: &str = "s3cret+/:%ø";

/// What it does. Everything may be changed by a test.
pub(crate) struct Behaviour {
    /// What its token says: laid over what a right one says. `null` leaves a claim out.
    pub(crate) claims: Value,
    /// What it says beside the token; `null`: there is no such endpoint.
    pub(crate) user_info: Value,
    /// Laid over the token's header.
    pub(crate) header: Value,
    /// Laid over each key that it publishes.
    pub(crate) published: Value,
    /// Laid over what it says of itself.
    pub(crate) configuration: Value,
    /// What becomes of a token that is ready.
    pub(crate) tamper: fn(String) -> String,
    /// It names itself on the way back (RFC 9207); `null`: not.
    pub(crate) iss: Value,
    /// The token endpoint answers so, in place of what is right.
    pub(crate) tokens: Option<(u16, Value)>,
    /// It answers nothing but this, whatever it is asked for.
    pub(crate) always: Option<(u16, String, String)>,
    /// How far its clock is ahead of ours.
    ahead: SignedDuration,
    key: Key,
    /// Those that it published before and publishes still.
    older: Vec<Key>,
    codes: HashMap<String, Asked>,
    given: usize,
    /// What it was asked for, by method and path.
    pub(crate) requests: Vec<String>,
    /// How the client proved itself last.
    pub(crate) proved_by: String,
}

struct Key {
    pair: EcdsaKeyPair,
    kid: String,
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

fn new_key(kid: &str) -> Key {
    let random = SystemRandom::new();
    let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
    let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document.as_ref(), &random);
    Key {
        pair: pair.unwrap(),
        kid: kid.to_owned(),
    }
}

/// `over` laid over a value, member by member; `null` leaves one out.
fn lay_over(value: Value, over: &Value) -> Value {
    let Value::Object(mut members) = value else {
        return value;
    };
    for (name, value) in over.as_object().into_iter().flatten() {
        members.insert(name.clone(), value.clone());
    }
    members.retain(|_, value| !value.is_null());
    Value::Object(members)
}

impl OpenId {
    /// One that does everything right: it knows Ida Holm, whose e-mail it has verified.
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let behaviour = Behaviour {
            claims: json!({ "sub": "ida-1", "given_name": "Ida", "family_name": "Holm", "email": "ida@firma.example",
                "email_verified": true }),
            user_info: Value::Null,
            header: json!({}),
            published: json!({}),
            configuration: json!({}),
            tamper: |token| token,
            iss: Value::Null,
            tokens: None,
            always: None,
            ahead: SignedDuration::ZERO,
            key: new_key("first"),
            older: Vec::new(),
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
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let serving = serving.clone();
                tokio::spawn(async move { serving.serve(stream).await });
            }
        });
        provider
    }

    /// Makes it behave otherwise.
    pub(crate) fn change(&self, change: impl FnOnce(&mut Behaviour)) {
        change(&mut self.behaviour.lock().unwrap());
    }

    /// Lets it know another person.
    pub(crate) fn says(&self, claims: Value) {
        self.change(|behaviour| behaviour.claims = claims);
    }

    /// Moves its clock forward, as [`World::wait`] does Rollcall's.
    ///
    /// [`World::wait`]: super::world::World::wait
    pub(crate) fn wait(&self, time: SignedDuration) {
        self.change(|behaviour| behaviour.ahead += time);
    }

    /// Lets it sign with another key from now on, and publish the older ones still, or not.
    pub(crate) fn rotate(&self, kid: &str, keeps_older: bool) {
        self.change(|behaviour| {
            let older = std::mem::replace(&mut behaviour.key, new_key(kid));
            if keeps_older {
                behaviour.older.push(older);
            }
        });
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

    async fn serve(&self, mut stream: TcpStream) {
        // One request after the other, over one connection.
        while let Some((head, body)) = read_request(&mut stream).await {
            let (status, content_type, body) = self.answer(&head, &body);
            let more = if (300..400).contains(&status) {
                format!("location: {body}\r\n")
            } else {
                String::new()
            };
            let answer = format!(
                "HTTP/1.1 {status} X\r\ncontent-type: {content_type}\r\n{more}content-length: {}\r\n\r\n{body}",
                body.len()
            );
            if stream.write_all(answer.as_bytes()).await.is_err() {
                return;
            }
        }
    }

    fn answer(&self, head: &str, body: &str) -> (u16, String, String) {
        let mut behaviour = self.behaviour.lock().unwrap();
        let line = head.lines().next().unwrap_or_default();
        let (method, path) = line.split_once(' ').unwrap_or_default();
        let path = path.split(' ').next().unwrap_or_default().to_owned();
        behaviour.requests.push(format!("{method} {path}"));
        if let Some(always) = &behaviour.always {
            return always.clone();
        }
        let (status, value) = match path.as_str() {
            "/.well-known/openid-configuration" => (200, self.configuration(&behaviour)),
            "/keys" => {
                let published = behaviour.older.iter().chain([&behaviour.key]);
                let keys: Vec<Value> = published
                    .map(|key| lay_over(key.published(), &behaviour.published))
                    .collect();
                (200, json!({ "keys": keys }))
            }
            "/tokens" => self.exchange(&mut behaviour, head, body),
            "/user-info" if head.to_lowercase().contains("authorization: bearer at-1") => {
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
        lay_over(right, &behaviour.configuration)
    }

    fn exchange(&self, behaviour: &mut Behaviour, head: &str, body: &str) -> (u16, Value) {
        if let Some(answer) = behaviour.tokens.clone() {
            return answer;
        }
        let form: HashMap<String, String> = form_urlencoded::parse(body.as_bytes()).into_owned().collect();
        let refuse = |error: &str| (400, json!({ "error": error }));
        behaviour.proved_by = match (basic(head), form.get("client_secret")) {
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
        let claims = lay_over(right, &behaviour.claims);
        let header = lay_over(
            json!({ "alg": "ES256", "kid": behaviour.key.kid }),
            &behaviour.header,
        );
        let token = (behaviour.tamper)(behaviour.key.sign(&header, &claims));
        let answer =
            json!({ "id_token": token, "access_token": "at-1", "token_type": "Bearer", "expires_in": 60 });
        (200, answer)
    }
}

impl Key {
    fn published(&self) -> Value {
        let point = self.pair.public_key().as_ref();
        json!({ "kty": "EC", "crv": "P-256", "kid": self.kid, "use": "sig", "alg": "ES256",
            "x": URL_SAFE_NO_PAD.encode(&point[1..33]), "y": URL_SAFE_NO_PAD.encode(&point[33..]) })
    }

    fn sign(&self, header: &Value, claims: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let message = format!("{}.{}", part(header), part(claims));
        let signature = self.pair.sign(&SystemRandom::new(), message.as_bytes()).unwrap();
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

/// How a client proves itself by HTTP's own means: its id and its secret.
fn basic(head: &str) -> Option<[String; 2]> {
    let header = head.lines().find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case("authorization").then_some(value)
    })?;
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

/// The head and the body of a request; `None`: there is none any more.
async fn read_request(stream: &mut TcpStream) -> Option<(String, String)> {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(": ")?;
                name.eq_ignore_ascii_case("content-length")
                    .then(|| value.parse::<usize>().ok())?
            });
            if body.len() >= length.unwrap_or_default() {
                return Some((head.to_owned(), body.to_owned()));
            }
        }
        let mut more = [0; 8_192];
        match stream.read(&mut more).await {
            Ok(0) | Err(_) => return None,
            Ok(read) => bytes.extend_from_slice(&more[..read]),
        }
    }
}

/// Members of an object, for the claims of a test.
pub(crate) fn with(claims: Value, more: Value) -> Value {
    let mut members: Map<String, Value> = claims.as_object().cloned().unwrap_or_default();
    members.extend(more.as_object().cloned().unwrap_or_default());
    Value::Object(members)
}
