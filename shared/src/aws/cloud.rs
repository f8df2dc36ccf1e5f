//! The AWS SDK's configuration: one HTTP client with one TLS stack for every service.

use crate::{
    aws::{
        alarm::Alarm,
        bucket::Bucket,
        call_limits::CallLimits,
        config::{self, Config, Missing, Role, SecretError},
        event_bus::EventBus,
        invoker::Invoker,
        messenger::Messenger,
        store::Store,
        trust,
    },
    domain::secret::Secret,
};
use aws_sdk_dynamodb::config::{
    BehaviorVersion, Credentials, Region, SharedCredentialsProvider, SharedHttpClient,
};
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use aws_types::SdkConfig;

/// What every function starts from.
#[derive(Debug)]
pub struct Connection {
    /// The template's settings.
    pub config: Config,
    /// How the SDK's clients reach AWS.
    pub aws: SdkConfig,
    /// The keys.
    pub secret: Secret,
}

/// A function cannot start.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// A variable is missing.
    #[error(transparent)]
    Missing(#[from] Missing),
    /// The secret cannot be read.
    #[error(transparent)]
    Secret(#[from] SecretError),
}

/// Reads the environment and the secret. Clients are built while a function starts, where it costs nothing.
pub async fn connect() -> Result<Connection, ConnectError> {
    let config = Config::from_environment()?;
    let aws = configuration(Role::from_environment()?, config.endpoint.as_deref());
    let secret = config::secret(&secrets(&aws), &config.secret).await?;
    Ok(Connection { config, aws, secret })
}

/// The function's role at AWS, within the bounds of small calls. S3 and what sends messages have bounds of their own.
///
/// Lambda puts region and credentials into the environment and changes neither while a process lives, so there is no chain
/// of profiles, metadata services and roles to look through: `aws-config` has one, and STS with it, which made every
/// function half a megabyte larger.
///
/// TLS is rustls over ring: the SDK's default brings a second stack whose set-up alone costs a cold start 20 ms of CPU.
pub fn configuration(role: Role, endpoint: Option<&str>) -> SdkConfig {
    let credentials = Credentials::new(
        role.access_key_id,
        role.secret_access_key,
        role.session_token,
        None,
        "Lambda",
    );
    let http_client = http_client(&role.region);
    let mut settings = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(role.region))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .http_client(http_client);
    settings.set_endpoint_url(endpoint.map(str::to_owned));
    CallLimits::SMALL.bound(&settings.build())
}

/// The HTTP client all services share.
fn http_client(region: &str) -> SharedHttpClient {
    let client = aws_smithy_http_client::Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring));
    match trust::of_region(region).build() {
        Ok(trust) => client.tls_context(trust).build_https(),
        // A test builds it.
        Err(_) => client.build_https(),
    }
}

/// The tables.
pub fn store(aws: &SdkConfig, config: &Config) -> Store {
    Store::new(aws_sdk_dynamodb::Client::new(aws), config.tables.clone())
}

/// Secrets Manager.
pub fn secrets(aws: &SdkConfig) -> aws_sdk_secretsmanager::Client {
    aws_sdk_secretsmanager::Client::new(aws)
}

/// The bucket. Off AWS buckets stand in the path: `bucket.127.0.0.1` is no host name.
pub fn bucket(aws: &SdkConfig, config: &Config) -> Bucket {
    let aws = CallLimits::FILES.bound(aws);
    let settings = aws_sdk_s3::config::Builder::from(&aws).force_path_style(config.endpoint.is_some());
    Bucket::new(
        aws_sdk_s3::Client::from_conf(settings.build()),
        config.bucket.clone(),
    )
}

/// SES and SNS.
pub fn messenger(aws: &SdkConfig, config: &Config) -> Messenger {
    Messenger::new(aws, config)
}

/// The operator's topic.
pub fn alarm(aws: &SdkConfig, config: &Config) -> Alarm {
    Alarm::new(aws_sdk_sns::Client::new(aws), config.alarm_topic.clone())
}

/// The bus that other systems listen to.
pub fn event_bus(aws: &SdkConfig, config: &Config) -> EventBus {
    EventBus::new(aws_sdk_eventbridge::Client::new(aws), config.event_bus.clone())
}

/// The function that sends.
pub fn sender(aws: &SdkConfig, config: &Config) -> Invoker {
    Invoker::new(aws_sdk_lambda::Client::new(aws), config.send_function.clone())
}

/// The function that imports.
pub fn invoker(aws: &SdkConfig, config: &Config) -> Invoker {
    Invoker::new(aws_sdk_lambda::Client::new(aws), config.import_function.clone())
}

/// The function that works jobs off.
pub fn job_runner(aws: &SdkConfig, config: &Config) -> Invoker {
    Invoker::new(aws_sdk_lambda::Client::new(aws), config.job_function.clone())
}
