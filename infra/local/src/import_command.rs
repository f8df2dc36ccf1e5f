//! `cargo local import`: a workbook is dropped into the running stack, and its import is followed to its end.

use std::cell::OnceCell;
use std::future::Future;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use hyper::Method;

use crate::api::Api;
use crate::import_progress::{Progress, per_second};
use crate::imports::{Import, Imports, Row};
use crate::stack::{Administrator, StackFile};
use crate::summary;
use crate::terminal::say;

/// Shorter than a session, which lasts an hour.
const PATIENCE: Duration = Duration::from_mins(55);

/// What to import, or which import to look at again.
#[derive(Clone, Copy, Debug)]
pub enum Asked<'a> {
    /// Drop this workbook.
    Drop {
        /// The workbook.
        file: &'a Path,
        /// Check everything, create nobody.
        dry_run: bool,
    },
    /// Follow the import of this id, however far it has come.
    Follow(&'a str),
}

/// An organisation other than the demonstration's, and a person of it who sees its imports.
#[derive(Clone, Debug)]
pub struct Elsewhere {
    /// The organisation's name in addresses.
    pub organisation: String,
    /// The person's e-mail or username, and password.
    pub person: Administrator,
}

/// How the command ended, other than by an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// Every row was taken: its person was created, is a user already, or is in an earlier row.
    Sound,
    /// Some rows were refused and have to be corrected.
    RowsRefused,
    /// The command was stopped before the import ended.
    Stopped,
}

impl Ended {
    /// The exit code: 0, or 3 where rows were refused, or 130, as a shell has it for Ctrl-C. (1 is an error, among them a
    /// workbook that is refused whole; 2 a command line that cannot be read.)
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Sound => 0,
            Self::RowsRefused => 3,
            Self::Stopped => 130,
        }
    }
}

/// How far the command has come, for what is said when it is stopped.
#[derive(Debug, Default)]
struct Reached {
    /// The workbook is in the bucket: nothing here holds the import up any more.
    dropped: OnceCell<()>,
    /// The import's id, once it is known.
    id: OnceCell<String>,
}

/// Runs the command. `stop` resolves when somebody presses Ctrl-C: the import goes on without this command, and a line
/// says how to look at it again.
///
/// # Errors
/// If there is no such file or import, no stack is running, or the import is refused or does not end.
pub async fn run(
    root: &Path,
    asked: Asked<'_>,
    elsewhere: Option<&Elsewhere>,
    stop: impl Future<Output = ()>,
) -> Result<Ended> {
    let stack = StackFile::read(root)?;
    let reached = Reached::default();
    tokio::select! {
        ended = import(root, &stack, asked, elsewhere, &reached) => ended,
        () = stop => {
            say(&left_alone(&reached, elsewhere, &stack));
            Ok(Ended::Stopped)
        }
    }
}

/// What somebody needs to know who stops following an import.
fn left_alone(reached: &Reached, elsewhere: Option<&Elsewhere>, stack: &StackFile) -> String {
    if reached.dropped.get().is_none() {
        return "\nStopped before the workbook was dropped: nothing is imported.".to_owned();
    }
    let whose = elsewhere.map_or_else(String::new, |elsewhere| {
        let person = &elsewhere.person.identifier;
        format!(" --organisation {} --sign-in-as {person}", elsewhere.organisation)
    });
    match reached.id.get() {
        Some(id) => format!(
            "\nThe import goes on without this command. Look at it again with\n  cargo local import --follow {id}{whose}"
        ),
        None => format!(
            "\nThe import goes on without this command. GET {}/api/imports lists it as soon as it has begun.",
            stack.url
        ),
    }
}

