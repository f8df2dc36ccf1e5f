//! The bytes of an XML part as UTF-8, whichever of the two forms every reader of XML takes they are in (XML 1.0, 4.3.3):
//! calamine reads a sheet in UTF-16 as empty, without a word.

use std::io::{self, Read};

const CHUNK: u64 = 16 * 1024;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Utf8,
    Utf16 { is_big: bool },
}

/// A reader of UTF-8 over one of UTF-8 or UTF-16. What is neither comes out as bytes that are no UTF-8.
#[derive(Debug)]
pub(super) struct Decoded<R> {
    inner: R,
    form: Option<Form>,
    /// Bytes that are not decoded yet: half a unit, or half a pair.
    raw: Vec<u8>,
    ready: Vec<u8>,
    at: usize,
}

impl<R: Read> Decoded<R> {
    pub(super) fn new(inner: R) -> Self {
        Self {
            inner,
            form: None,
            raw: Vec::new(),
            ready: Vec::new(),
            at: 0,
        }
    }

    /// Whether the bytes turned out to be UTF-16; false before the first was read.
    pub(super) fn is_utf16(&self) -> bool {
        matches!(self.form, Some(Form::Utf16 { .. }))
    }

    /// Looks at the first four bytes, by a mark or by how markup begins (XML 1.0, appendix F).
    fn detect(&mut self) -> io::Result<Form> {
        while self.raw.len() < 4 {
            let mut more = [0; 4];
            let wanted = 4 - self.raw.len();
            match self.inner.read(&mut more[..wanted]) {
                Ok(0) => break,
                Ok(read) => self.raw.extend_from_slice(&more[..read]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        let form = match self.raw.as_slice() {
            [0xFF, 0xFE, ..] | [b'<', 0, _, 0] => Form::Utf16 { is_big: false },
            [0xFE, 0xFF, ..] | [0, b'<', 0, _] => Form::Utf16 { is_big: true },
            _ => Form::Utf8,
        };
        if form == Form::Utf8 {
            self.ready = std::mem::take(&mut self.raw);
        }
        self.form = Some(form);
        Ok(form)
    }

    /// Decodes some more; nothing is ready afterwards only at the end.
    fn decode(&mut self, is_big: bool) -> io::Result<()> {
        self.ready.clear();
        self.at = 0;
        while self.ready.is_empty() {
            let read = self.inner.by_ref().take(CHUNK).read_to_end(&mut self.raw)?;
            let ended = read == 0;
            let mut units = self.raw.chunks_exact(2).map(|pair| {
                if is_big {
                    u16::from_be_bytes([pair[0], pair[1]])
                } else {
                    u16::from_le_bytes([pair[0], pair[1]])
                }
            });
            let mut whole = self.raw.len() / 2;
            if !ended
                && units
                    .clone()
                    .next_back()
                    .is_some_and(|last| (0xD800..0xDC00).contains(&last))
            {
                whole -= 1;
            }
            for unit in char::decode_utf16(units.by_ref().take(whole)) {
                match unit {
                    Ok(character) => self
                        .ready
                        .extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes()),
                    Err(_) => self.ready.push(0xFF),
                }
            }
            self.raw.drain(..whole * 2);
            if ended {
                if !self.raw.is_empty() {
                    self.ready.push(0xFF);
                    self.raw.clear();
                }
                break;
            }
        }
        Ok(())
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let form = match self.form {
            Some(form) => form,
            None => self.detect()?,
        };
        if self.at == self.ready.len() {
            match form {
                Form::Utf8 => return self.inner.read(out),
                Form::Utf16 { is_big } => self.decode(is_big)?,
            }
        }
        let given = out.len().min(self.ready.len() - self.at);
        out[..given].copy_from_slice(&self.ready[self.at..self.at + given]);
        self.at += given;
        Ok(given)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives one byte after the other.
    struct Drip<'a>(&'a [u8]);

    impl Read for Drip<'_> {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            let given = self.0.len().min(out.len()).min(1);
            out[..given].copy_from_slice(&self.0[..given]);
            self.0 = &self.0[given..];
            Ok(given)
        }
    }

    fn decoded(bytes: &[u8]) -> Vec<u8> {
        let mut text = Vec::new();
        Decoded::new(Drip(bytes)).read_to_end(&mut text).unwrap();
        let mut at_once = Vec::new();
        Decoded::new(bytes).read_to_end(&mut at_once).unwrap();
        assert_eq!(text, at_once);
        text
    }

    #[test]
    fn either_form_in_either_order_comes_out_as_utf8() {
        let text = "<?xml?><a>Ærø 漢 😀</a>".repeat(2_000);
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let marked = |mark: &[u8], bytes: &[u8]| [mark, bytes].concat();
        assert_eq!(decoded(text.as_bytes()), text.as_bytes());
        assert_eq!(decoded(&little), text.as_bytes());
        assert_eq!(decoded(&big), text.as_bytes());
        let with_mark = format!("\u{feff}{text}");
        assert_eq!(decoded(&marked(b"\xFF\xFE", &little)), with_mark.as_bytes());
        assert_eq!(decoded(&marked(b"\xFE\xFF", &big)), with_mark.as_bytes());
    }

    #[test]
    fn half_a_character_is_no_text() {
        for bytes in [&b"\xFF\xFEa"[..], b"\xFF\xFE\x3D\xD8", b"\xFF\xFE\x3D\xD8a\0"] {
            assert!(String::from_utf8(decoded(bytes)).is_err(), "{bytes:?}");
        }
        for bytes in [&b""[..], b"<", b"<a", b"<a>"] {
            assert_eq!(decoded(bytes), bytes);
        }
    }
}
