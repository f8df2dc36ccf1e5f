//! A sound package around the XML of a worksheet, its shared strings and its styles.
//!
//! An input that begins with `<` is XML as it stands: up to four parts with a zero byte between them. Any other
//! is taken as the description of a workbook that is mostly well-formed.
#![no_main]

use std::fmt::Write;

use arbitrary::{Arbitrary, Unstructured};
use fuzz::{package, read_through, workbook::column_name};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if bytes.starts_with(b"<") {
        let mut parts = bytes.split(|&b| b == 0);
        let mut next = |otherwise: &str| parts.next().unwrap_or(otherwise.as_bytes()).to_vec();
        let sheet = next("");
        let (strings, styles) = (next(STRINGS), next(STYLES));
        read_package(&next(&workbook(false, "Users")), &sheet, &strings, &styles);
    } else if let Ok(book) = Book::arbitrary_take_rest(Unstructured::new(bytes)) {
        read_package(
            workbook(book.from_1904, &escaped(book.sheet_name)).as_bytes(),
            book.sheet().as_bytes(),
            book.strings().as_bytes(),
            book.styles().as_bytes(),
        );
    }
});

const TYPES: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const STRINGS: &str =
    "<sst uniqueCount=\"2\"><si><t>shared</t></si><si><r><t>ri</t></r><r><t>ch</t></r></si></sst>";
const STYLES: &str = "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>";
const HEADINGS: [&str; 11] = [
    "First name",
    "Last name",
    "Email",
    "Username",
    "Phone",
    "Job profile",
    "Department",
    "Permission type",
    "Language",
    "One-time password",
    "Start date",
];

fn workbook(from_1904: bool, name: &str) -> String {
    format!(
        "<workbook><workbookPr date1904=\"{}\"/>\
         <sheets><sheet name=\"{name}\" r:id=\"a\"/></sheets></workbook>",
        u8::from(from_1904)
    )
}

fn read_package(workbook: &[u8], sheet: &[u8], strings: &[u8], styles: &[u8]) {
    let root = format!(
        "<Relationships><Relationship Id=\"a\" Type=\"{TYPES}/officeDocument\" Target=\"b.xml\"/>\
         </Relationships>"
    );
    let mut links = String::from("<Relationships>");
    for (id, kind) in [("a", "worksheet"), ("b", "sharedStrings"), ("c", "styles")] {
        let _ = write!(
            links,
            "<Relationship Id=\"{id}\" Type=\"{TYPES}/{kind}\" Target=\"{kind}.xml\"/>"
        );
    }
    links.push_str("</Relationships>");
    read_through(&package::pack(&[
        ("[Content_Types].xml", b"<Types/>".as_slice()),
        ("_rels/.rels", root.as_bytes()),
        ("_rels/b.xml.rels", links.as_bytes()),
        ("b.xml", workbook),
        ("worksheet.xml", sheet),
        ("sharedStrings.xml", strings),
        ("styles.xml", styles),
    ]));
}

#[derive(Arbitrary, Debug)]
struct Book<'a> {
    from_1904: bool,
    sheet_name: &'a str,
    dimension: Option<&'a str>,
    headings: Option<Vec<Written<'a>>>,
    unique_count: Option<&'a str>,
    strings: Vec<Written<'a>>,
    formats: Vec<(u8, &'a str)>,
    cell_formats: Vec<u8>,
    after: Option<&'a str>,
    rows: Vec<Row<'a>>,
}

#[derive(Arbitrary, Debug)]
struct Row<'a> {
    at: Place<'a>,
    cells: Vec<Cell<'a>>,
}

/// Where a row or a cell says it is.
#[derive(Arbitrary, Debug)]
enum Place<'a> {
    Next,
    Unsaid,
    Further(u16),
    Saying(&'a str),
}

#[derive(Arbitrary, Debug)]
struct Cell<'a> {
    at: Place<'a>,
    style: Option<u8>,
    formula: Option<Formula<'a>>,
    value: Value<'a>,
}

