//! The workbooks that are imported: written as XML straight into the package, row by row, as a program that exports a
//! million people would.

use anyhow::Result;
use std::{
    fmt::Write as _,
    fs::File,
    io::{BufWriter, Write as _},
    path::Path,
};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

/// Where the texts are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Strings {
    /// In their cells, as most libraries write them.
    Inline,
    /// In a part of their own, as Excel writes them.
    Shared,
}

/// Who stands in a workbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum People {
    /// People with an e-mail address: one identifier each, an empty column, and names that many have.
    Usual,
    /// People with a username too and a last name that nobody else has: no empty cell, and four different texts a row.
    AllDifferent,
}

/// The headings of the template but for the one-time password.
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

const FIRST_NAMES: [&str; 24] = [
    "Søren", "Mette", "Anna", "Jürgen", "Lærke", "Frederik", "Ida", "Jonas", "Clara", "Oskar", "Ella",
    "Noah", "Maja", "Emil", "Freja", "Malthe", "Sofie", "Bjørn", "Åse", "Günther", "Zoë", "Łukasz", "Ayşe",
    "Nguyễn",
];
const LAST_NAMES: [&str; 20] = [
    "Ågård",
    "Sørensen",
    "Jensen",
    "Nielsen",
    "Müller",
    "Schäfer",
    "Hansen",
    "Kowalski",
    "Yılmaz",
    "Pedersen",
    "Rasmussen",
    "Jørgensen",
    "Kjær",
    "Østergaard",
    "Lund",
    "Holm",
    "Weiß",
    "Møller",
    "Larsen",
    "Andersen",
];

/// The lists of the organisation the workbooks are written for.
pub(crate) const JOB_PROFILES: [&str; 12] = [
    "Butiksassistent",
    "Lagermedarbejder",
    "Kok",
    "Chauffør",
    "Sygeplejerske",
    "Rengøring",
    "Vagt",
    "Tekniker",
    "Bager",
    "Slagter",
    "Kasserer",
    "Elev",
];
pub(crate) const DEPARTMENTS: [&str; 16] = [
    "Køkken",
    "Butik Aarhus",
    "Lager Padborg",
    "Hovedkontor",
    "Filiale Flensburg",
    "Filiale Kiel",
    "Butik Odense",
    "Butik Aalborg",
    "Lager Taulov",
    "Butik Esbjerg",
    "Filiale Lübeck",
    "Butik Vejle",
    "Butik Randers",
    "Kantine",
    "Værksted",
    "Butik Roskilde",
];
pub(crate) const PERMISSION_TYPE: &str = "User";

/// A cell: one of the texts of the lists, one that nobody else has, a date, or nothing.
enum Cell<'a> {
    /// By its place among [`listed`].
    Listed(usize),
    Own(&'a str),
    Date(u32),
    Nothing,
}

/// Every text that stands in more than one cell. The shared strings begin with these.
fn listed() -> Vec<&'static str> {
    let lists: [&[&str]; 6] = [
        &HEADINGS,
        &FIRST_NAMES,
        &LAST_NAMES,
        &JOB_PROFILES,
        &DEPARTMENTS,
        &[PERMISSION_TYPE, "da"],
    ];
    lists.concat()
}

/// The texts that only row `n` has, in the order of their columns. `departments`: those in place of the listed ones.
fn own(n: u32, people: People, departments: &[String]) -> Vec<String> {
    let email = format!("medarbejder.{n}@nordlys.example");
    // Denmark gives mobiles all numbers from 26 to 28.
    let phone = format!("+45{}", 26_000_000 + n);
    let mut own = match people {
        People::Usual => vec![email, phone],
        People::AllDifferent => vec![surname(n), email, format!("nordlys{n:07}"), phone],
    };
    let own_department = usize::try_from(n).unwrap_or(0) % departments.len().max(1);
    own.extend(departments.get(own_department).cloned());
    own
}

/// The name of a department that no other number has.
pub(crate) fn place(n: u32) -> String {
    format!("Butik {}", surname(n))
}

