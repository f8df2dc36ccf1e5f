//! `cargo local screenshots`: pictures of the pages of a running stack, as a narrow window shows them, for the documents.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use tokio::process::Command;
use tokio::time::timeout;

use crate::chromium;
use crate::http::Client;
use crate::messages;
use crate::stack::StackFile;

/// A picture in a repository is downloaded with every clone.
const LARGEST: u64 = 60_000;
/// The narrowest window in which Chromium lays a page out.
const WINDOW: &str = "--window-size=500,760";
/// Longer than a browser takes to start and show a page.
const PATIENCE: Duration = Duration::from_mins(1);

/// Takes the pictures into `{root}/infra/screenshots` and returns where they are.
///
/// # Errors
/// If no stack is running, there is no browser, nobody is waiting for activation, or a picture is too large.
pub async fn take(root: &Path) -> Result<Vec<PathBuf>> {
    let stack = StackFile::read(root)?;
    let Some(browser) = chromium::find() else {
        bail!(
            "There is no Chromium: install it (apt-get install chromium) or name it in {}.",
            chromium::NAMED_BY
        );
    };
    let sent = messages::captured(&Client::new(), &stack.aws_endpoint, &stack.access_key_id).await?;
    // The last one: the demonstration uses the first ones up.
    let link = sent.iter().rev().find_map(messages::Message::activation_link);
    let link = link.context("Nobody waits for an activation: start the stack without --no-demo.")?;
    let folder = root.join("infra/screenshots");
    std::fs::create_dir_all(&folder)?;
    let mut taken = Vec::new();
    for (name, address) in [
        ("sign-in", format!("{}/{}", stack.url, stack.organisation)),
        ("activate", format!("{link}?language=en")),
    ] {
        let path = folder.join(format!("{name}.png"));
        picture(&browser, &address, &path).await?;
        taken.push(path);
    }
    Ok(taken)
}

async fn picture(browser: &Path, address: &str, path: &Path) -> Result<()> {
    let profile = tempfile::tempdir()?;
    let mut command = Command::new(browser);
    command
        .args(chromium::ARGUMENTS)
        .args([
            "--hide-scrollbars",
            "--accept-lang=en",
            "--force-device-scale-factor=0.8",
            WINDOW,
        ])
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .arg(format!("--screenshot={}", path.display()))
        .arg(address)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true);
    // What is there already must not pass for the new one.
    if path.exists() {
        std::fs::remove_file(path)?;
    }
    timeout(PATIENCE, command.status())
        .await
        .context("Chromium does not come to an end.")??;
    let bytes = std::fs::metadata(path)
        .with_context(|| format!("Chromium took no picture of {address}"))?
        .len();
    if bytes > LARGEST {
        bail!(
            "{} has {bytes} bytes; at most {LARGEST} are kept.",
            path.display()
        );
    }
    Ok(())
}
