//! A provider of single sign-on on this machine: `infra/local/provider`, a process that ends with its [`Provider`].

use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use tokio::process::{Child, Command};

use crate::http::Client;
use crate::node::Packages;

/// As whom it knows Rollcall.
pub const CLIENT_ID: &str = "rollcall";
/// What Rollcall proves itself with, on this machine alone.
const CLIENT_SECRET: &str = "lantern+of/this:machine";
const PACKAGES: Packages<'static> = Packages {
    name: "provider",
    what: "a provider of single sign-on",
    files: &[
        ("package.json", include_str!("../provider/package.json")),
        ("package-lock.json", include_str!("../provider/package-lock.json")),
        ("provider.mjs", include_str!("../provider/provider.mjs")),
    ],
};

/// How the provider speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// It has verified every e-mail, and says so.
    Usual,
    /// As Microsoft Entra: it says nothing of e-mails, and its keys name no algorithm.
    LikeEntra,
}

/// A provider, running as long as this is kept.
#[derive(Debug)]
pub struct Provider {
    issuer: String,
    /// Its standard input, on whose end it ends, is within.
    process: Child,
}

impl Provider {
    /// Installs it under `{root}/target/local/provider`, once, and starts one that sends people back to `redirect_uri`.
    ///
    /// # Errors
    /// One sentence if its packages cannot be had, or it does not start.
    pub async fn start(root: &Path, redirect_uri: &str, manner: Manner, say: impl Fn(&str)) -> Result<Self> {
        let (node, folder) = PACKAGES.ensure(root, say).await?;
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let manner = (manner == Manner::LikeEntra).then_some("entra");
        let process = Command::new(node.path())
            .arg(folder.join("provider.mjs"))
            .args([&port.to_string(), redirect_uri])
            .args(manner)
            .env("CLIENT_SECRET", CLIENT_SECRET)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .context("The provider could not be started")?;
        let mut provider = Self {
            issuer: format!("http://127.0.0.1:{port}"),
            process,
        };
        provider.wait_until_ready().await?;
        Ok(provider)
    }

    /// What the API is asked for to make a connection to it, by this name.
    pub fn connection(&self, name: &str) -> Value {
        json!({
            "name": name, "issuer": self.issuer, "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET,
            "just_in_time": true,
        })
    }

    /// Where it is.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    async fn wait_until_ready(&mut self) -> Result<()> {
        let client = Client::new();
        let address = format!("{}/.well-known/openid-configuration", self.issuer);
        let began = Instant::now();
        while began.elapsed() < Duration::from_secs(30) {
            if self.process.try_wait()?.is_some() {
                bail!("The provider ended as soon as it was started.");
            }
            if client
                .get(&address)
                .await
                .is_ok_and(|answer| answer.status == 200)
            {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        bail!("The provider did not answer within half a minute.");
    }
}
