//! The rows of the first visible worksheet, one after the other.

use std::io::{Read, Seek};
use std::sync::atomic::AtomicU64;

use calamine::{CellErrorType, DataRef, Reader, Xlsx, XlsxCellReader, XlsxError};

use super::cause::Damage;
use super::cell::{Cell, Date};
use super::formulas::Formulas;
use super::guard::{self, SHEET};
use super::header::Header;
use super::limits::Limits;
use super::links::Links;
use super::number_formats::NumberFormats;
use super::refusal::{Failure, Refusal};
use super::row::Row;
use super::sheet::{Merged, RESULT_COLUMNS};
use super::tables::Totals;
use super::vetted::Vetted;

/// A workbook that passed the guard and has the headings an import needs.
pub struct Workbook<R> {
    xlsx: Xlsx<Vetted<R>>,
    header: Header,
    sheet: String,
    other_sheets: Vec<String>,
    merged: Merged,
    formulas: Formulas,
    number_formats: NumberFormats,
    links: Links,
    totals: Vec<Totals>,
    rows_with_values: u32,
    width: usize,
    is_plain: bool,
    from_1904: bool,
}

/// How many rows are searched for headings that are not in row 1, to be able to say where they are.
const SEARCHED: u32 = 30;
/// How many known headings make a row a heading row.
const ENOUGH: usize = 3;

/// Looks through the whole file, reads its headings and makes sure there is a row below them.
///
/// # Errors
/// [`Failure::Refused`] where the file is not to be imported, [`Failure::Io`] where it could not be read.
pub fn open<R: Read + Seek>(source: R, limits: &Limits) -> Result<Workbook<R>, Failure> {
    open_counting(source, limits, &AtomicU64::new(0))
}

/// The same; `counted` says meanwhile how many rows there were so far, the headings among them.
///
/// # Errors
/// As [`open`].
pub fn open_counting<R: Read + Seek>(
    source: R,
    limits: &Limits,
    counted: &AtomicU64,
) -> Result<Workbook<R>, Failure> {
    let passed = guard::check(source, limits, counted)?;
    let mut xlsx = Xlsx::new(passed.archive).map_err(failure)?;
    let sheet = passed.chosen.name;
    let other_sheets = passed.chosen.others;
    let columns = usize::try_from(limits.columns + RESULT_COLUMNS).unwrap_or(usize::MAX);

    let mut rows = Rows::new(&mut xlsx, &passed.facts.formulas, &passed.totals, columns, 1)?;
    let mut first = Row::default();
    if !rows.next_into(&mut first)? {
        return Err(Refusal::EmptySheet { sheet }.into());
    }
    let header = if first.number == 1 {
        Some(Header::read(&first))
    } else {
        None
    };
    let sound = matches!(&header, Some(Ok(header)) if header.missing().is_empty());
    if !sound {
        return Err(headings_refusal(header, &first, &mut rows, sheet, other_sheets)?.into());
    }
    if !rows.next_into(&mut Row::default())? {
        return Err(Refusal::NoRows { sheet }.into());
    }
    drop(rows);
    let Some(Ok(header)) = header else {
        return Err(Refusal::EmptySheet { sheet }.into());
    };
    let width = usize::try_from(passed.facts.last_column).unwrap_or(0);
    Ok(Workbook {
        xlsx,
        width: width.max(header.width()),
        header,
        sheet,
        other_sheets,
        rows_with_values: passed.facts.rows_with_values,
        is_plain: passed.facts.is_plain,
        merged: passed.facts.merged,
        formulas: passed.facts.formulas,
        number_formats: passed.number_formats,
        links: passed.links,
        totals: passed.totals,
        from_1904: passed.from_1904,
    })
}

