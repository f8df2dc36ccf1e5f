//! A strict, streaming reader of XML tokens in constant memory.
//!
//! It exists to look before calamine reads: calamine's XML reader buffers whole texts, forgives unmatched and
//! missing end tags and follows the encoding a file declares. This one refuses DOCTYPE, anything but UTF-8 and UTF-16,
//! characters XML does not allow, tokens beyond [`LONGEST`], mismatched tags and a missing end. Its tokens are UTF-8.

use std::io::{self, Read};

use super::cause::{Damage, Danger, Excess};
use super::decode::Decoded;
use super::refusal::{Failure, Refusal};

/// The longest single tag, text or comment, in bytes. A cell holds at most 32,767 characters (Excel
/// specifications and limits), which escaped as `_x000D_` take 230 KB.
pub(super) const LONGEST: usize = 1024 * 1024;
const FIRST_BUFFER: usize = 128 * 1024;
const DEEPEST: usize = 64;

#[derive(Debug, Clone, Copy)]
pub(super) enum Token<'a> {
    /// `offset` is where the tag begins, in bytes from the beginning of the part.
    Start {
        name: &'a [u8],
        attributes: Attributes<'a>,
        empty: bool,
        offset: u64,
    },
    End {
        name: &'a [u8],
    },
    Text(&'a [u8]),
    CData(&'a [u8]),
    /// A comment or processing instruction.
    Aside,
}

/// The raw attributes of a tag.
#[derive(Debug, Clone, Copy)]
pub(super) struct Attributes<'a>(&'a [u8]);

pub(super) struct Scanner<R> {
    inner: Decoded<R>,
    declared_otherwise: bool,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    valid: usize,
    ended: bool,
    consumed: u64,
    names: Vec<u8>,
    lengths: Vec<usize>,
    rooted: bool,
}

/// The part of a name after its prefix.
pub(super) fn local(name: &[u8]) -> &[u8] {
    name.iter()
        .position(|&b| b == b':')
        .map_or(name, |at| &name[at + 1..])
}

/// The prefix of a name with its colon, or nothing.
pub(super) fn prefix(name: &[u8]) -> &[u8] {
    name.iter()
        .position(|&b| b == b':')
        .map_or(&[], |at| &name[..=at])
}

/// Whether two short texts are the same, without the call that comparing slices costs: this runs for every tag.
pub(super) fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a == b)
}

fn malformed() -> Failure {
    Failure::damaged(Damage::Garbled)
}

impl<R: Read> Scanner<R> {
    pub(super) fn new(inner: R) -> Self {
        Self {
            inner: Decoded::new(inner),
            declared_otherwise: false,
            buffer: vec![0; FIRST_BUFFER],
            start: 0,
            end: 0,
            valid: 0,
            ended: false,
            consumed: 0,
            names: Vec::new(),
            lengths: Vec::new(),
            rooted: false,
        }
    }

    /// How many elements are open. A start token counts itself, unless it is empty; an end token does not.
    pub(super) fn depth(&self) -> usize {
        self.lengths.len()
    }

    /// Whether the bytes are UTF-8 and say so, as far as they were read: others would be read as something else.
    pub(super) fn is_plain_utf8(&self) -> bool {
        !self.inner.is_utf16() && !self.declared_otherwise
    }

