//! The shared strings, looked through in one pass before calamine sees them, and the string items that they and
//! inline strings consist of (ECMA-376-1, 18.4).

use std::collections::{HashMap, HashSet};
use std::io::Read;

use super::cause::{Danger, Excess};
use super::limits::Limits;
use super::refusal::{Failure, Refusal};
use super::xml::{Attributes, Scanner, Token, is_nothing, local, prefix, same};

/// A shared string longer than this, in bytes, is counted wherever a cell refers to it.
const LONG: usize = 256;

/// So many of the shared strings that look like nothing are known as such.
const BLANKS: usize = 1_000;

/// What the shared strings amount to.
#[derive(Debug, Default, Clone)]
pub(super) struct StringFacts {
    pub(super) count: u32,
    /// The bytes of those that are longer than most: many cells may refer to one.
    pub(super) long: HashMap<u32, u32>,
    /// Those that look like nothing, the first of them at least.
    pub(super) blank: HashSet<u32>,
    /// Where the last byte of the name of the attribute `uniqueCount` is: a promise that calamine would reserve memory for.
    pub(super) unique_count: Option<u64>,
    /// See [`super::sheet::SheetFacts::is_as_it_stands`].
    pub(super) is_made: bool,
}

/// Whether a text looks like nothing.
pub(super) fn is_blank(text: &[u8]) -> bool {
    match text.iter().find(|byte| !byte.is_ascii_whitespace()) {
        None => true,
        Some(byte) if byte.is_ascii() => false,
        Some(_) => std::str::from_utf8(text).is_ok_and(|text| text.chars().all(char::is_whitespace)),
    }
}

pub(super) fn unexpected() -> Failure {
    Refusal::Unsafe {
        what: Danger::AmbiguousLayout,
    }
    .into()
}

/// Where inside a string item or inline string the scan is (ECMA-376-1, 18.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Inside {
    Item,
    Text,
    Run,
    Phonetic,
    /// Properties, and whatever they consist of.
    Properties,
}

impl Inside {
    /// What `child` is where it may stand here, in places where every reader expects it.
    fn child(self, child: &[u8]) -> Option<Self> {
        match (self, child) {
            (Self::Item | Self::Run | Self::Phonetic, b"t") => Some(Self::Text),
            (Self::Item, b"r") => Some(Self::Run),
            (Self::Item, b"rPh") => Some(Self::Phonetic),
            (Self::Properties, b"t" | b"r" | b"rPh" | b"is" | b"si" | b"v" | b"f" | b"c" | b"row") => None,
            (Self::Item, b"phoneticPr") | (Self::Run, b"rPr") | (Self::Properties, _) => {
                Some(Self::Properties)
            }
            _ => None,
        }
    }
}

/// A string item.
pub(super) struct Item {
    /// The bytes of its text.
    pub(super) length: usize,
    /// See [`super::sheet::SheetFacts::is_plain`].
    pub(super) is_plain: bool,
    /// See [`super::sheet::SheetFacts::is_as_it_stands`].
    pub(super) is_as_it_stands: bool,
    pub(super) is_blank: bool,
}

/// Follows one string item, whose own start tag has been read, up to its end tag. `keeps_space`: whether something further
/// out said that spaces count.
pub(super) fn string_item<R: Read>(
    scanner: &mut Scanner<R>,
    own_prefix: &[u8],
    keeps_space: bool,
    path: &mut Vec<Inside>,
) -> Result<Item, Failure> {
    path.clear();
    path.push(Inside::Item);
    let (mut length, mut is_plain, mut is_blank) = (0, true, true);
    let mut is_as_it_stands = !keeps_space;
    while let Some(&here) = path.last() {
        let Some(token) = scanner.next()? else {
            return Err(unexpected());
        };
        match token {
            Token::Start {
                name,
                attributes,
                empty,
                ..
            } => {
                is_plain &= attributes.are(b"") || attributes.are(b" xml:space=\"preserve\"");
                let child = here
                    .child(local(name))
                    .filter(|_| same(prefix(name), own_prefix))
                    .ok_or_else(unexpected)?;
                if child == Inside::Run && attributes.get(b"xml:space")?.is_some() {
                    is_as_it_stands = false;
                }
                if !empty {
                    path.push(child);
                }
            }
            Token::End { .. } => {
                path.pop();
            }
            Token::Text(text) | Token::CData(text) if here == Inside::Text => {
                length += text.len();
                is_blank &= self::is_blank(text);
            }
            Token::Text(text) if is_nothing(text) => {}
            Token::Aside => is_plain = false,
            Token::Text(_) | Token::CData(_) => return Err(unexpected()),
        }
        if length > super::xml::LONGEST {
            return Err(Refusal::TooMuchInside {
                what: Excess::LongerCell,
            }
            .into());
        }
    }
    Ok(Item {
        length,
        is_plain,
        is_as_it_stands,
        is_blank,
    })
}