async fn import(
    root: &Path,
    stack: &StackFile,
    asked: Asked<'_>,
    elsewhere: Option<&Elsewhere>,
    reached: &Reached,
) -> Result<Ended> {
    let (organisation, person) = elsewhere.map_or((&stack.organisation, &stack.administrator), |elsewhere| {
        (&elsewhere.organisation, &elsewhere.person)
    });
    let workbook = match asked {
        Asked::Drop { file, dry_run } => Some((read(file).await?, dry_run)),
        Asked::Follow(_) => None,
    };
    let api = Api::new(&stack.url, organisation);
    let api = api
        .signed_in(&person.identifier, &person.password)
        .await
        .with_context(|| format!("{} cannot sign in to {organisation}", person.identifier))?;
    let imports = Imports::of(stack, api.clone());
    let began = match (asked, workbook) {
        (Asked::Drop { file, .. }, Some((bytes, dry_run))) => {
            let me = api.call(Method::GET, "/api/me", None).await?;
            let began = Instant::now();
            let dropped = imports
                .drop_workbook(name_of(file)?, bytes, dry_run, me["id"].as_str())
                .await?;
            let _ = reached.dropped.set(());
            let _ = reached.id.set(imports.begun(&dropped).await?);
            Some(began)
        }
        (Asked::Follow(id), _) => {
            let _ = reached.dropped.set(());
            let _ = reached.id.set(id.to_owned());
            None
        }
        (Asked::Drop { .. }, None) => bail!("There is nothing to drop"),
    };
    let id = reached.id.get().context("The import has no id")?;
    let mut progress = Progress::new();
    let import = imports
        .follow(id, PATIENCE, |import| progress.show(import))
        .await?;
    progress.clear();
    if let Some(refusal) = &import.refusal {
        bail!("The file was refused: {}", refusal.detail);
    }
    show(root, stack, &imports, &import, began).await?;
    Ok(if import.invalid > 0 {
        Ended::RowsRefused
    } else {
        Ended::Sound
    })
}

fn name_of(file: &Path) -> Result<&str> {
    let name = file.file_name().and_then(|name| name.to_str());
    name.context("The file's name is not readable")
}

async fn read(file: &Path) -> Result<Vec<u8>> {
    let name = name_of(file)?;
    if name.starts_with(['.', '~']) {
        bail!("{name} looks like a file that a program has left behind; no import starts for such a name.");
    }
    tokio::fs::read(file)
        .await
        .with_context(|| format!("{} cannot be read", file.display()))
}

/// Says what became of a workbook. `began` is when it was dropped, where this command did so.
async fn show(
    root: &Path,
    stack: &StackFile,
    imports: &Imports,
    import: &Import,
    began: Option<Instant>,
) -> Result<()> {
    let took = began.map(|began| began.elapsed());
    let rows = rows_to_show(imports, import).await?;
    say(&summary::of_import(import, &rows, |_| None));
    say(&summary::of_forecast(&import.messages, import.dry_run));
    match took {
        Some(took) => say(&format!(
            "  {} in {:.1} s, {} rows a second",
            import.id,
            took.as_secs_f64(),
            per_second(import.rows, took)
        )),
        None => say(&format!("  {}", import.id)),
    }
    let folder = root.join("target/local/results");
    let result = imports.download_result(import, &folder).await?;
    say(&format!("  Result    {}", result.display()));
    say(&format!("  Messages  {}/_local/inbox", stack.url));
    Ok(())
}

/// The rows that a summary may list: all of a short file; of a long one the first of each outcome, since its result
/// workbook has them all.
async fn rows_to_show(imports: &Imports, import: &Import) -> Result<Vec<Row>> {
    let created = if import.dry_run { "would_create" } else { "created" };
    let mut rows = Vec::new();
    for outcome in [created, "existing", "duplicate", "invalid"] {
        let query = format!("&outcome={outcome}");
        rows.extend(imports.rows(&import.id, &query, 1).await?);
    }
    rows.sort_by_key(|row| row.row);
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exit_code_says_whether_rows_were_refused() {
        assert_eq!(
            [Ended::Sound, Ended::RowsRefused, Ended::Stopped].map(Ended::exit_code),
            [0, 3, 130]
        );
    }
}
