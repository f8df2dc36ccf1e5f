//! What a file is by its first bytes, whatever its name ends in.

use std::io::{Read, Seek, SeekFrom};

use super::compound;
use super::encoding;
use super::refusal::{Failure, Refusal};

const HEAD: u64 = 4 * 1024;

/// What is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A ZIP container with something in it.
    Package,
    /// Text whose values may be separated.
    Text,
}

/// Tells what is read by its beginning, refuses the rest by its kind.
pub(super) fn check<R: Read + Seek>(source: &mut R) -> Result<Kind, Failure> {
    let mut head = Vec::new();
    source.seek(SeekFrom::Start(0))?;
    source.take(HEAD).read_to_end(&mut head)?;
    if head.starts_with(b"PK\x03\x04") {
        return Ok(Kind::Package);
    }
    if head.is_empty() {
        return Err(Refusal::EmptyFile.into());
    }
    if head.starts_with(compound::SIGNATURE) {
        return Err(compound_file(source)?.into());
    }
    // The record that begins a BIFF 2, 3, 4 or 5 file without a container ([MS-XLS] 2.4.21).
    let old = matches!(head.as_slice(), [0x09, 0x00 | 0x02 | 0x04 | 0x08, ..]);
    if old && !encoding::begins_as_wide_text(&head) {
        return Err(Refusal::OldExcel.into());
    }
    Ok(text(&head)?)
}

/// By the names in the container. Where its directory cannot be followed, they are looked for all over the file.
fn compound_file<R: Read + Seek>(source: &mut R) -> Result<Refusal, Failure> {
    const PROTECTED: [&str; 3] = ["DRMEncryptedTransform", "DRMEncryptedDataSpace", "\tDRMContent"];
    const KNOWN: [&str; 3] = ["EncryptedPackage", "Workbook", "Book"];
    let names = match compound::names(source) {
        Some(names) => names,
        None => scattered(source, PROTECTED.iter().chain(&KNOWN))?,
    };
    let has = |wanted: &str| names.iter().any(|name| name == wanted);
    Ok(if PROTECTED.iter().any(|name| has(name)) {
        Refusal::Protected
    } else if has("EncryptedPackage") {
        Refusal::PasswordProtected
    } else if has("Workbook") || has("Book") {
        Refusal::OldExcel
    } else {
        Refusal::NotAWorkbook
    })
}

/// Which of the names, as a directory writes them, are anywhere in the file ([MS-CFB] 2.6.1).
fn scattered<'n, R: Read + Seek>(
    source: &mut R,
    names: impl Iterator<Item = &'n &'n str>,
) -> Result<Vec<String>, Failure> {
    const OVERLAP: usize = 64;
    let mut sought: Vec<(&str, Vec<u8>)> = names
        .map(|name| {
            let units = name.encode_utf16().chain([0]);
            (*name, units.flat_map(u16::to_le_bytes).collect())
        })
        .collect();
    let (mut found, mut window) = (Vec::new(), Vec::new());
    source.seek(SeekFrom::Start(0))?;
    loop {
        let kept = window.len().min(OVERLAP);
        window.drain(..window.len() - kept);
        if source.by_ref().take(256 * 1024).read_to_end(&mut window)? == 0 {
            return Ok(found);
        }
        sought.retain(|(name, wide)| {
            let is_here = memchr::memmem::find(&window, wide).is_some();
            if is_here {
                found.push((*name).to_owned());
            }
            !is_here
        });
    }
}

/// Text, unless it is that of a page, a document or a program.
fn text(head: &[u8]) -> Result<Kind, Refusal> {
    if encoding::begins_as_wide_text(head) {
        return Ok(Kind::Text);
    }
    let whole = head;
    let head = head
        .strip_prefix(b"\xEF\xBB\xBF")
        .unwrap_or(head)
        .trim_ascii_start();
    let lower = head.to_ascii_lowercase();
    if lower.first() == Some(&b'<') {
        let has = |what: &[u8]| memchr::memmem::find(&lower, what).is_some();
        if has(b"urn:schemas-microsoft-com:office:spreadsheet") || has(b"progid=\"excel.sheet\"") {
            return Err(Refusal::SpreadsheetXml);
        }
        if has(b"urn:oasis:names:tc:opendocument") {
            return Err(Refusal::OpenDocument);
        }
        if has(b"<html") || has(b"<table") || has(b"<!doctype html") || has(b"<meta") {
            return Err(Refusal::WebPage);
        }
        return Err(Refusal::NotAWorkbook);
    }
    if head.starts_with(b"%PDF") || head.starts_with(b"{\\rtf") {
        return Err(Refusal::NotAWorkbook);
    }
    match Controls::in_head(head) {
        Controls::Few => Ok(Kind::Text),
        Controls::InText => Err(Refusal::ControlCharacters {
            line: first_line_with_control(whole),
        }),
        Controls::InBytes => Err(Refusal::NotAWorkbook),
    }
}

/// How many control characters are at the beginning of a file.
#[derive(Debug, PartialEq, Eq)]
enum Controls {
    /// None, or so few that each is a fault of its row.
    Few,
    /// So many that they mean something, such as where a value ends.
    InText,
    /// It is no text at all.
    InBytes,
}

impl Controls {
    fn in_head(head: &[u8]) -> Self {
        let controls = head.iter().filter(|b| is_control(**b)).count();
        if controls == 0 {
            return Self::Few;
        }
        // A letter that goes on after the head is whole.
        let is_utf8 = std::str::from_utf8(head).map_or_else(|error| error.error_len().is_none(), |_| true);
        let letters = head
            .iter()
            .filter(|b| !is_control(**b) && (b.is_ascii() || is_utf8))
            .count();
        match (letters * 100 >= head.len() * 85, controls * 20 <= head.len()) {
            (false, _) => Self::InBytes,
            (true, false) => Self::InText,
            (true, true) => Self::Few,
        }
    }
}

fn is_control(byte: u8) -> bool {
    byte == 0x7F || (byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r'))
}

/// From 1.
fn first_line_with_control(head: &[u8]) -> u32 {
    let at = head.iter().position(|b| is_control(*b)).unwrap_or(0);
    encoding::Lines::default().after(&head[..at])
}
