//! The workbook that comes back: the same rows in the same order, bad cells coloured and commented, and two more columns
//! that say what became of each row. It can be put right in place and dropped again: what exists already does nothing
//! then, so only the corrected rows act.
//!
//! Rows are written as they are read, so memory does not grow with them. Every text is written as a text, so none of it
//! is ever a formula. The organisation's own columns keep their values, number formats and links. Of the sheets that came
//! along, only the one with the people is there; the second sheet sums up the import, and a hidden one has the
//! organisation's lists, for the drop-downs.

mod error;
mod looks;
mod page;
mod summary;

pub(crate) use summary::{About, From, NotInFile};

use crate::workbook::{Cell, Header, Row, Workbook};
use error::ResultError;
use looks::Looks;
use page::Page;
use rollcall::domain::{
    import::{RowOutcomes, drop_downs::DropDowns, result_wording, wording},
    language::Language,
};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook as Written, XlsxError};
use std::{fs::File, io::BufWriter, path::Path, sync::mpsc::Receiver};

/// Writes the result of an import to `path`. The outcomes come in parts, in the order of the rows. The drop-down lists
/// are made for a sheet of the name they are given.
pub(crate) fn write(
    mut workbook: Workbook<File>,
    about: &About,
    outcomes: Receiver<Vec<RowOutcomes>>,
    drop_downs: impl FnOnce(&str) -> DropDowns,
    language: Language,
    path: &Path,
) -> Result<(), ResultError> {
    let mut written = Written::new();
    written.set_properties(&properties(about, language)?);
    let mut looks = Looks::new(workbook.number_formats().clone());
    let sheet = written.add_worksheet_with_constant_memory()?;
    // A name that Excel would not have taken is replaced by its usual one.
    let _ = match workbook.sheet() {
        "" => sheet.set_name(named_after(&about.file_name)),
        name => sheet.set_name(name),
    };
    let people = sheet.name();
    let drop_downs = drop_downs(&people);
    let mut page = Page::begin(sheet, &workbook, &mut looks, language)?;
    let mut outcomes = Outcomes {
        parts: outcomes,
        part: Vec::new().into_iter(),
        current: None,
    };
    let mut rows = workbook.whole_rows()?;
    let mut row = Row::default();
    while rows.next_into(&mut row)? {
        page.write(&row, outcomes.of(row.number))?;
        if about.totals_rows.contains(&row.number) {
            page.mark_total(&row)?;
        }
    }
    page.end(&drop_downs, about)?;
    summary::write(written.add_worksheet(), about, &people, &mut looks, language)?;
    drop_downs.write(written.add_worksheet())?;
    written.save_to_writer(BufWriter::new(File::create(path)?))?;
    Ok(())
}

/// The name of a sheet for a file that has none: that of the file, as Excel names it, without what a sheet's name cannot hold
/// (Excel specifications and limits).
fn named_after(file_name: &str) -> String {
    let stem = file_name.rsplit_once('.').map_or(file_name, |(stem, _)| stem);
    let kept = stem.chars().map(|c| if "[]:*?/\\".contains(c) { ' ' } else { c });
    let kept: String = kept.take(31).collect();
    kept.trim().trim_matches('\'').to_owned()
}

/// The rows of a result that comes back which the result itself has called totals rows: the table that said so is not there
/// any more.
pub(crate) struct TotalsRows {
    /// The column that says so.
    at: Option<usize>,
    /// What it says, in each language.
    words: Vec<String>,
}

impl TotalsRows {
    /// Those below these headings.
    pub(crate) fn below(header: &Header) -> Self {
        Self {
            at: page::earlier_result(header),
            words: Language::ALL.into_iter().map(wording::totals_row).collect(),
        }
    }

    /// Whether this row is one.
    pub(crate) fn contain(&self, row: &Row) -> bool {
        let cell = self.at.and_then(|at| row.cells.get(at));
        matches!(cell, Some(Cell::Text(text)) if self.words.contains(text))
    }
}

/// What the file says of itself, where a program shows it.
fn properties(about: &About, language: Language) -> Result<DocProperties, XlsxError> {
    Ok(DocProperties::new()
        .set_title(result_wording::title(language, about.dry_run))
        .set_company(&about.organisation)
        .set_creation_datetime(&ExcelDateTime::from_timestamp(about.at.as_second())?))
}

/// What became of the rows, one after the other.
struct Outcomes {
    parts: Receiver<Vec<RowOutcomes>>,
    part: std::vec::IntoIter<RowOutcomes>,
    current: Option<RowOutcomes>,
}

impl Outcomes {
    /// That of a row; rows are asked for in ascending order.
    fn of(&mut self, row: u32) -> Option<&RowOutcomes> {
        while self.current.as_ref().is_none_or(|current| current.to < row) {
            let next = self.part.next();
            if next.is_none() {
                self.part = self.parts.recv().ok()?.into_iter();
            }
            self.current = next;
        }
        self.current.as_ref().filter(|current| current.from <= row)
    }
}

#[cfg(test)]
mod tests;
