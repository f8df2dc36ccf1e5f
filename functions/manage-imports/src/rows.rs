//! `GET /api/imports/{import_id}/rows`: what became of each row.

use crate::App;
use axum::extract::State;
use rollcall::{
    domain::{
        caller::UserManager,
        fault::{Code, Fault, shortened, words},
        import::{self, KeptBecause, Outcome},
        language::Language,
    },
    web::{
        answer::{self, Response},
        page::{Page, PageRequest, Pager},
        parameters::Query,
        path::Path,
        problem::Problem,
        route::Moment,
    },
    workflow::imports::rows::{self, Filter, Row, Undone},
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::Arc};
use utoipa::{IntoParams, ToSchema};

type ImportRowPage = Page<ImportRow>;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Parameters {
    /// Only rows of this outcome.
    #[param(value_type = Option<Outcome>)]
    outcome: Option<String>,
    /// `true`: only people no message can reach.
    #[param(value_type = Option<bool>)]
    unreachable: Option<String>,
    /// Of each `detail`, as a language tag; English, if it is left out.
    #[param(min_length = 1, example = "da")]
    language: Option<String>,
}

/// What became of one row.
#[derive(Serialize, ToSchema)]
pub(crate) struct ImportRow {
    /// As the spreadsheet numbers it: the headings are row 1.
    #[schema(minimum = 2)]
    row: u32,
    /// Of the user who was created, as they are called now; or as it stands in the row, where something is wrong with it or worth
    /// a look.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "Søren Ågård")]
    name: Option<String>,
    /// What stands in the cells that are wrong or worth a look, by column.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(required = false, example = json!({ "email": "soren@example" }))]
    values: BTreeMap<String, String>,
    outcome: Outcome,
    /// What has to be corrected.
    faults: Vec<RowFault>,
    /// Taken all the same, but worth a look.
    warnings: Vec<RowFault>,
    /// What was put right.
    repairs: Vec<RowRepair>,
    /// `true` where no message can reach this person.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    unreachable: bool,
    /// Of the user who was created.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "u_2fz9k4m7q1w8x5c3")]
    user_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    undo: Option<RowUndo>,
}

/// What is wrong with a cell, and what to do.
#[derive(Serialize, ToSchema)]
struct RowFault {
    /// The column by its name in the API, such as `email`; empty where the row as a whole is meant.
    #[schema(example = "email")]
    column: String,
    /// A stable word for programs.
    code: String,
    /// For a person.
    detail: String,
    /// What was probably meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    suggestion: Option<String>,
    /// The other row, for a duplicate.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    row: Option<u32>,
    /// The part of the value that is meant, such as one character of it or the numbers it could be.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    found: Option<String>,
}

impl RowFault {
    /// `typed`: what its cell holds, where that is known.
    fn new(fault: import::RowFault, language: Language, typed: Option<&str>) -> Self {
        Self {
            code: fault.word().to_owned(),
            detail: fault.sentence(language, typed),
            row: fault.known().and_then(Code::row),
            found: fault.known().and_then(Code::found),
            column: fault.column,
            suggestion: fault.suggestion,
        }
    }
}

/// What was put right in a cell.
#[derive(Serialize, ToSchema)]
struct RowRepair {
    /// The column as the contract calls it.
    column: String,
    /// A stable word for programs, such as `trimmed` or `plus_restored`.
    code: String,
    /// For a person.
    detail: String,
    /// What it was read as, where that is not plain from the code: a date, the entry of a list.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    read_as: Option<String>,
}

impl RowRepair {
    fn new(repair: import::Repair, language: Language) -> Self {
        Self {
            code: repair.word().to_owned(),
            detail: repair.sentence(language, None),
            column: repair.column,
            read_as: repair.read_as,
        }
    }
}

/// After an undo: what it did with the user.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum RowUndo {
    Removed,
    /// They have chosen a password.
    KeptActivated,
    /// The person who asked for the undo may not manage them (any more).
    KeptNotAllowed,
    /// A directory keeps them in step by now.
    KeptProvisioned,
    /// They were being changed at that very moment.
    KeptChanged,
}

