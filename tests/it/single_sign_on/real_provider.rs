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