/// Finds out what is wrong with the headings: they may be further down.
fn headings_refusal<R: Read + Seek>(
    header: Option<Result<Header, Refusal>>,
    first: &Row,
    rows: &mut Rows<'_, R>,
    sheet: String,
    other_sheets: Vec<String>,
) -> Result<Refusal, Failure> {
    let header = match header {
        Some(Err(refusal)) => return Ok(refusal),
        Some(Ok(header)) => Some(header),
        None => None,
    };
    let known = header.as_ref().map_or(0, Header::known);
    let mut row = first.clone();
    loop {
        if row.number > 1
            && let Ok(candidate) = Header::read(&row)
            && candidate.known() >= ENOUGH
            && candidate.known() > known
        {
            return Ok(Refusal::HeadingsNotFirst { row: row.number });
        }
        if row.number >= SEARCHED || !rows.next_into(&mut row)? {
            break;
        }
    }
    let Some(header) = header else {
        return Ok(Refusal::NoHeadings {
            sheet,
            found: Vec::new(),
            other_sheets,
        });
    };
    // Only where the formulas can be the headings that are missing: a title may be a formula too.
    let is_formula = |cell: &&Cell| **cell == Cell::FormulaWithoutValue;
    if first.cells.iter().filter(is_formula).count() >= header.missing().len() {
        return Ok(Refusal::HeadingsAreFormulas);
    }
    // Without any known heading, row 1 is most likely a person, whose particulars are not repeated.
    let found = if known == 0 { Vec::new() } else { header.titles() };
    Ok(match known {
        0 => Refusal::NoHeadings {
            sheet,
            found,
            other_sheets,
        },
        _ => Refusal::MissingHeadings {
            missing: header.missing(),
            found,
        },
    })
}

impl<R: Read + Seek> Workbook<R> {
    /// The headings.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Whether its dates count from 1904 (old Macintosh) instead of 1900.
    pub fn counts_from_1904(&self) -> bool {
        self.from_1904
    }

    /// The name of the sheet that is read.
    pub fn sheet(&self) -> &str {
        &self.sheet
    }

    /// The names of the other visible worksheets, which are not read.
    pub fn other_sheets(&self) -> &[String] {
        &self.other_sheets
    }

    /// Its merged cells.
    pub fn merged(&self) -> &Merged {
        &self.merged
    }

    /// How it shows its numbers.
    pub fn number_formats(&self) -> &NumberFormats {
        &self.number_formats
    }

    /// Where its cells lead.
    pub fn links(&self) -> &Links {
        &self.links
    }

    /// About how many rows there are below the headings, for showing progress: rows that hold only blanks count
    /// here and are skipped by [`Workbook::rows`].
    pub fn expected_rows(&self) -> u32 {
        self.rows_with_values.saturating_sub(1)
    }

    /// Whether its cells are written so plainly that [`Rows`] will not fail over one of them, however far it is read.
    pub fn is_plain(&self) -> bool {
        self.is_plain
    }

    /// How many columns of the sheet hold anything, with a heading or without.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Whether a row is the totals row of a table: it is among [`Workbook::whole_rows`] and not among [`Workbook::rows`].
    pub fn is_total(&self, row: &Row) -> bool {
        is_total(
            &self.totals,
            row.number,
            &row.cells[..row.cells.len().min(self.header.width())],
        )
    }

    /// All rows below the headings, each with [`Workbook::width`] cells.
    ///
    /// # Errors
    /// As [`open`].
    pub fn whole_rows(&mut self) -> Result<Rows<'_, R>, Failure> {
        Rows::new(&mut self.xlsx, &self.formulas, &[], self.width, 2)
    }

    /// The rows from Excel's row `from` on, at the earliest row 2. May be called again and again; the shared
    /// strings stay in memory, the sheet is inflated again.
    ///
    /// # Errors
    /// As [`open`].
    pub fn rows(&mut self, from: u32) -> Result<Rows<'_, R>, Failure> {
        let width = self.header.width();
        Rows::new(&mut self.xlsx, &self.formulas, &self.totals, width, from.max(2))
    }
}

