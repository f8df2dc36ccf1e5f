//! Imports: a workbook is put into the bucket, and its import is followed over the API.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use hyper::Method;
use rollcall::domain::import::{UnusedColumn, file_name_of};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::api::Api;
use crate::client;
use crate::stack::StackFile;

/// The most that a page of a list holds.
const PAGE: usize = 200;
/// How often it is asked how far an import has come.
const EVERY: Duration = Duration::from_millis(150);
/// After this long without an import, the function has never started.
const PATIENCE_TO_BEGIN: Duration = Duration::from_secs(30);

/// An import, as `GET /api/imports/{import_id}` shows it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Import {
    /// Its id.
    #[serde(rename = "import_id")]
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
    pub refusal: Option<Refusal>,
    /// The messages it asks for.
    pub messages: Messages,
    /// Visible sheets beside the one that was read.
    pub ignored_sheets: Vec<String>,
    /// Totals rows of tables, which were left out.
    pub totals_rows: Vec<u32>,
    /// Columns that were not read.
    pub unused_columns: Vec<UnusedColumn>,
}

/// Why a workbook is refused whole.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Refusal {
    /// The kind of it.
    pub code: String,
    /// In a sentence.
    pub detail: String,
}

/// Messages by channel.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Messages {
    /// E-mails.
    pub email: Counts,
    /// SMS.
    pub sms: Counts,
    /// People no message reaches.
    pub unreachable: u64,
    /// People who are messaged on their start date, since it is ahead.
    pub waiting_start_date: u64,
    /// In US dollars.
    pub estimated_cost_usd: f64,
}

/// Messages over one channel.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Counts {
    /// In all.
    pub total: u64,
    /// By language.
    pub languages: BTreeMap<String, u64>,
    /// Of SMS; each is paid for.
    pub segments: u64,
}

/// What became of a row.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Row {
    /// As a spreadsheet counts.
    pub row: u64,
    /// `created` (`would_create`), `existing`, `duplicate` or `invalid`.
    pub outcome: String,
    /// What is wrong.
    pub faults: Vec<Remark>,
    /// What was taken all the same, but is worth a look.
    pub warnings: Vec<Remark>,
}

/// A fault or a warning of one cell.
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

#[derive(Deserialize)]
struct Page<T> {
    items: Vec<T>,
    next_cursor: Option<String>,
}

/// A workbook that was put into the bucket.
#[derive(Clone, Debug)]
pub struct Dropped {
    file_name: String,
    /// The imports there were before.
    before: BTreeSet<String>,
    began: Instant,
}

/// The imports of an organisation, as one of its people sees them, and the bucket of the stack.
#[derive(Clone)]
pub struct Imports {
    api: Api,
    s3: aws_sdk_s3::Client,
    bucket: String,
}

impl Imports {
    /// The imports that somebody sees who has signed in.
    pub fn of(stack: &StackFile, api: Api) -> Self {
        Self {
            api,
            s3: client::s3(&stack.aws_endpoint, &stack.access_key_id),
            bucket: stack.bucket.clone(),
        }
    }

    /// Puts a workbook where it starts an import. It hands on what the organisation's settings allow drops, and at most
    /// what the user `uploaded_by` holds.
    ///
    /// # Errors
    /// If the API does not answer, or the bucket does not take it.
    pub async fn drop_workbook(
        &self,
        name: &str,
        workbook: Vec<u8>,
        dry_run: bool,
        uploaded_by: Option<&str>,
    ) -> Result<Dropped> {
        let key = format!("imports/{}/{name}", self.api.organisation());
        let newest = self.newest().await?;
        let dropped = Dropped {
            file_name: file_name_of(&key),
            before: newest.into_iter().map(|import| import.id).collect(),
            began: Instant::now(),
        };
        let mut put = self
            .s3
            .put_object()
            .bucket(&self.bucket)
            .key(key)
            .body(workbook.into());
        if dry_run {
            put = put.metadata("dry-run", "true");
        }
        if let Some(user_id) = uploaded_by {
            put = put.metadata("uploaded-by", user_id);
        }
        put.send().await.context("The bucket did not take the workbook")?;
        Ok(dropped)
    }