    /// The next token, or `None` at the end of a well-formed document.
    pub(super) fn next(&mut self) -> Result<Option<Token<'_>>, Failure> {
        if self.consumed == 0 {
            while self.end - self.start < 3 && !self.ended {
                self.refill()?;
            }
            if self.buffer[self.start..self.end].starts_with(b"\xEF\xBB\xBF") {
                self.advance(3);
            }
        }
        if self.start == self.end && !self.ended {
            self.refill()?;
        }
        if self.start == self.end {
            return if self.rooted && self.lengths.is_empty() {
                Ok(None)
            } else {
                Err(malformed())
            };
        }
        if self.buffer[self.start] != b'<' {
            return self.text().map(Some);
        }
        match self.peek(1)? {
            b'/' => self.end_tag().map(Some),
            b'?' => {
                let length = self.until(b"?>", 2)?;
                let (from, to) = (self.start, self.start + length);
                self.advance(length);
                let is_utf16 = self.inner.is_utf16();
                self.declared_otherwise |= check_declaration(&self.buffer[from..to], is_utf16)?;
                Ok(Some(Token::Aside))
            }
            b'!' => self.markup().map(Some),
            _ => self.start_tag().map(Some),
        }
    }

    fn text(&mut self) -> Result<Token<'_>, Failure> {
        let mut searched = 0;
        let length = loop {
            if let Some(at) = memchr::memchr(b'<', &self.buffer[self.start + searched..self.end]) {
                break searched + at;
            }
            searched = self.end - self.start;
            if self.ended {
                break searched;
            }
            self.refill()?;
        };
        let from = self.start;
        self.advance(length);
        let text = &self.buffer[from..from + length];
        check_references(text)?;
        if self.lengths.is_empty() && !text.iter().all(u8::is_ascii_whitespace) {
            return Err(malformed());
        }
        Ok(Token::Text(text))
    }

    fn start_tag(&mut self) -> Result<Token<'_>, Failure> {
        let mut at = 1;
        let mut quote = 0;
        let length = 'tag: loop {
            for &byte in &self.buffer[self.start + at..self.end] {
                at += 1;
                match byte {
                    b'>' if quote == 0 => break 'tag at,
                    b'<' => return Err(malformed()),
                    b'"' | b'\'' if quote == 0 => quote = byte,
                    _ if byte == quote => quote = 0,
                    _ => {}
                }
            }
            self.more()?;
        };
        let (from, offset) = (self.start, self.consumed);
        self.advance(length);
        let mut inside = &self.buffer[from + 1..from + length - 1];
        let empty = inside.last() == Some(&b'/');
        if empty {
            inside = &inside[..inside.len() - 1];
        }
        let name_length = inside
            .iter()
            .position(u8::is_ascii_whitespace)
            .unwrap_or(inside.len());
        let (name, attributes) = inside.split_at(name_length);
        if name.is_empty()
            || name
                .iter()
                .any(|b| matches!(b, b'"' | b'\'' | b'=' | b'&' | b'/'))
        {
            return Err(malformed());
        }
        if self.lengths.is_empty() && self.rooted {
            return Err(malformed());
        }
        self.rooted = true;
        if !empty {
            if self.lengths.len() == DEEPEST {
                return Err(malformed());
            }
            self.names.extend_from_slice(name);
            self.lengths.push(name.len());
        }
        Ok(Token::Start {
            name,
            attributes: Attributes(attributes),
            empty,
            offset,
        })
    }

    fn end_tag(&mut self) -> Result<Token<'_>, Failure> {
        let length = self.end_of_end_tag()?;
        let from = self.start;
        self.advance(length);
        let name = self.buffer[from + 2..from + length - 1].trim_ascii_end();
        let open = self.lengths.pop().ok_or_else(malformed)?;
        let open_from = self.names.len() - open;
        if !same(&self.names[open_from..], name) {
            return Err(malformed());
        }
        self.names.truncate(open_from);
        Ok(Token::End { name })
    }

    fn end_of_end_tag(&mut self) -> Result<usize, Failure> {
        let mut at = 2;
        loop {
            for &byte in self.buffer.get(self.start + at..self.end).unwrap_or_default() {
                at += 1;
                match byte {
                    b'>' => return Ok(at),
                    b'<' => return Err(malformed()),
                    _ => {}
                }
            }
            self.more()?;
        }
    }

    fn markup(&mut self) -> Result<Token<'_>, Failure> {
        while self.end - self.start < 9 && !self.ended {
            self.refill()?;
        }
        let ahead = &self.buffer[self.start..self.end];
        if ahead.starts_with(b"<!--") {
            let length = self.until(b"-->", 4)?;
            self.advance(length);
            return Ok(Token::Aside);
        }
        if ahead.starts_with(b"<![CDATA[") && !self.lengths.is_empty() {
            let length = self.until(b"]]>", 9)?;
            let from = self.start;
            self.advance(length);
            return Ok(Token::CData(&self.buffer[from + 9..from + length - 3]));
        }
        Err(Refusal::Unsafe {
            what: Danger::Instructions,
        }
        .into())
    }

    fn peek(&mut self, at: usize) -> Result<u8, Failure> {
        while self.end - self.start <= at {
            self.more()?;
        }
        Ok(self.buffer[self.start + at])
    }

    /// The length of the token that ends with `mark`, which is searched from `skip` on.
    fn until(&mut self, mark: &[u8], skip: usize) -> Result<usize, Failure> {
        let mut from = skip;
        loop {
            let window = &self.buffer[(self.start + from).min(self.end)..self.end];
            if let Some(at) = memchr::memmem::find(window, mark) {
                return Ok(from + at + mark.len());
            }
            from = (self.end - self.start).saturating_sub(mark.len() - 1).max(skip);
            self.more()?;
        }
    }

    fn advance(&mut self, length: usize) {
        self.start += length;
        self.consumed += length as u64;
    }

    fn more(&mut self) -> Result<(), Failure> {
        if self.ended {
            return Err(malformed());
        }
        self.refill()
    }

    fn refill(&mut self) -> Result<(), Failure> {
        if self.start > 0 {
            self.buffer.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.valid -= self.start;
            self.start = 0;
        }
        if self.end == self.buffer.len() {
            if self.buffer.len() >= LONGEST {
                return Err(Refusal::TooMuchInside {
                    what: Excess::LongerText,
                }
                .into());
            }
            self.buffer.resize(self.buffer.len() * 2, 0);
        }
        let read = loop {
            match self.inner.read(&mut self.buffer[self.end..]) {
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(part_failure(e)),
                Ok(read) => break read,
            }
        };
        let fresh = &self.buffer[self.end..self.end + read];
        // XML 1.0, section 2.2: no control characters but tab, line feed and carriage return.
        // Counted rather than searched, so that it compiles to vector instructions.
        let control = fresh
            .iter()
            .map(|&b| u32::from(b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r')))
            .sum::<u32>();
        if control > 0 {
            return Err(encoding());
        }
        self.end += read;
        self.ended = read == 0;
        match std::str::from_utf8(&self.buffer[self.valid..self.end]) {
            Ok(_) => self.valid = self.end,
            Err(e) if e.error_len().is_none() && !self.ended => self.valid += e.valid_up_to(),
            Err(_) => return Err(encoding()),
        }
        Ok(())
    }
}

fn encoding() -> Failure {
    Failure::damaged(Damage::ForeignEncoding)
}

/// Broken compression, sizes and checksums are the file's fault, everything else is the disk's.
pub(super) fn part_failure(error: io::Error) -> Failure {
    match error.kind() {
        io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => {
            Failure::damaged(Damage::ChangedOnTheWay)
        }
        _ => Failure::Io(error),
    }
}

/// Whether a declaration names another encoding than UTF-8, which would make calamine decode what was checked as UTF-8
/// as something else. That text in UTF-8 calls itself UTF-16 is a slip of writers that keep XML in memory.
fn check_declaration(tag: &[u8], is_utf16: bool) -> Result<bool, Failure> {
    let Some(inside) = tag
        .strip_prefix(b"<?xml")
        .filter(|inside| !inside.starts_with(b"-"))
    else {
        return Ok(false);
    };
    let inside = inside.strip_suffix(b"?>").unwrap_or(inside);
    let Some(name) = Attributes(inside).get(b"encoding")? else {
        return Ok(false);
    };
    let is = |known: &[&str]| known.iter().any(|one| name.eq_ignore_ascii_case(one.as_bytes()));
    if is(&["utf-8", "us-ascii"]) {
        Ok(false)
    } else if is_utf16 || is(&["utf-16", "utf-16le", "utf-16be"]) {
        Ok(true)
    } else {
        Err(encoding())
    }
}

/// Whether a text between elements is nothing: white space, or a byte-order mark that a writer in several pieces left.
pub(super) fn is_nothing(mut text: &[u8]) -> bool {
    loop {
        text = match text {
            [] => return true,
            [0xEF, 0xBB, 0xBF, rest @ ..] => rest,
            [byte, rest @ ..] if byte.is_ascii_whitespace() => rest,
            _ => return false,
        };
    }
}

fn check_references(text: &[u8]) -> Result<(), Failure> {
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'&', rest) {
        rest = &rest[at + 1..];
        let end = rest
            .iter()
            .take(12)
            .position(|&b| b == b';')
            .ok_or_else(malformed)?;
        reference(&rest[..end]).ok_or_else(malformed)?;
        rest = &rest[end + 1..];
    }
    Ok(())
}

