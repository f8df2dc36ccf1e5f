//! `POST /api/imports/{import_id}/run`: what was a dry run is run for real, with the rights that the person who gave the file and
//! the person who runs it both have.

use crate::{App, expect_uploaded, find, show, take_up};
use lambda_http::{Body, Request, Response};
use rollcall::{
    domain::{
        context::Context,
        import::{Import, ImportStatus},
        permission::Mandate,
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
    let (caller, dry) = find(app, context, request, id).await?;
    // Pressed twice: it is on its way.
    if dry.run > 0 && dry.status.is_open() && dry.undo.is_none() {
        return Ok(http::json(202, &show::shown(&dry)));
    }
    let conflict = |detail: &str| Err(Problem::new(Kind::Conflict, detail));
    if !dry.dry_run {
        return conflict("This import is no dry run: it runs for real, or has done so.");
    }
    expect_uploaded(&dry)?;
    match dry.status {
        ImportStatus::Finished => {}
        ImportStatus::Refused => {
            return conflict(
                "The file was refused, so there is nothing to run. Correct it and upload it again.",
            );
        }
        _ => return conflict("The dry run has not ended yet. Run it for real when it has."),
    }
    let mandate = Mandate::from(&caller.actor);
    let import = Import {
        object: dry.object.clone(),
        dry_run: false,
        run: dry.run + 1,
        uploaded_by: dry.uploaded_by.clone(),
        run_by: Some(caller.user.id.clone()),
        upload_address: dry.upload_address.clone(),
        reach: Some(match &dry.reach {
            Some(reach) => reach.and(mandate.reach()),
            None => mandate.reach().clone(),
        }),
        created_at: dry.created_at,
        ..Import::new(
            &dry.organisation,
            dry.id.clone(),
            dry.file_name.clone(),
            context.now(),
        )
    };
    let reopened = app.api.store.reopen_import(context, &dry, &import).await?;
    let import = if reopened {
        tracing::info!(organisation = %import.organisation, import = %import.id, by = %caller.user.id, "dry run is run");
        take_up(app, &import).await;
        import
    } else {
        // Somebody else has pressed it in this very moment.
        find(app, context, request, id).await?.1
    };
    Ok(http::json(202, &show::shown(&import)))
}
