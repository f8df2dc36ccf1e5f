//! The rows of the first visible worksheet, one after the other.

use std::io::{Read, Seek, Take};
use std::sync::atomic::AtomicU64;

use calamine::{Reader, Xlsx, XlsxCellReader, XlsxError};

use super::calamine_cell::cell;
use super::cause::Damage;
use super::cell::Cell;
use super::csv::{self, TextFile};
use super::formulas::Formulas;
use super::guard::{self, SHEET};
use super::header::Header;
use super::limits::Limits;
use super::links::Links;
use super::number_formats::NumberFormats;
use super::records::Records;
use super::refusal::{Failure, Refusal};
use super::row::Row;
use super::sheet::{Merged, RESULT_COLUMNS};
use super::sniff::{self, Kind};
use super::tables::Totals;
use super::vetted::Vetted;

/// A file that passed the guard and has the headings an import needs: a workbook, or separated text.
pub struct Workbook<R> {
    source: Source<R>,
    header: Header,
    sheet: String,
    other_sheets: Vec<String>,
    merged: Merged,
    number_formats: NumberFormats,
    links: Links,
    rows_with_values: u32,
    width: usize,
    is_plain: bool,
    from_1904: bool,
}

/// Where rows come from.
enum Source<R> {
    Sheet(Box<Sheet<R>>),
    Text(TextFile<R>),
}

/// The worksheet of a workbook.
struct Sheet<R> {
    xlsx: Xlsx<Vetted<R>>,
    formulas: Formulas,
    totals: Vec<Totals>,
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
    let mut source = source;
    match sniff::check(&mut source)? {
        Kind::Package => open_package(source, limits, counted),
        Kind::Text => open_text(source, limits, counted),
    }
}

fn open_package<R: Read + Seek>(
    source: R,
    limits: &Limits,
    counted: &AtomicU64,
) -> Result<Workbook<R>, Failure> {
    let passed = guard::check(source, limits, counted)?;
    let sheet = passed.chosen.name;
    let other_sheets = passed.chosen.others;
    let mut source = Source::Sheet(Box::new(Sheet {
        xlsx: Xlsx::new(passed.archive).map_err(failure)?,
        formulas: passed.facts.formulas,
        totals: passed.totals,
    }));
    let header = read_header(&mut source, limits, &sheet, &other_sheets)?;
    let width = usize::try_from(passed.facts.last_column).unwrap_or(0);
    Ok(Workbook {
        source,
        width: width.max(header.width()),
        header,
        sheet,
        other_sheets,
        rows_with_values: passed.facts.rows_with_values,
        is_plain: passed.facts.is_plain,
        merged: passed.facts.merged,
        number_formats: passed.number_formats,
        links: passed.links,
        from_1904: passed.from_1904,
    })
}

/// Text has neither sheets, styles, links nor merged cells.
fn open_text<R: Read + Seek>(
    source: R,
    limits: &Limits,
    counted: &AtomicU64,
) -> Result<Workbook<R>, Failure> {
    let text = TextFile::open(source, limits, counted)?;
    let (last_column, rows_with_values) = (text.last_column, text.rows_with_values);
    let mut source = Source::Text(text);
    let header = read_header(&mut source, limits, "", &[])?;
    let width = usize::try_from(last_column).unwrap_or(0);
    Ok(Workbook {
        source,
        width: width.max(header.width()),
        header,
        sheet: String::new(),
        other_sheets: Vec::new(),
        rows_with_values,
        is_plain: true,
        merged: Merged::default(),
        number_formats: NumberFormats::default(),
        links: Links::default(),
        from_1904: false,
    })
}

