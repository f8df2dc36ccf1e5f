//! `POST /api/imports`: an address to upload a workbook to. The upload starts the import.

use crate::{App, bucket_problem};
use lambda_http::{Body, Request, Response};
use rollcall::{
    domain::{
        context::Context,
        fault::Fault,
        import::{Import, UPLOAD_WINDOW, UploadAddress},
        permission::Mandate,
        text,
    },
    web::http::{self, Fields},
};
use serde_json::{Map, Value, json};
use std::time::Duration;

/// Longest name of a file, in characters. A key has at most 1,024 bytes.
const LONGEST_NAME: usize = 150;

pub(crate) async fn handle(
    app: &App,
    context: &Context,
    request: &Request,
) -> Result<Response<Body>, rollcall::web::problem::Problem> {
    let caller = app.api.authenticate(context, request).await?;
    caller.actor.scope()?;
    let mut fields = Fields::read(request, &["application/json"])?;
    fields.allow_only(&["file_name", "dry_run"]);
    let before = fields.faults.len();
    let file_name = fields.required_text("file_name");
    let file_name = if fields.faults.len() > before {
        file_name
    } else {
        read_name(&file_name).unwrap_or_else(|fault| {
            fields.faults.push(fault);
            String::new()
        })
    };
    let dry_run = fields.boolean("dry_run").unwrap_or(false);
    fields.finish()?;

    let slug = &caller.organisation.slug;
    let id = context.id("im_");
    let key = format!("imports/{slug}/{id}/{file_name}");
    let import = Import {
        dry_run,
        uploaded_by: Some(caller.user.id.clone()),
        upload_address: Some(UploadAddress {
            asked_by: caller.user.id.clone(),
            dry_run,
        }),
        reach: Some(Mandate::from(&caller.actor).reach().clone()),
        ..Import::new(slug, id, file_name, context.now())
    };
    let upload = app
        .bucket
        .presign_upload(&key, Duration::try_from(UPLOAD_WINDOW).unwrap_or_default())
        .await
        .map_err(|error| bucket_problem(&error))?;
    // Two ids of eighty random bits do not collide.
    app.api.store.register_import(context, &import).await?;
    tracing::info!(organisation = %slug, import = %import.id, dry_run, by = %caller.user.id, "upload address given out");
    let headers: Map<String, Value> = upload
        .headers
        .into_iter()
        .map(|(name, value)| (name, json!(value)))
        .collect();
    let answer = json!({
        "import_id": import.id,
        "upload": {
            "method": upload.method, "url": upload.url, "headers": headers, "expires_at": context.now() + UPLOAD_WINDOW,
        },
    });
    let mut response = http::json(201, &answer);
    http::set(&mut response, "location", &format!("/api/imports/{}", import.id));
    Ok(response)
}

/// A file's name: on one line, without folders, ending in `.xlsx`.
fn read_name(text: &str) -> Result<String, Fault> {
    let fault = |code, detail: &str| Err(Fault::new("file_name", code, detail));
    let name = text.trim();
    if name.chars().count() > LONGEST_NAME {
        return fault("too_long", "The name of the file has at most 150 characters.");
    }
    if name.chars().any(text::is_hidden) {
        return fault(
            "hidden_character",
            "The name of the file holds a character that cannot be seen, such as a line break or a mark that turns the \
             direction of the text. Rename the file.",
        );
    }
    if name.contains(['/', '\\']) {
        return fault(
            "not_a_file_name",
            "Give the name of the file alone, without folders.",
        );
    }
    match name.len().checked_sub(5).and_then(|at| name.split_at_checked(at)) {
        Some((stem, ending)) if ending.eq_ignore_ascii_case(".xlsx") && !stem.trim().is_empty() => {
            Ok(format!("{stem}.xlsx"))
        }
        _ => fault(
            "not_a_workbook",
            "Only an Excel workbook can be imported: its name ends in .xlsx. Save the file as one.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::read_name;

    #[test]
    fn a_name_is_of_a_workbook_and_leads_nowhere() {
        for (text, name) in [
            ("maj 2026.xlsx", "maj 2026.xlsx"),
            (" Køkken & salg.XLSX ", "Køkken & salg.xlsx"),
            ("a.xls.xlsx", "a.xls.xlsx"),
        ] {
            assert_eq!(read_name(text).as_deref(), Ok(name));
        }
        for (text, code) in [
            ("people.xls", "not_a_workbook"),
            (".xlsx", "not_a_workbook"),
            ("", "not_a_workbook"),
            ("ø.xlsxæ", "not_a_workbook"),
            ("../a.xlsx", "not_a_file_name"),
            ("a\nb.xlsx", "hidden_character"),
            ("people\u{202e}fdp.xlsx", "hidden_character"),
            ("people\u{200b}.xlsx", "hidden_character"),
            ("\u{feff}people.xlsx", "hidden_character"),
        ] {
            assert_eq!(read_name(text).map_err(|fault| fault.code), Err(code), "{text:?}");
        }
        assert_eq!(
            read_name(&format!("{}.xlsx", "a".repeat(150))).map_err(|fault| fault.code),
            Err("too_long")
        );
    }
}
