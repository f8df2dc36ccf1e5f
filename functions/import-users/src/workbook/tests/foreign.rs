//! What Excel opens without complaint is read, whichever program has written it.

use rollcall::domain::field::FieldKind;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::super::{Cell, Limits, open};
use super::{HEADINGS, Parts, TYPES, all_rows, open_bytes, person, refusal, row_xml, sheet_xml};

const SHEET: &str = "xl/worksheets/sheet1.xml";
const STRINGS: &str = "xl/sharedStrings.xml";

fn kept(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/workbooks");
    std::fs::read(folder.join(name)).unwrap()
}

/// The cells of row 2 of a sheet with that row.
#[track_caller]
fn cells(row: &str) -> Vec<Cell> {
    let mut workbook = match Parts::of(&sheet_xml(row)).open() {
        Ok(workbook) => workbook,
        Err(failure) => panic!("{row}: {failure}"),
    };
    all_rows(&mut workbook, 2).remove(0).cells
}

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

#[track_caller]
fn reads_three_people(name: &str, bytes: Vec<u8>) {
    match open_bytes(bytes) {
        Ok(mut workbook) => {
            let rows = all_rows(&mut workbook, 2);
            assert_eq!(rows.len(), 3, "{name}");
            assert!(
                rows.iter().all(|row| row.cells.contains(&text("Mette"))),
                "{name}"
            );
        }
        Err(failure) => panic!("{name}: {failure}"),
    }
}

#[test]
fn files_of_other_programs_are_read() {
    for name in [
        "customxml_utf16.xlsx",
        "customxml_utf8_long_base64.xlsx",
        "webextension_long_property.xlsx",
        "deep_nested_drawing.xlsx",
        "mac_resource_entries.xlsx",
        "second_sheet_empty_rid.xlsx",
        "exceljs_1_5_1.xlsx",
        "npoi_bom_in_sheetData.xlsx",
        "cell_extLst.xlsx",
        "extLst_in_row.xlsx",
        "own_columns.xlsx",
    ] {
        reads_three_people(name, kept(name));
    }
}

#[test]
fn every_foreign_file_of_the_corpus_is_read_as_its_manifest_says() {
    let folder: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus/foreign");
    let Ok(manifest) = std::fs::read_to_string(folder.join("manifest.json")) else {
        // What is kept of them is read by the test above.
        return;
    };
    let manifest: Value = serde_json::from_str(&manifest).unwrap();
    let mut files = 0;
    for entry in manifest.as_array().unwrap() {
        let name = entry["file"].as_str().unwrap();
        reads_three_people(name, std::fs::read(folder.join(name)).unwrap());
        files += 1;
    }
    assert!(files > 10, "{files}");
}

#[test]
fn parts_that_no_import_uses_are_held_to_no_rule_but_their_checksum() {
    let long = "QUJD".repeat(400_000);
    let large = " ".repeat(17 * 1024 * 1024);
    let deep = format!("{}{}", "<a>".repeat(300), "</a>".repeat(300));
    let wide: Vec<u8> = "\u{feff}<DataMashup>…</DataMashup>"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let good = Parts::of(&sheet_xml(&person(2)));
    for (name, contents) in [
        ("customXml/item1.xml", wide.as_slice()),
        ("customXml/item2.xml", long.as_bytes()),
        ("xl/drawings/drawing1.xml", deep.as_bytes()),
        ("docProps/thumbnail.jpeg", b""),
        ("docProps/custom.xml", b""),
        ("docProps/core.xml", b"<a><b></a>"),
        ("xl/worksheets/sheet9.xml", b"\xFF not XML"),
        ("xl/worksheets/_rels/sheet1.xml.rels", b"<Relationships"),
        ("__MACOSX/xl/._workbook.xml", b"\0\x05\x16\x07\0"),
        ("__MACOSX/._Icon\r", b"\0"),
        ("xl/media/10:30.png", b"\x89PNG"),
        ("xl/pivotCache/pivotCacheRecords1.xml", large.as_bytes()),
    ] {
        let mut workbook = match good.clone().with(name, contents).open() {
            Ok(workbook) => workbook,
            Err(failure) => panic!("{name}: {failure}"),
        };
        assert_eq!(all_rows(&mut workbook, 2).len(), 1, "{name}");
    }
}

#[test]
fn all_parts_together_stay_within_one_budget() {
    let limits = Limits {
        total_bytes: 1_000_000,
        ..Limits::default()
    };
    let good = Parts::of(&sheet_xml(&person(2)));
    for (size, is_too_much) in [(900_000, false), (1_100_000, true)] {
        let file = good.clone().with("xl/media/image1.png", vec![0; size]).zip();
        let opened = open(Cursor::new(file), &limits);
        if is_too_much {
            assert_eq!(refusal(opened).code(), "too_much_inside");
        } else {
            assert!(opened.is_ok());
        }
    }
}

