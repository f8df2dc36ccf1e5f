//! A sheet or the shared strings in the one form calamine reads as Excel does, made from one that it would read otherwise:
//! UTF-16, comments inside a value, white space round a number, `xml:space` further out, extensions in rows and cells.
//!
//! The part has passed [`super::sheet`] or [`super::strings`] before; nothing is judged here, and what no cell shows is
//! left out, formulas too. Every cell stays, in its order.

use std::fmt::Write as _;
use std::io::{self, Read};

use super::position::{self, column_name};
use super::refusal::Failure;
use super::xml::{Attributes, Scanner, Token, local, unescape};

/// The part, made as it is read.
pub(super) struct Made<R> {
    scanner: Scanner<R>,
    maker: Maker,
    at: usize,
    ended: bool,
}

impl<R> std::fmt::Debug for Made<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Made").finish_non_exhaustive()
    }
}

/// Where in the part the making is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Outside,
    Data,
    Row,
    Cell,
    Value,
    Item,
    Text,
}

struct Maker {
    made: String,
    place: Place,
    /// Whether spaces count, for each open element (XML 1.0, 2.10).
    spaces: Vec<bool>,
    /// The depth of an element that is left out.
    skipped: Option<usize>,
    row: u32,
    column: u32,
    style: String,
    kind: String,
    value: String,
    /// The runs of an inline string, ready.
    item: String,
    has_item: bool,
    item_depth: usize,
    text: String,
    text_space: bool,
}

impl<R: Read> Made<R> {
    pub(super) fn new(inner: R) -> Self {
        Self {
            scanner: Scanner::new(inner),
            maker: Maker {
                made: String::new(),
                place: Place::Outside,
                spaces: Vec::new(),
                skipped: None,
                row: 0,
                column: 0,
                style: String::new(),
                kind: String::new(),
                value: String::new(),
                item: String::new(),
                has_item: false,
                item_depth: 0,
                text: String::new(),
                text_space: false,
            },
            at: 0,
            ended: false,
        }
    }

    /// Takes one more token; false at the end.
    fn step(&mut self) -> Result<bool, Failure> {
        let depth = self.scanner.depth();
        let maker = &mut self.maker;
        match self.scanner.next()? {
            None => return Ok(false),
            Some(Token::Start {
                name,
                attributes,
                empty,
                ..
            }) => {
                let space = match attributes.get(b"xml:space")? {
                    Some(space) => space == b"preserve",
                    None => maker.spaces.last().is_some_and(|space| *space),
                };
                maker.start(local(name), attributes, depth, space)?;
                if empty {
                    maker.end(depth);
                } else {
                    maker.spaces.push(space);
                }
            }
            Some(Token::End { .. }) => {
                maker.spaces.pop();
                maker.end(depth - 1);
            }
            Some(Token::Text(text)) => maker.text(&unescape(text)?),
            Some(Token::CData(text)) => maker.text(&String::from_utf8_lossy(text)),
            Some(Token::Aside) => {}
        }
        Ok(true)
    }
}

impl<R: Read> Read for Made<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.at == self.maker.made.len() && !self.ended {
            self.maker.made.clear();
            self.at = 0;
            match self.step() {
                Ok(more) => self.ended = !more,
                Err(Failure::Io(error)) => return Err(error),
                Err(Failure::Refused(refusal)) => {
                    return Err(io::Error::new(io::ErrorKind::InvalidData, refusal));
                }
            }
        }
        let given = out.len().min(self.maker.made.len() - self.at);
        out[..given].copy_from_slice(&self.maker.made.as_bytes()[self.at..self.at + given]);
        self.at += given;
        Ok(given)
    }
}