fn is_total(totals: &[Totals], row: u32, cells: &[Cell]) -> bool {
    let filled = || (0..).zip(cells).filter(|(_, cell)| !cell.is_blank());
    totals
        .iter()
        .any(|totals| totals.covers(row, filled().map(|(column, _)| column)))
}

/// A cell at its row from 1 and its column from 0.
struct Placed {
    row: u32,
    column: usize,
    cell: Cell,
    style: u32,
}

/// The rows of a sheet in order, without those in which a person sees nothing.
///
/// Once an error was returned the rows are at their end.
pub struct Rows<'w, R: Read + Seek> {
    cells: XlsxCellReader<'w, Vetted<R>>,
    formulas: &'w Formulas,
    /// Rows that are left out.
    totals: &'w [Totals],
    left_out: Vec<u32>,
    /// Cells read so far.
    read: u64,
    width: usize,
    from: u32,
    ahead: Option<Placed>,
    ended: bool,
}

impl<'w, R: Read + Seek> Rows<'w, R> {
    fn new(
        xlsx: &'w mut Xlsx<Vetted<R>>,
        formulas: &'w Formulas,
        totals: &'w [Totals],
        width: usize,
        from: u32,
    ) -> Result<Self, Failure> {
        let cells = xlsx.worksheet_cells_reader(SHEET).map_err(failure)?;
        Ok(Self {
            cells,
            formulas,
            totals,
            left_out: Vec::new(),
            read: 0,
            width,
            from,
            ahead: None,
            ended: false,
        })
    }

    /// Reads the next row into `row`, reusing its memory; false at the end.
    ///
    /// # Errors
    /// As [`open`]; the guard has already seen every byte, so what is left is a cell calamine cannot make sense of.
    pub fn next_into(&mut self, row: &mut Row) -> Result<bool, Failure> {
        loop {
            row.number = 0;
            row.cells.clear();
            row.cells.resize(self.width, Cell::Empty);
            row.styles.clear();
            row.styles.resize(self.width, 0);
            let mut blank = true;
            while let Some(placed) = self.next_cell()? {
                if row.number != 0 && placed.row != row.number {
                    self.ahead = Some(placed);
                    break;
                }
                row.number = placed.row;
                blank &= placed.cell.is_blank();
                if let Some(slot) = row.cells.get_mut(placed.column) {
                    *slot = placed.cell;
                    row.styles[placed.column] = placed.style;
                }
            }
            if row.number == 0 {
                return Ok(false);
            }
            if blank {
                continue;
            }
            if !is_total(self.totals, row.number, &row.cells) {
                return Ok(true);
            }
            self.left_out.push(row.number);
        }
    }

    /// The totals rows of tables passed so far: they are left out.
    pub fn left_out(&self) -> &[u32] {
        &self.left_out
    }

    /// The next cell, empty or not.
    fn next_cell(&mut self) -> Result<Option<Placed>, Failure> {
        if self.ahead.is_some() {
            return Ok(self.ahead.take());
        }
        while !self.ended {
            let (found, style) = match self.cells.next_cell_with_style_id() {
                Ok(Some(found)) => found,
                Ok(None) => {
                    self.ended = true;
                    break;
                }
                Err(error) => {
                    self.ended = true;
                    return Err(failure(error));
                }
            };
            let order = self.read;
            self.read += 1;
            let (row, column) = found.get_position();
            let row = row + 1;
            if row < self.from {
                continue;
            }
            let cell = match cell(found.get_value()) {
                Cell::Empty if self.formulas.has(order) => Cell::FormulaWithoutValue,
                cell => cell,
            };
            return Ok(Some(Placed {
                row,
                column: usize::try_from(column).unwrap_or(usize::MAX),
                cell,
                style: u32::try_from(style).unwrap_or(0),
            }));
        }
        Ok(None)
    }
}

impl<R: Read + Seek> Iterator for Rows<'_, R> {
    type Item = Result<Row, Failure>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut row = Row::default();
        match self.next_into(&mut row) {
            Ok(true) => Some(Ok(row)),
            Ok(false) => None,
            Err(failure) => Some(Err(failure)),
        }
    }
}

