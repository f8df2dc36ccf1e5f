//! Deploying `infra/template.yaml` to the emulator as `sam deploy` would to AWS: packages into a bucket, their
//! addresses into the template, the template to `CloudFormation`.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant, UNIX_EPOCH};

use anyhow::{Context, Result, bail};
use aws_sdk_cloudformation::types::{Capability, Parameter, StackStatus};
use aws_sdk_s3::primitives::ByteStream;

use crate::build::{FUNCTIONS, Packages, logical_id};
use crate::{client, gaps};

/// What [`deploy`] needs to know beyond the template.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// The emulator's address.
    pub endpoint: &'a str,
    /// Twelve digits; each account is a world of its own.
    pub account: &'a str,
    /// The functions' zips.
    pub packages: &'a Packages,
    /// The origin links are made with. None: the address of the API on the emulator would be too long a
    /// story for a link, so a name that answers nowhere.
    pub public_url: Option<&'a str>,
    /// The functions' log level.
    pub log_level: &'a str,
}

/// A deployed template.
#[derive(Clone, Debug)]
pub struct Deployment {
    /// The emulator's address.
    pub endpoint: String,
    /// The account it is in.
    pub account: String,
    /// The stack's outputs by name, as the template declares them.
    pub outputs: BTreeMap<String, String>,
}

/// The sender of every mail on one machine.
pub const MAIL_FROM: &str = "no-reply@rollcall.example";
/// Where links lead that are made without a public address.
pub const NOWHERE: &str = "https://rollcall.example";

const CODE_BUCKET: &str = "rollcall-local-code";
/// `CreateStack` takes 51,200 bytes of template itself and larger ones only from a bucket.
const TEMPLATE_KEY: &str = "template.yaml";

impl Deployment {
    /// One of the template's outputs.
    ///
    /// # Errors
    /// If the template has no such output.
    pub fn output(&self, name: &str) -> Result<&str> {
        self.outputs
            .get(name)
            .map(String::as_str)
            .with_context(|| format!("template.yaml has no output {name}"))
    }

    /// Where the HTTP API answers on the emulator, without a trailing slash.
    ///
    /// # Errors
    /// If the template has no HTTP API.
    pub fn api_url(&self) -> Result<String> {
        Ok(format!(
            "{}/_aws/execute-api/{}/$default",
            self.endpoint,
            self.output("ApiId")?
        ))
    }

    /// The bucket's name.
    ///
    /// # Errors
    /// If the template has no bucket.
    pub fn bucket(&self) -> Result<&str> {
        self.output("Bucket")
    }

    /// The name of a table: `users`, `identifiers`, `organisations`, `imports` or `ephemera`.
    ///
    /// # Errors
    /// If the template has no such table.
    pub fn table(&self, name: &str) -> Result<&str> {
        self.output(&format!("{}Table", logical_id(name)))
    }

    /// The deployed name of a function such as `create-user`.
    ///
    /// # Errors
    /// If the template has no such function.
    pub fn function(&self, name: &str) -> Result<&str> {
        self.output(&logical_id(name))
    }
}

/// Deploys the template with all its functions.
///
/// # Errors
/// If the emulator refuses it, with the reason of the first resource that failed.
pub async fn deploy(root: &Path, request: &Request<'_>) -> Result<Deployment> {
    let mut template = read_template(root)?;
    for (function, key) in upload(request.endpoint, request.packages).await? {
        template = template.replace(
            &format!("CodeUri: ../target/lambda/{function}/"),
            &format!("CodeUri: s3://{CODE_BUCKET}/{key}"),
        );
    }
    let architecture = if cfg!(target_arch = "aarch64") {
        "arm64"
    } else {
        "x86_64"
    };
    let parameters = [
        ("PublicUrl", request.public_url.unwrap_or(NOWHERE)),
        ("MailFrom", MAIL_FROM),
        ("SmsSenderId", "Rollcall"),
        ("Architecture", architecture),
        ("LogLevel", request.log_level),
    ];
    let deployment = create_stack(
        request.endpoint,
        request.account,
        "rollcall",
        template,
        &parameters,
    )
    .await?;
    gaps::fill(&deployment).await?;
    Ok(deployment)
}