impl Maker {
    fn start(
        &mut self,
        name: &[u8],
        attributes: Attributes<'_>,
        depth: usize,
        space: bool,
    ) -> Result<(), Failure> {
        if self.skipped.is_some() {
            return Ok(());
        }
        match (self.place, name) {
            (Place::Outside, b"worksheet") | (Place::Item, b"r") => {}
            (Place::Outside, b"sst") => self.made.push_str("<sst>"),
            (Place::Outside, b"si") => {
                self.made.push_str("<si>");
                self.begin_item(depth);
            }
            (Place::Outside, b"sheetData") => {
                self.made.push_str("<worksheet><sheetData>");
                self.place = Place::Data;
            }
            (Place::Data, b"row") => {
                self.row = position::row_of(attributes.get(b"r")?, self.row).unwrap_or(self.row + 1);
                self.column = 0;
                let _ = write!(self.made, "<row r=\"{}\">", self.row);
                self.place = Place::Row;
            }
            (Place::Row, b"c") => {
                let at = attributes.get(b"r")?.and_then(position::cell_position);
                self.column = at.map_or(self.column + 1, |(_, column)| column);
                let raw = |name: &[u8]| -> Result<String, Failure> {
                    attributes.get(name)?.map_or(Ok(String::new()), unescape)
                };
                (self.style, self.kind) = (raw(b"s")?, raw(b"t")?);
                self.has_item = false;
                self.value.clear();
                self.item.clear();
                self.place = Place::Cell;
            }
            (Place::Cell, b"v") => self.place = Place::Value,
            (Place::Cell, b"is") => {
                self.has_item = true;
                self.begin_item(depth);
            }
            (Place::Item, b"t") => {
                self.text.clear();
                self.text_space = space;
                self.place = Place::Text;
            }
            _ => self.skipped = Some(depth),
        }
        Ok(())
    }

    fn begin_item(&mut self, depth: usize) {
        self.item.clear();
        self.item_depth = depth;
        self.place = Place::Item;
    }

    fn text(&mut self, text: &str) {
        match self.place {
            _ if self.skipped.is_some() => {}
            Place::Value => self.value.push_str(text),
            Place::Text => self.text.push_str(text),
            _ => {}
        }
    }

    /// The end of the element that is so deep.
    fn end(&mut self, depth: usize) {
        if let Some(skipped) = self.skipped {
            if skipped == depth {
                self.skipped = None;
            }
            return;
        }
        match self.place {
            Place::Text => {
                let text = if self.text_space {
                    self.text.as_str()
                } else {
                    self.text.trim_matches([' ', '\t', '\r', '\n'])
                };
                self.item.push_str("<r><t xml:space=\"preserve\">");
                escape(text, &mut self.item);
                self.item.push_str("</t></r>");
                self.place = Place::Item;
            }
            // A run ends here too.
            Place::Item if depth > self.item_depth => {}
            Place::Item if self.has_item => self.place = Place::Cell,
            Place::Item => {
                self.made.push_str(&self.item);
                self.made.push_str("</si>");
                self.place = Place::Outside;
            }
            Place::Value => self.place = Place::Cell,
            Place::Cell => {
                self.cell();
                self.place = Place::Row;
            }
            Place::Row => {
                self.made.push_str("</row>");
                self.place = Place::Data;
            }
            Place::Data => {
                self.made.push_str("</sheetData></worksheet>");
                self.place = Place::Outside;
                // Nothing below the sheet's data is of use to calamine.
                self.skipped = Some(usize::MAX);
            }
            Place::Outside => self.made.push_str("</sst>"),
        }
    }

    fn cell(&mut self) {
        let made = &mut self.made;
        made.push_str("<c r=\"");
        made.push_str(&column_name(self.column - 1));
        let _ = write!(made, "{}\"", self.row);
        for (name, value) in [(" s=\"", &self.style), (" t=\"", &self.kind)] {
            if !value.is_empty() {
                made.push_str(name);
                escape(value, made);
                made.push('"');
            }
        }
        made.push('>');
        // A text keeps its spaces, everything else has none.
        let value = if self.kind == "str" {
            self.value.as_str()
        } else {
            self.value.trim_matches([' ', '\t', '\r', '\n'])
        };
        if self.has_item {
            made.push_str("<is>");
            made.push_str(&self.item);
            made.push_str("</is>");
        } else if !value.is_empty() {
            made.push_str("<v>");
            escape(value, made);
            made.push_str("</v>");
        }
        made.push_str("</c>");
    }
}

/// Writes a text so that it is read as it is: a carriage return by itself would become a line feed.
fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\r' => out.push_str("&#13;"),
            c => out.push(c),
        }
    }
}