#[test]
fn only_the_sheet_that_is_read_has_to_exist() {
    let list = |sheets: &str| {
        Parts::of(&sheet_xml(&person(2))).with(
            "xl/workbook.xml",
            format!("<workbook><sheets>{sheets}</sheets></workbook>"),
        )
    };
    let people = "<sheet name=\"People\" r:id=\"rId1\"/>";
    for others in [
        "<sheet name=\"A\" r:id=\"\"/>",
        "<sheet name=\"A\" r:id=\"rId77\"/>",
        "<sheet name=\"A\"/>",
        "<sheet name=\"A\" state=\"hidden\" r:id=\"\"/>",
    ] {
        let workbook = list(&format!("{people}{others}")).open().unwrap();
        assert_eq!(workbook.sheet(), "People");
        assert!(workbook.other_sheets().is_empty(), "{others}");
    }
    for state in ["show", "visible", "", "Visible"] {
        let shown = format!("<sheet name=\"People\" state=\"{state}\" r:id=\"rId1\"/>");
        assert_eq!(list(&shown).open().unwrap().sheet(), "People", "{state}");
    }
    let hidden = "<sheet name=\"A\" state=\"hidden\" r:id=\"rId77\"/>";
    assert_eq!(
        list(&format!("{hidden}{people}")).open().unwrap().sheet(),
        "People"
    );
}

#[test]
fn several_links_to_one_part_are_one() {
    let strings = |target: &str| {
        let links = format!(
            "<Relationships><Relationship Id=\"rId1\" Type=\"{TYPES}/worksheet\" Target=\"worksheets/sheet1.xml\"/>\
             <Relationship Id=\"rId2\" Type=\"{TYPES}/sharedStrings\" Target=\"sharedStrings.xml\"/>\
             <Relationship Id=\"rId2\" Type=\"{TYPES}/sharedStrings\" Target=\"sharedStrings.xml\"/>\
             <Relationship Id=\"rId4\" Type=\"{TYPES}/theme\"/>\
             <Relationship Id=\"rId3\" Type=\"{TYPES}/sharedStrings\" Target=\"{target}\"/></Relationships>"
        );
        Parts::of(&sheet_xml("<row r=\"2\"><c r=\"A2\" t=\"s\"><v>0</v></c></row>"))
            .with("xl/_rels/workbook.xml.rels", links)
            .with("xl/other.xml", "<sst/>")
            .open()
    };
    for target in ["sharedStrings.xml", "/xl/SharedStrings.xml", "gone.xml"] {
        let rows = all_rows(&mut strings(target).unwrap(), 2);
        assert_eq!(rows[0].cells[0], text("shared"), "{target}");
    }
    assert_eq!(refusal(strings("other.xml")).code(), "damaged");
}

