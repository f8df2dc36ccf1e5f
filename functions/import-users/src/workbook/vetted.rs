//! The archive that calamine gets to see: only what was looked through, under the names it expects.
//!
//! calamine finds the shared strings and styles under fixed names, resolves names and relationships its own way
//! and takes a few declarations at their word. So it is given a package of our own making: relationships, list of
//! sheets and number formats rewritten, and the two large parts inflated from the file as they are read, with
//! the names of an untrusted attribute and an untrusted element changed by one byte so that they go unnoticed. Where
//! calamine would read such a part otherwise than Excel does, it is rewritten as it is read ([`super::made`]).

use std::io::{self, Read, Seek, SeekFrom};

use super::made::Made;
use super::package::Entry;
use super::part::{Inflater, PartReader, Shared};

/// Zeros between the parts and the directory, so that the search for the end record, which reads backwards
/// through the last 64 KB, never asks for the end of a part that would have to be inflated for it.
const GAP: usize = 72 * 1024;

#[derive(Debug)]
enum Content {
    Bytes(Vec<u8>),
    Part { entry: Box<Entry>, changed: Option<u64> },
    Made { entry: Box<Entry> },
}

#[derive(Debug)]
struct Segment {
    start: u64,
    length: u64,
    content: Content,
}

/// What the changed byte becomes.
const CHANGED: u8 = b'_';

/// A stored ZIP archive over the parts of `R`.
#[derive(Debug)]
pub(super) struct Vetted<R> {
    source: Shared<R>,
    segments: Vec<Segment>,
    length: u64,
    position: u64,
    /// The segment being read and how far it has come.
    running: Option<(usize, u64, Running<R>)>,
}

/// A part on its way.
#[derive(Debug)]
enum Running<R> {
    Inflated(Inflater),
    Made(Box<Made<PartReader<Shared<R>>>>),
}

impl<R: Read + Seek> Running<R> {
    fn read(&mut self, source: &mut Shared<R>, out: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Inflated(inflater) => inflater.read(source, out),
            Self::Made(made) => made.read(out),
        }
    }
}

/// Puts the archive together.
#[derive(Debug, Default)]
pub(super) struct Builder {
    segments: Vec<Segment>,
    directory: Vec<u8>,
    entries: u16,
    length: u64,
}

impl Builder {
    pub(super) fn bytes(&mut self, name: &str, bytes: Vec<u8>) {
        let crc = crc32fast::hash(&bytes);
        self.add(name, crc, bytes.len() as u64, Content::Bytes(bytes));
    }

    /// Adds a part of the file with the byte at `changed`, which was `original`, replaced.
    pub(super) fn part(&mut self, name: &str, entry: &Entry, changed: Option<(u64, u8)>) {
        let crc = changed.map_or(entry.crc, |(at, original)| {
            entry.crc ^ crc_of_change(at, original ^ CHANGED, entry.size)
        });
        let content = Content::Part {
            entry: Box::new(entry.clone()),
            changed: changed.map(|(at, _)| at),
        };
        self.add(name, crc, entry.size, content);
    }

    /// Adds a rewritten part of the file; `length` and `crc` are those of the new content.
    pub(super) fn made(&mut self, name: &str, entry: &Entry, length: u64, crc: u32) {
        let entry = Box::new(entry.clone());
        self.add(name, crc, length, Content::Made { entry });
    }

    fn add(&mut self, name: &str, crc: u32, size: u64, content: Content) {
        // Both limits are far above what the guard lets through.
        let size_32 = u32::try_from(size).unwrap_or(u32::MAX);
        let start_32 = u32::try_from(self.length).unwrap_or(u32::MAX);
        let name_length = u16::try_from(name.len()).unwrap_or(u16::MAX);
        // Version needed, flags (UTF-8 names), method, time, date: APPNOTE 4.3.7.
        let mut common = Vec::new();
        for field in [10_u16, 1 << 11, 0, 0, 0x21] {
            common.extend_from_slice(&field.to_le_bytes());
        }
        for field in [crc, size_32, size_32] {
            common.extend_from_slice(&field.to_le_bytes());
        }
        common.extend_from_slice(&name_length.to_le_bytes());
        common.extend_from_slice(&[0, 0]);

        self.directory.extend_from_slice(b"PK\x01\x02\x0A\x00");
        self.directory.extend_from_slice(&common);
        self.directory.extend_from_slice(&[0; 10]);
        self.directory.extend_from_slice(&start_32.to_le_bytes());
        self.directory.extend_from_slice(name.as_bytes());
        self.entries += 1;

        let mut local = b"PK\x03\x04".to_vec();
        local.extend_from_slice(&common);
        local.extend_from_slice(name.as_bytes());
        self.push(Content::Bytes(local), None);
        self.push(content, Some(size));
    }

