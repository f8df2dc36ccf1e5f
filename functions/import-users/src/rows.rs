//! The rows of one workbook: looked at, brought to their outcomes, and given back with them.

use crate::{
    authority::{Authority, Current},
    invocation::{Invocation, Stop, Unfinished},
    leavers,
    result::{self, About, From, NotInFile},
    validate,
    workbook::{self, Header, Limits, Refusal, Workbook},
    writing::{Ended, MOST_IGNORED, failed, write},
};
use jiff::SignedDuration;
use rollcall::{
    aws::{bucket::BucketError, store::imports::PARTS_AT_ONCE},
    domain::{
        background::MOST_STALLS,
        import::{
            Import, ObjectVersion, StopReason, UnusedColumn, drop_downs::DropDowns, result_wording, wording,
        },
        language::Language,
        organisation::Organisation,
    },
};
use std::{
    fs::File,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};
use tempfile::NamedTempFile;

/// Columns that are named as not read.
const MOST_UNUSED: usize = 30;

/// Rows of a result workbook that are written in a second, at the least.
const RESULT_ROWS: u64 = 5_000;

/// Takes a workbook from the bucket and brings its rows to their outcomes, from the checkpoint on.
pub(crate) async fn work(
    invocation: Invocation<'_>,
    organisation: &Organisation,
    authority: Authority,
    object: &ObjectVersion,
    size: u64,
    import: &mut Import,
) -> Result<Ended, Stop> {
    let limits = Limits::default();
    let language = authority.language;
    let mut current = Current::new(authority, invocation.context.current());
    // What the file is shows when it is opened; a workbook may be less large than a text.
    if size > limits.text_bytes {
        let limit_megabytes = limits.text_bytes / 1_000_000;
        return Err(failed(Refusal::FileTooLarge { limit_megabytes }.into(), language));
    }
    let file = NamedTempFile::new().map_err(Unfinished::from)?;
    let download = invocation.app.bucket.download(
        &object.key,
        object.version.as_deref(),
        limits.text_bytes,
        file.path(),
    );
    match invocation.work(download, || import.clone()).await? {
        Ok(()) => {}
        Err(BucketError::Gone) => return Err(Stop::refuse(StopReason::FileGone, language)),
        Err(error) => return Err(error.into()),
    }
    let mut workbook = read_through(invocation, language, import, file.path(), limits).await?;
    let before = import.checkpoint;
    let (ended, present) = write(invocation, organisation, &mut current, &mut workbook, import).await?;
    if matches!(ended, Ended::Whole) && import.leavers.is_none() && import.stalls <= MOST_STALLS / 2 {
        leavers::find(invocation, import, present).await?;
    }
    // An invocation with all its time left for the result tries, however long it takes: the next one has no more.
    let seconds = i64::try_from(import.rows / RESULT_ROWS).unwrap_or(i64::MAX);
    let needed = SignedDuration::from_secs(seconds.saturating_add(2));
    if import.checkpoint > before && !invocation.has_time_for(needed) {
        return Err(Unfinished::OutOfTime.into());
    }
    if import.stalls > MOST_STALLS / 2 {
        // Every row has its outcome: that the workbook cannot be made is no reason to call the import a failure.
        tracing::error!(import = %import.id, "the result workbook is given up");
        return Ok(ended);
    }
    let is_cancelled = matches!(ended, Ended::Cancelled { .. });
    let about = About {
        is_cancelled,
        ..about(invocation, organisation, import).await?
    };
    give_back(
        invocation,
        organisation,
        &current.authority,
        workbook,
        import,
        about,
    )
    .await?;
    import.has_result = true;
    Ok(ended)
}

/// Looks at every byte and makes sure of every row before the first write, while it is let known how far it has come.
async fn read_through(
    invocation: Invocation<'_>,
    language: Language,
    import: &mut Import,
    path: &Path,
    limits: Limits,
) -> Result<Workbook<File>, Stop> {
    let file = File::open(path).map_err(Unfinished::from)?;
    let counted = Arc::new(AtomicU64::new(0));
    // After a row was recorded, the rows are known to be sound and their number is on record.
    let is_known = import.checkpoint > 1 && import.rows > 0;
    let reading = tokio::task::spawn_blocking({
        let counted = Arc::clone(&counted);
        move || {
            if is_known {
                workbook::open(file, &limits)
            } else {
                validate::read_through(file, &limits, &counted)
            }
        }
    });
    // One of them is the headings.
    let rows = || counted.load(Ordering::Relaxed).saturating_sub(1);
    let read = invocation
        .work(reading, || Import {
            rows: import.rows.max(rows()),
            ..import.clone()
        })
        .await?;
    match read {
        Ok(Ok(workbook)) => {
            if !is_known {
                import.rows = rows();
            }
            import.ignored_sheets = ignored(workbook.other_sheets());
            import.unused_columns = unused(language, workbook.header());
            Ok(workbook)
        }
        Ok(Err(failure)) => Err(failed(failure, language)),
        // What a panic says may quote a cell.
        Err(_) => Err(std::io::Error::other("the reader of workbooks failed").into()),
    }
}

