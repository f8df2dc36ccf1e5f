//! What the emulator leaves undone of the template, done through its API. Each entry says what AWS does of
//! itself; whatever is here must never be needed on AWS.

use anyhow::{Context, Result};
use aws_sdk_dynamodb::types::TimeToLiveSpecification;

use crate::client;
use crate::deploy::{Deployment, MAIL_FROM};

/// Fills the gaps of a deployment.
///
/// # Errors
/// If the emulator refuses.
pub async fn fill(deployment: &Deployment) -> Result<()> {
    let configuration = client::configuration(&deployment.endpoint, &deployment.account);
    expire_ephemera(
        &aws_sdk_dynamodb::Client::new(&configuration),
        deployment.table("ephemera")?,
    )
    .await?;
    verify_sender(&aws_sdk_sesv2::Client::new(&configuration)).await
}

/// `CloudFormation` sets a table's time to live; the emulator's ignores it.
async fn expire_ephemera(dynamodb: &aws_sdk_dynamodb::Client, table: &str) -> Result<()> {
    let setting = TimeToLiveSpecification::builder()
        .attribute_name("expires")
        .enabled(true)
        .build()?;
    dynamodb
        .update_time_to_live()
        .table_name(table)
        .time_to_live_specification(setting)
        .send()
        .await
        .context("The emulator set no time to live on the ephemera table")?;
    Ok(())
}

/// On AWS the operator verifies the sender once, outside the stack, since it takes an answer to a mail or an
/// entry in the DNS.
async fn verify_sender(ses: &aws_sdk_sesv2::Client) -> Result<()> {
    ses.create_email_identity()
        .email_identity(MAIL_FROM)
        .send()
        .await
        .context("The emulator did not take the sender's address")?;
    Ok(())
}
