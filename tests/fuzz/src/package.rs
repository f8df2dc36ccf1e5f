//! Packages taken apart and put together, so that a fuzzer need not get past deflate and checksums by chance.

use std::io::Read;

use flate2::read::DeflateDecoder;

/// A part's name and what is in it.
pub type Part = (Vec<u8>, Vec<u8>);

/// Bytes of all parts together; more than the limits of the targets allow.
const MOST: u64 = 4 * 1024 * 1024;

fn number<const N: usize>(bytes: &[u8], at: usize) -> Option<usize> {
    let mut wide = [0; 8];
    wide[..N].copy_from_slice(bytes.get(at..at.checked_add(N)?)?);
    usize::try_from(u64::from_le_bytes(wide)).ok()
}

/// The parts of a sound package, as its directory lists them; `None` where it is not sound enough to say.
pub fn unpack(bytes: &[u8]) -> Option<Vec<Part>> {
    let end = memchr::memmem::rfind(bytes, b"PK\x05\x06")?;
    let mut at = number::<4>(bytes, end + 16)?;
    let mut parts = Vec::new();
    let mut left = MOST;
    for _ in 0..number::<2>(bytes, end + 10)? {
        if !bytes.get(at..)?.starts_with(b"PK\x01\x02") {
            return None;
        }
        let deflated = number::<2>(bytes, at + 10)? == 8;
        let (name, extra) = (number::<2>(bytes, at + 28)?, number::<2>(bytes, at + 30)?);
        let local = number::<4>(bytes, at + 42)?;
        let start = local + 30 + number::<2>(bytes, local + 26)? + number::<2>(bytes, local + 28)?;
        let stored = bytes.get(start..start + number::<4>(bytes, at + 20)?)?;
        let mut content = Vec::new();
        if deflated {
            DeflateDecoder::new(stored)
                .take(left)
                .read_to_end(&mut content)
                .ok()?;
        } else {
            content.extend_from_slice(stored);
        }
        // Parts may lie over one another, and each unpack to a thousand times its size.
        left = left.checked_sub(content.len() as u64).filter(|&left| left > 0)?;
        parts.push((bytes.get(at + 46..at + 46 + name)?.to_vec(), content));
        at += 46 + name + extra + number::<2>(bytes, at + 32)?;
    }
    Some(parts)
}

/// A package of these parts, none of them compressed.
pub fn pack<N: AsRef<[u8]>, C: AsRef<[u8]>>(parts: &[(N, C)]) -> Vec<u8> {
    let small = |length: usize| u16::try_from(length).unwrap_or(u16::MAX).to_le_bytes();
    let large = |length: usize| u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes();
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in parts {
        let (name, content) = (name.as_ref(), content.as_ref());
        // From the version needed to the length of the extra field: APPNOTE 4.3.7.
        let mut common = vec![10, 0, 0, 8, 0, 0, 0, 0, 0x21, 0];
        common.extend(crc32fast::hash(content).to_le_bytes());
        common.extend(large(content.len()));
        common.extend(large(content.len()));
        common.extend(small(name.len()));
        common.extend([0, 0]);
        directory.extend(b"PK\x01\x02\x0A\x00");
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend(large(bytes.len()));
        directory.extend(name);
        bytes.extend(b"PK\x03\x04");
        bytes.extend(&common);
        bytes.extend(name);
        bytes.extend(content);
    }
    let start = bytes.len();
    bytes.extend(&directory);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend(small(parts.len()));
    bytes.extend(small(parts.len()));
    bytes.extend(large(directory.len()));
    bytes.extend(large(start));
    bytes.extend([0, 0]);
    bytes
}
