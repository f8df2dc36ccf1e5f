//! A second provider that we did not write, in another language: it signs with RS512, publishes an Edwards key beside its RSA key,
//! asks people whether they agree, says nothing of verified e-mails, and gives `auth_time` a fraction.

use crate::{
    pages,
    support::{browser::Browser, deployed::Site},
};
use lambda_http::http::Method;
use rollcall_local::{build, http::Client, python::VirtualEnvironment, terminal::say};
use serde_json::json;
use std::{
    net::{Ipv4Addr, TcpListener},
    process::Stdio,
    time::Duration,
};
use tokio::{
    process::{Child, Command},
    time::sleep,
};

const REQUIREMENTS: &str = include_str!("canaille/requirements.txt");
const SCRIPT: &str = "tests/it/single_sign_on/canaille/provider.py";
const SECRET: &str = "lantern+of/this:machine";
/// The person it knows.
const LOGIN: &str = "ida";
const PASSWORD: &str = "a-quiet-harbour-1907";

/// A running provider, which ends with this.
struct Canaille {
    issuer: String,
    /// Its standard input, on whose end it ends, is within.
    _process: Child,
}

impl Canaille {
    async fn start(redirect_uri: &str) -> Self {
        let root = build::repository();
        let folder = root.join("target/local/canaille");
        let environment = VirtualEnvironment::ensure_of(&folder, REQUIREMENTS, "a second provider", say);
        let environment = environment.await.unwrap();
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let process = Command::new(environment.python())
            .arg(root.join(SCRIPT))
            .args([&port.to_string(), redirect_uri])
            .env("CLIENT_SECRET", SECRET)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let canaille = Self {
            issuer: format!("http://127.0.0.1:{port}"),
            _process: process,
        };
        let configuration = format!("{}/.well-known/openid-configuration", canaille.issuer);
        let client = Client::new();
        for _ in 0..600 {
            let answer = client.get(&configuration).await;
            if answer.is_ok_and(|answer| answer.status == 200) {
                return canaille;
            }
            sleep(Duration::from_millis(100)).await;
        }
        panic!("the provider did not start within a minute");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_person_signs_in_with_a_second_real_provider_and_stays_one() {
    let Some(mut browser) = Browser::start("da") else {
        return;
    };
    browser.disable_scripts();
    let origin = pages::origin().await;
    let site = Site::furnished(&origin.deployment, "sso-canaille", true).await;
    let provider = Canaille::start(&format!("{}/api/sso/callback", origin.url)).await;
    let connection = json!({
        "name": "Canaille", "issuer": provider.issuer, "client_id": "rollcall", "client_secret": SECRET,
        "email_trust": "issuer_and_domains", "domains": ["nordlys.example"], "just_in_time": true,
    });
    site.post("/api/connections", connection).await;
    let home = format!("{}/sso-canaille", origin.url);
    browser.open(&home);
    browser.press("a.button");
    browser.fill("login", LOGIN);
    browser.press("#loginform button[type=submit]");
    // They do not agree at first.
    browser.fill("password", PASSWORD);
    browser.press("#passwordform button[type=submit]");
    browser.press("#deny");
    assert_eq!(browser.address(), format!("{home}?sso=declined"));
    browser.press("a.button");
    browser.press("#accept");
    assert_eq!(browser.address(), home);
    assert!(browser.text().contains("Ida"), "{}", browser.text());
    // Later they come through at once, and are nobody new.
    browser.press("form button");
    browser.press("a.button");
    assert_eq!(browser.address(), home);
    let found = site
        .send(Method::GET, "/api/users?source=sso", Some(&site.token), None)
        .await;
    let found = found.accepted("list").unwrap();
    let people = found["items"].as_array().unwrap();
    assert_eq!(people.len(), 1, "{found}");
    let person = &people[0];
    assert_eq!(
        (&person["first_name"], &person["last_name"], &person["email"]),
        (
            &json!("Ida"),
            &json!("Åkjær"),
            &json!("ida.aakjaer@nordlys.example")
        )
    );
    assert_eq!(
        (&person["status"], &person["language"]),
        (&json!("active"), &json!("da"))
    );
}