/// Deploys only what keeps data, the tables, the bucket and the secret, for tests that call a function's
/// `handle` in their own process: nothing reacts to what they write.
///
/// # Errors
/// As [`deploy`].
pub async fn deploy_data(root: &Path, endpoint: &str, account: &str) -> Result<Deployment> {
    let template = data_of(&read_template(root)?);
    let deployment = create_stack(endpoint, account, "rollcall-data", template, &[]).await?;
    gaps::fill(&deployment).await?;
    Ok(deployment)
}

fn read_template(root: &Path) -> Result<String> {
    let path = root.join("infra/template.yaml");
    std::fs::read_to_string(&path).with_context(|| format!("Cannot read {}", path.display()))
}

/// Puts the packages into the code bucket, each under a key that changes with it, unless they are there.
async fn upload(endpoint: &str, packages: &Packages) -> Result<BTreeMap<String, String>> {
    let s3 = client::s3(endpoint, client::ACCOUNT);
    create_bucket(&s3, CODE_BUCKET).await?;
    let mut keys = BTreeMap::new();
    for (function, package) in packages {
        let about = package
            .metadata()
            .with_context(|| format!("{function} is not packed"))?;
        let changed = about.modified()?.duration_since(UNIX_EPOCH)?.as_millis();
        let key = format!("{function}-{changed}-{}.zip", about.len());
        if s3
            .head_object()
            .bucket(CODE_BUCKET)
            .key(&key)
            .send()
            .await
            .is_err()
        {
            let body = ByteStream::from(tokio::fs::read(package).await?);
            s3.put_object()
                .bucket(CODE_BUCKET)
                .key(&key)
                .body(body)
                .send()
                .await?;
        }
        keys.insert(function.clone(), key);
    }
    Ok(keys)
}

async fn create_bucket(s3: &aws_sdk_s3::Client, bucket: &str) -> Result<()> {
    use aws_sdk_s3::operation::create_bucket::CreateBucketError;
    use aws_sdk_s3::types::{BucketLocationConstraint, CreateBucketConfiguration};
    if s3.head_bucket().bucket(bucket).send().await.is_ok() {
        return Ok(());
    }
    let here = BucketLocationConstraint::from(client::REGION);
    let created = s3
        .create_bucket()
        .bucket(bucket)
        .create_bucket_configuration(
            CreateBucketConfiguration::builder()
                .location_constraint(here)
                .build(),
        )
        .send()
        .await;
    // Whoever else made it at the same moment made the same bucket.
    match created {
        Err(error)
            if error
                .as_service_error()
                .is_some_and(CreateBucketError::is_bucket_already_owned_by_you) =>
        {
            Ok(())
        }
        other => other
            .map(drop)
            .context("The emulator made no bucket for the functions' code"),
    }
}