fn cell(value: &DataRef<'_>) -> Cell {
    let text = |text: &str| {
        if fits(text) {
            Cell::Text(text.to_owned())
        } else {
            Cell::TooLong(text.len())
        }
    };
    match value {
        DataRef::Empty => Cell::Empty,
        DataRef::String(owned) => text(owned),
        DataRef::SharedString(shared) => text(shared),
        #[expect(
            clippy::cast_precision_loss,
            reason = "a cell's number is a float in Excel too"
        )]
        DataRef::Int(number) => Cell::Number(*number as f64),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::Bool(boolean) => Cell::Boolean(*boolean),
        DataRef::Error(error) => Cell::Error(error_text(error).to_owned()),
        DataRef::DateTimeIso(iso) if iso.is_empty() => Cell::Empty,
        DataRef::DateTimeIso(iso) | DataRef::DurationIso(iso) => Cell::Date(Date {
            serial: None,
            iso: iso.clone(),
        }),
        DataRef::DateTime(date) => {
            let serial = date.as_f64();
            let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
            let iso = if date.is_duration() {
                format!("PT{hour:02}H{minute:02}M{second:02}S")
            } else if serial.fract() == 0.0 {
                format!("{year:04}-{month:02}-{day:02}")
            } else if let Some(next) = next_day(serial, [year, month.into(), day.into(), hour.into()]) {
                next.to_string()
            } else {
                format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
            };
            Cell::Date(Date {
                serial: Some(serial),
                iso,
            })
        }
    }
}

/// The day after, where what is missing from it is less than Excel shows: half a second, from rounding when
/// the number was computed.
fn next_day(serial: f64, [year, month, day, hour]: [u16; 4]) -> Option<jiff::civil::Date> {
    // calamine rounds what is nearer than a thousandth of a second by itself.
    if hour < 23 || (serial.ceil() - serial) * 86_400.0 >= 0.5 {
        return None;
    }
    let day = jiff::civil::Date::new(
        i16::try_from(year).ok()?,
        i8::try_from(month).ok()?,
        i8::try_from(day).ok()?,
    );
    day.ok()?.tomorrow().ok()
}

/// Excel counts UTF-16 units, and so does the writer of the result workbook.
fn fits(text: &str) -> bool {
    text.len() <= Cell::LONGEST || text.encode_utf16().count() <= Cell::LONGEST
}

fn error_text(error: &CellErrorType) -> &'static str {
    match error {
        CellErrorType::Div0 => "#DIV/0!",
        CellErrorType::NA => "#N/A",
        CellErrorType::Name => "#NAME?",
        CellErrorType::Null => "#NULL!",
        CellErrorType::Num => "#NUM!",
        CellErrorType::Ref => "#REF!",
        CellErrorType::Value => "#VALUE!",
        CellErrorType::GettingData => "#GETTING_DATA",
    }
}

/// What calamine still finds wrong is the file's fault, unless the disk failed.
fn failure(error: XlsxError) -> Failure {
    match error {
        XlsxError::Io(error) => super::xml::part_failure(error),
        XlsxError::Password => Refusal::PasswordProtected.into(),
        _ => Failure::damaged(Damage::UnreadableCell),
    }
}

#[cfg(test)]
mod tests {
    use super::next_day;

    #[test]
    fn what_rounding_left_before_midnight_is_the_next_day() {
        let next = |serial| next_day(serial, [2026, 8, 2, 23]).map(|day| day.to_string());
        assert_eq!(next(46_236.999_997), Some("2026-08-03".to_owned()));
        assert_eq!(next_day(46_236.999_999_999, [2026, 8, 3, 0]), None);
        for serial in [46_236.999_98, 46_236.5, 46_236.000_001] {
            assert_eq!(next(serial), None, "{serial}");
        }
    }
}
