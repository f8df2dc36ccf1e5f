//! `POST /api/users/export`: people in a workbook.

use crate::list::Wanted;
use axum::extract::State;
use rollcall::{
    domain::caller::UserManager,
    web::{
        answer::Response,
        body::{Collected, refuse},
        job::{self, Job},
        problem::Problem,
        route::Moment,
    },
    workflow::{
        Env,
        users::{
            export::export,
            filter::{self, ReadError},
            list::Sort,
        },
    },
};
use serde::Deserialize;
use std::sync::Arc;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{RefOr, Schema},
};

/// Which users, and in which order.
#[derive(Deserialize)]
pub(crate) struct UserExport {
    #[serde(flatten)]
    wanted: Wanted,
}

impl PartialSchema for UserExport {
    fn schema() -> RefOr<Schema> {
        let RefOr::T(Schema::Object(mut schema)) = Wanted::schema() else {
            return Wanted::schema();
        };
        schema.description = Some("What a user must be to be exported, and the order.".to_owned());
        Schema::Object(schema).into()
    }
}

impl ToSchema for UserExport {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        Wanted::schemas(schemas);
    }
}

/// Export users
///
/// Writes the users who match into a workbook, in your language: a job, whose workbook is at `GET /api/jobs/{job_id}/result`.
/// It has the columns of the import template, so that it can be uploaded again, and behind them the account's status, how and
/// when it was created, and when it was activated. `{}` means everybody whom you manage.
#[utoipa::path(
    post, path = "/api/users/export", tag = "Users",
    security(("api_client" = ["users:read"])),
    request_body(content = UserExport, examples(
        ("everybody" = (value = json!({}))),
        ("not_in_yet" = (value = json!({ "status": "invited", "department": "Køkken" }))),
    )),
    responses((status = 202, description = "It is on its way.", body = Job, headers(("Location" = String)))),
)]
pub(crate) async fn export_users(
    State(env): State<Arc<Env>>,
    moment: Moment,
    caller: UserManager,
    body: Collected<UserExport>,
) -> Result<Response, Problem> {
    let wanted = body.value.wanted;
    let sort = Sort::read(wanted.sort());
    let draft = wanted.into_draft();
    let filter = match filter::read(&env, &moment, &caller.organisation, &draft).await {
        Err(ReadError::Invalid(faults)) => Err(faults),
        read => Ok(read?.0),
    };
    let (filter, sort) = match (filter, sort) {
        (Ok(filter), Ok(sort)) if body.faults.is_empty() => (filter, sort),
        (filter, sort) => {
            let sort = sort.map_err(|fault| vec![fault]);
            let faults = [filter.err(), sort.err()];
            let faults = faults.into_iter().flatten().flatten().collect();
            return Err(refuse(body.faults, faults));
        }
    };
    let job = export(&env, &moment, &caller, &filter, sort).await?;
    let language = caller.language();
    Ok(job::accepted(job, language))
}
