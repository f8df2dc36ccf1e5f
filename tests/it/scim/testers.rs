//! Testers of SCIM that others wrote, against the deployed functions of a fresh organisation: they read what the service says of itself,
//! and hold it to that.

use crate::support::deployed::{Site, deployment};
use lambda_http::http::Method;
use rollcall_local::{build, python::VirtualEnvironment, terminal::say};
use serde_json::{Value, json};
use std::{path::PathBuf, process::Output};
use tokio::{process::Command, sync::OnceCell};

/// What the testers need.
const REQUIREMENTS: &str = include_str!("testers/requirements.txt");

/// A tester's program.
async fn program(name: &str) -> PathBuf {
    static ENVIRONMENT: OnceCell<VirtualEnvironment> = OnceCell::const_new();
    let folder = build::repository().join("target/local/scim");
    let environment = ENVIRONMENT
        .get_or_init(|| async {
            let made = VirtualEnvironment::ensure_of(&folder, REQUIREMENTS, "the testers of SCIM", say).await;
            made.unwrap()
        })
        .await;
    environment.python().parent().unwrap().join(name)
}

/// A fresh organisation: where its SCIM is, and a token.
async fn fresh(slug: &str) -> (String, String) {
    let site = Site::create(deployment().await, slug).await;
    let wanted = json!({ "name": "Tester" });
    let made = site
        .send(
            Method::POST,
            "/api/integration-tokens",
            Some(&site.token),
            Some(&wanted),
        )
        .await;
    let made: Value = made.accepted("a token").unwrap();
    let url = deployment().await.api_url().unwrap();
    (
        format!("{url}/scim/v2"),
        made["token"].as_str().unwrap().to_owned(),
    )
}

fn said(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    format!("{}{}", text(&output.stdout), text(&output.stderr))
}

#[tokio::test]
async fn scim2_tester_finds_nothing_wrong() {
    let (url, token) = fresh("scim2-tester").await;
    let output = Command::new(program("scim2").await)
        .args(["--url", &url, "test"])
        .env("SCIM_CLI_HEADERS", format!("Authorization: Bearer {token}"))
        .env("NO_COLOR", "1")
        .output()
        .await
        .unwrap();
    let said = said(&output);
    let of = |word: &str| said.lines().filter(|line| line.starts_with(word)).count();
    assert!(output.status.success() && of("SUCCESS") > 100, "{said}");
    assert_eq!(of("ERROR") + of("DEVIATION") + of("CRITICAL"), 0, "{said}");
}

#[tokio::test]
async fn scim_sanity_finds_nothing_wrong() {
    let (url, token) = fresh("scim-sanity").await;
    let output = Command::new(program("scim-sanity").await)
        .args(["probe", &url, "--token", &token, "--resource", "User"])
        .args(["--strict", "--i-accept-side-effects", "--json-output"])
        .output()
        .await
        .unwrap();
    let said = said(&output);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{said}"));
    assert!(output.status.success(), "{report:#}");
}
