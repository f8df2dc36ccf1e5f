//! A refusal is true of the file that gets it.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;

use super::super::{Damage, Refusal};
use super::{Parts, all_rows, open_bytes, person, refusal, row_xml, sheet_xml};

const MAIN: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml";

fn types(defaults: &[(&str, &str)], main: &str) -> Parts {
    let defaults: String = defaults
        .iter()
        .flat_map(|(extension, kind)| {
            [
                "<Default Extension=\"",
                extension,
                "\" ContentType=\"",
                kind,
                "\"/>",
            ]
        })
        .collect();
    Parts::of(&sheet_xml(&person(2))).with(
        "[Content_Types].xml",
        format!("<Types>{defaults}<Override PartName=\"/xl/workbook.xml\" ContentType=\"{main}\"/></Types>"),
    )
}

fn archive(entries: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, contents) in entries {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(contents.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn macros_are_where_a_project_is_and_not_where_only_the_type_says_so() {
    const MACROS: &str = "application/vnd.ms-excel.sheet.macroEnabled.main+xml";
    const PROJECT: (&str, &str) = ("bin", "application/vnd.ms-office.vbaProject");
    let mut workbook = types(&[PROJECT], MACROS).open().unwrap();
    assert_eq!(all_rows(&mut workbook, 2).len(), 1);
    for name in ["xl/vbaProject.bin", "xl/VBAPROJECT.BIN"] {
        let with_project = types(&[PROJECT], MACROS).with(name, "x").open();
        assert_eq!(refusal(with_project), Refusal::Macros);
    }
    let linked = format!(
        "<Relationships><Relationship Id=\"rId1\" Type=\"{0}/worksheet\" Target=\"worksheets/sheet1.xml\"/>\
         <Relationship Id=\"rId2\" Type=\"http://schemas.microsoft.com/office/2006/relationships/vbaProject\" Target=\"code.bin\"/>\
         </Relationships>",
        super::TYPES
    );
    let renamed = types(&[], MAIN)
        .with("xl/_rels/workbook.xml.rels", linked)
        .with("xl/code.bin", "x");
    assert_eq!(refusal(renamed.open()), Refusal::Macros);
    let only_linked = renamed.without("xl/code.bin");
    assert!(only_linked.open().is_ok());
}

#[test]
fn other_packages_are_told_by_what_is_in_them() {
    const BINARY: &str = "application/vnd.ms-excel.sheet.binary.macroEnabled.main";
    let root = |target: &str| {
        format!(
            "<Relationships><Relationship Id=\"rId1\" Type=\"{}/officeDocument\" Target=\"{target}\"/></Relationships>",
            super::TYPES
        )
    };
    let (in_bin, in_document) = (root("xl/workbook.bin"), root("word/document.xml"));
    let binary = format!("<Types><Default Extension=\"bin\" ContentType=\"{BINARY}\"/></Types>");
    let document = "<Types><Override PartName=\"/word/document.xml\" \
        ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>";
    for (entries, expected) in [
        (
            &[
                ("[Content_Types].xml", binary.as_str()),
                ("_rels/.rels", &in_bin),
                ("xl/workbook.bin", "\0"),
            ][..],
            Refusal::BinaryWorkbook,
        ),
        (
            &[
                ("[Content_Types].xml", document),
                ("_rels/.rels", &in_document),
                ("word/document.xml", "<document/>"),
                ("word/_rels/document.xml.rels", "<Relationships/>"),
            ],
            Refusal::NotAWorkbook,
        ),
        (
            &[
                ("[Content_Types].xml", "<Types/>"),
                ("_rels/.rels", &in_document),
                ("word/document.xml", "<document/>"),
                ("word/_rels/document.xml.rels", "<Relationships/>"),
            ],
            Refusal::NotAWorkbook,
        ),
        (
            &[("Index/Document.iwa", "x"), ("Metadata/Properties.plist", "x")],
            Refusal::Numbers,
        ),
        (&[("people/people.XLSX", "PK")], Refusal::CompressedFolder),
        (&[("holiday.jpg", "x")], Refusal::NotAWorkbook),
    ] {
        assert_eq!(refusal(open_bytes(archive(entries))), expected, "{entries:?}");
    }
    // That binary parts may occur says nothing of the workbook: many writers list every type there is.
    assert!(types(&[("bin", BINARY)], MAIN).open().is_ok());
}

/// A compound file with these names in its directory.
fn compound(names: &[&str]) -> Vec<u8> {
    let mut file = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    file.resize(512, 0xFF);
    file[30..32].copy_from_slice(&9_u16.to_le_bytes());
    // The directory begins in sector 1; the table of sectors is sector 0, and there is no more of it.
    file[48..52].copy_from_slice(&1_u32.to_le_bytes());
    file[68..72].copy_from_slice(&0xFFFF_FFFE_u32.to_le_bytes());
    file[76..80].copy_from_slice(&0_u32.to_le_bytes());
    let sectors = names.len().div_ceil(4).max(1);
    let mut table = vec![0xFF; 512];
    table[..4].copy_from_slice(&0xFFFF_FFFD_u32.to_le_bytes());
    for sector in 1..=sectors {
        let next = if sector == sectors {
            0xFFFF_FFFE
        } else {
            u32::try_from(sector + 1).unwrap()
        };
        table[sector * 4..sector * 4 + 4].copy_from_slice(&next.to_le_bytes());
    }
    file.extend(table);
    let mut directory = vec![0; sectors * 512];
    for (at, name) in names.iter().enumerate() {
        let units: Vec<u8> = name
            .encode_utf16()
            .chain([0])
            .flat_map(u16::to_le_bytes)
            .collect();
        directory[at * 128..at * 128 + units.len()].copy_from_slice(&units);
        let length = u16::try_from(units.len()).unwrap();
        directory[at * 128 + 64..at * 128 + 66].copy_from_slice(&length.to_le_bytes());
    }
    file.extend(directory);
    file
}

#[test]
fn a_label_is_no_password() {
    let folder = format!("{}/../../tests/workbooks", env!("CARGO_MANIFEST_DIR"));
    let kept = |name: &str| std::fs::read(format!("{folder}/{name}")).unwrap();
    assert_eq!(
        refusal(open_bytes(kept("label_protected.xlsx"))),
        Refusal::Protected
    );
    assert_eq!(
        refusal(open_bytes(kept("encrypted_cfb.xlsx"))),
        Refusal::PasswordProtected
    );
    for (names, expected) in [
        (
            &[
                "Root Entry",
                "\u{6}DataSpaces",
                "DRMEncryptedTransform",
                "\u{6}Primary",
                "EncryptedPackage",
            ][..],
            Refusal::Protected,
        ),
        (
            &[
                "Root Entry",
                "\u{6}DataSpaces",
                "StrongEncryptionTransform",
                "EncryptionInfo",
                "EncryptedPackage",
            ],
            Refusal::PasswordProtected,
        ),
        (&["Root Entry", "Workbook", "\tDRMContent"], Refusal::Protected),
        (&["Root Entry", "Workbook"], Refusal::OldExcel),
        (&["Root Entry", "Book"], Refusal::OldExcel),
        (&["Root Entry", "WordDocument"], Refusal::NotAWorkbook),
    ] {
        let mut file = compound(names);
        assert_eq!(refusal(open_bytes(file.clone())), expected, "{names:?}");
        // What a cell says is no name of the directory.
        file.extend("EncryptedPackage\0".encode_utf16().flat_map(u16::to_le_bytes));
        assert_eq!(refusal(open_bytes(file)), expected, "{names:?}");
    }
    // A directory that goes round in a circle, or leads nowhere.
    for next in [1_u32, 7_000] {
        let mut file = compound(&["Root Entry", "EncryptedPackage"]);
        file[516..520].copy_from_slice(&next.to_le_bytes());
        assert_eq!(refusal(open_bytes(file)), Refusal::PasswordProtected);
    }
}

#[test]
fn only_of_a_file_cut_short_the_end_is_missing() {
    let whole = Parts::of(&sheet_xml(&person(2))).zip();
    assert_eq!(
        refusal(open_bytes(whole[..whole.len() / 2].to_vec())),
        Refusal::Incomplete
    );
    let with_more = [whole.as_slice(), &vec![0; 100_000]].concat();
    assert_eq!(
        refusal(open_bytes(with_more)),
        Refusal::Damaged {
            what: Damage::TrailingData
        }
    );
    let mut wrong = whole.clone();
    let at = wrong.len() - 22 + 16;
    wrong[at] ^= 0x41;
    assert_eq!(refusal(open_bytes(wrong)).code(), "damaged");
    // A little more, as some gateways append, changes nothing.
    assert!(open_bytes([whole.as_slice(), b"\r\n-- \r\n"].concat()).is_ok());
}

#[test]
fn headings_are_formulas_only_where_they_could_be() {
    let formula = |cell: &str| format!("<c r=\"{cell}\"><f>TODAY()</f></c>");
    let open = |first: &str| {
        let sheet = format!(
            "<worksheet><sheetData><row r=\"1\">{first}</row>{}</sheetData></worksheet>",
            person(2)
        );
        refusal(Parts::of(&sheet).open())
    };
    let all: String = ["A1", "B1", "C1", "D1", "E1", "F1", "G1"].map(formula).concat();
    assert_eq!(open(&all), Refusal::HeadingsAreFormulas);
    assert_eq!(open(&formula("A1")).code(), "no_headings");
    let heading = row_xml(1, &["First name"]);
    let heading = heading
        .strip_prefix("<row r=\"1\">")
        .unwrap()
        .strip_suffix("</row>")
        .unwrap();
    assert_eq!(
        open(&format!("{heading}{}", formula("B1"))).code(),
        "missing_headings"
    );
}
