use super::super::column_name;
use super::{Parts, all_rows, open_bytes, person, refusal, row_xml, sheet_xml};

const SHEET: &str = "xl/worksheets/sheet1.xml";

#[track_caller]
fn check_sheet(sheet: &str, code: &str) {
    let refusal = refusal(Parts::of(sheet).open());
    assert_eq!(refusal.code(), code, "{refusal}");
}

#[track_caller]
fn check_rows(rows: &str, code: &str) {
    check_sheet(&sheet_xml(rows), code);
}

#[test]
fn kept_fixtures_are_accepted_or_refused_by_their_kind() {
    let folder = format!("{}/../../tests/workbooks", env!("CARGO_MANIFEST_DIR"));
    for (name, code) in [
        ("baseline_xlsxwriter.xlsx", None),
        ("libreoffice_style.xlsx", None),
        ("prefixed_namespace.xlsx", None),
        ("data_descriptor_streamed.xlsx", None),
        ("encrypted_cfb.xlsx", Some("password_protected")),
        ("biff_named.xlsx", Some("old_excel")),
        ("ods_named.xlsx", Some("open_document")),
        ("xlsm_renamed.xlsx", Some("macros")),
        ("duplicate_entries.xlsx", Some("unsafe")),
        ("overlapping_entries_6GiB.xlsx", Some("damaged")),
        ("crc_mismatch.xlsx", Some("damaged")),
    ] {
        let bytes = std::fs::read(format!("{folder}/{name}")).unwrap();
        match (open_bytes(bytes), code) {
            (Ok(mut workbook), None) => assert!(all_rows(&mut workbook, 2).len() >= 2, "{name}"),
            (result, Some(code)) => assert_eq!(refusal(result).code(), code, "{name}"),
            (Err(failure), None) => panic!("{name}: {failure}"),
        }
    }
}

#[test]
fn other_files_are_refused_by_what_they_are() {
    for (bytes, code) in [
        (&b""[..], "empty_file"),
        (b"\x89PNG\r\n\x1a\n", "not_a_workbook"),
        (b"%PDF-1.7, a; b", "not_a_workbook"),
        (b"First name;Last name\r\nAnna;Jensen\r\n", "missing_headings"),
        (b"\xFF\xFEF\0i\0", "no_headings"),
        (b"{\"First name\": \"Anna\", \"Last name\": \"Jensen\"}", "no_headings"),
        (b"\xEF\xBB\xBF <HTML><table>", "web_page"),
        (
            b"<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?><Workbook/>",
            "spreadsheet_xml",
        ),
        (
            b"<?xml version=\"1.0\"?><office:document xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\"><office:meta/>",
            "open_document",
        ),
        (b"\x09\x08\x10\x00", "old_excel"),
        (
            b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
            "not_a_workbook",
        ),
        (b"PK\x03\x04", "incomplete"),
    ] {
        assert_eq!(refusal(open_bytes(bytes.to_vec())).code(), code, "{bytes:?}");
    }
}

#[test]
fn a_file_cut_anywhere_is_refused() {
    let whole = Parts::of(&sheet_xml(&person(2))).zip();
    for length in 0..whole.len() {
        refusal(open_bytes(whole[..length].to_vec()));
    }
}

#[test]
fn a_changed_byte_never_changes_a_value_unnoticed() {
    let parts = Parts::of(&sheet_xml(&person(2)));
    let whole = parts.zip();
    let expected = all_rows(&mut parts.open().unwrap(), 2);
    for at in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x41;
        if let Ok(mut workbook) = open_bytes(bytes) {
            assert_eq!(all_rows(&mut workbook, 2), expected, "byte {at}");
        }
    }
}

#[test]
fn impossible_positions_are_refused() {
    let cell = |reference: &str| format!("<row r=\"2\"><c r=\"{reference}\"><v>1</v></c></row>");
    for reference in [
        "A0",
        "A4294967298",
        "XFE2",
        "AAAA2",
        "2",
        "A",
        "A2A",
        "\u{c4}2",
        "A-2",
        "",
    ] {
        check_rows(&cell(reference), "bad_reference");
    }
    check_rows(&cell("A3"), "damaged");
    check_rows("<row r=\"2\"><c r=\"B2\"/><c r=\"A2\"/></row>", "repeated_cell");
    check_rows("<row r=\"2\"><c r=\"C2\"/><c r=\"C2\"/></row>", "repeated_cell");
    for row in ["-1", "1048577", "99999999999999999999", "A2", ""] {
        check_rows(&format!("<row r=\"{row}\"/>"), "bad_reference");
    }
    check_rows("<row r=\"3\"/><row r=\"2\"/>", "damaged");
    check_rows("<row r=\"2\"/><row r=\"2\"/>", "damaged");
    check_rows(
        &format!("<row r=\"2\"><c r=\"{}2\"><v>1</v></c></row>", column_name(258)),
        "too_many_columns",
    );
    check_rows(
        "<row r=\"2\"><c r=\"A2\"><f t=\"shared\" si=\"0\" ref=\"B2:A1\">1</f></c></row>",
        "bad_reference",
    );
}

