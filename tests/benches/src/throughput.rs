//! An import into tables that take no more than a new on-demand table does, and the same file again.

use crate::{
    cost,
    stub::{self, CAPPED, Stub},
    table::{Table, grouped},
    workbook::{self, People, Strings},
};
use anyhow::Result;
use rollcall_local::terminal::say;

/// Write units a second of a new on-demand table.
const CAP: u32 = 4_000;
/// How long DynamoDB takes to answer, in milliseconds.
const DELAY: u64 = 5;
/// Write units a second of a table that was warmed, or has grown.
const WARM_CAP: u32 = 40_000;
/// How long DynamoDB may take under load, in milliseconds.
const SLOW: u64 = 25;
/// So many times the people, so that finding what the table takes is a small part of the time.
const MORE: u32 = 4;

#[expect(clippy::cast_precision_loss, reason = "counts are small")]
fn per(count: u64, rows: u32) -> f64 {
    count as f64 / f64::from(rows)
}

/// An import into tables that take ten times as much and answer slowly: what they take is to be found.
pub(crate) async fn measure_warm(table: &mut Table, rows: u32) -> Result<()> {
    let rows = rows * MORE;
    say(&format!(
        "Importing {} users into tables that take more",
        grouped(f64::from(rows))
    ));
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("workbook.xlsx");
    workbook::write(&file, rows, People::Usual, Strings::Shared)?;
    let stub = Stub::start(&stub::Settings {
        cap: Some(WARM_CAP),
        delay: SLOW,
    })
    .await?;
    let dropped = stub.scene.drop_workbook(&file, "warm", false).await?;
    stub.begin().await?;
    let done = stub.scene.import(&dropped).await?;
    let counts = stub.counts().await?;
    done.expect(rows, "created")?;
    let most = f64::from(WARM_CAP) / per(counts.writes_to(&CAPPED), rows);
    table.row(
        format!(
            "import, {} write units a second, {SLOW} ms a call: users a second",
            grouped(f64::from(WARM_CAP))
        ),
        grouped(f64::from(rows) / done.wall),
        "≥ 9,000",
        grouped(most),
    );
    table.row(
        "  CPU meanwhile, of one core",
        format!("{:.0} %", 100.0 * done.cpu / done.wall),
        "≤ 100 %",
        "",
    );
    table.note(format!(
        "warm tables: {} users, {:.1} s, {:.2} s of CPU, {} calls, {} throttled",
        grouped(f64::from(rows)),
        done.wall,
        done.cpu,
        counts.all_calls(),
        counts.throttled
    ));
    Ok(())
}

pub(crate) async fn measure(table: &mut Table, rows: u32) -> Result<()> {
    say(&format!(
        "Importing {} users into capped tables",
        grouped(f64::from(rows))
    ));
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("workbook.xlsx");
    workbook::write(&file, rows, People::Usual, Strings::Shared)?;
    let stub = Stub::start(&stub::Settings {
        cap: Some(CAP),
        delay: DELAY,
    })
    .await?;

    let dropped = stub.scene.drop_workbook(&file, "first", false).await?;
    stub.begin().await?;
    let first = stub.scene.import(&dropped).await?;
    let counts = stub.counts().await?;
    first.expect(rows, "created")?;
    let units = per(counts.writes_to(&CAPPED), rows);
    let speed = f64::from(rows) / first.wall;
    let most = f64::from(CAP) / units;
    table.row(
        format!(
            "import, {} write units a second: users a second",
            grouped(f64::from(CAP))
        ),
        grouped(speed),
        format!("≥ {}", grouped(0.95 * most)),
        grouped(most),
    );
    table.row(
        "  of what the cap allows",
        format!("{:.1} %", 100.0 * speed / most),
        "≥ 95 %",
        "100 %",
    );
    table.row(
        "  CPU meanwhile, of one core",
        format!("{:.1} %", 100.0 * first.cpu / first.wall),
        "≤ 25 %",
        "",
    );
    table.row(
        "  write units a user with one identifier",
        format!("{units:.3}"),
        "≤ 4.1",
        "4",
    );
    table.row(
        "  the import's own records: write units a user",
        format!("{:.4}", per(counts.all_writes(), rows) - units),
        "",
        "",
    );
    table.row(
        "  AWS calls a user, reads included",
        format!("{:.4}", per(counts.all_calls(), rows)),
        "≤ 0.05",
        "0.02",
    );
    cost::tell(table, &counts, rows, first.deliveries, first.wall);
    let calls: Vec<String> = counts
        .calls
        .iter()
        .map(|(name, calls)| format!("{name} {calls}"))
        .collect();
    table.note(format!(
        "first import: {} users, {:.1} s, {:.2} s of CPU, {} throttled, event delivered {} ×; {}",
        grouped(f64::from(rows)),
        first.wall,
        first.cpu,
        counts.throttled,
        first.deliveries,
        calls.join(", ")
    ));

    let dropped = stub.scene.drop_workbook(&file, "again", false).await?;
    stub.begin().await?;
    let again = stub.scene.import(&dropped).await?;
    let counts = stub.counts().await?;
    again.expect(rows, "existing")?;
    table.row(
        "the same file again: write units a row",
        format!("{:.5}", per(counts.all_writes(), rows)),
        "≤ 0.001",
        "0",
    );
    table.row("  seconds", format!("{:.1}", again.wall), "", "");
    table.note(format!(
        "again: {} write units in all, of them {} for users and identifiers; {} calls, {:.2} s of CPU",
        counts.all_writes(),
        counts.writes_to(&CAPPED),
        counts.all_calls(),
        again.cpu
    ));
    Ok(())
}
