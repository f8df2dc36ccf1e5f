//! Each way in which a token can be wrong, under the names of the conformance profile for relying parties where it has one.

use super::*;
use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair},
};
use serde_json::json;

const ISSUER: &str = "https://login.example/one";
const NOW: i64 = 1_780_000_000;

/// A provider with a key of its own.
struct Provider {
    key: EcdsaKeyPair,
    random: SystemRandom,
    kid: &'static str,
}

impl Provider {
    fn new(kid: &'static str) -> Self {
        let random = SystemRandom::new();
        let der = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der.as_ref(), &random).unwrap();
        Self { key, random, kid }
    }

    fn published(&self) -> Value {
        let point = self.key.public_key().as_ref();
        json!({
            "kty": "EC", "crv": "P-256", "kid": self.kid, "use": "sig",
            "x": URL_SAFE_NO_PAD.encode(&point[1..33]), "y": URL_SAFE_NO_PAD.encode(&point[33..]),
        })
    }

    fn sign(&self, header: &Value, claims: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let message = format!("{}.{}", part(header), part(claims));
        let signature = self.key.sign(&self.random, message.as_bytes()).unwrap();
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    fn token(&self, claims: &Value) -> String {
        self.sign(&json!({ "alg": "ES256", "kid": self.kid }), claims)
    }
}

fn keys(published: &[Value]) -> Keys {
    Keys::parse(json!({ "keys": published }).to_string().as_bytes()).unwrap()
}

fn claims() -> Value {
    json!({ "iss": ISSUER, "sub": "ida", "aud": "rollcall", "exp": NOW + 300, "iat": NOW, "nonce": "n-1", "email": "ida@example.com" })
}

fn with(changes: &Value) -> Value {
    let mut claims = claims();
    for (name, value) in changes.as_object().unwrap() {
        claims[name] = value.clone();
    }
    claims
        .as_object_mut()
        .unwrap()
        .retain(|_, value| !value.is_null());
    claims
}

fn check(token: &str, keys: &Keys) -> Result<Statement, Rejected> {
    let expected = Expected {
        issuer: ISSUER,
        client_id: "rollcall",
        nonce: "n-1",
        now: Timestamp::from_second(NOW).unwrap(),
    };
    verify(token, keys, expected)
}

#[test]
fn a_token_is_believed_where_all_of_it_holds() {
    let provider = Provider::new("a");
    let keys = keys(&[Provider::new("b").published(), provider.published()]);
    let statement = check(&provider.token(&claims()), &keys).unwrap();
    assert_eq!(statement.subject, "ida");
    assert_eq!(statement.claims["email"], "ida@example.com");
    for accepted in [
        json!({ "aud": ["rollcall"] }),
        json!({ "aud": ["other", "rollcall"], "azp": "rollcall" }),
        // Clocks differ.
        json!({ "exp": NOW - 119 }),
        json!({ "iat": NOW + 119, "nbf": NOW + 119 }),
        json!({ "iat": 1_779_999_999.5 }),
    ] {
        assert!(
            check(&provider.token(&with(&accepted)), &keys).is_ok(),
            "{accepted}"
        );
    }
}

#[test]
fn a_claim_that_does_not_hold_is_refused() {
    let provider = Provider::new("a");
    let keys = keys(&[provider.published()]);
    for (changes, expected) in [
        (json!({ "iss": "https://login.example/two" }), Rejected::Issuer),
        (json!({ "iss": null }), Rejected::Issuer),
        (json!({ "aud": "other" }), Rejected::Audience),
        (json!({ "aud": null }), Rejected::Audience),
        (json!({ "aud": ["other", "rollcall"] }), Rejected::Audience),
        (json!({ "aud": "rollcall", "azp": "other" }), Rejected::Audience),
        (json!({ "nonce": "n-2" }), Rejected::Nonce),
        (json!({ "nonce": null }), Rejected::Nonce),
        (json!({ "sub": null }), Rejected::Subject),
        (json!({ "sub": "" }), Rejected::Subject),
        (json!({ "sub": "i\nda" }), Rejected::Subject),
        (json!({ "sub": "x".repeat(256) }), Rejected::Subject),
        (json!({ "sub": 7 }), Rejected::Malformed),
        (json!({ "exp": NOW - 120 }), Rejected::Expired),
        (json!({ "exp": null }), Rejected::Expired),
        (json!({ "iat": null }), Rejected::Expired),
        (json!({ "iat": NOW + 121 }), Rejected::Early),
        (json!({ "nbf": NOW + 121 }), Rejected::Early),
    ] {
        assert_eq!(
            check(&provider.token(&with(&changes)), &keys),
            Err(expected),
            "{changes}"
        );
    }
}