#[test]
fn values_that_readers_take_differently_are_refused() {
    for (cell, code) in [
        ("<c r=\"A2\" t=\"s\"><v>x</v></c>", "damaged"),
        ("<c r=\"A2\" t=\"s\"><v>2</v></c>", "damaged"),
        ("<c r=\"A2\"><![CDATA[4]]></c>", "unsafe"),
        (
            "<c r=\"A2\" t=\"inlineStr\"><v>0</v><is><t>a</t></is></c>",
            "unsafe",
        ),
        ("<c r=\"A2\"><v>1</v><v>2</v></c>", "unsafe"),
        ("<c r=\"A2\"><v>1</v><f>A1</f></c>", "unsafe"),
        (
            "<c r=\"A2\" t=\"inlineStr\"><is><t>a</t></is><v>0</v></c>",
            "unsafe",
        ),
        ("<c r=\"A2\" t=\"s\" t=\"n\"><v>1</v></c>", "unsafe"),
        ("<c r=\"A2\" xmlns:y=\"y\"><y:v>1</y:v></c>", "unsafe"),
        ("<c r=\"A2\"><x/></c>", "unsafe"),
        (
            "<mc:AlternateContent><c r=\"A2\"/></mc:AlternateContent>",
            "unsafe",
        ),
        (
            "<c r=\"A2\" t=\"inlineStr\"><is><t>A&#0;B</t></is></c>",
            "damaged",
        ),
        (
            "<c r=\"A2\" t=\"inlineStr\"><is><t>&nbsp;</t></is></c>",
            "damaged",
        ),
        ("<c r=\"A2\" t=\"inlineStr\"><is><t>a<b/></t></is></c>", "unsafe"),
        ("<c r=\"A2\" t=\"quite\"><v>1</v></c>", "damaged"),
    ] {
        let sheet = sheet_xml(&format!("<row r=\"2\">{cell}</row>"));
        match Parts::of(&sheet).open() {
            // An unknown kind of cell is found when its row is read.
            Ok(mut workbook) => assert!(workbook.rows(2).unwrap().any(|row| row.is_err()), "{cell}"),
            result => assert_eq!(refusal(result).code(), code, "{cell}"),
        }
    }
}

#[test]
fn garbled_xml_is_refused_before_any_row() {
    let good = sheet_xml(&person(2));
    for (sheet, code) in [
        (good.replace("</sheetData></worksheet>", ""), "damaged"),
        (good.replace("</worksheet>", ""), "damaged"),
        (good.replace("</sheetData>", "</sheetDatum>"), "damaged"),
        (format!("{good}<worksheet/>"), "damaged"),
        (
            format!("<!DOCTYPE worksheet [<!ENTITY e \"x\">]>{good}"),
            "unsafe",
        ),
        (
            format!("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>{good}"),
            "damaged",
        ),
        (
            good.replace("<sheetData>", "<mc><sheetData/></mc><sheetData>"),
            "unsafe",
        ),
        (good.replace("</worksheet>", "<sheetData/></worksheet>"), "unsafe"),
        (good.replace("worksheet>", "chartsheet>"), "unsafe"),
        (good.replace("Anna2", "An\u{1}na"), "damaged"),
    ] {
        check_sheet(&sheet, code);
    }
    let invalid: Vec<u8> = good
        .replace("Anna2", "An?na")
        .into_bytes()
        .iter()
        .map(|&b| if b == b'?' { 0xFF } else { b })
        .collect();
    let half_a_pair: Vec<u8> = good
        .encode_utf16()
        .map(|unit| if unit == u16::from(b'J') { 0xD800 } else { unit })
        .flat_map(u16::to_le_bytes)
        .collect();
    for bytes in [invalid, half_a_pair] {
        let parts = Parts::of("").with(SHEET, bytes);
        assert_eq!(refusal(parts.open()).code(), "damaged");
    }
}

