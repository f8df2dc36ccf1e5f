//! The real binaries, under the rights of their roles, with a provider that we did not write.

use crate::{
    pages,
    support::{browser::Browser, deployed::Site},
};
use lambda_http::http::Method;
use rollcall_local::{
    build,
    provider::{Manner, Provider},
    terminal::say,
    visit,
};
use serde_json::{Value, json};

/// An organisation of the deployment with a connection to a provider of this manner, with these fields.
async fn connected(slug: &str, manner: Manner, fields: Value) -> (Site, Provider, String) {
    let origin = pages::origin().await;
    let site = Site::furnished(&origin.deployment, slug, true).await;
    let redirect_uri = format!("{}/api/sso/callback", origin.url);
    let provider = Provider::start(&build::repository(), &redirect_uri, manner, say)
        .await
        .unwrap();
    let mut connection = provider.connection("Nordlys-konto");
    for (name, value) in fields.as_object().unwrap() {
        connection[name] = value.clone();
    }
    site.post("/api/connections", connection).await;
    (site, provider, origin.url.clone())
}

async fn me(site: &Site, session: &str) -> Value {
    let me = site.send(Method::GET, "/api/me", Some(session), None).await;
    me.accepted("me").unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_person_signs_in_with_a_real_provider_in_a_browser_without_scripts() {
    let Some(mut browser) = Browser::start("da") else {
        return;
    };
    browser.disable_scripts();
    let (site, _provider, url) = connected("sso-browser", Manner::Usual, json!({})).await;
    let home = format!("{url}/sso-browser");
    browser.open(&home);
    browser.picture("sign-in-with-provider");
    assert!(
        browser.text().contains("Log ind med Nordlys-konto"),
        "{}",
        browser.text()
    );
    browser.press("a.button");
    assert!(
        browser.text().contains("Sign in at the provider"),
        "{}",
        browser.text()
    );
    // They think better of it.
    browser.press("button[value=cancel]");
    assert_eq!(browser.address(), format!("{home}?sso=declined"));
    browser.picture("sign-in-declined");
    assert!(
        browser.text().contains("Du blev ikke logget ind"),
        "{}",
        browser.text()
    );
    browser.press("a.button");
    browser.fill("login", "signe.krogh");
    browser.press("button[value=enter]");
    assert_eq!(browser.address(), home);
    assert!(browser.text().contains("Signe"), "{}", browser.text());
    // Signed out here, they are known there still, and come through at once.
    browser.press("form button");
    assert_eq!(browser.address(), format!("{home}?signed-out=1"));
    browser.press("a.button");
    assert_eq!(browser.address(), home);
    // What the browser thinks of the provider's own page is not ours.
    let of_ours = |said: &&String| !said.contains("/interaction/");
    let complaints: Vec<&String> = browser.complaints.iter().filter(of_ours).collect();
    assert!(complaints.is_empty(), "{complaints:?}");
    let found = site
        .send(Method::GET, "/api/users?source=sso", Some(&site.token), None)
        .await;
    let found = found.accepted("list").unwrap();
    assert_eq!(found["items"].as_array().map(Vec::len), Some(1), "{found}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_provider_like_microsoft_entra_signs_people_in_by_its_domains_alone() {
    let fields =
        json!({ "email_trust": "issuer_and_domains", "domains": ["nordlys.example"], "just_in_time": false });
    let (site, _provider, url) = connected("sso-entra", Manner::LikeEntra, fields).await;
    let invited = json!({ "first_name": "Ida", "last_name": "Holm", "email": "ida.holm@nordlys.example", "language": "da",
        "department": "Køkken", "job_profile": "Butiksassistent", "permission_type": "User" });
    let invited = site.post("/api/users", invited).await;
    let session = visit::sign_in_with_provider(&url, "sso-entra", "ida.holm")
        .await
        .unwrap();
    let me = me(&site, &session).await;
    assert_eq!((&me["id"], &me["status"]), (&invited["id"], &json!("active")));
    // Of another domain nobody gets in, though the provider knows them.
    let stranger = visit::sign_in_with_provider(&url, "sso-entra", "mads@elsewhere.example").await;
    assert!(stranger.is_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_of_an_organisation_without_passwords_follow_what_a_real_provider_says_of_them() {
    let Some(mut browser) = Browser::start("en") else {
        return;
    };
    browser.disable_scripts();
    let slug = "sso-alone";
    let fields = json!({ "keep_in_sync": ["department"],
        "claims": { "username": "preferred_username", "department": "https://nordlys.example/department" } });
    let (site, _provider, url) = connected(slug, Manner::Usual, fields).await;
    let founder = me(&site, &site.token).await["id"].clone();
    let alone = json!({ "sso": { "required": true, "break_glass": founder } });
    let connections = site.send(Method::GET, "/api/connections", Some(&site.token), None);
    let connection = connections.await.accepted("connections").unwrap()["items"][0].clone();
    assert_eq!(connection["proven_at"], Value::Null);
    // A test comes first: what would become of her is shown, and nobody is created.
    let test = format!("/api/connections/{}/test", connection["id"].as_str().unwrap());
    let test = site.post(&test, json!({})).await["url"]
        .as_str()
        .unwrap()
        .to_owned();
    browser.open(&test);
    browser.fill("login", "ida.holm");
    browser.press("button[value=enter]");
    browser.picture("connection-tested");
    assert!(
        browser.text().contains("ida.holm@nordlys.example"),
        "{}",
        browser.text()
    );
    assert!(browser.text().contains("Køkken"), "{}", browser.text());
    site.settings(alone).await;
    let home = format!("{url}/{slug}");
    browser.open(&home);
    browser.picture("sign-in-by-single-sign-on-alone");
    assert!(!browser.text().contains("Password"), "{}", browser.text());
    // The provider knows her from the test.
    browser.press("a.button");
    assert_eq!(browser.address(), home);
    let found = async || {
        let list = site.send(Method::GET, "/api/users?source=sso", Some(&site.token), None);
        let list = list.await.accepted("list").unwrap();
        assert_eq!(list["items"].as_array().map(Vec::len), Some(1), "{list}");
        list["items"][0].clone()
    };
    let ida = found().await;
    assert_eq!(
        (&ida["username"], &ida["department"]["name"]),
        (&json!("ida.holm"), &json!("Køkken"))
    );
    // Moved at the provider, she is moved here at her next sign-in.
    visit::sign_in_with_provider(&url, slug, "ida.holm+filiale flensburg")
        .await
        .unwrap();
    let moved = found().await;
    assert_eq!(
        (&moved["id"], &moved["department"]["name"]),
        (&ida["id"], &json!("Filiale Flensburg"))
    );
    assert!(
        browser.complaints.iter().all(|one| one.contains("/interaction/")),
        "{:?}",
        browser.complaints
    );
}
