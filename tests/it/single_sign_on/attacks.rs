//! Each way to get in that is none: under the names of the conformance profile for relying parties where it has one.

use super::{Browser, connected, entered, failure, ida, location, sign_in, wait};
use crate::support::{
    openid::with,
    tokens::{Altered, part},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

/// A token that says something else than what was signed.
fn altered(token: String, alter: impl FnOnce(&mut Value)) -> String {
    let mut claims = part(&token, 1);
    alter(&mut claims);
    let (header, rest) = token.split_once('.').unwrap();
    let (_, signature) = rest.split_once('.').unwrap();
    format!(
        "{header}.{}.{signature}",
        URL_SAFE_NO_PAD.encode(claims.to_string())
    )
}

/// What a provider does otherwise.
pub(super) type Misbehaves = fn(&mut Altered);

/// Tokens that nobody gets in by: each with what an administrator who tries the connection out reads of it.
pub(super) const REFUSED: [(&str, Misbehaves, &str); 19] = [
    (
        "oidcc-client-test-nonce-invalid",
        |it| it.claims["nonce"] = json!("another"),
        "nonce",
    ),
    ("nonce missing", |it| it.claims["nonce"] = Value::Null, "nonce"),
    (
        "oidcc-client-test-issuer-mismatch",
        |it| it.claims["iss"] = json!("https://evil.example"),
        "issuer",
    ),
    ("iss missing", |it| it.claims["iss"] = Value::Null, "issuer"),
    (
        "oidcc-client-test-invalid-aud",
        |it| it.claims["aud"] = json!("another"),
        "audience",
    ),
    (
        "oidcc-client-test-missing-aud",
        |it| it.claims["aud"] = Value::Null,
        "audience",
    ),
    (
        "aud of several, made for another",
        |it| {
            it.claims["aud"] = json!(["rollcall", "another"]);
            it.claims["azp"] = json!("another");
        },
        "audience",
    ),
    (
        "oidcc-client-test-missing-sub",
        |it| it.claims["sub"] = Value::Null,
        "subject",
    ),
    (
        "oidcc-client-test-missing-iat",
        |it| it.claims["iat"] = Value::Null,
        "expired",
    ),
    ("exp missing", |it| it.claims["exp"] = Value::Null, "expired"),
    ("expired", |it| it.claims["exp"] = json!(1_700_000_000), "expired"),
    (
        "from the future",
        |it| it.claims["iat"] = json!(4_000_000_000_u64),
        "early",
    ),
    (
        "oidcc-client-test-invalid-sig",
        |it| it.tamper = |token| altered(token, |claims| claims["sub"] = json!("boss")),
        "signature",
    ),
    (
        "no signature",
        |it| {
            it.header = json!({ "alg": "none", "kid": null });
            it.tamper = |token| format!("{}.", token.rsplit_once('.').unwrap().0);
        },
        "algorithm",
    ),
    (
        "a shared secret",
        |it| it.header = json!({ "alg": "HS256" }),
        "algorithm",
    ),
    (
        "a key of its own",
        |it| it.header = json!({ "kid": "mine", "jwk": { "kty": "oct", "k": "AAAA" } }),
        "unknown_key",
    ),
    (
        "a key that says it is for something else",
        |it| it.published = json!({ "use": "enc" }),
        "unknown_key",
    ),
    (
        "demands on its reader",
        |it| it.header = json!({ "crit": ["b64"] }),
        "algorithm",
    ),
    (
        "no token at all",
        |it| it.tamper = |_| "a.b.c".to_owned(),
        "malformed",
    ),
];

/// Tokens that people get in by.
pub(super) const BELIEVED: [(&str, Misbehaves); 5] = [
    (
        "keys without an algorithm, as Microsoft Entra publishes them",
        |it| {
            it.published = json!({ "alg": null });
            it.claims["email_verified"] = Value::Null;
        },
    ),
    ("oidcc-client-test-kid-absent-single-jwks", |it| {
        it.header = json!({ "kid": null });
    }),
    ("several audiences", |it| {
        it.claims["aud"] = json!(["rollcall", "another"]);
        it.claims["azp"] = json!("rollcall");
    }),
    ("a clock that is slow by a minute", |it| {
        it.claims["exp"] = json!(jiff::Timestamp::now().as_second() - 60);
    }),
    ("a provider that names itself", |it| {
        it.configuration = json!({ "authorization_response_iss_parameter_supported": true });
    }),
];

#[tokio::test]
async fn a_token_that_is_not_right_in_everything_lets_nobody_in() {
    let (org, provider, _) = connected("alpha", json!({ "just_in_time": true })).await;
    // Of a provider that has let somebody in before, whose keys are known.
    entered(&org, &sign_in(&org, &provider).await).await;
    for (name, misbehave, _) in REFUSED {
        provider.says(with(
            ida(),
            json!({ "sub": "mads-1", "email": "mads@firma.example" }),
        ));
        provider.change(|it| misbehave(&mut it.altered));
        // What it publishes is looked at again.
        wait(&org, &provider, 2 * 3_600);
        let answer = sign_in(&org, &provider).await;
        assert_eq!(failure(&answer), "not-believed", "{name}");
        assert!(
            !answer
                .cookies
                .iter()
                .any(|cookie| cookie.starts_with("__Host-session")),
            "{name}"
        );
        provider.change(|it| it.altered = Altered::default());
        // What was refused was this alone: with nothing wrong, the next one gets in.
        wait(&org, &provider, 2 * 3_600);
        provider.says(ida());
        entered(&org, &sign_in(&org, &provider).await).await;
    }
    let admin = org.administrator().await;
    assert!(admin.search("mads").await.is_empty());
}

#[tokio::test]
async fn tokens_of_usual_providers_are_believed() {
    for (name, misbehave) in BELIEVED {
        let fields = json!({ "just_in_time": true, "email_trust": "issuer_and_domains", "domains": ["firma.example"] });
        let (org, provider, _) = connected("alpha", fields).await;
        provider.change(|it| misbehave(&mut it.altered));
        let issuer = provider.issuer.clone();
        provider.change(|it| it.iss = json!(issuer));
        let me = entered(&org, &sign_in(&org, &provider).await).await;
        assert_eq!(me["email"], "ida@firma.example", "{name}");
    }
    // oidcc-client-test-kid-absent-multiple-jwks
    let (org, provider, _) = connected("alpha", json!({ "just_in_time": true })).await;
    provider.rotate("second", true);
    provider.change(|it| it.altered.header = json!({ "kid": null }));
    entered(&org, &sign_in(&org, &provider).await).await;
}

#[tokio::test]
async fn another_providers_answer_in_its_place_is_refused() {
    let (org, provider, _) = connected("alpha", json!({ "just_in_time": true })).await;
    provider.change(|it| it.iss = json!("https://evil.example"));
    assert_eq!(failure(&sign_in(&org, &provider).await), "not-believed");
    // One that always names itself, and does not.
    wait(&org, &provider, 2 * 3_600);
    provider.change(|it| {
        it.iss = Value::Null;
        it.altered.configuration = json!({ "authorization_response_iss_parameter_supported": true });
    });
    assert_eq!(failure(&sign_in(&org, &provider).await), "not-believed");
    assert_eq!(provider.asked_for("/tokens"), 0);
}

#[tokio::test]
async fn a_sign_in_is_ended_in_its_own_browser_alone() {
    let (org, provider, _) = connected("alpha", json!({ "just_in_time": true })).await;
    let mut attacker = Browser::default();
    let begun = attacker.open(&org, "/api/sso/alpha").await;
    let back = provider.authorize(&location(&begun));
    // Somebody else is made to open the attacker's way back: they begin a sign-in of their own.
    let mut victim = Browser::default();
    let led = victim.open(&org, &back).await;
    assert!(
        location(&led).starts_with(&format!("{}/authorize?", provider.issuer)),
        "{led:?}"
    );
    assert!(
        !led.cookies
            .iter()
            .any(|cookie| cookie.starts_with("__Host-session"))
    );
    assert_eq!(provider.asked_for("/tokens"), 0);
    // And that one they can end.
    let back = provider.authorize(&location(&led));
    entered(&org, &victim.open(&org, &back).await).await;
}

#[tokio::test]
async fn a_stale_sign_in_begins_once_more_by_itself_and_no_more_than_once() {
    let (org, provider, _) = connected("alpha", json!({ "just_in_time": true })).await;
    let mut browser = Browser::default();
    let begun = browser.open(&org, "/api/sso/alpha").await;
    let back = provider.authorize(&location(&begun));
    entered(&org, &browser.open(&org, &back).await).await;
    // The back button: the same way back again.
    let led = browser.open(&org, &back).await;
    let again = provider.authorize(&location(&led));
    entered(&org, &browser.open(&org, &again).await).await;
    // A second time it would go on for ever.
    assert_eq!(failure(&browser.open(&org, &again).await), "stale");
    // One that is too old.
    let begun = browser.open(&org, "/api/sso/alpha").await;
    let late = provider.authorize(&location(&begun));
    wait(&org, &provider, 31 * 60);
    let led = browser.open(&org, &late).await;
    assert!(location(&led).starts_with(&provider.issuer));
    // A browser that keeps no cookies gets an error that says so.
    let back = provider.authorize(&location(&led));
    assert_eq!(failure(&Browser::default().open(&org, &back).await), "stale");
    // A bookmark without a state.
    for path in [
        "/api/sso/callback",
        "/api/sso/callback?state=a&code=b",
        "/api/sso/callback?code=&code=1",
    ] {
        assert_eq!(location(&browser.open(&org, path).await), "/", "{path}");
    }
}

#[tokio::test]
async fn two_tabs_of_one_browser_do_not_get_in_each_others_way() {
    let (org, provider, _) = connected("alpha", json!({ "just_in_time": true })).await;
    let mut browser = Browser::default();
    let one = browser.open(&org, "/api/sso/alpha").await;
    let other = browser.open(&org, "/api/sso/alpha").await;
    for begun in [one, other] {
        let back = provider.authorize(&location(&begun));
        entered(&org, &browser.open(&org, &back).await).await;
    }
}

#[tokio::test]
async fn asking_for_the_headers_alone_uses_nothing_up() {
    let (org, provider, _) = connected("alpha", json!({ "just_in_time": true })).await;
    let mut browser = Browser::default();
    let begun = browser.open(&org, "/api/sso/alpha").await;
    let back = provider.authorize(&location(&begun));
    for path in [back.as_str(), "/api/sso/alpha"] {
        let refused = org.request("HEAD", path, None, None, &[]).await.expect(405);
        assert_eq!(refused.headers["allow"], "GET");
    }
    entered(&org, &browser.open(&org, &back).await).await;
}

#[tokio::test]
async fn what_is_said_beside_the_token_is_of_the_same_person() {
    let (org, provider, _) = connected("alpha", json!({ "just_in_time": true })).await;
    provider.says(json!({ "sub": "ida-1" }));
    // oidcc-client-test-userinfo-invalid-sub
    provider.change(|it| it.user_info = with(ida(), json!({ "sub": "boss" })));
    assert_eq!(failure(&sign_in(&org, &provider).await), "not-believed");
    provider.change(|it| it.user_info = ida());
    let me = entered(&org, &sign_in(&org, &provider).await).await;
    assert_eq!(me["email"], "ida@firma.example");
}

#[tokio::test]
async fn a_sign_in_that_the_provider_refuses_is_said_in_words() {
    let (org, provider, _) = connected("alpha", json!({ "just_in_time": true })).await;
    for (error, expected) in [
        ("access_denied", "declined"),
        ("server_error", "unreachable"),
        ("temporarily_unavailable", "unreachable"),
        ("invalid_request", "misconfigured"),
        ("unauthorized_client", "misconfigured"),
    ] {
        let mut browser = Browser::default();
        let begun = browser.open(&org, "/api/sso/alpha").await;
        let back = provider.authorize(&location(&begun));
        let (_, state) = back.split_once("&state=").unwrap();
        let refused = browser
            .open(&org, &format!("/api/sso/callback?error={error}&state={state}"))
            .await;
        assert_eq!(failure(&refused), expected, "{error}");
    }
    // oidcc-client-test-code missing
    let mut browser = Browser::default();
    let begun = browser.open(&org, "/api/sso/alpha").await;
    let back = provider.authorize(&location(&begun));
    let (_, state) = back.split_once("&state=").unwrap();
    let refused = browser
        .open(&org, &format!("/api/sso/callback?state={state}"))
        .await;
    assert_eq!(failure(&refused), "not-believed");
}

#[tokio::test]
async fn a_code_of_another_sign_in_is_worth_nothing() {
    let (org, provider, _) = connected("alpha", json!({ "just_in_time": true })).await;
    // The attacker's code, put into the victim's own way back: it was begun with another verifier.
    let stolen = provider.authorize(&location(&Browser::default().open(&org, "/api/sso/alpha").await));
    let stolen = stolen.split(['=', '&']).nth(1).unwrap().to_owned();
    let mut victim = Browser::default();
    let back = provider.authorize(&location(&victim.open(&org, "/api/sso/alpha").await));
    let (_, state) = back.split_once("&state=").unwrap();
    let refused = victim
        .open(&org, &format!("/api/sso/callback?code={stolen}&state={state}"))
        .await;
    assert_eq!(failure(&refused), "stale");
}

#[tokio::test]
async fn a_connection_that_is_gone_lets_nobody_in_who_is_under_way() {
    let (org, provider, id) = connected("alpha", json!({ "just_in_time": true })).await;
    let mut browser = Browser::default();
    let back = provider.authorize(&location(&browser.open(&org, "/api/sso/alpha").await));
    org.delete(&format!("/api/connections/{id}")).await.expect(204);
    assert_eq!(failure(&browser.open(&org, &back).await), "no-connection");
    // Nor does the state of one organisation lead into another.
    assert_eq!(failure(&round_trip_to(&org, "beta").await), "no-connection");
}

async fn round_trip_to(
    org: &crate::support::organisation::Org,
    slug: &str,
) -> crate::support::answer::Answer {
    Browser::default().open(org, &format!("/api/sso/{slug}")).await
}
