//! In which encoding the letters of a text file are, and the letters themselves.

use std::io::{self, Read, Seek, SeekFrom};

use encoding_rs::{DecoderResult, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::refusal::{Failure, Refusal};

/// Bytes read at once.
const CHUNK: usize = 64 * 1024;

/// An encoding that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf8,
    Utf16Le,
    Utf16Be,
    Windows1252,
}

impl Encoding {
    fn decoder(self) -> encoding_rs::Decoder {
        match self {
            Self::Utf8 => UTF_8,
            Self::Utf16Le => UTF_16LE,
            Self::Utf16Be => UTF_16BE,
            Self::Windows1252 => WINDOWS_1252,
        }
        .new_decoder_without_bom_handling()
    }
}

/// Whether these first bytes are text of two bytes a letter, without a byte order mark: nearly every second byte of a list of
/// people is zero then.
fn wide(head: &[u8]) -> Option<Encoding> {
    let zeros = |first: usize| head.iter().skip(first).step_by(2).filter(|b| **b == 0).count();
    let (even, odd, half) = (zeros(0), zeros(1), head.len() / 2);
    if half < 8 {
        None
    } else if even == 0 && odd * 10 >= half * 7 {
        Some(Encoding::Utf16Le)
    } else if odd == 0 && even * 10 >= half * 7 {
        Some(Encoding::Utf16Be)
    } else {
        None
    }
}

/// Whether a file that begins so is text of two bytes a letter.
pub(super) fn begins_as_wide_text(head: &[u8]) -> bool {
    head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF") || wide(head).is_some()
}

/// Finds the encoding, and where the text begins. UTF-8 is what is UTF-8 throughout; other text is Windows-1252, unless its
/// letters make no words in that.
pub(super) fn find<R: Read + Seek>(source: &mut R) -> Result<(Encoding, u64), Failure> {
    let mut head = Vec::new();
    source.seek(SeekFrom::Start(0))?;
    source.by_ref().take(4 * 1024).read_to_end(&mut head)?;
    let found = match head.as_slice() {
        [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] => return Err(Refusal::UnknownLetters.into()),
        [0xEF, 0xBB, 0xBF, ..] => (Encoding::Utf8, 3),
        [0xFF, 0xFE, ..] => (Encoding::Utf16Le, 2),
        [0xFE, 0xFF, ..] => (Encoding::Utf16Be, 2),
        head => match wide(head) {
            Some(encoding) => (encoding, 0),
            None => (bytewise(source)?, 0),
        },
    };
    Ok(found)
}

/// The lines of a text. One ends with LF, CR or both.
#[derive(Debug, Default)]
pub(super) struct Lines {
    ends: u32,
    after_return: bool,
}

impl Lines {
    /// In which line the text is after these bytes more, from 1.
    pub(super) fn after(&mut self, bytes: &[u8]) -> u32 {
        for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            let follows_return = match at.checked_sub(1) {
                Some(before) => bytes[before] == b'\r',
                None => self.after_return,
            };
            if bytes[at] == b'\r' || !follows_return {
                self.ends = self.ends.saturating_add(1);
            }
        }
        if let Some(last) = bytes.last() {
            self.after_return = *last == b'\r';
        }
        self.ends.saturating_add(1)
    }
}

/// Where the text of a file ends, in bytes: one Ctrl-Z at its end, as programs of DOS write it, is none of it.
pub(super) fn end<R: Read + Seek>(source: &mut R, encoding: Encoding, start: u64) -> io::Result<u64> {
    let mark: &[u8] = match encoding {
        Encoding::Utf8 | Encoding::Windows1252 => &[0x1A],
        Encoding::Utf16Le => &[0x1A, 0],
        Encoding::Utf16Be => &[0, 0x1A],
    };
    let end = source.seek(SeekFrom::End(0))?;
    let before = end.saturating_sub(mark.len() as u64);
    if before < start {
        return Ok(end);
    }
    source.seek(SeekFrom::Start(before))?;
    let mut last = [0; 2];
    let read = read(source, &mut last[..mark.len()])?;
    Ok(if last[..read] == *mark { before } else { end })
}

