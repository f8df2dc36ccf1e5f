//! A running stack: the emulator with the template deployed in it, and the file that tells others about it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

use crate::build::{self, Packages};
use crate::client::{ACCOUNT, REGION, SECRET_ACCESS_KEY};
use crate::deploy::{self, Deployment};
use crate::emulator::Emulator;
use crate::python::VirtualEnvironment;

/// The emulator and what is deployed in it. Dropping it ends the emulator.
#[derive(Debug)]
pub struct Stack {
    /// What is deployed.
    pub deployment: Deployment,
    /// The process.
    pub emulator: Emulator,
}

impl Stack {
    /// Starts an emulator and deploys `packages` to it. `public_url` is the origin links are made with.
    ///
    /// # Errors
    /// If the emulator does not start or refuses the template.
    pub async fn start(
        root: &Path,
        environment: &VirtualEnvironment,
        packages: &Packages,
        public_url: &str,
    ) -> Result<Self> {
        let emulator = Emulator::start(root, environment).await?;
        let request = deploy::Request {
            endpoint: emulator.endpoint(),
            account: ACCOUNT,
            packages,
            public_url: Some(public_url),
            log_level: "info",
        };
        let deployment = deploy::deploy(root, &request).await?;
        Ok(Self { deployment, emulator })
    }
}

/// An administrator one can sign in as.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Administrator {
    /// The e-mail address.
    pub identifier: String,
    /// The password.
    pub password: String,
}

/// `stack.json`: enough to point the AWS CLI or an SDK at the stack.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StackFile {
    /// Where pages and API are.
    pub url: String,
    /// Where the emulator is.
    pub aws_endpoint: String,
    /// The region.
    pub region: String,
    /// The access key, which is the account.
    pub access_key_id: String,
    /// The secret access key.
    pub secret_access_key: String,
    /// The bucket.
    pub bucket: String,
    /// The tables by name.
    pub tables: BTreeMap<String, String>,
    /// The functions by package.
    pub functions: BTreeMap<String, String>,
    /// The organisation that was created.
    pub organisation: String,
    /// Its administrator.
    pub administrator: Administrator,
}

impl StackFile {
    /// What to tell of a deployment served at `url`, and of the organisation created in it.
    ///
    /// # Errors
    /// If the template lacks one of the outputs.
    pub fn of(
        deployment: &Deployment,
        url: &str,
        organisation: &str,
        administrator: Administrator,
    ) -> Result<Self> {
        let table = |name: &str| Ok((name.to_owned(), deployment.table(name)?.to_owned()));
        let function = |name: &str| Ok((name.to_owned(), deployment.function(name)?.to_owned()));
        Ok(Self {
            url: url.to_owned(),
            aws_endpoint: deployment.endpoint.clone(),
            region: REGION.to_owned(),
            access_key_id: deployment.account.clone(),
            secret_access_key: SECRET_ACCESS_KEY.to_owned(),
            bucket: deployment.bucket()?.to_owned(),
            tables: [
                "users",
                "identifiers",
                "directory",
                "organisations",
                "imports",
                "ephemera",
                "audit",
            ]
            .into_iter()
            .map(table)
            .collect::<Result<_>>()?,
            functions: build::functions(&build::repository())?
                .iter()
                .map(|name| function(name))
                .collect::<Result<_>>()?,
            organisation: organisation.to_owned(),
            administrator,
        })
    }

    /// Where it is written.
    pub fn path(root: &Path) -> PathBuf {
        root.join("target/local/stack.json")
    }

    /// Writes it for others to find.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn write(&self, root: &Path) -> Result<()> {
        let path = Self::path(root);
        std::fs::write(&path, serde_json::to_vec_pretty(self)?)
            .with_context(|| format!("Cannot write {}", path.display()))
    }

    /// Reads what a running `cargo local` wrote.
    ///
    /// # Errors
    /// If none is running.
    pub fn read(root: &Path) -> Result<Self> {
        let Ok(text) = std::fs::read(Self::path(root)) else {
            bail!("No stack is running: start one with `cargo local` in another terminal.");
        };
        serde_json::from_slice(&text).context("target/local/stack.json is not what `cargo local` writes")
    }
}
