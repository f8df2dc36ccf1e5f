//! The worksheet, looked through in one pass before calamine sees it.
//!
//! Only shapes on which every reader agrees pass: elements where the standard puts them, one value to a cell,
//! cells and rows in ascending order and inside Excel's grid (ECMA-376-1, 18.3.1).

use std::io::Read;
use std::sync::atomic::{AtomicU64, Ordering};

use super::cause::{Damage, Excess};
use super::formulas::Formulas;
use super::limits::Limits;
use super::links::{self, Anchor};
use super::position::{
    LAST_COLUMN, cell_position, column_name, is_plain_number, is_zero, range_ends, row_of, shared_index,
};
use super::refusal::{Failure, Refusal};
use super::strings::{StringFacts, is_blank, string_item, unexpected};
use super::xml::{Attributes, LONGEST, Scanner, Token, is_nothing, local, prefix, same, unescape};

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
    /// Whether calamine reads it as Excel does. Otherwise it gets a rewritten sheet, see [`super::made`].
    pub(super) is_as_it_stands: bool,
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
    /// In an extension of a row or cell.
    Extension,
}

/// The type of a cell, as far as the check of its value needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CellType {
    Shared,
    Text,
    /// A text that says when.
    Date,
    /// A number where it reads like one, a text where it does not.
    Unsaid,
    Number,
    Boolean,
    Other,
}

/// What the current cell has had so far.
#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    formula: bool,
    value: bool,
    item: bool,
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
    cell_type: CellType,
    seen: Seen,
    value: Vec<u8>,
    /// Where an extension is in, and how deep it begins.
    extended: (At, usize),
    /// Whether a writer has said further out that spaces count.
    keeps_space: bool,
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
    let mut scan = SheetScan::new(strings, limits, counted);
    let mut path = Vec::new();
    loop {
        let depth = scanner.depth();
        let Some(token) = scanner.next()? else { break };
        if scan.token(token, depth)? {
            let item = string_item(&mut scanner, &scan.own_prefix, scan.keeps_space, &mut path)?;
            scan.facts.is_plain &= item.is_plain;
            scan.facts.is_as_it_stands &= item.is_as_it_stands;
            if item.length > 0 {
                scan.value(item.is_blank)?;
            }
        }
    }
    if scan.at != At::After {
        return Err(unexpected());
    }
    scan.facts.is_as_it_stands &= scanner.is_plain_utf8();
    scan.facts.is_plain &= scan.facts.is_as_it_stands;
    Ok(scan.facts)
}

impl<'l> SheetScan<'l> {
    /// Before the first tag.
    fn new(strings: &'l StringFacts, limits: &'l Limits, counted: &'l AtomicU64) -> Self {
        Self {
            limits,
            strings,
            counted,
            referenced: 0,
            facts: SheetFacts {
                rows_with_values: 0,
                last_column: 0,
                is_plain: true,
                is_as_it_stands: true,
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
            cell_type: CellType::Unsaid,
            seen: Seen::default(),
            value: Vec::new(),
            extended: (At::Before, 0),
            keeps_space: false,
            merges: 0,
        }
    }

    /// Takes what comes next; whether it opens an inline string, which the caller follows.
    fn token(&mut self, token: Token<'_>, depth: usize) -> Result<bool, Failure> {
        match token {
            Token::Start {
                name,
                attributes,
                empty,
                offset,
            } => return Ok(self.start(name, attributes, empty, depth, offset)? && !empty),
            Token::End { name } => self.end(local(name), depth - 1)?,
            Token::Text(text) => self.text(text)?,
            Token::CData(text) => self.verbatim(text)?,
            Token::Aside => {
                self.facts.is_plain &= matches!(self.at, At::Before | At::After);
                // calamine drops what follows a comment inside a value.
                self.facts.is_as_it_stands &= self.at != At::Value;
            }
        }
        Ok(false)
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
            self.note_space(attributes)?;
            return Ok(false);
        }
        match self.at {
            At::Before | At::After => {
                self.outside(name, attributes, empty, depth, offset)?;
                return Ok(false);
            }
            At::Extension => {}
            _ if !same(prefix(name), &self.own_prefix) => return Err(unexpected()),
            At::Data if plain == b"row" => {
                self.row(attributes)?;
                if empty {
                    self.end(b"row", depth)?;
                }
            }
            At::Row if plain == b"c" => {
                self.cell(attributes)?;
                if empty {
                    self.end(b"c", depth)?;
                }
            }
            // Other programs keep something of their own there (CT_Row and CT_Cell allow it); no cell shows it.
            At::Row | At::Cell if plain == b"extLst" => {
                self.facts.is_as_it_stands = false;
                if !empty {
                    self.extended = (self.at, depth);
                    self.at = At::Extension;
                }
            }
            At::Cell => return self.inside(plain, attributes, empty),
            _ => return Err(unexpected()),
        }
        Ok(false)
    }