#[test]
#[expect(clippy::too_many_lines, reason = "a test reads from top to bottom")]
fn rows_and_cells_are_read_whatever_a_writer_leaves_between_them() {
    let ext = "<extLst><ext uri=\"{x}\"><x:c r=\"B2\"><x:v>no</x:v></x:c><v>no</v><row/></ext></extLst>";
    let mark = "\u{feff}";
    for (row, expected) in [
        (
            format!("<row r=\"2\">{ext}<c r=\"A2\"><v>7</v>{ext}</c>{ext}</row>"),
            Cell::Number(7.0),
        ),
        (
            format!("{mark}<row r=\"2\">{mark}\n<c r=\"A2\">{mark}<v>7</v></c></row>{mark}"),
            Cell::Number(7.0),
        ),
        (
            "<row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><v/><is><t>a</t></is></c></row>".to_owned(),
            text("a"),
        ),
        (
            "<row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>a</t></is><v></v></c></row>".to_owned(),
            text("a"),
        ),
        (
            "<row r=\"2\"><c r=\"A2\"><v>\n  7 \t</v></c></row>".to_owned(),
            Cell::Number(7.0),
        ),
        (
            "<row r=\"2\"><c r=\"A2\" t=\"s\"><v>\n  1\n</v></c></row>".to_owned(),
            text("rich"),
        ),
        (
            "<row r=\"2\"><c r=\"A2\" t=\"b\"><v> 1 </v></c></row>".to_owned(),
            Cell::Boolean(true),
        ),
        (
            "<row r=\"2\"><c r=\"A2\" t=\"s\"><v> </v></c><c r=\"B2\"><v>1</v></c></row>".to_owned(),
            Cell::Empty,
        ),
        (
            "<row r=\"0\"><c r=\"A2\"><v>7</v></c></row>".to_owned(),
            Cell::Number(7.0),
        ),
        (
            "<row r=\"2\"><c r=\"A2\"><v>4&#50;</v></c></row>".to_owned(),
            Cell::Number(42.0),
        ),
        (
            "<row r=\"2\"><c r=\"A2\"><v>4<!-- x -->2</v></c></row>".to_owned(),
            Cell::Number(42.0),
        ),
        (
            "<row r=\"2\"><c r=\"A2\" t=\"str\"><v>a<![CDATA[ & <b>]]> c</v></c></row>".to_owned(),
            text("a & <b> c"),
        ),
        (
            "<row r=\"2\"><!-- x --><c r=\"A2\" t=\"inlineStr\"><?x?><is><!-- x --><t>a<!-- x -->b</t></is></c></row>"
                .to_owned(),
            text("ab"),
        ),
        (
            "<row r=\"2\" xml:space=\"preserve\"><c r=\"A2\" t=\"inlineStr\"><is><t> a&#13;_x000A_ </t></is></c></row>"
                .to_owned(),
            text(" a\r\n "),
        ),
        (
            "<row r=\"2\" xml:space=\"preserve\"><c r=\"A2\" t=\"inlineStr\"><is><r><t xml:space=\"default\"> a</t></r>\
             <r><t> b</t></r><rPh sb=\"0\" eb=\"1\"><t>no</t></rPh></is></c></row>"
                .to_owned(),
            text("a b"),
        ),
    ] {
        assert_eq!(cells(&row)[0], expected, "{row}");
    }
    let mut strings = Parts::of(&sheet_xml("<row r=\"2\"><c r=\"A2\" t=\"s\"><v>1</v></c></row>"))
        .with(
            STRINGS,
            "<sst xml:space=\"preserve\"><si><t>no</t></si><si><t> a </t></si></sst>",
        )
        .open()
        .unwrap();
    assert_eq!(all_rows(&mut strings, 2)[0].cells[0], text(" a "));
}

#[test]
fn a_whole_workbook_in_utf16_is_read() {
    let plain = Parts::of(&sheet_xml(
        &(person(2)
            + "<row r=\"3\"><c r=\"A3\" t=\"s\"><v>1</v></c><c r=\"B3\" s=\"1\"><v>45000</v></c>\
               <c r=\"C3\"><f>A1</f></c><c r=\"D3\" t=\"inlineStr\"><is><t>Æ漢😀</t></is></c></row>"),
    ));
    let expected = all_rows(&mut plain.open().unwrap(), 1);
    for (mark, is_big) in [(true, false), (false, false), (true, true), (false, true)] {
        let mut parts = plain.clone();
        for (_, contents) in &mut parts.0 {
            let xml = String::from_utf8(contents.clone()).unwrap();
            let mark = if mark { "\u{feff}" } else { "" };
            let xml = format!("{mark}<?xml version=\"1.0\" encoding=\"UTF-16\"?>{xml}");
            let bytes = |unit: u16| {
                if is_big {
                    unit.to_be_bytes()
                } else {
                    unit.to_le_bytes()
                }
            };
            *contents = xml.encode_utf16().flat_map(bytes).collect();
        }
        let mut workbook = parts.open().unwrap();
        assert_eq!(all_rows(&mut workbook, 1), expected, "{mark} {is_big}");
        // And again from the beginning.
        assert_eq!(all_rows(&mut workbook, 3), expected[1..]);
    }
    // Text that only calls itself so.
    let sheet = format!(
        "<?xml version=\"1.0\" encoding=\"utf-16\"?>{}",
        sheet_xml(&person(2))
    );
    let rows = all_rows(&mut Parts::of(&sheet).open().unwrap(), 2);
    assert_eq!(rows.len(), 1);
}

#[test]
fn strict_workbooks_are_read() {
    const STRICT: &str = "http://purl.oclc.org/ooxml/officeDocument/relationships";
    let mut parts = Parts::of(&sheet_xml(
        "<row r=\"2\"><c r=\"A2\" t=\"d\"><v> 2026-08-03 </v></c></row>",
    ));
    for (name, contents) in &mut parts.0 {
        let xml = String::from_utf8(contents.clone())
            .unwrap()
            .replace(TYPES, STRICT);
        let xml = if name == "xl/workbook.xml" {
            xml.replace("<workbook>", "<workbook conformance=\"strict\">")
        } else {
            xml
        };
        *contents = xml.into_bytes();
    }
    let row = all_rows(&mut parts.open().unwrap(), 2).remove(0);
    assert!(
        matches!(&row.cells[0], Cell::Date(date) if date.day() == Some("2026-08-03")),
        "{row:?}"
    );
}

