//! `cargo verify`: everything the tests stand on, then all the tests.

use std::path::{Path, PathBuf};
use std::process::{ExitCode, Stdio};

use anyhow::Result;
use rollcall_local::build;
use rollcall_local::chromium;
use rollcall_local::emulator::Emulator;
use rollcall_local::python::VirtualEnvironment;
use rollcall_local::terminal::say;
use tokio::process::Command;
use tokio::signal::unix::{SignalKind, signal};

/// Where the tests find the emulator.
const ENDPOINT: &str = "ROLLCALL_EMULATOR_ENDPOINT";

#[tokio::main]
async fn main() -> ExitCode {
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return ExitCode::FAILURE;
    };
    let verified = tokio::select! {
        verified = verify() => verified,
        _ = terminate.recv() => Ok(ExitCode::FAILURE),
        _ = tokio::signal::ctrl_c() => Ok(ExitCode::FAILURE),
    };
    verified.unwrap_or_else(|error| {
        say(&format!("\n{error:#}"));
        ExitCode::FAILURE
    })
}

async fn verify() -> Result<ExitCode> {
    let root = build::repository();
    let environment = VirtualEnvironment::ensure(&root, say).await?;
    say("Building the functions");
    build::build_functions(&root).await?;
    let browser = find_or_install_chromium().await;
    let emulator = Emulator::start(&root, &environment).await?;
    say("Running the tests");
    let passed = run_tests(&root, emulator.endpoint(), browser.as_deref()).await?;
    Ok(if passed {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

async fn run_tests(root: &Path, endpoint: &str, browser: Option<&Path>) -> Result<bool> {
    let mut cargo = build::cargo(root);
    cargo
        .args(["test", "--workspace"])
        .args(std::env::args_os().skip(1));
    cargo.env(ENDPOINT, endpoint);
    if let Some(browser) = browser {
        cargo.env(chromium::NAMED_BY, browser);
    }
    Ok(cargo.status().await?.success())
}

/// A browser for the tests of the pages: the one that is there, or Debian's.
async fn find_or_install_chromium() -> Option<PathBuf> {
    if let Some(found) = chromium::find() {
        return Some(found);
    }
    say("Installing Chromium (once)");
    // The lists may be older than the packages they name, and fetching them costs more than trying.
    for commands in [&[&["install"][..]][..], &[&["update"], &["install"]]] {
        for command in commands {
            let mut apt = Command::new("apt-get");
            apt.env("DEBIAN_FRONTEND", "noninteractive")
                .args(["--quiet", "--yes"])
                .args(*command);
            if command[0] == "install" {
                apt.args(["--no-install-recommends", "chromium"]);
            }
            let _ = apt.stdin(Stdio::null()).kill_on_drop(true).output().await;
        }
        if let Some(found) = chromium::find() {
            return Some(found);
        }
    }
    say(
        "Chromium is not here and could not be installed (apt-get install chromium, as root): its tests say so.",
    );
    None
}
