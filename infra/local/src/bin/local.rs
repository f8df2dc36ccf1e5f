//! `cargo local`: the whole of Rollcall on one machine, from the template that deploys to AWS.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};
use rollcall_local::import_command::{self, Asked, Elsewhere};
use rollcall_local::provider::{Manner, Provider};
use rollcall_local::python::VirtualEnvironment;
use rollcall_local::stack::{Administrator, Stack, StackFile};
use rollcall_local::terminal::say;
use rollcall_local::{build, demonstration, screenshots, serve};
use tokio::signal::unix::{SignalKind, signal};

/// Runs Rollcall on this machine: pages and API at <http://127.0.0.1:8080>.
#[derive(Parser)]
#[command(name = "cargo local", version)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    /// The port to serve on.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// End after the demonstration; fail if any of its steps did.
    #[arg(long, conflicts_with = "no_demo")]
    exit: bool,
    /// Only serve: create the organisation, but drop no workbook.
    #[arg(long)]
    no_demo: bool,
    /// Start a provider of single sign-on as well, let the organisation's people sign in with it, and show what a directory
    /// does over SCIM.
    #[arg(long)]
    sso: bool,
}

#[derive(Subcommand)]
enum Command {
    /// Take pictures of the running stack's pages into `infra/screenshots`; needs Chromium.
    Screenshots,
    /// Drop a workbook into the running stack and follow its import.
    #[command(after_help = IMPORT_EXIT_CODES)]
    Import {
        /// The workbook (.xlsx).
        #[arg(required_unless_present = "follow")]
        file: Option<PathBuf>,
        /// Check everything, create nobody.
        #[arg(long)]
        dry_run: bool,
        /// Drop nothing; look again at an import, by its id.
        #[arg(long, value_name = "ID", conflicts_with_all = ["file", "dry_run"])]
        follow: Option<String>,
        /// The organisation; the demonstration's unless named.
        #[arg(long, requires = "sign_in_as")]
        organisation: Option<String>,
        /// The e-mail or username of somebody who sees that organisation's imports. The password is read from standard
        /// input.
        #[arg(long, requires = "organisation")]
        sign_in_as: Option<String>,
    },
}

const IMPORT_EXIT_CODES: &str = "\
Exit codes:
  0    every row was taken
  1    nothing was imported: the workbook was refused, or no stack is running
  2    the command line cannot be read
  3    the import ended, and some rows have to be corrected
  130  Ctrl-C; the import goes on";

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if let Some(command) = &arguments.command {
        return carry_out(command).await;
    }
    // Whatever ends this process, dropping the work ends the emulator with all that it started.
    let ended = tokio::select! {
        ended = run(arguments) => ended,
        () = stopped() => Ok(()),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("\n{error:#}"));
            ExitCode::FAILURE
        }
    }
}

async fn carry_out(command: &Command) -> ExitCode {
    let (file, dry_run, follow, elsewhere) = match command {
        Command::Screenshots => return screenshots().await,
        Command::Import {
            file,
            dry_run,
            follow,
            organisation,
            sign_in_as,
        } => (
            file,
            dry_run,
            follow,
            organisation.as_ref().zip(sign_in_as.as_ref()),
        ),
    };
    let elsewhere = elsewhere.map(|(organisation, identifier)| Elsewhere {
        organisation: organisation.clone(),
        person: Administrator {
            identifier: identifier.clone(),
            password: ask_for_password(organisation, identifier),
        },
    });
    let asked = match (file, follow) {
        (Some(file), _) => Asked::Drop {
            file,
            dry_run: *dry_run,
        },
        (None, Some(id)) => Asked::Follow(id),
        // clap asks for one of them.
        (None, None) => return ExitCode::from(2),
    };
    let root = build::repository();
    match import_command::run(&root, asked, elsewhere.as_ref(), stopped()).await {
        Ok(ended) => ExitCode::from(ended.exit_code()),
        Err(error) => {
            say(&format!("\n{error:#}"));
            ExitCode::FAILURE
        }
    }
}

