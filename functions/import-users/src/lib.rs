//! A workbook dropped into the bucket becomes users.
//!
//! The whole file is looked at before the first write (`workbook`); then the rows are checked in order (`row`), those
//! that exist are set aside, the others are created, many to a transaction (`block`) and as fast as the tables take them
//! (`flow`), and outcomes and progress are recorded as it goes (`writing`). At the end the workbook is written once more with what became of each row
//! (`result`). A row's user id follows from import and row number, so a run that died anywhere is simply run again: it
//! recognises what it has created already. What does not fit into one invocation goes on in the next (`run`), and an
//! import can be taken back (`undo`).

mod authority;
mod block;
mod event;
mod flow;
mod invocation;
mod leavers;
mod present;
mod refusal_wording;
mod refused_before;
mod result;
mod row;
mod rows;
mod run;
mod seen;
mod stopping;
mod turns;
mod undo;
mod validate;
pub mod workbook;
mod writing;

pub use invocation::{App, Unfinished};
pub use validate::validate;

use event::Work;
use jiff::Timestamp;
use rollcall::domain::context::Context;
use serde_json::{Value, json};

/// Imports every workbook an event names, or takes up the import it names. A record that is not ours is reported and
/// acknowledged.
///
/// # Errors
///
/// Where an import is unfinished for another reason than time: Lambda delivers the event again.
pub async fn handle(
    app: &App,
    context: &Context,
    event: Value,
    deadline: Timestamp,
) -> Result<Value, Unfinished> {
    let mut imports = Vec::new();
    for work in event::read(&event) {
        imports.push(match work {
            Work::Dropped(bucket, _) if bucket != app.bucket.name() => {
                tracing::error!("an event tells of an object in another bucket than ours and is skipped");
                json!({ "skipped": "another bucket" })
            }
            Work::Dropped(_, object) => run::dropped(app, context, object, deadline).await?,
            Work::TakeUp(slug, id) => run::take_up(app, context, &slug, &id, deadline).await?,
        });
    }
    Ok(json!({ "imports": imports }))
}
