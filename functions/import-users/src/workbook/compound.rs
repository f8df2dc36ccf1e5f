//! The directory of a compound file, in which Excel keeps old workbooks and encrypted new ones ([MS-CFB]).

use std::io::{Read, Seek, SeekFrom};

/// What a compound file begins with ([MS-CFB] 2.2).
pub(super) const SIGNATURE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// So many sectors of the directory are read at the most: a workbook has one or two.
const MOST_SECTORS: usize = 1_024;
/// So many sectors of the table of sectors are followed: enough for 100 MB in sectors of 512 bytes.
const MOST_TABLES: usize = 2_048;
/// The last number that is a sector's ([MS-CFB] 2.1).
const LAST_SECTOR: u32 = 0xFFFF_FFFA;

struct Container<'s, R> {
    source: &'s mut R,
    sector_size: u64,
    /// The sectors that say which sector follows which.
    tables: Vec<u32>,
}

/// The names of everything in the container, or `None` where its directory cannot be followed.
pub(super) fn names<R: Read + Seek>(source: &mut R) -> Option<Vec<String>> {
    let mut header = [0; 512];
    source.seek(SeekFrom::Start(0)).ok()?;
    source.read_exact(&mut header).ok()?;
    let invocation = u16::from_le_bytes([header[30], header[31]]);
    if !header.starts_with(SIGNATURE) || !matches!(invocation, 9 | 12) {
        return None;
    }
    let mut container = Container {
        source,
        sector_size: 1 << invocation,
        tables: Vec::new(),
    };
    container.find_tables(&header)?;
    let mut names = Vec::new();
    let mut sector = number(&header, 48)?;
    for _ in 0..MOST_SECTORS {
        if sector > LAST_SECTOR {
            return Some(names);
        }
        let entries = container.read(sector)?;
        names.extend(entries.chunks_exact(128).filter_map(name));
        sector = container.next(sector)?;
    }
    // It goes round in a circle.
    None
}

/// The name of an entry of the directory ([MS-CFB] 2.6.1).
fn name(entry: &[u8]) -> Option<String> {
    let length = usize::from(u16::from_le_bytes([entry[64], entry[65]]));
    let name = entry.get(..length.checked_sub(2)?)?;
    let units = name
        .chunks_exact(2)
        .map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
    Some(char::decode_utf16(units).map(Result::unwrap_or_default).collect())
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..at + 4)?;
    Some(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
}

impl<R: Read + Seek> Container<'_, R> {
    fn read(&mut self, sector: u32) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        let start = (u64::from(sector) + 1).checked_mul(self.sector_size)?;
        self.source.seek(SeekFrom::Start(start)).ok()?;
        let mut source = self.source.by_ref().take(self.sector_size);
        source.read_to_end(&mut bytes).ok()?;
        (!bytes.is_empty()).then_some(bytes)
    }

    /// The first 109 are in the header, further ones in a chain of sectors of their own ([MS-CFB] 2.5).
    fn find_tables(&mut self, header: &[u8]) -> Option<()> {
        let numbers = |bytes: &[u8]| -> Vec<u32> {
            let numbers = bytes.chunks_exact(4).filter_map(|four| number(four, 0));
            numbers.filter(|sector| *sector <= LAST_SECTOR).collect()
        };
        self.tables = numbers(&header[76..]);
        let mut more = number(header, 68)?;
        while more <= LAST_SECTOR && self.tables.len() < MOST_TABLES {
            let bytes = self.read(more)?;
            let (last, listed) = bytes
                .split_last_chunk::<4>()
                .map(|(listed, last)| (last, listed))?;
            self.tables.extend(numbers(listed));
            let next = u32::from_le_bytes(*last);
            if next == more {
                return None;
            }
            more = next;
        }
        Some(())
    }

    fn next(&mut self, sector: u32) -> Option<u32> {
        let in_one = u32::try_from(self.sector_size / 4).ok()?;
        let table = *self.tables.get(usize::try_from(sector / in_one).ok()?)?;
        let bytes = self.read(table)?;
        number(&bytes, usize::try_from(sector % in_one).ok()? * 4)
    }
}
