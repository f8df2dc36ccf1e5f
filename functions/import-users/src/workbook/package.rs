//! The ZIP container of a workbook, read strictly: the directory, and each entry's bytes.
//!
//! Ours rather than the `zip` crate's because a guard has to see what a lenient reader forgives: duplicate and
//! overlapping entries, local headers that contradict the directory, names that lead elsewhere.
//! Source of the layout: PKWARE APPNOTE 6.3.10, sections 4.3 and 4.5.3.

use std::collections::HashSet;
use std::io::{Read, Seek, SeekFrom};

use super::cause::{Damage, Danger, Excess};
use super::limits::Limits;
use super::refusal::{Failure, Refusal};

/// One entry of the directory, vetted.
#[derive(Debug, Clone, Default)]
pub(super) struct Entry {
    /// The name with forward slashes, as written otherwise.
    pub(super) name: String,
    pub(super) deflated: bool,
    pub(super) crc: u32,
    pub(super) compressed: u64,
    pub(super) size: u64,
    pub(super) data_start: u64,
    header_start: u64,
    /// The entry calls itself otherwise than the directory does: nothing is read from it.
    is_renamed: bool,
}

/// The directory of a workbook.
#[derive(Debug)]
pub(super) struct Package {
    pub(super) entries: Vec<Entry>,
}

impl Package {
    /// The entry of that name; the names of an OPC package are compared without regard to case (ECMA-376-2, 6.2.2).
    pub(super) fn find(&self, name: &str) -> Option<&Entry> {
        self.entries
            .iter()
            .find(|entry| !entry.is_renamed && entry.name.eq_ignore_ascii_case(name))
    }
}

const END: &[u8; 4] = b"PK\x05\x06";
const END_64: &[u8; 4] = b"PK\x06\x06";
const LOCATOR_64: &[u8; 4] = b"PK\x06\x07";
const CENTRAL: &[u8; 4] = b"PK\x01\x02";
const LOCAL: &[u8; 4] = b"PK\x03\x04";
/// The longest tail that is searched for the end record: its comment is at most 65,535 bytes, and some mail
/// gateways append a little.
const TAIL: u64 = 22 + 65_535 + 4_096;
const UNIX_TYPE_MASK: u32 = 0o170_000;
const UNIX_SYMLINK: u32 = 0o120_000;

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    bytes
        .get(at..at + 2)
        .map_or(0, |b| u16::from_le_bytes([b[0], b[1]]))
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes
        .get(at..at + 4)
        .map_or(0, |b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]))
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from(u32_at(bytes, at)) | (u64::from(u32_at(bytes, at + 4)) << 32)
}

struct Directory {
    entries: u64,
    start: u64,
    size: u64,
    end: u64,
}

/// Reads the directory and checks it against the local headers. `length` is the length of the file.
pub(super) fn read<R: Read + Seek>(source: &mut R, length: u64, limits: &Limits) -> Result<Package, Failure> {
    let directory = find_directory(source, length)?;
    if directory.entries > u64::from(limits.entries) {
        return Err(Refusal::TooMuchInside { what: Excess::Parts }.into());
    }
    // 46 bytes of fixed header, and three variable fields of at most 65,535 each.
    if directory.size > directory.entries.saturating_mul(46 + 3 * 65_535) || directory.size > limits.directory
    {
        return Err(Failure::damaged(Damage::ListTooLong));
    }
    source.seek(SeekFrom::Start(directory.start))?;
    let size = usize::try_from(directory.size).map_err(|_| Failure::damaged(Damage::ListTooLong))?;
    let mut bytes = vec![0; size];
    source.read_exact(&mut bytes)?;

    let mut entries = Vec::new();
    let mut names = HashSet::new();
    let mut rest = bytes.as_slice();
    for _ in 0..directory.entries {
        let (entry, after) = central_entry(rest)?;
        rest = after;
        // Folders, and what a Mac packs beside the parts, are nobody's part.
        let is_part = !entry.name.ends_with('/') && !entry.name.starts_with("__MACOSX/");
        if is_part && !names.insert(entry.name.to_ascii_lowercase()) {
            return Err(Refusal::Unsafe {
                what: Danger::PartTwice,
            }
            .into());
        }
        entries.push(entry);
    }
    for entry in &mut entries {
        check_local(source, entry, directory.start, &names)?;
    }
    check_overlaps(&entries, directory.start)?;
    Ok(Package { entries })
}

