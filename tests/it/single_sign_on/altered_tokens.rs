//! The same ways to get in that are none as in [`attacks`](super::attacks), with a provider that we did not write: a proxy in front
//! of it alters what it says of somebody who has really signed in there.

use super::{
    Browser,
    attacks::{BELIEVED, REFUSED},
    entered, failure, location,
};
use crate::support::{
    answer::Answer,
    organisation::{Org, organisation},
    provider_proxy::ProviderProxy,
    world::PUBLIC_URL,
};
use jiff::SignedDuration;
use rollcall_local::{
    build,
    provider::{Manner, Provider},
    terminal::say,
};
use serde_json::{Value, json};

/// Longer than what a provider says of itself, and its keys, are kept.
const LOOKED_AT_AGAIN: i64 = 2 * 3_600;

async fn start() -> Provider {
    let redirect_uri = format!("{PUBLIC_URL}/api/sso/callback");
    Provider::start(&build::repository(), &redirect_uri, Manner::Usual, say)
        .await
        .unwrap()
}

/// An organisation with a connection, of these fields and this id, to a proxy in front of the provider.
async fn connected(provider: &Provider, fields: Value) -> (Org, ProviderProxy, String) {
    let org = organisation("alpha").await;
    let proxy = ProviderProxy::before(provider.issuer()).await;
    let mut wanted = provider.connection("Firma");
    wanted["issuer"] = json!(proxy.issuer);
    for (name, value) in fields.as_object().unwrap() {
        wanted[name] = value.clone();
    }
    let id = org.post("/api/connections", wanted).await.expect(201).id();
    (org, proxy, id)
}

/// Begins a sign-in: where it leads.
async fn begin(org: &Org, browser: &mut Browser) -> String {
    let begun = browser.open(org, &format!("/api/sso/{}", org.slug)).await;
    location(&begun)
}

/// Somebody goes to the provider and comes back, in one new browser.
async fn sign_in(org: &Org, proxy: &ProviderProxy, login: &str) -> Answer {
    let mut browser = Browser::default();
    let led = begin(org, &mut browser).await;
    browser.open(org, &proxy.authorize(&led, login).await).await
}

/// What an administrator reads who tries the connection out.
async fn try_out(org: &Org, proxy: &ProviderProxy, id: &str, login: &str) -> Value {
    let test = format!("/api/connections/{id}/test");
    let url = org.post(&test, json!({})).await.expect(200).json()["url"].clone();
    let path = url.as_str().unwrap().strip_prefix(PUBLIC_URL).unwrap();
    let mut browser = Browser::default();
    let led = location(&browser.open(org, path).await);
    let back = proxy.authorize(&led, login).await;
    browser.open(org, &back).await.expect(200).json()
}

fn wait(org: &Org, proxy: &ProviderProxy, seconds: i64) {
    org.wait(SignedDuration::from_secs(seconds));
    proxy.wait(SignedDuration::from_secs(seconds));
}

#[track_caller]
fn assert_not_let_in(answer: &Answer, why: &str, case: &str) {
    assert_eq!(failure(answer), why, "{case}");
    let mut cookies = answer.cookies.iter();
    assert!(!cookies.any(|one| one.starts_with("__Host-session")), "{case}");
}

