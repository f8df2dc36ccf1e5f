//! Takes an erased person out of what imports say of their rows, out of sign-ups that wait to be worked off, and out of where the
//! directory says that they once stood.
//!
//! The person is gone already, and nobody's rights are asked: what was begun is done. What is left is codes without values: what was
//! wrong with a row, and nothing that was typed into it. An import that is under way may still record something; it is looked at
//! once more when it is over.

use crate::invocation::{Running, Stop};
use jiff::SignedDuration;
use rollcall::domain::{
    erasure::Traces,
    import::{Import, RowOutcomes},
    job::{Forgotten, Work},
    secret::Secret,
    user::ImportedFrom,
};
use std::collections::BTreeSet;

/// Imports looked at between two checkpoints.
const STEP: usize = 20;
/// An import that is under way is looked at again so much later.
const WAIT: SignedDuration = SignedDuration::from_secs(30);
/// Stands for whatever was typed.
const LEFT_OUT: &str = "…";

/// What is looked for.
struct Person {
    id: String,
    traces: Traces,
    imported_from: Option<ImportedFrom>,
}

pub(crate) async fn work(running: &mut Running<'_>) -> Result<(), Stop> {
    let Work::Erase {
        traces,
        imported_from,
        tally,
        user,
    } = running.job.work.clone()
    else {
        return Ok(());
    };
    let person = Person {
        id: user,
        traces,
        imported_from,
    };
    if !tally.is_through {
        look_through(running, &person).await?;
    }
    look_again(running, &person).await?;
    note(running, |tally| tally.is_through = true);
    if let Work::Erase { traces, .. } = &mut running.job.work {
        *traces = Traces::default();
    }
    Ok(())
}

/// Changes what the job says it has done.
fn note(running: &mut Running<'_>, change: impl FnOnce(&mut Forgotten)) {
    if let Work::Erase { tally, .. } = &mut running.job.work {
        change(tally);
    }
}

/// Looks through every import there is, the newest first; those that come later know nothing of the person.
async fn look_through(running: &mut Running<'_>, person: &Person) -> Result<(), Stop> {
    let slug = running.job.organisation.clone();
    loop {
        let (store, context) = (&running.app.env.store, running.time.context);
        let place = running.job.place.clone();
        let (imports, next) = running
            .patiently(async || {
                store
                    .list_imports(context, &slug, None, place.as_deref(), STEP)
                    .await
            })
            .await?;
        for import in &imports {
            let rows = forget_in(running, person, import).await?;
            running.job.processed += 1;
            note(running, |tally| {
                tally.rows += rows;
                if is_under_way(import) {
                    tally.under_way.push(import.id.clone());
                }
            });
        }
        running.job.place = next;
        if running.job.place.is_none() {
            break;
        }
        running.checkpoint().await?;
    }
    let (store, secret) = (&running.app.env.store, &running.app.env.secret);
    running
        .patiently(async || store.forget_places(&slug, &person.id).await)
        .await?;
    running
        .patiently(async || {
            store
                .drop_submissions(running.time.context, &slug, |profile| {
                    person.traces.are_of(secret, profile)
                })
                .await
        })
        .await?;
    note(running, |tally| tally.is_through = true);
    running.checkpoint().await
}

/// Looks once more at the imports that were under way. Where one still is, the job goes on in a minute.
async fn look_again(running: &mut Running<'_>, person: &Person) -> Result<(), Stop> {
    loop {
        let Work::Erase { tally, .. } = &running.job.work else {
            return Ok(());
        };
        let Some(id) = tally.under_way.last().cloned() else {
            return Ok(());
        };
        let (store, slug) = (&running.app.env.store, &running.job.organisation);
        let found = running
            .patiently(async || store.find_import(slug, &id).await)
            .await?;
        let mut rows = 0;
        if let Some(import) = found {
            if is_under_way(&import) {
                // However long that takes, the job has not stalled.
                running.job.stalls = 0;
                return Err(Stop::Later(running.time.context.current() + WAIT));
            }
            rows = forget_in(running, person, &import).await?;
        }
        note(running, |tally| {
            tally.rows += rows;
            tally.under_way.pop();
        });
        running.checkpoint().await?;
    }
}

