//! What a function costs before its first event: the size of what Lambda loads, and the CPU from the start of its process
//! until it asks for work. Both beside those of a function that does nothing.

use crate::{
    measure::{self, Watch, Whose, median},
    stub::{self, Stub},
    table::Table,
};
use anyhow::{Context, Result, ensure};
use rollcall_local::{
    build::{self, Profile},
    terminal::say,
};
use std::{
    collections::BTreeMap,
    net::Ipv4Addr,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    net::TcpListener,
    process::Command,
    time::timeout,
};

/// The function that does nothing.
const BARE: &str = "bare";
/// Those with a library for workbooks or documents in them.
const LARGE: [&str; 3] = ["import-users", "manage-imports", "print-sheets"];

pub(crate) async fn measure(table: &mut Table, root: &Path, rounds: usize) -> Result<()> {
    let functions = build::functions(root)?;
    say(&format!(
        "Building {} functions as they are deployed",
        functions.len()
    ));
    let mut binaries = functions.clone();
    binaries.push(BARE.to_owned());
    let built = build::compile(root, &binaries, Profile::Release).await?;
    say("Starting each of them");
    let stub = Stub::start(&stub::Settings::default()).await?;
    let least = Figures::of(&stub, &built, BARE, rounds).await?;
    for function in functions {
        let figures = Figures::of(&stub, &built, &function, rounds).await?;
        let most = if LARGE.contains(&function.as_str()) {
            "5"
        } else {
            "3.5"
        };
        table.row(
            format!("start of {function}: CPU, size zipped, memory"),
            format!(
                "{:.1} × ({:.1} ms), {:.1} MB, {:.0} MB",
                figures.milliseconds / least.milliseconds,
                figures.milliseconds,
                figures.zipped,
                figures.memory
            ),
            format!("≤ 2.5 ×, ≤ {most} MB"),
            format!(
                "{:.2} ms, {:.1} MB, {:.0} MB (does nothing)",
                least.milliseconds, least.zipped, least.memory
            ),
        );
    }
    Ok(())
}

struct Figures {
    /// CPU of a start, the median.
    milliseconds: f64,
    /// The package, in millions of bytes.
    zipped: f64,
    /// The most memory a start takes, in millions of bytes, the median.
    memory: f64,
}

impl Figures {
    async fn of(stub: &Stub, built: &BTreeMap<String, PathBuf>, name: &str, rounds: usize) -> Result<Self> {
        let executable = built
            .get(name)
            .with_context(|| format!("Cargo built no executable for {name}"))?;
        let (mut taken, mut memory) = (Vec::new(), Vec::new());
        for _ in 0..rounds.max(3) * 4 {
            let started = start(stub, name, executable).await?;
            taken.push(started.cpu.as_secs_f64() * 1_000.0);
            memory.push(megabytes(started.memory));
        }
        let folder = tempfile::tempdir()?;
        let package = folder.path().join("bootstrap.zip");
        build::pack(executable, &package, 9)?;
        Ok(Self {
            milliseconds: median(taken),
            zipped: megabytes(package.metadata()?.len()),
            memory: median(memory),
        })
    }
}

#[expect(clippy::cast_precision_loss, reason = "functions are small")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

/// What one start took.
struct Started {
    cpu: Duration,
    /// Bytes.
    memory: u64,
}

/// One start. Lambda's side of it is a socket: a process that sends the request line for its first event has started.
async fn start(stub: &Stub, name: &str, executable: &Path) -> Result<Started> {
    let lambda = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let watch = Watch::start(Whose::Children)?;
    let mut function = Command::new(executable);
    stub.scene.environment(&mut function);
    let mut process = function
        .env("AWS_LAMBDA_FUNCTION_NAME", name)
        .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512")
        .env("AWS_LAMBDA_FUNCTION_VERSION", "1")
        .env("AWS_LAMBDA_RUNTIME_API", lambda.local_addr()?.to_string())
        .env("IMPORT_FUNCTION", "import-users")
        .env("MAIL_FROM", "no-reply@rollcall.example")
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    let asked = async {
        let (stream, _) = lambda.accept().await?;
        let (mut stream, mut line) = (BufReader::new(stream), String::new());
        stream.read_line(&mut line).await?;
        Ok::<_, std::io::Error>((line, stream))
    };
    // Its connection stays open until it was looked at: a function whose connection ends, ends too.
    let (line, _stream) = tokio::select! {
        asked = timeout(Duration::from_mins(1), asked) => asked.context("it did not start within a minute")??,
        ended = process.wait() => anyhow::bail!("{name} ended instead of asking for work: {}", ended?),
    };
    ensure!(
        line.contains("/runtime/invocation/next"),
        "{name} asked for something else: {line}"
    );
    let memory = measure::peak_memory_of(process.id().context("it has ended")?)?;
    process.kill().await?;
    let taken = watch.taken()?;
    ensure!(!taken.cpu.is_zero(), "no CPU was counted");
    Ok(Started {
        cpu: taken.cpu,
        memory,
    })
}
