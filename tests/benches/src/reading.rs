//! Reading and checking a workbook, all that an import does beside the store: against calamine, which reads for us, left
//! to itself, and against openpyxl.

use crate::{
    measure::{Watch, Whose, median},
    scene,
    table::{Table, grouped},
    workbook::{People, Strings, write},
};
use anyhow::{Context, Result, bail, ensure};
use calamine::{Reader, Xlsx, open_workbook};
use import_users::workbook::{self, Limits, Row};
use rollcall::domain::permission::Mandate;
use rollcall_local::{python::VirtualEnvironment, terminal::say};
use std::{fs::File, path::Path, process::Command};

/// What the Python at our side needs.
const REQUIREMENTS: &str = include_str!("../requirements.txt");
const START_OPENPYXL: &str = "import openpyxl";
const READ_OPENPYXL: &str = "
import sys, openpyxl
for row in openpyxl.load_workbook(sys.argv[1], read_only=True, data_only=True).worksheets[0].iter_rows(values_only=True):
    pass
";

/// The environment with openpyxl and boto3.
pub(crate) async fn python(root: &Path) -> Result<VirtualEnvironment> {
    let folder = root.join("target/speed/venv");
    VirtualEnvironment::ensure_of(&folder, REQUIREMENTS, "openpyxl", say).await
}

pub(crate) async fn measure(table: &mut Table, root: &Path, rows: u32, rounds: usize) -> Result<()> {
    say(&format!(
        "Reading {} rows, {rounds} times each way",
        grouped(f64::from(rows))
    ));
    let folder = tempfile::tempdir()?;
    let environment = match python(root).await {
        Ok(environment) => Some(environment),
        Err(error) => {
            table.note(format!("reading with openpyxl was left out: {error}"));
            None
        }
    };
    for (strings, called) in [(Strings::Shared, "shared"), (Strings::Inline, "inline")] {
        let file = folder.path().join(format!("{called}.xlsx"));
        write(&file, rows, People::AllDifferent, strings)?;
        let (mut bare, mut ours, mut theirs) = (Vec::new(), Vec::new(), Vec::new());
        let (mut guarding, mut passing) = (Vec::new(), Vec::new());
        for _ in 0..rounds {
            bare.push(cpu_of(|| {
                let cells = read_bare(&file)?;
                ensure!(
                    cells == (u64::from(rows) + 1) * 10,
                    "calamine found {cells} cells"
                );
                Ok(())
            })?);
            ours.push(cpu_of(|| validate(&file, rows))?);
            let (guarded, passed) = read_without_checks(&file)?;
            guarding.push(guarded);
            passing.push(passed);
            if let (Some(environment), Strings::Shared) = (&environment, strings) {
                let python = environment.python();
                let started = cpu_of_child(Command::new(python).args(["-c", START_OPENPYXL]))?;
                let read = cpu_of_child(Command::new(python).args(["-c", READ_OPENPYXL]).arg(&file))?;
                theirs.push(read - started);
            }
        }
        let (bare, ours) = (median(bare), median(ours));
        let what = format!(
            "reading and checking {} rows, {called} strings: CPU, calamine alone = 1",
            grouped(f64::from(rows))
        );
        table.row(what, format!("{:.2} ×", ours / bare), "≤ 2.0 ×", "1.0 ×");
        let (guarded, passed) = (median(guarding), median(passing));
        table.note(format!(
            "reading, {called} strings: ours {ours:.3} s of CPU (the guard {guarded:.3}, a pass over the rows \
             {passed:.3}, the rest is checking), calamine alone {bare:.3} s"
        ));
        if !theirs.is_empty() {
            let theirs = median(theirs);
            table.row(
                "  less CPU than openpyxl, which only reads",
                format!("{:.1} ×", theirs / ours),
                "≥ 6.5 ×",
                format!("{:.1} × (calamine)", theirs / bare),
            );
            table.note(format!(
                "reading, {called} strings: openpyxl {theirs:.2} s of CPU beyond its start"
            ));
        }
    }
    Ok(())
}

fn cpu_of(work: impl FnOnce() -> Result<()>) -> Result<f64> {
    let watch = Watch::start(Whose::Own)?;
    work()?;
    Ok(watch.taken()?.cpu.as_secs_f64())
}

fn cpu_of_child(command: &mut Command) -> Result<f64> {
    let watch = Watch::start(Whose::Children)?;
    let output = command.output()?;
    if !output.status.success() {
        bail!("Python failed: {}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(watch.taken()?.cpu.as_secs_f64())
}

/// calamine's own loop over the cells, and how many there are.
pub(crate) fn read_bare(file: &Path) -> Result<u64> {
    let mut workbook: Xlsx<_> = open_workbook(file)?;
    let sheet = workbook.sheet_names().first().cloned().context("no sheet")?;
    let mut cells = workbook.worksheet_cells_reader(&sheet)?;
    let mut count = 0;
    while let Some(cell) = cells.next_cell()? {
        std::hint::black_box(&cell);
        count += 1;
    }
    Ok(count)
}

/// The CPU of the guard, and of one pass over the rows.
fn read_without_checks(file: &Path) -> Result<(f64, f64)> {
    let watch = Watch::start(Whose::Own)?;
    let mut workbook = workbook::open(File::open(file)?, &Limits::default())?;
    let guarded = watch.taken()?.cpu;
    let mut rows = workbook.rows(2)?;
    let mut row = Row::default();
    while rows.next_into(&mut row)? {
        std::hint::black_box(&row);
    }
    let passed = watch.taken()?.cpu.saturating_sub(guarded);
    Ok((guarded.as_secs_f64(), passed.as_secs_f64()))
}

fn validate(file: &Path, rows: u32) -> Result<()> {
    let organisation = scene::organisation()?;
    let mandate = Mandate::of_a_drop(&organisation);
    let counts = import_users::validate(File::open(file)?, &organisation, &mandate)?;
    if counts.created != u64::from(rows) {
        bail!("Of {rows} rows not all are sound: {counts:?}");
    }
    Ok(())
}
