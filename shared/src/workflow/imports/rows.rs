//! What became of each row of an import.

use super::find::{FindError, find};
use crate::{
    domain::{
        caller::UserManager,
        context::Context,
        import::{self, Import, Kept, KeptBecause, Outcome, RowOutcomes},
    },
    workflow::{Env, users::walk::in_parts},
};
use futures::future::try_join_all;
use std::collections::HashMap;

/// Parts of outcomes (about 100 KB each) looked at for one page: where few rows are asked for among many, the caller
/// gets a short page and a cursor.
const MOST_PARTS: usize = 10;

/// Which rows are asked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    /// Of this outcome only; `None` for all.
    pub outcome: Option<Outcome>,
    /// Only people no message can reach.
    pub unreachable: bool,
}

impl Filter {
    fn matches(self, run: &RowOutcomes) -> bool {
        self.outcome.is_none_or(|outcome| outcome == run.outcome) && (!self.unreachable || run.unreachable)
    }
}

/// What became of one row.
#[derive(Debug)]
pub struct Row {
    /// As the spreadsheet numbers it.
    pub number: u32,
    /// What was recorded of it; rows about which there is nothing more to say share a record.
    pub recorded: RowOutcomes,
    /// The user it created.
    pub user_id: Option<String>,
    /// What that user is called now.
    pub name: Option<String>,
    /// What an undo did with that user; `None` where it has not come to them.
    pub undone: Option<Undone>,
}

/// What an undo did with a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Undone {
    /// They are gone.
    Removed,
    /// They stayed.
    Kept(KeptBecause),
}

/// Some of an import's rows, in their order.
#[derive(Debug)]
pub struct Rows {
    /// At most as many as were asked for.
    pub rows: Vec<Row>,
    /// The last row that was looked at, where there are more; `None` at the end.
    pub last: Option<u32>,
}

/// The rows after `after` (0 for the beginning) that pass the filter, at most `limit`.
///
/// # Errors
///
/// An import that the caller may not see, and those of the store.
pub async fn list(
    env: &Env,
    context: &Context,
    caller: &UserManager,
    id: &str,
    filter: Filter,
    after: u32,
    limit: usize,
) -> Result<Rows, FindError> {
    let import = find(env, caller, id).await?;
    let mut found = Vec::new();
    let mut last = after;
    let mut more = true;
    for _ in 0..MOST_PARTS {
        let part = env.store.import_outcomes_after(&import, last).await?;
        more = !part.is_empty();
        for run in part {
            for row in run.from.max(last + 1)..=run.to {
                if found.len() == limit {
                    break;
                }
                last = row;
                if filter.matches(&run) {
                    found.push((row, run.clone()));
                } else {
                    last = run.to;
                    break;
                }
            }
        }
        if !more || found.len() == limit {
            break;
        }
    }
    let kept = match (found.first(), found.last()) {
        (Some((first, _)), Some((last, _))) if import.undo.is_some() => {
            env.store.kept_after_undo(&import, *first, *last).await?
        }
        _ => Vec::new(),
    };
    let mut rows: Vec<Row> = found
        .into_iter()
        .map(|(number, recorded)| Row::new(&import, number, recorded, &kept))
        .collect();
    let created: Vec<String> = rows.iter().filter_map(|row| row.user_id.clone()).collect();
    let parts = in_parts(&created);
    let parts = parts
        .iter()
        .map(|some| env.store.find_names(context, &import.organisation, some));
    let names: HashMap<String, [String; 2]> = try_join_all(parts).await?.into_iter().flatten().collect();
    for row in &mut rows {
        let name = row.user_id.as_ref().and_then(|id| names.get(id));
        row.name = name.map(|names| names.join(" "));
    }
    Ok(Rows {
        rows,
        last: more.then_some(last),
    })
}

impl Row {
    fn new(import: &Import, number: u32, recorded: RowOutcomes, kept: &[Kept]) -> Self {
        let has_created = recorded.outcome == Outcome::Created;
        let undone = import
            .undo
            .as_ref()
            .filter(|undo| has_created && number <= undo.checkpoint)
            .map(|_| match kept.iter().find(|one| one.row == number) {
                None => Undone::Removed,
                Some(one) => Undone::Kept(one.reason),
            });
        Self {
            number,
            recorded,
            name: None,
            user_id: has_created.then(|| import::user_id(&import.organisation, &import.id, number)),
            undone,
        }
    }
}
