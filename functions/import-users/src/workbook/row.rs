//! A row as it is read.

use super::cell::Cell;

/// One row of the sheet.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Row {
    /// Excel's row number: the headings are row 1.
    pub number: u32,
    /// The cells from the sheet's first column to the last one with a heading, see [`super::Header::cell`]; or further, see
    /// [`super::Workbook::whole_rows`].
    pub cells: Vec<Cell>,
    /// The style of each of these cells, see [`super::Workbook::number_formats`].
    pub styles: Vec<u32>,
    /// Whether there is a value beyond the fields of the headings, in a file that has as many in every row: a separator stands
    /// where none was meant.
    pub has_surplus: bool,
}

impl Row {
    /// Makes it a row of so many empty cells, reusing its memory.
    pub(super) fn begin(&mut self, width: usize) {
        self.number = 0;
        self.cells.clear();
        self.cells.resize(width, Cell::Empty);
        self.styles.clear();
        self.styles.resize(width, 0);
        self.has_surplus = false;
    }
}
