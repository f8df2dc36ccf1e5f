//! ID tokens as a provider signs them, and what a test alters of them.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair},
};
use serde_json::{Value, json};

/// What is not as it should be. Objects are laid over what is right, member by member; `null` leaves a member out.
pub(crate) struct Altered {
    /// Over what the token says.
    pub(crate) claims: Value,
    /// Over the token's header.
    pub(crate) header: Value,
    /// Over each key that is published.
    pub(crate) published: Value,
    /// Over what the provider says of itself.
    pub(crate) configuration: Value,
    /// What becomes of a token that is ready.
    pub(crate) tamper: fn(String) -> String,
}

impl Default for Altered {
    /// Nothing is.
    fn default() -> Self {
        Self {
            claims: json!({}),
            header: json!({}),
            published: json!({}),
            configuration: json!({}),
            tamper: |token| token,
        }
    }
}

/// `over` laid over a value, member by member; `null` leaves one out.
pub(crate) fn lay_over(value: Value, over: &Value) -> Value {
    let Value::Object(mut members) = value else {
        return value;
    };
    for (name, value) in over.as_object().into_iter().flatten() {
        members.insert(name.clone(), value.clone());
    }
    members.retain(|_, value| !value.is_null());
    Value::Object(members)
}

/// The keys of a provider.
pub(crate) struct Signer {
    key: Key,
    /// Those that it published before and publishes still.
    older: Vec<Key>,
}

struct Key {
    pair: EcdsaKeyPair,
    kid: String,
}

impl Signer {
    /// One that has a key of this id.
    pub(crate) fn new(kid: &str) -> Self {
        Self {
            key: Key::new(kid),
            older: Vec::new(),
        }
    }

    /// Signs with another key from now on, and publishes the older ones still, or not.
    pub(crate) fn rotate(&mut self, kid: &str, keeps_older: bool) {
        let older = std::mem::replace(&mut self.key, Key::new(kid));
        if keeps_older {
            self.older.push(older);
        }
    }

    /// What it publishes (RFC 7517, section 5).
    pub(crate) fn published(&self, altered: &Altered) -> Value {
        let all = self.older.iter().chain([&self.key]);
        let keys: Vec<Value> = all
            .map(|key| lay_over(key.published(), &altered.published))
            .collect();
        json!({ "keys": keys })
    }

    /// A token with this header, but for what names the key, and these claims.
    pub(crate) fn token(&self, header: Value, claims: Value, altered: &Altered) -> String {
        let own = json!({ "alg": "ES256", "kid": self.key.kid });
        let header = lay_over(lay_over(header, &own), &altered.header);
        let claims = lay_over(claims, &altered.claims);
        (altered.tamper)(self.key.sign(&header, &claims))
    }
}

impl Key {
    fn new(kid: &str) -> Self {
        let random = SystemRandom::new();
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document.as_ref(), &random);
        Self {
            pair: pair.unwrap(),
            kid: kid.to_owned(),
        }
    }

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

/// A part of a token as it reads: 0 is its header, 1 what it says.
pub(crate) fn part(token: &str, nth: usize) -> Value {
    let part = token.split('.').nth(nth).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}
