//! The process that imports: the function as it is deployed, but for Lambda's runtime. It is made from the environment
//! and given S3's event, and given it again where an import is unfinished, as Lambda does.

use crate::measure::{self, Watch, Whose};
use anyhow::{Context as _, Result, anyhow, bail};
use clap::Args;
use jiff::SignedDuration;
use rollcall::{aws::telemetry, domain::context::Context};
use rollcall_local::terminal::say;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::process::Output;

/// How often an event is delivered before Lambda gives up, and a few times more.
const DELIVERIES: u32 = 6;
/// The function's timeout in the template.
const TIMEOUT: SignedDuration = SignedDuration::from_mins(15);

/// One object to import.
#[derive(Debug, Args)]
pub(crate) struct Job {
    #[arg(long)]
    bucket: String,
    #[arg(long)]
    key: String,
    #[arg(long)]
    version: String,
}

/// What an import took and came to.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Report {
    /// Seconds on the clock, of the handler alone.
    pub(crate) wall: f64,
    /// Seconds of CPU, of the handler alone.
    pub(crate) cpu: f64,
    /// The most memory the whole process had, in bytes.
    pub(crate) peak_memory: u64,
    /// How often the event had to be delivered.
    pub(crate) deliveries: u32,
    /// What the handler answered.
    pub(crate) answer: Value,
}

impl Report {
    /// How many rows came to `outcome`, such as `created`.
    pub(crate) fn count(&self, outcome: &str) -> u64 {
        self.answer
            .pointer(&format!("/imports/0/counts/{outcome}"))
            .and_then(Value::as_u64)
            .unwrap_or(0)
    }

    /// Makes sure every row came to `outcome`.
    pub(crate) fn expect(&self, rows: u32, outcome: &str) -> Result<()> {
        if self.count(outcome) == u64::from(rows) {
            Ok(())
        } else {
            bail!("Of {rows} rows not all came to `{outcome}`: {}", self.answer)
        }
    }
}

/// Imports, and prints the report as its last line.
pub(crate) async fn run(job: &Job) -> Result<()> {
    telemetry::start();
    let app = import_users::App::connect()
        .await
        .map_err(|error| anyhow!("{error}"))?;
    let event = json!({ "Records": [{ "s3": {
        "bucket": { "name": job.bucket }, "object": { "key": job.key, "versionId": job.version } } }] });
    let watch = Watch::start(Whose::Own)?;
    let mut deliveries = 0;
    let answer = loop {
        let context = Context::of_now();
        let deadline = context.now() + TIMEOUT;
        deliveries += 1;
        match import_users::handle(&app, &context, event.clone(), deadline).await {
            Ok(answer) => break answer,
            Err(unfinished) if deliveries == DELIVERIES => bail!("The import came to no end: {unfinished}"),
            Err(_) => {}
        }
    };
    let taken = watch.taken()?;
    let report = Report {
        wall: taken.wall.as_secs_f64(),
        cpu: taken.cpu.as_secs_f64(),
        peak_memory: measure::peak_memory()?,
        deliveries,
        answer,
    };
    say(&serde_json::to_string(&report)?);
    Ok(())
}

/// Reads what [`run`] printed.
pub(crate) fn report(output: &Output) -> Result<Report> {
    let text = String::from_utf8_lossy(&output.stdout);
    let last = text.trim_end().lines().next_back().unwrap_or_default();
    if !output.status.success() {
        bail!("The import failed:\n{text}");
    }
    serde_json::from_str(last).with_context(|| format!("The import reported nothing:\n{text}"))
}
