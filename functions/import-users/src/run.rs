//! One import from claim to end: who works at it, how far it has come, and when it has to stop.

use crate::{
    App, Unfinished,
    block::{self, Job, Seen},
    event::Object,
    row::{self, Checked},
    workbook::{self, Failure, Limits, Row, Workbook},
};
use jiff::{SignedDuration, Timestamp};
use rollcall::{
    bucket::{BucketError, Object as Described},
    context::Context,
    import::{self, Import, ImportStatus, Lease, Refused, RowOutcomes},
    organisation::{Organisation, Slug},
    permission::Actor,
    store::imports::{Claim, LEASE},
    user::Status,
};
use serde_json::{Value, json};
use std::{fs::File, path::Path, time::Duration};
use tempfile::NamedTempFile;

/// Progress is recorded so often.
const CHECKPOINT: SignedDuration = SignedDuration::from_millis(1_500);
/// Before the invocation ends, so much time is kept for the last checkpoint.
const RESERVE: SignedDuration = SignedDuration::from_secs(10);
/// Outcomes kept in memory before they are recorded.
const MOST_OUTCOMES: usize = 2_000;

/// Imports one object version: all of it, or as far as time allows.
pub(crate) async fn import(
    app: &App,
    context: &Context,
    object: &Object,
    deadline: Timestamp,
) -> Result<Value, Unfinished> {
    let Some(slug) = import::organisation_of(&object.key) else {
        tracing::warn!("an object below imports/ lies in no organisation's folder and is left alone");
        return Ok(json!({ "skipped": "not in an organisation's folder" }));
    };
    let id = import::import_id(&object.bucket, &object.key, &object.identity);
    let Some(organisation) = app.store.find_organisation(&slug).await? else {
        tracing::warn!(organisation = %slug, import = %id, "no such organisation, the object is left alone");
        return Ok(json!({ "skipped": "no such organisation" }));
    };
    let described = match app
        .bucket
        .describe(&object.bucket, &object.key, object.version.as_deref())
        .await
    {
        Ok(described) => Some(described),
        Err(BucketError::Gone) => None,
        Err(error) => return Err(error.into()),
    };
    let dry_run = described
        .as_ref()
        .and_then(|described| described.metadata.get("dry-run"))
        .is_some_and(|value| value.eq_ignore_ascii_case("true"));
    let Some(mut import) = claim(app, context, &slug, &id, object, dry_run, deadline).await? else {
        return Ok(json!({ "import_id": id, "status": "elsewhere" }));
    };
    tracing::info!(organisation = %slug, import = %id, dry_run, checkpoint = import.checkpoint, "import taken up");
    let ended = match described {
        None => Err(Stop::refuse(
            "file_gone",
            "The file was deleted before it could be read. Upload it again.",
        )),
        Some(described) => {
            work(
                app,
                context,
                &organisation,
                object,
                &described,
                &mut import,
                deadline,
            )
            .await
        }
    };
    let holder = import.lease.take().map_or_else(String::new, |lease| lease.holder);
    match ended {
        Ok(()) => import.status = ImportStatus::Finished,
        Err(Stop::Refused(refusal)) => {
            import.status = ImportStatus::Refused;
            import.refusal = Some(refusal);
        }
        Err(Stop::Elsewhere) => return Ok(json!({ "import_id": id, "status": "elsewhere" })),
        Err(Stop::Unfinished(error)) => {
            // Whoever comes next need not wait for the lease to end.
            if matches!(error, Unfinished::OutOfTime) {
                app.store.checkpoint_import(&import, &holder, &[]).await?;
            }
            tracing::warn!(organisation = %slug, import = %id, %error, checkpoint = import.checkpoint, "import unfinished");
            return Err(error);
        }
    }
    import.finished_at = Some(context.current());
    app.store.checkpoint_import(&import, &holder, &[]).await?;
    let counts = &import.counts;
    tracing::info!(
        organisation = %slug, import = %id, status = import.status.as_str(), rows = import.rows,
        created = counts.created, existing = counts.existing, duplicate = counts.duplicate, invalid = counts.invalid,
        refusal = import.refusal.as_ref().map(|refusal| refusal.code.as_str()), "import ended"
    );
    Ok(json!({ "import_id": id, "status": import.status.as_str(), "rows": import.rows, "counts": counts }))
}