impl From<Undone> for RowUndo {
    fn from(undone: Undone) -> Self {
        match undone {
            Undone::Removed => Self::Removed,
            Undone::Kept(KeptBecause::Activated) => Self::KeptActivated,
            Undone::Kept(KeptBecause::NotAllowed) => Self::KeptNotAllowed,
            Undone::Kept(KeptBecause::Provisioned) => Self::KeptProvisioned,
            Undone::Kept(KeptBecause::Changed) => Self::KeptChanged,
        }
    }
}

impl ImportRow {
    /// In a language.
    fn new(row: Row, language: Language) -> Self {
        let recorded = row.recorded;
        let values = recorded.values;
        let faults = |faults: Vec<import::RowFault>| {
            let with_typed = |fault: import::RowFault| {
                let typed = values.get(&fault.column).map(String::as_str);
                RowFault::new(fault, language, typed)
            };
            faults.into_iter().map(with_typed).collect()
        };
        let repairs = recorded.repairs.into_iter();
        Self {
            row: row.number,
            name: row.name.or(recorded.name),
            outcome: recorded.outcome,
            faults: faults(recorded.faults),
            warnings: faults(recorded.warnings),
            repairs: repairs.map(|repair| RowRepair::new(repair, language)).collect(),
            unreachable: recorded.unreachable,
            user_id: row.user_id,
            undo: row.undone.map(RowUndo::from),
            values,
        }
    }
}

/// What became of each row
///
/// Rows in their order, as the spreadsheet numbers them, one page at a time. While `next_cursor` is not `null` there may
/// be more, even after a short or empty page.
#[utoipa::path(
    get, path = "/api/imports/{import_id}/rows", tag = "Imports",
    security(("api_client" = ["imports:write"])),
    params(("import_id" = String, Path, description = "Id of an import.", example = "im_7h2k9qwc3m5x8r4t"), Parameters, PageRequest),
    responses((status = 200, description = "A page of rows.", body = ImportRowPage)),
)]
pub(crate) async fn list_import_rows(
    State(app): State<Arc<App>>,
    moment: Moment,
    caller: UserManager,
    Path(id): Path<String>,
    Query(parameters): Query<Parameters>,
    asked: PageRequest,
) -> Result<Response, Problem> {
    let pager = Pager::new(&app.env, &moment, asked, &caller);
    let (filter, language, mut faults) = read(&parameters);
    let paging = match pager.read() {
        Ok(paging) if faults.is_empty() => paging,
        Ok(_) => return Err(Problem::invalid(faults)),
        Err(more) => {
            faults.extend(more);
            return Err(Problem::invalid(faults));
        }
    };
    // A cursor that opens is one of ours, and holds the number of a row.
    let after = paging.after.and_then(|row| row.parse().ok()).unwrap_or(0);
    let found = rows::list(&app.env, &moment, &caller, &id, filter, after, paging.limit).await?;
    let last = found.last.map(|row| row.to_string());
    let items: Vec<ImportRow> = found
        .rows
        .into_iter()
        .map(|row| ImportRow::new(row, language))
        .collect();
    Ok(answer::json(200, &pager.page(items, last.as_deref())))
}

/// Which rows are asked for, in which language, and all that is wrong with the parameters.
fn read(parameters: &Parameters) -> (Filter, Language, Vec<Fault>) {
    let mut faults = Vec::new();
    let outcome = parameters.outcome.as_deref().and_then(|text| {
        let found = Outcome::ALL.into_iter().find(|outcome| outcome.as_str() == text);
        if found.is_none() {
            let known = words(Outcome::ALL.map(Outcome::as_str));
            faults.push(Fault::at("outcome", Code::UnknownOutcome { known }));
        }
        found
    });
    let unreachable = match parameters.unreachable.as_deref() {
        None | Some("false") => false,
        Some("true") => true,
        Some(_) => {
            faults.push(Fault::at("unreachable", Code::NotBoolean));
            false
        }
    };
    let language = match parameters.language.as_deref() {
        None => Language::English,
        Some(text) => Language::parse(text).unwrap_or_else(|| {
            let code = Code::UnknownLanguage {
                value: shortened(text),
                known: words(Language::ALL.map(Language::tag)),
            };
            faults.push(Fault::at("language", code));
            Language::English
        }),
    };
    let filter = Filter { outcome, unreachable };
    (filter, language, faults)
}