    /// Takes a start tag inside a cell; whether it opens an inline string.
    fn inside(&mut self, plain: &[u8], attributes: Attributes<'_>, empty: bool) -> Result<bool, Failure> {
        // The last of several values would win, and a formula after the value would wipe it out.
        match plain {
            b"f" if self.seen.formula || self.seen.value || self.seen.item => Err(unexpected()),
            b"f" => {
                self.seen.formula = true;
                self.facts.formulas.add(self.cells - 1);
                self.facts.is_plain = false;
                // Without a saved result its row is faulty, but it is a row.
                self.count_row();
                if let Some(range) = attributes.get(b"ref")? {
                    check_range(range)?;
                }
                if !empty {
                    self.at = At::Formula;
                }
                Ok(false)
            }
            b"v" if self.seen.value => Err(unexpected()),
            b"v" => {
                self.seen.value = true;
                self.value.clear();
                // calamine takes the last of the two; an empty one means nothing.
                self.facts.is_as_it_stands &= !self.seen.item;
                if !empty {
                    self.at = At::Value;
                }
                Ok(false)
            }
            b"is" if self.seen.item || !self.value.trim_ascii().is_empty() => Err(unexpected()),
            b"is" => {
                self.seen.item = true;
                self.facts.is_plain &= !self.seen.value;
                self.note_space(attributes)?;
                Ok(true)
            }
            _ => Err(unexpected()),
        }
    }

    /// Takes note of `xml:space`, which counts for everything inside (XML 1.0, 2.10); calamine asks `t` alone.
    fn note_space(&mut self, attributes: Attributes<'_>) -> Result<(), Failure> {
        self.keeps_space |= attributes.get(b"xml:space")?.is_some();
        Ok(())
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
                self.note_space(attributes)?;
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
                        what: Excess::MergedCells,
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
        let mut written = None;
        attributes.each(|name, value| {
            match name {
                b"r" if written.is_some() => return Err(unexpected()),
                b"r" => written = Some(value),
                b"xml:space" => self.keeps_space = true,
                _ => {}
            }
            Ok(())
        })?;
        self.facts.is_as_it_stands &= !written.is_some_and(is_zero);
        let number = row_of(written, self.row).ok_or(Refusal::BadReference)?;
        if number <= self.row {
            return Err(Failure::damaged(Damage::RepeatedRow));
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
                b"xml:space" => {
                    self.keeps_space = true;
                    others = true;
                }
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
                    return Err(Failure::damaged(Damage::MisplacedCell));
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
            return Err(Refusal::TooMuchInside { what: Excess::Cells }.into());
        }
        self.cell_type = match kind {
            Some(b"s") => CellType::Shared,
            Some(b"str" | b"inlineStr") => CellType::Text,
            Some(b"d") => CellType::Date,
            None => CellType::Unsaid,
            Some(b"n") => CellType::Number,
            Some(b"b") => CellType::Boolean,
            Some(_) => CellType::Other,
        };
        // calamine asks what kind a value is even where there is none.
        self.facts.is_plain &= self.cell_type != CellType::Other;
        self.seen = Seen::default();
        self.value.clear();
        self.at = At::Cell;
        Ok(())
    }