    fn push(&mut self, content: Content, size: Option<u64>) {
        let length = match (&content, size) {
            (Content::Bytes(bytes), _) => bytes.len() as u64,
            (Content::Part { .. } | Content::Made { .. }, size) => size.unwrap_or(0),
        };
        self.segments.push(Segment {
            start: self.length,
            length,
            content,
        });
        self.length += length;
    }

    pub(super) fn finish<R>(mut self, source: Shared<R>) -> Vetted<R> {
        self.push(Content::Bytes(vec![0; GAP]), None);
        let start = u32::try_from(self.length).unwrap_or(u32::MAX);
        let size = u32::try_from(self.directory.len()).unwrap_or(u32::MAX);
        let mut end = std::mem::take(&mut self.directory);
        end.extend_from_slice(b"PK\x05\x06\0\0\0\0");
        end.extend_from_slice(&self.entries.to_le_bytes());
        end.extend_from_slice(&self.entries.to_le_bytes());
        end.extend_from_slice(&size.to_le_bytes());
        end.extend_from_slice(&start.to_le_bytes());
        end.extend_from_slice(&[0, 0]);
        self.push(Content::Bytes(end), None);
        Vetted {
            source,
            segments: self.segments,
            length: self.length,
            position: 0,
            running: None,
        }
    }
}

/// By what the CRC-32 of `length` bytes changes when the byte at `at` is combined with `difference`.
///
/// CRC-32 is affine: for texts of equal length, crc(a ^ b) = crc(a) ^ crc(b) ^ crc(zeros).
fn crc_of_change(at: u64, difference: u8, length: u64) -> u32 {
    let mut changed = zeros(at);
    changed.update(&[difference]);
    changed.combine(&zeros(length - at - 1));
    changed.finalize() ^ zeros(length).finalize()
}

/// The checksum of that many zero bytes, by doubling.
fn zeros(mut length: u64) -> crc32fast::Hasher {
    let mut sum = crc32fast::Hasher::new();
    let mut power = crc32fast::Hasher::new();
    power.update(&[0]);
    while length > 0 {
        if length & 1 == 1 {
            sum.combine(&power);
        }
        let twice = power.clone();
        power.combine(&twice);
        length >>= 1;
    }
    sum
}

impl<R: Read + Seek> Vetted<R> {
    fn read_part(&mut self, index: usize, within: u64, out: &mut [u8]) -> io::Result<usize> {
        let changed = match &self.segments[index].content {
            Content::Bytes(_) => return Ok(0),
            Content::Part { changed, .. } => *changed,
            Content::Made { .. } => None,
        };
        let (at, mut running) = match self.running.take() {
            Some((running, at, part)) if running == index && at <= within => (at, part),
            _ => (0, self.begin(index)),
        };
        let mut skip = within - at;
        while skip > 0 {
            let mut unwanted = [0; 4096];
            let wanted = unwanted.len().min(usize::try_from(skip).unwrap_or(usize::MAX));
            match running.read(&mut self.source, &mut unwanted[..wanted])? {
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                read => skip -= read as u64,
            }
        }
        let read = running.read(&mut self.source, out)?;
        if let Some(offset) = changed.and_then(|changed| changed.checked_sub(within))
            && let Some(byte) = usize::try_from(offset)
                .ok()
                .and_then(|offset| out[..read].get_mut(offset))
        {
            *byte = CHANGED;
        }
        self.running = Some((index, within + read as u64, running));
        Ok(read)
    }

    /// A part from its beginning.
    fn begin(&self, index: usize) -> Running<R> {
        let made = |entry: &Entry| Made::new(PartReader::new(self.source.clone(), entry));
        match &self.segments[index].content {
            Content::Part { entry, .. } => Running::Inflated(Inflater::new(entry)),
            Content::Made { entry } => Running::Made(Box::new(made(entry))),
            Content::Bytes(_) => Running::Inflated(Inflater::new(&Entry::default())),
        }
    }
}

impl<R: Read + Seek> Read for Vetted<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.position >= self.length || out.is_empty() {
            return Ok(0);
        }
        // Empty parts share their start with what follows them, which comes later in the list.
        let index = self
            .segments
            .partition_point(|segment| segment.start <= self.position)
            - 1;
        let segment = &self.segments[index];
        let within = self.position - segment.start;
        let wanted = out
            .len()
            .min(usize::try_from(segment.length - within).unwrap_or(usize::MAX));
        let out = &mut out[..wanted];
        let read = match &segment.content {
            Content::Bytes(bytes) => {
                let from = usize::try_from(within).unwrap_or(usize::MAX);
                out.copy_from_slice(&bytes[from..from + wanted]);
                wanted
            }
            Content::Part { .. } | Content::Made { .. } => match self.read_part(index, within, out)? {
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                read => read,
            },
        };
        self.position += read as u64;
        Ok(read)
    }
}

impl<R: Read + Seek> Seek for Vetted<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let target = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.length.checked_add_signed(by),
            SeekFrom::Current(by) => self.position.checked_add_signed(by),
        };
        self.position = target.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.position)
    }
}
