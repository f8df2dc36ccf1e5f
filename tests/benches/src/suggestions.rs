//! A whole import whose departments are all misspelt, beside the same one with the right names: finding what was meant must
//! not cost hours. Both are dry runs, so that the right one gains no time to write people in.

use crate::{
    measure::median,
    scene,
    stub::{self, Stub},
    table::{Table, grouped},
    workbook::{self, People, Strings},
};
use anyhow::{Context as _, Result};
use rollcall::domain::{context::Context, organisation::Department};
use rollcall_local::terminal::say;

/// Departments of the organisation, and distinct wrong names in the file.
const DEPARTMENTS: u32 = 2_000;

pub(crate) async fn measure(table: &mut Table, rows: u32, rounds: usize) -> Result<()> {
    let (counted, listed) = (grouped(f64::from(rows)), grouped(f64::from(DEPARTMENTS)));
    say(&format!(
        "Importing {counted} people with misspelt and with right departments, {rounds} times each"
    ));
    let stub = Stub::start(&stub::Settings::default()).await?;
    let names: Vec<String> = (0..DEPARTMENTS).map(workbook::place).collect();
    let (store, organisation) = (stub.scene.store(), scene::organisation()?);
    for (n, name) in names.iter().enumerate() {
        let department = Department {
            id: format!("d_long{n:012}"),
            name: name.clone(),
            country: None,
        };
        store
            .put_entry(&Context::of_now(), &organisation.slug, &department, None, None)
            .await
            .context("A department could not be added")?;
    }
    let misspelt: Vec<String> = names.iter().map(|name| misspell(name)).collect();
    let folder = tempfile::tempdir()?;
    let mut files = Vec::new();
    for (called, names, outcome) in [("right", &names, "created"), ("misspelt", &misspelt, "invalid")] {
        let file = folder.path().join(format!("{called}.xlsx"));
        workbook::write_with(&file, rows, People::Usual, Strings::Shared, names)?;
        files.push((called, file, outcome, Vec::new(), Vec::new()));
    }
    for round in 0..rounds {
        for (called, file, outcome, wall, cpu) in &mut files {
            let name = format!("{called} {round}");
            let dropped = stub.scene.drop_workbook(file, &name, true).await?;
            let report = stub.scene.import(&dropped).await?;
            report.expect(rows, outcome)?;
            wall.push(report.wall);
            cpu.push(report.cpu);
        }
    }
    let times: Vec<(f64, f64)> = files
        .into_iter()
        .map(|(.., wall, cpu)| (median(wall), median(cpu)))
        .collect();
    let [(right, right_cpu), (wrong, wrong_cpu)] = times[..] else {
        return Ok(());
    };
    table.row(
        format!("{counted} rows, {listed} misspelt departments of {listed}: time of the right file"),
        format!("{:.2} ×", wrong / right),
        "≤ 2 ×",
        "1 ×",
    );
    table.row(
        "  CPU of the right file",
        format!("{:.2} ×", wrong_cpu / right_cpu),
        "",
        "1 ×",
    );
    table.note(format!(
        "departments: misspelt {wrong:.3} s, {wrong_cpu:.3} s of CPU; right {right:.3} s, {right_cpu:.3} s of CPU"
    ));
    Ok(())
}

/// A slip of the keyboard: two letters in the middle have changed places, or one is left out where they are the same.
fn misspell(name: &str) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    let at = letters.len() / 2;
    if letters[at - 1] == letters[at] {
        letters.remove(at);
    } else {
        letters.swap(at - 1, at);
    }
    letters.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_misspelt_name_is_a_name() {
        let names: BTreeSet<String> = (0..DEPARTMENTS).map(workbook::place).collect();
        let misspelt: BTreeSet<String> = names.iter().map(|name| misspell(name)).collect();
        assert_eq!(names.len(), DEPARTMENTS as usize);
        assert_eq!(misspelt.len(), DEPARTMENTS as usize);
        assert!(names.is_disjoint(&misspelt));
    }
}
