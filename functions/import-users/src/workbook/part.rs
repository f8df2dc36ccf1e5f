//! The bytes of one part of a workbook, inflated as they are asked for.

use std::io::{self, Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex, PoisonError};

use flate2::{Decompress, FlushDecompress, Status};

use super::package::Entry;

const INPUT: usize = 64 * 1024;

/// Inflates one entry from its beginning; holds no reader; the caller lends one for each call.
#[derive(Debug)]
pub(super) struct Inflater {
    next: u64,
    left: u64,
    deflate: Option<Box<Decompress>>,
    input: Vec<u8>,
    at: usize,
    finished: bool,
}

impl Inflater {
    pub(super) fn new(entry: &Entry) -> Self {
        Self {
            next: entry.data_start,
            left: entry.compressed,
            deflate: entry.deflated.then(|| Box::new(Decompress::new(false))),
            input: Vec::new(),
            at: 0,
            // Some writers call even nothing compressed, and write nothing.
            finished: entry.compressed == 0 && entry.size == 0,
        }
    }

    /// Fills `out` from the beginning on, returning how much; nought is the end.
    ///
    /// # Errors
    /// `InvalidData` where the compressed bytes are broken or cut short; otherwise the source's own.
    pub(super) fn read<R: Read + Seek>(&mut self, source: &mut R, out: &mut [u8]) -> io::Result<usize> {
        if out.is_empty() || self.finished {
            return Ok(0);
        }
        loop {
            if self.at == self.input.len() && self.left > 0 {
                self.fill(source)?;
            }
            let available = &self.input[self.at..];
            let Some(deflate) = &mut self.deflate else {
                let taken = available.len().min(out.len());
                out[..taken].copy_from_slice(&available[..taken]);
                self.at += taken;
                return Ok(taken);
            };
            let (before_in, before_out) = (deflate.total_in(), deflate.total_out());
            let at_end = self.left == 0;
            let status = deflate
                .decompress(
                    available,
                    out,
                    if at_end {
                        FlushDecompress::Finish
                    } else {
                        FlushDecompress::None
                    },
                )
                .map_err(|_| broken())?;
            let taken = usize::try_from(deflate.total_in() - before_in).unwrap_or(usize::MAX);
            let given = usize::try_from(deflate.total_out() - before_out).unwrap_or(usize::MAX);
            self.at += taken;
            if status == Status::StreamEnd {
                self.finished = true;
                // Bytes after the end would be seen by some readers and not by others.
                return if self.left == 0 && self.at == self.input.len() {
                    Ok(given)
                } else {
                    Err(broken())
                };
            }
            if given > 0 {
                return Ok(given);
            }
            if taken == 0 && at_end {
                return Err(broken());
            }
        }
    }

    fn fill<R: Read + Seek>(&mut self, source: &mut R) -> io::Result<()> {
        let wanted = usize::try_from(self.left).unwrap_or(usize::MAX).min(INPUT);
        self.input.resize(wanted, 0);
        self.at = 0;
        source.seek(SeekFrom::Start(self.next))?;
        source.read_exact(&mut self.input)?;
        self.next += wanted as u64;
        self.left -= wanted as u64;
        Ok(())
    }
}

fn broken() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "broken compressed data")
}

/// A source that several readers of parts have in common.
#[derive(Debug)]
pub(super) struct Shared<R>(Arc<Mutex<R>>);

impl<R> Shared<R> {
    pub(super) fn new(source: R) -> Self {
        Self(Arc::new(Mutex::new(source)))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, R> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<R> Clone for Shared<R> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<R: Read> Read for Shared<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.lock().read(out)
    }
}

impl<R: Seek> Seek for Shared<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.lock().seek(to)
    }
}

/// One entry as a `Read`, which checks size and CRC at its end.
#[derive(Debug)]
pub(super) struct PartReader<R> {
    source: R,
    inflater: Inflater,
    crc: crc32fast::Hasher,
    expected_crc: u32,
    size: u64,
    read: u64,
}

impl<R: Read + Seek> PartReader<R> {
    pub(super) fn new(source: R, entry: &Entry) -> Self {
        Self {
            source,
            inflater: Inflater::new(entry),
            crc: crc32fast::Hasher::new(),
            expected_crc: entry.crc,
            size: entry.size,
            read: 0,
        }
    }
}

impl<R: Read + Seek> Read for PartReader<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let given = self.inflater.read(&mut self.source, out)?;
        self.crc.update(&out[..given]);
        self.read += given as u64;
        let ended = given == 0 && !out.is_empty();
        // More than declared is refused at once: the declared sizes are what the budget was checked against.
        if self.read > self.size
            || (ended && (self.read != self.size || self.crc.clone().finalize() != self.expected_crc))
        {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "size or checksum differs",
            ));
        }
        Ok(given)
    }
}
