//! One import in one invocation: which it is, whether it is its turn, who works at it, and how it ends.

use crate::{
    authority::{self, tagged},
    invocation::{App, Invocation, Stop, Unfinished},
    rows, undo,
    writing::Ended,
};
use jiff::Timestamp;
use rollcall::{
    aws::bucket::{BucketError, Object as Described},
    domain::{
        background::{self, MOST_STALLS},
        context::Context,
        import::{self, Import, ImportStatus, ObjectVersion, StopReason, UploadAddress},
        organisation::{Organisation, Slug},
    },
};
use serde_json::{Value, json};
use std::time::Duration;

/// Imports of one organisation with work left that are looked at to see whose turn it is.
const LOOKED_AT: usize = 1_000;
/// Another worker's lease is looked at again so often: a live one renews it much sooner.
const LOOK_AGAIN: Duration = Duration::from_millis(2_500);

/// A workbook has come into the bucket: it is put on record and taken up.
pub(crate) async fn dropped(
    app: &App,
    context: &Context,
    object: ObjectVersion,
    deadline: Timestamp,
) -> Result<Value, Unfinished> {
    let Some(slug) = import::organisation_of(&object.key) else {
        tracing::warn!("an object below imports/ lies in no organisation's folder and is left alone");
        return Ok(json!({ "skipped": "not in an organisation's folder" }));
    };
    if import::is_left_behind(&object.key) {
        tracing::info!(organisation = %slug, "a file that nobody means to import is left alone");
        return Ok(json!({ "skipped": "not a file to import" }));
    }
    if app.store.find_settings(&slug).await?.is_none() {
        tracing::warn!(organisation = %slug, "no such organisation, the object is left alone");
        return Ok(json!({ "skipped": "no such organisation" }));
    }
    let id = record(app, context, &slug, object).await?;
    take_up(app, context, &slug, &id, deadline).await
}

/// Puts an object on record, unless it is: as the import its upload address was given out for, or as one of its own.
async fn record(
    app: &App,
    context: &Context,
    slug: &Slug,
    object: ObjectVersion,
) -> Result<String, Unfinished> {
    let mut uploaded = None;
    let upload = import::uploaded_for(&object.key).map(str::to_owned);
    if let Some(id) = upload.as_deref() {
        // An address nobody has on record any more gives nobody's rights.
        let Some(mut import) = app.store.find_import(slug, id).await? else {
            return record_as(app, context, slug, object, Some((id.to_owned(), true))).await;
        };
        // Not those with which the import runs: somebody with more of them may have run it for real since.
        uploaded = Some(match import.upload_address.clone() {
            Some(address) => (address.asked_by, address.dry_run),
            None => (String::new(), true),
        });
        if import.object.as_ref() == Some(&object) {
            return Ok(import.id);
        }
        if import.object.is_none() && import.status == ImportStatus::Cancelled {
            // It was stopped before its file came.
            return Ok(import.id);
        }
        if import.object.is_none() {
            import.object = Some(object.clone());
            if app.store.attach_object(context, &import).await? {
                return Ok(import.id);
            }
            // Either this very object was attached in the meantime, or another version of it, which is another import.
            let now = app.store.find_import(slug, id).await?;
            if now.is_some_and(|import| import.object.as_ref() == Some(&object)) {
                return Ok(id.to_owned());
            }
        }
    }
    record_as(app, context, slug, object, uploaded).await
}

/// Whether this value of `dry-run` asks for one. A value that is not understood counts as a yes: a needless dry run
/// costs another press, a needless run sends messages that cannot be recalled.
fn is_meant(value: &str) -> bool {
    let value = value.trim().to_lowercase();
    !matches!(
        value.as_str(),
        "" | "false" | "no" | "0" | "off" | "n" | "f" | "nej" | "nein"
    )
}