/// What a reference such as `amp` or `#x41` stands for; `None` where XML 1.0 does not allow it.
fn reference(name: &[u8]) -> Option<char> {
    match name {
        b"amp" => return Some('&'),
        b"lt" => return Some('<'),
        b"gt" => return Some('>'),
        b"quot" => return Some('"'),
        b"apos" => return Some('\''),
        _ => {}
    }
    let number = std::str::from_utf8(name.strip_prefix(b"#")?).ok()?;
    let (digits, radix) = number.strip_prefix('x').map_or((number, 10), |hex| (hex, 16));
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let character = char::from_u32(u32::from_str_radix(digits, radix).ok()?)?;
    let allowed = matches!(character, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..);
    allowed.then_some(character)
}

/// The text with its references replaced.
pub(super) fn unescape(text: &[u8]) -> Result<String, Failure> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'&', rest) {
        out.extend_from_slice(&rest[..at]);
        rest = &rest[at + 1..];
        let end = rest
            .iter()
            .take(12)
            .position(|&b| b == b';')
            .ok_or_else(malformed)?;
        let character = reference(&rest[..end]).ok_or_else(malformed)?;
        out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
        rest = &rest[end + 1..];
    }
    out.extend_from_slice(rest);
    String::from_utf8(out).map_err(|_| encoding())
}

