//! The worksheet, looked through in one pass before calamine sees it.
//!
//! Only shapes on which every reader agrees pass: elements where the standard puts them, one value to a cell,
//! cells and rows in ascending order and inside Excel's grid (ECMA-376-1, 18.3.1).

use std::io::Read;
use std::sync::atomic::{AtomicU64, Ordering};

use super::links::{self, Anchor};
use super::refusal::{Failure, Refusal};
use super::strings::{StringFacts, is_blank, string_item, unexpected};
use super::xml::{Attributes, Scanner, Token, local, prefix, same, unescape};
use super::{Limits, column_name};

/// Excel's last row and column (Excel specifications and limits).
pub(super) const LAST_ROW: u32 = 1_048_576;
const LAST_COLUMN: u32 = 16_384;

/// Outcome and Message, which a result has beside everything that the workbook had.
pub(super) const RESULT_COLUMNS: u32 = 2;

/// So many merged ranges are known by their place.
const PLACED_MERGES: usize = 1_000;

/// The cells that are merged with another one, as far as they are known by their place.
#[derive(Debug, Clone, Default)]
pub struct Merged(Vec<[(u32, u32); 2]>);

impl Merged {
    /// Whether the cell (its row from 1, its column from 0) is part of a merged one and not the first, which holds the value.
    pub fn swallows(&self, row: u32, column: usize) -> bool {
        let Ok(column) = u32::try_from(column + 1) else {
            return false;
        };
        self.0.iter().any(|[first, last]| {
            (first.0..=last.0).contains(&row)
                && (first.1..=last.1).contains(&column)
                && *first != (row, column)
        })
    }
}

/// Which cells hold a formula, by their place in the order they are written in: calamine says of a cell what style it
/// has or whether it holds a formula, and not both. One bit to a cell, as far as the last formula: 4 MB at the most.
#[derive(Debug, Clone, Default)]
pub(super) struct Formulas(Vec<u64>);

impl Formulas {
    fn add(&mut self, cell: u64) {
        let Ok(word) = usize::try_from(cell / 64) else {
            return;
        };
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= 1 << (cell % 64);
    }

    /// Whether the cell, counted from 0, holds one.
    pub(super) fn has(&self, cell: u64) -> bool {
        let word = usize::try_from(cell / 64).ok().and_then(|word| self.0.get(word));
        word.is_some_and(|word| word >> (cell % 64) & 1 == 1)
    }
}

/// What a worksheet amounts to.
#[derive(Debug, Clone)]
pub(super) struct SheetFacts {
    /// Rows with a value or a formula in any cell.
    pub(super) rows_with_values: u32,
    /// The last column with a value in any cell, from 1. Spaces are none.
    pub(super) last_column: u32,
    /// Whether every cell is written so plainly that calamine cannot fail over it: only such a sheet need not be read
    /// to its end before the first row is used.
    pub(super) is_plain: bool,
    /// Where the last byte of the name of the element `dimension` is: a hint that is often wrong and that calamine insists on.
    pub(super) dimension: Option<u64>,
    pub(super) merged: Merged,
    pub(super) formulas: Formulas,
    pub(super) links: Vec<Anchor>,
}

/// Where in the worksheet the scan is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    Before,
    Data,
    Row,
    Cell,
    Formula,
    Value,
    After,
}

/// The kind of a cell, as far as the check of its value needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Shared,
    Text,
    /// A number where it reads like one, a text where it does not.
    Unsaid,
    Number,
    Boolean,
    Other,
}

struct SheetScan<'l> {
    limits: &'l Limits,
    strings: &'l StringFacts,
    counted: &'l AtomicU64,
    referenced: u64,
    facts: SheetFacts,
    own_prefix: Vec<u8>,
    at: At,
    row: u32,
    row_has_value: bool,
    column: u32,
    cells: u64,
    kind: Kind,
    formula_seen: bool,
    value_seen: bool,
    merges: u32,
}

