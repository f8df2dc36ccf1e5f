use proptest::prelude::*;

use super::super::{Cell, text};
use super::{Parts, all_rows, open_bytes, person, sheet_xml};
use rollcall::domain::field::{Field, FieldKind};

/// Opens and, where that succeeds, reads to the end; whatever comes of it must not be a panic, nor a failure on the way
/// where the guard has said that there will be none.
fn survive(bytes: Vec<u8>) {
    if let Ok(mut workbook) = open_bytes(bytes) {
        let header = workbook.header().clone();
        let is_plain = workbook.is_plain();
        for row in workbook.rows(2).unwrap() {
            assert!(row.is_ok() || !is_plain, "{row:?}");
            let Ok(row) = row else { break };
            for column in Field::ALL {
                let _ = text(header.cell(&row, column), FieldKind::Phone);
            }
        }
    }
}

#[rustfmt::skip]
const KINDS: &[&str] = &[
    "", " t=\"\"", " t=\"s\"", " t=\"n\"", " t=\"b\"", " t=\"e\"", " t=\"d\"", " t=\"str\"", " t=\"inlineStr\"", " t=\"is\"",
    " t=\"x\"", " t=\"N\"", " t=\"n \"", " t=\"error\"", " t=\"&#110;\"",
];
const STYLES: &[&str] = &["", " s=\"0\"", " s=\"1\"", " s=\"99\"", " s=\"\"", " s=\"x\""];
#[rustfmt::skip]
const BODIES: &[&str] = &[
    "", "<v/>", "<v></v>", "<v> </v>", "<v>0</v>", "<v>1</v>", "<v>-1</v>", "<v>1.</v>", "<v>12.5</v>", "<v>1e999</v>",
    "<v>99999999999</v>", "<v>twelve</v>", "<v>TRUE</v>", "<v>2026-01-01</v>", "<v>#N/A</v>", "<v>#OOPS</v>", "<v>&#49;</v>",
    "<v>a &amp; b</v>", "<v>inf</v>", "<is/>", "<is><t/></is>", "<is><t>a</t></is>", "<f/>", "<f>A1</f>",
    "<f>A1</f><v/>", "<f>A1</f><v>1</v>", "<f>A1</f><v>x</v>",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        survive(bytes.clone());
        survive([b"PK\x03\x04", bytes.as_slice()].concat());
        survive([b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", bytes.as_slice()].concat());
    }

    #[test]
    fn a_spoilt_container_never_panics(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8)) {
        let mut bytes = Parts::of(&sheet_xml(&person(2))).zip();
        for (at, value) in changes {
            let length = bytes.len();
            bytes[at.index(length)] = value;
        }
        survive(bytes);
    }

    #[test]
    fn spoilt_xml_in_a_sound_container_never_panics(
        part in 0..7_usize,
        changes in prop::collection::vec((any::<prop::sample::Index>(), prop::sample::select(&b"<>/\"'=&;#x019A sv!-[]?\0\xC3"[..])), 1..6),
        cut in any::<prop::sample::Index>(),
        cutting in prop::bool::weighted(0.2),
    ) {
        let other_cells = "<row r=\"4\"><c r=\"A4\" t=\"s\"><v>1</v></c><c r=\"B4\"><v>12.5</v></c>\
            <c r=\"C4\" t=\"n\" s=\"1\"><v>4.5E+4</v></c><c r=\"D4\" t=\"b\"><v>1</v></c></row>";
        let mut parts = Parts::of(&sheet_xml(&(person(2) + &person(3) + other_cells)));
        let contents = &mut parts.0[part].1;
        for (at, value) in changes {
            let length = contents.len();
            contents[at.index(length)] = value;
        }
        if cutting {
            let length = cut.index(contents.len());
            contents.truncate(length);
        }
        survive(parts.zip());
    }

    #[test]
    fn no_way_to_write_a_cell_fails_in_a_plain_sheet(
        cells in prop::collection::vec((prop::sample::select(KINDS), prop::sample::select(STYLES), prop::sample::select(BODIES)), 1..6),
    ) {
        let cells: Vec<String> =
            cells.iter().map(|(kind, style, body)| format!("<c{style}{kind}>{body}</c>")).collect();
        let cells = cells.concat();
        survive(Parts::of(&sheet_xml(&format!("{}<row r=\"3\">{cells}</row>{}", person(2), person(4)))).zip());
    }

    #[test]
    fn what_is_written_is_what_is_read(values in prop::collection::vec("[a-zæøåA-Z0-9@. '+ßäöüé漢字-]{1,40}", 9)) {
        let escaped: Vec<String> = values.iter().map(|value| value.replace('&', "&amp;").replace('<', "&lt;")).collect();
        let preserved: Vec<&str> = escaped.iter().map(String::as_str).collect();
        let row = super::row_xml(2, &preserved).replace("<t>", "<t xml:space=\"preserve\">");
        if let Ok(mut workbook) = Parts::of(&sheet_xml(&row)).open() {
            let read = all_rows(&mut workbook, 2).remove(0);
            for (cell, value) in read.cells.iter().zip(&values) {
                prop_assert_eq!(cell, &Cell::Text(value.clone()));
            }
        } else {
            prop_assert!(values.iter().all(|value| value.trim().is_empty()));
        }
    }

    #[test]
    fn cleaned_text_never_holds_what_could_break_a_line(value in any::<String>()) {
        for kind in [FieldKind::PersonName, FieldKind::Phone, FieldKind::Secret] {
            if let Ok(Some(cleaned)) = text(&Cell::Text(value.clone()), kind) {
                prop_assert!(!cleaned.text.is_empty());
                let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
                prop_assert!(!cleaned.text.chars().any(breaks));
                prop_assert_eq!(cleaned.text.trim(), &cleaned.text);
                let again = text(&Cell::Text(cleaned.text.clone()), kind).unwrap().unwrap();
                prop_assert_eq!(again.text, cleaned.text);
                prop_assert!(again.repairs.is_empty());
            }
        }
    }
}