/// Takes the import. Where another worker has it, waits until that one's lease ends: whoever is alive has renewed it by
/// then, and whoever is not is taken over from.
async fn claim(
    app: &App,
    context: &Context,
    slug: &Slug,
    id: &str,
    object: &Object,
    dry_run: bool,
    deadline: Timestamp,
) -> Result<Option<Import>, Unfinished> {
    let mut waited_for: Option<Timestamp> = None;
    loop {
        let named = (object.key.as_str(), object.identity.as_str());
        match app
            .store
            .claim_import(context, context.current(), slug, id, named, dry_run)
            .await?
        {
            Claim::Yours(import) => return Ok(Some(*import)),
            Claim::Over => return Ok(None),
            Claim::Busy(until) if waited_for.is_some_and(|before| until > before) => return Ok(None),
            Claim::Busy(until) => {
                waited_for = Some(until);
                let rest = until.duration_since(context.current()) + SignedDuration::from_millis(50);
                if context.current() + rest + RESERVE > deadline {
                    return Err(Unfinished::OutOfTime);
                }
                tokio::time::sleep(Duration::try_from(rest).unwrap_or_default()).await;
            }
        }
    }
}

/// Why the work ended before the last row.
enum Stop {
    Refused(Refused),
    /// Another worker has taken over.
    Elsewhere,
    Unfinished(Unfinished),
}

impl Stop {
    fn refuse(code: &str, detail: &str) -> Self {
        Self::Refused(Refused {
            code: code.to_owned(),
            detail: detail.to_owned(),
        })
    }
}

impl<E: Into<Unfinished>> From<E> for Stop {
    fn from(error: E) -> Self {
        Self::Unfinished(error.into())
    }
}

/// With whose rights the import runs: the uploader's as they are now, or those of a drop.
async fn find_actor(app: &App, organisation: &Organisation, described: &Described) -> Result<Actor, Stop> {
    let Some(uploader) = described.metadata.get("uploaded-by") else {
        return Ok(Actor::system(organisation.slug.clone()));
    };
    let user = app
        .store
        .find_user(&organisation.slug, uploader)
        .await
        .map_err(Unfinished::from)?;
    let user = user.filter(|user| user.status == Status::Active);
    let actor = user.map(|user| Actor {
        organisation: organisation.slug.clone(),
        capabilities: organisation
            .permission_types
            .get(&user.profile.permission_type)
            .map(|kind| kind.capabilities.clone())
            .unwrap_or_default(),
        department: Some(user.profile.department),
        user_id: user.id,
    });
    actor.filter(|actor| actor.scope().is_ok()).ok_or_else(|| {
        Stop::refuse(
            "uploader_may_not",
            "Whoever uploaded this file may not (or no longer) create users in this organisation.",
        )
    })
}

async fn work(
    app: &App,
    context: &Context,
    organisation: &Organisation,
    object: &Object,
    described: &Described,
    import: &mut Import,
    deadline: Timestamp,
) -> Result<(), Stop> {
    let limits = Limits::default();
    if described.size > limits.file_bytes {
        let detail = "This file is larger than 100 MB. Split it into several files and upload each of them.";
        return Err(Stop::refuse("file_too_large", detail));
    }
    let actor = find_actor(app, organisation, described).await?;
    let file = NamedTempFile::new().map_err(Unfinished::from)?;
    let download = app.bucket.download(
        &object.bucket,
        &object.key,
        object.version.as_deref(),
        limits.file_bytes,
        file.path(),
    );
    match download.await {
        Ok(()) => {}
        Err(BucketError::Gone) => {
            return Err(Stop::refuse(
                "file_gone",
                "The file was deleted before it could be read. Upload it again.",
            ));
        }
        Err(error) => return Err(error.into()),
    }
    let (mut workbook, rows) = read_through(app, context, import, file.path(), limits).await?;
    import.rows = rows;
    write_rows(
        app,
        context,
        organisation,
        &actor,
        &mut workbook,
        import,
        deadline,
    )
    .await
}