/// Puts an object on record as an import of its own. `uploaded`: whose upload address it came by, and whether that was
/// for a dry run; the object itself says neither, and is given no other rights.
async fn record_as(
    app: &App,
    context: &Context,
    slug: &Slug,
    object: ObjectVersion,
    uploaded: Option<(String, bool)>,
) -> Result<String, Unfinished> {
    let id = import::import_id(app.bucket.name(), &object.key, &object.identity);
    if app.store.find_import(slug, &id).await?.is_some() {
        return Ok(id);
    }
    let described = match app.bucket.describe(&object.key, object.version.as_deref()).await {
        Ok(described) => Some(described),
        // It is recorded all the same, so that the uploader sees what became of it.
        Err(BucketError::Gone) => None,
        Err(error) => return Err(error.into()),
    };
    let said = |name: &str| -> Option<String> {
        let Described { metadata, .. } = described.as_ref()?;
        metadata.get(name).cloned()
    };
    let file_name = import::file_name_of(&object.key);
    let upload_address = uploaded.map(|(asked_by, dry_run)| UploadAddress { asked_by, dry_run });
    let (uploaded_by, dry_run) = match &upload_address {
        Some(address) => (Some(address.asked_by.clone()), address.dry_run),
        None => (
            said("uploaded-by"),
            said("dry-run")
                .or_else(|| said("dry_run"))
                .is_some_and(|value| is_meant(&value)),
        ),
    };
    let import = Import {
        object: Some(object),
        dry_run,
        uploaded_by,
        upload_address,
        ..Import::new(slug, id.clone(), file_name, context.current())
    };
    app.store.register_import(context, &import).await?;
    Ok(id)
}

/// Brings an import on record to its end, or as far as time allows.
pub(crate) async fn take_up(
    app: &App,
    context: &Context,
    slug: &Slug,
    id: &str,
    deadline: Timestamp,
) -> Result<Value, Unfinished> {
    let Some(organisation) = app.store.find_organisation(slug).await? else {
        return Ok(json!({ "skipped": "no such organisation" }));
    };
    if !is_its_turn(app, context, slug, id).await? {
        tracing::info!(organisation = %slug, import = %id, "import waits for others of its organisation");
        return Ok(json!({ "import_id": id, "status": "waiting" }));
    }
    let invocation = Invocation {
        app,
        context,
        deadline,
    };
    let Some(mut import) = claim(invocation, slug, id).await? else {
        return Ok(json!({ "import_id": id, "status": "elsewhere" }));
    };
    if !is_among_the_first(app, context, slug, &import).await? {
        let holder = import.lease.take().map_or_else(String::new, |lease| lease.holder);
        import.stalls = import.stalls.saturating_sub(1);
        if import.checkpoint == 1 && import.rows == 0 {
            // Nobody has read the file: it waits as before.
            import.status = ImportStatus::Waiting;
            import.started_at = None;
        }
        app.store
            .checkpoint_import(context, &import, &holder, &[])
            .await?;
        tracing::info!(organisation = %slug, import = %id, "import gives way to older ones of its organisation");
        return Ok(json!({ "import_id": id, "status": "waiting" }));
    }
    let undoing = import.status == ImportStatus::Undoing;
    tracing::info!(
        organisation = %slug, import = %id, dry_run = import.dry_run, undoing, checkpoint = import.checkpoint,
        "import taken up"
    );
    let ended = if undoing {
        let undone = undo::work(invocation, &organisation, &mut import).await;
        undone.map(|()| Ended::Whole)
    } else {
        work(invocation, &organisation, &mut import).await
    };
    let answer = end(invocation, &mut import, undoing, ended).await;
    if !import.status.is_open() {
        make_room(app, context, slug).await;
    }
    answer
}

async fn is_its_turn(app: &App, context: &Context, slug: &Slug, id: &str) -> Result<bool, Unfinished> {
    let open = app.store.open_imports(context, slug, LOOKED_AT).await?;
    Ok(background::has_room(&open, id, context.current()))
}

async fn is_among_the_first(
    app: &App,
    context: &Context,
    slug: &Slug,
    import: &Import,
) -> Result<bool, Unfinished> {
    let open = app.store.open_imports(context, slug, LOOKED_AT).await?;
    Ok(background::is_among_the_first(&open, import, context.current()))
}

/// Starts the import of this organisation that has waited longest, if there is one. Best effort: the schedule does the
/// same every minute.
async fn make_room(app: &App, context: &Context, slug: &Slug) {
    let Ok(open) = app.store.open_imports(context, slug, LOOKED_AT).await else {
        return;
    };
    if let Some(next) = background::next(&open, context.current())
        && let Err(error) = app.invoker.take_up(slug, &next.id).await
    {
        tracing::warn!(organisation = %slug, import = %next.id, %error, "the next import is left to the schedule");
    }
}

async fn claim(invocation: Invocation<'_>, slug: &Slug, id: &str) -> Result<Option<Import>, Unfinished> {
    let (store, context) = (&invocation.app.store, invocation.context);
    let take = async || store.claim_import(context, context.current(), slug, id).await;
    invocation.time().claim(LOOK_AGAIN, take).await
}

