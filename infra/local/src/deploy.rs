//! Deploying `infra/data.yaml` and `infra/template.yaml` to the emulator as to AWS: packages into a bucket, both
//! templates as they are to `CloudFormation`.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::time::{Duration, Instant, UNIX_EPOCH};

use anyhow::{Context, Result, bail};
use aws_sdk_cloudformation::types::{Capability, Parameter, ResourceStatus, StackStatus};
use aws_sdk_s3::primitives::ByteStream;

use crate::build::{Packages, logical_id};
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

/// What is deployed.
#[derive(Clone, Debug)]
pub struct Deployment {
    /// The emulator's address.
    pub endpoint: String,
    /// The account it is in.
    pub account: String,
    /// The stacks' outputs by name, as the templates declare them.
    pub outputs: BTreeMap<String, String>,
}

/// The sender of every mail on one machine.
pub const MAIL_FROM: &str = "no-reply@rollcall.example";
/// Where links lead that are made without a public address.
pub const NOWHERE: &str = "https://rollcall.example";

/// The bucket of the functions' code.
pub const CODE_BUCKET: &str = "rollcall-local-code";
/// The stack of `data.yaml`; `template.yaml` finds it by this name unless it is given another one.
const DATA_STACK: &str = "rollcall-data";

impl Deployment {
    /// One of the templates' outputs.
    ///
    /// # Errors
    /// If neither template has such an output.
    pub fn output(&self, name: &str) -> Result<&str> {
        self.outputs
            .get(name)
            .map(String::as_str)
            .with_context(|| format!("Neither data.yaml nor template.yaml has an output {name}"))
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

    /// The name of a table: `users`, `identifiers`, `directory`, `organisations`, `imports`, `ephemera` or `audit`.
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

/// Deploys the data, and everything else with all its functions.
///
/// # Errors
/// If the emulator refuses a template, with the reason of the first resource that failed.
pub async fn deploy(root: &Path, request: &Request<'_>) -> Result<Deployment> {
    let prefix = upload(request.endpoint, request.packages).await?;
    let mut deployment = deploy_data(root, request.endpoint, request.account).await?;
    let architecture = if cfg!(target_arch = "aarch64") {
        "arm64"
    } else {
        "x86_64"
    };
    let parameters = [
        ("DataStack", DATA_STACK),
        ("CodeBucket", CODE_BUCKET),
        ("CodePrefix", prefix.as_str()),
        ("PublicUrl", request.public_url.unwrap_or(NOWHERE)),
        ("MailFrom", MAIL_FROM),
        ("SmsSenderId", "Rollcall"),
        // The emulator names 14 a second and takes what comes; nobody who tries Rollcall should wait for that.
        ("EmailsPerSecond", "100"),
        ("SmsPerSecond", "100"),
        ("Architecture", architecture),
        ("LogLevel", request.log_level),
    ];
    let rest = Template {
        root,
        file: "template.yaml",
        stack: "rollcall",
        parameters: &parameters,
    };
    let rest = rest.create(request.endpoint, request.account).await?;
    deployment.outputs.extend(rest);
    Ok(deployment)
}

/// Deploys only what keeps data, the tables, the bucket and the secret. For tests that call a function's
/// `handle` in their own process that is enough: nothing reacts to what they write.
///
/// # Errors
/// As [`deploy`].
pub async fn deploy_data(root: &Path, endpoint: &str, account: &str) -> Result<Deployment> {
    let data = Template {
        root,
        file: "data.yaml",
        stack: DATA_STACK,
        parameters: &[],
    };
    let deployment = Deployment {
        endpoint: endpoint.to_owned(),
        account: account.to_owned(),
        outputs: data.create(endpoint, account).await?,
    };
    gaps::fill(&deployment.endpoint, &deployment.account, MAIL_FROM).await?;
    Ok(deployment)
}

/// Puts the packages into the code bucket unless they are there, below a prefix that changes with any of them.
/// Answers the prefix, which is the parameter `CodePrefix`.
///
/// # Errors
/// If a package is missing or the emulator does not take it.
pub async fn upload(endpoint: &str, packages: &Packages) -> Result<String> {
    let s3 = client::s3(endpoint, client::ACCOUNT);
    create_bucket(&s3, CODE_BUCKET).await?;
    let mut state = DefaultHasher::new();
    for (function, package) in packages {
        let about = package
            .metadata()
            .with_context(|| format!("{function} is not packed"))?;
        let changed = about.modified()?.duration_since(UNIX_EPOCH)?.as_millis();
        (function, changed, about.len()).hash(&mut state);
    }
    let prefix = format!("{:016x}/", state.finish());
    for (function, package) in packages {
        let key = format!("{prefix}{function}/bootstrap.zip");
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
    }
    Ok(prefix)
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
    // Another process that made it at the same moment made the same bucket.
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

/// A file of `infra/` and the stack that is made of it.
struct Template<'a> {
    root: &'a Path,
    file: &'a str,
    stack: &'a str,
    parameters: &'a [(&'a str, &'a str)],
}

impl Template<'_> {
    /// Creates the stack and answers its outputs.
    async fn create(&self, endpoint: &str, account: &str) -> Result<BTreeMap<String, String>> {
        let &Self { file, stack, .. } = self;
        let path = self.root.join("infra").join(file);
        let text = std::fs::read(&path).with_context(|| format!("Cannot read {}", path.display()))?;
        // `CreateStack` takes 51,200 bytes of template itself and larger ones only from a bucket.
        let bucket = format!("{stack}-template-{account}");
        let s3 = client::s3(endpoint, account);
        create_bucket(&s3, &bucket).await?;
        s3.put_object()
            .bucket(&bucket)
            .key(file)
            .body(text.into())
            .send()
            .await?;

        let cloudformation = aws_sdk_cloudformation::Client::new(&client::configuration(endpoint, account));
        let parameters = self.parameters.iter().map(|(key, value)| {
            let parameter = Parameter::builder().parameter_key(*key);
            parameter.parameter_value(*value).build()
        });
        cloudformation
            .create_stack()
            .stack_name(stack)
            .template_url(format!("{endpoint}/{bucket}/{file}"))
            .capabilities(Capability::CapabilityIam)
            .capabilities(Capability::CapabilityAutoExpand)
            .set_parameters(Some(parameters.collect()))
            .send()
            .await
            .with_context(|| format!("The emulator refused {file}"))?;
        self.wait(&cloudformation).await
    }

    async fn wait(
        &self,
        cloudformation: &aws_sdk_cloudformation::Client,
    ) -> Result<BTreeMap<String, String>> {
        let &Self { file, stack, .. } = self;
        let began = Instant::now();
        loop {
            let described = cloudformation.describe_stacks().stack_name(stack).send().await?;
            let described = described
                .stacks()
                .first()
                .context("The stack vanished while it was created")?;
            match described.stack_status() {
                Some(StackStatus::CreateComplete) => {
                    let outputs = described.outputs().iter();
                    return Ok(outputs
                        .filter_map(|output| {
                            Some((output.output_key()?.to_owned(), output.output_value()?.to_owned()))
                        })
                        .collect());
                }
                Some(StackStatus::CreateInProgress) if began.elapsed() < Duration::from_mins(1) => {
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
                status => {
                    let why = first_failure(cloudformation, stack).await.unwrap_or_default();
                    bail!("{file} could not be deployed ({status:?}): {why}");
                }
            }
        }
    }
}

async fn first_failure(cloudformation: &aws_sdk_cloudformation::Client, stack: &str) -> Option<String> {
    // A hundred events a page; what failed stands behind what was rolled back.
    let mut events = cloudformation
        .describe_stack_events()
        .stack_name(stack)
        .into_paginator()
        .items()
        .send();
    let mut first = None;
    // The newest comes first, so the last of them failed first.
    while let Some(Ok(event)) = events.next().await {
        let status = event.resource_status().map(ResourceStatus::as_str);
        if status.is_some_and(|status| status.ends_with("FAILED")) {
            first = Some(format!(
                "{}: {}",
                event.logical_resource_id().unwrap_or("?"),
                event.resource_status_reason().unwrap_or("no reason given")
            ));
        }
    }
    first
}