/// Looks at every byte and every row before the first write, while the lease is kept alive.
async fn read_through(
    app: &App,
    context: &Context,
    import: &mut Import,
    path: &Path,
    limits: Limits,
) -> Result<(Workbook<File>, u64), Stop> {
    let file = File::open(path).map_err(Unfinished::from)?;
    let reading = tokio::task::spawn_blocking(move || {
        let mut workbook = workbook::open(file, &limits)?;
        let mut rows = workbook.rows(2)?;
        let (mut row, mut count) = (Row::default(), 0_u64);
        while rows.next_into(&mut row)? {
            count += 1;
        }
        drop(rows);
        Ok::<_, Failure>((workbook, count))
    });
    tokio::pin!(reading);
    let beat = Duration::try_from(LEASE / 3).unwrap_or_default();
    let read = loop {
        tokio::select! {
            read = &mut reading => break read,
            () = tokio::time::sleep(beat) => renew(app, context, import).await?,
        }
    };
    match read {
        Ok(Ok(read)) => Ok(read),
        Ok(Err(Failure::Refused(refusal))) => Err(Stop::refuse(refusal.code(), &refusal.to_string())),
        Ok(Err(Failure::Io(error))) => Err(error.into()),
        // What a panic says may quote a cell.
        Err(_) => Err(std::io::Error::other("the reader of workbooks failed").into()),
    }
}

async fn renew(app: &App, context: &Context, import: &mut Import) -> Result<(), Stop> {
    if let Some(lease) = &mut import.lease {
        lease.until = context.current() + LEASE;
    }
    if app.store.renew_import(import).await? {
        Ok(())
    } else {
        Err(Stop::Elsewhere)
    }
}

/// Rows read and checked since the last checkpoint, with what became of them.
#[derive(Default)]
struct Pending {
    outcomes: Vec<RowOutcomes>,
    last_row: u32,
}

async fn write_rows(
    app: &App,
    context: &Context,
    organisation: &Organisation,
    actor: &Actor,
    workbook: &mut Workbook<File>,
    import: &mut Import,
    deadline: Timestamp,
) -> Result<(), Stop> {
    let header = workbook.header().clone();
    let resumed_after = import.checkpoint;
    let mut seen = Seen::default();
    let mut pending = Pending {
        last_row: resumed_after,
        ..Pending::default()
    };
    let mut block: Vec<Checked> = Vec::with_capacity(block::ROWS);
    let mut last_checkpoint = context.current();
    let failed = |failure: Failure| match failure {
        Failure::Refused(refusal) => Stop::refuse(refusal.code(), &refusal.to_string()),
        Failure::Io(error) => error.into(),
    };
    let mut rows = workbook.rows(2).map_err(failed)?;
    let mut row = Row::default();
    loop {
        let more = rows.next_into(&mut row).map_err(failed)?;
        if more {
            let checked = row::check(&header, &row, organisation, actor);
            if checked.number <= resumed_after {
                // Recorded by an earlier run; only what later rows may repeat is noted.
                if let Ok((profile, _)) = &checked.result {
                    let _ = seen.note(checked.number, &profile.identifiers());
                }
                continue;
            }
            block.push(checked);
        }
        if block.len() >= block::ROWS || (!more && !block.is_empty()) {
            let job = Job {
                app,
                context,
                organisation,
                import,
                uploader: &actor.user_id,
            };
            let outcomes = job.process(std::mem::take(&mut block), &mut seen).await?;
            for one in outcomes {
                import.counts.add(one.outcome, !one.repairs.is_empty());
                pending.last_row = one.to;
                import::append(&mut pending.outcomes, one);
            }
        }
        let now = context.current();
        let is_due =
            now.duration_since(last_checkpoint) >= CHECKPOINT || pending.outcomes.len() >= MOST_OUTCOMES;
        let out_of_time = now + RESERVE > deadline;
        if !more || ((is_due || out_of_time) && block.is_empty()) {
            checkpoint(app, context, import, &mut pending).await?;
            last_checkpoint = now;
        }
        if !more {
            return Ok(());
        }
        if out_of_time && block.is_empty() {
            return Err(Unfinished::OutOfTime.into());
        }
    }
}

async fn checkpoint(
    app: &App,
    context: &Context,
    import: &mut Import,
    pending: &mut Pending,
) -> Result<(), Stop> {
    import.checkpoint = pending.last_row;
    let holder = import
        .lease
        .as_ref()
        .map_or_else(String::new, |lease| lease.holder.clone());
    import.lease = Some(Lease {
        holder: holder.clone(),
        until: context.current() + LEASE,
    });
    if app
        .store
        .checkpoint_import(import, &holder, &pending.outcomes)
        .await?
    {
        pending.outcomes.clear();
        Ok(())
    } else {
        Err(Stop::Elsewhere)
    }
}
