//! A text file whose values are separated (RFC 4180, and what programs make of it), read as a workbook of one sheet.
//!
//! The encoding and the separator are found out from the file: whole, before its first row is used. A record is a row, blank
//! lines and line breaks in quotation marks counted as a spreadsheet counts them. Every value is a text: the number formats,
//! dates and formulas of a workbook are not there, and digits are as they were written.

use std::io::{Read, Seek, SeekFrom, Take};
use std::sync::atomic::{AtomicU64, Ordering};

use super::cause::Excess;
use super::cell::Cell;
use super::encoding::{self, Decoded, Encoding};
use super::header::Header;
use super::limits::Limits;
use super::position::column_name;
use super::records::{Records, Value};
use super::refusal::{Failure, Refusal};
use super::row::Row;
use super::sheet::RESULT_COLUMNS;

/// What separates values, where the file does not say it. The first of equals is chosen.
const SEPARATORS: [u8; 3] = [b';', b',', b'\t'];
/// What separates values in other files. The first line has to say so.
const OTHERS: [u8; 8] = *b"|:^~!#*/";
/// Rows at the beginning by which the separator is chosen.
const LOOKED_AT: u32 = 30;
/// Rows of a worksheet (Excel specifications and limits): the result is a workbook.
const MOST_ROWS: u32 = 1_048_576;

/// A text file that was looked through.
#[derive(Debug)]
pub(super) struct TextFile<R> {
    source: R,
    encoding: Encoding,
    /// Where the text begins, in bytes: after the byte order mark.
    start: u64,
    /// Where it ends.
    end: u64,
    separator: u8,
    /// Whether the first line says what the separator is; it is no row.
    has_separator_line: bool,
    /// Fields of row 1, blank ones included.
    headings: usize,
    /// The last column with a value in any row, from 1.
    pub(super) last_column: u32,
    pub(super) rows_with_values: u32,
}

impl<R: Read + Seek> TextFile<R> {
    /// Looks through the whole file. `counted` says meanwhile how many rows with values there were.
    pub(super) fn open(mut source: R, limits: &Limits, counted: &AtomicU64) -> Result<Self, Failure> {
        let bytes = source.seek(SeekFrom::End(0))?;
        if bytes > limits.text_bytes {
            let limit_megabytes = limits.text_bytes / 1_000_000;
            return Err(Refusal::FileTooLarge { limit_megabytes }.into());
        }
        let (encoding, start) = encoding::find(&mut source)?;
        let end = encoding::end(&mut source, encoding, start)?;
        source.seek(SeekFrom::Start(start))?;
        let beginning = Decoded::new((&mut source).take(end - start), encoding).beginning()?;
        let separator = match declared(&beginning) {
            Some(separator) => separator,
            None => likeliest(&beginning)?,
        };
        let mut file = Self {
            source,
            encoding,
            start,
            end,
            separator,
            has_separator_line: declared(&beginning).is_some(),
            headings: 0,
            last_column: 0,
            rows_with_values: 0,
        };
        file.look_through(limits, counted)?;
        if file.rows_with_values == 0 {
            return Err(Refusal::EmptyFile.into());
        }
        Ok(file)
    }

    fn look_through(&mut self, limits: &Limits, counted: &AtomicU64) -> Result<(), Failure> {
        let most_columns = usize::try_from(limits.columns + RESULT_COLUMNS).unwrap_or(usize::MAX);
        let (mut last_column, mut with_values, mut cells, mut headings) = (0, 0, 0_u64, 0);
        let mut records = self.records()?;
        let mut last = None;
        while let Some(record) = records.next(|column, value| {
            if !value.is_blank() {
                last = Some(column);
            }
        })? {
            if record.number == 1 {
                headings = record.fields;
            }
            cells += record.fields as u64;
            if cells > limits.cells {
                let what = Excess::Cells;
                return Err(Refusal::TooMuchInside { what }.into());
            }
            let Some(last) = last.take() else { continue };
            if last >= most_columns {
                let letters = column_name(u32::try_from(last).unwrap_or(u32::MAX));
                return Err(Refusal::TooManyColumns {
                    cell: format!("{letters}{}", record.number),
                    limit: limits.columns,
                }
                .into());
            }
            if record.number > MOST_ROWS {
                let what = Excess::Rows;
                return Err(Refusal::TooMuchInside { what }.into());
            }
            last_column = last_column.max(last + 1);
            with_values += 1;
            counted.store(u64::from(with_values), Ordering::Relaxed);
        }
        self.headings = headings;
        self.last_column = u32::try_from(last_column).unwrap_or(u32::MAX);
        self.rows_with_values = with_values;
        Ok(())
    }
}

impl<R> TextFile<R> {
    /// All of its rows, from the first on.
    pub(super) fn records(&mut self) -> Result<Records<Take<&mut R>>, Failure>
    where
        R: Read + Seek,
    {
        self.source.seek(SeekFrom::Start(self.start))?;
        let text = (&mut self.source).take(self.end - self.start);
        let mut records = Records::new(Decoded::new(text, self.encoding), self.separator);
        if self.has_separator_line {
            records.skip_line()?;
        }
        Ok(records)
    }

