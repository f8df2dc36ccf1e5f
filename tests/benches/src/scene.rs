//! What an import needs around it: tables with an organisation, a workbook in the bucket, and the process that imports.

use crate::{
    workbook::{DEPARTMENTS, JOB_PROFILES, PERMISSION_TYPE},
    worker::{self, Report},
};
use anyhow::{Context as _, Result, bail};
use rollcall::{
    aws::{config::Tables, store::Store},
    domain::{
        context::Context,
        organisation::{Department, JobProfile, Organisation, PermissionType, Settings, Slug},
    },
};
use rollcall_local::{
    client::{self, ACCOUNT},
    deploy,
    emulator::Emulator,
    python::VirtualEnvironment,
    terminal::say,
};
use serde_json::{Value, json};
use std::{path::Path, process::Stdio};
use tokio::process::Command;

/// The organisation that imports.
const SLUG: &str = "nordlys";

/// Tables and a bucket somewhere, the stand-in's or the emulator's.
#[derive(Debug)]
pub(crate) struct Scene {
    /// Where they answer.
    pub(crate) endpoint: String,
    /// Twelve digits.
    pub(crate) account: String,
    /// The tables' names.
    pub(crate) tables: Tables,
    /// The bucket's name.
    pub(crate) bucket: String,
    /// The secret's name or ARN.
    pub(crate) secret: String,
}

/// A workbook in the bucket.
#[derive(Debug)]
pub(crate) struct Dropped {
    key: String,
    version: String,
}

impl Dropped {
    /// The event by which S3 reports it.
    pub(crate) fn event(&self, bucket: &str) -> Value {
        json!({ "Records": [{ "s3": {
            "bucket": { "name": bucket }, "object": { "key": self.key, "versionId": self.version } } }] })
    }
}

/// The organisation the workbooks are written for. Its settings are read as the store reads them, so that one more
/// setting with a default changes nothing here.
pub(crate) fn organisation() -> Result<Organisation> {
    let settings: Settings = serde_json::from_value(json!({
        "name": "Nordlys", "default_language": "da", "languages": ["en", "da", "de"], "default_country": "DK",
        "time_zone": "Europe/Copenhagen",
        "communication": { "email": true, "sms": false, "armed": true, "link_lifetime_days": 14 },
        "sign_up": { "enabled": false, "identifiers": ["email", "username"], "department": "default",
            "default_department": null, "default_job_profile": null, "default_permission_type": null,
            "allowed_email_domains": [] },
        "one_time_password": { "lifetime_days": 7 },
    }))
    .context("The settings of the organisation that imports are out of date")?;
    let id = |kind: &str, at: usize| format!("{kind}_{at:016}");
    let departments = DEPARTMENTS.iter().enumerate().map(|(at, name)| Department {
        id: id("d", at),
        name: (*name).to_owned(),
        country: None,
    });
    let job_profiles = JOB_PROFILES.iter().enumerate().map(|(at, name)| JobProfile {
        id: id("j", at),
        name: (*name).to_owned(),
    });
    let user = PermissionType {
        id: id("p", 0),
        name: PERMISSION_TYPE.to_owned(),
        capabilities: Vec::new(),
    };
    Ok(Organisation::new(
        slug()?,
        settings,
        departments.collect(),
        job_profiles.collect(),
        vec![user],
    ))
}

fn slug() -> Result<Slug> {
    Slug::parse(SLUG).map_err(|fault| anyhow::anyhow!("{}", fault.code))
}

/// An emulator of this repository's own.
pub(crate) async fn start_emulator(root: &Path) -> Result<Emulator> {
    let environment = VirtualEnvironment::ensure(root, say).await?;
    Emulator::start(root, &environment).await
}

impl Scene {
    /// The template's tables, bucket and secret in an emulator, with the organisation.
    pub(crate) async fn deploy(root: &Path, emulator: &Emulator) -> Result<Self> {
        let deployment = deploy::deploy_data(root, emulator.endpoint(), ACCOUNT).await?;
        let table = |name| deployment.table(name).map(str::to_owned);
        let scene = Self {
            endpoint: deployment.endpoint.clone(),
            account: deployment.account.clone(),
            tables: Tables {
                users: table("users")?,
                identifiers: table("identifiers")?,
                directory: table("directory")?,
                organisations: table("organisations")?,
                imports: table("imports")?,
                ephemera: table("ephemera")?,
                audit: table("audit")?,
            },
            bucket: deployment.bucket()?.to_owned(),
            secret: deployment.output("Secret")?.to_owned(),
        };
        scene.create_organisation().await?;
        Ok(scene)
    }