/// Reads the headings and makes sure that there is a row below them.
fn read_header<R: Read + Seek>(
    source: &mut Source<R>,
    limits: &Limits,
    sheet: &str,
    other_sheets: &[String],
) -> Result<Header, Failure> {
    let sheet = sheet.to_owned();
    let columns = usize::try_from(limits.columns + RESULT_COLUMNS).unwrap_or(usize::MAX);
    let mut rows = source.rows(columns, 1, true)?;
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
        let others = other_sheets.to_vec();
        return Err(headings_refusal(header, &first, &mut rows, sheet, others)?.into());
    }
    if !rows.next_into(&mut Row::default())? {
        return Err(Refusal::NoRows { sheet }.into());
    }
    match header {
        Some(Ok(header)) => Ok(header),
        _ => Err(Refusal::EmptySheet { sheet }.into()),
    }
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

    /// The name of the sheet that is read; empty where the file has no sheets.
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
        let Source::Sheet(sheet) = &self.source else {
            return false;
        };
        is_total(
            &sheet.totals,
            row.number,
            &row.cells[..row.cells.len().min(self.header.width())],
        )
    }

    /// All rows below the headings, each with [`Workbook::width`] cells.
    ///
    /// # Errors
    /// As [`open`].
    pub fn whole_rows(&mut self) -> Result<Rows<'_, R>, Failure> {
        self.source.rows(self.width, 2, false)
    }

    /// The rows from Excel's row `from` on, at the earliest row 2. May be called again and again; the shared
    /// strings stay in memory, the sheet is inflated again.
    ///
    /// # Errors
    /// As [`open`].
    pub fn rows(&mut self, from: u32) -> Result<Rows<'_, R>, Failure> {
        let width = self.header.width();
        self.source.rows(width, from.max(2), true)
    }
}

impl<R: Read + Seek> Source<R> {
    /// The rows from one on, with so many cells each, with or without the totals rows of tables.
    fn rows(&mut self, width: usize, from: u32, without_totals: bool) -> Result<Rows<'_, R>, Failure> {
        let cells = match self {
            Self::Sheet(sheet) => Cells::Sheet(Box::new(SheetCells {
                cells: sheet.xlsx.worksheet_cells_reader(SHEET).map_err(failure)?,
                formulas: &sheet.formulas,
                totals: if without_totals { &sheet.totals } else { &[] },
                read: 0,
                from,
                ahead: None,
                ended: false,
            })),
            Self::Text(text) => Cells::Text {
                headings: text.headings(),
                records: Box::new(text.records()?),
                from,
            },
        };
        Ok(Rows {
            cells,
            left_out: Vec::new(),
            width,
        })
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

/// The rows in order, without those in which a person sees nothing.
///
/// Once an error was returned the rows are at their end.
pub struct Rows<'w, R: Read + Seek> {
    cells: Cells<'w, R>,
    /// Rows that are left out.
    left_out: Vec<u32>,
    width: usize,
}

enum Cells<'w, R: Read + Seek> {
    Sheet(Box<SheetCells<'w, R>>),
    Text {
        records: Box<Records<Take<&'w mut R>>>,
        /// Fields of row 1.
        headings: usize,
        from: u32,
    },
}

/// The cells of a worksheet in order.
struct SheetCells<'w, R: Read + Seek> {
    cells: XlsxCellReader<'w, Vetted<R>>,
    formulas: &'w Formulas,
    totals: &'w [Totals],
    /// Cells read so far.
    read: u64,
    from: u32,
    ahead: Option<Placed>,
    ended: bool,
}

impl<R: Read + Seek> Rows<'_, R> {
    /// Reads the next row into `row`, reusing its memory; false at the end.
    ///
    /// # Errors
    /// As [`open`]; the guard has already seen every byte, so what is left is a cell calamine cannot make sense of.
    pub fn next_into(&mut self, row: &mut Row) -> Result<bool, Failure> {
        let cells = match &mut self.cells {
            Cells::Sheet(cells) => cells,
            Cells::Text {
                records,
                headings,
                from,
            } => return csv::next_into(records, row, (self.width, *headings), *from),
        };
        while cells.next_row(row, self.width)? {
            if !is_total(cells.totals, row.number, &row.cells) {
                return Ok(true);
            }
            self.left_out.push(row.number);
        }
        Ok(false)
    }

    /// The totals rows of tables that were passed by so far.
    pub fn left_out(&self) -> &[u32] {
        &self.left_out
    }
}

impl<R: Read + Seek> SheetCells<'_, R> {
    /// The next row in which a person sees something; false at the end.
    fn next_row(&mut self, row: &mut Row, width: usize) -> Result<bool, Failure> {
        loop {
            row.begin(width);
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
            if !blank {
                return Ok(true);
            }
        }
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

/// What calamine still finds wrong is the file's fault, unless the disk failed.
fn failure(error: XlsxError) -> Failure {
    match error {
        XlsxError::Io(error) => super::xml::part_failure(error),
        XlsxError::Password => Refusal::PasswordProtected.into(),
        _ => Failure::damaged(Damage::UnreadableCell),
    }
}
