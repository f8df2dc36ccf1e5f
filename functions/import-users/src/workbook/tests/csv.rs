//! Separated text as it is read: the kept files as their manifest says, every boundary, and a million rows.

use std::io::{Cursor, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use proptest::prelude::*;
use serde_json::Value as Json;

use super::super::{Cell, Excess, Limits, Refusal, Row, open, open_counting};
use super::{all_rows, open_bytes, refusal};

const HEADINGS: &str = "First name;Last name;Email;Job profile;Department;Permission type;Language;Note";

#[test]
fn every_kept_file_is_read_or_refused_as_the_manifest_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/csv");
    let manifest = std::fs::read_to_string(folder.join("manifest.json")).unwrap();
    let manifest: Vec<Json> = serde_json::from_str(&manifest).unwrap();
    assert!(manifest.len() >= 30, "{}", manifest.len());
    for entry in manifest {
        let name = entry["file"].as_str().unwrap();
        let opened = open_bytes(std::fs::read(folder.join(name)).unwrap());
        if let Some(code) = entry["refused"].as_str() {
            let refusal = refusal(opened);
            assert_eq!(refusal.code(), code, "{name}: {refusal:?}");
            if let Some(row) = entry["row"].as_u64() {
                let row = u32::try_from(row).unwrap();
                assert_eq!(refusal, Refusal::UnclosedQuote { row }, "{name}");
            }
            if let Some(line) = entry["line"].as_u64() {
                let line = u32::try_from(line).unwrap();
                assert_eq!(refusal, Refusal::ControlCharacters { line }, "{name}");
            }
            if let Some(separator) = entry["separator"].as_str() {
                let separator = separator.chars().next().unwrap();
                assert_eq!(refusal, Refusal::UnknownSeparator { separator }, "{name}");
            }
            continue;
        }
        let mut workbook = opened.unwrap_or_else(|failure| panic!("{name}: {failure}"));
        let found = all_rows(&mut workbook, 2);
        let expected = entry["rows"].as_array().unwrap();
        assert_eq!(found.len(), expected.len(), "{name}");
        for (row, expected) in found.iter().zip(expected) {
            let cells: Vec<Cell> = expected[1].as_array().unwrap().iter().map(cell).collect();
            assert_eq!(u64::from(row.number), expected[0].as_u64().unwrap(), "{name}");
            assert_eq!(row.cells, cells, "{name}, row {}", row.number);
            let is_surplus = entry["surplus"]
                .as_array()
                .is_some_and(|rows| rows.contains(&row.number.into()));
            assert_eq!(row.has_surplus, is_surplus, "{name}, row {}", row.number);
        }
        assert_eq!(workbook.expected_rows() as usize, expected.len(), "{name}");
    }
}

/// A cell as the manifest writes it.
fn cell(value: &Json) -> Cell {
    if let Some(error) = value["error"].as_str() {
        return Cell::Error(error.to_owned());
    }
    if let Some(length) = value["too_long"].as_u64() {
        return Cell::TooLong(usize::try_from(length).unwrap());
    }
    match value.as_str().unwrap() {
        "" => Cell::Empty,
        text => Cell::Text(text.to_owned()),
    }
}

#[test]
fn the_contents_decide_whatever_the_name() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/workbooks/baseline_xlsxwriter.xlsx"
    );
    let opened = open_bytes(std::fs::read(path).unwrap());
    assert_eq!(opened.unwrap().sheet(), "Users");
    let text = format!("{HEADINGS}\nIda;Holm;ida@nordlys.example;Cook;Store 1;User;da;\n");
    let mut opened = open_bytes(text.into_bytes()).unwrap();
    assert_eq!((opened.sheet(), opened.other_sheets().len()), ("", 0));
    assert_eq!(all_rows(&mut opened, 2).len(), 1);
}

/// Rows before others, so long that the pieces in which a file is read meet in the others.
fn filled_to(length: usize) -> String {
    let mut text = format!("{HEADINGS}\n");
    while text.len() + 2_000 < length {
        text.extend(["Ida;", &"x".repeat(1_000), ";;;;;;\n"]);
    }
    let rest = length - text.len() - "Ida;;;;;;;\n".len();
    text + &format!("Ida;{};;;;;;\n", "x".repeat(rest))
}

#[test]
fn where_the_pieces_of_a_file_meet_changes_nothing() {
    let last = "\"Å\u{1F600} \"\"Bo\"\"\";\"Ø;\r\nÆ\";;;;;;\r\n;;ü@nordlys.example;;;;;\r\n";
    let texts = |cells: &[Cell]| cells.iter().filter_map(Cell::shown).collect::<Vec<_>>();
    for at in 0..=last.len() {
        let text = filled_to(64 * 1024 - at) + last;
        let mut opened = open_bytes(text.into_bytes()).unwrap();
        let found = all_rows(&mut opened, 2);
        let [.., first, second] = found.as_slice() else {
            panic!("{at}")
        };
        assert_eq!(texts(&first.cells), ["Å\u{1F600} \"Bo\"", "Ø;\nÆ"], "{at}");
        assert_eq!(texts(&second.cells), ["ü@nordlys.example"], "{at}");
        assert_eq!(first.number + 1, second.number);
    }
}