#[derive(Arbitrary, Debug)]
enum Formula<'a> {
    Plain(&'a str),
    Shared { index: u64, range: Option<&'a str> },
    Xml(&'a str),
}

#[derive(Arbitrary, Debug)]
enum Value<'a> {
    None,
    Number(f64),
    Serial(u32),
    Shared(u8),
    Inline(Written<'a>),
    Of(Kind, &'a str),
    Unknown(&'a str, &'a str),
    Xml(&'a str),
}

#[derive(Arbitrary, Debug)]
enum Kind {
    Unsaid,
    Number,
    Boolean,
    Error,
    Text,
    Date,
}

/// A string item.
#[derive(Arbitrary, Debug)]
enum Written<'a> {
    Text(&'a str),
    Preserved(&'a str),
    Rich(Vec<&'a str>),
    Phonetic(&'a str, &'a str),
    Xml(&'a str),
}

/// As it may stand in a text or an attribute.
fn escaped(text: &str) -> String {
    let mut xml = String::with_capacity(text.len());
    for c in text.chars() {
        let _ = match c {
            '&' => write!(xml, "&amp;"),
            '<' => write!(xml, "&lt;"),
            '>' => write!(xml, "&gt;"),
            '"' => write!(xml, "&quot;"),
            '\t' | '\n' | '\r' | '\u{7F}'..='\u{9F}' => write!(xml, "&#{};", u32::from(c)),
            // XML has no other way to write it; Excel's own is understood by all its readers.
            c if c < ' ' => write!(xml, "_x{:04X}_", u32::from(c)),
            c => write!(xml, "{c}"),
        };
    }
    xml
}

impl Written<'_> {
    fn xml(&self) -> String {
        match self {
            Self::Text(text) => format!("<t>{}</t>", escaped(text)),
            Self::Preserved(text) => format!("<t xml:space=\"preserve\">{}</t>", escaped(text)),
            Self::Rich(runs) => runs
                .iter()
                .flat_map(|run| {
                    [
                        "<r><rPr><b/></rPr><t>".to_owned(),
                        escaped(run),
                        "</t></r>".to_owned(),
                    ]
                })
                .collect(),
            Self::Phonetic(text, above) => format!(
                "<t>{}</t><rPh sb=\"0\" eb=\"1\"><t>{}</t></rPh>",
                escaped(text),
                escaped(above)
            ),
            Self::Xml(xml) => (*xml).to_owned(),
        }
    }
}

impl Formula<'_> {
    fn xml(&self) -> String {
        match self {
            Self::Plain(text) => format!("<f>{}</f>", escaped(text)),
            Self::Shared { index, range: None } => format!("<f t=\"shared\" si=\"{index}\"/>"),
            Self::Shared {
                index,
                range: Some(range),
            } => format!("<f t=\"shared\" si=\"{index}\" ref=\"{}\">A1</f>", escaped(range)),
            Self::Xml(xml) => (*xml).to_owned(),
        }
    }
}

impl Value<'_> {
    /// The kind of the cell, and what is in it.
    fn xml(&self) -> (String, String) {
        let (kind, value) = match self {
            Self::None => return (String::new(), String::new()),
            Self::Xml(xml) => return (String::new(), (*xml).to_owned()),
            Self::Inline(written) => return ("inlineStr".to_owned(), format!("<is>{}</is>", written.xml())),
            Self::Number(number) => ("", format!("{number:?}")),
            Self::Serial(number) => ("", number.to_string()),
            Self::Shared(index) => ("s", index.to_string()),
            Self::Unknown(kind, value) => (*kind, escaped(value)),
            Self::Of(kind, value) => {
                let kind = match kind {
                    Kind::Unsaid => "",
                    Kind::Number => "n",
                    Kind::Boolean => "b",
                    Kind::Error => "e",
                    Kind::Text => "str",
                    Kind::Date => "d",
                };
                (kind, escaped(value))
            }
        };
        (escaped(kind), format!("<v>{value}</v>"))
    }
}

impl Row<'_> {
    /// Writes the row, and returns its number as far as it is known.
    fn write(&self, xml: &mut String, before: u32) -> u32 {
        let (said, number) = match self.at {
            Place::Next => (Some((before + 1).to_string()), before + 1),
            Place::Unsaid => (None, before + 1),
            Place::Further(by) => {
                let number = before.saturating_add(u32::from(by) + 1);
                (Some(number.to_string()), number)
            }
            Place::Saying(text) => (Some(escaped(text)), before + 1),
        };
        let said = said.map(|said| format!(" r=\"{said}\"")).unwrap_or_default();
        let _ = write!(xml, "<row{said}>");
        let mut column = 0;
        for cell in &self.cells {
            column = cell.write(xml, number, column);
        }
        xml.push_str("</row>");
        number
    }
}

impl Cell<'_> {
    /// Writes the cell, and returns the column after it.
    fn write(&self, xml: &mut String, row: u32, column: u32) -> u32 {
        let (said, column) = match self.at {
            Place::Next => (Some(format!("{}{row}", column_name(column))), column),
            Place::Unsaid => (None, column),
            Place::Further(by) => {
                let column = column.saturating_add(u32::from(by % 64));
                (Some(format!("{}{row}", column_name(column))), column)
            }
            Place::Saying(text) => (Some(escaped(text)), column),
        };
        let (kind, value) = self.value.xml();
        xml.push_str("<c");
        let style = self.style.map(|style| style.to_string());
        let kind = Some(kind).filter(|kind| !kind.is_empty());
        for (name, value) in [("r", said), ("s", style), ("t", kind)] {
            if let Some(value) = value {
                let _ = write!(xml, " {name}=\"{value}\"");
            }
        }
        let formula = self.formula.as_ref().map(Formula::xml).unwrap_or_default();
        let _ = write!(xml, ">{formula}{value}</c>");
        column + 1
    }
}

impl Book<'_> {
    fn sheet(&self) -> String {
        let mut xml = String::from("<worksheet>");
        if let Some(dimension) = self.dimension {
            let _ = write!(xml, "<dimension ref=\"{}\"/>", escaped(dimension));
        }
        xml.push_str("<sheetData><row r=\"1\">");
        let usual = HEADINGS.map(Written::Text);
        for (column, heading) in (0..).zip(self.headings.as_deref().unwrap_or(&usual)) {
            let place = column_name(column);
            let _ = write!(
                xml,
                "<c r=\"{place}1\" t=\"inlineStr\"><is>{}</is></c>",
                heading.xml()
            );
        }
        xml.push_str("</row>");
        let mut number = 1;
        for row in &self.rows {
            number = row.write(&mut xml, number);
        }
        let _ = write!(xml, "</sheetData>{}</worksheet>", self.after.unwrap_or_default());
        xml
    }

    fn strings(&self) -> String {
        let count = self
            .unique_count
            .map(|count| format!(" uniqueCount=\"{}\"", escaped(count)));
        let items: String = self
            .strings
            .iter()
            .flat_map(|item| ["<si>".to_owned(), item.xml(), "</si>".to_owned()])
            .collect();
        format!("<sst{}>{items}</sst>", count.unwrap_or_default())
    }

    fn styles(&self) -> String {
        let mut xml = String::from("<styleSheet><numFmts>");
        for (id, code) in &self.formats {
            let _ = write!(
                xml,
                "<numFmt numFmtId=\"{id}\" formatCode=\"{}\"/>",
                escaped(code)
            );
        }
        xml.push_str("</numFmts><cellXfs>");
        for id in &self.cell_formats {
            let _ = write!(xml, "<xf numFmtId=\"{id}\"/>");
        }
        xml.push_str("</cellXfs></styleSheet>");
        xml
    }
}