/// Whether it may still record something of a row.
fn is_under_way(import: &Import) -> bool {
    import.status.is_open() && import.object.is_some()
}

/// Takes the person out of one import. Answers how many rows named them.
async fn forget_in(running: &Running<'_>, person: &Person, import: &Import) -> Result<u64, Stop> {
    let (store, secret) = (&running.app.env.store, &running.app.env.secret);
    let mut rows = 0;
    for run in 0..=import.run {
        let import = Import {
            run,
            ..import.clone()
        };
        let mut theirs = person.rows_of(&import);
        let mut after = 0;
        'parts: loop {
            let parts = running
                .patiently(async || store.outcome_parts(&import, after).await)
                .await?;
            if parts.is_empty() {
                break;
            }
            for part in parts {
                let left = person.left_of(secret, &part.outcomes, &mut theirs);
                let named = changed(&part.outcomes, &left);
                if named > 0
                    && !running
                        .patiently(async || store.rewrite_outcomes(&part, &left).await)
                        .await?
                {
                    // Somebody else's job has written over it: it is read again.
                    continue 'parts;
                }
                rows += named;
                after = part.outcomes.last().map_or(after, |last| last.to);
            }
        }
    }
    if !is_under_way(import) {
        let names = |text: &str| person.traces.are_in(secret, "", text);
        let left = without_names(import, names);
        running
            .patiently(async || store.rewrite_import_texts(import, &left).await)
            .await?;
    }
    Ok(rows)
}

fn changed(before: &[RowOutcomes], after: &[RowOutcomes]) -> u64 {
    before
        .iter()
        .zip(after)
        .filter(|(one, other)| one != other)
        .count() as u64
}

/// An import without what was typed in the place of headings and names them: a sheet without headings has its first person there.
fn without_names(import: &Import, names: impl Fn(&str) -> bool) -> Import {
    let mut left = import.clone();
    let leave_out = |text: &mut String| {
        if names(text) {
            LEFT_OUT.clone_into(text);
        }
    };
    left.refusal
        .iter_mut()
        .for_each(|refused| leave_out(&mut refused.detail));
    left.ignored_sheets.iter_mut().for_each(leave_out);
    for column in &mut left.unused_columns {
        leave_out(&mut column.heading);
        column.suggestion.iter_mut().for_each(leave_out);
        column.used_instead.iter_mut().for_each(leave_out);
    }
    left
}

impl Person {
    /// The rows of an import that are known to be theirs: the one that created them.
    fn rows_of(&self, import: &Import) -> BTreeSet<u32> {
        let theirs = self.imported_from.iter();
        theirs
            .filter(|from| from.import_id == import.id)
            .map(|from| from.row)
            .collect()
    }

    /// Outcomes without what was typed into rows of theirs, which are those known to be, those that repeat one, and those that
    /// name them. These are known from then on.
    fn left_of(
        &self,
        secret: &Secret,
        outcomes: &[RowOutcomes],
        theirs: &mut BTreeSet<u32>,
    ) -> Vec<RowOutcomes> {
        let left = outcomes.iter().map(|row| {
            let texts = row.texts();
            if texts.is_empty() && row.repeats().is_none() {
                return row.clone();
            }
            let is_theirs = theirs.contains(&row.from)
                || row.repeats().is_some_and(|first| theirs.contains(&first))
                || texts
                    .iter()
                    .any(|(column, text)| self.traces.are_in(secret, column, text));
            if !is_theirs {
                return row.clone();
            }
            theirs.insert(row.from);
            row.without_texts()
        });
        left.collect()
    }
}