/// The visible sheets that somebody may have meant to be read too: not the template's instructions or a result's summary.
fn ignored(others: &[String]) -> Vec<String> {
    let is_ours = |name: &String| {
        Language::ALL
            .into_iter()
            .any(|language| wording::instructions_sheet(language) == *name)
            || result_wording::is_summary_sheet(name)
    };
    others
        .iter()
        .filter(|name| !is_ours(name))
        .take(MOST_IGNORED)
        .cloned()
        .collect()
}

/// The columns that were not read, but for the two of an earlier result.
fn unused(language: Language, header: &Header) -> Vec<UnusedColumn> {
    let is_ours = |title: &str| {
        Language::ALL.into_iter().any(|language| {
            title == wording::outcome_heading(language) || title == wording::message_heading(language)
        })
    };
    header
        .unused()
        .into_iter()
        .filter(|one| !is_ours(&one.title))
        .take(MOST_UNUSED)
        .map(|one| UnusedColumn {
            suggestion: one.meant.map(|column| column.title(language)),
            heading: one.title,
            used_instead: one.instead,
        })
        .collect()
}

/// What the result says of its import.
async fn about(
    invocation: Invocation<'_>,
    organisation: &Organisation,
    import: &Import,
) -> Result<About, Unfinished> {
    let store = &invocation.app.store;
    let person = async |id: &str| {
        let user = invocation
            .patiently(async || store.find_user(&organisation.slug, id).await)
            .await?;
        Ok::<_, Unfinished>(user.map_or(From::Unknown, |user| {
            let profile = &user.profile;
            From::Person(format!("{} {}", profile.first_name, profile.last_name))
        }))
    };
    let from = match import.uploaded_by.as_deref() {
        None => From::System,
        Some(id) => person(id).await?,
    };
    let run_by = match import.run_by.as_deref() {
        Some(id) if import.uploaded_by.as_deref() != Some(id) => Some(person(id).await?),
        _ => None,
    };
    Ok(About {
        file_name: import.file_name.clone(),
        organisation: organisation.settings.name.clone(),
        time_zone: organisation.settings.time_zone.clone(),
        at: invocation.context.now(),
        dry_run: import.dry_run,
        is_cancelled: false,
        from,
        run_by,
        counts: import.counts,
        messages: import.messages.clone(),
        not_read: import.ignored_sheets.clone(),
        totals_rows: import.totals_rows.clone(),
        unused: import.unused_columns.clone(),
        leavers: import.leavers.as_ref().map(|leavers| NotInFile {
            people: leavers.total,
            address: format!("{}/api/imports/{}/leavers", invocation.app.public_url, import.id),
        }),
    })
}

/// Writes the result workbook and puts it into the bucket.
async fn give_back(
    invocation: Invocation<'_>,
    organisation: &Organisation,
    authority: &Authority,
    workbook: Workbook<File>,
    import: &Import,
    about: About,
) -> Result<(), Stop> {
    let (store, bucket) = (&invocation.app.store, &invocation.app.bucket);
    let language = authority.language;
    let file = NamedTempFile::new().map_err(Unfinished::from)?;
    let making = async {
        // The writer is fed with outcomes part by part, so that a million of them never lie in memory together.
        let (parts, outcomes) = std::sync::mpsc::sync_channel(2);
        let path = file.path().to_owned();
        let (lists, chooser) = (organisation.clone(), authority.mandate.clone());
        let drop_downs = move |beside: &str| DropDowns::new(&lists, &chooser, beside);
        let writer = tokio::task::spawn_blocking(move || {
            result::write(workbook, &about, outcomes, drop_downs, language, &path)
        });
        let mut after = 0;
        loop {
            let part = invocation
                .patiently(async || store.next_import_outcomes(import, after, PARTS_AT_ONCE).await)
                .await?;
            let Some(last) = part.last() else { break };
            after = last.to;
            let parts = parts.clone();
            // The writer is gone if it failed; it says why itself.
            let sent = tokio::task::spawn_blocking(move || parts.send(part).is_ok()).await;
            if !matches!(sent, Ok(true)) {
                break;
            }
        }
        drop(parts);
        let written = writer
            .await
            .map_err(|_| Unfinished::Result("the writer stopped".to_owned()))?;
        written.map_err(|error| Unfinished::Result(error.to_string()))?;
        bucket.upload(&import.result_key(), file.path()).await?;
        Ok::<_, Unfinished>(())
    };
    invocation.work(making, || import.clone()).await??;
    Ok(())
}
