//! `POST /api/imports`: an address to upload a workbook to. The upload starts the import.

use crate::App;
use axum::extract::State;
use jiff::Timestamp;
use rollcall::{
    domain::{
        caller::UserManager,
        fault::{Code, Fault},
        import::FileName,
    },
    web::{
        answer::{self, Response},
        body::{self, Collected},
        problem::Problem,
        route::Moment,
    },
    workflow::imports::upload::give_address,
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::Arc};
use utoipa::ToSchema;

/// A workbook to be uploaded.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewImport {
    /// The file's name alone, ending in .xlsx; at most 150 characters.
    #[schema(
        required = true,
        nullable = false,
        min_length = 6,
        max_length = 150,
        example = "maj 2026.xlsx"
    )]
    file_name: Option<String>,
    /// Everything is checked and counted; nobody is created and nobody is messaged.
    #[schema(default = false)]
    dry_run: Option<bool>,
}

/// Where a workbook is sent.
#[derive(Serialize, ToSchema)]
pub(crate) struct UploadAddress {
    /// The import its upload starts.
    #[schema(example = "im_7h2k9qwc3m5x8r4t")]
    import_id: String,
    upload: UploadRequest,
}

/// The request to send.
#[derive(Serialize, ToSchema)]
struct UploadRequest {
    #[schema(example = "PUT", pattern = "^PUT$")]
    method: String,
    /// With its signature.
    url: String,
    /// To be sent as they are.
    headers: BTreeMap<String, String>,
    /// The address works until then.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
}

/// Get an address to upload a workbook or CSV file to
///
/// Answers with an address that takes one file within an hour, without credentials. Send the file there with the method and
/// the headers given; the upload starts the import, which runs with your rights as they are then. A file is an Excel workbook
/// (.xlsx) of at most 100 MB, whose first visible sheet is read, or a CSV file (.csv) of at most 300 MB: UTF-8, UTF-16 or
/// Windows-1252, separated by semicolons, commas or tabs. Headings stand in row 1 and a person in each row below.
#[utoipa::path(
    post, path = "/api/imports", tag = "Imports",
    security(("api_client" = ["imports:write"])),
    request_body(content = NewImport, examples(
        ("a_dry_run" = (value = json!({ "file_name": "maj 2026.xlsx", "dry_run": true }))),
    )),
    responses(
        (status = 201, description = "Where to send the file.", body = UploadAddress,
            headers(("Location" = String))),
    ),
)]
pub(crate) async fn start_import(
    State(app): State<Arc<App>>,
    moment: Moment,
    caller: UserManager,
    body: Collected<NewImport>,
) -> Result<Response, Problem> {
    let wanted = body.value;
    let name = read_name(wanted.file_name.as_deref());
    let name = match name {
        Ok(name) if body.faults.is_empty() => name,
        Ok(_) => return Err(Problem::invalid(body.faults)),
        Err(fault) => return Err(body::refuse(body.faults, vec![fault])),
    };
    let dry_run = wanted.dry_run.unwrap_or(false);
    let upload = give_address(&app.env, &app.bucket, &moment, &caller, name, dry_run).await?;
    let location = format!("/api/imports/{}", upload.import_id);
    let address = UploadAddress {
        import_id: upload.import_id,
        upload: UploadRequest {
            method: upload.request.method,
            url: upload.request.url,
            headers: upload.request.headers.into_iter().collect(),
            expires_at: upload.expires_at,
        },
    };
    let mut response = answer::json(201, &address);
    answer::set(&mut response, "location", &location);
    Ok(response)
}

fn read_name(text: Option<&str>) -> Result<FileName, Fault> {
    let text = text.filter(|text| !text.trim().is_empty());
    FileName::parse(text.ok_or_else(|| Fault::at("file_name", Code::Required))?)
}
