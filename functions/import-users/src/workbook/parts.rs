//! The small parts of a workbook: content types, relationships, the list of sheets, number formats.

use std::collections::{HashMap, HashSet};
use std::io::{Read, Seek};

use super::number_formats::NumberFormats;
use super::package::{Entry, Package};
use super::part::PartReader;
use super::refusal::{Failure, Refusal, quotable};
use super::xml::{Attributes, Scanner, Token, local, unescape};

/// Excel's own limit is 64,000 cell formats (Excel specifications and limits); files with a few more occur.
const FORMATS: usize = 65_536;
/// A number format is at most 255 characters, each escaped by up to six.
const FORMAT_CODE: usize = 2_048;

/// Calls `visit` with the path of local names, the last one first met, for each start tag of a part.
fn each_start<R: Read + Seek>(
    source: &mut R,
    entry: &Entry,
    mut visit: impl FnMut(&[Vec<u8>], Attributes<'_>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut scanner = Scanner::new(PartReader::new(source, entry));
    let mut path: Vec<Vec<u8>> = Vec::new();
    while let Some(token) = scanner.next()? {
        match token {
            Token::Start {
                name,
                attributes,
                empty,
                ..
            } => {
                path.push(local(name).to_vec());
                visit(&path, attributes)?;
                if empty {
                    path.pop();
                }
            }
            Token::End { .. } => {
                path.pop();
            }
            Token::Text(_) | Token::CData(_) | Token::Aside => {}
        }
    }
    Ok(())
}

/// Whether the path is these names from the root on.
fn is_at(path: &[Vec<u8>], names: &[&str]) -> bool {
    path.len() == names.len() && path.iter().zip(names).all(|(a, b)| a == b.as_bytes())
}

fn value(attributes: Attributes<'_>, name: &[u8]) -> Result<Option<String>, Failure> {
    attributes.get(name)?.map(unescape).transpose()
}

/// Refuses macros and binary workbooks by their content types, whatever the file is called.
pub(super) fn check_content_types<R: Read + Seek>(source: &mut R, entry: &Entry) -> Result<(), Failure> {
    let mut refusal = None;
    each_start(source, entry, |path, attributes| {
        // A default for an extension says nothing yet about what is inside: some producers list them all.
        if !is_at(path, &["Types", "Override"]) {
            return Ok(());
        }
        if let Some(kind) = value(attributes, b"ContentType")? {
            let kind = kind.to_ascii_lowercase();
            if kind.contains("ms-excel.sheet.binary") {
                refusal = Some(Refusal::BinaryWorkbook);
            } else if kind.contains("macroenabled") || kind.contains("vbaproject") {
                refusal.get_or_insert(Refusal::Macros);
            }
        }
        Ok(())
    })?;
    refusal.map_or(Ok(()), |refusal| Err(refusal.into()))
}

/// One relationship of a part to another.
#[derive(Debug)]
pub(super) struct Relationship {
    /// The last segment of its type, such as `worksheet`.
    pub(super) kind: String,
    target: String,
    external: bool,
}

impl Relationship {
    /// The name of the part it leads to, seen from the folder `base` (with its final slash).
    pub(super) fn part(&self, base: &str) -> Result<String, Failure> {
        const AWAY: Failure = Failure::Refused(Refusal::Unsafe {
            what: "gets its contents from elsewhere",
        });
        if self.external || self.target.contains(':') {
            return Err(AWAY);
        }
        let target = self.target.replace('\\', "/");
        let whole = match target.strip_prefix('/') {
            Some(absolute) => absolute.to_owned(),
            None => format!("{base}{target}"),
        };
        let mut segments = Vec::new();
        for segment in whole.split('/') {
            match segment {
                "" | "." => {}
                ".." => {
                    segments.pop().ok_or(AWAY)?;
                }
                other => segments.push(other),
            }
        }
        Ok(segments.join("/"))
    }
}

/// The relationships of a part by their ids.
pub(super) fn relationships<R: Read + Seek>(
    source: &mut R,
    entry: &Entry,
) -> Result<HashMap<String, Relationship>, Failure> {
    let mut found = HashMap::new();
    each_start(source, entry, |path, attributes| {
        if !is_at(path, &["Relationships", "Relationship"]) {
            return Ok(());
        }
        let (Some(id), Some(kind), Some(target)) = (
            value(attributes, b"Id")?,
            value(attributes, b"Type")?,
            value(attributes, b"Target")?,
        ) else {
            return Err(Failure::damaged("a link between its parts is incomplete"));
        };
        let external =
            value(attributes, b"TargetMode")?.is_some_and(|mode| mode.eq_ignore_ascii_case("external"));
        let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
        if found
            .insert(
                id,
                Relationship {
                    kind,
                    target,
                    external,
                },
            )
            .is_some()
        {
            return Err(Failure::damaged("two links between its parts share one name"));
        }
        Ok(())
    })?;
    Ok(found)
}

/// Where the links of a sheet lead, by the ids of their relationships. They are only carried along: a part that cannot be
/// read has none.
///
/// # Errors
/// Where the disk failed.
pub(super) fn addresses<R: Read + Seek>(
    source: &mut R,
    entry: &Entry,
) -> Result<HashMap<String, String>, Failure> {
    let mut found = HashMap::new();
    let read = each_start(source, entry, |path, attributes| {
        if !is_at(path, &["Relationships", "Relationship"]) || found.len() == super::links::MOST {
            return Ok(());
        }
        let kind = value(attributes, b"Type")?;
        if !kind.is_some_and(|kind| kind.ends_with("/hyperlink")) {
            return Ok(());
        }
        if let (Some(id), Some(target)) = (value(attributes, b"Id")?, value(attributes, b"Target")?) {
            found.insert(id, target);
        }
        Ok(())
    });
    match read {
        Ok(()) => Ok(found),
        Err(Failure::Refused(_)) => Ok(HashMap::new()),
        Err(error) => Err(error),
    }
}

/// A sheet as the workbook lists it.
#[derive(Debug)]
pub(super) struct Sheet {
    /// As a sentence may quote it: Excel allows 31 characters, a file says what it likes.
    pub(super) name: String,
    pub(super) visible: bool,
    relationship: String,
}

/// What the workbook part says.
#[derive(Debug, Default)]
pub(super) struct Listing {
    pub(super) sheets: Vec<Sheet>,
    /// Whether dates count from 1904 (old Macintosh) instead of 1900.
    pub(super) from_1904: bool,
}

pub(super) fn listing<R: Read + Seek>(
    source: &mut R,
    entry: &Entry,
    most_sheets: usize,
) -> Result<Listing, Failure> {
    let mut listing = Listing::default();
    let mut names = HashSet::new();
    each_start(source, entry, |path, attributes| {
        if is_at(path, &["workbook", "workbookPr"]) {
            let flag = value(attributes, b"date1904")?;
            listing.from_1904 = matches!(flag.as_deref(), Some("1" | "true" | "on"));
        } else if is_at(path, &["workbook", "sheets", "sheet"]) {
            if listing.sheets.len() == most_sheets {
                return Err(Refusal::TooMuchInside { what: "more sheets" }.into());
            }
            let mut relationship = None;
            attributes.each(|name, raw| {
                if name != b"id" && local(name) == b"id" {
                    relationship = Some(unescape(raw)?);
                }
                Ok(())
            })?;
            let whole_name = value(attributes, b"name")?.unwrap_or_default();
            let name = quotable(&whole_name);
            let relationship =
                relationship.ok_or(Failure::damaged("a sheet is listed without its contents"))?;
            let state = value(attributes, b"state")?;
            if !names.insert(whole_name.to_lowercase()) {
                return Err(Refusal::SheetsShareName { name }.into());
            }
            let visible = state.is_none_or(|state| state == "visible");
            listing.sheets.push(Sheet {
                name,
                visible,
                relationship,
            });
        }
        Ok(())
    })?;
    Ok(listing)
}

/// The sheet an import reads, and what else could have been meant.
#[derive(Debug)]
pub(super) struct Chosen {
    pub(super) name: String,
    pub(super) part: String,
    /// The names of the other visible worksheets.
    pub(super) others: Vec<String>,
}

/// The first visible worksheet; charts and dialogues are passed over.
pub(super) fn choose(
    listing: &Listing,
    relationships: &HashMap<String, Relationship>,
    base: &str,
) -> Result<Chosen, Failure> {
    let mut worksheets = Vec::new();
    for sheet in &listing.sheets {
        let relationship = relationships
            .get(&sheet.relationship)
            .ok_or(Failure::damaged("a sheet is listed without its contents"))?;
        if relationship.kind == "worksheet" {
            worksheets.push((sheet, relationship));
        }
    }
    if worksheets.is_empty() {
        return Err(Refusal::NoWorksheet.into());
    }
    let mut visible = worksheets.into_iter().filter(|(sheet, _)| sheet.visible);
    let Some((sheet, relationship)) = visible.next() else {
        return Err(Refusal::NoVisibleWorksheet.into());
    };
    Ok(Chosen {
        name: sheet.name.clone(),
        part: relationship.part(base)?,
        others: visible.map(|(sheet, _)| sheet.name.clone()).collect(),
    })
}

/// The number formats that cells refer to by position: enough of `styles.xml` to tell dates from numbers.
#[derive(Debug, Default)]
pub(super) struct Formats {
    codes: HashMap<u32, Vec<u8>>,
    cells: Vec<u32>,
}

impl Formats {
    /// The same for whoever reads the cells.
    pub(super) fn to_number_formats(&self) -> Result<NumberFormats, Failure> {
        let codes = self.codes.iter().map(|(id, code)| Ok((*id, unescape(code)?)));
        let codes: Result<HashMap<u32, String>, Failure> = codes.collect();
        Ok(NumberFormats::new(codes?, self.cells.clone()))
    }

    /// A `styles.xml` with nothing but the number formats.
    pub(super) fn to_xml(&self) -> Vec<u8> {
        let mut xml = b"<styleSheet><numFmts>".to_vec();
        for (id, code) in &self.codes {
            xml.extend_from_slice(format!("<numFmt numFmtId=\"{id}\" formatCode=\"").as_bytes());
            for &byte in code {
                match byte {
                    b'"' => xml.extend_from_slice(b"&quot;"),
                    other => xml.push(other),
                }
            }
            xml.extend_from_slice(b"\"/>");
        }
        xml.extend_from_slice(b"</numFmts><cellXfs>");
        for id in &self.cells {
            xml.extend_from_slice(format!("<xf numFmtId=\"{id}\"/>").as_bytes());
        }
        xml.extend_from_slice(b"</cellXfs></styleSheet>");
        xml
    }
}

pub(super) fn formats<R: Read + Seek>(source: &mut R, entry: &Entry) -> Result<Formats, Failure> {
    /// What the codes may take once each cell format holds its own copy, as calamine keeps them.
    const COPIES: usize = 16 * 1024 * 1024;
    const MANY: Failure = Failure::Refused(Refusal::TooMuchInside {
        what: "more cell formats",
    });
    let number = |raw: Option<&[u8]>| raw.and_then(|raw| std::str::from_utf8(raw).ok()?.parse::<u32>().ok());
    let mut formats = Formats::default();
    each_start(source, entry, |path, attributes| {
        if is_at(path, &["styleSheet", "numFmts", "numFmt"]) {
            if let (Some(id), Some(code)) = (
                number(attributes.get(b"numFmtId")?),
                attributes.get(b"formatCode")?,
            ) {
                if code.len() > FORMAT_CODE || formats.codes.len() == FORMATS {
                    return Err(MANY);
                }
                // Checked here so that calamine need not fail on it.
                unescape(code)?;
                formats.codes.insert(id, code.to_vec());
            }
        } else if is_at(path, &["styleSheet", "cellXfs", "xf"]) {
            if formats.cells.len() == FORMATS {
                return Err(MANY);
            }
            formats
                .cells
                .push(number(attributes.get(b"numFmtId")?).unwrap_or(0));
        }
        Ok(())
    })?;
    let used: HashSet<u32> = formats.cells.iter().copied().collect();
    formats.codes.retain(|id, _| used.contains(id));
    let copies: usize = formats
        .cells
        .iter()
        .filter_map(|id| formats.codes.get(id))
        .map(Vec::len)
        .sum();
    if copies > COPIES { Err(MANY) } else { Ok(formats) }
}

/// Finds the workbook part through the package's relationships: its name and its folder with the final slash.
pub(super) fn workbook_part<R: Read + Seek>(
    source: &mut R,
    package: &Package,
) -> Result<(String, String), Failure> {
    let root = package.find("_rels/.rels").ok_or(Refusal::NotAWorkbook)?;
    let relationships = relationships(source, root)?;
    let mut documents = relationships.values().filter(|one| one.kind == "officeDocument");
    let (Some(document), None) = (documents.next(), documents.next()) else {
        return Err(Refusal::NotAWorkbook.into());
    };
    let part = document.part("")?;
    let folder = part.rfind('/').map_or(String::new(), |at| part[..=at].to_owned());
    Ok((part, folder))
}
