//! The same job done the obvious way in Python, into the same emulator, at our side: whole processes, from start to end.

use crate::{
    measure::{Taken, Watch, Whose},
    reading,
    scene::{self, Scene},
    table::{Table, grouped},
    workbook::{self, People, Strings},
};
use anyhow::{Context, Result, bail};
use rollcall_local::terminal::say;
use serde_json::Value;
use std::path::Path;
use tokio::process::Command;

pub(crate) async fn measure(table: &mut Table, root: &Path, baseline: &Path, rows: u32) -> Result<()> {
    if !baseline.exists() {
        table.note("the same import in Python was left out: --baseline names the file to measure against");
        return Ok(());
    }
    let emulator = match scene::start_emulator(root).await {
        Ok(emulator) => emulator,
        Err(error) => {
            table.note(format!("the same import in Python was left out: {error}"));
            return Ok(());
        }
    };
    let python = reading::python(root).await?;
    say(&format!(
        "Importing {} users into the emulator, ours and in Python",
        grouped(f64::from(rows))
    ));
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("workbook.xlsx");
    workbook::write(&file, rows, People::Usual, Strings::Shared)?;

    let scene = Scene::deploy(root, &emulator).await?;
    let dropped = scene.drop_workbook(&file, "ours", false).await?;
    let watch = Watch::start(Whose::Children)?;
    let report = scene.import(&dropped).await?;
    let ours = watch.taken()?;
    report.expect(rows, "created")?;

    let watch = Watch::start(Whose::Children)?;
    let output = Command::new(python.python())
        .arg(baseline)
        .arg(&file)
        .args(["--endpoint", emulator.endpoint(), "--create-tables"])
        .kill_on_drop(true)
        .output()
        .await?;
    let theirs = watch.taken()?;
    let result: Value = serde_json::from_slice(&output.stdout).with_context(|| {
        format!(
            "The import in Python failed: {}",
            String::from_utf8_lossy(&output.stderr)
        )
    })?;
    if result["created"] != rows {
        bail!("Of {rows} rows the import in Python did not create all: {result}");
    }

    let times = |of: fn(&Taken) -> f64| of(&theirs) / of(&ours);
    table.row(
        format!(
            "the same import in Python, {} users: CPU",
            grouped(f64::from(rows))
        ),
        format!("{:.1} × less", times(|taken| taken.cpu.as_secs_f64())),
        "≥ 20 ×",
        "",
    );
    table.row(
        "  on the clock",
        format!("{:.1} × faster", times(|taken| taken.wall.as_secs_f64())),
        "≥ 5 ×",
        "",
    );
    for (whose, taken) in [("ours", ours), ("Python", theirs)] {
        table.note(format!(
            "into the emulator, {whose}: {:.2} s of CPU, {:.1} s, {} users a second",
            taken.cpu.as_secs_f64(),
            taken.wall.as_secs_f64(),
            grouped(f64::from(rows) / taken.wall.as_secs_f64())
        ));
    }
    Ok(())
}
