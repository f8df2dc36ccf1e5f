//! `POST /api/imports/{import_id}/undo`: whoever the import created and who has not activated since is removed.

use crate::{App, find, show, take_up};
use lambda_http::{Body, Request, Response};
use rollcall::{
    domain::{
        context::Context,
        import::{Import, ImportStatus, Undo},
    },
    web::{
        http,
        problem::{Kind, Problem},
    },
};

pub(crate) async fn handle(
    app: &App,
    context: &Context,
    request: &Request,
    id: &str,
) -> Result<Response<Body>, Problem> {
    let (caller, done) = find(app, context, request, id).await?;
    let conflict = |detail: &str| Err(Problem::new(Kind::Conflict, detail));
    if done.dry_run && matches!(done.status, ImportStatus::Finished) {
        return conflict("A dry run has created nobody, so there is nothing to undo.");
    }
    match done.status {
        // Pressed twice: it is on its way, or done.
        ImportStatus::Undoing | ImportStatus::Undone => return Ok(http::json(202, &show::shown(&done))),
        ImportStatus::Waiting | ImportStatus::Running => {
            return conflict("The import has not ended yet. Undo it when it has.");
        }
        ImportStatus::Finished | ImportStatus::Refused => {}
    }
    let Some(until) = done.undo_until() else {
        return conflict("This import has created nobody, so there is nothing to undo.");
    };
    if context.now() > until {
        return conflict(
            "An import can be undone for 14 days after its end, which are over. Remove people one by one.",
        );
    }
    let import = Import {
        status: ImportStatus::Undoing,
        stalls: 0,
        lease: None,
        undo: Some(Undo {
            by: caller.user.id.clone(),
            requested_at: context.now(),
            finished_at: None,
            removed: 0,
            kept: 0,
            checkpoint: 0,
        }),
        ..done.clone()
    };
    let reopened = app.api.store.reopen_import(context, &done, &import).await?;
    let import = if reopened {
        tracing::info!(organisation = %import.organisation, import = %import.id, by = %caller.user.id, "import is undone");
        take_up(app, &import).await;
        import
    } else {
        find(app, context, request, id).await?.1
    };
    Ok(http::json(202, &show::shown(&import)))
}
