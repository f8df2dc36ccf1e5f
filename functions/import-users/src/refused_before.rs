//! Rows that the dry run refused for want of rights. They stay refused when the file is run for real, whatever the person
//! who runs it may do; other rows are judged by the lists and rights of the moment.

use crate::invocation::{Invocation, Unfinished};
use rollcall::{
    aws::store::imports::PARTS_AT_ONCE,
    domain::import::{Import, RowFault},
};
use std::collections::VecDeque;

/// Reads the dry run's outcomes alongside the rows, a part at a time: what is in memory does not grow with the file.
pub(crate) struct RefusedBefore {
    /// The dry run; `None` where there was none, or no more of it is left to read.
    dry_run: Option<Import>,
    /// Outcomes have been read up to this row.
    read_to: u32,
    /// The refused rows among them that are still ahead, in order.
    ahead: VecDeque<(u32, Vec<RowFault>)>,
}

impl RefusedBefore {
    /// Of an import that may have been a dry run before.
    pub(crate) fn of(import: &Import) -> Self {
        let dry_run = (import.run > 0).then(|| Import {
            run: import.run - 1,
            ..import.clone()
        });
        Self {
            dry_run,
            read_to: 0,
            ahead: VecDeque::new(),
        }
    }

    /// Why the dry run refused a row for want of rights; empty where it did not. Rows are asked for in their order.
    pub(crate) async fn take(
        &mut self,
        invocation: Invocation<'_>,
        row: u32,
    ) -> Result<Vec<RowFault>, Unfinished> {
        while self.read_to < row
            && let Some(dry_run) = &self.dry_run
        {
            let part = invocation
                .patiently(async || {
                    let store = &invocation.app.store;
                    store
                        .next_import_outcomes(dry_run, self.read_to, PARTS_AT_ONCE)
                        .await
                })
                .await?;
            match part.last() {
                Some(last) => self.read_to = last.to,
                None => self.dry_run = None,
            }
            for outcome in part {
                let mut faults = outcome.faults;
                faults.retain(RowFault::is_want_of_rights);
                if !faults.is_empty() {
                    self.ahead.push_back((outcome.from, faults));
                }
            }
        }
        while self.ahead.front().is_some_and(|(refused, _)| *refused < row) {
            self.ahead.pop_front();
        }
        match self.ahead.pop_front_if(|(refused, _)| *refused == row) {
            Some((_, faults)) => Ok(faults),
            None => Ok(Vec::new()),
        }
    }
}