    /// Counts a long text for every cell that holds it: a small file could otherwise stand for endless work.
    fn refer(&mut self, index: u32) -> Result<(), Failure> {
        self.referenced += self.strings.long.get(&index).map_or(0, |bytes| u64::from(*bytes));
        if self.referenced > self.limits.part_bytes {
            return Err(Refusal::TooMuchInside { what: Excess::Data }.into());
        }
        Ok(())
    }

    fn text(&mut self, text: &[u8]) -> Result<(), Failure> {
        match self.at {
            At::Value => {
                self.facts.is_as_it_stands &= self.value.is_empty();
                self.value.extend_from_slice(text);
                self.check_length()
            }
            At::Formula | At::Before | At::After | At::Extension => Ok(()),
            At::Data | At::Row | At::Cell if is_nothing(text) => Ok(()),
            _ => Err(unexpected()),
        }
    }

    /// Takes a text written without references, which calamine passes over.
    fn verbatim(&mut self, text: &[u8]) -> Result<(), Failure> {
        self.facts.is_plain &= matches!(self.at, At::Before | At::After);
        match self.at {
            At::Value => {
                self.facts.is_as_it_stands = false;
                for &byte in text {
                    match byte {
                        b'&' => self.value.extend_from_slice(b"&amp;"),
                        b'<' => self.value.extend_from_slice(b"&lt;"),
                        byte => self.value.push(byte),
                    }
                }
                self.check_length()
            }
            At::Formula | At::Before | At::After | At::Extension => Ok(()),
            _ => Err(unexpected()),
        }
    }

    fn check_length(&self) -> Result<(), Failure> {
        if self.value.len() > LONGEST {
            return Err(Refusal::TooMuchInside {
                what: Excess::LongerCell,
            }
            .into());
        }
        Ok(())
    }

    /// Judges the value of a cell at its end.
    fn end_value(&mut self) -> Result<(), Failure> {
        let mut value = std::mem::take(&mut self.value);
        let result = self.judge(&mut value);
        self.value = value;
        result
    }

    fn judge(&mut self, value: &mut Vec<u8>) -> Result<(), Failure> {
        if self.cell_type != CellType::Text {
            if value.contains(&b'&') {
                self.facts.is_as_it_stands = false;
                *value = unescape(value)?.into_bytes();
            }
            let trimmed = value.trim_ascii();
            if trimmed.len() != value.len() {
                self.facts.is_as_it_stands = false;
                *value = trimmed.to_vec();
            }
        }
        if value.is_empty() {
            return Ok(());
        }
        // The value beside an inline string is no second one.
        if self.seen.item {
            return Err(unexpected());
        }
        let mut is_blank = is_blank(value);
        self.facts.is_plain &= match self.cell_type {
            CellType::Shared => {
                // calamine takes an index it cannot read for the first string.
                let index = shared_index(value)
                    .filter(|index| *index < self.strings.count)
                    .ok_or(Failure::damaged(Damage::MissingText))?;
                self.refer(index)?;
                is_blank = self.strings.blank.contains(&index);
                true
            }
            CellType::Text | CellType::Date | CellType::Unsaid => true,
            CellType::Number => is_plain_number(value),
            CellType::Boolean => matches!(value.as_slice(), b"0" | b"1"),
            CellType::Other => false,
        };
        self.value(is_blank)
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

    /// The end of an element that is so deep.
    fn end(&mut self, name: &[u8], depth: usize) -> Result<(), Failure> {
        if self.at == At::Value {
            self.end_value()?;
        }
        self.at = match (self.at, name) {
            (At::Extension, _) if depth == self.extended.1 => self.extended.0,
            (At::Extension, _) => At::Extension,
            (At::Value | At::Formula, _) => At::Cell,
            (At::Cell, b"c") => At::Row,
            (At::Row, _) => At::Data,
            (At::Data, _) => At::After,
            (other, _) => other,
        };
        Ok(())
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

fn check_range(range: &[u8]) -> Result<(), Failure> {
    range_ends(range).map(|_| ()).ok_or(Refusal::BadReference.into())
}