#[test]
fn what_calamine_would_take_at_its_word_is_not_believed() {
    let strings = |count: &str| {
        Parts::of(&sheet_xml("<row r=\"2\"><c r=\"A2\" t=\"s\"><v>0</v></c></row>")).with(
            "xl/sharedStrings.xml",
            format!("\u{feff}<sst count=\"1\"  uniqueCount='{count}'><si><t>one</t></si></sst>"),
        )
    };
    for count in [
        "1",
        "0",
        "4294967295",
        "18446744073709551615",
        "99999999999999999999999",
        "x",
    ] {
        let mut workbook = strings(count).open().unwrap();
        assert_eq!(
            all_rows(&mut workbook, 2)[0].cells[0],
            super::super::Cell::Text("one".into()),
            "{count}"
        );
    }
    for dimension in [
        "",
        "A0",
        "garbage",
        "C3:A1",
        "A1:A99999999999999",
        "A1:XFD1048576:B2",
    ] {
        let sheet = sheet_xml(&person(2)).replace("ref=\"A1\"", &format!("ref=\"{dimension}\""));
        assert_eq!(
            all_rows(&mut Parts::of(&sheet).open().unwrap(), 2).len(),
            1,
            "{dimension}"
        );
    }
}

#[test]
fn long_texts_and_tags_are_refused_while_they_stream() {
    let long = "x".repeat(2 * 1024 * 1024);
    check_rows(&row_xml(2, &[&long]), "too_much_inside");
    check_rows(&" ".repeat(2 * 1024 * 1024), "too_much_inside");
    check_rows(&format!("<row r=\"2\" x=\"{long}\"/>"), "too_much_inside");
    check_rows(&format!("<!--{long}-->"), "too_much_inside");
    let runs = "<r><t>0123456789</t></r>".repeat(110_000);
    check_rows(
        &format!("<row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is>{runs}</is></c></row>"),
        "too_much_inside",
    );
}

#[test]
fn workbooks_built_to_mislead_are_refused() {
    let good = Parts::of(&sheet_xml(&person(2)));
    let links = |target: &str, mode: &str| {
        good.clone().with("xl/_rels/workbook.xml.rels", format!(
            "<Relationships><Relationship Id=\"rId1\" Type=\"{}/worksheet\" Target=\"{target}\" TargetMode=\"{mode}\"/></Relationships>",
            super::TYPES
        ))
    };
    let list = |sheets: &str| {
        good.clone().with(
            "xl/workbook.xml",
            format!("<workbook><sheets>{sheets}</sheets></workbook>"),
        )
    };
    for (parts, code) in [
        (links("https://example.com/sheet1.xml", "External"), "unsafe"),
        (links("worksheets/sheet1.xml", "External"), "unsafe"),
        (links("../../../etc/passwd", "Internal"), "unsafe"),
        (links("worksheets/none.xml", "Internal"), "damaged"),
        (list(""), "no_worksheet"),
        (
            list("<sheet name=\"A\" state=\"hidden\" r:id=\"rId1\"/>"),
            "no_visible_worksheet",
        ),
        (
            list("<sheet name=\"A\" state=\"veryHidden\" r:id=\"rId1\"/>"),
            "no_visible_worksheet",
        ),
        (list("<sheet name=\"A\" r:id=\"rId9\"/>"), "damaged"),
        (
            list("<sheet name=\"A\" r:id=\"rId1\"/><sheet name=\"a\" r:id=\"rId1\"/>"),
            "sheets_share_name",
        ),
        (good.clone().without("[Content_Types].xml"), "not_a_workbook"),
        (good.clone().without("_rels/.rels"), "not_a_workbook"),
        (good.clone().without("xl/workbook.xml"), "damaged"),
        (good.clone().with("xl/vbaProject.bin", "x"), "macros"),
        (good.clone().with("../evil.txt", "x"), "unsafe"),
        (good.clone().with("C:/evil.txt", "x"), "unsafe"),
        (good.clone().with("XL/Workbook.XML", "x"), "unsafe"),
        (
            good.clone().with(
                "xl/styles.xml",
                format!(
                    "<styleSheet><cellXfs>{}</cellXfs></styleSheet>",
                    "<xf/>".repeat(70_000)
                ),
            ),
            "too_much_inside",
        ),
    ] {
        let refusal = refusal(parts.open());
        assert_eq!(refusal.code(), code, "{refusal}");
    }
    let path = links("/xl/./worksheets/../worksheets/SHEET1.xml", "Internal");
    assert_eq!(all_rows(&mut path.open().unwrap(), 2).len(), 1);
}
