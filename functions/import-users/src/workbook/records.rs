//! The records of a separated text, one after the other, in constant memory.
//!
//! RFC 4180, and what spreadsheets do beyond it: a quotation mark within a text that did not begin with one is a letter; what
//! follows the end of a quoted text is added to it; spaces before a quoted text are none of it. A line ends with LF, CR or
//! both. A quotation mark that is never closed would swallow everybody after it, so the file is refused.

use std::io::Read;

use super::cause::Excess;
use super::cell::Cell;
use super::encoding::Decoded;
use super::refusal::{Failure, Refusal};

/// Bytes of a value that are kept; a longer one is too long for a cell.
const KEPT: usize = Cell::LONGEST * 4;
/// Bytes of one record.
const LONGEST: usize = 1024 * 1024;

/// A record that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Record {
    /// From 1, as a spreadsheet numbers its rows.
    pub(super) number: u32,
    /// How many fields it has.
    pub(super) fields: usize,
}

/// The value of one field.
#[derive(Debug, Default)]
pub(super) struct Value {
    text: String,
    length: usize,
    /// Where the text in quotation marks ended.
    quoted: Option<usize>,
}

impl Value {
    /// `None` where it is longer than any cell.
    pub(super) fn text(&self) -> Option<&str> {
        (self.length == self.text.len()).then_some(self.text.as_str())
    }

    /// In bytes.
    pub(super) fn length(&self) -> usize {
        self.length
    }

    fn clear(&mut self) {
        self.text.clear();
        self.length = 0;
        self.quoted = None;
    }

    fn push(&mut self, text: &str) {
        self.length += text.len();
        if self.length <= KEPT {
            self.text.push_str(text);
        }
    }

    /// Leaves out the spaces between a quotation mark and the separator.
    fn end(&mut self) {
        if let Some(end) = self.quoted
            && let Some(rest) = self.text().and_then(|text| text.get(end..))
            && rest.bytes().all(|b| b == b' ')
        {
            self.text.truncate(end);
            self.length = end;
        }
    }
}

/// Where in a field the text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum At {
    /// Before its first letter, after spaces perhaps.
    #[default]
    Start,
    /// In a text without quotation marks around it.
    Plain,
    Quoted,
    /// At a quotation mark in a quoted text: its end, or the first of two that stand for one.
    Mark,
    /// After the end of a quoted text.
    After,
}

/// Where in a record the text is.
#[derive(Debug, Default)]
struct Place {
    at: At,
    /// Whether the quoted text has a line break in it.
    spans_lines: bool,
    /// Bytes of the record so far.
    length: usize,
}

impl Place {
    /// Why a record that does not end is refused.
    fn too_long(&self, row: u32) -> Refusal {
        match self.at {
            At::Quoted | At::Mark => Refusal::UnclosedQuote { row },
            _ => Refusal::TooMuchInside {
                what: Excess::LongerText,
            },
        }
    }
}

/// The records of a source.
pub(super) struct Records<R> {
    decoded: Decoded<R>,
    /// How far the piece at hand is read.
    at: usize,
    separator: u8,
    number: u32,
    /// Whether the last record ended with a CR, to which an LF may belong.
    after_return: bool,
    value: Value,
}

impl<R: Read> Records<R> {
    pub(super) fn new(decoded: Decoded<R>, separator: u8) -> Self {
        Self {
            decoded,
            at: 0,
            separator,
            number: 0,
            after_return: false,
            value: Value::default(),
        }
    }

    /// Leaves out the first record, which is no row.
    pub(super) fn skip_line(&mut self) -> Result<(), Failure> {
        self.next(|_, _| {})?;
        self.number = 0;
        Ok(())
    }

    /// Reads the next record; `None` at the end. `take` is given each value with its column, from 0.
    pub(super) fn next(&mut self, mut take: impl FnMut(usize, &Value)) -> Result<Option<Record>, Failure> {
        let number = self.number.saturating_add(1);
        let (mut place, mut fields, mut has_begun) = (Place::default(), 0, false);
        self.value.clear();
        while self.is_at_text()? {
            has_begun = true;
            let (taken, end) = self.step(&mut place, number)?;
            self.at += taken;
            place.length += taken;
            if place.length > LONGEST {
                return Err(place.too_long(number).into());
            }
            let Some(end) = end else { continue };
            self.at += 1;
            self.value.end();
            take(fields, &self.value);
            fields += 1;
            if end != self.separator {
                self.after_return = end == b'\r';
                self.number = number;
                return Ok(Some(Record { number, fields }));
            }
            self.value.clear();
            place.at = At::Start;
        }
        if place.at == At::Quoted {
            return Err(Refusal::UnclosedQuote { row: number }.into());
        }
        if !has_begun {
            return Ok(None);
        }
        self.value.end();
        take(fields, &self.value);
        self.number = number;
        Ok(Some(Record {
            number,
            fields: fields + 1,
        }))
    }

    /// Whether there is more; if so, it is at hand.
    fn is_at_text(&mut self) -> Result<bool, Failure> {
        loop {
            if self.at == self.decoded.text().len() {
                self.at = 0;
                // At the end there is no text, however often it is asked for.
                if !self.decoded.advance()? {
                    return Ok(false);
                }
            }
            let after_return = std::mem::take(&mut self.after_return);
            if !after_return || self.decoded.text().as_bytes()[self.at] != b'\n' {
                return Ok(true);
            }
            self.at += 1;
        }
    }

    /// Reads on in the piece at hand as far as one state goes: how many bytes, and the separator or the end of the line that
    /// follows them and ends the value.
    fn step(&mut self, place: &mut Place, number: u32) -> Result<(usize, Option<u8>), Failure> {
        let rest = &self.decoded.text()[self.at..];
        let bytes = rest.as_bytes();
        match place.at {
            At::Start if bytes[0] == b'"' => {
                self.value.clear();
                (place.at, place.spans_lines) = (At::Quoted, false);
                Ok((1, None))
            }
            At::Start if bytes[0] == b' ' => {
                self.value.push(" ");
                Ok((1, None))
            }
            At::Mark if bytes[0] == b'"' => {
                self.value.push("\"");
                place.at = At::Quoted;
                Ok((1, None))
            }
            At::Quoted => {
                let end = memchr::memchr(b'"', bytes);
                let text = &rest[..end.unwrap_or(rest.len())];
                self.value.push(text);
                place.spans_lines |= memchr::memchr2(b'\n', b'\r', text.as_bytes()).is_some();
                if end.is_some() {
                    place.at = At::Mark;
                }
                Ok((text.len() + usize::from(end.is_some()), None))
            }
            At::Start | At::Plain | At::Mark | At::After => {
                let end = memchr::memchr3(self.separator, b'\n', b'\r', bytes);
                let text = &rest[..end.unwrap_or(rest.len())];
                if matches!(place.at, At::Mark | At::After) {
                    self.value.quoted.get_or_insert(self.value.length);
                    place.at = At::After;
                    // A text that begins in one line and ends in another before some more text is two texts, the first of
                    // which lacks its end.
                    if place.spans_lines && text.bytes().any(|b| b != b' ') {
                        return Err(Refusal::UnclosedQuote { row: number }.into());
                    }
                } else {
                    place.at = At::Plain;
                }
                self.value.push(text);
                Ok((text.len(), end.map(|end| bytes[end])))
            }
        }
    }
}
