//! The rows of a workbook brought to their outcomes, a block at a time, with checkpoints in between.

use crate::{
    authority::Current,
    block::{self, Done, Job, Prepared},
    flow::Flow,
    invocation::{Invocation, Stop, Unfinished},
    present::Present,
    refused_before::RefusedBefore,
    result::TotalsRows,
    row::{self, Checked},
    seen::Seen,
    stopping::Stopping,
    turns::Turns,
    workbook::{Failure, Row, Workbook},
};
use futures::{FutureExt, StreamExt, future::LocalBoxFuture, stream::FuturesOrdered};
use jiff::{SignedDuration, Timestamp};
use rollcall::{
    aws::store::imports::LEASE,
    domain::{
        background::Lease,
        import::{self, Import, Refused, RowOutcomes, forecast::Forecast},
        language::Language,
        organisation::Organisation,
    },
};
use std::{fs::File, mem, sync::Arc};
use tokio::sync::Mutex;

/// Progress is recorded so often.
const CHECKPOINT: SignedDuration = SignedDuration::from_millis(1_500);
/// Sheets that are named as not read, and totals rows as left out.
pub(crate) const MOST_IGNORED: usize = 10;
/// Outcomes kept in memory before they are recorded, about, in bytes: a transaction takes 4 MB.
const MOST_PENDING: usize = 1_000_000;
/// Rows passed over between two looks at the clock.
const PASSED_OVER: u64 = 4_096;
/// Blocks under way at once: while one is written, the next ones are looked up. They are of one moment's rights, so they are
/// few.
const BLOCKS: usize = 3;
/// Blocks under way are driven on after so many rows are read.
const DRIVEN_ON: usize = 50;

/// How an import ends whose workbook cannot be read, or not any further.
pub(crate) fn failed(failure: Failure, language: Language) -> Stop {
    match failure {
        Failure::Refused(refusal) => Stop::Refused(Refused {
            code: refusal.code().to_owned(),
            detail: refusal.say(language),
        }),
        Failure::Io(error) => error.into(),
    }
}

/// What became of rows since the last checkpoint.
#[derive(Default)]
struct Pending {
    outcomes: Vec<RowOutcomes>,
    bytes: usize,
    last_row: u32,
}

impl Pending {
    fn add(&mut self, one: RowOutcomes) {
        // A code carries a value or two, each of 40 characters at the most, which may have four bytes.
        self.bytes += 50 + 240 * (one.faults.len() + one.warnings.len()) + 100 * one.repairs.len();
        self.last_row = one.to;
        import::append(&mut self.outcomes, one);
    }
}

/// How writing came to an end.
#[derive(Debug)]
pub(crate) enum Ended {
    /// Every row has its outcome.
    Whole,
    /// A user had it stopped.
    Cancelled {
        /// Who.
        by: String,
    },
}

/// Brings the rows after the checkpoint to their outcomes, and says who of those that are there stands in the file.
pub(crate) async fn write(
    invocation: Invocation<'_>,
    organisation: &Organisation,
    current: &mut Current,
    workbook: &mut Workbook<File>,
    import: &mut Import,
) -> Result<(Ended, Present), Stop> {
    let language = current.authority.language;
    let (header, merged) = (workbook.header().clone(), workbook.merged().clone());
    let (formats, from_1904) = (workbook.number_formats().clone(), workbook.counts_from_1904());
    let totals_rows = TotalsRows::below(&header);
    let stop = Stopping::at_the_beginning(invocation, import).await?;
    let mut writer = Writer::new(invocation, organisation, current, import, stop);
    let mut rows = workbook.rows(2).map_err(|failure| failed(failure, language))?;
    let mut row = Row::default();
    loop {
        match rows.next_into(&mut row) {
            Ok(true) if writer.stop.is_before(row.number) => return writer.end_early().await,
            Ok(true) if totals_rows.contain(&row) => writer.totals_rows.push(row.number),
            Ok(true) => {
                let lists = writer.current.lists(&writer.organisation);
                let mandate = &writer.current.authority.mandate;
                let checked = row::check(&header, &merged, &row, (&formats, from_1904), lists, mandate);
                writer.take(checked).await?;
            }
            Ok(false) => return writer.end(rows.left_out()).await,
            Err(failure) => {
                // The users created by then are on record, so that an undo finds them.
                writer.finish_all().await?;
                writer.record().await?;
                return Err(failed(failure, language));
            }
        }
    }
}

