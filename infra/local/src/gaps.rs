//! What the emulator leaves undone of the template, done through its API. Each entry says what AWS does of
//! itself; whatever is here must never be needed on AWS.
//!
//! Left undone: it ignores a table's time to live. Functions check every expiry themselves, and what a stack on this
//! machine holds ends with it. Configuration sets of SES publish nothing, and subscription filters of logs invoke nobody: what
//! becomes of a message is heard of where somebody publishes it to the topic, or invokes `record-delivery` with the event.

use anyhow::{Context, Result};

use crate::client;

/// Fills the gaps of what is deployed to an account of the emulator, whose mail comes from `sender`.
///
/// # Errors
/// If the emulator refuses.
pub async fn fill(endpoint: &str, account: &str, sender: &str) -> Result<()> {
    let configuration = client::configuration(endpoint, account);
    verify_sender(&aws_sdk_sesv2::Client::new(&configuration), sender).await
}

/// On AWS the operator verifies the sender once, outside the stack, since it takes an answer to a mail or an
/// entry in the DNS.
async fn verify_sender(ses: &aws_sdk_sesv2::Client, sender: &str) -> Result<()> {
    ses.create_email_identity()
        .email_identity(sender)
        .send()
        .await
        .context("The emulator did not take the sender's address")?;
    Ok(())
}