/// A name of five syllables that no other number has.
fn surname(mut n: u32) -> String {
    const SYLLABLES: [&str; 16] = [
        "ba", "dø", "fi", "gå", "hol", "jen", "ka", "lun", "mæ", "nis", "op", "ras", "sø", "ter", "und", "vi",
    ];
    let mut name = String::from("Sten");
    for _ in 0..5 {
        name.push_str(SYLLABLES[usize::try_from(n % 16).unwrap_or(0)]);
        n /= 16;
    }
    name
}

/// Writes a workbook of so many people, in ten columns.
pub(crate) fn write(path: &Path, rows: u32, people: People, strings: Strings) -> Result<()> {
    write_with(path, rows, people, strings, &[])
}

/// The same with departments of these names in turn.
pub(crate) fn write_with(
    path: &Path,
    rows: u32,
    people: People,
    strings: Strings,
    departments: &[String],
) -> Result<()> {
    let mut package = ZipWriter::new(BufWriter::new(File::create(path)?));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, content) in small_parts(strings) {
        package.start_file(name, options)?;
        package.write_all(content.as_bytes())?;
    }
    let listed = listed();
    if strings == Strings::Shared {
        package.start_file("xl/sharedStrings.xml", options)?;
        let mut out = BufWriter::with_capacity(1 << 16, &mut package);
        let unique = listed.len() as u64 + u64::from(rows) * own(0, people, departments).len() as u64;
        write!(
            out,
            "{DECLARATION}<sst xmlns=\"{MAIN}\" count=\"{}\" uniqueCount=\"{unique}\">",
            u64::from(rows) * 9 + 10
        )?;
        for text in &listed {
            write!(out, "<si><t>{text}</t></si>")?;
        }
        for n in 0..rows {
            for text in own(n, people, departments) {
                write!(out, "<si><t>{text}</t></si>")?;
            }
        }
        out.write_all(b"</sst>")?;
        out.flush()?;
    }
    package.start_file("xl/worksheets/sheet1.xml", options)?;
    let mut out = BufWriter::with_capacity(1 << 16, &mut package);
    write!(
        out,
        "{DECLARATION}<worksheet xmlns=\"{MAIN}\"><dimension ref=\"A1:J{}\"/><sheetData>",
        rows + 1
    )?;
    let mut line = String::new();
    let mut sheet = Sheet {
        listed,
        strings,
        own_before: 0,
        line: &mut line,
    };
    sheet.row(1, &std::array::from_fn::<_, 10, _>(Cell::Listed));
    out.write_all(sheet.line.as_bytes())?;
    for n in 0..rows {
        let own = own(n, people, departments);
        let mut start = HEADINGS.len();
        let mut of = |list: usize, step: u32| {
            let place = start + usize::try_from(n / step).unwrap_or(0) % list;
            start += list;
            Cell::Listed(place)
        };
        let (first, last) = (of(FIRST_NAMES.len(), 1), of(LAST_NAMES.len(), 7));
        let (own, department) = match own.as_slice() {
            [own @ .., department] if !departments.is_empty() => (own, Some(department)),
            own => (own, None),
        };
        let (last, email, username, phone) = match own {
            [last, email, username, phone] => (
                Cell::Own(last),
                Cell::Own(email),
                Cell::Own(username),
                Cell::Own(phone),
            ),
            [email, phone] => (last, Cell::Own(email), Cell::Nothing, Cell::Own(phone)),
            _ => (last, Cell::Nothing, Cell::Nothing, Cell::Nothing),
        };
        let job_profile = of(JOB_PROFILES.len(), 3);
        let listed_department = of(DEPARTMENTS.len(), 11);
        let cells = [
            first,
            last,
            email,
            username,
            phone,
            job_profile,
            department.map_or(listed_department, |name| Cell::Own(name)),
            of(1, 1),
            of(1, 1),
            // 1 January 2024 and the two years after.
            Cell::Date(45_292 + n % 730),
        ];
        sheet.row(n + 2, &cells);
        out.write_all(sheet.line.as_bytes())?;
    }
    out.write_all(b"</sheetData></worksheet>")?;
    out.flush()?;
    drop(out);
    package.finish()?.flush()?;
    Ok(())
}