    /// How many fields row 1 has, blank ones included.
    pub(super) fn headings(&self) -> usize {
        self.headings
    }
}

/// Reads the next row in which a person sees something into `row`; false at the end. A row that has a value beyond the fields
/// of the headings says so: its values have moved to the right.
pub(super) fn next_into<R: Read>(
    records: &mut Records<R>,
    row: &mut Row,
    (width, headings): (usize, usize),
    from: u32,
) -> Result<bool, Failure> {
    loop {
        row.begin(width);
        let (cells, mut last) = (&mut row.cells, None);
        let record = records.next(|column, value| {
            if !value.is_blank() {
                last = Some(column);
            }
            if let Some(slot) = cells.get_mut(column) {
                *slot = value.cell();
            }
        })?;
        let Some(record) = record else {
            return Ok(false);
        };
        let Some(last) = last else { continue };
        if record.number < from {
            continue;
        }
        row.number = record.number;
        row.has_surplus = record.number > 1 && last >= headings;
        return Ok(true);
    }
}

/// The separator that the first line declares, as Excel writes and reads it: `sep=;`.
fn declared(beginning: &str) -> Option<u8> {
    let line = beginning.split(['\r', '\n']).next()?;
    let line = line
        .strip_prefix('"')
        .map_or(line, |line| line.trim_end_matches('"'));
    let name = line.get(..4).filter(|name| name.eq_ignore_ascii_case("sep="))?;
    let mut rest = line[name.len()..].bytes();
    let separator = rest
        .next()
        .filter(|b| *b == b'\t' || b.is_ascii_punctuation() && *b != b'"')?;
    // A program may have written the line as a row, with the empty fields of one.
    rest.all(|b| b == separator || b == b' ').then_some(separator)
}

/// The separator by which most of the headings are known ones; where none are, the one that occurs most.
///
/// # Errors
///
/// They are known ones by another character, which is not looked for in texts: nothing but a first line says that it separates.
fn likeliest(beginning: &str) -> Result<u8, Refusal> {
    let score = |separator: u8| {
        let mut records = Records::new(Decoded::new(beginning.as_bytes(), Encoding::Utf8), separator);
        let (mut known, mut fields) = (0, 0);
        let mut row = Row::default();
        // What was cut off in the middle of a text in quotation marks is no fault here.
        while row.number < LOOKED_AT
            && let Ok(true) = next_into(&mut records, &mut row, (64, 64), 1)
        {
            known = known.max(Header::read(&row).map_or(1, |header| header.known()));
            let says_something = |text: String| text.contains(char::is_alphanumeric);
            fields += row
                .cells
                .iter()
                .filter(|cell| cell.shown().is_some_and(says_something))
                .count();
        }
        (known, fields)
    };
    let mut best = (SEPARATORS[0], score(SEPARATORS[0]));
    for separator in &SEPARATORS[1..] {
        let other = score(*separator);
        if other > best.1 {
            best = (*separator, other);
        }
    }
    let (known, _) = best.1;
    for separator in OTHERS {
        let (others, _) = score(separator);
        if others >= 2 && others > known {
            return Err(Refusal::UnknownSeparator {
                separator: char::from(separator),
            });
        }
    }
    Ok(best.0)
}

impl Value {
    /// The value as a cell of a workbook. What was written for Excel alone, to keep the zeros (`="0012"`), is the text within;
    /// an error that a spreadsheet saved is one.
    fn cell(&self) -> Cell {
        let Some(text) = self.text() else {
            return Cell::TooLong(self.length());
        };
        let within = text
            .strip_prefix("=\"")
            .and_then(|rest| rest.strip_suffix('"'))
            .filter(|within| !within.contains('"'));
        let text = within.unwrap_or(text);
        if text.is_empty() {
            Cell::Empty
        } else if text.starts_with('#') && ERRORS.contains(&text.trim_end()) {
            Cell::Error(text.trim_end().to_owned())
        } else if text.len() > Cell::LONGEST && text.encode_utf16().count() > Cell::LONGEST {
            Cell::TooLong(text.len())
        } else if text.contains("\r\n") {
            Cell::Text(text.replace("\r\n", "\n"))
        } else {
            Cell::Text(text.to_owned())
        }
    }

    fn is_blank(&self) -> bool {
        let Some(text) = self.text() else { return false };
        // Most are letters or nothing.
        match text.bytes().next() {
            None => true,
            Some(b) if b.is_ascii_graphic() => text == "=\"\"",
            Some(_) => self.cell().is_blank(),
        }
    }
}

/// The errors of Excel as it saves them in English, Danish and German.
#[rustfmt::skip]
const ERRORS: [&str; 17] = [
    "#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!",
    "#DIVISION/0!", "#I/T", "#NAVN?", "#NUL!", "#REFERENCE!", "#VÆRDI!",
    "#NV", "#ZAHL!", "#BEZUG!", "#WERT!",
];