#[tokio::test]
async fn a_real_providers_token_lets_in_as_it_is_and_nobody_once_it_is_altered() {
    let provider = start().await;
    let (org, proxy, id) = connected(&provider, json!({})).await;
    let me = entered(&org, &sign_in(&org, &proxy, "ida.holm").await).await;
    assert_eq!(me["email"], "ida.holm@nordlys.example");
    for (name, misbehave, reason) in REFUSED {
        proxy.change(|it| misbehave(&mut it.altered));
        wait(&org, &proxy, LOOKED_AT_AGAIN);
        let signed = proxy.signed();
        let answer = sign_in(&org, &proxy, "mads.friis").await;
        assert_not_let_in(&answer, "not-believed", name);
        // It is refused for what was altered, and for nothing else.
        let tried = try_out(&org.administrator().await, &proxy, &id, "mads.friis").await;
        let expected = format!("the ID token is not believed: {reason}");
        assert_eq!(
            (&tried["failure"], &tried["reason"]),
            (&json!("not-believed"), &json!(expected)),
            "{name}"
        );
        // The provider had nothing against either.
        assert_eq!(proxy.signed(), signed + 2, "{name}");
        proxy.restore();
        wait(&org, &proxy, LOOKED_AT_AGAIN);
        let again = entered(&org, &sign_in(&org, &proxy, "ida.holm").await).await;
        assert_eq!(again["id"], me["id"], "{name}");
    }
    let admin = org.administrator().await;
    assert!(admin.search("mads").await.is_empty());
    entered(&org, &sign_in(&org, &proxy, "mads.friis").await).await;
    assert_eq!(admin.search("mads").await.len(), 1);
}

#[tokio::test]
async fn a_real_providers_token_is_believed_in_every_usual_form() {
    let provider = start().await;
    for (name, misbehave) in BELIEVED {
        let fields = json!({ "email_trust": "issuer_and_domains", "domains": ["nordlys.example"] });
        let (org, proxy, _) = connected(&provider, fields).await;
        proxy.change(|it| misbehave(&mut it.altered));
        let me = entered(&org, &sign_in(&org, &proxy, "ida.holm").await).await;
        assert_eq!(me["email"], "ida.holm@nordlys.example", "{name}");
    }
    // oidcc-client-test-kid-absent-multiple-jwks
    let (org, proxy, _) = connected(&provider, json!({})).await;
    proxy.rotate("second", true);
    proxy.change(|it| it.altered.header = json!({ "kid": null }));
    let me = entered(&org, &sign_in(&org, &proxy, "ida.holm").await).await;
    // oidcc-client-test-signing-key-rotation
    proxy.restore();
    proxy.rotate("third", false);
    assert_not_let_in(
        &sign_in(&org, &proxy, "ida.holm").await,
        "not-believed",
        "a key that is not known yet",
    );
    wait(&org, &proxy, 61);
    let again = entered(&org, &sign_in(&org, &proxy, "ida.holm").await).await;
    assert_eq!(again["id"], me["id"]);
}

#[tokio::test]
async fn what_a_real_provider_says_beside_the_token_is_of_the_same_person() {
    let provider = start().await;
    let (org, proxy, id) = connected(&provider, json!({})).await;
    for (name, over) in [
        (
            "oidcc-client-test-userinfo-invalid-sub",
            json!({ "sub": "at-the-provider-boss" }),
        ),
        ("sub missing", json!({ "sub": null })),
    ] {
        proxy.change(|it| it.user_info = over);
        assert_not_let_in(&sign_in(&org, &proxy, "ida.holm").await, "not-believed", name);
        let tried = try_out(&org, &proxy, &id, "ida.holm").await;
        assert_eq!(tried["reason"], "the user info is of somebody else", "{name}");
        assert!(org.search("holm").await.is_empty(), "{name}");
    }
    // Whose token it is counts, where it is of another person than who has signed in.
    proxy.restore();
    proxy.change(|it| it.altered.claims = json!({ "sub": "at-the-provider-boss" }));
    assert_not_let_in(
        &sign_in(&org, &proxy, "ida.holm").await,
        "not-believed",
        "another's token",
    );
    proxy.restore();
    let me = entered(&org, &sign_in(&org, &proxy, "ida.holm").await).await;
    assert_eq!(me["email"], "ida.holm@nordlys.example");
}