    /// The tables, as the functions use them.
    pub(crate) fn store(&self) -> Store {
        let aws = client::configuration(&self.endpoint, &self.account);
        Store::new(aws_sdk_dynamodb::Client::new(&aws), self.tables.clone())
    }

    /// Creates the organisation.
    pub(crate) async fn create_organisation(&self) -> Result<()> {
        if !self
            .store()
            .create_organisation(&Context::of_now(), &organisation()?)
            .await?
        {
            bail!("The organisation exists already");
        }
        Ok(())
    }

    /// Drops a workbook, as `cargo local import` does.
    pub(crate) async fn drop_workbook(&self, workbook: &Path, name: &str, dry_run: bool) -> Result<Dropped> {
        let key = format!("imports/{SLUG}/{name}.xlsx");
        let dropped = client::s3(&self.endpoint, &self.account)
            .put_object()
            .bucket(&self.bucket)
            .key(&key)
            .metadata("dry-run", dry_run.to_string())
            .body(tokio::fs::read(workbook).await?.into())
            .send()
            .await
            .context("The workbook could not be dropped")?;
        let version = dropped.version_id().unwrap_or("none").to_owned();
        Ok(Dropped { key, version })
    }

    /// Imports what was dropped, in a process of its own.
    pub(crate) async fn import(&self, dropped: &Dropped) -> Result<Report> {
        let mut import = Command::new(std::env::current_exe()?);
        import
            .args([
                "import",
                "--bucket",
                &self.bucket,
                "--key",
                &dropped.key,
                "--version",
                &dropped.version,
            ])
            .stdin(Stdio::null())
            .stderr(Stdio::inherit())
            .kill_on_drop(true);
        self.environment(&mut import);
        import.env("AWS_LAMBDA_FUNCTION_NAME", "import-users");
        worker::report(&import.output().await?)
    }

    /// Gives a function's process the environment that the template and Lambda give it, and nothing else.
    pub(crate) fn environment(&self, function: &mut Command) {
        function
            .env_clear()
            .env("USERS_TABLE", &self.tables.users)
            .env("IDENTIFIERS_TABLE", &self.tables.identifiers)
            .env("DIRECTORY_TABLE", &self.tables.directory)
            .env("ORGANISATIONS_TABLE", &self.tables.organisations)
            .env("IMPORTS_TABLE", &self.tables.imports)
            .env("EPHEMERA_TABLE", &self.tables.ephemera)
            .env("AUDIT_TABLE", &self.tables.audit)
            .env("BUCKET", &self.bucket)
            .env("SECRET", &self.secret)
            .env("PUBLIC_URL", "https://rollcall.example")
            .env("LOG_LEVEL", "warn")
            .env("AWS_ENDPOINT_URL", &self.endpoint)
            .env("AWS_REGION", client::REGION)
            .env("AWS_ACCESS_KEY_ID", &self.account)
            .env("AWS_SECRET_ACCESS_KEY", client::SECRET_ACCESS_KEY);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stub::Stub;
    use rollcall_local::build;
    use std::collections::HashSet;

    #[tokio::test]
    async fn a_process_has_the_environment_that_the_template_gives_every_function() {
        let stub = Stub::here().await.unwrap();
        let mut function = Command::new("none");
        stub.scene.environment(&mut function);
        let given: HashSet<&str> = function
            .as_std()
            .get_envs()
            .filter_map(|(name, _)| name.to_str())
            .collect();
        let template = std::fs::read_to_string(build::repository().join("infra/template.yaml")).unwrap();
        let (_, globals) = template.split_once("\n      Variables:\n").unwrap();
        let names: Vec<&str> = globals
            .lines()
            .take_while(|line| line.starts_with("        "))
            .filter_map(|line| line.strip_prefix("        ")?.split_once(':'))
            .map(|(name, _)| name)
            .filter(|name| name.chars().all(|c| c.is_ascii_uppercase() || c == '_'))
            .collect();
        assert!(names.len() > 8, "{names:?}");
        for name in names {
            assert!(given.contains(name), "{name} is missing");
        }
    }
}