/// Looks through a worksheet. `counted` says meanwhile how many rows with values there were.
pub(super) fn scan_sheet<R: Read>(
    inner: R,
    strings: &StringFacts,
    limits: &Limits,
    counted: &AtomicU64,
) -> Result<SheetFacts, Failure> {
    let mut scanner = Scanner::new(inner);
    let mut scan = SheetScan {
        limits,
        strings,
        counted,
        referenced: 0,
        facts: SheetFacts {
            rows_with_values: 0,
            last_column: 0,
            is_plain: true,
            dimension: None,
            merged: Merged::default(),
            formulas: Formulas::default(),
            links: Vec::new(),
        },
        own_prefix: Vec::new(),
        at: At::Before,
        row: 0,
        row_has_value: false,
        column: 0,
        cells: 0,
        kind: Kind::Unsaid,
        formula_seen: false,
        value_seen: false,
        merges: 0,
    };
    let mut path = Vec::new();
    loop {
        let depth = scanner.depth();
        let inline = match scanner.next()? {
            None if scan.at == At::After => return Ok(scan.facts),
            None => return Err(unexpected()),
            Some(Token::Start {
                name,
                attributes,
                empty,
                offset,
            }) => scan.start(name, attributes, empty, depth, offset)? && !empty,
            Some(Token::End { name }) => {
                scan.end(local(name));
                false
            }
            Some(Token::Text(text)) => {
                scan.text(text)?;
                false
            }
            Some(Token::CData(_) | Token::Aside) => {
                // calamine drops what follows a comment inside a value, and CDATA altogether.
                if matches!(scan.at, At::Row | At::Cell | At::Formula | At::Value) {
                    return Err(unexpected());
                }
                scan.facts.is_plain &= scan.at != At::Data;
                false
            }
        };
        if inline {
            let item = string_item(&mut scanner, &scan.own_prefix, &mut path)?;
            scan.facts.is_plain &= item.is_plain;
            if item.length > 0 {
                scan.value(item.is_blank)?;
            }
        }
    }
}

