//! The most memory the importing process takes for a sheet that is full to Excel's last row.

use crate::{
    measure, reading,
    stub::{self, Stub},
    table::{Table, grouped},
    workbook::{self, People, Strings},
};
use anyhow::{Context, Result};
use rollcall_local::terminal::say;
use std::{path::Path, process::Command};

pub(crate) async fn measure(table: &mut Table, rows: u32) -> Result<()> {
    let folder = tempfile::tempdir()?;
    for (strings, called, reach) in [
        (Strings::Inline, "inline", "≤ 192 MB"),
        (Strings::Shared, "shared", "≤ 448 MB"),
    ] {
        let counted = grouped(f64::from(rows));
        say(&format!("Importing {counted} rows of {called} strings, dry"));
        let file = folder.path().join(format!("{called}.xlsx"));
        workbook::write(&file, rows, People::AllDifferent, strings)?;
        let stub = Stub::start(&stub::Settings::default()).await?;
        let dropped = stub.scene.drop_workbook(&file, called, true).await?;
        let report = stub.scene.import(&dropped).await?;
        report.expect(rows, "created")?;
        let bare = read_in_a_process(&file)?;
        table.row(
            format!("peak memory, {counted} rows × 10, {called} strings"),
            format!("{:.0} MB", megabytes(report.peak_memory)),
            reach,
            format!("{:.0} MB (calamine)", megabytes(bare)),
        );
        table.note(format!(
            "memory, {called} strings: two identifiers a row, dry run in {:.1} s, {:.1} s of CPU; the file has {:.1} MB",
            report.wall,
            report.cpu,
            megabytes(file.metadata()?.len()),
        ));
        std::fs::remove_file(file)?;
    }
    Ok(())
}

/// The most memory a process takes that reads the workbook with calamine and does nothing else, in bytes.
fn read_in_a_process(file: &Path) -> Result<u64> {
    let output = Command::new(std::env::current_exe()?)
        .arg("read")
        .arg(file)
        .output()?;
    let printed = String::from_utf8_lossy(&output.stdout);
    printed
        .trim()
        .parse()
        .with_context(|| format!("calamine alone failed: {printed}"))
}

/// That process.
pub(crate) fn read(file: &Path) -> Result<()> {
    reading::read_bare(file)?;
    say(&measure::peak_memory()?.to_string());
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "memory is small")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}
