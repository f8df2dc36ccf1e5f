//! The totals rows of the tables on a sheet (Insert > Table in Excel): they stand among the people and are nobody.

use std::io::{Read, Seek};

use super::package::{Entry, Package};
use super::parts::{self, each_start, is_at, value};
use super::position::range_ends;
use super::refusal::Failure;

/// More tables than this on one sheet are not looked at.
const MOST: usize = 256;

/// The rows below a table's last record that sum it up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Totals {
    /// First and last row, from 1.
    rows: (u32, u32),
    /// First and last column of the table, from 0.
    columns: (usize, usize),
}

impl Totals {
    /// Whether it is a totals row, of which nothing in those columns stands outside the table.
    pub(super) fn covers(&self, row: u32, mut filled: impl Iterator<Item = usize>) -> bool {
        (self.rows.0..=self.rows.1).contains(&row)
            && filled.all(|column| (self.columns.0..=self.columns.1).contains(&column))
    }
}

/// The totals rows of a sheet by the links of that sheet. A table that cannot be read has none: the people are in the
/// sheet all the same.
///
/// # Errors
/// Where the disk failed.
pub(super) fn totals<R: Read + Seek>(
    source: &mut R,
    package: &Package,
    links: &Entry,
    folder: &str,
    most_bytes: u64,
) -> Result<Vec<Totals>, Failure> {
    let relationships = match parts::relationships(source, links) {
        Ok(relationships) => relationships,
        Err(Failure::Refused(_)) => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut found = Vec::new();
    let tables = relationships.values().filter(|one| one.kind == "table");
    for table in tables.take(MOST) {
        let entry = table.part(folder).ok().and_then(|part| package.find(&part));
        let Some(entry) = entry.filter(|entry| entry.size <= most_bytes) else {
            continue;
        };
        match read(source, entry) {
            Ok(totals) => found.extend(totals),
            Err(Failure::Refused(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(found)
}

fn read<R: Read + Seek>(source: &mut R, entry: &Entry) -> Result<Option<Totals>, Failure> {
    let mut totals = None;
    each_start(source, entry, |path, attributes| {
        if is_at(path, &["table"]) {
            let count = value(attributes, b"totalsRowCount")?.and_then(|count| count.parse::<u32>().ok());
            let ends = attributes.get(b"ref")?.and_then(range_ends);
            if let (Some(count @ 1..), Some([first, last])) = (count, ends) {
                let index = |column: u32| usize::try_from(column - 1).unwrap_or(usize::MAX);
                // The headings of a table are no totals, whatever it says.
                let top = (last.0 + 1).saturating_sub(count).max(first.0 + 1);
                totals = Some(Totals {
                    rows: (top, last.0),
                    columns: (index(first.1), index(last.1)),
                });
            }
        }
        Ok(())
    })?;
    Ok(totals)
}