impl SheetScan<'_> {
    /// Takes a start tag; whether it opens an inline string, which the caller follows.
    fn start(
        &mut self,
        name: &[u8],
        attributes: Attributes<'_>,
        empty: bool,
        depth: usize,
        offset: u64,
    ) -> Result<bool, Failure> {
        let plain = local(name);
        if depth == 0 {
            if plain != b"worksheet" {
                return Err(unexpected());
            }
            self.own_prefix = prefix(name).to_vec();
            self.facts.is_plain = self.own_prefix.is_empty();
            return Ok(false);
        }
        match self.at {
            At::Before | At::After => {
                self.outside(name, attributes, empty, depth, offset)?;
                return Ok(false);
            }
            _ if !same(prefix(name), &self.own_prefix) => return Err(unexpected()),
            At::Data if plain == b"row" => {
                self.row(attributes)?;
                if empty {
                    self.end(b"row");
                }
            }
            At::Row if plain == b"c" => {
                self.cell(attributes)?;
                if empty {
                    self.end(b"c");
                }
            }
            At::Cell => {
                let formula = plain == b"f";
                if !formula && plain != b"v" && plain != b"is" {
                    return Err(unexpected());
                }
                // The last of several values would win, and a formula after the value would wipe it out.
                if self.value_seen || (formula && self.formula_seen) {
                    return Err(unexpected());
                }
                if formula {
                    self.formula_seen = true;
                    self.facts.formulas.add(self.cells - 1);
                    self.facts.is_plain = false;
                    // Without a saved result its row is faulty, but it is a row.
                    self.count_row();
                    if let Some(range) = attributes.get(b"ref")? {
                        check_range(range)?;
                    }
                } else {
                    self.value_seen = true;
                }
                if plain == b"is" {
                    return Ok(true);
                }
                if !empty {
                    self.at = if formula { At::Formula } else { At::Value };
                }
            }
            _ => return Err(unexpected()),
        }
        Ok(false)
    }

    fn outside(
        &mut self,
        name: &[u8],
        attributes: Attributes<'_>,
        empty: bool,
        depth: usize,
        offset: u64,
    ) -> Result<(), Failure> {
        match local(name) {
            b"sheetData" => {
                if depth != 1 || self.at == At::After || prefix(name) != self.own_prefix {
                    return Err(unexpected());
                }
                self.at = if empty { At::After } else { At::Data };
            }
            b"dimension" if self.at == At::Before => {
                if depth != 1 || self.facts.dimension.is_some() {
                    return Err(unexpected());
                }
                self.facts.dimension = Some(offset + name.len() as u64);
            }
            b"hyperlink" if self.at == At::After && depth == 2 && self.facts.links.len() < links::MOST => {
                self.facts.links.extend(link(attributes));
            }
            b"mergeCell" => {
                self.merges += 1;
                if self.merges > self.limits.merges {
                    return Err(Refusal::TooMuchInside {
                        what: "more merged cells",
                    }
                    .into());
                }
                // Only said of a cell that is missing; what cannot be read is of no use, and harms nobody.
                let ends = attributes.get(b"ref")?.and_then(range_ends);
                if let Some(ends) = ends.filter(|_| self.facts.merged.0.len() < PLACED_MERGES) {
                    self.facts.merged.0.push(ends);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn row(&mut self, attributes: Attributes<'_>) -> Result<(), Failure> {
        let number = match attributes.get(b"r")? {
            None => self.row + 1,
            Some(digits) => row_number(digits).ok_or(Refusal::BadReference)?,
        };
        if number > LAST_ROW {
            return Err(Refusal::BadReference.into());
        }
        if number <= self.row {
            return Err(Failure::damaged("a row occurs more than once, or out of order"));
        }
        self.row = number;
        self.row_has_value = false;
        self.column = 0;
        self.at = At::Row;
        Ok(())
    }

    fn cell(&mut self, attributes: Attributes<'_>) -> Result<(), Failure> {
        let (mut reference, mut kind, mut style, mut twice, mut others) = (None, None, None, false, false);
        attributes.each(|name, value| {
            match name {
                b"r" => twice |= reference.replace(value).is_some(),
                b"t" => twice |= kind.replace(value).is_some(),
                b"s" => twice |= style.replace(value).is_some(),
                _ => others = true,
            }
            Ok(())
        })?;
        self.facts.is_plain &= !others;
        if twice {
            return Err(unexpected());
        }
        let column = match reference {
            None => self.column + 1,
            Some(reference) => {
                let (row, column) = cell_position(reference).ok_or(Refusal::BadReference)?;
                if row != self.row {
                    return Err(Failure::damaged("a cell stands in another row than it says"));
                }
                column
            }
        };
        if column > LAST_COLUMN {
            return Err(Refusal::BadReference.into());
        }
        if column <= self.column {
            return Err(Refusal::RepeatedCell {
                cell: self.name(column),
            }
            .into());
        }
        self.column = column;
        self.cells += 1;
        if self.cells > self.limits.cells {
            return Err(Refusal::TooMuchInside { what: "more cells" }.into());
        }
        self.kind = match kind {
            Some(b"s") => Kind::Shared,
            Some(b"str" | b"inlineStr" | b"d") => Kind::Text,
            None => Kind::Unsaid,
            Some(b"n") => Kind::Number,
            Some(b"b") => Kind::Boolean,
            Some(_) => Kind::Other,
        };
        // calamine asks what kind a value is even where there is none.
        self.facts.is_plain &= self.kind != Kind::Other;
        self.formula_seen = false;
        self.value_seen = false;
        self.at = At::Cell;
        Ok(())
    }

    /// Counts a long text for every cell that holds it: a small file could otherwise stand for endless work.
    fn refer(&mut self, index: u32) -> Result<(), Failure> {
        self.referenced += self.strings.long.get(&index).map_or(0, |bytes| u64::from(*bytes));
        if self.referenced > self.limits.part_bytes {
            return Err(Refusal::TooMuchInside {
                what: "far more data",
            }
            .into());
        }
        Ok(())
    }

    fn text(&mut self, text: &[u8]) -> Result<(), Failure> {
        match self.at {
            At::Value => {
                let sound = match self.kind {
                    Kind::Text => true,
                    // calamine takes an index it cannot read for the first string.
                    Kind::Shared => match shared_index(text).filter(|index| *index < self.strings.count) {
                        Some(index) => {
                            self.refer(index)?;
                            true
                        }
                        None => false,
                    },
                    Kind::Unsaid | Kind::Number | Kind::Boolean | Kind::Other => !text.contains(&b'&'),
                };
                self.facts.is_plain &= match self.kind {
                    Kind::Shared | Kind::Text | Kind::Unsaid => true,
                    Kind::Number => is_plain_number(text),
                    Kind::Boolean => matches!(text, b"0" | b"1"),
                    Kind::Other => false,
                };
                if !sound {
                    return Err(Failure::damaged("a cell refers to a text that is not there"));
                }
                self.value(match self.kind {
                    Kind::Shared => {
                        !self.strings.blank.is_empty()
                            && shared_index(text).is_some_and(|index| self.strings.blank.contains(&index))
                    }
                    _ => is_blank(text),
                })
            }
            At::Formula | At::Before | At::After => Ok(()),
            At::Data | At::Row | At::Cell if text.iter().all(u8::is_ascii_whitespace) => Ok(()),
            _ => Err(unexpected()),
        }
    }

    /// Takes note that the current cell has a value.
    fn value(&mut self, is_blank: bool) -> Result<(), Failure> {
        if self.column > self.limits.columns + RESULT_COLUMNS {
            let cell = self.name(self.column);
            return Err(Refusal::TooManyColumns {
                cell,
                limit: self.limits.columns,
            }
            .into());
        }
        // A stray space far to the right widens nothing.
        if !is_blank {
            self.facts.last_column = self.facts.last_column.max(self.column);
        }
        self.count_row();
        Ok(())
    }

    /// Takes note that the current row holds something.
    fn count_row(&mut self) {
        if !self.row_has_value {
            self.row_has_value = true;
            self.facts.rows_with_values += 1;
            self.counted.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn end(&mut self, name: &[u8]) {
        self.at = match (self.at, name) {
            (At::Value | At::Formula, _) => At::Cell,
            (At::Cell, b"c") => At::Row,
            (At::Row, _) => At::Data,
            (At::Data, _) => At::After,
            (other, _) => other,
        };
    }

    fn name(&self, column: u32) -> String {
        format!("{}{}", column_name(column - 1), self.row)
    }
}

/// A link, unless it cannot be read: it is only carried along, and refuses nothing.
fn link(attributes: Attributes<'_>) -> Option<Anchor> {
    let (mut ends, mut relationship, mut location) = (None, None, None);
    let read = attributes.each(|name, value| {
        match name {
            b"ref" => ends = range_ends(value),
            b"location" => location = Some(unescape(value)?),
            _ if local(name) == b"id" && name != b"id" => relationship = Some(unescape(value)?),
            _ => {}
        }
        Ok(())
    });
    read.ok()?;
    Anchor::new(ends?, relationship?, location)
}

fn digits(text: &[u8], most: usize) -> Option<u32> {
    if text.is_empty() || text.len() > most || !text.iter().all(u8::is_ascii_digit) {
        return None;
    }
    Some(
        text.iter()
            .fold(0, |sum, &digit| sum * 10 + u32::from(digit - b'0')),
    )
}

/// Whether every reader takes it for a number: digits, and a fraction and a power of ten at the most.
fn is_plain_number(text: &[u8]) -> bool {
    let text = text.strip_prefix(b"-").unwrap_or(text);
    let (mantissa, power) = match text.iter().position(|b| matches!(b, b'e' | b'E')) {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    };
    let is_whole = |digits: &[u8]| !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    let mut parts = mantissa.splitn(2, |&b| b == b'.');
    parts.all(is_whole)
        && power.is_none_or(|power| {
            is_whole(
                power
                    .strip_prefix(b"+")
                    .or(power.strip_prefix(b"-"))
                    .unwrap_or(power),
            )
        })
}

fn row_number(text: &[u8]) -> Option<u32> {
    digits(text, 9).filter(|&number| (1..=LAST_ROW).contains(&number))
}

fn shared_index(text: &[u8]) -> Option<u32> {
    digits(text, 9)
}

/// Row and column of a reference such as `C7`, both from 1.
fn cell_position(reference: &[u8]) -> Option<(u32, u32)> {
    let letters = reference
        .iter()
        .take(4)
        .take_while(|b| b.is_ascii_alphabetic())
        .count();
    if !(1..=3).contains(&letters) {
        return None;
    }
    let column = reference[..letters].iter().fold(0, |sum, b| {
        sum * 26 + u32::from(b.to_ascii_uppercase() - b'A') + 1
    });
    let row = row_number(&reference[letters..])?;
    (column <= LAST_COLUMN).then_some((row, column))
}

fn check_range(range: &[u8]) -> Result<(), Failure> {
    range_ends(range).map(|_| ()).ok_or(Refusal::BadReference.into())
}

/// Row and column of a range's first cell and of its last, all from 1.
fn range_ends(range: &[u8]) -> Option<[(u32, u32); 2]> {
    let mut ends = range.split(|&b| b == b':');
    let first = ends.next().and_then(cell_position);
    let last = ends.next().map_or(first, cell_position);
    match (first, last, ends.next()) {
        (Some(first), Some(last), None) if first.0 <= last.0 && first.1 <= last.1 => Some([first, last]),
        _ => None,
    }
}