impl<'a> Attributes<'a> {
    /// The raw value of the attribute with exactly this name.
    pub(super) fn get(self, wanted: &[u8]) -> Result<Option<&'a [u8]>, Failure> {
        let mut found = None;
        self.each(|name, value| {
            if name == wanted {
                found.replace(value).map_or(Ok(()), |_| Err(malformed()))
            } else {
                Ok(())
            }
        })?;
        Ok(found)
    }

    /// Where the name of that attribute ends, counted from the end of the tag's name: at its last byte.
    pub(super) fn last_byte_of_name(self, wanted: &[u8]) -> Option<usize> {
        let mut at = None;
        let whole = self.0;
        self.each(|name, _| {
            if name == wanted {
                at = Some(name.as_ptr() as usize - whole.as_ptr() as usize + name.len() - 1);
            }
            Ok(())
        })
        .ok()?;
        at
    }

    /// Whether the tag has exactly these, to the letter.
    pub(super) fn are(self, written: &[u8]) -> bool {
        same(self.0, written)
    }

    /// Calls `visit` with each raw name and value.
    pub(super) fn each(
        self,
        mut visit: impl FnMut(&'a [u8], &'a [u8]) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let mut rest = self.0.trim_ascii();
        while !rest.is_empty() {
            let equals = rest.iter().position(|&b| b == b'=').ok_or_else(malformed)?;
            let name = rest[..equals].trim_ascii();
            let after = rest[equals + 1..].trim_ascii_start();
            let quote = *after.first().ok_or_else(malformed)?;
            if !matches!(quote, b'"' | b'\'') || name.is_empty() || name.iter().any(u8::is_ascii_whitespace) {
                return Err(malformed());
            }
            let close = after[1..]
                .iter()
                .position(|&b| b == quote)
                .ok_or_else(malformed)?;
            visit(name, &after[1..=close])?;
            rest = after[close + 2..].trim_ascii_start();
        }
        Ok(())
    }
}
