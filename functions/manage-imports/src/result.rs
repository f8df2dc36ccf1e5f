//! `GET /api/imports/{import_id}/result`: the way to the workbook that comes back.

use crate::{App, bucket_problem, expect_uploaded, find};
use jiff::tz::TimeZone;
use lambda_http::{Body, Request, Response};
use rollcall::{
    domain::{
        context::Context,
        import::{ImportStatus, result_wording},
        language::Language,
    },
    web::{
        http,
        problem::{Kind, Problem},
    },
};
use std::time::Duration;

/// The address works for so long.
const VALID: Duration = Duration::from_mins(5);

pub(crate) async fn handle(
    app: &App,
    context: &Context,
    request: &Request,
    id: &str,
) -> Result<Response<Body>, Problem> {
    let (caller, import) = find(app, context, request, id).await?;
    expect_uploaded(&import)?;
    match import.status {
        ImportStatus::Finished | ImportStatus::Undone | ImportStatus::Undoing => {}
        ImportStatus::Waiting | ImportStatus::Running => {
            let detail = "The result is made when every row has been dealt with. Come back then.";
            return Err(Problem::new(Kind::Conflict, detail));
        }
        ImportStatus::Refused => {
            let why = import.refusal.map(|refusal| refusal.detail).unwrap_or_default();
            let detail = format!("There is no result, because the file was refused: {why}");
            return Err(Problem::new(Kind::Conflict, detail));
        }
    }
    let key = import.result_key();
    // Of a run whose result could not be made, the dry run's may still be there.
    if !import.has_result {
        return Err(gone());
    }
    match app.bucket.describe(&key, None).await {
        Ok(_) => {}
        Err(rollcall::aws::bucket::BucketError::Gone) => return Err(gone()),
        Err(error) => return Err(bucket_problem(&error)),
    }
    let zone = TimeZone::get(&caller.organisation.settings.time_zone).unwrap_or(TimeZone::UTC);
    let made = import.finished_at.unwrap_or_else(|| context.now()).to_zoned(zone);
    let language = Language::parse(&caller.user.profile.language).unwrap_or_default();
    let name = result_wording::result_file_name(language, &import.file_name, import.dry_run, made.date());
    let url = app
        .bucket
        .presign_download(&key, &name, VALID)
        .await
        .map_err(|error| bucket_problem(&error))?;
    let mut response = http::empty(303);
    http::set(&mut response, "location", &url);
    Ok(response)
}

fn gone() -> Problem {
    let detail =
        "Results are kept for 30 days, and this one is not there. What became of each row is still listed.";
    Problem::new(Kind::Gone, detail)
}
