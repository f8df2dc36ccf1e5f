//! What a file is by its first bytes, whatever its name ends in.

use std::io::{Read, Seek, SeekFrom};

use super::refusal::{Failure, Refusal};

const HEAD: u64 = 4 * 1024;
const CFB: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// Passes what begins like a ZIP container with something in it, refuses the rest by its kind.
pub(super) fn check<R: Read + Seek>(source: &mut R) -> Result<(), Failure> {
    let mut head = Vec::new();
    source.seek(SeekFrom::Start(0))?;
    source.take(HEAD).read_to_end(&mut head)?;
    if head.starts_with(b"PK\x03\x04") {
        return Ok(());
    }
    if head.is_empty() {
        return Err(Refusal::EmptyFile.into());
    }
    if head.starts_with(CFB) {
        return Err(compound_file(source)?.into());
    }
    // The record that begins a BIFF 2, 3, 4 or 5 file without a container ([MS-XLS] 2.4.21).
    let old = matches!(head.as_slice(), [0x09, 0x00 | 0x02 | 0x04 | 0x08, ..]);
    Err(if old { Refusal::OldExcel } else { text(&head) }.into())
}

/// Looks for the names of the streams instead of following the container's chains, which may go round in a
/// circle. A directory entry's name is UTF-16 ([MS-CFB] 2.6.1).
fn compound_file<R: Read + Seek>(source: &mut R) -> Result<Refusal, Failure> {
    let wide = |name: &str| -> Vec<u8> {
        name.encode_utf16()
            .chain([0])
            .flat_map(u16::to_le_bytes)
            .collect()
    };
    let encrypted = wide("EncryptedPackage");
    let workbook = [wide("Workbook"), wide("Book")];
    let overlap = encrypted.len();
    let mut found_workbook = false;
    let mut window = Vec::new();
    source.seek(SeekFrom::Start(0))?;
    loop {
        let kept = window.len().min(overlap);
        window.drain(..window.len() - kept);
        let read = source.by_ref().take(256 * 1024).read_to_end(&mut window)?;
        if read == 0 {
            break;
        }
        if memchr::memmem::find(&window, &encrypted).is_some() {
            return Ok(Refusal::PasswordProtected);
        }
        found_workbook |= workbook
            .iter()
            .any(|name| memchr::memmem::find(&window, name).is_some());
    }
    Ok(if found_workbook {
        Refusal::OldExcel
    } else {
        Refusal::NotAWorkbook
    })
}

fn text(head: &[u8]) -> Refusal {
    let head = head
        .strip_prefix(b"\xEF\xBB\xBF")
        .unwrap_or(head)
        .trim_ascii_start();
    let lower = head.to_ascii_lowercase();
    if lower.first() == Some(&b'<') {
        let has = |what: &[u8]| memchr::memmem::find(&lower, what).is_some();
        if has(b"urn:schemas-microsoft-com:office:spreadsheet") || has(b"progid=\"excel.sheet\"") {
            return Refusal::SpreadsheetXml;
        }
        if has(b"<html") || has(b"<table") || has(b"<!doctype html") || has(b"<meta") {
            return Refusal::WebPage;
        }
        return Refusal::NotAWorkbook;
    }
    let utf16 = head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF");
    let plain = !head
        .iter()
        .any(|&b| b == 0x7F || (b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r')));
    let separated = head.iter().any(|b| matches!(b, b',' | b';' | b'\t'));
    let other = head.starts_with(b"%PDF") || head.starts_with(b"{\\rtf");
    if (utf16 || plain && separated) && !other {
        Refusal::TextFile
    } else {
        Refusal::NotAWorkbook
    }
}
