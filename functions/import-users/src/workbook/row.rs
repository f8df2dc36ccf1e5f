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
}
