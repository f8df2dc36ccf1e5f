//! `cargo speed`: how fast an import is, and whether the time of an answer says who exists, as a table: our figure, what is
//! to be reached, and the best known.
//!
//! Every figure is a count, or a ratio of two things measured in one run; where something is repeated, the median is
//! reported. An import runs in a process of its own, over the function's own start and `handle`, against a stand-in for
//! DynamoDB and S3 in another process, which counts ([`stub`]). Everything is on the loopback address, and nothing
//! fails because it was slow.

#![expect(clippy::too_many_lines, reason = "a measurement reads from top to bottom")]

mod against_python;
mod answers;
mod cost;
mod directory;
mod finding;
mod life;
mod measure;
mod memory;
#[path = "../../it/support/provider.rs"]
#[expect(
    dead_code,
    clippy::unwrap_used,
    reason = "it belongs to the tests, which let it misbehave in more ways"
)]
mod provider;
mod reading;
mod scene;
mod sending;
mod start;
mod stub;
mod suggestions;
mod table;
mod throughput;
mod workbook;
mod worker;

use anyhow::Result;
use clap::{Parser, Subcommand, ValueEnum};
use rollcall_local::{build, terminal::say};
use std::{path::PathBuf, process::ExitCode};
use table::Table;

/// Measures the import and the time of answers, and prints a table.
#[derive(Debug, Parser)]
#[command(name = "cargo speed", version)]
struct Arguments {
    #[command(subcommand)]
    hidden: Option<Hidden>,
    /// How many users are imported into the tables (20,000 into the capped ones, 10,000 into the emulator, 2,000 with
    /// misspelt departments).
    #[arg(long)]
    rows: Option<u32>,
    /// Only these, separated by commas.
    #[arg(long, value_enum, value_delimiter = ',')]
    only: Vec<Part>,
    /// A tenth of the rows and fewer repetitions: to see that everything runs, not how fast.
    #[arg(long)]
    quick: bool,
    /// The import in Python to measure against.
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
}

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// An import against capped tables: its speed, calls and units, the same file again, and what that costs.
    Throughput,
    /// The write units of a whole life: imported, mailed, link opened, password set.
    Life,
    /// Calls and read units of pages, filters, searches and the summary.
    Finding,
    /// People created and listed over SCIM: calls, units and CPU.
    Directory,
    /// Sending to providers that take 14, 50 and 200 messages a second.
    Sending,
    /// Reading and checking a workbook, against calamine and openpyxl.
    Reading,
    /// The most memory an import of a full sheet takes.
    Memory,
    /// An import with misspelt departments, against the same one with the right names.
    Suggestions,
    /// Whether the time of a refused sign-in or a taken sign-up says who exists.
    Answers,
    /// What each function costs before its first event: its size and its CPU. Builds all of them for release.
    Start,
    /// The same import in Python.
    Python,
}

/// The processes this command starts of itself.
#[derive(Debug, Subcommand)]
enum Hidden {
    #[command(hide = true)]
    Stub(stub::Settings),
    #[command(hide = true)]
    Import(worker::Job),
    #[command(hide = true)]
    Read { file: PathBuf },
}

/// How much is measured.
#[derive(Debug, Clone, Copy)]
struct Scale {
    /// Users imported into the capped tables.
    throughput: u32,
    /// Users imported into the emulator, by us and in Python.
    python: u32,
    /// People who are imported, mailed and activated.
    lives: u32,
    /// People among whom some are looked for.
    found: u32,
    /// People created over SCIM, one by one and as many by Bulk.
    provisioned: u32,
    /// Rows read and checked.
    reading: u32,
    /// Rows of the sheet whose memory is measured: all that Excel has.
    memory: u32,
    /// Rows with misspelt departments.
    suggestions: u32,
    /// How often somebody knocks, of each kind.
    knocks: u32,
    /// How often short things are repeated.
    rounds: usize,
}

impl Scale {
    fn of(arguments: &Arguments) -> Self {
        let full = Self {
            throughput: arguments.rows.unwrap_or(20_000),
            python: arguments.rows.unwrap_or(10_000),
            lives: 500,
            found: 100_000,
            provisioned: 10_000,
            reading: 100_000,
            memory: 1_048_575,
            suggestions: arguments.rows.unwrap_or(2_000),
            knocks: 500,
            rounds: 5,
        };
        if !arguments.quick {
            return full;
        }
        Self {
            throughput: arguments.rows.unwrap_or(full.throughput / 10),
            python: arguments.rows.unwrap_or(full.python / 10),
            lives: full.lives / 10,
            found: full.found / 10,
            provisioned: full.provisioned / 10,
            reading: full.reading / 10,
            memory: full.memory / 10,
            suggestions: arguments.rows.unwrap_or(full.suggestions / 10),
            knocks: full.knocks / 10,
            rounds: 3,
        }
    }
}

// As the function itself.
#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> ExitCode {
    let mut arguments = Arguments::parse();
    let done = match arguments.hidden.take() {
        Some(Hidden::Stub(settings)) => stub::serve(settings).await,
        Some(Hidden::Import(job)) => worker::run(&job).await,
        Some(Hidden::Read { file }) => memory::read(&file),
        None => measure_all(&arguments).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("\n{error:#}"));
            ExitCode::FAILURE
        }
    }
}

/// Prints what was measured, also where a part of it failed.
async fn measure_all(arguments: &Arguments) -> Result<()> {
    let mut table = Table::default();
    let measured = measure_into(&mut table, arguments).await;
    say(&format!("\n{table}"));
    measured
}

async fn measure_into(table: &mut Table, arguments: &Arguments) -> Result<()> {
    let scale = Scale::of(arguments);
    let wanted = |part| arguments.only.is_empty() || arguments.only.contains(&part);
    let root = build::repository();
    if wanted(Part::Throughput) {
        throughput::measure(table, scale.throughput).await?;
        throughput::measure_warm(table, scale.throughput).await?;
    }
    if wanted(Part::Life) {
        life::measure(table, scale.lives).await?;
    }
    if wanted(Part::Finding) {
        finding::measure(table, scale.found).await?;
    }
    if wanted(Part::Directory) {
        directory::measure(table, scale.provisioned, scale.found).await?;
    }
    if wanted(Part::Sending) {
        sending::measure(table, arguments.quick).await?;
    }
    if wanted(Part::Reading) {
        reading::measure(table, &root, scale.reading, scale.rounds).await?;
    }
    if wanted(Part::Memory) {
        memory::measure(table, scale.memory).await?;
    }
    if wanted(Part::Suggestions) {
        suggestions::measure(table, scale.suggestions, scale.rounds).await?;
    }
    if wanted(Part::Answers) {
        answers::measure(table, &root, scale.knocks).await?;
    }
    if wanted(Part::Start) {
        start::measure(table, &root, scale.rounds).await?;
    }
    if wanted(Part::Python) {
        let baseline = arguments
            .baseline
            .clone()
            .unwrap_or_else(|| root.join("../shared/baseline/import_users.py"));
        against_python::measure(table, &root, &baseline, scale.python).await?;
    }
    Ok(())
}