/// Checked rows on their way to their outcomes.
struct Writer<'a> {
    invocation: Invocation<'a>,
    /// As it was at the beginning.
    organisation: Arc<Organisation>,
    current: &'a mut Current,
    /// How the import stands on record.
    import: &'a mut Import,
    /// How it will stand once what is pending is recorded.
    ahead: Import,
    pending: Pending,
    /// Rows that are not under way yet.
    block: Vec<Checked>,
    /// Blocks on their way to their outcomes, in the order of the file.
    under_way: FuturesOrdered<LocalBoxFuture<'a, Result<Done, Unfinished>>>,
    flow: Arc<Flow>,
    refused_before: RefusedBefore,
    seen: Seen,
    present: Present,
    forecast: Forecast<'a>,
    turns: Arc<Mutex<Turns>>,
    totals_rows: Vec<u32>,
    resumed_after: u32,
    passed_over: u64,
    last_checkpoint: Timestamp,
    stop: Stopping,
    /// The last row that is under way, or has been.
    last_begun: u32,
}

impl<'a> Writer<'a> {
    fn new(
        invocation: Invocation<'a>,
        organisation: &'a Organisation,
        current: &'a mut Current,
        import: &'a mut Import,
        stop: Stopping,
    ) -> Self {
        let resumed_after = import.checkpoint;
        let now = invocation.context.current();
        Self {
            invocation,
            organisation: Arc::new(organisation.clone()),
            current,
            ahead: import.clone(),
            pending: Pending {
                last_row: resumed_after,
                ..Pending::default()
            },
            block: Vec::with_capacity(block::ROWS),
            under_way: FuturesOrdered::new(),
            flow: Arc::new(Flow::new(now)),
            refused_before: RefusedBefore::of(import),
            seen: Seen::default(),
            present: Present::default(),
            forecast: forecast(invocation, organisation),
            turns: Arc::default(),
            totals_rows: Vec::new(),
            resumed_after,
            passed_over: 0,
            last_checkpoint: now,
            stop,
            last_begun: resumed_after,
            import,
        }
    }

    async fn take(&mut self, mut checked: Checked) -> Result<(), Stop> {
        let refused_before = self.refused_before.take(self.invocation, checked.number).await?;
        checked.refuse(refused_before);
        if checked.number <= self.resumed_after {
            return self.pass_over(&checked).await;
        }
        self.block.push(checked);
        if self.block.len() == block::ROWS {
            self.begin_block();
            while self.under_way.len() >= BLOCKS {
                self.finish_one().await?;
            }
            self.keep_up().await
        } else if self.block.len().is_multiple_of(DRIVEN_ON) {
            self.drive_on().await
        } else {
            Ok(())
        }
    }

    /// A row that an earlier run recorded; only what later rows may repeat is noted.
    async fn pass_over(&mut self, checked: &Checked) -> Result<(), Stop> {
        self.seen.note_recorded(checked);
        if self.import.leavers.is_none() {
            let slug = &self.organisation.slug;
            self.present
                .pass_over(self.invocation, slug, checked.identifiers())
                .await?;
        }
        self.passed_over += 1;
        if self.passed_over.is_multiple_of(PASSED_OVER) && self.is_due() {
            self.invocation.renew(self.import.clone()).await?;
            self.last_checkpoint = self.invocation.context.current();
            if self.invocation.is_out_of_time() {
                return Err(Unfinished::OutOfTime.into());
            }
        }
        Ok(())
    }

    /// Sends the rows of the block on their way.
    fn begin_block(&mut self) {
        self.last_begun = self.block.last().map_or(self.last_begun, |row| row.number);
        let job = Job {
            invocation: self.invocation,
            organisation: Arc::clone(self.current.lists(&self.organisation)),
            id: self.import.id.as_str().into(),
            dry_run: self.import.dry_run,
            people: self.current.authority.people.as_slice().into(),
            flow: Arc::clone(&self.flow),
            turns: Arc::clone(&self.turns),
        };
        let prepared: Prepared = job.prepare(mem::take(&mut self.block), &mut self.seen);
        // On the heap: the steps of a block are many, and a thread's stack is small.
        self.under_way.push_back(job.carry_out(prepared).boxed_local());
    }

    /// Lets the blocks under way take their next steps, without waiting for any.
    async fn drive_on(&mut self) -> Result<(), Stop> {
        while let Some(Some(done)) = self.under_way.next().now_or_never() {
            self.note(done).await?;
        }
        Ok(())
    }

    /// Waits for the first of the blocks under way.
    async fn finish_one(&mut self) -> Result<(), Stop> {
        let import = &*self.import;
        let done = self
            .invocation
            .work(self.under_way.next(), || import.clone())
            .await?;
        match done {
            Some(done) => self.note(done).await,
            None => Ok(()),
        }
    }

    async fn finish_all(&mut self) -> Result<(), Stop> {
        while !self.under_way.is_empty() {
            self.finish_one().await?;
        }
        Ok(())
    }