fn find_directory<R: Read + Seek>(source: &mut R, length: u64) -> Result<Directory, Failure> {
    let tail_length = length.min(TAIL);
    let tail_start = length - tail_length;
    source.seek(SeekFrom::Start(tail_start))?;
    let mut tail = Vec::new();
    source.take(tail_length).read_to_end(&mut tail)?;
    let mut seen = false;
    for at in memchr::memmem::rfind_iter(&tail, END) {
        let record = &tail[at..];
        if record.len() < 22 {
            continue;
        }
        seen = true;
        if let Some(directory) = end_record(source, record, tail_start + at as u64)? {
            return Ok(directory);
        }
    }
    if seen {
        return Err(Failure::damaged(Damage::ListDiffers));
    }
    Err(if ends_before(source, tail_start)? {
        Failure::damaged(Damage::TrailingData)
    } else {
        Refusal::Incomplete.into()
    })
}

/// Whether an end record is in the first `length` bytes: then what follows is too much rather than too little.
fn ends_before<R: Read + Seek>(source: &mut R, length: u64) -> Result<bool, Failure> {
    let mut window = Vec::new();
    source.seek(SeekFrom::Start(0))?;
    let mut rest = source.take(length);
    loop {
        let kept = window.len().min(END.len() - 1);
        window.drain(..window.len() - kept);
        if rest.by_ref().take(256 * 1024).read_to_end(&mut window)? == 0 {
            return Ok(false);
        }
        if memchr::memmem::find(&window, END).is_some() {
            return Ok(true);
        }
    }
}

/// What the end record says, or `None` where it is no end record but bytes that look like one.
fn end_record<R: Read + Seek>(source: &mut R, record: &[u8], at: u64) -> Result<Option<Directory>, Failure> {
    let mut directory = Directory {
        entries: u64::from(u16_at(record, 10)),
        size: u64::from(u32_at(record, 12)),
        start: u64::from(u32_at(record, 16)),
        end: at,
    };
    let saturated =
        directory.entries == 0xFFFF || directory.size == 0xFFFF_FFFF || directory.start == 0xFFFF_FFFF;
    if saturated && at >= 20 {
        let mut locator = [0; 20];
        source.seek(SeekFrom::Start(at - 20))?;
        source.read_exact(&mut locator)?;
        if locator.starts_with(LOCATOR_64) {
            let end_64 = u64_at(&locator, 8);
            if end_64.checked_add(56).is_none_or(|end| end > at - 20) {
                return Ok(None);
            }
            let mut bytes = [0; 56];
            source.seek(SeekFrom::Start(end_64))?;
            source.read_exact(&mut bytes)?;
            if !bytes.starts_with(END_64) {
                return Ok(None);
            }
            directory = Directory {
                entries: u64_at(&bytes, 32),
                size: u64_at(&bytes, 40),
                start: u64_at(&bytes, 48),
                end: end_64,
            };
        }
    }
    if directory
        .start
        .checked_add(directory.size)
        .is_none_or(|end| end > directory.end)
    {
        return Ok(None);
    }
    if directory.entries > 0 {
        let mut signature = [0; 4];
        source.seek(SeekFrom::Start(directory.start))?;
        source.read_exact(&mut signature)?;
        if &signature != CENTRAL {
            return Ok(None);
        }
    }
    Ok(Some(directory))
}

fn central_entry(bytes: &[u8]) -> Result<(Entry, &[u8]), Failure> {
    const CUT: Failure = Failure::Refused(Refusal::Damaged {
        what: Damage::ListCutShort,
    });
    if bytes.len() < 46 || !bytes.starts_with(CENTRAL) {
        return Err(CUT);
    }
    let flags = u16_at(bytes, 8);
    let method = u16_at(bytes, 10);
    let name_end = 46 + usize::from(u16_at(bytes, 28));
    let extra_end = name_end + usize::from(u16_at(bytes, 30));
    let end = extra_end + usize::from(u16_at(bytes, 32));
    let (Some(name), Some(extra), Some(rest)) = (
        bytes.get(46..name_end),
        bytes.get(name_end..extra_end),
        bytes.get(end..),
    ) else {
        return Err(CUT);
    };
    if flags & 1 != 0 {
        return Err(Refusal::PasswordProtected.into());
    }
    if method != 0 && method != 8 {
        return Err(Refusal::Unsafe {
            what: Danger::ForeignPacking,
        }
        .into());
    }
    let made_by_unix = u16_at(bytes, 4) >> 8 == 3;
    if made_by_unix && (u32_at(bytes, 38) >> 16) & UNIX_TYPE_MASK == UNIX_SYMLINK {
        return Err(Refusal::Unsafe {
            what: Danger::LinkToFile,
        }
        .into());
    }
    let mut entry = Entry {
        name: safe_name(name)?,
        deflated: method == 8,
        crc: u32_at(bytes, 16),
        compressed: u64::from(u32_at(bytes, 20)),
        size: u64::from(u32_at(bytes, 24)),
        data_start: 0,
        header_start: u64::from(u32_at(bytes, 42)),
        is_renamed: false,
    };
    apply_zip64(&mut entry, extra);
    Ok((entry, rest))
}

