//! Dropping a workbook into the bucket and following its import, as `cargo local import` and the demonstration
//! do.

use std::collections::BTreeMap;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use aws_sdk_dynamodb::types::AttributeValue;
use indicatif::ProgressBar;
use rollcall::domain::import::UnusedColumn;
use serde::Deserialize;
use tokio::io::AsyncWriteExt;

use crate::import_progress::{line, progress, style};
use crate::stack::StackFile;
use crate::summary::{self, say};
use crate::{client, demonstration};

const NOBODY_ANSWERS: &str = "The stack does not answer: start it with `cargo local` in another terminal";

/// How often a line says how far an import has come, where there is no terminal.
const EVERY: Duration = Duration::from_secs(10);

/// An import's job item.
#[derive(Clone, Debug, Default)]
pub struct Import {
    /// Its id.
    pub id: String,
    /// The workbook's name.
    pub file_name: String,
    /// Nobody is created.
    pub dry_run: bool,
    /// `waiting`, `running`, `finished`, `refused` or `undone`.
    pub status: String,
    /// Rows in the workbook, as far as known.
    pub rows: u64,
    /// Rows dealt with.
    pub processed: u64,
    /// New users.
    pub created: u64,
    /// Users that were there.
    pub existing: u64,
    /// Rows that repeat an earlier one.
    pub duplicate: u64,
    /// Rows with a fault.
    pub invalid: u64,
    /// Rows in which something was put right.
    pub repaired: u64,
    /// Why the workbook was refused.
    pub refusal: Option<String>,
    /// Whom it asks to be told.
    pub messages: Messages,
    /// 0, or 1 after a dry run.
    pub run: u64,
    /// Visible sheets beside the one that was read.
    pub ignored_sheets: Vec<String>,
    /// Totals rows of tables, which were left out.
    pub totals_rows: Vec<u32>,
    /// Columns that were not read.
    pub unused_columns: Vec<UnusedColumn>,
}

/// Messages by channel and language, as the job item keeps them.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Messages {
    /// E-mails by language.
    pub email: BTreeMap<String, u64>,
    /// SMS by language.
    pub sms: BTreeMap<String, u64>,
    /// Each is paid for.
    pub sms_segments: u64,
    /// People no message reaches.
    pub unreachable: u64,
    /// In millionths of a dollar.
    pub cost: u64,
}

/// The outcome of one row, or of several in a row with nothing to say about them.
#[derive(Clone, Debug, Deserialize)]
pub struct Outcome {
    /// The first row, counted as a spreadsheet counts.
    pub from: u64,
    /// The last row.
    pub to: u64,
    /// `created` (`would_create`), `existing`, `duplicate` or `invalid`.
    pub outcome: String,
    /// What is wrong.
    #[serde(default)]
    pub faults: Vec<Remark>,
    /// What was put right.
    #[serde(default)]
    pub repairs: Vec<Remark>,
    /// What was taken all the same, but is worth a look.
    #[serde(default)]
    pub warnings: Vec<Remark>,
}

/// A fault or a repair in one cell.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Remark {
    /// The column.
    pub column: String,
    /// In words.
    pub detail: String,
    /// What it might have been meant to be.
    pub suggestion: Option<String>,
}

/// Clients for the bucket and the imports table of a running stack.
#[derive(Clone, Debug)]
pub struct Imports {
    s3: aws_sdk_s3::Client,
    dynamodb: aws_sdk_dynamodb::Client,
    bucket: String,
    table: String,
}

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
    /// Follow the import of this id, wherever it stands.
    Follow(&'a str),
}

/// How the command ended, other than by an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// Every row was taken: its person was created, is a user already, or is in an earlier row.
    Sound,
    /// Some rows were refused and have to be corrected.
    RowsRefused,
    /// The command was told to stop before the import ended.
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

/// How far the command has come, for what is said when it is told to stop.
#[derive(Debug, Default)]
struct Reached {
    /// The workbook is in the bucket: nothing here holds the import up any more.
    dropped: OnceLock<()>,
    /// The import's id, once it is known.
    id: OnceLock<String>,
}

