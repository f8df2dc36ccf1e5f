//! Tests of the guard and the reader together, over workbooks made here, kept fixtures, and the whole corpus.

mod corpus;
mod csv;
mod foreign;
mod fuzzed;
mod hostile;
mod properties;
mod reading;
mod refusals;

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;

use super::{Failure, Limits, Refusal, Row, Workbook, open};

/// The parts of a workbook, to be spoilt one at a time.
#[derive(Clone)]
struct Parts(Vec<(String, Vec<u8>)>);

const HEADINGS: [&str; 10] = [
    "First name",
    "Last name",
    "Email",
    "Username",
    "Phone",
    "Job profile",
    "Department",
    "Permission type",
    "Language",
    "Start date",
];

const TYPES: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

fn row_xml(number: u32, values: &[&str]) -> String {
    let mut xml = format!("<row r=\"{number}\">");
    for (column, value) in (0..).zip(values) {
        let letters = super::column_name(column);
        xml.extend([
            "<c r=\"",
            &letters,
            &number.to_string(),
            "\" t=\"inlineStr\"><is><t>",
            value,
            "</t></is></c>",
        ]);
    }
    xml + "</row>"
}

fn person(number: u32) -> String {
    let (first, email) = (format!("Anna{number}"), format!("anna{number}@example.com"));
    row_xml(
        number,
        &[
            &first,
            "Jensen",
            &email,
            "",
            "",
            "Store associate",
            "Store 001",
            "User",
            "en",
            "",
        ],
    )
}

/// A sheet with headings and whatever rows follow.
fn sheet_xml(rows: &str) -> String {
    format!(
        "<worksheet><dimension ref=\"A1\"/><sheetData>{}{rows}</sheetData></worksheet>",
        row_xml(1, &HEADINGS)
    )
}

impl Parts {
    fn of(sheet: &str) -> Self {
        let links = format!(
            "<Relationships><Relationship Id=\"rId1\" Type=\"{TYPES}/worksheet\" Target=\"worksheets/sheet1.xml\"/>\
             <Relationship Id=\"rId2\" Type=\"{TYPES}/sharedStrings\" Target=\"sharedStrings.xml\"/>\
             <Relationship Id=\"rId3\" Type=\"{TYPES}/styles\" Target=\"styles.xml\"/></Relationships>"
        );
        let root = format!(
            "<Relationships><Relationship Id=\"rId1\" Type=\"{TYPES}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
        );
        let parts = [
            ("[Content_Types].xml", "<Types/>"),
            ("_rels/.rels", &root),
            (
                "xl/workbook.xml",
                "<workbook><sheets><sheet name=\"Users\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>",
            ),
            ("xl/_rels/workbook.xml.rels", &links),
            (
                "xl/sharedStrings.xml",
                "<sst uniqueCount=\"2\"><si><t>shared</t></si><si><r><t>ri</t></r><r><t>ch</t></r></si></sst>",
            ),
            (
                "xl/styles.xml",
                "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>",
            ),
            ("xl/worksheets/sheet1.xml", sheet),
        ];
        Self(
            parts
                .into_iter()
                .map(|(name, xml)| (name.to_owned(), xml.as_bytes().to_vec()))
                .collect(),
        )
    }

    fn with(mut self, name: &str, contents: impl AsRef<[u8]>) -> Self {
        self.0.retain(|(known, _)| known != name);
        self.0.push((name.to_owned(), contents.as_ref().to_vec()));
        self
    }

    fn without(mut self, name: &str) -> Self {
        self.0.retain(|(known, _)| known != name);
        self
    }

    fn zip(&self) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, contents) in &self.0 {
            writer
                .start_file(name.as_str(), SimpleFileOptions::default())
                .unwrap();
            writer.write_all(contents).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn open(&self) -> Result<Workbook<Cursor<Vec<u8>>>, Failure> {
        open_bytes(self.zip())
    }
}

fn open_bytes(bytes: Vec<u8>) -> Result<Workbook<Cursor<Vec<u8>>>, Failure> {
    open(Cursor::new(bytes), &Limits::default())
}

#[track_caller]
fn refusal<R>(result: Result<Workbook<R>, Failure>) -> Refusal {
    match result {
        Err(Failure::Refused(refusal)) => refusal,
        Err(Failure::Io(error)) => panic!("failed instead of refusing: {error}"),
        Ok(_) => panic!("accepted"),
    }
}

fn all_rows(workbook: &mut Workbook<impl std::io::Read + std::io::Seek>, from: u32) -> Vec<Row> {
    workbook.rows(from).unwrap().collect::<Result<_, _>>().unwrap()
}