/// A line of standard input.
fn ask_for_password(organisation: &str, identifier: &str) -> String {
    say(&format!("The password of {identifier} in {organisation}:"));
    let mut line = String::new();
    // Without one, signing in says what is wrong.
    let _ = std::io::stdin().read_line(&mut line);
    line.trim_end_matches(['\r', '\n']).to_owned()
}

async fn screenshots() -> ExitCode {
    match screenshots::take(&build::repository()).await {
        Ok(taken) => {
            for path in taken {
                say(&path.display().to_string());
            }
            ExitCode::SUCCESS
        }
        Err(error) => {
            say(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<()> {
    let root = build::repository();
    let listener = serve::listen(arguments.port).await?;
    let url = format!("http://127.0.0.1:{}", listener.local_addr()?.port());
    let environment = VirtualEnvironment::ensure(&root, say).await?;
    say("Building the functions");
    let packages = build::build_functions(&root).await?;
    say("Deploying infra/data.yaml and infra/template.yaml to the emulator");
    let stack = Stack::start(&root, &environment, &packages, &url).await?;
    let administrator = demonstration::create_organisation(&stack.deployment).await?;
    let file = StackFile::of(
        &stack.deployment,
        &url,
        demonstration::ORGANISATION,
        administrator,
    )?;
    file.write(&root)?;
    let _written = Written {
        path: StackFile::path(&root),
        contents: std::fs::read(StackFile::path(&root))?,
    };
    let serving = serve::serve(listener, &stack.deployment, file.clone())?;
    let _provider = if arguments.sso {
        let redirect_uri = format!("{url}/api/sso/callback");
        let provider = Provider::start(&root, &redirect_uri, Manner::Usual, say).await?;
        demonstration::single_sign_on::connect(&file, &provider).await?;
        Some(provider)
    } else {
        None
    };
    say("");

    if !arguments.no_demo {
        let demonstrated = demonstrate(&file, arguments.sso).await;
        match demonstrated {
            Err(error) if !arguments.exit => say(&format!("\nThe demonstration stopped: {error:#}\n")),
            other => other?,
        }
    }
    if !arguments.exit {
        say(&where_to_look(&file));
        serving.await?;
    }
    Ok(())
}

async fn demonstrate(file: &StackFile, with_sso: bool) -> Result<()> {
    demonstration::run(file).await?;
    if with_sso {
        demonstration::run_with_sso(file).await?;
    }
    Ok(())
}

fn where_to_look(stack: &StackFile) -> String {
    let StackFile {
        url,
        organisation,
        administrator,
        ..
    } = stack;
    format!(
        "Where to look\n  \
         pages          {url}/{organisation}\n  \
         sign-up        {url}/{organisation}/sign-up\n  \
         inbox          {url}/_local/inbox\n  \
         AWS            {url}/_local/stack.json\n  \
         administrator  {} / {}\n  \
         a workbook     cargo local import FILE.xlsx\n\n\
         Ctrl-C ends it all.",
        administrator.identifier, administrator.password
    )
}

/// Ctrl-C, or another signal to end.
async fn stopped() {
    let (Ok(mut interrupt), Ok(mut terminate), Ok(mut hang_up)) = (
        signal(SignalKind::interrupt()),
        signal(SignalKind::terminate()),
        signal(SignalKind::hangup()),
    ) else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
        _ = hang_up.recv() => {}
    }
}

/// The stack's file, which is there as long as the stack is.
struct Written {
    path: PathBuf,
    contents: Vec<u8>,
}

impl Drop for Written {
    fn drop(&mut self) {
        // Another stack may have been started since, and be found by it now.
        if std::fs::read(&self.path).is_ok_and(|contents| contents == self.contents) {
            let _ = std::fs::remove_file(&self.path);
        }
    }
}