#[test]
fn a_signature_that_does_not_hold_is_refused() {
    let (provider, stranger) = (Provider::new("a"), Provider::new("a"));
    let keys = keys(&[provider.published()]);
    let token = provider.token(&claims());
    let (message, signature) = token.rsplit_once('.').unwrap();
    let (head, _) = message.split_once('.').unwrap();
    let altered = URL_SAFE_NO_PAD.encode(with(&json!({ "sub": "mads" })).to_string());
    let header = |header: Value| provider.sign(&header, &claims());
    for (token, expected) in [
        (stranger.token(&claims()), Rejected::Signature),
        (format!("{head}.{altered}.{signature}"), Rejected::Signature),
        (format!("{message}."), Rejected::Signature),
        (format!("{message}.AAAA"), Rejected::Signature),
        (message.to_owned(), Rejected::Malformed),
        (String::new(), Rejected::Malformed),
        ("a.b.c".to_owned(), Rejected::Malformed),
        (format!("{message}.!"), Rejected::Malformed),
        (header(json!({ "alg": "none", "kid": "a" })), Rejected::Algorithm),
        (header(json!({ "alg": "HS256", "kid": "a" })), Rejected::Algorithm),
        (
            header(json!({ "alg": "ES256", "kid": "a", "crit": ["b64"] })),
            Rejected::Algorithm,
        ),
        (
            header(json!({ "alg": "RS256", "kid": "a" })),
            Rejected::UnknownKey,
        ),
        (
            header(json!({ "alg": "ES256", "kid": "z" })),
            Rejected::UnknownKey,
        ),
        // A key that the token brings along is none.
        (
            stranger.sign(
                &json!({ "alg": "ES256", "kid": "z", "jwk": stranger.published() }),
                &claims(),
            ),
            Rejected::UnknownKey,
        ),
        (
            stranger.sign(
                &json!({ "alg": "ES256", "jku": "https://evil.example/keys" }),
                &claims(),
            ),
            Rejected::Signature,
        ),
    ] {
        assert_eq!(check(&token, &keys), Err(expected), "{token}");
    }
}

#[test]
fn a_token_that_names_no_key_is_tried_with_those_of_its_kind() {
    let (one, other) = (Provider::new("a"), Provider::new("b"));
    let keyless = other.sign(&json!({ "alg": "ES256" }), &claims());
    for published in [vec![other.published()], vec![one.published(), other.published()]] {
        assert!(check(&keyless, &keys(&published)).is_ok(), "{published:?}");
    }
    assert_eq!(
        check(&keyless, &keys(&[one.published()])),
        Err(Rejected::Signature)
    );
    assert_eq!(check(&keyless, &keys(&[])), Err(Rejected::UnknownKey));
}

#[test]
fn a_key_for_something_else_signs_no_token() {
    let provider = Provider::new("a");
    for change in [
        json!({ "use": "enc" }),
        json!({ "alg": "ES384" }),
        json!({ "alg": "RSA-OAEP" }),
        json!({ "crv": "P-384" }),
        json!({ "kty": "oct", "k": "c2VjcmV0" }),
    ] {
        let mut key = provider.published();
        for (name, value) in change.as_object().unwrap() {
            key[name] = value.clone();
        }
        let checked = check(&provider.token(&claims()), &keys(&[key]));
        assert_eq!(checked, Err(Rejected::UnknownKey), "{change}");
    }
}
