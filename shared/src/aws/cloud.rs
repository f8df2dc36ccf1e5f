//! The AWS SDK's configuration: one HTTP client with one TLS stack for every service.

use crate::aws::{bucket::Bucket, config::Config, invoker::Invoker, messenger::Messenger, store::Store};
use aws_config::{BehaviorVersion, SdkConfig};
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};

/// Region, credentials and endpoint from the environment Lambda gives, with retries in the SDK's standard mode.
///
/// TLS is rustls over ring: the SDK's default brings a second stack whose set-up alone costs a cold start 20 ms of CPU.
pub async fn configuration() -> SdkConfig {
    aws_config::defaults(BehaviorVersion::latest())
        .http_client(http_client())
        .load()
        .await
}

/// The HTTP client all services share.
pub fn http_client() -> aws_sdk_dynamodb::config::SharedHttpClient {
    aws_smithy_http_client::Builder::new()
        .tls_provider(Provider::Rustls(CryptoMode::Ring))
        .build_https()
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
    let settings = aws_sdk_s3::config::Builder::from(aws).force_path_style(config.endpoint.is_some());
    Bucket::new(
        aws_sdk_s3::Client::from_conf(settings.build()),
        config.bucket.clone(),
    )
}

/// SES and SNS.
pub fn messenger(aws: &SdkConfig, config: &Config) -> Messenger {
    Messenger::new(
        aws_sdk_sesv2::Client::new(aws),
        aws_sdk_sns::Client::new(aws),
        config,
    )
}

/// The function that imports.
pub fn invoker(aws: &SdkConfig, config: &Config) -> Invoker {
    Invoker::new(aws_sdk_lambda::Client::new(aws), config.import_function.clone())
}