async fn create_stack(
    endpoint: &str,
    account: &str,
    name: &str,
    template: String,
    parameters: &[(&str, &str)],
) -> Result<Deployment> {
    let bucket = format!("{name}-template-{account}");
    let s3 = client::s3(endpoint, account);
    create_bucket(&s3, &bucket).await?;
    s3.put_object()
        .bucket(&bucket)
        .key(TEMPLATE_KEY)
        .body(template.into_bytes().into())
        .send()
        .await?;

    let cloudformation = aws_sdk_cloudformation::Client::new(&client::configuration(endpoint, account));
    let mut creation = cloudformation
        .create_stack()
        .stack_name(name)
        .template_url(format!("{endpoint}/{bucket}/{TEMPLATE_KEY}"))
        .capabilities(Capability::CapabilityIam)
        .capabilities(Capability::CapabilityAutoExpand);
    for (key, value) in parameters {
        creation = creation.parameters(
            Parameter::builder()
                .parameter_key(*key)
                .parameter_value(*value)
                .build(),
        );
    }
    creation
        .send()
        .await
        .context("The emulator refused template.yaml")?;

    let began = Instant::now();
    loop {
        let described = cloudformation.describe_stacks().stack_name(name).send().await?;
        let stack = described
            .stacks()
            .first()
            .context("The stack vanished while it was created")?;
        match stack.stack_status() {
            Some(StackStatus::CreateComplete) => {
                let outputs = stack
                    .outputs()
                    .iter()
                    .filter_map(|output| {
                        Some((output.output_key()?.to_owned(), output.output_value()?.to_owned()))
                    })
                    .collect();
                return Ok(Deployment {
                    endpoint: endpoint.to_owned(),
                    account: account.to_owned(),
                    outputs,
                });
            }
            Some(StackStatus::CreateInProgress) if began.elapsed() < Duration::from_mins(1) => {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            status => {
                let why = first_failure(&cloudformation, name).await.unwrap_or_default();
                bail!("template.yaml could not be deployed ({status:?}): {why}");
            }
        }
    }
}

async fn first_failure(cloudformation: &aws_sdk_cloudformation::Client, stack: &str) -> Option<String> {
    let events = cloudformation
        .describe_stack_events()
        .stack_name(stack)
        .send()
        .await
        .ok()?;
    let failed = |event: &&aws_sdk_cloudformation::types::StackEvent| {
        event
            .resource_status()
            .is_some_and(|status| status.as_str().ends_with("FAILED"))
    };
    // The newest comes first, so the last of them failed first.
    let event = events.stack_events().iter().rfind(failed)?;
    Some(format!(
        "{}: {}",
        event.logical_resource_id().unwrap_or("?"),
        event.resource_status_reason().unwrap_or("no reason given")
    ))
}

/// The template cut down to its tables, its bucket (without the notification) and its secret, with their
/// outputs. It is cut as text, by the indentation of its blocks, which spares a YAML reader that knows
/// the tags of `CloudFormation`.
fn data_of(template: &str) -> String {
    let mut cut = String::from("AWSTemplateFormatVersion: \"2010-09-09\"\nResources:\n");
    let mut outputs = String::from("Outputs:\n");
    let (mut section, mut block, mut property) = ("", "", "");
    for line in template.lines() {
        let text = line.trim_start();
        if text.is_empty() || text.starts_with('#') {
            continue;
        }
        match line.len() - text.len() {
            0 => section = text.trim_end_matches(':'),
            2 => (block, property) = (text.trim_end_matches(':'), ""),
            4 | 6 => property = text.split(':').next().unwrap_or(""),
            _ => {}
        }
        let kept = block.ends_with("Table") || block == "Bucket" || block == "Secret";
        if !kept || property == "NotificationConfiguration" || property == "DependsOn" {
            continue;
        }
        match section {
            "Resources" => cut.extend([line, "\n"]),
            "Outputs" => outputs.extend([line, "\n"]),
            _ => {}
        }
    }
    cut + &outputs
}

/// Every function named in the template and nothing else, so that none is forgotten here or there.
///
/// # Errors
/// If the template and [`FUNCTIONS`] disagree.
pub fn check_functions(root: &Path) -> Result<()> {
    let template = read_template(root)?;
    let mut named: Vec<_> = template
        .lines()
        .filter_map(|line| {
            line.trim()
                .strip_prefix("CodeUri: ../target/lambda/")?
                .strip_suffix('/')
        })
        .collect();
    named.sort_unstable();
    if named != FUNCTIONS {
        bail!("template.yaml deploys {named:?}, the workspace has {FUNCTIONS:?}");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{check_functions, data_of, read_template};
    use crate::build::repository;

    #[test]
    fn the_template_deploys_every_function() {
        check_functions(&repository()).expect("they agree");
    }

    #[test]
    fn the_data_are_five_tables_a_bucket_and_a_secret_without_anything_that_reacts() {
        let data = data_of(&read_template(&repository()).expect("there is one"));
        assert_eq!(data.matches("AWS::DynamoDB::Table").count(), 5);
        assert_eq!(data.matches("    Type: ").count(), 7);
        assert!(data.contains("VersioningConfiguration"));
        assert!(!data.contains("Lambda") && !data.contains("DependsOn"), "{data}");
    }
}