/// Looks through the shared strings, counting what calamine will keep of them.
pub(super) fn scan_strings<R: Read>(inner: R, limits: &Limits) -> Result<StringFacts, Failure> {
    let mut scanner = Scanner::new(inner);
    let mut scan = StringScan::default();
    let mut path = Vec::new();
    loop {
        let depth = scanner.depth();
        let item_open = match scanner.next()? {
            None => {
                scan.facts.is_made |= !scanner.is_plain_utf8();
                return Ok(scan.facts);
            }
            Some(Token::Start {
                name,
                attributes,
                empty,
                offset,
            }) => scan.start(name, attributes, empty, depth, offset)?,
            Some(Token::End { .. } | Token::Aside) => None,
            Some(Token::Text(text)) if is_nothing(text) => None,
            Some(Token::Text(_) | Token::CData(_)) => return Err(unexpected()),
        };
        let Some(open) = item_open else { continue };
        let (length, is_blank) = if open {
            let item = string_item(&mut scanner, &scan.own_prefix, scan.keeps_space, &mut path)?;
            scan.facts.is_made |= !item.is_as_it_stands;
            (item.length, item.is_blank)
        } else {
            (0, true)
        };
        scan.note(length, is_blank, limits)?;
    }
}

/// What is known of the shared strings so far.
#[derive(Default)]
struct StringScan {
    facts: StringFacts,
    own_prefix: Vec<u8>,
    /// Whether the writer declared at the top that spaces count.
    keeps_space: bool,
    /// Bytes that calamine will take for them.
    memory: u64,
}

impl StringScan {
    /// Takes a start tag. `Some` where it is a string, and whether anything is in it.
    fn start(
        &mut self,
        name: &[u8],
        attributes: Attributes<'_>,
        empty: bool,
        depth: usize,
        offset: u64,
    ) -> Result<Option<bool>, Failure> {
        match (depth, local(name)) {
            (0, b"sst") => {
                self.own_prefix = prefix(name).to_vec();
                self.keeps_space = attributes.get(b"xml:space")?.is_some();
                if attributes.get(b"uniqueCount")?.is_some() {
                    let at = attributes.last_byte_of_name(b"uniqueCount");
                    self.facts.unique_count = at.map(|at| offset + 1 + (name.len() + at) as u64);
                }
                Ok(None)
            }
            (1, b"si") if prefix(name) == self.own_prefix => {
                self.facts.is_made |= attributes.get(b"xml:space")?.is_some();
                Ok(Some(!empty))
            }
            (0, _) | (_, b"si" | b"sst") => Err(unexpected()),
            _ => Ok(None),
        }
    }

    /// Counts a string.
    fn note(&mut self, length: usize, is_blank: bool, limits: &Limits) -> Result<(), Failure> {
        let at = self.facts.count;
        self.facts.count += 1;
        if is_blank && self.facts.blank.len() < BLANKS {
            self.facts.blank.insert(at);
        }
        if length > LONG {
            let length = u32::try_from(length).unwrap_or(u32::MAX);
            self.facts.long.insert(at, length);
        }
        // A `String` in a vector, and an allocation of at least 32 bytes with its bookkeeping.
        self.memory += 24 + (length as u64 + 16).next_multiple_of(16).max(32);
        if self.memory > limits.strings_memory {
            return Err(Refusal::TooMuchInside { what: Excess::Texts }.into());
        }
        Ok(())
    }
}