#[test]
fn the_totals_row_of_a_table_is_nobody() {
    let mut workbook = open_bytes(kept("table_totals.xlsx")).unwrap();
    let numbers = |rows: Vec<super::Row>| rows.iter().map(|row| row.number).collect::<Vec<_>>();
    assert_eq!(numbers(all_rows(&mut workbook, 2)), [2, 3]);
    let whole: Vec<_> = workbook.whole_rows().unwrap().collect::<Result<_, _>>().unwrap();
    let totals: Vec<bool> = whole.iter().map(|row| workbook.is_total(row)).collect();
    assert_eq!(totals, [false, false, true]);

    let with_table = |table: &str| {
        let total = row_xml(3, &["Total"]);
        let links = format!(
            "<Relationships><Relationship Id=\"rId1\" Type=\"{TYPES}/table\" Target=\"../tables/table1.xml\"/></Relationships>"
        );
        let mut workbook = Parts::of(&sheet_xml(&(person(2) + &total)))
            .with("xl/worksheets/_rels/sheet1.xml.rels", links)
            .with("xl/tables/table1.xml", table)
            .open()
            .unwrap();
        numbers(all_rows(&mut workbook, 2))
    };
    assert_eq!(with_table("<table ref=\"A1:J3\" totalsRowCount=\"1\"/>"), [2]);
    for table in [
        // No totals row, or none that is shown.
        "<table ref=\"A1:J3\"/>",
        "<table ref=\"A1:J3\" totalsRowCount=\"0\" totalsRowShown=\"0\"/>",
        // Another table beside the people.
        "<table ref=\"L1:M3\" totalsRowCount=\"1\"/>",
        "<table ref=\"A1:J9\" totalsRowCount=\"1\"/>",
        "<table ref=\"J3:A1\" totalsRowCount=\"1\"/>",
        "<table ref=\"A1:J3\" totalsRowCount=\"x\"/>",
        "<table ref=\"A1:J3\" totalsRowCount=\"1\"",
        "",
    ] {
        assert_eq!(with_table(table), [2, 3], "{table}");
    }
    // A person beside a small table's totals stays.
    let person_and_total = |table: &str| {
        let links = format!(
            "<Relationships><Relationship Id=\"rId1\" Type=\"{TYPES}/table\" Target=\"/xl/tables/table1.xml\"/></Relationships>"
        );
        let mut workbook = Parts::of(&sheet_xml(&(person(2) + &person(3))))
            .with("xl/worksheets/_rels/sheet1.xml.rels", links)
            .with("xl/tables/table1.xml", table)
            .open()
            .unwrap();
        numbers(all_rows(&mut workbook, 2))
    };
    assert_eq!(
        person_and_total("<table ref=\"J1:L3\" totalsRowCount=\"1\"/>"),
        [2, 3]
    );
}

#[test]
fn a_long_text_of_marks_costs_next_to_nothing() {
    let marks = format!("a{}", "\u{301}\u{323}".repeat(16_000));
    let headings: Vec<&str> = HEADINGS.into_iter().chain([marks.as_str(); 20]).collect();
    let row = row_xml(2, &[marks.as_str(); 10]);
    let sheet = format!(
        "<worksheet><sheetData>{}{row}</sheetData></worksheet>",
        row_xml(1, &headings)
    );
    let begun = Instant::now();
    let mut workbook = Parts::of(&sheet).open().unwrap();
    let row = all_rows(&mut workbook, 2).remove(0);
    for kind in [FieldKind::PersonName, FieldKind::Entry] {
        assert!(super::super::text(&row.cells[0], kind).is_err());
    }
    let most = Duration::from_millis(if cfg!(debug_assertions) { 3_000 } else { 100 });
    assert!(begun.elapsed() < most, "{:?}", begun.elapsed());
}

#[test]
fn a_sheet_made_anew_is_as_long_as_it_says() {
    // Longer than any buffer, so that it is read in many pieces.
    let rows: String = (2..3_000)
        .map(|number| {
            person(number)
                .replace("Jensen", "J\u{fc}n&#65;<!-- -->g")
                .replace("<row", "\u{feff}<row")
        })
        .collect();
    let sheet = sheet_xml(&rows).replace("<worksheet>", "<worksheet xml:space=\"preserve\">");
    let mut workbook = Parts::of("").with(SHEET, sheet).open().unwrap();
    assert!(!workbook.is_plain());
    let rows = all_rows(&mut workbook, 2);
    assert_eq!(rows.len(), 2_998);
    assert!(rows.iter().all(|row| row.cells[1] == text("JünAg")));
}
