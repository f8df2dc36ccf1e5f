//! `GET /api/imports` and `GET /api/imports/{import_id}`: how far an import has come.

use crate::{App, find, may_see};
use lambda_http::{Body, Request, Response};
use rollcall::{
    domain::{context::Context, import::Import},
    web::{http, page::Pager, problem::Problem},
};
use serde_json::{Value, json};

/// The organisation's imports, the newest first.
pub(crate) async fn list(app: &App, context: &Context, request: &Request) -> Result<Response<Body>, Problem> {
    let caller = app.api.authenticate(context, request).await?;
    let own = caller.actor.scope()?.map(|_| caller.user.id.as_str());
    let pager = Pager::of(&app.api, context, request, &caller);
    let paging = pager.read().map_err(Problem::invalid)?;
    let (imports, last) = app
        .api
        .store
        .list_imports(
            context,
            &caller.organisation.slug,
            own,
            paging.after.as_deref(),
            paging.limit,
        )
        .await?;
    let items: Vec<Value> = imports
        .iter()
        .filter(|import| may_see(&caller, import))
        .map(shown)
        .collect();
    Ok(http::json(200, &pager.answer(&items, last.as_deref())))
}

/// One import.
pub(crate) async fn one(
    app: &App,
    context: &Context,
    request: &Request,
    id: &str,
) -> Result<Response<Body>, Problem> {
    let (_, import) = find(app, context, request, id).await?;
    Ok(http::json(200, &shown(&import)))
}

/// An import as the contract shows it.
pub(crate) fn shown(import: &Import) -> Value {
    let counts = &import.counts;
    let mut value = json!({
        "import_id": import.id,
        "file_name": import.file_name,
        "status": import.status.shown(),
        "dry_run": import.dry_run,
        "uploaded_by": import.uploaded_by,
        "run_by": import.run_by,
        "rows": import.rows,
        "processed": counts.processed,
        "created": counts.created,
        "existing": counts.existing,
        "duplicate": counts.duplicate,
        "invalid": counts.invalid,
        "repaired": counts.repaired,
        "messages": import.messages.to_json(),
        "created_at": import.created_at,
        "started_at": import.started_at,
        "finished_at": import.finished_at,
        "undo_until": import.undo_until(),
    });
    if !import.ignored_sheets.is_empty() {
        value["ignored_sheets"] = json!(import.ignored_sheets);
    }
    if !import.totals_rows.is_empty() {
        value["totals_rows"] = json!(import.totals_rows);
    }
    if !import.unused_columns.is_empty() {
        value["unused_columns"] = json!(import.unused_columns);
    }
    if let Some(refusal) = &import.refusal {
        value["refusal"] = json!(refusal);
    }
    if let Some(undo) = &import.undo {
        value["undo"] = json!({
            "by": undo.by,
            "requested_at": undo.requested_at,
            "finished_at": undo.finished_at,
            "removed": undo.removed,
            "kept": undo.kept,
        });
    }
    value
}
