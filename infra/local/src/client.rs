//! AWS clients pointed at the emulator.

use aws_sdk_s3::config::{BehaviorVersion, Credentials, Region, SharedCredentialsProvider};
use aws_types::SdkConfig;

/// The region everything on one machine is in.
pub const REGION: &str = "eu-central-1";
/// The account `cargo local` deploys to. The emulator takes a twelve-digit access key for an account of its own.
pub const ACCOUNT: &str = "111111111111";
/// The secret access key of every account: the emulator checks none.
pub const SECRET_ACCESS_KEY: &str = "local";

/// What every client of `account` (twelve digits) at `endpoint` starts from.
pub fn configuration(endpoint: &str, account: &str) -> SdkConfig {
    let credentials = Credentials::new(account, SECRET_ACCESS_KEY, None, None, "rollcall-local");
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(REGION))
        .endpoint_url(endpoint)
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .build()
}

/// An S3 client of `account` at `endpoint`. The bucket goes into the path: `{bucket}.127.0.0.1` is no name.
pub fn s3(endpoint: &str, account: &str) -> aws_sdk_s3::Client {
    let configuration = configuration(endpoint, account);
    aws_sdk_s3::Client::from_conf(
        aws_sdk_s3::config::Builder::from(&configuration)
            .force_path_style(true)
            .build(),
    )
}
