//! `GET /api/imports/{import_id}/rows?outcome=&unreachable=&language=&limit=&cursor=`: what became of each row.

use crate::{App, find};
use lambda_http::{Body, Request, Response};
use rollcall::{
    domain::{
        context::Context,
        fault::Fault,
        import::{self, Import, Kept, KeptBecause, Outcome, RowFault, RowOutcomes, wording},
        language::Language,
    },
    web::{http, page::Pager, problem::Problem},
};
use serde_json::{Value, json};

/// Parts of outcomes (about 100 KB each) looked at for one page: where few rows are asked for among many, the caller
/// gets a short page and a cursor.
const MOST_PARTS: usize = 10;

/// Which rows are asked for, and in which language.
struct Filter {
    outcome: Option<Outcome>,
    unreachable: bool,
    language: Language,
}

impl Filter {
    fn matches(&self, run: &RowOutcomes) -> bool {
        self.outcome.is_none_or(|outcome| outcome == run.outcome) && (!self.unreachable || run.unreachable)
    }
}

pub(crate) async fn handle(
    app: &App,
    context: &Context,
    request: &Request,
    id: &str,
) -> Result<Response<Body>, Problem> {
    let (caller, import) = find(app, context, request, id).await?;
    let pager = Pager::of(&app.api, context, request, &caller);
    let (filter, limit, after) = read(request, &pager)?;
    let mut items = Vec::new();
    let mut last = after;
    let mut more = true;
    for _ in 0..MOST_PARTS {
        let part = app.api.store.import_outcomes_after(&import, last).await?;
        more = !part.is_empty();
        for run in part {
            for row in run.from.max(last + 1)..=run.to {
                if items.len() == limit {
                    break;
                }
                last = row;
                if filter.matches(&run) {
                    items.push((row, run.clone()));
                } else {
                    last = run.to;
                    break;
                }
            }
        }
        if !more || items.len() == limit {
            break;
        }
    }
    let kept = match (items.first(), items.last()) {
        (Some((first, _)), Some((last, _))) if import.undo.is_some() => {
            app.api.store.kept_after_undo(&import, *first, *last).await?
        }
        _ => Vec::new(),
    };
    let items: Vec<Value> = items
        .iter()
        .map(|(row, run)| shown(&import, *row, run, &kept, filter.language))
        .collect();
    let cursor = last.to_string();
    Ok(http::json(
        200,
        &pager.answer(&items, more.then_some(cursor.as_str())),
    ))
}

/// Reads the parameters, all faults at once.
fn read(request: &Request, pager: &Pager<'_>) -> Result<(Filter, usize, u32), Problem> {
    let mut faults = Vec::new();
    let outcome = http::query(request, "outcome").and_then(|text| {
        let found = Outcome::ALL.into_iter().find(|outcome| outcome.as_str() == text);
        if found.is_none() {
            let detail = "Use created, would_create, existing, duplicate or invalid.";
            faults.push(Fault::new("outcome", "unknown_outcome", detail));
        }
        found
    });
    let unreachable = match http::query(request, "unreachable").as_deref() {
        None | Some("false") => false,
        Some("true") => true,
        Some(_) => {
            faults.push(Fault::new("unreachable", "not_boolean", "Use true or false."));
            false
        }
    };
    let language = match http::query(request, "language") {
        // The sentences as they were recorded.
        None => Language::English,
        Some(text) => Language::parse(&text).unwrap_or_else(|| {
            let tags = Language::ALL.map(Language::tag).join(", ");
            let detail = format!("Rows are not explained in this language; use one of {tags}.");
            faults.push(Fault::new("language", "unknown_language", detail));
            Language::English
        }),
    };
    let mut after = 0;
    let mut limit = 0;
    match pager.read() {
        Ok(paging) => {
            limit = paging.limit;
            // A cursor that opens is one of ours, and holds the number of a row.
            after = paging.after.and_then(|row| row.parse().ok()).unwrap_or(0);
        }
        Err(more) => faults.extend(more),
    }
    if faults.is_empty() {
        let filter = Filter {
            outcome,
            unreachable,
            language,
        };
        Ok((filter, limit, after))
    } else {
        Err(Problem::invalid(faults))
    }
}

/// Faults with their sentences in a language. What was recorded is English, and names the cell's content.
fn translated(faults: &[RowFault], language: Language) -> Vec<RowFault> {
    let mut faults = faults.to_vec();
    if language != Language::English {
        for fault in &mut faults {
            fault.detail = wording::fault(language, fault, None);
        }
    }
    faults
}

fn shown(import: &Import, row: u32, run: &RowOutcomes, kept: &[Kept], language: Language) -> Value {
    let mut repairs = run.repairs.clone();
    if language != Language::English {
        for repair in &mut repairs {
            repair.detail = wording::repair(language, repair, None);
        }
    }
    let mut value = json!({
        "row": row,
        "outcome": run.outcome,
        "faults": translated(&run.faults, language),
        "warnings": translated(&run.warnings, language),
        "repairs": repairs,
    });
    if run.unreachable {
        value["unreachable"] = json!(true);
    }
    if run.outcome == Outcome::Created {
        value["user_id"] = json!(import::user_id(&import.organisation, &import.id, row));
        if let Some(undo) = &import.undo
            && row <= undo.checkpoint
        {
            let because = kept.iter().find(|one| one.row == row).map(|one| one.reason);
            value["undo"] = json!(match because {
                None => "removed",
                Some(KeptBecause::Activated) => "kept_activated",
                Some(KeptBecause::NotAllowed) => "kept_not_allowed",
                Some(KeptBecause::Changed) => "kept_changed",
            });
        }
    }
    value
}
