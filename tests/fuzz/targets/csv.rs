//! Any bytes, as separated text below sound headings, or as they are.
#![no_main]

use fuzz::read_through;
use libfuzzer_sys::fuzz_target;

const HEADINGS: &str = "First name;Last name;Email;Job profile;Department;Permission type;Language;Note\n";

// The first byte says what stands before the others: the headings in each encoding, or nothing.
fuzz_target!(|bytes: &[u8]| {
    let Some((kind, rest)) = bytes.split_first() else { return };
    let units = || HEADINGS.encode_utf16();
    let mut text: Vec<u8> = match kind % 6 {
        0 => HEADINGS.as_bytes().to_vec(),
        1 => ["\u{feff}", HEADINGS].concat().into_bytes(),
        2 => std::iter::once(0xFEFF).chain(units()).flat_map(u16::to_le_bytes).collect(),
        3 => std::iter::once(0xFEFF).chain(units()).flat_map(u16::to_be_bytes).collect(),
        4 => HEADINGS.replace(';', ",").into_bytes(),
        _ => return read_through(bytes),
    };
    text.extend(rest);
    read_through(&text);
});