#[tokio::test]
async fn an_answer_that_a_real_provider_did_not_give_to_this_sign_in_is_refused() {
    let provider = start().await;
    let (org, proxy, _) = connected(&provider, json!({})).await;
    let query = |back: &str, changed: &[(&str, Option<&str>)]| {
        let (path, query) = back.split_once('?').unwrap();
        let mut pairs: Vec<(String, String)> =
            form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        for (name, value) in changed {
            let before = pairs.len();
            pairs.retain(|(own, _)| own != name);
            assert_eq!(pairs.len() + 1, before, "{back} has no {name}");
            pairs.extend(value.map(|value| ((*name).to_owned(), value.to_owned())));
        }
        let mut query = form_urlencoded::Serializer::new(String::new());
        format!("{path}?{}", query.extend_pairs(pairs).finish())
    };
    // Of another sign-in that was begun just now: the provider holds its code to the verifier of that one.
    let led = begin(&org, &mut Browser::default()).await;
    let stolen = proxy.authorize(&led, "mads.friis").await;
    let stolen: String = form_urlencoded::parse(stolen.split_once('?').unwrap().1.as_bytes())
        .find_map(|(name, value)| (name == "code").then(|| value.into_owned()))
        .unwrap();
    let behind = provider.issuer();
    for (name, changed, expected) in [
        ("code missing", [("code", None)], "not-believed"),
        ("another's code", [("code", Some(stolen.as_str()))], "stale"),
        ("an invented code", [("code", Some("invented"))], "stale"),
        (
            "another issuer",
            [("iss", Some("https://evil.example"))],
            "not-believed",
        ),
        (
            "the provider by another name",
            [("iss", Some(behind))],
            "not-believed",
        ),
        // It always names itself, as it says.
        ("no issuer", [("iss", None)], "not-believed"),
    ] {
        let mut browser = Browser::default();
        let led = begin(&org, &mut browser).await;
        let back = proxy.authorize(&led, "ida.holm").await;
        let answer = browser.open(&org, &query(&back, &changed)).await;
        assert_not_let_in(&answer, expected, name);
    }
    assert_eq!(proxy.signed(), 0);
    // They think better of it at the provider.
    assert_not_let_in(&sign_in(&org, &proxy, "").await, "declined", "cancelled");
    // Somebody else is made to open an attacker's way back: they begin a sign-in of their own.
    let led = begin(&org, &mut Browser::default()).await;
    let back = proxy.authorize(&led, "mads.friis").await;
    let mut victim = Browser::default();
    let led = location(&victim.open(&org, &back).await);
    assert_eq!(proxy.signed(), 0);
    let back = proxy.authorize(&led, "ida.holm").await;
    let me = entered(&org, &victim.open(&org, &back).await).await;
    assert_eq!((&me["first_name"], proxy.signed()), (&json!("Ida"), 1));
    // What was used once begins again by itself, and no more than once.
    let mut browser = Browser::default();
    let led = begin(&org, &mut browser).await;
    let back = proxy.authorize(&led, "ida.holm").await;
    entered(&org, &browser.open(&org, &back).await).await;
    let led = location(&browser.open(&org, &back).await);
    let again = proxy.authorize(&led, "ida.holm").await;
    entered(&org, &browser.open(&org, &again).await).await;
    assert_not_let_in(&browser.open(&org, &again).await, "stale", "used twice");
    assert_eq!(proxy.signed(), 3);
    assert!(org.search("mads").await.is_empty());
}

#[tokio::test]
async fn a_configuration_of_another_issuer_than_the_connections_leads_nobody_anywhere() {
    let provider = start().await;
    let (org, proxy, _) = connected(&provider, json!({})).await;
    for issuer in [
        json!("https://evil.example"),
        json!(provider.issuer()),
        Value::Null,
    ] {
        proxy.change(|it| it.altered.configuration = json!({ "issuer": issuer }));
        let answer = Browser::default().open(&org, "/api/sso/alpha").await;
        assert_not_let_in(&answer, "unreachable", &issuer.to_string());
    }
    proxy.restore();
    entered(&org, &sign_in(&org, &proxy, "ida.holm").await).await;
}
