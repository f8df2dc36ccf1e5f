//! The small parts of a workbook: content types, relationships, the list of sheets, number formats.

use std::collections::{HashMap, HashSet};
use std::io::{Read, Seek};

use super::cause::{Damage, Danger, Excess};
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
pub(super) fn each_start<R: Read + Seek>(
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
pub(super) fn is_at(path: &[Vec<u8>], names: &[&str]) -> bool {
    path.len() == names.len() && path.iter().zip(names).all(|(a, b)| a == b.as_bytes())
}

pub(super) fn value(attributes: Attributes<'_>, name: &[u8]) -> Result<Option<String>, Failure> {
    attributes.get(name)?.map(unescape).transpose()
}

/// What a part is, by the package's content types: its own, or that of its extension.
pub(super) fn content_type<R: Read + Seek>(
    source: &mut R,
    types: &Entry,
    part: &str,
) -> Result<Option<String>, Failure> {
    let extension = part.rsplit_once('.').map_or("", |(_, extension)| extension);
    let (mut own, mut general) = (None, None);
    each_start(source, types, |path, attributes| {
        if is_at(path, &["Types", "Override"]) {
            let name = value(attributes, b"PartName")?.unwrap_or_default();
            if name.trim_start_matches('/').eq_ignore_ascii_case(part) {
                own = value(attributes, b"ContentType")?;
            }
        } else if is_at(path, &["Types", "Default"])
            && value(attributes, b"Extension")?.is_some_and(|one| one.eq_ignore_ascii_case(extension))
        {
            general = value(attributes, b"ContentType")?;
        }
        Ok(())
    })?;
    Ok(own.or(general).map(|kind| kind.to_ascii_lowercase()))
}

/// One relationship of a part to another.
#[derive(Debug, Clone, PartialEq, Eq)]
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
            what: Danger::ContentsElsewhere,
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
            // It leads nowhere, so nothing is read through it.
            return Ok(());
        };
        let external =
            value(attributes, b"TargetMode")?.is_some_and(|mode| mode.eq_ignore_ascii_case("external"));
        let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
        let relationship = Relationship {
            kind,
            target,
            external,
        };
        match found.insert(id, relationship.clone()) {
            Some(other) if other != relationship => Err(Failure::damaged(Damage::LinksShareName)),
            _ => Ok(()),
        }
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
    relationship: Option<String>,
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
        if path.len() == 1 && path[0] != b"workbook" {
            return Err(Refusal::NotAWorkbook.into());
        }
        if is_at(path, &["workbook", "workbookPr"]) {
            let flag = value(attributes, b"date1904")?;
            listing.from_1904 = matches!(flag.as_deref(), Some("1" | "true" | "on"));
        } else if is_at(path, &["workbook", "sheets", "sheet"]) {
            if listing.sheets.len() == most_sheets {
                return Err(Refusal::TooMuchInside { what: Excess::Sheets }.into());
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
            let state = value(attributes, b"state")?;
            if !names.insert(whole_name.to_lowercase()) {
                return Err(Refusal::SheetsShareName { name }.into());
            }
            // Some writers have other words for "visible".
            let visible = !matches!(state.as_deref(), Some("hidden" | "veryHidden"));
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

/// The first visible worksheet; charts and dialogues are passed over, and so are sheets that nobody reads: only the one
/// that is read has to exist.
pub(super) fn choose(
    listing: &Listing,
    relationships: &HashMap<String, Relationship>,
    base: &str,
) -> Result<Chosen, Failure> {
    let related = |sheet: &Sheet| relationships.get(sheet.relationship.as_ref()?);
    let is_worksheet = |sheet: &&Sheet| related(sheet).is_some_and(|one| one.kind == "worksheet");
    let mut visible = listing.sheets.iter().filter(|sheet| {
        // Without its contents it may be any kind.
        sheet.visible && related(sheet).is_none_or(|one| one.kind == "worksheet")
    });
    let Some(sheet) = visible.next() else {
        return Err(if listing.sheets.iter().any(|sheet| is_worksheet(&sheet)) {
            Refusal::NoVisibleWorksheet
        } else {
            Refusal::NoWorksheet
        }
        .into());
    };
    let relationship = related(sheet).ok_or(Failure::damaged(Damage::UnlinkedSheet))?;
    Ok(Chosen {
        name: sheet.name.clone(),
        part: relationship.part(base)?,
        others: visible
            .filter(is_worksheet)
            .map(|sheet| sheet.name.clone())
            .collect(),
    })
}

/// The number formats that cells refer to by position: enough of `styles.xml` to tell dates from numbers.
#[derive(Debug, Default)]
pub(super) struct Formats {
    codes: HashMap<u32, Vec<u8>>,
    cells: Vec<u32>,
}

impl Formats {
    /// The same formats in the form that reading cells needs.
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
        what: Excess::CellFormats,
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
    let part = documents.next().ok_or(Refusal::NotAWorkbook)?.part("")?;
    for other in documents {
        if !other.part("")?.eq_ignore_ascii_case(&part) {
            return Err(Refusal::NotAWorkbook.into());
        }
    }
    let folder = part.rfind('/').map_or(String::new(), |at| part[..=at].to_owned());
    Ok((part, folder))
}
