//! A heading, or a cell on its own.
//!
//! The first byte says what the rest is: `h` a heading, `t` a text, `d` what a cell that calls itself a date
//! says, `e` an Excel error, `n` the eight bytes of a number.
#![no_main]

use fuzz::{
    check_cell,
    workbook::{Cell, Date, parse_heading},
};
use libfuzzer_sys::fuzz_target;
use rollcall::domain::language::Language;

fuzz_target!(|bytes: &[u8]| {
    let Some((kind, rest)) = bytes.split_first() else {
        return;
    };
    if *kind == b'n' {
        if let Some(bytes) = rest.first_chunk() {
            check_number(f64::from_le_bytes(*bytes));
        }
        return;
    }
    let Ok(text) = std::str::from_utf8(rest) else {
        return;
    };
    match kind {
        b'h' => check_heading(text),
        // Longer ones do not leave the reader.
        b't' if text.chars().count() <= Cell::LONGEST => check_cell(&Cell::Text(text.to_owned())),
        b'd' => check_cell(&Cell::Date(Date {
            serial: None,
            iso: text.to_owned(),
        })),
        b'e' => check_cell(&Cell::Error(text.to_owned())),
        _ => {}
    }
});

fn check_heading(title: &str) {
    let column = parse_heading(title);
    for variant in [
        format!("\u{feff} {title}\u{a0}*"),
        title.to_ascii_uppercase(),
        title.to_ascii_lowercase(),
    ] {
        assert_eq!(parse_heading(&variant), column, "{variant:?}");
    }
    if let Some(column) = column {
        assert_eq!(parse_heading(&column.title(Language::English)), Some(column));
    }
}

fn check_number(number: f64) {
    check_cell(&Cell::Number(number));
    for kind in fuzz::KINDS {
        if let Ok(Some(cleaned)) = fuzz::workbook::text(&Cell::Number(number), kind) {
            assert!(cleaned.numeric);
            assert_eq!(cleaned.text.parse(), Ok(number));
        }
    }
}