/// `cargo local import`. `told_to_stop` resolves when somebody presses Ctrl-C: the import goes on without this command, and
/// it is said how to look at it again.
///
/// # Errors
/// If there is no such file or import, no stack is running, or the import is refused or does not end.
pub async fn run(
    root: &Path,
    asked: Asked<'_>,
    organisation: Option<&str>,
    told_to_stop: impl Future<Output = ()>,
) -> Result<Ended> {
    let stack = StackFile::read(root)?;
    let organisation = organisation.unwrap_or(&stack.organisation);
    let reached = Reached::default();
    let work = async {
        match asked {
            Asked::Drop { file, dry_run } => {
                drop_and_follow(root, &stack, file, dry_run, organisation, &reached).await
            }
            Asked::Follow(id) => {
                let _ = reached.dropped.set(());
                let _ = reached.id.set(id.to_owned());
                let imports = Imports::of(&stack);
                show(root, &stack, &imports, organisation, By::Id(id), None, &reached).await
            }
        }
    };
    tokio::select! {
        ended = work => ended,
        () = told_to_stop => {
            say(&left_alone(&reached, organisation, &stack));
            Ok(Ended::Stopped)
        }
    }
}

/// What somebody is to know who stops following an import.
fn left_alone(reached: &Reached, organisation: &str, stack: &StackFile) -> String {
    if reached.dropped.get().is_none() {
        return "\nStopped before the workbook was dropped: nothing is imported.".to_owned();
    }
    let whose = if organisation == stack.organisation {
        String::new()
    } else {
        format!(" --organisation {organisation}")
    };
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

async fn drop_and_follow(
    root: &Path,
    stack: &StackFile,
    file: &Path,
    dry_run: bool,
    organisation: &str,
    reached: &Reached,
) -> Result<Ended> {
    let name = file
        .file_name()
        .and_then(|name| name.to_str())
        .context("The file's name is not readable")?;
    if name.starts_with(['.', '~']) {
        bail!("{name} looks like a file that a program has left behind; no import starts for such a name.");
    }
    let workbook = tokio::fs::read(file)
        .await
        .with_context(|| format!("{} cannot be read", file.display()))?;
    let imports = Imports::of(stack);
    // For the record. The administrator is a user of the demonstration's organisation only.
    let uploader = if organisation == stack.organisation {
        Some(
            demonstration::administrator_id(stack)
                .await
                .context(NOBODY_ANSWERS)?,
        )
    } else {
        None
    };
    if uploader.is_none() && !imports.has_organisation(stack, organisation).await? {
        bail!("There is no organisation {organisation} in the running stack.");
    }
    let began = Instant::now();
    let version = imports
        .drop_workbook(organisation, name, workbook, dry_run, uploader.as_deref())
        .await
        .context(NOBODY_ANSWERS)?;
    let _ = reached.dropped.set(());
    let by = By::Version(&version);
    show(root, stack, &imports, organisation, by, Some(began), reached).await
}

/// Follows an import to its end and says what became of it. `began` is when the workbook was dropped, where this command
/// did so.
async fn show(
    root: &Path,
    stack: &StackFile,
    imports: &Imports,
    organisation: &str,
    by: By<'_>,
    began: Option<Instant>,
    reached: &Reached,
) -> Result<Ended> {
    let bar = ProgressBar::new(0);
    let import = imports
        .follow_by(organisation, by, Duration::from_hours(1), Some(&bar), &reached.id)
        .await?;
    bar.finish_and_clear();
    if let Some(refusal) = &import.refusal {
        bail!("The workbook was refused: {refusal}");
    }
    let (name, dry_run) = (&import.file_name, import.dry_run);
    let outcomes = imports.outcomes(organisation, &import).await?;
    say(&summary::of_import(name, &import, &outcomes, dry_run, |_| None));
    say(&summary::of_forecast(&import.messages, dry_run));
    match began.map(|began| began.elapsed()) {
        Some(took) => say(&format!(
            "  {} in {:.1} s, {} rows a second",
            import.id,
            took.as_secs_f64(),
            per_second(import.rows, took)
        )),
        None => say(&format!("  {}", import.id)),
    }
    let result = imports
        .download_result(root, organisation, &import, Path::new(name))
        .await?;
    say(&format!("  Result    {}", result.display()));
    say(&format!("  Messages  {}/_local/inbox", stack.url));
    Ok(if import.invalid > 0 {
        Ended::RowsRefused
    } else {
        Ended::Sound
    })
}

/// By what an import is found.
#[derive(Clone, Copy, Debug)]
enum By<'a> {
    /// The object's version it is of.
    Version(&'a str),
    Id(&'a str),
}

pub(crate) fn per_second(rows: u64, took: Duration) -> u64 {
    u64::try_from(u128::from(rows) * 1_000 / took.as_millis().max(1)).unwrap_or(u64::MAX)
}

impl Imports {
    /// The imports of a stack.
    pub fn of(stack: &StackFile) -> Self {
        let configuration = client::configuration(&stack.aws_endpoint, &stack.access_key_id);
        Self {
            s3: client::s3(&stack.aws_endpoint, &stack.access_key_id),
            dynamodb: aws_sdk_dynamodb::Client::new(&configuration),
            bucket: stack.bucket.clone(),
            table: stack.tables.get("imports").cloned().unwrap_or_default(),
        }
    }

    /// Whether the stack knows this organisation; a file dropped for any other is left alone.
    async fn has_organisation(&self, stack: &StackFile, organisation: &str) -> Result<bool> {
        let table = stack.tables.get("organisations").cloned().unwrap_or_default();
        let found = self
            .dynamodb
            .query()
            .table_name(table)
            .key_condition_expression("organisation = :organisation")
            .expression_attribute_values(":organisation", AttributeValue::S(organisation.to_owned()))
            .limit(1)
            .send()
            .await
            .context(NOBODY_ANSWERS)?;
        Ok(found.count() > 0)
    }

    /// Puts a workbook where it starts an import; returns the object's version. It hands on what the
    /// organisation's settings allow drops, and at most what the user `uploaded_by` holds.
    ///
    /// # Errors
    /// If the bucket does not take it.
    pub async fn drop_workbook(
        &self,
        organisation: &str,
        name: &str,
        workbook: Vec<u8>,
        dry_run: bool,
        uploaded_by: Option<&str>,
    ) -> Result<String> {
        let mut put = self
            .s3
            .put_object()
            .bucket(&self.bucket)
            .key(format!("imports/{organisation}/{name}"))
            .body(workbook.into());
        if dry_run {
            put = put.metadata("dry-run", "true");
        }
        if let Some(user_id) = uploaded_by {
            put = put.metadata("uploaded-by", user_id);
        }
        let stored = put.send().await?;
        Ok(stored
            .version_id()
            .context("The bucket keeps no versions")?
            .to_owned())
    }

    /// Waits for the import of an object's version to end.
    ///
    /// # Errors
    /// If it has not ended after `patience`.
    pub async fn follow(
        &self,
        organisation: &str,
        version: &str,
        patience: Duration,
        bar: Option<&ProgressBar>,
    ) -> Result<Import> {
        self.follow_by(
            organisation,
            By::Version(version),
            patience,
            bar,
            &OnceLock::new(),
        )
        .await
    }

    /// The same by version or id; `id` is set as soon as the import is on record.
    async fn follow_by(
        &self,
        organisation: &str,
        by: By<'_>,
        patience: Duration,
        bar: Option<&ProgressBar>,
        id: &OnceLock<String>,
    ) -> Result<Import> {
        if let Some(bar) = bar {
            bar.set_style(style(0));
        }
        let began = Instant::now();
        let (mut first, mut said) = (None, Instant::now());
        while began.elapsed() < patience {
            let found = self.find(organisation, by).await?;
            if let Some(import) = &found {
                id.get_or_init(|| import.id.clone());
            }
            if let (Some(bar), Some(import)) = (bar, &found) {
                if bar.length() != Some(import.rows) {
                    bar.set_style(style(import.rows));
                }
                bar.set_length(import.rows);
                bar.set_position(import.processed);
                // From the first row that was dealt with, so that reading the file slows no estimate.
                if import.processed > 0 && first.is_none() {
                    first = Some((Instant::now(), import.processed));
                }
                let message = progress(import, first);
                // Where nobody sees a bar move, a line now and then says as much.
                if bar.is_hidden() && said.elapsed() >= EVERY {
                    said = Instant::now();
                    say(&line(import, &message));
                }
                bar.set_message(message);
            }
            match found {
                Some(import) if matches!(import.status.as_str(), "finished" | "refused" | "undone") => {
                    return Ok(import);
                }
                None if matches!(by, By::Id(_)) => {
                    bail!("{organisation} has no import of this id.")
                }
                // Nothing at all after half a minute means that the function never started.
                None if began.elapsed() > Duration::from_secs(30) => {
                    bail!("No import began within half a minute; target/local/emulator.log may say why.")
                }
                _ => tokio::time::sleep(Duration::from_millis(150)).await,
            }
        }
        bail!("The import did not end within {} seconds.", patience.as_secs())
    }

    async fn find(&self, organisation: &str, by: By<'_>) -> Result<Option<Import>> {
        let query = self
            .dynamodb
            .query()
            .table_name(&self.table)
            .consistent_read(true)
            .expression_attribute_values(":organisation", AttributeValue::S(organisation.to_owned()));
        let query = match by {
            By::Version(version) => query
                .key_condition_expression("pk = :organisation")
                .filter_expression("object_version = :version")
                .expression_attribute_values(":version", AttributeValue::S(version.to_owned())),
            By::Id(id) => query
                .key_condition_expression("pk = :organisation AND sk = :id")
                .expression_attribute_values(":id", AttributeValue::S(id.to_owned())),
        };
        let answer = query.send().await?;
        Ok(answer.items().first().map(|item| {
            let text = |name: &str| item.get(name).and_then(|value| value.as_s().ok()).cloned();
            let number = |name: &str| {
                item.get(name)
                    .and_then(|value| value.as_n().ok())
                    .and_then(|n| n.parse().ok())
                    .unwrap_or(0)
            };
            Import {
                id: text("sk").unwrap_or_default(),
                file_name: text("file_name").unwrap_or_default(),
                dry_run: item
                    .get("dry_run")
                    .and_then(|value| value.as_bool().ok())
                    .copied()
                    .unwrap_or(false),
                status: text("status").unwrap_or_default(),
                rows: number("rows"),
                processed: number("processed"),
                created: number("created"),
                existing: number("existing"),
                duplicate: number("duplicate"),
                invalid: number("invalid"),
                repaired: number("repaired"),
                refusal: text("refusal").filter(|refusal| !refusal.is_empty()),
                messages: text("messages")
                    .and_then(|messages| serde_json::from_str(&messages).ok())
                    .unwrap_or_default(),
                run: number("run"),
                totals_rows: text("totals_rows")
                    .and_then(|rows| serde_json::from_str(&rows).ok())
                    .unwrap_or_default(),
                unused_columns: text("unused_columns")
                    .and_then(|columns| serde_json::from_str(&columns).ok())
                    .unwrap_or_default(),
                ignored_sheets: text("ignored_sheets")
                    .and_then(|names| serde_json::from_str(&names).ok())
                    .unwrap_or_default(),
            }
        }))
    }

    /// What became of the rows, in their order.
    ///
    /// # Errors
    /// If the table does not answer, or holds something else.
    pub async fn outcomes(&self, organisation: &str, import: &Import) -> Result<Vec<Outcome>> {
        let key = format!("{organisation}#{}#{}", import.id, import.run);
        let mut outcomes = Vec::new();
        let mut pages = self
            .dynamodb
            .query()
            .table_name(&self.table)
            .consistent_read(true)
            .key_condition_expression("pk = :import AND begins_with(sk, :rows)")
            .expression_attribute_values(":import", AttributeValue::S(key))
            .expression_attribute_values(":rows", AttributeValue::S("rows#".to_owned()))
            .into_paginator()
            .items()
            .send();
        while let Some(item) = pages.next().await {
            let item = item?;
            let text = item
                .get("outcomes")
                .and_then(|value| value.as_s().ok())
                .map_or("[]", String::as_str);
            outcomes.extend(
                serde_json::from_str::<Vec<Outcome>>(text).context("The rows' outcomes are unreadable")?,
            );
        }
        outcomes.sort_by_key(|outcome| outcome.from);
        Ok(outcomes)
    }

    /// Fetches the result workbook; returns where it lies.
    async fn download_result(
        &self,
        root: &Path,
        organisation: &str,
        import: &Import,
        file: &Path,
    ) -> Result<PathBuf> {
        let key = format!("results/{organisation}/{}.xlsx", import.id);
        let object = self.s3.get_object().bucket(&self.bucket).key(&key).send();
        let mut object = object.await.context("The result workbook is not there")?;
        let folder = root.join("target/local/results");
        tokio::fs::create_dir_all(&folder).await?;
        let stem = file
            .file_stem()
            .and_then(|stem| stem.to_str())
            .unwrap_or("workbook");
        let path = folder.join(format!("{stem} - result.xlsx"));
        let mut to = tokio::fs::File::create(&path).await?;
        while let Some(piece) = object.body.try_next().await? {
            to.write_all(&piece).await?;
        }
        to.flush().await?;
        Ok(path)
    }
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