    /// Takes note of what a block came to: those before it are noted.
    async fn note(&mut self, done: Result<Done, Unfinished>) -> Result<(), Stop> {
        let mut done = match done {
            Ok(done) => done,
            Err(error) => {
                // What the rows before came to is kept.
                self.record().await?;
                return Err(error.into());
            }
        };
        self.present.add(mem::take(&mut done.present));
        let mut messages = mem::take(&mut self.ahead.messages);
        let outcomes: Vec<RowOutcomes> = done.count(&mut self.forecast, &mut messages).collect();
        self.ahead.messages = messages;
        for one in outcomes {
            self.ahead.counts.add(one.outcome, !one.repairs.is_empty());
            self.pending.add(one);
        }
        if self.pending.bytes >= MOST_PENDING {
            self.record().await?;
        }
        Ok(())
    }

    /// Between two blocks: progress is recorded now and then, time may be up, and rights may have changed.
    async fn keep_up(&mut self) -> Result<(), Stop> {
        self.drive_on().await?;
        let is_out_of_time = self.invocation.is_out_of_time();
        if is_out_of_time {
            self.finish_all().await?;
        }
        if self.is_due() || is_out_of_time {
            self.record().await?;
            self.last_checkpoint = self.invocation.context.current();
            self.stop
                .look(self.invocation, self.import, self.last_begun)
                .await?;
        }
        if is_out_of_time {
            return Err(Unfinished::OutOfTime.into());
        }
        if let Err(stop) = self.current.keep_current(self.invocation, &mut self.ahead).await {
            self.finish_all().await?;
            self.record().await?;
            return Err(stop);
        }
        Ok(())
    }

    /// The rows that follow are nobody's work: it was cancelled.
    async fn end_early(mut self) -> Result<(Ended, Present), Stop> {
        self.settle().await?;
        let by = self.stop.by.take().unwrap_or_default();
        Ok((Ended::Cancelled { by }, self.present))
    }

    /// No row is left.
    async fn end(mut self, left_out: &[u32]) -> Result<(Ended, Present), Stop> {
        if !self.block.is_empty() {
            self.begin_block();
        }
        self.finish_all().await?;
        note_end(&mut self.ahead, self.totals_rows.iter().chain(left_out));
        self.settle().await?;
        Ok((Ended::Whole, self.present))
    }

    /// Brings what was taken to its end, and records it.
    async fn settle(&mut self) -> Result<(), Stop> {
        if !self.block.is_empty() {
            self.begin_block();
        }
        self.finish_all().await?;
        self.record().await?;
        let turns = self.turns.lock().await;
        turns.at_the_end(self.invocation, &self.organisation).await?;
        Ok(())
    }

    fn is_due(&self) -> bool {
        let now = self.invocation.context.current();
        now.duration_since(self.last_checkpoint) >= CHECKPOINT
    }

    /// Records what is pending.
    async fn record(&mut self) -> Result<(), Stop> {
        checkpoint(self.invocation, self.import, &mut self.ahead, &mut self.pending).await
    }
}

/// Takes note of what is known once every row was read.
fn note_end<'r>(import: &mut Import, totals_rows: impl Iterator<Item = &'r u32>) {
    // Rows that hold nothing but spaces were counted, and are none.
    import.rows = import.counts.processed;
    import.totals_rows = totals_rows.take(MOST_IGNORED).copied().collect();
}

fn forecast<'a>(invocation: Invocation<'a>, organisation: &'a Organisation) -> Forecast<'a> {
    let (app, now) = (invocation.app, invocation.context.now());
    Forecast::of(organisation, &app.prices, &app.secret, &app.public_url, now)
}

/// Records what is pending, and with it how far the import has come. Only then is `import` what was `ahead`.
async fn checkpoint(
    invocation: Invocation<'_>,
    import: &mut Import,
    ahead: &mut Import,
    pending: &mut Pending,
) -> Result<(), Stop> {
    let (app, context) = (invocation.app, invocation.context);
    if pending.last_row > ahead.checkpoint {
        ahead.stalls = 0;
    }
    ahead.checkpoint = pending.last_row;
    let holder = import
        .lease
        .as_ref()
        .map_or_else(String::new, |lease| lease.holder.clone());
    ahead.lease = Some(Lease {
        holder: holder.clone(),
        until: context.current() + LEASE,
    });
    let recorded = invocation
        .patiently(async || {
            app.store
                .checkpoint_import(context, ahead, &holder, &pending.outcomes)
                .await
        })
        .await?;
    if !recorded {
        return Err(Stop::Elsewhere);
    }
    pending.outcomes.clear();
    pending.bytes = 0;
    import.clone_from(ahead);
    Ok(())
}