/// Takes the 64-bit sizes from the extra field where the 32-bit ones are saturated (APPNOTE 4.5.3).
fn apply_zip64(entry: &mut Entry, mut extra: &[u8]) {
    while extra.len() >= 4 {
        let length = usize::from(u16_at(extra, 2));
        let Some(field) = extra.get(4..4 + length) else {
            return;
        };
        if u16_at(extra, 0) == 1 {
            let mut at = 0;
            for value in [&mut entry.size, &mut entry.compressed, &mut entry.header_start] {
                if *value == 0xFFFF_FFFF && field.len() >= at + 8 {
                    *value = u64_at(field, at);
                    at += 8;
                }
            }
            return;
        }
        extra = &extra[4 + length..];
    }
}

/// The name with forward slashes: some .NET producers write backslashes, and Excel opens their files.
fn safe_name(raw: &[u8]) -> Result<String, Failure> {
    const UNSAFE: Failure = Failure::Refused(Refusal::Unsafe {
        what: Danger::PartOutside,
    });
    let name = String::from_utf8_lossy(raw).replace('\\', "/");
    let names_a_drive = name.as_bytes().get(1) == Some(&b':');
    let leads_away = name.is_empty() || name.starts_with('/') || names_a_drive;
    if leads_away || name.split('/').any(|part| part == ".." || part == ".") {
        return Err(UNSAFE);
    }
    Ok(name)
}

fn check_local<R: Read + Seek>(
    source: &mut R,
    entry: &mut Entry,
    directory_start: u64,
    names: &HashSet<String>,
) -> Result<(), Failure> {
    const DIFFERS: Failure = Failure::Refused(Refusal::Damaged {
        what: Damage::ListDiffers,
    });
    if entry
        .header_start
        .checked_add(30)
        .is_none_or(|end| end > directory_start)
    {
        return Err(DIFFERS);
    }
    let mut header = [0; 30];
    source.seek(SeekFrom::Start(entry.header_start))?;
    source.read_exact(&mut header)?;
    if !header.starts_with(LOCAL) || (u16_at(&header, 8) == 8) != entry.deflated {
        return Err(DIFFERS);
    }
    let name_length = u64::from(u16_at(&header, 26));
    entry.data_start = entry.header_start + 30 + name_length + u64::from(u16_at(&header, 28));
    let end = entry.data_start.checked_add(entry.compressed);
    if end.is_none_or(|end| end > directory_start) {
        return Err(DIFFERS);
    }
    let mut name = Vec::new();
    source.take(name_length).read_to_end(&mut name)?;
    if !entry.deflated && entry.compressed != entry.size {
        return Err(DIFFERS);
    }
    let own_name = safe_name(&name)?;
    if own_name != entry.name {
        // A reader that goes by the entries themselves would take it for another part.
        if names.contains(&own_name.to_ascii_lowercase()) {
            return Err(DIFFERS);
        }
        entry.is_renamed = true;
    }
    Ok(())
}

fn check_overlaps(entries: &[Entry], directory_start: u64) -> Result<(), Failure> {
    let mut spans: Vec<_> = entries
        .iter()
        .map(|e| (e.header_start, e.data_start + e.compressed))
        .collect();
    spans.sort_unstable();
    spans.push((directory_start, directory_start));
    if spans.windows(2).any(|pair| pair[0].1 > pair[1].0) {
        return Err(Refusal::Unsafe {
            what: Danger::OverlappingParts,
        }
        .into());
    }
    Ok(())
}