    /// Waits until the import of a dropped workbook is listed: its id.
    ///
    /// # Errors
    /// If none is within half a minute.
    pub async fn begun(&self, dropped: &Dropped) -> Result<String> {
        while dropped.began.elapsed() < PATIENCE_TO_BEGIN {
            let is_new = |import: &Import| {
                import.file_name == dropped.file_name && !dropped.before.contains(&import.id)
            };
            if let Some(import) = self.newest().await?.into_iter().find(is_new) {
                return Ok(import.id);
            }
            tokio::time::sleep(EVERY).await;
        }
        bail!("No import began within half a minute; target/local/emulator.log may say why.")
    }

    /// Waits for an import to end, and shows each time how far it has come.
    ///
    /// # Errors
    /// If there is no such import, or it has not ended after `patience`.
    pub async fn follow(
        &self,
        id: &str,
        patience: Duration,
        mut show: impl FnMut(&Import),
    ) -> Result<Import> {
        let began = Instant::now();
        while began.elapsed() < patience {
            let path = format!("/api/imports/{id}");
            let answer = self.api.send(Method::GET, &path, None).await?;
            if answer.status == 404 {
                bail!("{} has no import {id}.", self.api.organisation());
            }
            let import: Import = serde_json::from_value(answer.accepted("GET an import")?)?;
            show(&import);
            if matches!(
                import.status.as_str(),
                "finished" | "refused" | "cancelled" | "undone"
            ) {
                return Ok(import);
            }
            tokio::time::sleep(EVERY).await;
        }
        bail!("The import did not end within {} seconds.", patience.as_secs())
    }

    /// Rows that a query finds, in their order: all of them, or the first of so many pages.
    ///
    /// # Errors
    /// If the API refuses the query.
    pub async fn rows(&self, id: &str, query: &str, most_pages: usize) -> Result<Vec<Row>> {
        let (mut rows, mut cursor) = (Vec::new(), String::new());
        for _ in 0..most_pages {
            let path = format!("/api/imports/{id}/rows?limit={PAGE}{query}{cursor}");
            let page: Page<Row> = self.get(&path).await?;
            rows.extend(page.items);
            match page.next_cursor {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        Ok(rows)
    }

    /// Fetches the result workbook into a folder; returns where it is.
    ///
    /// # Errors
    /// If there is none, or it cannot be written.
    pub async fn download_result(&self, import: &Import, folder: &Path) -> Result<PathBuf> {
        let path = format!("/api/imports/{}/result", import.id);
        let way = self.api.send(Method::GET, &path, None).await?;
        let location = way.headers.get("location").and_then(|to| to.to_str().ok());
        let location = location.context("The result workbook is not there")?;
        let result = self.api.client().get(location).await?;
        ensure!(
            result.status == 200,
            "The result workbook cannot be fetched: {}",
            result.status
        );
        tokio::fs::create_dir_all(folder).await?;
        let stem = Path::new(&import.file_name)
            .file_stem()
            .and_then(|stem| stem.to_str());
        let path = folder.join(format!("{} - result.xlsx", stem.unwrap_or("workbook")));
        tokio::fs::write(&path, &result.body).await?;
        Ok(path)
    }

    /// The newest imports, as many as a page holds.
    async fn newest(&self) -> Result<Vec<Import>> {
        let page: Page<Import> = self.get(&format!("/api/imports?limit={PAGE}")).await?;
        Ok(page.items)
    }

    async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T> {
        let answer = self.api.call(Method::GET, path, None).await?;
        serde_json::from_value(answer).with_context(|| format!("GET {path} answers something else"))
    }
}
