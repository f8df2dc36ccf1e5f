//! How providers are spoken with: what is kept of them, how Rollcall proves itself, and answers that are none.

use super::{connected, entered, failure, ida, sign_in, wait};
use crate::support::{openid::with, organisation::Org};
use serde_json::{Value, json};

#[tokio::test]
async fn configuration_and_keys_are_kept_and_a_new_key_is_looked_for_at_most_once_a_minute() {
    let (org, provider, _) = connected("alpha", json!({ "just_in_time": true })).await;
    let counts = || {
        [
            provider.asked_for("openid-configuration"),
            provider.asked_for("/keys"),
        ]
    };
    for _ in 0..3 {
        entered(&org, &sign_in(&org, &provider).await).await;
    }
    assert_eq!(counts(), [1, 1]);
    provider.rotate("second", true);
    // The keys were asked for just now.
    assert_eq!(failure(&sign_in(&org, &provider).await), "not-believed");
    assert_eq!(counts(), [1, 1]);
    wait(&org, &provider, 61);
    entered(&org, &sign_in(&org, &provider).await).await;
    assert_eq!(counts(), [1, 2]);
    // A flood of tokens with invented keys asks once.
    provider.change(|it| it.altered.header = json!({ "kid": "invented" }));
    for _ in 0..3 {
        assert_eq!(failure(&sign_in(&org, &provider).await), "not-believed");
    }
    assert_eq!(counts(), [1, 2]);
    provider.change(|it| it.altered.header = json!({}));
    wait(&org, &provider, 3_600);
    entered(&org.administrator().await, &sign_in(&org, &provider).await).await;
    assert_eq!(counts(), [2, 3]);
}

#[tokio::test]
async fn a_key_that_is_withdrawn_signs_nobody_in_once_the_keys_are_read_again() {
    let (org, provider, _) = connected("alpha", json!({ "just_in_time": true })).await;
    entered(&org, &sign_in(&org, &provider).await).await;
    provider.rotate("second", false);
    wait(&org, &provider, 3_601);
    entered(&org, &sign_in(&org, &provider).await).await;
    // What an old key signs is refused.
    provider.change(|it| it.altered.header = json!({ "kid": "first" }));
    wait(&org, &provider, 61);
    assert_eq!(failure(&sign_in(&org, &provider).await), "not-believed");
}

#[tokio::test]
async fn rollcall_proves_itself_as_the_provider_wants_it() {
    let proved_by = |provider: &crate::support::openid::OpenId| {
        let mut how = String::new();
        provider.change(|it| how = it.proved_by.clone());
        how
    };
    for (methods, secret, expected) in [
        (Value::Null, None, "basic"),
        (
            json!(["client_secret_post", "client_secret_basic"]),
            None,
            "basic",
        ),
        (json!(["client_secret_post"]), None, "post"),
        (json!(["client_secret_basic"]), Some(Value::Null), "nothing"),
    ] {
        let mut fields = json!({ "just_in_time": true });
        if let Some(secret) = secret {
            fields["client_secret"] = secret;
        }
        let (org, provider, _) = connected("alpha", fields).await;
        provider.change(|it| {
            it.altered.configuration = json!({ "token_endpoint_auth_methods_supported": methods });
        });
        entered(&org, &sign_in(&org, &provider).await).await;
        assert_eq!(proved_by(&provider), expected, "{methods}");
    }
    let (org, provider, _) = connected("alpha", json!({ "client_secret": "wrong" })).await;
    assert_eq!(failure(&sign_in(&org, &provider).await), "misconfigured");
}

async fn begin(org: &Org) -> crate::support::answer::Answer {
    super::Browser::default()
        .open(org, &format!("/api/sso/{}", org.slug))
        .await
}

#[tokio::test]
async fn a_provider_that_answers_nothing_of_use_is_said_to_be_out_of_reach() {
    let html = |status: u16, body: &str| Some((status, "text/html".to_owned(), body.to_owned()));
    let large = " ".repeat(300 * 1024);
    for always in [
        html(200, "<html>"),
        html(404, ""),
        html(500, ""),
        // Nobody is followed elsewhere.
        html(302, "http://127.0.0.1:1/"),
        html(200, &large),
    ] {
        let (org, provider, _) = connected("alpha", json!({})).await;
        provider.change(|it| it.always = always);
        assert_eq!(failure(&begin(&org).await), "unreachable");
        assert_eq!(provider.asked_for("openid-configuration"), 1);
    }
    for configuration in [
        json!({ "issuer": "https://evil.example" }),
        json!({ "issuer": null }),
        json!({ "token_endpoint": "http://192.168.0.1/tokens" }),
        json!({ "token_endpoint": "file:///etc/passwd" }),
        json!({ "jwks_uri": "http://169.254.169.254/latest/meta-data" }),
        json!({ "authorization_endpoint": "javascript:alert(1)" }),
        json!({ "userinfo_endpoint": "http://10.0.0.1/" }),
    ] {
        let (org, provider, _) = connected("alpha", json!({})).await;
        provider.change(|it| it.altered.configuration = configuration.clone());
        assert_eq!(failure(&begin(&org).await), "unreachable", "{configuration}");
    }
    let (org, provider, _) = connected("alpha", json!({})).await;
    for (answer, expected) in [
        ((400, json!({ "error": "invalid_grant" })), "stale"),
        ((401, json!({ "error": "invalid_client" })), "misconfigured"),
        ((500, json!({})), "unreachable"),
        ((200, json!({ "access_token": "a" })), "unreachable"),
        ((200, json!({ "id_token": 7 })), "unreachable"),
        ((302, json!({})), "unreachable"),
    ] {
        provider.change(|it| it.tokens = Some(answer.clone()));
        assert_eq!(failure(&sign_in(&org, &provider).await), expected, "{answer:?}");
    }
    // It is back.
    provider.change(|it| it.tokens = None);
    provider.says(with(ida(), json!({})));
    assert_eq!(failure(&sign_in(&org, &provider).await), "unknown");
}