#[test]
fn a_record_without_an_end_is_refused_before_it_fills_the_memory() {
    let endless = |begin: &str| format!("{HEADINGS}\n{begin}{}", "x".repeat(3 << 20));
    let opened = open_bytes(endless("Ida;").into_bytes());
    let what = Excess::LongerText;
    assert_eq!(refusal(opened), Refusal::TooMuchInside { what });
    let opened = open_bytes(endless("Ida;\"").into_bytes());
    assert_eq!(refusal(opened), Refusal::UnclosedQuote { row: 2 });
}

#[test]
fn rows_and_cells_are_bounded() {
    let limits = Limits {
        cells: 40,
        ..Limits::default()
    };
    let text = format!("{HEADINGS}\n{}", "a;b;c;d;e;f;g;h\n".repeat(5));
    let opened = open(Cursor::new(text), &limits);
    let what = Excess::Cells;
    assert_eq!(refusal(opened), Refusal::TooMuchInside { what });
    let limits = Limits {
        text_bytes: 2_000_000,
        ..Limits::default()
    };
    let opened = open(Cursor::new("a;".repeat(1_000_001)), &limits);
    assert_eq!(refusal(opened), Refusal::FileTooLarge { limit_megabytes: 2 });
    let text = format!("{HEADINGS}\n{}Ida;;;;;;;\n", "\n".repeat(1_048_575));
    let what = Excess::Rows;
    assert_eq!(
        refusal(open_bytes(text.into_bytes())),
        Refusal::TooMuchInside { what }
    );
}

/// A file of many rows that is never in memory: row n is made when it is read.
struct Many {
    rows: u64,
    at: u64,
}

const ROW: usize = 96;

impl Many {
    fn row(number: u64) -> String {
        let text = if number == 0 {
            HEADINGS.to_owned()
        } else {
            format!(
                "Ida;Holm;ida{number:07}@nordlys.example;Store associate;Store {:03};User;da;",
                number % 1_000
            )
        };
        format!("{text:<width$}\r\n", width = ROW - 2)
    }
}

impl Read for Many {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let (row, within) = (
            self.at / ROW as u64,
            usize::try_from(self.at % ROW as u64).unwrap(),
        );
        if row > self.rows || out.is_empty() {
            return Ok(0);
        }
        let text = Self::row(row);
        let read = (&text.as_bytes()[within..]).read(out)?;
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Many {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.at = match to {
            SeekFrom::Start(at) => at,
            SeekFrom::End(by) => ((self.rows + 1) * ROW as u64).checked_add_signed(by).unwrap(),
            SeekFrom::Current(by) => self.at.checked_add_signed(by).unwrap(),
        };
        Ok(self.at)
    }
}

#[test]
fn a_million_rows_are_read_in_the_memory_of_one() {
    let (counted, rows) = (AtomicU64::new(0), 1_000_000);
    let mut workbook = open_counting(Many { rows, at: 0 }, &Limits::default(), &counted).unwrap();
    assert_eq!(counted.load(Ordering::Relaxed), rows + 1);
    assert!(workbook.is_plain());
    let mut read = workbook.rows(2).unwrap();
    let (mut row, mut number) = (Row::default(), 0_u32);
    while read.next_into(&mut row).unwrap() {
        number += 1;
        assert_eq!(row.number, number + 1);
        let email = row.cells[2].shown().unwrap();
        assert!(email.ends_with("@nordlys.example") && email.contains(&number.to_string()));
    }
    assert_eq!(u64::from(number), rows);
}

fn written(rows: &[Vec<String>], separator: char, end: &str) -> String {
    let quoted = |text: &String| format!("\"{}\"", text.replace('"', "\"\""));
    let line = |row: &Vec<String>| {
        row.iter()
            .map(quoted)
            .collect::<Vec<_>>()
            .join(&separator.to_string())
    };
    rows.iter().map(|row| line(row) + end).collect()
}

proptest! {
    #[test]
    fn what_was_written_is_read(
        texts in prop::collection::vec(prop::collection::vec("[a-zæ€\u{1F600};,\t\"' \n=#]{0,12}", 8), 1..20),
        (separator, end, encoding) in (
            prop::sample::select(vec![';', ',', '\t']), prop::sample::select(vec!["\n", "\r\n", "\r"]), 0..4_u8,
        ),
    ) {
        let mut all = vec![HEADINGS.split(';').map(str::to_owned).collect::<Vec<_>>()];
        // Otherwise a row might be blank.
        all.extend(texts.iter().map(|row| row.iter().map(|text| format!("x{text}")).collect::<Vec<_>>()));
        let text = written(&all, separator, end);
        let bytes: Vec<u8> = match encoding {
            0 => text.into_bytes(),
            1 => ["\u{feff}", &text].concat().into_bytes(),
            2 => std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect(),
            _ => std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect(),
        };
        let mut workbook = open_bytes(bytes).unwrap();
        let found: Vec<Vec<String>> = all_rows(&mut workbook, 2)
            .into_iter()
            .map(|row| row.cells.into_iter().map(|cell| match cell {
                Cell::Text(text) => text,
                other => panic!("{other:?}"),
            }).collect())
            .collect();
        prop_assert_eq!(&found, &all[1..]);
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..400), quotes in any::<bool>()) {
        let mut text = format!("{HEADINGS}\n").into_bytes();
        text.extend(bytes.iter().map(|b| if quotes && b % 4 == 0 { b"\";\n,"[usize::from(b / 64)] } else { *b }));
        if let Ok(mut workbook) = open_bytes(text) {
            let columns = workbook.header().width();
            for row in workbook.rows(2).unwrap() {
                assert_eq!(row.unwrap().cells.len(), columns);
            }
        }
    }
}