/// UTF-8 or Windows-1252. A file with a zero byte is refused: it is in two encodings, or part of it was lost.
fn bytewise<R: Read + Seek>(source: &mut R) -> Result<Encoding, Failure> {
    source.seek(SeekFrom::Start(0))?;
    let mut bytes = vec![0; CHUNK];
    let (mut kept, mut is_utf8, mut letters) = (0, true, Letters::default());
    let mut lines = Lines::default();
    loop {
        let read = read(source, &mut bytes[kept..])?;
        let new = &bytes[kept..kept + read];
        if let Some(at) = memchr::memchr(0, new) {
            let line = lines.after(&new[..at]);
            return Err(Refusal::ControlCharacters { line }.into());
        }
        lines.after(new);
        letters.add(new);
        if is_utf8 {
            let whole = &bytes[..kept + read];
            match std::str::from_utf8(whole) {
                Ok(_) => kept = 0,
                // A letter that goes on in the next chunk.
                Err(error) if error.error_len().is_none() && read > 0 => {
                    let rest = error.valid_up_to()..kept + read;
                    kept = rest.len();
                    bytes.copy_within(rest, 0);
                }
                Err(_) => (is_utf8, kept) = (false, 0),
            }
        }
        if read == 0 {
            break;
        }
    }
    if is_utf8 {
        Ok(Encoding::Utf8)
    } else if letters.foreign > letters.western {
        Err(Refusal::UnknownLetters.into())
    } else {
        Ok(Encoding::Windows1252)
    }
}

/// Bytes beyond ASCII that stand between two ASCII letters.
#[derive(Default)]
struct Letters {
    before: [u8; 2],
    /// Letters in Windows-1252: ø, ü.
    western: u64,
    /// Letters in the encodings of DOS or of old Macintosh, and marks, fractions or nothing in Windows-1252: `S›ren`, `S¿ren`.
    foreign: u64,
}

impl Letters {
    fn add(&mut self, bytes: &[u8]) {
        if bytes.is_ascii() {
            if let [.., last] = bytes {
                self.before = [b' ', *last];
            }
            return;
        }
        for &next in bytes {
            let [first, middle] = self.before;
            if middle >= 0x80 && first.is_ascii_alphabetic() && next.is_ascii_alphabetic() {
                match middle {
                    0x81 | 0x84 | 0x86 | 0x8F | 0x90 | 0x94 | 0x99 | 0x9B | 0x9D | 0x9F | 0xBE | 0xBF => {
                        self.foreign += 1;
                    }
                    0xC0.. => self.western += 1,
                    _ => {}
                }
            }
            self.before = [middle, next];
        }
    }
}

/// Fills the buffer as far as the source goes.
fn read(source: &mut impl Read, into: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < into.len() {
        match source.read(&mut into[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// The letters of a source, a piece at a time.
pub(super) struct Decoded<R> {
    source: R,
    decoder: encoding_rs::Decoder,
    bytes: Box<[u8]>,
    /// The bytes that are not decoded yet.
    left: std::ops::Range<usize>,
    is_last: bool,
    is_over: bool,
    text: String,
}

impl<R: Read> Decoded<R> {
    pub(super) fn new(source: R, encoding: Encoding) -> Self {
        Self {
            source,
            decoder: encoding.decoder(),
            bytes: vec![0; CHUNK].into_boxed_slice(),
            left: 0..0,
            is_last: false,
            is_over: false,
            text: String::with_capacity(2 * CHUNK),
        }
    }

    /// The piece that was decoded last.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Decodes the next piece; false at the end.
    pub(super) fn advance(&mut self) -> Result<bool, Failure> {
        self.text.clear();
        while self.text.is_empty() && !self.is_over {
            if self.left.is_empty() && !self.is_last {
                let filled = read(&mut self.source, &mut self.bytes)?;
                self.left = 0..filled;
                self.is_last = filled < self.bytes.len();
            }
            let (result, taken) = self.decoder.decode_to_string_without_replacement(
                &self.bytes[self.left.clone()],
                &mut self.text,
                self.is_last,
            );
            self.left.start += taken;
            match result {
                DecoderResult::InputEmpty => self.is_over = self.is_last,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => return Err(Refusal::UnknownLetters.into()),
            }
        }
        Ok(!self.text.is_empty())
    }

    /// The first piece.
    pub(super) fn beginning(mut self) -> Result<String, Failure> {
        self.advance()?;
        Ok(self.text)
    }
}