/// Records how the work ended, and has it go on where it is only out of time.
async fn end(
    invocation: Invocation<'_>,
    import: &mut Import,
    undoing: bool,
    ended: Result<Ended, Stop>,
) -> Result<Value, Unfinished> {
    let Invocation { app, context, .. } = invocation;
    let (slug, id) = (import.organisation.clone(), import.id.clone());
    let holder = import.lease.take().map_or_else(String::new, |lease| lease.holder);
    match ended {
        Ok(_) if undoing => {
            import.status = ImportStatus::Undone;
            if let Some(undo) = &mut import.undo {
                undo.finished_at = Some(context.current());
            }
        }
        Ok(Ended::Whole) => {
            import.status = ImportStatus::Finished;
            import.finished_at = Some(context.current());
        }
        Ok(Ended::Cancelled { by }) => {
            import.status = ImportStatus::Cancelled;
            import.cancelled_by = Some(by);
            import.finished_at = Some(context.current());
        }
        Err(Stop::Refused(refusal)) => {
            import.status = ImportStatus::Refused;
            import.refusal = Some(refusal);
            import.finished_at = Some(context.current());
        }
        Err(Stop::Elsewhere) => return Ok(json!({ "import_id": id, "status": "elsewhere" })),
        Err(Stop::Unfinished(Unfinished::OutOfTime)) => {
            // The next worker need not wait for the lease to end.
            app.store.checkpoint_import(context, import, &holder, &[]).await?;
            tracing::info!(organisation = %slug, import = %id, checkpoint = import.checkpoint, "import goes on later");
            if let Err(error) = app.invoker.take_up(&slug, &id).await {
                tracing::warn!(organisation = %slug, import = %id, %error, "the rest is left to the schedule");
            }
            return Ok(json!({ "import_id": id, "status": "running", "checkpoint": import.checkpoint }));
        }
        Err(Stop::Unfinished(error)) => {
            tracing::warn!(organisation = %slug, import = %id, %error, checkpoint = import.checkpoint, "import unfinished");
            return Err(error);
        }
    }
    import.stalls = 0;
    let recorded = invocation
        .patiently(async || app.store.checkpoint_import(context, import, &holder, &[]).await)
        .await?;
    if !recorded {
        return Ok(json!({ "import_id": id, "status": "elsewhere" }));
    }
    let counts = &import.counts;
    tracing::info!(
        organisation = %slug, import = %id, status = import.status.as_str(), rows = import.rows,
        created = counts.created, existing = counts.existing, duplicate = counts.duplicate, invalid = counts.invalid,
        refusal = import.refusal.as_ref().map(|refusal| refusal.code.as_str()), "import ended"
    );
    Ok(json!({ "import_id": id, "status": import.status.as_str(), "rows": import.rows, "counts": counts }))
}

async fn work(
    invocation: Invocation<'_>,
    organisation: &Organisation,
    import: &mut Import,
) -> Result<Ended, Stop> {
    let default_language = tagged(&organisation.settings.default_language);
    if import.stalls > MOST_STALLS {
        tracing::error!(import = %import.id, "import given up: it was taken up again and again and came no further");
        return Err(Stop::refuse(StopReason::GaveUp, default_language));
    }
    let Some(object) = import.object.clone() else {
        return Err(Stop::refuse(StopReason::FileGone, default_language));
    };
    let described = match invocation
        .app
        .bucket
        .describe(&object.key, object.version.as_deref())
        .await
    {
        Ok(described) => described,
        Err(BucketError::Gone) => return Err(Stop::refuse(StopReason::FileGone, default_language)),
        Err(error) => return Err(error.into()),
    };
    let authority = authority::find(invocation, organisation, import).await?;
    import.reach = Some(authority::recorded_reach(import, &authority.mandate));
    rows::work(
        invocation,
        organisation,
        authority,
        &object,
        described.size,
        import,
    )
    .await
}

#[cfg(test)]
mod tests {
    use super::is_meant;

    #[test]
    fn only_a_no_makes_a_drop_run_for_real() {
        for yes in ["true", "TRUE", " True ", "yes", "1", "ja", "t", "dry"] {
            assert!(is_meant(yes), "{yes}");
        }
        for no in ["", "false", "False", "no", "0", "nej", "Nein"] {
            assert!(!is_meant(no), "{no}");
        }
    }
}