struct Sheet<'a> {
    listed: Vec<&'static str>,
    strings: Strings,
    /// How many texts of single rows were written.
    own_before: usize,
    line: &'a mut String,
}

impl Sheet<'_> {
    /// Puts one row into `line`.
    fn row(&mut self, number: u32, cells: &[Cell<'_>; 10]) {
        self.line.clear();
        // Writing to a string never fails.
        let _ = write!(self.line, "<row r=\"{number}\" spans=\"1:10\">");
        for (column, cell) in ('A'..='J').zip(cells) {
            let (text, shared) = match cell {
                Cell::Nothing => continue,
                Cell::Date(serial) => {
                    let _ = write!(self.line, "<c r=\"{column}{number}\" s=\"1\"><v>{serial}</v></c>");
                    continue;
                }
                Cell::Listed(place) => (self.listed[*place], *place),
                Cell::Own(text) => {
                    self.own_before += 1;
                    (*text, self.listed.len() + self.own_before - 1)
                }
            };
            let _ = match self.strings {
                Strings::Inline => write!(
                    self.line,
                    "<c r=\"{column}{number}\" t=\"inlineStr\"><is><t>{text}</t></is></c>"
                ),
                Strings::Shared => write!(self.line, "<c r=\"{column}{number}\" t=\"s\"><v>{shared}</v></c>"),
            };
        }
        self.line.push_str("</row>");
    }
}

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const LINKS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const KIND: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";

fn small_parts(strings: Strings) -> [(&'static str, String); 5] {
    let (shared_type, shared_link) = match strings {
        Strings::Inline => (String::new(), String::new()),
        Strings::Shared => (
            format!(
                "<Override PartName=\"/xl/sharedStrings.xml\" ContentType=\"{KIND}.sharedStrings+xml\"/>"
            ),
            format!(
                "<Relationship Id=\"rId3\" Type=\"{LINKS}/sharedStrings\" Target=\"sharedStrings.xml\"/>"
            ),
        ),
    };
    let types = format!(
        "{DECLARATION}<Types xmlns=\"{PACKAGE}/content-types\">\
         <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/>\
         <Override PartName=\"/xl/workbook.xml\" ContentType=\"{KIND}.sheet.main+xml\"/>\
         <Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"{KIND}.worksheet+xml\"/>\
         <Override PartName=\"/xl/styles.xml\" ContentType=\"{KIND}.styles+xml\"/>{shared_type}</Types>"
    );
    let root = format!(
        "{DECLARATION}<Relationships xmlns=\"{PACKAGE}/relationships\">\
         <Relationship Id=\"rId1\" Type=\"{LINKS}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
    );
    let workbook = format!(
        "{DECLARATION}<workbook xmlns=\"{MAIN}\" xmlns:r=\"{LINKS}\"><sheets>\
         <sheet name=\"Medarbejdere\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
    );
    let links = format!(
        "{DECLARATION}<Relationships xmlns=\"{PACKAGE}/relationships\">\
         <Relationship Id=\"rId1\" Type=\"{LINKS}/worksheet\" Target=\"worksheets/sheet1.xml\"/>\
         <Relationship Id=\"rId2\" Type=\"{LINKS}/styles\" Target=\"styles.xml\"/>{shared_link}</Relationships>"
    );
    // The second format shows a number as a date.
    let styles = format!(
        "{DECLARATION}<styleSheet xmlns=\"{MAIN}\">\
         <fonts count=\"1\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>\
         <fills count=\"1\"><fill><patternFill patternType=\"none\"/></fill></fills>\
         <borders count=\"1\"><border/></borders><cellStyleXfs count=\"1\"><xf/></cellStyleXfs>\
         <cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\" applyNumberFormat=\"1\"/></cellXfs></styleSheet>"
    );
    [
        ("[Content_Types].xml", types),
        ("_rels/.rels", root),
        ("xl/workbook.xml", workbook),
        ("xl/_rels/workbook.xml.rels", links),
        ("xl/styles.xml", styles),
    ]
}
